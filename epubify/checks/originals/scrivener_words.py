"""The text of a packed Scrivener project: titles and documents in the order of its binder."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO

from epubify.checks.originals.rtf_words import rtf_text

_TAG = re.compile(r"<(/?)([A-Za-z]+)([^<>]*?)(/?)>([^<]*)")
_REMARK = re.compile(
    r"<Comment\b[^>]*>\s*(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))\s*</Comment>", re.DOTALL
)
_VALUE = re.compile(r"(\w+)\s*=\s*\"([^\"]*)\"")


def scrivener_text(data: bytes, _: str) -> str:
    """Return the words of the draft; raises ValueError where there is no binder."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        listed = [n for n in names if n.endswith(".scrivx") and "/._" not in f"/{n}"]
        if not listed:
            raise ValueError("no binder in it")
        below = listed[0].rpartition("/")[0]
        binder = archive.read(listed[0]).decode("utf-8", "replace")
        texts = []
        for title, unique, number in _items(binder):
            paths = (f"Files/Data/{unique}/content.rtf", f"Files/Docs/{number}.rtf")
            found = next((p for one in paths if (p := f"{below}/{one}".lstrip("/")) in names), "")
            rtf = archive.read(found) if found else b""
            texts += [title, rtf_text(rtf, "") if rtf.lstrip().startswith(b"{\\rtf") else ""]
            beside = found.rpartition("/")[0] + "/content.comments"
            texts += _remarks(archive.read(beside)) if found and beside in names else []
    return "\n\n".join(texts)


def _remarks(data: bytes) -> Iterator[str]:
    """Yield the notes and comments beside a document, each of which is RTF."""
    for found in _REMARK.finditer(data.decode("utf-8", "replace")):
        said = found[1] if found[1] is not None else unescape(found[2])
        yield rtf_text(said.strip().encode("utf-8"), "")


def _items(binder: str) -> Iterator[tuple[str, str, str]]:
    """Yield title, long name and number of what is compiled of the draft."""
    open_items: list[dict[str, str]] = []
    told: list[dict[str, str]] = []
    for tag in _TAG.finditer(binder):
        closes, name, rest, empty, text = tag.groups()
        if name == "BinderItem" and not closes:
            item = dict(_VALUE.findall(rest))
            inside = any(one.get("Type") == "DraftFolder" for one in open_items)
            if inside:
                told.append(item)
            if not empty:
                open_items.append(item)
        elif name == "BinderItem" and open_items:
            open_items.pop()
        elif name in ("Title", "IncludeInCompile") and not closes and open_items:
            open_items[-1].setdefault(f"<{name}", " ".join(unescape(text).split()))
    for item in told:
        if item.get("<IncludeInCompile") != "No":
            yield item.get("<Title", ""), item.get("UUID", ""), item.get("ID", "")
