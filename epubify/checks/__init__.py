"""Checks of finished books: words kept, structure, links, device rules, EPUBCheck.

In come the file of a book, the sources and the account of what was edited and left out; out go a
proof and findings. Nothing is mended, and nothing here shares code with what makes a book. A
check that decoded, split or rendered with the functions under test would repeat their mistakes
and call them right.

What a stage may do with the words of a line is a contract, which stands in
``docs/principles.md`` as a table from fates to what may change. ``accounts`` (what should stand
where), ``headers`` (what a header line may lose), ``edits`` (what a rule may change), ``tokens``
(what makes no difference to a word) and ``words`` (how headings may be set) hold it;
``left_out`` looks at what the contract lets go.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from epubify.checks.codes import CODES, Code, severity
    from epubify.checks.epubcheck import run_epubcheck
    from epubify.checks.structure import check_book
    from epubify.checks.words import WordProof, prove_words

__all__ = [
    "CODES",
    "Code",
    "WordProof",
    "check_book",
    "prove_words",
    "run_epubcheck",
    "severity",
]

_MODULES = {
    **dict.fromkeys(("CODES", "Code", "severity"), "codes"),
    **dict.fromkeys(("WordProof", "prove_words"), "words"),
    "check_book": "structure",
    "run_epubcheck": "epubcheck",
}


def __getattr__(name: str) -> Any:
    """Import a check when it is asked for: the proof of a new book needs few of them."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
