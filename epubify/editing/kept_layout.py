"""The layout of a text, kept from one correction to the next: most corrections do not change it."""

from __future__ import annotations

from msgspec.structs import replace

from epubify.model import Manuscript, Source
from epubify.options import BlockKind, Corrections, Options
from epubify.readers.sorted_matter import read_sorted
from epubify.report import Ledger, Report
from epubify.settings.sidecar_keys import BOOK_KEYS

MOST_SAMPLES = 2_000
"""Repairs of a rule that are shown; all are counted. With more, the repairs of a novel are more
than its text; with fewer, those of its last chapters cannot be looked at."""


class KeptLayout:
    """Reads the manuscript of one source, once for all options that make no difference to it."""

    def __init__(self) -> None:
        self._key: tuple[bytes, Options] | None = None
        self._manuscript: Manuscript | None = None
        self._told = Report()

    def __call__(self, source: Source, options: Options, report: Report) -> Manuscript:
        """Return the manuscript of a source, and tell the report what was told when it was read."""
        key = source.data, _that_count(options)
        if self._manuscript is None or key != self._key:
            self._key, self._manuscript, self._told = None, None, full_report()
            self._manuscript = read_sorted(source, options, self._told)
            self._key = key
        report.absorb(_copy(self._told))
        return self._manuscript


def full_report() -> Report:
    """Return a report that keeps so many repairs that a person can look at each."""
    report = Report()
    report.samples_kept = MOST_SAMPLES
    return report


def _that_count(options: Options) -> Options:
    """Return the options without those that say nothing of how lines are read."""
    default, said = Options(), options.corrections
    drawn = tuple(fix for fix in said.blocks if fix.kind is BlockKind.PREFORMATTED)
    kept = Corrections(keep=said.keep, blocks=drawn, unchanged=said.unchanged)
    of_book = {key.option: getattr(default, key.option) for key in BOOK_KEYS.values()}
    return replace(options, **of_book, corrections=kept, from_sidecar=frozenset())


def _copy(told: Report) -> Report:
    """Return a report that may be written into while the one that is kept stays as it is."""
    copy = Report()
    copy.ledgers = {name: _copy_of_ledger(one) for name, one in told.ledgers.items()}
    copy.findings, copy.repairs = list(told.findings), told.repairs.copy()
    copy.samples = {rule: list(samples) for rule, samples in told.samples.items()}
    return copy


def _copy_of_ledger(ledger: Ledger) -> Ledger:
    return replace(ledger, steps=list(ledger.steps), raw_steps=list(ledger.raw_steps))
