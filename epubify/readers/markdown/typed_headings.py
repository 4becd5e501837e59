"""Headings that somebody typed so that CommonMark does not see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy

LONGEST_HEADING = 70
"""Characters of a line that is a heading. With more, a first sentence that begins with a number is
one; with fewer, long titles are paragraphs."""
_HEADING = lazy(r"#{1,6}[ \t]")
_GLUED = lazy(r"(?P<signs>#{1,6})(?P<text>[^\W\d_][^#\n]*?)[ \t#]*")
"""A heading without its space: ``#Chapter 1``."""
_ESCAPED = lazy(r"(?P<signs>(?:\\#){1,6})[ \t]*(?P<text>[^\W_][^#\n]*)")
"""What programs make of a heading that was typed in a word processor: ``\\# Chapter 1``."""
_BOLD = lazy(r"(?P<mark>\*\*|__)(?=\S)(?P<text>[^*_\n]{1,70})(?<=\S)(?P=mark)[ \t]*")
"""A title in bold: ``**The Ford**``."""
_SENTENCE_END = lazy(r"[.!?…;,:][\"'”’»*_)]*$")
_MARKED = lazy(r"[ ]{0,3}(?:[#>|\-+*=`~<\[]|\d+[.)] )|[ ]{4}|\t")
"""What begins a line that is no bare paragraph."""


def with_typed_headings(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a text in which typed headings stand as CommonMark has them.

    What stands right above a paragraph heads it only where no sign marks headings of its rank.

    >>> list(with_typed_headings(["#Chapter 1", "", "#1 is late.", "", "Chapter 2: Salt", "So."]))
    ['# Chapter 1', '', '#1 is late.', '', 'Chapter 2: Salt', '', 'So.']
    >>> list(with_typed_headings(["#fiction #draft", "", "\\\\# Section 3", ""]))
    ['#fiction #draft', '', '# Section 3', '']
    >>> list(with_typed_headings(["**The Ford**", "It rained.", "", "**Come!**", "she said."]))
    ['**The Ford**', '', 'It rained.', '', '**Come!**', 'she said.']
    >>> list(with_typed_headings(["# Chapter 2", "", "Chapter IV", "Late."]))
    ['# Chapter 2', '', 'Chapter IV', 'Late.']
    """
    kept = ["", *lines, ""]
    marked = {rank_of(line.strip("# ")) for line in kept if _HEADING.match(line)}
    for n in range(1, len(kept) - 1):
        above, line, below = kept[n - 1], kept[n], kept[n + 1]
        alone = not above.strip()
        signed = _GLUED.fullmatch(line) or _ESCAPED.fullmatch(line)
        if signed and alone and not below.strip() and heads(signed["text"]):
            yield f"{signed['signs'].replace(chr(92), '')} {signed['text']}"
            continue
        yield line
        bold = _BOLD.fullmatch(line) if alone and below.strip() else None
        if bold and not _BOLD.fullmatch(below) and not _SENTENCE_END.search(bold["text"]):
            yield ""
        bare = alone and below.strip() and not _MARKED.match(line)
        if bare and counts_chapter(line, below) and rank_of(line) not in marked:
            yield ""


def rank_of(line: str) -> str | None:
    """Return the rank of a line as a heading, None where it has no heading's form."""
    form = facts_of(line.strip()).form
    return form.rank if form else None


def heads(text: str) -> bool:
    """Tell whether the words behind signs of a heading are one: short, and no sentence, no tag."""
    short = len(text) <= LONGEST_HEADING and _SENTENCE_END.search(text.strip()) is None
    return short and (" " in text.strip() or facts_of(text).form is not None)


def counts_chapter(line: str, below: str) -> bool:
    """Tell whether a line right above a paragraph is the heading of a chapter, with its number.

    >>> counts_chapter("Chapter IV - Salt", "It rained."), counts_chapter("Chapter 4 was", "late.")
    (True, False)
    """
    headed = rank_of(line) in ("chapter", "named", "part")
    first = below.lstrip().lstrip("\"'“‘«„—–-*_ ")[:1]
    return headed and heads(line) and not first.islower()
