"""What the headings, taken together, leave open: the audit of the structure.

Nothing is changed here. A finding says what was found, with numbers, and what a person can do;
what is usual is measured on the story itself, never on others.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from epubify.headings.candidate import ACCEPT, NO_SEQUENCE, TOO_LITTLE, Candidate
from epubify.headings.gaps import CountedBlocks, words_between, words_in
from epubify.headings.out_of_order import OUT_OF_ORDER
from epubify.headings.sequence import is_next_letter, opens_volume
from epubify.model import Block, Finding, Manuscript, Paragraph, Place, plain
from epubify.report import Report
from epubify.text.facts import facts_of
from epubify.text.middle import median
from epubify.text.title_words import fold_title

FEWEST_SECTIONS = 4
"""Sections that it takes to know what length is usual; with fewer, two of unlike length accuse
each other, with more, short books are not looked at."""
FAR_LONGER, FAR_SHORTER = 5.0, 0.05
"""Times the median length of the sections. Nearer to one, uneven books are full of findings;
further away, a lost heading is not seen."""
LONG, SHORT = 3_000, 150
"""Words: no section below the one is long, none above the other short, whatever the others are.
With a smaller first number, and with a larger second one, stories of very short chapters are full
of findings."""
LONGEST_PARAGRAPH = 2_500
"""Words; the longest paragraphs of well-set novels have about half of that. With fewer, great
stylists are accused; with more, pages without a break pass."""
TINY = 2
"""Words of a paragraph that may be a line, or a column, that was not joined; with more, quick
dialogue looks broken, with none, columns of words pass."""
ENOUGH = 60
"""Paragraphs that it takes to say what most of them are; with fewer, short poems look broken,
with more, broken short stories pass."""
MUST_HAVE_HEADINGS = 20_000
"""Words of a text that is hardly ever undivided; with fewer, long stories are accused, with more,
lost headings of a short novel are not told."""
CLOSE = 1.0
"""Score by which a near miss failed that might as well have been taken; with a larger one every
short line is a doubt, with a smaller one no line is."""
MOST_CLOSE, MOST_CLOSE_SHARE = 3, 0.5
"""Lines that nearly passed for headings, and their share of those that did, beyond which the
structure is doubted. Larger ones hide that headings were lost, smaller ones doubt every diary."""
ONE_EMPTY_OF, ONE_LOST_OF = 5, 10
"""One heading without text in so many, and one missing number, for the same. Smaller ones hide a
contents list taken for headings, larger ones doubt a novel for one number."""
MOST_NAMED = 5
"""Things that a finding names one by one; with more, findings fill the screen, with fewer, people
search for what is meant."""

NEARLY = "nearly passed for headings"
"""What a doubt says of lines that were turned down: no look at the headings alone can say it."""
_UNDECIDED = (TOO_LITTLE, NO_SEQUENCE)
"""Reasons that leave a doubt: nothing spoke against these lines but that little spoke for them."""


class _Stretch(NamedTuple):
    """An accepted heading, and the words between it and the next one."""

    heading: Candidate
    words: int
    divided: bool
    """The next heading stands below it."""


def audit(candidates: Sequence[Candidate], manuscript: Manuscript, report: Report) -> None:
    """Record what a person should look at: numbers, lengths, and how sure all of it is."""
    blocks = CountedBlocks(manuscript.blocks)
    accepted = [c for c in candidates if c.accepted]
    stretches = _stretches(accepted, blocks)
    missing = list(_missing(accepted, blocks))
    findings = [
        *missing,
        *_repeated(accepted),
        *_unknown_entries(accepted, manuscript),
        *_lengths(stretches),
        *_paragraphs(blocks, {c.index for c in candidates}),
        *_doubts(candidates, accepted, blocks, len(missing)),
    ]
    for found in findings:
        report.find(found.code, found.message, found.at)


# ------------------------------------------------------------------------------ numbers


def _numbered(accepted: Iterable[Candidate]) -> list[Candidate]:
    return [c for c in accepted if c.form.number is not None]


def _neighbours(accepted: Sequence[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yield numbered headings that follow each other on a level, within one section."""
    last: dict[int, Candidate] = {}
    for c in accepted:
        for level in [level for level in last if level > c.level]:
            del last[level]
        if c.form.number is None:
            continue
        before = last.get(c.level)
        if before and not _begins_anew(before, c):
            yield before, c
        last[c.level] = c


