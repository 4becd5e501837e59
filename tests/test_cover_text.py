"""Lettering in every script: which font, what is missing, how lines break, and that all fits."""

from __future__ import annotations

import itertools

import pytest
from case_files import row_params
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from epubify.cover import draw, typefaces
from epubify.cover.breaking import line_text, uneasiness, words
from epubify.cover.canvas import HEIGHT, WIDTH
from epubify.cover.kinsoku import cjk_pieces
from epubify.cover.lettering import Lettering, Typesetting, capitals, draw_line, fit, width_of
from epubify.cover.scripts import language_of, main_script, written_in
from epubify.cover.styles import STYLES
from epubify.cover.typefaces import (
    DISPLAY,
    ITALIC,
    ROMAN,
    Chain,
    Typeface,
    clusters,
    drawable,
    has_glyph,
)
from epubify.cover.wording import wording
from epubify.model import Book, Contributor, Metadata, Story
from epubify.options import Options
from epubify.report import Report

WIDE, HIGH = 1100, 1500

needs_raqm = pytest.mark.skipif(not typefaces.can_shape(), reason="Pillow has no Raqm here")
needs_rtl = pytest.mark.skipif(
    not (typefaces.can_shape() and typefaces.installed("fontpkg_amiri")),
    reason="without epubify[rtl]",
)
needs_cjk = pytest.mark.skipif(
    not typefaces.installed("pylopdf_fonts_jp"), reason="without epubify[cjk]"
)

TITLES = {
    "Latin": "The Lighthouse at the End of the Year",
    "Vietnamese": "Ấm áp những mùa thu cũ",
    "combining": "Ne\u030cco velmi z\u030cluteho",
    "Cyrillic": "Мастер и Маргарита",
    "Greek": "Ὁ κόσμος τῆς Ἰλιάδος",
    "Hebrew": "סִפּוּר על אהבה וחושך",
    "Arabic": "ألف ليلة وليلة",
    "Persian": "می‌خواهم همین امشب بمیرم!",
    "Urdu": "آگ کا دریا اور ٹھنڈی ہوا",
    "Hindi": "महाभारत की क्षत्रिय कथा",
    "Japanese": "銀河鉄道の夜",
    "simplified": "红楼梦里的爱情",
    "traditional": "紅樓夢裡的愛情",
    "Korean": "채식주의자와 밤의 나무 이야기",
    "Hebrew, Latin, digits": "Python בעברית: 42 שיעורים",
    "Japanese, Latin, digits": "AI時代の読書術 2.0",
}


def marks_for(title: str) -> list[pytest.MarkDecorator]:
    script = main_script(title)
    if script == "cjk":
        return [needs_cjk]
    if script == "devanagari":
        return [needs_raqm]
    return [needs_rtl] if script else []


EVERY = [pytest.param(title, marks=marks_for(title), id=name) for name, title in TITLES.items()]


def set_in(text: str, chain: Chain = ROMAN, tracking: float = 0.0) -> Typesetting:
    shown = drawable(text, chain)
    found = fit(
        shown.text,
        Lettering(shown.face, tracking),
        width=WIDE,
        sizes=(66, 300),
        height=lambda size: HIGH,
    )
    assert found
    return found


def drawn(text: str, face: Typeface, size: int = 90) -> Image.Image:
    mask = Image.new("L", (round(width_of(text, Lettering(face)) * size) + 400, 4 * size))
    draw_line(mask, text, size, Lettering(face), mask.width / 2, 2.5 * size)
    return mask


def cover_of(title: str, *authors: str, language: str | None = None) -> Report:
    report = Report()
    metadata = Metadata(
        title=title, contributors=tuple(map(Contributor, authors)), language=language
    )
    draw(Book(metadata, ()), Options(cover_style="cloth"), report)
    return report


# ------------------------------------------------------------------- fonts and scripts


