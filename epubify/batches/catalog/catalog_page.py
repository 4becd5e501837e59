"""The page that people browse: search and filters without a server, a list without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from string import Template
from typing import Any

from epubify import __version__
from epubify.batches.catalog.feeds import counted
from epubify.batches.catalog.library import FOLDER, Library, Volume, place_of, quoted
from epubify.batches.catalog.opds1 import full_title, names_of
from epubify.render.template_files import shipped_templates

PAGE = "index.html"
GENERATOR = "epubify"
"""How the content of ``meta name=generator`` begins in a page that is ours."""

_PLAIN_BOOKS = 500
"""Books that the page lists for browsers without scripts; a page of its own lists all."""
_LONGEST_SUMMARY = 600
"""Characters: more is not shown on a card, and ten thousand of them are loaded at once."""


def index_page(library: Library) -> bytes:
    """Return the page itself.

    It loads a style sheet, a script and the books from files beside it, which works from a
    disk too; it holds no script and no style of its own, and its policy allows none.
    """
    volumes = library.volumes[:_PLAIN_BOOKS]
    plain = _plain(volumes, "")
    if len(volumes) < len(library.volumes):
        count = counted(len(library.volumes), "book")
        plain += f'\n<p><a href="{FOLDER}/list.html">All {count}</a></p>'
    return _fill("index.html", library, plain)


def list_page(library: Library) -> bytes:
    """Return the page that lists all books without covers and scripts."""
    return _fill("list.html", library, _plain(library.volumes, "../"))


def asset(name: str) -> bytes:
    """Return a style sheet, script or icon that the pages share."""
    return _template(name).encode()


def books_script(library: Library) -> bytes:
    r"""Return the books as a script: a page on a disk may load that, but no data.

    What could end a script or a line in it is escaped, in whatever text it stands.

    >>> from epubify.batches.catalog.listing import ListedBook
    >>> book = Volume(ListedBook("a.epub", 9, 1, "f", "i", "</script>", ""), "u")
    >>> print(books_script(Library("", (book,))).decode())
    window.books = [
    {"title":"\u003c/script>","language":"und","href":"a.epub","size":9}
    ];
    """
    lines = ",\n".join(_script_line(volume) for volume in library.volumes)
    return f"window.books = [\n{lines}\n];\n".encode()


def is_ours(page: bytes) -> bool:
    """Tell whether a page was made by epubify.

    >>> is_ours(b'<meta name="generator" content="epubify 1.0">'), is_ours(b"<html></html>")
    (True, False)
    """
    return f'<meta name="generator" content="{GENERATOR} '.encode() in page[:4096]


def _fill(name: str, library: Library, plain: str) -> bytes:
    fields = {
        "title": escape(library.title),
        "generator": escape(f"{GENERATOR} {__version__}"),
        "plain": plain,
    }
    return Template(_template(name)).substitute(fields).encode()


def _template(name: str) -> str:
    return shipped_templates().joinpath(FOLDER, name).read_text(encoding="utf-8")


def _plain(volumes: Sequence[Volume], above: str) -> str:
    return "\n".join(['<ul class="plain">', *_plain_lines(volumes, above), "</ul>"])


def _plain_lines(volumes: Sequence[Volume], above: str) -> Iterator[str]:
    for volume in volumes:
        book = volume.book
        href = escape(above + quoted(book.path))
        series = f"{book.series} {book.series_index}".strip()
        about = " · ".join(part for part in (names_of(book.authors), series) if part)
        language = escape(book.language)
        title = f'<a href="{href}" lang="{language}" dir="auto">{escape(full_title(book))}</a>'
        yield f"<li>{title}{f'<br>{escape(about)}' if about else ''}</li>"


def _script_line(volume: Volume) -> str:
    told = {key: value for key, value in _card(volume).items() if value not in ("", ())}
    line = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    for char in "<\u2028\u2029":
        line = line.replace(char, f"\\u{ord(char):04x}")
    return line


def _card(volume: Volume) -> dict[str, Any]:
    """Return what the page shows of a book."""
    book = volume.book
    return {
        "title": book.title,
        "subtitle": book.subtitle,
        "authors": tuple((person.name, person.file_as) for person in book.authors),
        "series": book.series,
        "place": "" if (place := place_of(book)) is None else place,
        "summary": _shortened(book.description),
        "subjects": book.subjects,
        "language": book.language,
        "date": book.date,
        "href": quoted(book.path),
        "cover": f"{FOLDER}/{volume.cover}" if book.cover else "",
        "size": book.size,
    }


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_SUMMARY:
        return text
    return text[:_LONGEST_SUMMARY].rpartition(" ")[0] + " …"
