"""The tables of ``epubify/data``: words, names and numbers that are no code."""

from __future__ import annotations

from pkgutil import get_data
from typing import Any

import tomli


def read_table(name: str) -> dict[str, Any]:
    """Return a table by its file name without the ending, read anew.

    >>> read_table("devices")["kindle"]["languages"].split()[0]
    'af'
    """
    data = get_data("epubify", f"data/{name}.toml") or b""  # in less time than by its resources
    return tomli.loads(data.decode())
