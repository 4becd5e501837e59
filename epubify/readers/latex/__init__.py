"""LaTeX where it is simple: prose in paragraphs, with chapters, emphasis, notes and verse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from epubify.model import Source
from epubify.options import Options
from epubify.readers.form import Reader, delivering, suffix_of
from epubify.report import Report
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from epubify.readers.galley import Delivery

__all__ = ["LATEX"]

HEAD = 20_000
"""Bytes in which a file says that it is LaTeX; long comments may come first."""
_MARK = lazy(rb"^[ \t]*\\(?:documentclass|begin\{document\})", re.MULTILINE)
_OF_CHAPTER = lazy(rb"\A(?:\s|%[^\n]*\n)*\\(?:part|chapter|section)\*?(?:\[[^\]]*\])?\{")


def is_latex(source: Source) -> bool:
    """Tell whether a source is LaTeX: a document, or a chapter of one in a file of that name."""
    head = source.data[:HEAD]
    if suffix_of(source) == ".tex":
        return head.count(b"\0") == 0
    return bool(_MARK.search(head)) or _OF_CHAPTER.match(head) is not None


def set_latex(source: Source, options: Options, report: Report) -> Delivery:
    """Return a file of LaTeX as it is set.

    Raises InputError for one that is no prose, or whose text stands in other files.
    """
    from epubify.decode import decode
    from epubify.readers.galley import Delivery
    from epubify.readers.latex.tex_document import set_text

    text = decode(source, options, report)
    galley, metadata = set_text(text.text, source.name, report)
    return Delivery(galley, metadata, text.encoding, text.confidence)


LATEX = Reader("latex", (".tex", ".latex", ".ltx"), is_latex, delivering("latex", set_latex))
