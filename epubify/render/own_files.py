"""Style sheets and templates of one's own: what would let a book fetch or run something is refused.

A book is read years later and without a network, by programs that fetch nothing and, where they
run what is in a book, should not. EPUB 3.3 allows neither remote style sheets nor remote pictures.
"""

from __future__ import annotations

import re

from epubify.errors import UsageError
from epubify.text.lazy_pattern import lazy

_COMMENT = lazy(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = lazy(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
"""How a style sheet writes any character (CSS Syntax 3, 4.3.7)."""
_LEADS_OUT = lazy(
    r"@import\b|url\(\s*(?![\"']?(?:#|data:(?:image/(?:png|jpeg|gif|webp)|font/|application/font)))"
    r"|expression\s*\(|\bbehavior\s*:|-moz-binding|javascript:|</?\w",
    re.IGNORECASE,
)
"""What fetches, runs, or ends the style sheet: an address of the book's own files is none, because
no file that a style sheet names is put into the book."""
_RUNS = lazy(
    r"<(?:script|iframe|object|embed|form|base|applet)\b|\son\w+\s*=|(?:java|vb)script:"
    r"|(?:src|data|poster|srcset)\s*=\s*[\"']\s*(?:\w+:)?//|<!ENTITY|<!DOCTYPE[^>]*\["
    r"|<(?:link|\?xml-stylesheet)[^>]*(?:https?:)?//",
    re.IGNORECASE,
)


def refuse_leading_out(place: str, css: str) -> None:
    """Raise UsageError, with its line, for what lets a style sheet fetch or run something.

    >>> refuse_leading_out("a.css", "p { color: red } /* @import */")
    >>> refuse_leading_out("a.css", "p {\\n background: u\\\\72l(//b.org/a.png) }")
    Traceback (most recent call last):
    epubify.errors.UsageError: a.css:2: leads out of the book: “url(//b.org/a.png) }”; take it out:
    a book fetches and runs nothing
    """
    plain = _ESCAPE.sub(_unescaped, _COMMENT.sub(_lines_alone, css))
    _refuse(place, plain, _LEADS_OUT.search(plain))


def refuse_running(place: str, template: str) -> None:
    """Raise UsageError, with its line, for what lets a template fetch or run something."""
    _refuse(place, template, _RUNS.search(template))


def _refuse(place: str, text: str, found: re.Match[str] | None) -> None:
    if found:
        line = text.count("\n", 0, found.start()) + 1
        shown = " ".join(text[found.start() : found.start() + 40].split())
        advice = "take it out: a book fetches and runs nothing"
        raise UsageError(place, line, f"leads out of the book: “{shown}”", advice)


def _lines_alone(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        number = int(found[1], 16)
        return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"
    return "\n" if found[2] == "\n" else str(found[2])
