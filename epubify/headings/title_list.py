"""What is known beforehand of the headings: a contents list, and the story's own title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epubify.text.facts import Facts, facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.title_words import fold_title

MARK = lazy(r"\s*[:,|~–—]\s*|\s--?\s", needs=":,|~–—-")
"""What stands between the title of a story and that of its part."""


class TitleList:
    """The titles that a contents list names, and the title of the story."""

    def __init__(self, contents: Sequence[str], story: str | None = None) -> None:
        self.story = without_part(story or "")
        entries = [facts_of(entry) for entry in contents]
        self.whole = {entry.title_key for entry in entries}
        forms = [entry.form for entry in entries]
        self.counts = sum(form is not None and form.number is not None for form in forms)
        """Entries with a number: where the list has some, the others do not count as chapters."""
        self.separate = frozenset(_separate(entries))
        """Entries without a number that stand in groups below one that is nothing but a number:
        the first of them is not its title."""
        self.titles = {fold_title(form.title) for form in forms if form and form.title}

    def has(self, facts: Facts) -> bool:
        """Tell whether a line is an entry of the list, or the title in one."""
        key = facts.title_key
        return bool(key) and (key in self.whole or key in self.titles)


def _separate(entries: Sequence[Facts]) -> Iterator[str]:
    """Yield the entries of all groups below a mere number: ``Part One``, ``The Inn``, ``Rain``."""
    group: list[str] | None = None
    for entry in (*entries, None):
        if entry is not None and entry.form is None:
            if group is not None:
                group.append(entry.title_key)
            continue
        if group is not None and len(group) > 1:
            yield from group
        counts = entry is not None and entry.form is not None and entry.form.number is not None
        group = [] if counts and entry and entry.form and entry.form.title is None else None


def without_part(title: str) -> str:
    """Return the title of a story without the part that it says it is.

    >>> without_part("The Barge - Part I - The Quay"), without_part("The Barge: A Part of It")
    ('The Barge', 'The Barge: A Part of It')
    """
    for mark in MARK.finditer(title):
        form = facts_of(title[mark.end() :]).form
        if form and form.rank in ("volume", "part", "chapter") and form.number is not None:
            return title[: mark.start()]
    return title
