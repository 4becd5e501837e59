"""The sidecar of a story: what it says wins over what was read, and it must fit the story."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import epub_tools
import pytest
from building import book_of, closely, source_at
from case_files import Case, Expect, case_params

from epubify.checks import prove_words
from epubify.cli import run
from epubify.errors import InputError
from epubify.files.inputs import Input, read_source
from epubify.model import Source
from epubify.options import Corrections, HeadingFix, Options
from epubify.settings.precedence import effective
from epubify.settings.sidecar import Sidecar
from epubify.settings.sidecar_reading import read_sidecar

STORY = """\
The Ferry
by Ann Bee

Chapter 1

The ferry left at six, and nobody had thought to wake the dog.

It barked at the empty jetty until the tide came in and took the jetty too.

Harbour News
The rope was found that evening, wet through, and long enough for two boats
of that size.

Chapter 2

* * *

In the morning there were two dogs, and neither of them would look at the sea.

The captain said that he had seen it before, and went below to count the oars.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


def line_of(words: str, text: str = STORY) -> int:
    """Return the number of the first line with these words."""
    return text[: text.index(words)].count("\n") + 1


def beside(text: str) -> None:
    Path("story.toml").write_text(text, encoding="utf-8")


def inspected(*arguments: str) -> dict[str, Any]:
    reading = run_json("inspect", "--json", "story.txt", *arguments)
    assert reading is not None
    return reading


def run_json(*arguments: str) -> dict[str, Any]:
    import io
    from contextlib import redirect_stdout

    out = io.StringIO()
    with redirect_stdout(out):
        assert run(list(arguments)) == 0
    return json.loads(out.getvalue())


def headings(reading: dict[str, Any]) -> list[tuple[int, str | None, str | None]]:
    """Return depth, label and title of each section that has a heading."""

    def walk(nodes, depth):
        for node in nodes:
            if node["role"] != "bodymatter":
                yield depth, node["label"], node["title"]
            yield from walk(node["sections"], depth + 1)

    return list(walk(reading["sections"], 1))


def paragraphs(file: str) -> list[str]:
    texts = []
    for stem in epub_tools.spine(Path(file)):
        if stem.startswith(("chapter", "text", "story")):
            body = epub_tools.body(Path(file), stem)
            texts += [epub_tools.text(node) for node in epub_tools.find(body, "//html:p")]
    return texts


def made(*arguments: str) -> Path:
    """Return the book of the story; it is only there where the proof of words holds."""
    assert run(["convert", "-q", "story.txt", "-o", "a.epub", "--no-cover", *arguments]) == 0
    return Path("a.epub")


# ------------------------------------------------------------------------------- options


def test_it_wins_over_what_was_read():
    beside('title = "The Two Dogs"\nauthor = ["Cy Dee", "Ed Eff"]\nlanguage = "en-GB"\n')
    reading = inspected()
    assert (reading["title"], reading["authors"]) == ("The Two Dogs", ["Cy Dee", "Ed Eff"])
    assert reading["language"] == "en-GB"
    assert reading["metadata"]["origins"]["title"] == {"by": "sidecar", "line": None}


def test_the_command_line_wins_over_it():
    beside('title = "The Two Dogs"\nseries = "Seas"\nseries_index = 2\n')
    reading = inspected("--title", "Oars", "--series", "Tides")
    assert (reading["title"], reading["series"], reading["series_index"]) == ("Oars", "Tides", None)


def test_the_command_line_wins_also_when_it_asks_for_the_default():
    beside('notes = "drop"\ntheme = "unheard-of"\n')
    assert run(["convert", "story.txt", "-o", "a.epub"]) != 0
    assert run(["convert", "story.txt", "-o", "a.epub", "--theme", "classic"]) == 0


def test_a_cover_asked_for_is_drawn_though_the_sidecar_wants_none():
    asked = Options(cover_style="stack")
    assert effective(asked, Sidecar("s.toml", {"no_cover": True})).no_cover is False
    assert effective(Options(), Sidecar("s.toml", {"no_cover": True})).no_cover is True


def test_files_are_looked_for_beside_it(folder):
    Path("old").mkdir()
    Path("old/more.css").write_text("p { color: red }", encoding="utf-8")
    file = Source("old/story.toml", b'css = "more.css"')
    assert read_sidecar(file).options == {"css": Path("old/more.css")}


