"""Fonts in a book: which faces there are, what they can draw, and what they are allowed."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import epub_tools
import pytest
from epub_tools import book_of, chapter, paragraph, prose, story, undivided
from every_block import everything

from epubify.cli import run
from epubify.epub.embedding import Embedding
from epubify.epub.fonts import FontFace, cut_down, declaration, find_faces, tell_lacking
from epubify.errors import UsageError
from epubify.model import Book, Metadata, Span
from epubify.model.limits import holding
from epubify.options import Options
from epubify.report import Report

LETTERS = "abcABC é“”#δ"
GARAMOND = "fontpkg-eb-garamond"
REGULAR = next(face.source for face in find_faces((GARAMOND,)) if not face.italic)
"""The file of one real font, with all that a designer puts into one."""


@pytest.fixture
def make_font(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes a small font of boxes, with what is asked for."""

    def make(file: str = "tide.ttf", **asked: Any) -> Path:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(font_data(**asked))
        return path

    return make


def font_data(
    family: str = "Tide",
    *,
    letters: str = LETTERS,
    fs_type: int = 0,
    weight: int = 400,
    italic: bool = False,
    fixed: bool = False,
    sans: bool = False,
    flavor: str | None = None,
) -> bytes:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables.O_S_2f_2 import Panose

    pen = TTGlyphPen(None)
    for point in ((0, 0), (0, 500), (500, 500)):
        (pen.lineTo if pen.points else pen.moveTo)(point)
    pen.closePath()
    box = pen.glyph()
    names = [".notdef", *(f"u{ord(letter):04X}" for letter in letters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(dict(zip(map(ord, letters), names[1:], strict=True)))
    builder.setupGlyf(dict.fromkeys(names, box))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "copyright": "by Ann"})
    panose = Panose(bFamilyType=2, bSerifStyle=11 if sans else 2)
    builder.setupOS2(fsType=fs_type, usWeightClass=weight, fsSelection=int(italic), panose=panose)
    builder.setupPost(isFixedPitch=int(fixed))
    builder.updateHead(created=0, modified=0)
    builder.font.flavor = flavor
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def characters(data: bytes) -> str:
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(data)) as font:
        return "".join(sorted(map(chr, font.getBestCmap())))


def faces_of(*asked: str | Path) -> list[tuple[str, int, bool]]:
    return [(face.family, face.weight, face.italic) for face in find_faces(asked)]


# --------------------------------------------------------------------------------- finding


@pytest.mark.parametrize("name", ["fontpkg_eb_garamond", "fontpkg-eb-garamond", "eb-garamond"])
def test_a_package_gives_its_four_faces_by_any_of_its_names(name: str) -> None:
    assert sorted(faces_of(name)) == [
        ("EB Garamond", weight, italic) for weight in (400, 700) for italic in (False, True)
    ]


def test_of_many_weights_a_package_gives_regular_and_bold(
    make_font, tmp_path: Path, monkeypatch
) -> None:
    for weight in (100, 300, 500, 600, 800, 900):
        make_font(f"seaside/files/tide-{weight}.ttf", weight=weight)
    (tmp_path / "seaside" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert faces_of("seaside") == [("Tide", 300, False), ("Tide", 600, False)]
    assert "seaside" not in sys.modules


def test_a_file_gives_its_one_face(make_font) -> None:
    light = make_font("light.ttf", weight=300)
    italic = make_font("italic.ttf", italic=True)
    assert faces_of(light, italic) == [("Tide", 300, False), ("Tide", 400, True)]


def test_the_same_face_comes_once(make_font) -> None:
    font = make_font()
    assert len(find_faces((font, font, make_font("again.ttf")))) == 1


def test_a_family_name_is_safe_in_a_sheet_and_in_a_file_name(make_font) -> None:
    (face,) = find_faces((make_font(family='Ti"de; } \\ é/..'),))
    assert (face.family, face.name) == ("Tide   é", "fonts/tide-400.ttf")


@pytest.mark.parametrize(
    ("asked", "generic"),
    [({}, "serif"), ({"sans": True}, "sans-serif"), ({"fixed": True}, "monospace")],
)
def test_the_family_to_fall_back_on_is_of_the_same_kind(make_font, asked, generic) -> None:
    (face,) = find_faces((make_font(**asked),))
    assert face.generic == generic


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no-such-thing", "the package “no-such-thing” is not installed; give a package"),
        ("eb-garmond", "is not installed; did you mean “fontpkg-eb-garamond”?"),
        ("click", "the package “click” holds no fonts; give a package"),
        ("../fonts", "is not installed"),
        ("", "is not installed"),
    ],
)
def test_a_package_that_gives_nothing_is_a_usage_error(name: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        find_faces((name,))
    assert message in str(error.value)


@pytest.mark.parametrize(
    "data", [b"", b"hello, world", b"\0\1\0\0" + b"\0\5" * 40, font_data()[:300], b"wOFF" * 20]
)
def test_what_is_no_font_is_a_usage_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "tide.ttf").write_bytes(data)
    with pytest.raises(UsageError, match=r"tide\.ttf: not a font, or a broken one; give a"):
        find_faces((tmp_path / "tide.ttf",))


