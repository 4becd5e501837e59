"""The older self of a book: what its contents were, read from the file that gives way."""

from __future__ import annotations

from pathlib import Path

from epubify.epub.contents_news import OlderContents, entry_key
from epubify.errors import InputError
from epubify.files.output import read_existing
from epubify.publish.kept_reading import kept_stories
from epubify.readers.containers import Container
from epubify.readers.epub_source.package_document import ContentsEntry, read_package


def contents_of(path: Path) -> OlderContents | None:
    """Return the contents of a book that epubify made; None where there is none, or it is broken.

    Of parts only what is in them counts.
    """
    stamp = read_existing(path)
    if stamp is None:
        return None
    try:
        with path.open("rb") as file:
            container = Container(str(path), file)
            identities = tuple(one.identifier for one in kept_stories(container))
            entries = read_package(container).contents
    except (InputError, OSError):
        return None
    keys = {entry_key(one.href, identities): one.label for one in _without_parts(entries)}
    return OlderContents(keys, stamp.fingerprint)


def _without_parts(entries: list[ContentsEntry]) -> list[ContentsEntry]:
    """Return the entries that have none below them, and those of stories."""
    last = len(entries) - 1
    return [
        one
        for number, one in enumerate(entries)
        if number == last
        or entries[number + 1].depth <= one.depth
        or one.href.endswith("-title.xhtml")
    ]
