"""The command line as a user meets it: results, talk, exit codes, and what is left behind."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from case_files import case_params

from epubify import __version__, errors
from epubify.cli import BUG, run

STORY = """The Lamp
by Ann Bee

"Who lit the lamp?" she asked, and nobody in the house would say who had done it.

He looked at the window, and then at the door that had been left open all night.

Chapter 1

It was the first day of the year, and the snow lay on the roofs of the town.

* * *

In the evening they sat by the fire and told each other what they had seen.

Chapter 2

On the second day the snow was gone, and so was the lamp.
"""

KEYS = (
    "inputs output status title authors language series series_index words words_lost stories "
    "sections scene_breaks gaps stories_added chapters_added words_left_out lines left_out repairs "
    "findings error seconds"
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


def other(name, text="The boats were gone, and the sea was as flat as a plate that day.\n"):
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def left_behind(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def convert(*arguments):
    return run(["convert", *arguments])


# ------------------------------------------------------------------------------ results


def test_a_story_becomes_a_book_named_after_it(folder, capsys):
    assert convert("story.txt") == 0
    out, err = capsys.readouterr()
    assert out == "Ann Bee - The Lamp.epub\n"
    assert "“The Lamp” by Ann Bee" in err
    assert left_behind(folder) == ["Ann Bee - The Lamp.epub", "story.txt"]


def test_quiet_says_nothing(capsys):
    assert convert("-q", "story.txt", "-o", "books/lamp.epub") == 0
    assert capsys.readouterr() == ("", "")
    assert Path("books/lamp.epub").is_file()


POSTED = """The Lamp
by Ann Bee

Nobody in the house would say who had lit the lamp that night.

From: ann@mail.example (Ann Bee)
Subject: The Lamp, the rest
Message-ID: <2@mail.example>

