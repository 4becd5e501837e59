"""Makes the picture of the README: covers, and a page of a book, as a reader shows it.

Usage: python docs/make_pictures.py [CHROMIUM]

Converts stories of seeds/, lays their covers and the first page of a chapter out on one sheet and
takes a picture of that with headless Chromium. The page is the XHTML of the book itself, with
the book's own style sheet and the measures of a reader set around it.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).parent.parent
COVERS = {
    "the_bell_below": "cloth",
    "the_ferrymans_almanack": "horizon",
    "the_understudy": "initial",
    "the_cafe_at_the_end_of_the_line": "label",
    "dead_air_2": "waves",
    "the_tuner_of_evreux": "tiles",
}
"""Stories of seeds/ and the styles of their covers."""
STORY = "the_bell_below"
"""The one that a page is shown of."""
CHAPTER = "EPUB/text/chapter-001.xhtml"
TARGET = ROOT / "docs" / "images" / "covers-and-page.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT = 1400, 900

SHEET = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><style>
html, body {{ margin: 0; background: #e9e6df; }}
.desk {{ width: {width}px; height: {height}px; display: flex; justify-content: center;
  align-items: center; gap: 56px; }}
.covers {{ display: grid; grid-template-columns: repeat(3, 235px); gap: 28px; }}
.cover {{ width: 235px; height: 376px; border-radius: 3px; display: block;
  box-shadow: 0 2px 5px rgba(0,0,0,.25), 0 10px 24px rgba(0,0,0,.25); }}
.page {{ height: 780px; width: 478px; background: #fdfcf9; border: 0; border-radius: 3px;
  box-shadow: 0 2px 6px rgba(0,0,0,.18), 0 18px 40px rgba(0,0,0,.2); }}
</style></head><body><div class="desk">
<div class="covers">{covers}</div>
<iframe class="page" srcdoc="{page}" scrolling="no"></iframe>
</div></body></html>
"""

COVER = '<img class="cover" src="data:image/jpeg;base64,{data}" alt="">'

READER = """<style>
{fonts}
html {{ overflow: hidden; background: #fdfcf9; }}
body {{ font-family: "Book", serif; font-size: 18px; line-height: 1.42; color: #1c1a17;
  margin: 0; padding: 8px 50px 0 54px; height: 692px; overflow: hidden; text-align: justify;
  hyphens: auto; }}
</style>
"""

FACE = """@font-face {{ font-family: "Book"; font-style: {style};
  src: url(data:font/ttf;base64,{data}); }}
"""


def main(arguments: Sequence[str]) -> int:
    """Make the picture; return the exit code."""
    browser = arguments[0] if arguments else next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        sys.exit("no Chromium found; give its path (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory(prefix="epubify-picture-") as folder:
        books = [made(name, style, Path(folder)) for name, style in COVERS.items()]
        sheet = Path(folder, "sheet.html")
        sheet.write_text(laid_out(books), encoding="utf-8")
        take_picture(browser, sheet, TARGET)
    print(f"written: {TARGET.relative_to(ROOT)}")
    return 0


def made(name: str, style: str, folder: Path) -> Path:
    """Make a story of seeds/ into a book with a cover in a style."""
    target = folder / f"{name}.epub"
    source = ROOT / "seeds" / f"{name}.txt"
    options = ["-q", "--cover-style", style, "-o", target]
    subprocess.run([sys.executable, "-m", "epubify", "convert", source, *options], check=True)
    return target


def laid_out(books: Sequence[Path]) -> str:
    """Return a web page that shows the covers of books, and beside them a page of one."""
    covers = "".join(COVER.format(data=cover_of(book)) for book in books)
    with zipfile.ZipFile(next(book for book in books if book.stem == STORY)) as archive:
        page = archive.read(CHAPTER).decode("utf-8")
        theme = archive.read("EPUB/style/theme.css").decode("utf-8")
    fonts = "".join(FACE.format(style=style, data=data) for style, data in typefaces().items())
    page = re.sub(r"<\?xml[^>]*>|<link[^>]*/>", "", page)
    page = page.replace("</head>", f"{READER.format(fonts=fonts)}<style>{theme}</style></head>")
    return SHEET.format(width=WIDTH, height=HEIGHT, covers=covers, page=escape(page, quote=True))


def cover_of(book: Path) -> str:
    """Return the cover of a book as text."""
    with zipfile.ZipFile(book) as archive:
        name = next(one for one in archive.namelist() if one.startswith("EPUB/images/cover."))
        return base64.b64encode(archive.read(name)).decode()


def typefaces() -> dict[str, str]:
    """Return EB Garamond, the type that covers are set in, as text: style to data."""
    folder = files("fontpkg_eb_garamond") / "files"
    names = {"normal": "EBGaramond[wght].ttf", "italic": "EBGaramond-Italic[wght].ttf"}
    return {
        style: base64.b64encode((folder / name).read_bytes()).decode()
        for style, name in names.items()
    }


def take_picture(browser: str, sheet: Path, target: Path) -> None:
    """Save what a browser shows as a picture."""
    target.parent.mkdir(parents=True, exist_ok=True)
    options = ["--headless=new", "--no-sandbox", "--hide-scrollbars", "--disable-gpu"]
    options += [f"--window-size={WIDTH},{HEIGHT}", "--force-device-scale-factor=1"]
    options += ["--virtual-time-budget=4000", f"--user-data-dir={sheet.parent / 'profile'}"]
    subprocess.run(
        [browser, *options, f"--screenshot={target}", sheet.as_uri()],
        check=True,
        capture_output=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
