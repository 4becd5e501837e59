"""Signatures without a mark above them: how to reach somebody over several networks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from epubify.matter.footers import ADDRESS, below_end_mark, ends_post
from epubify.matter.letters import postscripts
from epubify.matter.page import Page
from epubify.matter.private_details import has_detail
from epubify.matter.word_lists import worded
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

NETWORK = worded(r"\W{0,3}(?:@networks@)\W{0,3}[:=]\s*(?P<said>\S.*)", signs=":=")
REACHED = lazy(r"[@!%]|\d{3}")
"""What an address, a route or a number has."""
COLUMNS = lazy(r"\S(?: {3,}|\t+| +\|+ +)\S")
"""What stands between two columns."""
DRAWN = lazy(r"(?:[/\\|=_]\s*){2,}[^\w(\"'“‘]*(?=[\w\"])")
"""What stands before the words of a line with a drawing on its left."""
BARE = lazy(r"[\w.+%-]+@\w[\w.-]*\.\w+|(?:\.{3}!)?[\w.-]+(?:![\w.%-]+)+", needs="@!")
"""A line that is an address of mail, or the way of mail from machine to machine, and no more."""
SIGNED = lazy(r"[A-Z][\w'’-]+(?: [A-Z]\.)? [A-Z][\w'’-]+\s*(?:\([^()]*\))?")
"""A name, perhaps with a nickname or an office, and no more."""
FEWEST = 2
"""Networks in a row; with fewer, an address that somebody gives in a story is a signature, with
more, most signatures stay."""
LONGEST_REST = 8
"""Lines with text below the addresses, down to the end of the post; with more, a story that begins
with its author's addresses is lost, with fewer, mottoes of several lines stay."""
LONGEST_RULED = 14
"""Lines of a signature between two rules; with more, letters in frames are taken, with fewer,
signatures with a long motto stay."""
SHORTEST_EDGE = 20
"""Signs of a rule that frames a signature; with fewer, the mark between two scenes is one, with
more, short rules leave the signature in the text."""
LONGEST_NAME = 2
"""Lines right above the addresses that are the name and the office; more would take a last
paragraph that is glued to them, with fewer, names stay."""


@recogniser(
    takes=(
        'The rain had stopped.\n\nAnn Berg\nBITNET: ann@quay\nUUCP: ...!quay!ann\n"Ahoy!"',
        "The rain had stopped.\n\nAnn Berg (mate)\nann@quay.example\n...!quay!mill!ann",
    ),
    spares=(
        "The rain had stopped.\n\nEmail: she had none.\nPhone: cut off.\n\nHe sighed.",
        "Write to one of these:\n\nann@quay.example\ntom@quay.example\n\nThe rain had stopped.",
    ),
)
def take_net_addresses(page: Page) -> None:
    """Take out the addresses of a person where a post ends, with the name above and what follows.

    What is right below an address is a motto; a postscript below it belongs to the text. The last
    are taken first: above those of somebody else, the text ends with the first of them.
    """
    for first, end in reversed(list(rows_of_networks(page))):
        below = (i for i in range(end, len(page.lines)) if page.lines[i])
        rest = list(islice(below, LONGEST_REST + 1))
        ends = (n for n, i in enumerate(rest) if ends_post(page, i) or opens_postscript(page, i))
        stop = next(ends, len(rest))
        if stop > LONGEST_REST:
            continue
        last = rest[stop - 1] + 1 if stop else end
        top = max(page.previous_blank(first) + 1, 0)
        start = top if first - top <= LONGEST_NAME else first
        page.take_out(range(start, last), Matter.FOOTER, "addresses where a post ends")
        page.seams.add(last)


def opens_postscript(page: Page, index: int) -> bool:
    """Tell whether a line begins what somebody adds below a name."""
    return page.is_free(index) and page.lines[index].text.startswith(postscripts())


