"""Covers: what they say, that nothing is clipped or illegible, and what a picture may be."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from epubify.cover import draw, draw_cover, typefaces
from epubify.cover.breaking import even_lines, line_text, words
from epubify.cover.canvas import HEIGHT, WIDTH, Drawing, Frame
from epubify.cover.ground import cloth, paper
from epubify.cover.lettering import Lettering, capitals, draw_line, fit
from epubify.cover.palette import Colour, Palette, contrast, luminance, palettes
from epubify.cover.styles import STYLES
from epubify.cover.typefaces import DISPLAY, ITALIC, ROMAN, drawable, has_glyph
from epubify.cover.wording import alternative, shorten, wording
from epubify.errors import UsageError
from epubify.model import Book, Contributor, Cover, Metadata, Story
from epubify.options import Options
from epubify.report import Report

LONG_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
SENTENCE = "How the miller’s youngest daughter went over the hill to fetch the winter home again. "


def book(
    title: str | None = "Perfect",
    *authors: str,
    editors: tuple[str, ...] = (),
    stories: tuple[str | None, ...] | None = None,
    subtitle: str | None = None,
    series: str | None = None,
    series_index: str | None = None,
    language: str | None = None,
) -> Book:
    people = [Contributor(name) for name in authors]
    people += [Contributor(name, "edt") for name in editors]
    metadata = Metadata(
        title=title,
        subtitle=subtitle,
        contributors=tuple(people),
        series=series,
        series_index=series_index,
        language=language,
    )
    titles = (title,) if stories is None else stories
    told = tuple(Story(Metadata(title=name), ()) for name in titles)
    return Book(metadata, told, anthology=stories is not None)


SMALL = (WIDTH // 2, HEIGHT // 2)
"""For tests of what is on a cover, and where: a quarter of the pixels to paint."""


def drawn(
    a_book: Book, style: str | None = None, size: tuple[int, int] = SMALL
) -> tuple[Drawing, Report]:
    report = Report()
    style = style or ("spines" if a_book.anthology else "cloth")
    return draw(a_book, Options(cover_style=style, cover_size=size), report), report


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings]


def shown(drawing: Drawing) -> str:
    return " ".join(box.text for box in drawing.boxes)


def opened(cover: Cover | None) -> Image.Image:
    assert cover is not None
    image = Image.open(BytesIO(cover.data))
    image.load()
    return image


# ------------------------------------------------------------------------ the picture


@pytest.mark.parametrize("a_book", [book("Perfect", "Nina"), book("Tales", stories=("A", "B"))])
def test_a_drawn_cover_is_a_jpeg_for_every_reader(a_book: Book) -> None:
    cover = draw_cover(a_book, Options(), Report())
    assert cover is not None
    image = opened(cover)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1600, 2560))
    assert (cover.media_type, cover.width, cover.height) == ("image/jpeg", 1600, 2560)
    assert "exif" not in image.info
    assert "progressive" not in image.info
    assert 50_000 < len(cover.data) < 1_000_000


def test_the_fullest_cover_stays_under_a_megabyte() -> None:
    full = book("M" * 300, *["W" * 90] * 3, subtitle=SENTENCE, series=SENTENCE)
    cover = draw_cover(full, Options(), Report())
    assert cover is not None
    assert len(cover.data) < 1_000_000


def test_a_png_is_written_where_one_is_asked_for() -> None:
    cover = draw_cover(book(), Options(), Report(), media_type="image/png")
    assert cover is not None
    assert cover.media_type == "image/png"
    assert opened(cover).format == "PNG"


def test_no_cover_where_none_is_wanted() -> None:
    assert draw_cover(book(), Options(no_cover=True, cover=Path("none.jpg")), Report()) is None


def test_the_same_book_has_the_same_cover_in_every_process() -> None:
    program = (
        "import hashlib, sys; from epubify.cover import draw_cover; "
        "from epubify.model import *; from epubify.options import Options; "
        "from epubify.report import Report; "
        "book = Book(Metadata(title='Perfect', contributors=(Contributor('Nina'),)), ()); "
        "print(hashlib.sha256(draw_cover(book, Options(), Report()).data).hexdigest())"
    )
    sums = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(sums) == 1


def test_covers_differ_with_title_and_author_only() -> None:
    one = draw_cover(book("Perfect", "Nina"), Options(), Report())
    again = draw_cover(book("Perfect", "Nina"), Options(publisher="X"), Report())
    other = draw_cover(book("Perfect", "Anna"), Options(), Report())
    assert one == again
    assert one is not None and other is not None
    assert one.data != other.data


def test_pillow_is_not_loaded_before_a_cover_is_drawn() -> None:
    program = "import sys, epubify.cover; sys.exit('PIL' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_an_unknown_style_is_a_usage_error_that_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="unknown cover style “velvet”; known: cloth, "):
        draw_cover(book(), Options(cover_style="velvet"), Report())


# ------------------------------------------------------------ nothing clipped or tiny

ODD_BOOKS = {
    "one letter": book("X", "Q"),
    "series": book("Perfect", "Nina", series="Perfect", series_index="2"),
    "120 characters": book(SENTENCE[:60] * 2, "Marguerite Ashdown"),
    "300 characters": book((SENTENCE * 4)[:300], "An Old Sailor", subtitle="Written by himself"),
    "300 times W": book("W" * 300, "W" * 120, subtitle="M " * 150),
    "one long word": book(LONG_WORD, "Käthe Müller-Lüdenscheidt", language="de"),
    "Cyrillic": book("Тихая река", "Анна Белова", language="ru"),
    "Greek": book("Το τέλος του καλοκαιριού", "Ελένη Παπαδάκη", language="el"),
    "accents": book("Ấm Ứng Ǻ Žluťoučký kůň", "Tomás Ñandú"),
    "nobody": book("The Lighthouse at the End of the Year"),
    "many": book("Nine Doors", *(f"Author Number{n}" for n in range(40)), editors=("A", "B")),
    "stacked marks": book("Z\u030c\u0301\u0302\u0303a\u0330\u0331lgo", "M\u0308an"),
    "anthology": book("Winter Tales", "A", "B", editors=("C D",), stories=("Salt", LONG_WORD) * 7),
    "two stories": book("Two Stories", "Nina", stories=("Perfect", None)),
}
FIELD = (60, 60, WIDTH - 60, HEIGHT - 30)
"""Left, top, right and bottom of what text may fill in any style: off the edges."""
FIELDS = {"cloth": (150, 150, WIDTH - 150, HEIGHT - 150), "spines": (100, 100, WIDTH - 100, 2530)}
"""The same in styles that have a frame, or a margin of their own."""


def assert_inside(drawing: Drawing, field: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = (edge * drawing.image.width // WIDTH for edge in field)
    for box in drawing.boxes:
        assert left <= box.left < box.right <= right, box
        assert top <= box.top < box.bottom <= bottom, box


def assert_apart(drawing: Drawing) -> None:
    for at, one in enumerate(drawing.boxes):
        for other in drawing.boxes[at + 1 :]:
            beside = one.right <= other.left or other.right <= one.left
            below = one.bottom - 3 <= other.top or other.bottom - 3 <= one.top
            assert beside or below, (one, other)


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("name", ODD_BOOKS)
def test_all_lettering_is_inside_apart_and_legible(style: str, name: str) -> None:
    drawing, _ = drawn(ODD_BOOKS[name], style)
    assert drawing.boxes
    assert min(box.size for box in drawing.boxes) >= 40 * SMALL[0] / WIDTH
    assert max(box.size for box in drawing.boxes) >= 66 * SMALL[0] / WIDTH
    assert_inside(drawing, FIELDS.get(style, FIELD))
    assert_apart(drawing)


@pytest.mark.parametrize("style", sorted(STYLES))
@settings(max_examples=5)
@given(title=st.text(max_size=320), author=st.text(max_size=60), subtitle=st.text(max_size=200))
def test_any_text_makes_a_cover(style: str, title: str, author: str, subtitle: str) -> None:
    drawing, report = drawn(book(title, author, subtitle=subtitle, stories=(title,)), style)
    assert drawing.image.size == SMALL
    assert_inside(drawing, FIELDS.get(style, FIELD))
    assert bool(drawing.boxes) != ("P102" in codes(report))


def test_boxes_tell_where_the_ink_is() -> None:
    mask = Image.new("L", (900, 300))
    box = draw_line(mask, "Ágy, fjord", 100, Lettering(ROMAN[0], 0.1), 450, 180)
    ink = mask.getbbox()
    assert ink is not None
    outside = zip((box.left, box.top), ink[:2], strict=True)
    assert all(edge <= found <= edge + 3 for edge, found in outside)
    beyond = zip((box.right, box.bottom), ink[2:], strict=True)
    assert all(edge - 3 <= found <= edge for edge, found in beyond)
    assert abs((ink[0] + ink[2]) / 2 - 450) <= 1.5


# --------------------------------------------------------------------------- contrast


def extremes(image: Image.Image) -> tuple[Colour, Colour]:
    """Return the darkest and the lightest colour of a picture."""
    colours = image.resize((400, 640), Image.Resampling.NEAREST).getcolors(1 << 20)
    assert colours is not None
    found = [colour for _, colour in colours if isinstance(colour, tuple)]
    assert found
    pixels = [(int(c[0]), int(c[1]), int(c[2])) for c in found]
    return min(pixels, key=luminance), max(pixels, key=luminance)


@pytest.mark.parametrize("palette", palettes(), ids=lambda palette: palette.name)
def test_lettering_stands_out_from_the_ground_seven_to_one(palette: Palette) -> None:
    assert contrast(palette.accent, palette.deep) >= 7
    _, lightest = extremes(cloth(palette, Frame()))
    darkest, _ = extremes(paper(palette, Frame()))
    assert contrast(palette.accent, lightest) >= 7
    assert contrast(palette.ink, darkest) >= 7


def test_the_title_as_drawn_has_that_contrast() -> None:
    drawing, _ = drawn(book("HIMH", "Nina"), "cloth", (WIDTH, HEIGHT))
    box = max(drawing.boxes, key=lambda box: box.size)
    part = drawing.image.crop((box.left, box.top, box.right, box.bottom))
    _, letters = extremes(part)
    _, ground = extremes(
        drawing.image.crop((box.left, box.bottom + 20, box.right, box.bottom + 60))
    )
    assert contrast(letters, ground) >= 7


# ---------------------------------------------------------------------- what it says


def test_the_words_of_a_book_in_a_series() -> None:
    perfect = book("Snow", "Nina", subtitle="a novel", series="Tales", series_index="2.0")
    drawing, report = drawn(perfect)
    assert shown(drawing) == "BOOK 2 OF TALES SNOW a novel NINA"
    assert not report.findings


def test_of_many_authors_three_are_named() -> None:
    names = [f"Author {letter}" for letter in "ABCDE"]
    said = wording(book("T", *names), Report())
    assert said.authors == ("Author A", "Author B", "Author C")
    assert said.others == "and others"
    assert wording(book("T", *names[:3]), Report()).others is None
    assert wording(book("T", *names, language="fr-CA"), Report()).others == "et al."


def test_editors_are_named_as_such() -> None:
    assert wording(book("T", "A", editors=("B C", "D")), Report()).editors == "edited by B C and D"
    assert wording(book("T", editors=("B C",), language="de"), Report()).editors == "ed. B C"


def test_an_anthology_shows_its_stories() -> None:
    drawing, _ = drawn(book("Winter Tales", stories=("Salt Road", "The Last Ferry")))
    # Boxes of spines come from the bottom of the stack up.
    assert shown(drawing) == "Winter Tales The Last Ferry Salt Road"


def test_only_the_stories_shown_are_read() -> None:
    class Endless:
        read = 0

        def __len__(self) -> int:
            return 10**9

        def __iter__(self) -> Endless:
            return self

        def __next__(self) -> Story:
            self.read += 1
            return Story(Metadata(title=f"Story {self.read}"), ())

    stories = Endless()
    wording(Book(Metadata(title="T"), stories, anthology=True), Report())
    assert 0 < stories.read < 20
    wording(Book(Metadata(title="T"), stories), Report())
    assert stories.read < 20


@pytest.mark.parametrize(
    ("a_book", "alt"),
    [
        (book("Perfect", "Nina"), "Cover of Perfect by Nina"),
        (book("Two\nStories", editors=("A. Ed",)), "Cover of Two Stories, edited by A. Ed"),
        (book("T", "A", "B", "C", "D"), "Cover of T by A, B, C and others"),
        (book(None), "Cover"),
    ],
)
def test_the_text_alternative(a_book: Book, alt: str) -> None:
    assert alternative(a_book.metadata) == alt


# --------------------------------------------------- characters that cannot be drawn


def test_emoji_are_left_out_and_named() -> None:
    drawing, report = drawn(book("Perfect \U0001f389 Day\u200d \U0001f600!", "Nina"))
    assert shown(drawing) == "PERFECT DAY! NINA"
    assert codes(report) == ["P101"]
    assert "\U0001f389 \U0001f600" in report.findings[0].message


@pytest.fixture
def core_fonts_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave epubify the fonts that it depends on."""
    core = {"fontpkg_eb_garamond", "fontpkg_playfair_display", "fontpkg_noto_sans"}
    monkeypatch.setattr(typefaces, "installed", core.__contains__)


