"""Each story of seeds/ becomes the book that its golden outline describes."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import epub_tools
import pytest

from epubify.cli import run

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "seeds"
STORIES = sorted(path.stem for path in GOLDEN.glob("*.json"))

WORD = re.compile(r"[^\W_]+")
LINE_END_HYPHEN = re.compile(r"(?<=[^\W\d_])-\n\s*(?=[^\W\d_])")


@dataclass(frozen=True)
class Made:
    """A story of seeds/, the book made of it, and what the command line told about it."""

    story: Path
    file: Path
    told: dict[str, Any]
    golden: dict[str, Any]


@pytest.fixture(scope="session")
def make(tmp_path_factory) -> Callable[[str], Made]:
    """Return a function that gives the book of a story, made at its first use."""
    folder = tmp_path_factory.mktemp("seeds")

    @cache
    def made(stem: str) -> Made:
        story = ROOT / "seeds" / f"{stem}.txt"
        file = convert(story, folder / f"{stem}.epub")
        golden = json.loads((GOLDEN / f"{stem}.json").read_text(encoding="utf-8"))
        return Made(story, file, inspect(story), golden)

    return made


@pytest.fixture(params=STORIES)
def made(request, make) -> Made:
    return make(request.param)


def convert(story: Path, target: Path) -> Path:
    assert run(["convert", "-q", str(story), "-o", str(target)]) == 0
    return target


def inspect(story: Path) -> dict[str, Any]:
    out = io.StringIO()
    with redirect_stdout(out):
        assert run(["inspect", "--json", str(story)]) == 0
    return json.loads(out.getvalue())


# ------------------------------------------------------------------------- the golden facts


def test_every_story_has_a_golden_outline():
    assert sorted(path.stem for path in (ROOT / "seeds").glob("*.txt")) == STORIES


@pytest.mark.parametrize("key", ["title", "authors", "series", "series_index", "language"])
def test_what_is_known_about_it(made, key):
    assert made.told[key] == made.golden[key]


def test_its_sections_are_those_of_the_story(made):
    assert outline(made.told["sections"]) == outline(made.golden["sections"])


@pytest.mark.parametrize("key", ["scene_breaks", "gaps"])
def test_its_breaks_are_those_of_the_story(made, key):
    assert made.told[key] == made.golden[key]


def test_its_cues_stand_apart(made):
    assert texts(made.file, '//html:p[contains(@class, "cue")]') == made.golden["cues"]


def test_it_begins_and_ends_with_the_story(made):
    """Front matter is not in the body, and nothing follows the last words."""
    prose = paragraphs(made.file)
    assert prose[0].startswith(made.golden["opening"])
    assert prose[-1].endswith(made.golden["closing"])


def test_its_typography_is_right(made):
    story = whole(made.file)
    assert [sample for sample in made.golden["samples"] if sample not in story] == []


def test_nothing_of_the_dirt_is_left(made):
    story = whole(made.file)
    assert [dirt for dirt in made.golden["absent"] if dirt in story] == []


def outline(sections: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Return a tree of sections as nested tuples, without the text before the first heading."""
    return [
        (one["role"], one["label"], one["title"], outline(one["sections"]))
        for one in sections
        if one["role"] != "bodymatter"
    ]


# --------------------------------------------------------------------------- the whole file


def test_epubcheck_finds_nothing(made, assert_valid):
    assert_valid(made.file)


def test_a_second_conversion_gives_the_same_bytes(made, tmp_path):
    again = convert(made.story, tmp_path / "again.epub")
    assert again.read_bytes() == made.file.read_bytes()


def test_the_book_has_every_word_of_the_source(made):
    """An independent reading: nothing here decodes, splits or compares with epubify's code."""
    found = Counter(words(f"{every_text(made.file)} {package_texts(made.file)}"))
    missing = Counter(words(story_lines(made.story))) - found
    assert set(missing) <= HEADER_WORDS


def test_the_words_of_the_body_keep_their_order(made):
    """The body is the source from the first words of the story to the last, word by word."""
    found = words(body_text(made.file))
    source = words(story_lines(made.story))
    start = next(n for n in range(len(source)) if source[n : n + 8] == found[:8])
    assert found == source[start:]


def test_the_lines_that_are_left_out_are_known(made):
    """Only the archive's own text and the contents list are not in the book."""
    gone = {"envelope", "boilerplate", "furniture", "contents"}
    assert any(made.told["lines"].get(fate) for fate in gone) == (made.story.stem in ARCHIVED)


HEADER_WORDS = {"by", "part", "title", "author", "genre", "language", "english", "disclaimer"}
"""Words of header lines that only say what the rest of the line is."""

CODECS = {"the_cafe_at_the_end_of_the_line": "cp1252"}
ARCHIVED = {"the_ferrymans_almanack"}
MOJIBAKE = {"the_tuner_of_evreux"}


def story_lines(story: Path) -> str:
    """Return a source as a person would decode it, without what an archive put around it."""
    text = story.read_bytes().decode(CODECS.get(story.stem, "utf-8"))
    if story.stem in MOJIBAKE:
        text = bytes(one_byte(char) for char in text).decode("utf-8")
    if story.stem in ARCHIVED:
        text = text.split(" ***")[1].replace("*** END", "")
        text = text[: text.index("CONTENTS")] + text[text.index("CHAPTER I.") :]
        text = text[: text.rindex("\n\n")]
    return LINE_END_HYPHEN.sub("", text.replace("\noOo\n", "\n"))


def one_byte(char: str) -> int:
    """Return the byte that was misread as this character: Windows-1252, else Latin-1."""
    try:
        return char.encode("cp1252")[0]
    except UnicodeEncodeError:
        return char.encode("latin-1")[0]


def words(text: str) -> list[str]:
    """Return the words of a text without case, with apostrophes taken out of them."""
    return WORD.findall(re.sub(r"(?<=\w)['’`](?=\w)", "", text).casefold())


# --------------------------------------------------------------------------- reading a book


def texts(file: Path, path: str) -> list[str]:
    return [epub_tools.text(node) for body in bodies(file) for node in epub_tools.find(body, path)]


def paragraphs(file: Path) -> list[str]:
    """Return the prose of a book."""
    return texts(file, '//html:section/html:p[not(contains(@class, "cue"))]')


def bodies(file: Path) -> list[Any]:
    """Return the bodies of the documents that hold the story, in reading order."""
    return [epub_tools.body(file, stem) for stem in epub_tools.spine(file) if is_story(stem)]


def is_story(stem: str) -> bool:
    return stem not in {"cover", "titlepage", "about", "nav", "colophon"}


def whole(file: Path) -> str:
    return "\n".join(texts(file, "."))


def body_text(file: Path) -> str:
    """Return the text of the story without what epubify says itself."""
    pieces = []
    for body in bodies(file):
        for made in epub_tools.find(body, '//*[@data-made="epubify"]'):
            made.getparent().remove(made)
        pieces.append(" ".join(body.itertext()))
    return " ".join(pieces)


def every_text(file: Path) -> str:
    stems = [stem for stem in epub_tools.spine(file) if stem != "nav"]
    return " ".join(" ".join(epub_tools.body(file, stem).itertext()) for stem in stems)


def package_texts(file: Path) -> str:
    return " ".join(epub_tools.opf(file).itertext())
