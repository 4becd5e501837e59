"""Forms with markup: what the document says of them, what the proof sees, what damage does."""

from __future__ import annotations

import base64
import random
import re
import zipfile
from html import escape
from io import BytesIO
from pathlib import Path

import pytest
from document_writer import (
    docx,
    odt,
    rtf,
    scrivener,
    story_as_docx,
    story_as_odt,
    story_as_rtf,
    zipped,
)
from epub_maker import epub_source
from msgspec.structs import replace

import epubify
from epubify.checks.originals import ORIGINALS, galley_problems
from epubify.errors import InputError
from epubify.model import Fate, Group, Matter, SceneBreak, Source, Span, plain
from epubify.options import Options
from epubify.readers import READERS, choose_reader, read
from epubify.readers.galley import Galley, LeftOut
from epubify.report import Ledger, Report

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
MARKED = [reader for reader in READERS if reader.name != "text"]

HTML = b"""<html><head><title>The Salt Road</title></head><body><nav><a href="/">Up</a></nav>
<h1>The Salt Road</h1><h2>Chapter 1</h2><p>It <i>rained</i> all day, and nobody came.</p>
<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table><hr>
<p>She said:<br>go<br>away</p><blockquote><p>Dear Ann<sup><a href="#n" id="r">1</a></sup></p>
</blockquote><div class="footnotes"><p id="n"><a href="#r">1</a> A note.</p></div></body></html>"""
MARKDOWN = b"""---
title: The Salt Road
tags: [ferry]
---
# Chapter 1

It *rained* all day[^1], and **nobody** came. <!-- check -->

> Dear Ann

1. one
2. two

[^1]: A note.
"""
FB2 = b"""<?xml version="1.0" encoding="UTF-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><genre>sf</genre><author><last-name>Hale</last-name></author>
<book-title>Salt</book-title><annotation><p>A wait.</p></annotation><sequence name="R" number="2"/>
<coverpage><image l:href="#c.png"/></coverpage></title-info></description>
<body><section><title><p>Chapter 1</p></title><p>It <emphasis>rained</emphasis> all day, and
nobody came.<a l:href="#n1">1</a></p><poem><stanza><v>Down by the weir</v></stanza></poem>
<image l:href="#c.png"/></section></body>
<body name="notes"><section id="n1"><p>A note.</p></section></body>
<binary id="c.png" content-type="image/png">iVBORw0KGgo=</binary></FictionBook>"""
EPUB = epub_source(
    {
        "titlepage.html": "<h1>The Salt Road</h1>",
        "a.html": "<h1>Chapter 1</h1><p>It <i>rained</i> all day, and nobody came."
        "<a href='#n'>1</a></p><p id='n' class='footnote'>A note.</p><img src='c.png'/>",
    },
    contents={"a.html": "Chapter 1"},
    files={"c.png": b"\x89PNG", "s.css": b"p { font-style: normal }"},
).data
DOCX = docx(
    {
        "": "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Chapter 1</w:t></w:r></w:p><w:p><w:r><w:rPr><w:i/>"
        "</w:rPr><w:t>It rained</w:t></w:r><w:r><w:t> all day, and nobody came.</w:t></w:r><w:r>"
        '<w:footnoteReference w:id="2"/></w:r><w:del><w:r><w:delText>Or</w:delText></w:r></w:del>'
        '</w:p><w:tbl><w:tr><w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/>'
        "</w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>",
        "footnotes": '<w:footnote w:id="2"><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote>',
        "numbering": '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num>',
    }
)
ODT = odt(
    {
        "": '<text:h text:outline-level="1">Chapter 1</text:h><text:p>It <text:span '
        'text:style-name="T1">rained</text:span><text:s/>all day, and nobody came.<text:note>'
        "<text:note-body><text:p>A note.</text:p></text:note-body></text:note></text:p><text:list>"
        "<text:list-item><text:p>a</text:p></text:list-item></text:list><table:table>"
        "<table:table-row><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>"
        "</table:table>",
        "automatic": '<style:style style:name="T1" style:family="text"/>',
    }
)
RTF = rtf(
    {
        "": r"{\fonttbl{\f0\fcharset0 Arial;}}\pard{\b Chapter 1}\par It {\i rained} all day, and "
        r"nobody came.{\footnote\pard A note.}\par\trowd\intbl a\cell\u8211?b\cell\row"
        r"\pard caf\'e9\par"
    }
)
LATEX = rb"""\documentclass{book}
\title{The Salt Road}
\newcommand{\ship}{\emph{Tern}}
\begin{document}
\chapter{The Ford}
It \emph{rained} all day, and nobody came to the \ship{}\footnote{A na\"\i ve note.}. % check
\begin{verse}
Down by the weir\\
the willows lean
\end{verse}
\end{document}
"""
ORG = b"""#+TITLE: The Salt Road
* DONE Chapter 1 :draft:
:PROPERTIES:
:ID: 12
:END:
It /rained/ all day[fn:1], and nobody came to [[https://x.example/ford][the ford]].
# check
#+BEGIN_QUOTE
Dear Ann[fn:: late]
#+END_QUOTE
- one
- two

| a | b |
|---+---|
| c | d |

[fn:1] A na\\iuml{}ve note.
"""
MAIL = b"""From: =?utf-8?q?Ann_L=C3=A9e?= <ann@mail.example>
Subject: The Salt Road
Message-ID: <1@mail.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_x"

--=_x
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

It rained all day, and nobody came to the caf=E9 but the one who al=
ways did.
--=_x
Content-Type: image/png; name="cover.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--=_x--
"""
SCRIVENER = scrivener(
    {
        "": '<BinderItem Type="DraftFolder"><Title>Draft</Title><Children><BinderItem UUID="A" '
        'Type="Folder"><Title>The Ford</Title><Children><BinderItem UUID="B" Type="Text"><Title>'
        "rain</Title></BinderItem></Children></BinderItem></Children></BinderItem>",
        "B": r"\pard It {\i rained} all day, and nobody came.{\footnote\pard A note.}\par",
    }
)
AOZORA = """潮の道

［＃３字下げ］一　渡船［＃「一　渡船」は中見出し］

　It rained all day, and nobody came［＃「came」に傍点］。
犬は※［＃「てへん＋劣」、第3水準1-84-77］れた。
［＃ここから２字下げ］
手紙《てがみ》［＃「手紙」はママ］
［＃ここで字下げ終わり］
""".encode()
SAVED_PAGE = (
    b"""MIME-Version: 1.0
Content-Type: multipart/related; boundary=b1

--b1
Content-Type: text/html
Content-Transfer-Encoding: base64
Content-Location: https://salt.example/

"""
    + base64.encodebytes(HTML)
    + b"--b1--\n"
)
SAMPLES = {
    **{"html": HTML, "markdown": MARKDOWN, "fb2": FB2, "epub": EPUB, "mail": MAIL},
    **{"docx": DOCX, "odt": ODT, "rtf": RTF, "latex": LATEX, "aozora": AOZORA},
    "org": ORG,
    "mhtml": SAVED_PAGE,
    "scrivener": SCRIVENER,
}
PARTS = {
    "docx": ("word/document.xml", "word/numbering.xml"),
    "odt": ("content.xml", "styles.xml"),
    "scrivener": ("Salt.scrivx", "Files/Data/B/content.rtf"),
}
"""Of containers, what is damaged within them, so that they still open."""


