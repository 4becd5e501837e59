"""Which text XML can hold."""

from __future__ import annotations

from epubify.text.lazy_pattern import lazy

# What is not a Char of XML 1.0 (section 2.2), and the controls that it discourages; U+0085 is
# a line end and stays.
_ILLEGAL = lazy("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    r"""Return text without the characters that XML forbids or discourages.

    >>> legal("a\x00b\x1b[0m\ufffe")
    'ab[0m'
    """
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    r"""Return text that is legal, on one line, with single spaces.

    >>> one_line(" The\n Mail\x00 ")
    'The Mail'
    """
    return " ".join(legal(text).split())
