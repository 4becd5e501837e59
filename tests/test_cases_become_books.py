"""Every text among the cases becomes a book: the proof that nothing is lost holds for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from building import epub_of
from case_files import read_cases

import epubify
from epubify.checks import check_book


def texts(*topics: str) -> Iterator[object]:
    for topic in topics:
        for case in read_cases(topic):
            if case.get("text"):
                yield pytest.param(case.text(), id=f"{topic}/{case.id}")
            for line, _ in case.rows if topic == "words" else ():
                yield pytest.param(f"{PROSE}\n{line}\n\n{PROSE}", id=f"words: {line}")


PROSE = """\
The ferry was late that morning, as it was every morning, and nobody on the quay asked why.

She counted the gulls on the roof, and when she had counted them she counted them again.
"""


TRUE_OF_THE_TEXT = {"C023", "C036"}
"""Advice about devices for a language, and for three levels of contents, that a text may have."""
NO_COVER = "C033"


@pytest.mark.parametrize("text", list(texts("layout", "structure", "words")))
def test_book_is_made(text: str, tmp_path: Path) -> None:
    file = epub_of(text, tmp_path / "book.epub")
    assert {found.code for found in check_book(file)} - TRUE_OF_THE_TEXT == {NO_COVER}


@pytest.mark.parametrize("text", list(texts("words")))
def test_no_line_is_read_again_as_plain_text(text: str) -> None:
    book = epubify.convert(text.encode(), no_cover=True)
    book.to_bytes()
    assert not [found.message for found in book.report.findings if found.code == "W001"]
