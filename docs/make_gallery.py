"""Makes docs/gallery.md and its pictures: covers of all styles, pages of all themes, figures.

Usage: python docs/make_gallery.py

Covers are drawn over the same five titles; pages are shown by foliate-js and epub.js in headless
Chromium, through the programs of tests/readers (see tests/node_tools.py for what they need); what
covers cost is what benchmarks/covers.py says. Nothing in the document is written by hand.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from node_tools import ask  # noqa: E402

from epubify.cover import draw  # noqa: E402
from epubify.cover.canvas import Drawing  # noqa: E402
from epubify.cover.lettering import Box  # noqa: E402
from epubify.cover.palette import luminance  # noqa: E402
from epubify.cover.styles import STYLES  # noqa: E402
from epubify.model import Book, Contributor, Metadata, Story  # noqa: E402
from epubify.options import Options  # noqa: E402
from epubify.render.template_files import theme_names  # noqa: E402
from epubify.report import Report  # noqa: E402

IMAGES = ROOT / "docs" / "images"
PAGE = ROOT / "docs" / "gallery.md"
WIDTH = 1400
GAP = 20
GROUND = (233, 230, 223)

Visits = list[dict[str, Any]]
Table = list[tuple[str, ...]]


def main() -> int:
    """Make all pictures and the document; return the exit code."""
    drawings = {name: [draw_one(book, name) for book in BOOKS] for name in STYLES}
    for name, drawn in drawings.items():
        save([one.image for one in drawn], f"covers-{name}")
    save_small([drawn[1].image for drawn in drawings.values()])
    with tempfile.TemporaryDirectory(prefix="epubify-gallery-") as folder:
        books = make_books(Path(folder))
        picture_pages(books, Path(folder))
        figures = read_all(books)
    PAGE.write_text(document(drawings, figures), encoding="utf-8")
    sizes = [path.stat().st_size for path in IMAGES.iterdir()]
    print(f"written: {PAGE.relative_to(ROOT)}; {len(sizes)} pictures, {sum(sizes) // 1024} KB")
    return 0


# ------------------------------------------------------------------------------- covers


def book(title: str, *authors: str, stories: Sequence[str] = (), **known: str) -> Book:
    """Return a book of which nothing but the cover is wanted."""
    people = tuple(Contributor(name) for name in authors)
    inside = tuple(Story(Metadata(title=name), ()) for name in stories)
    metadata = Metadata(title=title, contributors=people, **known)
    return Book(metadata, inside, anthology=bool(inside))


TALES = (
    "The Lamplighter’s Debt",
    "Salt Road",
    "Ninety Steps Down",
    "A Fox at Court",
    "Small Hours",
    "The Clockmaker’s Apprentice",
    "Low Bridge",
    "What Agnes Saw",
)
BOOKS = (
    book("Ember", "Ines Moreau"),
    book("The Unfinished Atlas of Everything the Tide Has Left Behind", "Edith Crane",
         "Tomás Herrera", subtitle="Being the Papers of a Harbour Clerk"),
    book("Winter Wheat", "Josephine Calloway", series="The Fallow Years", series_index="3"),
    book("Eight Doors", "Ada Finch", "R. Okafor", "Lena Brandt", "P. W. Marsh", stories=TALES),
    book("Там, где кончается снег", "Анна Громова", language="ru"),
)  # fmt: skip
"""A short title, a long one with a subtitle, a part of a series, an anthology, another script."""

LONGEST = book(("Every Road That Leads Away From the Sea Comes Back to It " * 6)[:300], "Q. Marsh")


def draw_one(one: Book, style: str) -> Drawing:
    """Return the cover of a book in a style."""
    return draw(one, Options(cover_style=style), Report())


def contrast_of(drawing: Drawing) -> float:
    """Return the least contrast that a line of a cover has, read off its pixels (WCAG 2.2)."""
    return min(line_contrast(drawing.image, box) for box in drawing.boxes)


def line_contrast(image: Image.Image, box: Box) -> float:
    """Return the contrast of a line with the ground around it.

    Letters are what is farthest from the ground inside the box, after the hundredth part that is
    farthest; the ground is, of the pixels of a strip above and below, nearly the one most like
    the letters: a grain or a gradient behind the words counts against them.
    """
    strip = max(4, (box.bottom - box.top) // 6)
    inside = tones(image.crop((box.left, box.top, box.right, box.bottom)))
    above = image.crop((box.left, box.top - strip - 2, box.right, box.top - 2))
    below = image.crop((box.left, box.bottom + 2, box.right, box.bottom + strip + 2))
    around = sorted(tones(above) + tones(below))
    ground = around[len(around) // 2]
    ends = inside[len(inside) // 100], inside[-1 - len(inside) // 100]
    letters = max(ends, key=lambda end: ratio(end, ground))
    worst = around[len(around) // 20] if letters < ground else around[-1 - len(around) // 20]
    return ratio(letters, worst)


def tones(image: Image.Image) -> list[float]:
    """Return the luminance of the pixels of a picture, from the darkest to the lightest."""
    counted = image.convert("RGB").getcolors(image.width * image.height) or []
    return sorted(tone for count, colour in counted for tone in [luminance(colour)] * count)


def ratio(one: float, other: float) -> float:
    """Return the contrast of two luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def costs() -> dict[str, str]:
    """Return what benchmarks/covers.py says a cover costs, as a multiple of encoding one."""
    program = ROOT / "benchmarks" / "covers.py"
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, cwd=ROOT)
    lines = re.findall(r"^(\w+) .* (\d+\.\d\d)\b", done.stdout, re.MULTILINE)
    if {"mean", *STYLES} - {name for name, _ in lines}:
        sys.exit(f"{program.name} says nothing of some styles:\n{done.stdout}{done.stderr}")
    return dict(lines)


