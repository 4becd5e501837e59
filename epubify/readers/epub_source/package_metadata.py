"""What a package document says about its book, in EPUB 2 and 3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from epubify.model import Contributor, Metadata, Origin, OriginKind
from epubify.readers.xml_text import without_tags
from epubify.readers.xml_tree import local_name, words_of
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

ROLES = frozenset(
    {
        *("aut", "edt", "trl", "ill", "ctb", "aui", "aft", "ann"),
        *("pfr", "com", "adp", "art", "cov", "pht", "trc"),
    }
)
"""Roles of people that are told; who made the file is none of them."""
BELONGS = "belongs-to-collection"
COLLECTIONS = ("series", "set")
_IN_TITLE = lazy(
    r"(?P<title>.*\S)\s*[\[(](?P<series>[^()\[\]]*[^\W\d][^()\[\]]*?),?\s*"
    r"(?:#|\b(?:book|band|tome|libro|vol(?:ume)?|no)\.?\s+)(?P<index>\d+(?:\.\d+)?)[\])]",
    re.IGNORECASE,
)
"""A title with its series behind it: ``The Salt Road (Roads, Book 2)``."""


def metadata_of(root: _Element) -> Metadata:
    """Return what a package document says about its book."""
    refined = refinements(root)
    title, subtitle = titles_of(root, refined)
    series, index = series_of(root, refined)
    if not series and title and (found := _IN_TITLE.fullmatch(title)):
        title, series, index = found["title"], found["series"].strip(), found["index"]
    source = next((s for s in _said(root, "source") if s.startswith(("http:", "https:"))), None)
    return Metadata.with_origin(
        Origin(OriginKind.HEADER),
        title=title,
        subtitle=subtitle,
        contributors=tuple(people_of(root, refined)),
        language=next(_said(root, "language"), None),
        series=series,
        series_index=index if series else None,
        collection_type="set" if series and "set" in collection_types(root, refined) else None,
        subjects=tuple(dict.fromkeys(_said(root, "subject"))),
        description=next(
            (d for one in _said(root, "description") if (d := without_tags(one))), None
        ),
        publisher=next(_said(root, "publisher"), None),
        date=date_of(root),
        rights=next(_said(root, "rights"), None),
        source_url=source,
    )


def refinements(root: _Element) -> dict[tuple[str, str], str]:
    """Return what is said of other entries: id and property → value."""
    return {
        ((one.get("refines") or "").removeprefix("#"), one.get("property") or ""): words_of(one)
        for one in root.iter()
        if local_name(one) == "meta" and one.get("refines")
    }


def titles_of(root: _Element, refined: dict[tuple[str, str], str]) -> tuple[str | None, str | None]:
    """Return title and subtitle."""
    told: dict[str, str] = {}
    for one in _elements(root, "title"):
        kind = refined.get((one.get("id") or "", "title-type"), "main")
        if words := words_of(one):
            told.setdefault(kind, words)
    title = told.get("main") or next(iter(told.values()), None)
    return title, told.get("subtitle") if told.get("subtitle") != title else None


def series_of(root: _Element, refined: dict[tuple[str, str], str]) -> tuple[str | None, str | None]:
    """Return the series and the place in it: as EPUB 3 spells them, as calibre does, as a title."""
    metas = [one for one in root.iter() if local_name(one) == "meta"]
    for one in metas:
        key = one.get("id") or ""
        kind = refined.get((key, "collection-type"), "series")
        if one.get("property") == BELONGS and kind in COLLECTIONS:
            return words_of(one) or None, number(refined.get((key, "group-position")))
    named = {one.get("name"): (one.get("content") or "").strip() for one in metas}
    if series := named.get("calibre:series"):
        return series, number(named.get("calibre:series_index"))
    for one in _elements(root, "title"):
        key = one.get("id") or ""
        if refined.get((key, "title-type")) == "collection":
            return words_of(one) or None, number(refined.get((key, "group-position")))
    return None, None


def collection_types(root: _Element, refined: dict[tuple[str, str], str]) -> set[str]:
    """Return the kinds of collections that the book belongs to."""
    metas = (one for one in root.iter() if local_name(one) == "meta")
    named = (one.get("id") or "" for one in metas if one.get("property") == BELONGS)
    return {refined.get((key, "collection-type"), "series") for key in named}


def number(said: str | None) -> str | None:
    """Return a place in a series as it is written.

    >>> number("2.0"), number("1.5"), number("two")
    ('2', '1.5', None)
    """
    found = re.fullmatch(r"\s*0*(\d+)(?:\.0*|(\.\d*[1-9])0*)?\s*", said or "")
    return found[1] + (found[2] or "") if found else None


def people_of(root: _Element, refined: dict[tuple[str, str], str]) -> Iterator[Contributor]:
    """Yield who made the book."""
    for kind, usual in (("creator", "aut"), ("contributor", "ctb")):
        for one in _elements(root, kind):
            key, said = one.get("id") or "", {local(k): str(v) for k, v in one.attrib.items()}
            role = refined.get((key, "role")) or said.get("role") or usual
            filed = refined.get((key, "file-as")) or said.get("file-as")
            if (name := words_of(one)) and role in ROLES:
                yield Contributor(name, role, filed)


def local(name: object) -> str:
    """Return the name of an attribute without its namespace."""
    return str(name).rpartition("}")[2].rpartition(":")[2]


def date_of(root: _Element) -> str | None:
    """Return when the book came out."""
    told = {
        next((str(v) for k, v in one.attrib.items() if local(k) == "event"), ""): words_of(one)
        for one in reversed(list(_elements(root, "date")))
    }
    date = told.get("publication") or told.get("") or told.get("original-publication")
    return date if date and not date.startswith("0101") else None


def _elements(root: _Element, name: str) -> Iterator[_Element]:
    return (one for one in root.iter() if local_name(one) == name and "purl.org/dc" in str(one.tag))


def _said(root: _Element, name: str) -> Iterator[str]:
    return (words for one in _elements(root, name) if (words := words_of(one)))
