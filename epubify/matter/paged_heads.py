"""Running heads of a scan that the numbers of the pages tell, whatever else stands in them.

The left page has the title of the book, the right one that of the chapter, and a scan reads
letters wrongly: ``6 THE SALT ROAD``, ``L0W WATER 7``. No head need come twice; the numbers run on.
"""

from __future__ import annotations

from collections.abc import Iterator

from epubify.matter.distances import Distances
from epubify.matter.furniture import INTERRUPTING, PAGE_NUMBER, interrupts, take_furniture
from epubify.matter.number_series import FEWEST_EVEN, rising_series
from epubify.matter.page import Page
from epubify.matter.title_forms import title_by
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title

HEAD = lazy(
    r"(?:(?P<left>\d{1,4})[ .,|]{1,9}[^\W\d_][^.!?]{2,60}"
    r"|[^\W\d_][^.!?]{2,60}[ .,|]{1,9}(?P<right>\d{1,4}))"
)
JUMP = worded(r"[(\[_* ]*(?:@jumps@) \d{1,4}[)\]_*. ]*", needs=("jumps",))
_PAGE = 9 * "the rain fell on the road and on the quay\n"


@recogniser(
    takes=(
        "".join(
            f"{_PAGE}\n{head}\n\n"
            for head in ("6 THE SALT", "Low 7", "8 THE SA1T", "Low 9", "10 SALT", "11 SALT")
        )
        + _PAGE,
    ),
    spares=("".join(f"{_PAGE}It rained.\n\n{n} The Salt\n\nOn {_PAGE}" for n in range(1, 9)),),
)
def take_paged_heads(page: Page) -> None:
    """Take out the lines with a number and a few words whose numbers rise from page to page.

    What else stands on every page goes behind them: of a head that is known by its number, some
    have the words that others have.
    """
    take_jump_lines(page)
    found = list(numbered_lines(page))
    loose = {i for i, _, _ in found}
    distances = Distances(page)
    for series in rising_series(found):
        inside = sum(interrupts(page, i, loose) for i in series)
        broken = inside >= max(2, INTERRUPTING * len(series))
        if len(series) >= FEWEST_EVEN and broken and distances.are_pages(series):
            evidence = f"its number runs on over {len(series)} pages"
            page.take_out(series, Matter.RUNNING_HEAD, evidence)
    take_furniture(page)


@recogniser(
    takes=("The rain had\n\n(_Continued on page 113_)\n\nstopped.",),
    spares=("The rain had\n\n(It continued on page 113.)\n\nstopped.",),
)
def take_jump_lines(page: Page) -> None:
    """Take out the lines of a magazine that say on which page a story goes on."""
    for i in page.beginning((*"([_*", *marker_words("jumps"))):
        if page.is_free(i) and JUMP.fullmatch(page.lines[i].text):
            page.take_out([i], Matter.RUNNING_HEAD, "says on which page the story goes on")


@recogniser(
    takes=("We slept.\n\nThe Salt Road, by Ann Berg\n\nChapter 2\n\nThe rain had stopped.",),
    spares=(
        "We slept.\n\nThe Tide, by Ann Berg\n\nThe rain had stopped.",
        "We read\nThe Salt Road, by Ann Berg\nas it grew dark.",
    ),
    title="The Salt Road",
)
def take_credits_again(page: Page, title: str | None) -> None:
    """Take out the lines that say title and author again, as pages of a site do on top."""
    wanted = fold_title(title or "")
    for i in page.saying([folded(title)]) if title and wanted else ():
        said = title_by(page.lines[i].text) if page.stands_alone(i) else None
        if said and fold_title(said[0]) == wanted:
            page.take_out([i], Matter.REPEATED_HEAD, "title and author on top of a page")
            page.seams.add(i + 1)


def numbered_lines(page: Page) -> Iterator[tuple[int, int, str]]:
    """Yield index and number of the lines that stand alone and may be the head of a page."""
    for i, line in enumerate(page.lines):
        if not (line.text[:1].isdigit() or line.text[-1:].isdigit()) or not page.stands_alone(i):
            continue
        if PAGE_NUMBER.fullmatch(line.text):
            continue
        if match := HEAD.fullmatch(line.text):
            yield i, int(match["left"] or match["right"]), ""
