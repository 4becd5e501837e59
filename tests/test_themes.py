"""Themes keep to what every reading system takes; templates keep to their contract."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import NamedTuple

import epub_tools
import pytest
from every_block import everything, in_hebrew
from msgspec.structs import replace

from epubify.checks.stylesheets import find_style_faults
from epubify.cli import run
from epubify.errors import UsageError
from epubify.model import BookPart
from epubify.options import Options
from epubify.render import Document, load_templates, render_book, render_nav
from epubify.render.contract import check_template, contract
from epubify.render.template_files import Templates, shipped_templates, theme_names

DOCS = Path(__file__).parent.parent / "docs"
THEMES = theme_names()
SHEETS = [*THEMES, "base"]


def source(sheet: str) -> str:
    return shipped_templates().joinpath(f"{sheet}.css").read_text(encoding="utf-8")


# --------------------------------------------------------------------------- style sheets


class Declaration(NamedTuple):
    selector: str
    name: str
    value: str


def declarations(css: str) -> Iterator[Declaration]:
    """Yield what a sheet says; it has nothing but plain rules, which is checked on the way."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", css)
    assert re.sub(r"[^{}]*\{[^{}]*\}", "", css).strip() == ""
    for selector, body in rules:
        for line in filter(str.strip, body.split(";")):
            name, colon, value = line.partition(":")
            assert colon, line
            yield Declaration(" ".join(selector.split()), name.strip(), value.strip())


FORBIDDEN = re.compile(r"background|font-family|^font$|position|float|transform|flex|grid|^z-")
VALUE = re.compile(r"-?(?:0|[0-9]*\.?[0-9]+(?:em|%)?)|[a-z]+(?:-[a-z]+)*|\"[#()]\"", re.IGNORECASE)
"""A number, a length in em or per cent, a keyword; the two kinds of text that are made."""
COLOURS = {"black", "white", "gray", "grey", "silver", "red", "blue", "green", "transparent"}


@pytest.mark.parametrize("sheet", SHEETS)
def test_sheets_say_nothing_that_belongs_to_the_reader_or_breaks_a_device(sheet: str) -> None:
    assert list(find_style_faults(source(sheet))) == []
    for selector, name, value in declarations(source(sheet)):
        assert not FORBIDDEN.search(name), f"{selector}: {name}"
        assert "color" not in name or value == "inherit", f"{selector}: {name}"
        for part in value.split():
            assert VALUE.fullmatch(part), f"{selector}: {value}"
            assert part not in COLOURS, f"{selector}: {value}"


CSS_2 = {
    "border", "border-top", "border-bottom", "border-left", "border-right", "color", "content",
    "display", "font-size", "font-style", "font-variant", "font-weight", "height",
    "letter-spacing", "line-height", "list-style-type", "margin", "margin-top", "margin-bottom",
    "margin-left", "margin-right", "max-width", "orphans", "overflow", "padding", "padding-top",
    "padding-bottom", "padding-left", "padding-right", "page-break-after", "page-break-before",
    "page-break-inside", "text-align", "text-decoration", "text-indent", "visibility",
    "white-space", "widows", "width",
}  # fmt: skip
PASSED_OVER = {"adobe-hyphenate", "hyphens", "-epub-hyphens", "-webkit-hyphens", "object-fit"}
"""Newer properties with plain values: who does not know them goes on with the next."""


@pytest.mark.parametrize("sheet", SHEETS)
def test_properties_are_those_of_old_devices_but_for_a_few(sheet: str) -> None:
    used = {one.name for one in declarations(source(sheet))}
    assert used - CSS_2 - PASSED_OVER == set()


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_text_itself_keeps_the_size_spacing_and_weight_of_the_reader(sheet: str) -> None:
    body_text = {"html", "body", "p", "p.first", "section", "section.text", "[dir=rtl] p"}
    for selector, name, _ in declarations(source(sheet)):
        if body_text & {one.strip() for one in selector.split(",")}:
            assert name in {
                "margin", "text-indent", "text-align", "orphans", "widows",
            }, f"{selector}: {name}"  # fmt: skip


@pytest.mark.parametrize("sheet", SHEETS)
def test_selectors_are_classes_or_elements_that_devices_do_not_add(sheet: str) -> None:
    bare = {"div", "span", "*", "html", "body"}
    for selector, _, _ in declarations(source(sheet)):
        assert not bare & set(re.split(r"[\s,>+]+", selector)), selector


@pytest.mark.parametrize("sheet", SHEETS)
def test_indents_and_margins_stay_within_what_kindle_keeps(sheet: str) -> None:
    for selector, name, value in declarations(source(sheet)):
        if name == "text-indent":
            assert float(value.removesuffix("em")) <= 4, selector
        if re.fullmatch("margin-(left|right)", name) and value.endswith("em"):
            assert float(value.removesuffix("em")) <= 6, selector


