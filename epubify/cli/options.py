"""The options that commands share, and how they become one `Options` value."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from epubify.errors import UsageError
from epubify.options import Options

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

ONE_BOOK_ONLY = ("title", "series_index", "description", "identifier")
"""Options that would make several books the same."""


def _check_encoding(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        "".encode(value)
        return codecs.lookup(value).name
    except (LookupError, UnicodeError, ValueError) as error:
        near = _near(value, ["utf-8", "utf-16", "windows-1252", "latin-1", "mac-roman", "gbk"])
        raise click.BadParameter(f"{value!r} is no encoding that Python knows.{near}") from error


def _check_language(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from epubify.languages import normal_tag

    if value is None:
        return None
    tag = normal_tag(value)
    if tag is None:
        raise click.BadParameter(f"{value!r} is no language tag such as en, en-GB or de.")
    return tag


def _check_pattern(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    try:
        re.compile(value or "")
    except re.error as error:
        raise click.BadParameter(f"{value!r} is no regular expression: {error}.") from error
    return value


def _check_index(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value and not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        raise click.BadParameter(f"{value!r} is no number such as 2 or 1.5.")
    return value


def _check_date(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value and not re.fullmatch(
        r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?", value
    ):
        raise click.BadParameter(f"{value!r} is no date such as 2004, 2004-07 or 2004-07-15.")
    return value


def _check_rules(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> frozenset[str]:
    names = [name.strip() for part in value for name in part.split(",") if name.strip()]
    known = all_rules() if names else {}
    for name in names:
        if name not in known:
            near = _near(name, known) or " `epubify rules` lists them."
            raise click.BadParameter(f"there is no rule {name!r}.{near}")
    return frozenset(names)


def rules_of_stages() -> dict[str, tuple[Any, ...]]:
    """Return the rules of each stage, in the order in which they run."""
    from epubify import repair, typography

    return {"repair": tuple(repair.RULES), "typography": tuple(typography.RULES)}


def all_rules() -> dict[str, Any]:
    """Return every rule by its name."""
    return {rule.name: rule for rules in rules_of_stages().values() for rule in rules}


def _near(name: str, known: Iterable[str]) -> str:
    match = difflib.get_close_matches(name.lower(), list(known), 1, 0.5)
    return f" Did you mean {match[0]!r}?" if match else ""


def find_rule(name: str) -> Any:
    """Return the rule of that name; raises UsageError, with the nearest name, for none."""
    rules = all_rules()
    if name not in rules:
        near = _near(name, rules).strip().replace("Did", "did")
        raise UsageError(
            "", None, f"there is no rule {name!r}", near or "`epubify rules` lists all"
        )
    return rules[name]


BOOK_OPTIONS = (
    click.option("--title", help="Title of the book."),
    click.option("--author", "authors", multiple=True, help="Author; may be given several times."),
    click.option("--language", callback=_check_language, help="Language tag: en, en-GB, de …"),
    click.option("--series", help="Series that the book belongs to."),
    click.option("--series-index", callback=_check_index, help="Place in the series: 2, 1.5."),
    click.option("--subject", "subjects", multiple=True, help="Subject; may be repeated."),
    click.option("--description", help="What it is about, in a paragraph."),
    click.option("--publisher", help="Publisher."),
    click.option("--date", callback=_check_date, help="When it was published: 2004-07-15."),
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
        type=click.Choice(["generic"]),
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
    click.option("--encoding", callback=_check_encoding, help="Encoding of the input."),
    click.option("--format", "format_", metavar="FORM", help="Form of the input: text."),
    click.option(
        "--heading",
        callback=_check_pattern,
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
        type=click.Choice(["inline", "end", "drop"]),
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
    return Options(**asked)


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
