"""The command ``batch``, and ``convert`` with several inputs, as a user meets them."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from epubify.batches.jobs import Job, Outcome, Status
from epubify.cli import run
from epubify.cli.batch_report import BatchReport
from epubify.cli.progress import Bar, Lines, Log, Pace, progress, span
from epubify.errors import InputError, OutputError, OutputLost
from epubify.files.output import read_existing
from epubify.inspection.summary import describe
from epubify.options import Options
from epubify.report import Report

TEXT = "It was the first day of the year, and the snow lay on the roofs of the town.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def story(name: str, title: str, author: str = "Ann Bee", text: str = TEXT) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(f"{title}\nby {author}\n\n{text}", encoding="utf-8")


def batch(*arguments: str) -> int:
    """Run a batch in this process, which is quicker for a few books, without covers."""
    return run(["batch", *arguments, "--executor", "serial:", "--no-cover"])


def books(folder: str = "out") -> list[str]:
    root = Path(folder)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*.epub"))


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# -------------------------------------------------------------------------------- folders


def test_a_folder_is_mirrored_and_made_only_once(capsys):
    story("s/a.txt", "Dusk")
    story("s/x/b.txt", "Dawn")
    assert batch("s", "-o", "out") == 0
    out, err = capsys.readouterr()
    assert books() == ["Ann Bee - Dusk.epub", "x/Ann Bee - Dawn.epub"]
    assert sorted(out.splitlines()) == [str(Path("out", name)) for name in books()]
    assert "2 books: 2 written" in err
    assert batch("s", "-o", "out") == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "2 books: 2 unchanged" in err


def test_only_what_changed_is_made_again(capsys):
    story("s/a.txt", "Dusk")
    story("s/b.txt", "Dawn")
    assert batch("s", "-o", "out", "-q") == 0
    story("s/b.txt", "Dawn", text=TEXT + "\nAnd that was that, and no more of it.\n")
    assert batch("s", "-o", "out") == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [str(Path("out/Ann Bee - Dawn.epub"))]
    assert "1 written, 1 unchanged" in err
    assert batch("s", "-o", "out", "--force") == 0
    assert "2 written" in capsys.readouterr().err


def test_names_can_be_asked_for_on_the_command_line():
    story("s/a.txt", "Dusk")
    assert batch("s", "-o", "out", "-q", "--name", "{author_sort}/{title}") == 0
    assert books() == ["Bee, Ann/Dusk.epub"]


def test_processes_make_the_same_bytes(folder):
    for number in range(4):
        story(f"s/{number}.txt", f"Day {number}")
    arguments = ["s", "-q", "--no-cover"]
    assert batch(*arguments, "-o", "one") == 0
    assert run(["batch", *arguments, "-o", "two", "--jobs", "2"]) == 0
    assert books("one") == books("two")
    for name in books("one"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


# ------------------------------------------------------------------------------- manifests

MANIFEST = """
output = "out"
name = "{author}/{series} {series_index:02} - {title}.epub"

[defaults]
publisher = "The Shelf"

[[story]]
input = "s/**/*.txt"

[[story]]
input = "s/b.txt"
series = "Days"
series_index = 2

