"""Covers: from a book to the bytes of a picture.

In come a `Book` and the options, out goes a `Cover`. ``wording`` says what stands on it and what
cannot; a style (``styles``) draws it with ``typefaces``, ``lettering`` and ``ornament``;
``picture`` makes bytes of it. A picture that the user gives is only made fit. Only this package
knows Pillow, and loads it when the first cover is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from msgspec.structs import replace

from epubify.errors import UsageError
from epubify.model import Book, Cover, Metadata
from epubify.options import Options
from epubify.report import Report

if TYPE_CHECKING:
    from PIL import Image

    from epubify.cover.canvas import Drawing, Frame
    from epubify.cover.palette import Palette
    from epubify.cover.wording import Wording


def draw_cover(
    book: Book, options: Options, report: Report, *, media_type: str | None = None
) -> Cover | None:
    """Return the cover of a book: the user's picture, its source's, or a drawn one.

    A drawn cover has 1600 by 2560 pixels, or the size given; it depends on what the book
    says of itself and nothing else, so that the same book has the same cover everywhere.
    None where none is wanted. ``media_type`` asks for ``image/jpeg`` or ``image/png``; by
    default drawings are JPEG and pictures stay as they are.

    Raises UsageError for a style that does not exist, InputError for a picture that cannot be
    read. Findings: P101 to P104 (see ``wording`` and ``picture``).
    """
    if options.no_cover:
        return None
    from epubify.cover.picture import encode, read_picture

    if options.cover:
        fit, size = options.cover_fit, options.cover_size
        image, kind = read_picture(options.cover, report, fit=fit, size=size)
        data = encode(image, media_type or kind, quality=92)
        return _cover(data, media_type or kind, image, book.metadata)
    if own := own_picture(book, options, report):
        image, kind = own
        data = encode(image, media_type or kind, quality=92)
        return _cover(data, media_type or kind, image, book.metadata)
    kind = media_type or "image/jpeg"
    image = draw(book, options, report).image
    return _cover(encode(image, kind), kind, image, book.metadata)


def own_picture(book: Book, options: Options, report: Report) -> tuple[Image.Image, str] | None:
    """Return the cover that the source of a book has, None where it has none that can be read.

    One who asks for a style or for colours wants a drawing.
    """
    from epubify.cover.picture import picture_of
    from epubify.errors import InputError

    story = next(iter(book.stories), None)
    drawn = options.cover_style or options.cover_palette
    if story is None or story.cover is None or book.anthology or drawn:
        return None
    fit, size = options.cover_fit, options.cover_size
    try:
        return picture_of(Path(story.cover.name), story.cover.data, report, fit=fit, size=size)
    except InputError as error:
        report.find("P105", f"the cover of the source is left out: {error.problem}")
        return None


def draw(book: Book, options: Options, report: Report) -> Drawing:
    """Return the drawn cover of a book before it is encoded."""
    from epubify.cover.palette import find_palette
    from epubify.cover.scripts import written_in
    from epubify.cover.styles import find_style
    from epubify.cover.wording import wording

    chosen, palette = pick_design(book)
    name = options.cover_style or chosen
    palette = find_palette(options.cover_palette) if options.cover_palette else palette
    style = find_style(name)
    frame = frame_of(options.cover_size)
    with written_in(book.metadata.language):
        words = wording(book, report)
        drawing, dropped = _fitted(
            words, lambda less: style(less, palette, Random(seed(book.metadata)), frame)
        )
    for text in (*drawing.cut, *dropped):
        report.find(
            "P103",
            f"there is no room on the cover for all of “{text}”",
        )
    return drawing


def _fitted(
    words: Wording, draw_words: Callable[[Wording], Drawing]
) -> tuple[Drawing, tuple[str, ...]]:
    """Return the drawing, and the lines that had to go so that the title finds room.

    On low covers with very long lines the least important go first: subtitle, editors, series,
    and of several authors all but the first.
    """
    from epubify.cover.stack import NoRoomError

    plainer = replace(words, subtitle=None)
    unedited = replace(plainer, editors=None)
    alone = replace(unedited, series=None)
    for less in (words, plainer, unedited, alone):
        try:
            return draw_words(less), _dropped(words, less)
        except NoRoomError:
            continue
    least = replace(alone, others=None, authors=words.authors[:1])
    return draw_words(least), _dropped(words, least)


def _dropped(words: Wording, less: Wording) -> tuple[str, ...]:
    """Return the lines that are in one wording and not in the other."""
    lines = (words.subtitle, words.editors, words.series, words.others, *words.authors)
    kept = (less.subtitle, less.editors, less.series, less.others, *less.authors)
    return tuple(line for line in lines if line and line not in kept)


def pick_design(book: Book) -> tuple[str, Palette]:
    """Return the style that a book gets where none is named, and its palette."""
    from epubify.cover.canvas import pick
    from epubify.cover.palette import palettes
    from epubify.cover.styles import choose

    family = Random(family_seed(book.metadata))
    palette = pick(family, palettes())
    return choose(book, family.random()), palette


def frame_of(size: tuple[int, int] | None) -> Frame:
    """Return the frame of a cover of that size in pixels, 1600 by 2560 where none is given.

    Sizes above 5.6 million pixels are taken down to that in the same shape. Raises UsageError
    for shapes that no words and picture can be composed in.

    >>> frame = frame_of((4000, 6400))
    >>> frame.width, frame.height
    (1870, 2993)
    """
    from epubify.cover.canvas import SHAPES, Frame
    from epubify.cover.picture import MOST_PIXELS

    if size is None:
        return Frame()
    width, height = size
    if not SHAPES[0] <= width / height <= SHAPES[1]:
        raise UsageError(
            "",
            None,
            f"a cover cannot be drawn in the shape {width}x{height}",
            "the width must be between half and one and a half times the height",
        )
    shrunk = min(1.0, (MOST_PIXELS / (width * height)) ** 0.5)
    return Frame(int(width * shrunk), int(height * shrunk))


def seed(metadata: Metadata) -> int:
    """Return the number that title and authors stand for: what a cover shows is drawn from it.

    >>> seed(Metadata(title="Perfect")) == seed(Metadata(title="Perfect", publisher="X"))
    True
    """
    return _number(metadata.title or "", *metadata.authors)


def family_seed(metadata: Metadata) -> int:
    """Return the number that palette and style are drawn from: one for all books of a series.

    >>> one = Metadata(title="Snow", series="Winter", series_index="1")
    >>> family_seed(one) == family_seed(Metadata(title="Ice", series="winter", series_index="2"))
    True
    """
    if metadata.series:
        return _number(metadata.series.casefold(), *metadata.authors)
    return seed(metadata)


def _number(*texts: str) -> int:
    data = "\x00".join(texts).encode("utf-8", "surrogatepass")
    return int.from_bytes(sha256(data).digest()[:8], "big")


def _cover(data: bytes, media_type: str, image: Image.Image, metadata: Metadata) -> Cover:
    from epubify.cover.wording import alternative

    return Cover(data, media_type, image.width, image.height, alternative(metadata))
