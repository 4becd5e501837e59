"""The source side of the proof: what a ledger says should stand in the book.

The bytes are decoded again with Python's codecs, every recorded edit is judged and replayed,
and each line's words go to the stream that the line's fate names.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from sys import intern

from epubify.checks.edits import is_sound, keeps_boundaries
from epubify.checks.lists import word_list
from epubify.checks.tokens import letters, separated, words
from epubify.model import IN_BODY, LEFT_OUT, SOFT_BREAK, Edit, Fate, Matter, Place
from epubify.report import Ledger

_ORNAMENT_LETTERS = frozenset("o0xv")
"""Letters that ornaments such as ``oOo`` and ``xXx`` are drawn with."""
_INITIALS = re.compile(r"[A-Z][A-Za-z]{0,2}>")
_LONE_LETTERS = frozenset("zwsm")
"""Letters that an ornament may repeat alone."""
_HYPHENS = ("-", "\N{HYPHEN}", "\N{SOFT HYPHEN}", "\N{NON-BREAKING HYPHEN}", "\N{NOT SIGN}", "=")


@dataclass(slots=True)
class Stream:
    """Canonical words in order, and the source line that each came from."""

    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where in ``words`` each line begins that has any."""
    lines: list[tuple[str, int]] = field(default_factory=list)
    """Source and line number, one for each of ``starts``."""
    headings: set[tuple[str, int]] = field(default_factory=set)
    """The lines that are headings."""

    def add(self, source: str, line: int, found: list[str], *, heading: bool = False) -> None:
        """Append the words of a line."""
        if heading:
            self.headings.add((source, line))
        if found:
            self.starts.append(len(self.words))
            self.lines.append((source, line))
            self.words += map(intern, found)  # the same word takes its memory once

    def extend(self, other: Stream) -> None:
        """Append another stream."""
        offset = len(self.words)
        self.starts += [start + offset for start in other.starts]
        self.lines += other.lines
        self.words += other.words
        self.headings |= other.headings

    def places(self, start: int, end: int) -> Iterator[Place]:
        """Yield the lines of words, and where there are none those around the gap."""
        if not self.starts:
            return
        first, last = (start, end - 1) if end > start else (start - 1, start)
        line = max(0, bisect_right(self.starts, max(0, first)) - 1)
        while line < len(self.starts) and self.starts[line] <= last:
            source, number = self.lines[line]
            yield Place(source, number, number)
            line += 1

    def place(self, index: int) -> str:
        """Return ``source:line`` of a word, of the last one where the index is beyond."""
        if not self.starts:
            return ""
        source, line = self.lines[max(0, bisect_right(self.starts, index) - 1)]
        return f"{source}:{line}"


@dataclass(slots=True)
class Account:
    """What one source should have become."""

    source: str
    body: Stream = field(default_factory=Stream)
    notes: Stream = field(default_factory=Stream)
    footnotes: Stream = field(default_factory=Stream)
    repeated: Stream = field(default_factory=Stream)
    """Words that the book need not say again, because it says them elsewhere."""
    repetitions: list[tuple[Place, list[str]]] = field(default_factory=list)
    """The same in runs: each stands somewhere in the book as a whole."""
    header: list[tuple[int, str]] = field(default_factory=list)
    private: list[tuple[int, str]] = field(default_factory=list)
    """Lines of the header that are shown without the addresses and numbers of people in them."""
    left_out: int = 0
    """Words of lines that are named in the report and not in the book."""
    problems: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    """The lines that problems are about."""

    def stream_of(self, fate: Fate) -> Stream:
        """Return the words that stand together with those of lines of this fate."""
        if fate is Fate.NOTE:
            return self.notes
        if fate is Fate.FOOTNOTE:
            return self.footnotes
        return self.repeated if fate is Fate.REPEATED else self.body

    def object_to(self, line: int | None, problem: str) -> None:
        """Note something that makes the proof fail."""
        if line:
            self.places.append(Place(self.source, line, line))
        place = f"{self.source}:{line}" if line else self.source
        self.problems.append(f"{place}: {problem}")


def read_account(ledger: Ledger) -> Account:
    """Return what a ledger promises, with every contradiction in it as a problem."""
    account = Account(ledger.source)
    text = _replay(ledger.steps, _source_text(ledger, account), account)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    if any(not 0 < number <= len(lines) + 1 for number in ledger.fates):
        account.object_to(None, f"fates beyond its {len(lines)} lines")
    _sort_lines(ledger, lines, account)
    _part_repetitions(ledger, account)
    return account


