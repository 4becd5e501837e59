"""What a form of input is to the program: a name, how it is recognised, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from epubify.model import Manuscript, Source
from epubify.options import Options
from epubify.report import Report


@dataclass(frozen=True, slots=True)
class Reader:
    """One form of input."""

    name: str
    """What the option format calls it."""
    suffixes: tuple[str, ...]
    """How names of such files end, in lower case, with the dot."""
    recognises: Callable[[Source], bool]
    """Tells by the content whether a source is surely of this form; it need not read it all."""
    read: Callable[[Source, Options, Report], Manuscript]
    """Returns the manuscript, with the text that its places count in."""


def suffix_of(source: Source) -> str:
    """Return how the name of a source ends, in lower case.

    >>> suffix_of(Source("old/Story.TXT", b""))
    '.txt'
    """
    return PurePath(source.name).suffix.lower()
