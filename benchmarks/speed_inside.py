"""What `speed.py` measures within a running process: one measurement, as JSON on stdout.

Usage: python benchmarks/speed_inside.py NAME ARGUMENT...

What is compared is done in turn, round after round, and of each the least processor time counts:
whatever else the machine has to do meanwhile disturbs both alike.
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
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from pstats import Stats
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any

WORK = Path(__file__).resolve()
sys.path.insert(0, str(WORK.parent.parent))

if TYPE_CHECKING:
    from PIL import Image

Pair = tuple[float, float]
"""The seconds of some work, and those of its floor."""

ROUNDS = 5
SMALL = 20
"""Rounds where a round takes milliseconds."""
MB = 1_000_000
STAMP = 1_024
"""Bytes of a book within which it says what it was made of."""
STAGES = {
    "decode": ("decode/__init__.py", "decode"),
    "repair": ("repair/__init__.py", "repair"),
    "set apart what is no story": ("matter/separation.py", "set_apart"),
    "lay out": ("layout/__init__.py", "lay_out"),
    "notes, cues, letters": ("matter/sort.py", "sort_matter"),
    "headings": ("headings/__init__.py", "find_headings"),
    "typography": ("typography/stage.py", "typeset"),
    "draw the cover": ("cover/__init__.py", "draw_cover"),
    "render and package": ("epub/package.py", "write_epub"),
    "prove the words": ("checks/words.py", "prove_words"),
}
"""The stages in their order, and the function of each."""


def least(*works: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, ...]:
    """Return the processor seconds of some works that are done in turn, the least of each."""
    costs = [[_timed(work) for work in works] for _ in range(rounds)]
    return tuple(min(each) for each in zip(*costs, strict=True))


def _timed(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


# --------------------------------------------------------------------------------- floors


def deflated(path: Path) -> bytes:
    """Read a text, decode it and deflate it: the floor of all that becomes a book."""
    return zlib.compress(path.read_bytes().decode().encode(), 6)


def all_deflated(folder: str) -> list[bytes]:
    """Do that with all texts of a folder."""
    return [deflated(path) for path in Path(folder).iterdir()]


def encoded(image: Image.Image) -> None:
    """Encode a picture as JPEG: the floor of a cover."""
    image.save(BytesIO(), "JPEG", quality=85, subsampling="4:2:0", optimize=True)


def cover_of(path: str) -> Image.Image:
    """Return the cover of a story, ready to be encoded."""
    from PIL import Image

    import epubify

    image = Image.open(BytesIO(epubify.draw_cover(path).data))
    image.load()
    return image


def floors(path: str, folder: str = "") -> dict[str, float]:
    """Return the seconds of the floors of a story: its text and its cover; and of a folder's."""
    image = cover_of(path)
    text = least(lambda: deflated(Path(path)), rounds=SMALL)[0]
    found = {"text": text, "cover": least(lambda: encoded(image), rounds=SMALL)[0]}
    if folder:
        found["folder"] = least(lambda: all_deflated(folder))[0]
    return found


# ---------------------------------------------------------------------- works beside floors


def book(cover: str, warm: str, *texts: str) -> Pair:
    """Return the seconds to make, prove and write a book, where others were made before.

    Beside it those of its text floor, with that of its cover where it has one. The texts are of one
    length, and each becomes a book once: what is kept of one that came before is no part of it.
    """
    import epubify

    image = cover_of(warm) if cover == "1" else None
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "book.epub"

        def make(text: str) -> None:
            epubify.convert(text, no_cover=image is None).save(target, force=True)

        def floor() -> None:
            deflated(Path(texts[0]))
            if image:
                encoded(image)

        make(warm)  # what is read and compiled once is no part of it
        seconds = min(_timed(partial(make, text)) for text in texts)
        return seconds, least(floor, rounds=ROUNDS)[0]


def bare(cover: str, *texts: str) -> float:
    """Return the seconds of a bare program for a book of some texts."""
    from bare import bare_book

    with tempfile.TemporaryDirectory() as place:
        stories, target = [Path(text) for text in texts], Path(place) / "book.epub"
        return least(lambda: bare_book(stories, target, cover=cover == "1"))[0]


def drawing(path: str) -> Pair:
    """Return the seconds to draw the cover of a story, and those to encode it."""
    import epubify
    from epubify.cover import draw
    from epubify.options import Options
    from epubify.report import Report

    bound, image = epubify.convert(path, no_cover=True).book, cover_of(path)
    works = (lambda: draw(bound, Options(), Report()), lambda: encoded(image))
    seconds, floor = least(*works, rounds=SMALL)
    return seconds, floor


