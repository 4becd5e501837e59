"""Lines on top of a text that are headings, as others further down are that stand alike."""

from __future__ import annotations

from itertools import islice

from epubify.layout.aligned import RULES, SHORTEST_RULE
from epubify.layout.aligned import WIDE as GAPS
from epubify.layout.lines import Line, blank_before
from epubify.matter.opening import MOST_WORDED, OpeningLine
from epubify.matter.page import Page, is_set_as
from epubify.matter.people import is_whole_name
from epubify.matter.titles import LONGEST_TITLE, ends_sentence, without_part
from epubify.text.lexicon import folded
from epubify.text.ornaments import is_face
from epubify.text.sign_rows import is_row
from epubify.text.title_words import fold_title

PROSE = 45
"""Columns from which a line below a lone first line is prose. A smaller number takes a second
title line for the story; a larger one misses the title above narrow columns."""
CENTRED = 8
"""Columns that a line stands in as those in the middle do; with fewer, the indents of paragraphs
count, with more, long titles do not."""
FEWEST_ALIKE = 3
"""Lines further down that stand just as the first one does, so that all are headings; with fewer,
two cries in capitals deny a title, with more, short collections get a false one."""
WIDE = 2
"""Blank lines that set a heading apart from the text before it; with fewer, shouted speeches make
a family, with more, headings of close-set files do not."""

FEWEST_ROWS = 2
"""Rows right below a rule whose gaps make the line above it heads of columns. With fewer, a name
and a date below a title do; with more, short tables have a title of theirs."""


def heads_a_family(page: Page, index: int) -> bool:
    """Tell whether a line in capitals right above prose is one of several set just alike."""
    line = page.lines[index]
    below = page.next_text(index + 1)
    if not line.facts.is_shouted or below is None or len(page.lines[below].text) <= PROSE:
        return False
    alike = [i for i in range(below, len(page.lines)) if stands_alike(page, i, index)]
    texts = {folded(page.lines[i].text) for i in alike} - {folded(line.text)}
    return len(texts) >= FEWEST_ALIKE


def stands_on_counted_numeral(page: Page, index: int) -> bool:
    """Tell whether a line stands on the first of numerals below short lines: all are heads."""
    below = page.next_text(index + 1)
    if below is None or numeral_at(page, below) != 1 or below == index + 1:
        return False
    second = (i for i in range(below + 1, len(page.lines)) if numeral_at(page, i) == 2)
    above = [page.previous_text(i) for i in second]
    return any(
        i is not None
        and len(page.lines[i].text) <= LONGEST_TITLE
        and not ends_sentence(page.lines[i].text)
        and page.lines[i].indent >= CENTRED
        and not page.lines[i - 1]
        for i in above
    )


def counts_on_below(page: Page, row: OpeningLine) -> bool:
    """Tell whether a line has the number 1 before a title, and others below count on from it."""
    if row.form is None or row.form.number != 1 or not row.form.title:
        return False
    counted = (page.lines[i].facts.form for i in page.free() if i > row.index)
    second = (form for form in counted if form and form.rank == "numeral" and form.number == 2)
    return any(form.title and not ends_sentence(form.title) for form in second)


def numeral_at(page: Page, index: int) -> int | None:
    """Return the number that stands alone on a line."""
    form = page.lines[index].facts.form if page.lines[index] else None
    return form.number if form and form.rank == "numeral" and form.title is None else None


def stands_alike(page: Page, index: int, first: int) -> bool:
    """Tell whether a line is set as the first one is: indent, capitals, the space around it."""
    line, model = page.lines[index], page.lines[first]
    if not line or not line.facts.is_shouted or line.indent != model.indent or line.facts.form:
        return False
    below, wanted = page.next_text(index + 1), page.next_text(first + 1)
    if below is None or wanted is None or below - index != wanted - first:
        return False
    return blank_before(page.lines, index) >= WIDE and len(line.text) <= LONGEST_TITLE


def is_one_of_several(text: str, page: Page) -> bool:
    r"""Tell whether a line says of whom a section is, as another says it of somebody else.

    >>> from epubify.layout.lines import lines_of
    >>> from epubify.model import Text
    >>> raw = "First Years - Ann Berg\n\nIt rained.\n\nFirst Years - Tom Oak\n\nSo it did.\n"
    >>> is_one_of_several("First Years - Ann Berg", Page(lines_of(Text(raw, "ascii", 1.0))))
    True
    """
    said, dash, whom = text.partition(" - ")
    if not dash or " " not in said.strip() or not is_whole_name(whom):
        return False  # as nearly all
    head = said + dash
    alike = (page.lines[i].text for i in page.each(page.beginning([said])))
    others = (other.removeprefix(head) for other in alike if other.startswith(head))
    return any(other != whom and is_whole_name(other) for other in others)


def underlined_alike(page: Page, index: int) -> bool:
    """Tell whether several lines around are underlined just as this one is: then all are heads."""
    mark, own = page.lines[index + 1].text[:1], title_key(page.lines[index].text)
    near = range(max(0, index - MOST_WORDED), min(len(page.lines) - 1, index + MOST_WORDED))
    alike = (
        i
        for i in near
        if page.lines[i] and is_set_as(page.lines[i], page.lines[index])
        if is_rule(page, i + 1) and page.lines[i + 1].text[:1] == mark
        if page.lines[i].facts.is_shouted or page.lines[i].facts.is_title_case
        if title_key(page.lines[i].text) != own
    )
    return len(list(islice(alike, FEWEST_ALIKE))) == FEWEST_ALIKE


def title_key(text: str) -> str:
    """Return the letters of a title by which it is told from others, whatever its part.

    >>> title_key("Salt Road - Part 1") == title_key("SALT ROAD (2/5)")
    True
    """
    return fold_title(without_part(text)[0])


def is_rule(page: Page, index: int) -> bool:
    """Tell whether a line holds no word."""
    line = page.lines[index]
    return line.facts.is_ornament or not (any(map(str.isalnum, line.text)) or is_face(line.text))


def heads_columns(page: Page, index: int) -> bool:
    """Tell whether a line with a wide gap stands over a rule and rows with such gaps: the heads of
    a table.

    >>> from epubify.layout.lines import lines_of
    >>> from epubify.model import Text
    >>> lines = "Rate    Name", 12 * "-", "5       Good", "4       Fair"
    >>> heads_columns(Page(lines_of(Text("\\n".join(lines), "ascii", 1.0))), 0)
    True
    """
    rows = page.lines[index + 2 : index + 2 + FEWEST_ROWS]
    if len(rows) < FEWEST_ROWS or not has_gap(page.lines[index]):
        return False  # as nearly always
    rule = page.lines[index + 1].text.replace(" ", "")
    return is_row(rule, RULES, SHORTEST_RULE) and all(map(has_gap, rows))


def has_gap(line: Line) -> bool:
    """Tell whether a wide gap parts the cells of a line."""
    return any(map(line.text.__contains__, GAPS))
