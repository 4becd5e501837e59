"""The elements of a page set on a galley, word for word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from unicodedata import category
from urllib.parse import parse_qs, urlsplit

from epubify.model import GroupKind, Matter, Span
from epubify.readers.galley import Galley, LeftOut, Part
from epubify.readers.html.heading_groups import pieces_of
from epubify.readers.html.known_page import KnownPage
from epubify.readers.html.page_styles import marks_after
from epubify.readers.html.page_tree import INLINE, LISTS, SILENT, classes_of, name_of, text_of
from epubify.readers.html.told_lines import Verdict
from epubify.readers.picture_places import Folders, picture_at
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

EMPHASIS, STRONG = frozenset({"emphasis"}), frozenset({"strong"})
MARKS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), EMPHASIS),
    **dict.fromkeys(("strong", "b"), STRONG),
    **dict.fromkeys(("s", "strike", "del"), frozenset({"strike"})),
    "sup": frozenset({"superscript"}),
    "sub": frozenset({"subscript"}),
}
HEADINGS: Mapping[str, int] = {f"h{n}": n for n in range(1, 7)}
FRAMES: Mapping[str, GroupKind] = {
    "blockquote": GroupKind.QUOTE,
    "ul": GroupKind.BULLETED,
    "ol": GroupKind.ORDERED,
    "li": GroupKind.ITEM,
    "table": GroupKind.TABLE,
    "tr": GroupKind.ROW,
    "td": GroupKind.CELL,
    "th": GroupKind.HEAD_CELL,
}
_BLANK = lazy(r"[ \t\n\r\f\v]{2,}|[\t\n\r\f\v]")
STANZAS = frozenset({"stanza", "linegroup", "lg"})
"""Classes of elements that are the stanzas of a poem."""
POEMS = frozenset({"poem", "poetry", "verse", "lyrics"})
"""Classes of poems, whose paragraphs are stanzas where they hold ends of lines."""
BREAKS = frozenset(LISTS["words"]["breaks"].split())
"""Classes of elements that part scenes."""
DRAWN_RULES = frozenset(LISTS["words"]["drawn_rules"].split())
DRAWN_ENDINGS = tuple(LISTS["words"]["drawn_endings"])
_LETTERS = lazy(r"[^\W\d_]+")
LONGEST_SIGN = 12
"""Characters of an emoji with those that change and join it; the longest, of a family, has eleven.
With more, words of signs are one; with fewer, families are pictures."""
OUTER = ("http:", "https:", "mailto:")
"""What links begin with that lead out of the page."""
ADDRESSES = ("src", "data-src", "data-original", "data-lazy-src")
"""Attributes of a picture that say where it lies; some pages say it when they are scrolled."""


def is_stanza(element: _Element, name: str) -> bool:
    """Tell whether a paragraph is a stanza: it, or what it stands in, is called a poem."""
    if name != "p" or element.find("br") is None:
        return False
    above = element.getparent()
    called = {*classes_of(element), *(classes_of(above) if above is not None else ())}
    return not POEMS.isdisjoint(called)


def names_of(element: _Element) -> list[str]:
    """Return the names by which links lead to an element."""
    return [name for name in (element.get("id"), element.get("name")) if name]


def is_dot(element: _Element) -> bool:
    """Tell whether a picture is a point that only counts who reads the page."""
    return {element.get("width"), element.get("height")} == {"1"}


def is_break(element: _Element) -> bool:
    """Tell whether an element without words says that it parts scenes: a rule that is drawn.

    >>> from lxml import etree
    >>> page = etree.HTML("<p class=scene-break><img src=a.png><p class=separator>*<p class=x>")[0]
    >>> [is_break(one) for one in page]
    [True, False, False]
    """
    called = element.get("role") == "separator" or not BREAKS.isdisjoint(classes_of(element))
    return called and not text_of(element).strip()


def is_drawn_rule(picture: _Element) -> bool:
    """Tell whether a picture alone in its block is a rule by its name, and not told in words.

    >>> from lxml import etree
    >>> page = etree.HTML("<p><img src='a/moonbar2.gif' alt='~'><p>So <img src='bar.gif'>"
    ...   "<p><img src='bar.gif' alt='A bar at night'>")
    >>> [is_drawn_rule(one) for one in page.iter("img")]
    [True, False, False]
    """
    above = picture.getparent()
    alone = above is not None and not text_of(above).strip() and len(above.findall(".//img")) == 1
    stem = PurePosixPath(urlsplit(picture.get("src") or "").path).stem.lower().rstrip("0123456789")
    named = set(_LETTERS.findall(stem)) & DRAWN_RULES or stem.endswith(DRAWN_ENDINGS)
    told = set(_LETTERS.findall((picture.get("alt") or "").lower()))
    return alone and bool(named) and told <= DRAWN_RULES


def is_sign(words: str) -> bool:
    """Tell whether words for a picture are an emoji, which sites draw so.

    >>> is_sign("\N{SNOWMAN}"), is_sign("A snowman"), is_sign("***"), is_sign("\N{EM DASH}")
    (True, False, False, False)
    """
    return 0 < len(words) <= LONGEST_SIGN and all(
        category(char) in ("So", "Sk", "Mn", "Cf") for char in words
    )


def led_out(target: str) -> str:
    """Return where a link leads that Google Docs leads over a page of its own.

    >>> led_out("https://www.google.com/url?q=https://a.example/b&sa=D"), led_out("#a")
    ('https://a.example/b', '#a')
    """
    if not target.startswith("https://www.google.com/url?"):
        return target
    return next(iter(parse_qs(urlsplit(target).query).get("q", ())), target)


class PageSetter:
    """Walks through a page and sets what it says."""

    def __init__(
        self, page: KnownPage, galley: Galley | None = None, folder: Folders = ("", "")
    ) -> None:
        self.galley = galley or Galley()
        self.page = page
        self.folder = folder
        """Where the page lies, and pictures beside it."""
        self.parts: list[Part] = []
        """The paragraph at hand."""
        self.marks: frozenset[str] = frozenset()
        self.href: str | None = None
        self.known: list[tuple[str, str, int]] = []
        """Key, value and line of what a site says of the story."""
        self.level = 0
        self.align = ""
        self.typed = False
        """Line ends are meant."""
        self.starts: dict[str, Callable[[_Element], None]] = {
            "br": self.line_end,
            "hr": self.rule,
            "p": self.typed_paragraph,
            "pre": self.lines,
            "ruby": self.ruby,
            "img": self.image,
        }

    def element(self, element: _Element) -> None:
        """Set an element with all that is in it."""
        name = name_of(element)
        page = self.page
        if name in SILENT or not name:
            return
        if page.inner:
            self.galley.places += page.inner.intersection(names_of(element))
        if element in page.headers:
            self.flush()
            self.galley.header(text_of(element), page.headers[element])
        elif element in page.imprints:
            self.flush()
            words = " ".join(text_of(element).split())
            line = self.galley.header(words, "where the text is from")
            self.known.append((page.imprints[element], words, line))
        elif element in page.headings:
            self.flush()
            self.galley.paragraph([Span(" ".join(text_of(element).split()))], level=2)
        elif element in page.grouped:
            self.flush()
            self.heading_group(element)
        elif element in page.fields:
            self.flush()
            self.fields(element)
        elif verdict := page.verdicts.get(element):
            self.leave_out(element, *verdict)
        elif start := self.starts.get(name):
            start(element)
        elif name in INLINE:
            self.inline(element, name)
        else:
            self.block(element, name)

    def content(self, element: _Element) -> None:
        """Set what is in an element."""
        beside = self.page.holders.get(element, "")
        self.text(element.text, beside)
        for child in element:
            self.element(child)
            self.text(child.tail, beside)

    def text(self, text: str | None, beside: str = "") -> None:
        """Set text in the paragraph at hand; ``beside`` says that it is none of the story."""
        if text and text.strip() and beside:
            self.flush()
            self.galley.left_out(text, Matter.NAVIGATION, beside)
        elif text:
            text = text if self.typed else _BLANK.sub(" ", text)
            self.parts.append(Span(text, self.marks, self.href))

    def flush(self, *, empty: bool = False) -> None:
        """End the paragraph at hand; where there is none, ``empty`` says that it is space."""
        parts, self.parts = self.parts, []
        if empty or any(isinstance(p, LeftOut) or p.text.strip() for p in parts):
            self.galley.paragraph(parts, level=self.level, align=self.align)

    # ------------------------------------------------------------------- kinds of elements

    def leave_out(self, element: _Element, kind: Matter, evidence: str) -> None:
        """Set what is no story, so that it is named; what it holds of the story is set."""
        if not self.page.special.isdisjoint(element.iter()):
            self.flush()
            self.galley.left_out(element.text or "", kind, evidence)
            for child in element:
                if self.page.special.isdisjoint(child.iter()):
                    self.leave_out(child, kind, evidence)
                elif child in self.page.special:
                    self.element(child)
                else:
                    self.leave_out(child, kind, evidence)
                self.galley.left_out(child.tail or "", kind, evidence)
        elif name_of(element) in SILENT:
            return
        elif name_of(element) in INLINE and any(isinstance(p, Span) for p in self.parts):
            self.parts.append(LeftOut(text_of(element), kind, evidence))
        else:
            self.flush()
            self.galley.left_out(text_of(element), kind, evidence)

    def inline(self, element: _Element, name: str) -> None:
        """Set an element that stands in a line."""
        marks, href = self.marks, self.href
        self.marks = marks_after(marks | MARKS.get(name, frozenset()), self.page.styles.of(element))
        target = led_out(element.get("href") or "")
        if note := self.page.notes.references.get(element):
            self.marks, self.href = self.marks | {"noteref"}, f"#{note}"
        elif name == "a" and (target.startswith(OUTER) or target[1:] in self.page.inner):
            self.href = target
        self.content(element)
        self.marks, self.href = marks, href

    def block(self, element: _Element, name: str) -> None:
        """Set an element that stands apart."""
        self.flush()
        if is_break(element):
            self.rule(element)
            return
        with self.around(element, name):
            self.content(element)
            self.flush()

    @contextmanager
    def around(self, element: _Element, name: str) -> Iterator[None]:
        """Let what an element says hold for all in it."""
        level, align, marks = self.level, self.align, self.marks
        said = self.page.styles.of(element)
        self.level = HEADINGS.get(name, level)
        self.marks = marks_after(marks, said) if not self.level else marks
        place = said.get("text-align") or (element.get("align") or "").lower()
        place = "center" if name == "center" else place
        if place:
            self.align = place if place in ("center", "right") else ""
        try:
            with ExitStack() as stack:
                for kind, label in self.groups(element, name):
                    stack.enter_context(self.galley.within(kind, label))
                yield
        finally:
            self.level, self.align, self.marks = level, align, marks

    def groups(self, element: _Element, name: str) -> Iterator[tuple[GroupKind, str]]:
        """Yield what an element puts around the blocks in it."""
        if note := self.page.notes.notes.get(element):
            yield GroupKind.FOOTNOTE, note
        elif element in self.page.author_notes:
            yield GroupKind.NOTE, ""
        elif not STANZAS.isdisjoint(classes_of(element)) or is_stanza(element, name):
            yield GroupKind.STANZA, ""
        elif (kind := FRAMES.get(name)) and element not in self.page.transparent:
            yield kind, ""

    def heading_group(self, element: _Element) -> None:
        """Set a head that is one heading in two lines."""
        said = pieces_of(element)
        lines = "\n".join(" ".join(text_of(one).split()) for one in said)
        self.galley.paragraph([Span(lines)], level=HEADINGS[name_of(said[0])])

    def fields(self, element: _Element) -> None:
        """Set a list of what is known about the story: its words stand on a page of their own."""
        seen: set[_Element] = set()  # rows, and those within them
        for row in element.iter("tr"):
            if row not in seen:
                self.row_of_fields([" ".join(text_of(one).split()) for one in row])
            seen.update(row.iter("tr"))
        for term in element.iter("dt"):
            key = " ".join(text_of(term).split())
            below = [*defined_by(term)]
            inner = next((above for above in term.iterancestors("dl")), element) is not element
            if any(one.find(".//dl") is not None for one in below):
                self.galley.left_out(key, Matter.BOILERPLATE, "figures of the site")
            elif inner or not below:
                figures = " ".join([key, *(" ".join(text_of(one).split()) for one in below)])
                self.galley.left_out(figures, Matter.BOILERPLATE, "figures of the site")
            else:
                for n, one in enumerate(below):
                    self.field_and_rest(key, one, again=n > 0)

    def row_of_fields(self, cells: list[str]) -> None:
        """Set a field and its values; what stands alone in its row says nothing of the story."""
        key, value = (cells or [""])[0], " ".join(cells[1:])
        if value:
            self.field(key, value)
        elif key:
            self.galley.left_out(key, Matter.BOILERPLATE, "figures of the site")

    def field(self, key: str, said: str, *, again: bool = False) -> None:
        """Set what is known about the story as that of its header, a further value by itself."""
        words = said if again else f"{key} {said}"
        line = self.galley.header(words, "what the site knows of the story")
        self.known.append((key.rstrip(": "), said, line))

    def field_and_rest(self, key: str, held: _Element, *, again: bool) -> None:
        """Set a field with each of its values, and name what is left out of them in its place."""
        said = field_values(held, self.page.verdicts)
        listed = held.find(".//li") is not None  # of these all is shown
        if listed or self.page.verdicts.keys().isdisjoint(held.iter()):
            for n, value in enumerate(said):
                self.field(key, value, again=again or n > 0)
            return
        line = self.galley.header(key, "what the site knows of the story")
        self.known += [(key.rstrip(": "), value, line) for value in said]
        for verdict, texts in groupby(pieces_in(held, self.page.verdicts), lambda one: one[0]):
            words = " ".join("".join(text for _, text in texts).split())
            if words and verdict:
                self.galley.left_out(words, *verdict)
            elif words:
                self.galley.header(words, "what the site knows of the story")

    def image(self, element: _Element) -> None:
        """Set a picture that lies in the page itself; one that is drawn for a sign is the sign."""
        if is_sign(sign := (element.get("alt") or "").strip()):
            self.text(sign)
            return
        addresses = [element.get(key) or "" for key in ADDRESSES]
        found = (picture_at(one, *self.folder) for one in addresses if one)
        picture = next((one for one in found if one), None)
        if picture:
            self.flush()
            self.galley.figure(picture, (element.get("alt") or "").strip())
        elif any(addresses) and not is_dot(element):
            self.galley.lacking.append(next(filter(None, addresses), ""))
            if is_drawn_rule(element):
                self.flush()
                self.rule(element)

    def typed_paragraph(self, element: _Element) -> None:
        """Set a paragraph; one without words is space."""
        self.flush()
        if is_break(element):
            self.rule(element)
            return
        with self.around(element, "p"):
            self.content(element)
            self.flush(empty=True)

    def line_end(self, element: _Element) -> None:
        """Set a line end."""
        self.parts.append(Span("\n", self.marks, self.href))

    def rule(self, element: _Element) -> None:
        """Set a rule."""
        self.flush()
        self.galley.rule()

    def lines(self, element: _Element) -> None:
        """Set lines whose ends are meant."""
        self.flush()
        typed, self.typed = self.typed, True
        self.content(element)
        self.flush()
        self.typed = typed

    def ruby(self, element: _Element) -> None:
        """Set readings behind what they belong to, as the Japanese write them in plain text."""
        base = element.text or ""
        for child in element:
            name, text = name_of(child), text_of(child)
            if name in ("rt", "rtc") and text.strip():
                self.text(f"｜{base.strip()}《{text.strip()}》" if base.strip() else text)
                base = ""
            elif name not in ("rp", "rt", "rtc"):
                base += text
            base += child.tail or ""
        self.text(base if base.strip() else None)


def defined_by(term: _Element) -> Iterator[_Element]:
    """Yield what a list says of a term: all that stands between it and the next."""
    below = term.getnext()
    while below is not None and name_of(below) == "dd":
        yield below
        below = below.getnext()


def field_values(element: _Element, out: Mapping[_Element, Verdict]) -> list[str]:
    """Return the values of a field, each in one line, without what is left out of them.

    What stands in items of a list is one value, in elements of one kind each of them.
    """
    items = [" ".join(text_of(one).split()) for one in element.iter("li")]
    if items:
        return [", ".join(items)]
    own = [one for one in element if one not in out]
    kinds = {(name_of(one), *classes_of(one)) for one in own}
    between = "".join([element.text or "", *(one.tail or "" for one in element)])
    several = len(own) > 1 and len(kinds) == 1 and not between.strip()
    return [" ".join(shown_in(one, out).split()) for one in (own if several else [element])]


def pieces_in(
    element: _Element, verdicts: Mapping[_Element, Verdict]
) -> Iterator[tuple[Verdict | None, str]]:
    """Yield the pieces of the text of an element, and why each is left out, if it is."""
    yield None, element.text or ""
    for one in element:
        if verdict := verdicts.get(one):
            yield verdict, text_of(one)
        else:
            yield from pieces_in(one, verdicts)
        yield None, one.tail or ""


def shown_in(element: _Element, verdicts: Mapping[_Element, Verdict]) -> str:
    """Return the text of an element without what is left out of it."""
    pieces = pieces_in(element, verdicts)
    return "".join(text for verdict, text in pieces if not verdict)
