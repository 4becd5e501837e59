"""What is known beforehand of the headings: a contents list, and the story's own title."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout import fold_title
from epubify.text.heading_forms import heading_form, undecorated


class TitleList:
    """The titles that a contents list names, and the title of the story."""

    def __init__(self, contents: Sequence[str], story: str | None = None) -> None:
        self.story = story or ""
        self.whole = {fold_title(entry) for entry in contents}
        forms = [heading_form(entry) for entry in contents]
        self.titles = {fold_title(f.title) for f in forms if f and f.title}
        self.bare = {
            fold_title(entry) for entry, f in zip(contents, forms, strict=True) if f is None
        }

    def has(self, text: str) -> bool:
        """Tell whether a line is an entry of the list, or the title in one."""
        bare = fold_title(undecorated(text)[0])
        return bool(bare) and (bare in self.whole or bare in self.titles)
