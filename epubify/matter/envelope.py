"""Mail and news envelopes: header lines, quoting, signatures, the marks of posting in parts."""

from __future__ import annotations

import re

from epubify.matter.adverts import take_adverts, take_bottom_adverts, take_top_advert
from epubify.matter.assistant_frames import take_assistant_frames
from epubify.matter.board_heads import take_board_heads, take_note_heads
from epubify.matter.copied_pages import take_copied_lines
from epubify.matter.footers import take_footers, take_newsletter_links, take_sent_from
from epubify.matter.glued_links import cut_glued_links
from epubify.matter.lone_counters import take_lone_counters
from epubify.matter.mail_headers import MailHeaders, take_cut_route, take_mail_headers
from epubify.matter.net_addresses import (
    take_net_addresses,
    take_signature_between_rules,
    take_signature_in_columns,
)
from epubify.matter.page import Page
from epubify.matter.page_links import WORD, links, take_page_links
from epubify.matter.posting import take_posting_marks, take_signatures
from epubify.matter.quoting import unquote
from epubify.matter.signed_addresses import take_signed_address
from epubify.matter.site_sheets import take_site_sheets
from epubify.matter.subject_headings import keep_subject_headings
from epubify.matter.word_lists import worded
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

ARMOUR = lazy(r"-{3,} ?(BEGIN|END) PGP [A-Z ]+-{3,}", needs=("PGP",))
LONGEST_ARMOUR = 40
"""Lines of a PGP signature; with more, one that was never closed swallows text, with fewer, long
ones stay in the story."""
LONGEST_LINKS = 70
"""Characters of a row of links; more only costs time, with fewer, rows with spelt-out links
stay."""
BOUNDARY = worded(
    r"[-=]{3,}+[ =>]*+(?:@boundaries@|@begin_end@\b[^-=]{0,40}|[\w.]+\.txt)[ <=-]{2,}+(?<=[-=]{2})"
    r"|==> \S+ <=="
)
BOARD = worded(
    r"\* Origin: .*\((?:[A-Za-z]+ )?\d+:\d+/\d+.*|SEEN-BY: [\d/ :]+|Msg ?#\s*\d+.*"
    r"|(?:~~~|___|---|\.\.\.| \* ) ?(?:@offline_readers@)\b.*"
    r"|Article:? \d+ of [a-z]+(?:\.[\w+-]+)+:?"
)
"""Lines of mail networks of boards, of programs that read mail, and of news servers."""
WRAPPERS_BEGIN = ("--", "==", "* ", "~~", "__", "..", "seen-by:", "msg", "article")
"""What lines begin with that programs put around a message."""
BARE = frozenset("-=*~_. ")
"""Signs of rules and of marks between scenes; a line of nothing else says nothing."""
LINK_MARKS = ("|", "[", "<<", ">>", "«", "»")


@recogniser(
    takes=("From: ann@mail.example\nSubject: The Salt Road\n\nThe rain had stopped.",),
    spares=("The rain had stopped.\n\nFrom: the mate\nTo: all hands\n\nShore leave is over.",),
)
def open_envelopes(page: Page) -> MailHeaders:
    """Take mail matter out and return the mail headers found, name → fields in order.

    Quoted stretches lose their prefix; marks of posting (``[continued in part 2]``, ``-- ``
    signatures, ``cut here``), footers and what programs put around a post go. Where they
    stood, a seam is remembered.
    """
    headers: MailHeaders = {}
    take_assistant_frames(page)
    take_adverts(page)
    take_site_sheets(page)
    take_copied_lines(page, headers)
    take_wrappers(page)
    take_page_links(page)
    cut_glued_links(page)
    take_board_heads(page, headers)
    take_note_heads(page)
    take_cut_route(page)
    take_mail_headers(page, headers)
    if headers:
        take_top_advert(page)  # a board's banner that stands below the header
    last = page.previous_text(len(page.lines))
    take_posting_marks(page)
    take_footers(page)
    take_sent_from(page)
    take_newsletter_links(page)
    take_signatures(page)
    if page.previous_text(len(page.lines)) != last:
        take_bottom_adverts(page)  # that of a board, which stands above what was taken out
    take_net_addresses(page)
    take_signature_in_columns(page)
    take_signature_between_rules(page)
    take_signed_address(page)
    unquote(page)
    take_mail_headers(page, headers, quoted=True)
    take_lone_counters(page)
    keep_subject_headings(page, headers)
    return headers


@recogniser(
    takes=(
        "-----Original Message-----\n\nThe rain had stopped.",
        "[Prev] [Next]\n\nThe rain had stopped.",
    ),
    spares=("-----\n\nThe rain had stopped.",),
)
def take_wrappers(page: Page) -> None:
    """Take out what programs put around a message: armour, boundaries, routing lines."""
    for i in page.each({*page.beginning(WRAPPERS_BEGIN), *page.having(*LINK_MARKS)}):
        line = page.lines[i]
        if not may_be_wrapper(line.text) and not any(mark in line.text for mark in LINK_MARKS):
            continue
        armour = ARMOUR.fullmatch(line.text)
        if armour:
            page.take_out(range(i, armour_end(page, i)), Matter.MAIL_HEADER, "of a signed message")
            page.seams.add(i + 1)
        elif (
            BOUNDARY.fullmatch(line.text) or BOARD.fullmatch(line.text) or is_navigation(line.text)
        ):
            page.take_out([i], Matter.MAIL_HEADER, "boundary of a message")
            page.seams.add(i + 1)


def may_be_wrapper(text: str) -> bool:
    """Tell whether a line begins as what programs put around a message, and says something.

    >>> may_be_wrapper("-----BEGIN PGP SIGNATURE-----"), may_be_wrapper("* * *")
    (True, False)
    """
    return text.casefold().startswith(WRAPPERS_BEGIN) and not BARE.issuperset(text)


def armour_end(page: Page, start: int) -> int:
    """Return the index after a PGP signature or the head of a signed message (RFC 4880, 6.2)."""
    if "SIGNATURE" in page.lines[start].text and "BEGIN" in page.lines[start].text:
        for i in range(start + 1, min(start + LONGEST_ARMOUR, len(page.lines))):
            if ARMOUR.fullmatch(page.lines[i].text):
                return i + 1
    end = start + 1
    while end < len(page.lines) and re.match(r"[A-Z]\w+: ", page.lines[end].text):
        end += 1
    return end


@recogniser(takes=("<< Previous Chapter | Next Chapter >>",), spares=("Back home, next.",))
def is_navigation(text: str) -> bool:
    """Tell whether a line is a row of links: ``[Prev] [Next]``, ``Index | Next Chapter``.

    >>> is_navigation("<< Previous Chapter | Next Chapter >>"), is_navigation("Back home, next.")
    (True, False)
    """
    if len(text) >= LONGEST_LINKS or not any(mark in text for mark in LINK_MARKS):
        return False
    words = [folded(word) for word in WORD.findall(text)]
    return len(words) >= 2 and all(word in links() for word in words)
