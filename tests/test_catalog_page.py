"""The catalogue's page in a real browser, from a disk and from a web server; a real client's
parser on the feeds."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from catalog_library import HOSTILE, HOSTILE_AUTHOR, put_library
from node_tools import ask, require

from epubify.batches.catalog import write_catalog

pytestmark = pytest.mark.reader

DRIVER = "catalog.mjs"


class Quiet(SimpleHTTPRequestHandler):
    """A static web server, as plain as there are."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    require(("playwright-core",), "reader")
    folder = put_library(tmp_path_factory.mktemp("shelf"), plain=70)
    write_catalog(folder, title="Ours")
    return folder


@pytest.fixture(scope="module")
def server(folder):
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


def look(what: str, url: str, *more: str) -> Any:
    job = {"look": what, "url": url}
    return ask(DRIVER, job, need=("playwright-core", *more), mark="reader")


@pytest.fixture(scope="module", params=["file", "http"])
def seen(request, folder) -> dict[str, Any]:
    page = folder / "index.html"
    if request.param == "file":
        return {**look("page", page.as_uri()), "home": folder.as_uri()}
    url = request.getfixturevalue("server")
    return {**look("page", f"{url}index.html"), "home": url}


def test_all_books_are_there(seen):
    assert seen["start"]["status"] == "74 books"
    assert seen["start"]["titles"][:4] == [HOSTILE, "Lanterns", "Salt", "Das Meer"]
    assert seen["links"][1] == f"{seen['home'].rstrip('/')}/sub%20folder/Lanterns.epub"


def test_nothing_goes_wrong_and_nothing_comes_from_elsewhere(seen):
    assert (seen["errors"], seen["dialogs"]) == ([], [])
    assert [one for one in seen["requests"] if not one.startswith(seen["home"])] == []


def test_hostile_titles_are_shown_and_not_run(seen):
    assert seen["scripts"] == 2
    assert HOSTILE_AUTHOR in {one.rsplit(" (", 1)[0] for one in seen["author"]["choices"]}


def test_covers_load(seen):
    assert set(seen["covers"]) <= {60, 200}
    assert len(seen["covers"]) > 3
    assert seen["bare"] == [HOSTILE, "Das Meer"]


def test_more_books_appear_on_the_way_down(seen):
    assert seen["grown"] == 74


def test_search_narrows_whatever_case_and_accents(seen):
    assert seen["search"]["titles"] == ["Lanterns"]
    assert seen["search"]["status"] == "1 of 74 books"
    assert "#q=" in seen["search"]["url"]
    assert seen["nothing"] == "No book fits. Try fewer words or filters."


def test_a_search_is_taken_back_with_one_button(seen):
    assert seen["reset"] == {"status": "74 books", "focus": "q"}


@pytest.mark.parametrize(("name", "titles"), [
    ("author", ["Lanterns", "Salt"]),
    ("series", ["Lanterns", "Salt"]),
    ("subject", ["Lanterns"]),
    ("language", ["Das Meer"]),
])  # fmt: skip
def test_filters_narrow(seen, name, titles):
    assert seen[name]["titles"] == titles
    assert seen[name]["status"] == f"{len(titles)} of 74 books"


def test_filters_tell_how_many_books_they_have(seen):
    assert "Ann Lee (2)" in seen["author"]["choices"]
    assert "German (1)" in seen["language"]["choices"]


def test_books_are_sorted_as_people_count(seen):
    plain = [title for title in seen["sorted"] if title.startswith("Plain")]
    assert plain[:3] == ["Plain 0", "Plain 1", "Plain 2"]
    assert "Das Meer" in seen["sorted"][:3]


def test_the_name_of_an_author_leads_to_the_books(seen):
    assert seen["followed"]["value"] == seen["followed"]["author"]
    assert seen["followed"]["status"].endswith(" of 74 books")
    assert seen["back"] == "74 books"


def test_everything_is_reached_by_keyboard_and_shows_it(seen):
    names = [stop["name"].strip() for stop in seen["tabs"]]
    assert names[:9] == ["Skip to the books", "OPDS 1.2", "OPDS 2.0", "Search", "Author", "Series",
                         "Subject", "Language", "Order"]  # fmt: skip
    assert names[9:11] == [HOSTILE, HOSTILE_AUTHOR]
    assert [stop["name"] for stop in seen["tabs"] if stop["outline"] == "none"] == []


def test_colours_follow_the_reader(seen):
    assert seen["light"] != seen["dark"]


def test_nothing_is_wider_than_a_phone(seen):
    assert seen["overflow"] <= 0


def test_without_scripts_it_is_a_plain_list(seen):
    assert len(seen["plain"]) == 74
    assert seen["plain"][:2] == [HOSTILE, "Lanterns: A Tale"]


@pytest.mark.parametrize("look_of_page", ["axe", "darkAxe"])
def test_the_accessibility_checker_finds_nothing(seen, look_of_page):
    if seen[look_of_page] is None:
        pytest.skip("needs axe-core")
    assert seen[look_of_page] == []


# ---------------------------------------------------------------------------------- feeds


@pytest.fixture(scope="module")
def feeds(folder, server) -> dict[str, Any]:
    return look("feeds", f"{server}index.html", "foliate-js")


def test_a_client_finds_every_feed_from_the_root(feeds, folder):
    found = {url.rsplit("/", 1)[1] for url in feeds}
    assert found == {path.name for path in (folder / "catalog").glob("*.xml")}


def test_a_client_understands_what_a_feed_lists(feeds):
    kinds = {url.rsplit("/", 1)[1]: feed for url, feed in feeds.items()}
    root = [title for title, _ in kinds["opds.xml"]["navigation"]]
    assert root == ["New books", "All books", "Authors", "Series", "Subjects"]
    assert len(kinds["all.xml"]["publications"]) == 50
    assert ["next", "all-p2.xml"] in kinds["all.xml"]["links"]
    assert len(kinds["complete.xml"]["publications"]) == 74


def test_both_formats_tell_a_client_the_same(feeds, folder):
    """The client reads OPDS 2.0 as it is, and turns OPDS 1.2 into it."""
    for url, feed in feeds.items():
        path = folder / "catalog" / url.rsplit("/", 1)[1]
        other = json.loads(path.with_suffix(".json").read_bytes())
        assert feed["title"] == other["metadata"]["title"]
        mine = [told(one) for one in feed["publications"] or []]
        assert mine == [told(one) for one in other.get("publications", [])], path.name


def told(publication: dict[str, Any]) -> dict[str, Any]:
    metadata = publication["metadata"]
    subtitle = f": {metadata['subtitle']}" if metadata.get("subtitle") else ""
    links = {one["href"] for one in publication["links"] if one["type"] == "application/epub+zip"}
    return {
        "title": metadata["title"] + subtitle,
        "authors": [one["name"] for one in metadata.get("author", [])],
        "language": metadata["language"],
        "subjects": [one["name"] for one in metadata.get("subject", [])],
        "links": links,
        "images": {one["href"] for one in publication["images"]},
    }
