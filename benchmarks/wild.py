"""Compares what epubify finds in real files with facts that were read off by eye.

Usage: python benchmarks/wild.py FOLDER [--facts NAME.json] [--only LIST] [--without LIST]
                                 [--jobs N] [FILE...]

FOLDER holds the files and lists of facts: ``facts.json`` and ``more.json``, unless others are
named. A list is of objects with ``file`` and ``expected``: title, author, chapters, parts,
first_section, last_section; ``encoding`` and ``language`` stand beside them. A fact that is
null does not stand in the text and is not asked for. A ``file`` that ends in a slash is one
story in several files, in the order of their names. With FILEs only those are looked at.

LIST is a file that names the files to look at, or to leave alone, a line each: so that those
which nobody reads while developing are told from the others. A name that ends as a line of
LIST does is meant by it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from epubify.bind.joining import join
from epubify.decode import decode
from epubify.errors import EpubifyError, NotText
from epubify.model import Section, Source, Story, Text
from epubify.options import Options
from epubify.pipeline import understand, with_language
from epubify.report import Report
from epubify.settings.sidecar import Sidecar
from epubify.text.lexicon import folded
from epubify.text.natural_order import natural_key

LISTS = ("facts.json", "more.json")
JOBS = min(2, os.cpu_count() or 1)
NAMES = (
    *("encoding", "language", "title", "author"),
    *("chapters", "parts", "first_section", "last_section"),
)
"""The facts that are asked for, in their order."""
NO_TEXT = "binary"
"""The encoding of what is not text, which must be refused."""
UNKNOWN = "x-unknown-8bit"
"""The encoding of a file whose own nobody could tell; any is right."""
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
UNTOLD = frozenset({"dedication", "epigraph", "copyright-page"})
"""Roles of what stands before a story and is no section of it to those who listed the facts."""
PLAIN_CHINESE = {"zh": "zh-Hans"}
"""A language told without its script is that of the script that most write it in."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about a file, and what epubify found."""

    file: str
    name: str
    wanted: str
    found: str
    right: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files of a family are looked at."""

    only: tuple[str, ...] = ()
    """Ends of the names to look at; all are where there are none."""
    without: tuple[str, ...] = ()
    """Ends of the names to leave alone."""

    def __contains__(self, name: str) -> bool:
        """Tell whether a file is to be looked at.

        >>> "wild/more/b.txt" in Choice(without=("more/b.txt",))
        False
        """
        wanted = not self.only or any(ends_alike(name, end) for end in self.only)
        return wanted and not any(ends_alike(name, end) for end in self.without)


def ends_alike(one: str, other: str) -> bool:
    """Tell whether the shorter of two paths is the end of the longer, folder by folder.

    >>> ends_alike("more/b.txt", "wild/more/b.txt"), ends_alike("lab.txt", "b.txt")
    (True, False)
    """
    short, long = sorted((one.strip("/").split("/"), other.strip("/").split("/")), key=len)
    return long[-len(short) :] == short


def names_in(file: Path | None) -> tuple[str, ...]:
    """Return the names that a file lists, a line each; lines that begin with # are notes."""
    lines = file.read_text("utf-8").splitlines() if file else []
    return tuple(line for line in map(str.strip, lines) if line and not line.startswith("#"))


def facts_of(
    folder: Path, name: str = LISTS[0], choice: Choice = Choice(), jobs: int = JOBS
) -> list[Fact]:
    """Return every fact of a list about the files of a folder, compared, in order."""
    entries = [e for e in json.loads((folder / name).read_text("utf-8")) if e["file"] in choice]
    if jobs == 1:
        return [fact for e in entries for fact in compare(folder / e["file"], e)]
    by_size = sorted(entries, key=lambda entry: -size_of(folder / entry["file"]))
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:  # a fork may copy held locks
        futures = {e["file"]: pool.submit(compare, folder / e["file"], e) for e in by_size}
        return [fact for entry in entries for fact in futures[entry["file"]].result()]


def size_of(path: Path) -> int:
    return sum(file.stat().st_size for file in files_of(path))


def files_of(path: Path) -> list[Path]:
    """Return the files of a story, in the natural order of their names."""
    files = sorted(path.iterdir(), key=lambda file: natural_key(file.name)) if path.is_dir() else []
    return files or [path]


def compare(path: Path, entry: dict[str, Any]) -> list[Fact]:
    """Return the facts about one story, compared.

    Sections that the facts only describe (``2 letters in front``) may count as chapters or not.
    """
    wanted = {k: v for k, v in entry["expected"].items() if v is not None}
    wanted |= {key: entry[key] for key in ("encoding", "language")}
    if wanted["encoding"] == NO_TEXT:
        wanted = {"encoding": NO_TEXT}
    found = look_at(files_of(path), tuple(wanted.get("extra_sections", ())))
    return [fact(path.name, name, wanted, found.get(name, "")) for name in NAMES if name in wanted]


def fact(file: str, name: str, wanted: dict[str, Any], found: str) -> Fact:
    right = is_right(name, str(wanted[name]), found)
    if name == "chapters" and found:
        right = 0 <= int(found) - int(wanted[name]) <= described(wanted)
    return Fact(file, name, str(wanted[name]), " / ".join(found.split("\n")), right)


