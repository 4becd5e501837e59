"""Where each thing that is known about a book comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from epubify.model import Contributor, Fate, Field, Metadata, Paragraph, Source, Verse
from epubify.options import Options
from epubify.report import Ledger
from epubify.settings.sidecar import Sidecar

if TYPE_CHECKING:
    from epubify.pipeline import Reading

_FIELD_KEYS = {
    "title": ("title",),
    "contributors": ("author", "editor", "translator", "beta"),
    "series": ("series",),
    "series_index": ("series", "part"),
    "subjects": ("category", "keywords", "fandom", "pairing", "characters"),
    "description": ("summary",),
    "language": ("language",),
    "publisher": ("publisher",),
    "date": ("date",),
    "rights": ("rights", "copyright"),
    "identifier": ("identifier",),
    "source_url": ("url", "source", "archive"),
}
"""The header fields, by their canonical names, that an entry may come from."""

_OPTIONS = {"contributors": ("authors", "editors")}
_SAID_IN = (Fate.HEADER, Fate.ENVELOPE, Fate.BOILERPLATE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry of the metadata comes from."""

    by: str
    """``command line``, ``sidecar``, ``header``, ``text`` (told from it), ``opening words``, or
    ``unknown``."""
    line: int | None = None


def origins_of(
    source: Source,
    metadata: Metadata,
    reading: Reading,
    ledger: Ledger,
    options: Options,
    sidecar: Sidecar,
) -> dict[str, Origin]:
    """Return the origin of every entry of the metadata that is not empty."""  # fmt: skip
    page = _Page(source, reading, ledger)
    found = {}
    for entry in fields(metadata):
        value = getattr(metadata, entry.name)
        if not value or entry.name == "fields":
            continue
        names = _OPTIONS.get(entry.name, (entry.name,))
        if any(getattr(options, name, None) for name in names):
            found[entry.name] = Origin("command line")
        elif any(name in sidecar.said for name in names):
            found[entry.name] = Origin("sidecar")
        else:
            found[entry.name] = page.origin(entry.name, value)
    return found


class _Page:
    """What a source says above, below and around its story."""

    def __init__(self, source: Source, reading: Reading, ledger: Ledger) -> None:
        self.metadata = reading.manuscript.metadata
        self.reading = reading
        lines = reading.text.text.split("\n")
        self.said = [
            (number, _letters(lines[number - 1]))
            for number, fate in sorted(ledger.fates.items())
            if fate in _SAID_IN and number <= len(lines)
        ]

    def origin(self, name: str, value: Any) -> Origin:
        for field in self.metadata.fields:
            if field.key in _FIELD_KEYS.get(name, ()) and not _is_kept(field):
                return Origin("header", field.at.first_line)
        if name == "title" and not self.metadata.title:
            return Origin("opening words", self._first_line())
        if name == "language":
            return Origin("text")
        line = self._saying(value)
        if line is None and name == "series_index":
            line = self._saying(self.metadata.series)
        if line:
            return Origin("header", line)
        return Origin("unknown")

    def _saying(self, value: Any) -> int | None:
        """Return the first line that says a value in full, letters and digits alone compared."""
        wanted = [_letters(text) for text in _texts(value)]
        return next(
            (number for number, said in self.said if any(w and w in said for w in wanted)), None
        )

    def _first_line(self) -> int | None:
        prose = (b for b in self.reading.manuscript.blocks if isinstance(b, Paragraph | Verse))
        return next((block.at.first_line for block in prose), None)


def _is_kept(field: Field) -> bool:
    """Tell whether a field only keeps readable what another value was put over."""
    return field.label.startswith("Original ")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Iterable):
        for item in value:
            yield item.name if isinstance(item, Contributor) else str(item)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
