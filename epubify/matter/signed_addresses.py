"""The name and the address of who wrote a text, below it as on its top."""

from __future__ import annotations

from epubify.matter.page import Page
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

SIGNED_ADDRESS = lazy(
    r"(?:[-–—~*]+ ?)?(?P<name>[A-Z][\w'’.-]*(?: [A-Z(\"][\w'’.()\"-]*){1,3}),?"
    r"\s+(?:\W{1,4})?[\w.+%-]+@\w[\w-]*(?:\.[\w-]+)+\W{0,4}",
    needs="@",
)
"""A name of two to four words and an address of mail, and no more."""
MOST_LINES = 2
"""Lines of such a signature; with more, a last paragraph is looked at for nothing."""
TOP = 40
"""Lines from the first of a text or post, its mail headers among them, that may name who wrote it.
With more, people of the story are its authors; with fewer, names below long headers are not seen.
"""


@recogniser(
    takes=(
        "Ann Berg ann@quay.example",
        "Ann Berg -= ann@quay.example =-",
        "-- Ann C. Berg <ann@quay.example>",
    ),
    spares=("Write to Ann Berg ann@quay.example", "ann@quay.example", "Ann Berg was there."),
)
def is_signed_address(text: str) -> bool:
    """Tell whether words are a name and an address, and no more.

    >>> is_signed_address("Ann Berg ann@quay.example"), is_signed_address("Ann Berg was there.")
    (True, False)
    """
    return SIGNED_ADDRESS.fullmatch(text) is not None


@recogniser(
    takes=(
        "Salt\nby Ann Berg\n\nThe rain had stopped.\n\n      Ann Berg\n   ann@quay.example",
        "Ann Berg <ann@quay.example>\nSalt\n\nThe rain had stopped.\n\nAnn Berg ann@quay.example",
    ),
    spares=(
        "Salt\nby Ann Berg\n\nThe rain had stopped.\n\nTom Oak\ntom@quay.example",
        "Salt\n\nby Ann Berg\nann@quay.example",
    ),
)
def take_signed_address(page: Page) -> None:
    """Take out a name and an address that end a text or a post on whose top the name stands.

    The name of somebody else may sign a letter of the story.
    """
    if "@" not in page.text:
        return
    starts = sorted(first for first, _ in page.posts)
    for last in page.ends_of_posts():
        first = page.previous_blank(last) + 1
        if last + 1 - first > MOST_LINES or page.previous_text(first) is None:
            continue
        words = " ".join(line.text for line in page.lines[first : last + 1])
        said = SIGNED_ADDRESS.fullmatch(words)
        top = max((start for start in starts if start < first), default=0)
        above = page.given[top : min(top + TOP, first)]
        if said and any(said["name"].casefold() in line.text.casefold() for line in above):
            page.take_out(range(first, last + 1), Matter.FOOTER, "its author's name and address")
            page.seams.add(last + 1)
