"""Options that cannot serve any book, reported before any book is begun."""

from __future__ import annotations

from epubify.errors import UsageError
from epubify.options import ONE_BOOK_ONLY, Options


def refuse_unusable(options: Options) -> None:
    """Raise UsageError for a theme, style, form, font or template that no book can be made with.

    >>> refuse_unusable(Options(theme="classic"))
    >>> refuse_unusable(Options(format="word"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    epubify.errors.UsageError: unknown format “word”; ...
    """
    from epubify.render.template_files import load_templates

    load_templates(options)
    if options.fonts:
        from epubify.epub.fonts import find_faces

        find_faces(options.fonts)
    if options.format:
        from epubify.readers import find_reader

        find_reader(options.format)
    if options.cover_style:
        from epubify.cover.styles import find_style

        find_style(options.cover_style)
    if options.cover_palette:
        from epubify.cover.palette import find_palette

        find_palette(options.cover_palette)


def refuse_for_several(options: Options, books: int) -> None:
    """Raise UsageError for an option that would make several books the same.

    >>> refuse_for_several(Options(series_index="2"), 1)
    >>> refuse_for_several(Options(series_index="2"), 3)
    Traceback (most recent call last):
    epubify.errors.UsageError: the option series-index would be the same for 3 books; convert
    them one by one, or put them into one with the option join or an anthology
    """
    given = [name for name in ONE_BOOK_ONLY if getattr(options, name)]
    if books > 1 and given:
        name = given[0].replace("_", "-")
        problem = f"the option {name} would be the same for {books} books"
        advice = (
            "convert them one by one, or put them into one with the option join or an anthology"
        )
        raise UsageError("", None, problem, advice)
