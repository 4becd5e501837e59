"""Headings in Chinese, Japanese and Korean, where number and heading word stick together."""

from __future__ import annotations

import re

from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import table
from epubify.text.numerals import Numeral, numeral_of

CJK = lazy(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LONGEST_TITLE = 40
"""Characters of a title after a number; with more, sentences that begin with a count become
headings, with fewer, the couplets that head chapters of old novels are lost."""
NUMBER = r"[0-9０-９〇零一二两兩三四五六七八九十百千万萬壹贰叁肆伍陆柒捌玖拾佰仟廿卅]+"
TITLE = r"(?P<gap>\s*[:：、.．　\s]?\s*)(?P<title>.*)"
SENTENCE_ENDS = tuple("。！？」』")
SIGN = lazy(r"[☆★◇◆■□●○※▼▲]+[、．.\s]*")
"""A sign before a heading, with none behind it."""
TITLE_APART = r"(?P<gap>[:：、　\s]+|$)(?P<title>.*)"
WORDS = table("headings")["cjk"]
SOURCE_WORD: str = WORDS["source_text"]
"""What sites set before each chapter: the text proper."""
SOURCE_TEXT = rf"(?:(?:{'|'.join(WORDS['source_lists'])})[\s.．]*|{SOURCE_WORD}\s*)?"
ORDINAL, ORDINAL_KOREAN = WORDS["ordinal"], WORDS["ordinal_korean"]
UNITS = WORDS["units"]
FORMS = tuple(
    map(
        lazy,
        (
            rf"{ORDINAL}\s*(?P<number>{NUMBER})\s*(?P<unit>{WORDS['part']}){TITLE_APART}",
            rf"{SOURCE_TEXT}{ORDINAL}\s*(?P<number>{NUMBER})\s*(?P<unit>[{UNITS}]){TITLE}",
            rf"{SOURCE_TEXT}(?P<unit>[{WORDS['units_before']}])(?P<number>{NUMBER}){TITLE_APART}",
            rf"(?P<number>[0-9０-９]+)(?P<unit>[{WORDS['units_bare']}]){TITLE_APART}",
            rf"(?P<unit>{WORDS['so_many']})(?P<number>{NUMBER}){TITLE_APART}",
            rf"{ORDINAL_KOREAN}?\s*(?P<number>[0-9]+)\s*(?P<unit>[{WORDS['units_korean']}]){TITLE}",
        ),
    )
)
"""How number, unit and title follow one another; the first form that fits is taken."""
HALF: dict[str, int] = WORDS["halves"]
HALVES = lazy(
    rf"(?P<half>[{''.join(HALF)}])(?P<unit>[{WORDS['half_units']}])?"
    r"(?:[:：　]\s*(?P<title>\S[^。！？「」]{0,20}))?"
)
QUOTED = lazy(r"「[^「」。]+」|『[^『』。]+』")
"""A title in brackets."""


def has_cjk(text: str) -> bool:
    """Tell whether there are letters of Chinese, Japanese or Korean in a text.

    >>> has_cjk("春の夜"), has_cjk("so be it")
    (True, False)
    """
    return not text.isascii() and CJK.search(text) is not None


def cjk_heading(core: str) -> tuple[str, str, str | None, Numeral] | None:
    """Return rank, label, title and number of a heading, None for other lines.

    >>> cjk_heading("第一回　灯下")[:3], cjk_heading("第三节课开始了")
    (('chapter', '第一回', '灯下'), None)
    >>> cjk_heading("第二部分")[:2], cjk_heading("第二部分人走了")
    (('part', '第二部分'), None)
    >>> cjk_heading("卷五")[:2], cjk_heading("後編")[:2], cjk_heading("제2부: 바다")[:3]
    (('part', '卷五'), ('part', '後編'), ('part', '제2부', '바다'))
    >>> cjk_heading("上　海")[:3], cjk_heading("上海"), cjk_heading("第二話「海」")[2]
    (('part', '上', '海'), None, '「海」')
    """
    if not has_cjk(core):
        return None
    bare = core[match.end() :] if (match := SIGN.match(core)) else core
    if half := HALVES.fullmatch(bare):
        rank = "part" if len(bare) > 1 else "numeral"
        label = half["half"] + (half["unit"] or "")
        return rank, label, half["title"], Numeral(HALF[half["half"]], "cjk", label)
    return next((found for form in FORMS if (found := counted(form, bare))), None)


def counted(form: re.Pattern[str], text: str) -> tuple[str, str, str | None, Numeral] | None:
    """Return a heading of one form taken apart."""
    match = form.fullmatch(text)
    if not match:
        return None
    title = match["title"].strip()
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in match["number"])
    numeral = numeral_of(digits)
    glued = not match["gap"].strip(" ") and match["gap"] == ""
    told = title.endswith(SENTENCE_ENDS) and not QUOTED.fullmatch(title)
    if numeral is None or len(title) > LONGEST_TITLE or told:
        return None
    if title and glued and title[0] in WORDS["prose"]:
        return None
    rank = "part" if match["unit"][0] in WORDS["parts"] else "chapter"
    return rank, text[: match.start("gap")].strip(), title or None, numeral
