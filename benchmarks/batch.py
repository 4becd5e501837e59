"""How fast a batch is, how its cost grows, and how much memory it takes.

    python benchmarks/batch.py                      all of it, as a table in Markdown
    python benchmarks/batch.py --stories 100        the same on fewer stories

The stories are generated, always the same ones. Every measurement runs in a process of its
own; memory is that of the main process and its workers together, looked at twenty times a
second. The rates are of whole runs, with the start of the workers.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from epubify.batches import Job, Status, run_all
from epubify.files.inputs import Input
from epubify.options import Options

SHORT = 200
"""Words of the stories by which memory is measured: there are many, and each is quick."""
MACHINES = 20
MILLION = 1_000_000
ROUNDS = 20

_NOUNS = [
    "harbour",
    "lantern",
    "letter",
    "river",
    "orchard",
    "window",
    "engine",
    "stranger",
    "winter",
    "ladder",
]
_VERBS = [
    "opened",
    "carried",
    "forgot",
    "watched",
    "followed",
    "mended",
    "burned",
    "answered",
    "lost",
    "kept",
]
_NAMES = ["Mara", "Tobias", "Elin", "Yusuf", "Greta", "Anselm", "Ines", "Piotr"]


# ------------------------------------------------------------------------------- stories


def story(number: int, words: int) -> str:
    """Return a story in chapters, the same one for the same number."""
    chance = random.Random(number)
    lines = [f"The {chance.choice(_NOUNS).title()} of {number}", f"by {chance.choice(_NAMES)} Holt"]
    for chapter in range(1, max(2, words // 1000 + 1)):
        lines += ["", "", f"Chapter {chapter}", ""]
        for _ in range(max(1, min(words, 1000) // 60)):
            lines += [*_wrapped(_paragraph(chance)), ""]
    return "\n".join(lines)


def _paragraph(chance: random.Random) -> str:
    sentences = []
    for _ in range(5):
        who, verb = chance.choice(_NAMES), chance.choice(_VERBS)
        things = " and the ".join(chance.sample(_NOUNS, 3))
        said = f'"{who}," said {chance.choice(_NAMES)}, "it is late."'
        sentences.append(chance.choice((f"{who} {verb} the {things}.", said)))
    return " ".join(sentences)


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if len(line) + len(word) > 70:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def write_stories(folder: Path, count: int, words: int) -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:06}.txt").write_text(story(number, words), encoding="utf-8")


def jobs_of(folder: Path, output: Path, *, covers: bool) -> list[Job]:
    options = Options(no_cover=not covers)
    return [
        Job((Input(name, folder / name),), options, str(output), number=number, size=size)
        for number, (name, size) in enumerate(sorted(_sizes(folder)))
    ]


def _sizes(folder: Path) -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry.name, entry.stat().st_size


# -------------------------------------------------------------------- in a process of its own


def make(folder: Path, output: Path, workers: int, *, covers: bool) -> dict[str, float]:
    """Make all books; return the seconds, and those that the main process itself was busy."""
    jobs = jobs_of(folder, output, covers=covers)
    start, busy = time.perf_counter(), time.process_time()
    made = sum(outcome.status is Status.WRITTEN for outcome in run_all(jobs, workers=workers))
    assert made == len(jobs), f"only {made} of {len(jobs)} books were made"
    return {
        "books": made,
        "seconds": time.perf_counter() - start,
        "main": time.process_time() - busy,
        "processor": time.process_time() - busy + _of_children(),
        "own_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _of_children() -> float:
    """Return the processor time of all workers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def look(folder: Path, output: Path) -> dict[str, float]:
    """Run again with nothing changed; return seconds a book, and those of the bare minimum."""
    jobs = jobs_of(folder, output, covers=True)
    runs, floors = [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for job in jobs:
            sha256(job.inputs[0].path.read_bytes()).hexdigest()
        floors.append(time.perf_counter() - start)
        start = time.perf_counter()
        assert all(outcome.status is Status.UNCHANGED for outcome in run_all(jobs))
        runs.append(time.perf_counter() - start)
    return {"again": min(runs) / len(jobs), "floor": min(floors) / len(jobs)}


# ------------------------------------------------------------------------------ measuring


def measured(*arguments: Any) -> dict[str, float]:
    """Run this program for one measurement; return what it says, with the peak of memory."""
    run = subprocess.Popen(
        [sys.executable, __file__, "--only", *map(str, arguments)], stdout=subprocess.PIPE
    )
    peak = 0.0
    while run.poll() is None:
        peak = max(peak, sum(_memory(pid) for pid in _family(run.pid)))
        time.sleep(0.05)
    told, _ = run.communicate()
    if run.returncode:
        raise SystemExit(run.returncode)
    return {**json.loads(told), "memory": peak}


def _family(pid: int) -> Iterable[int]:
    """Return a process and all those that come from it; only itself where that is not known."""
    yield pid
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in file.read_text().split()]
        except OSError:  # it has ended
            children = []
        for child in children:
            yield from _family(child)


