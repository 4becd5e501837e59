"""Waiting for stories to change, through watchfiles (extra ``watch``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from epubify.batches.catalog.catalog_page import PAGE
from epubify.batches.plan import Plan
from epubify.errors import UsageError
from epubify.files.inputs import SIDECAR_SUFFIX
from epubify.files.paths import SUFFIX
from epubify.readers import STORY_SUFFIXES

_SHAPING = (".css", ".xhtml", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".ttf", ".otf")
"""Files that options may name: style sheets, templates, pictures, fonts."""
_PAUSE = 200
"""Milliseconds without a further change after which a change counts as finished."""
_WAIT = 500
"""Milliseconds between two looks at what the system has noted."""


def changes(plan: Plan) -> Iterator[tuple[Path, ...]]:
    """Return what yields the files that a plan depends on, whenever some have changed.

    Watching begins with the call; what yields waits without end, and raises an interrupt.
    Changes of what a batch itself writes do not count. Raises UsageError where watchfiles is
    not installed.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        advice = "pip install 'epubify[watch]'"
        raise UsageError(
            "", None, "the option watch needs the package watchfiles", advice
        ) from error
    matters = Relevant(plan)
    found = watch(
        *_folders(plan),
        watch_filter=lambda _, path: matters(Path(path)),
        step=_PAUSE,
        rust_timeout=_WAIT,
        yield_on_timeout=True,
        raise_interrupt=True,
    )
    first = next(found)  # from here on the system takes note
    return (_paths(changed) for changed in chain([first], found) if changed)


def _paths(changed: Iterable[tuple[Any, str]]) -> tuple[Path, ...]:
    return tuple(sorted({Path(path) for _, path in changed}))


class Relevant:
    """Tells whether a change of a file may change a plan or its books."""

    def __init__(self, plan: Plan) -> None:
        self._named = {path.absolute() for path in plan.watched}
        self._output = Path(plan.output).absolute()

    def __call__(self, path: Path) -> bool:
        """Tell it of one path."""
        path = path.absolute()
        if path in self._named:
            return True
        hidden = path.name.startswith(".")
        suffix = path.suffix.lower()
        if hidden or suffix not in (*STORY_SUFFIXES, SIDECAR_SUFFIX, *_SHAPING):
            return False
        written = suffix in (*_SHAPING, SUFFIX) or path.name == PAGE
        return not (written and path.is_relative_to(self._output))


def _folders(plan: Plan) -> list[Path]:
    """Return the folders to watch: of a file, the one that it lies in."""
    folders = {path if path.is_dir() else path.parent for path in _existing(plan.watched)}
    return sorted(folders)


def _existing(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield next(one for one in (path, *path.absolute().parents) if one.exists())
