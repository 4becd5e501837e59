"""The text of a story as content documents: one a section, split where one grows too long."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from epubify.model import Block, Note, Section, Story
from epubify.render.inner_links import with_inner_links
from epubify.render.markup import class_name, escape, heading_words, places_of, render_blocks
from epubify.render.pages import Document, fill_page, text_file
from epubify.render.template_files import Templates
from epubify.text.blocks import pictures_in, with_inner
from epubify.text.languages import phrase
from epubify.text.naming import language_of
from epubify.text.roles import ROLES, role_of
from epubify.text.xmltext import one_line

LIMIT = 250_000
"""Bytes of a document above which it is split: old readers give up on files over 260 KB; with
less, chapters of common length would be cut."""


@dataclass(slots=True)
class _Telling:
    """What is true for all sections of the story that is being rendered."""

    templates: Templates
    language: str
    title: str
    prefix: str
    notes: str
    listed_as: str | None
    numbers: Counter[str] = field(default_factory=Counter)
    """How many sections of each role there were."""
    end_notes: list[str] = field(default_factory=list)
    """The notes that were taken out, as XHTML, with links to where they stood."""


def render_story(
    story: Story,
    templates: Templates,
    title: str,
    *,
    prefix: str = "",
    notes: str = "inline",
    listed_as: str | None = None,
) -> Iterator[Document]:
    """Yield the documents of a story in reading order.

    Files are called by role and count, so that they keep their names when chapters are
    appended: ``text/chapter-001.xhtml``, in an anthology ``text/s001-chapter-001.xhtml``; the
    second file of a long chapter is ``chapter-001-2.xhtml``. Where no section has a heading
    the first gets the title of the story, marked as made by epubify; ``listed_as`` is what the
    contents list calls it where the title stands there already, for the story's title page.
    """
    language = language_of(story.metadata)
    telling = _Telling(templates, language, title, prefix, notes, listed_as)
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
    blocks = _set_notes_apart(section, text_file(stem), telling)
    contents = _linked(stem, _portions(render_blocks(blocks, telling.language)))
    label = telling.title if titled else one_line(section.heading)
    listed = telling.listed_as if titled and telling.listed_as else label
    listed = listed if section.listed else ""
    heading = _heading(section, telling.language, telling.title if titled else None)
    matter = role_of(section.role).matter
    for number, content in enumerate(contents or ([""] if heading else []), 1):
        page = fill_page(
            telling.templates,
            "part.xhtml" if section.sections else "chapter.xhtml",
            telling.language,
            label or telling.title,
            role=role,
            matter=matter,
            semantics=_semantics(section.role, label or telling.title, own=heading == ""),
            heading=heading,
            content=content,
        )
        name = text_file(stem if number == 1 else f"{stem}-{number}")
        pictures = tuple(pictures_in(blocks)) if number == 1 else ()
        yield Document(name, page, listed if number == 1 else "", depth, matter, pictures=pictures)
        heading = ""


def _heading(section: Section, language: str, made: str | None) -> str:
    if made:
        return f'<h1 id="heading" data-made="epubify">{escape(made)}</h1>'
    words = heading_words(
        section.label,
        section.title,
        language,
        title_above=section.title_above,
        labelled=section.labelled,
    )
    # A part that was joined from a file of its own has its label from the header or its name.
    source = "" if section.at else ' data-made="epubify"'
    places = places_of(section.places)
    return f'<h1 id="heading"{source}>{places}{words}</h1>' if words else ""


def _semantics(role: str, label: str, *, own: bool) -> str:
    """Return the attributes of a section; one without a heading names itself."""
    kind = f' epub:type="{role}"' if role in ROLES else ""
    aria = f' role="doc-{role}"' if role_of(role).aria else ""
    name = f' aria-label="{escape(label)}"' if own else ' aria-labelledby="heading"'
    return kind + aria + name


def _portions(pieces: Iterable[str]) -> list[str]:
    """Return rendered blocks put together to portions of at most ``LIMIT`` bytes.

    A block is never cut; one that is longer than that makes a portion of its own.
    """
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


_NOTE_LINK = re.compile(r'href="#(note-[a-z0-9-]+)"')


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


def _set_notes_apart(section: Section, file: str, telling: _Telling) -> tuple[Block, ...]:
    """Return the blocks without author's notes, where these are not to stand in the text."""
    if telling.notes == "inline":
        return section.blocks
    notes: list[Note] = []
    blocks = tuple(_without_notes(section.blocks, notes))
    if notes and telling.notes == "end":
        if section.heading:
            link = f'<a href="{file.rpartition("/")[2]}">{escape(section.heading)}</a>'
            source = f'<p class="note-source" data-made="epubify">{link}</p>\n'
            telling.end_notes.append(source)
        telling.end_notes += render_blocks(notes, telling.language)
    return blocks


def _without_notes(blocks: Iterable[Block], notes: list[Note]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Note):
            notes.append(block)
        else:
            yield with_inner(block, lambda inner: tuple(_without_notes(inner, notes)))


def _notes_page(telling: _Telling) -> Document:
    title = phrase(telling.language, "notes")
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
    return Document(name, page, label=title, matter="backmatter")
