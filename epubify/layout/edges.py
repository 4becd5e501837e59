"""Where lines begin and how wide they are: left edges, how far a line stands in, usual widths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, takewhile
from unicodedata import east_asian_width

from epubify.layout.all_lines import AllLines
from epubify.layout.rows import Row
from epubify.layout.windows import (
    RunningCounts,
    counts_beside,
    counts_in_windows,
    sorted_windows,
    within,
)
from epubify.layout.wrapping import WIDEST_WRAPPED
from epubify.text.middle import median
from epubify.text.wide_signs import columns

EDGE_REACH, OUTER_REACH, WIDTH_REACH = 60, 45, 25
"""Lines before and after, among which the left edge, the outer of two edges and the usual width
are looked for. With larger ones a short paste is judged by what stands around it; with smaller
ones a letter or a poem changes the edge and width of prose."""
LONGEST_WRAPPED, FEWEST_WIDE, WIDE_ON = 110, 3, 0.4
"""Columns that lines have at most which were wrapped by hand or by most programs, how many longer
ones run on in a small letter where lines were wrapped still wider, and the least share of them that
does. With larger ones texts of a wide screen fall apart into their lines; with smaller ones
paragraphs of one line each are joined."""
STRAY = 20
"""One line in so many may stand further out than the left edge; with a larger number a single
stray line moves the edge, with a smaller one first lines without an indent do."""
MOST_AT_END, FEWEST_USUAL = 6, 5
"""First or last lines of a text that all stand in at least as paragraphs do, and have no edge of
their own, and how many others stand in so. With a larger first one, a poem at the end is paragraphs
of a line each; with a smaller one, last paragraphs of a line each are one. With more others, that
is so in short texts; with fewer, a list at the end of a short text is paragraphs."""
FEWEST_OUTER = 3
"""Lines at the second edge that make it one, unless many more stand at the first; with fewer,
stray lines hang, with more, short hanging lists do not."""
MOST_GO_ON, FEW_GO_ON = 0.5, 0.2
"""Shares of lines after an open end: of those at the inner edge at least the first must be such
where paragraphs hang, of those at an outer edge with few lines at most the second may be. Nearer
to each other they find hanging paragraphs in verse, further apart they miss them."""
SHARE_OF_FIRST_LINES = 6
"""First lines of paragraphs are usually more than one in so many; fewer must prove themselves.
With a larger number, side notes hang paragraphs; with a smaller one, long paragraphs do not."""
AS_LONG = 0.8
"""Share of the length of inner lines that first lines have, unless they are labels; with a larger
one ragged lines fail, with a smaller one names before speeches pass."""
MOST_INDENT, FEWEST_COLUMNS = 12, 3
"""Columns that a paragraph stands in at most, and at least where a single blank is a slip. With a
larger first one centred lines count; with a smaller second one indents of two lose to slips."""
FEWEST_OUTSIDE = 5
"""First lines around that need not prove themselves. With more, hanging paragraphs of a short text
are not seen; with fewer, a list of four hangs the paragraph below it."""


def set_insets(rows: Sequence[Row]) -> None:
    """Say of rows by how much they stand in.

    A single blank is nothing where indents have three columns and more.
    """
    edges = left_edges(rows)
    insets = [row.line.indent - edge for row, edge in zip(rows, edges, strict=True)]
    deep = Counter(inset for inset in insets if 2 <= inset <= MOST_INDENT)
    few = insets.count(1)
    usual, count = deep.most_common(1)[0] if deep else (0, 0)
    if count > few * (1 if usual >= FEWEST_COLUMNS else STRAY):
        single = [False, *(inset == 1 for inset in insets), False]
        stray = {n - 1 for n in range(1, len(single) - 1)
                 if single[n] and not (single[n - 1] or single[n + 1])}  # fmt: skip
        insets = [0 if n in stray else inset for n, inset in enumerate(insets)]
    set_first_insets(rows, insets)
    common = Counter(inset for inset in insets if 1 <= inset <= MOST_INDENT).most_common(1)
    if common and common[0][1] >= FEWEST_USUAL:
        if common[0][0] >= FEWEST_COLUMNS:
            set_insets_below_title(rows, insets, min(edges), common[0][0])
        set_last_insets(rows, insets, min(edges), common[0][0])
    for row, inset in zip(rows, insets, strict=True):
        row.inset = inset


def set_first_insets(rows: Sequence[Row], insets: list[int]) -> None:
    """Set the insets of the first lines, the last of which goes on right below, at an edge.

    Nothing above them shows that edge.
    """
    first = rows[: MOST_AT_END + 1]
    count = sum(1 for _ in takewhile(lambda row: row.line.indent == first[0].line.indent, first))
    if count == len(first) or first[count].gap or first[count].cut:
        return
    inset = first[0].line.indent - first[count].line.indent
    if 1 <= inset <= MOST_INDENT and insets[count:].count(inset) + count >= FEWEST_USUAL:
        insets[:count] = [inset] * count


def set_insets_below_title(rows: Sequence[Row], insets: list[int], edge: int, usual: int) -> None:
    """Set the insets of the first lines, below the title, most of which stand in as paragraphs do.

    Nothing above them shows the edge from which they do.
    """
    at_start = [row.line.indent - edge for row in rows[: 2 * MOST_AT_END]]
    first = list(takewhile(lambda inset: inset >= usual, at_start))
    near = [inset for inset in first if inset <= MOST_INDENT]
    if len(near) <= MOST_AT_END and 2 * near.count(usual) > len(near):
        for n, inset in enumerate(first):
            if inset == usual:
                insets[n] = usual


def set_last_insets(rows: Sequence[Row], insets: list[int], edge: int, usual: int) -> None:
    """Set the insets of the last lines, most of which stand in as paragraphs do.

    Nothing below them shows the edge from which they do.
    """
    at_end = [indent - edge for indent in indents_of_text(rows)[-MOST_AT_END - 1 :]]
    last = list(takewhile(lambda inset: inset >= usual, reversed(at_end)))
    if len(last) <= MOST_AT_END and 2 * last.count(usual) > len(last):
        insets[-len(last) :] = reversed(last)


def left_edges(rows: Sequence[Row], reach: int = EDGE_REACH) -> list[int]:
    """Return for each line the usual left edge of the lines around it: the leftmost common one.

    Where a stretch with another margin begins or ends, the lines before and after differ; the
    edge is the one that the line itself reaches.
    """
    indents = indents_of_text(rows)
    common = LeftmostCommon(indents)
    if common.least == max(indents):
        return indents
    few, at_least = (reach + 1) // STRAY, [indent == common.least for indent in indents]
    edges = []
    around = zip(indents, *counts_beside(at_least, reach), strict=True)
    for n, (indent, least_above, least_below) in enumerate(around):
        if least_above > few < least_below:  # as nearly everywhere
            edges.append(common.least)
            continue
        above, below = common.within(max(0, n - reach), n + 1), common.within(n, n + reach + 1)
        low, high = (above, below) if above <= below else (below, above)
        edges.append(high if high <= indent else low)
    return edges


def indents_of_text(rows: Sequence[Row]) -> list[int]:
    """Return the indent of each line, a row of signs that of the text above it: rules that reach
    from margin to margin do not tell where text begins."""
    indents = [row.line.indent for row in rows]
    if not any(row.ornament for row in rows):
        return indents  # as in many texts
    edge = next((row.line.indent for row in rows if not row.ornament), 0)
    for n, row in enumerate(rows):
        edge = indents[n] = edge if row.ornament else row.line.indent
    return indents


class LeftmostCommon:
    """The leftmost of the indents in a stretch of lines that more than a stray line or two has.

    Nearly everywhere it is the leftmost of the whole text, and a difference of two counts tells.

    >>> LeftmostCommon([0, *[4] * 20, *[6] * 20]).within(0, 21)
    4
    """

    def __init__(self, indents: Sequence[int]) -> None:
        self.indents = indents
        self.least = min(indents)
        self.counts = [0, *accumulate(indent == self.least for indent in indents)]

    def within(self, start: int, end: int) -> int:
        """Return it for the lines from a start up to an end, which may lie beyond the last."""
        end = min(end, len(self.indents))
        stray = (end - start) // STRAY
        if self.counts[end] - self.counts[start] > stray:
            return self.least
        return sorted(self.indents[start:end])[stray]


def outer_edges(rows: Sequence[Row], lines: AllLines, reach: int = OUTER_REACH) -> list[int | None]:
    """Return for each line the outer of the two left edges around it, None where one prevails.

    The outer one can mark paragraphs only where most lines at the inner one go on from a line
    that ends in mid-sentence, and hardly any at the outer one does.
    """
    indents = lines.indents
    if len(set(indents)) < 2:
        return [None] * len(rows)
    lines_at: dict[int, tuple[list[int], list[int]]] = {}
    for n, indent in enumerate(indents):
        places, lengths = lines_at.setdefault(indent, ([], []))
        places.append(n)
        lengths.append(lines.lengths[n])
    ends = zip(rows[:-1], lines.endings, strict=False)
    goes_on = [False, *(not row.alone and ending == "open" for row, ending in ends)]
    going_on = RunningCounts(
        [indent if on else None for indent, on in zip(indents, goes_on, strict=True)]
    )
    edges: list[int | None] = [None] * len(rows)
    for n, counts in enumerate(counts_in_windows(indents, reach)):
        if len(counts) < 2:
            continue
        most, second, *others = sorted(counts.values(), reverse=True)
        if second < FEWEST_OUTER or second < most / STRAY:
            continue
        span = range(max(0, n - reach), min(len(rows), n + reach + 1))
        if second in others:  # the first of those that come as often
            around = Counter(indents[span.start : span.stop])
            common = [indent for indent, _ in around.most_common(2)]
        else:
            common = [indent for indent, count in counts.items() if count >= second]
        outer, inner = common = sorted(common)
        outside, inside = counts[outer], counts[inner]
        told = going_on.within(inner, span) >= MOST_GO_ON * inside
        if told and outside < max(FEWEST_OUTSIDE, inside / SHARE_OF_FIRST_LINES):
            # So few lines must look the more like the first ones of paragraphs.
            begin = going_on.within(outer, span) <= FEW_GO_ON * outside
            edge_lines = (lines_at[outer], lines_at[inner])
            near = (lengths[within(places, span)] for places, lengths in edge_lines)
            told = begin and as_long(*near)
        edges[n] = outer if told else None
    return edges


def as_long(outside: Sequence[int], inside: Sequence[int]) -> bool:
    """Tell whether lines at the outer edge are about as long as those at the inner one."""
    return median(outside) >= AS_LONG * median(inside)


def longest_wrapped(lines: AllLines) -> int:
    """Return the columns of the longest line that may have been wrapped.

    Longer ones are paragraphs of a line each, which end with a sentence; where they run on instead,
    they were wrapped to a wide screen.
    """
    if max(lines.lengths) <= LONGEST_WRAPPED:
        return LONGEST_WRAPPED  # as in most texts
    told = zip(lines.lengths, lines.endings, lines.openings[1:], strict=False)
    wide = [words for length, *words in told if LONGEST_WRAPPED < length <= WIDEST_WRAPPED]
    on = wide.count(["open", "lower"])
    return WIDEST_WRAPPED if on >= max(FEWEST_WIDE, WIDE_ON * len(wide)) else LONGEST_WRAPPED


def usual_widths(
    lengths: Sequence[int], longest: int = LONGEST_WRAPPED, reach: int = WIDTH_REACH
) -> list[float]:
    """Return for each line the usual length of full lines around it.

    The upper third of the lengths around, lines too long to be wrapped left out: a wrap width
    is a ragged distribution, not a number.
    """
    wrapped = [length if length <= longest else None for length in lengths]
    # The middle of the upper third, by how many there are.
    middles = [((n * 2 // 3 + n - 1) // 2, (n * 2 // 3 + n) // 2) for n in range(2 * reach + 2)]
    widths = []
    for around in sorted_windows(wrapped, reach, reach):
        low, high = middles[len(around)]
        widths.append((around[low] + around[high]) / 2 if around else 0.0)
    return widths


def fullness_of(lines: AllLines, widths: Sequence[float]) -> list[float]:
    """Return for each line but the last how full it is: its length with the next line's first
    word, over the usual width around the next."""
    words = [text.split(None, 1)[0] for text in lines.texts[1:]]
    reaches = [
        length + 1 + (len(word) if word.isascii() else first_columns(word))
        for length, word in zip(lines.lengths, words, strict=False)
    ]
    return [
        reach / (width + 1) if width else 1.0
        for reach, width in zip(reaches, widths[1:], strict=True)
    ]


def first_columns(word: str) -> int:
    """Return the columns of what stands before the first place where a line may be broken.

    >>> first_columns("tea"), first_columns("お茶を飲む")
    (3, 2)
    """
    return columns(word[0] if east_asian_width(word[0]) in "WF" else word)
