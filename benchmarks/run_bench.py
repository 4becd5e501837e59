"""Runs the shared benchmark with the installed epubify and holds the scores to their floors.

Usage: python benchmarks/run_bench.py [--profile NAME]... [--pin [--allow-regression]]

The benchmark (../shared/bench) turns plain text made from well-edited books into EPUBs again
and compares. ``floors.toml`` says, per profile, what the total must reach at least and how
many corrections per 10,000 words an editor may need at most. ``--pin`` writes what was reached
into it, a little slack left; it never makes a floor easier unless told so.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BENCH = HERE.parent.parent / "shared" / "bench"
FLOORS = HERE / "floors.toml"
SLACK = {"total": 0.1, "corrections": 0.5}
"""What a score may be worse than its pin: small rules move single marks to and fro."""
HEAD = """\
# Floors of the shared benchmark, dev cases: per profile the total at least (0 to 100) and the
# corrections per 10,000 words at most. Written by `run_bench.py --pin`, which only tightens.
"""


@dataclass(frozen=True, slots=True)
class Floor:
    """What a profile must reach."""

    total: float
    corrections: float

    def misses(self, reached: Floor) -> list[str]:
        """Say in what the scores reached are worse than this floor.

        >>> Floor(99.0, 20.0).misses(Floor(98.5, 12.0))
        ['total 98.50, at least 99.00']
        """
        missed = []
        if reached.total < self.total:
            missed.append(f"total {reached.total:.2f}, at least {self.total:.2f}")
        if reached.corrections > self.corrections:
            most = f"{self.corrections:.2f}"
            missed.append(f"corrections {reached.corrections:.2f}, at most {most}")
        return missed

    def tightened(self, reached: Floor) -> Floor:
        """Return the harder of this floor and what was reached, one by one."""
        return Floor(max(self.total, reached.total), min(self.corrections, reached.corrections))


def main() -> int:
    """Run, compare, and return the exit code: 1 where a floor is missed."""
    arguments = read_arguments()
    if not (BENCH / "run.py").is_file():
        sys.exit(f"no benchmark at {BENCH}")
    summary = run_benchmark(arguments.jobs, arguments.profile)
    reached = {name: scores_of(group) for name, group in summary.items() if name != "all"}
    floors = read_floors()
    if arguments.pin:
        write_floors(pinned(floors, reached, anew=arguments.allow_regression))
        return 0
    failed = summary["all"]["failures"]
    missed = [
        f"{name}: {miss}"
        for name, floor in floors.items()
        if name in reached
        for miss in floor.misses(reached[name])
    ]
    print(*missed, sep="\n")
    print(f"benchmark: {len(missed)} floors missed, {failed} cases failed")
    return 1 if missed or failed else 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--profile", action="append", default=[], help="only this profile")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--pin", action="store_true", help="write the floors")
    parser.add_argument("--allow-regression", action="store_true", help="let floors sink")
    return parser.parse_args()


def run_benchmark(jobs: int, profiles: list[str]) -> dict[str, Any]:
    """Return the summary of a run over all cases, whose table is printed."""
    tool = f"{shlex.quote(sys.executable)} -m epubify convert -q --no-cover {{in}} -o {{out}}"
    with tempfile.TemporaryDirectory(prefix="epubify-bench-") as folder:
        results = Path(folder, "results.json")
        command = [sys.executable, str(BENCH / "run.py"), str(BENCH / "cases" / "dev")]
        command += ["--tool", tool, "--jobs", str(jobs), "-o", str(results)]
        command += [part for name in profiles for part in ("--profile", name)]
        subprocess.run(command, check=True)
        summary: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))["summary"]
        return summary


def scores_of(group: dict[str, Any]) -> Floor:
    return Floor(group["total"], group["corrections_per_10k"])


def read_floors() -> dict[str, Floor]:
    if not FLOORS.is_file():
        return {}
    data = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    return {name: Floor(**floor) for name, floor in data.items()}


def pinned(floors: dict[str, Floor], reached: dict[str, Floor], *, anew: bool) -> dict[str, Floor]:
    """Return the floors after a run: never easier than they were, unless made anew."""
    slackened = {
        name: Floor(
            round(one.total - SLACK["total"], 2), round(one.corrections + SLACK["corrections"], 2)
        )
        for name, one in reached.items()
    }
    if anew:
        return {**floors, **slackened}
    return {
        **floors,
        **{name: floors.get(name, one).tightened(one) for name, one in slackened.items()},
    }


def write_floors(floors: dict[str, Floor]) -> None:
    tables = [
        f"\n[{name}]\ntotal = {one.total}\ncorrections = {one.corrections}\n"
        for name, one in floors.items()
    ]
    FLOORS.write_text(HEAD + "".join(tables), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
