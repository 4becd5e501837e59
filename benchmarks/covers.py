"""Measures what covers cost, and fails where that is more than was promised.

    python benchmarks/covers.py

Every style draws and encodes several covers in turn; between them, in the same run, one ready
picture of the same size is encoded alone, as JPEG with the same settings. The ratio of the two
is what a drawn cover costs beside one that was there already. As reference stands the mean over
the finished covers of all styles: some are flat and quick to encode, others are not. Time
is that of the processor, which other work on the machine disturbs least; medians are taken over
the titles and rounds. Grounds and fonts are kept between covers, as in a batch.

Limits: at most 3 times on average over the styles, no style above 6 times, and a peak of memory
under 150 MB. The exit code is 1 where one is broken.
"""

from __future__ import annotations

import resource
import sys
import time
from io import BytesIO
from statistics import fmean, median

from PIL import Image

from epubify.cover import draw
from epubify.cover.picture import encode
from epubify.cover.styles import STYLES
from epubify.model import Book, Contributor, Metadata, Story
from epubify.options import Options
from epubify.report import Report

MOST_ON_AVERAGE, MOST_OF_A_STYLE, MOST_MEGABYTES = 3.0, 6.0, 150
ROUNDS = 3
TITLES = (
    "Dust",
    "Nine Doors",
    "The Lighthouse at the End of the Year",
    "A Short History of Rain and Other Quiet Disasters",
    "Тихая река",
    "What the Ferryman Told the Children on the Longest Night of a Very Long Winter in the North",
)
STORIES = ("The Tale of the Lamp", "Salt Road", "The Last Ferry", "An Unfinished Letter")


def book(title: str, *, anthology: bool) -> Book:
    stories = tuple(Story(Metadata(title=name), ()) for name in STORIES)
    people = (Contributor("Marguerite Ashdown"), Contributor("Tomás Herrera"))
    return Book(Metadata(title=title, contributors=people), stories, anthology=anthology)


def encode_ready(image: Image.Image) -> float:
    """Return the milliseconds that encoding a finished picture takes."""
    start = time.process_time()
    image.save(BytesIO(), "JPEG", quality=85, subsampling="4:2:0", optimize=True)
    return (time.process_time() - start) * 1000


def draw_and_encode(style: str, title: str) -> tuple[float, Image.Image, int]:
    """Return the milliseconds that a cover takes, its picture, and its size in bytes."""
    start = time.process_time()
    bound = book(title, anthology=style == "spines")
    image = draw(bound, Options(cover_style=style), Report()).image
    data = encode(image)
    return (time.process_time() - start) * 1000, image, len(data)


def measure(style: str) -> tuple[float, float, float]:
    """Return the milliseconds of a cover and of its ready picture, and its kilobytes."""
    made, ready, sizes = [], [], []
    for _ in range(ROUNDS):
        for title in TITLES:
            cost, image, size = draw_and_encode(style, title)
            made.append(cost)
            ready.append(encode_ready(image))
            sizes.append(size)
            del image
    return median(made), median(ready), fmean(sizes) / 1000


def peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> int:
    draw_and_encode("cloth", "A First Cover")  # Pillow and the fonts are loaded once a batch.
    found = {style: measure(style) for style in STYLES}
    reference = fmean(ready for _, ready, _ in found.values())
    ratios = {style: made / reference for style, (made, _, _) in found.items()}
    print(f"{'style':10} {'cover':>8} {'ready':>8} {'size':>8} {'ratio':>6}")
    for style, (made, ready, size) in found.items():
        print(f"{style:10} {made:5.1f} ms {ready:5.1f} ms {size:5.0f} KB {ratios[style]:6.2f}")
    average, peak = fmean(ratios.values()), peak_megabytes()
    print(f"{'mean':10} {'':8} {reference:5.1f} ms {'':8} {average:6.2f}   peak {peak:.0f} MB")
    kept = (
        average <= MOST_ON_AVERAGE,
        max(ratios.values()) <= MOST_OF_A_STYLE,
        peak < MOST_MEGABYTES,
    )
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