def test_the_table_of_forms_is_that_of_the_readers():
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]*) \|", PAGE, re.MULTILINE)
    assert [name for name, _ in rows] == [reader.name for reader in READERS]
    for (_, endings), reader in zip(rows, READERS, strict=True):
        assert tuple(re.findall(r"`(\.[\w.]+)`", endings)) == reader.suffixes


@pytest.mark.parametrize("reader", MARKED, ids=lambda reader: reader.name)
def test_each_form_is_read_a_second_time(reader):
    assert reader.name in ORIGINALS
    assert list((ROOT / "tests" / "cases" / "forms").glob(f"{reader.name}*.txt"))


@pytest.mark.parametrize("form", SAMPLES)
def test_the_second_reading_finds_what_the_first_sets(form):
    assert problems(form, lambda galley: galley) == []


@pytest.mark.parametrize("form", SAMPLES)
@pytest.mark.parametrize(
    "sabotage",
    [
        lambda galley: galley.replace("rained", ""),
        lambda galley: galley.replace("rained", "poured"),
        lambda galley: galley + "more",
        lambda galley: galley.replace("nobody came", "came nobody"),
    ],
)
def test_the_second_reading_misses_what_is_lost_or_added(form, sabotage):
    assert problems(form, sabotage)


def problems(form, change):
    report = Report()
    source = Source(f"a.{form}", SAMPLES[form])
    reader = next(reader for reader in READERS if reader.name == form)
    reader.read(source, Options(), report)
    ledger = report.ledger(source.name)
    changed = Ledger(ledger.source, ledger.data, form=form, galley=change(ledger.galley))
    return list(galley_problems(changed, SAMPLES[form].decode("utf-8", "replace")))


