"""Footers: what lists, services and people put below a post."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from epubify.matter.cues import is_end_mark
from epubify.matter.page import Page
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

_UNSUBSCRIBE = r".*\b(?:@unsubscribe@|@email_to@ \S+@)\b.*"
UNSUBSCRIBE = worded(_UNSUBSCRIBE, needs=("unsubscribe", "email_to"))
COMMAND = worded(rf"^<\*>|^{_UNSUBSCRIBE}$|@of_lists@", re.IGNORECASE | re.MULTILINE)
RULE = lazy(r"[-_=*~+#]{8,}|^\+-+\+$")
ADDRESS = lazy(r"\S@\S+\.\w|https?://|\bwww\.\w", re.IGNORECASE)
FIELD = worded(r"@own_fields@\s*:", signs=":")
SENT_FROM = worded(r"(?:@sent_from@)\s\S.{0,40}", needs=("sent_from",))
"""What a telephone sets below a message."""
NEWSLETTER = worded(
    r"(?:@newsletters@)[:\s]*[(<\[]*https?://\S+[)>\].]*", re.IGNORECASE, needs=("newsletters",)
)
"""A link that a program for newsletters puts above or below each of them."""
_OF_ADDRESS = ("@", "://", "www.")
"""What stands in each address, and is found faster than one."""
LONGEST_FOOTER = 12
"""Lines of a footer; with more, letters that end in an address are taken, with fewer, long list
footers stay."""
FIRST_FOOTER = 10
"""Index of the first line that a footer may stand on, but for one of a list at the very end. With
a smaller one the story's own header is taken for it; with a larger one footers of short posts stay.
"""


@recogniser(
    takes=(10 * "Rain fell.\n" + "\n________\nJoin at https://list.example/",),
    spares=(
        10 * "Rain fell.\n" + "\n________\nHe ran.",
        10 * "Rain fell.\n" + "\n________\nThe Mill, mill@river.example\n\nSo it said.",
    ),
)
def take_footers(page: Page) -> None:
    """Take out footers: a block with a rule at one end and an address in it, or list commands.

    A block that does not speak of a list must stand where a post ends, or come more than once.
    """
    small = page.text.lower()
    if not any(sign in small for sign in ("@", "http", "www.")):
        return  # there is no address
    blocks = footer_blocks(page)
    said = Counter(said_in(page, block) for block in blocks)
    for block in blocks:
        text = said_in(page, block)
        of_list = COMMAND.search(text) is not None
        if block.start < FIRST_FOOTER and not (of_list and page.next_text(block.stop) is None):
            continue
        if of_list:
            evidence = "speaks of a mailing list"
        elif ends_post(page, block.stop):
            evidence = "stands where a post ends"
        elif said[text] > 1:
            evidence = f"comes {said[text]} times"
        else:
            continue
        page.take_out(block, Matter.FOOTER, evidence)
        page.seams.add(block.stop)


@recogniser(
    takes=(10 * "Rain fell.\n" + "\nSent from my iPhone",),
    spares=(10 * "Rain fell.\n" + "\nSent from my iPhone\n\nHe read it twice.",),
)
def take_sent_from(page: Page) -> None:
    """Take out the line of a program for mail that stands alone where a post ends."""
    for i in page.each({*page.beginning(marker_words("sent_from"))}.intersection(page.free())):
        said_so = i > 0 and page.is_free(i) and SENT_FROM.fullmatch(page.lines[i].text)
        if said_so and ends_post(page, i + 1):
            page.take_out(range(i, i + 1), Matter.FOOTER, "of a program for mail")


@recogniser(
    takes=("Rain fell.\n\nUnsubscribe https://list.example/e",),
    spares=("Unsubscribe, he said: https://list.example/e", "Rain fell.\nUnsubscribe\n"),
)
def take_newsletter_links(page: Page) -> None:
    """Take out the lines of programs for newsletters, each with its address."""
    for i in page.each(page.beginning(marker_words("newsletters"))):
        if NEWSLETTER.fullmatch(page.lines[i].text):
            page.take_out([i], Matter.FOOTER, "of a program for newsletters")


def footer_blocks(page: Page) -> list[range]:
    """Return the blocks of lines below the first that have the form of a footer."""
    blocks = []
    first = page.next_text(0)
    start = None if first is None else page.next_text(page.row_end(first))
    while start is not None:
        end = page.row_end(start)
        start = below_end_mark(page, start, end)
        texts = [line.text for line in page.lines[start:end]]
        if end - start <= LONGEST_FOOTER and is_footer(texts):
            blocks.append(range(start, end))
        start = page.next_text(end)
    return blocks


def below_end_mark(page: Page, start: int, end: int) -> int:
    """Return where what is no story begins among lines right below each other: below the line that
    says that it is over."""
    return start + (end - start > 1 and is_end_mark(page.lines[start].text))


def said_in(page: Page, block: range) -> str:
    """Return what the lines of a block say."""
    return "\n".join(page.lines[i].text for i in block)


def ends_post(page: Page, index: int) -> bool:
    """Tell whether a post ends right before a line: a seam follows, the end, or a new title."""
    after = page.next_text(index)
    return after is None or any(i in page.seams for i in range(index, after + 1))


def has_address(text: str) -> bool:
    """Tell whether an address of mail or of a page stands in a text.

    >>> has_address("See HTTP://www.mail.example"), has_address("Meet me @ noon: www.")
    (True, False)
    """
    small = text.lower()
    return any(map(small.__contains__, _OF_ADDRESS)) and ADDRESS.search(text) is not None


@recogniser(
    takes=("________________\nAnn Berg, ann@mail.example",),
    spares=(
        "________________\nHe ran.",
        "The rain had stopped.\nAsk ann@mail.example",
    ),
)
def is_footer(texts: Sequence[str]) -> bool:
    """Tell whether the lines of a block are the footer of a list, a service or a person.

    >>> is_footer(["________________", "Ann Berg, ann@mail.example"])
    True
    >>> is_footer(["________________", "He ran."])
    False
    """
    if not any(map(has_address, texts)) or any(FIELD.match(text) for text in texts):
        return False
    ruled = len(texts) > 1 and bool(RULE.search(texts[0]) or RULE.search(texts[-1]))
    return ruled or texts[0].startswith("<*>") or any(UNSUBSCRIBE.fullmatch(text) for text in texts)
