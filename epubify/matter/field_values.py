"""The lines of a field's value as one value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from epubify.matter.fields import LISTED, FieldLine, cuts_word
from epubify.matter.titles import starts_alternative, with_alternative
from epubify.text.lazy_pattern import lazy

LONGEST_ITEM = 100
"""Characters of one of several values. With more, the lines of a wrapped row are values; with
fewer, long tags make a row of all."""
BULLET = lazy(r"^[*+•□☆○-]\s+", needs="*+•□☆○-")
"""A sign that programs set before each item where they write a page as text."""


def joined_value(found: FieldLine, values: list[str]) -> str:
    """Return the lines of a value as one; a double title gets its semicolon."""
    if found.key == "title" and len(values) == 2 and starts_alternative(values[1]):
        return with_alternative(*values)
    if found.key in LISTED and not found.value and are_items(values):
        return ", ".join(BULLET.sub("", value) for value in values)
    if not found.value and len(values) == 1:
        values = [BULLET.sub("", values[0])]
    value = values[0] if values else ""
    for above, line in pairwise(values):
        value += line if cuts_word(above, line) else f" {line}"
    return without_lone_bracket(value)


def are_items(values: Sequence[str]) -> bool:
    """Tell whether the lines of a value are several values, one a line, and not a wrapped row.

    >>> are_items(["Fluff", "Slow Burn"]), are_items(["Fluff, Slow", "Burn"]), are_items(["Fluff"])
    (True, False, False)
    """
    short = all(len(value) <= LONGEST_ITEM and "," not in value for value in values)
    return short and len(values) > 1


def without_lone_bracket(value: str) -> str:
    """Return a value without the bracket that closed the whole field.

    >>> without_lone_bracket("盐路』"), without_lone_bracket("「盐路」")
    ('盐路', '「盐路」')
    """
    pair = next((pair for pair in ("『』", "「」", "【】") if value.endswith(pair[1])), None)
    return value[:-1] if pair and pair[0] not in value else value


def has_subtitle(values: Sequence[str]) -> bool:
    """Tell whether the lines of a title are a title and a subtitle, not one wrapped title.

    >>> has_subtitle(["The Long Ebb", "A Story"]), has_subtitle(["The Ebb;", "or, The Lost Boat"])
    (True, False)
    """
    if len(values) < 2 or values[0].endswith((",", ";", ":", "-")):
        return False
    return values[1][:1].isupper()