@pytest.mark.parametrize("form", SAMPLES)
def test_damage_gives_a_manuscript_or_an_error_for_people(form):
    rng = random.Random(form)
    for _ in range(60):
        data = bytearray(SAMPLES[form])
        for _ in range(rng.randint(1, 6)):
            start = rng.randrange(len(data))
            data[start : start + rng.randint(0, 9)] = rng.randbytes(rng.randint(0, 3))
        source = Source(f"a.{form[:4]}", bytes(data))
        try:
            reader = choose_reader(source, Options(format=form))
            assert reader.read(source, Options(), Report()).text.text
        except InputError as error:
            assert "\n" not in str(error)


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>'
)


@pytest.mark.parametrize("form", ["epub", "odt"])
def test_a_container_that_was_packed_anew_is_what_it_was(form):
    data = BytesIO()
    with zipfile.ZipFile(BytesIO(SAMPLES[form])) as old, zipfile.ZipFile(data, "w", 8) as new:
        for name in reversed(old.namelist()):
            new.writestr(name, old.read(name))
        if form == "odt":
            new.writestr("META-INF/manifest.xml", MANIFEST)
    assert choose_reader(Source("anew", data.getvalue()), Options()).name == form


@pytest.mark.parametrize("form", PARTS)
def test_damage_within_a_container_does_so_as_well(form):
    rng = random.Random(form)
    with zipfile.ZipFile(BytesIO(SAMPLES[form])) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(60):
        name = rng.choice(PARTS[form])
        data = bytearray(entries[name])
        for _ in range(rng.randint(1, 4)):
            start = rng.randrange(len(data))
            data[start : start + rng.randint(0, 20)] = rng.choice((b"", b"<", b">", b"<w:p>", b"&"))
        try:
            source = Source(f"a.{form}", zipped({**entries, name: bytes(data)}))
            assert choose_reader(source, Options()).read(source, Options(), Report()).text.text
        except InputError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("html", HTML[: HTML.index(b'otnotes">')]),
        ("html", HTML[: HTML.index(b"quote>")]),
        ("fb2", FB2[: FB2.index(b'#c.png"/></section')]),
        ("rtf", RTF[: RTF.index(b";}}")] + b";}}A note.{\\info{\\author Ann"),
        ("mail", MAIL[: MAIL.index(b"/png; name")]),
        ("mail", MAIL[: MAIL.index(b"/mixed")]),
    ],
)
def test_a_file_that_ends_within_its_markup_is_read_twice_alike(form, data):
    report = Report()
    source = Source(f"a.{form}", data)
    reader = next(reader for reader in READERS if reader.name == form)
    reader.read(source, Options(), report)
    ledger = report.ledger(source.name)
    assert list(galley_problems(ledger, data.decode("utf-8", "replace"))) == []


def test_many_links_in_a_row_and_long_damaged_lines_take_no_square_of_time():
    page = HTML + b"<p>" + b"<a href='#x'>" * 2_000
    assert "all day" in read(Source("a.html", page), Options(), Report()).text.text
    line = "It *rained* " + "{\\b " * 3_000 + "all day."
    assert "all day" in read(Source("a.md", line.encode()), Options(), Report()).text.text


def test_deep_markup_is_read_to_the_end():
    page = b"<p>So it was.</p>" + b"<div><i>" * 400 + b"It rained and nobody came to the house."
    words = read(Source("a.html", page), Options(), Report()).text.text
    assert "nobody came" in words


def test_what_is_left_out_within_a_word_stands_behind_it():
    galley = Galley()
    number = LeftOut("[12]", Matter.PAGE_NUMBER, "class pagenum")
    galley.paragraph([Span("So won"), number, Span("der ful it was")])
    assert galley.lines == ["So wonder", "[12]", "ful it was", ""]
    assert galley.apart[1].fate is Fate.FURNITURE
    assert [one.on for one in galley.markup if one] == [False, False, True]


def test_a_header_that_the_book_does_not_show_stays_in_the_text():
    source = Source("a.html", HTML)
    first = read(source, Options(), Report())
    (title,) = [one for one in first.set_apart if one.reason.startswith("the title")]
    again = read(source, Options(plain=frozenset({title.at})), Report())
    assert title.at in [block.at for block in again.blocks]


STORY = (
    ("h", "Chapter 1"),
    ("p", (("It ", ""), ("rained", "emphasis"), (" all day, and ", ""), ("nobody", "strong"))),
    ("p", (("came to the house at the ford.", ""),)),
    ("b", ""),
    ("p", (("Then the tide turned, & it < all.", ""),)),
    ("h", "Chapter 2"),
    ("q", (("Dear Ann, come home.", ""),)),
    ("p", (("She read it twice, and put it away.", ""),)),
)
TAGS = {"emphasis": ("i", "*"), "strong": ("b", "**"), "": ("span", "")}


