"""What the lines of a page say as they were given, and which of them have some sign.

Most lines are prose, and most signs that a step looks for stand nowhere in a text. A step asks
here which lines can be what it takes, and looks at these alone. All that is told of a text is
worked out once, for all lines at a time: a row of lines that are asked one by one costs far more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from epubify.layout.lines import Line
from epubify.text.facts import formless
from epubify.text.lexicon import folded_apart
from epubify.text.once import once
from epubify.text.title_words import fold_titles

MOST_LISTS = 64
"""Lists of words that are looked for whose parts are kept, in three tables. With more, those with
the words of one text are kept for nothing; with fewer, some are made ready for each text anew."""
LONGEST_TOLD = 120
"""Characters of a line whose words are told of; longer ones are paragraphs of prose. With more, the
words of a text without line breaks are worked out for nothing; with fewer, steps that look at such
lines are told nothing of them."""


class WrittenLines:
    """The lines of a page as they were given; what is told of them never changes.

    >>> from epubify.model import Text
    >>> from epubify.layout.lines import lines_of
    >>> page = WrittenLines(lines_of(Text("Rain fell.\\n\\n- 12 -\\nPágina 3, s. 4", "ascii", 1.0)))
    >>> page.having(["-"]), page.saying(["the pagina"]), page.free
    ([2], [3], [0, 2])
    >>> page.beginning(["RAIN"]), page.beginning("", signs=True)
    ([0], [2])
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    @once
    def texts(self) -> list[str]:
        """What each line says."""
        return [line.text for line in self._lines]

    @once
    def text(self) -> str:
        """What all lines say, between line feeds."""
        return "\n".join(self.texts)

    @once
    def long(self) -> list[int]:
        """The lines of whose words nothing is told: they are longer than `LONGEST_TOLD`."""
        return [n for n, text in enumerate(self.texts) if len(text) > LONGEST_TOLD]

    @once
    def _told(self) -> list[str]:
        return [text if len(text) <= LONGEST_TOLD else "" for text in self.texts]

    @once
    def folded(self) -> list[str]:
        """What each line says, folded; "" for long ones."""
        return folded_apart(self._told)

    @once
    def _folded_text(self) -> str:
        return "\n".join(self.folded)

    @once
    def title_keys(self) -> list[str]:
        """The letters and digits of each line, by which titles are compared; "" for long ones."""
        return fold_titles(self._told)

    @once
    def formless(self) -> list[bool]:
        """Of each line whether it opens as no heading does; in doubt it does, as all long ones."""
        return formless(self._told)

    @once
    def free(self) -> list[int]:
        """The lines with text that have no text directly before them."""
        texts = self.texts
        return [n for n, text in enumerate(texts) if text and (n == 0 or not texts[n - 1])]

    @once
    def paged(self) -> list[int]:
        """The lines before which a form feed stands."""
        return [n for n, line in enumerate(self._lines) if line.page]

    def having(self, signs: Iterable[str]) -> list[int]:
        """Return the lines that have one of some signs."""
        return _lines_with(self.text, _shortest(tuple(signs)))

    def saying(self, said: Iterable[str]) -> list[int]:
        """Return the lines that may say one of some things: they have its longest word, folded.

        All long ones are among them.
        """
        longest = _longest_words(tuple(said))
        if "" in longest:
            return list(range(len(self.texts)))
        return sorted([*_lines_with(self._folded_text, longest), *self.long])

    def beginning(self, openings: Iterable[str], *, signs: bool = False) -> list[int]:
        """Return the lines that begin as some words or signs do, and, where asked, with no letter.

        Case plays no part.
        """
        by_first, wanted = self._by_first, _first_letters(tuple(openings))
        found = [
            lines
            for first, behind in by_first.items()
            if (seconds := wanted.get(first))
            for second, lines in behind.items()
            if second in seconds or "" in seconds
        ]
        if signs:
            others = [behind for first, behind in by_first.items() if not first.isalpha()]
            found += [lines for behind in others for lines in behind.values()]
        return sorted({n for lines in found for n in lines})

    @once
    def _by_first(self) -> dict[str, dict[str, list[int]]]:
        """First letter or sign → the second → the lines that begin with them."""
        by_both: defaultdict[str, list[int]] = defaultdict(list)
        for n, text in enumerate(self.texts):
            by_both[text[:2]].append(n)
        by_both.pop("", None)
        by_first: dict[str, dict[str, list[int]]] = {}
        for signs, lines in by_both.items():
            behind = by_first.setdefault(_letter(signs[0]), {})
            behind.setdefault(_letter(signs[1:]), []).extend(lines)
        return by_first


def _letter(sign: str) -> str:
    """Return a letter as patterns that do not mind case compare it; other signs as they are."""
    return sign.casefold()[:1].replace("ı", "i")


@lru_cache(maxsize=MOST_LISTS)
def _first_letters(openings: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the first letter of each of some openings → the second ones, "" where none is."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for one in openings:
        wanted[_letter(one[0])].add(_letter(one[1:2]))
    return dict(wanted)


@lru_cache(maxsize=MOST_LISTS)
def _longest_words(said: tuple[str, ...]) -> tuple[str, ...]:
    """Return the longest word of each of some things that lines say, folded."""
    return _shortest(tuple({max(folded_apart(one.split()), key=len, default="") for one in said}))


@lru_cache(maxsize=MOST_LISTS)
def _shortest(signs: tuple[str, ...]) -> tuple[str, ...]:
    """Return some signs without those that have another in them: what has one has the other."""
    wanted = dict.fromkeys(signs)
    return tuple(one for one in wanted if not any(o in one for o in wanted if o != one))


def _lines_with(text: str, signs: Iterable[str]) -> list[int]:
    """Return the numbers of the lines of a text that have one of some signs."""
    found: set[int] = set()
    for sign in signs:
        number, counted, at = 0, 0, text.find(sign)
        while at >= 0:
            number += text.count("\n", counted, at)
            found.add(number)
            counted = text.find("\n", at)
            at = text.find(sign, counted) if counted >= 0 else -1
    return sorted(found)
