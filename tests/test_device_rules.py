"""The device rules of ``check``: for each a book that breaks it, and one that comes close."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from test_check import (
    JPEG,
    MANIFEST,
    NAV,
    NCX,
    Made,
    page,
    png,
    replace_file,
    with_body,
    with_item,
    with_metadata,
)

from epubify.checks import CODES, check_book
from epubify.checks.device_codes import DEVICE_CODES

Spoil = Callable[[Made], None]

# ------------------------------------------------------------------------- the parts


def chapters(count: int) -> str:
    return "".join(f'<li><a href="text/c{n}.xhtml">{n}</a></li>' for n in range(count))


def with_chapters(count: int, contents: str = "", *, nav_in_spine: bool = True) -> Spoil:
    """Return a spoil that gives a book so many documents, all listed in its contents."""

    def spoil(book: Made) -> None:
        for n in range(count):
            book.manifest[f"c{n}"] = f'href="text/c{n}.xhtml" media-type="application/xhtml+xml"'
            book.files[f"EPUB/text/c{n}.xhtml"] = page(f'<h1 id="s">{n}</h1><h2 id="t">x</h2>')
        front = ("nav",) if nav_in_spine else ()
        book.spine = (*front, *(f"c{n}" for n in range(count)), "one")
        toc = f"<ol>{contents or chapters(count)}</ol>"
        book.files["EPUB/nav.xhtml"] = NAV.replace(
            '<ol><li><a href="text/one.xhtml#s1">One</a></li></ol>', toc
        )

    return spoil


def nested(levels: int) -> Spoil:
    contents = "".join(f'<li><a href="text/c{n}.xhtml">{n}</a><ol>' for n in range(levels - 1))
    contents += f'<li><a href="text/c{levels - 1}.xhtml">x</a></li>' + "</ol></li>" * (levels - 1)
    return with_chapters(levels, contents)


def swapped(book: Made) -> None:
    with_chapters(2)(book)
    book.spine = ("c1", "c0", "one")


def with_css(css: str) -> Spoil:
    return replace_file("EPUB/style.css", css)


def with_landmark(old: str, new: str) -> Spoil:
    return replace_file("EPUB/nav.xhtml", NAV.replace(old, new))


def cover_page(*, named: bool, linear: str = "yes", body: str = "") -> Spoil:
    def spoil(book: Made) -> None:
        book.manifest["page"] = 'href="page.xhtml" media-type="application/xhtml+xml"'
        book.files["EPUB/page.xhtml"] = page(f'{body}<div><img src="cover.jpg" alt="C"/></div>')
        book.spine = (f'page" linear="{linear}', "one")
        if named:
            book.more_opf = '<guide><reference type="cover" href="page.xhtml"/></guide>'

    return spoil


def jpeg(width: int, height: int, channels: int = 3) -> bytes:
    frame = height.to_bytes(2, "big") + width.to_bytes(2, "big") + bytes([channels])
    return JPEG[: JPEG.index(b"\xff\xc0") + 5] + frame + JPEG[JPEG.index(b"\xff\xc0") + 10 :]


def with_cover(data: bytes) -> Spoil:
    return replace_file("EPUB/cover.jpg", data)


def with_png(data: bytes) -> Spoil:
    return with_item("p", 'href="p.png" media-type="image/png"', "EPUB/p.png", data)


def with_pictures(megabytes: int) -> Spoil:
    def spoil(book: Made) -> None:
        with_png(png(3, 2) + bytes(megabytes * 1_000_000))(book)
        book.put('<p><img src="../p.png" alt=""/> a <img src="../p.png" alt=""/></p>')

    return spoil


def with_font(name: str, announced: str = "") -> Spoil:
    def spoil(book: Made) -> None:
        with_item("font", f'href="{name}" media-type="font/otf"', f"EPUB/{name}", b"OTTO")(book)
        if announced == "metadata":
            book.metadata += '<meta property="ibooks:specified-fonts">true</meta>'
        if announced == "options":
            book.files["META-INF/com.apple.ibooks.display-options.xml"] = "<display_options/>"

    return spoil


def added(metadata: str) -> Spoil:
    return lambda book: setattr(book, "metadata", book.metadata + metadata)


def item(name: str) -> Spoil:
    return with_item("p", f'href="{name}" media-type="image/png"', f"EPUB/{name}", png(3, 2))


TWO_LINES = (
    '<li><a href="text/c0.xhtml#s">1</a></li><li><a href="text/c0.xhtml#{}">2</a></li>'
    '<li><a href="text/c1.xhtml">3</a></li>'
)
TOC = '<li><a epub:type="toc" href="nav.xhtml{}">Contents</a></li></ol></nav>'
SERIES = '<meta property="belongs-to-collection">Sea</meta>'
CALIBRE = '<meta name="calibre:series" content="Sea"/>'
COVER_PROPERTY = ' properties="cover-image"'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'

# ------------------------------------------------------------------------- the rules

RULES: dict[str, tuple[Spoil, Spoil]] = {
    "C035": (swapped, with_chapters(2)),
    "C036": (nested(3), nested(2)),
    "C037": (with_chapters(9, nav_in_spine=False), with_chapters(9)),
    "C038": (
        with_landmark("</ol></nav>", TOC.format("")),
        with_landmark("</ol></nav>", TOC.format("#toc")),
    ),
    "C039": (with_landmark("bodymatter", "titlepage"), with_landmark("Text", "Start")),
    "C040": (
        lambda book: setattr(book, "spine_attributes", ""),
        lambda book: setattr(book, "spine_attributes", 'toc="ncx" id="spine"'),
    ),
    "C041": (with_chapters(2, TWO_LINES.format("t")), with_chapters(2, TWO_LINES.format("s"))),
    "C042": (cover_page(named=False), cover_page(named=True)),
    "C043": (
        lambda book: book.manifest.update(cover=MANIFEST["cover"].removesuffix(COVER_PROPERTY)),
        lambda book: book.manifest.update(cover=MANIFEST["cover"]),
    ),
    "C044": (with_cover(jpeg(600, 960)), with_cover(jpeg(625, 1000))),
    "C045": (
        with_png(png(3, 2).replace(b"\x08\x02\0\0\0", b"\x08\x06\0\0\0")),
        with_png(png(3, 2) + b"IDAT tRNS"),
    ),
    "C046": (with_cover(jpeg(1600, 2560, 4)), with_cover(jpeg(1600, 2560, 1))),
    "C047": (
        with_body(SVG.format('<image xlink:href="../cover.jpg"/>')),
        with_body(SVG.format('<circle r="9"/>')),
    ),
    "C048": (cover_page(named=True, linear="no"), cover_page(named=True)),
    "C050": (with_pictures(11), with_pictures(9)),
    "C051": (with_font("a.woff2", "metadata"), with_font("a.otf", "metadata")),
    "C052": (with_font("a.otf"), with_font("a.otf", "options")),
    "C053": (item("käse.png"), item("kaese.png")),
    "C054": (with_metadata("accessMode", "access"), added("<dc:rights>Free</dc:rights>")),
    "C055": (
        lambda book: setattr(book, "root", 'id="book"'),
        lambda book: setattr(book, "root", 'id="book" xml:lang="en"'),
    ),
    "C056": (with_body("<p>cafe\u0301</p>"), with_body("<p>caf\xe9</p>")),
    "C057": (added(SERIES), added(SERIES + CALIBRE)),
    "C058": (with_body("<!-- a -- b --><p>x</p>"), with_body("<!-- a - b --><p>x -- y</p>")),
    "C059": (with_body("<p>* * *</p>"), with_body("<p>* He left. *</p>")),
    "C060": (with_body("<p>\xa0</p>"), with_body('<p><img src="../cover.jpg" alt=""/></p>')),
    "C061": (with_body("<h3>a</h3>"), with_body("<h2>a</h2><h3>b</h3><h1>c</h1>")),
    "C062": (with_css("body { background-color: #fff }"), with_css("hr { background: #fff }")),
    "C063": (with_css("body, td { line-height: 1.2 }"), with_css("body { line-height: normal }")),
    "C064": (with_css("p { display: flex }"), with_css("p { display: block }")),
    "C065": (with_css("h1 { font-size: 150% }"), with_css("h1 { font-size: 1.5em; width: 9% }")),
    "C066": (with_css("p, span { margin: 0 }"), with_css("span.a, p span { margin: 0 }")),
    "C067": (with_css("p { text-indent: 4.5em }"), with_css("p { text-indent: 4em }")),
    "C068": (with_body("<p>a\xa0\xa0\xa0b</p>"), with_body("<p>a\xa0\xa0 \xa0b</p>")),
}
"""For each code what breaks its rule, and what comes close to it and does not."""


def codes(spoil: Spoil, file: Path, device: str | None = None) -> set[str]:
    book = Made()
    spoil(book)
    return {finding.code for finding in check_book(book.write(file), device)}


@pytest.mark.parametrize("code", RULES)
def test_a_book_that_breaks_a_rule_has_its_finding(code: str, tmp_path: Path) -> None:
    assert code in codes(RULES[code][0], tmp_path / "x.epub")


@pytest.mark.parametrize("code", RULES)
def test_a_book_that_comes_close_has_none(code: str, tmp_path: Path) -> None:
    assert code not in codes(RULES[code][1], tmp_path / "x.epub")


MORE: list[tuple[str, Spoil]] = [
    ("C027", with_css("p { --gap: 1em }")),
    ("C043", with_metadata('name="cover"', 'name="covers"')),
    ("C044", with_cover(jpeg(1600, 10_001))),
    ("C045", with_png(png(3, 2) + b"tRNS IDAT")),
    ("C056", with_metadata("A Tide", "A cafe\u0301")),
    ("C057", added(CALIBRE)),
    ("C058", with_body("<!-- a ---><p>x</p>")),
    ("C060", with_body("<p><br/><span> </span></p>")),
    ("C064", with_body('<p style="position: absolute">x</p>')),
    ("C065", with_body('<p style="font-size: 90%">x</p>')),
    ("C059", with_body("<p>~ ~ ~</p>")),
    ("C063", with_css("html { font: 12pt serif !important }")),
]


@pytest.mark.parametrize(("code", "spoil"), MORE)
def test_a_rule_is_broken_in_other_ways_too(code: str, spoil: Spoil, tmp_path: Path) -> None:
    assert code in codes(spoil, tmp_path / "x.epub")


def test_a_book_too_large_to_send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = Made().write(tmp_path / "x.epub")
    size = file.stat().st_size
    monkeypatch.setattr("epubify.checks.resources.MOST_MAILED", size)
    assert check_book(file) == []
    monkeypatch.setattr("epubify.checks.resources.MOST_MAILED", size - 1)
    (finding,) = check_book(file)
    assert (finding.code, finding.message[-6:]) == ("C049", "e-mail")
    monkeypatch.setattr("epubify.checks.resources.MOST_SENT", size - 1)
    assert check_book(file)[0].message.endswith("at all")


def test_every_rule_is_tested() -> None:
    assert set(RULES) | {"C049"} == set(DEVICE_CODES)


@pytest.mark.parametrize(("device", "told"), [("kindle", False), ("apple", True), (None, True)])
def test_a_device_is_spared_what_matters_on_others(
    device: str | None, told: bool, tmp_path: Path
) -> None:
    assert ("C045" in codes(RULES["C045"][0], tmp_path / "x.epub", device)) == told


def test_errors_matter_on_every_device(tmp_path: Path) -> None:
    for device in {one for code in CODES.values() for one in code.devices}:
        found = codes(RULES["C058"][0], tmp_path / f"{device}.epub", device)
        assert {"C009", "C058"} <= found


def test_old_books_are_not_asked_for_what_is_new(tmp_path: Path) -> None:
    def old(book: Made) -> None:
        book.version = "2.0"
        del book.files["EPUB/nav.xhtml"], book.manifest["nav"]
        book.metadata = book.metadata.replace("schema:", "other:")
        book.root = 'id="book"'
        book.files["EPUB/toc.ncx"] = NCX
        book.more_opf = '<guide><reference type="text" href="text/one.xhtml"/></guide>'

    assert codes(old, tmp_path / "old.epub") == set()


def test_pages_with_the_spans_of_kobo_may_be_longer(tmp_path: Path) -> None:
    text = '<p><span class="koboSpan" id="kobo.1.1">' + "word " * 60_000 + "</span></p>"
    assert "C032" not in codes(with_body(text), tmp_path / "x.epub")


def test_an_ncx_that_is_broken_is_a_finding(tmp_path: Path) -> None:
    assert codes(replace_file("EPUB/toc.ncx", "<ncx>"), tmp_path / "x.epub") == {"C009"}


def test_links_of_an_ncx_are_followed_in_new_books_too(tmp_path: Path) -> None:
    spoil = replace_file("EPUB/toc.ncx", NCX.replace("one.xhtml", "gone.xhtml"))
    assert "C010" in codes(spoil, tmp_path / "x.epub")


@pytest.mark.parametrize(
    "text", ["a" * 300_000, "a:" * 100_000, "/*" * 100_000, "{" * 100_000, "@media" * 50_000]
)
def test_sheets_of_any_kind_are_read_to_their_end(text: str, tmp_path: Path) -> None:
    assert codes(with_css(text), tmp_path / "x.epub") <= {"C029"}


def test_comments_without_an_end_are_read_to_the_end(tmp_path: Path) -> None:
    assert "C009" in codes(with_body("<p>" + "<!-- " * 100_000), tmp_path / "x.epub")
