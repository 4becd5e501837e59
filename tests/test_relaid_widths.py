"""A text laid out in another way, which leaves its meaning as it is, is understood alike."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from building import untypeset
from notation import metadata_lines, section_lines

from epubify.model import Group, Paragraph, Section, plain

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
WIDTHS = (40, 60, 76, 100, 132)


def understood(text: str, name: str) -> tuple[list[str], list[str]]:
    """Return what is said of a story, and what its sections hold.

    Lines that are kept, and paragraphs of a line each, are the same: among wrapped paragraphs the
    head of a letter is the former, among others it is the latter.
    """
    story, _ = untypeset(text, name)
    held = [line for section in story.sections for line in section_lines(section)]
    told = [part for line in held for part in parts_of(line)]
    return metadata_lines(story.metadata), told


def parts_of(line: str) -> list[str]:
    """Return kept lines as paragraphs of a line each, all else as it is."""
    kept = line.removeprefix("lines ")
    return [line] if kept == line else [f"p {part}" for part in kept.split(" / ")]


def paragraphs(text: str, name: str) -> dict[int, tuple[int, str]]:
    """Return the last line, and the words, of each paragraph, by its first line."""
    story, _ = untypeset(text, name)
    blocks = [block for section in story.sections for block in blocks_of(section)]
    return {
        block.at.first_line: (block.at.last_line, plain(block.spans))
        for block in blocks
        if isinstance(block, Paragraph)
    }


def blocks_of(section: Section) -> Iterator[object]:
    """Yield all blocks of a section, and of those in it."""
    for block in section.blocks:
        yield from block.blocks if isinstance(block, Group) else (block,)
    for inner in section.sections:
        yield from blocks_of(inner)


def filled(text: str, name: str, width: int) -> str:
    """Return a text with its paragraphs filled anew; at no width, each is one line.

    Those of one line are left as they are where no blank lines part them from others.
    """
    lines, out, number = text.split("\n"), [], 1
    known = paragraphs(text, name)
    while number <= len(lines):
        last, words = known.get(number, (number, ""))
        old = lines[number - 1 : last]
        parted = not "".join(lines[number - 2 : number - 1] + lines[last : last + 1]).strip()
        if words and (parted or len(old) > 1) and all(line.strip() for line in old):
            old = fill(words, old, width)
        out += old
        number = last + 1
    return "\n".join(out)


def fill(words: str, old: list[str], width: int) -> list[str]:
    """Return the words of a paragraph in lines, which begin as the old ones do."""
    first, *rest = [line[: len(line) - len(line.lstrip())] for line in old[:2]]
    return textwrap.wrap(
        words,
        width or 10**6,
        initial_indent=first,
        subsequent_indent="".join(rest),
        break_long_words=False,
        break_on_hyphens=False,
    )


def story_in(seed: Path) -> str:
    """Return the text of a seed, which may be of Windows."""
    data = seed.read_bytes().replace(b"\r\n", b"\n")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [0, *WIDTHS])
def test_a_text_filled_anew_is_understood_alike(seed: Path, width: int) -> None:
    text = story_in(seed)
    assert understood(filled(text, seed.name, width), seed.name) == understood(text, seed.name)