# ------------------------------------------------------------------ bytes → text


def _decode(ledger: Ledger, account: Account) -> str:
    parts = []
    done = 0
    for piece in ledger.pieces:
        if piece.start != done or piece.end < piece.start:
            account.object_to(None, f"bytes {done} to {piece.start} were not read exactly once")
        done = piece.end
        try:
            codecs.lookup(piece.encoding)
            parts.append(ledger.data[piece.start : piece.end].decode(piece.encoding, "replace"))
        except (LookupError, ValueError) as error:
            account.object_to(None, f"cannot be decoded again: {error}")
    if done != len(ledger.data):
        account.object_to(None, f"{done} of its {len(ledger.data)} bytes were read")
    text = "".join(parts).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    for newline in ("\r\n", "\r", "\N{LINE SEPARATOR}", "\x85"):
        text = text.replace(newline, "\n")
    return text


def _source_text(ledger: Ledger, account: Account) -> str:
    """Return the text that the lines of a source count in; of markup, when its words are sure."""
    if ledger.galley is None:
        return _decode(ledger, account)
    from epubify.checks.originals import galley_problems

    text = _replay(ledger.raw_steps, _decode(ledger, account), account) if ledger.pieces else ""
    for problem in galley_problems(ledger, text):
        account.object_to(None, problem)
    return ledger.galley


def _replay(steps: Iterable[tuple[str, tuple[Edit, ...]]], text: str, account: Account) -> str:
    for rule, edits in steps:
        text = _apply(rule, edits, text, account)
    return text


def _apply(rule: str, edits: tuple[Edit, ...], text: str, account: Account) -> str:
    parts = []
    done = 0
    for edit in edits:
        if edit.start < done or text[edit.start : edit.end] != edit.before:
            line = text.count("\n", 0, edit.start) + 1
            account.object_to(line, f"an edit of rule {rule} does not fit: {edit.before!r}")
            return text
        if not _is_sound(edit, text, rule):
            line = text.count("\n", 0, edit.start) + 1
            change = f"{_short(edit.before)} became {_short(edit.after)}"
            account.object_to(line, f"rule {rule} changed words: {change}")
        parts.append(text[done : edit.start])
        parts.append(edit.after)
        done = edit.end
    parts.append(text[done:])
    return "".join(parts)