def cover_figures(drawings: dict[str, list[Drawing]]) -> Table:
    """Return the measured figures of each style."""
    cost = costs()
    rows = [("style", "contrast of lettering, at least", "smallest letters (of 2560 px)",
             "title of 300 characters", "cost")]  # fmt: skip
    for name, drawn in drawings.items():
        smallest = min(box.size for one in drawn for box in one.boxes)
        whole = "in part" if draw_one(LONGEST, name).cut else "whole"
        least = min(map(contrast_of, drawn))
        rows.append((f"*{name}*", f"{least:.1f} : 1", f"{smallest} px", whole, f"{cost[name]} ×"))
    return [*rows, ("mean", "", "", "", f"{cost['mean']} ×")]


# -------------------------------------------------------------------------------- pages


@dataclass(frozen=True)
class Made:
    """The two stories of a theme as books."""

    chapters: Path
    letters: Path


@dataclass(frozen=True)
class Shot:
    """A page to take a picture of, in an engine and a look."""

    book: Path
    href: str
    turn: int = 0
    """Pages to turn after going there."""
    engine: str = "foliate"
    look: str = "light"


CHAPTER = "EPUB/text/chapter-001.xhtml"
NEXT_CHAPTER = "EPUB/text/chapter-002.xhtml"
LETTERS = "EPUB/text/bodymatter-001.xhtml"
SIZE = [480, 680]


def make_books(folder: Path) -> dict[str, Made]:
    """Return the books that are shown, by theme."""
    return {
        theme: Made(
            make(folder, "the_bell_below", theme), make(folder, "what_the_orchard_kept", theme)
        )
        for theme in theme_names()
    }


def make(folder: Path, story: str, theme: str) -> Path:
    """Make a story of seeds/ into a book of a theme."""
    target = folder / f"{story}-{theme}.epub"
    options = ["-q", "--theme", theme, "--font", "eb-garamond", "-o", target]
    source = ROOT / "seeds" / f"{story}.txt"
    command = [sys.executable, "-m", "epubify", "convert", source, *options]
    subprocess.run(command, check=True, cwd=ROOT)
    return target


