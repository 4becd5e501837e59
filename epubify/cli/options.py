"""The options that commands share, and how they become one `Options` value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from epubify import values
from epubify.errors import UsageError
from epubify.options import Options

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

ONE_BOOK_ONLY = ("title", "series_index", "description", "identifier")
"""Options that would make several books the same."""


def _checked(check: Callable[[str], str]) -> Callable[..., str | None]:
    """Return a callback that says what is wrong with a value in the way of the command line."""

    def callback(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
        try:
            return check(value) if value is not None else None
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return callback


def _check_rules(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> frozenset[str]:
    try:
        return values.rule_names(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def find_rule(name: str) -> Any:
    """Return the rule of that name; raises UsageError, with the nearest name, for none."""
    rules = values.all_rules()
    if name not in rules:
        near = values.did_you_mean(name, rules) or "`epubify rules` lists all"
        raise UsageError("", None, f"there is no rule {name!r}", near)
    return rules[name]


BOOK_OPTIONS = (
    click.option("--title", help="Title of the book."),
    click.option("--author", "authors", multiple=True, help="Author; may be given several times."),
    click.option(
        "--language", callback=_checked(values.language_tag), help="Language tag: en, en-GB, de …"
    ),
    click.option("--series", help="Series that the book belongs to."),
    click.option(
        "--series-index",
        callback=_checked(values.series_index),
        help="Place in the series: 2, 1.5.",
    ),
    click.option("--subject", "subjects", multiple=True, help="Subject; may be repeated."),
    click.option("--description", help="What it is about, in a paragraph."),
    click.option("--publisher", help="Publisher."),
    click.option(
        "--date", callback=_checked(values.date), help="When it was published: 2004-07-15."
    ),
    click.option("--rights", help="Copyright or licence."),
    click.option("--identifier", help="ISBN, URL or the like; one is made otherwise."),
    click.option("--cover", type=_FILE, help="Picture to use as cover."),
    click.option("--cover-style", help="Style of the cover that is drawn."),
    click.option("--no-cover", is_flag=True, help="No cover."),
    click.option("--theme", default="classic", show_default=True, help="Style of the pages."),
    click.option("--css", type=_FILE, help="Style sheet to add after the theme."),
    click.option("--templates", type=_FOLDER, help="Folder with templates of your own."),
    click.option(
        "--device",
        type=click.Choice(values.DEVICES),
        default="generic",
        show_default=True,
        help="Reader to make it for.",
    ),
    click.option(
        "--no-colophon",
        "colophon",
        is_flag=True,
        flag_value=False,
        default=True,
        help="No line that says how the book was made.",
    ),
)

READING_OPTIONS = (
    click.option(
        "--encoding", callback=_checked(values.encoding_name), help="Encoding of the input."
    ),
    click.option("--format", "format_", metavar="FORM", help="Form of the input: text."),
    click.option(
        "--heading",
        callback=_checked(values.pattern),
        metavar="PATTERN",
        help="Lines that match this regular expression are chapter headings.",
    ),
    click.option(
        "--enable",
        multiple=True,
        callback=_check_rules,
        metavar="RULE",
        help="Run a rule that is off by default; see `epubify rules`.",
    ),
    click.option(
        "--disable", multiple=True, callback=_check_rules, metavar="RULE", help="Do not run a rule."
    ),
    click.option(
        "--notes",
        type=click.Choice(values.NOTES),
        default="inline",
        show_default=True,
        help="Where author's notes go.",
    ),
)

TALK_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="One JSON object a book on stdout."),
    click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    click.option("-v", "--verbose", is_flag=True, help="Say more."),
)


def with_options(*groups: Iterable[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    """Return a decorator that gives a command these groups of options, in their order."""

    def decorate(command: Command) -> Command:
        for option in reversed([option for group in groups for option in group]):
            command = option(command)
        return command

    return decorate


def options_from(asked: dict[str, Any], **more: Any) -> Options:
    """Return what was asked for on the command line as one value."""
    asked = {**asked, **more}
    asked["format"] = asked.pop("format_", None)
    return Options(**asked, asked=_given())


def _given() -> frozenset[str]:
    """Return the names of the options that stand on the command line."""
    context = click.get_current_context()
    names = {field.name for field in fields(Options)}
    return frozenset(
        name.rstrip("_")
        for name in context.params
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
        and name.rstrip("_") in names
    )


def refuse_for_several(options: Options, books: int) -> None:
    """Raise UsageError for an option that makes sense for one book only."""
    given = [name for name in ONE_BOOK_ONLY if getattr(options, name)]
    if books > 1 and given:
        name = given[0].replace("_", "-")
        raise UsageError(
            "",
            None,
            f"--{name} would be the same for {books} books",
            "convert them one by one, or put them into one with --join or `epubify anthology`",
        )
