"""Options that can serve no book are told before any book is begun."""

from __future__ import annotations

from collections.abc import Iterable

from epubify.batch.jobs import Job
from epubify.errors import UsageError
from epubify.options import Options
from epubify.values import did_you_mean


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
    from epubify.fonts import find_faces
    from epubify.readers import READERS
    from epubify.render.templates import load_templates

    load_templates(options)
    if options.fonts:
        find_faces(options.fonts)
    if options.format and options.format not in READERS:
        known = f"known: {', '.join(READERS)}"
        raise UsageError("", None, f"unknown format: {options.format}", known)
    if options.cover_style:
        _check_style(options.cover_style)


def _check_style(name: str) -> None:
    from epubify.cover.styles import STYLES

    if name not in STYLES:
        advice = did_you_mean(name, STYLES) or f"choose one of {', '.join(sorted(STYLES))}"
        raise UsageError("", None, f"there is no cover style “{name}”", advice)
