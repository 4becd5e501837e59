"""Headings and the contents list of a source: what is deeper than all it names is not listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from epubify.layout.lines import Line
from epubify.model import Matter
from epubify.readers.galley import Galley
from epubify.text.lazy_pattern import lazy

FEWEST_NAMED = 2
"""Headings that a contents list names; with one, it may be that of something else."""
MOST_NAMED = 0.8
"""Share of the entries of a contents list that are headings of the text. With a smaller one a list
that calls chapters otherwise makes them mere divisions; with a larger one a list that has a cover
and a map, too, says nothing."""
WIDEST = 8
"""Characters of a line for each of its letters. With fewer, titles set wide are not known again;
with more, whole paragraphs are taken apart."""
_NO_LETTERS = lazy(r"[\W_]+")
SHORTEST_ENTRY = 3
"""Letters of an entry; with fewer, numbers of pages count."""


def contents_of(galley: Galley) -> Iterator[str]:
    """Yield the entries of a list of links into the text, which is left out."""
    for n, said in sorted(galley.apart.items()):
        if said.kind is Matter.CONTENTS and len(letters_of(galley.lines[n])) >= SHORTEST_ENTRY:
            yield galley.lines[n]


def with_unlisted(lines: list[Line], contents: Sequence[str]) -> list[Line]:
    """Return lines of which the headings that stand deeper than the contents go are marked so."""
    keys = [key for entry in contents if (key := letters_of(entry))]
    headings = {n: letters_of(line.text) for n, line in enumerate(lines) if level_of(line)}
    named = [n for n, said in headings.items() if any(says(said, key) for key in keys)]
    found = sum(any(says(said, key) for said in headings.values()) for key in keys)
    if len(named) < FEWEST_NAMED or found < MOST_NAMED * len(keys):
        return lines
    deepest = max(level_of(lines[n]) for n in named)
    marked = list(lines)
    for n in headings:
        markup = lines[n].markup
        if markup:
            listed = markup.level <= deepest
            marked[n] = replace(lines[n], markup=replace(markup, listed=listed))
    return marked


def says(heading: str, entry: str) -> bool:
    """Tell whether the letters of a heading are those of an entry, with number or title more.

    >>> says("chapteritheford", "theford"), says("theford", "chapteritheford"), says("a", "b")
    (True, True, False)
    """
    if min(len(heading), len(entry)) < SHORTEST_ENTRY:
        return heading == entry
    long, short = (heading, entry) if len(heading) >= len(entry) else (entry, heading)
    return long.startswith(short) or long.endswith(short)


def letters_of(title: str) -> str:
    """Return the letters of a title, however they are set.

    >>> letters_of("L O W  T I D E") == letters_of("Low Tide")
    True
    """
    return _NO_LETTERS.sub("", title.casefold())


def may_say(line: str, letters: Iterable[str]) -> bool:
    """Tell whether a line is so short that its letters may be one of some.

    >>> may_say("L O W  T I D E", ["lowtide"]), may_say("The tide was low. " * 9, ["lowtide"])
    (True, False)
    """
    return len(line) <= WIDEST * max(map(len, letters), default=0)


def level_of(line: Line) -> int:
    """Return the level of the heading that markup makes of a line, 0 where it makes none."""
    return line.markup.level if line.markup else 0
