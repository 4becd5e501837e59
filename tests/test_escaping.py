"""Every special character, in every field, by every road, and in everything that is written.

What is special to XML, HTML, CSS, JSON, TOML, a shell, paths, terminals, and the order of letters
goes into each field of the metadata: as an option, in a header, in a sidecar, in a manifest. The
book, the catalogue page, its feeds, the JSON, what a terminal shows, and the names of files hold it
as text, or not at all.
"""

from __future__ import annotations

import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import epubify
from epubify.batches.catalog import write_catalog
from epubify.batches.manifest import load_manifest
from epubify.batches.plan import PlanRequest, plan_manifest
from epubify.checks import check_book
from epubify.cli import run
from epubify.cli.terminal import harmless
from epubify.model import Source

SPECIAL = (
    "<script>alert('1')</script> <img src=x onerror=alert(2)> & &amp; &#x3c; ]]> --> <!-- ?> <?x "
    "\"quoted\" 'single' `back` {brace} ${dollar} $(id) `id` ;|&& %s %00 %2e \\n \\u003c \\ / .. "
    "../../x C:\\x CON @import url(//x) } */ /* javascript:alert(3) [[x]] #frag ?q=1 * ~ "
    "\u2028\u2029\u0085\u00a0\u200b\u00ad\ufeff\u202eabc\u202c\u2066d\u2069 \ue000 \U0001f600 "
    "e\u0301"
)
TEXT = "The ferry left at nine, and nobody on the quay looked up.\n"
FIELDS = ("title", "series", "publisher", "rights", "description", "identifier")
LISTS = ("authors", "subjects", "editors")
TOML_KEYS = {"authors": "author", "subjects": "subject", "editors": "editor"}


def by_option() -> epubify.Edition:
    given: dict[str, Any] = dict.fromkeys(FIELDS, SPECIAL) | {name: [SPECIAL] for name in LISTS}
    return epubify.convert(Source("a.txt", TEXT.encode()), no_cover=True, series_index=1, **given)


def by_header() -> epubify.Edition:
    said = " ".join(SPECIAL.split())
    names = ("Title", "Author", "Series", "Publisher", "Rights", "Summary", "Keywords")
    header = "".join(f"{name}: {said}\n" for name in names)
    return epubify.convert(Source("a.txt", f"{header}\n{TEXT}".encode()), no_cover=True)


def by_sidecar() -> epubify.Edition:
    sidecar = Source("a.toml", toml().encode())
    return epubify.convert(Source("a.txt", TEXT.encode(), sidecar=sidecar), no_cover=True)


def by_manifest(folder: Path) -> epubify.Edition:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "library.toml").write_text(f"[[story]]\ninput = 'a.txt'\n{toml()}", encoding="utf-8")
    [job] = plan_manifest(load_manifest(folder / "library.toml"), PlanRequest()).jobs
    return epubify.convert(folder / "a.txt", job.options, no_cover=True)


def toml() -> str:
    text = json.dumps(SPECIAL, ensure_ascii=False).replace("\x7f", "\\u007f")
    names = (*FIELDS, "authors", "subjects")
    return "".join(f"{TOML_KEYS.get(name, name)} = {text}\n" for name in names)


@pytest.fixture(scope="module", params=["option", "header", "sidecar", "manifest"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the book whose fields hold it all."""
    folder = tmp_path_factory.mktemp(request.param)
    roads = {"option": by_option, "header": by_header, "sidecar": by_sidecar}
    edition = roads[request.param]() if request.param in roads else by_manifest(folder)
    (folder / "books").mkdir()
    edition.save(folder / "books")
    return folder / "books"


class _Tags(HTMLParser):
    """Collects the elements of a page, and what they say they do."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_name_of_the_file_stays_in_its_folder(book: Path) -> None:
    [file] = book.iterdir()
    assert file.suffix == ".epub"
    assert not re.search(r'[\x00-\x1f\x7f<>:"/\\|?*\u2028\u2029\u202e\u2066]', file.name)
    assert len(file.name.encode()) <= 255


def test_the_book_is_clean(book: Path) -> None:
    [file] = book.iterdir()
    found = {one.code for one in check_book(file)} - {"C033"}
    assert found == set()
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            assert ".." not in name
            if name.endswith((".xhtml", ".opf", ".ncx", ".xml")):
                root = etree.fromstring(archive.read(name))
                for element in root.iter(etree.Element):
                    assert etree.QName(element).localname not in ("script", "img", "iframe")
                    assert not [one for one in element.attrib if str(one).startswith("on")]
            elif name.endswith(".css"):
                assert b"alert" not in archive.read(name)


def test_the_words_are_there_as_text(book: Path) -> None:
    [file] = book.iterdir()
    with zipfile.ZipFile(file) as archive:
        [package] = [name for name in archive.namelist() if name.endswith(".opf")]
        root = etree.fromstring(archive.read(package))
    [title] = root.findall(".//{http://purl.org/dc/elements/1.1/}title")[:1]
    assert "<script>alert(" in (title.text or "")


def test_the_catalogue_holds_it_as_text(book: Path) -> None:
    write_catalog(book, title=SPECIAL)
    pages = [*book.rglob("*.html")]
    assert pages
    for page in pages:
        tags = _Tags()
        tags.feed(page.read_text(encoding="utf-8"))
        assert "iframe" not in [tag for tag, _ in tags.found]
        assert "x" not in [attributes.get("src") for _, attributes in tags.found]
        scripts = [attributes for tag, attributes in tags.found if tag == "script"]
        assert all(one.get("src") for one in scripts)
        assert not [a for _, attributes in tags.found for a in attributes if a.startswith("on")]
    for feed in book.rglob("*.xml"):
        etree.fromstring(feed.read_bytes())
    for feed in book.rglob("*.json"):
        assert "<script>" in json.dumps(json.loads(feed.read_bytes()))
    [script] = book.rglob("books.js")
    assert "</script" not in script.read_text(encoding="utf-8")


def test_the_terminal_is_not_commanded(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [file] = (one for one in book.iterdir() if one.suffix == ".epub")
    run(["list", str(file)])
    run(["list", "--json", str(file)])
    out, err = capsys.readouterr()
    assert harmless(out + err) == out + err
    assert [json.loads(line) for line in out.splitlines() if line.startswith("{")]
