"""Lines that stay lines: verse, letter heads, lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from epubify.layout.rows import LONGEST_VERSE, Row
from epubify.layout.windows import most_frequent, within
from epubify.model import Place, Span, Verse, VerseLine
from epubify.text.facts import runs_on
from epubify.text.lazy_pattern import lazy
from epubify.text.wide_signs import columns

FEWEST_VERSE = 2
"""Lines that make verse. With one, every line that stands in is verse; with three, couplets are
joined to a paragraph."""
LONG_SENTENCES = 78
"""Columns of lines that are sentences, on average, from which they are paragraphs. With more,
paragraphs of one line that stand in keep as verse; with fewer, long-lined verse is lost."""

REACH = 40
"""Lines before and after that tell how paragraphs stand in. With more, another paste counts; with
fewer, a long poem is taken for the paragraphs."""
MOST_ALIKE, MOST_AFTER_ENDS, HALF = 0.6, 0.8, 0.5
"""Shares of the lines that begin paragraphs which have the usual indent, and of these which come
after the end of a sentence (half of them do where indents mark paragraphs). With larger ones,
indented prose is verse; with smaller ones, verse is prose."""
STANDS_IN = 2
"""Columns that verse stands in further than paragraphs do. With more, verse in ragged scans is
lost; with fewer, a stray space makes verse."""
WHOLE = 0.9
"""Share of lines that are sentences from which they may be paragraphs of a line each. With a
larger one, one open end makes them verse; with a smaller one, end-stopped verse is lost."""
RAGGED, NARROW, NARROWER = 6, 45, 50
"""Columns by which lengths differ in verse, and below which lines are verse however alike they
are, and however they begin. With larger numbers, quotations that were wrapped keep their line
ends; with smaller ones, verse of even lines is joined."""
MOST_LOWER = 0.5
"""Share of lines of verse that begin with a small letter. With a larger one, wrapped quotations
are verse; with a smaller one, modern poems are not."""
EVEN, FEW_LOWER = 0.8, 0.2
"""Share of the longest line that all but the last have in wrapped prose, and share of lines with a
small letter that prose of such lines has at least. With smaller ones even verse is joined; with
larger ones wrapped quotations are verse."""
LONG_WIDE = 36
"""Columns of a wrapped line of Chinese or Japanese. With more, narrow columns are verse; with
fewer, poems of seven signs a line are joined."""
WIDE_LETTERS = 1.5
"""Columns for each character of a line, from which it is Chinese, Japanese or Korean. With more,
lines with a few Latin words are not; with fewer, Latin lines with dashes of two columns are."""
FEWEST_ALTERNATE, ROOM, MUCH_ROOM, MOST_ROOMY = 4, 0.12, 0.3, 0.75
"""Lines of verse in prose that has no other sign of it, the share of the measure that they leave
free, the share that free verse leaves, and the share of its lines that do. With larger ones verse
with long lines is joined; with smaller ones ragged prose is verse."""
FEWEST_OF_POEM, SENTENCE_PER_LINE = 6, 0.3
"""Lines of a poem that only its capitals show, and share of them without an end, at least. With
smaller ones paragraphs of a line each are verse; with larger ones short poems are joined."""
LEAST_OF_LONGEST = 0.3
"""Share of the longest line of a stanza that its shortest has. With more, ballads with short
refrains are joined; with less, entries of a list that go on with one word are couplets."""
MOST_ON, MOST_SPEECHES = 0.15, 6
"""Share of the joints of verse at which a full line runs on into a small letter, and how many lines
may be speeches. With larger ones, prose with a margin is verse; with smaller ones, one long line
makes prose of a poem."""
FEWEST_MEASURED = 5
"""Lines around that surely run on, from which they show a measure. With more, short texts show
none; with fewer, chance does."""
FEWEST_AS_LINES, MOST_UPPER = 3, 0.8
"""Lines, and share of them that begin otherwise than with a small letter, from which a group was
broken into lines on purpose. With fewer, short paragraphs keep line ends; with more, addresses
lose theirs."""
NARROWEST_WRAPPED, NARROWEST_MEASURED, NARROW_WRAPPED = 26, 34, 40
"""Columns of a measure below which nobody wraps prose, from which lines are prose that leave no
room for another word, and below which other prose is even. With larger ones narrow columns of a
newspaper, and texts of a narrow screen, are verse; with smaller ones short-lined poems are joined.
"""


def mark_verse(rows: Sequence[Row]) -> list[Row]:
    """Mark the lines of verse: several lines in a row that stand in further than paragraphs do."""
    runs: list[range] = []
    for n, usual in paragraph_insets(rows):
        if stands_in(rows[n], usual):
            goes_on = runs and runs[-1].stop == n and rows[n].gap <= 2
            start = runs.pop().start if goes_on else n
            runs.append(range(start, n + 1))
    for run in runs:
        stop = run.stop - begins_paragraph(rows, run.stop - 1)
        lines = rows[run.start + ends_paragraph(rows, run.start) : stop]
        if len(lines) < FEWEST_VERSE or hangs_from(rows, run.start):
            continue
        if looks_like_verse(lines):
            as_verse(lines)
    return mark_alternate(rows)


def hangs_from(rows: Sequence[Row], index: int) -> bool:
    """Tell whether a line that stands in goes on in small letters with the full line above it."""
    row = rows[index]
    if index == 0 or row.new or row.gap or row.cut or row.room >= ROOM:
        return False
    return runs_on(rows[index - 1].facts, row.facts) and not rows[index - 1].alone


def begins_paragraph(rows: Sequence[Row], index: int) -> bool:
    """Tell whether a line that stands in by itself is but the first of a wrapped paragraph.

    It has space before it and no room for the word with which the next line goes on further out.
    """
    if index + 1 == len(rows) or not rows[index].gap:
        return False
    line, below = rows[index], rows[index + 1]
    goes_on = not (below.gap or below.new or below.cut or below.edge)
    return goes_on and below.inset < line.inset and below.room < ROOM


def ends_paragraph(rows: Sequence[Row], index: int) -> bool:
    """Tell whether a line that stands in by itself is but the last of the paragraph above it.

    That one has no room for its first word, and runs on into it.
    """
    if index == 0 or index + 1 == len(rows) or not rows[index + 1].gap:
        return False
    row = rows[index]
    goes_on = not (row.new or row.gap or row.cut or row.edge) and row.room < ROOM
    return goes_on and runs_on(rows[index - 1].facts, row.facts)


def as_verse(rows: Sequence[Row]) -> list[Row]:
    """Mark rows as lines of verse, and return them."""
    for row in rows:
        row.verse = True
    return list(rows)


def mark_alternate(rows: Sequence[Row]) -> list[Row]:
    """Mark verse whose lines stand in by turns, which looks like paragraphs of two lines.

    In paragraphs the first line is full; in verse each line had room for more.
    """
    ends = [n for n, row in enumerate(rows) if row.gap or row.cut or is_settled(row)]
    runs = [
        rows[start:end]
        for start, end in pairwise((0, *ends, len(rows)))
        if end - start >= FEWEST_ALTERNATE and not is_settled(rows[start])
    ]
    by_turns = [run for run in runs if stands_in_by_turns(run)]
    for run in runs:
        if alternates(run) or is_poem(run):
            as_verse(run)
    for run in by_turns if run_on_over_couplets(by_turns) else ():
        as_verse(run)
    return list(rows)


def stands_in_by_turns(run: Sequence[Row]) -> bool:
    """Tell whether every other line stands in, all alike: couplets, or short hung paragraphs."""
    if run[0].line.indent >= run[1].line.indent:
        return False  # as in nearly all texts
    insets = [row.line.indent for row in run]
    lengths = [row.facts.columns for row in run]
    short = LEAST_OF_LONGEST * max(lengths) <= min(lengths) and max(lengths) <= LONGEST_VERSE
    by_turns = insets == insets[:2] * (len(run) // 2)
    return short and by_turns and not are_prose(run)


def run_on_over_couplets(stanzas: Sequence[Sequence[Row]]) -> bool:
    """Tell whether sentences run on from the second line of couplets to the next first one.

    A paragraph that hangs ends with a sentence; a stanza does not care.
    """
    back = [row.facts.ending == "open" for run in stanzas for row in run[1:-1:2]]
    return sum(back) >= HALF * len(back)


def is_settled(row: Row) -> bool:
    """Tell whether it is known already what a line is."""
    return row.alone or row.verse or row.play or row.drawn


def is_poem(run: Sequence[Row]) -> bool:
    """Tell whether many lines right under each other are verse, whatever their length.

    Nearly each begins with a capital, as lines of prose do not, and not each is a sentence.
    """
    if len(run) < FEWEST_OF_POEM:
        return False
    lengths = [columns(row.line.text) for row in run]
    if max(lengths) > LONGEST_VERSE or is_even(lengths) or are_full_paragraphs(run):
        return False
    count = {
        name: sum(name in (row.facts.opening, row.facts.ending) for row in run)
        for name in ("upper", "open", "quote")
    }
    small = sum(row.facts.has_small_letters for row in run)
    return (
        min(count["upper"], small) >= MOST_UPPER * len(run)
        and count["open"] > SENTENCE_PER_LINE * len(run)
        and count["quote"] < HALF * len(run)
    )


def are_full_paragraphs(run: Sequence[Row]) -> bool:
    """Tell whether lines are paragraphs told by their indents: each that goes on is full."""
    on = [row for row in run[1:] if not row.new]
    marked = on and on[0].habit and on[0].habit.mark == "indent"
    return bool(marked) and len(on) < len(run) - 1 and is_measured([run[0], *on])


def alternates(run: Sequence[Row]) -> bool:
    """Tell whether lines right under each other are verse that stands in by turns."""
    if len(run) < FEWEST_ALTERNATE or len({row.line.indent for row in run}) < 2:
        return False
    if max(row.facts.columns for row in run) > LONGEST_VERSE:
        return False
    roomy = [row.room >= ROOM for row in run[1:]]
    back = sum(b.line.indent < a.line.indent and b.room >= ROOM for a, b in pairwise(run))
    lower = sum(row.facts.opening == "lower" for row in run)
    speech = sum(row.facts.opening == "quote" for row in run)
    return (
        back > 0
        and sum(roomy) >= MOST_ROOMY * len(roomy)
        and lower <= (1 - MOST_UPPER) * len(run)
        and speech <= HALF * len(run)
    )


def paragraph_insets(rows: Sequence[Row], reach: int = REACH) -> Iterator[tuple[int, int]]:
    """Yield the index of each line that may stand in, and by how much paragraphs around it do.

    Paragraphs follow lines that end as sentences do, or go on further out; verse runs on over its
    line ends. Where indents do not tell paragraphs, they may still have them; most then
    have the same.
    """
    asked = [n for n, row in enumerate(rows) if row.inset >= STANDS_IN]
    if not asked:
        return
    ended = [True, *(row.alone or row.facts.ending != "open" for row in rows[:-1])]
    back = [*(goes_on_further_out(above, row) for above, row in pairwise(rows)), False]
    begun = [row.inset if row.new and not row.alone else None for row in rows]
    first = [n for n, inset in enumerate(begun) if inset and inset >= 1]
    places = [n for n in first if ended[n] or back[n] or stands_by_itself(rows, n)]
    insets = [rows[n].inset for n in places]
    going_on = [None if row.new else row.inset for row in rows]
    for n in asked:
        habit, span = rows[n].habit, slice(max(0, n - reach), n + reach + 1)
        if habit and habit.mark == "outdent":
            yield n, most_frequent([i for i in going_on[span] if i and i >= 1] or [0])
            continue
        near, after = begun[span], insets[within(places, range(n - reach, n + reach + 1))]
        usual = most_frequent(after) if after else 0
        most = after.count(usual)
        same = near.count(usual)
        told = same >= MOST_ALIKE * (len(near) - near.count(None)) and (
            most >= MOST_AFTER_ENDS * same
        )
        told = told or (habit is not None and habit.mark == "indent" and most >= HALF * same)
        yield n, usual if told else 0


def stands_by_itself(rows: Sequence[Row], n: int) -> bool:
    """Tell whether blank lines stand above and below a line, in text where they part paragraphs."""
    habit, below = rows[n].habit, rows[n + 1].gap if n + 1 < len(rows) else 1
    return bool(habit and habit.mark == "gap") and min(rows[n].gap, below) > 0


def goes_on_further_out(above: Row, row: Row) -> bool:
    """Tell whether a full line goes on right below it at an edge further out."""
    return not (row.new or row.gap) and row.inset < above.inset and row.room < ROOM


def stands_in(row: Row, usual: int) -> bool:
    """Tell whether a line stands in further than a paragraph would."""
    if row.alone or row.play or row.line.ideographic:
        return False
    return row.inset >= usual + STANDS_IN and row.facts.columns <= LONGEST_VERSE


def looks_like_verse(rows: Sequence[Row]) -> bool:
    """Tell whether lines that stand in are verse, not a quotation that was wrapped."""
    lengths = [row.facts.columns for row in rows]
    whole = sum(row.facts.ending != "open" for row in rows)
    if whole >= WHOLE * len(rows) and sum(lengths) > LONG_SENTENCES * len(rows):
        return False
    if (len(rows) == FEWEST_VERSE and rows[1].gap) or are_prose(rows) or are_speeches(rows):
        return False
    lower = sum(row.facts.opening == "lower" for row in rows[1:])
    ragged = max(lengths) - min(lengths) > RAGGED or max(lengths) < NARROW
    if lower > len(rows) * MOST_LOWER:
        return max(lengths) < NARROWER and not is_even(lengths)
    return ragged and not (lower > FEW_LOWER * len(rows) and is_even(lengths))


def are_prose(rows: Sequence[Row]) -> bool:
    """Tell whether lines that stand in are prose: full to the measure, and on in small letters."""
    on = sum(
        runs_on(a.facts, b.facts) and not b.gap and b.room < ROOM
        for a, b in pairwise(rows)
        if a.facts.columns >= NARROW
    )
    return on >= max(1, MOST_ON * (len(rows) - 1))


def are_speeches(rows: Sequence[Row]) -> bool:
    """Tell whether lines are a few short speeches, each a paragraph."""
    spoken = sum(row.facts.opening == "quote" for row in rows)
    ended = sum(row.facts.ending != "open" for row in rows)
    return len(rows) <= MOST_SPEECHES and spoken >= HALF * len(rows) and ended >= HALF * len(rows)


def are_spoken_by_turns(group: Sequence[Row]) -> bool:
    """Tell whether each line is a speech of its own, in quotation marks from end to end."""
    return all(
        row.facts.opening == "quote" and row.facts.ending == "quote" and (row.parted or n == 0)
        for n, row in enumerate(group)
    )


def is_even(lengths: Sequence[int]) -> bool:
    """Tell whether lines were wrapped: all but the last are nearly as long as the longest."""
    return len(lengths) > 1 and min(lengths[:-1]) >= EVEN * max(lengths)


def is_set_as_lines(group: Sequence[Row]) -> bool:
    """Tell whether a group was broken into lines on purpose: words would have fitted."""
    if len(group) < FEWEST_AS_LINES or group[0].line.ideographic:
        return False
    if group[1].measure >= NARROWEST_MEASURED and is_measured(group):
        return False  # as nearly all
    if (group[0].wrapped and not is_song(group)) or are_spoken_by_turns(group):
        return False
    if any(row.habit and (row.habit.sentences or row.habit.mark == "outdent") for row in group[1:]):
        return False
    lengths = [row.facts.columns for row in group]
    if is_too_narrow(group, lengths):
        return True
    if max(lengths) > LONGEST_VERSE or is_full(group, lengths):
        return False
    if sum(row.facts.opening != "lower" for row in group) < MOST_UPPER * len(group):
        return is_free(group, lengths)
    roomy = sum(row.room >= ROOM for row in group[1:]) >= MOST_ROOMY * (len(group) - 1)
    return max(lengths) <= NARROWER or (roomy and group[1].sure >= FEWEST_MEASURED)


def is_song(group: Sequence[Row]) -> bool:
    """Tell whether lines among speeches that are wrapped are none: each begins with a capital."""
    return len(group) >= FEWEST_ALTERNATE and all(row.facts.opening != "lower" for row in group)


def is_full(group: Sequence[Row], lengths: Sequence[int]) -> bool:
    """Tell whether lines are full to the measure of the text around them.

    Chinese and Japanese have no small letters to show that a line goes on: lines that are alike
    in length and long do.
    """
    if (
        is_even(lengths)
        and max(lengths) >= LONG_WIDE
        and group[0].facts.columns > WIDE_LETTERS * len(group[0].line.text)
    ):
        return True
    return is_measured(group)


def is_measured(group: Sequence[Row]) -> bool:
    """Tell whether no line leaves room for the next word, where the lines around show a measure."""
    return group[1].sure >= FEWEST_MEASURED and max([row.room for row in group[1:]]) < ROOM


def is_too_narrow(group: Sequence[Row], lengths: Sequence[int]) -> bool:
    """Tell whether lines are verse because prose is not wrapped to so few columns."""
    measure = max([row.measure for row in group[1:]])
    if measure >= NARROW_WRAPPED or any(ends_in_mid_word(row.line.text) for row in group[:-1]):
        return False
    wide = group[0].facts.columns > WIDE_LETTERS * len(group[0].line.text)
    return not wide and (
        measure < NARROWEST_WRAPPED or (measure < NARROW_WRAPPED and not is_even(lengths))
    )


def ends_in_mid_word(line: str) -> bool:
    """Tell whether a line ends in the middle of a word, as only wrapping does.

    >>> ends_in_mid_word("the win-"), ends_in_mid_word("the wind --")
    (True, False)
    """
    return line.endswith(("-", "¬")) and line[-2:-1].isalpha()


def is_free(group: Sequence[Row], lengths: Sequence[int]) -> bool:
    """Tell whether lines are free verse: ragged, and far from full, in a text that is wrapped."""
    return (
        len(group) >= FEWEST_ALTERNATE
        and group[1].sure >= FEWEST_MEASURED
        and all(row.room >= MUCH_ROOM for row in group[1:])
        and not group[0].play
        and max(lengths) - min(lengths[:-1]) > MUCH_ROOM * max(lengths)
    )


def is_list(group: Sequence[Row]) -> bool:
    """Tell whether each line of a group ends for a reason, and they are not speeches."""
    if len(group) < FEWEST_VERSE or not group[1].parted:
        return False  # as nearly all
    couplet = len(group) == FEWEST_VERSE and group[0].facts.ending == "open"
    if not (len(group) >= FEWEST_AS_LINES or couplet) or not all(row.parted for row in group[1:]):
        return False
    speech = sum("quote" in (row.facts.opening, row.facts.ending) for row in group)
    short = all(row.facts.columns <= LONGEST_VERSE for row in group)
    return short and speech < HALF * len(group)


def verse_of(group: Sequence[Row], at: Place, kind: str = "verse") -> Verse:
    """Return verse in stanzas, each line with its own indent."""
    left = min(row.line.indent for row in group)
    gaps = [row.gap for row in group[1:]]
    usual = min(gaps, default=0)
    gapless = max(gaps, default=0) == usual
    stanzas: list[list[VerseLine]] = [[]]
    for n, row in enumerate(group):
        speech = gapless and n and speaks_anew(group[n - 1].line.text, row.line.text)
        if n and (row.gap > usual or speech):
            stanzas.append([])
        stanzas[-1].append(VerseLine((Span(row.line.text),), row.line.indent - left))
    return Verse(tuple(tuple(stanza) for stanza in stanzas), at, kind)


STANZA_END = lazy(r"[.!?…]['\"’”*_]*$")
SPEECH = ('"', "“", "``")


def speaks_anew(above: str, line: str) -> bool:
    """Tell whether a line of verse begins a stanza though no gap says so.

    Each stanza of a speech opens with a quotation mark of its own, after a full stop.

    >>> speaks_anew('The tide came in."', '"And then?" said she,')
    True
    >>> speaks_anew("The tide came in,", '"And then?" said she,')
    False
    """
    return line.startswith(SPEECH) and bool(STANZA_END.search(above))
