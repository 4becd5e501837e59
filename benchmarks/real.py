"""Measures epubify on real files: facts, corrections, refusals, in one table with floors.

Usage: python benchmarks/real.py [--quick] [--family NAME]... [--only LIST] [--without LIST]
                                 [--jobs N] [--list] [--pin [--allow-regression]]

Works on what lies beside the repository in ``../shared``, and leaves out what does not:

==========  ==================================================================================
``facts``   the lists of facts of ``wild/``, by ``wild.py``: facts that are right
``judge``   ``wild/random/judge.py``: points by kind of fact
``pairs``   ``pairs/run.py``: corrections per 10,000 words
``trouble`` small inputs that once came out wrong: books that were not made
``raw``     files without facts: books that were not made
==========  ==================================================================================

Of ``trouble`` and ``raw`` three things are told apart: an input that is refused as no text, one
whose book the word proof refused, and one where epubify crashed or took too long. ``--list``
names them with what was said.

``--quick`` takes few and small files, and seconds instead of minutes. LIST names files, as
for ``wild.py``. The floors stand in ``real.toml``; ``--pin`` writes what was reached, and
never makes a floor easier unless told so. Nothing is held to a floor where a LIST is given.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from wild import JOBS, LISTS, Choice, facts_of, files_of, names_in, size_of

from epubify.batches.engine import run_all
from epubify.batches.jobs import Job, Outcome, Status
from epubify.bind.kinds import Kind
from epubify.errors import InputError, WordsLost
from epubify.files.inputs import Input
from epubify.options import Options

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
FLOORS = HERE / "real.toml"
FAMILIES = ("facts", "judge", "pairs", "trouble", "raw")
TOOL = f"{shlex.quote(sys.executable)} -m epubify"
TIMEOUT = 120
"""Seconds that a book may take; one that takes longer counts as crashed. The machine may be busy:
what is measured is not to depend on it."""
SLACK = 0.5
"""What the corrections of pairs may be more than their pin: small rules move single marks."""
QUICK_FACTS = 25_000
"""Bytes of the largest file of which the quick form asks facts."""
QUICK_SIZE, QUICK_RAW = 60_000, 20
"""Of the quick form's raw files: bytes of the largest, and how many stand for one."""
QUICK_JUDGED = 4
"""How many files the quick form has judged; each costs two runs of epubify."""
HEAD = """\
# Floors of what epubify reaches on real files: figures that must be reached at least, and those
# (corrections, books refused, lost, crashed) that may be reached at most. Those of the quick
# form stand by themselves. Written by `real.py --pin`, which only tightens.
"""
AT_MOST = frozenset({"corrections", "refused", "lost", "crashed"})
"""Names of figures of which less is better."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that was measured."""

    family: str
    name: str
    reached: float
    of: float | None = None
    """What could have been reached."""

    def misses(self, floor: float | None) -> bool:
        """Tell whether this is worse than its floor.

        >>> Figure("raw", "crashed", 2).misses(1), Figure("judge", "title", 2).misses(1)
        (True, False)
        """
        if floor is None:
            return False
        return self.reached > floor if self.name in AT_MOST else self.reached < floor

    def pin(self, floor: float | None) -> float:
        """Return the harder of a floor and what was reached, a little slack left.

        >>> Figure("raw", "crashed", 2).pin(5), Figure("judge", "title", 2).pin(5)
        (2, 5)
        """
        slackened = self.reached + (SLACK if self.name == "corrections" else 0)
        if floor is None:
            return slackened
        return min(floor, slackened) if self.name in AT_MOST else max(floor, slackened)


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be measured, and on which files."""

    choice: Choice
    jobs: int = JOBS
    quick: bool = False
    listed: bool = False
    """Name what was not made."""


Floors = dict[str, dict[str, float]]


def main() -> int:
    """Measure, print the table, and return the exit code: 1 where a floor is missed."""
    asked = read_arguments()
    run = Run(
        Choice(names_in(asked.only), names_in(asked.without)), asked.jobs, asked.quick, asked.list
    )
    figures = list(measure(asked.family or FAMILIES, run))
    floors = {} if asked.only or asked.without else read_floors(quick=run.quick)
    print(table(figures, floors))
    if asked.pin:
        pinned = pin(figures, {} if asked.allow_regression else floors)
        write_floors({**floors, **pinned}, quick=run.quick)
        return 0
    missed = misses(figures, floors)
    print(f"\n{len(figures)} figures, {len(missed)} floors missed", *missed, sep="\n")
    return 1 if missed else 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--family", action="append", choices=FAMILIES, help="only this family")
    parser.add_argument("--quick", action="store_true", help="few and small files")
    parser.add_argument("--only", type=Path, metavar="LIST", help="a file that names the files")
    parser.add_argument("--without", type=Path, metavar="LIST", help="those to leave alone")
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--list", action="store_true", help="name what was not made")
    parser.add_argument("--pin", action="store_true", help="write the floors")
    parser.add_argument("--allow-regression", action="store_true", help="let floors sink")
    asked = parser.parse_args()
    if asked.pin and (asked.only or asked.without):
        parser.error("floors are those of all files: --pin goes with no LIST")
    return asked


def measure(families: Sequence[str], run: Run) -> Iterator[Figure]:
    """Yield the figures of some families, as far as there are files for them."""
    for family in families:
        yield from MEASURES[family](run)


# ---------------------------------------------------------------------------------- facts


def measure_facts(run: Run) -> Iterator[Figure]:
    """Yield how many facts of each list are right."""
    folder = SHARED / "wild"
    for name in LISTS:
        entries = entries_of(folder / name)
        files = [e["file"] for e in entries if f"wild/{e['file']}" in run.choice]
        if run.quick:
            files = [file for file in files if size_of(folder / file) <= QUICK_FACTS]
        if files:
            facts = facts_of(folder, name, Choice(tuple(files)), run.jobs)
            yield Figure(Path(name).stem, "right", sum(f.right for f in facts), len(facts))


def entries_of(file: Path) -> list[dict[str, Any]]:
    """Return the entries of a list of facts, none where there is none."""
    data = json.loads(file.read_text("utf-8")) if file.is_file() else []
    return list(data["files"] if isinstance(data, dict) else data)


# ---------------------------------------------------------------------------------- judge


def measure_judge(run: Run) -> Iterator[Figure]:
    """Yield the points by kind of fact that the judge gives for the files drawn at random."""
    folder = SHARED / "wild" / "random"
    entries = entries_of(folder / "facts.json")
    chosen = [e for e in entries if f"wild/random/{e['path']}" in run.choice]
    chosen.sort(key=lambda entry: int(entry["bytes"]))
    positions = [str(e["position"]) for e in chosen[: QUICK_JUDGED if run.quick else None]]
    command = [str(folder / "judge.py"), TOOL, str(folder), "--facts", str(folder / "facts.json")]
    shares = [["--only", ",".join(share)] for share in dealt(positions, run.jobs)]
    files = [file for part in side_by_side(command, shares, "--json") for file in part]
    if files:
        yield from judged_points(files)


def judged_points(files: list[dict[str, Any]]) -> Iterator[Figure]:
    """Yield the points of some files by kind of fact, and how many files have them all."""
    kinds = dict.fromkeys(kind for file in files for kind in file["facts"])
    for kind in kinds:
        points = [file["facts"].get(kind, (0, 0)) for file in files]
        possible = sum(most for _, most in points)
        if possible:
            yield Figure("judge", kind, sum(right for right, _ in points), possible)
    perfect = [all(right == most for right, most in file["facts"].values()) for file in files]
    yield Figure("judge", "files all right", sum(perfect), len(files))


def dealt(names: Sequence[str], hands: int) -> list[Sequence[str]]:
    """Return some names in about equal shares.

    >>> dealt(["a", "b", "c"], 2)
    [['a', 'c'], ['b']]
    """
    return [share for share in (names[n::hands] for n in range(hands)) if share]


def side_by_side(command: list[str], shares: list[list[str]], output: str) -> list[Any]:
    """Run a Python program on several shares of its work at once; return the JSON they write.

    ``output`` is the option that names the file to write. Raises CalledProcessError where one
    of them fails.
    """

    def run(share: list[str]) -> Any:
        with tempfile.TemporaryDirectory(prefix="epubify-real-") as folder:
            results = Path(folder, "results.json")
            whole = [sys.executable, *command, *share, output, str(results)]
            subprocess.run(whole, check=True, cwd=folder, stdout=subprocess.DEVNULL)
            return json.loads(results.read_text("utf-8"))

    with ThreadPoolExecutor(max(1, len(shares))) as pool:
        return list(pool.map(run, shares))


# ---------------------------------------------------------------------------------- pairs


def measure_pairs(run: Run) -> Iterator[Figure]:
    """Yield the corrections per 10,000 words over the pairs; the quick form leaves them out."""
    folder = SHARED / "pairs"
    names = [case.parent.name for case in sorted(folder.glob("dev/*/truth.json"))]
    names = [name for name in names if f"pairs/dev/{name}" in run.choice and not run.quick]
    command = [str(folder / "run.py"), str(folder / "dev")]
    command += ["--tool", f"{TOOL} convert -q --no-cover {{in}} -o {{out}}"]
    shares = [
        [part for name in share for part in ("--only", name)] for share in dealt(names, run.jobs)
    ]
    results = side_by_side(command, shares, "-o")
    cases = {name: case for part in results for name, case in part["cases"].items()}
    for name, case in sorted(cases.items()):
        yield Figure(f"pairs.{name}", "corrections", per_10k([case]))
    if cases:
        yield Figure("pairs", "corrections", per_10k(list(cases.values())))


def per_10k(cases: list[dict[str, Any]]) -> float:
    """Return the corrections per 10,000 words of some cases."""
    words = sum(case["words"] for case in cases)
    corrections = sum(case["corrections"]["total"] for case in cases)
    return float(round(1e4 * corrections / words, 1))


# -------------------------------------------------------------------------- trouble and raw


def measure_trouble(run: Run) -> Iterator[Figure]:
    """Yield how many of the small inputs were not made, and why."""
    folder = SHARED / "trouble"
    cases = sorted(case for case in folder.glob("*") if case.is_dir())
    chosen = [case for case in cases if f"trouble/{case.name}" in run.choice]
    stories = [story for case in chosen for story in stories_of(case)]
    yield from measure_making("trouble", stories, run)


def stories_of(case: Path) -> Iterator[list[Path]]:
    """Yield the stories of a case: each file is one, and each folder is one in several files."""
    for path in sorted(case.iterdir()):
        if path.suffix != ".md":
            yield files_of(path)


def measure_raw(run: Run) -> Iterator[Figure]:
    """Yield how many of the files without facts were not made, and why."""
    folder = SHARED / "wild" / "raw"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    files = [f for f in files if f"wild/raw/{f.relative_to(folder).as_posix()}" in run.choice]
    if run.quick:
        files = [file for file in files if file.stat().st_size <= QUICK_SIZE][::QUICK_RAW]
    yield from measure_making("raw", [[file] for file in files], run)


def measure_making(family: str, stories: list[list[Path]], run: Run) -> Iterator[Figure]:
    """Make a book of each story; yield how many were made, refused, lost words or crashed."""
    if not stories:
        return
    with tempfile.TemporaryDirectory(prefix="epubify-real-") as folder:
        jobs = [job_of(files, number, folder, run) for number, files in enumerate(stories)]
        outcomes = list(run_all(jobs, workers=run.jobs, timeout=TIMEOUT))
    counts = Counter(map(fate_of, outcomes))
    for fate in ("made", "refused", "lost", "crashed"):
        yield Figure(family, fate, counts[fate], len(stories))
    if run.listed:
        print(*sorted(told_of(outcome) for outcome in outcomes if outcome.error), sep="\n")


def job_of(files: list[Path], number: int, folder: str, run: Run) -> Job:
    """Return the job to make one book of some files; the quick form draws no covers."""
    inputs = tuple(Input(file.relative_to(SHARED).as_posix(), file) for file in files)
    kind = Kind.JOINED if len(files) > 1 else Kind.STORY
    options = Options(format="text", no_cover=run.quick)
    size = sum(file.stat().st_size for file in files)
    return Job(inputs, options, folder, name=str(number), kind=kind, number=number, size=size)


def fate_of(outcome: Outcome) -> str:
    """Return what became of a job, in a word."""
    if outcome.status is not Status.FAILED:
        return "made"
    if isinstance(outcome.error, WordsLost):
        return "lost"
    return "refused" if isinstance(outcome.error, InputError) else "crashed"


def told_of(outcome: Outcome) -> str:
    """Return what was said of a book that was not made, with the names of its inputs."""
    names = ", ".join(item.name for item in outcome.job.inputs)
    said = outcome.error.problem if outcome.error else ""
    return f"{fate_of(outcome)}: {names}: {said}"


MEASURES = {
    "facts": measure_facts,
    "judge": measure_judge,
    "pairs": measure_pairs,
    "trouble": measure_trouble,
    "raw": measure_raw,
}


# --------------------------------------------------------------------------------- floors


def read_floors(*, quick: bool) -> Floors:
    """Return the floors by family and name; those of the quick form are others."""
    data: dict[str, Floors] = tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.is_file() else {}
    return data.get("quick" if quick else "full", {})


def write_floors(floors: Floors, *, quick: bool) -> None:
    """Write the floors of one form; those of the other stay."""
    both = {"full": read_floors(quick=False), "quick": read_floors(quick=True)}
    both["quick" if quick else "full"] = floors
    tables = [
        f"\n[{form}.{family_key(family)}]\n"
        + "".join(f'"{name}" = {floor:g}\n' for name, floor in named.items())
        for form, families in both.items()
        for family, named in families.items()
    ]
    FLOORS.write_text(HEAD + "".join(tables), encoding="utf-8")


def family_key(family: str) -> str:
    return json.dumps(family) if "." in family else family


def pin(figures: list[Figure], floors: Floors) -> Floors:
    """Return the floors of what was measured: never easier than those given."""
    pinned: Floors = {}
    for figure in figures:
        floor = floor_of(figure, floors)
        pinned.setdefault(figure.family, {})[figure.name] = figure.pin(floor)
    return pinned


def floor_of(figure: Figure, floors: Floors) -> float | None:
    return floors.get(figure.family, {}).get(figure.name)


def misses(figures: list[Figure], floors: Floors) -> list[str]:
    """Say which figures are worse than their floors."""
    return [
        f"{figure.family} {figure.name}: {figure.reached:g}, floor {floor:g}"
        for figure in figures
        if (floor := floor_of(figure, floors)) is not None and figure.misses(floor)
    ]


def table(figures: list[Figure], floors: Floors) -> str:
    """Return the figures as a Markdown table."""
    rows = ["| family | figure | reached | of | | floor |", "|---|---|---:|---:|---:|---:|"]
    for one in figures:
        of, share = ("", "") if not one.of else (f"{one.of:g}", f"{one.reached / one.of:.1%}")
        floor = floor_of(one, floors)
        shown = "" if floor is None else f"{floor:g}"
        missed = " MISSED" if one.misses(floor) else ""
        cells = (one.family, one.name, f"{one.reached:g}", of, share, shown + missed)
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
