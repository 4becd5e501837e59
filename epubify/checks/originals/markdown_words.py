"""The text of a Markdown file: what is left when the signs of markup and addresses are gone."""

from __future__ import annotations

import html
import re
from html.entities import html5

_ON = r"\n(?![ \t]*\n)"
"""The end of a line within a paragraph."""
_IN = rf"(?:[^()\n]|{_ON})*"
_TARGET = rf"\({_IN}(?:\({_IN}\){_IN})*\)"
"""Where a link or a picture leads to, with its title."""
_ITEM = r"""(?:[.#][^\s{}"]+|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+))"""
_SAID = rf"\{{[ \t]*{_ITEM}(?:\s+{_ITEM})*\s*\}}"
"""Classes and values behind brackets."""
_REMOVED = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^[ \t]{0,3}\[(?!\^)[^\]\n]+\]:[ \t]*\n?[ \t]*\S+"
        r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*$",
        rf"!\[[^\]\n]*(?:{_ON}[^\]\n]*){{0,20}}\](?:{_TARGET}|\[[^\]\n]*\])?(?:{_SAID})?",
        rf"(?<=\]){_TARGET}",
        rf"(?<=\]){_SAID}",
        r"^(?:[ \t]*>)*[ \t]*(?:```|~~~)[^`\n]*$",
        r"^(?:[ \t]*>)+[ \t]*\[!\w[\w|-]*\][+-]?(?=[ \t]|$)",
        r"(?<=\S)[ \t]+\^[\w-]+[ \t]*$",
    )
)
"""Definitions of links, pictures, targets of links, attributes, fences, boxes, names."""
_TAG = re.compile(
    r"<!DOCTYPE[^<>]*>|</?(?![A-Za-z][\w+.-]{1,31}:)(?P<name>[A-Za-z]+)(?P<more>[^<>]*)>"
)
_FENCE = r"[ ]{0,3}(?:```|~~~)"
_FENCED = re.compile(
    rf"(^{_FENCE}(?![ ]*\{{=)[^`\n]*\n(?:(?!{_FENCE}).*\n)*)(?={_FENCE})", re.MULTILINE
)
"""A fence around code, and what is in it."""
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\n]+)\]:", re.MULTILINE)
"""A footnote; a label without one is text."""
_DEFINED = re.compile(r"^ {0,3}\[(?!\^)([^\]\n]+)\]:", re.MULTILINE)
_BY_NAME = re.compile(r"(?<=\])\[([^\[\]\n]+)\]")
"""What a link is defined as, and how one is used by its name: ``[words][name]``."""
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w{1,32});")
"""A character by its number or its name, with the semicolon that Markdown asks for."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def markdown_text(_: bytes, text: str) -> str:
    r"""Return the words of a Markdown file, those of its metadata block and comments as well.

    >>> markdown_text(b"", "So [late][1] it [was]\n\n[1]: http://x.org").split()
    ['So', '[late]', 'it', '[was]']
    >>> markdown_text(b"", "![Cover\nof it](a.png\n\"late\") [So]{.x y=1}").split()
    ['[So]']
    >>> markdown_text(b"", "# So\n\n[late](http://x.org)[^1] it \\*was*\n\n[^1]: A note.")
    '# So\n\n[late] it *was*\n\n  A note.'
    """
    for label in {*_NOTE.findall(text)}:
        text = text.replace(f"[^{label}]:", " ").replace(f"[^{label}]", "")
    named = {_key(label) for label in _DEFINED.findall(text)}
    text = _BY_NAME.sub(lambda found: "" if _key(found[1]) in named else found[0], text)
    closed = {name.lower() for name in re.findall(r"</([A-Za-z]+)", text)}
    pieces = enumerate(_FENCED.split(text))
    text = "".join(piece if n % 2 else _untagged(piece, closed) for n, piece in pieces)
    for pattern in _REMOVED:
        text = pattern.sub("", text)
    return _ENTITY.sub(_character, _ESCAPED.sub(r"\1", text))


def _untagged(text: str, closed: set[str]) -> str:
    """Return text without tags."""
    return _TAG.sub(lambda found: found[0] if _is_said(found, closed) else "", text)


def _is_said(tag: re.Match[str], closed: set[str]) -> bool:
    """Tell whether words stand between the brackets of a tag: code, or no element is called so."""
    from lxml.html import defs

    above = tag.string[: tag.start()].rpartition("\n")[2]
    if above.count("`") % 2:
        return True
    name = (tag["name"] or "").lower()
    if not name or tag[0][1] == "/" or re.search(r"[=/\"\n]", tag["more"]):
        return False
    return (name not in defs.tags and name not in closed) or (
        name in ("a", "i") and bool(tag["more"].strip())
    )


def _key(label: str) -> str:
    """Return the name of a link as names are compared."""
    return " ".join(label.casefold().split())


def _character(found: re.Match[str]) -> str:
    known = found[1].startswith("#") or f"{found[1]};" in html5
    return html.unescape(found[0]) if known else found[0]