def batch_again(texts: str, books: str) -> tuple[float, float, float]:
    """Return the seconds of a batch with nothing changed, and those of reading and hashing.

    The third are those of a bare program, which looks at the first bytes of each book, too.
    """
    from batch import jobs_of

    from epubify.batches import Status, run_all

    folder, no_covers = Path(texts), {"covers": False}
    jobs = jobs_of(folder, Path(books), **no_covers)
    list(run_all(jobs))
    files, made = list(folder.iterdir()), sorted(Path(books).rglob("*.epub"))
    assert len(made) == len(files)

    def again() -> None:
        assert all(one.status is Status.UNCHANGED for one in run_all(jobs))

    def hashing() -> None:
        for path in files:
            sha256(path.read_bytes()).hexdigest()

    def looking() -> None:
        hashing()
        for path in made:
            with path.open("rb") as book:
                book.read(STAMP)

    seconds, floor, bare = least(again, hashing, looking, rounds=SMALL)
    return seconds, floor, bare


def anthology(folder: str) -> Pair:
    """Return the seconds to render and package an anthology, and those of its text floor.

    Its stories are read before, and it keeps what they need to become books again.
    """
    import epubify
    from epubify.epub.package import write_epub
    from epubify.publish.story_origins import origins_of

    edition = epubify.anthology(folder, title="All", no_cover=True)
    modified = edition.provenance.modified()
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "all.epub"

        def package() -> None:
            write_epub(
                *(edition.book, target, edition.options),
                modified=modified,
                fingerprint="",
                origins=tuple(origins_of(edition)),
            )

        seconds, floor = least(package, lambda: all_deflated(folder))
        return seconds, floor


# ---------------------------------------------------------------------------- length, files


def growth(path: str, most: str) -> Pair | None:
    """Return the seconds to read a text and the memory in bytes per byte of it.

    None where it takes more than so many seconds. However many headings it has, it is read.
    """
    from epubify.model import Source
    from epubify.options import Options
    from epubify.pipeline import read_story
    from epubify.report import Report

    read_story(Source("row", b"It rained all day.\n\nWe slept.\n"), Options(), Report())
    data, options = Path(path).read_bytes(), Options(limits=frozenset({"headings=1000000"}))
    signal.signal(signal.SIGVTALRM, lambda *_: (_ for _ in ()).throw(TimeoutError()))
    signal.setitimer(signal.ITIMER_VIRTUAL, float(most))
    try:
        with _Peak() as peak:
            spent = _timed(lambda: read_story(Source("row", data), options, Report()))
    except TimeoutError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return spent, peak.taken / len(data)


class _Peak:
    """What memory was taken at the most within a block, in bytes."""

    taken = 0.0

    def __enter__(self) -> _Peak:
        self._before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return self

    def __exit__(self, *_: object) -> None:
        now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.taken = 1024.0 * (now - self._before)


def memory(path: str) -> dict[str, float]:
    """Return the memory in bytes per byte of a text: to understand it, and to have it written."""
    import epubify

    epubify.convert(b"It rained all day.\n\nWe slept.\n", no_cover=True).to_bytes()
    size = Path(path).stat().st_size
    with _Peak() as peak:
        edition = epubify.convert(path, no_cover=True)
    understood = peak.taken
    with _Peak() as peak, tempfile.TemporaryDirectory() as place:
        edition.save(Path(place) / "book.epub")
    return {"understood": understood / size, "written": (understood + peak.taken) / size}


def real_files(uncounted: str, *paths: str) -> dict[str, float]:
    """Return the seconds per MB of several files: the median and the worst of those of 10 kB.

    The first ``uncounted`` are read before, so that what a process does once is done.
    """
    from epubify.errors import EpubifyError
    from epubify.model import Source
    from epubify.options import Options
    from epubify.pipeline import read_story
    from epubify.report import Report

    costs = []
    for n, path in enumerate(map(Path, paths)):
        data = path.read_bytes()
        try:
            spent = _timed(lambda: read_story(Source(path.name, data), Options(), Report()))  # noqa: B023 - called at once
        except EpubifyError:
            continue
        if n >= int(uncounted) and len(data) >= 10_000:
            costs.append(spent * MB / len(data))
    return {"files": len(costs), "median": median(costs), "worst": max(costs)}


# --------------------------------------------------------------------------------- stages


def stages(path: str) -> dict[str, float]:
    """Return the share of each stage in making a book, by a profile."""
    import epubify

    def make() -> None:
        with tempfile.TemporaryDirectory() as place:
            epubify.convert(path).save(Path(place) / "book.epub")

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
        *(floors, book, bare, drawing, batch_again, anthology, growth, memory, real_files),
        stages,
    )
}
"""What can be measured, by name."""

if __name__ == "__main__":
    from epubify.model.collecting import collect_rarely

    collect_rarely()  # as a worker of a batch does
    name, *arguments = sys.argv[1:]
    print(json.dumps(INSIDE[name](*arguments)))
