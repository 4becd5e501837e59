"""How far a batch is: a bar on a terminal, a line now and then in a log."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

from epubify.batches.jobs import Outcome, Status
from epubify.cli.messages import as_json, with_dashes
from epubify.cli.terminal import echo

KINDS = ("auto", "bar", "plain", "none")

REDRAWN = 0.1
"""Seconds between two pictures of a bar."""
LOG_INTERVAL = 10.0
"""Seconds between two lines of a log."""

_WIDTH = 20
"""Columns of a bar."""


class Pace:
    """Counts books, and tells how fast they come and how long the rest will take.

    Books that are current cost next to nothing, and are not what the others are measured by.
    """

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.done = 0
        self.failed = 0
        self._clock = clock
        self._made = 0
        self._began = clock()

    def add(self, status: Status) -> None:
        """Count a book."""
        self.done += 1
        self.failed += status is Status.FAILED
        if status is not Status.UNCHANGED:
            self._made += 1
        elif not self._made:
            self._began = self._clock()

    @property
    def rate(self) -> float:
        """Books per second."""
        seconds = self._clock() - self._began
        return self._made / seconds if seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds until all are done; None as long as nothing tells."""
        return (self.total - self.done) / self.rate if self.rate else None

    def data(self) -> dict[str, Any]:
        """Return all of it."""
        left = None if self.left is None else round(self.left)
        rate = round(self.rate, 2)
        return {"done": self.done, "books": self.total, "failed": self.failed,
                "per_second": rate, "seconds_left": left}  # fmt: skip

    def summary(self) -> str:
        """Return all of it as words."""
        parts = [f"{self.done:,} of {self.total:,} books"]
        parts += [f"{self.failed:,} failed"] if self.failed else []
        parts += [f"{self.rate:.1f}/s"] if self._made else []
        parts += [f"{span(max(self.left, 1))} left"] if self.left else []
        return ", ".join(parts)


def span(seconds: float) -> str:
    """Return a time span as people say it, in two units at most.

    >>> span(0.42), span(59.7), span(61), span(7380), span(200_000)
    ('0 s', '1 min', '1 min 1 s', '2 h 3 min', '2 d 7 h')
    """
    whole = round(seconds)
    units = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
    nth = next((nth for nth, (size, _) in enumerate(units) if whole >= size), 3)
    parts: list[str] = []
    for size, name in units[nth : nth + 2]:
        number, whole = divmod(whole, size)
        parts += [f"{number} {name}"] if number or not parts else []
    return " ".join(parts)


class Log:
    """Where a batch talks: stderr, as text or as one JSON object a line.

    Text may stand above a bar, which is wiped away for it and drawn again.
    """

    def __init__(self, *, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.bar: Bar | None = None

    def say(self, event: str, text: str, **data: Any) -> None:
        """Tell what happens, unless nothing is to be heard but errors."""
        if not self.quiet:
            self._write("info", event, text, data)

    def error(self, event: str, text: str, **data: Any) -> None:
        """Tell what went wrong."""
        self._write("error", event, text, data)

    def result(self, line: str) -> None:
        """Write a line to stdout."""
        self._above_bar(lambda: echo(line))

    def _write(self, level: str, event: str, text: str, data: dict[str, Any]) -> None:
        text = with_dashes(text)
        if self.as_json:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {
                "time": now,
                "level": level,
                "event": event,
                **(data or {"message": _bare(text)}),
            }
            text = as_json(line)
        self._above_bar(lambda: echo(text, err=True))

    def _above_bar(self, write: Callable[[], None]) -> None:
        if self.bar:
            self.bar.wipe()
        write()
        if self.bar:
            self.bar.draw()


def _bare(text: str) -> str:
    return text.removeprefix("epubify: ")


class Progress:
    """Tells now and then how far a batch is; this one tells nothing."""

    def __init__(self, pace: Pace, log: Log) -> None:
        self.pace = pace
        self.log = log

    def add(self, outcome: Outcome) -> None:
        """Count a book."""
        self.pace.add(outcome.status)

    def close(self) -> None:
        """Leave the terminal as it was."""


class Lines(Progress):
    """Writes a line every ten seconds."""

    def __init__(self, pace: Pace, log: Log, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(pace, log)
        self._clock = clock
        self._last = clock()

    def add(self, outcome: Outcome) -> None:
        """Count a book, and tell of all where it is time to."""
        super().add(outcome)
        if self._clock() - self._last >= LOG_INTERVAL:
            self._last = self._clock()
            self.log.say("progress", f"epubify: {self.pace.summary()}", **self.pace.data())


class Bar(Progress):
    """Draws a bar in the last line of a terminal."""

    def __init__(self, pace: Pace, log: Log, stream: TextIO | None = None) -> None:
        super().__init__(pace, log)
        self._stream = stream or sys.stderr
        self._last = float("-inf")
        log.bar = self
        self.draw()

    def add(self, outcome: Outcome) -> None:
        """Count a book, and draw the bar again where it is time to."""
        super().add(outcome)
        if time.monotonic() - self._last >= REDRAWN:
            self.draw()

    def draw(self) -> None:
        """Draw the bar."""
        self._last = time.monotonic()
        filled = _WIDTH * self.pace.done // max(self.pace.total, 1)
        line = f"[{'#' * filled}{'-' * (_WIDTH - filled)}] {self.pace.summary()}"
        self._write(line)

    def wipe(self) -> None:
        """Take the bar away."""
        self._write("")
        self._stream.write("\r")
        self._stream.flush()

    def _write(self, line: str) -> None:
        width = shutil.get_terminal_size().columns - 1
        self._stream.write(f"\r{line[:width]:<{width}}")
        self._stream.flush()

    def close(self) -> None:
        """Take the bar away for good."""
        self.wipe()
        self.log.bar = None


def progress(kind: str, books: int, log: Log) -> Progress:
    """Return the progress of that kind; ``auto`` is a bar where someone looks on."""
    pace = Pace(books)
    if log.quiet or kind == "none":
        return Progress(pace, log)
    if kind == "auto":
        kind = "bar" if sys.stderr.isatty() and not log.as_json else "plain"
    return Bar(pace, log) if kind == "bar" else Lines(pace, log)
