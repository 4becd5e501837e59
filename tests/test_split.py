"""Bound books come apart into the books they were bound from; others into their sections."""

from __future__ import annotations

import random
import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from epub_maker import epub_source

import epubify
from epubify.batches.splitting import split_book
from epubify.cli import run
from epubify.errors import EpubifyError, InputError
from epubify.options import Options
from epubify.publish.edition import Edition
from epubify.readers.epub_source.book_slices import slices_of

SEEDS = Path(__file__).parents[1] / "seeds"
PLAIN = Options(no_cover=True, choices=frozenset({"no_cover"}))
DUSK = b"Dusk\nby Bo\n\nIt was dark.\n"
PIECES = (
    "",
    "Chapter 1\n\nIt rained [1] on *Monday*.\n\n[1] As ever.\n\nChapter 2\n\nIt went on.\n",
    "Part One\n\nChapter 1\n\n“Oh,” she said.\n\nPart Two\n\nChapter 2\n\nHe left.\n",
    'The first line.\n\n* * *\n\nhref="s001-chapter-001.xhtml" <a href="s002-x">, he wrote.\n',
    "Author's notes: thanks to Bo for reading.\n\nIt was late.\n\nThe end.\n",
)


def written(edition: Edition | EpubifyError, folder: Path) -> tuple[str, bytes]:
    assert isinstance(edition, Edition), edition
    edition.save(folder)
    return edition.name, (folder / edition.name).read_bytes()


HEADS = ("Tale {}\nby Nina Hale", "Title: Tale {}\nAuthor: Bo\nRating: G", "{}{}{} birds flew.")


def story_text(chance: random.Random, number: int) -> str:
    words = " ".join(f"word{chance.randrange(999)}" for _ in range(60))
    head = chance.choice(HEADS).replace("{}", str(number))
    return f"{head}\n\n{chance.choice(PIECES)}\n{words} {number}.\n"


@pytest.mark.parametrize("seed", range(4))
def test_what_was_bound_comes_apart_byte_for_byte(seed, tmp_path):
    chance = random.Random(seed)
    shape = {"notes": chance.choice(["inline", "end", "drop"]), "colophon": chance.random() < 0.5,
             "theme": chance.choice(["classic", "modern"]), "no_cover": True,
             "device": chance.choice(["generic", "kobo", "kindle", "legacy"])}  # fmt: skip
    texts = []
    for number in range(3):
        texts.append(tmp_path / f"t{number}.txt")
        texts[-1].write_text(story_text(chance, number), encoding="utf-8")
    alone = [epubify.convert(one, **shape) for one in texts]
    wanted = dict(written(one, tmp_path / "alone") for one in alone)
    order = chance.choice(["given", "title", "author"])
    for name, inputs in (("texts", texts), ("books", [*(tmp_path / "alone").iterdir()])):
        bound = tmp_path / f"{name}.epub"
        epubify.anthology(inputs, title="All", order=order, keep_doubles=True, **shape).save(bound)
        found = dict(written(one, tmp_path / name) for one in epubify.split(bound))
        assert found == wanted


NOTICE = "Disclaimer: Nobody here is mine, and no money is made with any of it by anybody."


@pytest.mark.parametrize("notes", ["inline", "gathered"])
def test_what_an_anthology_prints_once_is_in_each_book_again(notes, tmp_path):
    texts = []
    for number, name in enumerate(("Ants", "Bees", "Cats")):
        texts.append(tmp_path / f"{name}.txt")
        text = (
            f"Title: {name}\nAuthor: Bo\n{NOTICE}\n\n{PIECES[1]}\n{PIECES[4]}\n{name} {number}.\n"
        )
        texts[-1].write_text(text, encoding="utf-8")
    wish = {"no_cover": True, "notes": notes}
    alone = [epubify.convert(one, **wish) for one in texts]
    wanted = dict(written(one, tmp_path / "alone") for one in alone)
    foreword = tmp_path / "foreword.txt"
    foreword.write_text("Foreword\n\nThese were found in one drawer.\n", encoding="utf-8")
    bound = tmp_path / "all.epub"
    book = epubify.anthology(
        texts, title="All", introduction=foreword, sources=True, keep_doubles=False, **wish
    )
    book.save(bound)
    assert book.book.matter.shared
    assert dict(written(one, tmp_path / "apart") for one in epubify.split(bound)) == wanted


