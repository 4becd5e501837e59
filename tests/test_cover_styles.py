"""The styles of covers: measured for contrast, fit and legibility, over many titles and sizes."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from epubify.cli import run
from epubify.cover import draw, draw_cover, frame_of, pick_design
from epubify.cover.canvas import Drawing, Frame
from epubify.cover.lettering import CAPITAL, Box
from epubify.cover.palette import Palette, contrast, luminance, palettes
from epubify.cover.picture import MOST_PIXELS
from epubify.cover.sheet import contact_sheet
from epubify.cover.stack import leading_side
from epubify.cover.styles import FOR_STORIES, STYLES, choose
from epubify.errors import UsageError
from epubify.model import Book, Contributor, Metadata, Story
from epubify.options import Options
from epubify.report import Report

SENTENCE = "How the miller’s youngest daughter went over the hill to fetch the winter home again. "
LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


def book(
    title: str | None, *authors: str, stories: tuple[str, ...] | None = None, **more: str
) -> Book:
    people = tuple(map(Contributor, authors))
    told = tuple(Story(Metadata(title=name), ()) for name in stories or (title,))
    metadata = Metadata(title=title, contributors=people, **more)  # type: ignore[arg-type]
    return Book(metadata, told, anthology=stories is not None)


BOOKS = {
    "one letter": book("X", "Q"),
    "a word": book("Dust", "J. R. Okafor", subtitle="a novel"),
    "series": book("Nine Doors", "Tomás Herrera", series="The Salt Road", series_index="2"),
    "sixty characters": book("What the Ferryman Told the Children on the Longest Night Ago", "Ann"),
    "three hundred": book((SENTENCE * 4)[:300], "An Old Sailor", subtitle="Written by himself"),
    "many authors": book("Snow", *(f"Author Number{n}" for n in range(9))),
    "a long word": book(LONG_WORD, "Käthe Müller-Lüdenscheidt", language="de"),
    "Cyrillic": book("Тихая река", "Анна Белова", language="ru"),
    "Greek": book("Το τέλος του καλοκαιριού", language="el"),
    "anthology": book("Winter Tales", "A. Ashdown", stories=("Salt Road", "Ice", "The Last Ferry")),
}
LARGE = [name for name, one in BOOKS.items() if len(one.metadata.title or "") <= 60]
"""Books whose titles must be legible on a picture as small as on a shelf of a reader."""

SIZES = (
    (600, 800),
    (1072, 1448),
    (1264, 1680),
    (800, 1224),
    (1200, 1200),
    (1500, 1000),
    (800, 1600),
)
"""Readers' screens, a square, and the widest and the narrowest shape."""

styles = pytest.mark.parametrize("style", sorted(STYLES))


def drawn(style: str, name: str, size: tuple[int, int] | None = None) -> Drawing:
    return draw(BOOKS[name], Options(cover_style=style, cover_size=size), Report())


@pytest.fixture(scope="module")
def drawing(request: pytest.FixtureRequest) -> Drawing:
    """Return a cover that all tests of it share; then it is forgotten, for it takes 12 MB."""
    return drawn(*request.param)


def covers(names: Iterable[str]) -> pytest.MarkDecorator:
    """Run a test on the covers of some books in every style."""
    pairs = [(style, name) for style in sorted(STYLES) for name in names]
    return pytest.mark.parametrize("drawing", pairs, ids="-".join, indirect=True, scope="module")


# --------------------------------------------------------------------------- measuring

_LINEAR = [v / 255 / 12.92 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in range(256)]


def lights(image: Image.Image, corners: tuple[int, int, int, int]) -> list[float]:
    """Return the relative luminance of pixels evenly spread over a part of a picture, rising."""
    part = image.crop(corners)
    size = min(part.width, 200), min(part.height, 60)
    few = part.resize(size, Image.Resampling.NEAREST).convert("RGB")
    tally = sorted((light(colour), count) for count, colour in few.getcolors(size[0] * size[1]))
    return [found for found, count in tally for _ in range(count)]


def light(colour: tuple[int, int, int]) -> float:
    red, green, blue = (_LINEAR[value] for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: float, other: float) -> float:
    dark, light = sorted((one, other))
    return (light + 0.05) / (dark + 0.05)