def test_each_story_of_an_anthology_has_its_own():
    Path("two.txt").write_text(STORY, encoding="utf-8")
    beside('title = "One of Them"\n')
    Path("two.toml").write_text('title = "The Other"\n', encoding="utf-8")
    told = run_json(
        "anthology", "--json", "story.txt", "two.txt", "-o", "b.epub", "--title", "Both",
        "--keep-doubles",
    )  # fmt: skip
    assert told["title"] == "Both"
    assert [node["title"] for node in told["sections"]] == ["One of Them", "The Other"]


def test_standard_input_has_none(capsys, monkeypatch):
    assert read_source(Input("story.txt", Path("story.txt"))).sidecar is None
    beside("")
    assert read_source(Input("story.txt", Path("story.txt"))).sidecar is not None


def test_an_edited_one_makes_the_book_anew():
    beside('title = "One"\n')
    first = made().read_bytes()
    assert made().read_bytes() == first
    beside('title = "One"\n[[break]]\nline = 8\n')
    assert made().read_bytes() != first


def test_the_pipeline_reads_it_from_the_source():
    sidecar = Source("story.toml", b'title = "Told"')
    source = Source("story.txt", STORY.encode(), sidecar=sidecar)
    assert book_of(source).title == "Told"


# --------------------------------------------------------------------------- corrections


def test_a_line_that_is_no_heading_is_text_again():
    beside(f"not_headings = [{line_of('Chapter 2')}]\n")
    reading = inspected()
    assert headings(reading) == [(1, "Chapter 1", None)]
    refused = [h for h in reading["headings"] if h["line"] == line_of("Chapter 2")]
    assert [(h["accepted"], h["reason"]) for h in refused] == [
        (False, "not a heading, says the sidecar")
    ]
    assert "Chapter 2" in paragraphs(str(made()))


def test_a_line_inside_a_paragraph_becomes_a_heading():
    beside(f"[[heading]]\nline = {line_of('Harbour News')}\nlevel = 2\n")
    assert headings(inspected()) == [
        (1, "Chapter 1", None),
        (2, None, "Harbour News"),
        (1, "Chapter 2", None),
    ]
    text = paragraphs(str(made()))
    assert (
        "The rope was found that evening, wet through, and long enough for two boats of that size."
        in text
    )


def test_the_last_line_of_a_paragraph_becomes_a_heading():
    beside(f'[[heading]]\nline = {line_of("of that size")}\ntitle = "Of That Size"\n')
    assert (1, None, "Of That Size") in headings(inspected())
    made()


def test_a_heading_gets_the_label_and_title_asked_for():
    beside(
        f'[[heading]]\nline = {line_of("Chapter 2")}\nlabel = "Chapter Two"\ntitle = "Two Dogs"\n'
    )
    assert headings(inspected())[-1] == (1, "Chapter Two", "Two Dogs")
    made()


def test_a_title_below_a_number_stays_with_it_unless_corrected():
    text = STORY.replace("Chapter 2\n", "2\n\nThe Dogs\n").replace("Chapter 1\n", "1\n\nThe Rope\n")
    Path("story.txt").write_text(text, encoding="utf-8")
    assert headings(inspected()) == [(1, "1", "The Rope"), (1, "2", "The Dogs")]
    beside(f'[[heading]]\nline = {line_of("2", text)}\ntitle = "Two Dogs"\n')
    assert headings(inspected()) == [(1, "1", "The Rope"), (1, "2", "Two Dogs")]
    made()
    beside(f"not_headings = [{line_of('The Dogs', text)}]\n")
    assert headings(inspected()) == [(1, "1", "The Rope"), (1, "2", None)]
    made()


def test_an_ornament_and_a_header_line_can_be_headings():
    beside(
        f'[[heading]]\nline = {line_of("* * *")}\ntitle = "Stars"\n'
        "[[heading]]\nline = 1\nlabel = 'Preface'\n"
    )
    found = headings(inspected())
    assert (1, None, "Stars") in found
    assert found[0][1] == "Preface"
    made()


