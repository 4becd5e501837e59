"""How many bytes a story takes up in a book, before the book is made."""

from __future__ import annotations

import zlib

from epubify.model import Story
from epubify.options import Options
from epubify.render.chapters import render_story
from epubify.render.markup import picture_file
from epubify.render.pages import Document, story_title_page
from epubify.render.template_files import Templates
from epubify.text.naming import title_of

ENTRY = 450
"""Bytes that a file costs besides its content: its name in the archive, twice, and its lines in
manifest, spine and both contents. With less, volumes of many short chapters grow too large."""
STORY = 2_000
"""Bytes of what is kept of a story so that it can be split off, and of its line in the contents of
the set, in every volume of which it takes a little."""
BOOK = 30_000
"""Bytes of a book without stories: theme, title page, package. Style sheets of one's own are more;
with much more, small limits could not be kept."""
COVER = 600_000
"""Bytes of a drawn cover of the usual size. Hardly any is larger; with more, volumes stay smaller
than they need to be."""
USUAL = 1600 * 2560
"""Pixels of a cover of the usual size."""
LINE = 60
"""Bytes of a story's line in the contents of the whole set."""


def story_size(story: Story, options: Options, templates: Templates) -> int:
    """Return the bytes that a story takes up in an anthology."""
    title = title_of(story.metadata, [story])
    size = STORY + _packed(story_title_page(templates, story.metadata, title, "s000-title"))
    pictures: dict[str, int] = {}
    for document in render_story(story, templates, title, prefix="s000-", notes=options.notes):
        size += _packed(document)
        pictures.update({picture_file(one): len(one.data) for one in document.pictures})
    cover = len(story.cover.data) + ENTRY if story.cover else 0
    return size + cover + sum(ENTRY + one for one in pictures.values())


def _packed(document: Document) -> int:
    return ENTRY + len(zlib.compress(document.content))


def book_size(options: Options, stories: int) -> int:
    """Return the bytes of a volume of so many stories in all, before any of them is in it.

    >>> book_size(Options(no_cover=True), 100)
    36000
    """
    size = BOOK + LINE * stories
    size += sum(one.stat().st_size for one in options.fonts if not isinstance(one, str))
    size += options.css.stat().st_size if options.css else 0
    if options.no_cover:
        return size
    if options.cover:
        return size + options.cover.stat().st_size
    width, height = options.cover_size or (1600, 2560)
    return size + COVER * width * height // USUAL
