"""The studio's answers: stories are read, corrected, looked at, bound and made into books."""

from __future__ import annotations

import asyncio
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from studio_tools import StudioClient
from test_shape import imported, modules

import epubify
from epubify.cli import run as cli_run
from epubify.studio import desk as desk_module
from epubify.studio.news import Newsroom

STORY = """\
Dusk
by Nina

Chapter 1

The Lamp

It was dark, and nobody had lit the lamp. He waited for
a long time at the door.

She came late, and said nothing.

~ ~ ~

Roses are red
Violets are blue

And then they went home, "both of them".

Page 3

It was over.
"""
OTHER = "Dawn\nby Theo\n\nIt was light, and somebody sang.\n\nNobody listened.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "a.txt").write_text(STORY, encoding="utf-8")
    (stories / "b.txt").write_text(OTHER, encoding="utf-8")
    return stories


@pytest.fixture
def page(folder: Path) -> Iterator[StudioClient]:
    client = StudioClient(folder)
    yield client
    client.close()


def test_the_studio_calls_what_is_public_and_nothing_else():
    """What it lacks is added to what `epubify` itself offers."""
    others = [
        f"{name} imports {other}"
        for name, path in modules().items()
        if name.split(".")[0] == "studio"
        for other in imported(path)
        if other.startswith("epubify.") and not other.startswith("epubify.studio")
        and other.removeprefix("epubify.") not in epubify.__all__
    ]  # fmt: skip
    assert others == []


# ------------------------------------------------------------------------------ the list


def test_the_list_tells_what_each_story_is(page, folder):
    (folder / "c.txt").write_bytes(b"%PDF-1.4 x")
    client = StudioClient(folder, reading=True)
    told = listed_when_read(client)
    client.close()
    assert told["a.txt"]["title"] == "Dusk"
    assert told["a.txt"]["authors"] == ["Nina"]
    assert told["a.txt"]["words"] == 43
    assert told["a.txt"]["state"] == told["b.txt"]["state"] == "read"
    assert told["c.txt"]["state"] == "failed"
    assert "PDF" in told["c.txt"]["error"]["message"]


def test_many_stories_are_read_beside_the_page(page, folder, monkeypatch):
    monkeypatch.setattr(desk_module, "MANY", 2)
    (folder / "c.txt").write_bytes(b"%PDF-1.4 x")
    client = StudioClient(folder, reading=True)
    told = listed_when_read(client)
    client.close()
    assert (told["a.txt"]["title"], told["b.txt"]["title"]) == ("Dusk", "Dawn")
    assert "PDF" in told["c.txt"]["error"]["message"]


def listed_when_read(client: StudioClient) -> dict[str, dict[str, object]]:
    """Return the list by name, when every story was looked at."""
    client.desk.wait_until_read(timeout=60)
    return {one["name"]: one for one in client.data("api/stories")["stories"]}


def test_dropped_files_are_stories_and_keep_their_folders(page):
    files = [("files", (name, OTHER.encode())) for name in ("one.txt", "two.txt")]
    sent = page.send("api/stories", files, {"path": ["old/one.txt", "two.txt"]})
    folders = {one["name"]: one["folder"] for one in sent.json()["stories"]}
    assert folders == {"a.txt": "", "b.txt": "", "one.txt": "old", "two.txt": ""}
    assert page.story("one.txt")["facts"]["title"]["value"] == "Dawn"


def test_stories_in_an_archive_are_copied_for_the_session(page, folder):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("old/x.txt", OTHER)
        archive.writestr("y.txt", STORY)
    sent = page.send("api/stories", [("files", ("old.zip", packed.getvalue()))]).json()["stories"]
    assert [(one["name"], one["folder"]) for one in sent[2:]] == [
        ("x.txt", "old.zip"),
        ("y.txt", "old.zip"),
    ]
    assert page.say("facts", "x.txt", facts={"title": "Morning"}).status_code == 200
    (folder / "more.zip").write_bytes(packed.getvalue())
    page.desk.open([folder / "more.zip"])
    assert len(page.data("api/stories")["stories"]) == 6


def test_a_sidecar_that_is_dropped_with_its_story_holds(page):
    files = [("files", ("x.txt", OTHER.encode())), ("files", ("x.toml", b'title = "Mine"\n'))]
    page.send("api/stories", files)
    assert "x.toml" not in page.ids
    assert page.story("x.txt")["facts"]["title"]["value"] == "Mine"


