"""Headings in Chinese, Japanese and Korean, where number and heading word stick together."""

from __future__ import annotations

import re

from epubify.text.numerals import Numeral, numeral_of

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LONGEST_TITLE = 40
"""Characters of a title after a number; with more, sentences that begin with a count become
headings, with fewer, the couplets that head chapters of old novels are lost."""
NUMBER = r"[0-9０-９〇零一二两兩三四五六七八九十百千万萬壹贰叁肆伍陆柒捌玖拾佰仟廿卅]+"
TITLE = r"(?P<gap>\s*[:：、.．　\s]?\s*)(?P<title>.*)"
SIGN = re.compile(r"[☆★◇◆■□●○※▼▲]+[、．.\s]*")
"""A sign before a heading, with none behind it."""
SOURCE_TEXT = r"(?:正文\s*)?"
UNITS = "章节節回话話讲講幕卷部集篇册冊巻編场場"
FORMS = (
    re.compile(rf"{SOURCE_TEXT}第\s*(?P<number>{NUMBER})\s*(?P<unit>[{UNITS}]){TITLE}"),
    re.compile(
        rf"{SOURCE_TEXT}(?P<unit>[卷章])(?P<number>{NUMBER})(?P<gap>[:：、　\s]+|$)(?P<title>.*)"
    ),
    re.compile(r"(?P<number>[0-9０-９]+)(?P<unit>[話话章回])(?P<gap>[:：、　\s]+|$)(?P<title>.*)"),
    re.compile(rf"제?\s*(?P<number>[0-9]+)\s*(?P<unit>[장화회부권]){TITLE}"),
)
PART = re.compile(
    rf"第\s*(?P<number>{NUMBER})\s*(?P<unit>部分)(?P<gap>[:：、　\s]+|$)(?P<title>.*)"
)
"""``第二部分``: a part where nothing sticks to it, else so many of a crowd."""
HALVES = re.compile(r"(?P<half>[上中下前後后])(?:編|篇|卷|巻|部|册|冊)?")
HALF = {"上": 1, "前": 1, "中": 2, "下": 3, "後": 2, "后": 2}
"""Names of the parts of a work in two or three; the last of two may be the third of three."""
PARTS = frozenset("卷部集篇册冊巻編부권")
PROSE = re.compile(
    r"(?:门|門|隊|队|分|件|落|属|屬|賽|赛|游|课|課|合|和|来|來|事|去|比|电|電|是|的|了|张|張|里|裏|中|就)"
)
"""What after a heading word makes it part of another word, or of a sentence."""
SENTENCE = "。！？」』"


def cjk_heading(core: str) -> tuple[str, str, str | None, Numeral] | None:
    """Return rank, label, title and number of a heading, None for other lines.

    >>> cjk_heading("第一回　灯下")[:3], cjk_heading("第三节课开始了")
    (('chapter', '第一回', '灯下'), None)
    >>> cjk_heading("第二部分")[:2], cjk_heading("第二部分人走了")
    (('part', '第二部分'), None)
    >>> cjk_heading("卷五")[:2], cjk_heading("後編")[:2], cjk_heading("제2부: 바다")[:3]
    (('part', '卷五'), ('part', '後編'), ('part', '제2부', '바다'))
    """
    if not CJK.search(core):
        return None
    bare = core[match.end() :] if (match := SIGN.match(core)) else core
    half = HALVES.fullmatch(bare)
    if half:
        rank = "part" if len(bare) > 1 else "numeral"
        return rank, bare, None, Numeral(HALF[half["half"]], "cjk", bare)
    return next((found for form in (PART, *FORMS) if (found := counted(form, bare))), None)


def counted(form: re.Pattern[str], text: str) -> tuple[str, str, str | None, Numeral] | None:
    """Return a heading of one form taken apart."""
    match = form.fullmatch(text)
    if not match:
        return None
    title = match["title"].strip()
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in match["number"])
    numeral = numeral_of(digits)
    glued = not match["gap"].strip(" ") and match["gap"] == ""
    if numeral is None or len(title) > LONGEST_TITLE or title.endswith(tuple(SENTENCE)):
        return None
    if title and glued and PROSE.match(title):
        return None
    rank = "part" if match["unit"][0] in PARTS else "chapter"
    return rank, text[: match.start("gap")].strip(), title or None, numeral