def _is_sound(edit: Edit, text: str, rule: str) -> bool:
    left, right = text[max(0, edit.start - 2) : edit.start], text[edit.end : edit.end + 2]
    return is_sound(rule, edit.before, edit.after) and keeps_boundaries(
        rule, left, edit.before, edit.after, right
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


# ------------------------------------------------------------------ lines → streams


def _sort_lines(ledger: Ledger, lines: list[str], account: Account) -> None:
    streams = (Fate.BODY, Fate.NOTE, Fate.FOOTNOTE, Fate.REPEATED, Fate.HEADER)
    glue = dict.fromkeys(streams, False)
    said, joined = separated(lines), ledger.hyphenations
    for number, last, line in _whole_lines(lines):
        fate = ledger.fates.get(number)
        untouched = last == number and number not in ledger.taken_off
        if untouched and fate is Fate.BODY and not glue[fate] and number not in joined:
            account.body.add(account.source, number, said[number - 1].split())
            continue  # as nearly all lines
        for other in range(number + 1, last + 1):
            if other not in ledger.fates:
                account.object_to(other, "nothing is known of what became of it")
        line = _without_head(ledger, number, line, account)
        if not _is_fated(ledger, number, line, fate, account):
            continue
        stream = Fate.BODY if fate in IN_BODY else fate
        if stream not in glue or (glue[stream] and not line.strip()):
            continue
        if stream is Fate.HEADER:
            _file_header(account, number, line, glue=glue[stream])
        else:
            found = said[number - 1].split() if untouched else words(line)
            heading = fate is Fate.HEADING
            _file(account, stream, number, found, glue=glue[stream], heading=heading)
        glue[stream] = last in joined and _is_joined(last, line, account)


def _part_repetitions(ledger: Ledger, account: Account) -> None:
    """Part the repeated words into the runs that the ledger names; each line belongs to one."""
    lines = {line: number for number, (_, line) in enumerate(account.repeated.lines)}
    ends = [*account.repeated.starts[1:], len(account.repeated.words)]
    for one in ledger.repeated:
        run: list[str] = []
        for line in range(one.at.first_line, one.at.last_line + 1):
            number = lines.pop(line, None)
            if number is not None:
                run += account.repeated.words[account.repeated.starts[number] : ends[number]]
        account.repetitions.append((one.at, run))
    for line in lines:
        account.object_to(line, "said to be repeated, and nobody knows of what")


def _without_head(ledger: Ledger, number: int, line: str, account: Account) -> str:
    """Return a line without what was taken off its head.

    That is the initials that a mail program set before what it quoted, or words that must stand
    where a header's do: the title of the story.
    """
    head = ledger.taken_off.get(number)
    if head is None:
        return line
    bare = line.lstrip()
    if not bare.startswith(head):
        account.object_to(number, f"does not begin with {head!r}: {_short(line)}")
        return line
    if not _INITIALS.fullmatch(head):
        account.header.append((number, head))
    return bare.removeprefix(head)


def _whole_lines(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield first number, last number and text of lines, those whole that transport had cut."""
    parts: list[str] = []
    for number, line in enumerate(lines, 1):
        if not parts and not line.endswith(SOFT_BREAK):  # as nearly all lines
            yield number, number, line
            continue
        parts.append(line.removesuffix(SOFT_BREAK))
        if not line.endswith(SOFT_BREAK) or number == len(lines):
            yield number - len(parts) + 1, number, "".join(parts)
            parts = []


def _is_fated(ledger: Ledger, number: int, line: str, fate: Fate | None, account: Account) -> bool:
    """Tell whether the words of a line are in the book; object where its fate is not sound."""
    if fate is Fate.BODY:
        return True
    if fate is None:
        account.object_to(number, f"nothing is known of what became of {_short(line)}")
    elif fate is Fate.BLANK:
        if not _is_blank(line):
            account.object_to(number, f"taken for a blank line: {_short(line)}")
    elif fate in LEFT_OUT:
        account.left_out += len(words(line))
        if ledger.kinds.get(number) is Matter.CONTACT:
            account.private.append((number, line))
        if line.strip() and not ledger.reasons.get(number):
            account.object_to(number, f"left out without a reason: {_short(line)}")
    elif fate is Fate.BREAK:
        if not _is_ornament(line):
            account.object_to(number, f"words taken for a scene break: {_short(line)}")
    else:
        return True
    return False


def _is_blank(line: str) -> bool:
    return all(char.isspace() or unicodedata.category(char).startswith("C") for char in line)


def _is_ornament(line: str) -> bool:
    """Tell whether a line may stand as a mere rule in the book.

    Letters are let pass only where an ornament is drawn with them (``~oOo~``, ``zzz``), or
    where they name what stands there (``[scene break]``).
    """
    drawn = letters(line)
    if drawn in word_list("breaks", "named") or (
        len(drawn) > 2 and len({*drawn}) == 1 and drawn[0] in _LONE_LETTERS
    ):
        return True
    return _ORNAMENT_LETTERS.issuperset(drawn) and (len(drawn) != 2 or drawn[0] == drawn[1])


def _is_joined(number: int, line: str, account: Account) -> bool:
    if line.rstrip().endswith(_HYPHENS):
        return True
    account.object_to(number, f"joined to the next line but ends in no hyphen: {_short(line)}")
    return False


def _file_header(account: Account, number: int, line: str, *, glue: bool) -> None:
    if glue:
        first, text = account.header[-1]
        account.header[-1] = first, text.rstrip().rstrip("".join(_HYPHENS)) + line.lstrip()
    else:
        account.header.append((number, line))


def _file(
    account: Account, stream: Fate, number: int, found: list[str], *, glue: bool, heading: bool
) -> None:
    target = account.stream_of(stream)
    if glue and found and target.words:
        target.words[-1] += found.pop(0)
    target.add(account.source, number, found, heading=heading)


def header_lines(account: Account) -> Iterator[tuple[int, str]]:
    """Yield number and text of the header lines that have words; a rule between them has none."""
    return (
        (number, line)
        for number, line in account.header
        if any(map(str.isalnum, line)) and not _is_ornament(line)
    )
