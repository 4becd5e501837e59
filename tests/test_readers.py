"""Books in real reading engines: opened in a browser, and read from the first page to the last.

The engines are foliate-js, which Foliate and Readest are built on, and epub.js, which many sites
read with. What they show is compared with what the book's own files say, and with what the
command line told when it made the book.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import epub_tools
import pytest
from node_tools import ask, require

from epubify.cli import run
from epubify.render.template_files import theme_names
from epubify.settings.values import DEVICES as KNOWN_DEVICES

pytestmark = pytest.mark.reader

SEEDS = Path(__file__).parent.parent / "seeds"
NEEDED = ("playwright-core", "foliate-js", "epubjs", "jszip")
ENGINES = ("foliate", "epubjs")
LOOKS = ("light", "dark", "large")

LOOKS_OF = {"theme": ("dark", "large"), "device": ("light",)}
"""In which looks a book is read that is there for its theme, or its device, alone."""

READABLE = 4.5
"""Contrast that text needs at least (WCAG 2.2, 1.4.3)."""
VISIBLE = 3
"""Contrast that a sign needs which is no text (WCAG 2.2, 1.4.11)."""

NOTES = """\
Notes in the Margin
by Ann Lee
Summary: Everything that stands apart from the prose.
Rating: PG

Author's Note: Thank you for reading so far, and for a very_long_word_that_nobody_can_break.

Chapter 1: Low Water

[Flashback]

The river was low, and nobody in the village had *ever* seen the stones.

    Down by the weir the willows go
      As far as they can see,
    And what they hear they never know
      And do not tell to me.

She read it twice.

* * *

In the morning it rained.

Chapter 2: High Water

It rained for a week, and the stones were gone.

