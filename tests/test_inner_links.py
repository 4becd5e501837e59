"""Links within a story lead to their places, in whatever file these stand."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from building import epub_of
from epub_maker import epub_source

from epubify.model import Source

PROSE = "<p>The ferry left at six, and nobody had thought to wake the dog before it did.</p>"


def pages_of(book: Path) -> dict[str, str]:
    with zipfile.ZipFile(book) as archive:
        return {
            name.rpartition("/")[2]: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith(".xhtml")
        }


def assert_led(pages: dict[str, str], page: str, words: str, to: str) -> None:
    """The words in a page lead to a place in another, which is there once."""
    link = re.search(rf'<a href="([\w.-]+)#([\w-]+)">{words}</a>', pages[page])
    assert link, pages[page]
    assert link[1] == to
    assert pages[to].count(f'<span id="{link[2]}"></span>') == 1
    assert sum(text.count(f'id="{link[2]}"') for text in pages.values()) == 1


def test_links_of_a_page_lead_from_chapter_to_chapter(tmp_path):
    page = (
        f"<body><p><a href='#one'>One</a></p><h2 id='one'>Chapter 1</h2>{PROSE}"
        f"<p>She had told of <a href='#dog'>the dog</a>, <a href='#two'>the next</a>, "
        f"<a href='#no'>none</a>.</p>"
        f"<h2><a name='two'>Chapter 2</a></h2>{PROSE}<p>It <b id='dog'>slept</b>.</p>"
        f"<p id='dog'>Again.</p></body>"
    )
    book = epub_of(Source("page.html", page.encode()), tmp_path / "a.epub")
    pages = pages_of(book)
    assert_led(pages, "chapter-001.xhtml", "the dog", "chapter-002.xhtml")
    assert_led(pages, "chapter-001.xhtml", "the next", "chapter-002.xhtml")
    assert ">none<" not in pages["chapter-001.xhtml"]
    assert "none." in pages["chapter-001.xhtml"]


def test_links_of_markdown_lead_to_headings(tmp_path):
    prose = "The ferry left at six, and nobody had thought to wake the dog before it did."
    text = (
        f"## The Ford, Again!\n\n{prose} See [ahead](#quay) and [none](#no).\n\n"
        f"## The Quay {{#quay}}\n\n{prose} See [back](#the-ford-again), [[#The Quay|here]].\n"
    )
    pages = pages_of(epub_of(Source("page.md", text.encode()), tmp_path / "a.epub"))
    assert_led(pages, "chapter-001.xhtml", "ahead", "chapter-002.xhtml")
    assert_led(pages, "chapter-002.xhtml", "back", "chapter-001.xhtml")
    assert_led(pages, "chapter-002.xhtml", "here", "chapter-002.xhtml")
    assert ">none<" not in pages["chapter-001.xhtml"]


def test_links_of_a_book_lead_from_document_to_document(tmp_path):
    source = epub_source(
        {
            "a.html": f"<h1>Chapter 1</h1>{PROSE}<p>See <a href='b.html#x'>there</a>.</p>",
            "b.html": f"<h1>Chapter 2</h1>{PROSE}<p id='x'>It slept.</p>",
        }
    )
    pages = pages_of(epub_of(source, tmp_path / "a.epub"))
    assert_led(pages, "chapter-001.xhtml", "there", "chapter-002.xhtml")


def test_places_that_nothing_leads_to_are_not_marked(tmp_path):
    entries = "".join(f"<li><a href='#{n}'>Chapter {n}</a></li>" for n in (1, 2, 3))
    chapters = "".join(f"<h2 id='{n}'>Chapter {n}</h2>{PROSE}" for n in (1, 2, 3))
    page = f"<body><ul>{entries}</ul>{chapters}</body>"
    pages = pages_of(epub_of(Source("page.html", page.encode()), tmp_path / "a.epub"))
    assert len(pages) > 3
    assert not any("place-" in text for text in pages.values())


def test_kindle_gets_no_links_out_of_the_book(tmp_path):
    page = f"<body>{PROSE}<p>See <a href='https://x.example/'>there</a>.</p></body>"
    for device, kept in (("generic", True), ("kindle", False)):
        book = epub_of(Source("page.html", page.encode()), tmp_path / "a.epub", device=device)
        assert any("x.example" in text for text in pages_of(book).values()) is kept
