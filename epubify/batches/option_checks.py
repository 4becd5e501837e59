"""Options that can serve no book are told before any book is begun."""

from __future__ import annotations

from collections.abc import Iterable

from epubify.batches.jobs import Job
from epubify.options import Options


def check_options(jobs: Iterable[Job]) -> None:
    """Raise UsageError for a theme, style, format, font or template that no book can be made with.

    Options that several jobs share are looked at once.

    >>> check_options([Job((), Options(theme="classic"), "books")])
    >>> check_options([Job((), Options(format="word"), "books")])
    Traceback (most recent call last):
    epubify.errors.UsageError: unknown format: word; known: text
    """
    for options in {id(job.options): job.options for job in jobs}.values():
        _check(options)


def _check(options: Options) -> None:
    from epubify.epub.fonts import find_faces
    from epubify.readers import find_reader
    from epubify.render.template_files import load_templates

    load_templates(options)
    if options.fonts:
        find_faces(options.fonts)
    if options.format:
        find_reader(options.format)
    if options.cover_style:
        from epubify.cover.styles import find_style

        find_style(options.cover_style)
