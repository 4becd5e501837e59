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
