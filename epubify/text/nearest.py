"""What is said of an unknown name: the known one that was probably meant, and the others."""

from __future__ import annotations

from collections.abc import Iterable

FEW = 10
"""Known names that are listed beside the one that was probably meant; more would hide it."""


def unknown(kind: str, name: str, known: Iterable[str], listing: str = "") -> tuple[str, str]:
    r"""Return what is wrong with a name, in one line, and what to do about it.

    ``listing`` says where all names are found, where they are too many to list.

    >>> unknown("theme", "clasic", ["classic", "modern"])
    ('unknown theme “clasic”', 'did you mean “classic”? known: classic, modern')
    >>> unknown("rule", "x\nyz", ["dashes"], "`epubify rules` lists them")
    ('unknown rule “x yz”', '`epubify rules` lists them')
    """
    known = list(known)
    meant = did_you_mean(name, known)
    listed = listing or f"known: {', '.join(known)}"
    shown = listed if not meant or (len(known) <= FEW and not listing) else ""
    return f"unknown {kind} “{' '.join(name.split())}”", " ".join(filter(None, (meant, shown)))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question after the nearest of the known names, empty where none is near.

    >>> did_you_mean("titel", ["title", "author"])
    'did you mean “title”?'
    """
    import difflib

    match = difflib.get_close_matches(name.lower(), list(known), 1, 0.5)
    return f"did you mean “{match[0]}”?" if match else ""
