"""Web pages: the story found in them, and set with what their markup says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from epubify.errors import NoStory
from epubify.model import Field, Manuscript, Metadata, Place, Source, Text
from epubify.options import Options
from epubify.readers.form import Reader, delivering
from epubify.readers.unsupported_forms import form_of
from epubify.report import Report

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery, Galley

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

    return set_text(source, decode(source, options, report), options)


def set_text(source: Source, text: Text, options: Options) -> Delivery:
    """Return a page as it is set, of its text."""
    from epubify.matter.header import Header
    from epubify.matter.header_metadata import series_of
    from epubify.readers.galley import Delivery
    from epubify.readers.html.index_page import refuse_index
    from epubify.readers.html.known_page import read_page
    from epubify.readers.html.page_author import entered_authors, is_document
    from epubify.readers.html.page_setter import PageSetter
    from epubify.readers.html.page_tree import parse_page

    page = read_page(parse_page(source.name, text.text), part=options.join)
    refuse_index(source, page)
    setter = PageSetter(page, folder=(source.folder, source.root))
    setter.content(page.root)
    setter.flush()
    refuse_storyless(source, setter.galley)
    fields = tuple(
        Field(key.lower(), key, value, Place(source.name, line, line))
        for key, value, line in setter.known
    )
    metadata = replace(page.metadata, fields=fields)
    if told := series_of(Header(), fields, metadata):
        metadata = metadata.over(told)
    noted = tuple(entered_authors(page.root)) if is_document(page.root) else ()
    return Delivery(
        setter.galley,
        metadata,
        text.encoding,
        text.confidence,
        properties=Metadata(contributors=noted),
        sure=page.sure,
    )


def refuse_storyless(source: Source, galley: Galley) -> None:
    """Raise NoStory for a page without words of its own: links, pictures, a script."""
    shown = [
        (galley.lines[n], said) for n, said in enumerate(galley.markup) if n not in galley.apart
    ]
    headed = count_words(line for line, said in shown if said and said.kind == "heading")
    words = count_words(line for line, said in shown if not said or said.kind != "heading")
    words += headed if headed > MOST_IN_HEADINGS else 0
    if words < FEWEST_WORDS:
        pictured = any(markup and markup.kind == "figure" for markup in galley.markup)
        what = "a picture" if pictured or b"<img" in source.data.lower() else "links or a script"
        problem = f"a page without a story: {what}, and no text of its own"
        raise NoStory(source.name, None, problem, "save the page that the story is on")


def count_words(lines: Iterable[str]) -> int:
    """Return how many words lines have; ``2/19`` is none. Two signs of Chinese are one.

    >>> count_words(["So it was.", "2/19"]), count_words(["春の夜、犬は眠った。"])
    (3, 4)
    """
    from epubify.text.cjk import CJK

    found = 0
    for line in lines:
        signs = 0 if line.isascii() else len(CJK.findall(line))
        found += max(signs // 2, sum(any(map(str.isalpha, one)) for one in line.split()))
    return found


MOST_IN_HEADINGS = 30
"""Words of headings that are no text. With more, a poem set in headings is none; with fewer, a page
whose text a script fetches is a story that is its own title."""
FEWEST_WORDS = 7
"""Words of a page that is a story: with more, a poem is none, with fewer, a caption is one."""
HTML = Reader("html", (".html", ".htm", ".xhtml", ".xht"), is_page, read_html)
