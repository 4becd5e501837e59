"""Blocks to XHTML; the only place in epubify that escapes text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import assert_never

from epubify.matter.readings import find_readings
from epubify.model import (
    Block,
    Cue,
    Figure,
    Group,
    GroupKind,
    Letter,
    Note,
    Paragraph,
    Picture,
    Preformatted,
    Ruby,
    SceneBreak,
    Span,
    Spans,
    Speech,
    Verse,
    VerseLine,
    plain,
)
from epubify.model.spans import NOTE_SIGN
from epubify.text.foreign import foreign_runs, foreign_whole, has_foreign, tongue
from epubify.text.languages import UNKNOWN, phrase
from epubify.text.lazy_pattern import lazy
from epubify.text.wide_signs import columns
from epubify.text.xmltext import legal, one_line

# A link that any reading system takes: RFC 3986 without brackets, at most one fragment.
_LINK = lazy(
    r"(?:https?://|mailto:)(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+"
    r"(?:#(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?"
)
_MARKS = (
    ("emphasis", "<em>", "</em>"),
    ("strong", "<strong>", "</strong>"),
    ("strike", "<s>", "</s>"),
    ("small-caps", '<span class="small-caps">', "</span>"),
    ("superscript", "<sup>", "</sup>"),
    ("subscript", "<sub>", "</sub>"),
)
_ELEMENTS = {
    GroupKind.QUOTE: ("blockquote", ""),
    GroupKind.ORDERED: ("ol", ""),
    GroupKind.BULLETED: ("ul", ""),
    GroupKind.ITEM: ("li", ""),
    GroupKind.TABLE: ("table", ""),
    GroupKind.ROW: ("tr", ""),
    GroupKind.CELL: ("td", ""),
    GroupKind.HEAD_CELL: ("th", ""),
    GroupKind.FOOTNOTE: ("aside", ' class="footnote" epub:type="footnote" role="doc-footnote"'),
    GroupKind.NOTE: ("aside", ' class="note" role="note"'),
    GroupKind.STANZA: ("div", ' class="stanza"'),
}
"""What a group of blocks is in XHTML, and with which attributes."""
_NOTE_LABEL = lazy(r"\W{0,2}(?:\d{1,4}|[a-z]|[ivxlc]{1,6})[\])}.:]|[*†‡§¶]|\d{1,4}\b")
"""What a footnote begins with that has its own number or sign."""
_NO_NAME = lazy(r"[^a-z0-9-]+")

_CUES_THAT_OPEN = frozenset({"flashback", "time", "place", "view", "end"})
"""Cues that stand where a scene begins or ends: the paragraph after them is set flush."""
_LETTER_LINES = frozenset({"head", "salutation", "closing", "signature"})
"""Parts of a letter whose paragraphs are set in a way of their own."""
_COLUMNS_PER_STEP = 2
"""Columns of an indent in the source that make a step. With more, small indents of verse are
lost; with fewer, deep ones leave the page."""
_WIDTHS = (36, 48, 62)
"""Columns from which lines that keep their columns are set smaller. With larger numbers a phone
breaks the lines of a table, with smaller ones it is small where there is room."""
_MOST_STEPS = 6
"""Steps that style sheets know; each costs a line of verse room on a narrow screen."""


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


def render_text(text: str, language: str = UNKNOWN, ruby: Sequence[Ruby] = ()) -> str:
    """Return text with the words of other scripts marked, and with its readings as ruby.

    The brackets of readings go: EPUB 3.3 discourages ``rp``, because every reading system is to
    know ruby. Which words are in another script is found out here and not before, because the
    language around them may be known only now: a story without one has that of its anthology.

    >>> render_text("so γνῶθι", "en")
    'so <span lang="el" xml:lang="el">γνῶθι</span>'
    >>> render_text("海《うみ》", "ja", [Ruby(0, 5, "海", "うみ")])
    '<ruby>海<rt>うみ</rt></ruby>'
    """
    if not (ruby or has_foreign(text, language)):  # as nearly all
        return escape(text)
    pieces = []
    end = 0
    for one in ruby:
        pieces += [_foreign(text[end : one.start], language), _ruby(one, language)]
        end = one.end
    return "".join([*pieces, _foreign(text[end:], language)])


def _ruby(ruby: Ruby, language: str) -> str:
    tag = foreign_whole(ruby.base + ruby.reading, language)
    attributes = tongue(tag, language) if tag else ""
    return f"<ruby{attributes}>{escape(ruby.base)}<rt>{escape(ruby.reading)}</rt></ruby>"


def _foreign(text: str, language: str) -> str:
    pieces = []
    end = 0
    for start, stop, tag in foreign_runs(text, language):
        words = escape(text[start:stop])
        pieces += [escape(text[end:start]), f"<span{tongue(tag, language)}>{words}</span>"]
        end = stop
    return "".join([*pieces, escape(text[end:])])


def render_spans(spans: Spans, language: str = UNKNOWN) -> str:
    """Return a run of spans as inline XHTML.

    A link is kept where it leads to the web or to a mailbox and is well formed; of any other
    only the words are.

    >>> render_spans((Span("so "), Span("very", frozenset({"emphasis"})), Span(" late")))
    'so <em>very</em> late'
    """
    if len(spans) == 1:  # as nearly always
        return _span(spans[0], language)
    return "".join([_span(span, language) for span in spans])


def _span(span: Span, language: str) -> str:
    markup = render_text(span.text, language, span.ruby)
    if not (span.marks or span.href):  # as nearly all
        return markup
    for mark, start, end in _MARKS:
        if mark in span.marks:
            markup = f"{start}{markup}{end}"
    if "noteref" in span.marks and span.href:
        return _note_reference(span.href, markup, again="again" in span.marks)
    if span.href and span.href.startswith("#"):
        return f'<a class="inner" href="#{place_name(span.href)}">{markup}</a>'
    if span.href and _LINK.fullmatch(span.href):
        return f'<a href="{escape(span.href)}">{markup}</a>'
    return markup


def _note_reference(href: str, markup: str, *, again: bool) -> str:
    """Return what leads to a footnote, of which the note leads back."""
    name = note_name(href)
    own = "" if again else f' id="{name}-ref"'
    made = ""
    if NOTE_SIGN in markup:
        made, markup = ' data-made="epubify"', f"<sup>{name.removeprefix('note-fn')}</sup>"
    kind = 'class="noteref" epub:type="noteref" role="doc-noteref"'
    return f'<a {kind}{own}{made} href="#{name}">{markup}</a>'


def places_of(names: Iterable[str]) -> str:
    """Return what links from elsewhere in the story lead to.

    >>> places_of(("c1",))
    '<span id="place-d0f631ca1d"></span>'
    """
    return "".join(f'<span id="{name}"></span>' for name in dict.fromkeys(map(place_name, names)))


def place_name(name: str) -> str:
    """Return the name of a place in a story as an id."""
    return f"place-{sha256(name.removeprefix('#').encode()).hexdigest()[:10]}"


def note_name(name: str) -> str:
    """Return the name of a footnote as an id.

    >>> note_name("#ftn 1")
    'note-ftn-1'
    """
    return f"note-{class_name(name)}"


def render_blocks(blocks: Iterable[Block], language: str = UNKNOWN) -> Iterator[str]:
    """Yield the XHTML of each block, as one run of text from its first paragraph on.

    The first paragraph, and each one that opens a scene, has the class ``first``. Verse that a
    song is named above has the class ``song`` as well. ``language`` is the one of the text
    around: passages in other scripts are marked with theirs.
    """
    opening, sung = True, False
    for block in blocks:
        yield _block(block, language, opening=opening, sung=sung)
        opening = _opens(block, opening)
        sung = isinstance(block, Cue) and block.kind == "song"


def _opens(block: Block, opening: bool) -> bool:
    """Tell whether the paragraph after this block opens a scene."""
    match block:
        case SceneBreak():
            return True
        case Cue():
            return opening or block.kind in _CUES_THAT_OPEN
        case Note():
            return opening
        case _:
            return False


def _block(block: Block, language: str, *, opening: bool, sung: bool) -> str:
    match block:
        case Paragraph():
            setting = block.setting
            name = " ".join(filter(None, ("first" if opening else "", setting.align)))
            places = places_of(setting.places) if setting.places else ""
            return _paragraph(block.spans, language, name, places)
        case SceneBreak():
            return f'<hr class="{"scene" if block.kind == "ornament" else "gap"}"/>\n'
        case Cue():
            return _cue(block, language)
        case Verse():
            return _verse(block, language, sung=sung)
        case Note() if block.moved_to:
            return _link_to_note(block, language)
        case Note():
            inner = "".join(render_blocks(block.blocks, language))
            return f'<aside class="note" role="note">\n{inner}</aside>\n'
        case Letter():
            return _letter(block, language)
        case Speech():
            return _speech(block, language)
        case Preformatted():
            return _preformatted(block, language)
        case Figure():
            return _figure(block)
        case Group():
            return _group(block, language)
        case _:
            assert_never(block)


def heading_words(
    label: str | None,
    title: str | None,
    language: str = UNKNOWN,
    *,
    title_above: bool = False,
    labelled: bool = False,
    titled: bool = False,
) -> str:
    """Return what stands inside a heading element: label, title, or both.

    ``labelled`` says that the label is none of the words of the source, ``titled`` that the title
    is none.

    >>> heading_words("Chapter 1", "The Mail")
    '<span class="label">Chapter 1</span> <span class="title">The Mail</span>'
    """
    parts = [("label", one_line(label or "")), ("title", one_line(title or ""))]
    if title_above:
        parts.reverse()
    given = (("label", labelled), ("title", titled))
    made = {name: ' data-made="epubify"' for name, said in given if said}
    shown = (
        (name, render_text(text, language, tuple(find_readings(text))))
        for name, text in parts
        if text
    )
    return " ".join(
        f'<span class="{name}"{made.get(name, "")}>{text}</span>' for name, text in shown
    )


def _tongue(text: str, language: str) -> tuple[str, str]:
    """Return the attributes of an element for its language, and the language inside it.

    Inside one that is in another script as a whole, nothing more is marked.
    """
    if not has_foreign(text, language):
        return "", UNKNOWN
    tag = foreign_whole(text, language)
    return (tongue(tag, language), UNKNOWN) if tag else ("", language)


def _paragraph(spans: Spans, language: str, name: str = "", places: str = "") -> str:
    attributes, inner = _tongue(plain(spans), language)
    named = f' class="{name}"' if name else ""
    return f"<p{named}{attributes}>{places}{render_spans(spans, inner)}</p>\n"


def _cue(cue: Cue, language: str) -> str:
    attributes, inner = _tongue("\n".join(map(plain, cue.lines)), language)
    lines = "<br/>\n".join(render_spans(line, inner) for line in cue.lines)
    return f'<p class="cue cue-{class_name(cue.kind)}"{attributes}>{lines}</p>\n'


def _link_to_note(note: Note, language: str) -> str:
    """Return what stands in the place of a note that is printed elsewhere."""
    place = f' id="{note.link}"' if note.link else ""
    words = escape(phrase(language, "notes" if note.link else "shared"))
    link = f'<a{place} href="{escape(note.moved_to)}">{words}</a>'
    return f'<p class="note-source" data-made="epubify">{link}</p>\n'


def _letter(letter: Letter, language: str) -> str:
    inner = []
    for part, blocks in letter.parts.items():
        name = part if part in _LETTER_LINES else ""
        for block in blocks:
            match block:
                case Paragraph(spans=spans):
                    inner.append(_paragraph(spans, language, name))
                case _:
                    inner.append(_block(block, language, opening=False, sung=False))
    return f'<div class="letter">\n{"".join(inner)}</div>\n'


def _speech(speech: Speech, language: str) -> str:
    """Return a speech; a name that stood before the first words stands in their paragraph."""
    first = speech.blocks[0] if speech.blocks else None
    attributes, inner = _tongue(plain(speech.speaker), language)
    name = render_spans(speech.speaker, inner)
    if speech.above or not isinstance(first, Paragraph):
        said = "".join(_said(block, language) for block in speech.blocks)
        return f'<div class="speech">\n<p class="speaker"{attributes}>{name}</p>\n{said}</div>\n'
    words = render_spans(first.spans, language)
    opening = f'<p><span class="speaker"{attributes}>{name}</span> {words}</p>\n'
    said = "".join(_said(block, language) for block in speech.blocks[1:])
    return f'<div class="speech">\n{opening}{said}</div>\n'


def _said(block: Block, language: str) -> str:
    return _block(block, language, opening=False, sung=False)


def _preformatted(block: Preformatted, language: str) -> str:
    """Return lines as they were typed, the smaller the longer they are."""
    text = "\n".join(block.lines)
    attributes, _ = _tongue(text, language)
    longest = max(map(columns, block.lines), default=0)
    size = sum(longest > width for width in _WIDTHS)
    name = f"drawn w{size}" if size else "drawn"
    return f'<pre class="{name}"{attributes}>{escape(text)}</pre>\n'


def _figure(figure: Figure) -> str:
    file = picture_file(figure.picture).rpartition("text/")[2]
    return f'<figure class="picture"><img src="../{file}" alt="{escape(figure.alt)}"/></figure>\n'


def picture_file(picture: Picture) -> str:
    """Return the name of the file of a picture in a book: the same picture is there once.

    >>> picture_file(Picture("a/b.PNG", b"x", "image/png"))
    'images/picture-2d711642b726.png'
    """
    ending = picture.media_type.rpartition("/")[2].partition("+")[0]
    return f"images/picture-{sha256(picture.data).hexdigest()[:12]}.{ending}"


def _group(group: Group, language: str) -> str:
    element, attributes = _ELEMENTS[group.kind]
    inner = "".join(render_blocks(group.blocks, language))
    if group.kind is GroupKind.FOOTNOTE and group.name:
        attributes += f' id="{note_name(group.name)}"'
        inner = _with_way_back(inner, group)
    return f"<{element}{attributes}>\n{inner}</{element}>\n"


def _with_way_back(inner: str, note: Group) -> str:
    """Return the inside of a footnote with its number, if it has none, and the way back."""
    name = note_name(note.name)
    first = next((plain(b.spans) for b in note.blocks if isinstance(b, Paragraph)), "")
    label = "↩" if _NOTE_LABEL.match(first) else f"{name.removeprefix('note-fn')}."
    link = f'<a data-made="epubify" role="doc-backlink" href="#{name}-ref">{label}</a>'
    if not inner.startswith("<p"):
        return f'<p data-made="epubify">{link}</p>\n{inner}'
    start, end, rest = inner.partition(">")
    return f"{start}{end}{link} {rest}"


def _verse(verse: Verse, language: str, *, sung: bool) -> str:
    text = "\n".join(plain(line.spans) for stanza in verse.stanzas for line in stanza)
    attributes, inner = _tongue(text, language)
    stanzas = "".join(_stanza(stanza, inner) for stanza in verse.stanzas)
    name = class_name(verse.kind) + (" song" if sung else "")
    return f'<div class="{name}"{attributes}>\n{stanzas}</div>\n'


def _stanza(lines: Iterable[VerseLine], language: str) -> str:
    inner = "<br/>\n".join(_verse_line(line, language) for line in lines)
    return f'<div class="stanza">\n<p>{inner}</p>\n</div>\n'


def _verse_line(line: VerseLine, language: str) -> str:
    steps = min(-(-line.indent // _COLUMNS_PER_STEP), _MOST_STEPS)
    name = f"line i{steps}" if steps > 0 else "line"
    return f'<span class="{name}">{render_spans(line.spans, language)}</span>'
