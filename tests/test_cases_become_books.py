"""Every text among the cases becomes a book: the proof that nothing is lost holds for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from epubify.model import Source
from epubify.options import Options
from epubify.pipeline import build
from epubify.report import Report

CASES = Path(__file__).parent / "cases"


def texts() -> Iterator[object]:
    for file in sorted((CASES / "layout").glob("*.txt")):
        text = file.read_text("utf-8").split("\n=== text\n", 1)[1].split("\n=== ", 1)[0]
        yield pytest.param(text, id=f"layout/{file.stem}")
    for file in sorted((CASES / "structure").glob("*.txt")):
        if not file.stem.startswith("rows-"):
            for block in file.read_text("utf-8").split("\n===\n")[1:]:
                title, text, *_ = block.split("\n.\n")
                yield pytest.param(text, id=f"structure/{file.stem}: {title}")
    for line in (CASES / "words" / "lines.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield pytest.param(f"{PROSE}\n{line}\n\n{PROSE}", id=f"words: {line}")
    for file in sorted((CASES / "words").glob("*.txt")):
        if file.stem != "lines":
            yield pytest.param(file.read_text("utf-8"), id=f"words/{file.stem}")


PROSE = """\
The ferry was late that morning, as it was every morning, and nobody on the quay asked why.

She counted the gulls on the roof, and when she had counted them she counted them again.
"""


@pytest.mark.parametrize("text", list(texts()))
def test_book_is_made(text: str, tmp_path: Path) -> None:
    source = Source("story.txt", text.encode())
    book = build([source], Options(no_cover=True), Report())
    proof = book.write(tmp_path / "book.epub")
    assert proof.words > 0
