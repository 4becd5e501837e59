"""Links back to the contents that a saved page has before each heading, in one line with it.

``-返回目录-狂人日记`` is the link between two articles of a page, and the title of the second. The
link goes, and what stands behind it is a heading for sure.
"""

from __future__ import annotations

from epubify.layout.lines import Line
from epubify.matter.page import Page
from epubify.matter.section_labels import mark_heading
from epubify.matter.word_lists import marker_words, worded
from epubify.text.facts import facts_of
from epubify.text.recogniser import recogniser

LINK = worded(r"[-–—\[【(（<]{1,2}\s?(?:@contents_links@)\s?[-–—\]】)）>]{1,2}\s?(?=\S)")
FEWEST = 3
"""Lines that begin with such a link. With fewer, an aside in brackets is one; with more, pages of
three stories keep theirs."""
LONGEST_HEADING = 40
"""Characters behind the link; with more, a line that runs on is a heading, with fewer, long titles
are text."""
ENDS = (".", "!", "?", ",", "。", "！", "？", "，", "…", "”")


def cut_glued_links(page: Page) -> None:
    """Take links to the contents off the lines that begin with them, and mark headings there."""
    words = marker_words("contents_links")
    found = [n for n in page.saying(words) if link_on(page.lines[n].text)]
    if len(found) < FEWEST:
        return
    for n in found:
        link = link_on(page.lines[n].text)
        page.heads.append((page.lines[n].at, link.strip()))
        page.shorten(n, len(link))
        page.seams.add(n)
        if is_title(page.lines[n]):
            mark_heading(page, n, n + 1)


@recogniser(
    takes=("-返回目录-海", "[Back to Contents] The Quay"),
    spares=("-返回目录-", "He went back to contents of the box.", "(back) he read."),
)
def link_on(text: str) -> str:
    """Return the link to the contents that a line begins with, "" where it has none."""
    match = LINK.match(text)
    return match[0] if match else ""


def is_title(line: Line) -> bool:
    """Tell whether what stands behind a link is a title; numbers are found as all numbers are."""
    short = 0 < len(line.text) <= LONGEST_HEADING and not line.text.endswith(ENDS)
    return short and facts_of(line.text).form is None
