"""Writing the sidecar of a story, for a person to edit.

What was understood stands in it as comments, ready to be changed and uncommented; what an
older sidecar said stands in it as it was. So a sidecar that is written again says the same, and
its check fits the story again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from epubify.model import Block, BreakKind, Metadata, SceneBreak, Source
from epubify.options import HeadingFix, Options
from epubify.settings.sidecar import Sidecar, in_short
from epubify.settings.sidecar_keys import BLOCK_KINDS, BOOK_KEYS, READING_KEYS
from epubify.settings.tomlfile import TomlValue

if TYPE_CHECKING:
    from epubify.headings import Candidate
    from epubify.pipeline import Reading

_ABOUT_COLUMN = 40
"""Column in which what is said about an entry begins."""
_WIDTH = 80
"""Columns of a line of the draft."""
_EXAMPLES: dict[str, Any] = {
    "cover": "cover.jpg",
    "cover_style": "spines",
    "cover_size": "1264x1680",
    "font": "font.ttf",
    "css": "more.css",
    "templates": "templates",
    "heading_pattern": "Letter [0-9]+",
    "format": "text",
}
"""What stands at keys of which nothing is known."""


def draft_sidecar(source: Source, reading: Reading, metadata: Metadata, sidecar: Sidecar) -> str:
    """Return the text of a sidecar for a story; ``sidecar`` is the one that it has, perhaps empty.

    Read back, it changes nothing: what it says beyond the older one stands in comments.
    """
    known = {**_known(metadata), "encoding": reading.text.encoding}
    lines = [
        f"# What is known better about {Path(source.name).name}. It is read whenever the book is",
        "# made; only the command line wins over it. Lines that begin with # do nothing: they",
        "# show what was understood. Take the # away, and change what is wrong.",
        "",
        *_heading_line("The book"),
        *_keys(BOOK_KEYS, sidecar.options, known, Path(source.name).parent),
        "",
        *_heading_line("How the story is read"),
        *_keys(_reading_keys(sidecar), sidecar.options, known, Path(source.name).parent),
        "",
        *_heading_line("Lines that are not what they look like"),
        *_lists(reading, sidecar),
        "",
        *_heading_line("Headings"),
        *_headings(reading, sidecar),
        *_heading_line("Scene breaks that no mark shows: the scene changes before the line"),
        *_breaks(sidecar),
        *_heading_line(f"Lines that are text of another kind: {', '.join(BLOCK_KINDS)}"),
        *_blocks(sidecar),
        *_heading_line("Signs that stay as typed: for every rule, for one, or one of its changes"),
        *_unchanged(sidecar),
        *_heading_line("What the lines said when this was written; leave it as it is"),
        *_check(source, reading, sidecar),
    ]
    return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """Return a value as TOML writes it.

    >>> toml('5" disk'), toml(("a", "b")), toml(True), toml(2)
    ('"5\\\\" disk"', '["a", "b"]', 'true', '2')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, frozenset | tuple | list):
        items = sorted(value) if isinstance(value, frozenset) else value
        return f"[{', '.join(toml(item) for item in items)}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _heading_line(text: str) -> list[str]:
    return [f"# {text} ".ljust(_WIDTH, "-"), ""]


# ------------------------------------------------------------------------------- options


def _known(metadata: Metadata) -> dict[str, Any]:
    """Return the options that metadata amounts to."""
    return {
        "title": metadata.title,
        "authors": metadata.authors,
        "language": metadata.language,
        "series": metadata.series,
        "series_index": metadata.series_index,
        "subjects": metadata.subjects,
        "description": metadata.description,
        "publisher": metadata.publisher,
        "date": metadata.date,
        "rights": metadata.rights,
        "identifier": metadata.identifier,
    }


def _reading_keys(sidecar: Sidecar) -> dict[str, TomlValue]:
    """Return the keys that say how a story is read; ``keep`` may name single lines instead."""
    lines = sidecar.corrections.keep
    return {key: kind for key, kind in READING_KEYS.items() if key != "keep" or not lines}


def _keys(
    keys: Mapping[str, TomlValue], said: Mapping[str, Any], known: Mapping[str, Any], folder: Path
) -> Iterator[str]:
    default = Options()
    for key, value in keys.items():
        if value.option in said:
            yield from _entry("", key, _told(said[value.option], folder), value.about)
            continue
        shown = known.get(value.option) or _EXAMPLES.get(key)
        if shown is None:
            shown = getattr(default, value.option)
        yield from _entry("# ", key, "" if shown is None else shown, value.about)


def _told(value: Any, folder: Path) -> Any:
    """Return a value as the sidecar said it: files by their place beside it."""
    if isinstance(value, Path):
        return value.relative_to(folder) if value.is_relative_to(folder) else value
    if isinstance(value, tuple) and value and all(isinstance(part, int) for part in value):
        return "x".join(map(str, value))
    return tuple(_told(part, folder) for part in value) if isinstance(value, tuple) else value


