"""The stories among inputs: a file whose text stands around them is none."""

from __future__ import annotations

import os
from collections.abc import Iterable

from epubify.bind.surroundings import files_around
from epubify.files.inputs import Input
from epubify.options import Options


def stories_only(inputs: Iterable[Input], options: Options) -> list[Input]:
    """Return the inputs without the files of introduction and afterword, which may lie among them.

    >>> from pathlib import Path
    >>> given = [Input("a.txt", Path("a.txt")), Input("intro.txt", Path("intro.txt"))]
    >>> [one.name for one in stories_only(given, Options(introduction=Path("./intro.txt")))]
    ['a.txt']
    """
    around = {os.path.realpath(path) for path in files_around(options).values()}
    if not around:
        return list(inputs)
    return [one for one in inputs if not (one.path and os.path.realpath(one.path) in around)]