def described(wanted: dict[str, Any]) -> int:
    """Return how many sections the facts describe without naming them."""
    found = [re.match(r"(\d+)?.* in front$", text) for text in wanted.get("extra_sections", ())]
    return sum(int(match[1] or 1) for match in found if match)


def look_at(files: list[Path], extra: tuple[str, ...]) -> dict[str, str]:
    """Return what epubify finds in a story, fact → value; alternatives stand on lines."""
    try:
        texts, story = untypeset([Source(file.name, file.read_bytes()) for file in files])
    except NotText as error:
        return {"encoding": NO_TEXT, "title": f"({error})"}
    except EpubifyError as error:
        return {"title": f"({error})", "encoding": encoding_in(files[0])}
    except Exception as error:  # a crash, too, is an answer that is wrong
        return {"title": f"(crash: {type(error).__name__}: {error})"}
    headed = list(with_headings(story.sections))
    told = [s for s in headed if s.role not in UNTOLD]
    proper = [s for s in told if not is_extra(s, extra, texts)]
    paths = dict(paths_in(story.sections))
    chapters = [s for s in headed if s.role == "chapter" and not is_extra(s, extra, texts)]
    return {
        "encoding": next(iter(texts.values())).encoding,
        "language": story.metadata.language or "",
        "title": story.metadata.title or "",
        "author": " & ".join(story.metadata.authors),
        "chapters": str(len(chapters)),
        "parts": str(sum(s.role in ("part", "volume") for s in headed)),
        "first_section": ends_of(([s for s in told if not s.sections], chapters), 0, texts, paths),
        "last_section": ends_of((told, proper, chapters), -1, texts, paths),
    }


def encoding_in(file: Path) -> str:
    return decode(Source(file.name, file.read_bytes()), Options(), Report()).encoding


def ends_of(
    ranges: Iterable[list[Section]], end: int, texts: dict[str, Text], paths: dict[int, str]
) -> str:
    """Return the first or last heading of each range of sections, in all forms.

    The facts name a preface or an epilogue in one file, the chapter after or before it in
    another; and a chapter by its part in a third.
    """
    ends = [found[end] for found in ranges if found]
    forms = (form for section in ends for form in (*forms_of(section, texts), paths[id(section)]))
    return "\n".join(filter(None, forms))


def paths_in(sections: Iterable[Section], above: str = "") -> Iterator[tuple[int, str]]:
    """Yield each section's identity and its label behind those of the sections around it."""
    for section in sections:
        path = f"{above} {section.label or section.title or ''}".strip()
        yield id(section), path
        yield from paths_in(section.sections, path)


def untypeset(sources: list[Source]) -> tuple[dict[str, Text], Story]:
    """Return the texts, source → text, and the story in them.

    Typography, which is slow, changes no fact.
    """
    options, report = Options(join=len(sources) > 1), Report()
    texts: dict[str, Text] = {}
    stories: list[Story] = []
    for source in sources:
        reading = understand(source, options, report, Sidecar(""))
        texts[source.name] = reading.text
        stories.append(with_language(reading.story, options, report))
    return texts, join(stories) if options.join else stories[0]


def with_headings(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Yield all sections that have a heading, in reading order; subsections of chapters not."""
    for section in sections:
        if section.heading and section.role != "subchapter":
            yield section
        yield from with_headings(section.sections)


def forms_of(section: Section, texts: dict[str, Text]) -> list[str]:
    """Return a heading as the book shows it, and the file's lines at and beside it."""
    place = section.at
    if place is None:
        return [section.heading]
    lines = texts[place.source].text.split("\n")
    beside = lines[max(0, place.first_line - 2) : place.last_line + 1]
    return [section.heading, *(line.strip() for line in beside if line.strip())]


def is_extra(section: Section, extra: tuple[str, ...], texts: dict[str, Text]) -> bool:
    """Tell whether a section is one that the facts count apart from the chapters."""
    return any(same_heading(form, name) for form in forms_of(section, texts) for name in extra)


def is_right(name: str, wanted: str, found: str) -> bool:
    """Tell whether a value is what the facts say."""
    if name == "encoding":
        a, b = encoding_of(wanted), encoding_of(found)
        return (
            a == b or (a == "ascii" and b in ASCII_IN) or (a == UNKNOWN and b not in ("", NO_TEXT))
        )
    if name == "language":
        return wanted in (found, PLAIN_CHINESE.get(found))
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
    return "\n".join([*rows, "", f"{right} of {len(facts)} right: {share_of(facts):.1%}"])


def share_of(facts: Iterable[Fact]) -> float:
    """Return the share of facts that is right."""
    right = [fact.right for fact in facts]
    return sum(right) / len(right) if right else 0.0


def main() -> int:
    asked = read_arguments()
    choice = Choice((*asked.files, *names_in(asked.only)), names_in(asked.without))
    for name in asked.facts or LISTS:
        if (asked.folder / name).is_file():
            print(f"\n## {name}\n\n{table(facts_of(asked.folder, name, choice, asked.jobs))}")
    return 0


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", nargs="*", help="only these files")
    parser.add_argument("--facts", action="append", metavar="NAME", help="only this list of facts")
    parser.add_argument("--only", type=Path, metavar="LIST", help="a file that names the files")
    parser.add_argument("--without", type=Path, metavar="LIST", help="those to leave alone")
    parser.add_argument("--jobs", type=int, default=JOBS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
