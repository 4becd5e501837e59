"""Every call to the system that can fail, made to fail: whole books or the old ones, one line.

Of one book that is replaced, and of a small batch, each call that touches the folder is counted;
then the n-th fails, for each n and each error that it may have, or is interrupted.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from building import book_of
from failing_system import FAILURES, INTERRUPT, FailingSystem

from epubify.batches.engine import run_all
from epubify.batches.executors import Serial
from epubify.batches.jobs import Job, Outcome
from epubify.cli import run
from epubify.errors import EpubifyError, WordsLost
from epubify.files.inputs import Input
from epubify.files.output import STRAY, remove_strays
from epubify.options import Options

pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
"""A file whose writing fails cannot be closed well either."""

STORY = "The Ferry\nby Ann Bee\n\nThe ferry left at nine, and nobody on the quay looked up.\n"
EDITION = book_of(STORY)
CLEANING = {"unlink", "rmdir", "scandir"}
"""Calls that tidy up: where they fail, something stays, and the next run takes it away."""
EVERY = 7
"""Of the calls that write or read in a batch, each so many fails: those of one file are alike, and
a single book tries each."""


def calls_of(folder: Path) -> list[str]:
    """Return the calls of one book that replaces an older one."""
    file = folder / "a.epub"
    book_of(STORY).save(file)
    with FailingSystem(folder).in_place() as system:
        EDITION.save(file)
    return system.calls


def failures(calls: list[str]) -> Iterator[tuple[int, str, int]]:
    for n, name in enumerate(calls):
        for code in (*FAILURES[name], INTERRUPT):
            yield n, name, code


@pytest.mark.parametrize(
    "kind", sorted({*FAILURES} - {"rename", "utime", "rmdir", "scandir", "unlink", "mkdir"})
)
def test_a_book_is_whole_or_the_old_one(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "a.epub"
    calls = calls_of(tmp_path)
    tried = 0
    for n, name, code in failures(calls):
        if name != kind or (name == "write" and n % 2):
            continue
        tried += 1
        with FailingSystem(tmp_path, n, code).in_place():
            try:
                EDITION.save(file)
            except WordsLost:  # what cannot be read back is not proved
                assert name in ("read", "open")
            except EpubifyError as error:
                assert "\n" not in str(error), (n, code)
                assert "bug" not in str(error), (n, code)
            except KeyboardInterrupt:
                assert code == INTERRUPT
        assert [one.name for one in tmp_path.iterdir()] == ["a.epub"], (n, name, code)
        assert is_whole(file)
    assert tried


def test_a_new_book_is_whole_or_not_there(tmp_path: Path) -> None:
    """With the folders for it, too: what was made for it goes with it."""
    file = tmp_path / "new" / "deep" / "a.epub"
    with FailingSystem(tmp_path).in_place() as system:
        EDITION.save(file)
    remove_tree(tmp_path / "new")
    for n, name, code in failures(system.calls):
        if name in ("write", "read") and n % EVERY:
            continue
        with FailingSystem(tmp_path, n, code).in_place(), suppress(EpubifyError, KeyboardInterrupt):
            EDITION.save(file)
        left = [one for one in tmp_path.rglob("*") if one.is_file()]
        assert left in ([], [file]), (n, name, code)
        assert not left or is_whole(file)
        if name not in CLEANING:
            assert left or not (tmp_path / "new").exists(), (n, name, code)
        remove_tree(tmp_path / "new")


def batch(folder: Path, out: Path) -> list[Outcome]:
    inputs = [Input(name, folder / name) for name in ("a.txt", "b.txt")]
    options = Options(no_cover=True)
    jobs = [Job((one,), options, str(out), number=n) for n, one in enumerate(inputs)]
    return list(run_all(jobs, Serial()))


@pytest.mark.parametrize("again", [False, True], ids=["new", "again"])
def test_a_batch_leaves_whole_books_only(again: bool, tmp_path: Path) -> None:
    for name, title in (("a.txt", "Ferry"), ("b.txt", "Barge")):
        (tmp_path / name).write_text(STORY.replace("Ferry", title), encoding="utf-8")
    out = tmp_path / "books"
    if again:
        batch(tmp_path, out)
        (tmp_path / "a.txt").write_text(f"{STORY}\nIt came back.\n", encoding="utf-8")
        os.utime(tmp_path / "a.txt", (1, 1))
    kept = {one.name: one.read_bytes() for one in out.iterdir()} if again else {}
    with FailingSystem(out).in_place() as system:
        batch(tmp_path, out)
    for n, name, code in failures(system.calls):
        if name in ("write", "read") and n % EVERY:
            continue
        remove_tree(out)
        if kept:
            out.mkdir()
        for book, data in kept.items():
            (out / book).write_bytes(data)
        told = []
        with FailingSystem(out, n, code).in_place():
            try:
                errors = [one.error for one in batch(tmp_path, out) if one.error]
                told = [str(error) for error in errors if not isinstance(error, WordsLost)]
            except EpubifyError as error:
                told = [str(error)]
            except KeyboardInterrupt:
                assert code == INTERRUPT
        assert not [text for text in told if "\n" in text or "bug in epubify" in text], (
            n,
            name,
            code,
        )
        if (name in CLEANING or (name, code) == ("close", INTERRUPT)) and out.exists():
            remove_strays(out)
        left = [one for one in out.rglob("*") if one.is_file()] if out.exists() else []
        assert [one.name for one in left if one.name.startswith(STRAY)] == [], (n, name, code)
        assert {one.name for one in left} <= {
            "Ann Bee - The Ferry.epub",
            "Ann Bee - The Barge.epub",
        }
        assert {*kept} <= {one.name for one in left}, (n, name, code)
        assert all(map(is_whole, left))


def test_the_command_says_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(STORY, encoding="utf-8")
    arguments = ["convert", "a.txt", "-o", "a.epub", "--no-cover", "-q"]
    with FailingSystem(tmp_path).in_place() as system:
        assert run(arguments) == 0
    calls = system.calls
    for n in [calls.index(name) for name in ("open", "write", "fsync", "replace")]:
        for code in (FAILURES[calls[n]][0], INTERRUPT):
            Path("a.epub").unlink(missing_ok=True)
            with FailingSystem(tmp_path, n, code).in_place():
                assert run(arguments) in (3, 4, 130)
            err = capsys.readouterr().err.lstrip("\n")  # click ends the line of ^C
            assert err.startswith("epubify: ")
            assert (err.count("\n"), err.count("Traceback"), err.count("bug")) == (1, 0, 0)
            assert [one.name for one in Path().iterdir()] == ["a.txt"]


def is_whole(book: Path) -> bool:
    with zipfile.ZipFile(book) as archive:
        return archive.testzip() is None


def remove_tree(folder: Path) -> None:
    for one in sorted(folder.rglob("*"), reverse=True):
        if one.is_dir():
            one.rmdir()
        else:
            one.unlink()
    if folder.exists():
        folder.rmdir()
