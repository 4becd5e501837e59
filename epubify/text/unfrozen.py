"""Records of frozen classes that are made by the ten thousand, as fast as others.

``dataclasses`` sets each field of a frozen record through a call of its own, so that to make one
takes four times as long as to make one that is not frozen. What is made for each line of a text is
filled in while it is not, and frozen then.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any


def unfrozen(kind: Any) -> Any:
    """Return a class with the fields of a frozen class with slots, whose records can be filled in.

    Each field must be set: there are no defaults. A record is frozen for good when it is given
    the frozen class as its own.

    >>> from epubify.model import Place
    >>> place = unfrozen(Place)()
    >>> place.source, place.first_line, place.last_line = "x", 1, 2
    >>> place.__class__ = Place
    >>> place == Place("x", 1, 2)
    True
    """
    return type(kind.__name__, (), {"__slots__": tuple(field.name for field in fields(kind))})
