"""Text with single spaces."""

from __future__ import annotations


def single_spaced(text: str) -> str:
    r"""Return a text with single spaces between its words, and none around it.

    One that has no others is not taken apart: it may be a line of ten million words.

    >>> single_spaced(" The\tSalt   Road "), single_spaced("The Salt Road")
    ('The Salt Road', 'The Salt Road')
    """
    single = text.isprintable() and "  " not in text  # of all space only U+0020 is printable
    return text.strip() if single else " ".join(text.split())
