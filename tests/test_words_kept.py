"""Every stage is sabotaged, one at a time, and the proof of words must fail each time.

A sabotaged stage does its work and then spoils the result: it drops, doubles, swaps, glues or
changes words, or whole lines, blocks, sections and documents. No book may be written then.
"""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from building import book_of
from msgspec import Struct
from msgspec.structs import asdict, replace

from epubify.checks import WordProof
from epubify.errors import WordsLost
from epubify.model import Edit, Metadata, Span, Text
from epubify.options import Options
from epubify.report import Report, apply_edits

TALE = """\
Title: The Lamp at Orrin Head
Author: Tamsin Vale
Rating: PG
Disclaimer: The lighthouse is mine, the storm belongs to nobody.

Chapter 1: The Keeper

The lantern burned low, and Orrin`s keeper counted the hours on his
fingers. "You said you`d come before the tide," he told the empty stair,
and the stair, being honest, said nothing at all.

He went down to the boats. One was gone; the other lay on its side like a
dog asleep. It was _his_ boat that was gone. He thought of the harbour-
master and of the harbourmaster's dog, and was none the wiser.

* * *

By morning the wind had dropped. Gulls walked about on the jetty as though
they had built it, and the keeper swept around them.

Chapter 2: The Letter

A letter came with the bread. It was short -- three lines and a blot -- and
it smelled of lamp oil and of salt.

"I have taken the boat," it said, "because you never would."

He read it twice, folded it small, and lit the lantern early that night.
"""

Change = Callable[[str], str]

WORD_CHANGES: dict[str, Change] = {
    "drop a word": lambda text: text.replace("lantern burned", "lantern"),
    "double a word": lambda text: text.replace("lantern burned", "lantern lantern burned"),
    "swap two words": lambda text: text.replace("lantern burned", "burned lantern"),
    "glue two words": lambda text: text.replace("lantern burned", "lanternburned"),
    "change a letter": lambda text: text.replace("lantern burned", "lantern turned"),
    "invent a word": lambda text: text.replace("lantern burned", "brass lantern burned"),
}

TUPLE_CHANGES: dict[str, Callable[[tuple[Any, ...]], tuple[Any, ...]]] = {
    "drop one": lambda items: (*items[:1], *items[2:]),
    "double one": lambda items: (*items[:2], *items[1:]),
    "reorder": lambda items: (items[1], items[0], *items[2:]),
    "drop the last": lambda items: items[:-1],
}


def make(data: bytes, target: Path, *, once: bool = False) -> WordProof:
    edition = book_of(data, name="tale.txt", language="en")
    return (replace(edition, plainer=None) if once else edition).write(target)


def fails(tmp_path: Path, *, once: bool = False) -> WordsLost:
    """Make the book of the tale; it must not come about, and nothing may be left behind.

    No plainer reading may hide what a stage loses. One that leaves the spoiled stage nothing to
    lose, as a text without headings leaves no sections, makes an honest book: ``once`` allows
    no other reading than the first.
    """
    with pytest.raises(WordsLost) as caught:
        make(TALE.encode(), tmp_path / "out" / "tale.epub", once=once)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    return caught.value


Patch = Callable[[str, Callable[[Any], Any]], None]


@pytest.fixture
def sabotage(monkeypatch: pytest.MonkeyPatch) -> Patch:
    """Return what lets a function of epubify spoil its result; it must get the chance to."""
    spoiled: list[bool] = []

    def patch(name: str, spoil: Callable[[Any], Any]) -> None:
        module_name, _, function_name = name.rpartition(".")
        module = importlib.import_module(f"epubify.{module_name}")
        true = getattr(module, function_name)

        def false(*args: Any, **kwargs: Any) -> Any:
            result = true(*args, **kwargs)
            spoilt = spoil(result)
            spoiled.append(True)
            return spoilt

        monkeypatch.setattr(module, function_name, false)

    return patch


def in_spans(value: Any, change: Change) -> Any:
    """Return a value of the model with the text of every span changed."""
    if isinstance(value, Span):
        return replace(value, text=change(value.text))
    if isinstance(value, tuple):
        return tuple(in_spans(item, change) for item in value)
    if isinstance(value, Struct):
        changed = {name: in_spans(one, change) for name, one in asdict(value).items()}
        return replace(value, **changed)
    return value


def in_blocks(
    value: Any, change: Callable[[tuple[Any, ...]], tuple[Any, ...]], key: str = "blocks"
) -> Any:
    """Return a manuscript, or a story's first section, with its run of blocks changed."""
    if hasattr(value, key):
        return replace(value, **{key: change(getattr(value, key))})
    first, *others = value.sections
    return replace(value, sections=(in_blocks(first, change), *others))