@pytest.mark.parametrize("title", EVERY)
@pytest.mark.parametrize("chain", [ROMAN, ITALIC, DISPLAY])
def test_nothing_is_missing_in_any_script(title: str, chain: Chain) -> None:
    shown = drawable(title, chain)
    assert not shown.missing
    assert shown.share == 1.0
    assert shown.text == drawable(shown.text, chain).text


@pytest.mark.parametrize("title", EVERY)
def test_no_character_is_drawn_as_an_empty_box(title: str) -> None:
    shown = drawable(title, ROMAN)
    box = drawn("\uffff", shown.face).getbbox()
    assert box is not None
    for unit in set(clusters(shown.text)) - {" "}:
        glyph = drawn(unit, shown.face)
        assert glyph.getbbox() is not None
        assert (
            glyph.crop(glyph.getbbox()).tobytes() != drawn("\uffff", shown.face).crop(box).tobytes()
        )


@pytest.mark.parametrize("title", EVERY)
def test_covers_in_every_script_have_no_findings(title: str) -> None:
    assert not cover_of(title, title).findings


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("😀 עברית 👨‍👩‍👧 42", marks=needs_rtl),
        pytest.param("😀 物語 👨‍👩‍👧 42", marks=needs_cjk),
        pytest.param("😀 कथा 👨‍👩‍👧 42", marks=needs_raqm),
        "😀 Story 👨‍👩‍👧 42",
    ],
)
def test_emoji_go_in_every_script(title: str) -> None:
    shown = drawable(title, ROMAN)
    assert shown.missing == ("😀", "👨", "👩", "👧")
    assert shown.text == " ".join(title.split()[1::2])
    assert [finding.code for finding in cover_of(title).findings] == ["P101"]


def test_latin_greek_and_cyrillic_stay_with_their_fonts_and_basic_layout() -> None:
    for name in ("Latin", "Vietnamese", "combining", "Cyrillic", "Greek"):
        shown = drawable(TITLES[name], ROMAN)
        assert shown.face == ROMAN[0]
        assert not shown.face.shaped


@needs_rtl
def test_the_first_letter_gives_the_direction() -> None:
    assert drawable("שלום Python", ROMAN).face.direction == "rtl"
    assert drawable("Python בעברית", ROMAN).face.direction == "ltr"


@needs_rtl
def test_letters_join_and_digits_keep_their_order() -> None:
    face = drawable("ليلة", ROMAN).face
    apart = sum(width_of(letter, Lettering(face)) for letter in "ليلة")
    assert width_of("ليلة", Lettering(face)) < apart
    face = drawable("ابج 12", ROMAN).face
    line = drawn("ابج 12", face)
    assert unlikeness(line, drawn("12", face)) * 2 < unlikeness(line, drawn("21", face))


def unlikeness(line: Image.Image, sample: Image.Image) -> float:
    """Return how much the left end of a line differs from a sample, in tones a pixel.

    Letters stand at fractions of a pixel: the best of a few places is taken.
    """
    box, wanted = line.getbbox(), sample.getbbox()
    assert box and wanted
    wide, sample = wanted[2] - wanted[0], sample.crop(wanted)
    ends = (
        line.crop((box[0] + by, wanted[1], box[0] + by + wide, wanted[3])) for by in range(-4, 5)
    )
    return min(ImageStat.Stat(ImageChops.difference(end, sample)).mean[0] for end in ends)


@needs_rtl
def test_lettering_that_joins_is_not_spaced_out() -> None:
    for text in ("ليلة", "ספר"):
        face = drawable(text, ROMAN).face
        assert width_of(text, Lettering(face, 0.2)) == width_of(text, Lettering(face))
        assert set_in(text, tracking=0.2).lettering.tracking == 0.0


@needs_raqm
def test_vowel_signs_and_conjuncts_stay_with_their_letters() -> None:
    assert clusters("क्षत्रिय") == ["क्ष", "त्रि", "य"]
    shown = drawable("क्षत्रिय", ROMAN)
    assert shown.share == 1.0
    parts = sum(width_of(char, Lettering(shown.face)) for char in shown.text)
    assert width_of(shown.text, Lettering(shown.face)) < parts


