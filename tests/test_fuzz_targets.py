"""What is fuzzed stands what it begins with, damaged a little, and all that once broke it.

Long runs are those of ``tests/fuzz/run.py``.
"""

from __future__ import annotations

import os
import random
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from fuzz import run
from fuzz.corpora import CRASHES, corpus, known_crashes, write_corpus
from fuzz.targets import TARGETS, Broken, answered, archive_of, text_of
from test_forms import SAMPLES

from epubify.errors import InputError, Unforeseen, WordsLost
from epubify.readers import READERS

MOST = 12
"""Inputs of a corpus that are tried. With more, the suite grows by minutes: what each text becomes
is shown elsewhere; with fewer, a target that breaks on most inputs goes unseen."""
DAMAGED = 6
"""Inputs that are tried with a piece taken out, doubled or replaced."""


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_stands_what_it_begins_with(name: str) -> None:
    chance = random.Random(name)
    inputs = corpus(name)
    chosen = chance.sample(inputs, min(MOST, len(inputs)))
    for data in (b"", b"\x00", *chosen, *(damaged(one, chance) for one in chosen[:DAMAGED])):
        TARGETS[name].run(data)


def damaged(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randint(1, 40)]
    other = chance.choice((b"", piece * 2, b"<", b"\xff", b"\n\n", chance.randbytes(3)))
    return data[:start] + other + data[start + len(piece) :]


@pytest.mark.parametrize(
    "path", sorted(CRASHES.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_what_once_broke_a_target_does_so_no_more(path: Path) -> None:
    TARGETS[path.parent.name].run(path.read_bytes())


def test_what_once_broke_a_target_is_in_its_corpus() -> None:
    assert {path.parent.name for path in CRASHES.glob("*/*")} <= set(TARGETS)
    assert all(set(known_crashes(name)) <= set(corpus(name)) for name in ("query", "headings"))


def test_every_form_is_fuzzed() -> None:
    assert {f"read-{reader.name}" for reader in READERS} <= set(TARGETS)


@pytest.mark.parametrize("form", ["docx", "epub", "odt", "scrivener"])
def test_an_archive_comes_back_from_its_text(form: str) -> None:
    text = text_of(SAMPLES[form])
    assert text_of(archive_of(text)) == text


@pytest.mark.parametrize("error", [KeyError("x"), WordsLost("a", None, "lost"), RecursionError()])
def test_what_is_no_answer_is_a_crash(error: Exception) -> None:
    with pytest.raises(type(error)):
        answered(raising(error))(b"")


def test_an_answer_is_one_line() -> None:
    answered(raising(InputError("a", None, "not a story")))(b"")
    for problem in ("two\nlines", "\x1b[2J"):
        with pytest.raises(Broken):
            answered(raising(InputError("a", None, problem)))(b"")
    with pytest.raises(Unforeseen):
        answered(raising(Unforeseen("a", None, "a bug")))(b"")


def raising(error: Exception):
    def run_once(_: bytes) -> None:
        raise error

    return run_once


def test_one_input_is_kept_for_each_place(tmp_path: Path) -> None:
    def fail(data: bytes) -> None:
        if data[:1] == b"a":
            raise KeyError(data)
        raise ValueError(data)

    check = run.keeping(fail, tmp_path)
    for data in (b"a1", b"a2", b"b"):
        check(data)
    kept = [path for path in tmp_path.iterdir() if path.suffix != ".traceback"]
    assert sorted(path.read_bytes() for path in kept) == [b"a1", b"b"]


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let targets be as they are, without what watches them."""
    monkeypatch.setattr(run, "watched_targets", lambda: TARGETS)


@pytest.mark.usefixtures("unwatched")
def test_an_unknown_target_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["no-such"]) == 2
    assert "no target no-such; there are decode" in capsys.readouterr().err


@pytest.mark.usefixtures("unwatched")
def test_a_run_goes_on_until_its_time_is_over(tmp_path, monkeypatch, capsys) -> None:
    """What ends a process, such as an input that takes too long, is kept, and another begins."""
    clock = iter(range(0, 1000, 10))

    def fuzzed(name: str, seconds: int, found: Path, corpus: Path) -> None:
        (found / name / f"timeout-{seconds}").write_bytes(b"a")
        os.write(2, b"stat::number_of_executed_units: 40\n")
        os._exit(70)

    monkeypatch.setattr(run, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(run, "fuzz", fuzzed)
    asked = ["query", "--seconds", "60", "--found", str(tmp_path / "found")]
    assert run.main(asked) == 1
    out = capsys.readouterr().out
    assert re.search(r"^query +\d+ begun +120 runs +\d+ s  3 found\n", out)
    assert "timeout" in out.splitlines()[-1]


@pytest.mark.usefixtures("unwatched")
def test_what_does_not_run_fails(tmp_path, monkeypatch, capsys) -> None:
    def fuzzed(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(run, "fuzz", fuzzed)
    assert run.main(["query", "--found", str(tmp_path / "found")]) == 1
    assert "OSError: no room" in capsys.readouterr().out
    assert [*tmp_path.iterdir()] == []


def test_without_atheris_nothing_is_fuzzed(monkeypatch, capsys) -> None:
    monkeypatch.setitem(sys.modules, "atheris", None)
    run.watched_targets.cache_clear()
    assert run.main(["query"]) == 1
    assert "atheris" in capsys.readouterr().err


def test_a_short_run_begins_with_some_of_each_kind(tmp_path) -> None:
    assert write_corpus("headings", tmp_path, 10) == len([*tmp_path.iterdir()]) <= 10
    written = {path.read_bytes() for path in tmp_path.iterdir()}
    assert written < set(corpus("headings"))
    write_corpus("read-html", tmp_path / "html", 2)
    written = {path.read_bytes() for path in (tmp_path / "html").iterdir()}
    assert set(known_crashes("read-html")) <= written
