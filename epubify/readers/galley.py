"""A galley: what a reader of markup delivers, paragraph by paragraph, before pages are made of it.

Comes in: every word that a source holds, in its order, each paragraph with what its markup says
of it. Goes out: a manuscript made by the stages that make one of plain text. A paragraph is a
line of the text that places count in, with a blank line after it; a line broken within a
paragraph is a line of its own. What is no story is set on the galley too, and named as left out:
the proof of words compares the galley with the source, and then the book with the galley.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from epubify.errors import NoStory
from epubify.model import (
    Enclosure,
    Fate,
    GroupKind,
    Markup,
    Matter,
    Metadata,
    Picture,
    Place,
    SetApart,
    Span,
    Spans,
    Text,
    plain,
)
from epubify.model.records import Record
from epubify.model.spans import BREAK_SIGN, FIGURE_SIGN
from epubify.text.blocks import cut
from epubify.text.lazy_pattern import lazy

_SPACE = lazy(r"[ \t\f\v\r\u00a0]{2,}|[\t\f\v\r]")
"""What is to be a single space; a single one is not looked at again."""
_NO_TEXT = "\u200b\ufeff\u00ad"
"""Characters that are not seen: a paragraph of them alone is empty."""
_REST_OF_WORD = lazy(r"[^\W_]+")


class LeftOut(Record):
    """Text amid a paragraph that is not to be in the book: the number of a page."""

    text: str
    kind: Matter
    evidence: str
    """How it is known."""

    @property
    def reason(self) -> str:
        """Why it is left out, as the report says it."""
        return f"{self.kind.noun}, {self.evidence}"


Part: TypeAlias = Span | LeftOut
"""A piece of a paragraph."""


class Galley(Struct):
    """The lines of a source as its reader sets them, with what is known of each."""

    lines: list[str] = field(default_factory=list)
    markup: list[Markup | None] = field(default_factory=list)
    apart: dict[int, SetApart] = field(default_factory=dict)
    """Index of a line → what became of it: that of a header, or left out."""
    frames: tuple[Enclosure, ...] = ()
    """What stands around the next paragraph."""
    count: int = 0
    """Paragraphs and frames so far: the number of the next."""
    literal: bool = False
    """Emphasis is marked by the form alone."""
    places: list[str] = field(default_factory=list)
    """Names by which links lead to what comes next."""
    entitled: tuple[str, int] | None = None
    """What the contents call the text that comes next, and how deep that entry stands."""
    lacking: list[str] = field(default_factory=list)
    """Addresses of pictures that are nowhere to be had."""
    unfit: list[str] = field(default_factory=list)
    """Names of pictures that cannot be shown."""

    # ------------------------------------------------------------------ what is story

    def paragraph(
        self, parts: Iterable[Part], *, level: int = 0, align: str = "", page: bool = False
    ) -> None:
        """Set a paragraph; ``\\n`` in it is a line end that is meant, twice the end of it.

        ``level`` from 1 makes it a heading, ``align`` is ``center`` or ``right``, ``page`` says
        that a page begins with it. One without text is an empty paragraph.
        """
        kind, number = "heading" if level else "paragraph", self._next()
        lines = [merged_parts(line) for line in lines_of_parts(parts)]
        if level:
            lines = [heading_line(lines)]
        while lines and not lines[0]:
            del lines[0]
        while lines and not lines[-1]:
            lines.pop()
        for line in lines:
            if not line:
                self.blank()
                number = self._next()
            for n, part in enumerate(line):
                if isinstance(part, LeftOut):
                    self._set_apart(part.text, part.kind.fate, part.reason, part.kind)
                else:
                    said = (kind, level, align, page, self.literal, self.frames)
                    self._add(plain(part), Markup(part, number, *said, on=n > 0))
                page = False
        self.blank()

    def blank(self) -> None:
        """Set an empty paragraph: space."""
        self._add("", None)

    def rule(self) -> None:
        """Set a break that the form draws itself; one that is typed is a paragraph."""
        markup = Markup((Span(BREAK_SIGN),), self._next(), "break", within=self.frames)
        self._add(BREAK_SIGN, markup)
        self.blank()

    def figure(self, picture: Picture, alt: str = "") -> None:
        """Set a picture on a line of its own; ``alt`` says what is to be seen."""
        from epubify.readers.picture_fitting import fit

        fitted = fit(picture)
        if fitted is None:
            self.unfit.append(picture.name)
            return
        picture = fitted
        spans = (Span(FIGURE_SIGN),)
        markup = Markup(spans, self._next(), "figure", within=self.frames, picture=picture, alt=alt)
        self._add(FIGURE_SIGN, markup)
        self.blank()

    def typed(self, text: str, *, literal: bool = False) -> None:
        """Set lines as they were typed: code, or a drawing."""
        markup = Markup((), self._next(), "preformatted", literal=literal, within=self.frames)
        for line in text.expandtabs(4).split("\n"):
            self._add(line.rstrip(), replace(markup, spans=(Span(line.rstrip()),)))
        self.blank()

    @contextmanager
    def within(self, kind: GroupKind, name: str = "") -> Iterator[None]:
        """Put a frame around all that is set while it is open."""
        outer = self.frames
        self.frames = (*outer, Enclosure(kind, self._next(), name))
        try:
            yield
        finally:
            self.frames = outer

    # ---------------------------------------------------------------- what is no story

    def left_out(self, text: str, kind: Matter, evidence: str) -> None:
        """Set text that is not to be in the book: of what kind it is, and how that is known."""
        part = LeftOut(text, kind, evidence)
        self._apart(text, kind.fate, part.reason, kind)

    def header(self, text: str, reason: str) -> int:
        """Set text that says what the metadata says; return the number of its first line."""
        line = len(self.lines) + 1
        self._apart(text, Fate.HEADER, reason, None)
        return line

    def _apart(self, text: str, fate: Fate, reason: str, kind: Matter | None) -> None:
        lines = [words for line in text.split("\n") if (words := " ".join(line.split()))]
        for words in lines:
            self._set_apart(words, fate, reason, kind)
        if lines:
            self.blank()

    def _set_apart(self, words: str, fate: Fate, reason: str, kind: Matter | None) -> None:
        self.apart[len(self.lines)] = SetApart(Place("", 1, 1), fate, reason, kind)
        self._add(words, Markup((Span(words),), self._next(), within=self.frames))

    # ------------------------------------------------------------------------- the text

    def text(self, name: str, encoding: str = "utf-8", confidence: float = 1.0) -> Text:
        """Return the lines as the text that places count in."""
        if not any(self.markup):
            raise NoStory(name, None, "there is no text in it", "give a file with a story in it")
        joined = "\n".join(self.lines) + "\n"
        return Text(joined, encoding, confidence, name, markup=tuple(self.markup))

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _add(self, line: str, markup: Markup | None) -> None:
        waiting = self.entitled or self.places
        if waiting and markup and len(self.lines) not in self.apart:
            markup = replace(markup, entitled=self.entitled, places=tuple(self.places))
            self.entitled, self.places = None, []
        self.lines.append(line)
        self.markup.append(markup)


class Delivery(Record):
    """What a reader of markup has read of a source."""

    galley: Galley
    metadata: Metadata = field(default_factory=Metadata)
    """What the form says about the story where it keeps such things."""
    encoding: str = "utf-8"
    confidence: float = 1.0
    cover: Picture | None = None
    """The picture on its cover."""
    contents: tuple[str, ...] = ()
    """What its contents list names, where that is no part of the text."""
    properties: Metadata = field(default_factory=Metadata)
    """What the program that made it noted, which holds where the text says nothing else."""
    sure: bool = True
    """The title is that of the story; the one of a page may as well be that of its site, and is
    believed where the text has it, too, or names no other."""


# ------------------------------------------------------------------- parts of paragraphs


def lines_of_parts(parts: Iterable[Part]) -> list[list[Part]]:
    """Return parts as lines, cut where they have a line end.

    >>> [[span.text for span in line] for line in lines_of_parts((Span("so\\nbe"), Span(" it")))]
    [['so'], ['be', ' it']]
    """
    lines: list[list[Part]] = [[]]
    for part in parts:
        if isinstance(part, LeftOut):
            lines[-1].append(part)
            continue
        first, *rest = part.text.split("\n")
        lines[-1].append(part.with_text(first))
        lines += [[part.with_text(text)] for text in rest]
    return lines


def merged_parts(line: Sequence[Part]) -> list[Spans | LeftOut]:
    """Return a line in pieces: its spans as one, but where something is left out between them.

    What is left out within a word stands behind the word.
    """
    pieces: list[Spans | LeftOut] = []
    spans: list[Span] = []
    waiting: list[LeftOut] = []

    def flush() -> None:
        if words := tidy(spans):
            pieces.append(words)
        pieces.extend(waiting)
        spans.clear()
        waiting.clear()

    for part in line:
        if isinstance(part, LeftOut):
            text = " ".join(part.text.split())
            waiting += [replace(part, text=text)] if text else []
            continue
        if waiting:
            head = _REST_OF_WORD.match(part.text) if spans and _ends_in_word(spans) else None
            cut_at = head.end() if head else 0
            spans += [replace(part, text=part.text[:cut_at])] if cut_at else []
            if cut_at == len(part.text):  # the word may go on
                continue
            flush()
            part = replace(part, text=part.text[cut_at:])
        spans.append(part)
    flush()
    return pieces


def _ends_in_word(spans: Sequence[Span]) -> bool:
    return spans[-1].text[-1:].isalnum()


def tidy(spans: Iterable[Span]) -> Spans:
    """Return the spans of a line with single spaces, none at its ends, like ones as one.

    >>> tidy((Span(" so "), Span(" late"), Span(" ")))
    (Span(text='so late', marks=frozenset(), href=None, ruby=()),)
    """
    merged: list[Span] = []
    spaced = True
    for span in spans:
        text = _SPACE.sub(" ", span.text)
        if spaced:
            text = text.lstrip(" \u00a0")
        if not text:
            continue
        spaced = text[-1] in " \u00a0"
        last = merged[-1] if merged else None
        if last and (last.marks, last.href) == (span.marks, span.href):
            merged[-1] = last.with_text(last.text + text)
        else:
            merged.append(span.with_text(text))
    whole = plain(merged)
    if not whole.strip().strip(_NO_TEXT):
        return ()
    return cut(tuple(merged), 0, len(whole))


def heading_line(lines: Sequence[list[Spans | LeftOut]]) -> list[Spans | LeftOut]:
    """Return the lines of a heading as one: a number on a line of its own is its label.

    >>> [[spans]] = [heading_line([[(Span("Chapter 3"),)], [(Span("The Mail"),)]])]
    >>> plain(spans)
    'Chapter 3: The Mail'
    """
    from epubify.text.facts import facts_of  # dear to import, and every reader imports galleys

    whole: list[Span] = []
    left: list[LeftOut] = []
    for part in (part for line in lines for part in line):
        if isinstance(part, LeftOut):
            left.append(part)
            continue
        if whole:
            form = facts_of(plain(whole)).form
            label = form is not None and form.number is not None and not form.title
            # A bare numeral with a colon may be somebody who speaks: ``I: What is it?``
            sign = ". " if form is not None and form.rank == "numeral" else ": "
            whole.append(Span(sign if label and plain(whole)[-1].isalnum() else " "))
        whole += part
    return [*([spans] if (spans := tidy(whole)) else []), *left]
