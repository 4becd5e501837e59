"""People as catalogues count them: one person, however the name is spelt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from epubify.matter.people import given_name_first
from epubify.model import Contributor
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.naming import file_as

_PART = lazy(r"[^\W_]+")
_INITIALS = lazy(r"(?<![^\W\d_])[^\W\d_](?:\.[^\W\d_])+\.?(?![^\W\d_])")
"""Initials without a space between them: ``J.R.``"""
_INVERTED = lazy(r"([^,]+),\s*([^,]+?)(?:,\s*([^,]+))?")


def turned(name: str) -> str:
    """Return a name that stands as in a catalogue the way people say it; others as they are.

    >>> turned("Smith, J."), turned("van der Berg, Ludwig"), turned("Hill, Sam, Jr.")
    ('J. Smith', 'Ludwig van der Berg', 'Sam Hill Jr.')
    >>> turned("Nina"), turned("Ann Berg")
    ('Nina', 'Ann Berg')
    """
    plain = given_name_first(name)
    if plain:
        return plain
    found = _INVERTED.fullmatch(name.strip())
    if found is None:
        return name
    said = " ".join(part for part in (found[2], found[1], found[3]) if part)
    return said if folded(file_as(said)) == folded(name) else name


@lru_cache(maxsize=4096)
def person_key(name: str) -> str:
    """Return what is the same for all spellings of a name that can only mean one person.

    Order, case, accents, dots and spaces make no difference; ``John`` and ``J.`` do, for they
    may be two people.

    >>> person_key("Smith, J.R.") == person_key("J. R. SMITH") == person_key("j r smith")
    True
    >>> person_key("John Smith") == person_key("J. Smith")
    False
    """
    said = _INITIALS.sub(lambda found: " ".join(found[0].split(".")), turned(name))
    parts = _PART.findall(folded(said))
    return " ".join(parts) or folded(name)


def one_each(people: Iterable[Contributor]) -> tuple[Contributor, ...]:
    """Return everyone once for each role, by the spelling that most have, in their order.

    A spelling in the order that people say it goes before one as in a catalogue, and one that is
    not shouted before one that is. How a name is filed is taken from whoever says it.

    >>> [one.name for one in one_each(map(Contributor, ("Smith, J.", "Nina", "J. Smith")))]
    ['J. Smith', 'Nina']
    >>> one_each([Contributor("Smith, J.")])[0]
    Contributor(name='J. Smith', role='aut', file_as='Smith, J.')
    >>> one_each([Contributor("Alone, Together")])[0].name
    'Alone, Together'
    """
    groups: dict[tuple[str, str], list[Contributor]] = {}
    for person in people:
        groups.setdefault((person_key(person.name), person.role), []).append(person)
    return tuple(_chosen(group) for group in groups.values())


def _chosen(group: list[Contributor]) -> Contributor:
    counts = Counter(person.name for person in group)
    names = sorted(counts, key=lambda name: (turned(name) != name, name.isupper(), -counts[name]))
    said = given_name_first(names[0]) or names[0]
    filed = next((person.file_as for person in group if person.file_as), None)
    inverted = next((name for name in names if turned(name) == said != name), None)
    return Contributor(said, group[0].role, filed or inverted)
