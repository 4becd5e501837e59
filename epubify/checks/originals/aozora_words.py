"""The text of a file of Aozora Bunko: all that stands outside its notes, some of these as well."""

from __future__ import annotations

import re

_NOTE = re.compile(r"(※?)［＃([^［］\n]*)］")
_PLACE = re.compile(r"(?:水準)?([12])-(\d{1,2})-(\d{1,2})|U\+([0-9A-F]{4,5})")
_SAID = re.compile(r"ママ|底本では|とも読める|誤植")
_READ = re.compile(r"」(?:に|の左に)「([^「」]{1,60})」の(?:ルビ|注記)")


def aozora_text(_: bytes, text: str) -> str:
    """Return the words of a text, with the signs that its notes name by a place in a standard.

    >>> aozora_text(b"", "海［＃「海」に傍点］と※［＃「てへん＋劣」、第3水準1-84-77］る")
    '海と挘る'
    """
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    remarks: list[str] = []

    def apart(note: re.Match[str]) -> str:
        if note[1]:
            found = _PLACE.search(note[2])
            return (_sign(found) if found else "") or note[0]
        if read := _READ.search(note[2]):
            return f"《{read[1]}》"
        if _SAID.search(note[2]) and not note[2].endswith("入る"):
            remarks.append(note[2])
        return ""

    twice = line.replace("／″＼", "〴〵").replace("／＼", "〳〵")
    return " ".join([_NOTE.sub(apart, twice), *remarks])


def _sign(place: re.Match[str]) -> str:
    if place[4]:
        return chr(int(place[4], 16)) if chr(int(place[4], 16)).isprintable() else ""
    plane, row, cell = (int(place[n]) for n in (1, 2, 3))
    if not (0 < row < 95 and 0 < cell < 95):
        return ""
    lead = b"\x8f" if plane == 2 else b""
    return (lead + bytes((0xA0 + row, 0xA0 + cell))).decode("euc_jis_2004", "ignore")
