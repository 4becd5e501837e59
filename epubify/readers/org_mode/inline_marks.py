"""What stands within a paragraph of Org: marks, links, notes, names of signs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from epubify.model import Matter, Span
from epubify.model.records import Record
from epubify.model.spans import NOTE_SIGN
from epubify.readers.galley import LeftOut, Part
from epubify.text.lazy_pattern import lazy

MARKS = {"*": "strong", "/": "emphasis", "_": "emphasis", "+": "strike"}
"""Signs around words, and what they mark; those of code are no marks in a story."""
LONGEST_MARKED = 600
"""Characters between two signs of a mark. With more, a stray star marks half a page; with fewer,
what is thought at length keeps its signs."""
_TOKEN = lazy(
    r"""
    \[\[(?P<target>[^\[\]\n]+)\](?:\[(?P<label>[^\[\]]+)\])?\]
    | \[fn:(?P<note>[\w-]*)(?::(?P<said>[^\[\]]+))?\]
    | \{\{\{(?P<macro>[^{}\n]+)\}\}\}
    | <<(?P<place>[^<>\n]+)>>
    | \\(?P<sign>[A-Za-z]{2,12})(?:\{\}|(?![A-Za-z]))
    """,
    re.VERBOSE,
)
_MARKED = lazy(
    r"(?:(?<=[\s\-–—({'\"“‘«\ue000-\uf8ff])|^)(?P<sign>[*/_+=~])(?P<words>\S|\S.{0,598}?\S)(?P=sign)"
    r"(?=[\s\-–—.,;:!?'\")}\[\\”’»…\ue000-\uf8ff]|$)",
    re.DOTALL,
)
_HELD = lazy("[\ue000-\uf8ff]")
"""Signs that stand in for tokens while marks are looked for; no text has them."""
_PICTURE = lazy(r".*\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)", re.IGNORECASE)
_NAMED = {"dots": "…", "ldots": "…", "mdash": "—", "ndash": "–", "nbsp": "\u00a0", "shy": ""}
MOST_HELD = 6_000
"""Tokens of a paragraph; there are no more signs to stand in for them."""


class Inline(Record):
    """A paragraph taken apart: its parts, its notes, and the pictures in it."""

    parts: tuple[Part, ...]
    notes: tuple[tuple[str, str], ...] = ()
    """Name and words of each note that is written where it belongs."""
    pictures: tuple[str, ...] = ()


class InlineMarks:
    """Takes paragraphs apart, and counts the notes that have no name."""

    def __init__(self) -> None:
        self.count = 0

    def read(self, text: str) -> Inline:
        """Return a paragraph with what its signs say.

        >>> read = InlineMarks().read("It /rained/[fn:1] on [[x][Ann]].")
        >>> [(part.text, *part.marks) for part in read.parts]
        [('It ',), ('rained', 'emphasis'), ('†', 'noteref'), (' on ',), ('Ann',), ('.',)]
        """
        found = [*_TOKEN.finditer(text)][:MOST_HELD]
        held: dict[str, list[Part]] = {}
        notes: list[tuple[str, str]] = []
        pictures: list[str] = []
        masked, done = [], 0
        for n, token in enumerate(found):
            sign = chr(0xE000 + n)
            held[sign] = [*self.token(token, notes, pictures)]
            masked += [text[done : token.start()], sign]
            done = token.end()
        whole = "".join([*masked, text[done:]])
        parts = tuple(self.marked(whole, frozenset(), held))
        return Inline(parts, tuple(notes), tuple(pictures))

    def token(
        self, token: re.Match[str], notes: list[tuple[str, str]], pictures: list[str]
    ) -> Iterator[Part]:
        """Yield what a token is; note what it adds."""
        if target := token["target"]:
            if _PICTURE.fullmatch(target) and not token["label"]:
                pictures.append(target.removeprefix("file:"))
                return
            yield Span(token["label"] or target, href=target if "://" in target else None)
        elif token["macro"] or token["place"]:
            kind = "macro" if token["macro"] else "target of links"
            said = token["macro"] or token["place"].strip("<>")
            yield LeftOut(said, Matter.BOILERPLATE, f"{kind} of Org")
        elif token["sign"]:
            yield Span(sign_called(token["sign"]) or token[0])
        else:
            self.count += 1
            name = token["note"] or f"inline-{self.count}"
            if said := token["said"]:
                notes.append((name, said))
            yield Span(NOTE_SIGN, frozenset({"noteref"}), f"#{name}")

    def marked(
        self, text: str, marks: frozenset[str], held: dict[str, list[Part]]
    ) -> Iterator[Part]:
        """Yield the parts of a text, with marks and what stands in for tokens resolved."""
        done = 0
        for found in _MARKED.finditer(text):
            yield from plain_parts(text[done : found.start()], marks, held)
            if mark := MARKS.get(found["sign"]):
                yield from self.marked(found["words"], marks | {mark}, held)
            else:
                yield from plain_parts(found["words"], marks, held)
            done = found.end()
        yield from plain_parts(text[done:], marks, held)


def plain_parts(text: str, marks: frozenset[str], held: dict[str, list[Part]]) -> Iterator[Part]:
    """Yield the parts of a text without marks in it."""
    done = 0
    for sign in _HELD.finditer(text):
        yield from ([Span(text[done : sign.start()], marks)] if sign.start() > done else ())
        for part in held.get(sign[0], [Span(sign[0], marks)]):
            if isinstance(part, LeftOut):
                yield part
            else:
                yield Span(part.text, part.marks | marks, part.href)
        done = sign.end()
    yield from ([Span(text[done:], marks)] if text[done:] else ())


def sign_called(name: str) -> str:
    r"""Return the sign that a name stands for, "" where none is called so.

    >>> sign_called("mdash"), sign_called("eacute"), sign_called("ford")
    ('—', 'é', '')
    """
    if name in _NAMED:
        return _NAMED[name] or "\u00ad"
    said = html.unescape(f"&{name};")
    return said if len(said) == 1 else ""
