"""The text of a Word document, told element by element by a parser that builds no tree."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from epubify.checks.originals.paragraph_text import ParagraphText, told_text

_UNREAD = frozenset({"Fallback", "instrText", "delInstrText"})
_DELETIONS = frozenset({"del", "moveFrom"})
_SIGNS = {
    "tab": " ", "ptab": " ", "br": "\n", "cr": "\n",
    "noBreakHyphen": "-", "softHyphen": "\N{SOFT HYPHEN}",
}  # fmt: skip
_GREEK = (
    *[
        "Α",
        "Β",
        "Χ",
        "Δ",
        "Ε",
        "Φ",
        "Γ",
        "Η",
        "Ι",
        "ϑ",
        "Κ",
        "Λ",
        "Μ",
        "Ν",
        "Ο",
        "Π",
        "Θ",
        "Ρ",
        "Σ",
        "Τ",
        "Υ",
        "ς",
        "Ω",
        "Ξ",
        "Ψ",
        "Ζ",
        "-",
        "-",
        "-",
        "-",
        "-",
        "-",
    ],
    *[
        "α",
        "β",
        "χ",
        "δ",
        "ε",
        "φ",
        "γ",
        "η",
        "ι",
        "ϕ",
        "κ",
        "λ",
        "μ",
        "ν",
        "ο",
        "π",
        "θ",
        "ρ",
        "σ",
        "τ",
        "υ",
        "ϖ",
        "ω",
        "ξ",
        "ψ",
        "ζ",
    ],
)
"""What the font Symbol has for the letters from ``A`` on."""
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'(Type|Target|TargetMode)\s*=\s*["\']([^"\']*)["\']')
_ORDER = ("footnotes", "endnotes", "comments", "header", "footer")


def word_text(data: bytes, _: str) -> str:
    """Return the text of a document, then its notes, comments, heads and feet of pages."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(map(_text_of, map(archive.read, _parts(archive))))
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError) as error:
        raise ValueError(str(error)) from error


def _parts(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the names of the parts with text in them."""
    names = archive.namelist()
    top = [name for kind, name in _targets(archive, "_rels/.rels", "") if kind == "officeDocument"]
    main = (top or ["word/document.xml"])[0]
    yield main
    folder, _, name = main.rpartition("/")
    related = list(_targets(archive, f"{folder}/_rels/{name}.rels".lstrip("/"), folder))
    for kind in _ORDER:
        yield from dict.fromkeys(n for one, n in related if one == kind and n in names)


def _targets(archive: zipfile.ZipFile, entry: str, folder: str) -> Iterator[tuple[str, str]]:
    if entry not in archive.namelist():
        return
    for relation in _RELATION.findall(archive.read(entry)):
        said = {key: text.decode("utf-8", "replace") for key, text in _ATTRIBUTE.findall(relation)}
        target = said.get(b"Target", "")
        steps = [] if target.startswith("/") or not folder else folder.split("/")
        for step in target.split("/"):
            if step == "..":
                del steps[-1:]
            elif step not in ("", "."):
                steps.append(step)
        if said.get(b"TargetMode") != "External":
            yield said.get(b"Type", "").rpartition("/")[2], "/".join(steps)


def _text_of(part: bytes) -> str:
    return told_text(part, _Teller())


class _Teller:
    """Hears of each element of a part."""

    def __init__(self) -> None:
        self.text = ParagraphText()
        self.unread = 0
        """Elements that are open in which nothing is read."""
        self.listens = 0
        self.left_out = 0
        """Deletions that are open."""
        self.readings: list[str] | None = None
        """The reading of characters, which stands before them and is read behind them."""
        self.inside = ""
        self.notes: list[bool] = []
        """Of each open note, whether it is a line between text and notes."""

    def start(self, tag: str, attrib: dict[str, str]) -> None:
        """Begin an element."""
        name = tag.rpartition("}")[2]
        said = {key.rpartition("}")[2]: text for key, text in attrib.items()} if attrib else attrib
        if name in _UNREAD or said.get("type") in ("separator", "continuationSeparator"):
            self.unread += 1
        if name in ("footnote", "endnote"):
            self.notes.append(said.get("type") in ("separator", "continuationSeparator"))
        if self.unread:
            return
        if name == "p" and not self.inside:
            self.text.begin_paragraph()
        elif name == "txbxContent":
            self.text.begin_anchored()
        elif name in _DELETIONS:
            self.left_out += 1
        elif name in ("t", "delText"):
            self.listens += 1
        elif name == "rt":
            self.readings, self.inside = [], "rt"
        elif name == "sym":
            self.text.add(_symbol(said))
        elif name in _SIGNS and not (name == "tab" and "val" in said):
            self.text.add(_SIGNS[name])

    def end(self, tag: str) -> None:
        """End an element."""
        name = tag.rpartition("}")[2]
        if name in _UNREAD:
            self.unread -= 1
        elif name in ("footnote", "endnote") and self.notes:
            self.unread -= self.notes.pop()
        elif self.unread:
            return
        elif name == "p" and not self.inside:
            self.text.end_paragraph()
        elif name == "txbxContent":
            self.text.end_anchored()
        elif name in _DELETIONS:
            self.left_out -= 1
        elif name in ("t", "delText"):
            self.listens -= 1
        elif name == "rt":
            self.inside = ""
        elif name == "ruby" and self.readings is not None:
            self.text.add("".join(self.readings))
            self.readings = None

    def data(self, data: str) -> None:
        """Take characters."""
        if self.listens and not self.unread:
            if self.inside and self.readings is not None:
                self.readings.append(data)
            elif self.left_out:
                self.text.add_left_out(data)
            else:
                self.text.add(data)

    def close(self) -> str:
        """Return all text."""
        return self.text.whole()


def _symbol(said: dict[str, str]) -> str:
    code = int(said.get("char") or "0", 16) & 0xFF
    greek = said.get("font", "").casefold().startswith("symbol") and 0x41 <= code < 0x7B
    return _GREEK[code - 0x41] if greek else "\N{BULLET}"