def test_books_that_were_made_are_no_stories(page, folder):
    page.made(stories=list(page.ids.values()), to="folder")
    assert list((folder / "books").glob("*.epub"))
    again = StudioClient(folder)
    names = list(again.ids)
    again.close()
    assert names == ["a.txt", "b.txt"]


# ----------------------------------------------------------------------- a story, understood


def test_every_line_has_its_fate_and_every_fact_its_origin(page):
    story = page.story()
    assert [line[0] for line in story["lines"]] == list(range(1, STORY.count("\n") + 2))
    fates = {line[1]: line[2] for line in story["lines"] if line[1]}
    assert fates["Dusk"] == "header"
    assert fates["Chapter 1"] == "heading"
    assert fates["~ ~ ~"] == "break"
    assert fates["Roses are red"] == "verse"
    title = {"value": "Dusk", "origin": "header", "line": 1, "corrected": False}
    assert story["facts"]["title"] == title
    assert story["facts"]["publisher"]["value"] is None
    [chapter] = story["outline"]
    assert chapter["heading"] == "Chapter 1: The Lamp"
    assert (chapter["line"], chapter["level"], chapter["words"]) == (4, 1, 43)
    assert chapter["href"] == "text/chapter-001.xhtml"
    assert chapter["score"] > 0
    rules = {one["rule"] for one in story["repairs"]}
    assert "quotes" in rules
    assert story["breaks"] == [{"line": 13, "last": 13, "kind": "mark"}]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (1, "From it comes: title."),
        (4, "it is written like the number of a chapter"),
        (9, "It is set as one with the lines 8 to 9."),
        (13, "It is a scene break."),
        (15, "its lines stay lines"),
        (18, "The rule quotes made"),
        (3, "It is blank."),
    ],
)
def test_why_a_line_was_read_so_is_told_in_words(page, line, words):
    assert words in page.data(f"api/stories/{page.ids['a.txt']}/why?line={line}")["words"]


# -------------------------------------------------------------------------- corrections


def test_each_correction_is_written_at_once_and_taken_back(page, folder):
    sidecar = folder / "a.toml"
    story = page.say("corrections", kind="scene-break", first=11).json()
    assert [one["line"] for one in story["breaks"]] == [11, 13]
    assert story["corrections"] == [{"kind": "scene-break", "first": 11, "last": 11}]
    assert (story["undo"], story["redo"]) == (1, 0)
    assert "[[break]]\nline = 11\n" in sidecar.read_text(encoding="utf-8")
    story = page.say("corrections", kind="chapter", first=18, title="Home").json()
    assert [one["heading"] for one in story["outline"]] == ["Chapter 1: The Lamp", "Home"]
    assert [one["href"] for one in story["outline"]] == [
        "text/chapter-001.xhtml",
        "text/chapter-002.xhtml",
    ]
    assert page.say("undo").json()["redo"] == 1
    assert page.say("undo").json()["corrections"] == []
    assert not sidecar.exists(), "it was not there before"
    assert len(page.say("redo").json()["breaks"]) == 2
    assert len(page.say("redo").json()["outline"]) == 2
    assert page.say("redo").json()["redo"] == 0


@pytest.mark.parametrize(
    ("said", "line", "now"),
    [
        ({"kind": "not-heading", "first": 4}, 4, "body"),
        ({"kind": "chapter", "first": 11}, 11, "heading"),
        ({"kind": "not-break", "first": 13}, 13, "boilerplate"),
        ({"kind": "prose", "first": 15, "last": 16}, 15, "body"),
        ({"kind": "verse", "first": 8, "last": 9}, 9, "verse"),
        ({"kind": "note", "first": 18, "last": 20}, 20, "note"),
        ({"kind": "leave-out", "first": 20}, 20, "boilerplate"),
        ({"kind": "title-of", "first": 11}, 11, "boilerplate"),
    ],
    ids=lambda one: one.get("kind") if isinstance(one, dict) else str(one),
)
def test_lines_are_what_a_person_says(page, said, line, now):
    story = page.say("corrections", **said).json()
    assert story["lines"][line - 1][2] == now
    why = page.data(f"api/stories/{story['id']}/why?line={line}")["words"]
    assert "You said of it" in why
    back = page.say("corrections", kind="as-read", first=1, last=22).json()
    assert back["corrections"] == []


