"""Dates and diarists that head the entries of a story written as a diary.

One date is a cue: it says when. Dates set alike that divide a whole text, from its start, are its
chapters, where nothing else divides it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from epubify.headings.gaps import CountedBlocks, words_between
from epubify.model import Block, Cue, Paragraph, plain
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, table, word_set, words_pattern
from epubify.text.middle import median
from epubify.text.recogniser import recogniser

LONGEST = 45
"""Characters of the head of an entry; with more, sentences about a diary are heads, with fewer,
those with a name and a date are not."""
MOST_WORDS = 7
"""Words of it; with more or fewer as above."""
FEWEST = 3
"""Entries that make a story a diary; with fewer, two letters do, with more, short ones
stay undivided."""
SHORTEST_ENTRY = 60
"""Words that half of the entries have. With fewer, a calendar or a chat is divided; with more,
the short entries of a diary stay in one piece."""
LATEST_START = 0.15
"""Share of the words of a text before its first entry. With more, a diary found in a story makes
its chapters; with less, a preface hides those of the diary below it."""
YEAR, MONTH, DAY = table("headings")["cjk"]["date"]
NUMERIC = lazy(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|"
    rf"\d{{4}}{YEAR}\d{{1,2}}{MONTH}\d{{1,2}}{DAY}"
)


def line_of(block: Block) -> str:
    """Return the text of a block that is one line, "" of any other."""
    if isinstance(block, Cue) and len(block.lines) == 1:
        return plain(block.lines[0]).strip()
    if isinstance(block, Paragraph) and block.setting.lines == 1:
        return plain(block.spans).strip()
    return ""


@recogniser(
    takes=(
        "March 3, 1911",
        "Saturday, March 8th. Evening.",
        "2011-03-04",
        "Ann's Diary (Sunday):",
        "(Ann's Diary, Monday):",
    ),
    spares=("That night", "2 months ago", "He kept a diary.", "12:30 a.m.", "Sunday Lunch"),
)
def head_of_entry(text: str) -> str:
    """Return ``date`` or ``diary`` for the head of an entry, "" for other lines.

    >>> head_of_entry("March 3, 1911"), head_of_entry("Ann's Diary (Sunday):")
    ('date', 'diary')
    >>> head_of_entry("That night"), head_of_entry("He kept a diary.")
    ('', '')
    """
    if not text or len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return ""
    if NUMERIC.fullmatch(text):
        return "numeric date"
    bare = folded(text)
    if any(map(str.isdigit, bare)) and _names(bare, "calendar") and _date().fullmatch(bare):
        return "date"
    owned = ("'" in bare or "’" in bare) and _names(bare, "diaries")
    return "diary" if owned and _diary().fullmatch(bare) else ""


def _names(bare: str, words: str) -> bool:
    """Tell whether a folded line has one of some words, so that more of it need be asked."""
    return any(map(bare.__contains__, word_set(words)))


@cache
def _date() -> re.Pattern[str]:
    name = rf"(?:{folded(words_pattern('calendar'))})"
    number = rf"\d{{1,4}}(?:{words_pattern('day_ends')})?"
    joint = rf"(?:(?:{words_pattern('date_joints')}) )?"
    day = rf"(?:{number}[ ,]+){{0,2}}{name}(?:[ ,]+{joint}(?:{name}|{number}))*"
    hour = rf"(?:{folded(words_pattern('parts_of_day'))})"
    return re.compile(rf"(?=.*\d){day}[.:]?(?:[ ,.–—-]+{hour}[.:]?)?")


@cache
def _diary() -> re.Pattern[str]:
    word = rf"(?:{folded(words_pattern('diaries'))})"
    name = rf"(?:{folded(words_pattern('calendar'))})"
    more = rf"(?:[ ,:(-]+(?:{name}|\d[\d./-]*)\W*)?"
    return re.compile(rf"\(?[\w.]+(?: [\w.]+)?['’]s? {word}{more}[:).]*")


def entries_in(blocks: CountedBlocks) -> dict[int, HeadingForm]:
    """Return the heads of entries that divide a text: index of the block → form."""
    kinds: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        if kind := head_of_entry(line_of(block)):
            kinds.setdefault(kind, []).append(index)
    best = max(kinds.values(), key=len, default=[])
    if len(best) < FEWEST or not _divide(best, blocks):
        return {}
    lines = {n: line_of(blocks[n]).rstrip(":") for n in best}
    return {n: HeadingForm("entry", "chapter", None, _title(text)) for n, text in lines.items()}


def _title(text: str) -> str:
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _divide(heads: Sequence[int], blocks: CountedBlocks) -> bool:
    """Tell whether the heads of entries stand from the start of a text on, with text below."""
    ends = [*heads[1:], len(blocks)]
    sizes = [words_between(blocks, a, b) for a, b in zip(heads, ends, strict=True)]
    before = words_between(blocks, -1, heads[0])
    early = before <= LATEST_START * (before + sum(sizes))
    return early and median(sizes) >= SHORTEST_ENTRY
