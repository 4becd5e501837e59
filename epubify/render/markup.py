"""Blocks to XHTML; the only place in epubify that escapes text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from epubify.model import (
    Block,
    Cue,
    Figure,
    Heading,
    Note,
    Paragraph,
    Quote,
    SceneBreak,
    Span,
    Spans,
    Verse,
    VerseLine,
)
from epubify.xmltext import legal, one_line

# A link that any reading system takes: RFC 3986 without brackets, at most one fragment.
_LINK = re.compile(
    r"(?:https?://|mailto:)(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+"
    r"(?:#(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?"
)
_MARKS = (
    ("small-caps", '<span class="small-caps">', "</span>"),
    ("emphasis", "<em>", "</em>"),
    ("strong", "<strong>", "</strong>"),
)
_NO_NAME = re.compile(r"[^a-z0-9-]+")

_CUES_THAT_OPEN = frozenset({"flashback", "time", "place", "view", "end"})
"""Cues that stand where a scene begins or ends: the paragraph after them is set flush."""
_COLUMNS_PER_STEP = 2
_MOST_STEPS = 6


def escape(text: str) -> str:
    """Return text as it stands in XHTML, between tags and in attributes alike.

    >>> escape('<Tom & "Jerry">')
    '&lt;Tom &amp; &quot;Jerry&quot;&gt;'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return legal(text.replace('"', "&quot;"))


def class_name(term: str) -> str:
    """Return a term as a name that is safe in a class and in a file name.

    >>> class_name("Side Story")
    'side-story'
    """
    return _NO_NAME.sub("-", term.lower()).strip("-")


def render_spans(spans: Spans) -> str:
    """Return a run of spans as inline XHTML.

    A link is kept where it leads to the web or to a mailbox and is well formed; of any other
    only the words are.

    >>> render_spans((Span("so "), Span("very", frozenset({"emphasis"})), Span(" late")))
    'so <em>very</em> late'
    """
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    markup = escape(span.text)
    for mark, start, end in _MARKS:
        if mark in span.marks:
            markup = f"{start}{markup}{end}"
    if span.href and _LINK.fullmatch(span.href):
        return f'<a href="{escape(span.href)}">{markup}</a>'
    return markup


def render_blocks(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the XHTML of each block, as one run of text from its first paragraph on.

    The first paragraph, and each one that opens a scene, has the class ``first``.
    """
    opening = True
    for block in blocks:
        yield _block(block, opening)
        opening = _opens(block, opening)


def _opens(block: Block, opening: bool) -> bool:
    """Tell whether the paragraph after this block opens a scene."""
    match block:
        case SceneBreak() | Heading():
            return True
        case Cue():
            return opening or block.kind in _CUES_THAT_OPEN
        case Note() | Figure():
            return opening
        case _:
            return False


def _block(block: Block, opening: bool) -> str:
    match block:
        case Paragraph():
            start = '<p class="first">' if opening else "<p>"
            return f"{start}{render_spans(block.spans)}</p>\n"
        case SceneBreak():
            return f'<hr class="{"scene" if block.kind == "ornament" else "gap"}"/>\n'
        case Cue():
            lines = "<br/>\n".join(render_spans(line) for line in block.lines)
            return f'<p class="cue cue-{class_name(block.kind)}">{lines}</p>\n'
        case Verse():
            return _verse(block)
        case Quote():
            return f"<blockquote>\n{''.join(render_blocks(block.blocks))}</blockquote>\n"
        case Note():
            inner = "".join(render_blocks(block.blocks))
            return f'<aside class="note" role="note">\n{inner}</aside>\n'
        case Heading():
            return f"<h2>{heading_words(block.label, block.title)}</h2>\n"
        case Figure():
            return _figure(block)
        case _:
            assert_never(block)


def heading_words(label: str | None, title: str | None) -> str:
    """Return what stands inside a heading element: label, title, or both.

    >>> heading_words("Chapter 1", "The Mail")
    '<span class="label">Chapter 1</span> <span class="title">The Mail</span>'
    """
    parts = (("label", one_line(label or "")), ("title", one_line(title or "")))
    return " ".join(f'<span class="{name}">{escape(text)}</span>' for name, text in parts if text)


def _verse(verse: Verse) -> str:
    stanzas = "".join(map(_stanza, verse.stanzas))
    return f'<div class="{class_name(verse.kind)}">\n{stanzas}</div>\n'


def _stanza(lines: Iterable[VerseLine]) -> str:
    inner = "<br/>\n".join(map(_verse_line, lines))
    return f'<div class="stanza">\n<p>{inner}</p>\n</div>\n'


def _verse_line(line: VerseLine) -> str:
    steps = min(-(-line.indent // _COLUMNS_PER_STEP), _MOST_STEPS)
    name = f"line i{steps}" if steps > 0 else "line"
    return f'<span class="{name}">{render_spans(line.spans)}</span>'


def _figure(figure: Figure) -> str:
    """Return the words of a picture; the picture itself is no part of a Book yet."""
    alt = f"<p>{escape(figure.alt)}</p>\n" if figure.alt else ""
    caption = render_spans(figure.caption)
    words = f"<figcaption>{caption}</figcaption>\n" if caption else ""
    return f"<figure>\n{alt}{words}</figure>\n" if alt or words else ""
