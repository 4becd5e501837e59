"""What `speed.py` measures within a running process: one measurement, as JSON on stdout.

Usage: python benchmarks/speed_inside.py NAME ARGUMENT...
"""

from __future__ import annotations

import cProfile
import json
import resource
import signal
import sys
import tempfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from pstats import Stats
from statistics import median
from time import process_time
from typing import Any

WORK = Path(__file__).resolve()
sys.path.insert(0, str(WORK.parent.parent))

ROUNDS = 5
MB = 1_000_000
STAGES = {
    "decode": ("decode/__init__.py", "decode"),
    "repair": ("repair/__init__.py", "repair"),
    "set apart what is no story": ("matter/separation.py", "set_apart"),
    "lay out": ("layout/__init__.py", "lay_out"),
    "notes, cues, letters": ("matter/sort.py", "sort_matter"),
    "headings": ("headings/__init__.py", "find_headings"),
    "typography": ("typography/stage.py", "typeset"),
    "render and package": ("epub/package.py", "write_epub"),
    "prove the words": ("checks/words.py", "prove_words"),
}
"""The stages in their order, and the function of each."""


def least(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the processor seconds of some work, the least of several runs."""
    return min(_timed(work) for _ in range(rounds))


def _timed(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def text_floor(path: str) -> float:
    """Return the seconds to read a text, decode it and deflate it."""
    return least(lambda: zlib.compress(Path(path).read_bytes().decode().encode(), 6))


def text_floors(folder: str) -> list[float]:
    """Return the same for each text of a folder."""
    return [text_floor(str(path)) for path in sorted(Path(folder).iterdir())]


def hashing(folder: str) -> float:
    """Return the seconds to read and hash all texts of a folder."""
    texts = list(Path(folder).iterdir())
    return least(lambda: [sha256(path.read_bytes()).hexdigest() for path in texts])


def cover_floor(path: str) -> float:
    """Return the seconds to encode the cover of a story, which is ready, as JPEG."""
    from PIL import Image

    import epubify

    picture = epubify.draw_cover(path)
    image = Image.open(BytesIO(picture.data))
    image.load()
    return least(
        lambda: image.save(BytesIO(), "JPEG", quality=85, subsampling="4:2:0", optimize=True)
    )


def drawing(path: str) -> float:
    """Return the seconds to draw the cover of a story, without encoding it."""
    import epubify

    book = epubify.convert(path, no_cover=True).book
    from epubify.cover import draw_cover
    from epubify.options import Options
    from epubify.report import Report

    whole = least(lambda: draw_cover(book, Options(), Report()))
    return max(0.0, whole - cover_floor(path))


def book(path: str, cover: str, warm: str) -> float:
    """Return the seconds to make, prove and write a book, where another was made before."""
    import epubify

    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "book.epub"

        def make(text: str = path) -> None:
            epubify.convert(text, no_cover=cover == "0").save(target, force=True)

        make(warm)  # what is read and compiled once is no part of it
        return least(make, 2)


def growth(path: str, most: str) -> tuple[float, float] | None:
    """Return the seconds to read a text and the memory in bytes per byte of it.

    None where it takes more than so many seconds.
    """
    from epubify.model import Source
    from epubify.options import Options
    from epubify.pipeline import read_story
    from epubify.report import Report

    read_story(Source("row", b"It rained all day.\n\nWe slept.\n"), Options(), Report())
    data = Path(path).read_bytes()
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    signal.signal(signal.SIGVTALRM, lambda *_: (_ for _ in ()).throw(TimeoutError()))
    signal.setitimer(signal.ITIMER_VIRTUAL, float(most))
    try:
        spent = _timed(lambda: read_story(Source("row", data), Options(), Report()))
    except TimeoutError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start
    return spent, 1024 * taken / len(data)


def real_files(*paths: str) -> dict[str, float]:
    """Return the seconds per MB of several files: the median and the worst of those of 10 kB."""
    from epubify.errors import EpubifyError
    from epubify.model import Source
    from epubify.options import Options
    from epubify.pipeline import read_story
    from epubify.report import Report

    costs = []
    for path in map(Path, paths):
        data = path.read_bytes()
        try:
            spent = _timed(lambda: read_story(Source(path.name, data), Options(), Report()))  # noqa: B023 - called at once
        except EpubifyError:
            continue
        if len(data) >= 10_000:
            costs.append(spent * MB / len(data))
    return {"files": len(costs), "median": median(costs), "worst": max(costs)}


def batch_again(texts: str, books: str) -> float:
    """Return the seconds of a batch with nothing changed."""
    from batch import jobs_of

    from epubify.batches import Status, run_all

    jobs = jobs_of(Path(texts), Path(books), covers=True)
    list(run_all(jobs))
    return least(lambda: all(one.status is Status.UNCHANGED for one in run_all(jobs)))


def anthology(folder: str) -> float:
    """Return the seconds to render and package an anthology whose stories are read."""
    import epubify
    from epubify.epub.package import write_epub

    edition = epubify.anthology(folder, title="All", no_cover=True)
    date = datetime(2000, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "all.epub"
        given = edition.book, target, edition.options
        return least(lambda: write_epub(*given, modified=date, fingerprint=""), 3)


def stages(path: str) -> dict[str, float]:
    """Return the share of each stage in making a book, by a profile."""
    import epubify

    def make() -> None:
        with tempfile.TemporaryDirectory() as place:
            epubify.convert(path, no_cover=True).save(Path(place) / "book.epub")

    make()
    profile = cProfile.Profile()
    profile.runcall(make)
    known: dict[tuple[str, int, str], Any] = Stats(profile).stats  # type: ignore[attr-defined]
    costs = {
        stage: sum(one[3] for key, one in known.items() if key[0].endswith(file) and key[2] == name)
        for stage, (file, name) in STAGES.items()
    }
    whole = max(one[3] for one in known.values())
    return {stage: cost / whole for stage, cost in costs.items()}


INSIDE: dict[str, Callable[..., Any]] = {
    work.__name__: work
    for work in (
        *(text_floor, text_floors, hashing, cover_floor, drawing, book, growth, real_files),
        *(batch_again, anthology, stages),
    )
}
"""What can be measured, by name."""

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(INSIDE[name](*arguments)))
