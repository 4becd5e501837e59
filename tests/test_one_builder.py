"""However a book is asked for, it has the same bytes: there is one builder.

The fingerprint in a book stands for names, times and content of its inputs, so that the ways
are compared with the same file. Stdin has neither a name nor a sidecar: its book differs from
that of the file in what is made of the name, which is the fingerprint, and in nothing else.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

import epubify
from epubify.cli import run

STORY = """\
Title: The Ferry
Author: Ann Bee

Chapter 1

"The ferry left at six," she said -- and nobody had thought to wake the dog.

* * *

In the morning it barked.

Chapter 2

The tide came in, and it slept.
"""

SIDECAR = 'theme = "modern"\ncover_style = "label"\n[[heading]]\nline = 4\ntitle = "At Six"\n'
NAME = "Ann Bee - The Ferry.epub"


@pytest.fixture(params=["without a sidecar", "with a sidecar"])
def story(request, tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "ferry.txt").write_text(STORY, encoding="utf-8")
    (folder / "other.txt").write_text("Other\nby Nobody\n\nIt rained.\n", encoding="utf-8")
    if request.param == "with a sidecar":
        sidecar = SIDECAR + 'reads = "Chapter 1"\n'
        (folder / "ferry.toml").write_text(sidecar, encoding="utf-8")
    return folder / "ferry.txt"


def by_library(story: Path) -> bytes:
    return epubify.convert(story).to_bytes()


def by_saving(story: Path) -> bytes:
    epubify.convert(str(story)).save("saved")
    return Path("saved", NAME).read_bytes()


def by_convert(story: Path) -> bytes:
    assert run(["convert", "-q", str(story), "-o", "one.epub"]) == 0
    return Path("one.epub").read_bytes()


def by_convert_of_several(story: Path) -> bytes:
    assert run(["convert", "-q", str(story.parent), "-o", "several"]) == 0
    return Path("several", NAME).read_bytes()


def by_convert_to_stdout(story: Path) -> bytes:
    sent = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(sent))
        assert run(["convert", "-q", str(story), "-o", "-"]) == 0
        return sent.getvalue()


def by_batch(story: Path) -> bytes:
    assert run(["batch", "-q", str(story.parent), "-o", "batch", "--jobs", "2"]) == 0
    return Path("batch", NAME).read_bytes()


def by_batch_of_the_library(story: Path) -> bytes:
    made = list(epubify.batch(story.parent, "serial", executor="serial:"))
    assert [one.error for one in made] == [None, None]
    return Path("serial", NAME).read_bytes()


WAYS = (
    by_saving,
    by_convert,
    by_convert_of_several,
    by_convert_to_stdout,
    by_batch,
    by_batch_of_the_library,
)


def test_all_ways_make_the_same_bytes(story):
    wanted = by_library(story)
    assert [way.__name__ for way in WAYS if way(story) != wanted] == []


def test_a_sidecar_is_obeyed_by_the_library(story):
    theme = "modern" if story.with_suffix(".toml").exists() else "classic"
    assert epubify.convert(story).options.theme == theme


def test_stdin_makes_the_same_book_but_for_its_fingerprint(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    monkeypatch.chdir(tmp_path)
    data = STORY.encode()
    Path("ferry.txt").write_bytes(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert run(["convert", "-q", "-", "-o", "stdin.epub"]) == 0
    book = epubify.convert(epubify.Source("<stdin>", data))
    assert Path("stdin.epub").read_bytes() == book.to_bytes()
    of_file = epubify.convert("ferry.txt")
    of_file.save("file.epub")
    assert without(Path("stdin.epub"), book) == without(Path("file.epub"), of_file)


def without(file: Path, book: epubify.Edition) -> dict[str, bytes]:
    """Return the entries of a book without its fingerprint."""
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    mark = book.fingerprint.encode()
    assert any(mark in data for data in entries.values())
    return {name: data.replace(mark, b"") for name, data in entries.items()}
