"""XML as it is met, made so that a parser drops nothing of its text."""

from __future__ import annotations

import re
from html.entities import html5

from epubify.text.lazy_pattern import lazy
from epubify.text.xmltext import legal

_DECLARATION = lazy(r"\s*<\?xml[^>]*\?>")
_DOCTYPE = lazy(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_REFERENCE = lazy(r"&(?:(#\w+|\w+);)?")
_BARE = lazy(r"<(?![A-Za-z/!?])")
_TAG = lazy(r"<[^<>]*>")
_PARAGRAPH = lazy(r"</?(?:p|div|br|li|h\d)\b[^<>]*>", re.IGNORECASE)
_KNOWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NUMBER = lazy(r"#(?:\d{1,7}|x[0-9A-Fa-f]{1,6})")


def tidied(text: str) -> str:
    """Return XML without declarations, its signs that are no markup written as text.

    Names that HTML knows become their characters; what is declared in the file is not expanded.

    >>> tidied("<?xml version='1.0'?><p>a&nbsp;b & c &x; 1 < 2</p>")
    '<p>a\\xa0b &amp; c &amp;x; 1 &lt; 2</p>'
    """
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1), count=1)
    return legal(_BARE.sub("&lt;", _REFERENCE.sub(_resolved, text)))


def without_tags(text: str) -> str:
    """Return a description without the tags that some programs write into it.

    >>> without_tags("<p>The tide turned.</p><p>She <i>sang</i>.</p>")
    'The tide turned.\\n\\nShe sang.'
    """
    if "<" not in text:
        return text
    lines = _PARAGRAPH.sub("\n", text).split("\n")
    return "\n\n".join(words for line in lines if (words := " ".join(_TAG.sub("", line).split())))


def _resolved(reference: re.Match[str]) -> str:
    name = reference[1]
    if name in _KNOWN or (name and _NUMBER.fullmatch(name)):
        return reference[0]
    if name and (sign := html5.get(f"{name};")):
        return sign
    return f"&amp;{reference[0][1:]}"
