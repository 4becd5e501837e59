"""Blank lines that only space a text wide: where two stand for one, or one below each line.

Who types double-spaced, or whose program writes two line ends for one, means by two or three blank
lines what others mean by one. Space between lines is judged without what only spaces them wide, so
that all rules see such a text as if it had been typed close.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from epubify.text.line_ends import ends_sentence_or_speech
from epubify.text.middle import median

UNITS = (2, 3)
"""Blank lines that may stand for one. More come of seams only, and of the space above titles."""
FEWEST_SPACED, FEWEST_DOUBLED = 3, 6
"""Gaps, each of which is two or three for one, and lines below each of which stands a blank one,
from which this is the habit where most of a text is so. With more, short texts keep their wide
space; with fewer, a title page makes a habit."""
FEWEST_AMID, FEWEST_DOUBLED_AMID = 30, 40
"""The same for a stretch that is less than half of a text. With more, what somebody pasted in keeps
its wide space; with fewer, a few headings that chance to have the same space change it."""
FEWEST_BESIDE = 5
"""Gaps above and below one that does not fit, which is then a slip. With more, each slip ends the
habit; with fewer, two habits are one."""
COMMON = 3
"""The single unit is at least one in so many of the gaps. With a larger number, wide space above
all headings counts; with a smaller one, dialogue between scenes hides the habit."""
DENSE = 8
"""One line in so many has a gap above it, unless some gaps are wider than others. With a larger
number, the space around scenes of indented paragraphs is closed up, which may not be told from the
space above headings then; with a smaller one, long paragraphs hide the habit."""
RUNS_ON_AT_LEAST, RUNS_ON = 2, 20
"""Lines that run on over a blank one, and of how many it must be one, to show that lines and not
paragraphs are spaced. With more, lists and verse keep their blank lines; with fewer, paragraphs of
a line each stand close like verse."""
PARTED, WELL_PARTED, PARTED_AT_LEAST = 120, 16, 8
"""One of so many lines has more than one blank line above it in double-spaced text that is closed
up; one of so many, and how many there are, where no lines need to run on. With larger numbers,
title pages and verse that are spaced like the rest lose all space; with smaller ones, long
chapters keep a blank line within their paragraphs, and lists between their items."""
WRAPPED = range(30, 111)
"""Characters of a line that may be wrapped. Wider, messages of two words run on, and paragraphs of
a line each; narrower, columns of a paper do not."""

Stretch = tuple[int, int]
"""The first gap of a stretch, and the first below it."""


def wide_spacing(texts: Sequence[str]) -> frozenset[int]:
    r"""Return the indices of the blank lines that only space a text wide; form feeds are none.

    >>> spaced = ["One.", "", "", "Two.", "", "", "Three.", "", "", "Four."]
    >>> sorted(wide_spacing(spaced)), sorted(wide_spacing(["Zero.", "", *spaced[:4]]))
    ([2, 5, 8], [])
    """
    told = [n for n, text in enumerate(texts) if text and not text.isspace()]
    gaps = [below - above - 1 for above, below in pairwise(told)]
    closed = closed_gaps(gaps, [texts[n] for n in told])
    gone = set[int]()
    for above, gap, left in zip(told, gaps, closed, strict=False):
        if left < gap:
            blank = [n for n in range(above + 1, above + 1 + gap) if "\f" not in texts[n]]
            gone.update(blank[max(0, left - gap + len(blank)) :])
    return frozenset(gone)


def closed_gaps(gaps: Sequence[int], texts: Sequence[str]) -> list[int]:
    """Return the blank lines between lines with text, had no stretch been spaced wide.

    >>> closed_gaps([2, 0, 2, 4, 2], ["", "", "", "", "", ""])
    [1, 0, 1, 2, 1]
    """
    closed = with_single_spacing(gaps, texts)
    for unit in UNITS:
        closed = with_single_gaps(closed, unit)
    return closed if closed == gaps else closed_gaps(closed, texts)


def with_single_spacing(gaps: Sequence[int], texts: Sequence[str]) -> list[int]:
    """Return the gaps without the one blank line below each line of a stretch."""
    closed = list(gaps)
    for found in stretches([gap % 2 == 1 for gap in gaps]):
        if found[1] - found[0] < FEWEST_DOUBLED:
            continue  # as nearly all
        stretch = first, last = without_ends(gaps, texts, found)
        if is_doubled(gaps, texts, stretch):
            closed[first:last] = [gap // 2 for gap in gaps[first:last]]
    return closed


def with_single_gaps(gaps: Sequence[int], unit: int) -> list[int]:
    """Return the gaps with one blank line for so many where these stand for one."""
    closed = list(gaps)
    spaced = [n for n, gap in enumerate(closed) if gap]
    bounds = [0, *(n + 1 for n in spaced[:-1]), len(closed)]
    for begin, end in stretches([not closed[n] % unit for n in spaced]):
        first, last = bounds[begin], bounds[end]
        if end - begin >= FEWEST_SPACED and is_spaced(closed[first:last], unit, len(gaps)):
            closed[first:last] = [narrowed(gap, unit) for gap in closed[first:last]]
    return closed


def narrowed(gap: int, unit: int) -> int:
    """Return the blank lines that a gap stands for where so many stand for one.

    >>> [narrowed(gap, 3) for gap in range(7)], [narrowed(gap, 2) for gap in range(5)]
    ([0, 1, 1, 1, 1, 2, 2], [0, 1, 1, 2, 2])
    """
    return max(1, (gap + unit // 2) // unit) if gap else 0


def stretches(fits: Sequence[bool]) -> Iterator[Stretch]:
    """Yield where stretches of gaps begin and end that fit, but for a slip amid many that do.

    >>> list(stretches([True, True, False, True])), list(stretches(5 * [True] + 6 * [False]))
    ([(0, 2), (3, 4)], [(0, 5)])
    >>> list(stretches(5 * [True] + [False] + 5 * [True]))
    [(0, 11)]
    """
    misfits = [-1, *(n for n, fit in enumerate(fits) if not fit), len(fits)]
    first = 0
    for before, misfit, after in zip(misfits, misfits[1:], [*misfits[2:], 0], strict=False):
        slip = min(misfit - before, after - misfit) > FEWEST_BESIDE
        if not slip:
            if first < misfit:
                yield first, misfit
            first = misfit + 1


def without_ends(gaps: Sequence[int], texts: Sequence[str], stretch: Stretch) -> Stretch:
    """Return a stretch without single blank lines at its ends below whole sentences that left room
    for more: they may be of what stands close above and below it."""
    first, last = stretch
    measured = [n for n in range(first, last) if runs_on(texts[n], texts[n + 1])]
    if not measured:
        return stretch
    measure = median([len(texts[n].strip()) for n in measured])
    while 0 < first < last and gaps[first] == 1 and has_room(texts, first, measure):
        first += 1
    amid = last < len(gaps)
    while amid and first < last and gaps[last - 1] == 1 and has_room(texts, last - 1, measure):
        last -= 1
    return first, last


def has_room(texts: Sequence[str], n: int, measure: float) -> bool:
    """Tell whether a sentence ends with a line that the first word of the next would have fitted.

    >>> has_room(["It was late.", "So be it."], 0, 60), has_room(["It was", "late."], 0, 60)
    (True, False)
    """
    text, after = texts[n].strip(), texts[n + 1].split(maxsplit=1)[0]
    return len(text) + 1 + len(after) < measure and ends_sentence_or_speech(text)


def is_doubled(gaps: Sequence[int], texts: Sequence[str], stretch: Stretch) -> bool:
    """Tell whether a stretch has a blank line below each of its lines, and more between paragraphs.

    Where paragraphs of a line each have one below them, no line runs on.
    """
    first, last = stretch
    size = last - first
    fewest = FEWEST_DOUBLED if 2 * size > len(gaps) else FEWEST_DOUBLED_AMID
    single = [n for n in range(first, last) if gaps[n] == 1]
    parted = size - len(single)
    if size < fewest or PARTED * parted < size:
        return False
    if not any(gap % UNITS[-1] for gap in gaps[first:last]):
        return False  # three for one
    over = sum(runs_on(texts[n], texts[n + 1]) for n in single)
    if over >= RUNS_ON_AT_LEAST and RUNS_ON * over > len(single):
        return True
    return parted >= PARTED_AT_LEAST and WELL_PARTED * parted > size


def runs_on(above: str, below: str) -> bool:
    """Tell whether a line that may be wrapped surely goes on in another.

    >>> runs_on("It was late that morning, and nobody", "asked."), runs_on("tom: brb", "mara: k")
    (True, False)
    """
    above, below = above.strip(), below.lstrip()
    return len(above) in WRAPPED and below[:1].islower() and not ends_sentence_or_speech(above)


def is_spaced(gaps: Sequence[int], unit: int, all_gaps: int) -> bool:
    """Tell whether so many blank lines stand for one between the lines of a stretch.

    >>> is_spaced([2, 0, 2, 4], 2, 4), is_spaced([2, 4, 4, 6, 4], 2, 5)
    (True, False)
    """
    spaced = [gap for gap in gaps if gap]
    fewest = FEWEST_SPACED if 2 * len(gaps) > all_gaps else FEWEST_AMID
    if len(spaced) < fewest or COMMON * gaps.count(unit) < len(spaced):
        return False
    return DENSE * len(spaced) > len(gaps) or max(gaps) > unit
