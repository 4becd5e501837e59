"""Repeated words in the proof: what is printed once for all must stand there, and for somebody."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from epubify.checks.accounts import Account
from epubify.checks.reading import BookText
from epubify.model import Place

Run = tuple[Place, list[str]]


def unheld(accounts: Sequence[Account], reading: BookText) -> tuple[list[Run], list[list[str]]]:
    """Return the repeated runs that the book does not hold, and the notices that nobody repeats.

    A run stands in the book as a whole: as a notice that is printed for several stories, or
    among the notes or the text of one.

    >>> account = Account("a.txt", repetitions=[(Place("a.txt", 3, 3), ["not", "mine"])])
    >>> unheld([account], BookText(shared=[["not", "mine"]]))
    ([], [])
    >>> unheld([account], BookText(notes=["is", "not", "mine", "at", "all"]))
    ([], [])
    >>> unheld([account], BookText(shared=[["all", "mine"]]))
    ([(Place(source='a.txt', first_line=3, last_line=3), ['not', 'mine'])], [['all', 'mine']])
    """
    runs = [run for account in accounts for run in account.repetitions]
    if not (runs or reading.shared):
        return [], []
    printed = {tuple(notice) for notice in reading.shared}
    texts = [_spaced(reading.notes), _spaced(reading.body)]
    unsaid = [
        (at, words)
        for at, words in runs
        if tuple(words) not in printed and not any(_spaced(words) in text for text in texts)
    ]
    said = {tuple(words) for _, words in runs}
    return unsaid, [notice for notice in reading.shared if tuple(notice) not in said]


class Notices(Struct):
    """The repeated words of a book whose stories are proved one by one."""

    said: set[tuple[str, ...]] = field(default_factory=set)
    """What any story says that is repeated."""
    unsaid: set[tuple[str, ...]] = field(default_factory=set)
    """What is not printed with the story that says it."""
    printed: set[tuple[str, ...]] = field(default_factory=set)

    def take(self, accounts: Sequence[Account], text: BookText) -> None:
        """Take over what a story repeats, and what the book prints there for several."""
        self.printed.update(map(tuple, text.shared))
        text.shared = []
        for one in accounts:
            self.said.update(tuple(words) for _, words in one.repetitions)
            self.unsaid.update(tuple(words) for _, words in unheld([one], text)[0])
            one.repetitions = []

    @property
    def hold(self) -> bool:
        """Tell whether all that is repeated is printed, and nothing else."""
        return self.unsaid <= self.printed <= self.said


def _spaced(found: Sequence[str]) -> str:
    return f" {' '.join(found)} " if found else " "