def test_paragraphs_are_split_and_joined(page):
    split = page.say("corrections", kind="split", first=9).json()
    assert "new_paragraphs = [9]" in sidecar_of(page)
    assert split["corrections"] == [{"kind": "split", "first": 9, "last": 9}]
    joined = page.say("corrections", kind="join", first=8).json()
    assert joined["corrections"] == [], "joined again, it is as it was read"
    page.say("corrections", kind="join", first=8)
    assert "not_paragraphs = [11]" in sidecar_of(page)


def test_a_change_of_signs_is_switched_off_and_on_again(page):
    before = page.story()
    quotes = [one for one in before["repairs"] if one["rule"] == "quotes"]
    assert [(one["line"], one["number"]) for one in quotes] == [(18, 1), (18, 2)]
    off = {"first": 18, "rule": "quotes", "change": 1}
    story = page.say("corrections", kind="unchanged", **off).json()
    assert [one["number"] for one in story["repairs"] if one["rule"] == "quotes"] == [2]
    assert '[[unchanged]]\nline = 18\nrule = "quotes"\nchange = 1\n' in sidecar_of(page)
    story = page.say("corrections", kind="unchanged", first=18, rule="quotes", change=2).json()
    assert "quotes" not in story["repair_counts"]
    assert len(story["corrections"]) == 2
    verse = page.say("corrections", kind="verse", first=18).json()
    assert "quotes" not in verse["repair_counts"], "what the line is does not change its signs"
    page.say("corrections", kind="changed", first=18, rule="quotes", change=2)
    page.say("corrections", kind="changed", **off)
    story = page.say("corrections", kind="as-read", first=18).json()
    assert (story["repairs"], story["corrections"]) == (before["repairs"], [])


def test_what_was_typeset_before_makes_no_difference(folder):
    text = STORY + '\n"One," he said -- "or *two*..."\n\nChapter 2\n\n"Three" and "four".\n'
    (folder / "a.txt").write_text(text, encoding="utf-8")
    opened = epubify.open_story(folder / "a.txt")
    for kind, first, more in (
        ("scene-break", 11, {}),
        ("chapter", 18, {}),
        ("leave-out", 24, {}),
        ("unchanged", 28, {"rule": "quotes", "change": 2}),
        ("verse", 18, {}),
        ("as-read", 24, {}),
    ):
        opened.correct(kind, first, **more)
        anew = epubify.open_story(folder / "a.txt")
        same = {**opened.data(), "revision": 0, "undo": 0}
        assert {**anew.data(), "revision": 0, "undo": 0} == same
        assert opened.preview.texts == anew.preview.texts


def test_a_sidecar_is_fitted_anew_where_the_lines_of_its_story_were_moved(page, folder):
    page.say("corrections", kind="chapter", first=11)
    path = f"api/stories/{page.ids['a.txt']}"
    (folder / "a.txt").write_text(STORY.replace("by Nina", "by Nina\n\n2004"), encoding="utf-8")
    refused = page.get(path)
    assert (refused.status_code, listed(page)["state"]) == (422, "failed")
    assert listed(page)["error"]["misfit"] is True
    story = page.post(f"{path}/fit").json()
    assert [one["first"] for one in story["corrections"]] == [13]
    assert listed(page)["state"] == "read"
    before = sidecar_of(page)
    assert page.post(f"{path}/fit").status_code == 200
    assert sidecar_of(page) == before, "it fits: nothing is written"


def test_nothing_is_written_where_a_corrected_line_is_gone(page, folder):
    page.say("corrections", kind="chapter", first=11)
    before = sidecar_of(page)
    (folder / "a.txt").write_text(STORY.replace("She came late, ", ""), encoding="utf-8")
    refused = page.post(f"api/stories/{page.ids['a.txt']}/fit")
    assert refused.status_code == 422
    assert "take the correction out" in refused.json()["error"]["advice"]
    assert sidecar_of(page) == before


def listed(page: StudioClient, name: str = "a.txt") -> dict[str, object]:
    [found] = [one for one in page.data("api/stories")["stories"] if one["name"] == name]
    return dict(found)


