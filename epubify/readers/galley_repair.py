"""Characters and spaces of a galley put right, by the rules that repair plain text.

What markup itself does (tags, notes, spaces that it folds, encodings of transport) is done when a
galley is set; left are faults of those who typed it, or of a program before: apostrophes typed as
backticks, references that were escaped twice, letters read with a wrong codec, stray spaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate

from msgspec.structs import replace

from epubify.model import Markup, Spans, Text, plain
from epubify.options import Options
from epubify.repair import repair
from epubify.report import Report
from epubify.text.lazy_pattern import lazy

LONGEST_BY_LETTERS = 3_000
"""Characters of a line that is compared letter by letter. With more, damaged lines take minutes;
with fewer, emphasis within a word of a long paragraph may end a letter off."""
_PIECE = lazy(r"\w+|\s+|[^\w\s]")
OF_TYPING = frozenset(
    {"entities", "mojibake", "c1-bytes", "control", "nfc", "fancy-letters", "backticks", "acute"}
    | {"trailing-space", "spaces", "space-before-mark", "space-in-quotes"}
)
"""Rules that hold for what was typed, whatever the form."""
_AS_SET = frozenset({"preformatted", "figure", "break"})
"""Kinds of lines that stay as they were set."""


def repaired(text: Text, options: Options, report: Report) -> Text:
    """Return the text of a galley with its faults of typing mended, its markup with it."""
    as_set = {n for n, one in enumerate(text.markup, 1) if one and one.kind in _AS_SET}
    spared = replace(text, plain=text.plain | as_set)
    made = repair(spared, options, report, OF_TYPING)
    if made.text == text.text:
        return text
    lines = zip(text.markup, text.text.split("\n"), made.text.split("\n"), strict=False)
    markup = tuple(with_text(one, old, new) for one, old, new in lines)
    return replace(made, plain=text.plain, markup=markup)


def with_text(markup: Markup | None, old: str, new: str) -> Markup | None:
    """Return the markup of a line whose text is another now."""
    if markup is None or old == new:
        return markup
    return replace(markup, spans=spans_over(markup.spans, new))


def spans_over(spans: Spans, new: str) -> Spans:
    """Return spans for a text that was mended; what is new stands with what was there before.

    >>> from epubify.model import Span
    >>> mended = spans_over((Span("don`t "), Span("go", frozenset({"emphasis"}))), "don't go")
    >>> [span.text for span in mended]
    ["don't ", 'go']
    """
    if len(spans) == 1:
        return (replace(spans[0], text=new),) if new else ()
    old = plain(spans)
    owners = [n for n, span in enumerate(spans) for _ in span.text]
    texts = ["" for _ in spans]
    for i1, i2, j1, j2 in stretches(old, new):
        if i2 - i1 == j2 - j1:
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                texts[owners[i]] += new[j]
        elif j2 > j1:
            texts[owners[min(i1, len(owners) - 1)]] += new[j1:j2]
    mended = (replace(span, text=text) for span, text in zip(spans, texts, strict=True))
    return tuple(span for span in mended if span.text)


def stretches(old: str, new: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield which stretch of a text became which of the other, both from where to where.

    Letters are compared, in long texts words: the cost grows with the square.

    >>> list(stretches("so it was", "so it is"))
    [(0, 6, 0, 6), (6, 8, 6, 7), (8, 9, 7, 8)]
    """
    long = len(old) > LONGEST_BY_LETTERS
    before, after = (_PIECE.findall(text) if long else [*text] for text in (old, new))
    at, to = ([0, *accumulate(map(len, pieces))] for pieces in (before, after))
    for _, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=long).get_opcodes():
        yield at[i1], at[i2], to[j1], to[j2]
