"""What `check` says of packages that readers choke on: for each rule a book that breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_check import MANIFEST, NCX, ONE, Made, page, replace_file, with_metadata
from test_device_rules import Spoil

from epubify.checks import check_book
from epubify.checks.package_codes import PACKAGE_CODES

OLD_REFERENCE = '<guide><reference type="text" href="text/one.xhtml"/></guide>'


def with_root(old: str, new: str) -> Spoil:
    return lambda book: book.files.update({"EPUB/book.opf": book.opf.replace(old, new)})


def with_ncx(old: str, new: str) -> Spoil:
    return replace_file("EPUB/toc.ncx", NCX.replace(old, new))


def with_spine(*idrefs: str) -> Spoil:
    return lambda book: setattr(book, "spine", idrefs)


def plus(metadata: str) -> Spoil:
    return with_metadata("<dc:title>", f"{metadata}<dc:title>")


def old_without_ncx(book: Made) -> None:
    book.version, book.more_opf, book.spine_attributes = "2.0", OLD_REFERENCE, ""
    del book.files["EPUB/nav.xhtml"], book.manifest["nav"]


def second_nav(book: Made) -> None:
    book.manifest["css"] = MANIFEST["css"] + ' properties="nav"'


RULES: list[tuple[str, str, Spoil]] = [
    ("C069", "no attribute", with_root('unique-identifier="uid"', "")),
    ("C069", "names nothing", with_root('unique-identifier="uid"', 'unique-identifier="x"')),
    ("C070", "namespace", with_root("http://www.idpf.org/2007/opf", "urn:x")),
    ("C070", "version", with_root('version="3.0"', 'version="1.0"')),
    ("C070", "no version", with_root('version="3.0"', "")),
    ("C071", "none", replace_file(ONE, page("").replace("http://www.w3.org/1999/xhtml", "urn:x"))),
    (
        "C071",
        "no html",
        replace_file(
            ONE, '<?xml version="1.0" encoding="utf-8"?><p xmlns="http://www.w3.org/1999/xhtml"/>'
        ),
    ),
    ("C072", "digit", plus('<dc:creator id="1a">Nina</dc:creator>')),
    ("C072", "space", plus('<dc:creator id="a b">Nina</dc:creator>')),
    ("C072", "empty", plus('<dc:creator id="">Nina</dc:creator>')),
    ("C072", "NCX", with_ncx('id="a"', 'id="1"')),
    ("C012", "package", plus('<dc:creator id="uid">Nina</dc:creator>')),
    ("C073", "other", with_ncx("urn:x:1", "urn:x:2")),
    ("C073", "none", with_ncx("dtb:uid", "dtb:depth")),
    ("C074", "version", with_ncx('version="2005-1"', "")),
    ("C074", "namespace", with_ncx("http://www.daisy.org/z3986/2005/ncx/", "urn:x")),
    ("C074", "no title", with_ncx("<docTitle><text>A Tide</text></docTitle>", "")),
    ("C075", "no type", lambda book: book.manifest.update(css='href="style.css"')),
    ("C075", "no href", lambda book: book.manifest.update(css='media-type="text/css"')),
    ("C076", "twice", with_spine("one", "one")),
    ("C076", "a picture", with_spine("one", "cover")),
    ("C076", "no NCX", lambda book: setattr(book, "spine_attributes", 'toc="css"')),
    ("C076", "not named", old_without_ncx),
    ("C076", "two navs", second_nav),
    ("C077", "creator", plus("<dc:creator> </dc:creator>")),
    ("C077", "meta", plus('<meta property="dcterms:valid"/>')),
    ("C078", "refines", plus('<meta refines="#x" property="role">aut</meta>')),
    ("C079", "no day", plus("<dc:date>2003-02-29</dc:date>")),
    ("C079", "words", plus("<dc:date>in May</dc:date>")),
    ("C079", "modified", with_metadata("2001-01-01T00:00:00Z", "2001-01-01")),
    (
        "C080",
        "package",
        lambda book: book.manifest.update(css='href="book.opf" media-type="text/css"'),
    ),
    (
        "C080",
        "fragment",
        lambda book: book.manifest.update(css='href="style.css#a" media-type="text/css"'),
    ),
    (
        "C080",
        "outside",
        lambda book: book.manifest.update(css='href="../../a.css" media-type="text/css"'),
    ),
]


@pytest.mark.parametrize(
    ("code", "spoil"), [pytest.param(c, s, id=f"{c}-{name}") for c, name, s in RULES]
)
def test_spoiled_package_has_its_finding(code: str, spoil: Spoil, tmp_path: Path) -> None:
    book = Made()
    spoil(book)
    assert code in {found.code for found in check_book(book.write(tmp_path / "a.epub"))}


def test_every_code_of_packages_is_tested() -> None:
    assert {code for code, _, _ in RULES} - {"C012"} == set(PACKAGE_CODES)


@pytest.mark.parametrize(
    "metadata",
    [
        "<dc:date>2004</dc:date>",
        "<dc:date>2004-02-29</dc:date>",
        '<dc:creator id="a">Nina</dc:creator><meta refines="#a" property="role">aut</meta>',
        '<link rel="record" href="a.xml"/>',
    ],
)
def test_sound_metadata_have_no_findings(metadata: str, tmp_path: Path) -> None:
    book = Made()
    plus(metadata)(book)
    assert check_book(book.write(tmp_path / "a.epub")) == []
