"""Makes the pictures of the studio: its page in a browser, light and dark, wide and narrow.

Usage: python docs/make_studio_pictures.py

Opens copies of seeds/ in a studio of its own, walks through the views with headless Chromium (by
docs/studio_pictures.mjs, with the packages of tests/readers) and keeps pictures in docs/images.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from queue import Queue
from threading import Thread

from PIL import Image

from epubify.studio.server import StudioManner, run_studio

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "images"
MODULES = ROOT / "tests" / "readers" / "node_modules"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
GAP = 60
"""Pixels between two pictures in one."""
COLOURS = 200
"""Colours of a picture; with more the files grow, with fewer covers get stripes."""


def main() -> int:
    """Take all pictures."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        sys.exit("no Chromium found (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory(prefix="epubify-pictures-") as name:
        folder = Path(name)
        stories = folder / "stories"
        stories.mkdir()
        for seed in (ROOT / "seeds").glob("*.txt"):
            shutil.copy(seed, stories)
        said: Queue[str] = Queue()
        manner = StudioManner(browser=False)
        thread = Thread(target=run_studio, args=([stories], manner, said.put))
        thread.start()
        job = {"url": said.get(timeout=60), "browser": browser, "folder": str(folder),
               "modules": os.environ.get("EPUBIFY_NODE_MODULES") or str(MODULES)}  # fmt: skip
        walk(job)
        thread.join()
        join(
            folder / "studio-narrow.png", *sorted(folder.glob("studio-narrow-*.png"), reverse=True)
        )
        for taken in sorted(folder.glob("*.png")):
            keep(taken)
    return 0


def walk(job: dict[str, str]) -> None:
    """Let the browser walk through the studio, which it closes in the end."""
    program = Path(__file__).with_name("studio_pictures.mjs")
    subprocess.run(
        ["node", program], input=json.dumps(job), text=True, encoding="utf-8", check=True
    )


def join(target: Path, *parts: Path) -> None:
    """Put pictures beside one another; the parts go."""
    pictures = [Image.open(part).convert("RGB") for part in parts]
    width = sum(one.width for one in pictures) + GAP * (len(pictures) - 1)
    whole = Image.new("RGB", (width, pictures[0].height), "white")
    left = 0
    for one, part in zip(pictures, parts, strict=True):
        whole.paste(one, (left, 0))
        left += one.width + GAP
        part.unlink()
    whole.save(target)


def keep(taken: Path) -> None:
    """Save a picture with few colours, so that it is small."""
    target = TARGET / taken.name
    with Image.open(taken) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
    print(f"written: {target.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
