"""Lines → paragraphs, verse and breaks, by the paragraph habit of each stretch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import mode

from epubify.forms import heading_form, is_ornament, undecorated
from epubify.habits import Habit, Joint, find_habits, goes_on, how_it_opens, usual_widths, TERMINAL
from epubify.lines import Line
from epubify.model import (
    Block,
    BreakKind,
    Fate,
    Paragraph,
    Place,
    SceneBreak,
    Setting,
    Span,
    Verse,
    VerseLine,
)
from epubify.report import Report

UNDERLINE = re.compile(r"([=\-~_*^—])\1{2,}")
SHORT = 60
"""Characters; longer lines are no heading and no verse where nothing else says so."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
FEWEST_VERSE = 2


@dataclass(slots=True)
class Row:
    """A line of text with what lies before it."""

    line: Line
    index: int
    """Index among all lines."""
    gap: int = 0
    cut: bool = False
    seam: bool = False
    alone: bool = False
    """Stands alone for sure: an ornament, a heading with a heading word."""
    ornament: bool = False
    underlined: bool = False
    inset: int = 0
    habit: Habit | None = None
    """Habit at the joint before this line."""
    new: bool = True
    """Begins a block."""
    verse: bool = False


def lay_out(
    lines: Sequence[Line], cut: dict[int, Fate], seams: frozenset[int], titles: frozenset[str], report: Report
) -> tuple[Block, ...]:
    """Return the blocks of a text whose matter has been taken out.

    ``titles`` are folded titles known from a contents list: such a line stands alone.
    """
    rows = rows_of(lines, cut, seams, titles, report)
    find_joints(rows)
    mark_verse(rows)
    words = vocabulary(rows)
    blocks = [block for group in groups_of(rows) for block in blocks_of(group, words, report)]
    return tuple(with_breaks(blocks, rows, report))


# --------------------------------------------------------------------------------- rows


def rows_of(
    lines: Sequence[Line], cut: dict[int, Fate], seams: frozenset[int], titles: frozenset[str], report: Report
) -> list[Row]:
    """Return the lines that have text, each with what lies before it."""
    rows: list[Row] = []
    gap = 0
    was_cut = seam = False
    for index, line in enumerate(lines):
        seam = seam or index in seams
        if index in cut:
            was_cut = True
        elif not line:
            gap += 1
            seam = seam or line.page and was_cut
        elif rows and is_underline(line, rows[-1], gap):
            rows[-1].underlined = rows[-1].alone = True
            report.fate(line.at, Fate.HEADING)
        else:
            rows.append(Row(line, index, gap, was_cut, seam))
            stands_alone(rows[-1], titles)
            gap, was_cut, seam = 0, False, False
    return rows


def is_underline(line: Line, above: Row, gap: int) -> bool:
    """Tell whether a line only underlines the short line above it."""
    if gap > 1 or not UNDERLINE.fullmatch(line.text) or above.ornament or above.line.indent != line.indent:
        return False
    length = len(above.line.text)
    return length <= SHORT and abs(length - len(line.text)) <= 2


def stands_alone(row: Row, titles: frozenset[str]) -> None:
    """Note what a line is when its form alone says so."""
    text = row.line.text
    row.ornament = is_ornament(text)
    if row.ornament:
        row.alone = True
        return
    form = heading_form(text)
    if form:
        sure = form.rank in ("volume", "part", "chapter") or form.ornamented
        row.alone = sure or form.rank == "named"
    core, ornamented = undecorated(text)
    bare = fold_title(core)
    row.alone = row.alone or bare in titles or (ornamented and len(text) <= SHORT and row.line.indent > 8)


def fold_title(text: str) -> str:
    """Return a title as contents lists and headings are compared: letters and digits only."""
    return "".join(c for c in text.casefold() if c.isalnum())


# ------------------------------------------------------------------------------- joints


def find_joints(rows: list[Row]) -> None:
    """Judge every joint by the habit of its stretch."""
    if not rows:
        return
    edges = left_edges(rows)
    for row, edge in zip(rows, edges, strict=True):
        row.inset = row.line.indent - edge
    widths = usual_widths([len(row.line.text) for row in rows])
    joints = [joint_of(a, b, widths[n + 1]) for n, (a, b) in enumerate(zip(rows, rows[1:], strict=False))]
    habits = find_habits(joints)
    rows[0].habit = habits[0] if habits else None
    for row, joint, habit in zip(rows[1:], joints, habits, strict=True):
        row.habit = habit
        row.new = begins(joint, habit)


