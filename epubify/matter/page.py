"""Taking lines out of the story: a line taken out stays in its place as a blank one.

A step writes on a page of its own, which `Page.after` gives it, so that a page that was handed on
stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import sub
from typing import Concatenate, ParamSpec, TypeVar

from msgspec.structs import replace

from epubify.layout.lines import Line, without_prefix
from epubify.matter.written_lines import WrittenLines
from epubify.model import Fate, Matter, Place, SetApart
from epubify.text.facts import formless
from epubify.text.lexicon import folded_apart
from epubify.text.title_words import fold_titles

P = ParamSpec("P")
T = TypeVar("T")


class Page:
    """The lines of a source, from which one step takes matter out."""

    def __init__(self, lines: Iterable[Line], title: str | None = None) -> None:
        self.given = tuple(lines)
        self.written = WrittenLines(self.given)
        """What the lines say as they were given, or as they were left by who unquoted them."""
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
        self.stories: set[int] = set()
        """Indices of lines that head a story of several: what stands below is no title page."""
        self.texts: set[int] = set()
        """Indices of lines at which the text of a chapter begins, as a label says."""
        self.taken: list[SetApart] = []
        """What was taken out, and why."""
        self.heads: list[tuple[Place, str]] = []
        """What was taken off the heads of lines that stay: initials of a quoted mail."""
        self.thin: list[SetApart] = []
        """What was taken out although the evidence is thin: a person should look at it."""
        self._said: dict[int, Line] = {}
        """Index of a line that was taken out → the line as it was."""
        self._shortened: set[int] = set()
        """Indices of lines that lost their first words."""

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
        page.written, page._shortened = self.written, set(self._shortened)
        page.lines, page.cut, page._said = list(self.lines), dict(self.cut), dict(self._said)
        page.seams, page.edges = set(self.seams), set(self.edges)
        page.stories, page.texts = set(self.stories), set(self.texts)
        page.posts, page.heads = list(self.posts), list(self.heads)
        page.taken, page.thin = list(self.taken), list(self.thin)
        return page, step(page, *given, **named)

    @property
    def text(self) -> str:
        """All that the lines say, as they were given: what it has not is in no line.

        A step that looks for some sign asks it first, and need not look at the lines one by one.
        """
        return self.written.text

    def having(self, *signs: str) -> list[int]:
        """Return the indices of the lines that may have one of some signs."""
        return self.written.having(signs)

    def saying(self, said: Iterable[str]) -> list[int]:
        """Return the indices of the lines that may say one of some things."""
        return self.written.saying(said)

    def beginning(self, openings: Iterable[str], *, signs: bool = False) -> list[int]:
        """Return the indices of the lines that may begin as some words or signs do.

        Where ``signs``, those that begin with no letter are among them.
        """
        found = self.written.beginning(openings, signs=signs)
        return sorted({*found, *self._shortened}) if self._shortened else found

    def free(self) -> list[int]:
        """Return the indices of the lines with text before which nothing stands directly."""
        lines, given = self.lines, self.written.free
        freed = {n + 1 for n in (*self._said, *self._shortened)}.difference(given)
        found = [n for n in given if lines[n].text]
        more = [n for n in freed if n < len(lines) and lines[n].text and self.is_free(n)]
        return sorted((*found, *more)) if more else found

    def paged(self) -> list[int]:
        """Return the indices of the lines before which a form feed stands."""
        found = {*self.written.paged, *self._shortened}
        return [n for n in sorted(found) if self.lines[n].page]

    def folded(self) -> list[str]:
        """Return what each line says, folded; of those that were taken out, what they said.

        Of long ones nothing is told (see `WrittenLines`).
        """
        return self._told(self.written.folded, folded_apart)

    def title_keys(self) -> list[str]:
        """Return of each line the letters and digits by which titles are compared.

        Of long ones nothing is told.
        """
        return self._told(self.written.title_keys, fold_titles)

    def formless(self) -> list[bool]:
        """Return of each line whether it opens as no heading does; in doubt it does."""
        return self._told(self.written.formless, formless)

    def _told(self, told: list[T], tell: Callable[[list[str]], list[T]]) -> list[T]:
        """Return what is told of each line, with that of shortened ones told anew."""
        if not self._shortened:
            return told
        told, shortened = list(told), sorted(self._shortened)
        for n, one in zip(shortened, tell([self.lines[n].text for n in shortened]), strict=True):
            told[n] = one
        return told

    def each(self, indices: Iterable[int]) -> Iterator[int]:
        """Yield the indices of those of some lines that have text, in their order.

        Behind a line that is taken out meanwhile, the next one comes too: nothing stands before
        it any more.
        """
        wanted = sorted(indices)
        known, lines = set(wanted), self.lines
        for index in wanted:
            if lines[index].text:
                yield index
            below = index + 1
            while below < len(lines) and below not in known and not lines[below - 1].text:
                if lines[below].text:
                    yield below
                below += 1

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
        self.lines[index] = line
        self.shorten(index, len(head))
        self.heads.append((line.at, head))
        self.taken = [apart for apart in self.taken if apart.at != line.at]
        del self.cut[index]

    def shorten(self, index: int, length: int) -> None:
        """Take the first characters off a line, and the space after them."""
        self.lines[index] = without_prefix(self.lines[index], length)
        self._shortened.add(index)

    def look_anew(self) -> None:
        """Have what is told of the lines told of them as they are, where many were shortened."""
        if self._shortened:
            lines = [self.as_it_stood(n) for n in range(len(self.lines))]
            self.written, self._shortened = WrittenLines(lines), set()

    def put_back(self) -> None:
        """Put back all that was taken out."""
        self.written, self._shortened = WrittenLines(self.given), set()
        self.lines, self.cut, self.taken, self.heads = list(self.given), {}, [], []

    def next_text(self, index: int) -> int | None:
        """Return the index of the first line with text at or after ``index``."""
        lines = self.lines
        for i in range(index, len(lines)):
            if lines[i].text:
                return i
        return None

    def previous_text(self, index: int) -> int | None:
        """Return the index of the last line with text before ``index``."""
        lines = self.lines
        for i in range(index - 1, -1, -1):
            if lines[i].text:
                return i
        return None

    def ends_of_posts(self) -> Iterator[int]:
        """Yield the last line with text of each post; of a text without posts, its last one."""
        starts = [first for first, _ in sorted(self.posts)][1:]
        for end in (*starts, len(self.lines)):
            if (last := self.previous_text(end)) is not None:
                yield last

    def as_it_stood(self, index: int) -> Line:
        """Return a line as it was before it was taken out, or as it is where it was not."""
        return self._said.get(index, self.lines[index])

    def previous_blank(self, index: int) -> int:
        """Return the index of the last line without text before ``index``, -1 where none is."""
        return next((i for i in range(index - 1, -1, -1) if not self.lines[i]), -1)

    def is_free(self, index: int) -> bool:
        """Tell whether nothing stands directly before a line: a blank, a cut, the top."""
        return index == 0 or not self.lines[index - 1].text

    def stands_alone(self, index: int) -> bool:
        """Tell whether nothing stands directly before a line, nor directly below it."""
        below = index + 1
        return self.is_free(index) and (below == len(self.lines) or not self.lines[below].text)

    def row_end(self, index: int) -> int:
        """Return the index after the last of the lines in a row from a line on.

        >>> from epubify.model import Text
        >>> from epubify.layout.lines import lines_of
        >>> page = Page(lines_of(Text("Rain fell.\\nWe went\\n\\nHome.", "ascii", 1.0)))
        >>> page.row_end(0), page.row_end(2), page.row_end(3)
        (2, 2, 4)
        """
        ends = (i for i in range(index, len(self.lines)) if not self.lines[i].text)
        return next(ends, len(self.lines))


MOST_OFF_MIDDLE = 2
"""Columns by which the middles of two centred lines may differ, as hands and tabs set them. With
more, lines that begin anywhere are set alike; with fewer, centred ones are not."""


def is_set_as(line: Line, other: Line) -> bool:
    """Tell whether two lines begin in the same column, or both stand over the same middle.

    >>> from epubify.model import Text
    >>> from epubify.layout.lines import lines_of
    >>> long, short, left = lines_of(Text("  A Long Line\\n    Short\\nLeft", "ascii", 1.0))
    >>> is_set_as(long, short), is_set_as(long, left)
    (True, False)
    """
    if not (line.indent and other.indent):
        return line.indent == other.indent
    middles = (2 * one.indent + len(one.text) for one in (line, other))
    return line.indent == other.indent or abs(sub(*middles)) <= 2 * MOST_OFF_MIDDLE