[[anthology]]
title = "All of It"
inputs = "s/*.txt"
editor = "E. E."
name = "{title}.epub"
"""


def test_a_manifest_says_what_is_made_and_how_it_is_called(capsys):
    story("s/a.txt", "Dusk")
    story("s/b.txt", "Dawn")
    Path("library.toml").write_text(MANIFEST, encoding="utf-8")
    assert batch("library.toml", "--json") == 0
    made = {book["output"]: book for book in lines(capsys.readouterr().out)}
    expected = ["All of It.epub", "Ann Bee/Dawn.epub", "Ann Bee/Dusk.epub"]
    expected[1] = "Ann Bee/Days 02 - Dawn.epub"
    assert books() == expected
    assert made[str(Path("out/All of It.epub"))]["stories"] == 2
    assert batch("library.toml", "-q") == 0
    assert books() == expected


def test_a_mistake_in_a_manifest_makes_no_book(capsys):
    story("s/a.txt", "Dusk")
    Path("library.toml").write_text('output = "out"\n[[story]]\ninptu = "s/*.txt"\n')
    assert batch("library.toml") == 2
    expected = "epubify: library.toml:3: unknown key “inptu”; did you mean “input”?\n"
    assert capsys.readouterr().err == expected
    assert not Path("out").exists()


def test_a_glob_that_matches_nothing_is_told_and_fails_a_strict_run(capsys):
    story("s/a.txt", "Dusk", text=TEXT * 30)
    Path("library.toml").write_text('output = "out"\n[[story]]\ninput = ["s/*", "t/*"]\n')
    assert batch("library.toml", "--language", "en") == 0
    assert "library.toml:2: 't/*' matches no story file" in capsys.readouterr().err
    assert batch("library.toml", "--language", "en", "--strict") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        "s -o out --theme none",
        "s -o out --cover-style none",
        "s -o out --format word",
        "s -o out --name {titel}",
        "s -o out --title Dusk",
        "s -o one.epub",
        "s -o -",
        "s -o out --base-url https://x.example/",
        "s -o out --catalog --base-url x",
        "s -o memory://out --catalog",
        "s -o out --dry-run --watch",
        "s -o out --jobs 0",
        "s -o out --timeout 0",
        "s -o out --progress dots",
        "s/a.txt -o out",
    ],
)
def test_exit_2_before_anything_is_done(arguments):
    story("s/a.txt", "Dusk")
    story("s/b.txt", "Dawn")
    assert run(["batch", *arguments.split()]) == 2
    assert not Path("out").exists()


def test_an_executor_that_is_none_is_a_mistake():
    story("s/a.txt", "Dusk")
    assert run(["batch", "s", "-o", "out", "--executor", "abacus://x"]) == 2


@pytest.mark.parametrize("source", ["none", "none.toml", "empty"])
def test_exit_3_without_stories(source):
    Path("empty").mkdir()
    assert batch(source, "-o", "out") == 3


# ------------------------------------------------------------------------------- failures


def test_one_bad_story_stops_nothing_and_is_told_with_its_reason(capsys):
    story("s/a.txt", "Dusk")
    for name in ("b", "c", "d", "e"):
        Path(f"s/{name}.txt").write_text("", encoding="utf-8")
    assert batch("s", "-o", "out") == 1
    err = capsys.readouterr().err
    assert books() == ["Ann Bee - Dusk.epub"]
    assert "5 books: 1 written, 4 failed" in err
    assert "epubify: s/c.txt: file is empty" in err
    summary = err[err.index("  failed:") :]
    assert "4  file is empty: give a file with a story in it" in summary
    assert "and 1 more" in summary


def test_findings_are_grouped_with_what_can_be_done(capsys):
    for name in "abc":
        Path("s").mkdir(exist_ok=True)
        Path(f"s/{name}.txt").write_text(f"{TEXT}And so on, {name}.\n", encoding="utf-8")
    assert batch("s", "-o", "out", "--language", "en") == 0
    err = " ".join(capsys.readouterr().err.split())
    assert "3 no author (M002): name one with --author" in err
    assert "s/a.txt, s/b.txt, s/c.txt" in err


def test_exit_3_when_every_story_fails_and_fail_fast_stops_at_the_first(capsys):
    for name in "abc":
        Path("s").mkdir(exist_ok=True)
        Path(f"s/{name}.txt").write_text("", encoding="utf-8")
    assert batch("s", "-o", "out") == 3
    capsys.readouterr()
    assert batch("s", "-o", "out", "--fail-fast") == 3
    assert "1 failed, 2 not reached" in capsys.readouterr().err


def test_exit_4_where_the_output_is_a_file():
    story("s/a.txt", "Dusk")
    Path("out").write_text("precious")
    assert batch("s", "-o", "out") == 4
    assert Path("out").read_text() == "precious"


def outcome(
    name: str, error: InputError | OutputError | None = None, status: Status = Status.FAILED
) -> Outcome:
    data = describe([name], Report(), status=str(status), error=error)
    return Outcome(Job((), Options(), "out"), status, data, path=name, error=error)


def instead(monkeypatch, *steps: Outcome | BaseException) -> None:
    """Let these be what comes from the engine."""

    def run_all(*_: Any, **__: Any) -> Any:
        for step in steps:
            if isinstance(step, BaseException):
                raise step
            yield step

    monkeypatch.setattr("epubify.batches.engine.run_all", run_all)


def test_exit_4_with_one_clear_message_where_the_disk_is_full(monkeypatch, capsys):
    story("s/a.txt", "Dusk")
    story("s/b.txt", "Dawn")
    full = OutputLost("out/x.epub", None, "cannot be written: no space left on device")
    instead(monkeypatch, outcome("s/a.txt", full), full)
    assert batch("s", "-o", "out") == 4
    err = capsys.readouterr().err
    assert err.count("epubify: out/x.epub: cannot be written: no space left on device\n") == 1
    assert "stopped; 2 books: 1 failed, 1 not reached" in err


def test_exit_130_says_what_is_done_and_what_is_not(monkeypatch, capsys):
    for name in "abc":
        story(f"s/{name}.txt", name)
    done = outcome("s/a.txt", status=Status.WRITTEN)
    instead(monkeypatch, done, KeyboardInterrupt())
    Path("out").mkdir()
    assert batch("s", "-o", "out", "--prune", "-q") == 130
    err = capsys.readouterr().err
    assert "interrupted; nothing is left half-written: run it again to go on" in err
    assert "3 books: 1 written, 2 not reached" in err


# ---------------------------------------------------------------------- what would be done


def test_a_dry_run_says_what_would_be_made_and_why(capsys):
    story("s/a.txt", "Dusk")
    story("s/b.txt", "Dawn")
    story("s/c.txt", "Noon")
    assert batch("s", "-o", "out", "-q") == 0
    before = {name: Path("out", name).stat().st_mtime_ns for name in books()}
    story("s/b.txt", "Dawn", text=TEXT * 2)
    story("s/d.txt", "Night")
    Path("s/c.toml").write_text('publisher = "X"\n', encoding="utf-8")
    assert batch("s", "-o", "out", "--dry-run", "--json") == 0
    told = {Path(one["inputs"][0]).stem: one for one in lines(capsys.readouterr().out)}
    assert {stem: one["action"] for stem, one in told.items()} == {
        "a": "keep",
        "b": "make",
        "c": "make",
        "d": "make",
    }
    assert told["a"]["reason"] == "current"
    assert "input changed" in told["b"]["reason"]
    assert "options" in told["c"]["reason"]
    assert told["d"]["reason"] == "new"
    assert {name: Path("out", name).stat().st_mtime_ns for name in books()} == before
    Path("s/d.txt").unlink()
    Path("s/d.txt").symlink_to("nowhere.txt")
    assert batch("s", "-o", "out", "--dry-run") == 0
    out, err = capsys.readouterr()
    assert "make  s/b.txt  (its input changed)" in out
    assert "fail  s/d.txt  (its input cannot be read" in out
    assert "2 books to make, 1 current, 1 that cannot be read; nothing was written" in err


# --------------------------------------------------------------------------------- prune


def test_prune_removes_books_whose_story_is_gone_and_nothing_else(capsys):
    for name, title in (("a", "Dusk"), ("x/b", "Dawn"), ("c", "Noon")):
        story(f"s/{name}.txt", title)
    assert batch("s", "-o", "out", "-q") == 0
    Path("out/precious.epub").write_bytes(b"a book of another maker")
    Path("out/x/notes.txt").write_text("mine")
    Path("s/x/b.txt").unlink()
    Path("s/c.txt").unlink()
    assert batch("s", "-o", "out", "-q") == 0
    assert len(books()) == 4
    assert batch("s", "-o", "out", "--prune", "--dry-run") == 0
    assert "would be removed: Ann Bee - Noon.epub" in capsys.readouterr().err
    assert len(books()) == 4
    assert batch("s", "-o", "out", "--prune") == 0
    assert books() == ["Ann Bee - Dusk.epub", "precious.epub"]
    assert "removed: Ann Bee - Noon.epub" in capsys.readouterr().err
    assert Path("out/x/notes.txt").is_file()


def test_prune_removes_folders_that_become_empty():
    story("s/a.txt", "Dusk")
    story("s/x/y/b.txt", "Dawn")
    assert batch("s", "-o", "out", "-q") == 0
    Path("s/x/y/b.txt").unlink()
    assert batch("s", "-o", "out", "-q", "--prune") == 0
    assert not Path("out/x").exists()


def test_prune_keeps_the_older_book_of_a_story_that_fails(capsys):
    story("s/a.txt", "Dusk")
    story("s/b.txt", "Dawn")
    story("s/c.txt", "Noon")
    assert batch("s", "-o", "out", "-q") == 0
    Path("s/b.txt").write_text("", encoding="utf-8")
    Path("s/c.txt").unlink()
    assert batch("s", "-o", "out", "--prune") == 1
    assert books() == ["Ann Bee - Dawn.epub", "Ann Bee - Dusk.epub"]
    assert "kept: Ann Bee - Dawn.epub" in capsys.readouterr().err


def test_prune_keeps_books_that_made_room_for_others():
    story("s/b.txt", "Dusk")
    assert batch("s", "-o", "out", "-q") == 0
    story("s/a.txt", "Dusk", text=TEXT * 2)
    story("s/c.txt", "Dusk", text=TEXT * 3)
    assert batch("s", "-o", "out", "-q", "--prune", "--force") == 0
    assert books() == ["Ann Bee - Dusk (2).epub", "Ann Bee - Dusk (3).epub", "Ann Bee - Dusk.epub"]


def test_prune_behind_a_url():
    memory = pytest.importorskip("fsspec").filesystem("memory")
    story("s/a.txt", "Dusk")
    story("s/b.txt", "Dawn")
    assert batch("s", "-o", "memory://shelf/out", "-q") == 0
    Path("s/a.txt").unlink()
    assert batch("s", "-o", "memory://shelf/out", "-q", "--prune") == 0
    assert memory.find("/shelf/out") == ["/shelf/out/Ann Bee - Dawn.epub"]
    memory.rm("/shelf", recursive=True)


def test_prune_where_no_book_was_made():
    Path("s").mkdir()
    Path("s/a.txt").write_text("", encoding="utf-8")
    assert batch("s", "-o", "out", "-q", "--prune") == 3
    assert not Path("out").exists()


def test_prune_removes_nothing_where_a_folder_may_be_missing(capsys):
    story("s/a.txt", "Dusk")
    story("t/b.txt", "Dawn")
    Path("library.toml").write_text('output = "out"\n[[story]]\ninput = ["s/*", "t/*"]\n')
    assert batch("library.toml", "-q") == 0
    Path("t/b.txt").rename("b.away")
    assert batch("library.toml", "--prune") == 0
    assert len(books()) == 2
    assert "no book is removed" in capsys.readouterr().err


# ------------------------------------------------------------------------- seen and told


def test_a_report_has_a_line_a_book_with_the_keys_of_json(capsys):
    story("s/a.txt", "Dusk")
    Path("s/b.txt").write_text("", encoding="utf-8")
    assert batch("s", "-o", "out", "--report", "r/report.jsonl", "--json") == 1
    told = lines(capsys.readouterr().out)
    assert lines(Path("r/report.jsonl").read_text(encoding="utf-8")) == told
    assert {book["status"] for book in told} == {"written", "failed"}
    assert batch("s", "-o", "out", "--report", "r/report.jsonl", "-q") == 1
    again = lines(Path("r/report.jsonl").read_text(encoding="utf-8"))
    assert [(book["title"], book["status"]) for book in again if not book["error"]] == [
        ("Dusk", "unchanged")
    ]


def test_a_report_is_written_as_books_finish(monkeypatch):
    story("s/a.txt", "Dusk")
    seen: list[int] = []

    def run_all(*_: Any, **__: Any) -> Any:
        for number in range(3):
            yield outcome(f"s/{number}.txt", status=Status.WRITTEN)
            seen.append(len(Path("r.jsonl").read_text().splitlines()))

    monkeypatch.setattr("epubify.batches.engine.run_all", run_all)
    assert batch("s", "-o", "out", "--report", "r.jsonl") == 0
    assert seen == [1, 2, 3]


def test_a_report_that_cannot_be_written_is_exit_4(folder):
    story("s/a.txt", "Dusk")
    Path("taken").write_text("")
    assert batch("s", "-o", "out", "--report", "taken/r.jsonl") == 4


def test_messages_for_machines_are_one_object_a_line(capsys):
    story("s/a.txt", "Dusk")
    Path("s/b.txt").write_text("", encoding="utf-8")
    assert batch("s", "-o", "out", "--log-format", "json") == 1
    events = lines(capsys.readouterr().err)
    assert [event["event"] for event in events] == ["failed", "summary"]
    assert events[0]["inputs"] == ["s/b.txt"]
    summary = events[1]
    assert (summary["written"], summary["failed"], summary["state"]) == (1, 1, "done")
    assert summary["failures"][0]["examples"] == ["s/b.txt"]
    assert all(event["time"] and event["level"] for event in events)


def test_quiet_says_nothing_but_errors(capsys):
    story("s/a.txt", "Dusk")
    assert batch("s", "-o", "out", "-q") == 0
    assert capsys.readouterr() == ("", "")
    Path("s/b.txt").write_text("", encoding="utf-8")
    assert batch("s", "-o", "out", "-q") == 1
    assert capsys.readouterr().err == (
        "epubify: s/b.txt: file is empty; give a file with a story in it\n"
    )


def test_a_catalog_is_written_when_all_is_made():
    story("s/a.txt", "Dusk")
    assert batch("s", "-o", "out", "-q", "--catalog") == 0
    assert "Dusk" in "".join(
        path.read_text(encoding="utf-8") for path in Path("out").rglob("*.*ml")
    )
    assert Path("out/index.html").is_file()


# -------------------------------------------------------------------------------- progress


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_pace_is_that_of_the_books_that_are_made():
    clock = Clock()
    pace = Pace(100, clock)
    clock.now = 5
    for _ in range(60):
        pace.add(Status.UNCHANGED)
    clock.now = 15
    for status in [Status.WRITTEN] * 18 + [Status.FAILED] * 2:
        pace.add(status)
    assert (pace.rate, pace.left) == (2.0, 10.0)
    assert pace.summary() == "80 of 100 books, 2 failed, 2.0/s, 10 s left"


def test_nothing_is_said_of_a_pace_that_is_not_known():
    clock = Clock()
    pace = Pace(10, clock)
    assert pace.summary() == "0 of 10 books"
    pace.add(Status.UNCHANGED)
    assert (pace.rate, pace.left, pace.summary()) == (0.0, None, "1 of 10 books")


def test_lines_come_now_and_then(capsys):
    clock = Clock()
    shown = Lines(Pace(100, clock), Log(), clock)
    for second in range(25):
        clock.now = second
        shown.add(outcome("a", status=Status.WRITTEN))
    told = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in told] == [
        "epubify: 11 of 100 books",
        "epubify: 21 of 100 books",
    ]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_stands_in_one_line_and_makes_room_for_messages(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    log = Log()
    shown = progress("auto", 4, log)
    assert isinstance(shown, Bar)
    shown.add(outcome("a", status=Status.WRITTEN))
    log.error("failed", "epubify: b.txt: no such file")
    shown.close()
    text = terminal.getvalue()
    assert "[-----" in text
    assert "1 of 4 books" in text
    above = text[: text.index("epubify: b.txt")]
    assert above.endswith(" \r")
    assert text.endswith(" \r")
    assert text.count("\n") == 1


@pytest.mark.parametrize(("kind", "expected"), [("auto", Lines), ("plain", Lines), ("bar", Bar)])
def test_a_log_gets_lines_unless_a_bar_is_asked_for(kind, expected, capsys):
    shown = progress(kind, 4, Log())
    assert isinstance(shown, expected)
    shown.close()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("kind", ["auto", "bar", "plain", "none"])
def test_quiet_shows_no_progress(kind, capsys):
    shown = progress(kind, 4, Log(quiet=True))
    shown.add(outcome("a"))
    shown.close()
    assert capsys.readouterr() == ("", "")


def test_spans_are_rounded_before_they_are_split():
    assert span(3599.9) == "1 h"


def test_reasons_are_grouped_whatever_numbers_are_in_them():
    account = BatchReport(5)
    for number, problem in enumerate(["NUL at 12", "NUL at 99", "NUL at 7", "closed"]):
        account.add(outcome(f"{number}.txt", InputError(f"{number}.txt", None, problem, "mend it")))
    told = account.data()["failures"]
    assert [(group["title"], group["count"]) for group in told] == [("NUL at …", 3), ("closed", 1)]
    assert account.summary() == "5 books: 4 failed, 1 not reached"


def test_a_summary_stays_short_however_many_reasons_there_are():
    account = BatchReport(60)
    for number in range(60):
        problem = "x" * (number % 30 + 1)
        account.add(outcome(f"{number}.txt", InputError(f"{number}.txt", None, problem)))
    assert len(account.data()["failures"]) == 30
    told = account.lines()
    assert len(told) == 1 + 2 * 20 + 1
    assert told[-1] == "    20 books for 10 other reasons: --report names them all"


# ----------------------------------------------------------------------------------- watch


def test_what_changes_is_told_and_what_the_batch_writes_is_not():
    pytest.importorskip("watchfiles")
    from epubify.batches.plan import PlanRequest, plan_folder
    from epubify.batches.watch import Relevant, changes

    story("s/a.txt", "Dusk")
    plan = plan_folder("s", PlanRequest(output="s/out"))
    matters = Relevant(plan)
    told = ["s/a.txt", "s/x/new.txt", "s/a.toml", "s/cover.jpg"]
    assert [name for name in told if not matters(Path(name))] == []
    own = ["s/out/a.epub", "s/out/cover.jpg", "s/.a.txt", "s/out/index.html", "s/a.txt~"]
    assert [name for name in own if matters(Path(name))] == []
    waiting = changes(plan)
    Path("s/out").mkdir()
    Path("s/out/a.epub").write_text("x")
    story("s/b.txt", "Dawn")
    assert [path.name for path in next(waiting)] == ["b.txt"]


def test_watching_makes_what_changes_and_survives_a_mistake(monkeypatch, capsys):
    story("s/a.txt", "Dusk")
    Path("library.toml").write_text('output = "out"\n[[story]]\ninput = "s/*"\n')

    rounds = iter(['[[stroy]]\ninput = "s/*"', '[[story]]\ninput = "s/*"'])

    def changes(_: Any) -> Any:
        for text in rounds:
            Path("library.toml").write_text(f'output = "out"\n{text}\n')
            story("s/b.txt", "Dawn")
            yield (Path("library.toml"),)
        raise KeyboardInterrupt

    monkeypatch.setattr("epubify.batches.watch.changes", changes)
    assert batch("library.toml", "--watch") == 0
    err = capsys.readouterr().err
    assert "unknown key “stroy”" in err
    assert books() == ["Ann Bee - Dawn.epub", "Ann Bee - Dusk.epub"]


def test_watching_without_watchfiles_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    story("s/a.txt", "Dusk")
    assert batch("s", "-o", "out", "--watch") == 2
    assert "pip install 'epubify[watch]'" in capsys.readouterr().err
    assert not Path("out").exists()


# --------------------------------------------------------------------- convert, many inputs


def test_convert_uses_the_same_engine(capsys):
    story("s/a.txt", "Dusk")
    story("s/x/b.txt", "Dawn")
    assert run(["convert", "s", "-o", "out", "--no-cover", "--jobs", "2"]) == 0
    out, err = capsys.readouterr()
    assert sorted(out.splitlines()) == [str(Path("out", name)) for name in books()]
    assert "“Dusk” by Ann Bee" in err
    assert run(["convert", "s", "-o", "out", "--no-cover", "--json"]) == 0
    told = lines(capsys.readouterr().out)
    assert {(book["title"], book["status"]) for book in told} == {
        ("Dusk", "unchanged"),
        ("Dawn", "unchanged"),
    }
    assert run(["convert", "s", "-o", "out", "--no-cover"]) == 0
    err = capsys.readouterr().err
    assert "“Dawn” by Ann Bee" in err
    assert err.count("unchanged, not written again") == 2


def test_convert_and_batch_agree_on_what_is_current():
    story("s/a.txt", "Dusk")
    story("s/b.txt", "Dawn")
    assert run(["convert", "s", "-o", "out", "--no-cover", "-q"]) == 0
    before = [Path("out", name).stat().st_mtime_ns for name in books()]
    time.sleep(0.01)
    assert batch("s", "-o", "out", "-q") == 0
    assert [Path("out", name).stat().st_mtime_ns for name in books()] == before
    assert all(read_existing(Path("out", name)) for name in books())


def test_convert_tells_a_full_disk_once(monkeypatch, capsys):
    story("a.txt", "Dusk")
    story("b.txt", "Dawn")
    full = OutputLost("out/x.epub", None, "cannot be written: no space left on device")
    instead(monkeypatch, outcome("a.txt", full), full)
    assert run(["convert", "a.txt", "b.txt", "-o", "out"]) == 4
    assert capsys.readouterr().err.count("no space left") == 1


def test_convert_writes_to_a_url_and_reads_from_one():
    memory = pytest.importorskip("fsspec").filesystem("memory")
    memory.pipe_file("/shelf/in/a.txt", f"Dusk\nby Ann Bee\n\n{TEXT}".encode())
    arguments = ["memory://shelf/in/a.txt", "-o", "memory://shelf/out", "--no-cover", "-q"]
    assert run(["convert", *arguments]) == 0
    assert memory.find("/shelf/out") == ["/shelf/out/Ann Bee - Dusk.epub"]
    assert run(["convert", *arguments[:2], "memory://shelf/one.epub"]) == 2
    assert run(["convert", "--join", *arguments]) == 2
    memory.rm("/shelf", recursive=True)


def test_stdin_among_several_inputs(monkeypatch):
    story("a.txt", "Dusk")
    text = io.TextIOWrapper(io.BytesIO(b"Dawn\nby Ann Bee\n\n" + TEXT.encode()))
    monkeypatch.setattr(sys, "stdin", text)
    assert run(["convert", "-", "a.txt", "-o", "out", "-q", "--no-cover"]) == 0
    assert books() == ["Ann Bee - Dawn.epub", "Ann Bee - Dusk.epub"]


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_a_real_interrupt_ends_with_130_and_the_next_run_goes_on(folder):
    import signal
    import subprocess

    for number in range(40):
        story(f"s/{number}.txt", f"Day {number}")
    # The tests may have been started in the background, where a shell ignores the signal.
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from epubify.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "batch", "s", "-o", "out", "--executor", "serial:"]
    root = str(Path(__file__).parent.parent)
    running = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": root},
    )  # fmt: skip
    assert running.stdout
    running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=300)
    assert running.returncode == 130
    assert "not reached" in err
    assert [path.name for path in Path("out").iterdir() if path.name.startswith(".")] == []
    assert batch("s", "-o", "out", "-q") == 0
    assert len(books()) == 40
