"""What stands around the stories of a book, put together: its matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from epubify.errors import InputError, UsageError
from epubify.model import Book, BookMatter, SharedNotice, Source, SourceEntry, Story
from epubify.options import Options
from epubify.report import Report

Reader = Callable[[Source, Options, Report], Story]
READ_FROM_FILES = ("introduction", "afterword")
"""Options that name a file whose text stands around the stories, in the order of the book."""
OF_STORIES_ONLY = frozenset({"M001", "M002", "M004", "M005", "M010"})
"""Findings that ask for title, author or language, which an introduction need not have."""


def files_around(options: Options) -> dict[str, Path]:
    """Return the files whose texts stand around the stories, by the options that name them.

    Raises UsageError where one file is to stand in both places.
    """
    named = {name: getattr(options, name) for name in READ_FROM_FILES if getattr(options, name)}
    if len({path.resolve() for path in named.values()}) < len(named):
        path = named[READ_FROM_FILES[0]]
        problem = f"{path} cannot be introduction and afterword at once"
        raise UsageError("", None, problem, "name another file for one of them")
    return named


def not_around(name: str, error: InputError) -> InputError:
    """Return what is wrong with a file that cannot stand around stories.

    >>> str(not_around("introduction", InputError("a.jpg", None, "a picture, not text")))
    'a.jpg: the introduction: a picture, not text'
    """
    return type(error)(error.name, error.line, f"the {name}: {error.problem}", error.advice)


def without_quibbles(read: Reader) -> Reader:
    """Return what reads an introduction, which is not asked for what stories only are asked."""

    def quietly(source: Source, options: Options, report: Report) -> Story:
        story = read(source, options, report)
        report.findings = [one for one in report.findings if one.code not in OF_STORIES_ONLY]
        return story

    return quietly


def with_matter(
    book: Book,
    read: Mapping[str, Story],
    options: Options,
    report: Report,
    parts: Sequence[Story] = (),
) -> Book:
    """Return a book with all that the options put around its stories.

    ``read`` holds the texts of `READ_FROM_FILES`, ``parts`` are the stories that a joined one
    was made of. Notices that several stories of an anthology have are printed once, unless
    doubles are to be kept; the report tells of them.
    """
    notices: tuple[SharedNotice, ...] = ()
    if book.anthology and not options.keep_doubles:
        from epubify.bind.shared_notices import find_shared, tell_shared

        shared = find_shared(book.stories, notes=options.notes != "drop")
        tell_shared(shared.notices, report)
        report.repeat(shared.repetitions)
        notices = shared.notices
    matter = BookMatter(
        options.dedication or "",
        options.epigraph or "",
        read.get("introduction"),
        read.get("afterword"),
        notices,
        _sources(parts or book.stories) if options.sources else None,
    )
    return replace(book, matter=matter)


def _sources(stories: Iterable[Story]) -> tuple[SourceEntry, ...]:
    """Return where each of the stories is from."""
    from epubify.bind.source_list import origins_of

    return tuple(origins_of(stories))
