"""How near to the physical limit the work is: all costs in terms of floors of the same run.

    python benchmarks/speed.py                    all of it, in less than ten minutes; writes
                                                  docs/performance.md, its chart and its data
    python benchmarks/speed.py --quick            a few ratios in half a minute; exit code 1 where
                                                  one is 1.5 times worse than in speed.toml
    python benchmarks/speed.py --quick --pin      writes the ratios of this run into speed.toml
    python benchmarks/speed.py --full-size        texts of ten megabytes and a million lines, by
                                                  themselves: about five minutes; a word behind
                                                  it names those to be measured, and only prints

Costs are processor time; of a batch that two processes share, what these have of it. What is
compared runs in turn, several times, and of each the least counts; so a busy machine changes ratios
little. The floors: *text* is reading a file, decoding it and deflating it at level 6; *cover* is
encoding one ready picture as JPEG; *start* is ``python -c "import click"``. Pandoc and calibre are
measured beside where they are installed, real files where they lie beside the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from full_size import full_size, rows_of
from growth import KINDS, in_story
from prose import prose, write_prose
from speed_inside import WORK
from speed_page import kept, write_page

ROOT = Path(__file__).resolve().parent.parent
BARE = Path(__file__).with_name("bare.py")
SEED = ROOT / "seeds" / "the_bell_below.txt"
RAW = ROOT.parent / "shared" / "wild" / "raw"
PINNED = Path(__file__).with_suffix(".toml")
WORSE = 1.5
"""Times the pinned ratio that fails. With less, a busy machine fails; with more, a stage that takes
twice as long goes unseen."""
TRIES = 3
"""Times that a ratio is measured before it is called worse. With one, a bad moment of the machine
fails; with more, a run that fails takes minutes."""
NOVEL, QUICK_NOVEL = 100_000, 10_000
"""Words of the long text, in full and quick."""
STORIES = 200
"""Of a batch and an anthology, whose cost a story does not grow with their number. With fewer, the
start of the workers weighs too much in what a thousand stories cost each; with more, all takes
longer."""
QUICK_STORIES = 4
ALIKE, SHORT_WORDS = 3, 3_150
"""Texts of one length that become books within a process, and words of a short one. With more,
all takes longer; with fewer, a bad moment of the machine counts."""
STORY_WORDS = 5_000
LENGTHS = (20_000, 60_000, 200_000)
"""Characters of the texts that show how the cost of each kind of text grows."""
LONG, LONGER = (100_000, 300_000, 1_000_000), 10_000_000
"""Characters of the prose that shows how memory grows, and of one more with ``--long``."""
MOST_SECONDS = 20
"""Of processor time that one of these texts may take; a longer one is not tried then."""
REAL_FILES = 40
"""Files that are read of those beside the repository; all would take half an hour."""
PEERS = {
    "pandoc": ("pandoc", "-f", "markdown", "{text}", "-o", "{book}"),
    "calibre": ("ebook-convert", "{text}", "{book}"),
}
CALLED = {"pandoc": "pandoc’s", "calibre": "calibre’s"}

Numbers = dict[str, Any]


# ------------------------------------------------------------------------------ measuring


def in_turn(*works: Callable[[], float], rounds: int = 3) -> list[float]:
    """Return the least that each of several works costs, which are done in turn."""
    costs = [[work() for work in works] for _ in range(rounds)]
    return [min(each) for each in zip(*costs, strict=True)]


def command(*arguments: object) -> Callable[[], float]:
    """Return what runs a command and tells the processor seconds of it and its children."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _run(*arguments)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return once


def shared(processes: int, *arguments: object) -> Callable[[], float]:
    """Return what runs a command that shares its work among processes, and tells their seconds.

    They are no children of the command, so it is taken that each works all the time.
    """

    def once() -> float:
        start = perf_counter()
        _run(*arguments)
        return processes * (perf_counter() - start)

    return once


def _run(*arguments: object) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody's modules are compiled each time
    run = [str(one) for one in arguments]
    subprocess.run(run, check=True, capture_output=True, env=environment)


