"""What Aozora Bunko puts around a text: the key to its signs, and the tail about the edition."""

from __future__ import annotations

from epubify.matter.page import Page
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

KEY = lazy(r"【テキスト中に現れる記号について】")
RULE = lazy(r"[-‐－―─]{10,}")
TAIL = lazy(r"底本\s*[：:]")
TAIL_BEGINS = 0.4
"""The tail stands in the rest of a file after this share. A larger one leaves the long tails of
short tales, a smaller one takes stories that quote such a line."""
LONGEST_KEY = 40
"""Lines of the key to signs; with more, a rule far below ends it and the story between is taken,
with fewer, long keys stay."""


@recogniser(
    takes=("道が続く。\n\n雨が止んだ。\n\n底本：「海辺」",),
    spares=("底本：とは何か。\n\n雨が止んだ。\n\n道が続く。",),
)
def take_aozora(page: Page) -> None:
    """Take out the key between its rules, and all from ``底本：`` on."""
    keys = (i for i in page.beginning("【") if KEY.match(page.lines[i].text))
    found = next(keys, None)
    if found is not None:
        take_key(page, found)
    for i in page.beginning("底"):
        if i >= int(len(page.lines) * TAIL_BEGINS) and TAIL.match(page.lines[i].text):
            page.take_out(range(i, len(page.lines)), Matter.BOILERPLATE, "about the source edition")
            break


def take_key(page: Page, found: int) -> None:
    """Take out the key to the signs, from the rule above it to the rule below it."""
    above = page.previous_text(found)
    start = above if above is not None and RULE.fullmatch(page.lines[above].text) else found
    end = min(found + LONGEST_KEY, len(page.lines))
    last = next((i for i in range(found, end) if RULE.fullmatch(page.lines[i].text)), None)
    if last is not None:
        page.take_out(range(start, last + 1), Matter.BOILERPLATE, "key to the archive's signs")
        page.seams.add(last + 1)
