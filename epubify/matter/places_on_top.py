"""The menu of a site above a copied page: short lines that say where else one may go."""

from __future__ import annotations

from epubify.matter.page import Page
from epubify.matter.word_lists import marker_words
from epubify.model import Matter
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

LONGEST_ENTRY, MOST_WORDS = 36, 5
"""Characters and words of an entry. With more, a first speech is one; with fewer, entries with two
places or a whole name end the menu."""
FEWEST_ENTRIES, FEWEST_PLACES = 8, 4
"""Short lines on top that may be a menu, and those among them that name what menus lead to. With
fewer, a title page with a contents list is one; with more, menus of small sites stay."""
FEWEST_BARS, FEWEST_KNOWN = 2, 2
"""Bars in each line of a row of links, and entries of it that are known. With fewer, the heads of a
table are such a row; with more, rows of small sites stay."""
MOST_ENTRIES = 120
"""Lines that are looked at; more costs time, with fewer, menus of large sites are cut."""


@recogniser(
    takes=(
        "Home | About | Full Novel | Maps\n\nThe rain stopped.",
        "Home | Full Novel | The Keepers of the\nQuay | Maps | FAQ | Contact\n\nThe rain stopped.",
    ),
    spares=(
        "Ida | Tom | The Quay | Maps\n\nIt rained.",
        "Home | About | Maps\n\nIt rained.",
        "He saw Home | About | Full Novel | Maps on the wall, and read all of it to her.\n\nRain.",
    ),
)
def take_rows_of_places(page: Page) -> None:
    """Take out a row of links on top of a page, and the lines that it goes on over."""
    first = page.next_text(0)
    end = page.row_end(first) if first is not None else 0
    row = [n for n in range(first or 0, end) if page.lines[n].text.count("|") >= FEWEST_BARS]
    whole = len(row) == end - (first or 0)
    parts = "\n".join(page.lines[n].text for n in row).replace("\n", " ").split("|")
    known = [part for part in parts if names_place(part)]
    if row and whole and len(parts) >= FEWEST_PLACES and len(known) >= FEWEST_KNOWN:
        page.take_out(row, Matter.NAVIGATION, "menu of a page")


@recogniser(
    takes=("Home\nNews\nTales\nMaps\nFAQ\nThe Crew\nGuestbook\nContact\n\nThe rain stopped.",),
    spares=("Ida\nTom\nThe Crew\nA Keeper\nHome\nThe Sea\nThe Quay\nThe Rain\n\nIt rained.",),
)
def take_places_on_top(page: Page) -> None:
    """Take out the short lines on top of a page down to the last that a menu is known by."""
    menu: list[int] = []
    index = page.next_text(0)
    while index is not None and len(menu) < MOST_ENTRIES and fits_menu(page.lines[index].text):
        menu.append(index)
        index = page.next_text(index + 1)
    known = [n for n in menu if names_place(page.lines[n].text)]
    if len(menu) < FEWEST_ENTRIES or len(known) < FEWEST_PLACES:
        return
    page.take_out([n for n in menu if n <= known[-1]], Matter.NAVIGATION, "menu of a page")


def fits_menu(text: str) -> bool:
    """Tell whether a line may be an entry of a menu: few words, and no sentence."""
    few = len(text) <= LONGEST_ENTRY and len(text.split()) <= MOST_WORDS
    return few and (text[-1] not in '.!?:;,"”“' or names_place(text))


def names_place(text: str) -> bool:
    """Tell whether a line names what the menu of a site leads to, perhaps one of several."""
    parts = (folded(part).strip(" •*-") for part in text.split("|"))
    return any(part in marker_words("page_places") for part in parts)
