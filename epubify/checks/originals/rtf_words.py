"""The text of an RTF file: which of its characters are text, told apart by their groups alone."""

from __future__ import annotations

import codecs
import re

from msgspec.structs import replace

from epubify.checks.originals.paragraph_text import ParagraphText
from epubify.model.records import Record

_SIGN = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|"
    r"([^\\{}\r\n\0]+)|[\r\n\0]+|\\",
    re.DOTALL,
)
_NOTES = "footnote annotation shptxt header headerl headerr headerf footer footerl footerr footerf"
_ANCHORED = frozenset(_NOTES.split())
_OTHER_USES = """
fonttbl colortbl stylesheet info pict fldinst listtext pntext title author keywords doccomm
atnauthor sn sv xe tc tcn rxe txe nonshppict shprslt objdata objclass objname bkmkstart bkmkend
template filetbl listtable revtbl rsidtbl generator nonesttables ftnsep ftnsepc ftncn aftnsep
aftnsepc aftncn private upr subject operator manager company category comment hlinkbase creatim
revtim printim buptim
"""
_NO_TEXT = frozenset(_OTHER_USES.split())
_STARRED = frozenset({"annotation", "shpinst", "shppict", "ud", "picprop"})
"""Groups with a star that hold text, or groups that do."""
_ENDS = frozenset({"par", "sect", "page", "column", "cell", "nestcell", "row", "nestrow"})
_SPACES = frozenset({"tab", "line", "lbr", "emspace", "enspace", "qmspace", "emdash", "endash",
                     "bullet"})  # fmt: skip
_WINDOWS = {
    0: 1252, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255,
    178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}  # fmt: skip
"""Character set of a font → code page of Windows (RTF 1.9.1, page 16)."""
_OTHERS = {77: "mac_roman", 78: "shift_jis", 79: "johab", 80: "gb2312", 81: "big5", 130: "johab",
           83: "mac_greek", 84: "mac_turkish", 88: "mac_latin2", 89: "mac_cyrillic"}  # fmt: skip
_FONT = re.compile(r"\\f(\d+)(?:[^{};\\]|\\(?!f\d))*?\\fcharset(\d+)((?:\{[^{}]*\}|[^;{}])*)")
_GREEK = dict(zip(map(ord, "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghiklmnopqrstuwxyz"),
                  "ΑΒΧΔΕΦΓΗΙΚΛΜΝΟΠΘΡΣΤΥΩΞΨΖαβχδεφγηικλμνοπθρστυωξψζ", strict=True))  # fmt: skip


class _Group(Record):
    """What holds in a group."""

    silent: bool = False
    font: int = -1
    stands_for: int = 1
    anchored: bool = False
    deleted: bool = False


def rtf_text(data: bytes, _: str) -> str:
    """Return the text of a file; notes, comments and heads of pages after their paragraphs."""
    return _Reading(data).text.whole()


