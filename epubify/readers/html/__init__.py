"""Web pages: the story found in them, and set with what their markup says."""

from __future__ import annotations

from epubify.model import Manuscript, Source
from epubify.options import Options
from epubify.readers.delivery import delivering
from epubify.readers.form import Reader
from epubify.readers.galley import Delivery
from epubify.readers.unsupported_forms import form_of
from epubify.report import Report

__all__ = ["HTML"]


def is_page(source: Source) -> bool:
    """Tell whether a source is a page: its first characters say so."""
    return form_of(source.data) == "HTML"


def read_html(source: Source, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in a page; raises NoStory where there is none in it."""
    return delivering("html", set_page)(source, options, report)


def set_page(source: Source, options: Options, report: Report) -> Delivery:
    """Return a page as it is set."""
    from epubify.decode import decode
    from epubify.readers.html.page_setter import set_body
    from epubify.readers.html.page_tree import parse_page

    text = decode(source, options, report)
    root = parse_page(source.name, text.text)
    return set_body(root, source, text, report)


HTML = Reader("html", (".html", ".htm", ".xhtml", ".xht"), is_page, read_html)
