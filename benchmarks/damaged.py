"""Damaged files of every form: a story, or an error of one line; never a crash, a hang, a flood.

    python benchmarks/damaged.py                    2,000 damaged files of each form
    python benchmarks/damaged.py --count 200 --form docx,odt

The files are those of the tests, cut off, with bits turned, bytes replaced, pieces taken twice or
left out; of containers, entries are swapped, emptied, damaged within, or have a wrong size or sum.
Each is read; every ``--whole``-th becomes a book. The same seed makes the same damage.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import signal
import struct
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

SECONDS = 20
"""Time of the processor that one file may take; the samples take hundredths of a second."""
MEGABYTES = 300
"""Memory that reading all files of a form may take."""


class Hang(BaseException):
    """A file takes too long."""


def cut_off(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def turned_bits(data: bytes, rng: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(rng.randint(1, 20)):
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
    return bytes(made)


def replaced_bytes(data: bytes, rng: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        start = rng.randrange(len(made))
        made[start : start + rng.randint(0, 40)] = rng.randbytes(rng.randint(0, 40))
    return bytes(made)


def moved_pieces(data: bytes, rng: random.Random) -> bytes:
    a, b, c = sorted(rng.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] * rng.randint(0, 3) + data[a:b] * rng.randint(0, 2) + data[c:]


def repeated_signs(data: bytes, rng: random.Random) -> bytes:
    sign = rng.choice((b"<", b"{", b"(", b"[", b">", b"\\", b"<a>", b"{\\b ", b"\0", b"&"))
    at = rng.randrange(len(data))
    return data[:at] + sign * rng.randint(100, 5000) + data[at:]


def swapped_entries(data: bytes, rng: random.Random) -> bytes:
    names, texts = entries_of(data)
    rng.shuffle(texts)
    return packed(names, texts)


def damaged_entry(data: bytes, rng: random.Random) -> bytes:
    names, texts = entries_of(data)
    n = rng.randrange(len(names))
    texts[n] = rng.choice(PLAIN)(texts[n] or b"x", rng)
    return packed(names, texts)


def lost_entry(data: bytes, rng: random.Random) -> bytes:
    names, texts = entries_of(data)
    n = rng.randrange(len(names))
    if rng.random() < 0.5:
        texts[n] = b""
    else:
        del names[n], texts[n]
    return packed(names, texts)


def wrong_numbers(data: bytes, rng: random.Random) -> bytes:
    """Return a container with other sums, sizes or places in its headers."""
    made = bytearray(data)
    heads = [at for at in range(len(data) - 30) if data[at : at + 4] in (b"PK\3\4", b"PK\1\2")]
    for at in rng.sample(heads, min(len(heads), rng.randint(1, 3))):
        field = at + rng.choice((6, 8, 14, 18, 22, 26, 28))
        width = 2 if field - at in (6, 8, 26, 28) else 4
        number = rng.choice((0, 1, 0xFFFF, rng.randrange(65536)))
        made[field : field + width] = struct.pack("<I", number * (1 + rng.randrange(9)))[:width]
    return bytes(made)


PLAIN: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    cut_off, turned_bits, replaced_bytes, moved_pieces, repeated_signs
)  # fmt: skip
PACKED = (*PLAIN, swapped_entries, damaged_entry, damaged_entry, lost_entry, wrong_numbers)


def entries_of(data: bytes) -> tuple[list[str], list[bytes]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.namelist(), [archive.read(name) for name in archive.namelist()]


def packed(names: list[str], texts: list[bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in zip(names, texts, strict=True):
            archive.writestr(zipfile.ZipInfo(name), text)
    return made.getvalue()


def outcome_of(form: str, data: bytes, *, whole: bool) -> str:
    """Return what comes of a damaged file: ``story``, ``error``, or what must not be."""
    import epubify
    from epubify.errors import EpubifyError
    from epubify.model import Source
    from epubify.options import Options
    from epubify.readers import choose_reader
    from epubify.report import Report

    source = Source(f"a.{form}", data)
    try:
        if whole:
            epubify.convert(source, no_cover=True, format=form).to_bytes()
        else:
            choose_reader(source, Options(format=form)).read(source, Options(), Report())
    except EpubifyError as error:
        bug = "bug in epubify" in str(error) or "words would be lost" in str(error)
        return "crash" if "\n" in str(error) or bug else "error"
    except Hang:
        return "hang"
    except Exception as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
        return f"crash {type(error).__name__}: {error} {where}"[:200]
    return "story"


def stop(_: int, __: FrameType | None) -> None:
    raise Hang


def try_form(form: str, count: int, seed: int, whole: int) -> Counter[str]:
    """Return how many of the damaged files of a form came to what."""
    from test_forms import SAMPLES

    signal.signal(signal.SIGPROF, stop)
    rng = random.Random(f"{form} {seed}")
    sample = SAMPLES[form]
    kinds = PACKED if sample.startswith(b"PK\3\4") else PLAIN
    told: Counter[str] = Counter()
    slowest = 0.0
    for n in range(count):
        kind = kinds[n % len(kinds)]
        data = kind(sample, rng)
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        outcome = outcome_of(form, data, whole=bool(whole) and n % whole == 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - start)
        told[outcome if outcome in ("story", "error") else f"{kind.__name__} {n}: {outcome}"] += 1
    told["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told["slowest ms"] = round(1000 * slowest)
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--form", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole", type=int, default=50, help="every which file becomes a book")
    given = parser.parse_args()
    from test_forms import SAMPLES

    forms = given.form.split(",") if given.form else list(SAMPLES)
    bad = 0
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for form in forms:
            told = pool.apply(try_form, (form, given.count, given.seed, given.whole))
            faults = {name: n for name, n in told.items() if name[0] not in "ep" and " " in name}
            faults.pop("slowest ms", None)
            bad += len(faults) + (told["peak MB"] > MEGABYTES)
            print(f"{form:10} " + ", ".join(f"{name} {told[name]:,}" for name in
                  ("story", "error", "peak MB", "slowest ms")), flush=True)  # fmt: skip
            for name in faults:
                print(f"    {name}", flush=True)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