def _begins_anew(a: Candidate, b: Candidate) -> bool:
    """Tell whether a heading begins another count, as chapters do after letters."""
    if _holds_others(a) != _holds_others(b):
        return True
    return b.form.number == 1 and "" not in (_word(a), _word(b)) and _word(a) != _word(b)


def _word(c: Candidate) -> str:
    words = (c.form.label or "").casefold().split()
    return words[0] if c.form.rank == "chapter" and len(words) > 1 else ""


def _holds_others(c: Candidate) -> bool:
    return c.form.rank in ("part", "volume")


def _missing(accepted: Sequence[Candidate], blocks: CountedBlocks) -> Iterator[Finding]:
    first = next(iter(_numbered(accepted)), None)
    if first and _lacks_start(first, accepted, blocks):
        lost = _listed(range(1, first.form.number or 0))
        message = f"no heading found for {lost}, before “{first.text}”"
        yield Finding("H001", first.at, message)
    for a, b, numbers in _left_out(accepted):
        if numbers:
            found = f"no heading found for {_listed(numbers)}, between “{a.text}” and “{b.text}”"
            yield Finding("H001", b.at, found)


def _left_out(accepted: Sequence[Candidate]) -> Iterator[tuple[Candidate, Candidate, list[int]]]:
    """Yield neighbours that are in order, and the numbers between theirs that stand nowhere."""
    strays = {c.form.number for c in accepted if c.reason == OUT_OF_ORDER}
    for a, b in _neighbours([c for c in accepted if c.reason != OUT_OF_ORDER]):
        between = range((a.form.number or 0) + 1, b.form.number or 0)
        yield a, b, [number for number in between if number not in strays]


def _lacks_start(first: Candidate, accepted: Sequence[Candidate], blocks: CountedBlocks) -> bool:
    """Tell whether text that a section 1 should hold stands before the first number."""
    if (first.form.number or 0) < 2 or accepted[0] is not first:
        return False
    usual = [s.words for s in _stretches(accepted, blocks)]
    return words_between(blocks, -1, first.index) > median(usual) / 2


def _repeated(accepted: Sequence[Candidate]) -> Iterator[Finding]:
    for a, b in _neighbours(accepted):
        one, two = a.form.number or 0, b.form.number or 0
        lines = f"lines {a.at.first_line} and {b.at.first_line}"
        if a.at.source != b.at.source:
            lines = f"{a.at} and {b.at}"
        if is_next_letter(a, b) or opens_volume(a, b):
            continue
        if one == two:
            said = f"{one} comes twice: “{a.text}” and “{b.text}”, {lines}"
            yield Finding("H002", b.at, said)
        elif two < one:
            said = f"{two} comes after {one}: “{a.text}” and “{b.text}”, {lines}"
            yield Finding("H003", b.at, said)


def _listed(numbers: Sequence[int]) -> str:
    if len(numbers) > MOST_NAMED:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(str(number) for number in numbers)


# ------------------------------------------------------------------------ contents list


def _unknown_entries(accepted: Sequence[Candidate], manuscript: Manuscript) -> Iterator[Finding]:
    names = {name for c in accepted for name in _names(c)}
    lost = [entry for entry in manuscript.contents if not _stands_for(entry, names, accepted)]
    if not lost:
        return
    shown = ", ".join(f"“{entry}”" for entry in lost[:MOST_NAMED])
    more = f" and {len(lost) - MOST_NAMED} more" if len(lost) > MOST_NAMED else ""
    of = f"{len(lost)} of {len(manuscript.contents)} entries of the contents list"
    yield Finding("H004", None, f"no heading found for {of}: {shown}{more}")


def _names(c: Candidate) -> set[str]:
    label, title = c.form.label or "", c.title or ""
    return {fold_title(name) for name in (c.text, label + title, title, label)} - {""}


def _stands_for(entry: str, names: set[str], accepted: Sequence[Candidate]) -> bool:
    """Tell whether a heading is the one that an entry names, by words or by number."""
    facts = facts_of(entry)
    form = facts.form
    said = {facts.title_key}
    said |= {fold_title(form.title)} if form and form.title else set()
    if said & names or not said - {""}:
        return True
    if form is None or form.number is None or form.title:
        return False
    return any(c.form.number == form.number for c in accepted)


# ------------------------------------------------------------------------------ lengths