def _memory(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:  # it has ended
        return 0.0
    return pages * resource.getpagesize() / 1024**2


def table(stories: int, words: int, many: int, few: int) -> Iterator[str]:
    """Measure everything; yield the lines of the table."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_stories(folder / "in", stories, words)
        one = measured("make", folder / "in", folder / "one", 1, 1)
        two = measured("make", folder / "in", folder / "two", 2, 1)
        again = measured("look", folder / "in", folder / "two")
        memory = {}
        for count in (few, many):
            write_stories(folder / f"in{count}", count, SHORT)
            memory[count] = measured("make", folder / f"in{count}", folder / f"out{count}", 2, 0)
    rates = one["books"] / one["seconds"], two["books"] / two["seconds"]
    growth = memory[many]["memory"] / memory[few]["memory"]
    yield "| Measured | Value |"
    yield "| --- | --- |"
    first = f"{stories:,} stories of {words:,} words with covers, `--jobs 1`"
    yield f"| {first} | {rates[0]:.2f} books/s |"
    yield f"| the same, `--jobs 2` | {rates[1]:.2f} books/s |"
    yield f"| efficiency of the second core | {100 * (rates[1] / rates[0] - 1):.0f} % |"
    times = " and ".join(f"{1000 * run['processor'] / run['books']:.0f}" for run in (one, two))
    yield f"| processor time a book, `--jobs 1` and `--jobs 2` | {times} ms |"
    yield f"| of that in the main process | {1000 * two['main'] / two['books']:.2f} ms |"
    yield f"| nothing changed, a book | {1e6 * again['again']:.0f} µs |"
    yield f"| reading and hashing its input | {1e6 * again['floor']:.0f} µs |"
    yield f"| the one in terms of the other | {again['again'] / again['floor']:.1f} × |"
    for count in (few, many):
        text = f"peak memory, {count:,} stories of {SHORT} words, `--jobs 2`"
        yield f"| {text} | {memory[count]['memory']:.0f} MB |"
    yield f"| the one in terms of the other | {growth:.2f} × |"
    yield ""
    own = (memory[many]["own_memory"] - memory[few]["own_memory"]) / (many - few)
    yield from estimate(rates[1], two["main"] / two["books"], again["again"], own)


def estimate(rate: float, main: float, again: float, own: float) -> Iterator[str]:
    """Yield what a million stories would take on twenty machines like this one.

    The rate of one machine, seconds of the main process a book made and a book left as it is,
    and its megabytes a story.
    """
    limit = 1 / main
    together = min(MACHINES * rate, limit)
    bound = "the workers" if together < limit else "the process that gives out the work"
    yield f"A million stories on {MACHINES} machines like this one, from these figures:"
    yield f"{MACHINES} × {rate:.2f} = {MACHINES * rate:.0f} books/s from the workers, while the"
    yield f"process that gives out the work could serve {limit:.0f} books/s; {bound} set the pace:"
    yield f"{MILLION / together / 3600:.1f} hours. The night after, with nothing changed, takes"
    yield f"{MILLION * again:.0f} seconds on one machine. That process needs {1024 * own:.1f} KB"
    yield f"a story, {MILLION * own / 1024:.1f} GB in all."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--words", type=int, default=5000)
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--few", type=int, default=100)
    parser.add_argument("--only", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        what, folder, output, *rest = asked.only
        if what == "make":
            workers, covers = map(int, rest)
            told = make(Path(folder), Path(output), workers, covers=bool(covers))
        else:
            told = look(Path(folder), Path(output))
        print(json.dumps(told))
        return
    for line in table(asked.stories, asked.words, asked.many, asked.few):
        print(line)


if __name__ == "__main__":
    main()
