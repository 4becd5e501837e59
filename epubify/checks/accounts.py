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

from msgspec import Struct, field

from epubify.checks.lists import word_list
from epubify.checks.tokens import letters, separated, single_spaced, words
from epubify.model import IN_BODY, LEFT_OUT, SOFT_BREAK, Edit, Fate, Matter, Place
from epubify.model.records import Record
from epubify.report import Ledger

_ORNAMENT_LETTERS = frozenset("o0xv")
"""Letters that ornaments such as ``oOo`` and ``xXx`` are drawn with."""
_INITIALS = re.compile(r"[A-Z][A-Za-z]{0,2}>")
_LONE_LETTERS = frozenset("zwsm")
"""Letters that an ornament may repeat alone."""
_PLAIN = frozenset({Fate.BODY, Fate.VERSE, Fate.CUE})
"""Fates of lines whose words stand in the text as they are, and are nothing else."""
_HYPHENS = ("-", "\N{HYPHEN}", "\N{SOFT HYPHEN}", "\N{NON-BREAKING HYPHEN}", "\N{NOT SIGN}", "=")


class Origins(Record):
    """The source lines that the words of a stream came from."""

    starts: list[int]
    """Where each line begins that has words."""
    lines: list[tuple[str, int]]
    """Source and number of it."""

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


class Stream(Struct):
    """Canonical words in order, and the source line that each came from."""

    said: list[str] = field(default_factory=list)
    """The words, some of them at a time, with one space between: apart they take ten times the
    memory, and are asked for only where something does not hold."""
    runs: list[tuple[str, int, list[str]]] = field(default_factory=list)
    """Source, number of the first line, and what each line says, of lines that follow one
    another."""
    headings: set[tuple[str, int]] = field(default_factory=set)
    """The lines that are headings."""

    @property
    def text(self) -> str:
        """All words with one space between."""
        return " ".join(self.said)

    @property
    def words(self) -> list[str]:
        """All words, one by one."""
        return self.text.split()

    def __len__(self) -> int:
        return sum(said.count(" ") + 1 for said in self.said)

    def add(self, source: str, line: int, lines: list[str]) -> None:
        """Append lines that follow one another from one on, each its words parted by spaces."""
        self.runs.append((source, line, lines))
        if said := single_spaced(" ".join(lines)):
            self.said.append(said)

    def extend(self, other: Stream) -> None:
        """Append another stream."""
        self.runs += other.runs
        self.said += other.said
        self.headings |= other.headings

    def origins(self) -> Origins:
        """Return where the words came from."""
        starts: list[int] = []
        lines: list[tuple[str, int]] = []
        count = 0
        for source, first, said in self.runs:
            for number, line in enumerate(said, first):
                if found := len(line.split()):
                    starts.append(count)
                    lines.append((source, number))
                    count += found
        return Origins(starts, lines)


