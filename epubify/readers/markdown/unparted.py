"""Paragraphs of a Markdown file that no blank line parts, because it is text with lines by hand.

CommonMark makes one paragraph of such a chapter. Where the lines of a file were wrapped by hand,
where a paragraph begins is told as in plain text. Where they were not, a wide space begins one,
and a poem keeps its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from epubify.layout.joints import find_joints
from epubify.layout.lines import lines_of
from epubify.layout.rows import Row, rows_of
from epubify.layout.unwrap import cuts_word, vocabulary
from epubify.layout.verse import is_poem
from epubify.layout.wrapping import MOST_WRAPPED, RUNS_ON, SHORTEST_WRAPPED
from epubify.model import Text
from epubify.model.records import Record
from epubify.text.facts import runs_on
from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from markdown_it.token import Token

FEWEST_JOINTS = 12
"""Line ends within paragraphs by which it can be told that these were wrapped by hand. With fewer,
a letter of two lines an item decides; with more, short chapters stay one paragraph."""
FEWEST_STARTS = 4
"""Places at which a paragraph begins right below another. With fewer, a slip of the keys is taken
for a habit; with more, chapters of long paragraphs stay one."""
STARTS = 0.04
"""Share of the line ends within paragraphs at which another begins, where no blank line does it.
With less, a file with blank lines is cut at an address; with more, long paragraphs stay one."""
WIDE_SPACE = "\u3000"
"""What a paragraph stands in by in Chinese and Japanese."""
_SPEECH = ("「", "『", "“", "（", "――", "——")
"""How a paragraph may begin without it where others have it."""
_SPEAKER = lazy(r"[^\W\d_]{1,8}[?？]?[「『]")
"""How one may begin in which the name of a speaker stands before the speech."""


class WrappedLines(Record):
    """What is known of the lines of a file that were wrapped by hand."""

    starts: frozenset[int] = frozenset()
    """Lines, from 0, at which a paragraph begins right below another."""
    verse: frozenset[int] = frozenset()
    """Lines, from 0, that stay lines, because they are of a poem."""
    words: frozenset[str] | None = None
    """The words of the file, where its lines were wrapped by hand."""

    def cut(self, above: str, below: str) -> bool:
        """Tell whether the hyphen at the end of a line only cuts a word."""
        return self.words is not None and cuts_word(above, below, self.words)


def wrapped_lines(tokens: Sequence[Token], body: str) -> WrappedLines:
    """Return what is known of the lines of a file, little where they were not wrapped by hand."""
    typed = dict(typed_lines(tokens))
    if len(typed) == len({*typed.values()}):
        return WrappedLines()
    lines = body.split("\n")
    meant = WrappedLines(frozenset(wide_starts(typed, lines)), frozenset(poem_lines(typed, lines)))
    if len(typed) - len({*typed.values()}) < FEWEST_JOINTS or meant.starts or meant.verse:
        return meant
    rows = rows_in(line if n in typed else "" for n, line in enumerate(lines))
    paragraphs = [typed.get(row.line.number - 1) for row in rows]
    joined = [a == b for a, b in pairwise(paragraphs)]
    if not are_wrapped([two for two, on in zip(pairwise(rows), joined, strict=True) if on]):
        return WrappedLines()
    within = sum(joined)
    around = zip(pairwise(find_joints(rows)), joined, strict=True)
    starts = {b.line.number - 1 for (a, b), on in around if on and starts_anew(a, b)}
    usual = len(starts) >= max(FEWEST_STARTS, STARTS * within)
    words = vocabulary([row.line.text for row in rows])
    return WrappedLines(frozenset(starts if usual else ()), words=words)


def wide_starts(typed: Mapping[int, int], lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines that begin a paragraph with a wide space, or with a speech among such.

    >>> lines = ["　雨だった。", "「来た」", "　人は", "来ない。", "涯「来た」"]
    >>> list(wide_starts(dict.fromkeys(range(5), 0), lines))
    [1, 2, 4]
    """
    wide = {typed[n] for n in typed if lines[n].startswith(WIDE_SPACE)}
    for n, first in typed.items():
        said = lines[n].startswith(_SPEECH) or _SPEAKER.match(lines[n])
        speech = first in wide and said
        if n != first and (speech or lines[n].startswith(WIDE_SPACE)):
            yield n


def poem_lines(typed: Mapping[int, int], lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines that are of a poem: those of one paragraph, or all that have one above.

    >>> lines = ["Rain on the quay", "And wind on the mast;", "Nobody comes", "By night,"]
    >>> lines += ["", "Nobody goes", "The long way home,", "And late."]
    >>> typed = {n: 0 for n in range(4)} | {n: 5 for n in range(5, 8)}
    >>> list(poem_lines(typed, lines))
    [1, 2, 3, 6, 7]
    """
    of: dict[int, list[int]] = {}
    for n, first in typed.items():
        of.setdefault(first, []).append(n)
    stanzas = [group for group in of.values() if len(group) > 1]
    everywhere = [n for group in stanzas for n in group]
    for group in [everywhere] if is_typed_poem(everywhere, lines) else stanzas:
        if is_typed_poem(group, lines):
            yield from (n for n in group if n != typed[n])


def is_typed_poem(group: Sequence[int], lines: Sequence[str]) -> bool:
    """Tell whether the lines with these numbers are verse."""
    return is_poem(rows_in(lines[n].strip() for n in group))


def rows_in(lines: Iterable[str]) -> list[Row]:
    """Return lines as plain text has them."""
    text = Text("\n".join(lines), "utf-8", 1.0)
    return rows_of(lines_of(text), {}, frozenset(), frozenset())


def typed_lines(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the lines that are of paragraphs, but for those in lists and quotations, with theirs.

    A paragraph is numbered by its first line.
    """
    for above, token in pairwise(tokens):
        if above.type == "paragraph_open" and above.level == 0 and token.map:
            yield from ((n, token.map[0]) for n in range(*token.map))


def are_wrapped(joints: Sequence[tuple[Row, Row]]) -> bool:
    """Tell whether lines that stand right below one another run on, and none is too long."""
    if not joints:
        return False
    longest = max(a.facts.columns for a, _ in joints)
    on = sum(runs_on(a.facts, b.facts) for a, b in joints)
    return SHORTEST_WRAPPED <= longest <= MOST_WRAPPED and on >= RUNS_ON * len(joints)


def starts_anew(above: Row, below: Row) -> bool:
    """Tell whether a paragraph begins, and the one above is at its end."""
    ended = above.facts.ending != "open" and below.facts.opening != "lower"
    return below.new and ended
