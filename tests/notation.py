"""How cases write what was understood: metadata, sections and blocks, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

from epubify.model import (
    Block,
    BreakKind,
    Cue,
    Figure,
    Group,
    Metadata,
    Note,
    Paragraph,
    Preformatted,
    SceneBreak,
    Section,
    Span,
    Speech,
    Verse,
    plain,
)

WORDS = 3
"""Words of a block that an outline shows."""
CUT = " …"
"""What stands for the rest of a block."""


def metadata_lines(said: Metadata) -> list[str]:
    pairs = [("title", said.title), ("subtitle", said.subtitle)]
    pairs += [
        (f"person {c.role}" if c.role != "aut" else "author", c.name) for c in said.contributors
    ]
    pairs += [("series", " ".join(filter(None, (said.series, said.series_index))))]
    pairs += [("subjects", ", ".join(said.subjects)), ("description", said.description)]
    pairs += [("date", said.date), ("language", said.language), ("url", said.source_url)]
    pairs += [(f"field {f.key}", " / ".join(f.value.split("\n"))) for f in said.fields]
    return [f"{key}: {value}" for key, value in pairs if value]


def section_lines(section: Section, level: int = 1) -> Iterator[str]:
    """Yield a section and what is in it, blocks cut short."""
    yield heading_line(section, level)
    for block in section.blocks:
        yield block_line(block)
    for inner in section.sections:
        yield from section_lines(inner, level + 1)


def heading_lines(sections: Iterable[Section], level: int = 1) -> Iterator[str]:
    """Yield sections without what is in them."""
    for section in sections:
        yield heading_line(section, level)
        yield from heading_lines(section.sections, level + 1)


def heading_line(section: Section, level: int) -> str:
    parts = " | ".join(part for part in (section.label, section.title) if part)
    told = "" if section.listed else " (not listed)"
    return f"{'#' * level} {section.role}" + (f" {parts}" if parts else "") + told


def block_line(block: Block, words: int | None = WORDS) -> str:
    """Return a block, of each of its texts as many words as asked for, else all."""
    if isinstance(block, Paragraph):
        return f"p {first_words(plain(block.spans), words)}"
    if isinstance(block, SceneBreak):
        return f"{'break' if block.kind is BreakKind.ORNAMENT else 'gap'} {block.mark}".strip()
    if isinstance(block, Cue):
        return f"cue({block.kind}) " + " / ".join(plain(line) for line in block.lines)
    if isinstance(block, Note):
        return "note " + " / ".join(block_line(b, words).partition(" ")[2] for b in block.blocks)
    if isinstance(block, Verse):
        lines = [plain(line.spans) for stanza in block.stanzas for line in stanza]
        return f"{block.kind} " + " / ".join(first_words(line, words) for line in lines)
    if isinstance(block, Preformatted):
        return "as typed " + " / ".join(line.strip() for line in block.lines)
    if isinstance(block, Speech):
        said = " / ".join(block_line(one, words).partition(" ")[2] for one in block.blocks)
        return f"speech {plain(block.speaker)} | {said}"
    if isinstance(block, Group):
        return f"{block.kind} " + " / ".join(block_line(one, words) for one in block.blocks)
    if isinstance(block, Figure):
        return f"figure {block.alt or block.picture.name}"
    name = type(block).__name__.lower()
    return name if words else f"{name} {' / '.join(_texts(block))}".strip()


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a block of any kind."""
    if isinstance(value, tuple) and value and all(isinstance(item, Span) for item in value):
        yield plain(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Struct):
        for one in astuple(value):
            yield from _texts(one)


def first_words(text: str, count: int | None) -> str:
    words = text.split()
    return " ".join(words[:count]) + (CUT if count and len(words) > count else "")


def block_lines(sections: Iterable[Section]) -> Iterator[str]:
    """Yield all blocks in full, without the sections that they stand in."""
    for section in sections:
        yield from (block_line(block, None) for block in section.blocks)
        yield from block_lines(section.sections)


def stands_in(wanted: list[str], lines: list[str]) -> bool:
    """Whether a run of lines stands among others; `...` in it skips any number of lines.

    A wanted line that ends in a cut need only begin like the other.
    """
    at = 0
    for run in _runs(wanted):
        places = range(at, len(lines) - len(run) + 1)
        found = next((n for n in places if all(map(_is_like, run, lines[n:]))), None)
        if found is None:
            return False
        at = found + len(run)
    return True


def _runs(wanted: list[str]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for line in wanted:
        if line == "...":
            runs.append([])
        else:
            runs[-1].append(line)
    return runs


def _is_like(wanted: str, line: str) -> bool:
    return line.startswith(wanted[: -len(CUT)]) if wanted.endswith(CUT) else line == wanted
