"""What a finished book keeps of the stories that are bound in it."""

from __future__ import annotations

from epubify.epub.kept_stories import NAME, KeptStory, kept_from_json
from epubify.readers.containers import Container, damaged


def kept_stories(container: Container) -> tuple[KeptStory, ...]:
    """Return what a book keeps of its stories, nothing where it keeps none.

    Raises InputError where what it keeps cannot be read.
    """
    if NAME not in container:
        return ()
    try:
        return kept_from_json(container.read(NAME))
    except (ValueError, TypeError) as error:
        raise damaged(container.name, str(error)) from error
