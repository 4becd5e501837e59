"""What in a style sheet makes old reading systems fail."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

_LINE_END = re.compile("\n")
_FUNCTION = re.compile(r"(?<![\w-])(calc|var|min|max|clamp|env)\(", re.IGNORECASE)
_UNIT = re.compile(r"\d(rem|vw|vh|vmin|vmax)\b", re.IGNORECASE)

_WHOLE_PAGE = frozenset({"html", "body"})
_WHOLE_TEXT = frozenset({"html", "body", "p", "*"})
_COLOURS = frozenset({"color", "background", "background-color"})
_TYPE = frozenset({"font", "font-size", "line-height"})
_LEFT_ALONE = frozenset({"inherit", "initial", "transparent", "none", "normal", "1em", "100%"})
_LAYOUT = re.compile(
    r"display:(?:inline-)?(?:flex|grid)|position:(?:absolute|fixed|sticky)|transform:(?!none).*"
)
_PER_CENT = re.compile(r"font-size:(?!100%).*%")
_INDENT = re.compile(r"text-indent:([0-9.]{1,9})em")
_WIDEST_INDENT = 4
"""Widths of an ``m`` that a first line stands in; more leaves small screens no room, with fewer,
books that mean it are blamed."""

Fault = tuple[str, int, str]
"""Finding code, line, what stands there."""


def find_style_faults(css: str) -> Iterator[Fault]:
    """Yield what devices choke on in a style sheet; comments are passed over.

    >>> list(find_style_faults("p { margin: 0 }\\nh1 { width: calc(1px) }"))
    [('C027', 2, 'calc()')]
    >>> list(find_style_faults("/* calc(1px) */ p { margin: 1em }"))
    []
    """
    css = _blank_comments(css)
    ends = [found.start() for found in _LINE_END.finditer(css)]
    for match in _FUNCTION.finditer(css):
        yield "C027", _line(ends, match.start()), f"{match[1]}()"
    for match in _UNIT.finditer(css):
        yield "C028", _line(ends, match.start()), match[1]
    for start in _empty_media(css):
        yield "C029", _line(ends, start), "@media {}"
    for selectors, body, start in _rules(css):
        for code, offset, what in _find_rule_faults(selectors, body):
            yield code, _line(ends, start + offset), what


def find_inline_faults(declarations: str) -> Iterator[Fault]:
    """Yield what devices choke on in an attribute ``style``.

    >>> list(find_inline_faults("font-size: 90%"))
    [('C065', 1, 'font-size: 90%')]
    """
    return find_style_faults(f"{{{declarations}}}")


def _rules(css: str) -> Iterator[tuple[str, str, int]]:
    """Yield selectors and declarations of each rule, and where the declarations begin."""
    start = 0
    for chunk in css.split("}"):
        head, brace, body = chunk.rpartition("{")
        if brace:
            yield re.split("[{;]", head)[-1], body, start + len(head) + 1
        start += len(chunk) + 1


def _find_rule_faults(selectors: str, body: str) -> Iterator[Fault]:
    """Yield the faults of a rule, with offsets in its declarations instead of lines."""
    names = {selector.strip().lower() for selector in selectors.split(",")}
    offset = 0
    for declaration in body.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().removesuffix("!important").strip().lower()
        for code in _declaration_codes(names, name, value):
            yield code, offset + len(declaration) - len(declaration.lstrip()), f"{name}: {value}"
        offset += len(declaration) + 1
    for name in sorted(names & {"div", "span"}):
        yield "C066", 0, f"{name} {{…}}"


def _declaration_codes(names: set[str], name: str, value: str) -> Iterator[str]:
    if names & _WHOLE_TEXT and name in _COLOURS and value not in _LEFT_ALONE:
        yield "C062"
    if names & _WHOLE_PAGE and name in _TYPE and value not in _LEFT_ALONE:
        yield "C063"
    if name.startswith("--"):
        yield "C027"
    declaration = f"{name}:{value}"
    if _LAYOUT.fullmatch(declaration):
        yield "C064"
    if _PER_CENT.fullmatch(declaration):
        yield "C065"
    indent = _INDENT.fullmatch(declaration)
    if indent and indent[1].count(".") <= 1 and float(indent[1].strip(".") or 0) > _WIDEST_INDENT:
        yield "C067"


def _line(ends: Sequence[int], offset: int) -> int:
    """Return the number of the line of a place, told by where all lines end."""
    return bisect_left(ends, offset) + 1


def _blank_comments(css: str) -> str:
    """Return the sheet with comments as blank lines, so that lines keep their numbers."""
    kept, *comments = css.split("/*")
    parts = [kept]
    for comment in comments:
        inside, _, after = comment.partition("*/")
        parts.append("\n" * inside.count("\n") + " " + after)
    return "".join(parts)


def _empty_media(css: str) -> Iterator[int]:
    at = css.find("@media")
    while at >= 0:
        opening = css.find("{", at)
        if opening < 0:
            return
        closing = css.find("}", opening)
        if closing >= 0 and not css[opening + 1 : closing].strip():
            yield at
        at = css.find("@media", opening)
