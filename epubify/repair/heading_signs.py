"""Rules of ``repair`` about signs that stand before headings and belong to no word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from epubify.repair.manner import Manner
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

FEWEST_SIGNED = 3
"""Headings with the same signs before them. With fewer, an arrow before two numbers of a list goes;
with more, short stories keep theirs."""

_SIGNED = lazy(
    r"\n(?P<signs>[^\w\s\"“”«»„'‘’(]{3,8})[ \t]*(?=\w)(?P<words>[^\n]{1,60})$", re.MULTILINE
)
"""It begins with the end of the line before: line ends are found faster than beginnings."""
_STRAY = lazy(r"\A\s*^(?P<sign>['`.,;:^~])[ \t]{8,}(?=\w)[^\n]{1,60}$", re.MULTILINE)
"""A sign at the margin of the first line, far from the words in its middle."""


@rule(
    "heading-signs",
    leaves="Signs before one or two lines, rows of one sign, and signs on both sides: they are "
    "ornament, and are read as such.",
    changes=(
        (
            "=>[*: Prologue\n\nDark.\n\n=>[*: 1\n\nRain.\n\n=>[*: 2\n\nLight.",
            "Prologue\n\nDark.\n\n1\n\nRain.\n\n2\n\nLight.",
        ),
    ),
    keeps=("-=- Chapter 1 -=-", "*** Chapter 1\n*** Chapter 2\n*** Chapter 3", "-> It rained."),
)
def heading_signs(text: str, manner: Manner) -> Iterator[Change]:
    """Take away the same few signs before every heading of a text."""
    del manner
    families: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    for found in _SIGNED.finditer(f"\n{text}"):
        if len(set(found["signs"])) > 1 and found["words"].rstrip()[-1] not in found["signs"]:
            families[found["signs"]].append(found)
    of_headings = (
        found
        for family in families.values()
        if sum(facts_of(one["words"].strip()).form is not None for one in family) >= FEWEST_SIGNED
        for found in family
    )
    for found in sorted(of_headings, key=re.Match.start):
        yield found.start("signs") - 1, found.start("words") - 1, ""


@rule(
    "stray-sign",
    leaves="A sign near the words: it belongs to them.",
    changes=(
        (
            "'                    Chapter One\n\nIt rained.",
            "                     Chapter One\n\nIt rained.",
        ),
    ),
    keeps=("' Chapter One\n\nIt rained.", "It rained.\n'           Chapter One"),
)
def stray_sign(text: str, manner: Manner) -> Iterator[Change]:
    """Take away a sign that stands alone at the margin of the first line."""
    del manner
    found = _STRAY.match(text)
    if found:
        yield found.start("sign"), found.end("sign"), " "
