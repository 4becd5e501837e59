"""Compares what epubify finds in real files with facts that were read off by eye.

Usage: python benchmarks/wild.py FOLDER [FILE...]

FOLDER holds text files and ``facts.json``, a list of objects with ``file`` and ``expected``:
title, author, chapters, parts, first_section, last_section; ``encoding`` stands beside them.
A fact that is null does not stand in the text and is not asked for. With FILEs only those are
looked at.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from epubify.decode import decode
from epubify.errors import EpubifyError
from epubify.model import Section, Source, Story, Text
from epubify.options import Options
from epubify.pipeline import understand
from epubify.report import Report
from epubify.settings.sidecar import Sidecar
from epubify.text.lexicon import folded

ENCODINGS = (
    ("ascii", "us-ascii"),
    ("utf-8", "utf-8-sig"),
    ("cp1252", "windows-1252", "latin-1", "iso-8859-1", "iso8859-1"),
    ("gb18030", "gbk", "gb2312"),
    ("big5", "big5hkscs", "cp950"),
    ("cp932", "shift_jis", "shift-jis"),
    ("cp1251", "windows-1251"),
    ("euc-kr", "cp949"),
)
"""Names of one encoding, or of encodings that read a text of the first alike."""
ASCII_IN = frozenset({"utf-8", "cp1252"})
"""A text of ASCII alone is right in any of these."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about a file, and what epubify found."""

    file: str
    name: str
    wanted: str
    found: str
    right: bool


def facts_of(folder: Path, only: frozenset[str] = frozenset()) -> Iterator[Fact]:
    """Yield every fact about the files of a folder, compared."""
    for entry in json.loads((folder / "facts.json").read_text("utf-8")):
        if not only or entry["file"] in only:
            yield from compare(folder / entry["file"], entry)


def compare(file: Path, entry: dict[str, Any]) -> Iterator[Fact]:
    """Yield the facts about one file, compared.

    Sections that the facts only describe (``2 letters in front``) may count as chapters or not.
    """
    wanted = {k: v for k, v in entry["expected"].items() if v is not None}
    wanted["encoding"] = entry["encoding"]
    found = look_at(file, tuple(wanted.get("extra_sections", ())))
    for name in (
        "encoding",
        "title",
        "author",
        "chapters",
        "parts",
        "first_section",
        "last_section",
    ):
        if name in wanted:
            value = found.get(name, "")
            right = is_right(name, str(wanted[name]), value)
            if name == "chapters" and value:
                right = 0 <= int(value) - int(wanted[name]) <= described(wanted)
            yield Fact(file.name, name, str(wanted[name]), " / ".join(value.split("\n")), right)


def described(wanted: dict[str, Any]) -> int:
    """Return how many sections the facts describe without naming them."""
    found = [re.match(r"(\d+)?.* in front$", text) for text in wanted.get("extra_sections", ())]
    return sum(int(match[1] or 1) for match in found if match)


def look_at(file: Path, extra: tuple[str, ...]) -> dict[str, str]:
    """Return what epubify finds in a file, fact → value; alternatives stand on lines."""
    source = Source(file.name, file.read_bytes())
    try:
        text, story = untypeset(source)
    except EpubifyError as error:
        encoding = decode(source, Options(), Report()).encoding
        return {"title": f"({error})", "encoding": encoding}
    headed = list(with_headings(story.sections))
    chapters = [s for s in headed if s.role == "chapter" and not is_extra(s, extra, text)]
    return {
        "encoding": text.encoding,
        "title": story.metadata.title or "",
        "author": " & ".join(story.metadata.authors),
        "chapters": str(len(chapters)),
        "parts": str(sum(s.role in ("part", "volume") for s in headed)),
        "first_section": ends_of([s for s in headed if not s.sections], chapters, 0, text),
        "last_section": ends_of(headed, chapters, -1, text),
    }


def ends_of(headed: list[Section], chapters: list[Section], end: int, text: Text) -> str:
    """Return the first or last heading, and that of the first or last chapter, in all forms.

    The facts name a preface or an epilogue in one file, the chapter after or before it in
    another.
    """
    return "\n".join(
        form for found in (headed, chapters) if found for form in forms_of(found[end], text)
    )


def untypeset(source: Source) -> tuple[Text, Story]:
    """Return the text and the story in a source; typography, which is slow, changes no fact."""
    reading = understand(source, Options(), Report(), Sidecar(""))
    return reading.text, reading.story


def with_headings(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Yield all sections that have a heading, in reading order; subsections of chapters not."""
    for section in sections:
        if section.heading and section.role != "subchapter":
            yield section
        yield from with_headings(section.sections)


def forms_of(section: Section, text: Text) -> list[str]:
    """Return a heading as the book shows it, and the file's lines at and beside it."""
    lines = text.text.split("\n")
    place = section.at
    beside = lines[max(0, place.first_line - 2) : place.last_line + 1] if place else []
    return [section.heading, *(line.strip() for line in beside if line.strip())]


def is_extra(section: Section, extra: tuple[str, ...], text: Text) -> bool:
    """Tell whether a section is one that the facts count apart from the chapters."""
    return any(same_heading(form, name) for form in forms_of(section, text) for name in extra)


def is_right(name: str, wanted: str, found: str) -> bool:
    """Tell whether a value is what the facts say."""
    if name == "encoding":
        a, b = encoding_of(wanted), encoding_of(found)
        return a == b or (a == "ascii" and b in ASCII_IN)
    if name.endswith("_section"):
        return any(same_heading(form, wanted) for form in found.split("\n"))
    return folded(wanted).strip(" .") == folded(found.replace("’", "'")).strip(" .")


def encoding_of(name: str) -> str:
    """Return the common name of an encoding."""
    bare = name.lower().replace("_", "-")
    return next((names[0] for names in ENCODINGS if bare in (*names, names[0])), bare)


def same_heading(found: str, wanted: str) -> bool:
    """Tell whether two headings are the same but for marks, case and a title left out."""
    a, b = ("".join(c for c in folded(text) if c.isalnum()) for text in (found, wanted))
    short, long = sorted((a, b), key=len)
    return a == b or (len(short) > 2 and long.startswith(short)) or (len(b) > 4 and a.endswith(b))


def table(facts: list[Fact]) -> str:
    """Return the facts as a Markdown table, with the share that is right."""
    rows = ["| file | fact | wanted | found | |", "|---|---|---|---|---|"]
    rows += [
        f"| {f.file} | {f.name} | {f.wanted} | {f.found[:70]} | {'' if f.right else 'WRONG'} |"
        for f in facts
    ]
    right = sum(f.right for f in facts)
    return "\n".join([*rows, "", f"{right} of {len(facts)} right: {right / len(facts):.1%}"])


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__)
        return 2
    facts = list(facts_of(Path(arguments[0]), frozenset(arguments[1:])))
    print(table(facts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
