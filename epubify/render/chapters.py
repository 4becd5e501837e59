"""The text of a story as content documents: one a section, split where one grows too long."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from epubify.bind.notice_keys import note_key
from epubify.model import Block, Note, Picture, Place, Section, Story
from epubify.render.inner_links import with_inner_links
from epubify.render.markup import class_name, escape, heading_words, places_of, render_blocks
from epubify.render.pages import Document, fill_page, text_file
from epubify.render.template_files import Templates
from epubify.text.blocks import pictures_in, with_inner
from epubify.text.languages import phrase
from epubify.text.lazy_pattern import lazy
from epubify.text.naming import language_of
from epubify.text.roles import role_of
from epubify.text.xmltext import one_line

LIMIT = 250_000
"""Bytes of a document above which it is split: old readers give up on files over 260 KB; with
less, chapters of common length would be cut."""
_LONGEST_CHARACTER = 4
"""Bytes of a character in UTF-8 at the most."""


class _Telling(Struct):
    """What is true for all sections of the story that is being rendered."""

    templates: Templates
    language: str
    title: str
    prefix: str
    notes: str
    listed_as: str | None
    shared: Mapping[str, str] = field(default_factory=dict)
    """Key of a notice that several stories have → where it is printed."""
    first_heading: str | None = None
    """The heading of the first section, as XHTML, where it is not made of that section alone."""
    notes_title: str = ""
    """What the page of notes is called, where not like all of them."""
    matter: str = ""
    """What all of it is, whatever its sections are."""
    numbers: Counter[str] = field(default_factory=Counter)
    """How many sections of each role there were."""
    end_notes: list[str] = field(default_factory=list)
    """The notes that were taken out, as XHTML, with links to where they stood."""
    note_pictures: list[Picture] = field(default_factory=list)
    moved: int = 0
    """Notes that were taken out."""
    marked: bool = False
    """Every block says which lines it was read from."""

    @property
    def notes_file(self) -> str:
        """Name of the page of notes, as pages beside it name it."""
        return f"{self.prefix}notes.xhtml"


def render_story(
    story: Story,
    templates: Templates,
    title: str,
    *,
    prefix: str = "",
    notes: str = "inline",
    listed_as: str | None = None,
    shared: Mapping[str, str] | None = None,
    first_heading: str | None = None,
    notes_title: str = "",
    matter: str = "",
    marked: bool = False,
) -> Iterator[Document]:
    """Yield the documents of a story in reading order.

    Files are called by role and count, so that they keep their names when chapters are
    appended: ``text/chapter-001.xhtml``, in an anthology ``text/s001-chapter-001.xhtml``; the
    second file of a long chapter is ``chapter-001-2.xhtml``. Where no section has a heading
    the first gets the title of the story, marked as made by epubify; ``listed_as`` is what the
    contents list calls it where the title stands there already, for the story's title page;
    nothing leaves it out.
    ``shared`` says where notices are printed that several stories have, ``first_heading`` is
    the heading of the first section if it is given, ``notes_title`` that of the page of notes,
    ``matter`` what all of it is if it is no body matter. With ``marked``, which no book is, every
    heading and block has the attributes ``data-line`` and ``data-last``.
    """
    language = language_of(story.metadata)
    telling = _Telling(
        templates, language, title, prefix, notes, listed_as, shared or {}, first_heading,
        notes_title, matter, marked=marked,
    )  # fmt: skip
    listed = list(_walk(story.sections, 0))
    bare = not any(section.heading for section, _ in listed)

    def documents() -> Iterator[Document]:
        for place, (section, depth) in enumerate(listed):
            yield from _section(section, depth, telling, titled=bare and place == 0)
        if telling.end_notes:
            yield _notes_page(telling)

    yield from with_inner_links(documents(), story.sections)


def _walk(sections: Iterable[Section], depth: int) -> Iterator[tuple[Section, int]]:
    for section in sections:
        yield section, depth
        yield from _walk(section.sections, depth + 1)


def _section(
    section: Section, depth: int, telling: _Telling, *, titled: bool
) -> Iterator[Document]:
    """Yield the document of a section without those below it, in several files if need be."""
    role = class_name(section.role) or "text"
    telling.numbers[role] += 1
    stem = f"{telling.prefix}{role}-{telling.numbers[role]:03}"
    blocks, apart = _set_notes_apart(section, telling)
    pieces = render_blocks(blocks, telling.language)
    if telling.marked:
        pieces = (with_lines(piece, block.at) for piece, block in zip(pieces, blocks, strict=True))
    contents = _linked(stem, _portions(pieces))
    contents = _keep_notes(apart, section, stem, contents, telling)
    label = telling.title if titled else one_line(section.heading)
    listed = telling.listed_as if titled and telling.listed_as is not None else label
    listed = listed if section.listed else ""
    heading = heading_of(section, telling.language, telling.title if titled else None)
    if telling.marked and section.at:
        heading = with_lines(heading, section.at)
    if telling.first_heading is not None:
        heading, telling.first_heading = telling.first_heading, None
    matter = telling.matter or role_of(section.role).matter
    for number, content in enumerate(contents or ([""] if heading else []), 1):
        page = fill_page(
            telling.templates,
            "part.xhtml" if section.sections else "chapter.xhtml",
            telling.language,
            label or telling.title,
            role=role,
            matter=matter,
            semantics=semantics_of(section.role, label or telling.title, own=heading == ""),
            heading=heading,
            content=content,
        )
        name = text_file(stem if number == 1 else f"{stem}-{number}")
        pictures = tuple(pictures_in(blocks)) if number == 1 else ()
        alone = label if titled and listed else ""
        yield Document(name, page, listed, depth, matter, pictures=pictures, label_alone=alone)
        listed = ""
        heading = ""


def heading_of(section: Section, language: str, made: str | None = None) -> str:
    """Return the heading of a section as XHTML; ``made`` is one that its source has not."""
    if made:
        return f'<h1 id="heading" data-made="epubify">{escape(made)}</h1>'
    # A part that was joined from a file of its own has its heading from the header or its name:
    # it is the author's, and stands nowhere in the text.
    words = heading_words(
        section.label,
        section.title,
        language,
        title_above=section.title_above,
        labelled=section.labelled or not section.at,
        titled=not section.at,
    )
    return f'<h1 id="heading">{places_of(section.places)}{words}</h1>' if words else ""


def semantics_of(role: str, label: str, *, own: bool) -> str:
    """Return the attributes of a section; one without a heading names itself."""
    kind = f' epub:type="{role}"' if role_of(role).term else ""
    aria = f' role="doc-{role}"' if role_of(role).aria else ""
    name = f' aria-label="{escape(label)}"' if own else ' aria-labelledby="heading"'
    return kind + aria + name


def with_lines(markup: str, at: Place) -> str:
    """Return an element that says in attributes which lines it was read from.

    >>> with_lines("<p>It was dark.</p>", Place("a.txt", 3, 4))
    '<p data-line="3" data-last="4">It was dark.</p>'
    """
    return _FIRST_TAG.sub(
        rf'\g<0> data-line="{at.first_line}" data-last="{at.last_line}"', markup, 1
    )


def _portions(pieces: Iterable[str]) -> list[str]:
    """Return rendered blocks put together to portions of at most ``LIMIT`` bytes.

    A block is never cut; one that is longer than that makes a portion of its own.
    """
    pieces = list(pieces)
    if sum(map(len, pieces)) * _LONGEST_CHARACTER <= LIMIT:  # as nearly always
        return ["".join(pieces)] if pieces else []
    portions: list[str] = []
    taken: list[str] = []
    size = 0
    for piece in pieces:
        length = len(piece) if piece.isascii() else len(piece.encode())
        if taken and size + length > LIMIT:
            portions.append("".join(taken))
            taken, size = [], 0
        taken.append(piece)
        size += length
    return [*portions, "".join(taken)] if taken else portions


_FIRST_TAG = lazy(r"<[a-z][a-z0-9]*")
_NOTE_LINK = lazy(r'href="#(note-[a-z0-9-]+)"')
_NOTE_REFERENCE = lazy(r' id="(note-[a-z0-9-]+-ref)"')


def _linked(stem: str, portions: list[str]) -> list[str]:
    """Return portions in which links to footnotes lead to the files that these stand in."""
    if len(portions) < 2:
        return portions
    names = [f"{stem}.xhtml", *(f"{stem}-{n}.xhtml" for n in range(2, len(portions) + 1))]

    def target(link: re.Match[str]) -> str:
        wanted = f' id="{link[1]}"'
        file = next((names[n] for n, text in enumerate(portions) if wanted in text), "")
        return f'href="{file}#{link[1]}"'

    return [_NOTE_LINK.sub(target, portion) for portion in portions]


def _file_with(name: str, stem: str, portions: Sequence[str]) -> str:
    """Return the file of a section, of several, that has a place of this name."""
    wanted = f' id="{name}"'
    number = next((n for n, text in enumerate(portions, 1) if wanted in text), 1)
    return f"{stem}.xhtml" if number == 1 else f"{stem}-{number}.xhtml"


def _set_notes_apart(
    section: Section, telling: _Telling
) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """Return the blocks without the author's notes that do not stand in the text, and these.

    Where they are gathered a link stands in their place, as it does for a notice that several
    stories have.
    """
    blocks = tuple(_with_links_to_shared(section.blocks, telling.shared))
    if telling.notes == "inline":
        return blocks, ()
    apart: list[Note] = []
    blocks = tuple(_without_notes(blocks, apart, telling))
    return blocks, tuple(apart)


def _with_links_to_shared(blocks: Iterable[Block], shared: Mapping[str, str]) -> Iterator[Block]:
    for block in blocks:
        if shared and isinstance(block, Note) and (href := shared.get(note_key(block))):
            yield replace(block, blocks=(), moved_to=href)
        else:
            yield block


def _without_notes(
    blocks: Iterable[Block], apart: list[Note], telling: _Telling
) -> Iterator[Block]:
    for block in blocks:
        if not isinstance(block, Note):
            yield with_inner(block, lambda inner: tuple(_without_notes(inner, apart, telling)))
        elif block.moved_to:
            yield block
        else:
            telling.moved += 1
            name = f"gathered-{telling.moved}"
            moved = replace(block, moved_to=f"{telling.notes_file}#{name}", link=f"{name}-link")
            apart.append(moved)
            if telling.notes == "gathered":
                yield replace(moved, blocks=())


def _keep_notes(
    apart: Sequence[Note], section: Section, stem: str, contents: list[str], telling: _Telling
) -> list[str]:
    """Keep notes that are printed later; return the text with what leads to them set right."""
    if not apart or telling.notes == "drop":
        return contents
    if section.heading and telling.notes == "end":
        telling.end_notes.append(_way_back(f"{stem}.xhtml", section.heading))
    for note in apart:
        inner = "".join(render_blocks(note.blocks, telling.language))
        inner = _led_to_section(inner, stem, contents)
        for name in _NOTE_REFERENCE.findall(inner):
            leads = f'href="{telling.notes_file}#{name}"'
            contents = [text.replace(f'href="#{name}"', leads) for text in contents]
        place = f' id="{note.moved_to.partition("#")[2]}"' if telling.notes == "gathered" else ""
        telling.end_notes.append(f'<aside class="note" role="note"{place}>\n{inner}</aside>\n')
        if telling.notes == "gathered":
            file = _file_with(note.link, stem, contents)
            heading = section.heading or telling.title
            telling.end_notes.append(_way_back(f"{file}#{note.link}", heading))
    telling.note_pictures += pictures_in(apart)
    return contents


def _led_to_section(markup: str, stem: str, portions: Sequence[str]) -> str:
    """Return a note that was taken out, with its links to footnotes, which stayed behind."""

    def target(link: re.Match[str]) -> str:
        return f'href="{_file_with(link[1], stem, portions)}#{link[1]}"'

    return _NOTE_LINK.sub(target, markup)


def _way_back(href: str, heading: str) -> str:
    link = f'<a href="{href}" role="doc-backlink">{escape(one_line(heading))}</a>'
    return f'<p class="note-source" data-made="epubify">{link}</p>\n'


def _notes_page(telling: _Telling) -> Document:
    title = telling.notes_title or phrase(telling.language, "notes")
    page = fill_page(
        telling.templates,
        "chapter.xhtml",
        telling.language,
        title,
        role="notes",
        matter="backmatter",
        semantics=' aria-labelledby="heading"',
        heading=f'<h1 id="heading" data-made="epubify">{escape(title)}</h1>',
        content="".join(telling.end_notes),
    )
    name = text_file(f"{telling.prefix}notes")
    pictures = tuple(telling.note_pictures)
    return Document(name, page, label=title, matter="backmatter", pictures=pictures)
