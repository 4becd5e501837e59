"""Where the words of a line would be lost as it was understood, it is read again, plainer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from building import book_of
from epub_tools import body, spine, text
from msgspec.structs import replace

import epubify.headings.split
import epubify.layout.rows
import epubify.matter.sort
from epubify.bind.kinds import Kind
from epubify.checks import accounts
from epubify.checks.container import BrokenBook
from epubify.errors import InputError, WordsLost
from epubify.model import Cue, Place, Source
from epubify.options import Options
from epubify.publish.edition import Edition
from epubify.text.lexicon import table
from epubify.text.ornaments import is_ornament, is_wordless

TALE = b"""\
The Ferry Book
by Ida Brandt

Chapter 1: Dusk

The ferry came in at dusk with nobody at the wheel, and the dog on the
jetty rose to meet it.

Ahoy!

In the morning the dog was gone as well, and its bowl stood full of rain.

Chapter 2: Rain

There is a light on the ferry now, and somebody sings there at night.
"""

Spoil = Callable[[pytest.MonkeyPatch], None]


def take_cry_for_a_break(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the layout take a word for the text's own ornament."""
    true = epubify.layout.rows.repeated_marks
    monkeypatch.setattr(epubify.layout.rows, "repeated_marks", lambda rows: true(rows) | {"Ahoy!"})