def inside(name: str, *arguments: object) -> Any:
    """Return what a measurement within a running process says; see ``speed_inside.py``."""
    run = [sys.executable, str(WORK), name, *map(str, arguments)]
    told = subprocess.run(run, check=True, capture_output=True, text=True)
    return json.loads(told.stdout)


def epubify(*arguments: object) -> Callable[[], float]:
    """Return what runs a command of epubify."""
    return command(sys.executable, "-m", "epubify", *arguments)


def converted(text: Path, book: Path, *options: str) -> Callable[[], float]:
    """Return the command that makes a book of a text."""
    make = epubify("convert", text, "-o", book, "-q", *options)

    def anew() -> float:
        book.unlink(missing_ok=True)  # one that is there already would be left as it is
        return make()

    return anew


START = command(sys.executable, "-c", "import click")


# ----------------------------------------------------------------- what is asked and reached


def row(
    work: str, asked: float, seconds: float, floor: float, bare: float | None = None
) -> Numbers:
    """Return a line of the table: how many times its floor some work may cost, and does.

    ``bare`` are the seconds of a program that uses the same packages and does nothing else.
    """
    return {"work": work, "asked": asked, "seconds": seconds, "floor": floor, "bare": bare}


def peers_of(text: Path, book: Path) -> dict[str, Callable[[], float]]:
    """Return the commands of other programs that make a book of a text."""
    return {
        name: command(program, *(one.format(text=text, book=book) for one in arguments))
        for name, (program, *arguments) in PEERS.items()
        if shutil.which(program)
    }


def long_text(novel: Path, folder: Path) -> Iterator[Numbers]:
    """Yield what a novel costs, beside other programs and its text floor."""
    novels = write_prose(folder / "novels", ALIKE, NOVEL)
    book, name = folder / "book.epub", f"novel of {NOVEL:,} words"
    peers = peers_of(novel, book)
    simple = command(sys.executable, BARE, novel, folder / "bare.epub")
    own, plain, *others = in_turn(
        converted(novel, book, "--no-cover"), simple, *peers.values(), rounds=2
    )
    for peer, seconds in zip(peers, others, strict=True):
        asked = {"pandoc": 0.5, "calibre": 0.25}[peer]
        yield row(f"{name}, whole command, in {CALLED[peer]}", asked, own, seconds, plain)
    within, bare = inside("book", 0, SEED, *novels), inside("bare", 0, novel)
    yield row(f"{name} within a process, in text floors", 16, *within, bare)


def one_story(folder: Path) -> Iterator[Numbers]:
    """Yield what one short story costs with its cover, and the parts of it."""
    book = folder / "seed.epub"
    peers = peers_of(SEED, book)
    simple = command(sys.executable, BARE, SEED, folder / "bare.epub", "--cover")
    own, plain, start, *others = in_turn(
        converted(SEED, book), simple, START, *peers.values(), rounds=5
    )
    floors, (drawn, encoded) = inside("floors", SEED), inside("drawing", SEED)
    floor = start + floors["text"] + floors["cover"] + drawn
    name = "one story with cover, whole command, in start, text, cover and drawing"
    yield row(name, 1.5, own, floor, plain)
    if seconds := dict(zip(peers, others, strict=True)).get("calibre"):
        yield row("the same in calibre’s", 1, own, seconds, plain)
    within = inside("book", 1, SEED, *write_prose(folder / "short", ALIKE, SHORT_WORDS))
    bare = inside("bare", 1, SEED)
    yield row("one story with cover within a process, in text and cover floors", 1.5, *within, bare)
    yield row("drawing a cover, in encodings", DRAWING_ASKED / encoded, drawn, encoded)


DRAWING_ASKED = 0.020
"""Seconds that drawing a cover may take: the only time that was asked for."""


