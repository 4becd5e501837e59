"""Options that can serve no book are told before any book is begun."""

from __future__ import annotations

from epubify.options import ONE_BOOK_ONLY, Options


def refuse_unusable(options: Options) -> None:
    """Raise UsageError for a theme, style, form, font or template that no book can be made with.

    >>> refuse_unusable(Options(theme="classic"))
    >>> refuse_unusable(Options(format="word"))
    Traceback (most recent call last):
    epubify.errors.UsageError: unknown format “word”; known: text
    """
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


def same_for_all(options: Options, books: int) -> str | None:
    """Return the name of an option that would make several books the same, None where none does.

    >>> same_for_all(Options(series_index="2"), 3), same_for_all(Options(series_index="2"), 1)
    ('series_index', None)
    """
    given = (name for name in ONE_BOOK_ONLY if getattr(options, name))
    return next(given, None) if books > 1 else None