def measured(image: Image.Image, box: Box) -> float:
    """Return the contrast between the ink in a box and the worst of the ground around it.

    The ground is a ring about the box, of which the twentieth part that comes nearest to the
    ink decides; ink is what in the box stands out most, but for one pixel of two hundred.
    """
    left, top = max(0, box.left - 8), max(0, box.top - 8)
    right, bottom = min(image.width, box.right + 8), min(image.height, box.bottom + 8)
    sides = (
        (left, top, right, top + 5),
        (left, bottom - 5, right, bottom),
        (left, top, left + 5, bottom),
        (right - 5, top, right, bottom),
    )
    ring = sorted(light for side in sides for light in lights(image, side))
    inside = lights(image, (box.left, box.top, box.right, box.bottom))
    middle = ring[len(ring) // 2]
    dark, bright = inside[len(inside) // 200], inside[-1 - len(inside) // 200]
    if ratio(bright, middle) > ratio(dark, middle):
        return ratio(bright, ring[-1 - len(ring) // 20])
    return ratio(dark, ring[len(ring) // 20])


def title_boxes(drawing: Drawing) -> list[Box]:
    """Return the lines of the title, which is the largest text."""
    largest = max(box.size for box in drawing.boxes)
    return [box for box in drawing.boxes if box.size == largest]


def in_small(image: Image.Image, box: Box) -> tuple[int, int, int, int]:
    """Return where a box is on the picture made 160 pixels high."""
    scale = 160 / image.height
    left, top, right, bottom = (
        round(edge * scale) for edge in (box.left, box.top, box.right, box.bottom)
    )
    return left, top, max(left + 1, right), max(top + 1, bottom)


@covers(BOOKS)
def test_all_lettering_stands_out_seven_to_one_in_colour_and_in_grey(drawing: Drawing) -> None:
    grey = drawing.image.convert("L")
    assert drawing.boxes
    for box in drawing.boxes:
        assert measured(drawing.image, box) >= 7, box
        assert measured(grey, box) >= 7, box


@pytest.mark.parametrize("palette", palettes(), ids=lambda palette: palette.name)
def test_palettes_hold_the_contrast_that_styles_build_on(palette: Palette) -> None:
    assert contrast(palette.accent, palette.deep) >= 7
    assert contrast(palette.light, palette.deep) >= 7
    assert contrast(palette.ink, palette.light) >= 7
    ramp = [luminance(colour) for colour in (palette.deep, palette.mid, palette.light)]
    assert ramp == sorted(ramp)


def test_the_measure_finds_lettering_that_does_not_stand_out() -> None:
    pale = Image.new("RGB", (400, 200), (200, 200, 200))
    pale.paste((150, 150, 150), (100, 80, 300, 120))
    assert measured(pale, Box("", 40, 90, 70, 310, 130)) < 2


# --------------------------------------------------------------------------------- fit


def assert_fits(drawing: Drawing) -> None:
    image = drawing.image
    margin = 0.025 * image.width
    for at, box in enumerate(drawing.boxes):
        assert margin <= box.left < box.right <= image.width - margin, box
        assert margin <= box.top < box.bottom <= image.height - margin, box
        for other in drawing.boxes[at + 1 :]:
            beside = box.right <= other.left or other.right <= box.left
            below = box.bottom - 3 <= other.top or other.bottom - 3 <= box.top
            assert beside or below, (box, other)


@covers(BOOKS)
def test_lettering_is_inside_and_apart(drawing: Drawing) -> None:
    assert_fits(drawing)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@styles
def test_sizes_are_composed_and_not_squeezed(style: str, size: tuple[int, int]) -> None:
    for name in ("series", "sixty characters"):
        drawing = drawn(style, name, size)
        assert drawing.image.size == size
        assert not drawing.cut
        assert_fits(drawing)
        title = title_boxes(drawing)[0]
        assert measured(drawing.image, title) >= 7


@styles
def test_the_longest_title_is_whole_on_a_square(style: str) -> None:
    drawing = drawn(style, "three hundred", (1200, 1200))
    assert_fits(drawing)
    shown = " ".join(box.text for box in drawing.boxes)
    title = BOOKS["three hundred"].metadata.title or ""
    assert "".join(title.split()) in "".join(shown.split())


@styles
def test_lines_go_where_a_low_cover_has_no_room_for_them(style: str) -> None:
    crowded = book(
        (SENTENCE * 4)[:300], *["W" * 90] * 3, subtitle=SENTENCE, series=SENTENCE, series_index="3"
    )
    report = Report()
    drawing = draw(crowded, Options(cover_style=style, cover_size=(450, 300)), report)
    assert_fits(drawing)
    assert {finding.code for finding in report.findings} == {"P103"}
    assert "How the" in " ".join(box.text for box in drawing.boxes)


@covers(LARGE)
def test_titles_are_legible_at_160_pixels(drawing: Drawing) -> None:
    size = round(drawing.image.width * 160 / drawing.image.height), 160
    small = drawing.image.resize(size, Image.Resampling.LANCZOS)
    for box in title_boxes(drawing):
        assert box.size * CAPITAL * 160 / drawing.image.height >= 4.4
        for image in (small, small.convert("L")):
            found = lights(image, in_small(drawing.image, box))
            assert ratio(found[0], found[-1]) >= 7


# ------------------------------------------------------------------------------ choice


def test_an_anthology_shows_its_stories_and_a_story_does_not_get_its_style() -> None:
    assert choose(BOOKS["anthology"], 0.99) == "spines"
    chosen = {choose(BOOKS["series"], lot / 100) for lot in range(100)}
    assert chosen == set(FOR_STORIES)
    assert set(FOR_STORIES) == set(STYLES) - {"spines"}


def test_a_stack_of_books_stands_for_a_single_story_too() -> None:
    shown = [box.text for box in drawn("spines", "a word").boxes]
    assert shown == ["Dust", "a novel", "J. R. OKAFOR"]


def test_titles_spread_over_the_styles_and_palettes() -> None:
    found = {draw_chosen(f"Title {number}") for number in range(40)}
    assert len({style for style, _ in found}) >= 5
    assert len({palette for _, palette in found}) >= 5


def draw_chosen(title: str, **more: str) -> tuple[str, str]:
    """Return the names of the style and the palette that a book gets."""
    style, palette = pick_design(book(title, "Nina", **more))
    return style, palette.name


def test_a_series_is_a_family() -> None:
    first = {
        draw_chosen(f"Part {n}", series="The Salt Road", series_index=str(n)) for n in range(9)
    }
    others = {draw_chosen("Part 1", series=f"Series {number}") for number in range(9)}
    assert len(first) == 1
    assert len(others) > 3


def test_books_of_a_series_differ_in_number_and_ornament() -> None:
    one, two = (
        draw(book(title, "Nina", series="Salt", series_index=number), Options(), Report())
        for title, number in (("Ice", "1"), ("Snow", "2"))
    )
    assert any("1" in box.text for box in one.boxes)
    assert any("2" in box.text for box in two.boxes)
    assert one.image.tobytes() != two.image.tobytes()


def test_unknown_styles_are_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"“clot”; did you mean “cloth”.*tiles, waves"):
        draw(BOOKS["a word"], Options(cover_style="clot"), Report())


# ---------------------------------------------------------------------- size and bytes


def test_sizes_out_of_bounds() -> None:
    assert frame_of(None) == Frame(1600, 2560)
    large = frame_of((4000, 5000))
    assert 0.99 * MOST_PIXELS < large.width * large.height <= MOST_PIXELS
    assert abs(large.width / large.height - 0.8) < 0.001
    for size in ((600, 2000), (2000, 1000)):
        with pytest.raises(UsageError, match="shape"):
            frame_of(size)


@styles
def test_a_cover_is_the_same_every_time(style: str) -> None:
    options = Options(cover_style=style, cover_size=(600, 800))
    one, again = (draw_cover(BOOKS["series"], options, Report()) for _ in range(2))
    assert one == again
    assert one is not None
    assert (one.width, one.height) == Image.open(BytesIO(one.data)).size == (600, 800)


@styles
def test_without_a_title_there_is_ornament(style: str) -> None:
    drawing = draw(book(None), Options(cover_style=style, cover_size=(600, 960)), Report())
    assert not drawing.boxes
    found = lights(drawing.image, (0, 0, 600, 960))
    assert ratio(found[len(found) // 50], found[-1 - len(found) // 50]) > 1.5


# -------------------------------------------------------------------------- contact sheet


def test_a_contact_sheet_shows_all_styles_by_name() -> None:
    sheet = contact_sheet(BOOKS["series"], Options(cover_size=(600, 960)), Report())
    assert [label.text for label in sheet.labels] == sorted(STYLES)
    assert all(label.bottom < sheet.image.height - 20 for label in sheet.labels)
    for label in sheet.labels:
        assert measured(sheet.image, label) >= 7
    middles = [
        sheet.image.getpixel(((label.left + label.right) // 2, label.top - 60))
        for label in sheet.labels
    ]
    assert len(set(middles)) > 3


def test_the_command_writes_a_contact_sheet(tmp_path: Path) -> None:
    story, sheet = tmp_path / "story.txt", tmp_path / "sheet.png"
    story.write_text("Dust\n\nIt was raining when we came to the ferry.\n", encoding="utf-8")
    asked = ["cover", str(story), "--cover-size", "300x480", "--contact-sheet", "-o", str(sheet)]
    assert run(asked) == 0
    with Image.open(sheet) as image:
        assert image.format == "PNG"
        assert image.width > 4 * 400
    assert run([*asked, "--force", "--no-cover"]) == 2


def test_lines_begin_where_their_script_does() -> None:
    assert leading_side("(42) الف") == "right"
    assert leading_side("…") == "left"
