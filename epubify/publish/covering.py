"""The last thing that a book gets before it is written: its cover."""

from __future__ import annotations

from msgspec.structs import replace

from epubify.publish.edition import Edition


def with_cover(edition: Edition) -> Edition:
    """Return the edition with a cover: its own, the one given, or one drawn for it.

    What the device may refuse the book for is reported here, where it is known in full.
    """
    from epubify.epub.devices import tell_refused

    book, options, report = edition.book, edition.options, edition.report
    tell_refused(book, options, report)
    if options.fonts:
        from epubify.epub.fonts import tell_lacking

        tell_lacking(book, options, report)
    if book.cover or options.no_cover:
        return edition
    from epubify.cover import draw_cover

    return replace(edition, book=replace(book, cover=draw_cover(book, options, report)))
