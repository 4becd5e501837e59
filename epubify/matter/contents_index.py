"""Where the lines that a contents list names stand: by what they say, and by number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from epubify.layout.lines import Line
from epubify.matter.contents_entries import (
    FEWEST_ENTRIES,
    LONGEST_ENTRY,
    ends_entry,
    entries_in,
    entry_of,
    is_one_entry,
    without_name,
)
from epubify.matter.page import Page
from epubify.matter.title_forms import title_by
from epubify.text.facts import facts_of, opens_prose
from epubify.text.once import once
from epubify.text.title_words import fold_title

MOST_SEARCHED = 20_000_000
"""Characters of lines with numbers that are searched through, for all entries together. With more,
a text of nothing but short lines takes as long as the square of their number; with fewer, each such
line of a novel is taken apart for the few that might begin a list."""

Key = str | tuple[object, ...]
"""What a line is called: its words, a kind of heading and a number, or a bare number."""


UNDERLINES = frozenset("=-~*_")
"""Signs that titles are underlined with."""


class NamedLines:
    """Where in a page what stands: the lines by what they say and by number.

    ``asked`` is how many lines may be asked for.
    """

    def __init__(self, page: Page, asked: int) -> None:
        self._page = page
        self._asked = asked

    @once
    def _keys(self) -> list[str]:
        return self._page.title_keys()

    @once
    def _formless(self) -> list[bool]:
        return self._page.formless()

    @once
    def _last(self) -> dict[str, int]:
        """What any line says, letters and digits only → where it stands last."""
        return dict(zip(self._keys, range(len(self._keys)), strict=True))

    @once
    def _listed(self) -> list[int]:
        """The lines that may stand in a contents list; where markup marks headings, only these."""
        lines = self._page.lines
        marked = sum([is_marked(line) for line in lines if line.markup]) >= FEWEST_ENTRIES
        return [
            i
            for i, line in enumerate(lines)
            if 0 < len(line.text) <= LONGEST_ENTRY and (not marked or is_marked(line))
        ]

    @once
    def _plain(self) -> list[int]:
        """Those of them that are called what they say, as nearly all: no number is among it."""
        lines, formless = self._page.lines, self._formless
        return [
            i
            for i in self._listed
            if formless[i] and (lines[i].text[-1].isalpha() or not ends_entry(lines[i].text))
        ]

    @once
    def _others(self) -> list[int]:
        """The lines that may stand in a list and are no plain ones."""
        return sorted({*self._listed}.difference(self._plain))

    @once
    def _said_by_others(self) -> str:
        return "\n".join(map(self._keys.__getitem__, self._others))

    @once
    def _searched(self) -> bool:
        """Lines that are no plain ones are searched through for a name, and not taken apart."""
        return self._asked * len(self._said_by_others) <= MOST_SEARCHED

    @once
    def _first(self) -> dict[Key, int]:
        """What a plain line says → where it stands first."""
        backwards = self._plain[::-1]
        return dict(zip(map(self._keys.__getitem__, backwards), backwards, strict=True))

    @once
    def _further(self) -> dict[Key, list[int]]:
        """What plain lines say again → where; a row of places for each line would cost far more."""
        keys, first = self._keys, self._first
        at: defaultdict[Key, list[int]] = defaultdict(list)
        for i in [i for i in self._plain if first[keys[i]] != i]:
            at[keys[i]].append(i)
        return at

    @once
    def _entries(self) -> dict[Key, list[int]]:
        """What any other line is called → where it stands."""
        at: defaultdict[Key, list[int]] = defaultdict(list)
        for i in self._others:
            for name in _called(entry_of(self._page.lines[i].text), counted=True):
                at[name].append(i)
        return at

    @once
    def _credited(self) -> dict[Key, list[int]]:
        """The titles in underlined lines that say who wrote what → where they stand."""
        lines, at = self._page.lines, defaultdict[Key, list[int]](list)
        for i in self._listed:
            underlined = i + 1 < len(lines) and lines[i + 1].text[:1] in UNDERLINES
            if underlined and (said := title_by(lines[i].text)):
                at[fold_title(said[0])].append(i)
        return at

    def again(self, text: str, after: int, *, counted: bool = False) -> int | None:
        """Return the first line after another that says the same as the first entry in a line.

        All entries of the line must stand again. Where ``counted``, their numbers are enough.
        """
        entries = entries_in(text)
        return self._again([_may_be_called(entry, counted=counted) for entry in entries], after)

    def below(self, n: int) -> int | None:
        """Return the first line below one that says the same as the first entry in it."""
        text = self._page.lines[n].text
        one = self._formless[n] and is_one_entry(text) and not ends_entry(text)
        if one and not without_name(text):
            called: list[list[Key]] = [[self._keys[n]]]
        else:
            called = [_may_be_called(entry, counted=False) for entry in entries_in(text)]
        if not all(self._may_stand_below(n, keys) for keys in called):
            return None  # as nearly always: it need not be told where each line stands
        return self._again(called, n)

    def _may_stand_below(self, n: int, keys: Sequence[Key]) -> bool:
        """Tell whether one of the names of an entry may stand below a line; a number always may.

        A plain line has to say the name and nothing else.
        """
        return any(
            not isinstance(key, str)
            or self._last.get(key, n) > n
            or key in (self._said_by_others if self._searched else self._entries)
            or key in self._credited
            for key in keys
        )

    def above(self, text: str, before: int) -> int | None:
        """Return the last line before another that says the same as the first entry in a line."""
        places = [self._above(entry, before) for entry in entries_in(text)]
        return None if None in places or not places else places[0]

    def _again(self, called: Sequence[Sequence[Key]], after: int) -> int | None:
        """Return the first line after another with a name of the first of some entries, if all
        of them stand there."""
        places = [self._first_after(keys, after) for keys in called]
        return None if None in places or not places else places[0]

    def _first_after(self, keys: Sequence[Key], after: int) -> int | None:
        found = ((at, bisect_right(at, after)) for at in self._of(keys))
        return min((at[n] for at, n in found if n < len(at)), default=None)

    def as_headed(self, entry: str) -> str:
        """Return an entry as its heading has it: without the name, where that has none, or with
        the word before it."""
        keys = _may_be_called(entry, counted=False)
        if credited := next((at for key in keys if (at := self._credited.get(key))), None):
            return self._page.lines[credited[0]].text
        called = _called(entry, counted=False)
        named = any(sum(map(len, self._of([key]))) > 1 for key in called)
        return entry if named else without_name(entry) or entry

    def _above(self, entry: str, before: int) -> int | None:
        found = ((at, bisect_left(at, before)) for at in self._of(_called(entry, counted=True)))
        return max((at[n - 1] for at, n in found if n), default=None)

    def _of(self, keys: Sequence[Key]) -> Iterator[list[int]]:
        """Yield where each of the names of an entry stands, in lists none of which is made here.

        A line that comes a thousand times is asked for as often.
        """
        for key in keys:
            yield self._entries.get(key, [])
            yield self._credited.get(key, [])
            if key in self._first:
                yield [self._first[key]]
                yield self._further.get(key, [])


def is_marked(line: Line) -> bool:
    """Tell whether a line is a heading by its markup."""
    return line.markup is not None and line.markup.level > 0


def _called(entry: str, *, counted: bool) -> list[Key]:
    """Return what an entry without page number may be called: its words, its number.

    Where ``counted``, its bare number is enough: its heading may have another word, or none.
    """
    if opens_prose(entry):  # as nearly all lines, which have no number
        key = fold_title(entry)
        return [key] if key else []
    facts = facts_of(entry)
    form = facts.form
    keys: list[Key] = [facts.title_key] if facts.title_key else []
    if form and form.number is not None:
        word = "" if form.rank == "numeral" else fold_title(form.label or "").rstrip("0123456789")
        keys.append((word, form.number, form.letter))
    if form and form.title:
        keys.append(fold_title(form.title))
    if counted and form and form.rank in ("chapter", "numeral") and form.number is not None:
        keys.append(("#", form.number))
    return keys


def _may_be_called(entry: str, *, counted: bool) -> list[Key]:
    """Return what the heading of an entry is called; it may have no name where the entry has."""
    bare = without_name(entry)
    return [*_called(entry, counted=counted), *([fold_title(bare)] if bare else [])]
