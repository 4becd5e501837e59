"""Taking lines out of the story: a line taken out stays in its place as a blank one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from epubify.layout.lines import Line
from epubify.model import Fate, Place, SetApart


class Page:
    """The lines of a source, from which matter is taken out step by step."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.given = tuple(lines)
        self.lines = list(self.given)
        self.cut: dict[int, Fate] = {}
        """Index of a line that was taken out → its fate."""
        self.seams: set[int] = set()
        """Indices of lines where a new post, scan or paste begins."""
        self.taken: list[SetApart] = []
        """What was taken out, and why."""
        self.heads: list[tuple[Place, str]] = []
        """What was taken off the heads of lines that stay: initials of a quoted mail."""

    def take_out(self, indices: Iterable[int], fate: Fate, reason: str) -> None:
        """Take lines out of the story for a reason."""
        for index in indices:
            line = self.lines[index]
            if line:
                self.taken.append(SetApart(line.at, fate, reason))
                self.cut[index] = fate
                self.lines[index] = replace(line, text="", indent=0)

    def put_back(self) -> None:
        """Put back all that was taken out."""
        self.lines, self.cut, self.taken, self.heads = list(self.given), {}, [], []

    def next_text(self, index: int) -> int | None:
        """Return the index of the first line with text at or after ``index``."""
        return next((i for i in range(index, len(self.lines)) if self.lines[i]), None)

    def previous_text(self, index: int) -> int | None:
        """Return the index of the last line with text before ``index``."""
        return next((i for i in range(index - 1, -1, -1) if self.lines[i]), None)

    def previous_blank(self, index: int) -> int:
        """Return the index of the last line without text before ``index``, -1 where none is."""
        return next((i for i in range(index - 1, -1, -1) if not self.lines[i]), -1)

    def is_free(self, index: int) -> bool:
        """Tell whether nothing stands directly before a line: a blank, a cut, the top."""
        return index == 0 or not self.lines[index - 1]