def test_a_part_stands_above_the_chapters_after_it(page):
    page.say("corrections", kind="chapter", first=18)
    story = page.say("corrections", kind="part", first=11).json()
    levels = {one["line"]: one["level"] for one in story["outline"]}
    assert levels == {4: 1, 11: 1, 18: 2}
    story = page.say("corrections", kind="section", first=22).json()
    assert [one["line"] for one in story["outline"]] == [4, 11, 18, 22]


def sidecar_of(page: StudioClient) -> str:
    story = page.desk.story(page.ids["a.txt"])
    return story.path.with_suffix(".toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"kind": "unchanged", "first": 9, "rule": "none-such"}, 422),
        ({"kind": "chaptre", "first": 4}, 400),
        ({"kind": "chapter", "first": 99}, 400),
        ({"kind": "chapter", "first": 0}, 400),
        ({"kind": "verse", "first": 9, "last": 8}, 400),
        ({"kind": "chapter"}, 400),
        ({"first": 4}, 400),
        ({"kind": "chapter", "first": "4"}, 400),
        ({"kind": "chapter", "first": True}, 400),
        ({"kind": "chapter", "first": 4, "level": 9}, 422),
        ({"kind": "join", "first": 22}, 400),
    ],
)
def test_what_lines_cannot_be_is_told_and_changes_nothing(page, folder, said, status):
    found = page.say("corrections", **said)
    assert found.status_code == status, found.text
    assert found.json()["error"]["message"]
    assert page.story()["undo"] == 0
    assert not (folder / "a.toml").exists()


def test_what_a_person_wrote_in_the_sidecar_stays(page, folder):
    mine = (
        "# my own words\n"
        'title = "Evening"  # as on the cover\n'
        'subject = [\n  "one",  # first\n  "two",\n]\n'
        "not_headings = [11]\n"
        "\n# about the break\n[[break]]\nline = 18  # here\n"
    )
    (folder / "a.toml").write_text(mine, encoding="utf-8")
    page.say("corrections", kind="scene-break", first=8)
    page.say("facts", facts={"publisher": "P"})
    now = sidecar_of(page)
    for line in mine.splitlines():
        assert line in now.splitlines()
    assert 'publisher = "P"' in now
    page.say("undo")
    page.say("undo")
    assert sidecar_of(page) == mine


# ------------------------------------------------------------------------ facts and look


def test_facts_are_said_and_taken_back(page):
    facts = {"title": "Evening", "authors": ["Nina", "Theo"], "series_index": "2", "series": "S"}
    story = page.say("facts", facts=facts).json()
    assert story["facts"]["title"]["value"] == "Evening"
    assert story["facts"]["title"]["corrected"]
    assert story["facts"]["authors"]["value"] == ["Nina", "Theo"]
    story = page.say("facts", facts={"title": None}).json()
    assert story["facts"]["title"] == {
        "value": "Dusk", "origin": "header", "line": 1, "corrected": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    "facts", [{"titel": "X"}, {"title": 3}, {"date": "yesterday"}, {"language": "??"}]
)
def test_wrong_facts_are_told(page, folder, facts):
    found = page.say("facts", facts=facts)
    assert found.status_code in (400, 422)
    assert found.json()["error"]["message"]
    assert not (folder / "a.toml").exists()


def test_what_no_file_can_hold_is_refused(folder):
    story = epubify.open_story(folder / "a.txt")
    with pytest.raises(epubify.UsageError, match="no file can hold"):
        story.set_options({"title": "\ud800"})
    assert story.title == "Dusk"