@pytest.mark.usefixtures("core_fonts_only")
@pytest.mark.parametrize(
    "title",
    ["红楼梦", "الف ليلة وليلة", "ภาษาไทย", "\U0001f600", "红楼梦 II", "", None, "\u00ad\u200b"],
)
@pytest.mark.parametrize("stories", [None, ("一", "二")])
def test_titles_that_no_font_has_give_an_ornament(
    title: str | None, stories: tuple[str, ...] | None
) -> None:
    drawing, report = drawn(book(title, "Nina", stories=stories))
    assert not drawing.boxes
    assert codes(report) == ["P102"]
    assert "option cover" in report.findings[0].advice


@pytest.mark.usefixtures("core_fonts_only")
def test_half_a_name_is_not_shown() -> None:
    said = wording(book("The Dream", "Cao 雪芹", "David H."), Report())
    assert said.authors == ("David H.",)


def test_titles_beyond_all_measure_are_cut_after_a_word() -> None:
    drawing, report = drawn(book("winter " * 80))
    assert codes(report) == ["P103"]
    assert drawing.boxes[-1].text.endswith("winter…")


def test_what_there_is_no_room_for_is_told() -> None:
    drawing, report = drawn(book("Perfect", "W" * 120))
    assert codes(report) == ["P103"]
    assert drawing.boxes[-1].text.endswith("…")


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("title", [(SENTENCE * 4)[:300], "W" * 300, "a " * 149 + "bc"])
def test_titles_up_to_300_characters_are_shown_whole(title: str, style: str) -> None:
    drawing, report = drawn(book(title, "Nina", stories=()), style)
    assert not report.findings
    letters = "".join(box.text for box in drawing.boxes).replace(" ", "")
    assert title.replace(" ", "") in letters


