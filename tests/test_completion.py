"""What shells complete: commands, options, their values, names of files."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from click.shell_completion import ShellComplete

from epubify.cli import cli, run
from epubify.cli.completion import SHELLS
from epubify.readers import READERS


def offered(*words: str) -> list[tuple[str, str]]:
    """Return the type and the value of what may stand in place of the last word."""
    *before, begun = words
    found = ShellComplete(cli, {}, "epubify", "_EPUBIFY_COMPLETE").get_completions(before, begun)
    return [(one.type, one.value) for one in found]


def values(*words: str) -> list[str]:
    return [value for _, value in offered(*words)]


def test_commands_are_completed():
    assert values("") == list(cli.commands)
    assert values("c") == ["convert", "cover", "check", "completion"]


def test_options_are_completed():
    assert {"--output", "--join", "--title", "--no-cover", "--json"} <= set(values("convert", "--"))
    assert values("convert", "--cover-s") == ["--cover-style", "--cover-size"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("convert", "--theme", "m"), ["manuscript", "modern"]),
        (("convert", "--device", "k"), ["kindle", "kobo"]),
        (("convert", "--cover-style", "la"), ["label"]),
        (("convert", "--format", ""), [reader.name for reader in READERS]),
        (("batch", "x", "--disable", "mojib"), ["mojibake"]),
        (("rules", "mojib"), ["mojibake"]),
        (("completion", ""), list(SHELLS)),
    ],
)
def test_values_are_completed(words, found):
    assert values(*words) == found


FILES = (
    *(("convert", "st"), ("convert", "-o", "st"), ("convert", "--introduction", "st")),
    *(("convert", "--css", "st"), ("convert", "--cover", "st"), ("convert", "--font", "st")),
    *(("anthology", "st"), ("anthology", "-o", "st"), ("split", "st"), ("batch", "st")),
    *(("list", "st"), ("inspect", "st"), ("cover", "st"), ("cover", "-o", "st"), ("check", "st")),
)


@pytest.mark.parametrize("words", FILES, ids=" ".join)
def test_names_of_files_are_left_to_the_shell(words):
    assert offered(*words) == [("file", "st")]


def test_names_of_folders_are_left_to_the_shell():
    assert offered("split", "a.epub", "-o", "st") == [("dir", "st")]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_asks_the_program_itself(shell, capsys):
    assert run(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert f"_EPUBIFY_COMPLETE={shell}_complete" in out


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_one_that_its_shell_reads(shell, capsys):
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_shell_is_refused(capsys):
    assert run(["completion", "csh"]) == 2
    assert "'csh' is not one of" in capsys.readouterr().err
