"""Which part of a page is the story, and what everything else on it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct, field

from epubify.model import Matter
from epubify.model.records import Record
from epubify.readers.html.other_texts import names_others, posted_day
from epubify.readers.html.page_styles import PageStyles, is_hidden
from epubify.readers.html.page_tail import tail_of
from epubify.readers.html.page_tree import (
    INLINE,
    LISTS,
    SILENT,
    classes_of,
    is_page_number,
    name_of,
    text_of,
)
from epubify.readers.html.selectors import may_select, select, signs_in
from epubify.readers.html.threads import take_thread
from epubify.readers.html.told_lines import (
    FIRST_PIECES,
    WORD,
    Verdict,
    breadcrumb,
    counts,
    is_button,
    is_step,
    picture_credit,
    reactions,
    row_of_parts,
    told_of_page,
)
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTROLS = frozenset(LISTS["elements"]["controls"].split())
NO_PROSE = frozenset({*SILENT, *CONTROLS, "a"})
"""Elements whose words are no measure of a text."""
BARE = INLINE - CONTROLS - {"a"}
"""Elements in lines that are text where neither an attribute nor a style says anything of them."""
PURPOSES: tuple[tuple[Matter, frozenset[str]], ...] = tuple(
    (kind, frozenset(LISTS["words"][name].split()))
    for kind, name in (
        (Matter.COMMENT, "comments"),
        (Matter.ADVERT, "adverts"),
        (Matter.NAVIGATION, "navigation"),
    )
)
OPENINGS: tuple[tuple[Matter, frozenset[str]], ...] = tuple(
    (kind, frozenset(LISTS["words"][name].split()))
    for kind, name in ((Matter.COMMENT, "comment_openings"), (Matter.ADVERT, "support_openings"))
)
ENDINGS = frozenset(LISTS["words"]["endings"].split())
BUTTONS = frozenset(LISTS["words"]["buttons"].split())
BUTTON_SIGNS = LISTS["words"]["button_signs"]
TRANSCRIBERS = tuple(LISTS["words"]["transcribers"])
LONGEST_NOTE = 6_000
"""Characters of a transcriber's note. With more, a chapter about one is left out; with fewer, long
lists of corrections stay."""
PRINTED = ("header", "footer")
"""Titles of boxes in which LibreOffice keeps what stands on every page in print."""
HEADED = ("h1", "h2", "h3", "h4")
"""Elements that are headings of chapters; lists of sites are headed by smaller ones."""
ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "menu", "dialog", "toolbar"})
"""Roles of elements that are no text (WAI-ARIA)."""
MOST_OF_PAGE = 0.5
"""Share of the text of a page from which an element holds the story, whatever it is called. With a
larger one stories in an element called ``comments`` are lost, with a smaller one long comments
stay."""
LONGEST_REQUEST = 200
"""Letters in which a page asks for scripts, or its footer says whose it is; with more, a short
story that only browsers without scripts show is left out, with fewer, such a request becomes a
book."""
NEARLY_ALL = 0.9
"""Share of the text of an element that one in it holds, which then holds the story. With a larger
one frames of sites stay, with a smaller one the first chapters of a page are lost."""
_CONTENTS_STYLE = lazy(r"(?:Mso)?T[Oo][Cc]-?\d")
"""Styles of entries of a contents list, by their depth."""
FEWEST_LINKS, LONGEST_LINKS = 3, 90
"""Links of a block that is nothing but links, and characters of one of fewer links. With fewer or
more, a line of the story that leads somewhere is left out."""


class Site(Record):
    """A known site: selectors of what is where on its pages."""

    name: str
    sign: str
    story: str
    title: str = ""
    author: str = ""
    byline: str = ""
    description: str = ""
    heading: str = ""
    fields: str = ""
    notes: str = ""
    out: str = ""
    post: str = ""
    """What holds one post of a thread, with who wrote it."""
    poster: str = ""


SITES = tuple(Site(**one) for one in LISTS["sites"])


class StoryParts(Struct):
    """What the elements of a page are."""

    site: Site | None = None
    stories: list[_Element] = field(default_factory=list)
    """The elements that hold the story; all of the page where there are none."""
    verdicts: dict[_Element, Verdict] = field(default_factory=dict)
    notes: set[_Element] = field(default_factory=set)
    """Elements that are the author's notes."""
    poster: str = ""
    """Who began the thread that a page is."""


