"""Documents of word processors, put together from the parts that a case writes down.

A text is the body of a document; a line ``--- NAME`` begins another of its parts. Namespaces,
relations and manifests are added. The text of an RTF file stands as it is, its outermost group
around it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from html import escape
from pathlib import PurePath

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": RELATIONS,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
}
CORE = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
}
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
OPEN = {
    "office": f"{OASIS}:office:1.0",
    "style": f"{OASIS}:style:1.0",
    "text": f"{OASIS}:text:1.0",
    "table": f"{OASIS}:table:1.0",
    "draw": f"{OASIS}:drawing:1.0",
    "fo": f"{OASIS}:xsl-fo-compatible:1.0",
    "svg": f"{OASIS}:svg-compatible:1.0",
    "meta": f"{OASIS}:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""The smallest PNG picture."""


def packed(name: str, text: str) -> bytes | None:
    """Return the file that a text stands for by its name, None for one that is but text."""
    pack = PACKERS.get(PurePath(name).suffix)
    return pack(parts_of(text)) if pack else None


def parts_of(text: str) -> dict[str, str]:
    parts, name = {"": ""}, ""
    for line in text.split("\n"):
        if line.startswith("--- "):
            name = line.removeprefix("--- ")
            parts[name] = ""
        else:
            parts[name] += f"{line}\n"
    return parts


def docx(parts: Mapping[str, str]) -> bytes:
    """Return a Word document; parts are called as in it: ``styles``, ``footnotes``, ``core`` …"""
    roots = {
        **{name: name for name in ("footnotes", "endnotes", "comments", "styles", "numbering")},
        **{"header": "hdr", "footer": "ftr"},
    }
    related = {name: f"{name}.xml" for name in parts if name in roots}
    related |= {"image": "media/image1.png"}
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(
            {"officeDocument": "word/document.xml", "core-properties": "docProps/core.xml"}
        ),
        "docProps/core.xml": xml("cp:coreProperties", parts.get("core", ""), CORE),
        "word/_rels/document.xml.rels": relations(related),
        "word/document.xml": xml("w:document", f"<w:body>{parts['']}</w:body>", WORD),
        "word/media/image1.png": PIXEL,
    }
    for name, root in roots.items():
        if name in parts:
            entries[f"word/{name}.xml"] = xml(f"w:{root}", parts[name], WORD)
    return zipped(entries)


def relations(targets: Mapping[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{each}</Relationships>'


def odt(parts: Mapping[str, str]) -> bytes:
    """Return an OpenDocument text; its parts are ``automatic``, ``styles``, ``meta``."""
    automatic = f"<office:automatic-styles>{parts.get('automatic', '')}</office:automatic-styles>"
    body = f"<office:body><office:text>{parts['']}</office:text></office:body>"
    styles = f"<office:styles>{parts.get('styles', '')}</office:styles>"
    meta = f"<office:meta>{parts.get('meta', '')}</office:meta>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": xml("office:document-content", automatic + body, OPEN),
            "styles.xml": xml("office:document-styles", styles, OPEN),
            "meta.xml": xml("office:document-meta", meta, OPEN),
            "Pictures/one.png": PIXEL,
        }
    )


def rtf(parts: Mapping[str, str]) -> bytes:
    return f"{{\\rtf1\\ansi\\ansicpg1252 {parts['']}}}".encode("latin-1")


def xml(root: str, inner: str, spaces: Mapping[str, str]) -> str:
    names = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{names}>{inner}</{root}>'


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP container, the same bytes each time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return data.getvalue()


def scrivener(parts: Mapping[str, str]) -> bytes:
    """Return a packed Scrivener project: its binder, and each part as the document of that name.

    What stands beside a document is called so: ``A1 comments``.
    """
    binder = f"<ScrivenerProject><Binder>{parts['']}</Binder></ScrivenerProject>"
    documents: dict[str, str | bytes] = {}
    for name, text in parts.items():
        if name.endswith(" comments"):
            documents[f"Files/Data/{name.split()[0]}/content.comments"] = (
                f"<Comments>{text}</Comments>"
            )
        elif name:
            documents[f"Files/Data/{name}/content.rtf"] = rtf({"": text})
    return zipped({"Salt.scrivx": binder, **documents})


PACKERS: Mapping[str, Callable[[Mapping[str, str]], bytes]] = {
    ".docx": docx,
    ".odt": odt,
    ".rtf": rtf,
    ".scriv": scrivener,
}


# ------------------------------------------------------------------------------- stories

Story = tuple[tuple[str, object], ...]
"""Kind of a block, ``h``, ``p``, ``q`` or ``b``, and its text, or texts with the mark of each."""


OPEN_MARKS = {"emphasis": 'fo:font-style="italic"', "strong": 'fo:font-weight="bold"'}


def told(story: Story) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (kind, [(parts, "")] if isinstance(parts, str) else [(t, m) for t, m in parts])
        for kind, parts in story
    ]


def story_as_docx(story: Story) -> bytes:
    looks = {"emphasis": "<w:i/>", "strong": "<w:b/>", "": ""}
    styles = {"h": '<w:outlineLvl w:val="0"/>', "q": '<w:pStyle w:val="Q"/>', "p": "", "b": ""}
    made = []
    for kind, parts in told(story):
        runs = "".join(
            f'<w:r><w:rPr>{looks[m]}</w:rPr><w:t xml:space="preserve">{escape(t)}</w:t></w:r>'
            for t, m in ([("* * *", "")] if kind == "b" else parts)
        )
        made.append(f"<w:p><w:pPr>{styles[kind]}</w:pPr>{runs}</w:p>")
    quote = '<w:style w:type="paragraph" w:styleId="Q"><w:name w:val="Quote"/></w:style>'
    return docx({"": "".join(made), "styles": quote})


def story_as_odt(story: Story) -> bytes:
    names = {"h": "h", "q": "p", "p": "p", "b": "p"}
    looks = {"h": ' text:outline-level="1"', "q": ' text:style-name="Quotations"', "p": "", "b": ""}
    made = []
    for kind, parts in told(story):
        runs = "".join(
            f'<text:span text:style-name="{m}">{escape(t)}</text:span>' if m else escape(t)
            for t, m in ([("* * *", "")] if kind == "b" else parts)
        )
        made.append(f"<text:{names[kind]}{looks[kind]}>{runs}</text:{names[kind]}>")
    automatic = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {says}/>'
        "</style:style>"
        for name, says in (
            ("emphasis", 'fo:font-style="italic"'),
            ("strong", 'fo:font-weight="bold"'),
        )
    )
    quote = '<style:style style:name="Quotations" style:family="paragraph"/>'
    return odt({"": "".join(made), "automatic": automatic, "styles": quote})


def story_as_rtf(story: Story) -> bytes:
    looks = {"emphasis": "\\i ", "strong": "\\b ", "": ""}
    styles = {"h": "\\outlinelevel0 ", "q": "\\li720\\ri720 ", "p": "", "b": ""}
    made = []
    for kind, parts in told(story):
        pieces = [("* * *", "")] if kind == "b" else parts
        runs = "".join(f"{{{looks[m]}{t}}}" for t, m in pieces)
        made.append(f"\\pard {styles[kind]}{runs}\\par")
    return rtf({"": "\n".join(made)})
