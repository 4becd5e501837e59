"""How long the studio takes to answer a change of a story of 5,000 words.

Usage: python benchmarks/studio.py [--words N] [--changes N] [--most MILLISECONDS]

A story is made of the paragraphs of seeds/, opened in a folder of its own, and corrected as the
page does it: a request in this process, through all that a request goes through, until the answer
is there whole. After each change the page of the book that shows the line is fetched too. Told
are the median and the slowest, in milliseconds of the clock and of the processor; with ``--most``
the script fails where the median of a change takes longer.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from epubify.studio.bookmaking import Workbench
from epubify.studio.desk import Desk
from epubify.studio.guard import Guard
from epubify.studio.news import Newsroom
from epubify.studio.routes import studio_app

ROOT = Path(__file__).parent.parent
ADDRESS = "http://127.0.0.1:8000/token/"


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=5_000)
    parser.add_argument("--changes", type=int, default=12)
    parser.add_argument("--most", type=float)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="epubify-studio-bench-") as folder:
        Path(folder, "story.txt").write_text(story_of(asked.words), encoding="utf-8")
        times = asyncio.run(measured(Path(folder), asked.changes))
    for name, taken in times.items():
        clock, used = zip(*taken, strict=True)
        print(
            f"{name:<12} median {statistics.median(clock):6.0f} ms, slowest {max(clock):6.0f} ms; "
            f"processor {statistics.median(used):6.0f} ms"
        )
    slow = statistics.median(clock for clock, _ in times["correction"])
    return 1 if asked.most and slow > asked.most else 0


def story_of(words: int) -> str:
    """Return a story of about so many words, in chapters of five hundred."""
    seeds = sorted((ROOT / "seeds").glob("the_*.txt"))
    texts = [seed.read_text(encoding="utf-8", errors="replace") for seed in seeds]
    paragraphs = [part for text in texts for part in text.split("\n\n") if len(part.split()) > 15]
    out, count, chapter = ["The Measured Story\nby Nina"], 0, 0
    while count < words:
        for paragraph in paragraphs:
            if count >= chapter * 500:
                chapter += 1
                out.append(f"Chapter {chapter}")
            out.append(paragraph)
            count += len(paragraph.split())
            if count >= words:
                break
    return "\n\n".join(out) + "\n"


async def measured(folder: Path, changes: int) -> dict[str, list[tuple[float, float]]]:
    """Return what each kind of answer took: clock and processor, in milliseconds."""
    desk = Desk(Newsroom())
    workbench = Workbench(desk)
    app = studio_app(desk, workbench, lambda: None)
    guard = Guard(app, token="token", port=8000, largest=1_000_000)
    desk.open([folder])
    desk.wait_until_read(timeout=60)
    try:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(guard), base_url=ADDRESS
        ) as client:
            return await _asked(client, changes)
    finally:
        workbench.close()
        desk.close()


async def _asked(client: httpx.AsyncClient, changes: int) -> dict[str, list[tuple[float, float]]]:
    times: dict[str, list[tuple[float, float]]] = {"correction": [], "fact": [], "page": []}
    [story] = (await client.get("api/stories")).json()["stories"]
    path = f"api/stories/{story['id']}"
    now = (await client.get(path)).json()
    lines = [line[0] for line in now["lines"] if line[2] == "body"]
    for n in range(changes):
        line = lines[(n + 1) * len(lines) // (changes + 2)]
        said = {"revision": now["revision"], "kind": "scene-break", "first": line}
        now = await timed(times["correction"], client.post(f"{path}/corrections", json=said))
        place = (await client.get(f"{path}/place?line={line}")).json()
        page = f"{path}/book/{now['revision']}/{place['href']}"
        await timed(times["page"], client.get(page), as_json=False)
        said = {"revision": now["revision"], "facts": {"publisher": f"Press {n}"}}
        now = await timed(times["fact"], client.post(f"{path}/facts", json=said))
    return times


async def timed(into: list[tuple[float, float]], asked: Any, *, as_json: bool = True) -> Any:
    """Return an answer, and note what it took."""
    clock, used = time.perf_counter(), time.process_time()
    found = await asked
    into.append(((time.perf_counter() - clock) * 1000, (time.process_time() - used) * 1000))
    if found.status_code != 200:
        sys.exit(f"{found.status_code}: {found.text[:300]}")
    return found.json() if as_json else None


if __name__ == "__main__":
    sys.exit(main())