def test_without_its_extra_the_command_says_what_to_install(monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "epubify.studio.server", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert cli_run(["studio", "--no-browser"]) == 2
    assert "pip install 'epubify[studio]'" in capsys.readouterr().err


def test_what_is_not_there_is_told_before_the_studio_opens(capsys, tmp_path):
    assert cli_run(["studio", "--no-browser", str(tmp_path / "gone")]) == 3
    assert "gone" in capsys.readouterr().err


def test_a_rule_is_switched_off(page):
    story = page.say("look", look={"theme": "modern"}, disable=["quotes"]).json()
    assert "quotes" not in {one["rule"] for one in story["repairs"]}
    assert story["look"] == {"theme": "modern", "disable": ["quotes"]}
    book = page.data(f"api/stories/{story['id']}/book")
    text = page.get(f"api/stories/{story['id']}/book/{book['revision']}/text/chapter-001.xhtml")
    assert "&quot;both of them&quot;" in text.text


# --------------------------------------------------------------------------------- its book


def test_the_pages_say_which_lines_they_show(page):
    story = page.story()
    path = f"api/stories/{story['id']}"
    book = page.data(f"{path}/book")
    assert [one["href"] for one in book["documents"]][-2:] == [
        "text/chapter-001.xhtml",
        "text/colophon.xhtml",
    ]
    assert book["contents"] == [
        {"title": "Chapter 1: The Lamp", "href": "text/chapter-001.xhtml", "line": 4, "items": []}
    ]
    chapter = page.get(f"{path}/book/{book['revision']}/text/chapter-001.xhtml")
    assert chapter.headers["content-type"].startswith("application/xhtml+xml")
    assert 'data-line="8" data-last="9"' in chapter.text
    place = page.data(f"{path}/place?line=9")
    assert (place["href"], place["line"]) == ("text/chapter-001.xhtml", 8)
    assert page.data(f"{path}/place?line=22")["line"] == 22
    assert page.data(f"{path}/place?href=text/chapter-001.xhtml")["line"] == 4
    sheet = page.get(f"{path}/book/{book['revision']}/style/theme.css")
    assert sheet.headers["content-type"].startswith("text/css")
    cover = page.get(f"{path}/book/{book['revision']}/images/cover.jpeg")
    assert Image.open(io.BytesIO(cover.content)).size == (1600, 2560)


def test_the_book_that_is_made_says_nothing_of_lines(page):
    job = page.made(stories=[page.ids["a.txt"]], to="download")
    data = page.get(job["files"][0]["href"]).content
    assert b"data-line" not in data


# ------------------------------------------------------------------------------- covers


def test_covers_are_shown_in_every_style_small_and_grey(page):
    known = page.data("api/covers")
    assert "cloth" in known["styles"]
    assert "rose" in known["palettes"]
    path = f"api/stories/{page.ids['a.txt']}/cover.jpg"
    seen = {}
    for query in ("style=label&palette=rose", "style=label&palette=olive", "style=initial"):
        data = page.get(f"{path}?{query}&width=120").content
        assert Image.open(io.BytesIO(data)).size == (120, 192)
        seen[data] = query
    assert len(seen) == 3
    grey = Image.open(io.BytesIO(page.get(f"{path}?style=label&width=60&grey=1").content))
    red, green, blue = (grey.getchannel(one).tobytes() for one in "RGB")
    assert red == green == blue


def test_an_own_picture_is_kept_beside_the_story(page, folder):
    picture = io.BytesIO()
    Image.new("RGB", (800, 1000), (200, 30, 30)).save(picture, "PNG")
    revision = str(page.story()["revision"])
    said = {"fit": "cover", "crop": "0,0,0.5,0.5", "revision": revision}
    files = {"picture": ("mine.png", picture.getvalue())}
    path = f"api/stories/{page.ids['a.txt']}/cover"
    story = page.send(path, files, said).json()
    [kept] = folder.glob("a.cover-*.png")
    assert story["look"] == {"cover": kept.name, "cover_fit": "crop"}
    with Image.open(kept) as image:
        assert image.size == (400, 500)
    assert page.send(path, files, said).status_code == 409, "the story has changed since"
    page.say("undo")
    assert page.story()["look"] == {}
    for data, crop in ((b"no picture", ""), (picture.getvalue(), "0,0,2,1")):
        wrong = {"crop": crop, "revision": str(page.story()["revision"])}
        assert page.send(path, {"picture": ("x.png", data)}, wrong).status_code in (400, 422)


# ------------------------------------------------------------------------ bound and made


def test_contents_are_seen_before_an_anthology_is_made(page):
    ids = page.ids
    asked = {"stories": [ids["b.txt"], ids["a.txt"]], "title": "Both", "by": ["author"]}
    told = page.post("api/bind", asked).json()
    assert [one["title"] for one in told["contents"]] == ["Theo", "Nina"]
    assert page.data("api/choices")["output"].endswith("books")
    [dusk] = told["contents"][1]["items"]
    assert (dusk["title"], dusk["story"], dusk["kind"]) == ("Dusk", ids["a.txt"], "story")
    assert [one["title"] for one in dusk["items"]] == ["Chapter 1: The Lamp"]
    for wrong in ({"title": ""}, {"cover": "a.txt"}, {"order": "sideways"}, {"stories": "all"}):
        assert page.post("api/bind", {**asked, **wrong}).status_code == 400


def test_books_are_those_of_the_command_line(page, folder, tmp_path, monkeypatch):
    """Byte for byte, from the sidecars that the studio wrote."""
    page.say("corrections", kind="scene-break", first=11)
    page.say("facts", "b.txt", facts={"title": "Morning"})
    ids = [page.ids["a.txt"], page.ids["b.txt"]]
    single = page.made(stories=ids, to="download")
    both = page.made(stories=ids, anthology={"title": "Both"}, to="download")
    assert [one["status"] for one in single["outcomes"]] == ["written", "written"]
    with zipfile.ZipFile(io.BytesIO(page.get(single["archive"]).content)) as archive:
        assert sorted(archive.namelist()) == sorted(one["name"] for one in single["files"])
    assert both["archive"] is None
    made = {
        one["name"]: page.get(one["href"]).content for one in (*single["files"], *both["files"])
    }
    monkeypatch.chdir(folder)
    for name in ("a.txt", "b.txt"):
        book = epubify.convert(name)
        assert made[book.name] == book.to_bytes()
    book = epubify.anthology(["a.txt", "b.txt"], title="Both")
    assert made[book.name] == book.to_bytes()


def test_a_story_that_fails_stops_no_other(page, folder):
    (folder / "c.txt").write_bytes(b"%PDF-1.4 x")
    page.desk.open([folder])
    job = page.made(stories=None, to="folder", device=["generic", "kobo"], catalog=True)
    told = [(one["name"], one["device"], one["status"]) for one in job["outcomes"]]
    assert sorted(told) == [
        ("a.txt", "generic", "written"), ("a.txt", "kobo", "written"),
        ("b.txt", "generic", "written"), ("b.txt", "kobo", "written"),
        ("c.txt", "generic", "failed"), ("c.txt", "kobo", "failed"),
    ]  # fmt: skip
    assert job["state"] == "failed"
    assert "PDF" in next(one["error"] for one in job["outcomes"] if one["error"])
    assert Path(job["catalog"]).is_file()
    assert (folder / "books" / "kobo" / "Nina - Dusk.kepub.epub").is_file()


@pytest.mark.parametrize(
    "wish",
    [
        *({"stories": []}, {"stories": "all"}, {"device": ["toaster"]}, {"anthology": "x"}),
        *({"anthology": {}}, {"anthology": {"title": " "}}, {"anthology": {"css": "a.txt"}}),
    ],
)
def test_what_cannot_be_made_is_told(page, wish):
    asked = {"stories": list(page.ids.values()), "to": "download", **wish}
    assert page.post("api/make", asked).status_code == 400


# --------------------------------------------------------------------------------- news


def test_pages_hear_of_what_happens():
    async def heard() -> list[bytes]:
        room = Newsroom()
        told = []
        async for line in room.listen():
            told.append(line)
            if len(told) == 1:
                await asyncio.to_thread(room.tell, "story", {"id": "x"})
            if len(told) == 2:
                room.end()
        return told

    told = asyncio.run(heard())
    assert told[1] == b'event: story\ndata: {"id": "x"}\n\n'


def test_news_that_nobody_hears_are_forgotten():
    Newsroom().tell("story", {"id": "x"})


def test_files_that_others_change_are_told_of(page, folder, monkeypatch):
    told = []
    monkeypatch.setattr(page.desk.news, "tell", lambda event, data: told.append((event, data)))
    story = page.story()
    page.desk.tell_changed()
    assert ("files-changed", {"id": story["id"]}) not in told
    (folder / "a.toml").write_text('title = "Theirs"\n', encoding="utf-8")
    page.desk.tell_changed()
    assert ("files-changed", {"id": story["id"]}) in told
    assert page.story()["facts"]["title"]["value"] == "Theirs"


def test_the_button_ends_the_studio(page):
    assert page.post("api/close").json() == {"closed": True}
    assert page.ended
