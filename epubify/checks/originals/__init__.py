"""The words of a source with markup, read from its container by means of our own.

A reader sets what a source says on a galley, and is believed about none of it: each form has a
second, plainer reading here that knows nothing of paragraphs and headings, only which characters
are text. The words of both must be the same, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from epubify.checks.align import differences
from epubify.checks.lists import word_list
from epubify.checks.tokens import words
from epubify.report import Ledger

COUNTED = frozenset({"markdown", "org", "docx", "odt", "rtf", "scrivener"})
"""Forms in whose source lists are numbered by hand, or by the program that shows them."""
TAGGED = frozenset({"html", "markdown", "mhtml"})
"""Forms in whose source tags may be broken."""
MOST_TOLD = 10
"""Differences between a source and its galley that are told one by one."""
_MOST_WORDS = 12
"""Words of a difference that are shown; more cannot be read, with fewer they are not found."""

OriginalText = Callable[[bytes, str], str]
"""The text of a source of a form, out of its bytes, or out of these decoded where they are text."""


def _second_reading(name: str) -> OriginalText:
    """Return ``NAME_text`` of the module ``NAME_words``, which is imported by the first call."""

    def read(data: bytes, decoded: str) -> str:
        module = import_module(f"{__name__}.{name}_words")
        text: str = getattr(module, f"{name}_text")(data, decoded)
        return text

    return read


ORIGINALS: Mapping[str, OriginalText] = {
    "aozora": _second_reading("aozora"),
    "epub": _second_reading("epub"),
    "fb2": _second_reading("fb2"),
    "html": _second_reading("html"),
    "latex": _second_reading("latex"),
    "mail": _second_reading("mail"),
    "markdown": _second_reading("markdown"),
    "org": _second_reading("org"),
    "mhtml": _second_reading("mhtml"),
    "docx": _second_reading("word"),
    "odt": _second_reading("open"),
    "rtf": _second_reading("rtf"),
    "scrivener": _second_reading("scrivener"),
}
"""The form of a source, as its reader is called, and its second reading."""


def galley_problems(ledger: Ledger, decoded: str) -> Iterator[str]:
    """Yield what of a source is not on its galley, and what the galley adds."""
    read = ORIGINALS.get(ledger.form)
    if read is None:
        yield f"nobody can tell whether its galley holds its words: form {ledger.form}"
        return
    try:
        wanted = words(read(ledger.data, decoded))
    except (ValueError, LookupError, OSError) as error:
        yield f"cannot be read again: {error}"
        return
    found = words(ledger.galley or "")
    if wanted != found:
        changes = list(_changes(wanted, found, ledger.form))
        yield from changes[:MOST_TOLD]
        if len(changes) > MOST_TOLD:
            yield f"and {len(changes) - MOST_TOLD} more differences between source and galley"


def _changes(wanted: list[str], found: list[str], form: str) -> Iterator[str]:
    """Yield the differences between two sequences of words; where a word is parted is none."""
    for i1, i2, j1, j2 in differences(wanted, found):
        lost, added = "".join(wanted[i1:i2]), "".join(found[j1:j2])
        # The number of an item stands in the book as its list counts.
        counted = f"{lost}{added}".isdigit() and form in COUNTED
        # What is left of a broken tag is text to one reading, and none to another.
        torn = not lost and form in TAGGED and {*found[j1:j2]} <= word_list("pages", "torn")
        if not (lost == added or counted or torn):
            yield f"read as “{_shown(found[j1:j2])}”, and its source has “{_shown(wanted[i1:i2])}”"


def _shown(some: list[str]) -> str:
    return " ".join(some[:_MOST_WORDS]) + (" …" if len(some) > _MOST_WORDS else "")
