"""Many books at once: who makes them, what becomes of each, and which name it gets."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from engine_tools import (
    OPTIONS,
    Poisoned,
    assert_nobody_woke,
    by_name,
    contents,
    jobs_of,
    poisoned,
    write_library,
    write_story,
)
from msgspec.structs import replace

from epubify.batches import Job, Kind, Processes, Serial, Status, connect, run_all, run_job
from epubify.batches.book_task import make_book
from epubify.batches.fork_server import CAN_FORK, fork_server
from epubify.batches.make import make_job
from epubify.batches.outcomes import MadeBook
from epubify.batches.processes import ForkedWorker, SpawnedWorker
from epubify.batches.workers import TimedOut, WorkerDied
from epubify.errors import EpubifyError, InputError, OutputError, OutputLost, UsageError
from epubify.files.inputs import Input

PATIENCE = 300
"""Seconds after which something hangs. The machine may be busy: nothing else depends on it."""
WRITTEN, UNCHANGED, FAILED = Status.WRITTEN, Status.UNCHANGED, Status.FAILED


def statuses(outcomes: Any) -> list[Status]:
    return [outcome.status for outcome in outcomes]


def make_all(jobs: list[Job], **asked: Any) -> list[Any]:
    return list(run_all(jobs, Serial(), **asked))


# ------------------------------------------------------------------------- what is made


def test_processes_make_the_same_books_as_one_process(tmp_path):
    stories = write_library(tmp_path / "in", 8, titles=3)
    serial = make_all(jobs_of(stories, tmp_path / "one"))
    parallel = list(run_all(jobs_of(stories, tmp_path / "two"), workers=2))
    assert statuses(serial) == statuses(parallel) == [WRITTEN] * 8
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert len(contents(tmp_path / "one")) == 8


def test_a_book_is_as_convert_makes_it(tmp_path):
    from epubify.cli import run

    story = write_story(tmp_path / "a.txt", "Dusk")
    run_job(Job((story,), OPTIONS, str(tmp_path / "one")))
    assert run(["convert", str(tmp_path / "a.txt"), "-o", str(tmp_path / "two"), "--no-cover"]) == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_outcome_tells_of_its_book(tmp_path):
    story = write_story(tmp_path / "a.txt", "Dusk")
    job = Job((story,), OPTIONS, str(tmp_path / "out"), name="{author}/{title}")
    outcome = run_job(job)
    assert outcome.job is job
    assert outcome.base_name == "Nina Hall/Dusk.epub"
    assert outcome.path == str(tmp_path / "out" / "Nina Hall" / "Dusk.epub")
    assert Path(outcome.path).is_file()
    told = {key: outcome.data[key] for key in ("inputs", "output", "status", "title", "words_lost")}
    assert told == {
        "inputs": ["a.txt"],
        "output": outcome.path,
        "status": "written",
        "title": "Dusk",
        "words_lost": 0,
    }


def test_parts_and_anthologies(tmp_path):
    inputs = tuple(write_library(tmp_path / "in", 3, titles=1))
    titled = replace(OPTIONS, title="All")
    kinds = {
        kind: run_job(Job(inputs, titled, str(tmp_path / kind), kind=kind))
        for kind in (Kind.JOINED, Kind.ANTHOLOGY)
    }
    assert kinds[Kind.JOINED].data["stories"] == 1
    assert kinds[Kind.ANTHOLOGY].data["stories"] == 3
    again = run_job(Job(inputs, titled, str(tmp_path / "anthology"), kind=Kind.ANTHOLOGY))
    assert again.status is UNCHANGED


def test_an_anthology_that_leaves_a_story_out_is_current_too(tmp_path):
    inputs = write_library(tmp_path / "in", 2)
    (tmp_path / "empty.txt").write_text("")
    inputs += [Input("empty.txt", tmp_path / "empty.txt"), Input("gone.txt", tmp_path / "gone.txt")]
    job = Job(
        tuple(inputs), replace(OPTIONS, title="All"), str(tmp_path / "out"), kind=Kind.ANTHOLOGY
    )
    first = run_job(job)
    assert first.status is WRITTEN
    left_out = [found for found in first.data["findings"] if found["code"] == "M021"]
    assert len(left_out) == 2
    assert run_job(job).status is UNCHANGED
    write_story(tmp_path / "gone.txt", "Found")
    assert run_job(job).data["stories"] == 3


def test_the_largest_is_begun_first(tmp_path):
    stories = write_library(tmp_path / "in", 3)
    jobs = [
        replace(job, size=size)
        for job, size in zip(jobs_of(stories, tmp_path / "out"), (5, 50, 7), strict=True)
    ]
    assert [outcome.job.size for outcome in make_all(jobs)] == [50, 7, 5]


def test_only_a_few_jobs_are_under_way(tmp_path):
    class Counting(Serial):
        room = 4

        def __init__(self) -> None:
            self.waiting: list[tuple[Future[Any], Any, Any]] = []
            self.most = 0

        def submit(self, function: Any, /, *args: Any, timeout: float | None) -> Future[Any]:
            future: Future[Any] = Future()
            self.waiting.append((future, function, args))
            self.most = max(self.most, len(self.waiting))
            if len(self.waiting) == self.room or args[0].number >= 8:
                for one, call, given in self.waiting:
                    one.set_result(call(*given))
                self.waiting.clear()
            return future

    crew = Counting()
    jobs = jobs_of(write_library(tmp_path / "in", 12), tmp_path / "out")
    jobs = [replace(job, size=0) for job in jobs]
    assert statuses(run_all(jobs, crew)) == [WRITTEN] * 12
    assert crew.most == 4


# --------------------------------------------------------------------------- what fails


def test_a_bad_story_stops_nothing(tmp_path):
    stories = write_library(tmp_path / "in", 2)
    (tmp_path / "in" / "empty.txt").write_text("")
    stories += [Input("empty.txt", tmp_path / "in" / "empty.txt"), Input("no.txt", Path("no.txt"))]
    found = by_name(make_all(jobs_of(stories, tmp_path / "out")))
    assert found["s0.txt"].status is found["s1.txt"].status is WRITTEN
    assert found["empty.txt"].status is FAILED
    assert str(found["no.txt"].error) == "no.txt: no such file"
    assert found["no.txt"].data["error"] == "no.txt: no such file"
    assert len(contents(tmp_path / "out")) == 2


def test_fail_fast_stops_at_the_first_failure(tmp_path):
    stories = write_library(tmp_path / "in", 3)
    jobs = jobs_of([Input("no.txt", Path("no.txt")), *stories], tmp_path / "out")
    jobs = [replace(job, size=0) for job in jobs]
    assert statuses(make_all(jobs, fail_fast=True)) == [FAILED]
    assert not (tmp_path / "out").exists()


def test_findings_fail_a_strict_book_now_and_later(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Nothing is said of who wrote this, or what it is called.\n" * 9
    )
    story = Input("a.txt", tmp_path / "a.txt")
    (relaxed,) = jobs_of([story], tmp_path / "out")
    made = run_job(relaxed)
    assert made.status is WRITTEN
    assert made.data["findings"]
    outcome = run_job(replace(relaxed, strict=True))
    assert isinstance(outcome.error, InputError)
    assert "the option strict lets none pass" in str(outcome.error)
    assert run_job(relaxed).status is UNCHANGED


def test_what_nobody_foresaw_is_an_outcome(tmp_path, monkeypatch):
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("epubify.batches.make.draft", broken)
    (outcome,) = make_all(jobs_of(write_library(tmp_path / "in", 1), tmp_path / "out"))
    assert "this is a bug in epubify: ZeroDivisionError: by zero (test_" in str(outcome.error)


def test_too_little_memory_is_an_outcome(tmp_path, monkeypatch):
    def greedy(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr("epubify.batches.make.draft", greedy)
    (outcome,) = make_all(jobs_of(write_library(tmp_path / "in", 1), tmp_path / "out"))
    assert "not enough memory" in str(outcome.error)


def test_ctrl_c_passes_and_leaves_nothing_unfinished(tmp_path, monkeypatch):
    stories = write_library(tmp_path / "in", 3)
    run = run_all(jobs_of(stories, tmp_path / "out"), Serial())
    assert next(run).status is WRITTEN

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("epubify.batches.make.draft", interrupted)
    with pytest.raises(KeyboardInterrupt):
        next(run)
    assert len(contents(tmp_path / "out")) == 1


# ------------------------------------------------------------------------------- workers


def test_a_worker_that_dies_costs_only_its_own_job(tmp_path):
    stories = write_library(tmp_path / "in", 4)
    stories += [
        write_story(tmp_path / "in" / name, name) for name in ("kills.txt", "dies-once.txt")
    ]
    found = by_name(run_all(jobs_of(stories, tmp_path / "out"), Poisoned(2)))
    assert "died, twice" in str(found.pop("kills.txt").error)
    assert set(statuses(found.values())) == {WRITTEN}
    assert len(contents(tmp_path / "out")) == 5


def test_a_job_that_takes_too_long_is_ended(tmp_path):
    stories = write_library(tmp_path / "in", 2)
    stories += [write_story(tmp_path / "in" / "sleeps.txt", "Sleeps")]
    found = by_name(run_all(jobs_of(stories, tmp_path / "out"), Poisoned(1), timeout=5))
    assert_nobody_woke(tmp_path)
    assert "longer than 5 seconds" in str(found.pop("sleeps.txt").error)
    assert set(statuses(found.values())) == {WRITTEN}


def test_an_error_of_the_worker_itself_is_an_outcome(tmp_path):
    story = write_story(tmp_path / "in" / "raises.txt", "Raises")
    (outcome,) = run_all(jobs_of([story], tmp_path / "out"), Poisoned(1))
    assert "RuntimeError: out of cheese" in str(outcome.error)


def result(crew: Processes, function: Any, *args: Any, timeout: float | None = None) -> Any:
    """Return the result of a task, or raise its error."""
    future = crew.submit(function, *args, timeout=timeout)
    assert crew.wait([future], PATIENCE) == {future}
    return future.result()


def result_at_last(crew: Processes, function: Any) -> Any:
    """Return the result of a task; it is tried twice where what was killed had not quite gone."""
    try:
        return result(crew, function)
    except WorkerDied:
        return result(crew, function)


def fails_with(made: Any) -> None:
    raise ValueError(made())


BEGIN = [ForkedWorker, SpawnedWorker] if CAN_FORK else [SpawnedWorker]


@pytest.fixture(params=BEGIN)
def crew(request: pytest.FixtureRequest) -> Iterator[Processes]:
    crew = Processes(1, request.param)
    yield crew
    crew.stop()


def test_a_process_that_is_killed_while_idle_is_replaced():
    crew = Processes(1)
    pid = result(crew, os.getpid)
    os.kill(pid, 9)
    assert result_at_last(crew, os.getpid) != pid
    crew.stop()


def test_ending_early_ends_the_workers(tmp_path):
    stories = write_library(tmp_path / "in", 2)
    stories += [write_story(tmp_path / "in" / f"sleeps{n}.txt", f"S {n}") for n in range(2)]
    jobs = [replace(job, size=0) for job in jobs_of(stories, tmp_path / "out")]
    run = run_all(jobs, Poisoned(1))
    assert next(run).status is WRITTEN
    run.close()
    assert_nobody_woke(tmp_path)
    assert [name for name in contents(tmp_path / "out") if name.startswith(".")] == []


def test_any_executor_will_do_and_stays_open(tmp_path):
    stories = write_library(tmp_path / "in", 6, titles=2)
    with ThreadPoolExecutor(2) as threads:
        assert statuses(run_all(jobs_of(stories, tmp_path / "out"), threads)) == [WRITTEN] * 6
        assert threads.submit(len, "open").result() == 4
    make_all(jobs_of(stories, tmp_path / "serial"))
    assert contents(tmp_path / "out") == contents(tmp_path / "serial")


def test_ending_early_takes_back_what_waits_elsewhere(tmp_path):
    stories = write_library(tmp_path / "in", 12)
    with ThreadPoolExecutor(1) as threads:
        run = run_all(jobs_of(stories, tmp_path / "out"), threads, workers=4)
        assert next(run).status is WRITTEN
        run.close()
    assert len([name for name in contents(tmp_path / "out") if not name.startswith(".")]) == 1
    assert statuses(make_all(jobs_of(stories, tmp_path / "out"))).count(WRITTEN) == 11
    assert len(contents(tmp_path / "out")) == 12


def test_no_other_executor_is_waited_for_longer_than_it_may_take(tmp_path):
    woken = threading.Event()

    class Dreaming(ThreadPoolExecutor):
        def submit(self, function: Any, /, *args: Any, **more: Any) -> Future[Any]:
            assert function is make_book
            if args[0].inputs[0].name.startswith("sleeps"):
                return super().submit(woken.wait, 60)
            return super().submit(poisoned, *args, **more)

    stories = write_library(tmp_path / "in", 2)
    stories += [write_story(tmp_path / "in" / "sleeps.txt", "Sleeps")]
    with Dreaming(2) as threads:
        jobs = jobs_of(stories, tmp_path / "out")
        found = by_name(run_all(jobs, threads, timeout=3))
        woken.set()
    assert "longer than 3 seconds" in str(found.pop("sleeps.txt").error)
    assert set(statuses(found.values())) == {WRITTEN}


def test_futures_end_in_the_words_of_this_program(crew):
    with pytest.raises(TimedOut):
        result(crew, time.sleep, 60, timeout=0.5)
    with pytest.raises(WorkerDied):
        result(crew, os._exit, 1)
    with pytest.raises(ZeroDivisionError):
        result(crew, divmod, 1, 0)
    with pytest.raises(TypeError, match="cannot pickle"):
        result(crew, len, threading.Lock())
    with pytest.raises(TypeError, match="cannot pickle"):
        result(crew, threading.Lock)
    with pytest.raises(RuntimeError, match="ValueError: <unlocked"):
        result(crew, fails_with, threading.Lock)
    assert result(crew, len, "alive") == 5


def test_a_process_is_replaced_after_many_tasks(monkeypatch):
    monkeypatch.setattr("epubify.batches.processes.TASKS_OF_A_PROCESS", 2)
    crew = Processes(1)
    first, second, third = (result(crew, os.getpid) for _ in range(3))
    assert first == second != third
    crew.stop()


def test_a_process_stands_where_the_caller_stands(tmp_path, monkeypatch):
    """Also one that is forked from a server which was started elsewhere."""
    crew = Processes(1)
    before = result(crew, os.getcwd)
    crew.stop()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "lies_here.py").write_text("def told():\n    return 'here'\n")
    import lies_here

    assert result(crew, os.getcwd) == str(tmp_path) != before
    assert result(crew, os.getenv, "SOURCE_DATE_EPOCH") == "86400"
    assert result(crew, lies_here.told) == "here"
    crew.stop()


@pytest.mark.skipif(not CAN_FORK, reason="nothing is forked here")
def test_a_server_that_was_killed_is_replaced():
    crew = Processes(1)
    parent = result(crew, os.getppid)
    server = fork_server()
    os.kill(parent, 9)
    assert result(crew, len, "alive") == 5  # its worker has not gone with it
    crew.stop()
    while server.lives():  # a process that was killed takes its time to go
        time.sleep(0.01)
    assert result(crew, os.getppid) not in (parent, 1)
    crew.stop()


@pytest.mark.parametrize("url", ["ray://x", "dask", "nowhere"])
def test_an_executor_that_there_is_not(url):
    with pytest.raises(UsageError):
        connect(url)


def test_executors_by_name():
    assert isinstance(connect("serial:"), Serial)
    crew = connect("processes:3")
    assert isinstance(crew, Processes)
    assert crew.room == 3


# --------------------------------------------------------------------------------- names


def test_names_do_not_depend_on_who_is_first(tmp_path):
    """Of books that want one name, the lowest number has it, in whatever order they come."""
    titles = ["Dusk", "dusk", "Dusk (2)", "Dusk"]
    stories = [
        write_story(tmp_path / "in" / f"s{n}.txt", title, word=f"w{n}")
        for n, title in enumerate(titles)
    ]
    seen = []
    for place, order in enumerate(permutations(range(4))):
        jobs = jobs_of(stories, tmp_path / f"out{place}")
        jobs = [replace(job, size=10 - order.index(job.number)) for job in jobs]
        make_all(jobs)
        seen.append(contents(tmp_path / f"out{place}"))
    assert all(one == seen[0] for one in seen)
    names = ["Dusk (2).epub", "Dusk (3).epub", "Dusk.epub", "dusk (4).epub"]
    by = "Nina Hall - "
    assert len(seen[0]) == 4
    assert by + "Dusk.epub" in seen[0]
    assert by + "Dusk (2).epub" in seen[0]
    assert len({name.casefold() for name in seen[0]}) == len(names)


def test_books_that_make_room_are_told(tmp_path):
    stories = write_library(tmp_path / "in", 2, titles=1)
    jobs = jobs_of(stories, tmp_path / "out")
    later, earlier = make_all([jobs[0], replace(jobs[1], size=10**6)])
    plain, second = (tmp_path / "out" / f"Nina Hall - The Tale 0{n}.epub" for n in ("", " (2)"))
    assert later.path == earlier.path == str(plain)
    assert earlier.moves == ((str(plain), str(second)),)
    assert statuses(make_all(jobs)) == [UNCHANGED] * 2


def test_a_name_is_given_back_in_the_next_run(tmp_path):
    """A batch that was stopped ends with the names of one that was not."""
    stories = write_library(tmp_path / "in", 4, titles=1)
    jobs = jobs_of(stories, tmp_path / "out")
    make_all(jobs[2:])
    make_all(jobs[1:])
    make_all(jobs)
    make_all(jobs_of(stories, tmp_path / "clean"))
    assert contents(tmp_path / "out") == contents(tmp_path / "clean")


def test_jobs_in_another_order_swap_names_when_one_is_made_anew(tmp_path):
    stories = write_library(tmp_path / "in", 3, titles=1)
    make_all(jobs_of(stories, tmp_path / "out"))
    turned = jobs_of(reversed(stories), tmp_path / "out")
    assert statuses(make_all(turned)) == [UNCHANGED] * 3
    make_all([replace(turned[1], force=True), turned[0], turned[2]])
    make_all(jobs_of(reversed(stories), tmp_path / "clean"))
    assert contents(tmp_path / "out") == contents(tmp_path / "clean")


def test_a_new_template_renames_what_is_current(tmp_path):
    stories = write_library(tmp_path / "in", 3)
    make_all(jobs_of(stories, tmp_path / "out"))
    renamed = jobs_of(stories, tmp_path / "out", name="{author}/{title}")
    outcomes = make_all(renamed)
    assert statuses(outcomes) == [UNCHANGED] * 3
    assert outcomes[0].path == str(tmp_path / "out" / "Nina Hall" / "The Tale 0.epub")
    assert sorted(contents(tmp_path / "out")) == [f"Nina Hall/The Tale {n}.epub" for n in range(3)]
    assert make_all(renamed)[0].path == outcomes[0].path


def test_a_book_follows_the_folder_of_its_story(tmp_path):
    (story,) = write_library(tmp_path / "in", 1)
    (job,) = jobs_of([story], tmp_path / "out")
    run_job(job)
    moved = replace(job, inputs=(replace(story, below="old/tales"),))
    assert run_job(moved).path == str(tmp_path / "out/old/tales/Nina Hall - The Tale 0.epub")
    assert len(contents(tmp_path / "out")) == 1


def test_two_copies_of_one_story_are_two_books(tmp_path):
    one = write_story(tmp_path / "one" / "s.txt", "Dusk")
    other = write_story(tmp_path / "other" / "s.txt", "Dusk")
    jobs = jobs_of([one, other], tmp_path / "out")
    assert statuses(make_all(jobs)) == [WRITTEN] * 2
    assert len(contents(tmp_path / "out")) == 2
    assert statuses(make_all(jobs)) == [UNCHANGED] * 2


# -------------------------------------------------------------------- what is in the way


def test_what_epubify_did_not_make_is_refused(tmp_path):
    (job,) = jobs_of(write_library(tmp_path / "in", 1), tmp_path / "out")
    target = tmp_path / "out" / "Nina Hall - The Tale 0.epub"
    target.parent.mkdir()
    target.write_text("precious")
    outcome = run_job(job)
    assert isinstance(outcome.error, OutputError)
    assert "not made by epubify" in str(outcome.error)
    assert contents(tmp_path / "out") == {target.name: b"precious"}
    assert run_job(replace(job, force=True)).status is WRITTEN
    assert target.read_bytes().startswith(b"PK")


def test_a_folder_in_the_way_and_an_input_as_output(tmp_path):
    story = write_story(tmp_path / "out" / "x.epub", "Dusk")
    options = replace(OPTIONS, format="text")
    job = Job((story,), options, str(tmp_path / "out"), name="x", force=True)
    assert "never overwritten" in str(run_job(job).error)
    (tmp_path / "out" / "y.epub").mkdir()
    assert "is a folder" in str(run_job(replace(job, name="y")).error)


def test_an_older_self_is_replaced(tmp_path):
    story = write_story(tmp_path / "a.txt", "Dusk")
    (job,) = jobs_of([story], tmp_path / "out")
    run_job(job)
    write_story(tmp_path / "a.txt", "Dusk", word="bright")
    assert run_job(job).status is WRITTEN
    assert len(contents(tmp_path / "out")) == 1


def test_an_output_that_is_a_file_is_an_error(tmp_path):
    (tmp_path / "out").write_text("x")
    (job,) = jobs_of(write_library(tmp_path / "in", 1), tmp_path / "out")
    with pytest.raises(OutputError, match="cannot be written"):
        run_job(job)


def test_to_find_nothing_changed_loads_nothing_that_makes_books():
    code = (
        "import sys, epubify.batches.engine, epubify.batches.planner;"
        "makers = 'epubify.pipeline', 'epubify.layout', 'epubify.matter', 'epubify.render',"
        "    'epubify.text.heading_forms', 'epubify.batches.make', 'epubify.batches.processes';"
        "print([one for one in makers if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_two_runs_at_a_time_do_no_harm(tmp_path):
    stories = write_library(tmp_path / "in", 24, titles=5)
    make_all(jobs_of(stories, tmp_path / "clean"))
    code = (
        "import sys; from pathlib import Path; from epubify.batches import Serial, run_all;"
        "from engine_tools import *;"
        "found = [Input(p.name, p) for p in sorted(Path(sys.argv[1]).iterdir())];"
        "jobs = jobs_of(found, sys.argv[2]);"
        "jobs = jobs if sys.argv[3] == 'up' else [Job(j.inputs, j.options, j.output,"
        "number=j.number, size=j.number) for j in jobs];"
        "print(*{str(o.status) for _ in range(2) for o in run_all(jobs, Serial())})"
    )
    place = [str(tmp_path / "in"), str(tmp_path / "out")]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, *place, order],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for order in ("up", "down")
    ]
    told = [run.communicate(timeout=PATIENCE)[0] for run in runs]
    assert all(run.returncode == 0 for run in runs)
    assert not any("failed" in text for text in told)
    assert contents(tmp_path / "out") == contents(tmp_path / "clean")


# ------------------------------------------------------------------ the place has a fault


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.ESTALE])
def test_a_lost_place_ends_the_run(tmp_path, monkeypatch, code):
    stories = write_library(tmp_path / "in", 3)
    run = run_all(jobs_of(stories, tmp_path / "out"), Serial())
    assert next(run).status is WRITTEN

    def full(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("os.fsync", full)
    failed = next(run)
    assert failed.status is FAILED
    with pytest.raises(OutputLost) as raised:
        next(run)
    assert raised.value is failed.error
    assert raised.value.exit_code == 4
    assert str(tmp_path / "out") in str(raised.value)
    assert len(contents(tmp_path / "out")) == 1


def mounted(folder: Path, kilobytes: int) -> bool:
    folder.mkdir()
    size = f"size={kilobytes}k"
    command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_a_full_disk_ends_the_run_and_leaves_no_half_book(tmp_path):
    stories = write_library(tmp_path / "in", 30)
    if not mounted(tmp_path / "out", 160):
        pytest.skip("only root may mount a small disk")
    try:
        outcomes = []
        with pytest.raises(OutputLost, match="no space left"):
            outcomes.extend(run_all(jobs_of(stories, tmp_path / "out"), Serial()))
        made = contents(tmp_path / "out")
    finally:
        subprocess.run(["umount", str(tmp_path / "out")], check=True)
    make_all(jobs_of(stories, tmp_path / "clean"))
    whole = contents(tmp_path / "clean")
    assert 0 < len(made) < 30
    assert all(whole[name] == data for name, data in made.items())


@pytest.mark.parametrize("another", [False, True])
def test_a_folder_that_is_taken_away_ends_the_run(tmp_path, another):
    stories = write_library(tmp_path / "in", 3)
    run = run_all(jobs_of(stories, tmp_path / "out"), Serial())
    assert next(run).status is WRITTEN
    (tmp_path / "out").rename(tmp_path / "elsewhere")
    if another:
        (tmp_path / "out").mkdir()
    assert next(run).status is FAILED
    with pytest.raises(OutputLost, match="is gone, or another folder"):
        next(run)
    assert not any((tmp_path / "out").glob("*.epub"))


# ------------------------------------------------------------------------------ standalone


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_read_once(tmp_path):
    story = write_story(tmp_path / "a.txt", "Dusk")
    os.mkfifo(tmp_path / "pipe")
    text = story.path.read_text()
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=(text,))
    writer.start()
    outcome = run_job(Job((Input("pipe", tmp_path / "pipe"),), OPTIONS, str(tmp_path / "out")))
    writer.join(PATIENCE)
    assert outcome.status is WRITTEN
    assert outcome.data["title"] == "Dusk"


def test_a_job_can_be_built_without_a_batch(tmp_path):
    (job,) = jobs_of(write_library(tmp_path / "in", 1), tmp_path)
    made = make_job(job, str(tmp_path / "waiting-"))
    assert isinstance(made, MadeBook)
    assert Path(made.file).name.startswith("waiting-0-")
    assert made.outcome.base_name == "Nina Hall - The Tale 0.epub"


def test_errors_name_the_place_that_the_book_was_to_get(tmp_path):
    (job,) = jobs_of(write_library(tmp_path / "in", 1), tmp_path / "out")
    made = make_job(job, str(tmp_path / "in" / "s0.txt" / "x"))
    assert isinstance(made.outcome.error, EpubifyError)
    assert made.outcome.error.name == f"{tmp_path}/out/Nina Hall - The Tale 0.epub"
