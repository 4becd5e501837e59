"""The text of an EPUB: that of the bodies of its documents, in the order of its spine."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from io import BytesIO
from urllib.parse import unquote

from epubify.checks.originals.html_words import html_text

_PATH = re.compile(r"<(?:\w+:)?rootfile\b[^<>]*\bfull-path\s*=\s*[\"']([^\"']+)")
_ITEM = re.compile(r"<(?:\w+:)?(item|itemref)\b([^<>]*)>")
_SAID = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BODY = re.compile(r"<body\b[^<>]*>(.*?)(?:</body\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_CLOSED = re.compile(r"<(title|script|style|iframe|template|noframes|object)\b[^<>]*/>", re.I)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_PAGE_BREAK = re.compile(
    r"(?<=[^\W_])<(\w+)\b[^<>]*\bpagebreak\b[^<>]*>([^<]*)</\1>([^\W_]+)", re.IGNORECASE
)
"""The number of a page within a word, behind which it is set."""
_CODED = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?([\w.-]+)")


def epub_text(data: bytes, _: str) -> str:
    """Return the words of a book, whatever its documents are for."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = {*archive.namelist()}
        path = _package(archive, names)
        package = _COMMENT.sub("", archive.read(path).decode("utf-8", "replace"))
        files, order = {}, []
        for kind, attributes in _ITEM.findall(package):
            said = {key: html_unescaped(a or b) for key, a, b in _SAID.findall(attributes)}
            if kind == "item":
                href = unquote(said.get("href", "").partition("#")[0])
                full = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
                files[said.get("id", "")] = full
            else:
                order.append(said.get("idref", ""))
        found = dict.fromkeys(files[one] for one in order if files.get(one) in names)
        return "\n".join(_document(archive.read(name)) for name in found)


def html_unescaped(text: str) -> str:
    """Return the value of an attribute."""
    return text.replace("&amp;", "&")


def _package(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "META-INF/container.xml" in names:
        container = archive.read("META-INF/container.xml").decode("utf-8", "replace")
        paths = (unquote(one) for one in _PATH.findall(_COMMENT.sub("", container)))
        found = next((one for one in paths if one in names), None)
    else:
        found = next((one for one in archive.namelist() if one.endswith(".opf")), None)
    if found is None:
        raise LookupError("no package document in it")
    return found


def _document(data: bytes) -> str:
    said = _CODED.search(data[:400])
    text = data.decode("utf-8", "replace")
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    names = ("utf-16" if wide else "utf-8-sig", said[1].decode() if said else "cp1252", "cp1252")
    for name in names:
        try:
            text = data.decode(name)
            break
        except (LookupError, UnicodeDecodeError):
            continue
    text = _CDATA.sub(lambda found: html.escape(found[1]), _COMMENT.sub("", text))
    text = _PAGE_BREAK.sub(r"\3 \2 ", _CLOSED.sub("", text))
    body = _BODY.search(text)
    return html_text(b"", body[1] if body else text)
