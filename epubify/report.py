"""What happened to the input: repairs, findings, and the fate of every source line.

The report is the only thing that the stages write into. It holds one ledger a source: how its
bytes were read, which edits its text had, and what became of its lines in the end. From the
ledgers ``check`` proves that no word was lost, and people see what was done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from msgspec import Struct, field
from msgspec.structs import replace

from epubify.model import (
    IN_BODY,
    Edit,
    Fate,
    Finding,
    Matter,
    Piece,
    Place,
    Repair,
    Repetition,
)
from epubify.model.data_tables import read_table
from epubify.model.records import Record

_PRINTED = (IN_BODY | {Fate.NOTE}) - {Fate.BREAK}
"""Fates of lines that a book need not print where it says the same elsewhere."""


class LineAccount(Record):
    """What became of every line of one source, by line number, from 1."""

    fates: Mapping[int, Fate]
    reasons: Mapping[int, str]
    """Why a line was left out of the book, or how it was understood."""
    hyphenations: frozenset[int]
    """Lines that the next was joined to within a word."""
    taken_off: Mapping[int, str]
    """What was taken off the head of a line, because it says nothing there."""
    kinds: Mapping[int, Matter]
    """As what kind of matter a line was left out."""


class Ledger(Struct):
    """The book-keeping of one source."""

    source: str
    data: bytes = b""
    pieces: tuple[Piece, ...] = ()
    steps: list[tuple[str, tuple[Edit, ...]]] = field(default_factory=list)
    """The edits of each rule that changed the decoded text, in the order they were made;
    offsets count in the text as the steps before left it."""
    fates: dict[int, Fate] = field(default_factory=dict)
    """Line number, from 1, to what became of it."""
    reasons: dict[int, str] = field(default_factory=dict)
    """Line number to why it was left out of the book, or how it was understood."""
    hyphenations: set[int] = field(default_factory=set)
    """Lines that the next was joined to within a word: the last hyphen was taken out, or the
    line had been cut by its transport."""
    taken_off: dict[int, str] = field(default_factory=dict)
    """Line number to what was taken off the head of the line, because it says nothing there:
    the initials of a quoted mail (``JM>``), the title of the story before a chapter."""
    kinds: dict[int, Matter] = field(default_factory=dict)
    """Line number to the kind of matter as which the line was left out."""

    form: str = "text"
    """The form of the source, where its lines are not those of its bytes."""
    galley: str | None = None
    """The text that lines count in, of a source that has markup."""
    raw_steps: list[tuple[str, tuple[Edit, ...]]] = field(default_factory=list)
    """The edits that its decoded text had before its markup was read."""
    contents: tuple[str, ...] = ()
    """Entries of the contents list that the source has."""
    repeated: tuple[Repetition, ...] = ()
    """Runs of lines that are not printed, because the book says the same elsewhere."""
    doubtful: dict[int, int] = field(default_factory=dict)
    """Line number of what was left out and reads like the story, to how many words it has."""

    def replay(self, text: str) -> str:
        """Return ``text`` after all recorded edits.

        >>> ledger = Ledger("x", steps=[("dots", (Edit("dots", 1, 2, "b", "B"),))])
        >>> ledger.replay("abc")
        'aBc'
        """
        for _, edits in self.steps:
            text = apply_edits(text, edits)
        return text


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the text after edits that rise in ``start`` and do not overlap.

    Raises ValueError where an edit does not fit the text.
    """
    parts = []
    done = 0
    for edit in edits:
        if edit.start < done or text[edit.start : edit.end] != edit.before:
            raise ValueError(f"edit of rule {edit.rule} does not fit at offset {edit.start}")
        parts.append(text[done : edit.start])
        parts.append(edit.after)
        done = edit.end
    parts.append(text[done:])
    return "".join(parts)


@cache
def described() -> dict[str, dict[str, str]]:
    """Return what ``data/findings.toml`` says of each code: title, meaning and advice.

    >>> described()["H007"]["title"]
    'a section without text'
    """
    return read_table("findings")


