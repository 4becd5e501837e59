"""Serials that grow keep their names inside, and say what is new."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import epubify
from epubify.cli import run
from epubify.epub.contents_news import NEW
from epubify.model import Source

CHAPTERS = ("It rained.[1]\n\n[1] As ever.", "It rained on.", "It stopped.", "The sun came out.")
HEADS = {
    "numbered chapters": "Chapter {number}",
    "chapters with titles": "{number}. The {word} Day",
    "chapters that a post counts": "Part {number} of 9",
}


def serial(count: int, head: str, last: str = "", *, title: str = "Title: Dusk") -> Source:
    words = ("First", "Second", "Third", "Fourth")
    text = f"{title}\nAuthor: Nina Hale\n"
    for number, chapter in enumerate(CHAPTERS[:count], 1):
        heading = head.format(number=number, word=words[number - 1])
        text += f"\n\n{heading}\n\n{chapter}\n\nAnd so it went, day after day, for a while.\n"
    return Source("dusk.txt", f"{text}{last}".encode())


def names_in(book: Path) -> dict[str, set[bytes]]:
    """Return the documents of the text with the places in them that links can lead to."""
    with zipfile.ZipFile(book) as archive:
        return {
            name: set(re.findall(rb'\bid="([^"]+)"', archive.read(name)))
            for name in archive.namelist()
            if name.startswith("EPUB/text/") and not name.endswith("nav.xhtml")
        }


def contents_of(book: Path) -> list[str]:
    with zipfile.ZipFile(book) as archive:
        nav = archive.read("EPUB/text/nav.xhtml").decode().partition("landmarks")[0]
        ncx = archive.read("EPUB/toc.ncx").decode()
    found = re.findall(r"<a [^>]*>([^<]*)</a>", nav)
    assert re.findall(r"<text>([^<]*)</text>", ncx)[-len(found) :] == found
    return found


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_grew_keeps_its_names_and_places(head, tmp_path):
    before = epubify.convert(serial(2, head), no_cover=True)
    before.save(tmp_path / "old.epub")
    longer = serial(4, head, "\nAn afterthought.\n")
    after = epubify.convert(longer, no_cover=True)
    after.save(tmp_path / "new.epub")
    assert (after.identifier, after.name) == (before.identifier, before.name)
    old, new = names_in(tmp_path / "old.epub"), names_in(tmp_path / "new.epub")
    assert old.keys() <= new.keys()
    assert {name: ids for name, ids in old.items() if not ids <= new[name]} == {}


TITLES = {
    "parts that are there": ("Title: Dusk (2/?)", "Title: Dusk (4/?)"),
    "a range of chapters": ("Title: Dusk, Chapters 1-2", "Title: Dusk, Chapters 1-4"),
    "whether it is complete": ("Title: Dusk (WIP)", "Title: Dusk [Complete]"),
    "a field": ("Title: Dusk\nStatus: in progress", "Title: Dusk\nStatus: complete"),
}


@pytest.mark.parametrize("titles", TITLES.values(), ids=TITLES)
def test_how_far_a_serial_has_come_does_not_make_it_another_book(titles):
    was, now = (
        epubify.convert(serial(count, "Chapter {number}", title=title), no_cover=True)
        for count, title in zip((2, 4), titles, strict=True)
    )
    assert (was.identifier, was.name) == (now.identifier, now.name)


def test_other_chapters_are_another_book():
    one, other = (
        epubify.convert(
            serial(2, "Chapter {number}", title=f"Title: Dusk, Chapters {some}"), no_cover=True
        )
        for some in ("1-2", "3-4")
    )
    assert one.identifier != other.identifier
    assert one.name != other.name


def test_what_is_new_is_told_and_marked(tmp_path):
    def saved(count: int, **wish: object) -> list[str]:
        book = epubify.convert(serial(count, "Chapter {number}"), no_cover=True, **wish)
        book.save(tmp_path / "dusk.epub")
        return contents_of(tmp_path / "dusk.epub")

    assert saved(2, new_in=True) == ["Chapter 1", "Chapter 2"]
    grown = ["Chapter 1", "Chapter 2", f"{NEW}Chapter 3"]
    assert saved(3, new_in=True) == grown
    assert saved(3, new_in=True) == grown
    assert saved(4, new_in=True) == ["Chapter 1", "Chapter 2", "Chapter 3", f"{NEW}Chapter 4"]
    assert saved(4) == ["Chapter 1", "Chapter 2", "Chapter 3", "Chapter 4"]


def test_a_batch_says_what_is_new(tmp_path, capsys):
    stories, report = tmp_path / "in", tmp_path / "report.jsonl"
    stories.mkdir()
    told = ["batch", str(stories), "-o", str(tmp_path / "out"), "--no-cover", "--jobs", "1"]
    for count, said in ((2, ""), (4, "“Dusk” by Nina Hale: 2 chapters added"), (4, "")):
        (stories / "dusk.txt").write_bytes(serial(count, "Chapter {number}").data)
        assert run([*told, "--report", str(report)]) == 0
        assert ("added" in (err := capsys.readouterr().err)) == bool(said)
        assert said in err
        wanted = '"chapters_added": ["Chapter 3", "Chapter 4"]' if said else '"chapters_added": []'
        assert wanted in report.read_text(encoding="utf-8")


def test_in_an_anthology_stories_are_new_wherever_they_stand(tmp_path):
    dusk = serial(2, "Chapter {number}")
    dawn = Source("dawn.txt", b"Dawn\nby Bo\n\nIt was light, and all the birds began to sing.\n")
    wish = {"title": "All", "order": "title", "no_cover": True, "new_in": True}
    path = tmp_path / "all.epub"
    epubify.anthology([dusk], **wish).save(path)
    book = epubify.anthology([serial(3, "Chapter {number}"), dawn], **wish)
    book.save(path)
    assert [one for one in contents_of(path) if one.startswith(NEW)] == [
        f"{NEW}Dawn",
        f"{NEW}Chapter 3",
    ]
    news = book.news(path)
    assert (news.stories, news.chapters) == (("Dawn",), ("Chapter 3",))


def test_what_lies_there_and_is_broken_or_another_book_marks_nothing(tmp_path):
    path = tmp_path / "dusk.epub"
    for there in (b"PK\x03\x04", serial(1, "Chapter {number}", title="Title: Other").data):
        path.write_bytes(there)
        book = epubify.convert(serial(2, "Chapter {number}"), no_cover=True, new_in=True)
        book.save(path, force=True)
        assert contents_of(path) == ["Chapter 1", "Chapter 2"]
        path.unlink()
