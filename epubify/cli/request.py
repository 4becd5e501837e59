"""What a command is to do: the inputs, the options, and where the books go."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from msgspec import field

from epubify.errors import InputError, UsageError
from epubify.files.inputs import Input, distinct, find_inputs
from epubify.model.records import Record
from epubify.options import Options

STDOUT = "-"


class Request(Record):
    """What is wanted, besides the inputs and where to write."""

    options: Options = field(default_factory=Options)
    force: bool = False
    strict: bool = False
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False


class InputList(Record):
    """The inputs that there are, and an error for each argument that names none."""

    inputs: list[Input]
    failed: list[InputError]

    def __len__(self) -> int:
        return len(self.inputs) + len(self.failed)


def find_all(arguments: Sequence[str]) -> InputList:
    """Return the inputs of all arguments, each once."""
    inputs: list[Input] = []
    failed: list[InputError] = []
    for argument in arguments:
        try:
            inputs += find_inputs(argument)
        except InputError as error:
            failed.append(error)
    return InputList(distinct(inputs), failed)


def refuse_terminal(job: Request) -> None:
    """Raise UsageError where a book cannot go to stdout."""
    if job.as_json:
        raise UsageError("", None, "--json and -o - both want stdout", "leave out one of them")
    if sys.stdout.isatty():
        raise UsageError("", None, "a book cannot be shown here", "send stdout to a file")