def test_texts_without_capitals_stay_as_they_are() -> None:
    for name in ("Hebrew", "Arabic", "Hindi", "Japanese", "Korean", "Japanese, Latin, digits"):
        assert capitals(TITLES[name]) == TITLES[name]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("かな", "zh", "ja"),
        ("한글", "ja", "ko"),
        ("人間", "ja-JP", "ja"),
        ("人間", "zh_TW", "zh-hant"),
        ("人間", "zh-Hans-HK", "zh-hant"),
        ("红楼梦", "zh", "zh-hans"),
        ("紅樓夢", "zh", "zh-hant"),
        ("紅樓夢", None, "zh-hant"),
        ("红楼梦", None, "zh-hans"),
    ],
)
def test_letters_then_language_tell_whose_han_it_is(
    text: str, language: str | None, expected: str
) -> None:
    with written_in(language):
        assert language_of(text, "cjk") == expected


@needs_cjk
def test_han_has_the_shapes_of_the_books_language() -> None:
    for language, package in (("ja", "pylopdf_fonts_jp"), ("zh-CN", "pylopdf_fonts_zh_cn")):
        with written_in(language):
            assert drawable("直骨", ROMAN).face.package == package


# --------------------------------------------------------------- without fonts or Raqm


@pytest.fixture
def without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    core = {"fontpkg_eb_garamond", "fontpkg_playfair_display", "fontpkg_noto_sans"}
    monkeypatch.setattr(typefaces, "installed", core.__contains__)


@pytest.mark.usefixtures("without_extras")
@pytest.mark.parametrize(
    ("title", "extra"),
    [("红楼梦", "epubify[cjk]"), ("ألف ليلة", "epubify[rtl]"), ("ספר", "epubify[rtl]")],
)
def test_the_finding_names_the_extra_to_install(title: str, extra: str) -> None:
    (finding,) = cover_of(title).findings
    assert finding.code == "P102"
    assert extra in finding.advice
    assert "option cover" in finding.advice


@pytest.mark.usefixtures("without_extras")
def test_names_without_a_font_name_the_extra_too() -> None:
    (finding,) = cover_of("The Dream", "曹雪芹").findings
    assert (finding.code, "epubify[cjk]" in finding.advice) == ("P101", True)


def test_without_raqm_scripts_that_need_it_are_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typefaces, "can_shape", lambda: False)
    for chain in (ROMAN, ITALIC, DISPLAY):
        for title in ("महाभारत", "ספר", "ليلة"):
            assert drawable(title, chain).share == 0.0
    (finding,) = cover_of("महाभारत").findings
    assert (finding.code, "FriBiDi" in finding.advice) == ("P102", True)


def test_basic_faces_never_draw_what_needs_shaping() -> None:
    for chain in (ROMAN, ITALIC, DISPLAY):
        for face in chain:
            assert not any(has_glyph(face, char) for char in "किमلש")


# --------------------------------------------------------------------- where lines break


@pytest.mark.parametrize(("title", "lines"), row_params("covers", "breaks", cjk=[needs_cjk]))
def test_titles_break_where_one_would_pause(title: str, lines: str) -> None:
    assert " / ".join(set_in(title).lines) == lines


CLOSING, OPENING = "、。」』）！？…ーっゃ々", "「『（"


@given(st.text(alphabet="山川の道カナ한글ab1" + CLOSING + OPENING, min_size=1, max_size=40))
def test_no_line_begins_with_closing_or_ends_with_opening_punctuation(text: str) -> None:
    pieces = [piece for piece, _ in cjk_pieces(text)]
    assert "".join(pieces) == text
    assert all(piece[0] not in CLOSING for piece in pieces[1:])
    assert all(piece[-1] not in OPENING for piece in pieces[:-1])


def test_korean_breaks_at_spaces_and_foreign_words_stay_whole() -> None:
    assert [word.text for word in words("밤의 나무")] == ["밤의", "나무"]
    assert [piece for piece, _ in cjk_pieces("Windows入門")] == ["Windows", "入", "門"]


