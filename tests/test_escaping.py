"""Every special character, in every field, by every road, and in everything that is written.

What is special to XML, HTML, CSS, JSON, TOML, a shell, paths, terminals, and the order of letters
goes into each field of the metadata: as an option, in a header, in a sidecar, in a manifest, in
the studio. The book, the catalogue page, its feeds, the JSON, what a terminal shows, the answers of
the studio, and the names of files hold it as text, or not at all.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from lxml import etree
from studio_tools import StudioClient

import epubify
from epubify.batches.catalog import write_catalog
from epubify.batches.manifest import load_manifest
from epubify.batches.manifest_plan import plan_manifest
from epubify.batches.plan import PlanRequest
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


def by_studio(folder: Path) -> epubify.Edition:
    """What is typed in the studio goes into the sidecar that it writes beside the story."""
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    with closing(StudioClient(folder)) as page:
        facts = {**dict.fromkeys(FIELDS, SPECIAL), "authors": [SPECIAL], "subjects": [SPECIAL]}
        answer = page.say("facts", facts=facts)
        assert answer.status_code == 200, answer.text
    return epubify.convert(folder / "a.txt", no_cover=True)


def toml() -> str:
    text = json.dumps(SPECIAL, ensure_ascii=False).replace("\x7f", "\\u007f")
    names = (*FIELDS, "authors", "subjects")
    return "".join(f"{TOML_KEYS.get(name, name)} = {text}\n" for name in names)


@pytest.fixture(scope="module", params=["option", "header", "sidecar", "manifest", "studio"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the book whose fields hold it all."""
    folder = tmp_path_factory.mktemp(request.param)
    roads = {
        "option": by_option,
        "header": by_header,
        "sidecar": by_sidecar,
        "manifest": lambda: by_manifest(folder),
        "studio": lambda: by_studio(folder),
    }
    edition = roads[request.param]()
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


# ---------------------------------------------------------------------------- the studio


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[StudioClient]:
    """Return a studio in which all that a person can type or send has been typed and sent."""
    (tmp_path / "a.txt").write_text(f"Dusk\nby Nina\n\nThe Lamp\n\n{TEXT}", encoding="utf-8")
    (tmp_path / "<img src=x onerror=alert(4)>&'.txt").write_text(TEXT, encoding="utf-8")
    with closing(StudioClient(tmp_path)) as page:
        for what, said in (
            ("facts", {"facts": dict.fromkeys(FIELDS, SPECIAL) | {"authors": [SPECIAL]}}),
            ("corrections", {"kind": "chapter", "first": 4, "label": "One", "title": SPECIAL}),
        ):
            answer = page.say(what, **said)
            assert answer.status_code == 200, answer.text
        yield page


def test_the_studio_answers_with_data_that_no_page_is_made_of(studio: StudioClient) -> None:
    """Types are said and not to be guessed, and what was typed comes back as it is."""
    story = studio.ids["a.txt"]
    bound = {"stories": [story], "title": SPECIAL}
    answers = [
        studio.get("api/stories"),
        studio.get(f"api/stories/{story}"),
        studio.get(f"api/stories/{story}/book"),
        studio.get(f"api/stories/{story}/why?line=1"),
        studio.post("api/bind", bound),
        studio.post(f"api/stories/{story}/{SPECIAL[:40]}"),
        studio.post("api/bind", {**bound, "order": SPECIAL}),
        studio.say("facts", facts={SPECIAL: "x"}),
        studio.say("corrections", kind=SPECIAL, first=1),
    ]
    for answer in answers:
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        json.loads(answer.text)
    assert studio.data(f"api/stories/{story}")["facts"]["title"]["value"] == as_kept(SPECIAL)
    assert [answer.status_code < 300 for answer in answers[-4:]] == [False] * 4


def as_kept(text: str) -> str:
    """Return what a file of TOML can hold of a text, its letters put together."""
    return normalize("NFC", text).replace("\x85", "")


def elements_of(data: bytes) -> set[str]:
    root = etree.fromstring(data)
    return {str(etree.QName(element).localname) for element in root.iter(etree.Element)}


def test_the_book_in_the_studio_holds_it_as_text(studio: StudioClient) -> None:
    story = studio.ids["a.txt"]
    told = studio.data(f"api/stories/{story}/book")
    assert told["documents"]
    for one in told["documents"]:
        answer = studio.get(f"api/stories/{story}/book/{told['revision']}/{one['href']}")
        assert elements_of(answer.content).isdisjoint({"script", "iframe"})
        assert not etree.fromstring(answer.content).xpath("//@onerror | //@src[. = 'x']")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy


def test_what_the_studio_makes_and_names_holds_it_as_text(studio: StudioClient) -> None:
    story = studio.ids["a.txt"]
    job = studio.made(stories=[story], anthology={"title": SPECIAL}, to="download")
    [made] = job["files"]
    assert not re.search(r'[\x00-\x1f\x7f<>:"/\\|?*\u2028\u2029\u202e\u2066]', made["name"])
    answer = studio.get(made["href"])
    assert answer.status_code == 200, answer.text
    assert re.fullmatch(
        r"attachment; filename\*=UTF-8''[\w.%~-]+", answer.headers["content-disposition"]
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx")):
                tags = {
                    etree.QName(one).localname
                    for one in etree.fromstring(archive.read(name)).iter(etree.Element)
                }
                assert tags.isdisjoint({"script", "iframe"})
