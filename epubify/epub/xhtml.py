"""XHTML as a run of tags and texts, for changes that leave every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy

_TOKEN = lazy(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:[^<>"']|"[^"]*"|'[^']*')*+>""", re.DOTALL
)
_NAME = lazy(r"</?([^\s/<>]+)")
_ATTRIBUTE = lazy(r"""\s([^\s=/<>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LANDMARKS = lazy(r"""<nav\s[^<>]*epub:type=["']landmarks["'].*?</nav>\s*""", re.DOTALL)


class Tag(Record):
    """A start or end tag, taken apart."""

    name: str
    attributes: dict[str, str]
    """Names with prefix to values as they stand in the markup, their entities untouched."""
    closing: bool = False
    empty: bool = False

    def __str__(self) -> str:
        attributes = "".join(_attribute(*pair) for pair in self.attributes.items())
        return f"<{'/' * self.closing}{self.name}{attributes}{'/' * self.empty}>"


def _attribute(name: str, value: str) -> str:
    quote = "'" if '"' in value else '"'
    return f" {name}={quote}{value}{quote}"


def pieces(markup: str) -> Iterator[str]:
    """Yield tags, comments and the texts between them; joined, they are the markup again.

    Markup that is not well-formed comes through as well: what is not a tag is text.

    >>> list(pieces('<p class="a>b">One<br/></p>'))
    ['<p class="a>b">', 'One', '<br/>', '</p>']
    """
    end = 0
    for token in _TOKEN.finditer(markup):
        if token.start() > end:
            yield markup[end : token.start()]
        yield token[0]
        end = token.end()
    if end < len(markup):
        yield markup[end:]


def tag_of(piece: str) -> Tag | None:
    """Return a piece as a tag; None for texts, comments and declarations.

    >>> str(tag_of("<p  id='a' />"))
    '<p id="a"/>'
    """
    if not piece.startswith("<") or piece.startswith(("<!", "<?")):
        return None
    name = _NAME.match(piece)
    if not name:
        return None
    attributes = {a[1]: a[2] if a[2] is not None else a[3] for a in _ATTRIBUTE.finditer(piece)}
    return Tag(name[1], attributes, piece.startswith("</"), piece.endswith("/>"))


def without_landmarks(markup: str) -> str:
    """Return a navigation document without its list of landmarks; any other as it is."""
    return _LANDMARKS.sub("", markup)


def with_classes(attributes: dict[str, str], classes: Iterable[str]) -> dict[str, str]:
    """Return attributes with these classes before the ones that are there.

    >>> with_classes({"id": "a", "class": "text"}, ["section"])
    {'id': 'a', 'class': 'section text'}
    """
    names = " ".join(filter(None, (*classes, attributes.get("class", ""))))
    return {**attributes, "class": names} if names else attributes