def test_fonts_are_taken_in_order_and_only_where_they_have_all_letters() -> None:
    assert drawable("Война", ROMAN).face == ROMAN[0]
    assert drawable("Star ★", ROMAN).face == ROMAN[0]
    for chain in (ROMAN, ITALIC, DISPLAY):
        for face in chain:
            assert not has_glyph(face, "中")
            assert not has_glyph(face, "\uffff")
            assert has_glyph(face, "é")
    beyond = drawable(
        "\N{LATIN SMALL LETTER EZH WITH CARON}\N{LATIN CAPITAL LETTER TRESILLO}", ROMAN
    )
    assert not beyond.missing or beyond.share < 1


# ------------------------------------------------------------------- lines and letters


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("The Lighthouse at the End of the Year", ["The Lighthouse", "at the End", "of the Year"]),
        ("Nine Doors", ["Nine", "Doors"]),
        ("A Tale of Two Cities", ["A Tale of", "Two Cities"]),
        ("Twenty-one", ["Twenty-", "one"]),
    ],
)
def test_lines_are_even_and_end_in_long_words(title: str, lines: list[str]) -> None:
    parts = words(title)
    widths = [float(len(part.text)) for part in parts]
    way = even_lines(parts, widths, 1.0, len(lines))[len(lines) - 1]
    assert [line_text(line) for line in way] == lines


