"""The studio's page in a real browser: what a person does there, and the books that come of it."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

import pytest
from node_tools import ask, require

import epubify

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from epubify.studio.server import StudioManner, run_studio

pytestmark = pytest.mark.reader

SEEDS = Path(__file__).parent.parent / "seeds"
PAGE = Path(__file__).parent.parent / "templates" / "studio"
STORY, OTHER = "the_bell_below.txt", "0007_a91c3e5d.txt"
"""A story with parts and chapters, and one that says neither title nor author."""
PROSE, GAP = 21, 41
"""Lines of the story: a paragraph that becomes a chapter, one that a scene is to end before."""
TITLE, AUTHOR = "The Empty Chair", "Ada North"
ANTHOLOGY = {"title": "All of Ours", "editor": "Ed Itor"}
SHARED = SEEDS.parent.parent / "shared" / "seeds"
MORE = [
    {"name": "004_65211ff29da95ddc.txt", "breaks": [117, 189], "title": "", "author": ""},
    {"name": "000_368c916669e54302.txt", "breaks": [12], "title": "Gone", "author": "Ada North"},
]
"""Stories by real people, which lie beside this repository where they do: scenes that change at
lines that no mark tells, a title and an author that the file does not say."""
THERE = [one for one in MORE if (SHARED / str(one["name"])).is_file()]
NAMES = [STORY, OTHER, *(str(one["name"]) for one in THERE)]
WORK = {
    "drop": [str(SEEDS / STORY), str(SEEDS / OTHER), *(str(SHARED / n) for n in NAMES[2:])],
    "more": THERE,
    "correct": {"name": STORY, "line": GAP, "chapter": PROSE, "key": "b"},
    "facts": {"name": OTHER, "title": TITLE, "author": AUTHOR},
    "anthology": ANTHOLOGY,
}


@contextmanager
def studio(folder: Path) -> Iterator[str]:
    """Serve a studio in a thread, with its temporary files in a folder; yield its address."""
    said: Queue[str] = Queue()
    kept, tempfile.tempdir = tempfile.tempdir, str(folder)
    thread = Thread(target=run_studio, args=([], StudioManner(browser=False), said.put))
    thread.start()
    try:
        url = said.get(timeout=60)
        try:
            yield url
        finally:
            close(url)
    finally:
        thread.join(timeout=60)
        tempfile.tempdir = kept


def close(url: str) -> None:
    """End a studio."""
    headers = {"Content-Type": "application/json", "Origin": "/".join(url.split("/")[:3])}
    with suppress(OSError), urlopen(Request(f"{url}api/close", b"{}", headers), timeout=20):
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("studio")


@pytest.fixture(scope="module")
def seen(folder) -> dict[str, Any]:
    require(("playwright-core",), "reader")
    session = folder / "session"
    session.mkdir()
    with studio(session) as url:
        job = {**WORK, "url": url, "downloads": str(folder / "books")}
        found = ask("studio.mjs", job, need=("playwright-core",), mark="reader")
        [dropped] = session.glob("*/dropped")
        shutil.copytree(dropped, folder / "kept")
    return {**found, "url": url}


def test_nothing_goes_wrong_and_nothing_comes_from_elsewhere(seen):
    assert (seen["errors"], seen["dialogs"], seen["messages"]) == ([], [], [])
    home = seen["url"]
    assert [one for one in seen["requests"] if not one.startswith((home, "blob:"))] == []


def test_stories_are_dropped_on_the_page(seen):
    assert seen["dropped"]["titles"][:2] == ["The Bell Below", "The chair was empty"]
    assert seen["dropped"]["status"] == f"{len(NAMES)} stories"


def test_a_line_becomes_a_chapter_by_a_key_and_is_taken_back(seen):
    corrected = seen["corrected"]
    before, now = corrected["before"], corrected["chapter"]["outline"]
    assert len(now) == len(before) + 1
    assert [name for name in now if name.startswith("Tamsin")] == [now[3]]
    assert corrected["chapter"]["fate"] == "heading"
    assert corrected["undone"] == before
    assert corrected["focus"] == "text"


def test_one_change_of_signs_is_switched_off_and_on_again(seen):
    before, off, on = seen["facts"]["switched"]
    assert off.endswith("1 place stays as typed.")
    assert before == on != off


def test_every_line_has_the_word_of_its_fate_for_eyes_and_ears_on_narrow_pages_too(seen):
    words = r"option \"\d+ (?:details|heading|prose|empty|scene break|verse|note|left out)"
    heard = seen["looks"]["heard"]
    assert len(heard) > 5
    assert [one for one in heard if not re.search(words, one)] == []
    assert seen["looks"]["seen"]
    assert all(seen["looks"]["seen"])


def test_a_scene_break_is_said_and_stands_in_the_book(seen):
    corrected = seen["corrected"]
    assert corrected["said"] == f"Line {GAP}: Scene break."
    assert corrected["book"] == {"breaks": corrected["breaksBefore"] + 1, "scripts": 0}


def test_the_page_tells_why_a_line_was_read_so(seen):
    assert len(seen["corrected"]["why"]) > 20


def test_facts_are_set_and_shown(seen):
    assert seen["facts"]["heading"] == TITLE
    assert seen["facts"]["details"].startswith(f"by {AUTHOR}")


@pytest.mark.parametrize("number", range(len(THERE)))
def test_scenes_that_no_mark_tells_are_told(seen, number):
    told, story = seen["more"][number], THERE[number]
    assert told["breaks"] == told["before"] + len(story["breaks"])
    assert told["heading"] == (story["title"] or told["heading"])


def test_rules_of_typography_are_listed(seen):
    assert "quotes" in seen["facts"]["rules"]


def test_every_style_is_shown_in_every_palette(seen):
    known = epubify.choices()
    every = len(known["cover_style"]) * len(known["cover_palette"])
    assert {one["count"] for one in seen["covers"]} == {every}
    assert seen["covers"][0]["name"] != seen["covers"][1]["name"]


def test_stories_are_ordered_by_keys_and_the_contents_follow(seen):
    bound = seen["bound"]
    assert bound["before"][:2] == ["The Bell Below", TITLE]
    assert bound["after"][:2] == [TITLE, "The Bell Below"]
    assert bound["after"][2:] == bound["before"][2:]
    assert bound["focus"] == "1"
    assert [one for one in bound["contents"] if one in bound["after"]] == bound["after"]


def test_the_books_are_those_of_the_command_line(seen, folder):
    """What is downloaded is what `convert` makes of the story and the sidecar beside it."""
    made = {path.name: path.read_bytes() for path in (folder / "books" / "chosen").iterdir()}
    assert set(made) == set(seen["chosen"]["names"])
    plain = [epubify.convert(folder / "kept" / name) for name in NAMES]
    assert {one.name: one.to_bytes() for one in plain} == made
    assert f"{AUTHOR} - {TITLE}.epub" in made


def test_the_anthology_is_that_of_the_command_line(seen, folder):
    [name] = seen["anthology"]["names"]
    stories = [folder / "kept" / name for name in (OTHER, STORY, *NAMES[2:])]
    plain = epubify.anthology(stories, title=ANTHOLOGY["title"], editors=ANTHOLOGY["editor"])
    assert plain.name == name
    assert plain.to_bytes() == (folder / "books" / "anthology" / name).read_bytes()


def test_every_view_fits_a_narrow_screen(seen):
    assert {view for view, wide in seen["looks"]["overflow"].items() if wide > 0} == set()


def test_colours_follow_the_reader(seen):
    assert seen["looks"]["light"] != seen["looks"]["dark"]


def test_keys_reach_everything_and_show_it(seen):
    names = [name for name, _ in seen["tabs"]]
    assert names[:4] == ["Skip to the content", "epubify studio", "Stories", "Bind"]
    assert [name for name, outline in seen["tabs"] if outline == "none"] == []


def test_a_text_of_a_hundred_thousand_lines_stays_quick(seen):
    large = seen["large"]
    assert large["chosen"] == "Line 100000: say what it is"
    assert large["lines"] < 200
    assert large["stories"] < 200


def test_the_accessibility_checker_finds_nothing(seen):
    if not seen["audits"]:
        pytest.skip("needs axe-core")
    assert {view: found for view, found in seen["audits"].items() if found} == {}


def test_the_studio_leaves_nothing_behind(seen, folder):
    assert list((folder / "session").iterdir()) == []


def test_all_of_the_page_is_small_enough_to_read():
    lines = {path.name: len(path.read_text("utf-8").splitlines()) for path in PAGE.iterdir()}
    assert {name: count for name, count in lines.items() if count > 300} == {}


def test_the_page_has_no_script_or_style_within_it():
    markup = (PAGE / "index.html").read_text("utf-8")
    assert [part for part in (" style=", "<style", " onclick", " onload") if part in markup] == []
    assert markup.count("<script") == markup.count('<script type="module" src="static/') == 1


@pytest.mark.parametrize("word", ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "http:"])
def test_no_module_makes_markup_of_text(word):
    assert [path.name for path in PAGE.glob("*.js") if word in path.read_text("utf-8")] == [
        *(["pages.js"] if word == "http:" else [])
    ]
