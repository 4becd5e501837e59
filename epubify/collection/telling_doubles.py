"""What is said of a story that is there already."""

from __future__ import annotations

from epubify.collection.doubles import Double, DoubleKind


def reason_of(double: Double, kept: str, noun: str = "story") -> str:
    """Return why a story is left out, beside the one that is called ``kept``.

    >>> reason_of(Double(0, 1, DoubleKind.REVISION, 0.756), "a.txt")
    'another version of a.txt, with which it shares 76 % of its runs of words'
    """
    if double.kind is DoubleKind.IDENTICAL:
        return f"the same {noun} as {kept}"
    if double.kind is DoubleKind.RENAMED:
        return f"the same {noun} as {kept}, under another name"
    shared = f"{100 * double.alike:.0f} %"
    return f"another version of {kept}, with which it shares {shared} of its runs of words"
