"""Org, the outlines of Emacs: headings by stars, keywords on top, blocks, marks within lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.model import Source
from epubify.options import Options
from epubify.readers.form import Reader, delivering, suffix_of
from epubify.report import Report
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["ORG"]

_HEAD = lazy(rb"\A(?:\xef\xbb\xbf)?\s*#\+(?i:title|author):[ \t]*\S")


def is_org(source: Source) -> bool:
    """Tell whether a source without a known name begins as an outline of Org does.

    >>> [is_org(Source(name, b"#+TITLE: The Ford\\n")) for name in ("ford", "ford.txt")]
    [True, False]
    """
    return suffix_of(source) in ("", ".org") and _HEAD.match(source.data) is not None


def set_org(source: Source, options: Options, report: Report) -> Delivery:
    """Return an outline of Org as it is set."""
    from epubify.decode import decode
    from epubify.readers.galley import Delivery
    from epubify.readers.org_mode.outline_setter import OutlineSetter

    text = decode(source, options, report)
    setter = OutlineSetter((source.folder, source.root))
    setter.all(text.text.split("\n"))
    return Delivery(setter.galley, setter.metadata, text.encoding, text.confidence)


ORG = Reader("org", (".org",), is_org, delivering("org", set_org))
