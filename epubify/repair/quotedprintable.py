"""Quoted-printable left in a text: ``=E2=80=99``, ``=20``, ``=`` at line ends (RFC 2045, 6.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from epubify.model import SOFT_BREAK
from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

REACH = 4_000
"""Characters between two signs of one stretch of quoted-printable."""

ENOUGH = 3
"""Signs that make a stretch; a letter of UTF-8 (two signs that touch) counts as enough."""

LONGEST_CHARACTER = 12
"""Characters that a letter takes which is written as bytes: four of three signs."""

_SIGN = lazy(r"=(?:[89A-F][0-9A-F]|(?:20|09)(?=[ \t]*(?:\n|$))|3D|0C|(?<=[^=\n]{40}=)(?=\n))")
_UTF8 = lazy(r"=[CD][0-9A-F]=[89AB][0-9A-F]|=E[0-9A-F](?:=\n)?=[89AB][0-9A-F]")
_HEX = lazy(r"(?:=[0-9A-F]{2})+")
_SOFT = lazy(r"(?<![=\n])=\n((?:=[0-9A-F]{2})*)")


@rule(
    "quoted-printable",
    leaves="Text where such signs are few and apart, such as an equation or a link: only a "
    "stretch full of them was encoded. Line ends stay: a soft one is marked for the layout, "
    "and the word that it cut moves as a whole to the next line.",
    changes=(
        ("It=E2=80=99s late.", "It’s late."),
        ("It=92s n=\not=20\nl=E9ger=20\n", f"It’s {SOFT_BREAK}\nnot \nléger \n"),
    ),
    keeps=("x=20 and y=3, so x+y=23", "=====\n", "http://example.org/?a=2F&b=1"),
)
def quoted_printable(text: str, manner: Manner) -> Iterator[Change]:
    """Decode stretches of quoted-printable."""
    del manner
    if "=" not in text:
        return
    for start, end in _stretches(text):
        done = start
        for soft in _soft_ends(text, start, end):
            yield from _encoded(text, done, soft[0])
            yield soft
            done = soft[1]
        yield from _encoded(text, done, end)


def _encoded(text: str, start: int, end: int) -> Iterator[Change]:
    for found in _HEX.finditer(text, start, end):
        yield found.start(), found.end(), _decoded(found[0])


def _stretches(text: str) -> list[tuple[int, int]]:
    """Return the stretches of whole lines that are clearly encoded."""
    signs = [found.start() for found in _SIGN.finditer(text)]
    if not signs:
        return []
    groups = [[signs[0]]]
    for before, here in pairwise(signs):
        if here - before > REACH:
            groups.append([])
        groups[-1].append(here)
    ends = ((group, text.find("\n", group[-1] + 2)) for group in groups)
    return [
        (text.rfind("\n", 0, group[0]) + 1, end if end >= 0 else len(text))
        for group, end in ends
        if len(group) >= ENOUGH or _UTF8.search(text, group[0], group[-1] + LONGEST_CHARACTER)
    ]


def _soft_ends(text: str, start: int, end: int) -> Iterator[Change]:
    """Take out soft line ends; the part of a word before one moves to the next line.

    Moving the rest of the word up instead could leave a line empty, which would look like the
    end of a paragraph.
    """
    done = start
    for found in _SOFT.finditer(text, start, end):
        line = max(done, text.rfind("\n", 0, found.start()) + 1)
        word = _moved_from(text, line, found)
        moved = _decoded_run(text[word : found.start()] + found[1])
        yield word, found.end(), f"{SOFT_BREAK}\n{moved}"
        done = found.end()


def _moved_from(text: str, line: int, soft: re.Match[str]) -> int:
    """Return where the text begins that moves across a soft line end."""
    head = text[line : soft.start()]
    end = text.find("\n", soft.end())
    following = soft[1] + text[soft.end() : end if end >= 0 else len(text)]
    decoded = _decoded_run(following)
    if not decoded.strip(" \t="):
        head = head.rstrip(" ")  # the next line would be left blank: give it a word
    elif decoded[0] in " \t":
        return soft.start()
    word = max(head.rfind(" "), head.rfind("\t")) + 1
    # A line that is all one word stays, and so does what the check could not decode again.
    return line + word if word and text[line + word : soft.start()].isascii() else soft.start()


def _decoded_run(text: str) -> str:
    return _HEX.sub(lambda found: _decoded(found[0]), text)


def _decoded(run: str) -> str:
    """Return the text of encoded bytes; encoded line ends become spaces, real ones stand."""
    data = bytes.fromhex(run.replace("=", ""))
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError:
        decoded = data.decode("cp1252", "replace")
    return decoded.replace("\r", "").replace("\n", " ")