A/N: More soon!
"""

BAD_SHEET = """\
h1, p { color: #333; }
p { font-size: 16px; white-space: nowrap; }
hr.scene { border-top: 1px solid #222; }
h1 .label { display: none; }
"""
"""All that a reading system cannot put right: fixed colours and sizes, lines without end."""


@dataclass(frozen=True)
class Visit:
    """A book in an engine, in a certain look, and what was seen there."""

    file: Path
    told: dict[str, Any]
    """What the command line told when it made the book."""
    seen: dict[str, Any]


Visits = dict[tuple[str, str, str], Visit]


@pytest.fixture(scope="module")
def visits(tmp_path_factory) -> Visits:
    """Return all visits by book, engine and look; one browser serves for all."""
    require(NEEDED, "reader")
    made = make_books(tmp_path_factory.mktemp("readers"))
    keys = [(book, engine, look) for book in made for engine in ENGINES for look in LOOKS
            if look in LOOKS_OF.get(book.partition(" ")[0], LOOKS)]  # fmt: skip
    asked = [
        {"book": str(made[book][0]), "engine": engine, "look": look, "walk": True,
         "jump": look == "light"}
        for book, engine, look in keys
    ]  # fmt: skip
    told = ask("read.mjs", {"visits": asked, "at_once": 2}, need=NEEDED, mark="reader")
    return {key: Visit(*made[key[0]], one) for key, one in zip(keys, told, strict=True)}


def make_books(folder: Path) -> dict[str, tuple[Path, dict[str, Any]]]:
    """Make every book that is visited: name to file and what was told."""
    notes, sheet = folder / "notes.txt", folder / "bad.css"
    notes.write_text(NOTES, encoding="utf-8")
    sheet.write_text(BAD_SHEET, encoding="utf-8")
    stories = [str(SEEDS / f"{name}.txt") for name in (
        "dead_air_2", "what_the_orchard_kept", "the_mule_called_bishop")]  # fmt: skip
    commands = {
        "story": ["convert", str(SEEDS / "the_bell_below.txt")],
        "anthology": ["anthology", *stories, str(notes), "--title", "Four Stories"],
        **{f"theme {name}": ["convert", str(notes), "--theme", name] for name in theme_names()},
        **{f"device {name}": ["convert", str(notes), "--device", name] for name in KNOWN_DEVICES},
        "bad": ["convert", str(notes), "--css", str(sheet)],
    }
    files = {name: folder / f"{name}.epub" for name in commands}
    return {name: (files[name], make(command, files[name])) for name, command in commands.items()}


def make(command: list[str], target: Path) -> dict[str, Any]:
    out = io.StringIO()
    with redirect_stdout(out):
        assert run([*command, "-q", "--json", "-o", str(target)]) == 0
    return json.loads(out.getvalue())


BOOKS = ("story", "anthology")
THEMES = tuple(f"theme {name}" for name in theme_names())
DEVICES = tuple(f"device {name}" for name in KNOWN_DEVICES)


@pytest.fixture(params=[(b, e) for b in BOOKS for e in ENGINES], ids=" in ".join)
def visit(request, visits: Visits) -> Visit:
    """Return a book in an engine, as it comes."""
    return visits[(*request.param, "light")]


@pytest.fixture(params=[(b, e) for b in BOOKS + DEVICES for e in ENGINES], ids=" in ".join)
def each(request, visits: Visits) -> Visit:
    """Return such a book, or one made for a device: all of them open everywhere."""
    return visits[(*request.param, "light")]


@pytest.fixture(params=[(b, e) for b in BOOKS + THEMES for e in ENGINES], ids=" in ".join)
def dark(request, visits: Visits) -> Visit:
    return visits[(*request.param, "dark")]


@pytest.fixture(params=[(b, e) for b in BOOKS + THEMES for e in ENGINES], ids=" in ".join)
def large(request, visits: Visits) -> Visit:
    return visits[(*request.param, "large")]


# -------------------------------------------------------------------------- every page


def test_the_console_stays_silent(visits: Visits):
    assert {key: one.seen["errors"] for key, one in visits.items() if one.seen["errors"]} == {}


def test_the_pages_run_from_the_cover_to_the_colophon(each: Visit):
    order = [page["section"] for page in each.seen["pages"]]
    spine = [f"EPUB/text/{stem}.xhtml" for stem in epub_tools.spine(each.file)]
    assert list(dict.fromkeys(order)) == spine == each.seen["sections"]
    assert order == sorted(order, key=spine.index)


def test_every_word_is_seen_on_some_page(each: Visit):
    assert unseen(each) == {}
    assert {name: one["words"] for name, one in each.seen["total"].items()} == {
        name: len(words) for name, words in words_of(each.file)
    }


def test_the_title_and_the_language_are_known(each: Visit):
    assert each.seen["title"] == each.told["title"]
    assert each.seen["language"] == each.told["language"]


def unseen(visit: Visit) -> dict[str, Any]:
    """Return the documents of which not all words were seen."""
    return {name: one for name, one in visit.seen["total"].items() if one["seen"] < one["words"]}


def words_of(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the words of every document, from the file; each stands in one text node."""
    for stem in epub_tools.spine(file):
        texts = epub_tools.find(epub_tools.body(file, stem), ".//text()[not(ancestor::*[@hidden])]")
        yield f"EPUB/text/{stem}.xhtml", [word for text in texts for word in text.split()]


# --------------------------------------------------------------- contents and landmarks


def test_the_contents_are_those_of_the_book(visit: Visit):
    assert labels(visit.seen["contents"]) == labels_of_nav(epub_tools.contents(visit.file))


def test_the_contents_are_the_sections_that_were_told(each: Visit):
    assert names(each.seen["contents"]) == sections(each.told["sections"])


def test_each_line_of_the_contents_leads_to_the_first_page_of_its_section(each: Visit):
    lines = flat(each.seen["contents"])
    assert len(lines) == len(each.seen["reached"]) > 1
    for line, reached in zip(lines, each.seen["reached"], strict=True):
        assert PurePosixPath(reached["section"]).name == PurePosixPath(line["href"]).name
        assert reached["first"], line["label"]
        expected = heading_of(each.file, reached["section"])
        assert spoken(reached["heading"]) == spoken(expected)


def test_the_landmarks_lead_where_they_say(visit: Visit):
    marks = [mark["type"] for mark in visit.seen["landmarks"]]
    landed = dict(zip(marks, visit.seen["landed"], strict=True))
    assert set(landed) == {"cover", "titlepage", "toc", "bodymatter"}
    stems = {kind: PurePosixPath(one["section"]).stem for kind, one in landed.items()}
    assert (stems["cover"], stems["titlepage"], stems["toc"]) == ("cover", "titlepage", "nav")
    assert landed["titlepage"]["heading"] == visit.told["title"]


def test_the_text_starts_with_the_first_line_of_the_contents(visit: Visit):
    """Nothing of the text is before it, and nothing but text after it."""
    marks = [mark["type"] for mark in visit.seen["landmarks"]]
    start = visit.seen["landed"][marks.index("bodymatter")]
    assert start == {**visit.seen["reached"][0], "href": start["href"]}


def labels(entries: list[dict[str, Any]]) -> list[Any]:
    return [(one["label"], labels(one["entries"])) for one in entries]


def labels_of_nav(entries: list[Any]) -> list[Any]:
    return [(label, labels_of_nav(below[0] if below else [])) for label, _, *below in entries]


def flat(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for one in entries for line in (one, *flat(one["entries"]))]


def names(entries: list[dict[str, Any]]) -> list[str]:
    return [spoken(one["label"]) for one in flat(entries)]


def sections(told: list[dict[str, Any]]) -> list[str]:
    """Return label and title of each section, as one."""
    lines = []
    for one in told:
        name = spoken(" ".join(filter(None, (one["label"], one["title"]))))
        lines += [*([name] if name else []), *sections(one["sections"])]
    return lines


def heading_of(file: Path, section: str) -> str:
    [heading] = epub_tools.find(epub_tools.tree(file, section), "//html:h1")
    return " ".join(" ".join(heading.itertext()).split())


def spoken(words: str) -> str:
    """Return words as they are compared: a colon may stand between label and title."""
    return " ".join(words.replace(": ", " ").split())


# -------------------------------------------------------------------------------- cover


def test_the_engine_finds_the_cover(each: Visit):
    [name] = [name for name in epub_tools.names(each.file) if "images/cover." in name]
    data = epub_tools.entry(each.file, name)
    assert each.seen["cover"] == {"width": 1600, "height": 2560, "bytes": len(data)}


def test_the_first_page_is_filled_by_the_cover(visit: Visit):
    first = visit.seen["pages"][0]
    [picture] = first["pictures"]
    assert (picture["role"], picture["width"], picture["height"]) == ("doc-cover", 1600, 2560)
    assert picture["whole"]
    width, height = picture["box"]
    assert width / height == pytest.approx(1600 / 2560, rel=0.02)
    assert height > 0.85 * picture["page"][1]


# -------------------------------------------------------------- at night, in large type


def test_at_night_every_text_can_be_read(dark: Visit):
    assert pale(dark) == {}


def test_at_night_no_page_is_lost(dark: Visit):
    assert unseen(dark) == {}


def test_large_type_is_large_everywhere(visits: Visits, large: Visit, request):
    """All sizes of the book follow the reader's: twice as large a base doubles each."""
    book, engine = request.node.callspec.params["large"]
    plain = sizes(visits[book, engine, "dark"])
    assert plain
    assert sizes(large) == {kind: pytest.approx(2 * size) for kind, size in plain.items()}


def test_in_large_type_nothing_sticks_out(large: Visit):
    assert [page["out"] for page in large.seen["pages"] if page["out"]] == []
    assert unseen(large) == {}


def pale(visit: Visit) -> dict[str, float]:
    """Return the kinds of text, and of rules, that stand out too little from their ground."""
    return {
        kind: one["contrast"]
        for kind, one in texts(visit)
        if one["contrast"] < (READABLE if one["size"] else VISIBLE)
    }


def sizes(visit: Visit) -> dict[str, float]:
    return {kind: one["size"] for kind, one in texts(visit) if one["size"]}


def texts(visit: Visit) -> Iterator[tuple[str, dict[str, Any]]]:
    for section, kinds in visit.seen["texts"].items():
        for kind, one in kinds.items():
            yield f"{PurePosixPath(section).stem}: {kind}", one


# --------------------------------------------------------------------- the proof of it


@pytest.mark.parametrize("engine", ENGINES)
def test_a_book_that_fights_the_reader_is_found_out(visits: Visits, engine: str):
    """The engines are at work, and what is measured is what is there."""
    dark, large = visits["bad", engine, "dark"], visits["bad", engine, "large"]
    assert {kind.partition(": ")[2] for kind in pale(dark)} >= {"p", "h1 span.label", "hr.scene"}
    assert unseen(large)
    assert any(page["out"] for page in large.seen["pages"])
    doubled = {kind: 2 * size for kind, size in sizes(dark).items()}
    assert sizes(large) != {kind: pytest.approx(size) for kind, size in doubled.items()}
