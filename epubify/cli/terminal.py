"""Printing: every line of results and of talk goes through here.

What a stranger's file is called must not move the cursor, and a reader that has gone, as
``head`` has when it has enough, must not end the work that is being reported.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

import click

from epubify.text.lazy_pattern import lazy

_UNSAFE = lazy("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but for tab and line feed, line separators, marks that turn the direction of
what follows (Unicode Standard Annex 9, 2), and halves of characters."""


def echo(text: object = "", *, err: bool = False) -> None:
    """Print a line on stdout, or on stderr, with nothing in it that commands the terminal.

    Where nobody reads any more, nothing is printed from then on, and the work goes on.

    >>> echo("a.txt")
    a.txt
    """
    try:
        click.echo(harmless(str(text)), err=err)
    except BrokenPipeError:
        silence(sys.stderr if err else sys.stdout)


def harmless(text: str) -> str:
    r"""Return a text with what commands a terminal made visible.

    >>> harmless("\x1b[2Jstory\u202etxt"), harmless("a\tb\n")
    ('<1B>[2Jstory<202E>txt', 'a\tb\n')
    """
    return _UNSAFE.sub(lambda found: f"<{ord(found[0]):02X}>", text)


def as_escapes(text: str) -> str:
    r"""Return JSON in which the same characters are written as escapes, so that they are kept.

    >>> as_escapes('"a\u202eb"')
    '"a\\u202eb"'
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def silence(stream: TextIO | None) -> None:
    """Let a stream that nobody reads lead nowhere."""
    if stream is None:  # closed from the start
        return
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