def test_covers_are_those_of_the_books(tmp_path):
    seeds = [SEEDS / "the_understudy.txt", SEEDS / "dead_air_2.txt"]
    small = "480x640"
    wanted = dict(
        written(epubify.convert(one, cover_size=small), tmp_path / "alone") for one in seeds
    )
    bound = tmp_path / "all.epub"
    epubify.anthology(seeds, title="All", cover_size=small).save(bound)
    assert dict(written(one, tmp_path / "apart") for one in epubify.split(bound)) == wanted


def test_pictures_and_covers_of_sources_are_kept(tmp_path):
    picture = (SEEDS.parent / "docs/images").glob("*.png").__next__().read_bytes()
    book = epub_source(
        {"a.xhtml": '<h1>One</h1><p>Words.</p><p><img src="p.png" alt="A"/></p><p>More.</p>'},
        files={"p.png": picture},
    )
    alone = epubify.convert(book, no_cover=True).to_bytes()
    bound = tmp_path / "all.epub"
    epubify.anthology([book, b"Dusk\nby Bo\n\nIt was dark.\n"], title="All", no_cover=True).save(
        bound
    )
    assert next(iter(epubify.split(bound))).to_bytes() == alone


def test_another_look_is_another_book(tmp_path):
    bound = tmp_path / "all.epub"
    epubify.anthology(
        [b"Dusk\nby Bo\n\nIt was dark.\n", b"Dawn\nby Bo\n\nIt was light.\n"],
        title="All", no_cover=True,
    ).save(bound)  # fmt: skip
    plain, modern = (
        next(iter(epubify.split(bound))),
        next(iter(epubify.split(bound, theme="modern"))),
    )
    assert plain.identifier == modern.identifier
    assert plain.fingerprint != modern.fingerprint
    assert plain.to_bytes() != modern.to_bytes()


ONE, TWO = (
    "<h2>Tides</h2><p>by Nina Hale</p><p>The sea came.</p>",
    "<h2>Ash</h2><p>Bo Ray</p><p>It burned.</p>",
)
AUTHORS = (
    "<dc:title>Both</dc:title><dc:creator>Nina Hale</dc:creator><dc:creator>Bo Ray</dc:creator>"
)
FOREIGN = {
    "a document each": ({"a.xhtml": ONE, "b.xhtml": TWO}, {"a.xhtml": "Tides", "b.xhtml": "Ash"}),
    "in the middle of a document": (
        {"a.xhtml": ONE + TWO.replace("<h2>", '<h2 id="two">')},
        {"a.xhtml": "Tides", "a.xhtml#two": "Ash"},
    ),
    "with chapters below": (
        {"a.xhtml": ONE, "c.xhtml": "<h3>I</h3><p>More of it.</p>", "b.xhtml": TWO},
        {"a.xhtml": "Tides", "c.xhtml": " I", "b.xhtml": "Ash"},
    ),
    "below the title of the whole": (
        {"t.xhtml": "<h1>Both</h1>", "a.xhtml": ONE, "b.xhtml": TWO},
        {"t.xhtml": "Both", "a.xhtml": " Tides", "b.xhtml": " Ash"},
    ),
    "whose entries say the authors": (
        {"a.xhtml": "<p>The sea came.</p>", "b.xhtml": "<p>It burned.</p>"},
        {"a.xhtml": "Tides by Nina Hale", "b.xhtml": "Bo Ray: Ash"},
    ),
}


@pytest.mark.parametrize("shape", FOREIGN)
def test_books_of_others_are_split_by_their_contents(shape):
    documents, contents = FOREIGN[shape]
    book = epub_source(documents, metadata=AUTHORS, contents=contents)
    made = list(split_book(book, PLAIN))
    assert [(one.title, one.authors) for one in made] == [
        ("Tides", ("Nina Hale",)),
        ("Ash", ("Bo Ray",)),
    ]
    for one, words in zip(made, (b"The sea came.", b"It burned."), strict=True):
        assert words in text_of(one.to_bytes())