def many_stories(folder: Path) -> Iterator[Numbers]:
    """Yield what a batch of stories costs, the same again, and their anthology."""
    stories = folder / "stories"
    write_prose(stories, STORIES, STORY_WORDS)
    run = (stories, "-o", folder / "made", "--jobs", "2", "-q", "--force")
    [seconds] = in_turn(shared(2, sys.executable, "-m", "epubify", "batch", *run), rounds=2)
    floors = inside("floors", SEED, stories)
    told = f"{STORIES} stories of {STORY_WORDS:,} words with covers"
    floor = floors["folder"] + STORIES * floors["cover"]
    bare = STORIES * inside("bare", 1, stories / "000000.txt")
    yield row(f"{told}, `--jobs 2`, in text and cover floors", 2.5, seconds, floor, bare)
    again = inside("batch_again", stories, folder / "again")
    yield row("a batch with nothing changed, in reading and hashing", 1.2, *again)
    packed, bare = inside("anthology", stories), inside("bare", 0, *stories.iterdir())
    yield row("an anthology of them, packaging, in text floors", 1.3, *packed, bare)


# --------------------------------------------------------------------------------- growth


def growth(folder: Path) -> Numbers:
    """Return for each kind of text its seconds and its memory per byte at each length."""
    return {name: list(_grown(make, folder)) for name, make in KINDS.items()}


def _grown(make: Callable[[int], str], folder: Path) -> Iterator[Any]:
    """Yield seconds and memory at each length; what would take too long is the end."""
    for length in LENGTHS:
        text = folder / "grown.txt"
        text.write_text(in_story(make(length)), encoding="utf-8")
        cost = inside("growth", text, MOST_SECONDS)
        yield cost
        if cost is None:
            return


