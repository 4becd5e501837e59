"""Nothing that ends a batch, at whatever moment, leaves more or less than whole books."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from engine_tools import assert_whole, contents, jobs_of, write_library

from epubify.batches import Serial, Status, run_all
from epubify.batches.fork_server import CAN_FORK

TESTS = str(Path(__file__).parent)

KILLS = 60
FORKED, SPAWNED = "ForkedWorker", "SpawnedWorker"
BEGINNINGS = [FORKED, SPAWNED] if CAN_FORK else [SPAWNED]
STORIES = 24
"""Of a batch that is ended with its workers; it waits before it comes to the end."""
PATIENCE = 300
"""Seconds after which something hangs. The machine may be busy: nothing else depends on it."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

# Run as a program of its own: it forks, which a process with threads should not.
LOOP = """
import os, random, signal, sys, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from engine_tools import assert_whole, contents, jobs_of
from epubify.batches import Serial, run_all
from epubify.files.inputs import Input

kills, inputs, output = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
jobs = jobs_of([Input(p.name, p) for p in sorted(inputs.iterdir())], output)
chance = random.Random(7)


def run(number, tell):
    os.setsid()
    os.write(tell, b"!")
    if number % 2:
        crew = ProcessPoolExecutor(2, get_context("fork"))
    else:
        crew = Serial()
    for _ in run_all(jobs, crew):
        os.write(tell, b".")
    if number % 2:
        crew.shutdown()
    os._exit(0)


def begin_anew():
    for path in sorted(output.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


list(run_all(jobs, Serial()))  # everything is loaded before the first fork
begin_anew()
done, seen = 0, set()
while done < kills:
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        run(done, tell)
    os.close(tell)
    # After so many books, however fast they are made, and then at any moment of the next.
    for _ in range(1 + chance.randrange(len(jobs))):
        assert os.read(told, 1)
    time.sleep(chance.uniform(0, 0.02))
    ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    os.close(told)
    if ended:
        assert status == 0, status
        begin_anew()
        continue
    done += 1
    assert_whole(output)
    seen.add(len([name for name in contents(output) if not name.startswith(".")]))
    if done < kills and chance.random() < 0.3:  # else the next goes on with what is there
        begin_anew()
print(done, len(seen))
"""

ONE_RUN = """
import signal
import sys
from pathlib import Path
from engine_tools import jobs_of
from epubify.batches import Processes, processes, run_all
from epubify.files.inputs import Input

FORKED = sys.argv[3:] == ["ForkedWorker"]
if __name__ == "__main__" or FORKED:  # forked ones do not import this file
    # The tests may have been started in the background, where a shell ignores the signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    found = [Input(p.name, p) for p in sorted(Path(sys.argv[1]).iterdir())]
    begin = getattr(processes, sys.argv[3])
    try:
        outcomes = run_all(jobs_of(found, sys.argv[2]), Processes(2, begin))
        for number, outcome in enumerate(outcomes, 1):
            print(outcome.status, flush=True)
            if number == len(found) * 2 // 3:  # it never comes to its end, however late it is ended
                sys.stdin.read()
    except KeyboardInterrupt:
        sys.exit(130)
"""
COMMAND = "import sys; from epubify.cli import main; main(sys.argv[1:])"


