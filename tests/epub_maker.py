"""EPUBs as other programs make them, out of a few words for each of their documents."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from io import BytesIO
from zipfile import ZipFile

from epubify.model import Source

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
CREATED = (2020, 1, 1, 0, 0, 0)


def epub_source(
    documents: Mapping[str, str],
    *,
    metadata: str = "<dc:title>The Salt Road</dc:title><dc:creator>Nina Hale</dc:creator>",
    contents: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
    more: Mapping[str, str] | None = None,
    guide: str = "",
) -> Source:
    """Return a book of documents, name → what is in the body.

    ``contents`` are the entries of an NCX, href → label, those that are parts of the one above
    with a space before the label; ``files`` and ``more`` lie beside the documents and beside the
    package.
    """
    names = [*documents, *(files or {}), *(["toc.ncx"] if contents else [])]
    items = "".join(f'<item id="{n}" href="{n}" media-type="{kind_of(n)}"/>' for n in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in documents)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine><guide>{guide}</guide></package>"
    )
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/book.opf", package)
        for name, text in (more or {}).items():
            archive.writestr(name, text)
        for name, data in (files or {}).items():
            archive.writestr(f"OEBPS/{name}", data)
        for name, body in documents.items():
            archive.writestr(f"OEBPS/{name}", page_of(body))
        if contents:
            archive.writestr("OEBPS/toc.ncx", ncx_of(contents))
    return Source("book.epub", out.getvalue())


def kind_of(name: str) -> str:
    kinds = {"css": "text/css", "ncx": "application/x-dtbncx+xml", "png": "image/png"}
    return kinds.get(name.rpartition(".")[2], "application/xhtml+xml")


def page_of(body: str) -> str:
    if not body.startswith("<body"):
        body = f"<body>{body}</body>"
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head>{body}</html>'
    )


def ncx_of(contents: Mapping[str, str]) -> str:
    points = ""
    held = False
    for href, label in contents.items():
        point = (
            f"<navPoint><navLabel><text>{escape(label.strip())}</text></navLabel>"
            f'<content src="{href}"/>'
        )
        if label.startswith(" "):
            points += f"{point}</navPoint>"
        else:
            points += ("</navPoint>" if held else "") + point
            held = True
    return f"<ncx><navMap>{points}{'</navPoint>' if held else ''}</navMap></ncx>"
