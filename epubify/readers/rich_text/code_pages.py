"""Which codec reads the bytes of a font of RTF."""

from __future__ import annotations

import codecs
from collections.abc import Collection

WESTERN = "cp1252"
CHARSETS = {
    0: WESTERN, 2: "symbol", 77: "mac_roman", 78: "shift_jis", 79: "johab", 80: "gb2312",
    81: "big5", 83: "mac_greek", 84: "mac_turkish", 88: "mac_latin2", 89: "mac_cyrillic",
    128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""Numbers of character sets of Windows, and of the Macintosh."""
BY_WORD = {"ansi": WESTERN, "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_PAGES = {65001: "utf-8", 10000: "mac_roman", 10007: "mac_cyrillic", 936: "gbk", 0: WESTERN}


def codec_of_page(number: int) -> str:
    """Return the codec of a code page, the western one where Python has none.

    >>> codec_of_page(1251), codec_of_page(65001), codec_of_page(4711)
    ('cp1251', 'utf-8', 'cp1252')
    """
    name = _PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return WESTERN


def codec_of_font(charset: int, page: str, charsets: Collection[int]) -> str:
    """Return the codec of a font by its character set; ``page`` is the code page of the file.

    Programs that know no character sets give all fonts the first one: where no font has that of the
    code page, it is that of the text.

    >>> codec_of_font(204, "cp1252", [0, 204]), codec_of_font(0, "cp1251", [0])
    ('cp1251', 'cp1251')
    >>> codec_of_font(0, "cp1251", [0, 204])
    'cp1252'
    """
    if charset == 0 and all(CHARSETS.get(one) != page for one in charsets):
        return page
    return CHARSETS.get(charset, page)


def whole_text(text: str) -> str:
    """Return text in which halves of characters stand together, and no half is left.

    >>> whole_text("\\ud83d\\ude00 so \\ud83d").encode("utf-8").decode()
    '😀 so �'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