def test_a_break_is_added_and_one_is_taken_out():
    text = STORY.replace("Chapter 2\n\n* * *\n", "Chapter 2\n\nThe sea was flat.\n\n* * *\n")
    Path("story.txt").write_text(text, encoding="utf-8")
    assert inspected()["scene_breaks"] == 1
    beside(f"not_breaks = [{line_of('* * *', text)}]\n")
    assert inspected()["scene_breaks"] == 0
    made()
    beside(f"[[break]]\nline = {line_of('It barked', text)}\n")
    assert inspected()["scene_breaks"] == 2
    made()


def test_a_break_inside_a_paragraph_parts_it():
    beside(f"[[break]]\nline = {line_of('of that size')}\n")
    assert inspected()["scene_breaks"] == 1
    assert "of that size." in paragraphs(str(made()))


@pytest.mark.parametrize("line", [line_of("had thought"), line_of("Harbour"), 1, line_of("* * *")])
def test_every_word_is_kept_whatever_line_becomes_a_heading(line):
    beside(f"[[heading]]\nline = {line}\n")
    made()


def test_a_line_that_shares_a_word_with_the_one_before_stays():
    text = STORY.replace("boats\nof that", "har-\nbours of that").replace("dog.", "harbours.")
    Path("story.txt").write_text(text, encoding="utf-8")
    beside(f"[[heading]]\nline = {line_of('bours of', text)}\n")
    with pytest.raises(InputError, match="shares a word"):
        closely(source_at(Path("story.txt")))


def test_a_title_that_no_sidecar_asks_for_is_not_proved():
    """The proof of words believes a changed title only for what the sidecar itself says."""
    beside(f'[[heading]]\nline = {line_of("Chapter 2")}\ntitle = "Two Dogs"\n')
    file, source = made(), source_at(Path("story.txt"))
    _, report = closely(source)
    ledgers = list(report.ledgers.values())
    assert prove_words(file, ledgers, Options(), [source]).holds
    assert not prove_words(file, ledgers, Options()).holds
    other = Source("story.toml", b'[[heading]]\nline = 14\ntitle = "Two Cats"\n')
    forged = Source(source.name, source.data, sidecar=other)
    assert not prove_words(file, ledgers, Options(), [forged]).holds


# --------------------------------------------------------------------------- the check


def written() -> str:
    assert run(["inspect", "--sidecar", "-q", "story.txt"]) == 0
    return Path("story.toml").read_text(encoding="utf-8")


def test_the_one_that_is_written_changes_nothing():
    before = inspected()
    text = written()
    data = tomllib.loads(text)
    assert set(data) == {"check"}
    after = inspected()
    same = [key for key in before if key not in ("seconds", "sidecar")]
    assert {key: after[key] for key in same} == {key: before[key] for key in same}


def test_each_of_its_comments_is_a_key_that_works():
    text = re.sub(r"^# (?=\[\[heading|line =|level =|label =|reads =|title =|author =|language =)",
                  "", written(), flags=re.MULTILINE)  # fmt: skip
    beside(text.replace("line = 45", "# line = 45").replace("line = 33", "# line = 33"))
    assert read_sidecar(read_source(Input("s", Path("story.toml")))).options["title"] == "The Ferry"
    assert headings(inspected()) == [(1, "Chapter 1", None), (1, "Chapter 2", None)]


def test_it_is_not_overwritten_without_force(capsys):
    beside('title = "Mine"\nnot_headings = [14]\n')
    assert run(["inspect", "--sidecar", "story.txt"]) == 4
    assert "--force" in capsys.readouterr().err
    assert Path("story.toml").read_text(encoding="utf-8").startswith('title = "Mine"')


def test_written_anew_it_keeps_what_it_says():
    beside(
        'title = "Mine"\nsubject = ["a", "b"]\nnot_headings = [14]\ndisable = ["quotes"]\n'
        "[[break]]\nline = 8\n[[heading]]\nline = 10\nlevel = 2\n"
    )
    before = read_sidecar(Source("story.toml", Path("story.toml").read_bytes()))
    assert run(["inspect", "--sidecar", "--force", "-q", "story.txt"]) == 0
    after = read_sidecar(Source("story.toml", Path("story.toml").read_bytes()))
    assert after.options == before.options
    assert after.corrections.not_headings == before.corrections.not_headings
    assert after.corrections.breaks == before.corrections.breaks
    assert [fix.line for fix in after.corrections.headings] == [10]
    assert after.sha256


