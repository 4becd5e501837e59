"""What became of many books: a line each for programs, a summary that a person can act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from msgspec import Struct, field

from epubify.batches.jobs import Outcome, Status
from epubify.cli.exit_codes import exit_code
from epubify.cli.messages import as_json, count, fitted, with_dashes, wrapped
from epubify.errors import EpubifyError, OutputError
from epubify.report import described
from epubify.text.lazy_pattern import lazy
from epubify.text.natural_order import natural_key

EXAMPLES = 3
"""Books that are named of each group."""
MOST_GROUPS = 20
"""Groups that are printed in words; data has all."""

_NUMBERS = lazy(r"\d[\d,.]*")


class ReportGroup(Struct):
    """Books that have one thing in common; only the first few of them are named."""

    title: str
    advice: str
    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        """Add a book."""
        self.count += 1
        self.examples = sorted([*self.examples, name], key=natural_key)[:EXAMPLES]

    def data(self) -> dict[str, Any]:
        """Return the group as plain data."""
        return {"title": self.title, "count": self.count, "advice": self.advice,
                "examples": self.examples}  # fmt: skip


class BatchReport:
    """Adds up outcomes; it stays small, however many they are."""

    def __init__(self, books: int) -> None:
        self.books = books
        self.counts: Counter[Status] = Counter()
        self.failures: dict[str, ReportGroup] = {}
        self.findings: dict[str, ReportGroup] = {}
        self.words = 0
        self.unwritable = False

    def add(self, outcome: Outcome) -> None:
        """Add what became of one book."""
        self.counts[outcome.status] += 1
        self.words += outcome.data["words"] or 0
        name = (outcome.data["inputs"] or [outcome.job.name])[0]
        if outcome.error:
            self.unwritable |= isinstance(outcome.error, OutputError)
            self._fail(outcome.error, name)
        found = {(one["code"], one["source"] or name): None for one in outcome.data["findings"]}
        for code, source in found:
            self._find(code, source)

    @property
    def done(self) -> int:
        """Books of which the outcome is known."""
        return self.counts.total()

    @property
    def failed(self) -> int:
        """Books that could not be made."""
        return self.counts[Status.FAILED]

    def exit_code(self) -> int:
        """Return the exit code for all that happened."""
        return exit_code(self.done - self.failed, self.failed, unwritable=self.unwritable)

    def _fail(self, error: EpubifyError, name: str) -> None:
        problem = with_dashes(error.problem.split("\n", 1)[0])
        advice = with_dashes(error.advice)
        key = _NUMBERS.sub("…", problem)
        group = self.failures.setdefault(key, ReportGroup(problem, advice))
        if group.title != problem:
            group.title = key
        if group.advice != advice:
            group.advice = ""
        group.add(name)

    def _find(self, code: str, name: str) -> None:
        entry = described()[code]
        title, advice = f"{entry['title']} ({code})", with_dashes(entry["advice"])
        group = self.findings.setdefault(code, ReportGroup(title, advice))
        group.add(name)

    def data(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "books": self.books,
            **{str(status): self.counts[status] for status in Status},
            "words": self.words,
            "failures": [group.data() for group in _largest_first(self.failures)],
            "findings": [group.data() for group in _largest_first(self.findings)],
        }

    def summary(self) -> str:
        """Return the counts in a row."""
        parts = [f"{self.counts[status]:,} {status}" for status in Status if self.counts[status]]
        rest = self.books - self.done
        parts += [f"{rest:,} not reached"] if rest else []
        return f"{count(self.books, 'book')}: {', '.join(parts) or 'nothing done'}"

    def lines(self) -> list[str]:
        """Return failures and findings by their reasons, with what can be done."""
        lines = _section("failed", _largest_first(self.failures))
        return lines + _section("to look at", _largest_first(self.findings))


def _largest_first(groups: dict[str, ReportGroup]) -> list[ReportGroup]:
    return sorted(groups.values(), key=lambda group: (-group.count, group.title))


def _section(title: str, groups: Sequence[ReportGroup]) -> list[str]:
    lines = [f"  {title}:"] if groups else []
    for group in groups[:MOST_GROUPS]:
        advice = f": {group.advice}" if group.advice else ""
        lines.append(wrapped(f"{group.count:>6,}  {group.title}{advice}", 4, 12))
        more = f" and {group.count - EXAMPLES:,} more" if group.count > EXAMPLES else ""
        names = (fitted(name, 60) for name in group.examples)
        lines.append(wrapped(f"{', '.join(names)}{more}", 12))
    rest = groups[MOST_GROUPS:]
    if rest:
        books = count(sum(group.count for group in rest), "book")
        lines.append(f"    {books} for {count(len(rest), 'other reason')}: --report names them all")
    return lines


# ------------------------------------------------------------------------- line by line


class ReportFile:
    """A file that gets a line of JSON a book, at once; without a path it takes all in silence.

    Raises OutputError where the file cannot be written.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> ReportFile:
        if self._path is not None:
            with self._writing():
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._path.open("w", encoding="utf-8", errors="backslashreplace")
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            with self._writing():
                self._file.close()

    def write(self, data: dict[str, Any]) -> None:
        """Write the line of one book."""
        if self._file is not None:
            with self._writing():
                self._file.write(f"{as_json(data)}\n")
                self._file.flush()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            problem = f"cannot be written: {(error.strerror or str(error)).lower()}"
            raise OutputError(str(self._path), None, problem) from error
