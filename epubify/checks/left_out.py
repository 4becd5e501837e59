"""Lines that were left out of a book, looked at once more: do they read like the story?

Whoever took a line for a running head, a footer or an envelope believed it. Here nobody asks what
the line was taken for: only how it reads between the lines of the story above and below. What
reads on from them, or is a whole sentence among them, may be the story's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from epubify.checks.tokens import letters, words
from epubify.model import IN_BODY, LEFT_OUT, Fate

MOST_LINES = 3
"""Lines of a run that are looked at. With more, the headers of mails between two posts read like
the story; with fewer, a stanza's two lines that are gone are not seen."""
FEWEST_WORDS = 5
"""Words of a sentence that stands by itself. With fewer, marks such as ``End of part two.`` are
suspected; with more, short answers in a dialogue are not."""
FEWEST_OPEN = 2
"""Words of a line that carries a sentence on. With fewer, page numbers and marks do; with more,
the last words of a paragraph are not seen."""

_STOP = r"[.!?…。！？][\"'”’»)*_\]]*$"
_WHOLE = r"[\"'“‘«„_*]*[^\W\d_]"
_NO_STORY = r"(?i)[@©]|https?:|www\.|\(c\)|\d{3}|^\W*\["
"""What tells of an address, a licence, a number, a mark in brackets."""


def story_like(lines: Sequence[str], fates: Mapping[int, Fate]) -> Iterator[int]:
    """Yield the numbers of lines that were left out and read like the story around them.

    >>> text = ["The boats came", "and went with the tide,", "and came.", "", "12", "", "He slept."]
    >>> left, body = Fate.FURNITURE, Fate.BODY
    >>> list(story_like(text, {1: body, 2: left, 3: body, 5: left, 7: body}))
    [2]
    """
    if LEFT_OUT.isdisjoint(fates.values()):
        return
    shown = [n for n in sorted(fates) if fates[n] in IN_BODY | LEFT_OUT and n <= len(lines)]
    runs = [(out, list(run)) for out, run in groupby(shown, lambda n: fates[n] in LEFT_OUT)]
    said = {letters(lines[n - 1]) for n in _shown_before(fates) if n <= len(lines)}
    for before, (out, run), after in zip(runs, runs[1:], runs[2:], strict=False):
        if out and len(run) <= MOST_LINES:
            around = [before[1][-1], *run, after[1][0]]
            found = _story_like_run(around, lines)
            yield from (n for n in found if not _says_again(letters(lines[n - 1]), said))


def _shown_before(fates: Mapping[int, Fate]) -> Iterator[int]:
    """Yield the lines whose words stand on the pages before the text: a title, a byline."""
    return (n for n, fate in fates.items() if fate is Fate.HEADER)


def _says_again(line: str, said: set[str]) -> bool:
    """Tell whether a line only says again what the pages before the text say."""
    return any(line in one or (one and one in line and 2 * len(one) > len(line)) for one in said)


def _story_like_run(numbers: list[int], lines: Sequence[str]) -> Iterator[int]:
    """Yield the lines of a run that read like the story; its first and last are the story's."""
    first, *run, last = numbers
    for number in run:
        line = lines[number - 1].strip()
        count = len(words(line))
        if re.search(_NO_STORY, line) or count < FEWEST_OPEN:
            continue
        whole = count >= FEWEST_WORDS and bool(re.match(_WHOLE, line) and re.search(_STOP, line))
        on = number == first + 1 and _reads_on(lines[first - 1], line)
        under = last == number + 1 and _reads_on(line, lines[last - 1])
        if on or under or (whole and not line.isupper()):
            yield number


def _reads_on(line: str, after: str) -> bool:
    """Tell whether a sentence goes over from a line to the next one."""
    return not re.search(_STOP, line.rstrip()) and after.lstrip("\"'“‘_* \t")[:1].islower()