@given(st.text(alphabet="abc -—/", min_size=1, max_size=60), st.integers(1, 8))
def test_breaking_keeps_every_word(text: str, most: int) -> None:
    parts = words(text)
    for way in even_lines(parts, [1.0] * len(parts), 1.0, most) if parts else []:
        assert tuple(part for line in way for part in line) == parts
        assert all(way)


def test_a_word_is_cut_only_where_it_must_be() -> None:
    lettering = Lettering(ROMAN[0])
    found = fit(LONG_WORD, lettering, width=1000, sizes=(60, 300), height=lambda size: 900.0)
    assert found is not None
    assert "".join(found.lines) == LONG_WORD
    assert len(found.lines) > 1
    short = fit("Perfect", lettering, width=1000, sizes=(60, 300), height=lambda size: 900.0)
    assert short is not None
    assert short.lines == ("Perfect",)


def test_nothing_fits_where_there_is_no_room() -> None:
    nothing = fit(
        "Perfect", Lettering(ROMAN[0]), width=900, sizes=(60, 90), height=lambda size: 9.0
    )
    assert nothing is None


def test_capitals_follow_the_language() -> None:
    assert capitals("Ἰλιάς") == "ΙΛΙΑΣ"
    assert capitals("kapı ile diş", "tr-TR") == "KAPI İLE DİŞ"
    assert capitals("kapi", "en") == "KAPI"


def test_texts_are_cut_after_words() -> None:
    assert shorten("short", 5) == "short"
    assert shorten("abcdefgh", 4) == "abc…"


def test_the_usual_faces_have_all_of_ascii_so_that_they_need_not_be_asked() -> None:
    from epubify.cover.styles.tiles import HEAVY, MEDIUM
    from epubify.cover.typefaces import _has

    for face in {*ROMAN, *ITALIC, *DISPLAY, *HEAVY, *MEDIUM}:
        assert all(_has(face, chr(code)) for code in range(ord("!"), ord("~") + 1))