class Report:
    """Collects what the stages have to say about one book."""

    def __init__(self) -> None:
        self.ledgers: dict[str, Ledger] = {}
        self.findings: list[Finding] = []
        self.repairs: Counter[str] = Counter()
        self.samples: dict[str, list[Repair]] = {}
        self.samples_kept = self.SAMPLES

    SAMPLES = 5
    """Repairs of each rule that are kept to be shown, unless more are asked for by `samples_kept`;
    all are counted."""

    def ledger(self, source: str) -> Ledger:
        """Return the ledger of a source, a new one if need be."""
        return self.ledgers.setdefault(source, Ledger(source))

    def find(self, code: str, message: str, at: Place | None = None, advice: str = "") -> None:
        """Record a finding; its advice is that of the table unless this case needs its own."""
        finding = Finding(code, at, message, advice or described()[code]["advice"])
        if finding not in self.findings:
            self.findings.append(finding)

    def edited(
        self,
        source: str,
        rule: str,
        text: str,
        edits: Sequence[Edit],
        numbers: Sequence[int] = (),
    ) -> None:
        """Record that a rule makes these edits in the whole text of a source.

        ``text`` is the text before the edits; lines are counted in it. ``numbers`` tell which of
        the changes of the rule in its line each is, where each can be left out by itself.
        """
        if not edits:
            return
        self.ledger(source).steps.append((rule, tuple(edits)))
        self.repairs[rule] += len(edits)
        shown = self.samples.setdefault(rule, [])
        line, counted = 1, 0
        for nth, edit in enumerate(edits[: max(0, self.samples_kept - len(shown))]):
            line += text.count("\n", counted, edit.start)
            counted = edit.start
            start = max(text.rfind("\n", 0, edit.start) + 1, edit.start - 20)
            end = text.find("\n", edit.end)
            end = min(len(text) if end < 0 else end, edit.end + 20)
            before, after = text[start : edit.start], text[edit.end : end]
            shown.append(
                Repair(
                    rule,
                    Place(source, line, line),
                    before + edit.before + after,
                    before + edit.after + after,
                    numbers[nth] if numbers else None,
                )
            )

    def repaired(self, repairs: Iterable[Repair]) -> None:
        """Record changes made inside finished paragraphs, where words stay as they are."""
        for repair in repairs:
            self.repairs[repair.rule] += 1
            shown = self.samples.setdefault(repair.rule, [])
            if len(shown) < self.samples_kept:
                shown.append(repair)

    def samples_missing(self, rule: str) -> int:
        """Return how many repairs of a rule are still to be kept; all others need only counting."""
        return max(0, self.samples_kept - len(self.samples.get(rule, ())))

    def counted(self, rule: str, times: int) -> None:
        """Record that a rule was applied so many times, with nothing to show of it."""
        if times:
            self.repairs[rule] += times

    def unrolled(self, source: str, data: bytes, form: str, galley: str) -> None:
        """Record the text that a source with markup was set as; edits from now on are of it."""
        ledger = self.ledger(source)
        ledger.data, ledger.form, ledger.galley = data, form, galley
        ledger.raw_steps, ledger.steps = ledger.steps, []

    def account(self, source: str, lines: LineAccount) -> None:
        """Enter into the ledger of a source what became of its lines."""
        ledger = self.ledger(source)
        ledger.fates = dict(lines.fates)
        ledger.reasons = dict(lines.reasons)
        ledger.hyphenations = set(lines.hyphenations)
        ledger.taken_off = dict(lines.taken_off)
        ledger.kinds = dict(lines.kinds)

    def repeat(self, repetitions: Iterable[Repetition]) -> None:
        """Enter which lines are printed once for all; ledgers that others hold stay as they are.

        Lines that are blank, or left out anyway, stay what they are.
        """
        by_source: dict[str, list[Repetition]] = {}
        for one in repetitions:
            by_source.setdefault(one.at.source, []).append(one)
        for name, found in by_source.items():
            ledger = self.ledgers[name]
            fates, reasons = dict(ledger.fates), dict(ledger.reasons)
            for one in found:
                for line in range(one.at.first_line, one.at.last_line + 1):
                    if fates.get(line) in _PRINTED:
                        fates[line], reasons[line] = Fate.REPEATED, one.reason
            repeated = (*ledger.repeated, *found)
            self.ledgers[name] = replace(ledger, fates=fates, reasons=reasons, repeated=repeated)

    def absorb(self, other: Report) -> None:
        """Take over all that another report holds, about other sources."""
        self.ledgers.update(other.ledgers)
        self.findings += other.findings
        self.repairs.update(other.repairs)
        for rule, samples in other.samples.items():
            shown = self.samples.setdefault(rule, [])
            shown += samples[: max(0, self.samples_kept - len(shown))]

    def retell(self, reports: Iterable[Report]) -> None:
        """Hold what these reports hold, and nothing else."""
        self.ledgers, self.findings = {}, []
        self.repairs, self.samples = Counter(), {}
        for report in reports:
            self.absorb(report)

    def doubtful_words(self) -> int:
        """Return how many words were left out that read like the story, over all sources."""
        return sum(sum(ledger.doubtful.values()) for ledger in self.ledgers.values())

    def left_out(self) -> Counter[Matter]:
        """Return how many lines of each kind were left out after the story had begun."""
        counts: Counter[Matter] = Counter()
        for ledger in self.ledgers.values():
            begun = min((n for n, fate in ledger.fates.items() if fate in IN_BODY), default=0)
            counts.update(kind for number, kind in ledger.kinds.items() if number > begun)
        return counts

    def line_counts(self) -> Counter[str]:
        """Return how many lines met each fate, over all sources."""
        counts: Counter[str] = Counter()
        for ledger in self.ledgers.values():
            counts.update(str(fate) for fate in ledger.fates.values())
        return counts
