"""Passages as they were typeset, kept from one reading of a story to the next.

A correction changes few passages; how the others are set depends on nothing that it touches.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from epubify.model import Repair
from epubify.report import Report
from epubify.typography.context import Context
from epubify.typography.passages import Passage

SetPassage = Callable[[Passage, Context, Report], Passage]


class KeptPassages:
    """What became of the passages of a story when it was typeset last."""

    def __init__(self) -> None:
        self._shared: tuple[Any, ...] = ()
        self._last: dict[tuple[Any, ...], tuple[Passage, dict[str, list[Repair]]]] = {}

    def renewed(
        self,
        passages: Sequence[Passage],
        settings: Sequence[Context],
        shared: tuple[Any, ...],
        typeset: SetPassage,
        report: Report,
    ) -> list[Passage]:
        """Return the passages typeset; only those that are others, or stand otherwise, anew.

        ``shared`` is all else that their setting depends on. Passages that begin on one line
        are set each time: their changes are counted together.
        """
        shared = (*shared, *(_of_story(settings[0]) if settings else ()))
        last = self._last if shared == self._shared else {}
        lines = Counter(passage.at.first_line for passage in passages)
        self._shared, self._last, done = shared, {}, []
        for passage, context in zip(passages, settings, strict=True):
            if lines[passage.at.first_line] > 1:
                done.append(typeset(passage, context, report))
                continue
            key = (passage, *_of_passage(context))
            found = last.get(key)
            if found is None:
                told = Report()
                told.samples_kept = sys.maxsize
                found = typeset(passage, context, told), told.samples
            self._last[key] = found
            done.append(found[0])
            for repairs in found[1].values():
                report.repaired(repairs)
        return done


def _of_passage(context: Context) -> tuple[Any, ...]:
    """Return what a context says of its passage alone."""
    return context.outer, context.next_opens, context.before, context.signs, context.families


def _of_story(context: Context) -> tuple[Any, ...]:
    """Return what the contexts of all passages of a story have in common."""
    return (replace(context, outer="", next_opens="", before="", signs=(), families=frozenset()),)