@pytest.mark.parametrize("theme", THEMES)
def test_sheets_are_small_and_have_no_rule_without_use(theme: str) -> None:
    sheet = load_templates(Options(theme=theme)).theme
    assert len(sheet) < 8_000
    styled = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)))
    in_books_for_old_devices = {"rt"}
    with_notes_at_the_end = {"note-source"}
    # Only forms with markup have small capitals; no reader of one brings them yet.
    from_markup = {"small-caps"}
    around_stories = {"front-words", "own-text", "dedication", "attribution", "story-list"}
    unused = in_books_for_old_devices | with_notes_at_the_end | from_markup | around_stories
    assert styled - classes() <= unused


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "kind", ["cue", "stanza", "line", "letter", "hr", "gap", "note", "fields", "speech", "pre"]
)
def test_every_kind_of_block_is_styled(theme: str, kind: str) -> None:
    selectors = [one.selector for one in declarations(load_templates(Options(theme=theme)).theme)]
    assert any(re.search(rf"(\.|^){kind}\b", selector) for selector in selectors)


def classes() -> set[str]:
    names: set[str] = set()
    for document in (*documents(), nav_of(documents())):
        for value in re.findall(r'class="([^"]*)"', document.content.decode()):
            names |= set(value.split())
    return names


def documents(**options: object) -> list[Document]:
    asked = Options(**options)  # type: ignore[arg-type]
    return list(render_book(everything(), asked, load_templates(asked)))


def nav_of(made: list[Document]) -> Document:
    from epubify.render import landmarks_of, outline

    landmarks = landmarks_of(made, "en", "nav.xhtml")
    return render_nav(outline(made, "Low Water"), landmarks, "en", load_templates(Options()))


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_makes_a_valid_book_of_every_kind_of_block(
    theme: str, tmp_path: Path, assert_valid
) -> None:
    assert_valid(epub_tools.make(everything(), tmp_path / "one.epub", theme=theme))
    assert_valid(epub_tools.make(in_hebrew(), tmp_path / "two.epub", theme=theme))


def test_a_theme_stands_upon_the_base_and_both_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "baroque.css").write_text("p { margin: 0 }")
    sheet = load_templates(Options(theme="baroque", templates=tmp_path)).theme
    assert sheet == source("base") + "\np { margin: 0 }"
    (tmp_path / "base.css").write_text("")
    own = load_templates(Options(theme="baroque", templates=tmp_path)).theme
    assert own.strip() == "p { margin: 0 }"


@pytest.mark.parametrize("theme", ["baroque", "base"])
def test_an_unknown_theme_names_the_known_ones(theme: str) -> None:
    known = "known: classic, manuscript, modern, plain"
    with pytest.raises(UsageError, match=f"unknown theme “{theme}”; {known}"):
        load_templates(Options(theme=theme))


def test_a_sheet_of_the_user_is_added_and_not_mixed_in(tmp_path: Path) -> None:
    (tmp_path / "own.css").write_text("em { font-weight: bold }")
    file = epub_tools.make(everything(), tmp_path / "book.epub", css=tmp_path / "own.css")
    assert epub_tools.entry(file, "EPUB/style/own.css") == b"em { font-weight: bold }"
    links = epub_tools.find(epub_tools.tree(file, "EPUB/text/nav.xhtml"), "//html:link/@href")
    assert links == ["../style/theme.css", "../style/own.css"]


def test_missing_folders_and_sheets_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        load_templates(Options(templates=tmp_path / "none"))
    with pytest.raises(UsageError, match="unreadable"):
        load_templates(Options(css=tmp_path / "none.css"))


# ------------------------------------------------------------------------------ templates


def test_each_template_is_given_exactly_what_its_contract_says(monkeypatch) -> None:
    given: dict[str, set[str]] = {}
    fill = Templates.fill

    def recorded(self: Templates, name: str, **values: str) -> str:
        assert given.setdefault(name, set(values)) == set(values)
        return fill(self, name, **values)

    monkeypatch.setattr(Templates, "fill", recorded)
    nav_of(documents())
    single = everything()
    asked = Options()
    list(render_book(single.__class__(single.stories[0].metadata, single.stories[:1]), asked,
                     load_templates(asked)))  # fmt: skip
    parted = replace(single, parts=(BookPart("Nina", "author", 0, 0),))
    list(render_book(parted, asked, load_templates(asked)))
    assert given == {name: set(values) for name, values in contract().items()}


@pytest.mark.parametrize("name", sorted(contract()))
def test_our_own_templates_fit_the_contract_and_use_all_of_it(name: str) -> None:
    text = shipped_templates().joinpath(name).read_text(encoding="utf-8")
    check_template(name, text, name)
    assert set(Template(text).get_identifiers()) == set(contract()[name])


