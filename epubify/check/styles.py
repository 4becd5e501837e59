"""What in a style sheet makes old reading systems fail."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FUNCTION = re.compile(r"(?<![\w-])(calc|var|min|max|clamp|env)\(", re.IGNORECASE)
_UNIT = re.compile(r"\d(rem|vw|vh|vmin|vmax)\b", re.IGNORECASE)

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
    for match in _FUNCTION.finditer(css):
        yield "C027", _line(css, match.start()), f"{match[1]}()"
    for match in _UNIT.finditer(css):
        yield "C028", _line(css, match.start()), match[1]
    for start in _empty_media(css):
        yield "C029", _line(css, start), "@media {}"


def _line(css: str, offset: int) -> int:
    return css.count("\n", 0, offset) + 1


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