def picture_pages(books: dict[str, Made], folder: Path) -> None:
    """Take the pictures of pages: each theme by day and by night, and all else in one theme."""
    shots = {f"pages-{theme}": theme_shots(made) for theme, made in books.items()}
    classic = books["classic"].chapters
    shots["pages-around"] = [
        Shot(classic, f"EPUB/text/{stem}.xhtml")
        for stem in ("titlepage", "nav", "part-001", "chapter-002")
    ]
    shots["pages-engines"] = [
        Shot(classic, href, engine=engine, look=look)
        for engine, href in (("foliate", CHAPTER), ("epubjs", Path(CHAPTER).name))
        for look in ("light", "large")
    ]
    every = [shot for taken in shots.values() for shot in taken]
    files = {shot: folder / f"{number}.png" for number, shot in enumerate(every)}
    ask_engines([visit(shot, file) for shot, file in files.items()])
    for name, taken in shots.items():
        save([Image.open(files[shot]).convert("RGB") for shot in taken], name)


def theme_shots(made: Made) -> list[Shot]:
    """Return what a theme is shown by."""
    return [
        Shot(made.chapters, CHAPTER),
        Shot(made.letters, LETTERS, turn=1),
        Shot(made.chapters, NEXT_CHAPTER, look="dark"),
        Shot(made.letters, LETTERS, turn=2, look="dark"),
    ]


def visit(shot: Shot, file: Path) -> dict[str, Any]:
    """Return a job for tests/readers/read.mjs: one page to take a picture of."""
    pictures = [{"href": shot.href, "turn": shot.turn, "file": str(file)}]
    asked = {"book": str(shot.book), "engine": shot.engine, "look": shot.look}
    return {**asked, "pictures": pictures, "size": SIZE, "scale": 1.5}


def ask_engines(visits: Visits) -> Visits:
    """Return what the reading engines answer."""
    needed = ("playwright-core", "foliate-js", "epubjs", "jszip")
    told: Visits = ask("read.mjs", {"visits": visits, "at_once": 2}, need=needed, mark="reader")
    return told


def read_all(books: dict[str, Made]) -> Table:
    """Return the measured figures of each theme, from walks through all its pages."""
    asked = [(theme, engine, look) for theme in books for engine in ("foliate", "epubjs")
             for look in ("light", "dark", "large")]  # fmt: skip
    told = ask_engines(
        [
            {"book": str(books[theme].letters), "engine": engine, "look": look, "walk": True}
            for theme, engine, look in asked
        ]
    )
    found = dict(zip(asked, told, strict=True))
    rows = [("theme", "by day", "by night", "words seen", "pages", "pages at 200 %", "overflow")]
    for theme in books:
        walks = {key[1:]: one for key, one in found.items() if key[0] == theme}
        rows.append((f"*{theme}*", *walk_figures(walks)))
    return rows


def walk_figures(walks: dict[tuple[str, str], dict[str, Any]]) -> Iterator[str]:
    """Yield the figures of a theme: least contrasts, words, pages, overflow."""
    for look in ("light", "dark"):
        kinds = [kind for (_, seen_in), one in walks.items() if seen_in == look
                 for texts in one["texts"].values() for kind in texts.values()]  # fmt: skip
        yield f"{min(kind['contrast'] for kind in kinds if kind['size']):.1f} : 1"
    totals = [total for one in walks.values() for total in one["total"].values()]
    yield f"{100 * sum(one['seen'] for one in totals) / sum(one['words'] for one in totals):.0f} %"
    for look in ("light", "large"):
        counts = [str(len(one["pages"])) for (_, seen), one in walks.items() if seen == look]
        yield " / ".join(counts)
    out = sum(len(page["out"]) for one in walks.values() for page in one["pages"])
    yield f"{out} words" if out else "none"


# ------------------------------------------------------------------------------ pictures


