"""What a book may cost: refused in one line beyond, at every door, and documented."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from building import story_of
from msgspec.structs import asdict

from epubify.batches.engine import run_all
from epubify.batches.jobs import Job, Status
from epubify.batches.make import make_job
from epubify.cli import run
from epubify.errors import EpubifyError, InputError
from epubify.files.inputs import Input, read_source
from epubify.model import Source
from epubify.model.limits import Limits, holding
from epubify.options import Options

STORY = "The Ferry\nby Ann Bee\n\nThe ferry left at nine, and nobody on the quay looked up.\n"
PAGE = Path(__file__).parent.parent / "docs" / "robustness.md"


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_text(STORY, encoding="utf-8")
    return Path("story.txt")


def test_the_limits_are_documented() -> None:
    rows = re.findall(r"^\| ([\d,]+) \| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(name, int(n.replace(",", ""))) for n, name in rows] == [*asdict(Limits()).items()]


def test_a_file_that_is_too_large_is_not_read(story: Path) -> None:
    with holding({"source=20"}), pytest.raises(InputError, match="has 80 bytes, and no more than"):
        read_source(Input("story.txt", story))


def test_what_comes_in_without_end_is_read_up_to_the_limit(monkeypatch: Any) -> None:
    class Endless(io.RawIOBase):
        """What never ends, as /dev/zero."""

        def readinto(self, buffer: Any) -> int:
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

        def readable(self) -> bool:
            return True

    stream = io.TextIOWrapper(io.BufferedReader(Endless()))
    monkeypatch.setattr(sys, "stdin", stream)
    with (
        holding({"source=200000"}),
        pytest.raises(InputError, match="bytes and more, and no more"),
    ):
        read_source(Input("<stdin>"))


def test_the_message_says_how_to_go_on(story: Path, capsys: Any) -> None:
    assert run(["convert", "story.txt", "--limit", "source=20"]) == 3
    assert capsys.readouterr().err.endswith("or set --limit to source=80\n")
    assert [path.name for path in Path().iterdir()] == ["story.txt"]


def test_more_headings_than_may_be_are_refused() -> None:
    text = "".join(
        f"Chapter {n}\n\nThe ferry left at nine, and no one looked.\n\n" for n in range(1, 9)
    )
    with pytest.raises(InputError, match="has 8 headings, and no more than 5"):
        story_of(text, limits=frozenset({"headings=5"}))
    assert story_of(text, limits=frozenset({"headings=8"}))


def test_check_takes_limits(tmp_path: Path, capsys: Any) -> None:
    book = tmp_path / "a.epub"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("mimetype", "x" * 100)
    assert run(["check", "--limit", "book=50", str(book)]) == 3
    told = " ".join(capsys.readouterr().out.split())
    assert "C081 larger than what is checked: 1 entries, 100 bytes" in told
    assert run(["check", "--limit", "pages=50", str(book)]) == 2


@pytest.mark.parametrize("closed", [True, False])
def test_a_book_too_large_for_its_process_fails_in_one_line(
    closed: bool, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(_: object, __: object, ___: object) -> None:
        try:
            raise MemoryError
        finally:
            if not closed:
                raise ValueError("the file cannot be closed while something is written into it")

    monkeypatch.setattr("epubify.batches.make.make", short)
    made = make_job(Job((Input("story.txt", story),), Options(), "x"), "x")
    assert made.outcome.status is Status.FAILED
    assert str(made.outcome.error).startswith(
        "story.txt: not enough memory to make this book; make"
    )


def test_a_worker_has_no_more_memory_than_it_may(story: Path, tmp_path: Path) -> None:
    """One book asks for more than there is; the other one, in the same process, is made."""
    resource = pytest.importorskip("resource")
    assert resource.RLIMIT_AS
    Path("large.txt").write_text(
        f"Large\nby Ann Bee\n\n{'The ferry left at nine. ' * 20}\n", encoding="utf-8"
    )
    small = Options(no_cover=True, limits=frozenset({"memory=1000000"}))
    books = str(tmp_path / "books")
    jobs = [
        Job((Input("large.txt", Path("large.txt")),), small, books, number=1, size=9),
        Job((Input("story.txt", story),), Options(no_cover=True), books, number=2),
    ]
    outcomes = {one.job.number: one for one in run_all(jobs, workers=1)}
    assert [outcomes[n].status for n in (1, 2)] == [Status.FAILED, Status.WRITTEN]
    assert "not enough memory" in str(outcomes[1].error)


def test_sources_in_memory_obey_as_well() -> None:
    import epubify

    with pytest.raises(EpubifyError, match="no more than 20 are read"):
        epubify.convert(Source("a.txt", STORY.encode()), limits="source=20")