def in_lines(change: Callable[[list[str]], list[str]]) -> Callable[[Text], Text]:
    return lambda text: replace(text, text="\n".join(change(text.text.split("\n"))))


LINE_CHANGES: dict[str, Callable[[Text], Text]] = {
    "blank a line": in_lines(lambda lines: [*lines[:8], "", *lines[9:]]),
    "drop a line": in_lines(lambda lines: [*lines[:8], *lines[9:]]),
    "double a line": in_lines(lambda lines: [*lines[:9], *lines[8:]]),
    "swap two lines": in_lines(lambda lines: [*lines[:7], lines[8], lines[7], *lines[9:]]),
    "drop a header line": in_lines(lambda lines: ["", *lines[1:]]),
}

# ------------------------------------------------------------------- the honest book


def test_honest_book_holds(tmp_path: Path) -> None:
    target = tmp_path / "tale.epub"
    proof = make(TALE.encode(), target)
    assert 150 < proof.words < len(TALE.split())
    assert target.is_file()


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_honest_book_holds_in_every_encoding(codec: str, newline: str, tmp_path: Path) -> None:
    text = TALE.replace("`", "’").replace("blot", "naïve blot").replace("\n", newline)
    proof = make(text.encode(codec), tmp_path / "tale.epub")
    assert proof.words == make(TALE.encode(), tmp_path / "plain.epub").words + 1  # "naïve"


# ---------------------------------------------------------- stages that change words


@pytest.mark.parametrize("name", ["decode.decode", "repair.repair"])
@pytest.mark.parametrize("change", WORD_CHANGES)
def test_text_with_changed_words_is_caught(
    name: str, change: str, sabotage: Patch, tmp_path: Path
) -> None:
    sabotage(name, lambda text: replace(text, text=WORD_CHANGES[change](text.text)))
    error = fails(tmp_path)
    if name == "repair.repair":
        assert "tale.txt:8: " in str(error)


@pytest.mark.parametrize("name", ["decode.decode", "repair.repair"])
@pytest.mark.parametrize("change", LINE_CHANGES)
def test_text_with_changed_lines_is_caught(
    name: str, change: str, sabotage: Patch, tmp_path: Path
) -> None:
    sabotage(name, LINE_CHANGES[change])
    fails(tmp_path)


SPAN_STAGES = [
    "readers.text_layout.lay_out",
    "matter.sort_matter",
    "headings.split.split",
    "typography.typeset",
]


@pytest.mark.parametrize("name", SPAN_STAGES)
@pytest.mark.parametrize("change", WORD_CHANGES)
def test_paragraph_with_changed_words_is_caught(
    name: str, change: str, sabotage: Patch, tmp_path: Path
) -> None:
    sabotage(name, lambda value: in_spans(value, WORD_CHANGES[change]))
    assert "tale.txt:8: " in str(fails(tmp_path))


@pytest.mark.parametrize("name", SPAN_STAGES)
@pytest.mark.parametrize("change", ["drop one", "double one", "reorder"])
def test_changed_run_of_blocks_is_caught(
    name: str, change: str, sabotage: Patch, tmp_path: Path
) -> None:
    spoil = TUPLE_CHANGES[change]
    sabotage(
        name, lambda value: spoil(value) if isinstance(value, tuple) else in_blocks(value, spoil)
    )
    fails(tmp_path)


