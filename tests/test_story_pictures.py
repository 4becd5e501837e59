"""Pictures of a story: where they are found, how they are made fit, what is told of others."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from epubify.epub.provenance import Provenance, pictures_beside, same_inputs
from epubify.files.inputs import find_inputs, read_source
from epubify.model import Figure, Manuscript, Picture, Source
from epubify.options import Options
from epubify.readers import read
from epubify.readers.picture_fitting import MOST_PIXELS, fit
from epubify.readers.picture_places import picture_at
from epubify.report import Report

PROSE = "The ferry left at six, and nobody had thought to wake the dog before it did."


def drawn(kind: str, size: tuple[int, int] = (4, 3), mode: str = "RGB") -> bytes:
    into = BytesIO()
    Image.new(mode, size).save(into, kind)
    return into.getvalue()


def manuscript(name: str, text: str, folder: Path | str = "") -> tuple[Manuscript, list[str]]:
    report = Report()
    made = read(Source(name, text.encode(), folder=str(folder)), Options(), report)
    return made, [found.code for found in report.findings]


def figures(made: Manuscript) -> list[tuple[str, str]]:
    return [(b.picture.media_type, b.alt) for b in made.blocks if isinstance(b, Figure)]


@pytest.mark.parametrize(("kind", "media"), [("PNG", "png"), ("JPEG", "jpeg"), ("GIF", "gif")])
def test_what_devices_show_stays_byte_for_byte(kind, media):
    picture = Picture("a", drawn(kind), "image/whatever")
    assert fit(picture) == Picture("a", picture.data, f"image/{media}")


@pytest.mark.parametrize(
    ("kind", "mode", "becomes"),
    [
        ("BMP", "RGB", "image/png"),
        ("TIFF", "RGBA", "image/png"),
        ("WEBP", "RGB", "image/png"),
        ("JPEG", "CMYK", "image/jpeg"),
    ],
)
def test_other_kinds_and_colours_become_such(kind, mode, becomes):
    fitted = fit(Picture("a", drawn(kind, mode=mode), ""))
    assert fitted is not None
    assert fitted.media_type == becomes
    with Image.open(BytesIO(fitted.data)) as image:
        assert (image.size, image.mode) == ((4, 3), "RGBA" if mode == "RGBA" else "RGB")


def test_a_picture_that_is_too_large_becomes_smaller():
    fitted = fit(Picture("a", drawn("PNG", (3000, 2000), "L"), "image/png"))
    assert fitted is not None
    with Image.open(BytesIO(fitted.data)) as image:
        assert image.width * image.height <= MOST_PIXELS
        assert abs(image.width / image.height - 1.5) < 0.01


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"<svg/>", drawn("PNG")[:40]])
def test_what_cannot_be_read_is_no_picture(data):
    assert fit(Picture("a", data, "image/png")) is None


def test_pictures_beside_a_page_are_taken_and_no_other_file(tmp_path):
    book = tmp_path / "shelf" / "book"
    (book / "pics").mkdir(parents=True)
    for place in (book / "pics" / "a b.png", book.parent / "up.png", tmp_path / "far.png"):
        place.write_bytes(drawn("PNG"))
    (book / "secret.txt").write_text("x")
    for name in ("pics/a%20b.png", "./pics/a b.png?v=2"):
        assert picture_at(name, str(book)) is not None, name
    assert picture_at("../up.png", str(book)) is None
    assert picture_at("../up.png", str(book), str(book.parent)) is not None
    absolute = str(tmp_path / "far.png")
    for name in (
        "../../far.png",
        absolute,
        f"file://{absolute}",
        "secret.txt",
        "no.png",
        "",
        "pics",
    ):
        assert picture_at(name, str(book), str(book.parent)) is None, name
    assert picture_at("pics/a%20b.png", "") is None


def test_pictures_of_a_page(tmp_path):
    (tmp_path / "a.png").write_bytes(drawn("PNG"))
    held = base64.b64encode(drawn("GIF")).decode()
    made, codes = manuscript(
        "page.html",
        f"<body><p>{PROSE}</p><img src='a.png' alt='A ferry'>"
        f"<img src='data:image/gif;base64,{held}'>"
        f"<img data-src='a.png' alt='Later'><img src='http://x.example/b.png'>"
        f"<img src='http://x.example/dot.gif' width=1 height=1><p>{PROSE}</p></body>",
        tmp_path,
    )
    assert figures(made) == [
        ("image/png", "A ferry"),
        ("image/gif", ""),
        ("image/png", "Later"),
    ]
    assert {"D007", "D009"} <= {*codes}


def test_pictures_of_markdown(tmp_path):
    (tmp_path / "a.png").write_bytes(drawn("PNG"))
    made, codes = manuscript(
        "a.md",
        f"# Chapter 1\n\n{PROSE} ![A ferry](a.png) {PROSE}\n\n![[a.png]]\n\n![x](b.png)\n\n"
        f'<img src="a.png" alt="A dog">\n\n{PROSE}\n',
        tmp_path,
    )
    alts = ["A ferry", "", "A dog"]
    assert figures(made) == [("image/png", alt) for alt in alts]
    assert {"D007", "D009"} <= {*codes}


def test_a_damaged_picture_is_named(tmp_path):
    (tmp_path / "a.png").write_bytes(b"no picture")
    made, codes = manuscript("page.html", f"<p>{PROSE}</p><img src='a.png' alt='x'>", tmp_path)
    assert (figures(made), "D008" in codes) == ([], True)


def test_pictures_lie_in_the_folder_that_was_named(tmp_path):
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.md").write_text(f"![A ferry](../a.png)\n\n{PROSE}\n")
    (tmp_path / "a.png").write_bytes(drawn("PNG"))
    for named, count in ((tmp_path, 1), (tmp_path / "text", 0), (tmp_path / "text" / "a.md", 0)):
        [found] = find_inputs(str(named))
        assert len(figures(read(read_source(found), Options(), Report()))) == count, named


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "![Map](pics/old%20map.png)"),
        ("a.md", "![[pics/old map.png|300]]"),
        ("a.html", "<img alt=Map src='pics/old map.png'>"),
    ],
)
def test_a_new_picture_beside_a_story_makes_a_new_book(name, text, tmp_path):
    (tmp_path / "pics").mkdir()
    picture = tmp_path / "pics" / "old map.png"
    source = Source(name, text.encode(), folder=str(tmp_path), root=str(tmp_path))
    prints = []
    for data in (b"\x89PNG 1", b"\x89PNG 1", b"\x89PNG 2"):
        picture.write_bytes(data)
        prints.append(Provenance.of([source]).fingerprint(Options()))
    assert prints[0] == prints[1] != prints[2]
    assert same_inputs(prints[0], prints[2])
    assert [one.data for one in pictures_beside(source)] == [b"\x89PNG 2"]
