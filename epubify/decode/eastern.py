"""Chinese, Japanese and Korean in codecs of two bytes a character, some of them damaged.

One byte too many, or one too few, and no such codec reads the whole any more; statistics then
see a strange one-byte text. So each codec is tried on what is left when the bytes that mean
nothing in it are taken out: only the right one leaves nearly everything, and sense.
"""

from __future__ import annotations

from collections.abc import Callable

CODECS = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")

DAMAGED_SHARE = 0.02
"""Of the characters so many may be damaged. With more, a wrong codec gets its chance; with fewer,
a text is given up for a few bytes."""

FEWEST_GOOD, DAMAGED_LINES = 8, 0.05
"""Lines that are whole, and the share of others beside them. With fewer or more, a wrong codec gets
its chance; with more or fewer, a short or much damaged text is given up."""

SENSIBLE = 0.2
"""The confidence of a detector in what is left; with less, any codec would do."""

Detector = Callable[[bytes], tuple[str, float]]
"""Bytes to the likeliest codec and how sure that is."""


def find_damaged(data: bytes, detect: Detector) -> tuple[str, float] | None:
    """Return the codec of a damaged text and how sure that is, None where none fits.

    >>> text = ("港口很暗，没有人说话。" * 40).encode("gb18030")
    >>> find_damaged(text[:81] + b"\\xff" + text[81:], lambda left: ("gb18030", 0.9))
    ('gb18030', 0.9)
    >>> find_damaged("Привет, мир".encode("koi8-r"), lambda left: ("koi8-r", 0.9)) is None
    True
    """
    for codec in CODECS:
        left = _undamaged(data, codec)
        if not left:
            continue
        found, confidence = detect(left)
        if found == codec and confidence >= SENSIBLE:
            return codec, confidence
    return None


def _undamaged(data: bytes, codec: str) -> bytes | None:
    """Return what a codec can read, None where it reads all or too little.

    A byte too few shifts all that follow in its line, so where most lines are whole, only those
    count.
    """
    lines = data.splitlines(keepends=True)
    good = [line for line in lines if reads_line(line, codec)]
    if FEWEST_GOOD <= len(good) < len(lines) <= len(good) + max(1, DAMAGED_LINES * len(lines)):
        return b"".join(good)
    text = data.decode(codec, "replace")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = sum(char > "\x7f" for char in text)
    if not 0 < damaged <= max(1, DAMAGED_SHARE * beyond_ascii):
        return None
    return text.replace("\N{REPLACEMENT CHARACTER}", "").encode(codec)


def reads_line(line: bytes, codec: str) -> bool:
    """Tell whether a codec reads all of a line."""
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
