"""What a caller gives as a story: a path, bytes, an open file, or a source."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from epubify.errors import UsageError
from epubify.files.inputs import Input, distinct, find_inputs, printable
from epubify.files.remote import is_url
from epubify.files.stories_only import stories_only
from epubify.model import Source
from epubify.options import Options

StoryGiven = str | os.PathLike[str] | bytes | BinaryIO | Source
"""What stands for one story."""


def one_input(given: StoryGiven) -> Input | Source:
    """Return the input that one thing stands for.

    A text is a path or a URL, never the story itself; ``-`` is a file of that name.

    >>> given = one_input(b"It was dark.")
    >>> given.name, given.data
    ('<bytes>', b'It was dark.')
    >>> one_input("old/dusk.txt").stem
    'dusk'
    """
    if isinstance(given, Source):
        return given
    if isinstance(given, bytes | bytearray | memoryview):
        return Source("<bytes>", bytes(given))
    if not isinstance(given, str | os.PathLike):
        if hasattr(given, "read"):
            return _read(given)
        kind = type(given).__name__
        advice = "give a path, bytes, a file opened in binary mode, or a Source"
        raise UsageError("", None, f"{kind} is not a story", advice)
    [found] = _found(os.fspath(given), folders=False)
    return found


def all_inputs(given: Iterable[StoryGiven], *, folders: bool) -> list[Input | Source]:
    """Return the inputs that several things stand for, no two with one name.

    With ``folders`` a folder stands for the stories in it; it is a mistake otherwise.
    """
    inputs: list[Input | Source] = []
    for one in given:
        if isinstance(one, str | os.PathLike):
            inputs += _found(os.fspath(one), folders=folders)
        else:
            inputs.append(one_input(one))
    return distinct(inputs)


def without_around(given: Iterable[Input | Source], options: Options) -> list[Input | Source]:
    """Return the inputs without files whose text stands around the stories."""
    return [one for one in given if isinstance(one, Source) or stories_only([one], options)]


def _found(path: str, *, folders: bool) -> list[Input]:
    if is_url(path):
        found = find_inputs(path)
        folder = [item.url for item in found] != [path]
    else:
        folder = Path(path).is_dir()
        found = find_inputs(path) if folder else [Input(printable(path), Path(path))]
    if folder and not folders:
        advice = "batch makes a book of each story in it, anthology one of all"
        raise UsageError(path, None, "a folder, not a story", advice)
    return found


def _read(file: BinaryIO) -> Source:
    name = getattr(file, "name", None)
    data = file.read()
    if not isinstance(data, bytes):
        advice = 'open it with mode "rb": the encoding is found out'
        raise UsageError(str(name or ""), None, "the file gives text, not bytes", advice)
    return Source(name if isinstance(name, str) else "<file>", data)