class Account(Struct):
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
    if ledger.fates and not 0 < min(ledger.fates) <= max(ledger.fates) <= len(lines) + 1:
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
    if 2 * text.count("\r\r\n") > text.count("\n"):
        text = re.sub("\r{2,4}\n", "\n", text)
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
    from epubify.checks.edits import is_sound, keeps_boundaries  # many a text is not edited

    left, right = text[max(0, edit.start - 2) : edit.start], text[edit.end : edit.end + 2]
    return is_sound(rule, edit.before, edit.after) and keeps_boundaries(
        rule, left, edit.before, edit.after, right
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


# ------------------------------------------------------------------ lines → streams


def _sort_lines(ledger: Ledger, lines: list[str], account: Account) -> None:
    """Give the words of each line to the stream that its fate names.

    Nearly all are lines of the text that nothing was done to, and many of them at once.
    """
    glue = dict.fromkeys((Fate.BODY, Fate.NOTE, Fate.FOOTNOTE, Fate.REPEATED, Fate.HEADER), False)
    said = separated(lines)
    others = iter((*_no_plain_lines(ledger, lines), len(lines) + 1))
    number, other = 1, next(others)
    while number <= len(lines):
        while other < number:
            other = next(others)
        if other > number and not glue[Fate.BODY]:
            account.body.add(account.source, number, said[number - 1 : other - 1])
            number = other
        else:
            number = _sort_line(ledger, lines, number, said[number - 1], glue, account) + 1


def _no_plain_lines(ledger: Ledger, lines: list[str]) -> list[int]:
    """Return the numbers of all but blank lines, and lines of the text as they stand, rising."""
    fates = map(ledger.fates.get, range(1, len(lines) + 1))
    found = {
        number
        for number, (line, fate) in enumerate(zip(lines, fates, strict=True), 1)
        if fate not in _PLAIN and (line or fate is not Fate.BLANK)
    }
    found.update(ledger.hyphenations, ledger.taken_off)
    found.update(number for number, line in enumerate(lines, 1) if line[-1:] == SOFT_BREAK)
    return sorted(number for number in found if 0 < number <= len(lines))


def _sort_line(
    ledger: Ledger,
    lines: list[str],
    number: int,
    said: str,
    glue: dict[Fate, bool],
    account: Account,
) -> int:
    """Give the words of one line to its stream; return the number of the last line of it.

    ``glue`` says of each stream whether its last word goes on, ``said`` is what the line says.
    """
    last, line = _whole_line(lines, number)
    fate = ledger.fates.get(number)
    untouched = last == number and number not in ledger.taken_off
    for other in range(number + 1, last + 1):
        if other not in ledger.fates:
            account.object_to(other, "nothing is known of what became of it")
    line = _without_head(ledger, number, line, account)
    if not _is_fated(ledger, number, line, fate, account):
        return last
    assert fate is not None
    stream = Fate.BODY if fate in IN_BODY else fate
    if stream not in glue or (glue[stream] and not line.strip()):
        return last
    if stream is Fate.HEADER:
        _file_header(account, number, line, glue=glue[stream])
    else:
        found = said.split() if untouched else words(line)
        heading = fate is Fate.HEADING
        _file(account, stream, number, found, glue=glue[stream], heading=heading)
    glue[stream] = last in ledger.hyphenations and _is_joined(last, line, account)
    return last


def _part_repetitions(ledger: Ledger, account: Account) -> None:
    """Part the repeated words into the runs that the ledger names; each line belongs to one."""
    origins = account.repeated.origins()
    lines = {line: number for number, (_, line) in enumerate(origins.lines)}
    repeated = account.repeated.words
    ends = [*origins.starts[1:], len(repeated)]
    for one in ledger.repeated:
        run: list[str] = []
        for line in range(one.at.first_line, one.at.last_line + 1):
            number = lines.pop(line, None)
            if number is not None:
                run += repeated[origins.starts[number] : ends[number]]
        account.repetitions.append((one.at, run))
    for line in lines:
        account.object_to(line, "said to be repeated, and nobody knows of what")


def _without_head(ledger: Ledger, number: int, line: str, account: Account) -> str:
    """Return a line without what was taken off its head.

    That is the initials that a mail program set before what it quoted, a word or a link that
    sites set before each heading, or words that must stand where a header's do: the title of the
    story.
    """
    head = ledger.taken_off.get(number)
    if head is None:
        return line
    bare = line.lstrip()
    if not bare.startswith(head):
        account.object_to(number, f"does not begin with {head!r}: {_short(line)}")
        return line
    said_by_site = head.strip() in word_list("header", "before_headings")
    said_by_site = said_by_site and ledger.fates.get(number) is Fate.HEADING
    said_by_site = said_by_site or letters(head) in word_list("header", "to_contents")
    if not (said_by_site or _INITIALS.fullmatch(head)):
        account.header.append((number, head))
    return bare.removeprefix(head)


def _whole_line(lines: list[str], number: int) -> tuple[int, str]:
    """Return the number of the last line of one that transport had cut, and the text of it."""
    last = number
    while lines[last - 1].endswith(SOFT_BREAK) and last < len(lines):
        last += 1
    return last, "".join(line.removesuffix(SOFT_BREAK) for line in lines[number - 1 : last])


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
    if glue and found and target.said:
        target.said[-1] += found.pop(0)
    target.add(account.source, number, [" ".join(found)])
    if heading:
        target.headings.add((account.source, number))


def header_lines(account: Account) -> Iterator[tuple[int, str]]:
    """Yield number and text of the header lines that have words; a rule between them has none."""
    return (
        (number, line)
        for number, line in account.header
        if any(map(str.isalnum, line)) and not _is_ornament(line)
    )
