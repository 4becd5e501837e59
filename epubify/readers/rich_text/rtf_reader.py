"""The text of an RTF file, as pieces."""

from __future__ import annotations

from collections.abc import Callable

from epubify.model import GroupKind, Matter
from epubify.model.spans import NOTE_SIGN
from epubify.readers.galley import LeftOut
from epubify.readers.office import (
    Aside,
    DocumentPiece,
    FrameEdge,
    Illustration,
    TypedRun,
    text_of_pieces,
)
from epubify.readers.office.archive_pictures import picture_of
from epubify.readers.office.document_pieces import COMMENTED, LINK
from epubify.readers.office.style_names import symbol
from epubify.readers.rich_text.code_pages import BY_WORD, codec_of_page, whole_text
from epubify.readers.rich_text.rtf_state import Flow, GroupState
from epubify.readers.rich_text.rtf_tables import RtfTables
from epubify.readers.rich_text.rtf_tokens import Token, tokens_of
from epubify.text.lazy_pattern import lazy

HEADS = frozenset({"header", "headerl", "headerr", "headerf",
                   "footer", "footerl", "footerr", "footerf"})  # fmt: skip
APART = HEADS | {"footnote", "annotation", "shptxt"}
"""Destinations with paragraphs of their own."""
KEPT = frozenset({"annotation", "shpinst", "shppict", "ud", "picprop"})
"""Destinations that may be passed over, and are not."""
READ = frozenset({"fonttbl", "stylesheet", "pict", "fldinst", "listtext", "pntext", "title",
                  "author", "keywords", "doccomm", "atnauthor", "sn", "sv", "info"})  # fmt: skip
"""Destinations whose text says something and is no text of the story."""
SKIPPED = frozenset({
    "colortbl", "xe", "tc", "tcn", "rxe", "txe", "nonshppict", "shprslt", "objdata", "objclass",
    "objname", "bkmkstart", "bkmkend", "template", "filetbl", "listtable", "revtbl", "rsidtbl",
    "generator", "nonesttables", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn",
    "private", "upr", "subject", "operator", "manager", "company", "category", "comment",
    "hlinkbase", "creatim", "revtim", "printim", "buptim"
})  # fmt: skip
SIGNS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "\N{EM DASH}", "endash": "\N{EN DASH}",
    "lquote": "\N{LEFT SINGLE QUOTATION MARK}", "rquote": "\N{RIGHT SINGLE QUOTATION MARK}",
    "ldblquote": "\N{LEFT DOUBLE QUOTATION MARK}", "rdblquote": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "bullet": "\N{BULLET}", "emspace": "\N{EM SPACE}", "enspace": "\N{EN SPACE}",
    "qmspace": "\N{FOUR-PER-EM SPACE}", "zwj": "\N{ZERO WIDTH JOINER}",
    "zwnj": "\N{ZERO WIDTH NON-JOINER}",
}  # fmt: skip
SYMBOLS = {
    "~": "\N{NO-BREAK SPACE}", "-": "\N{SOFT HYPHEN}", "_": "\N{NON-BREAKING HYPHEN}",
    "\\": "\\", "{": "{", "}": "}",
}  # fmt: skip
FACES = frozenset({"b", "i", "ul", "caps", "scaps", "strike", "striked", "super", "sub", "v",
                   "fs", "deleted"})  # fmt: skip
PARAGRAPHS = frozenset({"intbl", "outlinelevel", "li", "ri", "pagebb", "ls", "ilvl"})
UNDERLINES = frozenset({"uld", "uldb", "ulw", "ulth", "uldash", "ulwave"})
ALIGNMENTS = frozenset({"qc", "qr", "ql", "qj"})
PROPERTIES = {"title": "title", "author": "author", "keywords": "subjects",
              "doccomm": "description"}  # fmt: skip
BREAKS = frozenset({"par", "sect", "page", "column", "cell", "nestcell", "row", "nestrow"})
DESTINATIONS = APART | READ | SKIPPED | {"field", "ud"}
_LISTING = lazy(r"\s*(?:TOC|INDEX)\b")
_HEX = lazy(r"[^0-9a-fA-F]+")