def text_of(book: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(book)) as archive:
        return b"".join(archive.read(n) for n in archive.namelist() if n.startswith("EPUB/text/"))


def test_a_page_with_nothing_but_a_picture_is_the_cover():
    picture = next((SEEDS.parent / "docs/images").glob("*.png")).read_bytes()
    book = epub_source(
        {"p.xhtml": '<img src="p.png" alt=""/>', "a.xhtml": ONE, "b.xhtml": TWO},
        metadata=AUTHORS,
        contents={"p.xhtml": "Tides", "b.xhtml": "Ash"},
        files={"p.png": picture},
    )
    covers = [
        slice_.data.count(b'properties="cover-image"') for slice_ in slices_of("b", book.data)
    ]
    assert covers == [1, 0]


def test_each_has_the_language_of_its_page():
    book = epub_source(
        {"a.xhtml": "<p>La mer vint.</p>", "b.xhtml": TWO},
        metadata="<dc:title>Both</dc:title><dc:language>en</dc:language>",
        contents={"a.xhtml": "Marées", "b.xhtml": "Ash"},
    )
    with zipfile.ZipFile(BytesIO(book.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["OEBPS/a.xhtml"] = files["OEBPS/a.xhtml"].replace(b"<html", b'<html lang="fr"', 1)
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    found = [
        re.findall(rb"<dc:language>(\w+)", one.data) for one in slices_of("b", made.getvalue())
    ]
    assert found == [[b"fr"], [b"en"]]


BROKEN = {
    "no archive": b"PK\x03\x04 and nothing more",
    "text": b"Only words.",
    "one section": epub_source({"a.xhtml": ONE}, contents={"a.xhtml": "Tides"}).data,
    "no contents": epub_source({"a.xhtml": ONE}).data,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_split_fails_alone(kind, tmp_path, capsys):
    (tmp_path / "bad.epub").write_bytes(BROKEN[kind])
    contents = {"a.xhtml": "Tides", "b.xhtml": "Ash"}
    good = epub_source({"a.xhtml": ONE, "b.xhtml": TWO}, contents=contents)
    (tmp_path / "good.epub").write_bytes(good.data)
    with pytest.raises(InputError):
        list(split_book(epubify.Source("bad.epub", BROKEN[kind]), PLAIN))
    told = [str(tmp_path / "bad.epub"), str(tmp_path / "good.epub"), "--no-cover"]
    assert run(["split", *told, "-o", str(tmp_path / "out")]) == 1
    lines = [one for one in capsys.readouterr().err.splitlines() if one.startswith("epubify:")]
    assert len(lines) == 1
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_what_is_kept_and_broken_is_one_line(tmp_path):
    bound = tmp_path / "all.epub"
    epubify.anthology([DUSK], title="All", no_cover=True).save(bound)
    with zipfile.ZipFile(bound) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["META-INF/epubify-stories.json"] = b'{"format": 1, "stories": [3]}'
    with zipfile.ZipFile(bound, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match="damaged"):
        list(epubify.split(bound))


def test_other_books_are_not_overwritten_nor_is_the_bound_one(tmp_path, capsys):
    bound = tmp_path / "Bo - Dusk.epub"
    epubify.anthology([DUSK], title="All", no_cover=True).save(bound)
    before = bound.read_bytes()
    assert run(["split", str(bound), "-o", str(tmp_path)]) == 4
    assert run(["split", str(bound), "-o", str(tmp_path), "--force"]) == 4
    assert bound.read_bytes() == before
    assert "is an input" in capsys.readouterr().err
    out = tmp_path / "out"
    assert run(["split", str(bound), "-o", str(out)]) == 0
    assert run(["split", str(bound), "-o", str(out)]) == 0
    assert "unchanged" in capsys.readouterr().err
    assert run(["split", str(bound), "-o", str(tmp_path / "x.epub")]) == 2
    shutil.rmtree(out)