def test_long_runs_have_a_bounded_number_of_breaks() -> None:
    assert len(words("山" * 5000)) <= 320


# ---------------------------------------------------------------------- everything fits

ALPHABETS = {
    "latin": "abcdefghijklmnoprstuvwxyzÀÉßçŁőğ’-–!?,. ẤứảŽ",
    "cyrillic": "абвгдежзиклмнопрстуфхцчшщъыьэюяЁЙ ,.!—",
    "greek": "αβγδεζηθικλμνξοπρστυφχψωἈἐὴῷΐ ,.;",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת ְִָֹּ 1234 ,.!abc",
    "arabic": "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءئؤ ًَُِّ ٹڈڑگپچژ ١٢ ،؟abc",
    "devanagari": "कखगघचछजझटडतदनपबमयरलवशसहािीुूेैोौ्ंः १२ ।abc",
    "cjk": "山川草木日月火水金土人大小中国春夏秋冬のはをがにとアイウー、。「」！abc",
    "korean": "가나다라마바사아자차카타파하밤낮 의은는이가 12 .,",
}


def possible(alphabet: str) -> bool:
    if alphabet in ("latin", "cyrillic", "greek"):
        return True
    if alphabet in ("cjk", "korean"):
        return typefaces.installed("pylopdf_fonts_jp")
    return typefaces.can_shape() and (
        alphabet == "devanagari" or typefaces.installed("fontpkg_amiri")
    )


def titles(alphabet: str) -> st.SearchStrategy[str]:
    """Return titles of 1 to 300 characters with words of usual length."""
    letters = ALPHABETS[alphabet]
    word = st.text(alphabet=letters, min_size=1, max_size=12)
    return st.lists(word, min_size=1, max_size=50).map(" ".join).map(lambda text: text[:300])


@pytest.mark.parametrize("alphabet", [name for name in ALPHABETS if possible(name)])
@settings(max_examples=12)
@given(data=st.data())
def test_any_title_fits_with_nothing_lost(alphabet: str, data: st.DataObject) -> None:
    title = data.draw(titles(alphabet))
    shown = drawable(title, data.draw(st.sampled_from([ROMAN, DISPLAY])))
    assume(shown.text)
    found = fit(
        shown.text,
        Lettering(shown.face, data.draw(st.sampled_from([0.0, 0.09]))),
        width=WIDE,
        sizes=(40, 300),
        height=lambda size: 2200,
    )
    assert found
    assert "".join(found.lines).replace(" ", "") == shown.text.replace(" ", "")
    assert all(found.lines)
    assert_ink_within(found)


def assert_ink_within(found: Typesetting) -> None:
    """All ink lies within the width, the height, and its own line."""
    middle = 3 * found.size
    lowest = 0.0
    for at, line in enumerate(found.lines):
        mask = Image.new("L", (WIDE + 800, 2 * middle))
        box = draw_line(mask, line, found.size, found.lettering, 950, middle)
        ink = mask.getbbox()
        if ink is None:
            continue
        assert ink[2] - ink[0] <= WIDE + 0.03 * found.size + 2, line
        assert box.left <= ink[0] and ink[2] <= box.right + 1
        assert box.top <= ink[1] and ink[3] <= box.bottom + 1
        lower = round(400 + found.rise + at * found.step) - middle
        assert ink[1] + lower >= lowest - 2, line
        lowest = ink[3] + lower


SMALL = ["a", "of", "the", "in", "to", "on", "by"]
LONG = ["winter", "lighthouse", "journey", "daughter", "returning", "mountain", "silence"]


