"""Head lines that posts have above their headings: the name of the show, the title with a date.

Who posts a script act by act sets the same lines over each act. The book says them once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from epubify.matter.alike_posts import shape
from epubify.matter.opening import OpeningLine, is_sure_heading
from epubify.matter.page import Page
from epubify.matter.story_talk import talk_weight
from epubify.matter.titles import heading_after_title
from epubify.model import Matter
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title

LONGEST_TOP = 40
"""Lines with text from the top of a post among which its heading stands; with more, the last scene
of a part before it is looked at, with fewer, heads below long notes stay in the text."""
MOST_ABOVE = 6
"""Of these, so many right above the heading may be its head; with more, what posts say of
themselves is compared too, with fewer, heads with a drawing stay in part."""
FEWEST_POSTS, MOST_OF_THEM = 3, 0.5
"""Posts with the same line above their heading, and their share of those with a heading. With fewer
or a smaller share, a motto that comes twice is left out; with more, heads of short serials stay."""


def take_heads_above(page: Page, title: str | None) -> None:
    """Take out what stands above the headings of most posts, but for the first of them."""
    tops = [top for _, start in sorted(page.posts) if (top := lines_above(page, start))]
    times = Counter(said for top in tops for said in {shape(page.lines[i].text) for i in top[:-1]})
    known = {said for said, n in times.items() if n >= max(FEWEST_POSTS, MOST_OF_THEM * len(tops))}
    for post, (*above, heading) in enumerate(tops):
        again = [i for i in above if post and is_head(page.lines[i].text)]
        alike = [i for i in again if shape(page.lines[i].text) in known]
        page.take_out(
            alike, Matter.REPEATED_HEAD, f"stands above the headings of {len(tops)} posts"
        )
        if above and title and names_heading(page, above[-1], heading, title):
            page.take_out(above[-1:], Matter.REPEATED_HEAD, "says title and heading in one line")


def lines_above(page: Page, start: int) -> list[int]:
    """Return the indices of the heading of a post and of some lines above it, none without one."""
    found: list[int] = []
    for i in islice(text_lines(page, start), LONGEST_TOP):
        found.append(i)
        if is_sure_heading(OpeningLine(i, page.lines[i].facts)):
            return found[-MOST_ABOVE - 1 :]
    return []


def text_lines(page: Page, start: int) -> Iterator[int]:
    """Yield the indices of the lines with text."""
    return (i for i in range(start, len(page.lines)) if page.lines[i])


@recogniser(takes=("SALT TREK:  THE NEXT TIDE",), spares=("* * *", "All rights reserved."))
def is_head(text: str) -> bool:
    """Tell whether a line may be one of a head: no ornament, and no talk about the story."""
    return any(map(str.isalnum, text)) and not talk_weight(text)


def names_heading(page: Page, index: int, heading: int, title: str) -> bool:
    """Tell whether a line says the title and, at its end, the heading right below it."""
    line, below = page.lines[index], page.lines[heading]
    said, wanted = fold_title(line.text), fold_title(below.text)
    if not wanted or fold_title(title) not in said or said == wanted:
        return False
    return said.endswith(wanted) and heading_after_title(line.facts, title) is None
