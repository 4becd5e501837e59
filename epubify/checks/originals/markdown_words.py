"""The text of a Markdown file: what is left when the signs of markup and addresses are gone."""

from __future__ import annotations

import html
import re

_REMOVED = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^[ \t]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\n?[ \t]*\S+"
        r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$",
        r"!\[[^\]\n]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])?",
        r"(?<=\])\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)",
        r"</?[A-Za-z][^<>]*>",
        r"^(?:[ \t]*>)*[ \t]*(?:```|~~~)[^`\n]*$",
    )
)
"""Definitions of links, pictures, targets of links, tags, fences."""
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\n]+)\]:", re.MULTILINE)
"""A footnote; a label without one is text."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def markdown_text(_: bytes, text: str) -> str:
    r"""Return the words of a Markdown file, those of its metadata block and comments as well.

    >>> markdown_text(b"", "# So\n\n[late](http://x.org)[^1] it \\*was*\n\n[^1]: A note.")
    '# So\n\n[late] it *was*\n\n  A note.'
    """
    for label in {*_NOTE.findall(text)}:
        text = text.replace(f"[^{label}]:", " ").replace(f"[^{label}]", "")
    for pattern in _REMOVED:
        text = pattern.sub("", text)
    return html.unescape(_ESCAPED.sub(r"\1", text))