@pytest.mark.parametrize("change", WORD_CHANGES)
def test_recorded_edit_that_changes_words_is_caught(
    change: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Owning up does not help: an edit that changes letters is not replayed on trust."""
    import epubify.repair as stage

    true = stage.repair
    phrase = "lantern burned"

    def false(text: Text, options: Options, report: Report) -> Text:
        text = true(text, options, report)
        start = text.text.index(phrase)
        edit = Edit("spaces", start, start + len(phrase), phrase, WORD_CHANGES[change](phrase))
        report.edited(text.source, "spaces", text.text, (edit,))
        return replace(text, text=apply_edits(text.text, (edit,)))

    monkeypatch.setattr(stage, "repair", false)
    assert "rule spaces changed words" in str(fails(tmp_path))


# --------------------------------------------------- stages that change the structure


def without_field(metadata: Metadata, key: str) -> Metadata:
    return replace(metadata, fields=tuple(f for f in metadata.fields if f.key != key))


@pytest.mark.parametrize("key", ["rating", "disclaimer"])
def test_lost_header_field_is_caught(key: str, sabotage: Patch, tmp_path: Path) -> None:
    sabotage(
        "matter.sort_matter",
        lambda script: replace(script, metadata=without_field(script.metadata, key)),
    )
    assert "header line not in the book" in str(fails(tmp_path, once=True))


def test_matter_that_takes_a_line_out_in_silence_is_caught(sabotage: Patch, tmp_path: Path) -> None:
    def spoil(apart: Any) -> Any:
        lines = list(apart.lines)
        lines[8] = replace(lines[8], text="")
        return replace(apart, lines=lines)

    sabotage("readers.text_layout.set_apart", spoil)
    assert "tale.txt:9: " in str(fails(tmp_path))


@pytest.mark.parametrize("name", ["headings.split.split", "typography.typeset"])
@pytest.mark.parametrize("change", TUPLE_CHANGES)
def test_changed_run_of_sections_is_caught(
    name: str, change: str, sabotage: Patch, tmp_path: Path
) -> None:
    sabotage(name, lambda story: in_blocks(story, TUPLE_CHANGES[change], "sections"))
    fails(tmp_path, once=True)


@pytest.mark.parametrize("title", [None, "The Keepers", "Keeper"])
def test_changed_title_of_a_section_is_caught(
    title: str | None, sabotage: Patch, tmp_path: Path
) -> None:
    def spoil(story: Any) -> Any:
        first, *others = story.sections
        return replace(story, sections=(replace(first, title=title), *others))

    sabotage("headings.split.split", spoil)
    assert "tale.txt:6: " in str(fails(tmp_path, once=True))


# ----------------------------------------------------------------- render and package


@pytest.mark.parametrize("change", WORD_CHANGES)
def test_markup_with_changed_words_is_caught(change: str, sabotage: Patch, tmp_path: Path) -> None:
    sabotage("render.markup.render_spans", WORD_CHANGES[change])
    assert "tale.txt:8: " in str(fails(tmp_path))


@pytest.mark.parametrize("change", ["drop one", "double one", "reorder"])
def test_markup_with_changed_blocks_is_caught(change: str, sabotage: Patch, tmp_path: Path) -> None:
    def spoil(pieces: Iterator[str]) -> Iterator[str]:
        return iter(TUPLE_CHANGES[change](tuple(pieces)))

    sabotage("render.chapters.render_blocks", spoil)
    fails(tmp_path)


def test_lost_heading_is_caught(sabotage: Patch, tmp_path: Path) -> None:
    sabotage("render.chapters.heading_words", lambda words: "")
    assert "tale.txt:6: " in str(fails(tmp_path, once=True))


def test_lost_page_about_the_text_is_caught(sabotage: Patch, tmp_path: Path) -> None:
    sabotage("render.book_pages.about_page", lambda page: None)
    assert "header line not in the book" in str(fails(tmp_path))


def chapters(documents: tuple[Any, ...]) -> slice:
    """Return where the chapters are among the documents of a book."""
    own = [n for n, document in enumerate(documents) if "chapter" in document.name]
    return slice(own[0], own[-1] + 1)


@pytest.mark.parametrize("change", ["drop one", "reorder", "drop the last"])
def test_changed_run_of_documents_is_caught(change: str, sabotage: Patch, tmp_path: Path) -> None:
    def spoil(documents: Iterator[Any]) -> Iterator[Any]:
        found = tuple(documents)
        where = chapters(found)
        changed = TUPLE_CHANGES[change](found[where])
        return iter((*found[: where.start], *changed, *found[where.stop :]))

    sabotage("epub.package.render_book", spoil)
    fails(tmp_path, once=True)


def rewritten(file: Path, change: Callable[[str, bytes], bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries:
            archive.writestr(name, change(name, data))


PACKAGE_CHANGES: dict[str, Callable[[str, bytes], bytes]] = {
    "lost word": lambda name, data: data.replace(b"lantern burned", b"lantern"),
    "empty chapter": lambda name, data: b"" if "chapter-001" in name else data,
    "pretty print": lambda name, data: data.replace(b"<em>", b"<em>\n").replace(b"harbour", b"h r"),
    "lost spine": lambda name, data: data.replace(b"<itemref", b"<x") if "opf" in name else data,
}


@pytest.mark.parametrize("change", PACKAGE_CHANGES)
def test_spoiled_file_is_caught(
    change: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import epubify.epub.package as stage

    true = stage.write_epub

    def false(book: Any, file: Path, *args: Any, **kwargs: Any) -> None:
        true(book, file, *args, **kwargs)
        rewritten(file, PACKAGE_CHANGES[change])

    monkeypatch.setattr(stage, "write_epub", false)
    fails(tmp_path, once=True)
