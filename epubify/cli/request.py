"""What a command was asked to do: the inputs, the options, and where the books go."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from epubify.errors import InputError, OutputError, UsageError
from epubify.files.inputs import Input, distinct, find_inputs
from epubify.files.output import Names, book_name
from epubify.files.remote import is_url
from epubify.model import Book
from epubify.options import Options

STDOUT = "-"
INTERRUPTED = 130
"""Exit code of what Ctrl-C ended."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, besides the inputs and where to write."""

    options: Options = field(default_factory=Options)
    force: bool = False
    strict: bool = False
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The inputs that there are, and the arguments that led nowhere."""

    inputs: list[Input]
    failed: list[InputError]

    def __len__(self) -> int:
        return len(self.inputs) + len(self.failed)


def find_all(arguments: Sequence[str]) -> Found:
    """Return the inputs of all arguments, each once."""
    inputs: list[Input] = []
    failed: list[InputError] = []
    for argument in arguments:
        try:
            inputs += find_inputs(argument)
        except InputError as error:
            failed.append(error)
    return Found(distinct(inputs), failed)


class Destination:
    """Where books go: a folder, one file, or stdout.

    Raises UsageError where so many books cannot go there, OutputError where a file stands in
    the place of the folder.
    """

    def __init__(self, output: str | None, books: int, job: Request) -> None:
        self.stdout = output == STDOUT
        self._file: Path | None = None
        self._folder = Path(output or ".")
        self._names = Names()
        if output and is_url(output):
            advice = "batch can write one there, by a manifest"
            raise UsageError(output, None, "this book cannot be written to a URL", advice)
        if self.stdout:
            _only_one(STDOUT, books)
            _check_stdout(job)
        elif output and output.lower().endswith(".epub"):
            _only_one(output, books)
            self._file = Path(output)
        elif self._folder.exists() and not self._folder.is_dir():
            advice = "give a folder, or a name that ends in .epub"
            raise OutputError(str(output), None, "is a file, not a folder", advice)

    def target(self, book: Book, first: Input, suffix: str = ".epub") -> Path:
        """Return the path that a book goes to; another one for each book."""
        from epubify.text.naming import title_of

        if self._file:
            return self._file
        metadata = replace(book.metadata, title=title_of(book.metadata, book.stories))
        name = f"{book_name(metadata, first.stem)}{suffix}"
        return self._names.unique(Path(self._folder, first.below, name))


def _check_stdout(job: Request) -> None:
    if job.as_json:
        raise UsageError("", None, "--json and -o - both want stdout", "leave out one of them")
    if sys.stdout.isatty():
        raise UsageError("", None, "a book cannot be shown here", "send stdout to a file")


def _only_one(output: str, books: int) -> None:
    if books > 1:
        problem = f"{books} books cannot go into one file"
        advice = "give a folder, or make them one book with --join or `epubify anthology`"
        raise UsageError(output, None, problem, advice)
