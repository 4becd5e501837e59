"""Makes all books that there are texts for, and compares them with those made before a change.

Usage: python benchmarks/same_books.py make FOLDER [--code CHECKOUT] [--texts FOLDER]...
       python benchmarks/same_books.py compare BEFORE AFTER

``make`` copies every text of ``seeds/``, of the benchmark's dev cases and of the wild texts
(or of the folders named) side by side and makes a book of each, with the epubify of a
checkout. ``compare`` names the books that are not the same to the last byte, and what in them
differs. A change that should not change books is shown not to, by this.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
TEXTS = tuple(
    folder
    for folder in (
        ROOT / "seeds",
        *(SHARED / name for name in ("seeds", "bench/cases/dev", "wild")),
    )
    if folder.is_dir()
)
NO_TEXTS = {".json", ".md", ".py", ".toml"}
REPORT = "report.jsonl"
EPOCH = 1_000_000_000
"""Seconds; the time of change of every text, so that it plays no part."""


def main() -> int:
    """Make or compare; return 1 where books differ."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make")
    make.add_argument("folder", type=Path)
    make.add_argument("--code", type=Path, default=ROOT)
    make.add_argument("--texts", type=Path, action="append")
    compare = commands.add_parser("compare")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    asked = parser.parse_args()
    if asked.command == "make":
        return make_books(asked.folder, asked.code.resolve(), asked.texts or TEXTS)
    return compare_books(asked.before, asked.after)


def make_books(folder: Path, code: Path, texts: Iterable[Path]) -> int:
    """Make a book of each text below a folder; return 0 whatever became of them."""
    sources = folder / "texts"
    shutil.rmtree(folder, ignore_errors=True)
    sources.mkdir(parents=True)
    for name, text in texts_in(texts):
        copy = sources / f"{name}.txt"
        shutil.copyfile(text, copy)
        os.utime(copy, (EPOCH, EPOCH))
    command = [sys.executable, "-m", "epubify", "batch", "texts", "-o", "books", "-q"]
    command += ["--report", REPORT, "--progress", "none", "--name", "{stem}"]
    package = copy_of_package(code, folder / "code")
    environment = {**os.environ, "PYTHONPATH": str(package), "PYTHONSAFEPATH": "1"}
    subprocess.run(command, cwd=folder, env=environment, check=False, stderr=subprocess.DEVNULL)
    print(f"{len(books_in(folder))} books of {len(list(sources.iterdir()))} texts")
    return 0


def copy_of_package(code: Path, folder: Path) -> Path:
    """Copy the package of a checkout, its templates inside; return where Python finds it.

    The run sees no change that is made meanwhile, and no templates of another checkout.
    """
    ours = shutil.ignore_patterns("templates", "__pycache__")  # a checkout may have a link there
    shutil.copytree(code / "epubify", folder / "epubify", ignore=ours)
    shutil.copytree(code / "templates", folder / "epubify" / "templates")
    return folder.resolve()


def texts_in(folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the files below some folders that may be texts, each with a name that is its own."""
    for folder in map(Path.resolve, folders):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in NO_TEXTS:
                yield "_".join(path.relative_to(folder.parent).parts), path


def books_in(folder: Path) -> dict[str, Path]:
    """Return the books made below a folder by their names."""
    made = folder / "books"
    return {path.relative_to(made).as_posix(): path for path in sorted(made.rglob("*.epub"))}


def compare_books(before: Path, after: Path) -> int:
    """Tell which books of texts that both runs had differ, or were made by one run alone."""
    old, new = books_in(before), books_in(after)
    shared = texts_of(before) & texts_of(after)
    old = {name: path for name, path in old.items() if name in shared}
    new = {name: path for name, path in new.items() if name in shared}
    differing = {name: differences(old[name], new[name]) for name in old.keys() & new.keys()}
    differing = {name: parts for name, parts in sorted(differing.items()) if parts}
    for name, parts in differing.items():
        print(f"differs: {name}: {', '.join(parts)}")
    for name in sorted(old.keys() ^ new.keys()):
        print(f"only {'before' if name in old else 'after'}: {name}")
    said = [(name, was, now) for name, was, now in outcomes(before, after) if was != now]
    for name, was, now in said:
        print(f"told otherwise: {name}\n  before: {was}\n  after:  {now}")
    changed = len(differing) + len(old.keys() ^ new.keys())
    print(f"{len(old.keys() & new.keys())} books compared, {changed} differ")
    return 1 if changed or said else 0


def texts_of(folder: Path) -> set[str]:
    """Return the names that the books of a run have where they were made."""
    return {f"{path.stem}.epub" for path in (folder / "texts").iterdir()}


def differences(one: Path, other: Path) -> list[str]:
    """Return the entries of two books that differ."""
    if one.read_bytes() == other.read_bytes():
        return []
    with zipfile.ZipFile(one) as a, zipfile.ZipFile(other) as b:
        names = dict.fromkeys([*a.namelist(), *b.namelist()])
        parts = [name for name in names if entry(a, name) != entry(b, name)]
    return parts or ["the packing"]


def entry(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return the bytes of an entry, None where there is none."""
    return archive.read(name) if name in archive.namelist() else None


def outcomes(before: Path, after: Path) -> Iterator[tuple[str, str, str]]:
    """Yield for each text what was told of it before and after: error, findings, line fates."""
    old, new = told_of(before), told_of(after)
    for name in sorted(old.keys() & new.keys()):
        yield name, old[name], new[name]


def told_of(folder: Path) -> dict[str, str]:
    """Return what a run said of each text, but for what depends on the clock."""
    said = {}
    for line in (folder / REPORT).read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        data.pop("seconds", None)
        said[data["inputs"][0]] = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return said


if __name__ == "__main__":
    sys.exit(main())