def test_it_applies_while_the_corrected_lines_read_the_same():
    written()
    beside(f"not_headings = [14]\n{Path('story.toml').read_text(encoding='utf-8')}")
    grown = STORY.replace("Chapter 2", "CHAPTER 2.") + "\nAnd that was the end of the sea.\n"
    Path("story.txt").write_text(grown, encoding="utf-8")
    assert headings(inspected()) == [(1, "Chapter 1", None)]


def refusal() -> str:
    with pytest.raises(InputError) as error:
        closely(source_at(Path("story.txt")))
    return str(error.value)


def test_it_is_refused_when_a_corrected_line_moved():
    text = written()
    beside(f"not_headings = [14]\n{text}")
    Path("story.txt").write_text(
        STORY.replace("by Ann Bee\n", "by Ann Bee\n\n\n"), encoding="utf-8"
    )
    message = refusal()
    assert message.startswith("story.toml:1: no longer fits its story: ")
    assert "story.txt:14 said “Chapter 2” and now says “of that size.”" in message
    assert "that line is now line 16" in message
    assert run(["inspect", "--sidecar", "--force", "-q", "story.txt"]) == 0
    assert "not_headings = [16]" in Path("story.toml").read_text(encoding="utf-8")
    assert headings(inspected()) == [(1, "Chapter 1", None)]


def test_it_is_refused_when_a_corrected_line_is_gone():
    beside(f"not_headings = [14]\n{written()}")
    Path("story.txt").write_text("\n".join(STORY.split("\n")[:8]), encoding="utf-8")
    assert "no line 14 in story.txt (it said “Chapter 2”)" in refusal()


def test_it_is_refused_when_nobody_can_know_whether_a_line_is_meant():
    beside(f"[[heading]]\nline = 6\n{written()}".replace("[[heading]]\nline = 6\n", "", 1)
           + "[[heading]]\nline = 6\n")  # fmt: skip
    assert len(headings(inspected())) == 3
    Path("story.txt").write_text(STORY + "More.\n", encoding="utf-8")
    message = refusal()
    assert "what its line 6 said was not written down" in message
    assert '6 = "' in message


def test_one_without_a_check_is_believed_and_told_of():
    beside("not_headings = [14]\n")
    assert [f["code"] for f in inspected()["findings"]] == ["M030"]


def test_a_book_that_exists_stays_as_it_is_when_the_sidecar_does_not_fit(capsys):
    file = made()
    before = file.read_bytes()
    beside(f"not_headings = [14]\n{written()}")
    Path("story.txt").write_text(STORY.replace("Chapter 2", "Something else"), encoding="utf-8")
    assert run(["convert", "-q", "story.txt", "-o", "a.epub", "--no-cover"]) == 3
    assert file.read_bytes() == before
    assert "story.toml:1: " in capsys.readouterr().err


# -------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize("case", case_params("sidecar"))
def test_a_mistake_is_named_with_its_line(case: Case, expect: Expect) -> None:
    with pytest.raises(InputError) as error:
        read_sidecar(Source("story.toml", case.text().encode()))
    expect(case, "message", [str(error.value)])


def test_bytes_that_are_no_utf8_are_named():
    with pytest.raises(InputError, match=r"story\.toml:2: not UTF-8"):
        read_sidecar(Source("story.toml", b"# a\ntitle = '\xff'"))


def test_a_mistake_in_one_is_no_bug(capsys):
    beside("titel = 1")
    assert run(["convert", "story.txt"]) == 3
    assert "story.toml:1: unknown key “titel”; did you mean “title”?" in capsys.readouterr().err


def test_a_story_that_is_named_like_one_has_none():
    Path("other.toml").write_text("Once there was a dog.\n", encoding="utf-8")
    source = read_source(Input("other.toml", Path("other.toml")))
    assert source.sidecar is None
    assert run(["inspect", "--sidecar", "other.toml"]) == 4


def test_corrections_are_false_when_there_are_none():
    assert not Corrections()
    assert Corrections(headings=(HeadingFix(3),))