def save(images: Sequence[Image.Image], name: str) -> None:
    """Save pictures side by side as docs/images/NAME.jpg."""
    width = (WIDTH - GAP * (len(images) + 1)) // len(images)
    height = max(width * image.height // image.width for image in images)
    sheet = Image.new("RGB", (WIDTH, height + 2 * GAP), GROUND)
    for place, image in enumerate(images):
        small = image.resize((width, width * image.height // image.width), Image.Resampling.LANCZOS)
        sheet.paste(small, (GAP + place * (width + GAP), GAP))
    IMAGES.mkdir(parents=True, exist_ok=True)
    sheet.save(IMAGES / f"{name}.jpg", quality=80, optimize=True, progressive=True)


def save_small(images: Sequence[Image.Image]) -> None:
    """Save covers as lists of books show them, in colour and in grey, one row below the other."""
    sheet = Image.new("RGB", (len(images) * (100 + GAP) + GAP, 2 * 160 + 3 * GAP), GROUND)
    for place, image in enumerate(images):
        small = image.resize((100, 160), Image.Resampling.LANCZOS)
        left = GAP + place * (100 + GAP)
        sheet.paste(small, (left, GAP))
        sheet.paste(small.convert("L").convert("RGB"), (left, 2 * GAP + 160))
    sheet.save(IMAGES / "covers-small.jpg", quality=90, optimize=True)


# ------------------------------------------------------------------------------ document

SAID = {
    "covers": """\
Every style draws the same five books: a short title, a long one with a subtitle and two authors,
the third part of a series, an anthology of eight stories, a title in another script. Without
`--cover-style` the book decides: an anthology gets *spines*, one spine a story; all books of a
series get the same style and palette.""",
    "small": """\
The longest of the five titles at a height of 160 pixels, in colour and in grey.""",
    "cover figures": """\
Contrast is read off the pixels of these covers, line by line: the letters against what is most
like them of the ground around. Cost is the time of drawing and encoding together, beside that of
encoding a ready picture of the same size, as `benchmarks/covers.py` says.""",
    "themes": """\
Pages as [foliate-js](https://github.com/johnfactotum/foliate-js) shows them in Chromium: by day the
opening of a chapter and a page with verse, by night another chapter and a letter. The colours are
those of the reader; no theme has any. The type is EB Garamond, embedded with `--font`.""",
    "around": """\
Title page, contents, a part, a chapter in *classic*.""",
    "engines": """\
The same chapter in foliate-js and in [epub.js](https://github.com/futurepress/epub.js), as it
comes and in type of twice the size.""",
    "page figures": """\
Measured while both engines went through all pages of a story, by day, by night and in large type:
the least contrast of any text, the words that were seen on some page, the number of pages
(foliate-js / epub.js), and the words that stuck out of their column. `tests/test_readers.py` holds
all themes to this; [DAISY Ace](https://daisy.github.io/ace/) finds nothing in any of them, nor in
books for any device but the old ones of EPUB 2, which it does not know (`tests/test_ace.py`).""",
}


def document(drawings: dict[str, list[Drawing]], figures: Table) -> str:
    """Return the gallery as Markdown."""
    parts = [
        "# Gallery",
        "Made by `python docs/make_gallery.py`, text and pictures.",
        *("## Covers", SAID["covers"]),
        *(f"### {name}\n\n{shown(f'covers-{name}', f'Five covers in the style {name}')}"
          for name in drawings),
        *("### In a list of books", SAID["small"],
          shown("covers-small", "The longest title in all styles, small, in colour and in grey")),
        *("### In figures", SAID["cover figures"], table(cover_figures(drawings))),
        *("## Pages", SAID["themes"]),
        *(f"### {name}\n\n{shown(f'pages-{name}', f'Pages of the theme {name}, light and dark')}"
          for name in theme_names()),
        *("### Around the text", SAID["around"],
          shown("pages-around", "A title page, a list of contents, a part and a chapter")),
        *("### Two engines, large type", SAID["engines"],
          shown("pages-engines", "A chapter in two reading engines, in usual and in large type")),
        *("### In figures", SAID["page figures"], table(figures)),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def shown(name: str, alternative: str) -> str:
    """Return the Markdown of a picture."""
    return f"![{alternative}](images/{name}.jpg)"


def table(rows: Table) -> str:
    """Return rows as a table; the first is its head."""
    head, *body = rows
    lines = [head, ("---",) * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
