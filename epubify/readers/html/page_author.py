"""Who wrote a page, as its head and its elements say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from epubify.model import Contributor, Matter
from epubify.readers.contents_names import letters_of
from epubify.readers.html.page_facts import line_of, metas, structured
from epubify.readers.html.page_tree import LISTS, SILENT, classes_of, name_of, text_of
from epubify.readers.html.selectors import select
from epubify.readers.html.told_lines import Verdict
from epubify.readers.noted_facts import is_nobody, listed_words
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

_FILED = lazy(
    r"(?P<family>[^,\d]{2,40}), (?P<given>[^,\d]{1,60})"
    r"(?:, (?:ca?\. ?)?\d{3,4}\??-(?:\d{3,4}\??)?)?"
)
"""A name as catalogues file it: ``Hale, Nina, 1860-1930``."""
_OWNED = lazy(
    r"(?:©|\(c\)|copyright)(?:\s*(?:©|\(c\)))?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?,?\s+)?"
    r"(?:by\s+)?(?P<name>[^\W\d_][^|,.;:·\d©]{2,40})",
    re.IGNORECASE,
)
_WRITTEN = lazy(
    r"(?:[\w’'-]+ ){0,4}(?i:poems?|poetry|stor(?:y|ies)|novels?|fiction|fanfic(?:tion)?|tales?"
    r"|serial|books?|written) by "
    r"(?P<name>[A-ZÀ-Ž][\w’'-]+(?: [A-ZÀ-Ž][\w.’'-]*){0,3})(?=[.,;|]|\s*$)"
)
"""A description that names the author of a page."""
_PERSON = lazy(r"[A-ZÀ-Ž][\w.'’-]*(?: (?:de|von|van|der|la|le|[A-ZÀ-Ž][\w.'’-]*)){1,3}")
WORD_PROCESSORS = tuple(LISTS["words"]["word_processors"])
AUTHOR_CLASSES = frozenset({"post-author", "byline-author", "p-author", "author-name"})
"""Classes of elements that name the author of a page, and nothing else."""
LONGEST_NAME = 80
"""Characters of the name of an author in the head of a page; with more, slogans of sites are names,
with fewer, several authors in one field are none."""
LONGEST_SHOWN = 40
"""Characters of a name in an element that is called for it. With more, whole bylines with dates are
names; with fewer, long ones are none."""
MOST_NAMES = 20
"""Names on a page among which one author may be told; with more, all who write there are named,
with fewer, a name that is written in three ways is lost."""
LONGEST_SIGNED = 120
"""Characters of a line that ends in ``by`` and a name. With more, prose with a link counts; with
fewer, long titles with a byline do not."""
AUTHOR_WORDS = frozenset(LISTS["words"]["author_words"].split())
BESIDE_AUTHOR = frozenset(LISTS["words"]["beside_author"].split())
_PIECES = lazy(r"[^\W\d_]+")
_BY_WORDS = "|".join(LISTS["words"]["by_words"])
_BYLINE = lazy(rf"^(?:{_BY_WORDS})\b[\s:]*", re.IGNORECASE)
_OF_PAGE = lazy(rf"\b(?:{'|'.join(LISTS['words']['page_makers'])})\W+\w+\s*:?\s*$", re.IGNORECASE)
"""How a line ends that names who made a page, and not its text: ``Powered by``."""
_POSTED = lazy(
    rf"\s*(?:{'|'.join(word for word in LISTS['words']['by_words'] if ' ' in word)})\s+"
    rf"(?P<name>\S.{{0,38}}?\S)"
    rf"(?=\s+(?:{'|'.join(LISTS['words']['before_hours'])})\s|\s*[|·•,(]|\s*$)",
    re.IGNORECASE,
)
"""A line that says who posted a text, and then when."""
_BYLINE_END = lazy(rf"(?:^|\W)(?:{_BY_WORDS})\s*:?$", re.IGNORECASE)


def named_authors(root: _Element) -> list[Contributor]:
    """Return the authors that the head of a page names, or links that say they are such.

    Programs set an account where nobody gave a name: the first source that has a person's is it.
    """
    entered = [] if is_document(root) else [*entered_authors(root)]
    sources = [entered, [*described_people(root)], [*linked_authors(root)]]
    named = [people for people in sources if people]
    person_first = [people for people in named if any(is_person(one.name) for one in people)]
    return next(iter(person_first or named), [])


def is_person(name: str) -> bool:
    """Tell whether a name is a person's by its form: two words at least, in capitals.

    >>> is_person("Ann Quay"), is_person("annq7")
    (True, False)
    """
    return _PERSON.fullmatch(name) is not None


def is_document(root: _Element) -> bool:
    """Tell whether a page was made of a document, by the program that this was written with.

    >>> from lxml import etree
    >>> is_document(etree.HTML("<meta name='generator' content='LibreOffice 7.4 (Linux)'>"))
    True
    """
    makers = (meta.get("content") or "" for meta in metas(root, "generator", "progid"))
    return any(one.lower().startswith(WORD_PROCESSORS) for one in makers)


def entered_authors(root: _Element) -> Iterator[Contributor]:
    """Yield the authors in the entries of the head."""
    for meta in metas(
        root, "author", "dc.creator", "article:author", "book:author", "og:novel:author"
    ):
        if is_name(name := " ".join((meta.get("content") or "").split())):
            yield person(name)


def described_people(root: _Element) -> Iterator[Contributor]:
    """Yield the authors that the data of a page for machines name."""
    for data in structured(root):
        author = data.get("author") if data.get("@type") != "WebSite" else None
        for one in author if isinstance(author, list) else [author]:
            said = one.get("name") if isinstance(one, dict) else one
            if isinstance(said, str) and is_name(said):
                yield Contributor(" ".join(said.split()))


def linked_authors(root: _Element) -> Iterator[Contributor]:
    """Yield the authors whom elements name that say they are for that."""
    for link in root.iter("a", "span", "div"):
        said = line_of(link) if says_author(link) else ""
        if is_name(said):
            yield Contributor(said)


def says_author(element: _Element) -> bool:
    """Tell whether an element says of itself that it names the author of the page."""
    kinds = {*(element.get("rel") or "").split(), *(element.get("itemprop") or "").split()}
    return "author" in kinds or not AUTHOR_CLASSES.isdisjoint(classes_of(element))


def is_name(text: str) -> bool:
    """Tell whether a text may be a name: no address, and not long.

    >>> is_name("Nina Hale"), is_name("https://example.org/ann"), is_name("")
    (True, False, False)
    """
    return "://" not in text and 0 < len(text) <= LONGEST_NAME


def person(name: str) -> Contributor:
    """Return who a name of a catalogue means, which may be turned round and have dates behind it.

    >>> person("Hale, Nina, 1860-1930")
    Contributor(name='Nina Hale', role='aut', file_as='Hale, Nina')
    """
    found = _FILED.fullmatch(name)
    if not found:
        return Contributor(name)
    return Contributor(f"{found['given']} {found['family']}", "aut", f"{found[1]}, {found[2]}")


def described_author(root: _Element) -> str | None:
    """Return who wrote a page, as the line that describes it says: ``Poetry by Ann Quay.``."""
    for meta in metas(root, "og:description", "description", "twitter:description"):
        if found := _WRITTEN.match((meta.get("content") or "").strip()):
            return found["name"].rstrip(".")
    return None


def owner_of(root: _Element) -> str | None:
    """Return whose rights the last lines of a page say it is, None where that is no person.

    >>> from lxml import etree
    >>> owner_of(etree.HTML("<footer>All content © Ann Quay, 2020</footer>"))
    'Ann Quay'
    """
    for foot in [*root.iter("footer"), *select(root, "#footer, .footer, .site-footer")]:
        for line in text_of(foot).split("\n"):
            if (found := _OWNED.search(" ".join(line.split()))) and is_owner(found["name"], root):
                return found["name"].strip()
    return None


def is_owner(name: str, root: _Element) -> bool:
    """Tell whether who has the rights is a person: two words at least, and no site or title."""
    heads = [line_of(one) for one in root.iter("h1", "h2")]
    titles = " ".join([*(one.text or "" for one in root.iter("title")), *heads])
    site = next((m.get("content") or "" for m in metas(root, "og:site_name")), "")
    known = letters_of(name) in letters_of(f"{titles} {site}")
    return not known and bool(_PERSON.fullmatch(name.strip()))


def shown_author(root: _Element, verdicts: Mapping[_Element, Verdict]) -> str | None:
    """Return the one name that elements show which are called by their class for an author.

    What is beside the text counts, and comments of readers do not; of several names none is told
    from the others.
    """
    comments = {one for one, (kind, _) in verdicts.items() if kind is Matter.COMMENT}
    names: dict[str, str] = {}
    for element in root.iter("a", "span", "div", "p", "b", "strong", "cite", "address", "li", "h2",
                             "h3", "h4", "h5"):  # fmt: skip
        called = is_called_author(element) or has_mail_behind(element)
        if called or follows_by(element):
            name = unlabelled(line_of(element))
            around = (element, *element.iterancestors())
            out = comments if called or leads_to_author(element) else verdicts.keys()
            if is_shown_name(name) and not any(one in out for one in around):
                names.setdefault(name.casefold(), name)
    if len(names) > MOST_NAMES:
        return None
    names = {key: name for key, name in names.items() if not within_another(key, names)}
    return next(iter(names.values()), None) if len(names) == 1 else None


def posted_by(root: _Element, verdicts: Mapping[_Element, Verdict]) -> str | None:
    """Return the one name in lines that say who posted a text, None where they name several.

    >>> from lxml import etree
    >>> posted_by(etree.HTML("<p>posted by Ann Quay at <a href='/1'>10:01</a></p>"), {})
    'Ann Quay'
    """
    comments = {one for one, (kind, _) in verdicts.items() if kind is Matter.COMMENT}
    names: set[str] = set()
    for element in root.iter("p", "div", "span", "em", "i", "small", "li", "footer", "h4", "h5"):
        found = _POSTED.match(element.text or "")
        if not found or any(one in comments for one in (element, *element.iterancestors())):
            continue
        if len(line_of(element)) <= LONGEST_SIGNED and is_shown_name(found["name"]):
            names.add(found["name"])
    return names.pop() if len(names) == 1 else None


def is_called_author(element: _Element) -> bool:
    """Tell whether a class or the id of an element says that it names an author, and no more.

    >>> from lxml import etree
    >>> page = etree.HTML("<a class='entry-author-link'>A</a><div class='author-bio'>B</div>")
    >>> [is_called_author(one) for one in (page.find(".//a"), page.find(".//div"))]
    [True, False]
    """
    for said in (element.get("id") or "", element.get("itemprop") or "", *classes_of(element)):
        words = {word.lower() for word in _PIECES.findall(said)}
        if words & AUTHOR_WORDS and words <= AUTHOR_WORDS | BESIDE_AUTHOR:
            return True
    return False


def follows_by(element: _Element) -> bool:
    """Tell whether an element is a link behind the word ``by``, and not in a line of prose."""
    above = element.getparent()
    if name_of(element) != "a" or above is None or name_of(above) in SILENT:
        return False
    before = element.getprevious()
    said = (above.text if before is None else before.tail) or ""
    if _OF_PAGE.search(said) or not _BYLINE_END.search(f" {said.rstrip()}"):
        return False
    return len(line_of(above)) <= LONGEST_SIGNED


def has_mail_behind(element: _Element) -> bool:
    """Tell whether an address of mail stands right behind a name: an archive of lists sets it so.

    >>> from lxml import etree
    >>> has_mail_behind(etree.HTML("<b>Ann Quay</b> <a href='mailto:a@b.example'>ann</a>")[0][0])
    True
    """
    behind = element.getnext()
    if name_of(element) not in ("b", "strong") or behind is None or (element.tail or "").strip():
        return False
    return name_of(behind) == "a" and (behind.get("href") or "").lower().startswith("mailto:")


def leads_to_author(link: _Element) -> bool:
    """Tell whether a link leads to the page of an author: WordPress has one for each.

    >>> from lxml import etree
    >>> [leads_to_author(etree.Element("a", href=one)) for one in ("/author/ann/", "/tag/author")]
    [True, False]
    """
    return "/author/" in (link.get("href") or "")


def unlabelled(line: str) -> str:
    """Return a line without the word that says that an author follows.

    >>> unlabelled("Posted by Ann Quay"), unlabelled("by: annq"), unlabelled("Byron Lee")
    ('Ann Quay', 'annq', 'Byron Lee')
    """
    return _BYLINE.sub("", line).strip(" :,|·•—–-")


def is_shown_name(name: str) -> bool:
    """Tell whether what an element shows may be a name: short, no label, no account.

    >>> is_shown_name("Ann Quay"), is_shown_name("admin"), is_shown_name("About the author")
    (True, False, False)
    """
    words = {word.lower() for word in _PIECES.findall(name)}
    label = words & AUTHOR_WORDS or words <= listed_words("nobody") or is_nobody(name)
    return bool(words) and is_name(name) and len(name) <= LONGEST_SHOWN and not label


def within_another(key: str, names: Mapping[str, str]) -> bool:
    """Tell whether a name is another with a word more."""
    return any(other != key and other in key for other in names)