class RtfReader:
    """Goes through the signs of a file and tells its pieces."""

    def __init__(self, data: bytes) -> None:
        self.tables = RtfTables()
        self.state = GroupState()
        self.groups: list[GroupState] = []
        self.flows = [Flow()]
        self.held = bytearray()
        """Bytes that were not decoded yet: a character may be two of them."""
        self.skip = 0
        """Signs to pass over: they stand for a character that was told in Unicode."""
        self.skipped: list[str] = []
        """Pictures that cannot be shown."""
        self.told: list[str] = []
        """Text of the destination at hand."""
        self.codes: list[str] = []
        """The codes of the fields that are open."""
        self.property, self.alt = "", ""
        self.notes = 0
        self.breaks_page = True
        """A section begins on a new page."""
        self.raw_is_unicode = is_unicode(data)
        self.kinds: dict[str, Callable[[Token], None]] = {
            "word": self.word, "symbol": self.symbol, "hex": self.byte, "text": self.text,
            "brace": self.brace,
        }  # fmt: skip
        for token in tokens_of(data):
            self.kinds[token.kind](token)
        self.flush()  # in the group that a file which was cut off ends in
        while self.groups:
            self.close()
        self.pieces = self.finished(self.flows[0], self.state)

    @property
    def flow(self) -> Flow:
        """The text that is being put together."""
        return self.flows[-1]

    def finished(self, flow: Flow, state: GroupState) -> list[DocumentPiece]:
        """Return the pieces of a text, its last paragraph ended."""
        if flow.parts or flow.after:
            flow.end(state, self.tables.styles)
        flow.end_table()
        return flow.pieces

    # ---------------------------------------------------------------------------- groups

    def brace(self, token: Token) -> None:
        """Open or close a group."""
        self.flush()
        self.skip = 0
        if token.text == b"{":
            self.groups.append(self.state)
            self.state = self.state.copy()
        elif self.groups:
            self.close()

    def close(self) -> None:
        """Close a group, and the destination that ends with it."""
        done, self.state = self.state, self.groups.pop()
        name = done.opens
        if name in APART:
            self.close_flow(done, name)
        elif name == "field" and self.codes:
            self.codes.pop()
        elif name in READ:
            told, self.told = "".join(self.told), []
            self.say(name, told)

    def say(self, name: str, told: str) -> None:
        """Take the text of a destination."""
        if name == "pict":
            self.picture(told)
        elif name == "fldinst" and self.codes:
            self.codes[-1] = told
        elif name in ("listtext", "pntext"):
            self.flow.label = told.strip() or "\N{BULLET}"
        elif name in PROPERTIES:
            self.tables.properties.setdefault(PROPERTIES[name], whole_text(told))
        elif name == "sn":
            self.property = told
        elif name == "sv" and self.property == "wzDescription":
            self.alt = whole_text(told)

    def close_flow(self, done: GroupState, name: str) -> None:
        """End a note, a comment, a running head, a box; it is set after the paragraph."""
        inner = self.finished(self.flows.pop(), done)
        if name == "footnote":
            self.notes += 1
            own = f"note-{self.notes}"
            self.flow.parts.append(TypedRun(NOTE_SIGN, note=own))
            frame = GroupKind.FOOTNOTE
            inner = [FrameEdge(frame, True, own), *inner, FrameEdge(frame, False)]
        elif name == "annotation":
            inner = [Aside(text_of_pieces(inner), Matter.COMMENT, "comment beside the text")]
        elif name in HEADS:
            kind = name[: len("header")]
            inner = [Aside(text_of_pieces(inner), Matter.RUNNING_HEAD, f"{kind} of the pages")]
        self.flow.after += inner

    def destination(self, word: str) -> None:
        """Let the group at hand be for something else than text."""
        if self.state.goal == "skipped" and word != "ud":
            return
        if word in APART:
            self.flows.append(Flow())
            self.state.goal, self.state.opens = "text", word
            self.state.face, self.state.paragraph = {}, {}
        elif word in READ:
            self.state.goal = self.state.opens = word
            self.told = []
        elif word == "field":
            self.codes.append("")
            self.state.opens = word
        elif word == "ud":
            self.state.goal = "text"
        elif word in SKIPPED:
            self.state.goal = "skipped"

    # ----------------------------------------------------------------------------- words

    def word(self, token: Token) -> None:
        """Take a control word."""
        if self.skip:
            self.skip -= 1
            return
        word, number = token.text.decode("ascii"), token.number
        if word == "u":
            self.unicode(number or 0)
            return
        self.flush()
        if self.state.starred:
            self.state.starred = False
            if word not in KEPT | READ | APART:
                self.state.goal = "skipped"
                return
        goal = self.state.goal
        if word in DESTINATIONS:
            self.destination(word)
        elif goal == "fonttbl":
            self.tables.font_word(word, number)
        elif goal == "stylesheet":
            self.tables.style_word(word, number)
        elif word in SIGNS:
            self.add(SIGNS[word])
        elif word in BREAKS and goal == "text":
            self.break_at(word)
        else:
            self.set(word, number)

    def set(self, word: str, number: int | None) -> None:
        """Let a control word hold from here on."""
        state = self.state
        if word in FACES:
            state.face[word] = 1 if number is None else number
        elif word in UNDERLINES:
            state.face["ul"] = 1 if number is None else number
        elif word == "ulnone":
            state.face["ul"] = 0
        elif word == "nosupersub":
            state.face |= {"super": 0, "sub": 0}
        elif word == "plain":
            state.face = {"deleted": state.face.get("deleted", 0)}
            state.font = self.tables.usual_font
        elif word in ("pard", "sectd"):
            state.paragraph = {} if word == "pard" else state.paragraph
            self.breaks_page = self.breaks_page or word == "sectd"
        elif word in PARAGRAPHS:
            state.paragraph[word] = 1 if number is None else number
        elif word in ALIGNMENTS:
            state.paragraph = {k: v for k, v in state.paragraph.items() if k not in ALIGNMENTS}
            state.paragraph[word] = 1
        else:
            self.set_rest(word, number or 0)

    def set_rest(self, word: str, number: int) -> None:
        """Take a control word about fonts, code pages, styles and sections."""
        if word == "f":
            self.state.font = number
        elif word == "uc":
            self.state.fallback = max(0, number)
        elif word == "s":
            self.state.paragraph["s"] = number
        elif word == "deff":
            self.tables.usual_font = self.state.font = number
        elif word in BY_WORD:
            self.tables.page = BY_WORD[word]
        elif word == "ansicpg":
            self.tables.page = codec_of_page(number)
        elif word == "sbknone":
            self.breaks_page = False
        elif word.startswith("sbk"):
            self.breaks_page = True

    def break_at(self, word: str) -> None:
        """End a paragraph, a cell, a row, a page."""
        if word in ("row", "nestrow"):
            self.flow.end_row()
            return
        if word in ("page", "column") and not self.flow.parts:
            self.flow.page = True
            return
        self.flow.end(self.state, self.tables.styles, cell=word in ("cell", "nestcell"))
        self.flow.page |= word == "page" or (word == "sect" and self.breaks_page)

    # ------------------------------------------------------------------------------ text

    def symbol(self, token: Token) -> None:
        """Take a control symbol."""
        sign = token.text.decode("latin-1")
        if self.skip:
            self.skip -= 1
            return
        self.flush()
        if sign == "*":
            self.state.starred = True
        elif sign in "\r\n":
            self.word(Token("word", b"par"))
        elif sign in SYMBOLS:
            self.add(SYMBOLS[sign])

    def byte(self, token: Token) -> None:
        """Take a byte of text."""
        if self.skip:
            self.skip -= 1
        else:
            self.held += token.text

    def text(self, token: Token) -> None:
        """Take text as it stands."""
        text = token.text
        if self.skip:
            passed = min(self.skip, len(text))
            self.skip -= passed
            text = text[passed:]
        if self.raw_is_unicode and not text.isascii():
            self.flush()
            self.add(text.decode("utf-8", "replace"))
        else:
            self.held += text

    def unicode(self, number: int) -> None:
        """Take a character by its number; negative ones are those above 32,767."""
        self.flush()
        self.skip = self.state.fallback
        code = number % 0x10000 if number < 0 else number
        if code and code < 0x110000:
            name = self.tables.names.get(self.state.font, "")
            self.add(symbol(code, name) if 0xE000 <= code < 0xF900 else chr(code))

    def flush(self) -> None:
        """Decode the bytes that are held."""
        if not self.held:
            return
        data, self.held = bytes(self.held), bytearray()
        codec = self.tables.codec(self.state.font)
        if codec == "symbol":
            name = self.tables.names.get(self.state.font, "")
            symbolic = name if name.casefold().startswith(("symbol", "wingdings")) else ""
            text = data.decode("cp1252", "replace")
            self.add("".join(symbol(byte, symbolic) for byte in data) if symbolic else text)
        else:
            self.add(data.decode(codec, "replace"))

    def add(self, text: str) -> None:
        """Add text to what the group at hand is for."""
        goal = self.state.goal
        if goal == "text":
            self.flow.parts.append(self.part(text))
        elif goal == "fonttbl":
            self.tables.font_text(text)
        elif goal == "stylesheet":
            self.told.append(text)
            if ";" in text:
                self.tables.style_name("".join(self.told).partition(";")[0])
                self.told = []
        elif goal in READ:
            self.told.append(text)

    def part(self, text: str) -> TypedRun | LeftOut:
        """Return text as a part of its paragraph."""
        if self.state.face.get("deleted"):
            return LeftOut(text, Matter.HIDDEN, "deleted, and the change was not accepted")
        if any(_LISTING.match(code) for code in self.codes):
            return LeftOut(text, Matter.CONTENTS, "field that lists the contents")
        links = [found[1] for code in self.codes if (found := LINK.match(code))]
        links += [found[1] for code in self.codes if (found := COMMENTED.match(code))]
        return TypedRun(text, self.state.look_of_characters(), links[-1] if links else None)

    def picture(self, digits: str) -> None:
        """Take a picture."""
        even = _HEX.sub("", digits)
        data = bytes.fromhex(even[: len(even) // 2 * 2])
        picture = picture_of("picture in the text", data)
        if picture:
            self.flow.after.append(Illustration(picture, self.alt))
        elif data:
            self.skipped.append("a drawing in the text")
        self.alt = ""


def is_unicode(data: bytes) -> bool:
    """Tell whether what stands as it is in a file is UTF-8, as careless programs write it."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
