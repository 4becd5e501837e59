"""Lines of a page that tell of the page itself: when it was made, who likes it, where to go on."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from epubify.matter.word_lists import marker_words
from epubify.model import Matter
from epubify.readers.html.page_tree import INLINE, LISTS, classes_of, name_of, text_of
from epubify.text.dates import is_date
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

if TYPE_CHECKING:
    from lxml.etree import _Element

REACTIONS = tuple(LISTS["words"]["reactions"])
PAGE_DATES = tuple(LISTS["words"]["page_dates"])
LONGEST_TOLD = 80
"""Characters of a line that says when a page was changed; with more, a story that begins with such
words is none, with fewer, names of days and hours are too much."""
CREDITS = tuple(LISTS["words"]["picture_credits"])
FEWEST_PARTS = 2
"""Parts in a row of links to them; with one, the heading of a chapter is such a row."""
_BETWEEN = lazy(r"\s*[|·•/]\s*")
_MENTIONS = lazy(r"(?:[^\W\d_ ]+ ?){0,3}:?\s*@[\w.-]+(?:[,;\s]+@[\w.-]+)*")
"""Whom one who posts calls by their accounts: ``taglist: @ann @bo``."""
_UNSET = lazy(r"\[(?P<words>[^\[\]]+)\]\(\S.*\)")
"""A link that a maker of pages did not make one of: ``[Next Chapter](ref ch-3)``."""
_READING = lazy(r"~?\d{1,3} min(?:ute)?s? read|~?\d[\d.,]* words|word ?count: ?~?\d[\d.,]*")
FIRST_PIECES = 12
"""Pieces of text, blank ones too, among which the first words of a box are."""
META_LINES = frozenset(LISTS["words"]["meta_lines"].split())
_COUNTED = lazy(rf"[\d.,]+ ?[km]? (?:{'|'.join(LISTS['words']['counted'])})")
POSTED = tuple(LISTS["words"]["posted"])
_SIGNED = lazy(rf",?\s+(?:{'|'.join(LISTS['words']['by_words'])})\s+")
_BETWEEN_FACTS = lazy(r"\s*[·•|]\s*|\s+[-–—]\s+")
_CRUMBS = lazy(r"\s*[>»›→]+\s*", needs=">»›→")
MOST_NAMED = 4
"""Words of a name behind a date; with more, a sentence is one."""
STARTS = frozenset(LISTS["words"]["starts"].split())
MOST_WORDS = 6
"""Words of a link that leads from page to page. With more, whole sentences that begin so do."""
STEPS = frozenset(LISTS["words"]["steps"].split())
WORD = lazy(r"[^\W\d_]+")

Verdict = tuple[Matter, str]


def told_of_page(element: _Element) -> Verdict | None:
    """Return what a short line is that says when the page was changed, how long it takes to read.

    >>> from lxml import etree
    >>> [told_of_page(one) is not None for one in etree.HTML("<p>4 min read<p>Late.")[0]]
    [True, False]
    """
    if name_of(element) not in ("p", "div", "center", "address", "h5", "h6"):
        return None
    said = " ".join("".join(islice(element.itertext(), FIRST_PIECES)).split()).casefold()
    if (step := _UNSET.fullmatch(said)) and is_step(step["words"]):
        return Matter.NAVIGATION, "a link to another page"
    if len(said) > LONGEST_TOLD:
        return None
    if _MENTIONS.fullmatch(said):
        return Matter.NAVIGATION, "names of accounts"
    called = not META_LINES.isdisjoint(classes_of(element))
    alone = called and all(name_of(child) in INLINE for child in element)
    counted = any(_READING.fullmatch(one) for one in _BETWEEN_FACTS.split(said))
    counted = counted or _COUNTED.fullmatch(said) is not None
    told = alone or counted or said.startswith(PAGE_DATES) or is_posted(said)
    return (Matter.NAVIGATION, "about the page itself") if told else None


@recogniser(
    takes=(
        "posted on march 3, 2014 by ann quay",
        "2021-01-01 · 4 min read",
        "publié le 3 mars 2014",
    ),
    spares=("march 3, 2014", "posted on march 3, 2014, it came too late", "on monday by the sea"),
)
def is_posted(said: str) -> bool:
    """Tell whether a line, in small letters, says when a page was made and by whom, and no more.

    A day alone may head a diary.
    """
    if len(said) > LONGEST_TOLD or not any(map(str.isdecimal, said)):
        return False
    pieces = [one.strip() for one in _BETWEEN_FACTS.split(said) if one.strip()]
    opening = next((word for word in POSTED if pieces and pieces[0].startswith(f"{word} ")), "")
    day, _, name = _SIGNED.sub("\n", pieces[0].removeprefix(opening), count=1).partition("\n")
    read = any(_READING.fullmatch(one) for one in pieces)
    others = all(_READING.fullmatch(one) or is_date(one) for one in pieces[1:])
    named = len(name.split()) <= MOST_NAMED and not name.endswith((".", "!", "?"))
    return bool(opening or read or name) and others and named and is_date(day.strip(" ,:"))


def picture_credit(element: _Element) -> Verdict | None:
    """Return what is said below a picture where it only names who made it.

    >>> from lxml import etree
    >>> page = "<figcaption>Photo by <a>Ann</a> on Mill</figcaption><figcaption>Ann</figcaption>"
    >>> [picture_credit(one) is not None for one in etree.HTML(page)[0]]
    [True, False]
    """
    if name_of(element) != "figcaption":
        return None
    said = " ".join(text_of(element).split()).casefold()
    credit = len(said) <= LONGEST_TOLD and said.startswith(CREDITS)
    return (Matter.BOILERPLATE, "credit of a picture") if credit else None


def row_of_parts(element: _Element) -> Verdict | None:
    """Return what a line is that leads to the other parts of a text: ``part 1 | part 2 | part 3``.

    The part that is open is no link.

    >>> from lxml import etree
    >>> page = "<p><a href='1'>Part 1</a> | Part 2 | <a href='/'>index</a><p><a href='1'>Part 1</a>"
    >>> [row_of_parts(one) is not None for one in etree.HTML(page)[0]]
    [True, False]
    """
    if name_of(element) not in ("p", "div", "center"):
        return None
    if next(element.iter("a"), None) is None:
        return None
    said = " ".join(text_of(element).split())
    pieces = (
        [one.strip(" -–—") for one in _BETWEEN.split(said)] if len(said) <= LONGEST_TOLD else []
    )
    counted = sum(counts(one) for one in pieces)
    led = counted >= FEWEST_PARTS and all(counts(one) or is_step(one) for one in pieces)
    return (Matter.NAVIGATION, "links to other parts") if led else None


def counts(text: str) -> bool:
    """Tell whether the words of a link are the number of a chapter or a part, and no more.

    >>> counts("Part 3"), counts("Part 3: The Mill"), counts("The Mill")
    (True, False, False)
    """
    form = facts_of(text).form
    return form is not None and form.number is not None and not form.title


def breadcrumb(element: _Element) -> Verdict | None:
    """Return what a line is that says where a page lies: links, and what is open, with signs.

    >>> from lxml import etree
    >>> page = "<p><a href='/'>Quay</a> &gt; <a href='/s'>Salt</a> &gt; Chapter 3<p>So > it was."
    >>> [breadcrumb(one) is not None for one in etree.HTML(page)[0]]
    [True, False]
    """
    links = [a for a in element.iter("a") if a.get("href")]
    said = " ".join(text_of(element).split())
    if not links or len(said) > LONGEST_TOLD or name_of(element) not in ("p", "div", "center"):
        return None
    pieces = [one.strip() for one in _CRUMBS.split(said)]
    linked = [" ".join(text_of(a).split()) for a in links]
    leads = len(pieces) > 1 and pieces[:-1] == linked[: len(pieces) - 1]
    return (Matter.NAVIGATION, "where the page lies") if leads else None


def reactions(element: _Element) -> Verdict | None:
    """Return what a list is each of whose items says that somebody liked the page."""
    items = [one for one in element if name_of(one) == "li"]
    if name_of(element) not in ("ol", "ul") or not items:
        return None
    said = (text_of(one).casefold() for one in items)
    liked = all(any(word in line for word in REACTIONS) for line in said)
    return (Matter.COMMENT, "reactions to the page") if liked else None


@recogniser(
    takes=("← Previous Chapter", "Next", "Back to the stories", "Back to Ann's tales"),
    spares=("The lighthouse at Ford", "Chapter 12: The Mail", "The way home"),
)
def is_step(text: str) -> bool:
    """Tell whether the words of a link lead to another page, and say nothing.

    >>> is_step("← Previous Chapter"), is_step("The lighthouse at Ford")
    (True, False)
    """
    words = WORD.findall(text.lower())
    if not 0 < len(words) <= MOST_WORDS or ":" in text:
        return False
    return words[0] in STARTS or all(word in STEPS for word in words)


def is_button(text: str) -> bool:
    """Tell whether the words of a link do something on its page, whatever brackets it has.

    >>> is_button("(Post a new comment)"), is_button("Read comments."), is_button("The ford")
    (True, False, False)
    """
    said = text.strip("()[] ").casefold()
    return any(said in marker_words(name) for name in ("page_buttons", "journal_buttons"))
