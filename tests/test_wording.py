"""The words of messages: who writes options with dashes, and what each finding advises."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from epubify.checks import CODES
from epubify.cli import cli
from epubify.cli.messages import as_json, tell_finding, with_dashes
from epubify.report import Report, described

PACKAGE = Path(__file__).parent.parent / "epubify"

DASHED = re.compile(r"(?:^|[^\w<!-])--[a-z][a-z-]+")
NAMED = re.compile(r"\boption ([a-z-]+[a-z])")
NOT_OURS = {("checks/epubcheck.py", "--json"), ("checks/epubcheck.py", "--quiet")}
"""Options of another program."""


def core() -> Iterator[Path]:
    """Yield every module but those of the command line."""
    return (path for path in PACKAGE.rglob("*.py") if "cli" not in path.parts)


def texts(path: Path) -> Iterator[str]:
    """Yield every string of a module, docstrings too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def messages(path: Path) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        plain = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if plain and id(node) not in docstrings:
            yield node.value


def test_only_the_command_line_writes_options_with_dashes():
    dashed = {
        (path.relative_to(PACKAGE).as_posix(), found[0].strip())
        for path in core()
        for text in texts(path)
        for found in DASHED.finditer(text)
    }
    assert dashed == NOT_OURS


def test_tables_name_options_without_dashes():
    tables = (PACKAGE / "data").glob("*.toml")
    assert [path.name for path in tables if re.search(r"`--[a-z]", path.read_text("utf-8"))] == []


def test_every_option_that_a_message_names_is_one():
    said = [text for path in core() for text in messages(path)]
    said += [entry["advice"] for entry in described().values()]
    named = {found[1] for text in said for found in NAMED.finditer(text)}
    assert {"title", "encoding", "force"} <= named
    params = [option for command in cli.commands.values() for option in command.params]
    assert {f"--{name}" for name in named} <= {name for option in params for name in option.opts}


@pytest.mark.parametrize("code", sorted(described()))
def test_an_advice_reads_on_after_a_message(code):
    advice = described()[code]["advice"]
    assert advice[0].islower() and not advice.endswith(".") and "`" not in advice


@pytest.mark.parametrize("code", sorted(CODES))
def test_an_advice_of_a_check_reads_on_after_a_message(code):
    assert CODES[code].advice[0].islower() and not CODES[code].advice.endswith(".")


def test_a_finding_is_told_with_the_advice_of_the_table_unless_it_has_its_own():
    report = Report()
    report.find("M001", "no title found")
    report.find("M001", "no title found", advice="look again")
    assert [one.advice for one in report.findings] == [
        described()["M001"]["advice"],
        "look again",
    ]


def test_what_the_story_says_is_never_taken_for_an_option():
    said = "“The option title” and 'option force' have no text; see the option title"
    assert with_dashes(said) == "“The option title” and 'option force' have no text; see --title"


def test_a_book_that_is_called_like_an_option_keeps_its_title_in_data():
    told = as_json({"title": "The option author", "findings": [{"advice": "give option author"}]})
    assert told == '{"title": "The option author", "findings": [{"advice": "give --author"}]}'


def test_a_finding_is_printed_with_options_as_they_are_typed():
    finding = {"source": "a.txt", "line": 3, "code": "M001", "message": "no title found",
               "advice": "name one with the option title"}  # fmt: skip
    assert tell_finding(finding) == "  a.txt:3: M001 no title found; name one with --title"
