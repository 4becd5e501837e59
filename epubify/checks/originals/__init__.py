"""The words of a source with markup, read from its container by means of our own.

A reader sets what a source says on a galley, and is believed about none of it: each form has a
second, plainer reading here that knows nothing of paragraphs and headings, only which characters
are text. The words of both must be the same, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from epubify.checks.align import differences
from epubify.checks.lists import word_list
from epubify.checks.originals.aozora_words import aozora_text
from epubify.checks.originals.epub_words import epub_text
from epubify.checks.originals.fb2_words import fb2_text
from epubify.checks.originals.html_words import html_text
from epubify.checks.originals.latex_words import latex_text
from epubify.checks.originals.mail_words import mail_text
from epubify.checks.originals.markdown_words import markdown_text
from epubify.checks.originals.open_words import open_text
from epubify.checks.originals.rtf_words import rtf_text
from epubify.checks.originals.scrivener_words import scrivener_text
from epubify.checks.originals.word_words import word_text
from epubify.checks.tokens import words
from epubify.report import Ledger

COUNTED = frozenset({"markdown", "docx", "odt", "rtf", "scrivener"})
"""Forms in whose source lists are numbered by hand, or by the program that shows them."""
TAGGED = frozenset({"html", "markdown"})
"""Forms in whose source tags may be broken."""
MOST_TOLD = 10
"""Differences between a source and its galley that are told one by one."""
_MOST_WORDS = 12
"""Words of a difference that are shown; more cannot be read, with fewer they are not found."""

OriginalText = Callable[[bytes, str], str]
"""The text of a source of a form, out of its bytes, or out of these decoded where they are text."""

ORIGINALS: Mapping[str, OriginalText] = {
    "aozora": aozora_text,
    "epub": epub_text,
    "fb2": fb2_text,
    "html": html_text,
    "latex": latex_text,
    "mail": mail_text,
    "markdown": markdown_text,
    "docx": word_text,
    "odt": open_text,
    "rtf": rtf_text,
    "scrivener": scrivener_text,
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
