"""The proof that no word got lost, made from outside.

The source is decoded again and every recorded edit made again; less the lines that were set
apart, the words are then compared with those read from the finished file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from epubify.checks.accounts import Account, Origins, Stream, header_lines, read_account
from epubify.checks.align import differences
from epubify.checks.container import BrokenBook
from epubify.checks.headers import FrontMatter
from epubify.checks.reading import BookText, read_book, read_stories
from epubify.checks.repeated_words import Notices, unheld
from epubify.checks.sidecar_edits import unasked_edits
from epubify.model import Place, Source
from epubify.model.records import Record
from epubify.options import Options
from epubify.report import Ledger

MOST_PROBLEMS = 20
"""Differences of one stream that are reported one by one."""
_MOST_WORDS = 12
"""Words of a difference that are shown; more cannot be read, with fewer they are not found."""
_OPENING = 8
"""Words by which a story is looked up; one that is shorter is not, and keeps its place."""


class WordProof(Record):
    """Whether a finished book holds the words of its sources, all and no others, in order."""

    words: int
    """Words of the sources that the book should hold in its text and notes."""
    lost: int
    """Words that are not in their place in the book."""
    invented: int
    """Words in the book that are not at that place in the sources."""
    problems: tuple[str, ...]
    """What does not add up, each with source and line and the words concerned."""
    left_out: int = 0
    """Words left out on purpose and named in the report (envelopes, dropped notes …)."""
    places: frozenset[Place] = frozenset()
    """The lines that the problems are about, as far as they are about lines."""
    unreadable: str = ""
    """Why the file could not be read, so that nothing could be compared; empty where it could."""

    @property
    def holds(self) -> bool:
        """True where nothing was lost, nothing invented, and the books balance."""
        return not (self.lost or self.invented or self.problems or self.unreadable)


class _Comparison(NamedTuple):
    """How many words of two sequences differ, and where."""

    lost: int
    invented: int
    problems: tuple[str, ...]
    places: tuple[Place, ...] = ()


def prove_words(
    file: Path, ledgers: Sequence[Ledger], options: Options, sources: Iterable[Source] = ()
) -> WordProof:
    """Compare a finished EPUB with the ledgers of its sources, word by word.

    Words are compared in canonical form (see ``tokens.words``): typography makes no difference,
    a word dropped, doubled, moved, split or glued does. The text and the author's notes are
    compared as two sequences, header lines are looked up on the front pages and in the package
    document. Lines left out must have a reason. Punctuation, emphasis and paragraphs are not
    compared. Ledgers come in the order of the book; only where an anthology was sorted is their
    order found here. With ``sources``, the bytes in the ledgers must be theirs;
    without them, titles that a sidecar changed cannot be proved.

    Never raises for a bad book: where it cannot be read, the proof fails and says why.
    """
    sources = tuple(sources)
    strange = [*_changed_sources(ledgers, sources), *unasked_edits(ledgers, sources)]
    each = _prove_each(file, ledgers, options) if len(ledgers) > 1 and not strange else None
    if each:
        return each
    accounts = [read_account(ledger) for ledger in ledgers]
    problems = [problem for account in accounts for problem in account.problems] + strange
    try:
        reading = read_book(file)
    except BrokenBook as error:
        return WordProof(0, 0, 0, tuple(problems), unreadable=f"{error.entry} {error.problem}")
    return _prove(accounts, reading, options, problems)


def _prove_each(file: Path, ledgers: Sequence[Ledger], options: Options) -> WordProof | None:
    """Return the proof of a bound book, taken story by story; None where it is not that simple.

    Of thousands of stories two at a time are in memory. Where anything does not hold, the whole
    is to be compared: a story that moved is not lost.
    """
    counted = left_out = 0
    heads: list[Account] = []
    notices = Notices()
    front: list[str] = []
    try:
        for some, text in _shares(ledgers, read_stories(file)):
            front = front or text.front
            accounts = [read_account(ledger) for ledger in some]
            problems = [problem for account in accounts for problem in account.problems]
            unsaid = [_head_of(one) for one in accounts]
            heads += [one for one in unsaid if any(_missing_headers([one], text.front))]
            notices.take(accounts, text)
            proof = _prove(accounts, text, options, problems)
            if not proof.holds:
                return None
            counted, left_out = counted + proof.words, left_out + proof.left_out
    except (BrokenBook, ValueError):
        return None
    if not notices.hold or any(_missing_headers(heads, front)):
        return None
    return WordProof(counted, 0, 0, (), left_out)


def _shares(
    ledgers: Sequence[Ledger], texts: Iterator[BookText]
) -> Iterator[tuple[Sequence[Ledger], BookText]]:
    """Yield the ledgers of each text: one, none before the first story, all others of the last.

    What stands before the first story may be an introduction, behind the last an afterword.
    """
    text, taken = next(texts), 0
    begun = bool(text.body)
    while (after := next(texts, None)) is not None:
        yield ledgers[taken : taken + begun], text
        text, taken, begun = after, taken + begun, True
    if taken >= len(ledgers):
        raise ValueError("more stories than there are sources")
    yield ledgers[taken:], text


def _head_of(account: Account) -> Account:
    """Take the lines of the header out of an account, as an account by themselves."""
    head = Account(account.source, header=account.header, private=account.private)
    account.header, account.private = [], []
    return head


def _prove(
    accounts: list[Account], reading: BookText, options: Options, problems: list[str]
) -> WordProof:
    if options.order != "given":
        accounts = _in_order_of_book(accounts, " ".join(reading.body).split())
    body = _together(account.body for account in accounts)
    notes = _together(account.notes for account in accounts)
    left_out = sum(account.left_out + len(account.repeated) for account in accounts)
    if options.notes == "drop":
        left_out += len(notes)
        notes = Stream()
    footnotes = _together(account.footnotes for account in accounts)
    texts = (
        _compare(body, reading.body),
        _compare(notes, reading.notes, " of a note"),
        _compare_any_order(footnotes, reading.footnotes, " of a footnote"),
    )
    headers = list(_missing_headers(accounts, reading.front))
    unsaid, unheard = unheld(accounts, reading)
    return WordProof(
        words=len(body) + len(notes) + len(footnotes),
        lost=sum(text.lost for text in texts) + sum(len(run) for _, run in unsaid),
        invented=sum(text.invented for text in texts) + sum(map(len, unheard)),
        problems=(
            *problems,
            *(problem for text in texts for problem in text.problems),
            *(
                f"{at}: said to be repeated, and not in the book: {_listed(run)}"
                for at, run in unsaid
            ),
            *(f"a notice for several stories that none has: {_listed(run)}" for run in unheard),
            *(f"{at}: header line not in the book: {value!r}" for at, value in headers),
        ),
        left_out=left_out,
        places=frozenset(
            (
                *(place for account in accounts for place in account.places),
                *(place for text in texts for place in text.places),
                *(place for place, _ in (*headers, *unsaid)),
            )
        ),
    )


def _changed_sources(ledgers: Sequence[Ledger], sources: Iterable[Source]) -> Iterator[str]:
    data = {ledger.source: ledger.data for ledger in ledgers}
    for source in sources:
        if data.get(source.name) != source.data:
            yield f"{source.name}: its ledger is not about the bytes that were given"


def _together(streams: Iterable[Stream]) -> Stream:
    whole = Stream()
    for stream in streams:
        whole.extend(stream)
    return whole


def _in_order_of_book(accounts: list[Account], found: list[str]) -> list[Account]:
    """Return the accounts in the order in which their texts stand in the book.

    Where no text fits, the rest stays in the given order, and the comparison says why.
    """
    by_opening = _by_opening(accounts)
    ordered: list[Account] = []
    position = 0
    while len(ordered) < len(accounts):
        candidates = by_opening.get(_opening(found[position : position + _OPENING]), [])
        fit = next((a for a in candidates if _stands_at(position, a, found)), None)
        if fit is None:
            break
        candidates.remove(fit)
        ordered.append(fit)
        position += len(fit.body)
    placed = {id(account) for account in ordered}
    return ordered + [account for account in accounts if id(account) not in placed]


def _by_opening(accounts: list[Account]) -> dict[tuple[str, ...], list[Account]]:
    """Return the accounts by their first words; looking at all of each would be quadratic."""
    by_opening: dict[tuple[str, ...], list[Account]] = {}
    for account in accounts:
        by_opening.setdefault(_opening(account.body.words), []).append(account)
    return by_opening


def _opening(text: list[str]) -> tuple[str, ...]:
    return tuple(text[:_OPENING])


def _stands_at(position: int, account: Account, found: list[str]) -> bool:
    wanted = account.body.words
    return found[position : position + len(wanted)] == wanted


def _compare(wanted: Stream, said: list[str], kind: str = "") -> _Comparison:
    if wanted.text == " ".join(said):
        return _Comparison(0, 0, ())
    words, found, origins = wanted.words, " ".join(said).split(), wanted.origins()
    places = [
        (i1, i2, j1, j2)
        for i1, i2, j1, j2 in differences(words, found)
        if "".join(words[i1:i2]) != "".join(found[j1:j2])
        or not _is_heading(wanted, origins, i1, i2)
    ]
    problems = [
        f"{origins.place(i1)}: {_change(words[i1:i2], found[j1:j2], kind)}".lstrip(": ")
        for i1, i2, j1, j2 in places[:MOST_PROBLEMS]
    ]
    if len(places) > MOST_PROBLEMS:
        problems.append(f"and {len(places) - MOST_PROBLEMS} more differences{kind}")
    lost = sum(i2 - i1 for i1, i2, _, _ in places)
    invented = sum(j2 - j1 for _, _, j1, j2 in places)
    lines = (place for i1, i2, _, _ in places for place in origins.places(i1, i2))
    return _Comparison(lost, invented, tuple(problems), tuple(lines))


def _compare_any_order(wanted: Stream, said: list[str], kind: str) -> _Comparison:
    """Compare words that may stand in another order: notes stand where their numbers do."""
    if Counter(wanted.words) == Counter(" ".join(said).split()):
        return _Comparison(0, 0, ())
    return _compare(wanted, said, kind)


def _is_heading(wanted: Stream, origins: Origins, start: int, end: int) -> bool:
    """Tell whether words are those of headings: these may set their letters apart otherwise, as in
    ``Chapter12``."""
    places = origins.places(start, end)
    return all((at.source, at.first_line) in wanted.headings for at in places)


def _change(wanted: list[str], found: list[str], kind: str) -> str:
    if not found:
        return f"words{kind} lost: {_listed(wanted)}"
    if not wanted:
        return f"words{kind} in the book that are not in the source: {_listed(found)}"
    return f"words{kind} changed: {_listed(wanted)} became {_listed(found)}"


def _listed(found: list[str]) -> str:
    shown = " ".join(found[:_MOST_WORDS])
    more = len(found) - _MOST_WORDS
    return f"“{shown}”" if more <= 0 else f"“{shown} …” and {more} more"


def _missing_headers(accounts: Iterable[Account], front: list[str]) -> Iterator[tuple[Place, str]]:
    pages = FrontMatter(front)
    for account in accounts:
        for number, line in header_lines(account):
            if not pages.holds(line):
                yield Place(account.source, number, number), line.strip()
        for number, line in account.private:
            if not pages.holds_but_private(line):
                yield Place(account.source, number, number), line.strip()
