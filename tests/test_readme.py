"""What the README promises: its commands, their output, its links, its picture."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from test_docs import generate

import epubify
from epubify.cli import cli

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")

SET_UP, TESTS = re.findall(r"```sh\n(.*)\n```", TEXT)
NEW_ENVIRONMENT = "python3 -m venv .venv && .venv/bin/pip install -q "


@pytest.mark.usefixtures("one_epubcheck", "no_processes")
def test_the_examples_print_what_the_readme_shows():
    """Each console and Python example is run; see docs/generate.py."""
    assert generate.renewed(README) == TEXT, "run: python docs/generate.py"


def test_every_block_of_code_is_run():
    """Nothing is shown that no test looks at."""
    kinds = re.findall(r"^```(\w+)$", TEXT, re.MULTILINE)
    assert set(kinds) == {"sh", "console", "python", "text"}
    assert kinds.count("sh") == 2
    assert kinds.count("text") == kinds.count("python") == 1


@pytest.mark.usefixtures("no_processes")
def test_the_first_command_makes_a_book_of_each_seed(tmp_path):
    """The set-up part is checked by its form only: it would need the network.

    The command is run in this process, where the covers of the seeds are drawn once.
    """
    install, _, job = SET_UP.removeprefix(NEW_ENVIRONMENT).partition(" && ")
    assert SET_UP.startswith(NEW_ENVIRONMENT)
    assert install == "."
    program, *arguments = shlex.split(job)
    assert program == ".venv/bin/epubify"
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    assert generate.call(arguments, str(tmp_path), io.StringIO(), io.StringIO()) == 0
    stories = list((ROOT / "seeds").glob("*.txt"))
    assert len(list((tmp_path / "books").glob("*.epub"))) == len(stories) == 10


def test_the_program_that_is_installed_is_this_one():
    installed = Path(sys.executable).with_name("epubify")
    said = subprocess.run([installed, "--version"], capture_output=True, text=True, check=True)
    assert said.stdout == f"epubify {epubify.__version__}\n"


def test_the_second_command_is_the_one_that_is_run_for_every_change():
    assert f'{NEW_ENVIRONMENT}-e ".[test]" && .venv/bin/pytest' == TESTS
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert steps[-1] == TESTS


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_is_in_the_overview(name):
    assert re.search(rf"^\| `epubify {name} ", TEXT, re.MULTILINE)


def test_links_lead_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


@pytest.mark.parametrize("picture", re.findall(r"!\[[^]]+\]\((.+?\.png)\)", TEXT))
def test_pictures_are_such(picture):
    data = (ROOT / picture).read_bytes()
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 1000
    assert 0.6 < height / width < 0.9
