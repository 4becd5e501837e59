"""Stanzas: groups of lines that stay lines, told by those beside them."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout.labelled import begins_with_label
from epubify.layout.rows import Row
from epubify.layout.verse import NARROWER, as_verse, is_list, is_set_as_lines

STANZA_SLACK = 12
"""Columns by which a stanza may be longer than those around it. With more, a paragraph between two
songs is verse; with fewer, the stanza with the longest line is joined."""

NEAR, FAR = 2, 4
"""Groups before and after among which the stanzas beside one stand: within a poem, and over the
titles between poems. With more, a list at the other end of a page is one of them; with fewer, the
last of several short poems is joined."""
FEWEST_FAR = 4
"""Lines of each of those beyond a title. With fewer, a short paragraph among lists is one of them;
with more, quatrains are joined."""


def with_stanzas(groups: Sequence[list[Row]]) -> list[tuple[list[Row], bool]]:
    """Return groups, each with whether its lines stay lines, and mark as verse what stands among
    stanzas and is not longer than they: a stanza with small letters.

    A line alone, the title of a poem say, is no stanza, and stands between some. What is drawn,
    entries with labels and items of lists are stanzas only to lines that have labels, too.
    """
    kept = [is_kept(group) for group in groups]
    marked = list(zip(groups, kept, strict=True))
    stanzas = [
        lines and not (group[-1].labelled or group[0].drawn or group[0].item)
        for group, lines in marked
    ]
    for n, group in enumerate(groups):
        if kept[n] or len(group) < 2 or sum(kept[max(0, n - FAR) : n + FAR + 1]) < 2:
            continue  # as nearly all groups
        beside = kept if any(begins_with_label(row.line.text) for row in group) else stanzas
        near, far = (stanzas_beside(groups, beside, n, reach) for reach in (NEAR, FAR))
        if is_like(group, near, STANZA_SLACK) or (
            is_like(group, far, 0) and all(map(is_quatrain, (group, *far)))
        ):
            marked[n] = as_verse(group), True
    return with_parts_joined(marked) if sum(kept) > 1 else marked


def with_parts_joined(groups: Sequence[tuple[list[Row], bool]]) -> list[tuple[list[Row], bool]]:
    """Return groups in which a stanza that stands in by parts is one group.

    A single line between two such parts is of it, too.
    """
    joined: list[tuple[list[Row], bool]] = []
    for n, (group, kept) in enumerate(groups):
        last, stays = joined[-1] if joined else ([], False)
        below = groups[n + 1] if n + 1 < len(groups) else ([], False)
        line = len(group) == 1 and not group[0].alone and goes_on_in(group, *below)
        if stays and goes_on_in(last, group, kept or line):
            joined[-1] = as_stanza(last, group), True
        else:
            joined.append((group, kept))
    return joined


def as_stanza(above: list[Row], below: list[Row]) -> list[Row]:
    """Return the rows of two groups as those of one: entries of a list, or lines of verse."""
    whole = [*above, *below]
    if all(part[0].verse or is_set_as_lines(part) for part in (above, below) if len(part) > 1):
        return as_verse(whole)
    for row in whole:
        row.item = True
    return whole


def goes_on_in(above: Sequence[Row], below: Sequence[Row], kept: bool) -> bool:
    """Tell whether lines that stay lines stand right below others, and are a stanza as they are."""
    if not (kept and below) or below[0].gap or below[0].cut or below[0].edge:
        return False
    return not any(row.drawn or row.labelled or row.play for row in (*above, *below))


def is_quatrain(group: Sequence[Row]) -> bool:
    """Tell whether a group has lines enough for a stanza beyond a title, and short ones."""
    short = max(row.facts.columns for row in group) < NARROWER
    return short and len(group) >= FEWEST_FAR


def is_like(group: Sequence[Row], stanzas: Sequence[list[Row]], slack: int) -> bool:
    """Tell whether no line of a group is longer than those of some stanzas, slack apart."""
    longest = max((row.facts.columns for stanza in stanzas for row in stanza), default=-slack)
    return not group[0].play and all(row.facts.columns <= longest + slack for row in group)


def stanzas_beside(
    groups: Sequence[list[Row]], kept: Sequence[bool], n: int, reach: int
) -> list[list[Row]]:
    """Return the stanzas beside a group, none where they are few or prose is among them."""
    beside = [k for k in range(max(0, n - reach), min(len(groups), n + reach + 1)) if k != n]
    several = [k for k in beside if len(groups[k]) > 1]
    return (
        [groups[k] for k in several] if len(several) > 1 and all(kept[k] for k in several) else []
    )


def is_kept(group: list[Row]) -> bool:
    """Tell whether the lines of a group stay lines."""
    first = group[0]
    return first.verse or first.drawn or first.item or is_set_as_lines(group) or is_list(group)
