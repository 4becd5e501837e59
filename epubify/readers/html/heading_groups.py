"""Heads of texts that are one heading: its label, and the line below it.

In ``<header><h1>Chapter 1</h1><p>April 2032</p></header>`` the line belongs to the heading, as it
does where both stand in the heading itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from epubify.readers.html.page_facts import line_of
from epubify.readers.html.page_tree import SILENT, name_of, text_of
from epubify.text.facts import facts_of

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LONGEST_LINE = 60
"""Characters of the line below a label. With more, a sentence of an introduction is a title; with
fewer, long titles stand below their numbers as text."""


def grouped_headings(root: _Element) -> Iterator[_Element]:
    """Yield the heads that hold a label, ``Chapter 1``, a line that goes with it, and no more."""
    for head in root.iter("header", "hgroup"):
        said = pieces_of(head)
        names = [name_of(one) for one in said]
        if len(said) != 2 or names[0] not in HEADINGS or names[1] != "p":
            continue
        form, line = facts_of(line_of(said[0])).form, line_of(said[1])
        labelled = form is not None and form.label is not None and form.title is None
        bare = len(line) <= LONGEST_LINE and facts_of(line).ending == "open"
        if labelled and bare and said[1].find(".//a") is None:
            yield head


def pieces_of(head: _Element) -> list[_Element]:
    """Return what has text in a head: the label and the line of one that is a heading."""
    return [one for one in head if name_of(one) not in SILENT and text_of(one).strip()]
