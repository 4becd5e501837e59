"""Look for bytes that break something, guided by what of the code they reach.

``python tests/fuzz/run.py --seconds 60`` fuzzes each target for a minute, ``… read-html query``
only these. It begins with the corpora of ``corpora.py``, to which ``--corpora FOLDER`` adds what
earlier runs have found; ``--begin 20`` takes some twenty inputs of each, for short runs. What
breaks a target is kept as a file in ``--found FOLDER``, one for each place in the code; the table
says how much was tried. The exit code is 1 where anything was found.

It needs atheris (``pip install -e ".[fuzz]"``). Once it is mended, move such a file to
``tests/fuzz/crashes/TARGET/``: ``tests/test_fuzz_targets.py`` runs it from then on.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fuzz.targets import Target

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

MEMORY = 2048
"""Megabytes that a target may use; what uses more is a crash."""
LEAST = 5.0
"""Seconds for which it is worth to start anew when a target ended early."""
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


@dataclass(slots=True)
class Row:
    """What came of a target."""

    name: str
    begun: int = 0
    """Inputs to begin with."""
    runs: int = 0
    seconds: float = 0.0
    found: tuple[Path, ...] = ()
    problem: str = ""
    """Why it could not be run."""


def main(arguments: list[str] | None = None) -> int:
    asked = parsed(arguments)
    try:
        targets = watched_targets()
    except ImportError as error:
        print(f"cannot be run: {error}", file=sys.stderr)
        return 1
    unknown = [name for name in asked.targets if name not in targets]
    if unknown:
        print(f"no target {', '.join(unknown)}; there are {', '.join(targets)}", file=sys.stderr)
        return 2
    rows = []
    for name in asked.targets or targets:
        rows.append(run_target(name, asked.seconds, asked.found, asked.corpora, asked.begin))
        print(shown(rows[-1]), flush=True)
    runs, found = sum(row.runs for row in rows), [path for row in rows for path in row.found]
    print(f"{runs:,} inputs, {len(found)} that break something", *found, sep="\n  ")
    return int(bool(found) or any(row.problem for row in rows))


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"), metavar="FOLDER")
    parser.add_argument("--corpora", type=Path, metavar="FOLDER", help="kept from run to run")
    parser.add_argument("--begin", type=int, metavar="N", help="inputs of a corpus; all without")
    return parser.parse_args(arguments)


def shown(row: Row) -> str:
    told = row.problem or f"{len(row.found)} found"
    return f"{row.name:<16}{row.begun:>6} begun {row.runs:>9,} runs {row.seconds:>6.0f} s  {told}"


# ----------------------------------------------------------------------------- one target


@cache
def watched_targets() -> dict[str, Target]:
    """Return all targets, with code that tells atheris which of its branches are taken.

    To load it takes ten seconds. Each target is then run in a process that is forked from this
    one, and has it already.
    """
    import atheris

    watched = atheris.instrument_imports(include=["epubify"], enable_loader_override=False)
    with redirect_stderr(StringIO()), watched:  # it names every module
        from fuzz.targets import TARGETS
    return TARGETS


def run_target(
    name: str, seconds: float, found: Path, corpora: Path | None, begin: int | None = None
) -> Row:
    """Fuzz a target in processes of its own, until its time is over."""
    from fuzz.corpora import write_corpus

    row, until = Row(name), time.monotonic() + seconds
    (found / name).mkdir(parents=True, exist_ok=True)
    before = kept(found / name)
    with TemporaryDirectory() as folder:
        corpus = (corpora or Path(folder)) / name
        row.begun = write_corpus(name, corpus, begin)
        while not row.runs or until - time.monotonic() > LEAST:
            left = max(1, int(until - time.monotonic()))
            said = apart(lambda left=left, corpus=corpus: fuzz(name, left, found, corpus))
            runs = sum(map(int, _RUNS.findall(said)))
            row.runs += runs
            if not runs:
                row.problem = said.strip().rpartition("\n")[2] or "it did not run"
                break
    row.seconds = seconds - (until - time.monotonic())
    row.found = tuple(sorted(kept(found / name) - before))
    for empty in (found / name, found):
        if not any(empty.iterdir()):
            empty.rmdir()
    return row


def kept(folder: Path) -> set[Path]:
    """Return the inputs in a folder, without what was raised on them."""
    return {path for path in folder.iterdir() if path.suffix != ".traceback"}


def apart(work: Callable[[], None]) -> str:
    """Do something in a process of its own, and return what it printed as talk."""
    with TemporaryFile() as said:
        child = os.fork()
        if not child:
            os.dup2(said.fileno(), 2)
            try:
                work()
            except BaseException:
                os.write(2, traceback.format_exc().encode())
            finally:
                os._exit(1)  # nothing of this process is to be tidied up twice
        os.waitpid(child, 0)
        said.seek(0)
        return said.read().decode("utf-8", "replace")


def fuzz(name: str, seconds: int, found: Path, corpus: Path) -> None:
    """Fuzz one target in this process, which then ends."""
    import atheris

    target = watched_targets()[name]
    options = {
        "max_total_time": seconds,
        "max_len": target.longest,
        "timeout": target.seconds,
        "report_slow_units": target.seconds,
        "rss_limit_mb": MEMORY,
        "artifact_prefix": f"{found / name}/",
        "print_final_stats": 1,
        "detect_leaks": 0,
        "verbosity": 0,
    }
    words = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([sys.argv[0], *words, str(corpus)], keeping(target.run, found / name))
    atheris.Fuzz()


def keeping(run: Callable[[bytes], None], folder: Path) -> Callable[[bytes], None]:
    """Return the function that goes on where ``run`` raises, and keeps one input for each place."""
    places: set[str] = set()

    def check(data: bytes) -> None:
        try:
            run(data)
        except Exception as error:
            place = place_of(error)
            if place not in places:
                places.add(place)
                stem = f"{place}-{sha256(data).hexdigest()[:8]}"
                (folder / stem).write_bytes(data)
                (folder / f"{stem}.traceback").write_text(
                    "".join(traceback.format_exception(error)), encoding="utf-8"
                )

    return check


def place_of(error: Exception) -> str:
    """Return what an error is and where in epubify it comes from, as the name of a file."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "epubify" in f.filename]
    last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}"


if __name__ == "__main__":
    sys.exit(main())
