"""A book of several stories → the books of them, ready to be written one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace

from epubify.errors import EpubifyError, UnsupportedForm, unforeseen
from epubify.files.inputs import Input, read_source
from epubify.model import Source
from epubify.model.limits import holding
from epubify.options import Options
from epubify.pipeline import build
from epubify.publish.covering import with_cover
from epubify.publish.edition import Edition
from epubify.publish.unbinding import editions_kept
from epubify.readers.epub_source import EPUB
from epubify.readers.epub_source.book_slices import BookSlice, slices_of
from epubify.readers.form import suffix_of
from epubify.report import Report

LOOKS = (
    *("cover_style", "cover_palette", "cover_size", "no_cover"),
    *("theme", "css", "templates", "fonts", "colophon"),
)
"""Options of a split book: how it looks. What it is was said when it was bound."""


def split_book(item: Input | Source, options: Options) -> Iterator[Edition | EpubifyError]:
    """Yield the books that a book is split into, and what is wrong with each that fails.

    What epubify bound comes apart into the books it was bound from; any other book is split by
    its top sections. Raises InputError for what is no EPUB, is broken, or has but one section.
    """
    with holding(options.limits):
        source = item if isinstance(item, Source) else read_source(item)
        if not EPUB.recognises(source) and suffix_of(source) not in EPUB.suffixes:
            raise UnsupportedForm(source.name, None, "not an EPUB", "convert makes one of it")
        kept = list(editions_kept(source, options))
        slices = [] if kept else slices_of(source.name, source.data)
    whole = Input(source.name, item.path if isinstance(item, Input) else None)
    for edition in kept:
        yield _tried(partial(_of_story, edition, whole), source.name)
    for number, one in enumerate(slices, 1):
        yield _tried(partial(_of_slice, number, one, source, options), source.name)


def _tried(make: Callable[[], Edition], name: str) -> Edition | EpubifyError:
    try:
        return make()
    except EpubifyError as error:
        return error
    except Exception as error:
        return unforeseen(name, error)


def _of_story(edition: Edition, whole: Input) -> Edition:
    inputs = tuple(replace(whole, entry=one.name) for one in edition.inputs)
    return with_cover(replace(edition, inputs=inputs))


def _of_slice(number: int, one: BookSlice, source: Source, options: Options) -> Edition:
    name = f"{source.name}/{number} {one.title}"
    part = replace(source, name=name, data=one.data, sidecar=None)
    return build([part], options, Report())