class _Reading:
    """One way through a file."""

    def __init__(self, data: bytes) -> None:
        self.source = data.decode("latin-1")
        fonts = _FONT.findall(self.source)
        self.fonts = {int(n): int(c) for n, c, _ in fonts}
        self.names = {int(n): name.casefold() for n, _, name in fonts}
        self.utf8 = not data.isascii() and _is_utf8(data)
        self.text = ParagraphText()
        self.group, self.outer = _Group(), [_Group()]
        self.held, self.passed, self.starred = "", 0, False
        self.page, self.usual = "cp1252", -1
        self.text.begin_paragraph()
        self._run()
        self._flush()

    def _run(self) -> None:
        at = 0
        while found := _SIGN.match(self.source, at):
            at = found.end()
            code, word, number, sign, brace, plain = found.groups()
            if brace:
                self._brace(brace)
            elif word == "bin":
                at += max(0, int(number or 0))
            elif self.passed and (code or word or sign):
                self.passed -= 1
            elif code:
                self.held += chr(int(code, 16))
            elif word:
                self._word(word, int(number) if number else None)
            elif sign:
                self._sign(sign)
            elif plain:
                self._plain(plain)

    def _brace(self, brace: str) -> None:
        self._flush()
        self.passed, self.starred = 0, False
        if brace == "{":
            self.outer.append(self.group)
            if self.group.anchored:
                self.group = replace(self.group, anchored=False)
        elif len(self.outer) > 1:
            if self.group.anchored:
                self.text.end_paragraph()
                self.text.end_anchored()
            self.group = self.outer.pop()

    def _plain(self, plain: str) -> None:
        kept = plain[self.passed :]
        self.passed = max(0, self.passed - len(plain))
        if self.utf8 and not kept.isascii():
            self._flush()
            self._add(kept.encode("latin-1").decode("utf-8", "replace"))
        else:
            self.held += kept

    def _word(self, word: str, number: int | None) -> None:
        self._flush()
        starred, self.starred = self.starred, False
        if word == "u":
            self._unicode(number or 0)
        elif starred and word not in _STARRED | _NO_TEXT | _ANCHORED:
            self.group = replace(self.group, silent=True)
        elif word == "ud":
            self.group = replace(self.group, silent=False)
        elif word in _NO_TEXT:
            self.group = replace(self.group, silent=True)
        elif self.group.silent:
            pass
        elif word in _ANCHORED:
            self.text.begin_anchored()
            self.text.begin_paragraph()
            self.group = replace(self.group, anchored=True, deleted=False)
        elif word in _ENDS:
            self._end()
        elif word in _SPACES:
            self._add(" ")
        else:
            self._state(word, number)

    def _end(self) -> None:
        self.text.end_paragraph()
        self.text.begin_paragraph()

    def _state(self, word: str, number: int | None) -> None:
        if word in ("f", "deff"):
            self.group = replace(self.group, font=number or 0)
            self.usual = number or 0 if word == "deff" else self.usual
        elif word == "plain":
            self.group = replace(self.group, font=max(0, self.usual))
        elif word == "uc":
            self.group = replace(self.group, stands_for=max(0, number or 0))
        elif word == "deleted":
            self.group = replace(self.group, deleted=number != 0)
        elif word in ("ansi", "mac", "pc", "pca"):
            self.page = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}.get(word, "cp1252")
        elif word == "ansicpg":
            self.page = _page(number or 0)

    def _sign(self, sign: str) -> None:
        self._flush()
        if sign == "*":
            self.starred = True
        elif sign in "\r\n" and not self.group.silent:
            self._end()
        elif sign in "-~":
            self._add("\N{SOFT HYPHEN}" if sign == "-" else " ")
        elif sign in "_\\{}":
            self._add(sign.replace("_", "-"))

    def _unicode(self, number: int) -> None:
        self.passed = self.group.stands_for
        code = number + 0x10000 if number < 0 else number
        name = self.names.get(self.group.font, "")
        if 0xF000 <= code < 0xF100:
            code = ord(_symbol(code - 0xF000, name))
        if 0 < code < 0x110000:
            self._add(chr(code))

    def _flush(self) -> None:
        if self.held:
            held, self.held = self.held.encode("latin-1"), ""
            charset = self.fonts.get(self.group.font, 1)
            if charset == 2 and "symbol" in self.names.get(self.group.font, ""):
                self._add("".join(_symbol(byte, "symbol") for byte in held))
            elif charset == 2 and "wingdings" in self.names.get(self.group.font, ""):
                self._add(" ")
            else:
                self._add(held.decode(self._codec(charset), "replace"))

    def _codec(self, charset: int) -> str:
        known = {_codec_of(one) for one in self.fonts.values()}
        if charset == 0 and self.page not in known:
            return self.page
        return _codec_of(charset) or self.page

    def _add(self, text: str) -> None:
        if not self.group.silent and self.group.deleted:
            self.text.add_left_out(text)
        elif not self.group.silent:
            self.text.add(text)


def _symbol(code: int, font: str) -> str:
    if "symbol" in font:
        return _GREEK.get(code, chr(code) if chr(code).isdigit() else " ")
    return chr(code) if not font.strip().startswith("wingdings") and 32 < code < 127 else " "


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _codec_of(charset: int) -> str:
    if charset == 2:
        return "cp1252"
    return _page(_WINDOWS[charset]) if charset in _WINDOWS else _OTHERS.get(charset, "")


def _page(number: int) -> str:
    name = {0: "cp1252", 65001: "utf-8", 936: "gbk"}.get(number, f"cp{number}")
    names = {10000: "mac_roman", 10007: "mac_cyrillic"}
    try:
        return codecs.lookup(names.get(number, name)).name
    except LookupError:
        return "cp1252"
