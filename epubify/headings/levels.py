"""How headings nest: volumes over parts over chapters, matter beside them."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.headings.candidate import Candidate
from epubify.headings.gaps import nothing_between
from epubify.model import Block

FRONT = frozenset(
    ["prologue", "preface", "foreword", "introduction", "dedication", "acknowledgments", "epigraph"]
)
BACK = frozenset(["epilogue", "afterword", "conclusion", "appendix"])


def set_levels(candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Give each heading its level: what holds numbered headings stands above them."""
    accepted = [c for c in candidates if c.accepted]
    ranks = {c.form.rank for c in accepted}
    has_volume, has_part = "volume" in ranks, "part" in ranks
    chapters = [c for c in accepted if c.form.rank not in ("volume", "part")]
    base = 1 + has_volume * bool(has_part or chapters) + has_part * bool(chapters)
    for c in accepted:
        if c.form.rank == "volume":
            c.level = 1
        elif c.form.rank == "part":
            c.level = 1 + has_volume
        elif c.nested or is_nested_numeral(c, accepted):
            c.level = base + 1
        else:
            c.level = base
    set_named_levels(accepted, blocks, base)


def is_nested_numeral(c: Candidate, accepted: Sequence[Candidate]) -> bool:
    """Tell whether a bare numeral belongs to a run that starts right under a titled heading.

    Where several headings have titles and no numbers, numerals divide one of them.
    """
    if c.form.rank != "numeral" or c.title:
        return False
    titled = [t for t in accepted if t.form.rank == "title"]
    if len(titled) < 2:
        return False
    run = [r for r in accepted if r.form.rank == "numeral" and not r.title]
    holder = max((t for t in titled if t.index < c.index), key=lambda t: t.index, default=None)
    return holder is not None and any(
        r.index > holder.index and r.form.number == 1 for r in run if r.index <= c.index
    )


def set_named_levels(accepted: Sequence[Candidate], blocks: Sequence[Block], base: int) -> None:
    """Set front and back matter at the top level, unless a part opens with it."""
    holders = [c for c in accepted if c.level < base]
    for n, c in enumerate(accepted):
        if c.form.rank != "named" or base == 1:
            continue
        previous = accepted[n - 1] if n else None
        opens_part = (
            previous is not None and previous in holders and nothing_between(blocks, previous, c)
        )
        later_chapters = any(x.form.rank in ("chapter", "numeral") for x in accepted[n + 1 :])
        outside = not holders or c.index < holders[0].index
        if outside or (c.form.role in BACK and not later_chapters):
            c.level = 1
        elif c.form.role in FRONT and not opens_part:
            c.level = base
