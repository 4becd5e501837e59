"""DAISY Ace, the accessibility checker for EPUB, has nothing to say about our books."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from node_tools import ask, require

from epubify.cli import run
from epubify.render.template_files import theme_names
from epubify.settings.values import DEVICES

pytestmark = pytest.mark.ace

SEEDS = Path(__file__).parent.parent / "seeds"
NEEDED = ("@daisy/ace-core", "@daisy/ace-axe-runner-puppeteer")

STORY = """\
The Weir
by Ann Lee
Summary: A short one about a river.

Author's Note: Thank you for reading so far.

Chapter 1: Low Water

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

WITHOUT_EPUB_3 = {"legacy"}
"""Devices whose books are EPUB 2, which Ace does not know."""


@dataclass(frozen=True)
class Book:
    name: str
    arguments: tuple[str, ...]


BOOKS = [
    Book("anthology", ("anthology", *(str(SEEDS / f"{name}.txt") for name in (
        "dead_air_2", "what_the_orchard_kept")), "--title", "Two")),
    Book("notes at the end", ("convert", "STORY", "--notes", "end")),
    *(Book(f"theme {name}", ("convert", "STORY", "--theme", name)) for name in theme_names()),
    *(Book(f"device {name}", ("convert", "STORY", "--device", name))
      for name in DEVICES if name not in WITHOUT_EPUB_3),
]  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory) -> dict[str, Any]:
    """Return what Ace says of each book; one browser serves for all."""
    require(NEEDED, "ace")
    folder = tmp_path_factory.mktemp("ace")
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    files = [make(book, folder / f"{number}.epub") for number, book in enumerate(BOOKS)]
    bad = spoil(folder / "story.txt", folder / "bad.epub")
    told = ask("ace.mjs", {"books": [*map(str, files), str(bad)]}, need=NEEDED, mark="ace")
    return dict(zip([*(book.name for book in BOOKS), "bad"], told, strict=True))


def make(book: Book, target: Path) -> Path:
    story = str(target.parent / "story.txt")
    arguments = [story if one == "STORY" else one for one in book.arguments]
    with redirect_stdout(io.StringIO()):
        assert run([*arguments, "-q", "-o", str(target)]) == 0
    return target


def spoil(story: Path, target: Path) -> Path:
    """Make a book in colours that nobody can read."""
    sheet = target.with_suffix(".css")
    sheet.write_text("body { background: #fff } p { color: #ccc }", encoding="utf-8")
    book = Book("bad", ("convert", "STORY", "--css", str(sheet)))
    return make(book, target)


@pytest.mark.parametrize("name", [book.name for book in BOOKS])
def test_ace_has_nothing_to_say(judged, name):
    assert judged[name] == {"outcome": "pass", "violations": []}


def test_ace_notices_what_is_wrong(judged):
    """The checker is at work: grey letters on white are serious."""
    found = {(one["rule"], one["impact"]) for one in judged["bad"]["violations"]}
    assert ("color-contrast", "serious") in found
