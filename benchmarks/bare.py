"""The least that a program with the same packages does: what nobody can be faster than with them.

    python benchmarks/bare.py STORY BOOK [--cover]

It decodes a story as UTF-8, makes a paragraph of what stands between blank lines, and has EbookLib
write it; Pillow draws its title on a page of one colour. It repairs nothing, understands nothing
and proves nothing.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import click
from ebooklib import epub

SIZE, COLOUR, CORNER, TYPE = (1600, 2560), (40, 60, 90), (200, 400), 120
"""Pixels of a cover, its colour, where the title stands and how high its letters are."""


def bare_book(stories: Iterable[Path], target: Path, *, cover: bool = False) -> None:
    """Write the book of some stories, a document for each."""
    book = epub.EpubBook()
    book.set_identifier(target.stem)
    book.set_language("en")
    pages = []
    for number, story in enumerate(stories):
        title, *paragraphs = story.read_bytes().decode().split("\n\n")
        if not number:
            book.set_title(title)
            if cover:
                book.set_cover("cover.jpg", bare_cover(title))
        page = epub.EpubHtml(title=title, file_name=f"{number}.xhtml", lang="en")
        said = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
        page.content = f"<html><body><h1>{html.escape(title)}</h1>{said}</body></html>"
        book.add_item(page)
        pages.append(page)
    book.toc = tuple(pages)
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = ["nav", *pages]
    epub.write_epub(str(target), book)


def bare_cover(title: str) -> bytes:
    """Return a cover as JPEG: a title on one colour."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", SIZE, COLOUR)
    ImageDraw.Draw(image).text(CORNER, title, fill="white", font=ImageFont.load_default(TYPE))
    data = BytesIO()
    image.save(data, "JPEG", quality=85, subsampling="4:2:0", optimize=True)
    return data.getvalue()


@click.command()
@click.argument("story", type=click.Path(path_type=Path))
@click.argument("book", type=click.Path(path_type=Path))
@click.option("--cover", is_flag=True)
def main(story: Path, book: Path, cover: bool) -> None:
    """Write the book of a story."""
    bare_book([story], book, cover=cover)


if __name__ == "__main__":
    main()
