"""The metadata block at the head of a Markdown file: YAML as people write it there, or TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import tomli
from msgspec import field

from epubify.model import Contributor, Metadata, Origin, OriginKind
from epubify.model.records import Record
from epubify.readers.noted_facts import is_placeholder
from epubify.text.lazy_pattern import lazy

_YAML = lazy(r"\A---[ \t]*\n(?P<block>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = lazy(r"\A\+\+\+[ \t]*\n(?P<block>.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_TYPED = lazy(
    r"\A(?P<block>(?:[A-Za-z][\w \t-]{0,30}:[ \t]+\S.*\n(?:[ \t]+\S.*\n)*){2,40})[ \t]*(?:\n|\Z)"
)
"""Keys and values without a line around them, as MultiMarkdown has them, down to an empty line."""
_OF_TOOLS = frozenset({
    "id", "compile", "charcount", "setgoal", "css", "uuid", "layout", "baseheaderlevel",
    "latexinput", "latexmode", "latexfooter", "latexconfig", "htmlheaderlevel",
    "epubheaderlevel", "quoteslanguage",
})  # fmt: skip
"""Keys, folded, of which one among them tells that a program wrote or reads the rest."""
_PERCENT = lazy(r"\A(?:\ufeff)?(?P<block>%[ \t].*(?:\n(?:%|[ \t]).*){0,12})\n")
"""The title block of pandoc: lines that begin with a percent sign, and go on set in."""
_KEY = lazy(r"(?P<key>[A-Za-z_][\w -]{0,40}?)[ \t]*[:=](?:[ \t]+(?P<value>.*))?$")
_ENTRIES = {
    "title": "title",
    "booktitle": "title",
    "subtitle": "subtitle",
    "lang": "language",
    "language": "language",
    "series": "series",
    "description": "description",
    "summary": "description",
    "abstract": "description",
    "publisher": "publisher",
    "rights": "rights",
    "copyright": "rights",
}
"""Key of a block → entry of the metadata."""
_AUTHORS = frozenset({"author", "authors", "creator", "byline"})
NOT_SHOWN = frozenset({"lang", "language"})
"""Keys that say something to programs alone."""
_TITLES = {"main": "title", "subtitle": "subtitle", "collection": "series"}
"""Kind of a title, as pandoc's blocks tell it → key of an entry."""
_WRITERS = frozenset({"author", "aut", ""})
"""What the role of a person is called who wrote the text; "" where none is told."""
_SUBJECTS = frozenset({"tags", "keywords", "subject", "subjects", "categories", "genre"})


class MetadataBlock(Record):
    """A metadata block: what it says, and which of its lines say it."""

    metadata: Metadata = field(default_factory=Metadata)
    lines: tuple[tuple[str, bool], ...] = ()
    """Each line, and whether its words stand in the metadata."""
    fields: tuple[tuple[int, str, str], ...] = ()
    """Index of a line, key and value of what stands in the metadata."""


class _Entry(Record):
    key: str
    lines: tuple[str, ...]
    values: tuple[str, ...]


def read_metadata_block(text: str) -> tuple[MetadataBlock, str]:
    """Return the metadata block of a text, an empty one where it has none, and the rest.

    >>> block, rest = read_metadata_block("---\\ntitle: The Ford\\ndraft: true\\n---\\nSo.\\n")
    >>> block.metadata.title, block.lines, rest
    ('The Ford', (('title: The Ford', True), ('draft: true', False)), 'So.\\n')
    """
    if percent := _PERCENT.match(text):
        return percent_block(percent["block"].split("\n")), text[percent.end() :]
    found = _YAML.match(text) or _TOML.match(text) or typed_block(text)
    if not found or not any(_KEY.match(line) for line in found["block"].split("\n")):
        return MetadataBlock(), text
    entries = list(_entries(found["block"].split("\n")))
    said: dict[str, object] = {}
    lines: list[tuple[str, bool]] = []
    fields: list[tuple[int, str, str]] = []
    for entry in entries:
        known = _said(entry, said)
        if known and entry.key.lower() not in NOT_SHOWN:
            fields.append((len(lines), entry.key, ", ".join(entry.values)))
        lines += [(line, known) for line in entry.lines if line.strip()]
    metadata = Metadata.with_origin(Origin(OriginKind.HEADER, 1), **said)
    return MetadataBlock(metadata, tuple(lines), tuple(fields)), text[found.end() :]


def typed_block(text: str) -> re.Match[str] | None:
    """Return the keys at the head of a text that a program reads, as in MultiMarkdown.

    >>> typed_block("title:  Ford\\nID:     2\\n\\nSo.")["block"]
    'title:  Ford\\nID:     2\\n'
    >>> typed_block("Title: Ford\\nAuthor: Nina Hale\\n\\nSo.") is None
    True
    """
    found = _TYPED.match(text)
    if found is None:
        return None
    matches = filter(None, map(_KEY.match, found["block"].split("\n")))
    keys = {one["key"].lower().replace(" ", "") for one in matches}
    return found if "title" in keys and keys & _OF_TOOLS else None


