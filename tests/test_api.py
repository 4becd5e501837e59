"""The public API: what can be imported from ``epubify`` itself."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

import epubify
from epubify.model.records import names_of
from epubify.options import Options
from epubify.settings.keywords import KEYWORDS, OptionKeywords

STORY = b"Dusk\nby Nina\n\nIt was dark, and nobody had lit the lamp.\n"
OTHER = b"Dawn\nby Theo\n\nIt was light.\n"
INSIDE = {"corrections", "choices", "yielding", "from_sidecar", "plain", "volume"}
"""Options that nobody asks for by name."""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("dusk.txt").write_bytes(STORY)
    Path("dawn.txt").write_bytes(OTHER)


# ------------------------------------------------------------------------------ imports


@pytest.mark.parametrize("name", epubify.__all__)
def test_all_that_is_public_is_there_and_explained(name):
    assert getattr(epubify, name).__doc__
    assert name in dir(epubify)


def test_what_is_not_public_is_no_attribute():
    with pytest.raises(AttributeError, match="convrt"):
        _ = epubify.convrt


def test_nothing_is_loaded_before_it_is_used():
    code = "import sys, epubify; print(*(m for m in sys.modules if m.startswith('epubify.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# ------------------------------------------------------------------------------- inputs


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("dusk.txt", "dusk.txt"),
        (Path("dusk.txt"), "dusk.txt"),
        (STORY, "<bytes>"),
        (bytearray(STORY), "<bytes>"),
        (io.BytesIO(STORY), "<file>"),
        (epubify.Source("mine.txt", STORY), "mine.txt"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_story_may_be_given_as(given, name):
    book = epubify.convert(given, no_cover=True)
    assert (book.title, book.authors, book.language) == ("Dusk", ("Nina",), "en")
    assert [source.name for source in book.sources] == [name]
    assert book.to_bytes().startswith(b"PK")


def test_an_open_file_has_its_name():
    with Path("dusk.txt").open("rb") as file:
        assert epubify.convert(file, no_cover=True).sources[0].name == "dusk.txt"


def test_several_are_the_parts_of_one_story():
    book = epubify.convert([STORY, OTHER], title="Both", no_cover=True)
    assert [section.role for section in book.sections] == ["part", "part"]
    assert [source.name for source in book.sources] == ["<bytes>", "<bytes> (2)"]
    assert (book.title, book.authors) == ("Both", ("Nina", "Theo"))


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ("gone.txt", epubify.MissingInput, "gone.txt: no such file"),
        (".", epubify.UsageError, "a folder, not a story; batch"),
        (42, epubify.UsageError, "int is not a story; give a path"),
        (io.StringIO("text"), epubify.UsageError, 'open it with mode "rb"'),
        ([], epubify.UsageError, "no story was given"),
        (b"", epubify.NoStory, "empty"),
        (b"%PDF-1.4 x", epubify.NotText, "a PDF document"),
        (b"<?xml version='1.0'?><x/>", epubify.UnsupportedForm, "this is XML"),
    ],
)
def test_what_is_no_story_is_refused(given, error, message):
    with pytest.raises(error) as found:
        epubify.convert(given)
    assert message in str(found.value)


def test_several_that_are_no_parts_are_refused():
    with pytest.raises(epubify.UsageError, match="anthology binds stories"):
        epubify.convert(["dusk.txt", "dawn.txt"], join=False)


# ------------------------------------------------------------------------------ options


def test_every_option_is_a_keyword():
    names = set(names_of(Options)) - INSIDE
    assert set(KEYWORDS) == set(OptionKeywords.__annotations__) == names


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"langauge": "en"}, "did you mean “language”?"),
        ({"author": "Nina"}, "did you mean “authors”?"),
        ({"choices": ()}, "“choices”"),
        ({"language": "??"}, "language: "),
        ({"date": "yesterday"}, "date: "),
        ({"title": 5}, "title: "),
        ({"no_cover": "yes"}, "no_cover: neither true nor false"),
        ({"device": "toaster"}, "device: "),
        ({"cover": "gone.jpg"}, "cover: "),
        ({"enable": "flourish"}, "enable: unknown rule “flourish”"),
        ({"theme": "modren"}, "modren"),
        ({"cover_style": "lable"}, "lable"),
        ({"format": "word"}, "word"),
        ({"encoding": "latin-99"}, "encoding: "),
    ],
)
def test_what_is_asked_for_wrongly_is_told(asked, message):
    with pytest.raises(epubify.UsageError) as found:
        epubify.convert("dusk.txt", **asked)
    assert message in str(found.value)


def test_values_may_be_of_python():
    book = epubify.convert(
        STORY,
        authors=["A", "B"],
        series="Days",
        series_index=2,
        cover_size=(300, 480),
        css=Path("dusk.txt"),
        disable={"spaced-hyphens"},
        language=None,
    )
    assert (book.authors, book.metadata.series_index, book.language) == (("A", "B"), "2", "en")
    assert book.options.disable == {"spaced-hyphens"}
    assert (book.book.cover.width, book.book.cover.height) == (300, 480)


def test_keywords_win_over_options_and_options_over_a_sidecar():
    Path("dusk.toml").write_text('title = "Told"\npublisher = "P"\nrights = "R"\n', "utf-8")
    options = Options(publisher="Asked", title="Asked", no_cover=True)
    told = epubify.convert("dusk.txt", options, title="Keyword").metadata
    assert (told.title, told.publisher, told.rights) == ("Keyword", "Asked", "R")


# ------------------------------------------------------------------------------- saving


def test_a_book_is_saved_in_a_folder_by_its_name():
    book = epubify.convert(STORY, no_cover=True)
    proof = book.save("books")
    assert (proof.words, proof.lost) == (9, 0)
    assert [path.name for path in Path("books").iterdir()] == [book.name] == ["Nina - Dusk.epub"]
    assert Path("books", book.name).read_bytes() == book.to_bytes()


def test_an_older_version_is_replaced_and_nothing_else():
    epubify.convert(STORY, no_cover=True).save("mine.epub")
    grown = epubify.convert(STORY + b"\nThen it was light.\n", no_cover=True)
    grown.save("mine.epub")
    other = epubify.convert(OTHER, no_cover=True)
    with pytest.raises(epubify.OutputError, match="exists, and is another book"):
        other.save("mine.epub")
    assert Path("mine.epub").read_bytes() == grown.to_bytes()
    other.save("mine.epub", force=True)
    assert Path("mine.epub").read_bytes() == other.to_bytes()


def test_an_input_is_never_overwritten():
    Path("dusk.txt").rename("dusk.epub")
    with pytest.raises(epubify.OutputError, match="is an input"):
        epubify.convert("dusk.epub", format="text", no_cover=True).save("dusk.epub", force=True)
    assert Path("dusk.epub").read_bytes() == STORY


# ---------------------------------------------------------------------------- the others


def test_an_anthology_takes_folders_and_names_what_it_leaves_out():
    Path("more").mkdir()
    Path("more", "empty.txt").touch()
    Path("more", "dawn.txt").write_bytes(OTHER)
    book = epubify.anthology(["dusk.txt", "more"], title="Two", editors="E", no_cover=True)
    assert book.title == "Two"
    assert [story.metadata.title for story in book.book.stories] == ["Dusk", "Dawn"]
    assert [one.code for one in book.findings if "empty.txt" in one.message] == ["M021"]
    with pytest.raises(epubify.NoStory, match="no story is left"):
        epubify.anthology(["more/empty.txt"], title="None")


def test_inspect_is_what_the_command_shows(capsys):
    import json

    from epubify.cli import run

    asked = ["--series", "Days", "--language", "en"]
    told = epubify.inspect("dusk.txt", series="Days", language="en")
    assert run(["inspect", "--json", "dusk.txt", *asked]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert {**told, "seconds": 0} == {**shown, "seconds": 0}
    assert told["title"] == "Dusk"


def test_a_cover_is_drawn_and_saved():
    cover = epubify.draw_cover("dusk.txt", cover_size=(300, 480), png=True)
    assert (cover.media_type, cover.width, cover.height) == ("image/png", 300, 480)
    assert cover.save("dusk.png").read_bytes() == cover.data
    with pytest.raises(epubify.OutputError, match="exists"):
        cover.save("dusk.png")
    with pytest.raises(epubify.UsageError, match="the picture is a PNG"):
        cover.save("dusk.jpg")
    with pytest.raises(epubify.UsageError, match="nothing to draw"):
        epubify.draw_cover("dusk.txt", no_cover=True)


@pytest.mark.usefixtures("one_epubcheck")
def test_check_returns_findings():
    epubify.convert(STORY).save("dusk.epub")
    assert epubify.check("dusk.epub") == []
    Path("bad.epub").write_bytes(b"PK no")
    assert epubify.check(Path("bad.epub"))
    with pytest.raises(epubify.UsageError, match="toaster"):
        epubify.check("dusk.epub", device="toaster")


def test_a_batch_yields_what_became_of_each():
    Path("in").mkdir()
    for name, data in {"a.txt": STORY, "b.txt": OTHER, "c.txt": b""}.items():
        Path("in", name).write_bytes(data)
    first = list(epubify.batch("in", "out", executor="serial:", no_cover=True))
    assert sorted(str(one.status) for one in first) == ["failed", "written", "written"]
    again = list(epubify.batch("in", "out", executor="serial:", no_cover=True))
    assert sorted(str(one.status) for one in again) == ["failed", "unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("source", "asked", "error"),
    [
        ("gone", {}, epubify.MissingInput),
        ("dusk.txt", {}, epubify.UsageError),
        (".", {"title": "Same"}, epubify.UsageError),
        (".", {"langauge": "en"}, epubify.UsageError),
    ],
)
def test_a_batch_that_cannot_be_is_refused_at_once(source, asked, error):
    with pytest.raises(error):
        epubify.batch(source, "out", **asked)
