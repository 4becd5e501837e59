"""What the notes of the archive say: ``「本当」に傍点``, ``３字下げ``, ``改ページ``."""

from __future__ import annotations

import unicodedata

from epubify.repair.aozora_notes import OUTSIDE, character_at
from epubify.text.lazy_pattern import lazy

NOTE = lazy(r"(?<!※)［＃([^［］\n]{1,200})］")
ABOUT = lazy(r"「(?P<words>[^「」]{1,80}(?:「[^「」]*」[^「」]*)?)」(?:に|は|の左に)(?P<kind>.+)")
"""A note behind the words that it is about."""
READING = lazy(r"「(?P<reading>[^「」]{1,60})」の(?:ルビ|注記)")
OPENS, CLOSES, END = "ここから", "ここで", "終わり"
REMARK = lazy(r".*(?:ママ|底本では|とも読める|誤植)")
"""What those who typed a text say about it."""
PICTURE = lazy(r"(?P<about>.*?)（(?P<name>[^（）、]+\.(?:png|jpe?g|gif))[^（）]*）入る")
PAGE = lazy(r"改(?:ページ|丁|見開き|段)")
INDENT = lazy(r"([0-9]{1,2})字下げ.*|.*字下げ")
RIGHT = lazy(r"地付き|地から[0-9]{1,2}字上げ")
CENTRE = lazy(r"(?:ページの)?左右中央|中央揃え|センタリング")
HEADING = lazy(r"(?:同行|窓)?(?P<size>[大中小])見出し")
LEVELS = {"大": 1, "中": 2, "小": 3}
"""Sizes of headings in the archive's notes (large, middle, small), and the level of each."""
MARKS = (
    (lazy(r"(?:左に)?.{0,4}傍[点線]|.{0,4}圏点|下線"), "emphasis"),
    (lazy(r"太字|ゴシック体?"), "strong"),
    (lazy(r"斜体|イタリック体?"), "emphasis"),
    (lazy(r"取消線"), "strike"),
    (lazy(r"(?:行右|上付き)小(?:書き|文字)"), "superscript"),
    (lazy(r"(?:行左|下付き)小(?:書き|文字)"), "subscript"),
)


def mark_of_kind(kind: str) -> str:
    """Return the mark that a note asks for, "" for none.

    >>> mark_of_kind("白ゴマ傍点"), mark_of_kind("太字"), mark_of_kind("割り注")
    ('emphasis', 'strong', '')
    """
    return next((mark for pattern, mark in MARKS if pattern.fullmatch(kind)), "")


def level_of_kind(kind: str) -> int:
    """Return the level of the heading that a note makes, 0 for none.

    >>> level_of_kind("中見出し"), level_of_kind("傍点")
    (2, 0)
    """
    found = HEADING.fullmatch(kind)
    return LEVELS[found["size"]] if found else 0


def plain_digits(note: str) -> str:
    """Return a note with its wide figures as plain ones.

    >>> plain_digits("３字下げ")
    '3字下げ'
    """
    return "".join(str(unicodedata.digit(char)) if "０" <= char <= "９" else char for char in note)


def with_characters(line: str) -> str:
    """Return a line with the characters that notes name by their places, and with the signs for
    words said twice, which the archive draws with strokes.

    >>> with_characters("犬は※［＃「てへん＋劣」、第3水準1-84-77］る")
    '犬は挘る'
    >>> with_characters("しみ／″＼と")
    'しみ〴〵と'
    """
    line = line.replace("／″＼", "〴〵").replace("／＼", "〳〵")
    return OUTSIDE.sub(lambda found: character_at(found) or found[0], line)
