"""Lines with a very wide gap: heads of letters and logs, notices set in two columns.

Such a gap stands between two columns, not in a paragraph. One line of them makes no table, but is
not joined to what stands above and below it.
"""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout.aligned import WIDEST, resumptions
from epubify.layout.rows import Row

LONE = 10 * " "
"""A gap that makes columns in a line alone; in two lines one below the other a narrower one does.
With a wider one, heads of letters and logs are joined to what they head; with a narrower one, slips
of the keys part paragraphs."""


def part_columns(rows: Sequence[Row]) -> list[Row]:
    """Say that a line with a very wide gap, and the one below it, begin anew where lines are
    joined.

    Not where they begin with a small letter, unless both have columns, nor where the second column
    may go on below itself.
    """
    wide = [WIDEST in row.line.text and not row.facts.form for row in rows]
    for n in [n for n, is_wide in enumerate(wide) if is_wide]:
        both = n + 1 < len(rows) and wide[n + 1]
        lone = LONE in rows[n].line.text
        if lone and n and rows[n - 1].facts.ending != "open" and begins_sentence(rows[n]):
            rows[n].parted = True
        if n + 1 == len(rows) or not (both or (lone or (n and wide[n - 1]))):
            continue
        below = rows[n + 1]
        second = max(resumptions(rows[n]), default=0)
        if both or (below.line.indent < second / 2 and begins_sentence(below)):
            below.parted = True
    return list(rows)


def begins_sentence(row: Row) -> bool:
    """Tell whether a line may begin something: not with a small letter, nor in a speech."""
    return row.facts.opening != "lower" and not row.hung