def test_there_is_no_template_without_a_contract() -> None:
    shipped = {one.name for one in shipped_templates().iterdir() if one.name.endswith(".xhtml")}
    assert shipped == set(contract())


def test_the_documentation_names_every_class_that_a_sheet_may_speak_of() -> None:
    text = (DOCS / "templates.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`\.([a-z][\w-]*)`", text))
    roles = {"chapter", "part", "prologue", "epilogue", "bodymatter"}
    steps = {f"i{step}" for step in range(2, 6)} | {"w2"}
    assert classes() - roles - steps - told == set()


def test_every_theme_is_documented() -> None:
    text = (DOCS / "themes.md").read_text(encoding="utf-8")
    assert [theme for theme in THEMES if f"**{theme}**" not in text] == []


def test_a_template_of_the_user_stands_in_for_ours(tmp_path: Path) -> None:
    (tmp_path / "colophon.xhtml").write_text("\ufeff<html><p>$made, for $$1</p></html>", "utf-8")
    own = documents(templates=tmp_path)
    assert b"Made with epubify, for $1" in own[-1].content
    assert own[:-1] == documents()[:-1]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "colophon",
            "<p>\n$nothing</p>",
            "colophon.xhtml:2: unknown field “$nothing”; known",
        ),
        ("colophon", "<p>${mode}</p>", "unknown field “$mode”; did you mean “$made”?"),
        ("colophon", "<p>\n\n$ 5</p>", "colophon.xhtml:3: a dollar sign without a field; write $$"),
        ("colophon", "<p>\n$made</div>", "colophon.xhtml:2: not well-formed XML: mismatched tag"),
        ("colophon", "<p>$made", "not well-formed XML"),
        ("colophon", "<p>&nbsp;$made</p>", "not well-formed XML: undefined entity"),
        ("chapter", '<p class="$heading">$content</p>', "chapter.xhtml:1: not well-formed XML"),
        ("chapter", "<p>$heading</p>", "the field $content is missing; it is needed: The text."),
        (
            "titelpage",
            "<p/>",
            "unknown template “titelpage”; did you mean “titlepage”?",
        ),
        ("xyz", "<p/>", "unknown template “xyz”; known: cover, titlepage"),
    ],
)
def test_a_template_that_does_not_fit_is_told_in_one_line_before_anything_is_written(
    name: str, text: str, message: str, tmp_path: Path
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / f"{name}.xhtml").write_text(text)
    with pytest.raises(UsageError) as error:
        epub_tools.make(everything(), tmp_path / "book.epub", templates=folder)
    assert message in str(error.value)
    assert str(error.value).startswith(str(folder / f"{name}.xhtml"))
    assert "\n" not in str(error.value)
    assert not (tmp_path / "book.epub").exists()


def test_nothing_but_fields_is_filled_in_a_template(tmp_path: Path) -> None:
    """No code runs from a template: what looks like it stays as it is, or is refused."""
    (tmp_path / "colophon.xhtml").write_text("<p>{made.__class__} %s $made</p>")
    content = documents(templates=tmp_path)[-1].content
    assert content == b"<p>{made.__class__} %s Made with epubify</p>"
    (tmp_path / "colophon.xhtml").write_text("<p>${made.__class__}</p>")
    with pytest.raises(UsageError, match="a dollar sign without a field"):
        documents(templates=tmp_path)


# ------------------------------------------------------------------------- text to pages

LETTER = """The Letter
by Ann Lee

She opened it at last, over the words γνῶθι σεαυτόν on the door, and read.

Ferry House
3rd of May

My dear Ada,

I have waited for as long as I was able to, and the ferry has not come back for me yet.

Ever your friend,

Tom

Тихо на пристани, и никто не ждёт.

שלום לכולם, אמר האיש.

Then she put it down and went to look for her coat, for it had begun to rain again.
"""
READINGS = (
    "海の話\n\n　吾輩《わがはい》は猫である。名前はまだ無い。\n\n　｜黒い森《くろいもり》へ行く。\n"
)


@pytest.mark.parametrize(("text", "marks"), [(LETTER, "letter lang"), (READINGS, "ruby")])
def test_letters_scripts_and_readings_keep_the_words_of_a_source(
    text: str, marks: str, tmp_path: Path, assert_valid
) -> None:
    (tmp_path / "tale.txt").write_text(text, encoding="utf-8")
    target = tmp_path / "tale.epub"
    assert run(["convert", "-q", "--no-cover", str(tmp_path / "tale.txt"), "-o", str(target)]) == 0
    with zipfile.ZipFile(target) as archive:
        pages = "".join(archive.read(n).decode() for n in archive.namelist() if "text/" in n)
    found = {"letter": 'class="letter"', "lang": 'lang="el"', "ruby": "<ruby>"}
    assert [mark for mark in marks.split() if found[mark] not in pages] == []
    assert_valid(target)
