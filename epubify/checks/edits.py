"""Judging recorded edits: may this one be replayed, or does it change words?

An edit may change spaces and punctuation as it likes. One that changes letters is believed
only where what it claims to do can be done again here, from the standard library alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from epubify.checks.lists import word_list
from epubify.checks.tokens import letters, words
from epubify.model import SOFT_BREAK

_ONE_BYTE = (
    "cp1252",
    "latin-1",
    "cp1250",
    "cp1251",
    "cp1254",
    "mac-roman",
    "cp437",
    "cp850",
    "koi8-r",
)
_HTML_TAG = r"(?i)</?([a-z!?][a-z0-9:]*)(?=[\s/>])[^<>]*>"
_TERMINAL_CODE = "\x1b\\[[0-9;?]*[ -/]*[@-~]|\x1b[^\\[A-Za-z]?[0-9A-Za-z=>]"
_AOZORA_NOTE = r"［＃[^［］\n]*］"
_OUTSIDE_NOTE = r"※［＃[^［］\n]*?([12]-\d{1,2}-\d{1,2}|U\+[0-9A-F]{4,5})[^［］\n]*］"
_PIXIV_MARK = (
    r"\[newpage\]|\[chapter:|\[(?:uploadedimage|pixivimage|jump):[\d-]+\]"
    r"|\[\[rb:([^>\n]+)>([^>\n]+)\]\]|\[\[jumpuri:([^>\n]+)>[^\n]+\]\]"
)
_BBCODE_TAG = r"(?i)\[/?([a-z*]+)(?=[\]=\s])[^\[\]\n]*\]"


@lru_cache(maxsize=65536)
def is_sound(rule: str, before: str, after: str) -> bool:
    """Tell whether an edit keeps the words, or changes them as its rule verifiably may.

    >>> is_sound("quotes", '"Go', "“Go")
    True
    >>> is_sound("quotes", "Go", "Went")
    False
    >>> is_sound("mojibake", "donâ€™t cafÃ©", "don’t café")
    True
    """
    if before.count("\n") != after.count("\n"):
        return False
    # Only the final `=` of a line of quoted-printable says that the line goes on.
    if after.count(SOFT_BREAK) > before.count(SOFT_BREAK) + before.count("=\n"):
        return False
    if letters(before) == letters(after):
        return True
    verify = VERIFIERS.get(rule)
    return verify is not None and verify(before, after)


def keeps_boundaries(rule: str, left: str, before: str, after: str, right: str) -> bool:
    """Tell whether an edit neither glues nor splits words; ``left`` and ``right`` stand around it.

    >>> keeps_boundaries("spaces", "a", "  ", " ", "b")
    True
    >>> keeps_boundaries("spaces", "a", " ", "", "b")
    False
    """
    if rule in MOVE_BOUNDARIES:
        return True
    return words(left + before + right) == words(left + after + right)


def _is_unescaped(before: str, after: str) -> bool:
    from html import unescape

    text = before
    for _ in range(3):  # text that went through several archives is escaped several times
        text = unescape(text)
        if letters(text) == letters(after):
            return True
    return False


def _is_tag(before: str, after: str) -> bool:
    if letters(after):
        return False
    if before.startswith("<!--") and before.find("-->") == len(before) - 3:
        return True
    tag = re.fullmatch(_HTML_TAG, before)
    if tag:
        return tag[1].lower() in word_list("tags", "html")
    tag = re.fullmatch(_BBCODE_TAG, before)
    return tag is not None and tag[1].lower() in word_list("tags", "bbcode")


def _is_terminal_code(before: str, after: str) -> bool:
    return not after.strip(" ") and re.fullmatch(_TERMINAL_CODE, before) is not None


def _is_struck_over(before: str, after: str) -> bool:
    """Tell whether a line is what remains when every letter struck over another is printed.

    What stands in a place last is read, but for the underscore; accents count as no letters.
    """
    paper: list[str] = []
    at = 0
    for char in before:
        if char == "\b":
            at = max(0, at - 1)
            continue
        paper[at : at + 1] = [_on_top(paper[at : at + 1], char)]
        at += 1
    return _bare("".join(paper)) == _bare(after)


def _on_top(below: list[str], char: str) -> str:
    """Return what is read in a place: the letter, whatever mark is above or below it."""
    return below[0] if below and below[0].isalnum() and not char.isalnum() else char


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if char.isalnum()).lower()


def _is_aozora_note(before: str, after: str) -> bool:
    if not letters(after):
        return re.fullmatch(_AOZORA_NOTE, before) is not None
    named = re.fullmatch(_OUTSIDE_NOTE, before)
    return named is not None and after in _characters_named(named[1])


def _is_pixiv_mark(before: str, after: str) -> bool:
    said = re.fullmatch(_PIXIV_MARK, before)
    kept = "".join(filter(None, said.groups())) if said else ""
    return said is not None and letters(kept) == letters(after)


def _characters_named(place: str) -> set[str]:
    """Return the characters that a place in Unicode, or in JIS X 0213, may stand for."""
    if place.startswith("U+"):
        return {chr(int(place[2:], 16))}
    plane, row, cell = map(int, place.split("-"))
    prefix = [0x8F] if plane == 2 else []
    data = bytes([*prefix, *(min(number, 94) + 0xA0 for number in (row, cell))])
    return {data.decode("euc_jis_2004", "replace")}


def _is_unquoted(before: str, after: str) -> bool:
    from quopri import decodestring

    try:
        data = decodestring(before.encode("ascii"))
    except UnicodeEncodeError:
        return False
    return any(
        letters(data.decode(codec, "replace")) == letters(after)
        for codec in ("utf-8", "cp1252", "latin-1")
    )


def _is_c1_byte(before: str, after: str) -> bool:
    read = (_byte_as_cp1252(char) if 0x80 <= ord(char) <= 0x9F else char for char in before)
    return "".join(read) == after


def _byte_as_cp1252(char: str) -> str:
    return bytes([ord(char)]).decode("cp1252", "replace")


def _is_demojibaked(before: str, after: str) -> bool:
    wanted = _loose(after)
    if any(_loose(text) == wanted for text in _readings(before, depth=3)):
        return True
    return _is_of_other_codec(before, after) or _is_read_as_gbk(before, after)


def _is_of_other_codec(before: str, after: str) -> bool:
    """Tell whether bytes of a codec of Eastern Europe were read as those of the Western one."""
    try:
        data = before.encode("cp1252")
    except UnicodeEncodeError:
        return False
    codecs = ("cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "iso8859_7")
    return any(data.decode(codec, "replace") == after for codec in codecs)


def _is_read_as_gbk(before: str, after: str) -> bool:
    """Tell whether UTF-8 was read as GBK; U+FFFD stands for what was lost on either side.

    A question mark may stand for it too, and the euro sign for 0x80.
    """
    lost = "\N{REPLACEMENT CHARACTER}"
    odd = {lost: b"\xff", "?": b"\xff", "€": b"\x80"}
    try:
        data = b"".join(odd[char] if char in odd else char.encode("gb18030") for char in before)
        parts = [part.encode("utf-8") for part in after.split(lost)]
    except UnicodeEncodeError:
        return False
    wanted = [b"".join(b"[%b\xff]" % re.escape(bytes([byte])) for byte in part) for part in parts]
    return re.fullmatch(b"[\x80-\xff]{1,3}".join(wanted), data) is not None


def _loose(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _readings(text: str, depth: int) -> Iterator[str]:
    """Yield what the text may have been before it was read with a wrong one-byte codec."""
    for codec in _ONE_BYTE:
        try:
            read = _encode(text, codec).decode("utf-8")
        except UnicodeError:
            continue
        if read != text:
            yield read
            if depth > 1:
                yield from _readings(read, depth - 1)


def _encode(text: str, codec: str) -> bytes:
    """Encode with a codec; C1 controls stand for the bytes that the codec leaves undefined."""
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return b"".join(
            bytes([ord(char)]) if 0x80 <= ord(char) <= 0x9F else char.encode(codec) for char in text
        )


def _is_one_line(before: str, after: str) -> bool:
    """Judge an edit that a person made as far as can be done here; see ``sidecar_edits``."""
    return "\n" not in before + after


VERIFIERS: dict[str, Callable[[str, str], bool]] = {
    "entities": _is_unescaped,
    "tags": _is_tag,
    "terminal-codes": _is_terminal_code,
    "overstrike": _is_struck_over,
    "aozora": _is_aozora_note,
    "pixiv": _is_pixiv_mark,
    "quoted-printable": _is_unquoted,
    "c1-bytes": _is_c1_byte,
    "mojibake": _is_demojibaked,
    "sidecar": _is_one_line,
}
"""Rules that may change letters, and how their edits are done again.

Rules such as ``nfc``, ``fancy-letters``, ``spaced-letters`` and ``control`` keep the canonical
letters and need no entry."""

MOVE_BOUNDARIES = frozenset(
    {
        *VERIFIERS,
        "spaced-letters",
        "glued-numbers",
        "joined-underline",
        "fancy-letters",
        "control",
        "nfc",
        "acute",
        "backticks",
    }
)
"""Rules whose edits may join what was apart or part what was joined."""
