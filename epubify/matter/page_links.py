"""Links from page to page of a site, which come along where chapters are copied one by one.

A copy has them on lines of their own, above and below each chapter: ``Previous``, ``Next``,
``Fiction Index``. One such line may be a word of the story; rows of them that come again are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from epubify.layout.lines import Line
from epubify.matter.page import Page
from epubify.matter.word_lists import marker_words
from epubify.model import Matter
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

WORD = lazy(r"[^\W\d_]+")
ADDRESS = lazy(r"\]\(https?://[^\s()]*\)", needs="(")
"""Where a link of Markdown leads."""
ARROWS = "←⟵→⟶"
ARROWED = lazy(r"[←⟵](?P<back>.{1,60})|(?P<on>.{1,60})[→⟶]", needs=ARROWS)
"""A link with an arrow that shows where it leads."""
LONGEST_LINK = 50
"""Characters of a line of links; with more, only time is lost, with fewer, rows of long words
stay."""
FEWEST_WORDS = 2
"""Words of links that stand together. With fewer, a lone "Next" of the story is a link; with more,
``Next Chapter`` stays."""
FEWEST_ROWS = 2
"""Rows of links in a file. With fewer, a line of the story that says "next chapter" is one; with
more, those of a story in two chapters stay."""
SENTENCE = (".", "!", "?", ",", ";", ":", "。", "！", "？")


@recogniser(
    takes=(
        "Chapter 1\n\nPrevious\nIndex\nNext\n\nRain.\n\nPrevious\nIndex\nNext\n\nChapter 2",
        "第一章 海\n\n雨停了。\n\n上一章 目录 下一章\n\n第二章 风\n\n上一章 目录 下一章",
        "←Chapter I\n\nRain.\n\n←Chapter II\n\nRain.",
        2 * "[First](https://a.example/1) | [Next](https://a.example/3)\n\nRain.\n\n",
    ),
    spares=(
        "Next\n\nHe went home.\n\nNext\n\nHe slept.",
        "The next chapter.\n\nThe next chapter.",
        "Previous Chapter\n\nRain.",
    ),
)
def take_page_links(page: Page) -> None:
    """Take out the rows of links that come again, and lines whose arrow leads to a chapter."""
    lines = page.lines
    leads = any(is_link(lines[i].text) for i in page.saying(directions()))
    rows = [row for row in rows_of(lines) if is_row(lines, row)] if leads else []
    arrowed = any(map(page.text.__contains__, ARROWS))
    some = enumerate(lines) if arrowed else ()
    arrows = [i for i, line in some if line and leads_to_chapter(line.text)]
    found = [i for row in rows for i in row] if len(rows) >= FEWEST_ROWS else []
    found += arrows if len(arrows) >= FEWEST_ROWS else []
    page.take_out(found, Matter.NAVIGATION, "comes again around chapters")
    page.seams.update(i + 1 for i in found)


def rows_of(lines: Sequence[Line]) -> list[list[int]]:
    """Return the indices of lines of links, those together that stand together."""
    rows: list[list[int]] = []
    for i, line in enumerate(lines):
        text = line.text
        if not text or (len(text) > LONGEST_LINK and "](" not in text) or not is_link(text):
            continue  # as nearly all lines
        if rows and rows[-1][-1] == i - 1:
            rows[-1].append(i)
        else:
            rows.append([i])
    return rows


def is_row(lines: Sequence[Line], row: Sequence[int]) -> bool:
    """Tell whether lines of links are several words, one of which leads on or back."""
    words = [folded(word) for i in row for word in WORD.findall(shown(lines[i].text))]
    many = len(words) >= FEWEST_WORDS or any(map(is_whole_link, words))
    many = many or any("](" in lines[i].text for i in row)
    return many and any(word in directions() for word in words)


@recogniser(
    takes=("Previous", "<< Next Chapter >>", "上一章", "Fiction Index"),
    spares=("Next, please.", "The rain", "Chapter 2", "***"),
)
def is_link(text: str) -> bool:
    """Tell whether a line holds nothing but words of links."""
    text = shown(text)
    if not 0 < len(text) <= LONGEST_LINK or text.endswith(SENTENCE):
        return False
    first = WORD.search(text)
    if first is None or folded(first[0]) not in links():
        return False
    words = WORD.findall(text, first.end())
    return all(folded(word) in links() for word in words) and not any(map(str.isdecimal, text))


def shown(text: str) -> str:
    """Return what a page shows of a line: where its links lead is not said.

    >>> shown("[First](https://a.example/1) | [Next](https://a.example/3)")
    '[First] | [Next]'
    """
    return ADDRESS.sub("]", text) if "](" in text else text


def is_whole_link(word: str) -> bool:
    """Tell whether a word of a language without spaces says all that a link does.

    >>> is_whole_link("上一章"), is_whole_link("next")
    (True, False)
    """
    return not word.isascii() and word in directions()


@recogniser(takes=("←Chapter I", "Chapter III→"), spares=("→ the mill", "He went →", "Chapter I"))
def leads_to_chapter(text: str) -> bool:
    """Tell whether a line is an arrow and the heading that it leads to."""
    found = ARROWED.fullmatch(text)
    said = (found["back"] or found["on"]).strip() if found else ""
    return bool(said) and facts_of(said).form is not None


@cache
def directions() -> frozenset[str]:
    """Return the words of links that lead on, or back."""
    return frozenset(map(folded, marker_words("link_directions")))


@cache
def links() -> frozenset[str]:
    """Return all words that links are made of."""
    said = (*marker_words("navigation"), *marker_words("link_words"))
    return directions() | frozenset(map(folded, said))