def test_a_font_without_characters_and_one_that_is_not_there(make_font, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a font without characters"):
        find_faces((make_font(letters=""),))
    with pytest.raises(UsageError, match=r"none\.ttf: unreadable: No such file"):
        find_faces((tmp_path / "none.ttf",))


# ----------------------------------------------------------------------------------- bombs


def with_table(tag: str, table: bytes) -> bytes:
    """Return a font with a table as it is given."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.tables.DefaultTable import DefaultTable

    out = io.BytesIO()
    with TTFont(io.BytesIO(font_data()), recalcTimestamp=False) as font:
        font[tag] = DefaultTable(tag)
        font[tag].data = table
        font.save(out)
    return out.getvalue()


def with_packed_table(tag: bytes, table: bytes) -> bytes:
    """Return a WOFF font in which a table is another, though it says that it is small."""
    data, packed = bytearray(font_data(flavor="woff")), zlib.compress(table)
    [at] = [at for at in range(44, 400, 20) if data[at : at + 4] == tag]
    struct.pack_into(">III", data, at + 4, len(data), len(packed), 2 * len(packed))
    return bytes(data) + packed


def mapping(subtable: bytes) -> bytes:
    return with_table("cmap", struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable)


def variable(*tags: bytes) -> bytes:
    axes = (tag + struct.pack(">iiiHH", 100 << 16, 400 << 16, 900 << 16, 0, 256) for tag in tags)
    head = struct.pack(">IHHHHHH", 1 << 16, 16, 2, len(tags), 20, 0, 4 + 4 * len(tags))
    return with_table("fvar", head + b"".join(axes))


def put_together(parts: dict[str, list[str]]) -> bytes:
    """Return a font in which some glyphs are put together from others."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

    out = io.BytesIO()
    letters = "".join(parts)
    with TTFont(
        io.BytesIO(font_data(letters=letters)), recalcBBoxes=False, recalcTimestamp=False
    ) as font:
        for letter, others in parts.items():
            if others:
                glyph = Glyph()
                glyph.numberOfContours, glyph.components = -1, []
                glyph.xMin = glyph.yMin = glyph.xMax = glyph.yMax = 0
                for other in others:
                    component = GlyphComponent()
                    component.glyphName, component.flags = f"u{ord(other):04X}", 4
                    component.x = component.y = 0
                    glyph.components.append(component)
                font["glyf"][f"u{ord(letter):04X}"] = glyph
        font.save(out)
    return out.getvalue()


def doubled(times: int) -> bytes:
    """Return a font whose last glyph has 2 to the power of ``times`` pieces."""
    letters = [chr(ord("a") + n) for n in range(times + 1)]
    return put_together({"a": [], **{two: [one, one] for one, two in pairwise(letters)}})


ALL_SIGNS = struct.pack(">III", 0, 0x10FFFF, 0)
NOTHING = struct.pack(">III", 0xFFFFFFFF, 0, 0)
ALL_OF_SHORT = struct.pack(">7H", 4, 0, 0, 40, 0, 0, 0) + b"\xff" * 40 + bytes(2 + 3 * 40)
BOMBS = {
    "a range of all characters": lambda: mapping(
        struct.pack(">HHIII", 12, 0, 28, 0, 1) + ALL_SIGNS
    ),
    "a range that takes back what another has": lambda: mapping(
        struct.pack(">HHIII", 12, 0, 40, 0, 2) + ALL_SIGNS + NOTHING
    ),
    "short ranges over one another": lambda: mapping(ALL_OF_SHORT),
    "names over one another": lambda: with_table(
        "name", struct.pack(">HHH", 0, 99, 6) + struct.pack(">6H", 3, 1, 1033, 1, 0xFFFF, 0) * 99
    ),
    "an axis many times": lambda: variable(*[b"wght"] * 20),
    "axes without end": lambda: variable(*(b"a%03d" % n for n in range(65))),
    "a glyph of thousands of pieces": lambda: doubled(11),
    "a glyph within itself": lambda: put_together({"a": ["b"], "b": ["a"]}),
    "a table that unpacks to more than it says": lambda: with_packed_table(b"cmap", bytes(1 << 20)),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_font_that_asks_for_more_than_there_is(tmp_path: Path, bomb: str) -> None:
    (tmp_path / "tide.ttf").write_bytes(BOMBS[bomb]())
    with pytest.raises(UsageError, match=r"tide\.ttf: not a font, or a broken one") as refused:
        find_faces((tmp_path / "tide.ttf",))
    assert str(refused.value.__cause__).startswith(("too many", "a table larger"))


def test_a_font_whose_glyphs_are_put_together_is_taken(tmp_path: Path) -> None:
    (tmp_path / "tide.ttf").write_bytes(doubled(10))
    [face] = find_faces((tmp_path / "tide.ttf",))
    assert characters(cut_down(face, "ab")) == "ab"


@pytest.mark.parametrize("flavor", [None, "woff"])
def test_a_font_larger_than_an_entry_may_be(make_font, flavor: str | None) -> None:
    font = make_font(flavor=flavor)
    with holding({"entry=900"}), pytest.raises(UsageError, match="not a font") as refused:
        find_faces((font,))
    assert "too large" in str(refused.value.__cause__)


# --------------------------------------------------------------------------------- licence


@pytest.mark.parametrize("fs_type", [0x0002, 0x0200, 0x0102])
def test_a_font_that_may_not_be_embedded_is_refused(make_font, fs_type: int) -> None:
    with pytest.raises(UsageError, match=r"tide\.ttf: its licence does not allow .*fsType 0x"):
        find_faces((make_font(fs_type=fs_type),))


@pytest.mark.parametrize("fs_type", [0x0000, 0x0004, 0x0008, 0x000A])
def test_a_font_that_may_be_embedded_is_cut_down(make_font, fs_type: int) -> None:
    (face,) = find_faces((make_font(fs_type=fs_type),))
    assert characters(cut_down(face, "ab")) == "ab"


def test_a_font_that_may_not_be_cut_down_is_embedded_whole(make_font) -> None:
    (face,) = find_faces((make_font(fs_type=0x0100),))
    assert characters(cut_down(face, "ab")) == "".join(sorted(LETTERS))


# --------------------------------------------------------------------------------- cutting


def test_a_face_can_draw_what_was_asked_for_as_far_as_it_could_before(make_font) -> None:
    (face,) = find_faces((make_font(),))
    assert characters(cut_down(face, "aδ中")) == "aδ"


def test_copyright_stays_in_a_font(make_font) -> None:
    from fontTools.ttLib import TTFont

    (face,) = find_faces((make_font(),))
    with TTFont(io.BytesIO(cut_down(face, "a"))) as font:
        assert font["name"].getDebugName(0) == "by Ann"


def test_any_form_becomes_a_bare_font(make_font) -> None:
    (face,) = find_faces((make_font("tide.woff", flavor="woff"),))
    data = cut_down(face, "ab")
    assert (face.ending, data[:4]) == ("ttf", b"\0\1\0\0")


def test_a_variable_font_becomes_fonts_that_are_not() -> None:
    from fontTools.ttLib import TTFont

    weights = set()
    for face in find_faces((GARAMOND,)):
        with TTFont(io.BytesIO(cut_down(face, "Tide"))) as font:
            assert "fvar" not in font
            weights.add(font["OS/2"].usWeightClass)
    assert weights == {400, 700}


def test_the_same_characters_give_the_same_bytes(make_font) -> None:
    fonts = (make_font(letters="—é xyz"), make_font("bold.ttf", letters="xyz", weight=700))
    one, two = Embedding(fonts), Embedding(fonts)
    one.see("zyx — é".encode())
    two.see("é — xyz".encode())
    assert list(one.files()) == list(two.files())


# --------------------------------------------------------------------------------- in books


def test_a_book_without_fonts_has_none_and_loads_no_library(tmp_path: Path) -> None:
    file = epub_tools.make(book_of(undivided("a")), tmp_path / "book.epub")
    assert [name for name in epub_tools.names(file) if "fonts/" in name] == []
    assert b"@font-face" not in epub_tools.entry(file, "EPUB/style/theme.css")
    assert declaration(()) == ""


def test_the_sheet_declares_the_faces_that_are_in_the_book(make_font, tmp_path: Path) -> None:
    fonts = (make_font(), make_font("bold.ttf", weight=700), make_font("b.ttf", family="Bay"))
    file = epub_tools.make(book_of(undivided("a")), tmp_path / "book.epub", fonts=fonts)
    sheet = epub_tools.entry(file, "EPUB/style/theme.css").decode()
    assert sheet.count("@font-face") == 3
    assert 'body {\n  font-family: "Tide", "Bay", serif;\n}' in sheet
    assert "!important" not in sheet
    items = epub_tools.find(epub_tools.opf(file), '//opf:item[@media-type="font/ttf"]/@href')
    assert items == ["fonts/tide-400.ttf", "fonts/tide-700.ttf", "fonts/bay-400.ttf"]
    assert [href for href in items if f"url(../{href})" not in sheet] == []
    assert {f"EPUB/{href}" for href in items} <= set(epub_tools.names(file))


def test_a_font_has_the_characters_of_every_page_of_an_anthology(make_font, tmp_path: Path) -> None:
    """Those of stories, pages around them, contents list, templates and sheets."""
    wanted = "éδжñ♣✠€¶"
    font = make_font(letters="ab☂" + wanted)
    (tmp_path / "own.css").write_text('h1:before { content: "¶" }', encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "colophon.xhtml").write_text(
        "<html><body><p>&#9827; &#x2720;</p></body></html>"
    )
    one = story(chapter(1, "ж", *prose("δ")), title="é")
    two = undivided("b", title="ñ")
    book = Book(Metadata(title="€", language="en"), (one, two), anthology=True)
    file = epub_tools.make(
        book, tmp_path / "book.epub", fonts=(font,), css=tmp_path / "own.css",
        templates=tmp_path / "own",
    )  # fmt: skip
    assert characters(epub_tools.entry(file, "EPUB/fonts/tide-400.ttf")) == "".join(
        sorted("ab" + wanted)
    )


@pytest.fixture(scope="module")
def make_with_fonts(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that makes a book with the fonts of a package, or one of them, and a small.

    Cutting fonts down takes long, a second each: a package has four.
    """
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "tide.ttf").write_bytes(font_data())

    def make(device: str, real: str | Path = GARAMOND, name: str = "book") -> Path:
        fonts = (real, folder / "tide.ttf")
        file = folder / f"{device}-{name}.epub"
        return epub_tools.make(everything(), file, fonts=fonts, device=device)

    return make


def test_two_books_with_fonts_have_the_same_bytes(make_with_fonts: Callable[..., Path]) -> None:
    one, two = (make_with_fonts("generic", REGULAR, name) for name in ("one", "two"))
    assert one != two
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(("device", "real"), [("generic", GARAMOND), ("legacy", REGULAR)])
def test_a_book_with_fonts_is_valid(
    make_with_fonts, epubcheck, device: str, real: str | Path
) -> None:
    """EPUBCheck notes that there is a font, which is neither an error nor a warning."""
    told = epubcheck(make_with_fonts(device, real))
    assert [line for line in told if not line.startswith("USAGE CSS-028")] == []


def test_a_refused_font_leaves_no_book(make_font, tmp_path: Path) -> None:
    font = make_font(fs_type=2)
    with pytest.raises(UsageError):
        epub_tools.make(book_of(undivided("a")), tmp_path / "book.epub", fonts=(font,))
    assert not (tmp_path / "book.epub").exists()


def lacking(book: Book, *fonts: str | Path) -> list[str]:
    report = Report()
    tell_lacking(book, Options(fonts=fonts), report)
    return [f"{finding.code} {finding.message}" for finding in report.findings]


def test_characters_that_no_font_has_are_a_finding(make_font) -> None:
    book = Book(Metadata(), (undivided("ab δ\u00a0", "中"), undivided("☂ a")), anthology=True)
    latin, other = make_font(), make_font("b.ttf", family="Bay", letters="☂")
    told = "P140 the embedded fonts lack {} of the text: {}"
    assert lacking(book, latin) == [told.format("2 characters", "☂ 中")]
    assert lacking(book, latin, other) == [told.format("1 character", "中")]
    assert lacking(book, make_font("c.ttf", letters="abδ☂中", family="Cove")) == []
    assert lacking(book) == []


def test_of_many_characters_the_first_are_named(make_font) -> None:
    (told,) = lacking(book_of(undivided("абвгдежзиклмн")), make_font())
    assert told.endswith("13 characters of the text: а б в г д е ж з и к …")


@pytest.mark.parametrize(
    "asked", [["--font", "no-such-thing"], ["--theme", "baroque"], ["--templates", "."]]
)
def test_what_no_book_can_be_made_with_is_told_before_a_story_is_read(
    asked: list[str], tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chapter.xhtml").write_text("<p/>")
    assert run(["convert", *asked, "no-such-story.txt"]) == 2
    assert "no-such-story" not in capsys.readouterr().err


def test_faces_are_declared_with_style_and_weight() -> None:
    sheet = declaration([FontFace(Path("a.otf"), "Tide", 700, True, "serif", "otf")])
    assert (
        "font-style: italic;\n  font-weight: 700;\n  src: url(../fonts/tide-700-italic.otf)"
        in sheet
    )


def test_italics_in_the_text_do_not_matter_for_what_a_face_has(make_font, tmp_path: Path) -> None:
    text = paragraph("a")
    marked = (Span("b", frozenset({"emphasis"})),)
    book = book_of(story(chapter(1, "c", text, text.__class__(marked, text.at))))
    file = epub_tools.make(book, tmp_path / "book.epub", fonts=(make_font(),), colophon=False)
    assert set("abc") <= set(characters(epub_tools.entry(file, "EPUB/fonts/tide-400.ttf")))