def _entry(start: str, key: str, value: Any, about: str) -> Iterator[str]:
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    entry = f"{start}{key} = {toml(value)}"
    if len(entry) < _ABOUT_COLUMN:
        yield f"{entry:<{_ABOUT_COLUMN}}# {about}"
    else:
        yield from (f"# {about}", entry)


# --------------------------------------------------------------------------- corrections


def _lists(reading: Reading, sidecar: Sidecar) -> Iterator[str]:
    corrections = sidecar.corrections
    example = next((c.at.first_line for c in reading.headings.accepted), 12)
    ornament = next((b.at.first_line for b in _ornaments(reading)), 88)
    for key, numbers, one, about in (
        ("not_headings", corrections.not_headings, example, "Lines that are not headings."),
        ("not_breaks", corrections.not_breaks, ornament, "Lines that are not scene breaks."),
        ("new_paragraphs", corrections.new_paragraphs, 14, "Lines that begin a paragraph."),
        ("not_paragraphs", corrections.not_paragraphs, 15, "Lines that go on with the one above."),
    ):
        yield from _entry("" if numbers else "# ", key, list(numbers or [one]), about)
    for key, ranges, about in (
        ("leave_out", corrections.leave_out, "First and last lines that are no story."),
        ("keep", corrections.keep, "Lines that stay in the text, whatever they were taken for."),
    ):
        if ranges or key != "keep":
            shown = [list(lines) for lines in ranges or [(3, 7)]]
            yield from _entry("" if ranges else "# ", key, shown, about)


def _headings(reading: Reading, sidecar: Sidecar) -> Iterator[str]:
    """Yield every heading: those that were corrected as they are, the others as comments."""
    corrected = {fix.line: fix for fix in sidecar.corrections.headings}
    lines = reading.text.text.split("\n")
    for found in reading.headings.accepted:
        fix = corrected.get(found.at.first_line)
        yield from _heading(fix or _fix_of(found), lines, "" if fix else "# ")


def _fix_of(found: Candidate) -> HeadingFix:
    return HeadingFix(found.at.first_line, found.level, found.form.label, found.title)


def _heading(fix: HeadingFix, lines: list[str], start: str) -> Iterator[str]:
    yield f"{start}[[heading]]"
    yield f"{start}line = {fix.line}"
    for key in ("level", "label", "title"):
        value = getattr(fix, key)
        if value is not None:
            yield f"{start}{key} = {toml(value)}"
    yield f"{start}reads = {toml(in_short(lines[fix.line - 1]))}"
    yield ""


def _breaks(sidecar: Sidecar) -> Iterator[str]:
    for line in sidecar.corrections.breaks:
        yield from ("[[break]]", f"line = {line}", "")
    if not sidecar.corrections.breaks:
        yield from ("# [[break]]", "# line = 45", "")


def _blocks(sidecar: Sidecar) -> Iterator[str]:
    for fix in sidecar.corrections.blocks:
        kind = toml(str(fix.kind))
        yield from ("[[block]]", f"lines = {toml([fix.first, fix.last])}", f"kind = {kind}", "")
    if not sidecar.corrections.blocks:
        yield from ("# [[block]]", "# lines = [12, 20]", '# kind = "verse"', "")


def _unchanged(sidecar: Sidecar) -> Iterator[str]:
    for fix in sidecar.corrections.unchanged:
        said = {"line": fix.line, "rule": fix.rule, "change": fix.change}
        entries = (f"{key} = {toml(value)}" for key, value in said.items() if value is not None)
        yield from ("[[unchanged]]", *entries, "")
    if not sidecar.corrections.unchanged:
        yield from ("# [[unchanged]]", "# line = 33", '# rule = "quotes"', "# change = 2", "")


def _check(source: Source, reading: Reading, sidecar: Sidecar) -> Iterator[str]:
    yield "[check]"
    yield f"sha256 = {toml(sha256(source.data).hexdigest())}"
    yield ""
    yield "[check.lines]"
    for number, text in worth_noting(reading, sidecar.places).items():
        yield f"{number} = {toml(text)}"


def worth_noting(reading: Reading, corrected: Iterable[int]) -> dict[int, str]:
    """Return what the lines say that are corrected, or are likely to be, by their numbers."""
    lines = reading.text.text.split("\n")
    places = [c.at for c in reading.headings.candidates]
    places += [block.at for block in _ornaments(reading)]
    numbers = {place.first_line for place in places}.union(corrected)
    told = (n for n in sorted(numbers) if n <= len(lines) and lines[n - 1].strip())
    return {n: in_short(lines[n - 1]) for n in told}


def _ornaments(reading: Reading) -> Iterable[Block]:
    return (
        block
        for block in reading.manuscript.blocks
        if isinstance(block, SceneBreak) and block.kind is BreakKind.ORNAMENT and block.mark
    )
