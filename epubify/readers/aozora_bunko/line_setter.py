"""The lines of a text of the archive set on a galley, as the notes in them say."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from epubify.model import Contributor, GroupKind, Matter, Metadata, Origin, OriginKind, Span
from epubify.readers.aozora_bunko.archive_notes import (
    ABOUT,
    CENTRE,
    CLOSES,
    END,
    INDENT,
    NOTE,
    OPENS,
    PAGE,
    PICTURE,
    READING,
    REMARK,
    RIGHT,
    level_of_kind,
    mark_of_kind,
    plain_digits,
    with_characters,
)
from epubify.readers.galley import Galley, LeftOut, Part
from epubify.text.lazy_pattern import lazy

LONGEST_NAME = 40
"""Characters of a line of the head. With more, a first paragraph is an author; with fewer, long
titles are no titles."""
MOST_HEAD = 6
"""Lines of the head: title, original title, subtitle, people."""
_KEY = "【テキスト中に現れる記号について】"
_TAIL = ("底本：", "底本:")
_TRANSLATOR = lazy(r"(.+?)[ \u3000]*(?:共?訳|翻訳)")


class LineSetter:
    """Sets lines one after another, and keeps what notes have opened."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.galley = Galley(literal=True)
        self.metadata = Metadata()
        self.pictures: list[str] = []
        self.letters: list[tuple[str, frozenset[str]]] = []
        """The line at hand, letter by letter, with their marks."""
        self.remarks: list[Part] = []
        self.marks: frozenset[str] = frozenset()
        self.level = self.block_level = 0
        self.align = self.block_align = ""
        self.page = False
        self.quoted: ExitStack | None = None

    def all(self, lines: Sequence[str]) -> None:
        """Set all lines of a text."""
        start = self.head(lines)
        for line in lines[start:]:
            self.line(with_characters(line))
        self.quote(opens=False)

    # ------------------------------------------------------------------------- the head

    def head(self, lines: Sequence[str]) -> int:
        """Set the head of a text of the archive; return the index of the first line behind it."""
        of_archive = any(line.startswith((_KEY, *_TAIL)) for line in lines)
        end = next((n for n, line in enumerate(lines) if not line.strip()), 0)
        head = [with_characters(line) for line in lines[:end]]
        fits = 2 <= len(head) <= MOST_HEAD and all(
            len(line) <= LONGEST_NAME and not NOTE.search(line) for line in head
        )
        if not (of_archive and fits):
            return 0
        people = [n for n, line in enumerate(head) if n and _TRANSLATOR.fullmatch(line)]
        author = max(set(range(1, len(head))) - set(people), default=0)
        for n, line in enumerate(head):
            number = self.galley.header(line, "head of a text of the archive")
            self.tell(n, line.strip(), author, Origin(OriginKind.HEADER, number))
        return end

    def tell(self, n: int, words: str, author: int, origin: Origin) -> None:
        """Add what a line of the head says to what is known."""
        translated = _TRANSLATOR.fullmatch(words) if n else None
        if n == 0:
            told = Metadata.with_origin(origin, title=words)
        elif translated or n == author:
            name, role = (translated[1], "trl") if translated else (words, "aut")
            known = (*self.metadata.contributors, Contributor(name, role))
            told = Metadata.with_origin(origin, contributors=known)
        else:
            before = self.metadata.subtitle
            told = Metadata.with_origin(origin, subtitle=f"{before} {words}" if before else words)
        self.metadata = told.over(self.metadata)

    # ------------------------------------------------------------------------ the lines

    def line(self, line: str) -> None:
        """Set a line: its letters with what notes say of them."""
        self.level, self.align = self.block_level, self.block_align
        self.letters, self.remarks = [], []
        at = 0
        for note in NOTE.finditer(line):
            self.letters += [(char, self.marks) for char in line[at : note.start()]]
            self.note(plain_digits(note[1]), note[1])
            at = note.end()
        self.letters += [(char, self.marks) for char in line[at:]]
        self.flush(noted=at > 0)

    def flush(self, *, noted: bool) -> None:
        """Set the line at hand; one of notes alone is none."""
        parts: list[Part] = [*spans_of(self.letters), *self.remarks]
        if any(part.text.strip() for part in parts):
            page, self.page = self.page, False
            self.galley.paragraph(parts, level=self.level, align=self.align, page=page)
        elif not noted:
            self.galley.blank()

    def note(self, note: str, written: str) -> None:
        """Do what a note says."""
        about = ABOUT.fullmatch(written)
        if PAGE.fullmatch(note):
            self.page = True
            self.quote(opens=False)
        elif picture := PICTURE.fullmatch(written):
            self.pictures.append(picture["name"])
        elif REMARK.match(note):
            remark = "of those who typed the text"
            self.remarks.append(LeftOut(written, Matter.COMMENT, remark))
        elif about:
            self.words(about["words"], about["kind"])
        elif note.startswith((OPENS, CLOSES)):
            self.block(note.removeprefix(OPENS).removeprefix(CLOSES))
        else:
            self.span(note)

    def words(self, words: str, kind: str) -> None:
        """Mark the words before a note that it is about."""
        reading = READING.fullmatch(kind)
        if reading:
            self.letters += [(char, self.marks) for char in f"《{reading['reading']}》"]
            return
        level, mark = level_of_kind(kind), mark_of_kind(kind)
        start = start_of("".join(char for char, _ in self.letters), words)
        if start is None:
            return
        if level and not "".join(char for char, _ in self.letters[:start]).strip():
            self.level = level
        elif mark or level:
            marks = frozenset({mark or "strong"})
            self.letters[start:] = [(char, had | marks) for char, had in self.letters[start:]]

    def block(self, note: str) -> None:
        """Open or close what holds for all lines up to another note."""
        ends = note.endswith(END)
        kind = note.removesuffix(END)
        if level_of_kind(kind):
            self.block_level = self.level = 0 if ends else level_of_kind(kind)
        elif RIGHT.fullmatch(kind) or CENTRE.fullmatch(kind):
            align = "right" if RIGHT.fullmatch(kind) else "center"
            self.block_align = self.align = "" if ends else align
        elif mark := mark_of_kind(kind):
            self.marks = self.marks - {mark} if ends else self.marks | {mark}
        elif INDENT.fullmatch(kind):
            self.quote(opens=not ends)

    def span(self, note: str) -> None:
        """Open or close what holds within a line, or for the rest of it."""
        ends = note.endswith(END)
        kind = note.removesuffix(END)
        if level := level_of_kind(kind):
            self.level = level
        elif RIGHT.fullmatch(kind):
            if spans_of(self.letters):
                self.flush(noted=True)
                self.letters, self.remarks = [], []
            self.align = "right"
        elif CENTRE.fullmatch(kind):
            self.align = "center"
        elif mark := mark_of_kind(kind):
            self.marks = self.marks - {mark} if ends else self.marks | {mark}

    def quote(self, *, opens: bool) -> None:
        """Open or close lines that stand further in."""
        if self.quoted is not None:
            self.quoted.close()
        self.quoted = None
        if opens:
            self.quoted = ExitStack()
            self.quoted.enter_context(self.galley.within(GroupKind.QUOTE))


def start_of(line: str, words: str) -> int | None:
    """Return where the words at the end of a line begin, readings in it not counted.

    >>> start_of("古い海《うみ》", "海"), start_of("古い海", "山")
    (2, None)
    """
    at, left = len(line), len(words)
    while left:
        if at and line[at - 1] == "》" and (opened := line.rfind("《", 0, at)) >= 0:
            at = opened
            continue
        if not at or line[at - 1] != words[left - 1]:
            return None
        at, left = at - 1, left - 1
    return at


def spans_of(letters: Sequence[tuple[str, frozenset[str]]]) -> list[Span]:
    """Return letters with like marks as spans, the space before the first left out."""
    spans: list[Span] = []
    for char, marks in letters:
        if not spans and char in " \u3000":
            continue
        if spans and spans[-1].marks == marks:
            spans[-1] = Span(spans[-1].text + char, marks)
        else:
            spans.append(Span(char, marks))
    return spans