def shorten_title(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a heading lose its title, unless it is no heading."""
    true = epubify.headings.split.section_of

    def spoilt(draft: Any) -> Any:
        section = true(draft)
        return replace(section, title=None) if section.title == "Dusk" else section

    monkeypatch.setattr(epubify.headings.split, "section_of", spoilt)


def spoil_cue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a cry be taken for a cue, and lose what it says."""
    true = epubify.matter.sort.Sorter.understood

    def spoilt(sorter: Any, index: int) -> Any:
        block, end = true(sorter, index)
        setting = getattr(block, "setting", None)
        if setting and not setting.plain and block.spans[0].text == "Ahoy!":
            return Cue(((replace(block.spans[0], text="A cry"),),), block.at), end
        return block, end

    monkeypatch.setattr(epubify.matter.sort.Sorter, "understood", spoilt)


SPOILT: dict[str, tuple[Spoil, int, str]] = {
    "a break that is none": (take_cry_for_a_break, 9, "Ahoy!"),
    "a heading cut short": (shorten_title, 4, "Chapter 1: Dusk"),
    "a cue": (spoil_cue, 9, "Ahoy!"),
}


def words_of(file: Path) -> str:
    return " ".join(text(body(file, stem)) for stem in spine(file))


def plain_lines(edition: Edition) -> list[tuple[str, int]]:
    found = [finding.at for finding in edition.findings if finding.code == "W001"]
    return [(at.source, at.first_line) for at in found if at]


@pytest.mark.parametrize("what", SPOILT)
def test_an_odd_reading_costs_a_line_its_form_and_nobody_the_book(
    what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spoil, line, kept = SPOILT[what]
    spoil(monkeypatch)
    edition = book_of(TALE, name="tale.txt", language="en")
    edition.write(tmp_path / "tale.epub")
    assert plain_lines(edition) == [("tale.txt", line)]
    assert kept in words_of(tmp_path / "tale.epub")
    assert edition.report.ledgers["tale.txt"].fates[line] == "body"


@pytest.mark.parametrize("what", SPOILT)
def test_the_book_in_hand_is_the_one_that_was_written(
    what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    SPOILT[what][0](monkeypatch)
    edition = book_of(TALE, name="tale.txt", language="en")
    before = edition.sections, edition.name, edition.fingerprint
    edition.write(tmp_path / "tale.epub")
    assert edition.sections != before[0]
    assert (edition.name, edition.fingerprint) == before[1:]
    assert edition.is_at(tmp_path / "tale.epub")


def test_a_line_of_the_header_is_shown_as_it_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import epubify.matter.header_metadata as stage

    monkeypatch.setattr(stage, "clean_name", lambda name: "Ida")
    monkeypatch.setattr(stage, "names_part", lambda line, shown: True)  # what would show the rest
    edition = book_of(TALE, name="tale.txt", language="en")
    edition.write(tmp_path / "tale.epub")
    assert plain_lines(edition) == [("tale.txt", 2)]
    assert "by Ida Brandt" in words_of(tmp_path / "tale.epub")


def test_only_the_story_concerned_is_read_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    take_cry_for_a_break(monkeypatch)
    others = [Source(f"{n}.txt", TALE.replace(b"Ahoy!", b"* * *")) for n in range(3)]
    stories = [*others, Source("odd.txt", TALE)]
    edition = book_of(stories, kind=Kind.ANTHOLOGY, title="Four", keep_doubles=True)
    ledgers = dict(edition.report.ledgers)
    edition.write(tmp_path / "four.epub")
    again = {name for name, old in ledgers.items() if edition.report.ledgers[name] is not old}
    assert again == {"odd.txt"}
    assert plain_lines(edition) == [("odd.txt", 9)]
    assert [story.metadata.title for story in edition.book.stories] == ["The Ferry Book"] * 4


def test_what_every_reading_loses_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        epubify.headings.split,
        "trimmed",
        lambda blocks: tuple(b for b in blocks if b.at.first_line != 9),
    )
    edition = book_of(TALE, name="tale.txt", language="en")
    with pytest.raises(WordsLost, match=r"tale\.txt:9: words lost: “ahoy”"):
        edition.write(tmp_path / "tale.epub")
    assert not list(tmp_path.iterdir())


def test_a_book_that_cannot_be_read_back_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the name that it would have had, not that of the temporary file."""

    def unreadable(file: Path) -> None:
        raise BrokenBook("C020", "EPUB/text/a.xhtml", "cannot be read")

    monkeypatch.setattr("epubify.checks.words.read_book", unreadable)
    edition = book_of(TALE, name="tale.txt", language="en")
    with pytest.raises(WordsLost) as caught:
        edition.write(tmp_path / "tale.epub")
    assert str(caught.value) == (
        "tale.txt: tale.epub cannot be read back, and was not written: "
        "EPUB/text/a.xhtml cannot be read"
    )
    assert not list(tmp_path.iterdir())


def test_lines_are_not_read_again_for_ever() -> None:
    edition = book_of(TALE, name="tale.txt", language="en")
    places = frozenset({Place("tale.txt", 9, 9)})
    assert edition.read_plainer(places)
    assert not edition.read_plainer(places)


def test_who_wants_no_findings_gets_no_plainer_book(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from epubify.batches.jobs import Job
    from epubify.batches.make import make
    from epubify.batches.places import OwnPlace
    from epubify.files.inputs import Input
    from epubify.publish.destination import Destination
    from epubify.report import Report

    take_cry_for_a_break(monkeypatch)
    source = tmp_path / "tale.txt"
    source.write_bytes(TALE)
    place = OwnPlace(Destination(str(tmp_path / "out")), force=False)
    options = Options(language="en")
    strict = Job((Input(str(source), path=source),), options, "", strict=True)
    with pytest.raises((WordsLost, InputError), match="scene break"):
        make(strict, place, Report())
    made = make(replace(strict, strict=False), place, Report())
    assert [found["code"] for found in made.outcome.data["findings"]] == ["W001"]


# ------------------------------------------------------- what stages and proof both say

CONTRACT = (
    *(phrase for of in table("ornaments")["phrases"].values() for phrase in of),
    *table("ornaments")["alone"],
    *("oOo", "xXx", "-x-x-", "~o~", "zzz", "w w w", "S S S", "❤️ ❤️ ❤️", "***", "x", "o", "0"),
    *(
        "S",
        "S.",
        "W:",
        "V",
        "X",
        "I",
        "ox",
        "zz",
        "12",
        "№",
        "№ № №",
        "™",
        "ﬁ",
        "º",
        "1️⃣",
        "break a",
    ),
)


@pytest.mark.parametrize("text", CONTRACT)
def test_what_may_stand_as_a_break_is_one_to_the_proof(text: str) -> None:
    """The reading may be stricter than the proof, never looser: or an innocent text is refused."""
    if is_ornament(text) or is_wordless(text):
        assert accounts._is_ornament(text)


@pytest.mark.parametrize("text", ["S", "S.", "W:", "I", "ox", "zz", "12", "№ № №", "™ ™ ™"])
def test_what_says_something_is_no_break_to_the_reading(text: str) -> None:
    assert not (is_ornament(text) or is_wordless(text))