In the morning the snow was gone, and so was the lamp.
"""


def test_what_is_left_out_is_counted(capsys):
    Path("story.txt").write_text(POSTED, encoding="utf-8")
    assert convert("--json", "story.txt") == 0
    out, err = capsys.readouterr()
    assert "left out: 3 lines, 3 lines of mail headers; see epubify inspect" in err
    assert json.loads(out)["left_out"] == {"mail-headers": 3}


@pytest.mark.parametrize("kind", ["mail-headers", "all"])
def test_what_is_asked_for_is_kept(kind, capsys):
    Path("story.txt").write_text(POSTED, encoding="utf-8")
    assert convert("--json", "--keep", kind, "story.txt") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["left_out"] == {}
    assert told["words"] > len(POSTED.split()) - 6
    assert told["words_lost"] == 0


def test_json_is_one_object_a_book_and_nothing_else(capsys):
    other("two.txt")
    assert run(["convert", "--json", "story.txt", "two.txt", "missing.txt"]) == 1
    books = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {book["status"] for book in books} == {"written", "failed"}
    assert all(list(book) == KEYS.split() for book in books)
    book = next(book for book in books if book["inputs"] == ["story.txt"])
    assert (book["title"], book["authors"], book["words_lost"]) == ("The Lamp", ["Ann Bee"], 0)
    chapters = [node for node in book["sections"] if node["role"] == "chapter"]
    assert [(node["label"], node["line"]) for node in chapters] == [
        ("Chapter 1", 8),
        ("Chapter 2", 16),
    ]
    assert book["scene_breaks"] == 1


def test_an_unchanged_book_is_not_written_again(capsys):
    assert convert("story.txt", "-o", "a.epub") == 0
    before = Path("a.epub").stat()
    assert run(["convert", "--json", "story.txt", "-o", "a.epub"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["status"] == "unchanged"
    assert Path("a.epub").stat().st_mtime_ns == before.st_mtime_ns


def test_a_book_is_replaced_by_its_newer_self():
    assert convert("story.txt", "-o", "a.epub") == 0
    before = Path("a.epub").read_bytes()
    Path("story.txt").write_text(STORY + "\nAnd that was that.\n", encoding="utf-8")
    assert convert("story.txt", "-o", "a.epub") == 0
    assert convert("story.txt", "-o", "a.epub", "--title", "Another Name") == 0
    assert Path("a.epub").read_bytes() != before


def test_the_tree_of_a_folder_is_mirrored(folder):
    other("in/a.txt", STORY)
    other("in/deep/b.txt")
    assert convert("in", "-o", "out", "-q") == 0
    assert [name for name in left_behind(folder) if name.startswith("out")] == [
        "out/Ann Bee - The Lamp.epub",
        "out/deep/The boats were gone.epub",
    ]


def test_stories_of_the_same_name_get_numbers(folder):
    other("copy.txt", STORY)
    assert convert("story.txt", "copy.txt", "-q", "-o", "out") == 0
    assert [name for name in left_behind(folder) if name.startswith("out")] == [
        "out/Ann Bee - The Lamp (2).epub",
        "out/Ann Bee - The Lamp.epub",
    ]


def test_an_anthology(capsys):
    other("two.txt")
    arguments = ["story.txt", "two.txt", "-o", "all.epub", "--title", "All", "--editor", "E"]
    assert run(["anthology", "--json", *arguments]) == 0
    book = json.loads(capsys.readouterr().out)
    assert (book["title"], book["stories"], book["authors"]) == ("All", 2, ["Ann Bee"])
    assert [node["role"] for node in book["sections"]] == ["story", "story"]


def test_an_anthology_leaves_out_what_cannot_be_read(capsys):
    other("empty.txt", "")
    assert run(["anthology", "story.txt", "empty.txt", "-o", "all.epub", "--title", "All"]) == 1
    assert "empty.txt" in capsys.readouterr().err
    assert Path("all.epub").is_file()


def test_parts_are_joined_in_natural_order(capsys):
    for number in (10, 2):
        other(
            f"part {number}.txt",
            f"Dusk\nPart {number}\nby Ann Bee\n\nDay {number} was a long day.\n",
        )
    assert convert("--join", "--json", "part 10.txt", "part 2.txt") == 0
    book = json.loads(capsys.readouterr().out)
    assert [(node["role"], node["label"]) for node in book["sections"]] == [
        ("part", "Part 2"),
        ("part", "Part 10"),
    ]


def test_stdin_to_stdout(capfdbinary):
    source = Path("story.txt").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "epubify", "convert", "-q", "-", "-o", "-"],
        input=source,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(Path(errors.__file__).parents[1])},
    )
    assert done.stdout.startswith(b"PK\x03\x04")


def test_inspect_writes_nothing_and_explains(folder, capsys):
    assert run(["inspect", "-v", "story.txt"]) == 0
    out = capsys.readouterr().out
    for part in ("Metadata", "Outline", "Chapter 1", "Lines", "Repairs", "Line by line"):
        assert part in out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert left_behind(folder) == ["story.txt"]


def test_inspect_json_has_everything(capsys):
    assert run(["inspect", "--json", "story.txt"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["encoding"] == "utf-8"
    assert data["metadata"]["title"] == "The Lamp"
    assert {heading["text"] for heading in data["headings"] if heading["accepted"]}
    assert all(heading["clues"] for heading in data["headings"])


def test_cover_says_what_it_could_not_draw(capsys):
    Path("night.txt").write_text("Title: ราตรี\n\nOnce upon a time there was a king.\n", "utf-8")
    assert run(["cover", "night.txt", "-o", "night.jpg"]) == 0
    assert "P102" in capsys.readouterr().err


def test_cover(folder):
    assert run(["cover", "story.txt", "-o", "c.png"]) == 0
    assert Path("c.png").read_bytes().startswith(b"\x89PNG")
    assert run(["cover", "story.txt", "-o", "c.png"]) == 4
    assert run(["cover", "story.txt", "-o", "c.png", "--force"]) == 0
    assert run(["cover", "story.txt", "-o", "c.txt"]) == 2


def test_rules(capsys):
    from epubify.settings.values import all_rules

    assert run(["rules"]) == 0
    listing = capsys.readouterr().out
    assert all_rules()
    for name in all_rules():
        assert name in listing
        assert run(["rules", name]) == 0
    assert run(["rules", "quots"]) == 2
    assert "did you mean “quotes”?" in capsys.readouterr().err


# --------------------------------------------------------------------------- exit codes


def test_exit_0(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"epubify {__version__}\n"


def test_exit_1_some_failed(capsys):
    assert convert("missing.txt", "story.txt", "-q") == 1
    assert capsys.readouterr().err == "epubify: missing.txt: no such file\n"
    assert Path("Ann Bee - The Lamp.epub").is_file()


@pytest.mark.parametrize(
    "arguments",
    [
        "convert",
        "covnert story.txt",
        "convert story.txt --titel x",
        "convert story.txt two.txt --title x",
        "convert story.txt two.txt -o one.epub",
        "convert story.txt -o - --json",
        "convert story.txt --enable quots",
        "convert story.txt --encoding utf-9",
        "convert story.txt --language English!",
        "convert story.txt --heading (",
        "convert story.txt --series-index two",
        "convert story.txt --date May",
        "convert story.txt --cover missing.jpg",
        "convert story.txt --theme none",
        "convert story.txt --cover-style none",
        "anthology story.txt -o all.epub",
        "anthology story.txt -o all --title x",
        "rules none",
    ],
)
def test_exit_2_usage(folder, arguments):
    other("two.txt")
    assert run(arguments.split()) == 2
    assert left_behind(folder) == ["story.txt", "two.txt"]


@pytest.mark.parametrize("case", case_params("cli", "bad-inputs"))
def test_exit_3_unusable_input(folder, capsys, case):
    Path("story.txt").write_bytes(case.get("bytes").data)
    assert convert("story.txt", "-o", "out/deep") == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("epubify: story.txt:")
    assert case.text("message") in err
    assert err.count("\n") == 1
    assert left_behind(folder) == ["story.txt"]
    assert not Path("out").exists()


@pytest.mark.parametrize("name", ["missing.txt", "story.txt/below", "empty-folder", "/dev/null"])
def test_exit_3_no_input(capsys, name):
    Path("empty-folder").mkdir()
    assert convert(name) == 3
    assert capsys.readouterr().err.startswith(f"epubify: {name}: ")


def test_exit_3_strict(folder, capsys):
    other("untitled.txt")
    assert convert("--strict", "untitled.txt") == 3
    assert "--strict" in capsys.readouterr().err
    assert left_behind(folder) == ["story.txt", "untitled.txt"]


@pytest.mark.parametrize("output", ["folder.epub", "story.txt", "story.txt/below", "taken.epub"])
def test_exit_4_output_not_writable(folder, capsys, output):
    Path("folder.epub").mkdir()
    Path("taken.epub").write_text("precious")
    assert convert("story.txt", "-o", output) == 4
    told = capsys.readouterr().err
    assert told.startswith("epubify: story.txt: ") and output in told
    assert left_behind(folder) == ["story.txt", "taken.epub"]


def test_exit_4_an_input_is_never_overwritten():
    Path("story.txt").rename("story.epub")
    assert convert("story.epub", "-o", "story.epub", "--force", "--format", "text") == 4
    assert Path("story.epub").read_text(encoding="utf-8") == STORY


def test_exit_70_a_bug_says_so(monkeypatch, capsys, folder):
    monkeypatch.setattr("epubify.epub.package.write_epub", lambda *_, **__: 1 / 0)
    assert convert("story.txt", "-q") == BUG
    assert "this is a bug in epubify: ZeroDivisionError" in capsys.readouterr().err
    assert left_behind(folder) == ["story.txt"]


def test_exit_130_interrupted(monkeypatch, capsys, folder):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("epubify.epub.package.write_epub", interrupt)
    assert convert("story.txt", "-q") == 130
    assert "interrupted" in capsys.readouterr().err
    assert left_behind(folder) == ["story.txt"]


def test_lost_words_fail_the_book(monkeypatch, capsys, folder):
    from epubify import typography

    typeset = typography.typeset

    def forgetful(story, options, report, *kept):
        from msgspec.structs import replace

        return replace(typeset(story, options, report, *kept), sections=story.sections[:-1])

    monkeypatch.setattr("epubify.typography.typeset", forgetful)
    assert convert("story.txt", "-q") == 3
    assert "lost" in capsys.readouterr().err
    assert left_behind(folder) == ["story.txt"]


# ------------------------------------------------------------------------------- errors


def _all_errors(base=errors.EpubifyError):
    yield base
    for error in base.__subclasses__():
        yield from _all_errors(error)


@pytest.mark.parametrize("error", list(_all_errors()))
def test_errors_survive_pickling(error):
    told = error("a.txt", 3, "an empty line", "fill it")
    again = pickle.loads(pickle.dumps(told))
    assert type(again) is error
    assert (str(again), again.line) == ("a.txt:3: an empty line; fill it", 3)


def test_starting_up_loads_nothing_heavy():
    code = (
        "import sys\nfrom epubify.cli import run\nrun(['--version'])\n"
        "print([m for m in ('ebooklib', 'PIL', 'lxml', 'ftfy', 'chardet') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(errors.__file__).parents[1])},
    )
    assert done.stdout.splitlines()[-1] == "[]"