def as_html() -> bytes:
    made = []
    for kind, parts in STORY:
        if kind == "b":
            made.append("<hr>")
        elif kind == "h":
            made.append(f"<h2>{parts}</h2>")
        else:
            inner = "".join(f"<{TAGS[m][0]}>{escape(t)}</{TAGS[m][0]}>" for t, m in parts)
            paragraph = f"<p>{inner}</p>"
            made.append(f"<blockquote>{paragraph}</blockquote>" if kind == "q" else paragraph)
    return "\n".join(made).encode()


def as_markdown() -> bytes:
    before = {"h": "# ", "q": "> ", "p": "", "b": "***"}
    made = []
    for kind, parts in STORY:
        texts = [(parts, "")] if isinstance(parts, str) else parts
        made.append(before[kind] + "".join(f"{TAGS[m][1]}{t}{TAGS[m][1]}" for t, m in texts))
    return "\n\n".join(made).encode()


def as_fb2() -> bytes:
    tags = {"emphasis": "emphasis", "strong": "strong", "": "style"}
    made = []
    for kind, parts in STORY:
        if kind == "h":
            made.append(f"</section><section><title><p>{parts}</p></title>")
        elif kind == "b":
            made.append("<subtitle>* * *</subtitle>")
        else:
            inner = "".join(f"<{tags[m]}>{escape(t)}</{tags[m]}>" for t, m in parts)
            made.append(f"<cite><p>{inner}</p></cite>" if kind == "q" else f"<p>{inner}</p>")
    sections = "".join(made).removeprefix("</section>")
    return f"<FictionBook><body>{sections}</section></body></FictionBook>".encode()


def as_epub() -> bytes:
    page = as_html().decode().replace("<hr>", "<hr/>")
    first, second = page.split("<h2>Chapter 2")
    return epub_source({"a.html": first, "b.html": f"<h2>Chapter 2{second}"}).data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", as_html()),
        ("a.md", as_markdown()),
        ("a.docx", story_as_docx(STORY)),
        ("a.odt", story_as_odt(STORY)),
        ("a.rtf", story_as_rtf(STORY)),
        ("a.fb2", as_fb2()),
        ("a.epub", as_epub()),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_a_story_that_was_written_reads_back(name, data):
    assert [told_of(b) for b in read(Source(name, data), Options(), Report()).blocks] == [
        (kind, parts if isinstance(parts, str) else tuple(parts)) for kind, parts in STORY
    ]


def told_of(block):
    if isinstance(block, SceneBreak):
        return "b", ""
    if isinstance(block, Group):
        return "q", told_of(block.blocks[0])[1]
    if block.setting.level:
        return "h", plain(block.spans)
    return "p", tuple((span.text, "".join(span.marks)) for span in block.spans)


@pytest.mark.parametrize("form", [form for form in SAMPLES if form not in ("mail", "scrivener")])
def test_a_person_has_the_last_word_whatever_the_form(form):
    """Lines of the text that places count in are named, in a sidecar, as in plain text."""
    story = Source(f"a.{form}", SAMPLES[form])
    line, text = headings_of(story)[0]
    refused = f"not_headings = [{line}]\n".encode()
    assert headings_of(replace(story, sidecar=Source("a.toml", refused))) == []
    assert headings_of(story, heading="It .*rained.*")[1][1].startswith("It rained")
    assert epubify.inspect(story)["lines"]["heading"] == 1
    assert text in ("Chapter 1", "The Ford", "一\u3000渡船")


def headings_of(story: Source, **options: str) -> list[tuple[int, str]]:
    found = epubify.inspect(story, **options)["headings"]
    return [(one["line"], one["text"]) for one in found if one["accepted"]]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("windows-1251", "utf-8"), ("utf-8", "cp1251"), ("windows-1251", "cp1251")],
)
def test_a_zipped_book_is_read_in_the_encoding_that_it_has(declared, encoding):
    said = f'<?xml version="1.0" encoding="{declared}"?>' + FB2.decode().partition("?>")[2]
    data = said.replace("It <emphasis>", "Паром <emphasis>").encode(encoding)
    source = Source("book.fb2.zip", zipped({"book.fb2": data}))
    report = Report()
    made = read(source, Options(), report)
    assert made.metadata.title == "Salt"
    assert any("Паром" in getattr(line, "text", "") for line in [made.text])
