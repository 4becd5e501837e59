"""How what is larger than it may be is refused."""

from __future__ import annotations

from epubify.errors import InputError


def refuse_over(name: str, what: str, found: int, most: int, limit: str = "") -> None:
    """Raise InputError where something is larger than it may be.

    >>> refuse_over("a.zip", "entries", 3, 2, "entries")
    Traceback (most recent call last):
    epubify.errors.InputError: a.zip: has 3 entries, and no more than 2 are read; take it
    apart, and give the parts that are stories, or set the option limit to entries=3
    """
    if found > most:
        problem = f"has {found:,} {what}, and no more than {most:,} are read"
        advice = "take it apart, and give the parts that are stories, or set the option limit"
        raise InputError(name, None, problem, f"{advice} to {limit}={found}")
