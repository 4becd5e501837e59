"""Makes the picture of the README: a cover beside a page of the book, as a reader shows it.

Usage: python docs/make_pictures.py [CHROMIUM]

Converts a story of seeds/, lays its cover and the first page of a chapter out on one sheet and
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
STORY = ROOT / "seeds" / "the_bell_below.txt"
CHAPTER = "EPUB/text/chapter-001.xhtml"
TARGET = ROOT / "docs" / "images" / "cover-and-page.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT = 1240, 920

SHEET = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><style>
html, body {{ margin: 0; background: #e9e6df; }}
.desk {{ width: {width}px; height: {height}px; display: flex; justify-content: center;
  align-items: center; gap: 56px; }}
.cover {{ height: 800px; width: 500px; border-radius: 3px;
  box-shadow: 0 2px 6px rgba(0,0,0,.25), 0 18px 40px rgba(0,0,0,.28); }}
.page {{ height: 800px; width: 560px; background: #fdfcf9; border: 0; border-radius: 3px;
  box-shadow: 0 2px 6px rgba(0,0,0,.18), 0 18px 40px rgba(0,0,0,.2); }}
</style></head><body><div class="desk">
<img class="cover" src="data:image/jpeg;base64,{cover}" alt="">
<iframe class="page" srcdoc="{page}" scrolling="no"></iframe>
</div></body></html>
"""

READER = """<style>
{fonts}
html {{ overflow: hidden; background: #fdfcf9; }}
body {{ font-family: "Book", serif; font-size: 18.5px; line-height: 1.42; color: #1c1a17;
  margin: 0; padding: 8px 54px 0 58px; height: 736px; overflow: hidden; text-align: justify;
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
        book = Path(folder, "book.epub")
        subprocess.run(
            [sys.executable, "-m", "epubify", "convert", "-q", STORY, "-o", book], check=True
        )
        sheet = Path(folder, "sheet.html")
        sheet.write_text(laid_out(book), encoding="utf-8")
        take_picture(browser, sheet, TARGET)
    print(f"written: {TARGET.relative_to(ROOT)}")
    return 0


def laid_out(book: Path) -> str:
    """Return a web page that shows the cover of a book beside a page of it."""
    with zipfile.ZipFile(book) as archive:
        cover = next(name for name in archive.namelist() if name.startswith("EPUB/images/cover."))
        picture = base64.b64encode(archive.read(cover)).decode()
        page = archive.read(CHAPTER).decode("utf-8")
        theme = archive.read("EPUB/style/theme.css").decode("utf-8")
    fonts = "".join(FACE.format(style=style, data=data) for style, data in typefaces().items())
    page = re.sub(r"<\?xml[^>]*>|<link[^>]*/>", "", page)
    page = page.replace("</head>", f"{READER.format(fonts=fonts)}<style>{theme}</style></head>")
    return SHEET.format(width=WIDTH, height=HEIGHT, cover=picture, page=escape(page, quote=True))


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
