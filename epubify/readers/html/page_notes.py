"""Footnotes of a page: references that lead to a note, and the notes that lead back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.matter.fields import key_of
from epubify.readers.html.page_tree import INLINE, classes_of, name_of, text_of
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

LABEL = lazy(r"\W{0,2}(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶]{1,4})\W{0,2}", re.IGNORECASE)
"""What a reference says: a number, a letter, a sign, in brackets or not."""
LONGEST_LABEL = 12
"""Characters of what a reference says, with its brackets. With more, words that are links are
references; with fewer, ``[xxxviii]`` is none."""
BLOCKS = frozenset({"p", "li", "div", "dd", "td", "aside", "blockquote", "section"})
NOTE_LABELS = frozenset(
    {"Notes", "Chapter Notes", "Chapter Summary", "End Notes", "Chapter End Notes"}
)
"""What the Archive of Our Own writes above the notes of an author, in its downloads."""
SUMMARY_LABEL = "Summary"
_COMMENT = lazy(r"#(?:cmnt|_msocom_)\d+")
_COMMENTED = lazy(r"(?:cmnt|_com_|_msocom_)\d+")
"""Places of comments that programs for writing export with a text: Google Docs, Word."""
_NOTES_WORD = lazy(r"(?:^|[\s_-])notes?(?:$|[\s_-])", re.IGNORECASE)
_NOTE_WORD = lazy(r"(?:foot|end)note|\bfn\b|\bnote\b", re.IGNORECASE)


class PageNotes(Struct):
    """The footnotes of a page."""

    references: dict[_Element, str] = field(default_factory=dict)
    """A link → the name of the note that it leads to."""
    notes: dict[_Element, str] = field(default_factory=dict)
    """The element that is a note → its name."""


def find_page_notes(root: _Element) -> PageNotes:
    """Return the footnotes of a page: each has a reference before it that leads to it."""
    places = dict(_targets(root))
    order = {element: n for n, element in enumerate(root.iter())}
    found = PageNotes()
    for link in root.iter("a"):
        name = (link.get("href") or "").removeprefix("#")
        target = places.get(name)
        if not (link.get("href") or "").startswith("#") or target is None:
            continue
        label = "".join(text_of(link).split())
        if not (0 < len(label) <= LONGEST_LABEL and LABEL.fullmatch(label)):
            continue
        note = note_around(target)
        if note is None or order[note] <= order[link] or link in {*note.iter()}:
            continue
        if leads_back(note, link, places) or is_called_note(note, target):
            found.references[link] = found.notes.setdefault(note, name)
    return found


def _targets(root: _Element) -> Iterator[tuple[str, _Element]]:
    for element in root.iter():
        for name in (element.get("id"), element.get("name")):
            if name and isinstance(element.tag, str):
                yield name, element


def note_around(target: _Element) -> _Element | None:
    """Return the block that is the note of a target in it."""
    element: _Element | None = target
    while element is not None and name_of(element) in INLINE:
        element = element.getparent()
    if element is None or name_of(element) not in BLOCKS:
        return None
    above = element.getparent()
    alone = above is not None and name_of(element) == "p" and above.index(element) == 0
    if alone and above is not None and "footnote" in classes_of(above):
        return above
    return element


def leads_back(note: _Element, link: _Element, places: dict[str, _Element]) -> bool:
    """Tell whether a link in a note leads to where its reference stands."""
    around = [link, *list(link.iterancestors())[:3], *link.iter()]
    before = link.getprevious()
    around += [before] if before is not None else []
    for back in note.iter("a"):
        target = places.get((back.get("href") or "").removeprefix("#"))
        if target is not None and target in around:
            return True
    return False


def is_called_note(note: _Element, target: _Element) -> bool:
    """Tell whether ids or classes say that an element is a note."""
    said = " ".join(
        (one.get("class") or "") + " " + (one.get("id") or "") + " " + (one.get("role") or "")
        for one in (note, target, *list(note.iterancestors())[:2])
    )
    return _NOTE_WORD.search(said) is not None


def labelled_notes(root: _Element) -> Iterator[_Element]:
    """Yield the notes of an author below the labels of an archive, and these labels."""
    for label in root.iterfind(".//p"):
        note = label.getnext()
        if is_archived(note) and text_of(label).strip() in NOTE_LABELS:
            assert note is not None
            yield from (label, note)


def boxed_notes(root: _Element) -> Iterator[_Element]:
    """Yield boxes that are called notes and begin with such a label: those of the author.

    >>> from lxml import etree
    >>> page = etree.HTML("<div class='note'><p>A/N<p>Hi!</div><div class='note'>Ann:</div>")
    >>> [text_of(one) for one in boxed_notes(page)]
    ['A/N\\n\\nHi!']
    """
    for box in root.iter("div", "section", "aside", "blockquote"):
        called = " ".join((box.get("id") or "", *classes_of(box)))
        first = next((said for one in box.itertext() if (said := one.strip())), "")
        if _NOTES_WORD.search(called) and key_of(first.rstrip(" :")) == "notes":
            yield box


def labelled_summary(root: _Element) -> tuple[_Element, _Element] | None:
    """Return the label and the text of the summary of a work that was downloaded."""
    for label in root.iterfind(".//p"):
        note = label.getnext()
        if is_archived(note) and text_of(label).strip() == SUMMARY_LABEL:
            assert note is not None
            return label, note
    return None


def is_archived(note: _Element | None) -> bool:
    """Tell whether an element is what an archive sets in for what its user wrote."""
    return note is not None and name_of(note) == "blockquote" and "userstuff" in classes_of(note)


def comments_in(root: _Element) -> Iterator[_Element]:
    """Yield the comments on a text that was exported with them, and the signs that lead to them.

    >>> from lxml import etree
    >>> page = etree.HTML("<p>So<sup><a href='#cmnt1' id='cmnt_ref1'>[a]</a></sup></p><div><p>"
    ...                   "<a href='#cmnt_ref1' id='cmnt1'>[a]</a> cut?</p></div>")
    >>> [name_of(one) for one in comments_in(page)]
    ['sup', 'p']
    """
    for link in root.iter("a"):
        if _COMMENT.fullmatch(link.get("href") or ""):
            above = link.getparent()
            yield above if above is not None and name_of(above) == "sup" else link
    for place in root.iter("a", "div"):
        if _COMMENTED.fullmatch(place.get("id") or place.get("name") or ""):
            note = note_around(place)
            if note is not None:
                yield note
