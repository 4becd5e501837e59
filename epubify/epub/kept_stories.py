"""What an anthology keeps of each story, so that it can come apart into their books again.

It is a small file in META-INF, where EPUB 3.3 (4.2.6) lets any other file stand and reading
systems look for none. The text is not kept twice: a story says which documents of the anthology
are its own, and what the package of its own book said besides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from msgspec import field
from msgspec.structs import asdict

from epubify.model import Contributor, Field, Metadata, Place
from epubify.model.records import Record
from epubify.options import Options

NAME = "META-INF/epubify-stories.json"
FOLDER = "META-INF/epubify-stories"
"""Holds covers of sources, and what a bound book had that the anthology has not."""

_FORMAT = 1
"""Is raised when what is kept changes so that older programs would misread it."""
_KEPT_OPTIONS = (
    *("theme", "device", "cover_style", "cover_palette", "cover_fit", "cover_size"),
    *("no_cover", "colophon", "notes"),
)
"""Options that shape a book besides its text. Files that options name are not kept: whoever has
style sheets, templates and fonts gives them again."""


class KeptDocument(Record):
    """A document of a story, as its own book has it."""

    name: str
    """Its file in the anthology, counted from the package document."""
    label: str
    depth: int
    matter: str
    pictures: tuple[str, ...] = ()
    """Files of the pictures that are shown in it and in none before it."""
    home: str = ""
    """Where it is, if the anthology does not show it as its own book does; then its name is that
    in its own book."""


class KeptEntry(Record):
    """A file of a book that was bound, and where its bytes are now."""

    name: str
    home: str
    """A file of the anthology."""
    prefix: str = ""
    """What the links in it begin with since it stands in the anthology."""


class KeptStory(Record):
    """A story of an anthology, and all that its own book says besides its text."""

    source: str
    """Name of the file that it was read from, without its folders."""
    identifier: str
    """That of its own book."""
    metadata: Metadata
    opening: str
    """Its first words, which stand in for a title."""
    fingerprint: str
    modified: datetime
    findings: int = 0
    markup: bool = False
    words: int = 0
    chapters: int = 0
    options: Options = field(default_factory=Options)
    documents: tuple[KeptDocument, ...] = ()
    cover: str = ""
    """File with the picture on the cover of its source."""
    cover_type: str = ""
    entries: tuple[KeptEntry, ...] = ()
    """All files of the book that it was read from, where epubify made that."""
    sha256: str = ""
    """Digest of that book."""


def kept_as_json(stories: Iterable[KeptStory]) -> bytes:
    """Return what is kept of stories as the content of its file."""
    default = Options()
    told = {"format": _FORMAT, "stories": [_data(story, default) for story in stories]}
    return (json.dumps(told, sort_keys=True, ensure_ascii=False) + "\n").encode(errors="replace")


def kept_from_json(data: bytes) -> tuple[KeptStory, ...]:
    """Return what is kept of stories; raises ValueError where it is of another format.

    >>> kept_from_json(kept_as_json(()))
    ()
    >>> kept_from_json(b"[]")
    Traceback (most recent call last):
    ValueError: not what an anthology keeps of its stories
    """
    try:
        told = json.loads(data)
        if told["format"] == _FORMAT:
            return tuple(_story(one) for one in told["stories"])
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise ValueError("not what an anthology keeps of its stories") from error
    raise ValueError("not what an anthology keeps of its stories")


# ------------------------------------------------------------------------- as plain data


def _data(story: KeptStory, default: Options) -> dict[str, Any]:
    told = asdict(story)
    told["metadata"] = _metadata_data(story.metadata)
    told["modified"] = int(story.modified.timestamp())
    told["options"] = _options_data(story.options, default)
    told["documents"] = [
        [one.name, one.label, one.depth, one.matter, list(one.pictures), one.home]
        for one in story.documents
    ]
    told["entries"] = [[one.name, one.home, one.prefix] for one in story.entries]
    return {name: value for name, value in told.items() if value}


def _story(told: dict[str, Any]) -> KeptStory:
    said = {**told, "metadata": _metadata(told["metadata"])}
    said["modified"] = datetime.fromtimestamp(int(told["modified"]), UTC)
    said["options"] = _options(told.get("options", {}))
    said["documents"] = tuple(
        KeptDocument(name, label, int(depth), matter, tuple(pictures), home)
        for name, label, depth, matter, pictures, home in told.get("documents", ())
    )
    said["entries"] = tuple(KeptEntry(*map(str, one)) for one in told.get("entries", ()))
    for name in ("identifier", "fingerprint", "source", "opening"):
        said[name] = str(told.get(name, ""))
    return KeptStory(**said)


def _metadata_data(metadata: Metadata) -> dict[str, Any]:
    told = metadata.entries()
    told["contributors"] = [[one.name, one.role, one.file_as] for one in metadata.contributors]
    told["fields"] = [[one.key, one.label, one.value] for one in metadata.fields]
    return told


def _metadata(told: dict[str, Any]) -> Metadata:
    said = dict(told)
    said["contributors"] = tuple(Contributor(*one) for one in told.get("contributors", ()))
    said["subjects"] = tuple(told.get("subjects", ()))
    said["fields"] = tuple(
        Field(key, label, value, Place("", 1, 1)) for key, label, value in told.get("fields", ())
    )
    return Metadata(**said)


def _options_data(options: Options, default: Options) -> dict[str, Any]:
    told = {name: getattr(options, name) for name in _KEPT_OPTIONS}
    told = {name: value for name, value in told.items() if value != getattr(default, name)}
    if fonts := [one for one in options.fonts if isinstance(one, str)]:
        told["fonts"] = fonts
    return told


def _options(told: dict[str, Any]) -> Options:
    said = {name: value for name, value in told.items() if name in (*_KEPT_OPTIONS, "fonts")}
    for name in ("cover_size", "fonts"):
        if said.get(name) is not None:
            said[name] = tuple(said[name])
    return Options(**said)
