"""Commands that are declared when they are asked for: a run needs one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from epubify.cli.summaries import SUMMARIES

Option = Callable[[Callable[..., Any]], Callable[..., Any]]
"""What gives a function an option or an argument."""
Run = TypeVar("Run", bound=Callable[..., Any])


class Declarations(dict[str, click.Command]):
    """The commands by name; all their options together take longer to make than some books."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[str, tuple[Callable[..., Any], tuple[Option, ...]]] = {}

    def add(self, name: str, *options: Option) -> Callable[[Run], Run]:
        """Return a decorator that notes a function as the command of this name."""

        def note(run: Run) -> Run:
            self._waiting[name] = run, options
            return run

        return note

    def __missing__(self, name: str) -> click.Command:
        """Declare a command, and keep it."""
        run, options = self._waiting[name]
        for option in reversed(options):
            run = option(run)
        self[name] = click.command(name, short_help=SUMMARIES[name])(run)
        return self[name]
