"""The text of an outline of Org: what is left when marks, addresses and names of notes are gone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

_HEADLINE = re.compile(r"(\*+)[ \t]+(\S.*)")
_HIDDEN = re.compile(r":(?:[\w@#%]+:)*(?:noexport|archive):(?:[\w@#%]+:)*[ \t]*$", re.IGNORECASE)
_STATE = re.compile(r"^(?:[A-Z]{4,9}[ \t]+)?(?:\[#\w\][ \t]+)?COMMENT[ \t]")
_BLOCK = re.compile(r"[ \t]*#\+(begin|end)_(\w+).*", re.IGNORECASE)
_TYPED = ("begin_comment", "begin_export", "begin_example", "begin_src")
_DRAWER = re.compile(r"[ \t]*:([\w-]+):[ \t]*")
_AS_TYPED = re.compile(
    r"[ \t]*(?:#[ \t]+\S|#\+[\w-]+(?:\[[^\]]*\])?:|:end:[ \t]*$"
    r"|(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):[ \t]*[\[<]).*",
    re.IGNORECASE,
)
"""Comments, keywords, dates: they stand whole among what is left out."""
_ALONE = re.compile(
    r"[ \t]*(?:\||(?:[-+]|\d+[.)]|[ \t]\*)[ \t]+\S)|\[fn:[\w-]+\]|[ \t]*-{5,}[ \t]*$"
)
"""What begins a paragraph of its own: a row, an item, a note, a rule."""
_LINK = re.compile(r"\[\[([^\[\]]+)\](?:\[([^\[\]]+)\])?\]")
_PICTURE = re.compile(r".*\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)", re.IGNORECASE)
_NOTE = re.compile(r"\[fn:[\w-]*(?::([^\[\]]+))?\]")
_SIGN = re.compile(r"\\([A-Za-z]{2,12})(?:\{\}|(?![A-Za-z]))")
_AMID = re.compile(r"(?<=\w)(\{\{\{[^{}\n]+\}\}\}|<<[^<>\n]+>>)(\w+)")
"""What is left out within a word: it stands behind it."""
_NUMBER = re.compile(r"^[ \t]*\d+[.)](?=[ \t]+\S)")
_OTHERS = {"dots": "…", "ldots": "…", "mdash": "—", "ndash": "–", "nbsp": " ", "shy": "\u00ad"}


def org_text(_: bytes, text: str) -> str:
    r"""Return the words of an outline, those of its keywords, drawers and comments as well.

    >>> org_text(b"", "It /rained/[fn:: late] on\n[[x.org][Ann]].\n\nSo").split()
    ['It', '/rained/', 'on', 'Ann.', 'late', 'So']
    """
    return "\n".join(_said(text.split("\n")))


def _said(lines: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs of an outline, and the lines that are left out as they stand."""
    waiting: list[str] = []
    hidden, until = 0, -1
    for n, line in enumerate(lines):
        headline = _HEADLINE.fullmatch(line)
        if headline and n > until and not (hidden and len(headline[1]) > hidden):
            hides = _HIDDEN.search(headline[2]) or _STATE.match(headline[2])
            hidden = len(headline[1]) if hides else 0
        if n > until and not hidden:
            until = _end_as_typed(lines, n)
        whole = hidden > 0 or n <= until or _AS_TYPED.fullmatch(line) is not None
        begins = headline or _BLOCK.fullmatch(line) or _ALONE.match(line) or not line.strip()
        if whole or begins:
            yield _paragraph("\n".join(waiting))
            waiting = []
        if whole:
            yield "" if _BLOCK.fullmatch(line) and not hidden else line
        elif headline:
            yield _paragraph(line)
        elif not _BLOCK.fullmatch(line):
            waiting.append(_NUMBER.sub("", line))
    yield _paragraph("\n".join(waiting))


def _end_as_typed(lines: Sequence[str], start: int) -> int:
    """Return the index of the last line of a drawer, or of a block that stands as it was typed."""
    block = _BLOCK.fullmatch(lines[start])
    if block and f"{block[1]}_{block[2]}".lower() in _TYPED:
        ends = (n for n in range(start + 1, len(lines)) if _closes(lines[n], block[2]))
        return next(ends, -1)
    if _DRAWER.fullmatch(lines[start]):
        for n in range(start + 1, min(start + 500, len(lines))):
            if _HEADLINE.fullmatch(lines[n]):
                break
            if lines[n].strip().lower() == ":end:":
                return n
    return -1


def _closes(line: str, name: str) -> bool:
    return line.strip().lower() == f"#+end_{name}".lower()


def _paragraph(text: str) -> str:
    """Return the words of a paragraph, those of notes in it behind the others."""
    notes: list[str] = []

    def noted(found: re.Match[str]) -> str:
        notes.extend(filter(None, [found[1]]))
        return ""

    text = _AMID.sub(r"\2 \1 ", _LINK.sub(_linked, _NOTE.sub(noted, text)))
    return " ".join(_SIGN.sub(_sign, one) for one in (text, *notes))


def _linked(link: re.Match[str]) -> str:
    said = link[2] or link[1]
    return "" if not link[2] and _PICTURE.fullmatch(link[1]) else said


def _sign(found: re.Match[str]) -> str:
    said = _OTHERS.get(found[1]) or html.unescape(f"&{found[1]};")
    return said if len(said) == 1 else found[0]
