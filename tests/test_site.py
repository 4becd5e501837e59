"""The site: what becomes a page, where links lead, and that nothing is fetched from afar."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from test_docs import DOCS, ROOT, load

make_site = load(ROOT / "docs" / "make_site.py")


def test_every_document_is_a_page_in_the_menu(tmp_path):
    make_site.write_sources(tmp_path)
    names = [path.stem for path in tmp_path.glob("*.md")]
    assert set(names) == {"index", "changes", *(path.stem for path in DOCS)}
    listed = [name for group in make_site.menu(names) for some in group.values() for name in some]
    assert sorted(listed) == sorted(f"{name}.md" for name in names)


@pytest.mark.parametrize("path", make_site.documents(), ids=lambda path: path.name)
def test_links_lead_to_pages_and_pictures_of_the_site(path):
    folder = path.parent.relative_to(ROOT).as_posix()
    page = make_site.as_page(path.read_text(encoding="utf-8"), folder)
    bare = make_site.FENCE.sub("", page)
    targets = [found[3].partition("#")[0] for found in make_site.LINK.finditer(bare)]
    inner = {one for one in targets if one and "://" not in one}
    pages = {make_site.page_of(one.relative_to(ROOT).as_posix()) for one in make_site.documents()}
    pictures = {f"images/{one.name}" for one in (ROOT / "docs" / "images").iterdir()}
    assert inner - pages - pictures == set()


def test_examples_stay_as_they_are():
    text = "```sh\n[a](docs/cli.md)\n```\n[a](docs/cli.md)\n"
    assert make_site.as_page(text, ".") == "```sh\n[a](docs/cli.md)\n```\n[a](cli.md)\n"


def test_a_list_stands_apart_from_the_line_before_it():
    assert make_site.as_page("So:\n- one\n- two\n  more\n- three\n", ".") == (
        "So:\n\n- one\n- two\n  more\n- three\n"
    )


FAULTS = [
    ('<a href="b.html">', "a.html: leads nowhere: b.html"),
    ('<a href="#no">', "a.html: no such part: #no"),
    ('<img src="https://example.org/a.png">', "a.html: fetches https://example.org/a.png"),
    ('<link rel="stylesheet" href="//x.example/a.css">', "a.html: fetches //x.example/a.css"),
    ('<script src="x.js"></script>', "a.html: leads nowhere: x.js"),
]


@pytest.mark.parametrize(("markup", "fault"), FAULTS)
def test_faults_of_a_site_are_found(tmp_path, markup, fault):
    page = tmp_path / "a.html"
    page.write_text(f'<p id="yes"><a href="#yes"><a href="https://example.org">{markup}', "utf-8")
    assert list(make_site.faults_of(tmp_path)) == [fault]


def test_the_site_is_built_without_a_fault(tmp_path, monkeypatch, capsys):
    pytest.importorskip("material")
    monkeypatch.setattr(sys, "argv", ["make_site.py", str(tmp_path / "site")])
    assert make_site.main() == 0
    assert re.fullmatch(r"\d+ pages in .*, 0 faults\n", capsys.readouterr().out)
    assert Path(tmp_path, "site", "search", "search_index.json").is_file()
