"""Taking lines out of the story: a line taken out stays in its place as a blank one.

A step writes on a page of its own, which `Page.after` gives it, so that a page that was handed on
stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar

from epubify.layout.lines import Line, without_prefix
from epubify.model import Fate, Matter, Place, SetApart

P = ParamSpec("P")
T = TypeVar("T")


class Page:
    """The lines of a source, from which one step takes matter out."""

    def __init__(self, lines: Iterable[Line], title: str | None = None) -> None:
        self.given = tuple(lines)
        self._text: str | None = None
        self.title = title
        """The title of the story, where its form says it."""
        self.lines = list(self.given)
        self.cut: dict[int, Fate] = {}
        """Index of a line that was taken out → its fate."""
        self.seams: set[int] = set()
        """Indices of lines where a new post, scan or paste begins."""
        self.edges: set[int] = set()
        """Indices of lines over which no paragraph goes on: a note begins there, or the text."""
        self.posts: list[tuple[int, int]] = []
        """First line of the header of each post, and the index after its last."""
        self.taken: list[SetApart] = []
        """What was taken out, and why."""
        self.heads: list[tuple[Place, str]] = []
        """What was taken off the heads of lines that stay: initials of a quoted mail."""
        self.thin: list[SetApart] = []
        """What was taken out although the evidence is thin: a person should look at it."""
        self._said: dict[int, Line] = {}
        """Index of a line that was taken out → the line as it was."""

    def after(
        self, step: Callable[Concatenate[Page, P], T], *given: P.args, **named: P.kwargs
    ) -> tuple[Page, T]:
        """Return the page as a step leaves it, and what the step found; this one stays as it is.

        >>> from epubify.model import Text
        >>> from epubify.layout.lines import lines_of
        >>> page = Page(lines_of(Text("- 12 -\\nIt rained.", "ascii", 1.0)))
        >>> left, _ = page.after(Page.take_out, [0], Matter.PAGE_NUMBER)
        >>> [line.text for line in left.lines], [line.text for line in page.lines]
        (['', 'It rained.'], ['- 12 -', 'It rained.'])
        """
        page = Page(self.given, self.title)
        page._text = self.text
        page.lines, page.cut, page._said = list(self.lines), dict(self.cut), dict(self._said)
        page.seams, page.edges = set(self.seams), set(self.edges)
        page.posts, page.heads = list(self.posts), list(self.heads)
        page.taken, page.thin = list(self.taken), list(self.thin)
        return page, step(page, *given, **named)

    @property
    def text(self) -> str:
        """All that the lines say, as they were given: what it has not is in no line.

        A step that looks for some sign asks it first, and need not look at the lines one by one.
        """
        if self._text is None:
            self._text = "\n".join([line.text for line in self.given])
        return self._text

    def take_out(
        self, indices: Iterable[int], kind: Matter, evidence: str = "", *, thin: bool = False
    ) -> None:
        """Take lines out of the story: what kind of matter they are, and how that is known."""
        reason = f"{kind.noun}, {evidence}" if evidence else kind.noun
        for index in indices:
            apart = SetApart(self.lines[index].at, kind.fate, reason, kind)
            self.thin += [apart] if thin and self.lines[index] else []
            self._take(index, apart)

    def take_header(self, indices: Iterable[int], reason: str) -> None:
        """Take lines out that are header: what they say stands elsewhere in the book."""
        for index in indices:
            self._take(index, SetApart(self.lines[index].at, Fate.HEADER, reason))

    def _take(self, index: int, apart: SetApart) -> None:
        line = self.lines[index]
        if line:
            self.taken.append(apart)
            self.cut[index] = apart.fate
            self._said[index] = line
            self.lines[index] = replace(line, text="", indent=0)

    def keep(self, is_kept: Callable[[SetApart], bool]) -> None:
        """Put those lines that are kept back into the text, as paragraphs of their own.

        All that was read off the lines stays read: only the words come back.
        """
        places = {apart.at for apart in self.taken if is_kept(apart)}
        self.taken = [apart for apart in self.taken if apart.at not in places]
        back = {i for i, line in self._said.items() if line.at in places}
        for index in back:
            self.lines[index] = self._said.pop(index)
            del self.cut[index]
        self.seams.update(i for i in back if i - 1 not in back)
        self.seams.update(i + 1 for i in back if i + 1 not in back)

    def let_stay(self, index: int, words: str) -> None:
        """Put the last words of a line that was taken out back into the text."""
        line = self._said.pop(index)
        head = line.text[: len(line.text) - len(words)]
        self.lines[index] = without_prefix(line, len(head))
        self.heads.append((line.at, head))
        self.taken = [apart for apart in self.taken if apart.at != line.at]
        del self.cut[index]

    def put_back(self) -> None:
        """Put back all that was taken out."""
        self.lines, self.cut, self.taken, self.heads = list(self.given), {}, [], []

    def next_text(self, index: int) -> int | None:
        """Return the index of the first line with text at or after ``index``."""
        lines = self.lines
        return next((i for i in range(index, len(lines)) if lines[i].text), None)

    def previous_text(self, index: int) -> int | None:
        """Return the index of the last line with text before ``index``."""
        lines = self.lines
        return next((i for i in range(index - 1, -1, -1) if lines[i].text), None)

    def previous_blank(self, index: int) -> int:
        """Return the index of the last line without text before ``index``, -1 where none is."""
        return next((i for i in range(index - 1, -1, -1) if not self.lines[i]), -1)

    def is_free(self, index: int) -> bool:
        """Tell whether nothing stands directly before a line: a blank, a cut, the top."""
        return index == 0 or not self.lines[index - 1].text
