"""Stray HTML tags and BBCode in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

MARKS = {"i": "_", "em": "_", "cite": "_", "u": "_", "b": "**", "strong": "**"}
"""Tags that typography's marks of emphasis can say."""

DROPPED = frozenset(
    (
        *("p", "br", "div", "span", "center", "font", "s", "strike", "del", "small", "big"),
        *("tt", "sup", "sub", "blockquote", "quote", "color", "size", "url", "align"),
    )
)
"""Tags that say nothing a plain text can keep; what stands between them stays."""

BREAK = "* * *"
"""What a rule on a line of its own becomes."""

SPACED = frozenset({"p", "br", "div"})
"""Tags that part words."""

_NAMES = "|".join(sorted({*MARKS, *DROPPED, "hr"}, key=lambda name: (-len(name), name)))
_TAG = lazy(
    rf"<(?P<close>/?)(?P<name>{_NAMES})(?P<rest>\s+[a-z-]+\s*=[^<>\n]{{0,200}})?\s*/?>"
    rf"|<(?P<rule>hr)(?:\s[^<>\n]{{0,80}})?>"
    rf"|\[(?P<end>/?)(?P<code>{_NAMES})(?:=[^\[\]\n]{{0,200}})?\]",
    re.IGNORECASE,
)
_GAP = lazy(r"\n[ \t]*\n")


class _Tag(NamedTuple):
    """A tag, and where it stands."""

    start: int
    end: int
    name: str
    closes: bool
    code: bool
    """It is BBCode."""


@rule(
    "tags",
    leaves="What is not a tag: ``<g>``, ``<I can hear you>``, ``[1]``, and tags of one letter that "
    "are never closed, unless the text has others. HTML documents, which have a reader.",
    changes=(
        ("It was <i>so</i> late, <b>too</b> late.<br>", "It was _so_ late, **too** late."),
        ("He [i]knew[/i] it.<p>\n<hr>", "He _knew_ it.\n* * *"),
        ("<font color=red>Run</font>!<br>Now! <i>Dear</i>est", "Run! Now! *Dear*est"),
        ("It rained<br\n/>and rained.", "It rained \nand rained."),
    ),
    keeps=("<g> she grinned", "<I can hear you>", "a footnote[i] and 3 <b and c> 2", "[b] is b"),
)
def tags(text: str, manner: Manner) -> Iterator[Change]:
    """Turn tags of emphasis into marks, a rule into a scene break, and drop the others."""
    if manner.html or not ("<" in text or "[" in text):
        return
    done = 0
    for start, end, mark in sorted(_changes(text, manner), key=lambda change: change[:2]):
        if start >= done:  # tags that cross may ask for a mark inside another's space
            yield start, end, mark + "\n" * text.count("\n", start, end)
            done = end


def _changes(text: str, manner: Manner) -> Iterator[Change]:
    found = [_read(match) for match in _TAG.finditer(text)]
    partners = _pair(found)
    for number, tag in enumerate(found):
        partner = partners.get(number)
        if tag.name == "hr":
            yield tag.start, tag.end, _rule_mark(text, tag)
        elif partner is not None and tag.name in MARKS:
            opener, closer = sorted((tag, found[partner]), key=lambda each: each.start)
            yield from _mark(text, tag, opener, closer)
        elif partner is not None or (not tag.code and _is_stray(tag, manner)):
            yield tag.start, tag.end, _space(text, tag)


def _read(match: re.Match[str]) -> _Tag:
    name = match["name"] or match["rule"] or match["code"]
    closes = bool(match["close"] or match["end"])
    code = match["code"] is not None
    return _Tag(match.start(), match.end(), name.lower(), closes, code)


def _pair(found: list[_Tag]) -> dict[int, int]:
    """Return for each tag that has one the number of its partner."""
    partners: dict[int, int] = {}
    open_tags: dict[tuple[str, bool], int] = {}
    for number, tag in enumerate(found):
        key = (tag.name, tag.code)
        if not tag.closes:
            open_tags[key] = number
        elif key in open_tags:
            opener = open_tags.pop(key)
            partners[opener], partners[number] = number, opener
    return partners


def _is_stray(tag: _Tag, manner: Manner) -> bool:
    """Tell whether a tag without partner is markup all the same."""
    return manner.markup or tag.name in {"p", "br"} or len(tag.name) > 2


def _rule_mark(text: str, tag: _Tag) -> str:
    start = text.rfind("\n", 0, tag.start) + 1
    end = text.find("\n", tag.end)
    alone = not (text[start : tag.start] + text[tag.end : end if end >= 0 else len(text)]).strip()
    return BREAK if alone else _space(text, tag)


def _space(text: str, tag: _Tag) -> str:
    """Return the space that a dropped tag leaves, so that words do not run together."""
    if tag.name not in SPACED | {"hr"}:
        return ""
    around = text[tag.start - 1 : tag.start], text[tag.end : tag.end + 1]
    return " " if all(char and char not in " \t\n<[" for char in around) else ""


def _mark(text: str, tag: _Tag, opener: _Tag, closer: _Tag) -> Iterator[Change]:
    """Yield the mark for one tag of a pair, on the inner side of any space."""
    inside = text[opener.end : closer.start]
    if not inside.strip(" \t\n*_") or (not inside.strip()):
        yield tag.start, tag.end, ""
        return
    mark = _mark_for(text, opener, closer)
    if tag is opener:
        yield from _open(text, tag, inside, mark)
        yield from _across_paragraphs(inside, opener.end, mark)
    else:
        yield from _close(text, tag, inside, mark)


def _open(text: str, tag: _Tag, inside: str, mark: str) -> Iterator[Change]:
    """Put the mark before the first word; a space on both sides of a tag is one too many."""
    end = tag.end + len(inside) - len(inside.lstrip())
    space = text[tag.end : end]
    yield tag.start, tag.end, "" if space else mark
    if space:
        doubled = text[tag.start - 1 : tag.start].strip() == "" and "\n" not in space
        yield tag.end if doubled else end, end, mark


def _close(text: str, tag: _Tag, inside: str, mark: str) -> Iterator[Change]:
    """Put the mark behind the last word, likewise."""
    start = tag.start - (len(inside) - len(inside.rstrip()))
    space = text[start : tag.start]
    if space:
        doubled = text[tag.end : tag.end + 1].strip() == "" and "\n" not in space
        yield start, tag.start if doubled else start, mark
    yield tag.start, tag.end, "" if space else mark


def _mark_for(text: str, opener: _Tag, closer: _Tag) -> str:
    """Return the mark; ``_`` within a word would be read as a character, ``*`` is not."""
    mark = MARKS[opener.name]
    around = text[max(0, opener.start - 1) : opener.start] + text[closer.end : closer.end + 1]
    return "*" if mark == "_" and any(char.isalnum() for char in around) else mark


def _across_paragraphs(inside: str, offset: int, mark: str) -> Iterator[Change]:
    """Close the emphasis at the end of each paragraph and open it again in the next."""
    for gap in _GAP.finditer(inside.rstrip()):
        before, after = inside[: gap.start()], inside[gap.end() :]
        if not before.strip() or gap.start() < len(inside) - len(inside.lstrip()):
            continue
        at = offset + len(before.rstrip())
        yield at, at, mark
        again = offset + gap.end() + len(after) - len(after.lstrip())
        yield again, again, mark
