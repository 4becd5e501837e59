"""Completion by the shell: what may stand at a place of a command line, and the scripts that ask.

The scripts are those of click; a shell runs them once, and they ask ``epubify`` itself each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from epubify.cli.summaries import SUMMARIES
from epubify.cli.terminal import echo

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

SHELLS = ("bash", "zsh", "fish")
_ASKED_BY = "_EPUBIFY_COMPLETE"


def shell_script(program: click.Command, shell: str) -> str:
    """Return the script that makes a shell complete what follows ``epubify``.

    >>> "complete" in shell_script(click.Command("epubify"), "bash")
    True
    """
    from click.shell_completion import ShellComplete, get_completion_class

    known = get_completion_class(shell)
    if known is None:
        raise ValueError(f"no completion for the shell {shell}")
    # What the class for bash adds to this asks the bash that is installed for its version.
    return ShellComplete.source(known(program, {}, "epubify", _ASKED_BY))


def files(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the shell complete names of files and folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]


def folders(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the shell complete names of folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="dir")]


def among(names: Callable[[], Iterable[str]]) -> Complete:
    """Return what completes one of some names, which are looked up when they are asked for."""

    def complete(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in names() if name.startswith(begun)]

    return complete


@click.command("completion", short_help=SUMMARIES["completion"])
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete commands, options and their values.

    \b
    bash: echo 'eval "$(epubify completion bash)"' >> ~/.bashrc
    zsh:  echo 'eval "$(epubify completion zsh)"' >> ~/.zshrc
    fish: epubify completion fish > ~/.config/fish/completions/epubify.fish
    """
    echo(shell_script(context.find_root().command, shell).rstrip())
