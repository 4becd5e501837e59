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
MOST_ENTRIES = 120
"""Lines that are looked at; more costs time, with fewer, menus of large sites are cut."""


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