def _stretches(accepted: Sequence[Candidate], blocks: CountedBlocks) -> list[_Stretch]:
    found = []
    for a, b in itertools.pairwise([*accepted, None]):
        if a is None:
            continue
        end = b.index if b else len(blocks)
        found.append(
            _Stretch(a, words_between(blocks, a.last_index, end), bool(b and b.level > a.level))
        )
    return found


def _lengths(stretches: Sequence[_Stretch]) -> Iterator[Finding]:
    """Yield what is odd about the lengths of sections; matter may be as short as it likes."""
    whole = [stretch for stretch in stretches if not stretch.divided]
    yield from _empty([stretch.heading for stretch in whole if not stretch.words], len(whole))
    for level in sorted({stretch.heading.level for stretch in whole}):
        peers = [s for s in whole if s.heading.level == level and s.words]
        if len(peers) >= FEWEST_SECTIONS:
            usual = median(stretch.words for stretch in peers)
            yield from filter(None, (_odd_length(stretch, usual) for stretch in peers))


def _empty(headings: Sequence[Candidate], of: int) -> Iterator[Finding]:
    if len(headings) <= MOST_NAMED:
        for c in headings:
            yield Finding("H007", c.at, f"“{c.text}” has no text")
        return
    named = ", ".join(f"“{c.text}”" for c in headings[:MOST_NAMED])
    message = f"{len(headings)} of {of} sections have no text: {named} and others"
    yield Finding("H007", headings[0].at, message)


def _odd_length(stretch: _Stretch, usual: float) -> Finding | None:
    heading, words = stretch.heading, stretch.words
    compared = f"than the others: {words:,} words, they have {usual:,.0f} (median)"
    if words > LONG and words > FAR_LONGER * usual:
        message = f"“{heading.text}” is far longer {compared}"
        return Finding("H005", heading.at, message)
    if words < SHORT and words < FAR_SHORTER * usual and heading.form.rank != "named":
        message = f"“{heading.text}” is far shorter {compared}"
        return Finding("H006", heading.at, message)
    return None


def _paragraphs(blocks: Sequence[Block], candidates: set[int]) -> Iterator[Finding]:
    """Yield what is odd about the lengths of paragraphs; what looks like a heading is none."""
    sizes = [
        (words_in(plain(block.spans)), block.at)
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and index not in candidates
    ]
    for words, at in sizes:
        if words > LONGEST_PARAGRAPH:
            message = f"a paragraph of {words:,} words, lines {at.first_line} to {at.last_line}"
            yield Finding("H008", at, message)
    tiny = sum(words <= TINY for words, _ in sizes)
    if len(sizes) >= ENOUGH and tiny * 2 > len(sizes):
        message = f"{tiny:,} of {len(sizes):,} paragraphs have a word or two"
        yield Finding("H009", sizes[0][1], message)


# -------------------------------------------------------------------------------- doubts


def _doubts(
    candidates: Sequence[Candidate],
    accepted: Sequence[Candidate],
    blocks: CountedBlocks,
    gaps: int,
) -> Iterator[Finding]:
    """Yield at most one finding that says why the structure may be another."""
    reasons = list(_reasons_for_doubt(candidates, accepted, blocks))
    if not reasons:
        return
    at: Place | None = next((block.at for block in blocks), None)
    yield Finding("H010", at, f"the structure is uncertain: {'; '.join(reasons)}")


def _reasons_for_doubt(
    candidates: Sequence[Candidate], accepted: Sequence[Candidate], blocks: CountedBlocks
) -> Iterator[str]:
    words = words_between(blocks, -1, len(blocks))
    if not accepted and words > MUST_HAVE_HEADINGS:
        yield f"no heading in {words:,} words"
    close = [c for c in candidates if c.reason in _UNDECIDED and c.score >= ACCEPT - CLOSE]
    if len(close) > max(MOST_CLOSE, MOST_CLOSE_SHARE * len(accepted)):
        yield f"{len(close)} lines {NEARLY}, and {len(accepted)} did"
    empty = sum(not s.words and not s.divided for s in _stretches(accepted, blocks))
    if empty > len(accepted) / ONE_EMPTY_OF:
        yield f"{empty} of {len(accepted)} headings have no text"
    lost = sum(len(numbers) for _, _, numbers in _left_out(accepted))
    numbered = len(_numbered(accepted))
    if lost and lost >= (lost + numbered) / ONE_LOST_OF:
        yield f"{lost} of {lost + numbered} numbers are missing"