def find_story(root: _Element, styles: PageStyles) -> StoryParts:
    """Return what is the story on a page, and what all else is."""
    signs = signs_in(root)
    likely = (site for site in SITES if may_select(site.sign, signs))
    site = next((site for site in likely if select(root, site.sign) and holds(root, site)), None)
    found = StoryParts(site)
    if site:
        found.stories = outermost(select(root, site.story))
        known = f"label of {site.name}"
        found.verdicts |= dict.fromkeys(select(root, site.out), (Matter.NAVIGATION, known))
        found.notes = {*outermost(select(root, site.notes))}
        take_thread(root, site, found)
    judge = Judge(root, styles, found)
    judge.walk(root)
    if not found.stories:
        below = dict.fromkeys(tail_of(root, found.verdicts), "below the text, and leads elsewhere")
        found.verdicts |= {one: (Matter.NAVIGATION, said) for one, said in below.items()}
        found.stories = [innermost(root, found.verdicts)]
    return found


def holds(root: _Element, site: Site) -> bool:
    """Tell whether what a site keeps stories in holds more than notes, on this page.

    An archive shows a whole work in other elements than a chapter of it.
    """
    notes = {*select(root, site.notes)}
    stories = [one for one in outermost(select(root, site.story)) if one not in notes]
    return any(words_below(one) for one in stories) or not words_below(root)


def outermost(elements: list[_Element]) -> list[_Element]:
    """Return elements without those that lie in others of them."""
    known = {*elements}
    return [e for e in elements if not any(above in known for above in e.iterancestors())]


class Judge:
    """Tells the elements of a page that are no text of a story."""

    def __init__(self, root: _Element, styles: PageStyles, found: StoryParts) -> None:
        self.styles = styles
        self.found = found
        self.held = {above for one in found.stories for above in (one, *one.iterancestors())}
        """Elements that hold the story of a known site."""
        self.whole = max(1, len(words_below(root)))

    def walk(self, element: _Element) -> None:
        """Judge what is in an element, and what is in that, until it is known what it is."""
        for child in element:
            if name_of(child) in SILENT or child in self.found.verdicts:
                continue
            verdict = self.verdict(child)
            if verdict and child not in self.held and not self.holds_most(child):
                self.found.verdicts[child] = verdict
            else:
                self.walk(child)

    def holds_most(self, element: _Element) -> bool:
        """Tell whether an element holds so much of the page that it must be the story."""
        size = len(words_below(element))
        if name_of(element) in ("noscript", "footer", "nav") and size <= LONGEST_REQUEST:
            return False
        return size > MOST_OF_PAGE * self.whole

    def verdict(self, element: _Element) -> Verdict | None:
        """Return what an element is, None for what may be text."""
        name = name_of(element)
        if name in BARE and not (self.styles.rules or element.keys()):
            return None
        if is_hidden(element, self.styles.of(element)):
            return Matter.HIDDEN, "the page does not show it"
        if name in CONTROLS:
            return Matter.NAVIGATION, f"element {name}"
        if name == "noscript" and element.find(".//img") is None:
            return Matter.NAVIGATION, "for browsers without scripts"
        if name == "footer" and not self.inside_story(element):
            return Matter.NAVIGATION, "footer of the page"
        if name == "div" and element.get("title") in PRINTED:
            return Matter.RUNNING_HEAD, "of the pages in print"
        if element.get("role") in ROLES:
            return Matter.NAVIGATION, f"role {element.get('role')}"
        if name == "a":
            return self.called_button(element) or lone_step(element)
        if name == "time" and (day := posted_day(element)):
            return day
        if is_page_number(element):
            return Matter.PAGE_NUMBER, "number of a page in print"
        if name in INLINE:
            return None
        if self.is_overlay(element):
            return Matter.NAVIGATION, "it stays on the screen while the page is read"
        return self.purpose(element) or transcribers_note(element) or beside_text(element)

    def inside_story(self, element: _Element) -> bool:
        """Tell whether an element lies in what a known site holds stories in."""
        return any(above in self.found.stories for above in element.iterancestors())

    def purpose(self, element: _Element) -> Verdict | None:
        """Return what the id and the classes of an element say that it is for."""
        if self.inside_story(element) or name_of(element) == "p":
            return None
        named = names_of(element)
        for kind, words in PURPOSES:
            if said := named & words:
                return kind, f"called {min(said)}"
        if said := {one for one in named if last_word(one) in ENDINGS and last_word(one) != one}:
            return Matter.NAVIGATION, f"called {min(said)}"
        for kind, words in OPENINGS:
            if said := {one for one in named if first_word(one) in words}:
                return kind, f"called {min(said)}"
        return None

    def is_overlay(self, element: _Element) -> bool:
        """Tell whether an element stays where it is when the page moves, and heads nothing."""
        fixed = self.styles.of(element).get("position") == "fixed"
        return fixed and next(element.iter(*HEADED), None) is None

    def called_button(self, link: _Element) -> Verdict | None:
        """Return what a link is whose classes say that it is no text."""
        named = {one for one in names_of(link) if last_word(one) in ENDINGS | BUTTONS}
        if not named or self.inside_story(link):
            return None
        return Matter.NAVIGATION, f"called {min(named)}"