def percent_block(lines: Sequence[str]) -> MetadataBlock:
    """Return the title block of pandoc: title, authors, date, each behind a percent sign.

    >>> percent_block(["% The Ford", "% Nina Hale; Bo Lind"]).metadata.authors
    ('Nina Hale', 'Bo Lind')
    """
    values: list[list[str]] = []
    for line in lines:
        if line.startswith("%"):
            values.append([])
        values[-1].append(line.removeprefix("%").strip())
    title, authors = [*values, [], []][:2]
    names = [name.strip() for line in authors for name in line.split(";") if name.strip()]
    metadata = Metadata.with_origin(
        Origin(OriginKind.HEADER, 1),
        title=" ".join(filter(None, title)) or None,
        contributors=tuple(map(Contributor, names)),
    )
    known = len(title) + len(authors)
    fields = ((0, "title", metadata.title or ""), (len(title), "author", ", ".join(names)))
    return MetadataBlock(
        metadata,
        tuple((line, n < known) for n, line in enumerate(lines) if line.strip("% \t")),
        tuple(one for one in fields if one[2]),
    )


def _said(entry: _Entry, said: dict[str, object]) -> bool:
    """Add what an entry says; tell whether all its words are in the metadata."""
    key = entry.key.lower().replace("-", "").replace("_", "")
    values = [value for value in entry.values if value]
    if not values:
        return False
    if key == "title" and is_placeholder(values[0]):
        return False
    if key in _AUTHORS and "contributors" not in said:
        said["contributors"] = tuple(Contributor(name) for name in values)
    elif key in _SUBJECTS:
        told = said.get("subjects", ())
        assert isinstance(told, tuple)
        said["subjects"] = (*told, *values)
    elif (name := _ENTRIES.get(key)) and name not in said:
        said[name] = " ".join(values)
    else:
        return False
    return True


def _entries(lines: Sequence[str]) -> Iterator[_Entry]:
    """Yield the entries of a block, each with the lines that stand in under its key."""
    group: list[str] = []
    for line in [*lines, ""]:
        own = line[:1] not in (" ", "\t", "-") and _KEY.match(line)
        if group and (own or line is lines[-1:] or not line.strip()):
            yield from _parted(group)
            group = []
        if line.strip():
            group.append(line)
    if group:
        yield from _parted(group)


def _parted(lines: Sequence[str]) -> Iterator[_Entry]:
    """Yield the entry of some lines; of a title that is told in kinds, each kind as its own."""
    items = _mapped(lines[1:]) if lines[0].strip() == "title:" else []
    kinds = [_TITLES.get(item.get("type", ""), "") for item in items]
    if not items or not all(kinds) or not all("text" in item for item in items):
        yield _entry(lines)
        return
    starts = [n for n, line in enumerate(lines) if line.strip().startswith("- ")]
    ends = [*starts[1:], len(lines)]
    for kind, item, start, end in zip(kinds, items, [0, *starts[1:]], ends, strict=True):
        yield _Entry(kind, tuple(lines[start:end]), (item["text"],))


def _mapped(lines: Sequence[str]) -> list[dict[str, str]]:
    """Return the items of a list of which each has keys, nothing for any other lines."""
    items: list[dict[str, str]] = []
    for line in lines:
        stripped = line.strip()
        if stripped.startswith("- "):
            items.append({})
        found = _KEY.match(stripped.removeprefix("- ").strip())
        if found is None or not items:
            return []
        items[-1][found["key"].lower()] = _unquoted(found["value"] or "")
    return items


def _entry(lines: Sequence[str]) -> _Entry:
    found = _KEY.match(lines[0])
    if found is None:
        return _Entry("", tuple(lines), ())
    value = (found["value"] or "").strip()
    below = [line.strip() for line in lines[1:]]
    if value.startswith("["):
        values = _items(value.strip("[] "))
    elif value in ("|", ">", "|-", ">-", ""):
        items = [line[2:].strip() for line in below if line.startswith("- ")]
        named = [one for line in items or below if (one := named_in(line))]
        named = named or writers_in(_mapped(below))
        values = named or items or ([" ".join(below)] if below else [])
    else:
        values = [" ".join([value, *below])]
    return _Entry(found["key"].strip(), tuple(lines), tuple(map(_unquoted, values)))


def named_in(line: str) -> str | None:
    """Return the name in a line about a person: ``name: Nina Hale``.

    >>> named_in("name: Nina Hale"), named_in("email: nina@mail.example"), named_in("Nina Hale")
    ('Nina Hale', None, None)
    """
    found = _KEY.match(line)
    return found["value"] if found and found["key"].lower() == "name" else None


def writers_in(people: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the names of those who wrote a text, of people with roles as pandoc's blocks have.

    >>> writers_in([{"role": "author", "text": "Nina Hale"}, {"role": "editor", "text": "Bo"}])
    ['Nina Hale']
    """
    return [one["text"] for one in people if "text" in one and one.get("role", "") in _WRITERS]


def _items(text: str) -> list[str]:
    return [item.strip() for item in re.findall(r"\"[^\"]*\"|'[^']*'|[^,\[\]]+", text)]


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        try:
            return str(tomli.loads(f"v = {value}")["v"])
        except tomli.TOMLDecodeError:
            return value[1:-1]
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value
