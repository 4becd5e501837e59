"""What stands around the stories of a book: introductions, notices for several, sources, notes."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from building import book_of

import epubify
from epubify.bind.kinds import Kind
from epubify.checks.words import prove_words
from epubify.cli import run
from epubify.errors import EpubifyError, InputError
from epubify.model import Contributor, Fate, Source
from epubify.publish.edition import Edition
from epubify.publish.proving import ledgers_of

TALES = (
    "The ferry was late again that morning, and the men on the quay had nothing left to say.",
    "Up on the hill somebody had lit a lamp in the house that had stood empty for nine years.",
    "My aunt kept bees, and an opinion of everybody who did not, which she gave to all of us.",
)
NOTICE = "The people in this story belong to their makers, and nobody earns a penny with it."
THANKS = "Thanks to all of you who wrote to me about the stories of the last summer."


def tale(number: int, *, head: str = "", top: str = "", end: str = "") -> str:
    text = f"Title: Tale {number}\nAuthor: Nina Hale\n{head}\n"
    below = (top, TALES[number - 1], f"That was all there was to tale {number}.", end)
    return text + "\n" + "\n\n".join(part for part in below if part) + "\n"


def three(**parts: str) -> list[str]:
    return [tale(number, **parts) for number in (1, 2, 3)]


def pages(edition: Edition) -> dict[str, str]:
    """Return the pages of a finished book, which are proved, by the names of their files."""
    with ZipFile(BytesIO(edition.to_bytes())) as archive:
        found = [name for name in archive.namelist() if name.startswith("EPUB/")]
        return {
            Path(name).name: archive.read(name).decode()
            for name in found
            if name.endswith((".xhtml", ".opf"))
        }


def words_on(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.partition("<body")[2].partition(">")[2]).split())


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# ------------------------------------------------------------------- before and after


def test_dedication_and_epigraph_have_pages_of_their_own():
    found = pages(
        book_of(
            three(),
            title="Three",
            language="en",
            dedication="For M.\nand L.",
            epigraph="So. -- Ann Berg",
        )
    )
    assert '<p class="dedication">For M.<br/>\nand L.</p>' in found["book-dedication.xhtml"]
    assert 'epub:type="epigraph"' in found["book-epigraph.xhtml"]
    assert '<p class="attribution">Ann Berg</p>' in found["book-epigraph.xhtml"]
    assert "epigraph" not in found["nav.xhtml"]


PAGE = (
    "<title>A Word</title><h1>A Word</h1><p>These were found.</p>"
    "<p>Nobody knows how they came to be in the box, and nobody has asked since then.</p>"
)
INTRODUCTIONS = [
    ("a.txt", "Title: A Word\nAuthor: Clara Ott\n\nThese were found.\n", "A Word Clara Ott These"),
    ("a.txt", "Foreword\n\nThese were found.\n\nNobody knows how.\n", "Foreword These were"),
    ("a.txt", "These were found.\n\nNobody knows how it came.\n", "Introduction These were"),
    ("a.md", "---\ntitle: A Word\n---\n\nThese *were* found.\n", "A Word These were found."),
    ("a.html", PAGE, "A Word These were found."),
]


@pytest.mark.parametrize(("name", "text", "shown"), INTRODUCTIONS)
def test_an_introduction_of_any_form(tmp_path, name, text, shown):
    found = pages(
        book_of(three(), title="Three", language="en", introduction=written(tmp_path, name, text))
    )
    [page] = [page for name, page in found.items() if name.startswith("before-")]
    assert words_on(page).startswith(shown)
    role = "foreword" if shown.startswith("Foreword") else "introduction"
    assert f'epub:type="{role}" role="doc-{role}"' in page
    assert 'epub:type="frontmatter"' in page
    assert '<a epub:type="introduction" href="before-' in found["nav.xhtml"]


def test_what_divides_an_introduction_is_no_chapter(tmp_path):
    text = (
        "# A Word\n\nIt is late.\n\n## The box\n\nIt was found.\n\n## The order\n\nIt was made.\n"
    )
    path = written(tmp_path, "a.md", text)
    other = written(tmp_path, "b.md", text)
    found = pages(book_of(three(), title="Three", introduction=path, afterword=other))
    assert {"before-section-001.xhtml", "after-section-002.xhtml"} <= found.keys()
    assert 'epub:type="backmatter"' in found["after-section-002.xhtml"]
    order = re.findall(r'idref="([\w-]+)"', found["content.opf"])
    assert order.index("before-section-002") < order.index("s001-title")
    assert order.index("s003-bodymatter-001") < order.index("after-afterword-001")


@pytest.mark.parametrize("kind", [Kind.STORY, Kind.JOINED])
def test_a_single_story_has_them_too(tmp_path, kind):
    path = written(tmp_path, "a.txt", "These were found.\n\nNobody knows how.\n")
    texts = [tale(1)] if kind is Kind.STORY else [tale(1), tale(1).replace("late", "early")]
    found = pages(book_of(texts, kind=kind, introduction=path, dedication="For M."))
    order = list(found)
    assert order.index("book-dedication.xhtml") < order.index("before-introduction-001.xhtml")


def test_the_words_of_an_introduction_are_proved(tmp_path):
    path = written(tmp_path, "a.txt", "These were found.\n\nNobody knows how.\n")
    edition = book_of(three(), title="Three", language="en", introduction=path)
    file = tmp_path / "x.epub"
    assert edition.write(file).holds
    lost = book_of(three(), title="Three", language="en")
    lost.write(file)
    ledgers = ledgers_of(edition.book, edition.report)
    assert prove_words(file, ledgers, edition.options).lost == 6


def test_an_introduction_among_the_stories_is_none_of_them(tmp_path):
    for number, text in enumerate(three(), 1):
        written(tmp_path, f"{number}.txt", text)
    path = written(tmp_path, "intro.txt", "These were found.\n\nNobody knows how.\n")
    book = epubify.anthology(
        tmp_path, title="Three", language="en", introduction=path, no_cover=True
    )
    assert len(book.book.stories) == 3


FAULTS = [
    ("--introduction a.txt --introduction b.txt", "“a.txt” and “b.txt”: a book has only one"),
    ("--introduction a.tx", "no such file: a.tx; did you mean “a.txt”?"),
    ("--introduction .", "is a folder, not a file"),
    ("--introduction blank.txt", "blank.txt: the introduction: "),
    ("--afterword picture.jpg", "picture.jpg: the afterword: "),
    ("--introduction a.txt --afterword ./a.txt", "cannot be introduction and afterword at once"),
    ("--dedication=", "nothing stands in it"),
    ("--epigraph x --epigraph y", "a book has only one"),
]


@pytest.mark.parametrize(("options", "message"), FAULTS)
def test_what_cannot_stand_around_stories_is_told_in_one_line(
    tmp_path, monkeypatch, capsys, options, message
):
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        written(tmp_path, name, tale(1))
    written(tmp_path, "blank.txt", " \n\n")
    Path("picture.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 9)
    there = sorted(tmp_path.iterdir())
    code = run(["anthology", "a.txt", "b.txt", "-o", "x.epub", "--title", "T", *options.split()])
    assert code in (2, 3)
    said = capsys.readouterr().err.strip().splitlines()
    assert message in said[-1]
    assert said[-1].startswith(("Error: ", "epubify: "))
    assert sorted(tmp_path.iterdir()) == there


@pytest.mark.parametrize(
    "keywords", [{"introduction": ["a", "b"]}, {"dedication": " "}, {"afterword": "gone.txt"}]
)
def test_the_library_refuses_the_same(keywords):
    with pytest.raises(EpubifyError, match=r"only one|nothing stands|no such file"):
        epubify.anthology([b"x"], title="T", **keywords)


def test_what_is_no_text_is_told_before_any_story_is_read(tmp_path):
    with pytest.raises(InputError, match="the introduction: "):
        book_of(["\0\1\2"], introduction=written(tmp_path, "a.txt", "\n"), title="T")


# --------------------------------------------------------------------- notices for several


@pytest.mark.parametrize("order", ["given", "title"])
def test_a_disclaimer_of_all_headers_is_printed_once(order):
    edition = book_of(
        three(head=f"Disclaimer: {NOTICE}"), title="Three", language="en", order=order
    )
    found = pages(edition)
    assert sum(NOTICE in page for page in found.values()) == 1
    assert NOTICE in found["shared-notices.xhtml"]
    for number in (1, 2, 3):
        assert 'href="shared-notices.xhtml#shared-1"' in found[f"s00{number}-title.xhtml"]
    assert [one.code for one in edition.findings] == ["M027"]


@pytest.mark.parametrize("notes", ["inline", "end", "gathered"])
def test_a_note_in_all_texts_is_printed_once(notes):
    edition = book_of(three(end=f"A/N: {THANKS}"), title="Three", language="en", notes=notes)
    found = pages(edition)
    assert [name for name, page in found.items() if THANKS in page] == ["shared-notices.xhtml"]
    assert 'href="shared-notices.xhtml#shared-1"' in found["s002-bodymatter-001.xhtml"]
    fates = [fate for one in edition.report.ledgers.values() for fate in one.fates.values()]
    assert fates.count(Fate.REPEATED) == 3
    reasons = {r for one in edition.report.ledgers.values() for r in one.reasons.values()}
    assert "the same notice stands in 3 stories, and is printed once" in reasons


UNSHARED = [
    ({"end": f"A/N: {THANKS}"}, {"keep_doubles": True}, 3),
    ({"end": f"A/N: {THANKS}"}, {"notes": "drop"}, 0),
    ({"end": "A/N: Enjoy it!"}, {}, 3),
    ({"head": "Pairing: Maximilian Evans and Elizabeth Parker, as ever"}, {}, 3),
    ({"head": "Summary: The ferry is late, and it will be late tomorrow."}, {}, 3),
]


@pytest.mark.parametrize(("parts", "options", "times"), UNSHARED)
def test_what_stays_in_its_place(parts, options, times):
    edition = book_of(three(**parts), title="Three", language="en", **options)
    found = pages(edition)
    [text] = parts.values()
    said = text.partition(": ")[2]
    assert sum(said in page for name, page in found.items() if name != "content.opf") == times
    assert "shared-notices.xhtml" not in found
    assert edition.findings == ()


def test_two_stories_keep_their_notices():
    assert "shared-notices.xhtml" not in pages(book_of(three(end=f"A/N: {THANKS}")[:2], title="T"))


def test_a_notice_that_is_not_printed_is_lost(tmp_path):
    edition = book_of(three(end=f"A/N: {THANKS}"), title="Three", language="en")
    file = tmp_path / "x.epub"
    edition.write(file)
    ledgers = ledgers_of(edition.book, edition.report)
    other = book_of(three(end=f"A/N: {THANKS[:-1]} of 1999."), title="Three", language="en")
    other.write(file)
    proof = prove_words(file, ledgers, edition.options)
    assert (proof.lost, proof.invented) == (3 * 17, 19)
    assert "said to be repeated, and not in the book" in proof.problems[0]


# ------------------------------------------------------------------------ gathered notes


def test_notes_are_gathered_by_story_with_links_both_ways():
    texts = [tale(1, end="A/N: Sorry for the wait."), tale(2), tale(3, end="A/N: It is sad.")]
    found = pages(book_of(texts, title="Three", language="en", notes="gathered"))
    names = re.findall(r'idref="([\w-]+)"', found["content.opf"])
    assert names[-4:] == ["book-notes", "s001-notes", "s003-notes", "colophon"]
    assert 'id="gathered-1"' in found["s001-notes.xhtml"]
    for one, other, place in (
        ("s001-bodymatter-001", "s001-notes", "gathered-1"),
        ("s001-notes", "s001-bodymatter-001", "gathered-1-link"),
    ):
        assert f'href="{other}.xhtml#{place}"' in found[f"{one}.xhtml"]
        assert f'id="{place}"' in found[f"{other}.xhtml"]
    assert "Tale 1" in found["book-notes.xhtml"]
    assert "Tale 2" not in found["book-notes.xhtml"]


def test_the_notes_of_a_single_story_stand_behind_its_afterword(tmp_path):
    path = written(tmp_path, "a.txt", "These were found.\n\nNobody knows how.\n")
    text = tale(1, end="A/N: Sorry for the wait.")
    found = pages(book_of(text, notes="gathered", afterword=path))
    names = re.findall(r'idref="([\w-]+)"', found["content.opf"])
    assert names[-3:] == ["after-afterword-001", "notes", "colophon"]


def test_a_footnote_of_a_gathered_note_is_found_again(assert_valid, tmp_path):
    text = tale(1, end="A/N: Sorry for the wait [1].\n\n[1] It was long.")
    book = book_of(text, notes="gathered")
    file = tmp_path / "x.epub"
    book.write(file)
    assert_valid(file)


# ----------------------------------------------------------------- sources and title pages


def test_the_sources_say_no_path():
    head = "Date: March 3, 1996\nURL: http://tales.example/1"
    texts = [
        Source(f"old/1996/{number}.txt", text.encode())
        for number, text in enumerate(three(head=head), 1)
    ]
    page = pages(book_of(texts, title="Three", language="en", sources=True))["book-sources.xhtml"]
    assert '<a href="s001-title.xhtml">Tale 1</a>' in page
    assert "1996-03-03" in page
    assert "old/" not in page


def test_the_parts_of_a_joined_story_are_sources_too():
    texts = [tale(1), tale(1).replace("late", "early")]
    page = pages(book_of(texts, kind=Kind.JOINED, sources=True))["book-sources.xhtml"]
    assert "<dt>0.txt</dt>" in page
    assert "<dt>1.txt</dt>" in page


def test_a_title_page_names_who_else_made_the_book():
    people = tuple(Contributor(f"Ann {role}", role) for role in ("trl", "ill"))
    found = pages(book_of(three(), title="T", editors=("Ed Ito",), credits=people))
    assert "Edited by Ed Ito" in found["titlepage.xhtml"]
    assert "Translated by Ann trl" in found["titlepage.xhtml"]
    assert "Illustrated by Ann ill" in found["titlepage.xhtml"]


def test_a_story_has_its_own_facts_on_its_title_page():
    head = "Date: March 3, 1996\nTranslated by: Tom Oak\nSummary: A ferry is late.\nRating: PG"
    page = pages(book_of(three(head=head), title="T"))["s001-title.xhtml"]
    for once in ("Nina Hale", "March 3, 1996", "Tom Oak", "A ferry is late.", "PG"):
        assert words_on(page).count(once) == 1


@pytest.mark.parametrize("device", ["generic", "legacy"])
def test_all_of_it_is_valid_and_the_same_again(tmp_path, assert_valid, device):
    path = written(tmp_path, "a.md", "# A Word\n\nIt is late.\n\n## The box\n\nIt was found.\n")
    other = written(tmp_path, "b.txt", "That is all.\n\nThere is no more of it.\n")
    options: dict[str, Any] = {
        **{"title": "Three", "introduction": path, "afterword": other, "device": device},
        **{"dedication": "For M.", "epigraph": "So. -- Ann", "sources": True},
    }
    texts = three(head=f"Disclaimer: {NOTICE}", top=f"[A/N: {THANKS}]", end="A/N: Bye.")
    book = book_of(texts, notes="gathered", **options)
    file = tmp_path / "x.epub"
    book.write(file)
    assert_valid(file)
    assert book_of(texts, notes="gathered", **options).to_bytes() == file.read_bytes()


def test_a_manifest_says_the_same(tmp_path):
    for number, text in enumerate(three(), 1):
        written(tmp_path, f"{number}.txt", text)
    written(tmp_path, "intro.txt", "These were found.\n\nNobody knows how.\n")
    keys = 'introduction = "intro.txt"\ndedication = "For M."\nsources = true\nno_cover = true\n'
    text = f'[[anthology]]\ntitle = "Three"\ninputs = "*.txt"\n{keys}'
    plan = written(tmp_path, "library.toml", text)
    [made] = epubify.batch(plan, tmp_path / "out", jobs=1)
    assert (made.error, made.data["stories"]) == (None, 3)
    [again] = epubify.batch(plan, tmp_path / "out", jobs=1)
    assert again.status == "unchanged"
    written(tmp_path, "intro.txt", "These were lost.\n\nNobody knows how.\n")
    [changed] = epubify.batch(plan, tmp_path / "out", jobs=1)
    assert changed.status == "written"


@pytest.mark.parametrize("shape", [{}, {"device": "legacy"}, {"notes": "gathered"}])
def test_a_shared_notice_is_in_each_book_when_they_are_split(tmp_path, shape):
    shape = {"no_cover": True, "language": "en", **shape}
    files = [
        written(tmp_path, f"{n}.txt", text)
        for n, text in enumerate(three(head=f"Disclaimer: {NOTICE}", end=f"A/N: {THANKS}"), 1)
    ]
    bound = tmp_path / "all.epub"
    epubify.anthology(files, title="Three", **shape).save(bound)
    for edition, file in zip(epubify.split(bound), files, strict=True):
        edition.save(tmp_path / "split.epub", force=True)
        epubify.convert(file, **shape).save(tmp_path / "alone.epub", force=True)
        apart = (tmp_path / "split.epub").read_bytes()
        assert apart == (tmp_path / "alone.epub").read_bytes()
        with ZipFile(BytesIO(apart)) as archive:
            texts = [
                archive.read(one).decode() for one in archive.namelist() if "EPUB/text/" in one
            ]
        assert sum(THANKS in text for text in texts) == 1
        assert not any("shared-notices" in text for text in texts)


def test_what_cannot_be_printed_once_is_printed_each_time(monkeypatch):
    monkeypatch.setattr("epubify.pipeline.Readings.read_plainer", lambda *_: False)
    monkeypatch.setattr("epubify.render.book_pages.shared_page", lambda *_: iter(()))
    edition = book_of(three(end=f"A/N: {THANKS}"), title="Three", language="en")
    assert sum(THANKS in page for page in pages(edition).values()) == 3
    assert edition.findings == ()


ARCHIVED = """<html><head><title>Tale {n} - Nina - Tides</title></head><body><div id="preface">
<p class="message"><b>Tale {n}</b><br/>Posted originally on the
<a href="http://archiveofourown.org/">Archive of Our Own</a>.</p><div class="meta"><h1>Tale {n}</h1>
<div class="byline">by <a rel="author" href="#">Nina</a></div></div></div>
<div id="chapters" class="userstuff"><p>{text}</p><p>More of tale {n}.</p></div>
<div id="afterword"><div class="meta"><div id="endnotes"><p>End Notes</p>
<blockquote class="userstuff"><p>{note}</p></blockquote></div></div></div></body></html>"""


def test_notes_within_notes_are_shared_as_a_whole():
    texts = [
        Source(f"{n}.html", ARCHIVED.format(n=n, text=TALES[n - 1], note=THANKS).encode())
        for n in (1, 2, 3)
    ]
    found = pages(book_of(texts, title="Three", language="en"))
    assert [name for name, page in found.items() if THANKS in page] == ["shared-notices.xhtml"]
