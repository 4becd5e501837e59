"""EPUBs as sources: those of other programs, and books of ours read back."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from building import book_of, epub_of, source_at
from epub_maker import epub_source
from notation import heading_lines, metadata_lines, section_lines
from PIL import Image

from epubify.checks.originals import galley_problems
from epubify.checks.originals.epub_words import epub_text
from epubify.errors import InputError
from epubify.model import Fate, Matter, SceneBreak, Source
from epubify.options import Options
from epubify.readers import read
from epubify.readers.epub_source.package_metadata import metadata_of
from epubify.report import Report

SEEDS = Path(__file__).parent.parent / "seeds"
PROSE = "<p>The ferry left at six, and nobody had thought to wake the dog before it did.</p>"
OWN = """\
The Salt Road
by Nina Hale
Rating: PG

Chapter 1: The Ford

The ferry left at *six*, and nobody had thought to wake the dog.

* * *

    Down by the weir the willows go
      As far as they can see,
    And what they hear they never know
      And do not tell to me.

Chapter 2: The Inn

It rained, and the dog slept.

A/N: More soon!

About the Author

Nina Hale keeps two boats and no dog.
"""


def sections_of(source: Source, **options: object) -> list[str]:
    return list(heading_lines(book_of(source, **options).sections))


@pytest.mark.parametrize(
    "source",
    [Source("own.txt", OWN.encode()), *map(source_at, [SEEDS / "the_bell_below.txt"])],
    ids=lambda source: Path(source.name).stem,
)
def test_a_book_of_ours_is_read_back_as_it_was(source: Source, tmp_path: Path) -> None:
    first = book_of(source)
    data = epub_of(source, tmp_path / "book.epub").read_bytes()
    again = book_of(Source("again.epub", data))
    assert lines_of(again.sections) == lines_of(first.sections)
    assert metadata_lines(again.book.metadata) == metadata_lines(first.book.metadata)


def lines_of(sections: object) -> list[str]:
    """Return sections and blocks; all signs of a break are one where the form draws it."""
    lines = [line for section in sections for line in section_lines(section)]
    return ["break" if line.startswith("break ") else line for line in lines]


def test_contents_say_what_is_a_heading_and_of_what_level() -> None:
    parted = {
        "a.html": f"<p class='n'>Book One</p><div id='c'><p>The Ford</p>{PROSE}</div>",
        "b.html": f"<p><a id='d'/>The Inn</p>{PROSE}",
    }
    entries = {"a.html": "Book One", "a.html#c": " The Ford", "b.html#d": " The Inn"}
    assert sections_of(epub_source(parted, contents=entries)) == [
        "# part Book One",
        "## chapter The Ford",
        "## chapter The Inn",
    ]


def test_a_label_and_the_line_below_it_in_one_head_are_one_heading() -> None:
    head = "<header><h2>Chapter {}</h2><p>{}</p></header>"
    documents = {
        "a.html": head.format(1, "A Winter at the Ford") + PROSE,
        "b.html": head.format(2, "May 1888") + PROSE,
    }
    source = epub_source(documents, contents={"a.html": "Chapter 1", "b.html": "Chapter 2"})
    assert sections_of(source) == [
        "# chapter Chapter 1 | A Winter at the Ford",
        "# chapter Chapter 2 | May 1888",
    ]


def test_a_chapter_goes_on_over_the_files_it_was_cut_into() -> None:
    cut = {"a.html": f"<h1>Chapter 1</h1>{PROSE}", "a_split_1.html": PROSE}
    cut["b.html"] = f"<h1>Chapter 2</h1>{PROSE}"
    [first, second] = book_of(epub_source(cut)).sections
    assert (len(first.blocks), len(second.blocks)) == (2, 1)


def test_tools_are_left_out_and_named() -> None:
    documents = {
        "titlepage.html": "<h1>The Salt Road</h1><p>Nina Hale</p><p>A Novel</p>",
        "toc.html": "<h2>Inside</h2>"
        + "".join(f"<p><a href='c.html#{n}'>Chapter {n}</a></p>" for n in (1, 2, 3)),
        "legal.html": "<p>Copyright © Nina Hale. All rights reserved. ISBN 123.</p>",
        "c.html": "".join(f"<h2 id='{n}'>Chapter {n}</h2>{PROSE}" for n in (1, 2, 3)),
        "end.html": "<body epub:type='colophon'><img src='house.png' alt=''/>"
        "<p>Set in a face of wood.</p></body>",
    }
    report = Report()
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    source = epub_source(documents, files={"house.png": picture.getvalue()})
    made = read(source, Options(), report)
    kinds = {apart.kind for apart in made.set_apart if apart.fate is not Fate.HEADER}
    assert kinds == {Matter.CONTENTS}
    assert [one.value for one in made.metadata.fields] == [
        "A Novel",
        "Copyright © Nina Hale. All rights reserved. ISBN 123.",
        "Set in a face of wood.",
    ]
    assert len(made.blocks) == 6


def test_rules_among_lines_without_ends_are_breaks() -> None:
    verses = "".join(f"<p>{line} nobody comes to the ford, and so we wait</p>" for line in "abc")
    poems = {f"{n}.html": f"<h1>Poem {n}</h1>{verses}<hr/>{verses}" for n in range(1, 7)}
    made = read(epub_source(poems), Options(), Report())
    assert sum(isinstance(block, SceneBreak) for block in made.blocks) == 6


def test_notes_lead_from_file_to_file() -> None:
    documents = {
        "c.html": "<h1>Chapter 1</h1><p>The ferry left<a epub:type='noteref' href='n.html#a'>see"
        f" below</a> at six.</p>{PROSE}",
        "n.html": "<aside epub:type='footnote' id='a'><p>By the old clock.</p></aside>",
    }
    book = book_of(epub_source(documents))
    assert list(section_lines(book.sections[0]))[-1].startswith("footnote p By the old")


def test_styles_mark_words_and_spans_of_a_shop_mark_none() -> None:
    body = "<p><span class='koboSpan' id='k1'>It was </span><span class='it'>late</span>.</p>"
    source = epub_source({"c.html": body + PROSE}, files={"s.css": b".it { font-style: italic }"})
    [paragraph, _] = read(source, Options(), Report()).blocks
    spans = [(span.text, *span.marks) for span in paragraph.spans]
    assert spans == [("It was ",), ("late", "emphasis"), (".",)]


@pytest.mark.parametrize(
    "said",
    [
        "<dc:title>Salt</dc:title><meta name='calibre:series' content='Roads'/>"
        "<meta name='calibre:series_index' content='2.0'/>",
        "<dc:title>Salt</dc:title><meta property='belongs-to-collection' id='c'>Roads</meta>"
        "<meta refines='#c' property='group-position'>2</meta>",
        "<dc:title>Salt (Roads, Book 2)</dc:title>",
        "<dc:title id='a'>Salt</dc:title><dc:title id='b'>Roads</dc:title>"
        "<meta refines='#b' property='title-type'>collection</meta>"
        "<meta refines='#b' property='group-position'>2</meta>",
    ],
)
def test_a_series_is_told_in_all_its_spellings(said: str) -> None:
    from epubify.readers.containers import parse_xml

    package = f"<package xmlns:dc='http://purl.org/dc/elements/1.1/'>{said}</package>"
    told = metadata_of(parse_xml("x", package.encode()))
    assert (told.title, told.series, told.series_index) == ("Salt", "Roads", "2")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("META-INF/rights.xml", "<rights/>", "Adobe ADEPT"),
        (
            "META-INF/encryption.xml",
            "<encryption><EncryptedData><EncryptionMethod Algorithm='aes'/></EncryptedData>"
            "</encryption>",
            "its documents are encrypted",
        ),
    ],
)
def test_a_locked_book_is_refused_by_name(name: str, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(epub_source({"c.html": PROSE}, more={name: text}), Options(), Report())


ODD = {
    "signs": "<p>R&amp;D&nbsp;caf&eacute; AT&T &unknown; 1 < 2 <![CDATA[a & b]]></p>",
    "empty elements": "<p><a id='x'/>So it was<i/> and <span/>it went.</p><p/><script/>",
    "drawings": "<svg><title>T</title><text>shown</text></svg><math><mi>x</mi></math>",
    "pages of print": "<p>won<span epub:type='pagebreak' id='p'>12</span>derful</p>",
    "loose text": "Loose <b>bold</b><br/>more<div>One<p>Two</p>Three</div>",
    "controls": "<select><option>One</option></select><iframe>old</iframe><!-- no -->",
    "lists": "<dl><dt>Term</dt><dd>Said</dd></dl>",
    "tables": "<table><caption>C</caption><tr><td>1</td></tr></table>",
}


@pytest.mark.parametrize("kind", ODD)
def test_both_readings_of_odd_markup_have_the_same_words(kind: str) -> None:
    source, report = epub_source({"a.html": ODD[kind] + PROSE}), Report()
    read(source, Options(), report)
    assert list(galley_problems(report.ledger(source.name), "")) == []


def test_damage_within_a_book_gives_a_story_or_an_error_for_people() -> None:
    lot = Random("damage")
    body = "<body epub:type='x'><h1 id='c'>Chapter 1</h1><p class='it'>It <i>was</i> so<a"
    body += " href='#n' epub:type='noteref'>1</a></p><aside id='n'>A note.</aside></body>"
    told = "<dc:title id='t'>Salt</dc:title><dc:creator>Ann</dc:creator><meta name='cover'/>"
    for _ in range(40):
        source = epub_source(
            {damaged("a.html", lot): damaged(body, lot), "b.html": PROSE},
            metadata=damaged(told, lot),
            contents={damaged("a.html#c", lot): "Chapter 1"},
            files={"s.css": damaged(".it { font-style: italic }", lot).encode()},
        )
        try:
            read(source, Options(), Report())
        except InputError as error:
            assert "\n" not in str(error)


def damaged(text: str, lot: Random) -> str:
    """Return a text that is cut, doubled or mixed up at one place, or as it was."""
    start = lot.randrange(len(text))
    end = start + lot.choice((0, 0, 1, 3, 20))
    return text[:start] + lot.choice(("", text[start:end] * 2, "<", "&", '"')) + text[end:]


def test_hidden_fonts_lock_nothing() -> None:
    method = "<EncryptionMethod Algorithm='http://www.idpf.org/2008/embedding'/>"
    text = f"<encryption><EncryptedData>{method}</EncryptedData></encryption>"
    source = epub_source({"c.html": PROSE}, more={"META-INF/encryption.xml": text})
    assert len(read(source, Options(), Report()).blocks) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"a.xhtml": "<p>It rained.</p>"},
        {"META-INF/container.xml": '<container><rootfile full-path="gone.opf"/></container>'},
    ],
)
def test_a_second_reading_without_a_package_document_says_so(files):
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    with pytest.raises(LookupError, match="no package document"):
        epub_text(data.getvalue(), "")


def test_contents_name_what_has_no_heading() -> None:
    source = epub_source(
        dict.fromkeys(("a.html", "b.html", "c.html"), PROSE),
        contents={"a.html": "Chapter 1: The Quay", "b.html": "The Ford", "c.html": "Epilogue"},
    )
    assert sections_of(source) == [
        "# chapter Chapter 1 | The Quay",
        "# chapter The Ford",
        "# epilogue Epilogue",
    ]


def test_headings_that_contents_do_not_name_are_not_listed() -> None:
    inner = f"{PROSE}<h2>At Noon</h2>{PROSE}"
    source = epub_source(
        {"a.html": f"<h1>The Quay</h1>{inner}", "b.html": f"<h1>The Ford</h1>{inner}"},
        contents={"a.html": "The Quay", "b.html": "The Ford"},
    )
    assert sections_of(source) == [
        "# chapter The Quay",
        "## chapter At Noon (not listed)",
        "# chapter The Ford",
        "## chapter At Noon (not listed)",
    ]


def test_a_download_of_an_archive_keeps_its_notes_and_where_it_is_from() -> None:
    link = '<a href="http://archiveofourown.org/works/1">http://archiveofourown.org/works/1</a>'
    source = epub_source(
        {
            "a.html": f'<div id="preface"><h2 class="toc-heading">Preface</h2><p class="message">'
            f"<b>The Salt Road</b><br/>Posted originally on the Archive at {link}.</p><div "
            'class="meta"><dl class="tags"><dt>Rating:</dt><dd>Teen</dd></dl><h1>The Salt Road</h1>'
            '<div class="byline">by Nina Hale</div></div></div>',
            "b.html": '<div class="meta group"><h2 class="heading">Chapter 1</h2><p>Chapter Notes'
            f'</p><blockquote class="userstuff"><p>Thanks to Bo.</p></blockquote></div>{PROSE}',
            "c.html": f'<div class="meta group"><h2>Chapter 2</h2></div>{PROSE}',
            "d.html": '<div id="afterword"><h2 class="toc-heading">Afterword</h2>'
            '<p class="message">Please drop by '
            '<a href="http://archiveofourown.org/works/1">the Archive</a>!</p></div>',
        },
        contents={"a.html": "Preface", "b.html": "Chapter 1", "c.html": "Chapter 2"},
    )
    story = book_of(source)
    lines = [line for section in story.sections for line in section_lines(section)]
    assert [line for line in lines if line[0] == "#"] == [
        "# chapter Chapter 1",
        "# chapter Chapter 2",
    ]
    assert "note Thanks to Bo." in lines
    told = {(field.key, field.value) for field in story.metadata.fields}
    assert ("rating", "Teen") in told
    assert any("archiveofourown.org/works/1" in value for _, value in told)


DOWNLOADED = {
    "a program for downloads": {
        "title_page.xhtml": "<h3>The Salt Road by Nina Hale</h3><div>Status: Completed</div>",
        "file1.xhtml": f"<h3>1. The Quay</h3>{PROSE}",
        "file2.xhtml": f"<h3>2. The Ford</h3>{PROSE}",
        "log_page.xhtml": "<h3>Update Log</h3><p>Updated with 2 chapters</p>",
    },
    "another, which introduces": {
        "introduction.xhtml": "<h1>The Salt Road</h1><p>By Nina Hale</p><p>Rated: T</p>"
        "<p>Exported with the assistance of FicHub.net</p>",
        "chap_1.xhtml": f"<h2>1. The Quay</h2>{PROSE}",
        "chap_2.xhtml": f"<h2>2. The Ford</h2>{PROSE}",
    },
    "a shop that asks for an address": {
        "title.xhtml": "<h1>The Salt Road</h1><p>Nina Hale</p>",
        "c1.xhtml": f"<h2>1. The Quay</h2>{PROSE}",
        "c2.xhtml": f"<h2>2. The Ford</h2>{PROSE}",
        "bm1.xhtml": "<p>Don’t miss out! Click the button below and sign up for word of more.</p>",
    },
    "a library that names more books": {
        "title.xml": "<p>The Salt Road</p><p>Nina Hale</p>",
        "about.xml": "<p>Note: This book is brought to you by Feedbooks.</p><p>Strictly for "
        "personal use, do not sell it.</p>",
        "c1.xml": f"<h2>1. The Quay</h2>{PROSE}",
        "c2.xml": f"<h2>2. The Ford</h2>{PROSE}",
        "similar.xml": "<div>Loved this book? Similar users also downloaded</div>" + 30 * PROSE,
    },
    "a publisher above the text": {
        "a.html": "<p>The Salt Road</p><p>Published by Nina Hale at Smashwords</p>"
        "<p>Copyright 2012 Nina Hale</p><p>Smashwords Edition, License Notes</p>"
        "<p>Table of Contents</p><p><a href='#c1'>1. The Quay</a></p>"
        f"<p id='c1'>1. The Quay</p>{PROSE}<p id='c2'>2. The Ford</p>{PROSE}",
    },
}


@pytest.mark.parametrize("documents", DOWNLOADED.values(), ids=DOWNLOADED)
def test_pages_of_programs_and_publishers_are_no_story(documents: dict[str, str]) -> None:
    contents = {"a.html#c1": "1. The Quay", "a.html#c2": "2. The Ford"}
    story = book_of(epub_source(documents, contents=contents if "a.html" in documents else None))
    lines = [line for section in story.sections for line in section_lines(section)]
    assert lines == [
        "# chapter 1 | The Quay",
        "p The ferry left …",
        "# chapter 2 | The Ford",
        "p The ferry left …",
    ]


@pytest.mark.parametrize(
    ("noted", "documents"),
    [
        ("<dc:title>Unknown</dc:title><dc:creator>Unknown</dc:creator>",
         {"a.html": f"<h1>The Salt Road</h1><h2>Orla Quay</h2><p><b>Chapter 1</b></p>{PROSE}"}),
        ("<dc:title>salt</dc:title><dc:creator>&lt;unknown&gt;</dc:creator>",
         {"a.html": f"<p>The Salt Road</p><p>by Orla Quay</p><h1>Chapter 1</h1>{PROSE}"}),
        ("<dc:title>salt_road_final</dc:title><dc:creator>Unknown Author</dc:creator>",
         {"a.html": f"<p>THE SALT ROAD</p><p>By Orla Quay</p><p>CHAPTER 1</p>{PROSE}"}),
        ("<dc:title>My Novel</dc:title><dc:creator>Orla Quay</dc:creator>",
         {"b.html": "<p>The Salt Road</p><p>by Orla Quay</p>",
          "a.html": f"<h1>Chapter 1</h1>{PROSE}"}),
        ("<dc:title>The Salt Road - Wattpad</dc:title><dc:creator>Orla Quay</dc:creator>",
         {"a.html": f"<h1>Chapter 1</h1>{PROSE}"}),
        ("<dc:title>The Salt Road draft 2</dc:title><dc:creator>Orla Quay</dc:creator>",
         {"a.html": f"<p>The Salt Road</p><p>Orla Quay</p><h1>Chapter 1</h1>{PROSE}"}),
    ],
    ids=["nobody", "a-word-of-it", "file", "placeholder", "site", "draft"],
)  # fmt: skip
def test_a_book_says_itself_what_its_package_does_not(noted, documents) -> None:
    contents = {name: "Title Page" if name == "b.html" else "Chapter 1" for name in documents}
    story = book_of(epub_source(documents, metadata=noted, contents=contents))
    assert metadata_lines(story.book.metadata)[:2] == ["title: The Salt Road", "author: Orla Quay"]
    assert list(heading_lines(story.sections)) == ["# chapter Chapter 1"]


def test_parts_and_chapters_with_one_number_are_two_headings() -> None:
    documents = {
        "p1.html": "<h1>I</h1><h2>Dusk</h2>",
        "c1.html": f"<h2>1</h2><h3>The Ford</h3>{PROSE}",
        "c2.html": f"<h2>2</h2><h3>The Quay</h3>{PROSE}",
    }
    contents = {"p1.html": "I Dusk", "c1.html": " 1. The Ford", "c2.html": " 2. The Quay"}
    assert sections_of(epub_source(documents, contents=contents)) == [
        "# chapter I | Dusk",
        "## chapter 1 | The Ford",
        "## chapter 2 | The Quay",
    ]


def test_a_page_of_rights_names_no_book_and_one_of_a_program_s_file_does_not_either():
    source = epub_source(
        {
            "t.html": '<p class="Title">The Salt Road</p><p class="Author">Nina Hale</p>',
            "c.html": "<p>© 2019 Nina Hale. All rights reserved. ISBN 978-0-00-000000-0</p>",
            "1.html": f"<p>1</p><p>The Ford</p>{PROSE}{PROSE}",
            "2.html": f"<p>2</p><p>The Mill</p>{PROSE}{PROSE}",
        },
        metadata="<dc:title>Salt_FINAL.indd</dc:title><dc:creator></dc:creator>",
        contents={"1.html": "The Ford", "2.html": "The Mill"},
    )
    book = book_of(source)
    assert (book.metadata.title, book.metadata.authors) == ("The Salt Road", ("Nina Hale",))


def test_a_note_that_only_leads_on_is_left_out_of_a_downloaded_book():
    label = "<div id='preface'><h2>Preface</h2><p class='message'><b>Salt</b> Posted on the "
    label += "<a href='http://archiveofourown.org/works/1'>Archive</a>.</p></div>"
    step = "<div class='endnote-link'>See the end of the chapter for <a href='#n'>notes</a></div>"
    source = epub_source(
        {
            "p.html": label,
            "1.html": f"<h2>The Ford</h2>{step}{PROSE}",
            "2.html": f"<h2>So</h2>{PROSE}",
        }
    )
    assert "See the end" not in " ".join(map(str, book_of(source).sections))
