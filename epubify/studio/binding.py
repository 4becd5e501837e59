"""Binding: from what the page asks for to an anthology, and its contents before it is made."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import epubify
from epubify import Edition, UsageError
from epubify.studio.desk import Desk
from epubify.studio.story_on_desk import StoryOnDesk

_TEXTS = ("introduction", "afterword")
"""What is written on the page and becomes a file that the book takes in."""
_TAKEN = (
    *("title", "editors", "order", "by", "series", "series_index", "language", "subjects"),
    *("description", "publisher", "date", "rights", "dedication", "epigraph", "sources"),
    *("theme", "cover_style", "cover_palette", "no_cover", "notes", "keep_doubles", "colophon"),
)
"""Options of an anthology that the page may set; none of them names a file."""


def bound(
    desk: Desk, stories: Sequence[StoryOnDesk], asked: Mapping[str, Any], **others: Any
) -> Edition:
    """Return the anthology of stories, in their order or by the rule that is asked for.

    Raises UsageError for an option that cannot be set here, and for a book without a title.
    """
    options = anthology_options(asked)
    for name in _TEXTS:
        if name in options:
            options[name] = _written(desk.session / "bound" / f"{name}.txt", options[name])
    for story in stories:
        desk.refuse_outside(story.path)
    return epubify.anthology([story.path for story in stories], **{**options, **others})


def anthology_options(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are asked for; raises UsageError for what cannot be set here."""
    options = {name: value for name, value in asked.items() if value not in (None, "", [])}
    for name in options:
        if name not in (*_TAKEN, *_TEXTS):
            raise UsageError("", None, f"“{name}” cannot be set for an anthology here")
    if not str(options.get("title", "")).strip():
        raise UsageError("", None, "an anthology needs a title")
    return options


def _written(file: Path, text: Any) -> Path:
    if not isinstance(text, str):
        raise UsageError("", None, f"the {file.stem} is not a text")
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    return file


def shown(edition: Edition, stories: Sequence[StoryOnDesk]) -> dict[str, Any]:
    """Return name, contents and findings of an anthology that is not made yet."""
    ids = {os.fsencode(one.path).decode("utf-8", "replace"): one.id for one in stories}
    return {
        "name": edition.name,
        "contents": [_entry(node, ids) for node in epubify.contents(edition)],
        "findings": [
            {"code": one.code, "message": one.message, "advice": one.advice, "severity": "warning",
             "line": one.at.first_line if one.at else None,
             "story": ids.get(one.at.source) if one.at else None}
            for one in edition.findings
        ],
    }  # fmt: skip


def _entry(node: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, Any]:
    words = [part for part in (node["label"], node["title"]) if part]
    return {
        "title": ": ".join(words),
        "kind": node["role"],
        "story": ids.get(node.get("source") or ""),
        "words": node["words"],
        "items": [_entry(inner, ids) for inner in node["sections"]],
    }
