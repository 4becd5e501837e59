"""Every error that epubify raises on purpose.

EpubifyError
├── UsageError            2  the options contradict each other or the inputs
├── InputError            3  an input cannot become a book
│   ├── MissingInput         no such file, or a folder without stories
│   ├── UnreadableInput      there, but cannot be read
│   ├── NotText              bytes that are not text
│   ├── UnsupportedForm      a form of text that epubify does not read
│   ├── NoStory              nothing in it, or nothing but a header
│   ├── SidecarMisfit        its sidecar corrects lines that are others now
│   └── Unforeseen           a bug of epubify shows on it
├── WordsLost             3  the finished book lacks words of its source
└── OutputError           4  the book cannot be written where it should go
    ├── OutputLost           nor can any other: the disk is full, read-only, or gone
    └── FileChanged          another program has written the file in the meantime

An error prints as ``place: what is wrong; what to do``. Arguments go to ``Exception``
positionally, so that an error comes whole through a process pool.
"""

from __future__ import annotations

from pathlib import PurePath


class EpubifyError(Exception):
    """Base of all errors meant for people.

    >>> str(EpubifyError("a.txt", 3, "an empty line", "fill it"))
    'a.txt:3: an empty line; fill it'
    >>> str(EpubifyError("a.txt", None, "no such file", ""))
    'a.txt: no such file'
    """

    exit_code = 3

    def __init__(self, name: str, line: int | None, problem: str, advice: str = "") -> None:
        super().__init__(name, line, problem, advice)
        self.name = name
        self.line = line
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        place = f"{self.name}:{self.line}" if self.line else self.name
        message = f"{place}: {self.problem}" if place else self.problem
        return f"{message}; {self.advice}" if self.advice else message


class UsageError(EpubifyError):
    """The options contradict each other or the inputs."""

    exit_code = 2


class InputError(EpubifyError):
    """An input cannot become a book."""


class MissingInput(InputError):
    """There is no such file, or the folder holds no story files."""


class UnreadableInput(InputError):
    """The input is there but cannot be read."""


class NotText(InputError):
    """The bytes are not text in any encoding."""


class UnsupportedForm(InputError):
    """The input is of a form that epubify does not read."""


class NoStory(InputError):
    """The input is empty, blank, or all header."""


class SidecarMisfit(InputError):
    """A sidecar corrects lines of its story that are others now."""


class Unforeseen(InputError):
    """Something of epubify's own broke on this input: a bug."""


def unforeseen(name: str, error: Exception) -> Unforeseen:
    """Return the error for what was not foreseen, with the place where it happened.

    >>> str(unforeseen("a.txt", KeyError("x")))
    "a.txt: this is a bug in epubify: KeyError: 'x'; please report it"
    """
    import traceback

    problem = f"this is a bug in epubify: {type(error).__name__}: {error}".split("\n", 1)[0]
    places = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({PurePath(place.filename).name}:{place.lineno})" for place in places)
    return Unforeseen(name, None, problem + where, "please report it")


class WordsLost(EpubifyError):
    """The finished book lacks words of its source, or has words that the source has not."""


class OutputError(EpubifyError):
    """The book cannot be written where it should go."""

    exit_code = 4


class OutputLost(OutputError):
    """Nothing can be written any more: the disk is full, read-only, or gone."""


class FileChanged(OutputError):
    """A file was changed by another program since it was read: it is not written over."""
