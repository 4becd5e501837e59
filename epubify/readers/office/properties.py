"""What the properties of a document say, as far as a person has said it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from epubify.matter.people import clean_name, is_name
from epubify.model import Contributor, Metadata, Origin, OriginKind
from epubify.readers.noted_facts import is_placeholder
from epubify.readers.xml_text import without_tags
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, table

_LANGUAGE = lazy(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
LONGEST_DESCRIPTION = 2_000
"""Letters of a description; with more, whole texts become one."""


def metadata_of_properties(said: Mapping[str, str]) -> Metadata:
    """Return metadata of properties: ``title``, ``author``, ``language``, ``subjects`` …

    What programs fill in by themselves is left alone: names of accounts, of files.

    >>> told = {"title": "Document1.docx", "author": "Nina Hale", "language": "en"}
    >>> metadata_of_properties(told).entries()
    {'contributors': (Contributor(name='Nina Hale', role='aut', file_as=None),), 'language': 'en'}
    """
    clean = {key: " ".join(value.split()) for key, value in said.items()}
    paragraphs = without_tags(said.get("description", "")).split("\n\n")
    description = "\n\n".join(" ".join(one.split()) for one in paragraphs)
    language = clean.get("language", "")
    return Metadata.with_origin(
        Origin(OriginKind.HEADER),
        title=title_in(clean.get("title", "")),
        contributors=people_in(clean.get("author", "")),
        language=language if _LANGUAGE.fullmatch(language) else None,
        subjects=tuple(filter(None, map(str.strip, re.split("[;,]", clean.get("subjects", ""))))),
        description=description_in(description),
        publisher=clean.get("publisher") or None,
    )


def title_in(title: str) -> str | None:
    """Return a title that a person gave, None for one that a program filled in.

    One that is a chapter's says nothing of the story: each file of a book has its own.

    >>> title_in("The Salt Road"), title_in("Chapter 3"), title_in("Untitled")
    ('The Salt Road', None, None)
    """
    form = facts_of(title).form
    numbered = form is not None and form.number is not None
    return None if numbered or is_placeholder(title) else title


def description_in(text: str) -> str | None:
    """Return a description that a person gave, None for a remark of a program."""
    remarks = table("documents")["properties"]["remarks"]
    made = any(folded(text).startswith(remark) for remark in remarks)
    return text if 0 < len(text) <= LONGEST_DESCRIPTION and not made else None


def people_in(author: str) -> tuple[Contributor, ...]:
    """Return the authors in a property; the name of an account is nobody's.

    >>> people_in("Windows User"), people_in("user"), people_in("Bo Lind; Nina Hale")[1].name
    ((), (), 'Nina Hale')
    """
    names = [name.strip() for name in author.split(";")]
    return tuple(Contributor(clean_name(name)) for name in names if is_person(name))


def is_person(name: str) -> bool:
    """Tell whether a name is a person's, in at least two words."""
    lists = table("documents")["properties"]
    words = folded(name).split()
    known = folded(name) in lists["programs"] or words[:1] == ["microsoft"]
    nobody = set(words) <= set(lists["nobody"].split())
    return len(words) > 1 and is_name(name) and not known and not nobody
