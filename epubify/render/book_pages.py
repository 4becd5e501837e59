"""The documents of a book in reading order: its pages, and the chapters of its stories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from epubify.model import Book, BookPart, Story
from epubify.options import Options
from epubify.render.chapters import render_story
from epubify.render.markup import escape
from epubify.render.matter_pages import (
    closing_pages,
    gathered_pages,
    opening_pages,
    shared_page,
    shared_places,
    sources_page,
)
from epubify.render.nav import (
    Landmark,
    NavPoint,
    landmark_label,
    nav_lists,
    nest,
    with_languages,
)
from epubify.render.pages import (
    FOLDER,
    Document,
    about_page,
    colophon_page,
    cover_page,
    fill_page,
    part_title_page,
    set_page,
    story_title_page,
    text_file,
    title_page,
)
from epubify.render.template_files import Templates
from epubify.text.languages import phrase
from epubify.text.naming import language_of, title_of

NAV_FILE = text_file("nav")
"""The navigation document."""
NOTES_FILE = text_file("notes")
"""The notes of a book of one story, where they do not stand in the text."""


def render_book(
    book: Book,
    options: Options,
    templates: Templates,
    texts: Iterable[Document] | None = None,
) -> Iterator[Document]:
    """Yield the content documents of a book in reading order, all but the contents list.

    Documents are made one at a time, and the stories are walked through once. ``texts`` are those
    of the text of a single story, where they are there already.
    """
    language = language_of(book.metadata)
    if book.cover:
        yield cover_page(templates, book.cover, language)
    if book.anthology or len(book.stories) != 1:
        yield from _anthology(book, options, templates)
    else:
        yield from _single_story(book, next(iter(book.stories)), options, templates, texts)
    if options.colophon:
        yield colophon_page(templates, language)


def _single_story(
    book: Book,
    story: Story,
    options: Options,
    templates: Templates,
    texts: Iterable[Document] | None,
) -> Iterator[Document]:
    metadata = book.metadata.over(story.metadata)
    title, language = title_of(metadata, [story]), language_of(metadata)
    yield title_page(templates, metadata, title, metadata.contributors)
    if about := about_page(templates, metadata, title):
        yield about
    yield from opening_pages(book.matter, language, templates)
    story = replace(story, metadata=metadata)
    held: list[Document] = []
    for document in texts or render_story(story, templates, title, notes=options.notes):
        if options.notes == "gathered" and document.name == NOTES_FILE:
            held.append(document)
        else:
            yield document
    yield from closing_pages(book.matter, language, templates)
    yield from held
    yield from sources_page(book.matter.origins, {}, language, templates)


def _anthology(book: Book, options: Options, templates: Templates) -> Iterator[Document]:
    title, language = title_of(book.metadata, book.stories), language_of(book.metadata)
    editors = [person for person in book.metadata.contributors if person.role == "edt"]
    yield title_page(templates, book.metadata, title, [*editors, *options.credits])
    if about := about_page(templates, book.metadata, title):
        yield about
    yield from opening_pages(book.matter, language, templates)
    if options.volume and options.volume.volumes > 1:
        yield set_page(templates, options.volume, language)
    parts = _PartPages(book, templates)
    titles: dict[int, tuple[str, str]] = {}
    held: list[tuple[str, Document]] = []
    for number, story in enumerate(book.stories):
        yield from parts.before(number)
        for document in _bound_story(story, number, book, options, templates):
            if number not in titles:
                titles[number] = document.label, document.name.rpartition("/")[2]
            if options.notes == "gathered" and document.name == _notes_file(number):
                held.append((titles[number][0], document))
            else:
                depth = document.depth + parts.depth
                yield replace(document, depth=depth) if parts.depth else document
    yield from closing_pages(book.matter, language, templates)
    yield from gathered_pages(held, language, templates)
    yield from shared_page(book.matter.shared, language, templates)
    yield from sources_page(book.matter.origins, titles, language, templates)


def _bound_story(
    story: Story, number: int, book: Book, options: Options, templates: Templates
) -> Iterator[Document]:
    """Yield the documents of a story of an anthology, its title page first."""
    prefix = _prefix(number)
    shared = shared_places(book.matter.shared)
    metadata = story.metadata
    if not metadata.language:
        metadata = replace(metadata, language=book.metadata.language)
        story = replace(story, metadata=metadata)
    title = title_of(metadata, [story])
    tongue = language_of(metadata)
    tongue = tongue if tongue != language_of(book.metadata) else ""
    page = story_title_page(templates, metadata, title, f"{prefix}title", shared)
    yield replace(page, language=tongue) if tongue else page
    gathered = title if options.notes == "gathered" else ""
    for document in render_story(
        story, templates, title, prefix=prefix, notes=options.notes, listed_as="",
        shared=shared, notes_title=gathered,
    ):  # fmt: skip
        yield replace(document, depth=document.depth + 1, language=tongue)


def _prefix(number: int) -> str:
    """Return how the names of the files of a story begin, whose number counts from 0."""
    return f"s{number + 1:03}-"


def _notes_file(number: int) -> str:
    return text_file(f"{_prefix(number)}notes")


class _PartPages:
    """Gives the title pages of the parts of an anthology where they begin."""

    def __init__(self, book: Book, templates: Templates) -> None:
        self._parts = list(enumerate(book.parts, 1))
        self._language = language_of(book.metadata)
        self._templates = templates
        self._open: list[BookPart] = []

    @property
    def depth(self) -> int:
        """Return how many parts the next story lies in."""
        return len(self._open)

    def before(self, story: int) -> Iterator[Document]:
        """Yield the title pages that stand before a story, whose number counts from 0."""
        while self._parts and self._parts[0][1].before == story:
            number, part = self._parts.pop(0)
            del self._open[part.depth :]
            stem = f"part-title-{number:03}"
            yield part_title_page(self._templates, part, self._open, self._language, stem)
            self._open.append(part)


def outline(documents: Sequence[Document], title: str) -> list[NavPoint]:
    """Return the contents list; a book without any heading has one line, its title.

    Only names, labels and depths of the documents are looked at.
    """
    lines = [(d.depth, d.label, d.name) for d in documents if d.label]
    if not lines:
        first = next((d for d in documents if not d.made), documents[0])
        lines = [(0, title, first.name)]
    return with_languages(nest(lines), {d.name: d.language for d in documents})


def landmarks_of(documents: Sequence[Document], language: str, contents: str) -> list[Landmark]:
    """Return the places to jump to; ``contents`` is the file of the contents list."""
    targets = [(d.landmark, d.name) for d in documents if d.landmark]
    targets.append(("toc", f"{contents}#toc"))
    text = [d for d in documents if not d.made]
    start = next((d for d in text if d.matter == "bodymatter"), next(iter(text), None))
    if start:
        targets.append(("bodymatter", start.name))
    return [Landmark(kind, landmark_label(kind, language), href) for kind, href in targets]


def render_nav(
    entries: Sequence[NavPoint], landmarks: Sequence[Landmark], language: str, templates: Templates
) -> Document:
    """Return the navigation document, which is also the contents page of the book."""
    contents, marks = nav_lists(entries, landmarks, FOLDER)
    content = fill_page(
        templates,
        "nav.xhtml",
        language,
        phrase(language, "contents"),
        contents=contents,
        landmarks=marks,
        landmarks_label=escape(phrase(language, "landmarks")),
    )
    return Document(NAV_FILE, content, landmark="toc", made=True)
