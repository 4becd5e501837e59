"""What a rule is: a small, named, explained source of edits.

``repair`` and ``typography`` each hold one tuple of rules in the order in which they run.
A rule looks at a text and yields the edits it wants; it never edits anything itself, so
that recording what was done costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from epubify.model import Edit
from epubify.model.records import Record

C = TypeVar("C")
"""What a rule needs to know besides the text."""

Change = tuple[int, int, str]
"""Start, end and replacement, as the body of a rule yields them."""

Stretch = tuple[int, int, frozenset[str]]
"""Start, end and the marks of the words between, as a rule that reads marks yields them."""


class Rule(Record, Generic[C]):
    """One kind of edit, with what it leaves alone and examples of both."""

    name: str
    """Lower case with hyphens; used by the options enable and disable, and by the report."""
    summary: str
    """What it does, in one sentence."""
    leaves: str
    """What it leaves alone, and why."""
    changes: tuple[tuple[str, str], ...]
    """Examples: text before and after."""
    keeps: tuple[str, ...]
    """Examples that must stay as they are."""
    find: Callable[[str, C], Iterable[Change]]
    by_default: bool = True
    language: str | None = None
    """The language of its examples; None where English shows it."""
    marks: Callable[[str, C], Iterable[Stretch]] | None = None
    """Which stretches of a text, before it is edited, the signs that it takes away mark; None
    for a rule that reads no such signs."""
    needs: frozenset[str] = frozenset()
    """Signs, of a character or more, of which one stands in every text that it changes; empty
    where that is not so."""
    where: Callable[[C], bool] | None = None
    """Whether it may change anything, as told by what the contexts of all texts of a story have in
    common; None where it always may."""

    def wanted(self, text: str, context: C) -> list[Change]:
        """Return the changes of this rule in ``text``, rising and without overlap."""
        found = self.find(text, context)
        return [change for change in found if text[change[0] : change[1]] != change[2]]

    def edits(self, text: str, context: C) -> tuple[Edit, ...]:
        """Return the same as edits, which tell of themselves what they change."""
        return self.as_edits(text, self.wanted(text, context))

    def as_edits(self, text: str, changes: Iterable[Change]) -> tuple[Edit, ...]:
        """Return changes of this rule as edits."""
        return tuple(
            Edit(self.name, start, end, text[start:end], after) for start, end, after in changes
        )

    def stretches(self, text: str, context: C) -> tuple[Stretch, ...]:
        """Return what this rule marks in ``text``; offsets are those before its edits."""
        return tuple(self.marks(text, context)) if self.marks else ()


def rule(
    name: str,
    *,
    leaves: str,
    changes: tuple[tuple[str, str], ...],
    keeps: tuple[str, ...],
    by_default: bool = True,
    language: str | None = None,
    needs: Iterable[str] = "",
    where: Callable[[Any], bool] | None = None,
) -> Callable[[Callable[[str, C], Iterable[Change]]], Rule[C]]:
    """Make a rule of a function; the first line of its docstring is the summary.

    ``needs`` and ``where`` say when it is not worth while to ask the function.
    """

    def make(find: Callable[[str, C], Iterable[Change]]) -> Rule[C]:
        summary = (find.__doc__ or "").strip().split("\n", 1)[0]
        return Rule(
            name,
            summary,
            leaves,
            changes,
            keeps,
            find,
            by_default,
            language,
            needs=frozenset(needs),
            where=where,
        )

    return make


def marking(marks: Callable[[str, C], Iterable[Stretch]]) -> Callable[[Rule[C]], Rule[C]]:
    """Make a rule one that also marks stretches: those which the signs it takes away mark."""
    return lambda made: replace(made, marks=marks)