@given(st.lists(st.sampled_from(SMALL + LONG), min_size=2, max_size=14))
@example(["winter", "of", "the", "mountain"])
def test_small_words_are_not_left_alone(parts: list[str]) -> None:
    assume(any(part in LONG for part in parts))
    lines = set_in(" ".join(parts)).lines
    broken = [words(line) for line in lines]
    alone = [line for line in lines if line in SMALL]
    # Where small words come in a row at the end, no break is right.
    assert not alone or any(one in SMALL and two in SMALL for one, two in pairs(parts))
    assert uneasiness(broken) <= sum(one in SMALL for one in parts) / 2
    assert " ".join(map(line_text, broken)) == " ".join(parts)


def pairs(parts: list[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(parts))


@given(st.lists(st.sampled_from(LONG), min_size=4, max_size=24))
def test_no_line_is_much_shorter_than_the_others(parts: list[str]) -> None:
    found = set_in(" ".join(parts))
    widths = [width_of(line, found.lettering) for line in found.lines]
    longest = max(width_of(part, found.lettering) for part in parts)
    # A line is at most a word shorter than it could be; the longest word bounds what is even.
    assert max(widths) - min(widths) <= 1.35 * longest


# -------------------------------------------------------------- what else is on a cover


def test_many_authors_and_a_long_subtitle_and_series_fit_or_are_told() -> None:
    authors = [f"Author Number {n} of the Long Name {'x' * n}" for n in range(40)]
    metadata = Metadata(
        title="T",
        subtitle="a subtitle " * 30,
        series="a series " * 30,
        series_index="3",
        contributors=tuple(map(Contributor, authors)),
    )
    report = Report()
    drawing = draw(Book(metadata, ()), Options(cover_style="cloth"), report)
    assert {finding.code for finding in report.findings} == {"P103"}
    assert any(box.text == "and others" for box in drawing.boxes)
    for box in drawing.boxes:
        assert 0 <= box.left < box.right <= WIDTH
        assert 0 <= box.top < box.bottom <= HEIGHT
        assert box.size >= 40


@pytest.mark.parametrize("title", EVERY)
def test_series_and_byline_in_every_script(title: str) -> None:
    metadata = Metadata(
        title=title,
        subtitle=title,
        series=f"{title} {title}",
        series_index="2",
        contributors=(Contributor(title), Contributor("Jane Doe")),
        language="xx",
    )
    report = Report()
    said = wording(Book(metadata, ()), report)
    assert not report.findings
    assert said.series is not None and said.series.endswith("· 2")
    assert said.authors == (drawable(title, ROMAN).text, "Jane Doe")


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("title", EVERY)
def test_lettering_is_inside_and_apart_in_every_script_and_style(title: str, style: str) -> None:
    metadata = Metadata(
        title=title,
        subtitle=title,
        series=title + " 2",
        series_index="2",
        contributors=(Contributor(title), Contributor("Jane Doe")),
    )
    stories = tuple(Story(Metadata(title=text), ()) for text in (title, "Salt", title))
    report = Report()
    drawing = draw(
        Book(metadata, stories, anthology=True),
        Options(cover_style=style, cover_size=(800, 1280)),
        report,
    )
    assert not report.findings
    boxes = drawing.boxes
    for at, one in enumerate(boxes):
        assert 20 <= one.left < one.right <= 780, one
        assert 20 <= one.top < one.bottom <= 1270, one
        for other in boxes[at + 1 :]:
            beside = one.right <= other.left or other.right <= one.left
            assert beside or one.bottom - 3 <= other.top or other.bottom - 3 <= one.top, other


@pytest.mark.parametrize(
    "letter", ["W", "W ", "\N{CJK UNIFIED IDEOGRAPH-4E2D}", "\N{HEBREW LETTER ALEF}"]
)
def test_lines_beyond_all_measure_are_cut_and_told(letter: str) -> None:
    has_font = drawable(letter, ROMAN).share
    metadata = Metadata(
        title="T", subtitle=letter * 40_000, contributors=(Contributor(letter * 9000),)
    )
    report = Report()
    said = wording(Book(metadata, ()), report)
    assert {finding.code for finding in report.findings} == {"P103" if has_font else "P101"}
    assert len(said.subtitle or "") <= 300
    assert all(len(name) <= 300 for name in said.authors)
