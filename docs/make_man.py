"""Writes the manual page out of the commands: ``docs/man/epubify.1``.

Usage: python docs/make_man.py [--check]

``--check`` writes nothing, and fails where the page is stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from epubify.cli import cli

PAGE = Path(__file__).parent / "man" / "epubify.1"
EXIT_CODES = (
    ("0", "done"),
    ("1", "some of several inputs failed; the others are done"),
    ("2", "the command line makes no sense"),
    ("3", "the only input, or every input, was unusable"),
    ("4", "the output cannot be written"),
    ("70", "a bug in epubify"),
    ("130", "interrupted"),
)
PATTERN = r"(?<![\w-])(--?[a-z][a-z-]*)"


def main() -> int:
    """Write the page, or tell whether it is stale."""
    made = "\n".join(page()) + "\n"
    if "--check" in sys.argv[1:]:
        fresh = PAGE.exists() and PAGE.read_text(encoding="utf-8") == made
        print("" if fresh else f"stale: {PAGE.name}", end="")
        return int(not fresh)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(made, encoding="utf-8")
    return 0


def page() -> Iterator[str]:
    """Yield the lines of the page, as ``man`` reads them."""
    yield '.TH EPUBIFY 1 "" "epubify" "User Commands"'
    yield from section("NAME")
    yield r"epubify \- turn raw story text into EPUB books that look professionally made"
    yield from section("SYNOPSIS")
    yield ".B epubify"
    yield ".I COMMAND"
    yield "[\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]..."
    yield from section("DESCRIPTION")
    yield plain("Results go to stdout; talk, findings and errors go to stderr. A book is made in a")
    yield plain("temporary file beside its target and gets its name when it is proved to be whole.")
    yield plain("An input is never overwritten. Below, each command has a section of its own.")
    for name in cli.commands:
        yield from command_section(name, cli.commands[name])
    yield from section("EXIT STATUS")
    for code, meaning in EXIT_CODES:
        yield from (".TP", f".B {code}", plain(meaning))
    yield from section("FILES")
    yield from (".TP", r".I STORY.toml", plain("The sidecar of STORY.txt: what is known better,"))
    yield plain("and corrections of single lines. `epubify inspect --sidecar` writes one.")
    yield from section("SEE ALSO")
    yield plain("The documents in docs/ of the source distribution, and `epubify COMMAND --help`.")


def section(name: str) -> Iterator[str]:
    """Yield the line that begins a section."""
    yield f".SH {name}"


def command_section(name: str, command: click.Command) -> Iterator[str]:
    """Yield a command: how it is called, what it does, its options."""
    program = click.Context(cli, info_name="epubify", **cli.context_settings)
    context = click.Context(command, info_name=name, parent=program)
    yield from section(f"EPUBIFY {name.upper()}")
    yield rf"\fBepubify {name}\fR {plain(' '.join(command.collect_usage_pieces(context)))}"
    for paragraph in re.split(r"\n\n+", re.sub(r"^ +", "", command.help or "", flags=re.M)):
        if paragraph.startswith("\b\n"):
            yield from (".PP", ".nf", *map(plain, paragraph.split("\n")[1:]), ".fi")
        else:
            yield from (".PP", plain(" ".join(paragraph.split("\n"))))
    options = (one for one in command.get_params(context) if isinstance(one, click.Option))
    for option in options:
        if record := option.get_help_record(context):
            flags, text = record
            yield from (".TP", plain(re.sub(PATTERN, "\x01\\1\x02", flags)), plain(text))


def plain(text: str) -> str:
    r"""Return a text as ``man`` prints it; what stands between ``\x01`` and ``\x02`` is bold.

    >>> plain(".b -x"), plain("\x01--x\x02")
    ('\\&.b \\-x', '\\fB\\-\\-x\\fR')
    """
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = text.replace("\x01", "\\fB").replace("\x02", "\\fR")
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    sys.exit(main())
