"""Single changes that a person does not want: told from the others by counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from epubify.model import Edit, Place
from epubify.options import Unchanged


class UnwantedChanges:
    """Numbers the changes of each rule in each place of one text, and drops those not wanted.

    >>> dots = [Edit("dots", 0, 2, "..", "…"), Edit("dots", 5, 7, "..", "…")]
    >>> unwanted = UnwantedChanges([Unchanged(4, "dots", 1)])
    >>> [(number, edit.start) for number, edit in unwanted.wanted(dots, Place("x", 3, 5))]
    [(2, 5)]
    """

    def __init__(self, asked: Iterable[Unchanged]) -> None:
        self._asked = tuple(asked)
        self._counts = Counter[tuple[str, int]]()

    def __bool__(self) -> bool:
        return bool(self._asked)

    def spares(self, rule: str, at: Place) -> bool:
        """Tell whether some change of a rule in a place is not wanted."""
        return any(True for _ in self._of(rule, at))

    def wanted(self, edits: Sequence[Edit], at: Place) -> Iterator[tuple[int, Edit]]:
        """Yield those edits of a rule in a place that are to be made, each with its number."""
        if not edits:
            return
        rule = edits[0].rule
        before = self._counts[rule, at.first_line]
        self._counts[rule, at.first_line] = before + len(edits)
        if not self._asked:
            yield from enumerate(edits, before + 1)
            return
        unwanted = {one.change for one in self._of(rule, at)}
        if None in unwanted:
            return
        yield from (
            (number, edit)
            for number, edit in enumerate(edits, before + 1)
            if number not in unwanted
        )

    def _of(self, rule: str, at: Place) -> Iterator[Unchanged]:
        for one in self._asked:
            if one.rule in (rule, None) and at.first_line <= one.line <= at.last_line:
                yield one
