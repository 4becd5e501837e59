"""Parts of one story: in order, complete, each once, judged as a whole, and of one story."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from building import book_of

import epubify
from epubify.batches.joined_folders import parts_by_folder
from epubify.bind.joining import join
from epubify.bind.kinds import Kind
from epubify.bind.told_by_folder import ToldByFolder
from epubify.cli import run
from epubify.errors import InputError
from epubify.files.inputs import Input
from epubify.headings.short_divisions import with_divisions_unlisted
from epubify.model import Fate, Field, Metadata, Paragraph, Place, Section, Source, Span, Story
from epubify.publish.edition import Edition
from epubify.text.blocks import story_texts

PROSE = (
    "The ferry was late again that morning, and the men on the quay had nothing left to say. One "
    "of them threw a stone at the water, and all of them watched where it went down.",
    "Up on the hill somebody had lit a lamp in the house that had stood empty for nine years. It "
    "could be seen from the boats, and from the church, and nobody spoke about it at all.",
    "My aunt kept bees, and an opinion of everybody who did not, which she gave to all of us on "
    "Sundays. The bees, she said, had never once asked her what she had been thinking of.",
    "In the winter the road was closed, and letters came by sledge or not at all. We learned to "
    "write short ones, and to say first what had to be said, because the ink froze.",
    "When he came back he brought a clock that ran the wrong way round, and hung it in the hall. "
    "By the spring we had all learned to read it, and could read no other any more.",
)
NOTE = "A/N: Thanks to all of you who wrote to me about this last summer."
PREFACE = "Preface\n\nMy aunt told me this, who had it from the bees, or so she always said.\n"


def part(number: int | str, text: int | str, title: str = "The Ferry", **more: str) -> str:
    """Return a part of a story with a header that says which."""
    head = f"Title: {title}\nAuthor: {more.get('author', 'Nina Hale')}\nPart: {number}\n"
    prose = PROSE[text] if isinstance(text, int) else text
    return "\n\n".join(filter(None, (head, more.get("top", ""), prose, more.get("end", "")))) + "\n"


def chapter(number: int, text: int) -> str:
    return f"Chapter {number}\n\n{PROSE[text]}\n\n{PROSE[(text + 1) % 5]}\n"


def joined(*texts: str, **options: Any) -> Edition:
    """Return the book of parts whose files are a.txt, b.txt and so on; its words are proved."""
    sources = [Source(f"{'abcdefgh'[n]}.txt", text.encode()) for n, text in enumerate(texts)]
    edition = book_of(sources, kind=Kind.JOINED, **{"language": "en", **options})
    edition.to_bytes()
    return edition


def told(edition: Edition) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in edition.findings]


def openings(edition: Edition) -> list[str]:
    """Return the first word of each of the texts that the book has, in its order."""
    [story] = edition.book.stories
    return [text.split()[0] for text in story_texts(story)]


# -------------------------------------------------------------------------------- order

ORDERS = [
    ("2 0|1 1|3 2", "Up The My", "b.txt (1), a.txt (2), c.txt (3)"),
    ("Two 0|One 1|Three 2", "Up The My", "b.txt (1), a.txt (2), c.txt (3)"),
    ("2/3 0|1/3 1|3/3 2", "Up The My", "b.txt (1), a.txt (2), c.txt (3)"),
    ("1 0|2 1|3 2", "The Up My", None),
    ("2 0|1 1|some 2|3 3|4 4", "Up My The In When",
     "b.txt (1), c.txt (no number), a.txt (2), d.txt (3), e.txt (4)"),
    ("2 0|1 1|some 2", "The Up My", None),
]  # fmt: skip


@pytest.mark.parametrize(("given", "order", "message"), ORDERS)
def test_parts_stand_in_the_order_of_their_numbers(given, order, message):
    parts = [one.split() for one in given.split("|")]
    edition = joined(*(part(number, int(text)) for number, text in parts))
    assert " ".join(openings(edition)) == order
    said = [text for code, text in told(edition) if code == "M042"]
    start = "the numbers in the parts say another order than their names, and are followed: "
    assert said == ([start + message] if message else [])


MISSING = [
    ("1 2 4", "no part 3 among 3 files"),
    ("2 3", "no part 1 among 2 files"),
    ("1/4 2/4", "no parts 3 to 4 among 2 files"),
    ("1 3 5", "no parts 2, 4 among 3 files"),
    ("1 2 3", None),
    ("x y z", None),
]


@pytest.mark.parametrize(("numbers", "message"), MISSING)
def test_parts_that_are_missing(numbers, message):
    edition = joined(*(part(number, n) for n, number in enumerate(numbers.split())))
    assert [text for code, text in told(edition) if code == "M049"] == [message][: bool(message)]


def test_files_without_any_number_in_them_are_counted_by_their_names():
    sources = [Source(f"tide{n}.txt", PROSE[n].encode()) for n in (1, 2, 4)]
    edition = book_of(sources, kind=Kind.JOINED, language="en")
    assert ("M049", "no part 3 among 3 files") in told(edition)


# ------------------------------------------------------------------------------ doubled

REVISED = PROSE[0].replace("stone", "pebble")
DOUBLED = [
    ((part(1, 0), part(2, 1), part(2, 1)), "c.txt", "the same part as b.txt"),
    ((part(1, 0), part(1, REVISED + " And so it went."), part(2, 1)), "a.txt", "another version"),
    ((part(1, 0, "Dawn"), part(2, 1), part("some", 0)), "c.txt", "under another name"),
]


@pytest.mark.parametrize(("texts", "name", "reason"), DOUBLED)
def test_a_part_that_is_there_twice_is_bound_once(texts, name, reason):
    edition = joined(*texts)
    [(at, message)] = [(one.at, one.message) for one in edition.findings if one.code == "M047"]
    assert at.source == name
    assert message.startswith("left out of the story: ")
    assert reason in message
    assert len(openings(edition)) == 2
    assert len(openings(joined(*texts, keep_doubles=True))) == 3


@pytest.mark.parametrize("text", [REVISED, 0])
def test_what_has_a_number_of_its_own_is_bound(text):
    edition = joined(part(1, 0), part(2, text), part(3, 1))
    [message] = [said for code, said in told(edition) if code == "M048"]
    assert message.startswith(("a.txt may be ", "b.txt may be "))
    assert len(openings(edition)) == 3


def test_what_has_a_title_of_its_own_is_bound():
    told_as = {"a": ("The Ford", PROSE[0]), "b": ("The Mill", REVISED), "c": ("Ford", PROSE[0])}
    sources = [
        Source(f"{name}.md", f"# {title}\n\n{text}\n".encode())
        for name, (title, text) in told_as.items()
    ]
    edition = book_of(sources, kind=Kind.JOINED, language="en")
    said = {code: message for code, message in told(edition) if code in ("M047", "M048")}
    assert said["M047"].startswith("left out of the story: the same part as a.md")
    assert said["M048"].startswith("b.md may be another version of a.md")


def test_notes_above_the_heading_of_a_file_stay_with_it():
    note = "A/N: Thanks to all of you who wrote to me about the dog.\n\n"
    texts = [f"{note * (n > 1)}Chapter {n}\n\n{PROSE[n]}\n\n{PROSE[n]}\n" for n in (1, 2)]
    sources = [Source(f"{n}.txt", text.encode()) for n, text in enumerate(texts)]
    [story] = book_of(sources, kind=Kind.JOINED, language="en").book.stories
    assert [type(section.blocks[0]).__name__ for section in story.sections] == [
        "Paragraph", "Note",
    ]  # fmt: skip


def test_two_parts_with_one_number():
    edition = joined(part(1, 0), part(2, 1), part(2, 2), part(3, 3))
    assert ("M054", "b.txt and c.txt say that they are part 2") in told(edition)
    assert openings(edition) == ["The", "Up", "My", "In"]


# ----------------------------------------------------------------------------- repeated


def fates(edition: Edition) -> dict[str, int]:
    counts = edition.report.line_counts()
    return {str(fate): counts[str(fate)] for fate in (Fate.NOTE, Fate.REPEATED)}


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ({}, {"note": 1, "repeated": 2}),
        ({"notes": "end"}, {"note": 1, "repeated": 2}),
        ({"notes": "gathered"}, {"note": 1, "repeated": 2}),
        ({"notes": "drop"}, {"note": 3, "repeated": 0}),
        ({"keep_doubles": True}, {"note": 3, "repeated": 0}),
    ],
)
def test_a_note_of_every_part_is_printed_once(options, printed):
    edition = joined(*(part(n + 1, n, end=NOTE) for n in range(3)), **options)
    assert fates(edition) == printed
    message = "left out where it comes again, 2 times: the same note as in a.txt"
    assert (("M055", message) in told(edition)) == bool(printed["repeated"])


def test_a_preface_of_every_part_is_printed_once():
    edition = joined(*(f"{PREFACE}\n{chapter(n, n)}" for n in (1, 2, 3)))
    roles = [section.role for section in edition.sections]
    assert roles == ["preface", "chapter", "chapter", "chapter"]
    assert fates(edition)["repeated"] == 4
    assert "M055" in [code for code, _ in told(edition)]


def test_a_disclaimer_of_every_header_is_said_once():
    head = "x\nDisclaimer: They belong to their makers.\nRating: PG"
    edition = joined(part(head, 0), part(head, 1))
    said = [field.value for field in edition.metadata.fields]
    assert said.count("They belong to their makers.") == said.count("PG") == 1


# ------------------------------------------------------------------- judged on the whole


def test_what_one_part_lacks_another_may_have():
    edition = joined(f"The Ferry\n\nby Nina Hale\n\n{chapter(1, 0)}", chapter(2, 1), chapter(3, 2))
    assert told(edition) == []


def test_what_all_lack_is_asked_once():
    edition = joined(PROSE[0], PROSE[1], PROSE[2])
    codes = [code for code, _ in told(edition)]
    assert sorted(codes) == ["M001", "M002"]


def test_a_chapter_that_is_missing_between_parts_is_told():
    one = f"The Ferry\n\nby Nina Hale\n\n{chapter(1, 0)}\n{chapter(2, 1)}"
    edition = joined(one, f"{chapter(4, 2)}\n{chapter(5, 3)}")
    found = "no heading found for 3, between “Chapter 2” and “Chapter 4”"
    assert ("H001", found) in told(edition)


def test_a_chapter_that_two_files_have_is_told_with_both_places():
    edition = joined(f"The Ferry\n\nby Nina Hale\n\n{chapter(1, 0)}{chapter(2, 2)}", chapter(2, 3))
    [message] = [text for code, text in told(edition) if code == "H002"]
    assert message.endswith("a.txt:10 and b.txt:1")


def test_contents_of_a_part_may_name_chapters_of_another():
    contents = "CONTENTS\n\nThe Lamp\nThe Road\nThe Clock\n"
    head = f"The Ferry\n\nby Nina Hale\n\n{contents}\n"
    texts = [f"{title}\n\n{PROSE[n]}\n\n{PROSE[n + 1]}\n" for n, title in
             enumerate(("THE LAMP", "THE ROAD", "THE CLOCK"))]  # fmt: skip
    edition = joined(head + texts[0], *texts[1:])
    assert "H004" not in [code for code, _ in told(edition)]


# ---------------------------------------------------------------------------- strangers

ANTS = f"Ants\n\nby Nina Hale\n\n{PROSE[0]}\n\n{PROSE[1]}\n"
STRANGERS = [
    (("Bees", "Theo Marsh"), {}, True),
    (("Bees", "Theo Marsh"), {"title": "All of It"}, False),
    (("Bees", "Nina Hale"), {}, False),
    (("Ants II", "Theo Marsh"), {}, False),
]


@pytest.mark.parametrize(("other", "options", "refused"), STRANGERS)
def test_parts_of_different_stories(other, options, refused):
    title, author = other
    bees = f"{title}\n\nby {author}\n\n{PROSE[2]}\n\n{PROSE[3]}\n"
    if not refused:
        assert joined(ANTS, bees, **options).findings == ()
        return
    said = r"b.txt: “Bees” by Theo Marsh is another story than “Ants” by Nina Hale in a.txt; "
    with pytest.raises(InputError, match=said):
        joined(ANTS, bees, **options)


# ------------------------------------------------------------------------------ folders

FOLDERS = [
    ("1.txt 2.txt", "1.txt 2.txt"),
    ("1.txt 10.txt 2.txt", "1.txt 2.txt 10.txt"),
    ("a/1.txt a/2.txt b/1.txt", "a/1.txt a/2.txt|b/1.txt"),
    ("a/1.txt a/2.txt x.txt y.txt", "a/1.txt a/2.txt|x.txt|y.txt"),
    ("a/Part 1/1.txt a/Part 2/1.txt", "a/Part 1/1.txt a/Part 2/1.txt"),
    ("a/Book One/1.txt a/1.txt", "a/1.txt a/Book One/1.txt"),
    ("s/a/1.txt s/b/1.txt", "s/a/1.txt|s/b/1.txt"),
]


@pytest.mark.parametrize(("given", "books"), FOLDERS)
def test_files_are_joined_by_folder(given, books):
    names = re.findall(r"\S.*?\.txt", given)
    inputs = [Input(name, Path(name), name.rpartition("/")[0] or ".") for name in names]
    found = [" ".join(one.name for one in parts) for parts in parts_by_folder(inputs)]
    assert "|".join(found) == books


@pytest.mark.parametrize("way", ["option", "manifest"])
def test_a_folder_of_folders_is_joined(tmp_path, way):
    for folder, first in (("The_Long_Ferry", 0), ("ants", 2)):
        (tmp_path / "in" / folder).mkdir(parents=True)
        for n in (1, 2):
            path = tmp_path / "in" / folder / f"ch{n}.txt"
            path.write_text(chapter(n, first + n - 1), encoding="utf-8")
    (tmp_path / "in" / "dusk.txt").write_text(ANTS, encoding="utf-8")
    plan = tmp_path / "library.toml"
    plan.write_text('[[story]]\ninput = "in"\njoin = "folders"\nno_cover = true\n', "utf-8")
    source, options = (plan, {}) if way == "manifest" else (tmp_path / "in", {"join": True})
    for status in ("written", "unchanged"):
        made = list(
            epubify.batch(source, tmp_path / "out", jobs=1, executor="serial:",
                          **{"no_cover": True, **options} if way == "option" else {})
        )  # fmt: skip
        assert {one.status for one in made} == {status}
    books = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert books == ["Nina Hale - Ants.epub", "The Long Ferry.epub", "ants.epub"]


def test_a_manifest_says_itself_what_is_joined(tmp_path):
    plan = tmp_path / "library.toml"
    plan.write_text('[[story]]\ninput = "in"\n', "utf-8")
    with pytest.raises(epubify.EpubifyError, match="the option join is for folders"):
        epubify.batch(plan, tmp_path, join=True)
    plan.write_text('[[story]]\ninput = "in"\njoin = "folder"\n', "utf-8")
    with pytest.raises(epubify.EpubifyError, match='true, false nor "folders"'):
        epubify.batch(plan, tmp_path)


def test_a_folder_names_the_story_whose_parts_it_holds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("The_Long_Ferry").mkdir()
    for n in (1, 2):
        Path("The_Long_Ferry", f"ch{n}.txt").write_text(chapter(n, n), encoding="utf-8")
    assert run(["convert", "--join", "The_Long_Ferry", "--no-cover", "-q"]) == 0
    assert Path("The Long Ferry.epub").is_file()


def marked(text: str) -> Section:
    """Return a chapter of one paragraph, which markup heads with this title."""
    block = Paragraph((Span(PROSE[0]),), Place("story.md", 1, 1))
    return Section("chapter", None, text, (block,), marked=True)


def test_a_titled_file_beside_files_that_are_a_chapter_each_is_a_chapter():
    divided = Story(Metadata("The Mail"), (marked("At Noon"), marked("At Night")))
    others = [Story(Metadata(), (marked(title),)) for title in ("The Ford", "The Tide")]
    whole = join([others[0], divided, others[1]], ToldByFolder(Metadata("The Weir"), True))
    assert [(one.role, one.title) for one in whole.sections] == [
        ("chapter", "The Ford"),
        ("chapter", "The Mail"),
        ("chapter", "The Tide"),
    ]
    below = with_divisions_unlisted(whole).sections[1].sections
    assert [(one.title, one.listed) for one in below] == [("At Noon", False), ("At Night", False)]


def test_parts_with_one_place_in_a_series_are_chapters_of_one_work() -> None:
    tags = "The Quay, The Ford, The Weir"
    at = Place("a.html", 1, 1)
    parts = [
        Story(
            Metadata(
                "Salt", series="Winter Quay", series_index="4",
                fields=(Field("characters", "Characters", said, at),),
            ),
            (Section("chapter", f"Chapter {n}", None, (), number=n),),
        )
        for n, said in ((1, tags), (3, f"{tags}, Ann"))
    ]  # fmt: skip
    whole = join(parts)
    assert (whole.metadata.title, whole.metadata.series) == ("Salt", "Winter Quay")
    assert whole.metadata.series_index == "4"
    assert [section.label for section in whole.sections] == ["Chapter 1", "Chapter 3"]
    assert [field.value for field in whole.metadata.fields] == [f"{tags}, Ann"]
