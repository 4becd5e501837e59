"""How near to the physical limit the work is: all costs in terms of floors of the same run.

    python benchmarks/speed.py                    all of it; writes docs/performance.md and its data
    python benchmarks/speed.py --quick            a few ratios in half a minute; exit code 1 where
                                                  one is 1.5 times worse than in speed.toml
    python benchmarks/speed.py --quick --pin      writes the ratios of this run into speed.toml

Costs are processor time, the least of several runs, each in a process of its own. The floors:
*text* is reading a file, decoding it and deflating it at level 6; *cover* is encoding one ready
picture as JPEG; *start* is ``python -c "import click"``. Pandoc and calibre are measured beside
where they are installed, real files where they lie beside the repository.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from shutil import which
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from batch import story, write_stories
from growth import KINDS
from speed_inside import WORK
from speed_page import write_page

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "the_bell_below.txt"
RAW = ROOT.parent / "shared" / "wild" / "raw"
PINNED = Path(__file__).with_suffix(".toml")
WORSE = 1.5
"""Times the pinned ratio that fails. With less, a busy machine fails; with more, a stage that takes
twice as long goes unseen."""
NOVEL, QUICK_NOVEL = 100_000, 20_000
"""Words of the long text, in full and quick."""
STORIES = 20
"""Stories of the batch and of the anthology, whose cost grows with their number alone."""
STORY_WORDS = 5_000
LENGTHS, LONGEST = (20_000, 60_000, 200_000), 10_000_000
"""Characters of the texts that show how cost and memory grow, and of one more with ``--long``."""
REAL_FILES = 60
"""Files that are read of those beside the repository; all would take half an hour."""
PEERS = {
    "pandoc": ("pandoc", "-f", "markdown", "{text}", "-o", "{book}"),
    "calibre": ("ebook-convert", "{text}", "{book}"),
}

Numbers = dict[str, Any]


# ------------------------------------------------------------------------------ measuring


def command(*arguments: object, rounds: int = 2) -> float:
    """Return the processor seconds of a command and its children, the least of several runs."""
    return min(_once(arguments) for _ in range(rounds))


def _once(arguments: tuple[object, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = [str(one) for one in arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody's modules are compiled each time
    subprocess.run(run, check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def inside(name: str, *arguments: object) -> Any:
    """Return what a measurement within a running process says; see ``speed_inside.py``."""
    run = [sys.executable, str(WORK), name, *map(str, arguments)]
    told = subprocess.run(run, check=True, capture_output=True, text=True)
    return json.loads(told.stdout)


def converted(text: Path, book: Path, *options: str) -> tuple[object, ...]:
    """Return the command that makes a book of a text."""
    start = (sys.executable, "-m", "epubify", "convert", text, "-o", book, "--force", "-q")
    return (*start, *options)


# ------------------------------------------------------------------------------ the parts


def floors(novel: Path) -> Numbers:
    """Return the seconds of what no program can do without."""
    return {
        "text": inside("text_floor", novel),
        "seed text": inside("text_floor", SEED),
        "cover": inside("cover_floor", SEED),
        "drawing": inside("drawing", SEED),
        "start": command(sys.executable, "-c", "import click", rounds=5),
    }


def whole_commands(novel: Path, folder: Path) -> Numbers:
    """Return the seconds of whole commands, and of those of other programs beside them."""
    book = folder / "book.epub"
    found: Numbers = {
        "novel": command(*converted(novel, book, "--no-cover")),
        "seed with cover": command(*converted(SEED, book), rounds=3),
    }
    for name, (program, *arguments) in PEERS.items():
        if which(program):
            for of, text in (("novel", novel), ("seed", SEED)):
                given = [one.format(text=text, book=book) for one in arguments]
                found[f"{of}, {name}"] = command(program, *given)
    return found


def many_stories(folder: Path) -> Numbers:
    """Return the seconds of a batch, of the same batch again, and of binding an anthology."""
    write_stories(folder / "stories", STORIES, STORY_WORDS)
    batch = (sys.executable, "-m", "epubify", "batch", folder / "stories", "-o", folder / "books")
    return {
        "batch": command(*batch, "-q", "--jobs", "2", rounds=1),
        "batch again": inside("batch_again", folder / "stories", folder / "books"),
        "hashing": inside("hashing", folder / "stories"),
        "text floors": sum(inside("text_floors", folder / "stories")),
        "anthology packaging": inside("anthology", folder / "stories"),
    }


def growth(
    kinds: Mapping[str, Callable[[int], str]], folder: Path, lengths: Sequence[int]
) -> Numbers:
    """Return for each kind of text its seconds and its memory per byte at each length."""
    found: Numbers = {}
    for name, make in kinds.items():
        found[name] = []
        for length in lengths:
            text = folder / "grown.txt"
            text.write_text(make(length), encoding="utf-8")
            found[name].append(inside("growth", text, 600))
            if found[name][-1] is None:
                break
    return found


def real_files() -> Numbers:
    """Return seconds per MB of real files: the median and the worst; empty where there are none."""
    files = sorted(path for path in RAW.rglob("*") if path.is_file()) if RAW.is_dir() else []
    chosen = files[:: max(1, len(files) // REAL_FILES)]
    return inside("real_files", *chosen) if chosen else {}


# -------------------------------------------------------------------------------- results


def full(folder: Path, lengths: Sequence[int]) -> Numbers:
    """Measure everything."""
    novel = folder / "novel.txt"
    novel.write_text(story(1, NOVEL), encoding="utf-8")
    return {
        "words": NOVEL,
        "stories": STORIES,
        "lengths": lengths,
        "floors": floors(novel),
        "inside": {
            "novel": inside("book", novel, 0, SEED),
            "seed": inside("book", SEED, 0, SEED),
            "seed with cover": inside("book", SEED, 1, SEED),
        },
        "commands": whole_commands(novel, folder),
        "many": many_stories(folder),
        "stages": inside("stages", novel),
        "real": real_files(),
        "growth": growth(KINDS, folder, lengths),
    }


def quick(folder: Path) -> Numbers:
    """Return the ratios that are pinned."""
    novel = folder / "novel.txt"
    novel.write_text(story(1, QUICK_NOVEL), encoding="utf-8")
    text, start = inside("text_floor", novel), command(sys.executable, "-c", "import click")
    seed = inside("text_floor", SEED) + inside("cover_floor", SEED)
    return {
        "novel within a process, in text floors": inside("book", novel, 0, SEED) / text,
        "seed with its cover, in text and cover floors": inside("book", SEED, 1, SEED) / seed,
        "start of the command, in starts of click": _version() / start,
        "short lines per letter, in those of prose": _against_prose("short lines", folder),
        "one letter again and again, in prose": _against_prose("one letter", folder),
    }


def _version() -> float:
    return command(sys.executable, "-m", "epubify", "--version")


def _against_prose(kind: str, folder: Path) -> float:
    """Return what reading a kind of text costs, in what prose of the same length does."""
    costs = []
    for name in (kind, "novel"):
        text = folder / "kind.txt"
        text.write_text(KINDS[name](50_000), encoding="utf-8")
        costs.append(inside("growth", text, 60)[0])
    return float(costs[0] / costs[1])


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
    parser.add_argument("--long", action="store_true", help="with texts of 10 MB of each kind, too")
    asked = parser.parse_args()
    lengths = (*LENGTHS, LONGEST) if asked.long else LENGTHS
    with tempfile.TemporaryDirectory() as place:
        if not asked.quick:
            write_page(full(Path(place), lengths))
            return 0
        ratios = quick(Path(place))
    for name, ratio in ratios.items():
        print(f"{name:50} {ratio:8.2f}")
    if asked.pin:
        pin(ratios)
        return 0
    faults = worse(ratios, tomllib.loads(PINNED.read_text(encoding="utf-8")))
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