@recogniser(
    takes=(
        'The rain had stopped.\n\n /\\   Ann Berg      "Ahoy!"\n/  \\  ann@quay.example   (mate)',
        f"Rain fell.\n\n{30 * '_'}\n\n /\\   Ann Berg\n/  \\   (555)010-0143\n{30 * '_'}",
        "Rain fell.\n\n  __  From the quay\n_/  | Ann Berg, mate\n \\_*| ann@quay.example",
    ),
    spares=(
        "The rain had stopped.\n\nWrite to ann@quay.example, said the mate, and left.",
        "Name    Address\nAnn     ann@quay.example\n\nThe rain had stopped.",
        "The rain had stopped.\n\nAnn Berg     (555)010-0143\nTom Oak      (555)010-0144",
    ),
)
def take_signature_in_columns(page: Page) -> None:
    """Take out the last lines of a post, an address beside a drawing or a motto in columns.

    Between two rules over the page a telephone number says as much.
    """
    for last in page.ends_of_posts():
        first = below_end_mark(page, page.previous_blank(last) + 1, last + 1)
        if first == 0 or last + 1 - first > LONGEST_REST:
            continue
        lines = page.lines[first : last + 1]
        texts = [line.text for line in lines]
        in_columns = sum(bool(COLUMNS.search(t) or DRAWN.match(t)) for t in texts)
        above = page.previous_text(first)
        framed = above is not None and is_edge(page, above) and is_edge(page, last)
        reached = any(ADDRESS.search(line.text) for line in lines)
        reached = reached or (framed and any(has_detail(line.text) for line in lines))
        if 2 * in_columns > len(lines) > 1 and reached:
            top = above if framed and above is not None else first
            page.take_out(range(top, last + 1), Matter.FOOTER, "an address beside a drawing")
            page.seams.add(last + 1)


@recogniser(
    takes=(
        f"Rain fell.\n{40 * '^'}\nann b.   gull hall\n  username: ann@quay.example\n{40 * '#'}",
    ),
    spares=(
        f"Rain fell.\n{40 * '-'}\nShe wrote to ann@quay.example.\n\nNobody answered.\n{40 * '-'}",
        f"Rain fell.\n{40 * '-'}\nThe mill had stopped, and nobody knew why.\n{40 * '-'}",
    ),
)
def take_signature_between_rules(page: Page) -> None:
    """Take out the last lines of a post where rules over the page stand above and below them, and
    an address is among them; no blank line is.
    """
    for last in page.ends_of_posts():
        if not is_edge(page, last):
            continue
        top = max(page.previous_blank(last) + 1, last - LONGEST_RULED)
        edges = [n for n in range(top, last) if is_edge(page, n)]
        first = edges[0] if edges else last
        if any(ADDRESS.search(page.lines[n].text) for n in range(first, last)):
            page.take_out(range(first, last + 1), Matter.FOOTER, "an address between rules")
            page.seams.add(last + 1)


def is_edge(page: Page, index: int) -> bool:
    """Tell whether a line is a rule over the page, as a frame has above and below."""
    line = page.lines[index]
    return len(line.text) >= SHORTEST_EDGE and line.facts.is_ornament


def rows_of_networks(page: Page) -> Iterator[tuple[int, int]]:
    """Yield where addresses on several networks stand in a row: first line, index after them."""
    found = [
        n
        for n, line in enumerate(page.lines)
        if ((":" in line.text or "=" in line.text) and is_network(line.text))
        or (("@" in line.text or "!" in line.text) and BARE.fullmatch(line.text))
    ]
    for _, row in groupby(enumerate(found), lambda told: told[1] - told[0]):
        lines = [n for _, n in row]
        if len(lines) >= FEWEST and is_sure(page, lines):
            yield lines[0], lines[-1] + 1


def is_sure(page: Page, row: Sequence[int]) -> bool:
    """Tell whether one of some addresses says its network, or, with a way of mail among them, the
    line above them is a name that opens their paragraph.

    In a list of addresses, or a letter of the story, there is no such way.
    """
    texts = [page.lines[n].text for n in row]
    if not all(map(BARE.fullmatch, texts)):
        return True
    above = row[0] - 1
    named = above >= 0 and page.is_free(above) and SIGNED.fullmatch(page.lines[above].text)
    return bool(named) and any("!" in text for text in texts)


@recogniser(takes=("BITNET: ann@quay", "UUCP: ...!quay!ann"), spares=("Phone: it rang.",))
def is_network(text: str) -> bool:
    """Tell whether a line says how to reach somebody.

    >>> is_network("BITNET:  ann@quay"), is_network("Phone: it rang.")
    (True, False)
    """
    named = (":" in text or "=" in text) and len(text) < 100
    match = NETWORK.fullmatch(text) if named and REACHED.search(text) else None
    return match is not None and REACHED.search(match["said"]) is not None
