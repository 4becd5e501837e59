"""Texts that are trouble, and stories in each form, with facts about the book that must come.

A case has one file or several (``text``, ``file NAME``, ``bytes NAME``, ``base64 NAME``; of a
``text`` the key ``file`` is the name, ``encoding`` and ``line-ends`` hold for all texts; what is
named like another file with ``.toml`` is its sidecar; several stories are an anthology, or with
the key ``kind: joined`` the parts of one; a text named ``.docx``, ``.odt`` or ``.rtf`` is built
by ``document_writer``), ``options`` as TOML, and at least one fact:

- ``metadata``: each key that is named has these values and no others; none where nothing follows;
- ``outline``: the sections of the book, all of them;
- ``blocks``: a run of blocks that stands in the book, in full, or cut with `` …``; a line ``...``
  skips any number of blocks;
- ``keeps``, ``leaves-out``: words on a line that stand, or do not stand, in the text of the
  finished file;
- ``findings``: all that was found, code and words of the message;
- ``refused``: the name of the error and words of its message. Without it a book must be made.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from building import Edition, book_of, source_at
from case_files import BadCase, Case, Expect, Section, case_params, expect_findings
from document_writer import packed
from epub_tools import body, spine, text
from notation import block_lines, heading_lines, metadata_lines, stands_in

from epubify.bind.kinds import Kind
from epubify.errors import InputError

FACTS = {"metadata", "outline", "blocks", "keeps", "leaves-out", "findings", "refused"}
FRONT = ("cover", "title", "about", "nav", "colophon")
"""Beginnings of the names of documents that are no text of the story."""


@pytest.mark.parametrize("case", [*case_params("trouble"), *case_params("forms")])
def test_trouble(case: Case, tmp_path: Path, expect: Expect) -> None:
    if not FACTS.intersection(section.kind for section in case.sections):
        raise BadCase(f"{case.id}: says nothing of what must come out")
    files = written(case, tmp_path)
    if case.get("refused"):
        assert_refused(case, files)
        return
    made = made_of(case, files)
    assert_understood(case, made, expect)
    file = tmp_path / "book.epub"
    made.write(file)
    assert_words(case, file)


def written(case: Case, folder: Path) -> list[Path]:
    """Write the files of a case, and return those that are stories."""
    paths = []
    for section in case.sections:
        if section.kind in {"text", "file", "bytes", "base64"}:
            path = folder / (section.name or case.keys.get("file", "story.txt"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data_of(section, case, path.name))
            paths.append(path)
    stories = {path for path in paths if path.suffix != ".toml"}
    beside = {path.with_suffix(".toml") for path in stories}
    return [path for path in paths if path not in beside]


def data_of(section: Section, case: Case, name: str) -> bytes:
    if section.kind in {"bytes", "base64"}:
        return section.data
    if document := packed(name, section.typed):
        return document
    end = case.keys.get("line-ends", "\\n").encode().decode("unicode_escape")
    text = section.typed if name.endswith(".tex") else section.text
    return f"{text}\n".replace("\n", end).encode(case.keys.get("encoding", "utf-8"))


def made_of(case: Case, files: list[Path]) -> Edition:
    asked: dict[str, Any] = tomllib.loads(case.text("options")) if case.get("options") else {}
    given = {key: tuple(v) if isinstance(v, list) else v for key, v in asked.items()}
    kind = Kind(case.keys["kind"]) if "kind" in case.keys else None
    return book_of([source_at(path) for path in files], kind=kind, **given)


def assert_refused(case: Case, files: list[Path]) -> None:
    name, _, words = case.text("refused").partition(" ")
    with pytest.raises(InputError) as raised:
        made_of(case, files)
    assert type(raised.value).__name__ == name
    assert words in str(raised.value)


def assert_understood(case: Case, made: Edition, expect: Expect) -> None:
    if case.get("metadata"):
        keys = [line.partition(":")[0] for line in case.lines("metadata")]
        expect(case, "metadata", of_keys(metadata_lines(made.book.metadata), keys))
    if case.get("outline"):
        expect(case, "outline", list(heading_lines(made.sections)))
    if case.get("blocks"):
        blocks = list(block_lines(made.sections))
        if not stands_in(case.lines("blocks"), blocks):
            expect(case, "blocks", blocks)
    if case.get("findings"):
        expect_findings(case, made.findings, expect)


def of_keys(lines: list[str], keys: list[str]) -> list[str]:
    """Return the lines that have these keys, in the order of the keys; a key alone has none."""
    chosen = []
    for key in dict.fromkeys(keys):
        chosen += [line for line in lines if line.startswith(f"{key}: ")] or [f"{key}:"]
    return chosen


def assert_words(case: Case, file: Path) -> None:
    stems = [stem for stem in spine(file) if not stem.startswith(FRONT)]
    words = " ".join(text(body(file, stem)) for stem in stems)
    for line in case.lines("keeps"):
        assert line in words
    for line in case.lines("leaves-out"):
        assert line not in words
