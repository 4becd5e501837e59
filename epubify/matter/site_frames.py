"""The frame of a site around a story, where its whole page was copied or saved as text.

Above the story stand the menus of the site, below it buttons, what readers wrote, and the menus
again. No line of these is known to be story or menu by itself; but the pages of a site say things
that nothing else does, and its menus stand close together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from epubify.matter.bylines import name_in_byline
from epubify.matter.copied_pages import words_on
from epubify.matter.fields import field_line
from epubify.matter.page import Page
from epubify.matter.word_lists import byline_words, marker_words
from epubify.model import Matter
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

FEWEST_SIGNS = 2
"""Lines of which each stands on the pages of one site alone. With fewer, a story that quotes one is
a page; with more, pages that were copied in part keep their menus."""
LOOKED_AT = 150
"""Lines at either end of a text among which one of these stands alone. With more, all texts take
longer; with fewer, one below a long list of works is not found."""
LONGEST = 120
"""Characters of a line of a menu. With more, paragraphs are looked at in vain; with fewer, notices
of a site among its entries end the menu."""
FARTHEST = 16
"""Lines after an entry that is known among which the next one stands. With more, the first lines of
a story are in the menu of a page; with fewer, long lists of works or of sizes end it."""
CLUSTER, FEWEST_CLOSE = 5, 3
"""Lines close together, and entries among them that are known, where the frame goes on below the
story. With fewer entries, a list in the story ends it; with more, short rows of buttons do not."""
LAST_LINES = 12
"""Lines at the end of a page among which such entries stand again. With more, a list further up is
the foot of the page; with fewer, a copyright of the site hides it."""
LEAST_STORY = 0.25
"""Share of what stands below the menus that is story. With less, a page of few words under a
hundred comments is understood; with more, it would not be, and all of them stay in the book."""


@recogniser(
    takes=(
        "User Navigation\nSite Navigation\nFandoms\nBrowse\nSearch\nWork Header\nRating:\nGen\n\n"
        "The rain had stopped, and they went home by the shore, all of them.\n\n"
        "Bookmark\nKudos\nComments\n\nterms of service",
    ),
    spares=(
        "Site Navigation\n\nThe rain had stopped.\n\nSearch",
        "Fandoms\nBrowse\nSearch\n\nThe rain had stopped.",
    ),
)
def take_site_frames(page: Page) -> None:
    """Take out the menus above and below the story on each page of a site."""
    told = page.folded()
    if bare_signs().isdisjoint({*told[:LOOKED_AT], *told[-LOOKED_AT:]}):
        return  # as of nearly all texts
    signs = [n for n in page.saying(marker_words("frame_signs")) if says(page, n, "frame_signs")]
    if len({line_key(page.lines[n].text) for n in signs}) < FEWEST_SIGNS:
        return
    tops = [n for n in page.saying(marker_words("frame_tops")) if says(page, n, "frame_tops")]
    for start, end in pairwise((0, *tops[1:], len(page.lines))):
        shown = [n for n in range(start, end) if page.lines[n]]
        last = last_of_menu(page, shown)
        take_menu(page, [n for n in shown if last is not None and n <= last])
        if start and last is not None:  # what stands below is headed like the first page
            page.posts.append((start, last + 1))
            page.seams.add(last + 1)
        below = [n for n in shown if last is None or n > last]
        foot = first_of_foot(page, [n for n in below if line_key(page.lines[n].text) != ""])
        take_foot(page, [n for n in below if foot is not None and n >= foot])
    left = [n for n in signs if page.lines[n]]
    page.take_out(left, Matter.NAVIGATION, "a button of a page")


def last_of_menu(page: Page, shown: Sequence[int]) -> int | None:
    """Return the index of the last line of the menus above a story, None where there are none."""
    last, missed = None, 0
    for n in shown:
        text = page.lines[n].text
        if is_entry(text):
            last, missed = n, 0
        elif missed == FARTHEST or len(text) > LONGEST or is_of_work(text):
            break
        else:
            missed += 1
    return last


@recogniser(takes=("Rating:", "Title: The Salt Road"), spares=("Comments (3)", "Search: tales"))
def is_of_work(text: str) -> bool:
    """Tell whether a line is a field that speaks of the work, and ends the menus above it."""
    found = field_line(text)
    return found is not None and found.strong and found.key != "contact"


def take_menu(page: Page, menu: Sequence[int]) -> None:
    """Take the menus above a story out, but for the title and byline among them."""
    named = set(named_in(page, menu))
    page.take_out([n for n in menu if n not in named], Matter.NAVIGATION, "menu of a site")


def named_in(page: Page, menu: Sequence[int]) -> Iterator[int]:
    """Yield the lines among menus that name the story and its author, and the heading below."""
    for place, n in enumerate(menu):
        text = page.lines[n].text
        title, *below = menu[max(0, place - 1)], *menu[place + 1 : place + 3]
        if is_entry(page.lines[title].text) or title == n:
            continue
        alone = folded(text) in byline_words()
        if alone or name_in_byline(text):
            yield from (title, n, *(below[:1] if alone else ()))
            yield from (i for i in below if page.lines[i].facts.form)


def first_of_foot(page: Page, shown: Sequence[int]) -> int | None:
    """Return the index of the first line below a story that is of the site, None where none is.

    No other text begins below it: where several pages were copied one after another, each but the
    last has a foot amid the story.
    """
    entries = [is_entry(page.lines[n].text) for n in shown]
    if sum(entries[-LAST_LINES:]) < FEWEST_CLOSE:
        return None
    lengths = [len(page.lines[n].text) for n in shown]
    above, whole = 0, sum(lengths)
    last = max((place for place, n in enumerate(shown) if heads_text(page, n)), default=-1)
    for place, n in enumerate(shown):
        close = (
            place > last
            and entries[place]
            and sum(entries[place : place + CLUSTER]) >= FEWEST_CLOSE
        )
        if close and above >= LEAST_STORY * whole:
            return n
        above += lengths[place]
    return None


def heads_text(page: Page, index: int) -> bool:
    """Tell whether a line heads a text: a label of one, a field of a work, a numbered heading."""
    line = page.lines[index]
    if says(page, index, "page_labels") or is_of_work(line.text):
        return True
    form = line.facts.form if len(line.text) <= LONGEST else None
    return form is not None and form.rank == "chapter" and form.number is not None


def take_foot(page: Page, foot: Sequence[int]) -> None:
    """Take out what stands below a story: the entries of menus, and what readers wrote."""
    menu = {n for n in foot if is_entry(page.lines[n].text)}
    page.take_out(sorted(menu), Matter.NAVIGATION, "menu of a site")
    page.take_out([n for n in foot if n not in menu], Matter.COMMENT, "below the story on a page")


@recogniser(
    takes=("Next Chapter →", "     + Fandoms", "Comments (14)", "Hi, Ann!"),
    spares=("The fandoms", "She went home.", "Ann"),
)
def is_entry(text: str) -> bool:
    """Tell whether a line is one that is known of the menus of sites."""
    if len(text) > LONGEST:
        return False
    return line_key(text) in entries() or folded(text).startswith(marker_words("frame_openings"))


def says(page: Page, index: int, words: str) -> bool:
    """Tell whether a line says one of the things in a list, whatever signs and numbers beside."""
    return line_key(page.lines[index].text) in keys(words)


def line_key(text: str) -> str:
    """Return the words of a line of a menu, by which it is known.

    A line that is too long for one is told by itself, one without words by nothing.

    >>> line_key("  + Next Chapter →"), line_key("□ Comments (14)"), line_key("____")
    ('next chapter', 'comments', '')
    """
    if len(text) > LONGEST:
        return text
    passed = marker_words("frame_marks")
    return " ".join(
        word for word in words_on(text) if not word.isdigit() and word not in passed
    ).strip(SIGNS)


SIGNS = " +□☆○•×✕▶▼♥®©^"
"""What stands before and behind the words of entries."""


@cache
def bare_signs() -> frozenset[str]:
    """Return what the pages of one site say alone, folded."""
    return frozenset(map(folded, marker_words("frame_signs")))


@cache
def entries() -> frozenset[str]:
    """Return what the entries of menus say, folded as the keys of lines are."""
    lists = ("frame_signs", "frame_entries", "page_menus", "page_places", "page_buttons")
    return frozenset().union(*map(keys, lists))


@cache
def keys(name: str) -> frozenset[str]:
    """Return the keys of what one of the lists of words says."""
    return frozenset(map(line_key, marker_words(name))) - {""}
