"""The catalogue of a folder of books: its feeds, and what is written when."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from catalog_library import HOSTILE, HOSTILE_AUTHOR, HOSTILE_NAME, put, put_library
from epub_tools import book_of, make, small_cover, undivided
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from msgspec.structs import replace

from epubify.batches.catalog import write as writing
from epubify.batches.catalog import write_catalog
from epubify.batches.catalog.catalog_page import books_script, index_page, list_page
from epubify.batches.catalog.feeds import feeds
from epubify.batches.catalog.library import library_of
from epubify.batches.catalog.listing import ListedBook, list_books
from epubify.batches.catalog.opds1 import AtomRenderer as Atom
from epubify.batches.catalog.opds2 import JsonRenderer as Json
from epubify.errors import OutputError, UsageError
from epubify.model import Contributor

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/terms/",
    "fh": "http://purl.org/syndication/history/1.0",
}
ACQUISITION = "http://opds-spec.org/acquisition"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = put_library(tmp_path_factory.mktemp("books"))
    write_catalog(folder, title="Ours & <yours>")
    return folder


@pytest.fixture
def small(tmp_path) -> Path:
    put(tmp_path, "one", title="One", cover=small_cover())
    put(tmp_path, "two", title="Two", cover=small_cover(), days=1)
    return tmp_path


def feed(folder: Path, name: str):
    return etree.parse(folder / "catalog" / f"{name}.xml").getroot()


def opds2(folder: Path, name: str):
    return json.loads((folder / "catalog" / f"{name}.json").read_bytes())


def xpath(node, path: str) -> list:
    return node.xpath(path, namespaces=ATOM)


def entry(folder: Path, title: str):
    return xpath(feed(folder, "complete"), f"//a:entry[a:title='{title}']")[0]


def publication(folder: Path, title: str):
    listed = opds2(folder, "complete")["publications"]
    return next(one for one in listed if one["metadata"]["title"] == title)


def named(folder: Path, begin: str, suffix: str = ".xml") -> Path:
    """Return the feed whose name begins so and then has nothing but its hash."""
    return next(path for path in sorted((folder / "catalog").glob(f"{begin}-*{suffix}"))
                if re.fullmatch(rf"{begin}-[0-9a-f]{{8}}", path.stem))  # fmt: skip


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file with what changes when it is written anew."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_ino, path.stat().st_mtime_ns)
            for path in files}  # fmt: skip


# -------------------------------------------------------------------------------- schemas


def test_atom_feeds_fit_the_schema(folder):
    schema = etree.RelaxNG(etree.parse(SCHEMAS / "opds1.rng"))
    files = sorted((folder / "catalog").glob("*.xml"))
    assert len(files) > 10
    for path in files:
        assert schema.validate(etree.parse(path)), f"{path.name}: {schema.error_log}"


@pytest.mark.parametrize("broken", [
    '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self"/>',
    '<a:price xmlns:a="http://opds-spec.org/2010/catalog">1</a:price>',
    '<a:updated xmlns:a="http://www.w3.org/2005/Atom">today</a:updated>',
])  # fmt: skip
def test_the_schema_of_atom_feeds_refuses_what_is_wrong(folder, broken):
    schema = etree.RelaxNG(etree.parse(SCHEMAS / "opds1.rng"))
    root = feed(folder, "all")
    root[-1].append(etree.fromstring(broken))
    assert not schema.validate(root)


def test_json_feeds_fit_the_schema(folder):
    check = validator("feed")
    files = [path for path in sorted((folder / "catalog").glob("*.json"))
             if not path.name.startswith("book-") and path.name != "state.json"]  # fmt: skip
    assert len(files) > 10
    for path in files:
        check.validate(json.loads(path.read_bytes()))


def test_json_descriptions_fit_the_schema(folder):
    check = validator("publication")
    files = sorted((folder / "catalog").glob("book-*.json"))
    assert len(files) == 69
    for path in files:
        check.validate(json.loads(path.read_bytes()))


@pytest.mark.parametrize("spoil", [
    lambda one: one["metadata"].pop("title"),
    lambda one: one["links"].clear(),
    lambda one: one["publications"][0]["links"].pop(1),
    lambda one: one["publications"][0]["images"][0].update(type="image/tiff"),
    lambda one: one["publications"][0]["metadata"].update(modified="today"),
    lambda one: one.pop("publications"),
])  # fmt: skip
def test_the_schema_of_json_feeds_refuses_what_is_wrong(folder, spoil):
    broken = opds2(folder, "all")
    spoil(broken)
    assert not validator("feed").is_valid(broken)


def validator(kind: str):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((SCHEMAS / "opds2.schema.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{kind}"})


# ---------------------------------------------------------------------------- what feeds say


def test_an_entry_says_what_the_book_says(folder):
    one = entry(folder, "Lanterns: A Tale")
    assert xpath(one, "a:author/a:name/text()") == ["Ann Lee", "Bob Ångström"]
    assert xpath(one, "a:updated/text()") == ["2001-11-30T04:05:06Z"]
    assert xpath(one, "dc:language/text()") == ["en"]
    assert xpath(one, "dc:issued/text()") == ["2003-05-11"]
    assert xpath(one, "a:category/@term") == ["Sea stories", "Humour"]
    assert xpath(one, "a:summary/text()") == ["All about élan & <b>light</b>."]
    assert xpath(one, "a:content/text()") == ["Days of Salt 1.5. All about élan & <b>light</b>."]
    assert xpath(one, "a:id/text()")[0].startswith("urn:uuid:")


def test_a_publication_says_what_the_book_says(folder):
    told = publication(folder, "Lanterns")["metadata"]
    assert told["subtitle"] == "A Tale"
    assert [(one["name"], one["sortAs"]) for one in told["author"]] == [
        ("Ann Lee", "Lee, Ann"), ("Bob Ångström", "Ångström, Bob")]  # fmt: skip
    assert told["belongsTo"]["series"]["name"] == "Days of Salt"
    assert told["belongsTo"]["series"]["position"] == 1.5
    assert told["published"] == "2003-05-11"
    assert [one["name"] for one in told["subject"]] == ["Sea stories", "Humour"]


def test_whole_places_in_a_series_have_no_point(folder):
    assert '"position": 1,' in (folder / "catalog" / "complete.json").read_text(encoding="utf-8")


def test_every_link_leads_to_a_file(folder):
    root = folder / "catalog"
    links = {(path.name, link) for path in root.glob("*.xml")
             for link in xpath(etree.parse(path), "//a:link/@href | //a:uri/text()")}  # fmt: skip
    links |= {(path.name, link) for path in root.glob("*.json") if path.name != "state.json"
              for link in hrefs(json.loads(path.read_bytes()))}  # fmt: skip
    assert len(links) > 500
    lost = [link for link in links if not (root / unquote(link[1])).is_file()]
    assert lost == []


def hrefs(node) -> list[str]:
    if isinstance(node, list):
        return [href for one in node for href in hrefs(one)]
    if not isinstance(node, dict):
        return []
    return ([node["href"]] if "href" in node else []) + hrefs(list(node.values()))


def test_links_to_books_tell_their_size(folder):
    link = xpath(entry(folder, "Lanterns: A Tale"), f"a:link[@rel='{ACQUISITION}']")[0]
    assert link.get("href") == "../sub%20folder/Lanterns.epub"
    assert link.get("type") == "application/epub+zip"
    assert int(link.get("length")) == (folder / "sub folder" / "Lanterns.epub").stat().st_size


def test_both_formats_have_the_same_feeds_with_the_same_books(folder):
    for path in sorted((folder / "catalog").glob("*.xml")):
        ids = xpath(etree.parse(path), f"//a:entry[a:link/@rel='{ACQUISITION}']/a:id/text()")
        other = opds2(folder, path.stem).get("publications", [])
        assert [one["metadata"]["identifier"] for one in other] == ids, path.name


def test_the_complete_feed_has_all_books_newest_first(folder):
    complete = feed(folder, "complete")
    dates = xpath(complete, "//a:entry/a:updated/text()")
    assert len(dates) == 69
    assert dates == sorted(dates, reverse=True)
    assert len(set(xpath(complete, "//a:entry/a:id/text()"))) == 69
    assert xpath(complete, "fh:complete")
    crawlable = xpath(feed(folder, "opds"), "a:link[@rel='http://opds-spec.org/crawlable']/@href")
    assert crawlable == ["complete.xml"]


def test_pages_lead_to_each_other(folder):
    around = {page: dict(zip(xpath(feed(folder, page), "a:link/@rel"),
                             xpath(feed(folder, page), "a:link/@href"), strict=True))
              for page in ("all", "all-p2")}  # fmt: skip
    assert (around["all"]["next"], around["all"]["last"]) == ("all-p2.xml", "all-p2.xml")
    assert "previous" not in around["all"]
    assert (around["all-p2"]["previous"], around["all-p2"]["first"]) == ("all.xml", "all.xml")
    assert "next" not in around["all-p2"]
    counts = [len(xpath(feed(folder, page), "a:entry")) for page in ("all", "all-p2")]
    assert counts == [50, 19]
    assert opds2(folder, "all-p2")["metadata"]["currentPage"] == 2


def test_a_series_is_in_its_order(folder):
    titles = xpath(etree.parse(named(folder, "series-days-of-salt")), "//a:entry/a:title/text()")
    assert titles == ["Salt", "Lanterns: A Tale"]


def test_authors_are_sorted_by_their_sorting_name(folder):
    titles = xpath(feed(folder, "authors"), "//a:entry/a:title/text()")
    assert titles == [HOSTILE_AUTHOR, "Bob Ångström", "Cy Doe", "Ann Lee"]


def test_lists_that_would_be_empty_are_not_there(small):
    write_catalog(small)
    titles = xpath(feed(small, "opds"), "//a:entry/a:title/text()")
    assert titles == ["New books", "All books", "Authors"]


def test_links_are_absolute_with_a_base_url(small):
    write_catalog(small, base_url="https://example.org/my books")
    base = "https://example.org/my%20books/"
    links = xpath(feed(small, "complete"), "//a:link/@href")
    links += hrefs(opds2(small, "complete"))
    assert [link for link in links if not link.startswith(base)] == []
    assert f"{base}two.epub" in links
    assert f"{base}catalog/opds.xml" in links


@pytest.mark.parametrize("given", ["example.org", "ftp://example.org/", "https://", "/books"])
def test_a_base_url_that_is_no_address_is_refused(small, given):
    with pytest.raises(UsageError):
        write_catalog(small, base_url=given)


def test_relative_links_resolve_to_what_absolute_ones_say(small):
    write_catalog(small)
    relative = xpath(feed(small, "complete"), "//a:link/@href")
    write_catalog(small, base_url="https://example.org/b")
    absolute = xpath(feed(small, "complete"), "//a:link/@href")
    at = "https://example.org/b/catalog/complete.xml"
    assert [urljoin(at, link) for link in relative] == absolute


def test_an_editor_stands_in_for_authors(tmp_path):
    put(tmp_path, "one", title="One", contributors=(Contributor("Eve Roe", "edt"),))
    write_catalog(tmp_path)
    assert xpath(feed(tmp_path, "all"), "//a:entry/a:author/a:name/text()") == ["Eve Roe"]
    assert opds2(tmp_path, "all")["publications"][0]["metadata"]["editor"][0]["name"] == "Eve Roe"


def test_a_copy_of_a_book_has_an_identifier_of_its_own(tmp_path):
    put(tmp_path, "one", title="One")
    shutil.copy(tmp_path / "one.epub", tmp_path / "other.epub")
    write_catalog(tmp_path)
    ids = xpath(feed(tmp_path, "all"), "//a:entry/a:id/text()")
    assert len(set(ids)) == 2


def test_an_empty_folder_has_an_empty_catalog(tmp_path):
    assert write_catalog(tmp_path).books == 0
    assert xpath(feed(tmp_path, "all"), "//a:entry") == []
    validator("feed").validate(opds2(tmp_path, "all"))
    validator("feed").validate(opds2(tmp_path, "opds"))


def test_books_for_old_readers_are_listed_too(tmp_path):
    told = {"series": "Days", "series_index": "2", "contributors": (Contributor("Ann Lee"),)}
    book = book_of(undivided("Once.", title="Old", **told), small_cover())
    make(book, tmp_path / "old.epub", device="legacy")
    one = next(iter(list_books(tmp_path, {})))
    assert (one.title, one.series, one.series_index) == ("Old", "Days", "2")
    assert one.people[0].file_as == "Lee, Ann"
    assert (one.modified, bool(one.cover)) == ("2001-02-03T04:05:06Z", True)


# --------------------------------------------------------------------------------- escaping


def test_hostile_titles_stay_text(folder):
    pages = [folder / "index.html", folder / "catalog" / "list.html"]
    for path in [*pages, folder / "catalog" / "books.js"]:
        assert "<script>alert" not in path.read_text(encoding="utf-8")
        assert "<img src=x" not in path.read_text(encoding="utf-8")
    assert xpath(entry(folder, HOSTILE), "a:author/a:name/text()") == [HOSTILE_AUTHOR]
    assert publication(folder, HOSTILE)["metadata"]["subject"][0]["name"] == HOSTILE


def test_the_page_has_no_script_of_its_own(folder):
    page = html.parse(str(folder / "index.html")).getroot()
    assert page.findtext(".//title") == "Ours & <yours>"
    assert page.xpath("//script/@src") == ["catalog/books.js", "catalog/catalog.js"]
    assert page.xpath("//script/text() | //style | //@style") == []
    assert [name for one in page.iter() for name in one.attrib if name.startswith("on")] == []
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_names_of_files_are_quoted(folder):
    link = xpath(entry(folder, HOSTILE), f"a:link[@rel='{ACQUISITION}']/@href")[0]
    assert unquote(link) == f"../{HOSTILE_NAME}.epub"
    assert re.fullmatch(r"[A-Za-z0-9%./_-]+", link)


anything = st.text(max_size=20)


@given(anything, anything, st.lists(anything, max_size=3), anything, anything)
def test_any_text_makes_whole_files(title, series, subjects, language, place):
    book = ListedBook("a/b.epub", 1, 1, "f", "i", title, "2001-02-03T04:05:06Z", series=series,
                  series_index=place, subjects=tuple(subjects), language=language)  # fmt: skip
    library = library_of([book], title)
    for page in feeds(library):
        etree.fromstring(Atom(library).render(page))
        json.loads(Json(library).render(page))
    script = books_script(library).decode("utf-8", "surrogatepass")
    assert json.loads(script.removeprefix("window.books = ").removesuffix(";\n"))
    assert index_page(library).count(b"<script") == 2
    assert list_page(library).count(b"<script") == 0


def test_names_of_feeds_are_plain(folder):
    names = [path.name for path in (folder / "catalog").iterdir()]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9.-]+", name)] == []


# ------------------------------------------------------------------------------ what is listed


def test_only_books_that_epubify_made_are_listed(folder):
    paths = [book.path for book in list_books(folder, {})]
    assert "foreign.epub" not in paths
    assert "sub folder/Lanterns.epub" in paths
    assert len(paths) == 69


@pytest.mark.parametrize("name", [".epubify-0123456789abcdef", ".hidden/one"])
def test_unfinished_and_hidden_books_are_not_listed(tmp_path, name):
    put(tmp_path, name, title="One")
    assert list(list_books(tmp_path, {})) == []


def test_a_damaged_book_is_passed_over(small):
    whole = (small / "one.epub").read_bytes()
    (small / "one.epub").write_bytes(whole[: len(whole) // 2])
    assert [book.path for book in list_books(small, {})] == ["two.epub"]


def test_a_book_that_is_known_is_not_unpacked_again(small):
    known = {book.path: replace(book, title="Known") for book in list_books(small, {})}
    put(small, "two", title="Anew", days=2)
    titles = [book.title for book in list_books(small, known)]
    assert titles == ["Known", "Anew"]


def test_a_cover_that_cannot_be_read_now_is_not_lost_for_good(small, monkeypatch):
    def fails(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(writing.zipfile.ZipFile, "read", fails)
    with pytest.raises(OutputError, match="cannot be read"):
        writing._cover(small / "one.epub", "mimetype")


# -------------------------------------------------------------------------------- incremental


def test_nothing_is_written_where_nothing_changed(small):
    first = write_catalog(small)
    before = stamps(small)
    again = write_catalog(small)
    assert (first.written > 10, again.written, again.removed) == (True, 0, 0)
    assert stamps(small) == before


def test_a_book_of_the_year_1970_is_known_again(small):
    os.utime(small / "one.epub", (0, 0))
    write_catalog(small)
    assert write_catalog(small).written == 0


def test_the_same_books_make_the_same_bytes(small, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    for path in sorted(small.glob("*.epub"), reverse=True):
        shutil.copy2(path, other / path.name)
    write_catalog(small)
    write_catalog(other)
    mine = {path.relative_to(small): path.read_bytes() for path in files_of(small)}
    assert mine == {path.relative_to(other): path.read_bytes() for path in files_of(other)}


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_no_book_needs_is_removed(small):
    put(small, "three", title="Three", series="Gone", subjects=("Gone",), cover=small_cover())
    write_catalog(small)
    assert list((small / "catalog").glob("series-gone-*"))
    (small / "three.epub").unlink()
    result = write_catalog(small)
    left = {path.name for path in files_of(small / "catalog")}
    assert not [name for name in left if "gone" in name]
    assert len([name for name in left if name.endswith(".jpg")]) == 3
    assert result.removed == 10


def test_only_new_covers_are_made(small, monkeypatch):
    write_catalog(small)
    made = []
    real = writing._thumbnail

    def counted(folder, book):
        made.append(book.path)
        return real(folder, book)

    monkeypatch.setattr(writing, "_thumbnail", counted)
    put(small, "two", title="Two", cover=small_cover(), days=3)
    write_catalog(small)
    assert made == ["two.epub"]


def test_a_cover_that_is_lost_is_made_again(small):
    write_catalog(small)
    lost = sorted((small / "catalog" / "covers").glob("*.jpg"))[0]
    before = lost.read_bytes()
    lost.unlink()
    assert write_catalog(small).written == 1
    assert lost.read_bytes() == before


def test_thumbnails_are_small_pictures(small):
    from PIL import Image

    write_catalog(small)
    sizes = set()
    for path in (small / "catalog" / "covers").glob("*.jpg"):
        with Image.open(path) as image:
            sizes.add(image.size)
    assert sizes == {(60, 96), (200, 320)}


def test_a_cover_that_is_no_picture_costs_only_itself(folder):
    image = "a:link[@rel='http://opds-spec.org/image/thumbnail']/@href"
    path = folder / "catalog" / xpath(entry(folder, "Salt"), image)[0]
    none = folder / "catalog" / xpath(entry(folder, "Das Meer"), image)[0]
    assert path.read_bytes() == none.read_bytes()


def test_what_a_killed_run_has_left_is_cleared_away(small):
    write_catalog(small)
    strays = [small / place / ".epubify-0123456789abcdef.jpg"
              for place in (".", "catalog", "catalog/covers")]  # fmt: skip
    for stray in strays:
        stray.write_bytes(b"half")
    write_catalog(small)
    assert [stray for stray in strays if stray.exists()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are Unicode")
def test_a_name_that_is_no_utf8_is_linked_by_its_bytes(small):
    (small / "one.epub").rename(os.fsdecode(os.fsencode(small) + b"/\xff.epub"))
    write_catalog(small)
    assert write_catalog(small).written == 0
    links = xpath(feed(small, "all"), f"//a:link[@rel='{ACQUISITION}']/@href")
    assert links == ["../two.epub", "../%FF.epub"]


# ------------------------------------------------------------------------- what is not ours


def test_a_page_of_someone_else_is_never_replaced(small):
    (small / "index.html").write_text("<h1>Mine</h1>", encoding="utf-8")
    with pytest.raises(OutputError, match="did not make it"):
        write_catalog(small)
    assert (small / "index.html").read_text(encoding="utf-8") == "<h1>Mine</h1>"
    assert not (small / "catalog").exists()


def test_a_file_of_someone_else_in_the_folder_is_never_replaced(small):
    (small / "catalog").mkdir()
    (small / "catalog" / "all.xml").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"all\.xml"):
        write_catalog(small)
    assert [path.name for path in files_of(small / "catalog")] == ["all.xml"]
    assert not (small / "index.html").exists()


def test_other_files_in_the_folder_stay(small):
    write_catalog(small)
    mine = small / "catalog" / "notes.txt"
    mine.write_text("mine", encoding="utf-8")
    put(small, "three", title="Three")
    write_catalog(small)
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["../one.epub", "/etc/passwd.xml", "covers/../../one.jpg", 7])
def test_a_spoilt_memory_removes_nothing_else(small, name):
    write_catalog(small)
    state = small / "catalog" / "state.json"
    data = json.loads(state.read_bytes())
    state.write_text(json.dumps({**data, "files": [*data["files"], name]}), encoding="utf-8")
    before = {path.name for path in small.iterdir()}
    if isinstance(name, str):
        assert write_catalog(small).removed == 0
    else:
        with pytest.raises(OutputError):
            write_catalog(small)
    assert {path.name for path in small.iterdir()} == before


def test_a_catalog_that_was_ended_halfway_is_completed(small, monkeypatch):
    real = writing._put
    count = 0

    def dies(path, data):
        nonlocal count
        count += 1
        if count == 8:
            raise KeyboardInterrupt
        return real(path, data)

    monkeypatch.setattr(writing, "_put", dies)
    with pytest.raises(KeyboardInterrupt):
        write_catalog(small)
    monkeypatch.undo()
    write_catalog(small)
    whole = {path.name: path.read_bytes() for path in files_of(small)}
    shutil.rmtree(small / "catalog")
    (small / "index.html").unlink()
    write_catalog(small)
    assert {path.name: path.read_bytes() for path in files_of(small)} == whole


def test_a_folder_that_cannot_be_written_is_told(small):
    if os.geteuid() == 0:
        (small / "catalog").write_text("a file", encoding="utf-8")
    else:
        small.chmod(0o500)
    with pytest.raises(OutputError):
        write_catalog(small)


def test_books_of_one_date_are_sorted_by_title():
    books = [ListedBook(f"{name}.epub", 1, 1, name, name, name, "2001-01-01T00:00:00Z")
             for name in ("b", "Á", "c")]  # fmt: skip
    library = library_of(books, "")
    assert [volume.book.title for volume in library.volumes] == ["Á", "b", "c"]


def test_a_book_without_a_stamp_is_read_from_its_package(small):
    """As after a program that wrote the archive anew."""
    path = small / "one.epub"
    with zipfile.ZipFile(path) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries:
            if name != "META-INF/epubify.txt":
                archive.writestr(name, data)
    assert [book.title for book in list_books(small, {})] == ["One", "Two"]