def names_of(element: _Element) -> set[str]:
    """Return the id and the classes of an element, in small letters."""
    return {one.lower() for one in (element.get("id") or "", *classes_of(element))}


def last_word(name: str) -> str:
    """Return the last word of an id or a class.

    >>> last_word("reader-breadcrumb"), last_word("chapter_nav"), last_word("nav")
    ('breadcrumb', 'nav', 'nav')
    """
    return name.rpartition("-")[2].rpartition("_")[2]


def first_word(name: str) -> str:
    """Return the first word of an id or a class.

    >>> first_word("comments-section"), first_word("comments")
    ('comments', 'comments')
    """
    return name.partition("-")[0].partition("_")[0]


def beside_text(element: _Element) -> Verdict | None:
    """Return what a block is that only leads elsewhere, or only tells of the page itself."""
    return (
        nothing_but_links(element)
        or bare_button(element)
        or reactions(element)
        or told_of_page(element)
        or breadcrumb(element)
        or row_of_parts(element)
        or picture_credit(element)
        or printed_edge(element)
        or names_others(element)
    )


def printed_edge(element: _Element) -> Verdict | None:
    """Return what a block is that LibreOffice makes of the head or the foot of printed pages."""
    edge = name_of(element) == "div" and element.get("title") in ("header", "footer")
    return (Matter.NAVIGATION, f"{element.get('title')} of printed pages") if edge else None


def bare_button(element: _Element) -> Verdict | None:
    """Return what a block is that does something when it is touched, and holds a sign alone.

    >>> from lxml import etree
    >>> page = etree.HTML("<div onclick='f()'>☰</div><div>×</div><div onclick='f()'>So</div>")
    >>> [bare_button(one) is not None for one in page[0]]
    [True, False, False]
    """
    if element.get("onclick") is None:
        return None
    said = text_of(element).split()
    button = bool(said) and all(one in BUTTON_SIGNS for one in said)
    return (Matter.NAVIGATION, "a button") if button else None


def nothing_but_links(element: _Element) -> Verdict | None:
    """Return what a block is that holds nothing but links: steps to other pages, or contents."""
    if name_of(element) not in ("p", "div", "ul", "ol", "li", "td", "table", "center", "h5", "h6"):
        return None
    links = [a for a in element.iter("a") if a.get("href")]
    if not links or heads_chapter(element):
        return None
    controls = list(element.iter(*CONTROLS))
    text = text_of(element)
    for one in controls:
        text = text.replace(text_of(one).strip(), " ", 1)
    bare = "".join(WORD.findall(text))
    linked = "".join("".join(WORD.findall(text_of(a))) for a in links)
    if not bare or len(linked) < len(bare) - len(links):
        return None
    if all(text_of(a).lstrip().startswith("#") for a in links):
        return Matter.NAVIGATION, "tags of the page"
    if "[" in text and len(bare) < 4:
        return None
    inner = all((a.get("href") or "").startswith("#") for a in links)
    if inner and is_entry(element):
        return Matter.CONTENTS, "entry of a contents list"
    said = " ".join(text.split())
    if inner and is_step(said) and facts_of(said).form is None:
        return Matter.NAVIGATION, "a link to another place of the page"
    if inner and len(links) >= FEWEST_LINKS:
        return Matter.CONTENTS, "links into the text"
    if inner or element.find(".//img") is not None:
        return None
    if (
        controls
        or len(links) >= FEWEST_LINKS
        or is_step(said)
        or is_button(said)
        or (counts(said) and ends_page(element))
    ):
        return Matter.NAVIGATION, "nothing but links"
    return None


