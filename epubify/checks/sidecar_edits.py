"""Edits that a person made: the sidecar must say so, in its own bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import tomli

from epubify.checks.tokens import words
from epubify.model import Edit, Source
from epubify.report import Ledger

RULE = "sidecar"


def unasked_edits(ledgers: Sequence[Ledger], sources: Iterable[Source]) -> Iterator[str]:
    """Yield what is wrong with edits made in the name of a sidecar.

    Each may give one line the words of a label or title that the sidecar names, and keep
    some of its own; no more edits than headings, two lines each, can be made.
    """
    sidecars = {source.name: source.sidecar for source in sources}
    for ledger in ledgers:
        edits = [edit for rule, step in ledger.steps if rule == RULE for edit in step]
        if not edits:
            continue
        corrected = _corrected(sidecars.get(ledger.source))
        if len(edits) > 2 * len(corrected):
            yield f"{ledger.source}: more lines were changed than its sidecar asks for"
        known = {word for text in corrected for word in words(text)}
        for edit in edits:
            if "\n" in edit.before or not _keeps_to(edit, known):
                yield f"{ledger.source}: no sidecar asks that {edit.before!r} be {edit.after!r}"


def _keeps_to(edit: Edit, asked: set[str]) -> bool:
    return asked.union(words(edit.before)).issuperset(words(edit.after))


def _corrected(sidecar: Source | None) -> list[str]:
    """Return the label and title of each heading that a sidecar corrects."""
    if sidecar is None:
        return []
    try:
        data = tomli.loads(sidecar.data.decode("utf-8-sig"))
    except ValueError:
        return []
    return [
        f"{entry.get('label', '')} {entry.get('title', '')}"
        for entry in data.get("heading", [])
        if isinstance(entry, dict)
    ]
