"""Lists of labelled lines (``Plot: 5``, ``[C] == Comic``, ``01-10 Rain``): each begins anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epubify.layout.items import is_settled
from epubify.layout.rows import Row, stretches
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

LABEL = lazy(r"[#%]? ?[^\W\d_][\w/&.()'’ -]{0,28}:(?!//)[ \t]*(?=\S)")
EQUATED = lazy(r"[\[(\w][^=:]{0,28}?\s*==?(?=\s)\s*(?=\S)", needs="=")
"""What a key says before its meaning."""
ROLLED = lazy(r"\d{1,3} ?[-–] ?\d{1,3}[.:]?\s+(?=[^\W\d])")
"""What numbers of a die come before what they bring."""
MOST_WORDS = 4
"""Words of a label. With more, the first half of a sentence is one; with fewer, ``Number of attacks
per round`` is none."""
FEWEST_LABELLED = 3
"""Labelled lines right below each other that make a list. With fewer, two speeches of a story that
were wrapped at a colon are one; with more, short sheets of figures are joined."""
LEAST_LABELLED = 0.5
"""Share of the lines at the edge of a list that have labels. With more, entries of three lines
are joined; with less, prose that happens to break before a word and a colon is cut."""


def mark_labelled(rows: Sequence[Row]) -> list[Row]:
    """Say of the lines of a list which of them begin an entry: its label is at their beginning."""
    for stretch in labelled_stretches(rows):
        edge = stretch[0].line.indent
        outer = [row for row in stretch if row.line.indent <= edge]
        labelled = [row for row in outer if begins_with_label(row.line.text)]
        enough = len(labelled) >= max(FEWEST_LABELLED, LEAST_LABELLED * len(outer))
        for row in labelled if enough and labelled[0] is stretch[0] else ():
            row.parted = row.labelled = True
    return list(rows)


def labelled_stretches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Yield the lines that stand right below one another, several of which may have labels."""
    texts = [row.line.text for row in rows]
    perhaps = [":" in text or "=" in text or text[0].isdigit() for text in texts]
    if sum(perhaps) < FEWEST_LABELLED:
        return  # as in most stories
    for start, end in stretches(rows, list(map(is_settled, rows))):
        if sum(perhaps[start:end]) >= FEWEST_LABELLED:
            yield rows[start:end]


@recogniser(
    takes=(
        "Plot: 5. It was a 6 at first.",
        "% in lair:40%",
        "[C] == Comic",
        "tin = salt",
        "01-10 Rain.",
    ),
    spares=(
        "It was late in the evening: nobody came.",
        "12:30 was late",
        "http://mill.example/",
        "Plot:",
        "10-12 3-4",
        "a==b",
    ),
)
def begins_with_label(text: str) -> bool:
    """Tell whether a line begins with a label and goes on with what it says."""
    found = LABEL.match(text) if ":" in text else EQUATED.match(text) if "=" in text else None
    if found is None:
        return text[:1].isdigit() and ROLLED.match(text) is not None
    return len(found[0].rstrip(" =").split()) <= MOST_WORDS