def is_entry(element: _Element) -> bool:
    """Tell whether a paragraph is an entry of a contents list as Word makes it, by its style."""
    return any(_CONTENTS_STYLE.fullmatch(one) for one in classes_of(element))


def ends_page(element: _Element) -> bool:
    """Tell whether words stand before an element, and none behind it.

    >>> from lxml import etree
    >>> [ends_page(one) for one in etree.HTML("<p>So it was.<p>Part 3")[0]]
    [False, True]
    """
    before = any(words_below(one) for one in element.itersiblings(preceding=True))
    return before and not any(words_below(one) for one in element.itersiblings())


def heads_chapter(element: _Element) -> bool:
    """Tell whether a block holds the heading of a chapter, which may be a link to its page.

    >>> from lxml import etree
    >>> heads_chapter(etree.HTML("<div><h3><a href='/c/1'>Chapter 1</a></h3></div>"))
    True
    """
    forms = (facts_of(" ".join(text_of(one).split())).form for one in element.iter(*HEADED))
    return any(form is not None and form.number is not None for form in forms)


def transcribers_note(element: _Element) -> Verdict | None:
    """Return what a box is that begins as the notes of transcribers do."""
    if name_of(element) not in ("div", "table", "ul", "section", "blockquote", "aside"):
        return None
    opening = " ".join("".join(islice(element.itertext(), FIRST_PIECES)).split())
    if not opening.lower().lstrip("[(* ").startswith(TRANSCRIBERS):
        return None
    small = len(text_of(element)) <= LONGEST_NOTE
    return (Matter.BOILERPLATE, "note of the transcriber") if small else None


def lone_step(link: _Element) -> Verdict | None:
    """Return what a link is that stands in no line of text: a step to another page."""
    above = link.getparent()
    if above is None or name_of(above) not in ("body", "div", "main", "article", "section"):
        return None
    letter = (link.get("href") or "").startswith("mailto:")
    step = link.get("href") and (letter or is_step(" ".join(text_of(link).split())))
    return (Matter.NAVIGATION, "a link to another page") if step else None


def words_below(element: _Element) -> str:
    """Return the text below an element that may be prose: what is linked is not."""
    parts: list[str] = []
    _gather_unlinked(element, parts)
    return "".join("".join(parts).split())


def _gather_unlinked(element: _Element, parts: list[str]) -> None:
    if name_of(element) in NO_PROSE:
        return
    parts.append(element.text or "")
    for child in element:
        _gather_unlinked(child, parts)
        parts.append(child.tail or "")


def innermost(root: _Element, verdicts: Mapping[_Element, Verdict]) -> _Element:
    """Return the innermost element that holds nearly all the text of a page."""
    element = root
    while True:
        known = {e: len(words_below(e)) for e in element if e not in verdicts}
        own = "".join([element.text or "", *(e.tail or "" for e in element)])
        whole = len("".join(own.split())) + sum(known.values())
        sizes = [(known[e], e) for e in open_children(element, verdicts)]
        size, child = max(sizes, key=lambda one: one[0], default=(0, element))
        if not sizes or size < NEARLY_ALL * max(1, whole) or name_of(child) in ("p", "pre"):
            return element
        element = child


def open_children(element: _Element, verdicts: Mapping[_Element, Verdict]) -> Iterator[_Element]:
    """Yield the blocks in an element that may be text."""
    return (
        child
        for child in element
        if child not in verdicts and name_of(child) not in SILENT and name_of(child) not in INLINE
    )
