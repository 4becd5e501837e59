"""The command line: options, printing and exit codes; nothing here knows how a book is made.

In come the words of a command, out go results on stdout, talk on stderr and an exit code. Every
error that epubify raises on purpose is one message and a code; anything else is a bug, and says
so. Nothing is decided here that a caller of the library would not get as well.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections import UserDict
from collections.abc import Sequence
from contextlib import suppress
from io import StringIO
from typing import Any, NoReturn

import click

from epubify import __version__
from epubify.cli.exit_codes import INTERRUPTED
from epubify.cli.summaries import SUMMARIES
from epubify.cli.terminal import echo, silence
from epubify.errors import EpubifyError, OutputError

BUG = 70
"""Exit code for an unforeseen error (EX_SOFTWARE of sysexits.h)."""


class _Commands(UserDict[str, Any]):
    """The commands by name; one declares its options, which takes imports, when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        if name not in self.data:
            raise KeyError(name)
        from epubify.model.collecting import collect_rarely

        collect_rarely()
        from epubify.cli.commands import COMMANDS

        return COMMANDS[name]


class _Program(click.Group):
    """A group that suggests a command for a misspelt one, and keeps the order of the list."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, which needs none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(SUMMARIES.items()))


@click.group(
    cls=_Program,
    commands=_Commands(SUMMARIES),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`epubify COMMAND --help` says more about a command.",
)
@click.version_option(__version__, message="epubify %(version)s")
def cli() -> None:
    """Turn raw story text into EPUB books that look professionally made.

    \b
    epubify convert story.txt          makes a book of a story
    epubify inspect story.txt          shows what was understood, and why
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # not all are on Windows
        if number and signal.getsignal(number) is not signal.SIG_IGN:  # as nohup asks for
            with suppress(ValueError):  # only the main thread may set it
                signal.signal(number, _end)
    code = run(arguments)
    if not code:  # a command that was ended, and may have others to end, ends as ever
        _leave()
    sys.exit(code)


def _leave() -> NoReturn:
    """End a process that has done all, at once, with what was registered for its end done before.

    To take apart piece by piece all that lives costs a short command one part in thirty.
    """
    atexit._run_exitfuncs()
    _flush()
    if sys.stderr is not None:
        sys.stderr.flush()
    os._exit(0)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 done; 1 some of several inputs failed; 2 usage; 3 no input was usable; 4 output not
    writable; 70 a bug in epubify; 130 interrupted.
    """
    try:
        result = cli.main(args=arguments, prog_name="epubify", standalone_mode=False)
        _flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        told = StringIO()
        error.show(told)
        echo(told.getvalue().rstrip(), err=True)
        return error.exit_code
    except EpubifyError as error:
        from epubify.cli.messages import with_dashes

        _say(with_dashes(str(error)))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted; nothing is left half-written")
        return INTERRUPTED
    except BrokenPipeError:
        silence(sys.stdout)
        return OutputError.exit_code
    except OSError as error:
        return _refused_by_system(error)
    except Exception as error:
        return _bug(error, arguments)


def _flush() -> None:
    """Send what was printed; there is nowhere to send it where stdout is closed."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)


def _say(message: str) -> None:
    echo(f"epubify: {message}", err=True)


def _refused_by_system(error: OSError) -> int:
    """Tell what the system does not give: room on what stdout leads to, memory, open files."""
    name = f"{error.filename}: " if error.filename else ""
    _say(f"{name}the system says: {(error.strerror or str(error)).lower()}")
    silence(sys.stdout)
    return OutputError.exit_code


def _bug(error: Exception, arguments: Sequence[str] | None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    _say(f"this is a bug in epubify: {type(error).__name__}: {error}".split("\n", 1)[0])
    if "-v" in given or "--verbose" in given:
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    else:
        _say("run it again with -v to see where, and please report it")
    return BUG


def _end(number: int, _: Any) -> NoReturn:
    """End at a signal in the way an error does, so that temporary files and locks are removed."""
    raise SystemExit(128 + number)
