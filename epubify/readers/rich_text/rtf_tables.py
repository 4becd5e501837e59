"""What an RTF file says once: its fonts, its styles, its properties."""

from __future__ import annotations

from msgspec import Struct, field

from epubify.readers.rich_text.code_pages import WESTERN, codec_of_font
from epubify.readers.rich_text.rtf_state import RtfStyle

DEFAULT_CHARSET = 1
"""The character set of a font that says none: that of the file."""


class RtfTables(Struct):
    """The tables at the head of a file, filled word by word."""

    page: str = WESTERN
    """Codec of the code page of the file."""
    charsets: dict[int, int] = field(default_factory=dict)
    """Number of a font → its character set."""
    kinds: set[int] = field(default_factory=set)
    """Character sets that fonts name."""
    names: dict[int, str] = field(default_factory=dict)
    """Number of a font → its name."""
    styles: dict[int, RtfStyle] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    usual_font: int = 0
    _font: int = 0
    _style: int | None = 0
    """The style of paragraphs at hand, None while it is one of characters."""
    _based_on: int | None = None
    _level: int | None = None

    def font_word(self, word: str, number: int | None) -> None:
        """Take a control word of the table of fonts."""
        if word == "f":
            self._font = number or 0
            self.charsets.setdefault(self._font, DEFAULT_CHARSET)
        elif word == "fcharset":
            self.charsets[self._font] = number or 0
            self.kinds.add(number or 0)

    def font_text(self, text: str) -> None:
        """Take the name of a font."""
        self.names[self._font] = (self.names.get(self._font, "") + text).rstrip(";")

    def style_word(self, word: str, number: int | None) -> None:
        """Take a control word of the table of styles."""
        if word == "s":
            self._style = number or 0
        elif word in ("cs", "ds", "ts"):
            self._style = None
        elif word == "sbasedon":
            self._based_on = number
        elif word == "outlinelevel":
            self._level = number

    def style_name(self, name: str) -> None:
        """Take the name of a style, with which its entry ends."""
        if self._style is not None:
            based_on = self._based_on if self._based_on != self._style else None
            self.styles[self._style] = RtfStyle(name.strip(), based_on, self._level)
        self._style, self._based_on, self._level = 0, None, None

    def codec(self, font: int) -> str:
        """Return the codec of a font, that of the file for one that is in no table."""
        charset = self.charsets.get(font, DEFAULT_CHARSET)
        return codec_of_font(charset, self.page, self.kinds)