@contextmanager
def program(folder: Path, text: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    file = folder / "program.py"
    file.write_text(text)
    run = subprocess.Popen(
        [sys.executable, str(file), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([TESTS, *sys.path])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield run
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()


def assert_goes_on(tmp_path: Path) -> None:
    """Fail unless a last run ends with the books of one that nobody disturbed."""
    stories = jobs_of(found(tmp_path / "in"), tmp_path / "out")
    outcomes = list(run_all(stories, Serial()))
    assert {outcome.status for outcome in outcomes} <= {Status.WRITTEN, Status.UNCHANGED}
    clean = jobs_of(found(tmp_path / "in"), tmp_path / "clean")
    assert {outcome.status for outcome in run_all(clean, Serial())} == {Status.WRITTEN}
    assert contents(tmp_path / "out") == contents(tmp_path / "clean")


def found(folder: Path) -> list[object]:
    from epubify.files.inputs import Input

    return [Input(path.name, path) for path in sorted(folder.iterdir())]


def test_killed_at_any_moment_a_batch_goes_on_as_if_nothing_had_been(tmp_path):
    write_library(tmp_path / "in", 16, titles=5)
    with program(tmp_path, LOOP, KILLS, tmp_path / "in", tmp_path / "out") as run:
        told, errors = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, errors
    kills, states = map(int, told.split())
    assert kills == KILLS
    assert states > 3  # it was caught at different moments
    assert_goes_on(tmp_path)


def members(group: int) -> list[int]:
    """Return the living processes of a process group."""
    told = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True)
    rows = [line.split() for line in told.stdout.splitlines()]
    return [int(pid) for pid, pgid, state in rows if int(pgid) == group and state[0] != "Z"]


def wait_until_gone(group: int) -> None:
    end = time.monotonic() + PATIENCE
    while members(group):
        assert time.monotonic() < end, "workers outlive the batch"
        time.sleep(0.1)


@pytest.mark.parametrize("seed", range(2))
def test_workers_go_with_the_main_process(tmp_path, seed):
    write_library(tmp_path / "in", STORIES, titles=20)
    with program(tmp_path, ONE_RUN, tmp_path / "in", tmp_path / "out", BEGINNINGS[0]) as run:
        for _ in range(random.Random(seed).randint(1, 12)):
            assert run.stdout.readline() == "written\n"
        run.kill()
        wait_until_gone(run.pid)
    assert_whole(tmp_path / "out")
    made = [name for name in contents(tmp_path / "out") if not name.startswith(".")]
    assert 0 < len(made) < STORIES
    assert_goes_on(tmp_path)


def wait_for_members(group: int, count: int) -> None:
    end = time.monotonic() + PATIENCE
    while len(members(group)) < count:
        assert time.monotonic() < end, "no process begins"
        time.sleep(0.05)  # what looks busily takes the time of those that it waits for


MOMENTS = ["a process", "two processes", "a book", "many books"]
CASES = [*((moment, BEGINNINGS[0]) for moment in MOMENTS), ("two processes", SPAWNED)]


@pytest.mark.parametrize(("moment", "begin"), CASES)
def test_ctrl_c_ends_a_batch_at_any_moment_and_cleanly(tmp_path, moment, begin):
    """Also while processes are still begun, or load what they need, or the first has its book."""
    stories = 6 if begin == SPAWNED else STORIES
    write_library(tmp_path / "in", stories, titles=20)
    with program(tmp_path, ONE_RUN, tmp_path / "in", tmp_path / "out", begin) as run:
        if "process" in moment:
            wait_for_members(run.pid, 1 + (2 if "two" in moment else 1))
        else:
            for _ in range(1 if moment == "a book" else stories // 2):
                assert run.stdout.readline() == "written\n"
        os.killpg(run.pid, signal.SIGINT)
        _, errors = run.communicate(timeout=PATIENCE)
        assert errors == ""
        assert run.returncode == 130
        wait_until_gone(run.pid)
    made = contents(tmp_path / "out")
    assert len(made) < stories
    assert "process" in moment or made
    assert not [name for name in made if name.startswith(".")]
    if moment == "many books":
        assert_goes_on(tmp_path)


@pytest.mark.usefixtures("signals_heard")
@pytest.mark.parametrize(
    ("name", "all_hear_it"), [("SIGINT", False), ("SIGTERM", True), ("SIGHUP", False)]
)
def test_a_signal_ends_the_command_while_processes_begin(tmp_path, name, all_hear_it):
    number = getattr(signal, name)
    write_library(tmp_path / "in", 200)  # more than are made before a slow test has seen them begin
    command = "batch", tmp_path / "in", "-o", tmp_path / "out", "-q", "--jobs", 2, "--no-cover"
    with program(tmp_path, COMMAND, *command) as run:
        wait_for_members(run.pid, 2)
        (os.killpg if all_hear_it else os.kill)(run.pid, number)
        _, errors = run.communicate(timeout=PATIENCE)
        wait_until_gone(run.pid)
    if name == "SIGINT":
        assert errors.startswith("epubify: interrupted; nothing is left half-written")
    assert run.returncode == 128 + number
    assert not [name for name in contents(tmp_path / "out") if name.startswith(".")]