def left_edges(rows: Sequence[Row], reach: int = 30) -> list[int]:
    """Return for each line the usual left edge of the lines around it: the leftmost common one."""
    indents = [row.line.indent for row in rows]
    edges = []
    for n in range(len(rows)):
        around = sorted(indents[max(0, n - reach) : n + reach + 1])
        edges.append(around[len(around) // 8])
    return edges


def joint_of(a: Row, b: Row, width: float) -> Joint:
    """Return the joint between two lines."""
    words = b.line.text.split(None, 1)
    reach = len(a.line.text) + 1 + len(words[0])
    return Joint(
        gap=b.gap,
        cut=b.cut,
        seam=b.seam,
        inset=b.inset,
        full=reach / (width + 1) if width else 1.0,
        length=len(a.line.text),
        terminal=bool(TERMINAL.search(a.line.text)),
        opening=how_it_opens(b.line.text),
        fixed=a.alone or b.alone,
        verse=b.gap == 0 and a.inset >= 2 and b.inset >= 2,
    )


def begins(joint: Joint, habit: Habit) -> bool:
    """Tell whether a new block begins at a joint."""
    if joint.fixed:
        return True
    runs_on = not joint.terminal and joint.opening == "lower"
    if not habit.wrapped:
        return not (runs_on and joint.cut)
    if joint.cut:
        return begins_after_cut(joint, habit, runs_on)
    if habit.mark == "none":
        return joint.gap > 0 or (joint.terminal and joint.opening != "lower" and joint.full < 0.97)
    if goes_on(joint, habit):
        short = joint.full < 0.6 and joint.terminal and joint.opening in ("upper", "quote")
        return short and habit.mark == "gap" and joint.gap == 0 and False
    return not (runs_on and joint.inset < 1 and joint.full >= 0.8 and joint.gap <= 2 * habit.unit + 1)


def begins_after_cut(joint: Joint, habit: Habit, runs_on: bool) -> bool:
    """Tell whether a paragraph begins where furniture stood: the gap there says nothing."""
    if joint.seam:
        return not runs_on
    if habit.mark == "indent":
        return joint.inset >= 1
    if runs_on or not joint.terminal:
        return False
    return joint.opening != "lower" and joint.full < 0.95 or joint.opening == "quote"


# -------------------------------------------------------------------------------- verse


def mark_verse(rows: list[Row]) -> None:
    """Mark the lines of verse: several lines in a row that stand in further than paragraphs do."""
    usual = paragraph_insets(rows)
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and stands_in(rows[end], usual[end]) and (end == start or rows[end].gap <= 2):
            end += 1
        if end - start >= FEWEST_VERSE and looks_like_verse(rows[start:end]):
            for row in rows[start:end]:
                row.verse = True
        start = max(end, start + 1)


def paragraph_insets(rows: Sequence[Row], reach: int = 40) -> list[int]:
    """Return for each line by how much paragraphs around it stand in."""
    insets = []
    for n, row in enumerate(rows):
        if row.habit is None or row.habit.mark != "indent":
            insets.append(0)
            continue
        around = [r.inset for r in rows[max(0, n - reach) : n + reach + 1] if 1 <= r.inset and not r.alone]
        insets.append(mode(around) if around else 0)
    return insets


def stands_in(row: Row, usual: int) -> bool:
    """Tell whether a line stands in further than a paragraph would."""
    return not row.alone and row.inset >= usual + 2 and len(row.line.text) <= 90


def looks_like_verse(rows: Sequence[Row]) -> bool:
    """Tell whether lines that stand in are verse, not a quotation that was wrapped."""
    lengths = [len(row.line.text) for row in rows]
    lower = sum(how_it_opens(row.line.text) == "lower" for row in rows[1:])
    ragged = max(lengths) - min(lengths) > 6 or max(lengths) < 45
    return ragged and (lower <= len(rows) * 0.5 or max(lengths) < 50)


# ------------------------------------------------------------------------------- blocks


def groups_of(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows of each block."""
    group: list[Row] = []
    for row in rows:
        together = group and group[-1].verse and row.verse
        if group and (row.verse != group[-1].verse or (row.new and not together)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def blocks_of(group: list[Row], words: frozenset[str], report: Report) -> Iterator[Block]:
    """Yield the block that a group of rows makes."""
    at = group[0].line.at.to(group[-1].line.at)
    if group[0].ornament:
        report.fate(at, Fate.BREAK)
        yield SceneBreak(BreakKind.ORNAMENT, at, group[0].line.text)
    elif group[0].verse or is_set_as_lines(group):
        report.fate_lines((row.line.at for row in group), Fate.VERSE)
        yield verse_of(group, at)
    else:
        report.fate_lines((row.line.at for row in group), Fate.BODY)
        text = joined([row.line for row in group], words, report)
        yield Paragraph((Span(text),), at, setting=setting_of(group))


def is_set_as_lines(group: Sequence[Row]) -> bool:
    """Tell whether a group was broken into lines on purpose: words would have fitted."""
    if len(group) < 3 or any(len(row.line.text) > SHORT for row in group):
        return False
    longest = max(len(row.line.text) for row in group)
    if longest > 50:
        return False
    upper = sum(how_it_opens(row.line.text) != "lower" for row in group)
    return upper >= 0.8 * len(group)


def verse_of(group: Sequence[Row], at: Place) -> Verse:
    """Return verse in stanzas, each line with its own indent."""
    left = min(row.line.indent for row in group)
    gaps = [row.gap for row in group[1:]]
    usual = min(gaps, default=0)
    stanzas: list[list[VerseLine]] = [[]]
    for n, row in enumerate(group):
        if n and row.gap > usual:
            stanzas.append([])
        stanzas[-1].append(VerseLine((Span(row.line.text),), row.line.indent - left))
    return Verse(tuple(tuple(stanza) for stanza in stanzas), at)


def setting_of(group: Sequence[Row]) -> Setting:
    """Return how a paragraph stood on the page."""
    first = group[0]
    return Setting(
        lines=len(group),
        inset=first.inset,
        gap_before=first.gap,
        underlined=first.underlined,
        page_before=first.line.page or first.seam,
        single=first.habit is None or not first.habit.wrapped,
        unit=first.habit.unit if first.habit else 0,
    )


# ------------------------------------------------------------------------------- joining


def vocabulary(rows: Sequence[Row]) -> frozenset[str]:
    """Return the words of the text, those cut by a hyphen at a line's end left out."""
    words: set[str] = set()
    for row in rows:
        text = row.line.text
        found = [m for m in WORD.finditer(text)]
        if text.endswith("-") and found:
            found.pop()
        words.update(m[0].casefold() for m in found[1:])
        words.update(text.casefold()[m.start() : m.end()] for m in re.finditer(r"\w+(?:-\w+)+", text))
    return frozenset(words)


def joined(lines: Sequence[Line], words: frozenset[str], report: Report) -> str:
    """Return the lines of a paragraph as one; a word cut by a hyphen is made whole."""
    text = lines[0].text
    for above, line in zip(lines, lines[1:], strict=False):
        if cuts_word(text, line.text, words):
            report.joined(above.at)
            text = text[:-1] + line.text
        elif sticks(text, line.text):
            text += line.text
        else:
            text += " " + line.text
    return text


def cuts_word(above: str, below: str, words: frozenset[str]) -> bool:
    """Tell whether the hyphen at the end of a line only cuts a word.

    It does when the whole word stands elsewhere, or when one half is no word of this text;
    it does not when the compound stands elsewhere with its hyphen.
    """
    if not above.endswith("-") or above.endswith("--") or not above[-2:-1].isalpha():
        return False
    left = re.search(r"[^\W\d_]+(?=-$)", above)
    right = re.match(r"[^\W\d_]+", below)
    if not left or not right or not below[0].islower():
        return False
    a, b = left[0].casefold(), right[0].casefold()
    if f"{a}-{b}" in words:
        return False
    if a + b in words:
        return True
    return not (a in words and b in words) and len(a) > 1


CJK_END = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]$")
CJK_START = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def sticks(above: str, below: str) -> bool:
    """Tell whether two lines join without a space: at a dash or hyphen, in Chinese and Japanese."""
    if above.endswith(("-", "—")) and not above.endswith((" -", " --", " —")):
        return True
    if below.startswith(("--", "—")) and below.lstrip("-—")[:1].isalnum() and above[-1:].isalnum():
        return True
    return bool(CJK_END.search(above) and CJK_START.match(below))


# -------------------------------------------------------------------------------- breaks


def with_breaks(blocks: Sequence[Block], rows: Sequence[Row], report: Report) -> Iterator[Block]:
    """Yield the blocks with a gap where the author left a wider space than usual."""
    by_line = {row.line.number: row for row in rows}
    order = {row.line.number: n for n, row in enumerate(rows)}
    usual = usual_gaps(rows)
    for n, block in enumerate(blocks):
        row = by_line[block.at.first_line]
        if n and is_gap(row, usual[order[row.line.number]], blocks[n - 1]) and not row.alone:
            at = Place(block.at.source, row.line.number - 1, row.line.number - 1)
            yield SceneBreak(BreakKind.GAP, at)
        yield block


def usual_gaps(rows: Sequence[Row], reach: int = 40) -> list[int]:
    """Return for each line how many blank lines usually stand between paragraphs around it."""
    gaps = []
    for n, row in enumerate(rows):
        if row.habit and row.habit.mark == "indent":
            gaps.append(row.habit.unit)
            continue
        around = [
            r.gap
            for r in rows[max(1, n - reach) : n + reach + 1]
            if r.new and not (r.alone or r.cut or r.seam or r.verse) and r.habit is row.habit
        ]
        gaps.append(mode(sorted(around)) if around else 1)
    return gaps


def is_gap(row: Row, usual: int, before: Block) -> bool:
    """Tell whether the space before a block is wider than between paragraphs."""
    if row.cut or row.seam or isinstance(before, SceneBreak) or row.verse or isinstance(before, Verse):
        return False
    return row.gap > usual