def memory(folder: Path, lengths: Iterable[int]) -> list[Numbers]:
    """Return what memory prose of each length takes, in bytes per byte."""
    found = []
    for length in lengths:
        text = folder / "prose.txt"
        text.write_text(prose(2, length // 5), encoding="utf-8")
        found.append({"bytes": text.stat().st_size, **inside("memory", text)})
    return found


def real_files() -> Numbers:
    """Return seconds per MB of real files: the median and the worst; empty where there are none.

    As many others are read before, uncounted: a process that reads many files starts but once.
    """
    files = sorted(path for path in RAW.rglob("*") if path.is_file()) if RAW.is_dir() else []
    step = max(1, len(files) // REAL_FILES)
    others, chosen = files[step // 2 :: step], files[::step]
    return inside("real_files", len(others), *others, *chosen) if chosen else {}


# -------------------------------------------------------------------------------- results


def full(folder: Path, lengths: Iterable[int]) -> Numbers:
    """Measure everything, and tell how long each part took."""
    novel = folder / "novel.txt"
    novel.write_text(prose(1, NOVEL), encoding="utf-8")
    parts: dict[str, Callable[[], Any]] = {
        "long": lambda: list(long_text(novel, folder)),
        "short": lambda: list(one_story(folder)),
        "many": lambda: list(many_stories(folder)),
        "stages": lambda: inside("stages", novel),
        "real": real_files,
        "memory": lambda: memory(folder, lengths),
        "growth": lambda: growth(folder),
    }
    found: Numbers = {"novel": NOVEL, "lengths": LENGTHS, "full": kept().get("full", {})}
    for name, measure in parts.items():
        start = perf_counter()
        found[name] = measure()
        print(f"{name:8} {perf_counter() - start:6.1f} s", file=sys.stderr, flush=True)
    found["rows"] = list(chain(*(found.pop(name) for name in ("long", "short", "many"))))
    return found


def at_full_size(folder: Path, wanted: str) -> None:
    """Measure texts at their full size, print what each costs, and write all of them down."""
    found = {}
    for name, costs in full_size(partial(inside, "growth"), folder, wanted):
        found[name] = costs
        for line in rows_of({name: costs}):
            print("  ".join(line), flush=True)
    if not wanted:
        write_page({**kept(), "full": found})


def quick(folder: Path) -> dict[str, Callable[[], float]]:
    """Return the ratios that are pinned, and what measures each."""
    stories, books = folder / "stories", folder / "books"
    write_prose(stories, QUICK_STORIES, QUICK_NOVEL // QUICK_STORIES)
    novels = write_prose(folder / "novels", ALIKE, QUICK_NOVEL)
    short = write_prose(folder / "short", ALIKE, SHORT_WORDS)
    within = {
        "novel within a process, in text floors": ("book", 0, SEED, *novels),
        "story with its cover, in text and cover floors": ("book", 1, SEED, *short),
        "drawing a cover, in encodings": ("drawing", SEED),
        "batch with nothing changed, in reading and hashing": ("batch_again", stories, books),
        "anthology, packaging, in text floors": ("anthology", stories),
    }
    return {
        **{name: _within(one, *arguments) for name, (one, *arguments) in within.items()},
        "start of the command, in starts of click": _start,
        "short lines, in prose": lambda: _against_prose("short lines", folder),
        "one letter again and again, in prose": lambda: _against_prose("one letter", folder),
    }


def _within(name: object, *arguments: object) -> Callable[[], float]:
    def ratio() -> float:
        seconds, floor, *_ = inside(str(name), *arguments)
        return float(seconds / floor)

    return ratio


def _start() -> float:
    own, click = in_turn(epubify("--version"), START, rounds=5)
    return own / click


def _against_prose(kind: str, folder: Path) -> float:
    """Return what reading a kind of text costs, in what prose of the same length does."""
    costs = []
    for name in (kind, "novel"):
        text = folder / "kind.txt"
        text.write_text(in_story(KINDS[name](20_000)), encoding="utf-8")
        costs.append(min(inside("growth", text, 60)[0] for _ in range(2)))
    return float(costs[0] / costs[1])


def measured(
    measures: Mapping[str, Callable[[], float]], pinned: Mapping[str, float]
) -> dict[str, float]:
    """Return the ratios; one that seems worse is measured again, and the least counts."""
    found = {}
    for name, measure in measures.items():
        found[name] = measure()
        for _ in range(TRIES - 1):
            if not worse({name: found[name]}, pinned):
                break
            found[name] = min(found[name], measure())
    return found


def worse(ratios: Mapping[str, float], pinned: Mapping[str, float]) -> list[str]:
    """Return what is said of each ratio that is too much worse than the pinned one.

    >>> worse({"a": 3.2, "b": 2.0}, {"a": 2.0, "b": 2.0})
    ['a: 3.2 is more than 1.5 times 2']
    """
    return [
        f"{name}: {ratio:.3g} is more than {WORSE} times {pinned[name]:.3g}"
        for name, ratio in ratios.items()
        if ratio > WORSE * pinned[name]
    ]


def pin(ratios: Mapping[str, float]) -> None:
    """Write the ratios to hold."""
    head = "# Ratios of `speed.py --quick`; it fails where one is 1.5 times worse.\n\n"
    lines = "".join(f'"{name}" = {ratio:.3g}\n' for name, ratio in ratios.items())
    PINNED.write_text(head + lines, encoding="utf-8")


def main() -> int:
    """Measure; return 1 where a ratio is too bad."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="only the ratios that are pinned")
    parser.add_argument("--pin", action="store_true", help="hold the ratios of this run")
    parser.add_argument("--long", action="store_true", help="the memory of 10 MB of prose, too")
    parser.add_argument("--full-size", nargs="?", const="", metavar="WORD", help="the largest")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        if asked.full_size is not None:
            at_full_size(Path(place), asked.full_size)
            return 0
        if not asked.quick:
            write_page(full(Path(place), (*LONG, LONGER) if asked.long else LONG))
            return 0
        measures = quick(Path(place))
        pinned = {} if asked.pin else tomllib.loads(PINNED.read_text(encoding="utf-8"))
        ratios = measured(measures, pinned or dict.fromkeys(measures, float("inf")))
    for name, ratio in ratios.items():
        print(f"{name:50} {ratio:8.2f}")
    if asked.pin:
        pin(ratios)
        return 0
    faults = worse(ratios, pinned)
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
