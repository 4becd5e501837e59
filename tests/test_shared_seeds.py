"""What the books of the two stories must show that lie beside this repository, where they do.

They are real files by real people, so they are not part of the repository.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import epub_tools
import pytest

from epubify.cli import run

SEEDS = Path(__file__).parent.parent.parent / "shared" / "seeds"
PERFECT = SEEDS / "004_65211ff29da95ddc.txt"
UNTITLED = SEEDS / "000_368c916669e54302.txt"

pytestmark = pytest.mark.skipif(not PERFECT.is_file(), reason="the shared stories are not here")

OUTSIDE = {"cover", "titlepage", "about", "nav", "colophon"}


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("books")
    assert run(["convert", "-q", str(PERFECT), str(UNTITLED), "-o", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def perfect(books) -> Path:
    return books / "Nina - Perfect 2.epub"


@pytest.fixture(scope="module")
def untitled(books) -> Path:
    return books / "She was gone.epub"


@pytest.fixture(scope="module")
def anthology(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("anthology") / "two.epub"
    asked = ["--title", "Two Stories", "--editor", "A. Editor", "-o", str(file)]
    assert run(["anthology", "-q", str(PERFECT), str(UNTITLED), *asked]) == 0
    return file


def inspected(story: Path) -> dict[str, Any]:
    out = io.StringIO()
    with redirect_stdout(out):
        assert run(["inspect", "--json", str(story)]) == 0
    return json.loads(out.getvalue())


def texts(file: Path, path: str) -> list[str]:
    stems = [stem for stem in epub_tools.spine(file) if stem not in OUTSIDE]
    bodies = [epub_tools.body(file, stem) for stem in stems]
    return [epub_tools.text(node) for body in bodies for node in epub_tools.find(body, path)]


def prose(file: Path) -> str:
    return "\n".join(texts(file, "//html:section"))


def words(text: str) -> Counter[str]:
    joined = re.sub(r"(?<=\w)['’`](?=\w)", "", text)
    return Counter(re.findall(r"[^\W_]+", joined.casefold()))


# -------------------------------------------------------------------------------- Perfect 2


def test_its_header_becomes_metadata(perfect):
    assert epub_tools.dc(perfect, "title") == ["Perfect"]
    assert epub_tools.dc(perfect, "creator") == ["Nina"]
    assert epub_tools.dc(perfect, "subject") == ["Max/Liz"]
    [summary] = epub_tools.dc(perfect, "description")
    assert summary.startswith("Max and Liz find their real destinies")


def test_it_is_the_second_of_its_series(perfect):
    assert epub_tools.meta(perfect, "belongs-to-collection") == ["Perfect"]
    assert epub_tools.meta(perfect, "group-position") == ["2"]
    assert epub_tools.meta(perfect, "calibre:series_index") == ["2"]
    assert "2" in epub_tools.text(epub_tools.body(perfect, "titlepage"))
    assert "Part 2" not in str(epub_tools.contents(perfect)) + prose(perfect)


def test_joined_it_is_a_part_of_the_whole(tmp_path):
    file = tmp_path / "whole.epub"
    assert run(["convert", "-q", "--join", str(UNTITLED), str(PERFECT), "-o", str(file)]) == 0
    assert "Part 2" in str(epub_tools.contents(file))


def test_its_header_is_told_before_the_story(perfect):
    about = epub_tools.body(perfect, "about")
    told = dict(
        zip(
            map(epub_tools.text, epub_tools.find(about, "//html:dt")),
            map(epub_tools.text, epub_tools.find(about, "//html:dd")),
            strict=True,
        )
    )
    assert told["Rating"] == "PG-13"
    assert told["FanFic"] == "Max/Liz"
    assert "Roswell" in told["Disclaimer"]
    assert "Disclaimer" not in prose(perfect)


def test_the_prose_begins_right_after_the_rating(perfect):
    first = texts(perfect, "//html:section/html:p")[0]
    assert first.startswith("“That’s not true, Isabel,” Liz said soothingly.")


def test_all_backticks_are_apostrophes(perfect):
    assert inspected(PERFECT)["repairs"]["backticks"] == 153
    assert "`" not in prose(perfect)
    assert "my parents’ car" in prose(perfect)


def test_double_quotes_come_in_pairs(perfect):
    story = prose(perfect)
    assert '"' not in story
    marks = ["".join(re.findall("[“”]", text)) for text in texts(perfect, "//html:p")]
    assert [found for found in marks if re.sub("“”", "", found)] == []


def test_dashes_and_ellipses(perfect):
    story = prose(perfect)
    assert "species and—”" in story
    assert "cafe—no insult to your dad, babe—when" in story
    assert ".." not in story
    assert story.count("…") == 15


def test_songs_are_cues_and_the_wide_gap_is_only_a_gap(perfect):
    songs = texts(perfect, '//html:p[contains(@class, "cue-song")]')
    assert len(songs) == 2
    assert all(re.fullmatch(r"\(.+ by .+\)", song) for song in songs)
    assert len(texts(perfect, '//html:hr[@class="gap"]')) == 1
    assert texts(perfect, '//html:hr[@class="scene"]') == []


# ----------------------------------------------------------------------------- She was gone


def test_without_title_and_author_it_says_so(untitled):
    assert epub_tools.dc(untitled, "title") == ["She was gone"]
    assert epub_tools.dc(untitled, "creator") == []
    told = inspected(UNTITLED)
    assert told["authors"] == []
    advice = " ".join(finding["advice"] for finding in told["findings"])
    assert "--title" in advice
    assert "--author" in advice


def test_the_disclaimer_is_set_apart(untitled):
    assert "James Cameron" in epub_tools.text(epub_tools.body(untitled, "about"))
    assert "James Cameron" not in prose(untitled)
    assert texts(untitled, "//html:section/html:p")[0].startswith("She was gone.")


def test_the_flashback_is_between_cues(untitled):
    cues = texts(untitled, '//html:p[contains(@class, "cue")]')
    assert cues == ["2 months ago", "/End of Flashback/"]
    told = inspected(UNTITLED)
    assert (told["scene_breaks"], told["gaps"]) == (0, 2)


def test_thoughts_in_single_quotes(untitled):
    story = prose(untitled)
    assert "‘oh, so" in story and "to me?’" in story
    assert "T.C…" not in story
    assert "O.C. and" in story and "her and T.C." in story


# ------------------------------------------------------------------------------ all of them


def test_the_anthology_holds_both(anthology):
    people = epub_tools.find(epub_tools.opf(anthology), "//dc:contributor")
    roles = epub_tools.meta(anthology, "role")
    assert epub_tools.dc(anthology, "title") == ["Two Stories"]
    assert epub_tools.dc(anthology, "creator") == ["Nina"]
    assert [person.text for person in people] == ["A. Editor"]
    assert roles == ["aut", "edt"]
    assert [entry[0] for entry in epub_tools.contents(anthology)] == ["Perfect", "She was gone"]
    assert {"s001-title", "s002-title", "cover"} <= set(epub_tools.spine(anthology))


@pytest.mark.parametrize("name", ["perfect", "untitled", "anthology"])
def test_epubcheck_finds_nothing(name, request, assert_valid):
    assert_valid(request.getfixturevalue(name))


def test_twice_gives_the_same_bytes(books, tmp_path):
    assert run(["convert", "-q", str(PERFECT), str(UNTITLED), "-o", str(tmp_path)]) == 0
    for file in books.glob("*.epub"):
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("names", [("perfect",), ("untitled",), ("perfect", "untitled")])
def test_every_word_of_the_source_is_in_the_book(names, request, anthology):
    """An independent reading: bytes of the source on one side, XHTML on the other."""
    stories = {"perfect": PERFECT, "untitled": UNTITLED}
    file = anthology if len(names) == 2 else request.getfixturevalue(names[0])
    found = words(" ".join(epub_tools.opf(file).itertext()))
    for stem in epub_tools.spine(file):
        found += words(" ".join(epub_tools.body(file, stem).itertext()))
    source = sum((words(stories[name].read_text("ascii")) for name in names), Counter())
    assert set(source - found) <= {"part", "by", "disclaimer"}
