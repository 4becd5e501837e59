"""A book of EPUB 3 as EPUB 2.0.1, for readers that know no other.

Pages become XHTML 1.1: an element that it does not have becomes a ``div`` (or a ``span``)
with the name as class, and style sheets follow. What the contract of the markup says in
attributes of EPUB 3, classes say here: ``epub:type="toc"`` is ``class="epub-toc"``, and
``data-made="epubify"`` is ``class="made-epubify"``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from epubify.epub.publication import MetadataItem
from epubify.epub.xhtml import Tag, pieces, tag_of, with_classes, without_landmarks
from epubify.text.lazy_pattern import lazy

_DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
    '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
)
_CHARSET = '<meta http-equiv="Content-Type" content="application/xhtml+xml; charset=utf-8"/>'
_FULL_HEIGHT = '<style type="text/css">html { height: 100%; }</style>\n'
"""The root element has no class in XHTML 1.1 by which a style sheet could find a cover page."""

_COVER = lazy(r"""<html\s[^<>]*class=["']cover["']""")

_RUBY_BRACKET = lazy(r"<rp>[^<>]*</rp>")

_BLOCKS = frozenset(
    {"section", "aside", "figure", "figcaption", "nav", "article", "header", "footer", "main"}
)
_INLINES = frozenset({"mark", "time", "bdi", "ruby", "rb", "rt", "u", "s", "data"})
_BEFORE, _AFTER = {"rt": "（"}, {"rt": "）"}
"""A reading that cannot stand above its word stands behind it in brackets."""
_UNKNOWN = lazy(r"(?:epub:|aria-|data-).*|role|hidden|lang|xmlns:epub")
"""Attributes that XHTML 1.1 does not have."""

_CSS_PART = lazy(r"(/\*.*?(?:\*/|\Z)|[{};])", re.DOTALL)
_NEW_ELEMENT = lazy(rf"(?<![\w.#:=\[\"'-])({'|'.join(sorted(_BLOCKS | _INLINES))})(?![\w-])")

_EVENTS = {"dc:date": (("opf:event", "publication"),)}


# ------------------------------------------------------------------------------- pages


def as_xhtml11(page: bytes) -> bytes:
    """Return a document as XHTML 1.1 with the same text.

    >>> print(as_xhtml11(b'<aside class="note" epub:type="footnote"><p>So.</p></aside>').decode())
    <div class="aside epub-footnote note"><p>So.</p></div>
    """
    markup = _RUBY_BRACKET.sub("", without_landmarks(page.decode()))
    if _COVER.search(markup):
        markup = markup.replace("</head>", f"{_FULL_HEIGHT}</head>", 1)
    return "".join(map(_piece, pieces(markup))).encode()


def _piece(piece: str) -> str:
    if piece[:9].upper() == "<!DOCTYPE":
        return _DOCTYPE
    tag = tag_of(piece)
    if tag is None:
        return piece
    if tag.name == "meta" and "charset" in tag.attributes:
        return _CHARSET
    if tag.closing:
        return f"{_AFTER.get(tag.name, '')}</{_name(tag.name)}>"
    return f"{_lowered(tag)}{_BEFORE.get(tag.name, '')}"


def _lowered(tag: Tag) -> Tag:
    given = tag.attributes
    if tag.name == "html":
        return Tag("html", {k: v for k, v in _kept(tag).items() if k != "class"})
    classes = [tag.name] if _name(tag.name) != tag.name else []
    classes += [f"epub-{term}" for term in given.get("epub:type", "").split()]
    classes += [f"made-{given['data-made']}"] if "data-made" in given else []
    return Tag(_name(tag.name), with_classes(_kept(tag), classes), empty=tag.empty)


def _name(name: str) -> str:
    return "div" if name in _BLOCKS else "span" if name in _INLINES else name


def _kept(tag: Tag) -> dict[str, str]:
    return {k: v for k, v in tag.attributes.items() if not _UNKNOWN.fullmatch(k)}


def as_old_sheet(sheet: bytes) -> bytes:
    """Return a style sheet whose selectors fit the pages that ``as_xhtml11`` makes.

    >>> as_old_sheet(b"aside.note p, h1 { margin: 0 }")
    b'.aside.note p, h1 { margin: 0 }'
    """
    parts = _CSS_PART.split(sheet.decode())
    # Every other part is a comment or a sign; what stands before an opening brace selects.
    for place in range(0, len(parts) - 1, 2):
        if parts[place + 1] == "{":
            parts[place] = _NEW_ELEMENT.sub(r".\1", parts[place])
    return "".join(parts).encode()


# ---------------------------------------------------------------------------- metadata


def as_old_metadata(items: Iterable[MetadataItem]) -> Iterator[MetadataItem]:
    """Yield the metadata of a package as OPF 2.0.1 (2.2) has it.

    A person's role and sorting name become attributes, properties of the book named values;
    what only refines something else and has no such form, as how a title is filed, is left out.
    The series stays in the form that calibre writes.
    """
    items = tuple(items)
    refined = _refinements(items)
    for item in items:
        given = dict(item.attributes)
        if item.name != "meta":
            people = item.name in ("dc:creator", "dc:contributor")
            attributes = {**given, **(refined[f"#{given.get('id', '')}"] if people else {})}
            yield MetadataItem(
                item.name, item.text, (*attributes.items(), *_EVENTS.get(item.name, ()))
            )
        elif "name" in given:
            yield item
        elif not given.keys() & {"refines", "id"}:
            yield _named(given["property"], item.text)


def _refinements(items: Iterable[MetadataItem]) -> dict[str, dict[str, str]]:
    """Return what OPF 2 says in attributes, by the element that it is about."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for item in items:
        given = dict(item.attributes)
        if "refines" in given and given["property"] in {"role", "file-as"}:
            found[given["refines"]][f"opf:{given['property']}"] = item.text
    return found


def _named(name: str, text: str) -> MetadataItem:
    if name == "dcterms:modified":
        return MetadataItem("dc:date", text, (("opf:event", "modification"),))
    return MetadataItem("meta", "", (("name", name), ("content", text)))
