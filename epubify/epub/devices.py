"""What each device wants of a book; whoever makes or names one asks here and nowhere else.

All books are rendered in the same way. A device changes the finished pages, sheets and
metadata by a function each, and the contents list by the number of levels it can show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from epubify.model import Book
from epubify.model.records import Record
from epubify.options import Options
from epubify.report import Report
from epubify.text.lexicon import table
from epubify.text.naming import language_of

if TYPE_CHECKING:
    from epubify.epub.publication import MetadataItem


def _unchanged(content: bytes) -> bytes:
    return content


def _later(module: str, name: str) -> Callable[[Any], Any]:
    """Return a function that is imported when something is first made for its device."""

    @cache
    def function() -> Callable[[Any], Any]:
        imported: Callable[[Any], Any] = getattr(import_module(f"epubify.epub.{module}"), name)
        return imported

    return lambda content: function()(content)


class Device(Record):
    """What a device, or the family of programs around it, wants of a book."""

    suffix: str = ".epub"
    """By which it knows a book that is made for it."""
    version: str = "3.0"
    """Version of EPUB that the package document follows."""
    cover_page: bool = True
    """False where a page with the cover would show it twice."""
    landmarks: bool = True
    """False where it knows no list of landmarks, or shows them among the chapters."""
    levels: int | None = None
    """Levels of the contents list that it shows; None where it shows all."""
    languages: str | None = None
    """Key of ``data/devices.toml`` with the languages it takes; None where it takes all."""
    font_options: bool = False
    """True where embedded fonts are shown only if the book says that it has them."""
    page: Callable[[bytes], bytes] = _unchanged
    """Makes a content document into one for it."""
    sheet: Callable[[bytes], bytes] = _unchanged
    """Makes a style sheet into one for it."""
    metadata: Callable[[Iterable[MetadataItem]], Iterable[MetadataItem]] = tuple
    """Makes the metadata into those for it."""

    @property
    def is_old(self) -> bool:
        """True where only EPUB 2 is known: no navigation document, no properties."""
        return self.version < "3"


DEVICES = {
    "generic": Device(font_options=True),
    "kindle": Device(
        cover_page=False, levels=2, languages="kindle", page=_later("kindle", "without_outer_links")
    ),
    "kobo": Device(
        suffix=".kepub.epub", landmarks=False, levels=2, page=_later("kobo", "as_kepub")
    ),
    "apple": Device(font_options=True),
    "legacy": Device(
        version="2.0",
        landmarks=False,
        levels=2,
        page=_later("epub2", "as_xhtml11"),
        sheet=_later("epub2", "as_old_sheet"),
        metadata=_later("epub2", "as_old_metadata"),
    ),
}
"""Every device by its name; ``docs/devices.md`` says why each wants what it wants."""


def device_of(options: Options) -> Device:
    """Return the device that the options ask for.

    >>> device_of(Options(device="kobo")).suffix
    '.kepub.epub'
    """
    return DEVICES[options.device]


@cache
def _languages(name: str) -> frozenset[str]:
    return frozenset(table("devices")[name]["languages"].split())


def tell_refused(book: Book, options: Options, report: Report) -> None:
    """Report what the device may refuse a book for and epubify must not change.

    P120: a language it is not known to take. A true language is never rewritten.

    >>> from epubify.model import Metadata
    >>> report = Report()
    >>> tell_refused(Book(Metadata(language="uk"), ()), Options(device="kindle"), report)
    >>> [finding.code for finding in report.findings]
    ['P120']
    """
    known, language = device_of(options).languages, language_of(book.metadata)
    if known and language.partition("-")[0] not in _languages(known):
        report.find(
            "P120",
            f"{known.capitalize()} may refuse a book in the language {language}",
        )
