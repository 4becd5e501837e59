"""A file of LaTeX as a whole: its preamble, its text, what stands in other files."""

from __future__ import annotations

import re

from epubify.errors import InputError, NoStory
from epubify.model import Metadata, Place
from epubify.readers.galley import Galley
from epubify.readers.latex.macros import expanded, macros_in, without_definitions
from epubify.readers.latex.tex_setter import TexSetter
from epubify.readers.office.skipped_pictures import name_skipped
from epubify.report import Report
from epubify.text.lazy_pattern import lazy

MOST_FORMULAS = 40
"""Formulas of a text that is prose. With more, a textbook becomes a book without its sense; with
fewer, a story with some sums is refused."""
_DOCUMENT = lazy(r"\\begin\s*\{document\}(.*?)(?:\\end\s*\{document\}|\Z)", re.DOTALL)


def said_by_document(text: str, source: str) -> Metadata:
    """Return what a file says of the book."""
    return setter_of(text, source).metadata


def setter_of(text: str, source: str) -> TexSetter:
    """Return a setter that has set the text of a file."""
    found = _DOCUMENT.search(text)
    setter = TexSetter(source)
    setter.preamble(without_definitions(text[: found.start()]) if found else "")
    setter.body(expanded(without_definitions(found[1] if found else text), macros_in(text)))
    return setter


def set_text(text: str, source: str, report: Report) -> tuple[Galley, Metadata]:
    """Return the text of a file as it is set, and what it says of the book.

    Raises InputError for one that is no prose, NoStory for one whose text stands in other files.
    """
    setter = setter_of(text, source)
    if setter.formulas > MOST_FORMULAS:
        problem = f"has {setter.formulas} formulas, and LaTeX is read where it is prose"
        advice = "make HTML or DOCX of it, as pandoc or lwarp do, and give that"
        raise InputError(source, None, problem, advice)
    name_skipped(setter.pictures, source, report)
    if setter.others:
        tell_others(setter, source, report)
    if setter.nameless:
        named = ", ".join(f"\\{name}" for name in dict.fromkeys(setter.nameless))
        message = f"what other files define is not here, and its words may be missing: {named}"
        report.find("M051", message, Place(source, 1, 1))
    return setter.galley, setter.metadata


def tell_others(setter: TexSetter, source: str, report: Report) -> None:
    """Report the files that a file names, and stop where it has no text but theirs."""
    named = ", ".join(dict.fromkeys(" ".join(name.split()) for name in setter.others))
    galley = setter.galley
    if not any(said and n not in galley.apart for n, said in enumerate(galley.markup)):
        problem = f"its text stands in other files: {named}"
        raise NoStory(source, None, problem, "give those in their order with the option join")
    report.find("M051", f"text of other files is not here: {named}", Place(source, 1, 1))
