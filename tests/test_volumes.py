"""Anthologies that grow too large become volumes, in which stories stay when others are added."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

import epubify
from epubify.cli import run
from epubify.collection.volumes import VolumeLimits, told_off
from epubify.errors import UsageError

NAMES = [f"{number:03}" for number in range(330)]


@pytest.mark.parametrize(
    "limits",
    [VolumeLimits(stories=50), VolumeLimits(size=400), VolumeLimits(500, 40)],
    ids=["stories", "size", "both"],
)
@pytest.mark.parametrize("seed", range(3))
def test_thirty_stories_added_to_three_hundred_move_none(limits, seed):
    chance = random.Random(seed)
    sizes = {name: chance.randrange(1, 20) for name in NAMES}
    added = set(chance.sample(NAMES, 30))
    before = [(name, sizes[name]) for name in NAMES if name not in added]
    first = told_off(before, limits)
    assert first == sorted(first)
    earlier = {name: [number] for (name, _), number in zip(before, first, strict=True)}
    stories = [(name, sizes[name]) for name in NAMES]
    second = dict(zip(NAMES, told_off(stories, limits, earlier), strict=True))
    assert [name for name, numbers in earlier.items() if [second[name]] != numbers] == []
    for number in set(second.values()):
        held = [sizes[name] for name in NAMES if second[name] == number]
        assert limits.stories is None or len(held) <= limits.stories
        assert limits.size is None or sum(held) <= limits.size


MOVES = {
    "none is left where it was": ([("a", 5), ("b", 5)], {}, [1, 2]),
    "it stays though its neighbours go": ([("b", 5), ("c", 5)], {"b": [2], "c": [3]}, [2, 3]),
    "what grew makes the last of its volume move": (
        [("a", 6), ("b", 3), ("c", 3)],
        {"a": [1], "b": [1], "c": [2]},
        [1, 2, 2],
    ),
    "it goes where the one before it is": ([("a", 2), ("n", 2)], {"a": [3]}, [3, 3]),
    "it goes where the one behind it is": ([("n", 2), ("a", 2)], {"a": [3]}, [3, 3]),
    "two of one identity keep both places": ([("a", 5), ("a", 5)], {"a": [1, 2]}, [1, 2]),
}


@pytest.mark.parametrize("case", MOVES)
def test_a_story_moves_only_where_it_must(case):
    stories, earlier, wanted = MOVES[case]
    assert told_off(stories, VolumeLimits(size=7), earlier) == wanted


def text(name: str) -> str:
    return f"{name}\nby Nina\n\nThe {name} came. {name * 20} was what they were called.\n"


def make(folder: Path, names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names.split():
        (folder / f"{name}.txt").write_text(text(name), encoding="utf-8")
    return folder


def stories_of(book: Path) -> list[str]:
    with zipfile.ZipFile(book) as archive:
        nav = archive.read("EPUB/text/nav.xhtml").decode()
    return [one for one in ["Ants", "Bees", "Cats", "Dogs", "Elks", "Foxes"] if f">{one}<" in nav]


def test_volumes_have_numbers_and_the_contents_of_all(tmp_path):
    stories = make(tmp_path / "in", "Ants Bees Cats Dogs Foxes")
    out = tmp_path / "all.epub"
    told = ["anthology", str(stories), "-o", str(out), "--title", "All", "--no-cover", "-q"]
    assert run([*told, "--order", "title", "--max-stories", "2"]) == 0
    books = [out, tmp_path / "all 2.epub", tmp_path / "all 3.epub"]
    assert [stories_of(one) for one in books] == [["Ants", "Bees"], ["Cats", "Dogs"], ["Foxes"]]
    for number, book in enumerate(books, 1):
        with zipfile.ZipFile(book) as archive:
            package = archive.read("EPUB/content.opf").decode()
            page = archive.read("EPUB/text/set.xhtml").decode()
        assert f"All {number}</dc:title>" in package
        assert f'property="group-position">{number}<' in package
        assert 'property="collection-type">set<' in package
        assert all(f"{one} – Nina" in page for one in ("Ants", "Cats", "Foxes"))
    make(stories, "Elks")
    assert run([*told, "--order", "title", "--max-stories", "2"]) == 0
    assert [stories_of(one) for one in books][2] == ["Elks", "Foxes"]


def test_a_set_that_needs_a_second_volume_keeps_the_first(tmp_path):
    stories = make(tmp_path / "in", "Ants Bees")
    out = tmp_path / "all.epub"
    told = ["anthology", str(stories), "-o", str(out), "--title", "All", "--no-cover", "-q"]
    assert run([*told, "--max-stories", "2"]) == 0
    [alone] = epubify.list_stories(out)
    assert alone["title"] == "All"
    assert not alone["series"]
    before = next(epubify.volumes(stories, title="All", max_stories=2)).identifier
    make(stories, "Cats")
    assert run([*told, "--max-stories", "2"]) == 0
    assert [one["title"] for one in epubify.list_stories(tmp_path)][:2] == ["All 2", "All 1"]
    books = list(epubify.volumes(stories, title="All", max_stories=2, beside=out, no_cover=True))
    assert [one.name for one in books] == ["Nina - All 1.epub", "Nina - All 2.epub"]
    assert books[0].identifier == before != books[1].identifier


def test_sizes_are_kept(tmp_path):
    words = random.Random(1)
    texts = [
        f"Tale {n}\nby Bo\n\n{' '.join(str(words.random()) for _ in range(2000))}\n".encode()
        for n in range(6)
    ]
    wish = {"title": "All", "no_cover": True, "keep_doubles": True}
    books = list(epubify.volumes(texts, max_size="80kB", **wish))
    assert len(books) > 1
    for number, one in enumerate(books):
        one.save(tmp_path / f"{number}.epub")
        assert (tmp_path / f"{number}.epub").stat().st_size <= 80_000
        assert [found.code for found in one.findings if found.code == "M061"] == []
    with pytest.raises(UsageError, match=r"40kB is less than “.+” needs .* give \d\dkB"):
        list(epubify.volumes(texts, max_size="40kB", **wish))


def test_a_manifest_makes_volumes_and_a_limit_too_small_fails_alone(tmp_path, capsys):
    make(tmp_path / "in", "Ants Bees Cats")
    manifest = tmp_path / "library.toml"
    manifest.write_text(
        "[defaults]\nno_cover = true\n"
        '[[anthology]]\ntitle = "All"\ninputs = "in"\nmax_stories = 2\n'
        '[[anthology]]\ntitle = "Few"\ninputs = "in"\nmax_size = "1kB"\n'
        '[[story]]\ninput = "in/Ants.txt"\n',
        encoding="utf-8",
    )
    told = ["batch", str(manifest), "-o", str(tmp_path / "out"), "--jobs", "1"]
    assert run(told) == 1
    assert "1kB is less than" in capsys.readouterr().err
    names = ["Nina - All 1.epub", "Nina - All 2.epub", "Nina - Ants.epub"]
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == names
    make(tmp_path / "in", "Aces")
    assert run(told) == 1
    assert stories_of(tmp_path / "out" / names[0]) == ["Ants", "Bees"]
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == names


def test_what_makes_no_sense_is_refused(tmp_path, capsys):
    stories = make(tmp_path / "in", "Ants")
    told = ["anthology", str(stories), "--title", "All", "--max-stories", "1"]
    assert run([*told, "-o", "-"]) == 2
    assert run([*told, "-o", str(tmp_path / "a.epub"), "--series", "Other"]) == 2
    assert "series of their own" in capsys.readouterr().err
    assert (
        run(["anthology", str(stories), "--title", "A", "-o", "a.epub", "--max-size", "big"]) == 2
    )
    with pytest.raises(UsageError, match="several books"):
        epubify.anthology(stories, title="All", max_stories=1)
    assert run([*told, "-o", str(tmp_path / "a.epub"), "--where", "words > 900"]) == 3
