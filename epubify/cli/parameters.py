"""The options that commands share, and how they become one `Options` value."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from epubify.cli.completion import among, files
from epubify.errors import UsageError
from epubify.model.limits import NAMES
from epubify.model.records import names_of
from epubify.options import KEEP_KINDS, Options
from epubify.settings import values
from epubify.settings.validation import refuse_unusable

if TYPE_CHECKING:
    from epubify.cli.completion import Complete

Command = TypeVar("Command", bound=Callable[..., Any])


class _PlainFile(click.Path):
    """A file that can be read to its end."""

    def convert(self, value: Any, *place: Any) -> Any:
        """Return its path; a pipe or a device is a mistake."""
        try:
            return values.plain_file(Path(os.fsdecode(super().convert(value, *place))))
        except ValueError as error:
            raise click.BadParameter(str(error)) from error


_FILE = _PlainFile(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def checked(check: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a callback that says what is wrong with a value in the way of the command line.

    The value of an option that may be repeated is a tuple, which is checked as a whole.
    """

    def callback(_: click.Context, __: click.Parameter, value: Any) -> Any:
        try:
            return check(value) if value is not None else None
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    return callback


def _checked_each(check: Callable[[str], Any]) -> Callable[..., tuple[Any, ...]]:
    """Return a callback for an option that may be repeated."""
    one = checked(check)

    def callback(
        context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
    ) -> tuple[Any, ...]:
        return tuple(one(context, parameter, value) for value in given)

    return callback


def find_rule(name: str) -> Any:
    """Return the rule of that name; raises UsageError for an unknown one."""
    rules = values.all_rules()
    if name not in rules:
        raise UsageError("", None, *values.unknown_rule(name))
    return rules[name]


def _as_set(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> frozenset[str]:
    return frozenset(value)


def template(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Return a template of names that is one."""
    from epubify.files.paths import read_template

    try:
        if value is not None:
            read_template(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return value


def _once(
    name: str,
    check: Callable[[str], Any],
    metavar: str,
    text: str,
    complete: Complete | None = None,
) -> Callable[[Command], Command]:
    """Return an option of which a book can have only one: given twice it is a mistake."""

    def read(given: tuple[str, ...]) -> Any:
        one = values.only_one(given)
        return None if one is None else check(os.fsdecode(one))

    return click.option(
        name,
        multiple=True,
        callback=checked(read),
        shell_complete=complete,
        metavar=metavar,
        help=text,
    )


def _styles() -> Iterable[str]:
    from epubify.cover.styles import STYLES

    return STYLES


def _themes() -> Iterable[str]:
    from epubify.render.template_files import theme_names

    return theme_names()


_COVER_STYLE = click.option(
    "--cover-style", shell_complete=among(_styles), help="Style of the cover that is drawn."
)
_COVER_PALETTE = click.option("--cover-palette", help="Colours of the cover that is drawn.")
_COVER_SIZE = click.option(
    "--cover-size",
    callback=checked(values.size),
    metavar="WIDTHxHEIGHT",
    help="Size of the cover in pixels; 1600x2560 otherwise.",
)
_NO_COVER = click.option("--no-cover", is_flag=True, help="No cover.")
_THEME = click.option(
    "--theme",
    default="classic",
    show_default=True,
    shell_complete=among(_themes),
    help="Style of the pages.",
)
_CSS = click.option("--css", type=_FILE, help="Style sheet to add after the theme.")
_TEMPLATES = click.option("--templates", type=_FOLDER, help="Folder with templates of your own.")
_FONT = click.option(
    "--font",
    "fonts",
    multiple=True,
    callback=_checked_each(values.font),
    shell_complete=files,
    metavar="PACKAGE|FILE",
    help="Font to embed, cut down to the letters of the book; may be repeated.",
)
_NO_COLOPHON = click.option(
    "--no-colophon",
    "colophon",
    is_flag=True,
    flag_value=False,
    default=True,
    help="No line that says how the book was made.",
)

BOOK_OPTIONS = (
    click.option("--title", help="Title of the book."),
    click.option("--author", "authors", multiple=True, help="Author; may be given several times."),
    click.option(
        "--language", callback=checked(values.language_tag), help="Language tag: en, en-GB, de …"
    ),
    click.option("--series", help="Series that the book belongs to."),
    click.option(
        "--series-index",
        callback=checked(values.series_index),
        help="Place in the series: 2, 1.5.",
    ),
    click.option(
        "--collection-type",
        type=click.Choice(values.COLLECTION_TYPES),
        help="Whether the series goes on, or is a set that is whole.",
    ),
    click.option(
        "--credit",
        "credits",
        multiple=True,
        callback=checked(values.credits_of),
        metavar="ROLE:NAME",
        help="Translator, illustrator and the like, such as “translator: Ann Berg”.",
    ),
    click.option("--subject", "subjects", multiple=True, help="Subject; may be repeated."),
    click.option("--description", help="What it is about, in a paragraph."),
    click.option("--publisher", help="Publisher."),
    click.option(
        "--date", callback=checked(values.date), help="When it was published: 2004-07-15."
    ),
    click.option("--rights", help="Copyright or licence."),
    click.option("--identifier", help="ISBN, URL or the like; one is made otherwise."),
    click.option("--cover", type=_FILE, help="Picture to use as cover."),
    _COVER_STYLE,
    _COVER_PALETTE,
    click.option(
        "--cover-fit",
        type=click.Choice(values.COVER_FITS),
        default="keep",
        show_default=True,
        help="What to do with a picture of another shape.",
    ),
    _COVER_SIZE,
    _NO_COVER,
    _THEME,
    _CSS,
    _TEMPLATES,
    _FONT,
    click.option(
        "--device",
        type=click.Choice(values.DEVICES),
        default="generic",
        show_default=True,
        help="Reader to make it for.",
    ),
    click.option("--new-in", is_flag=True, help="Mark in the contents what the book had not yet."),
    _NO_COLOPHON,
    _once("--dedication", values.page_text, "TEXT", "Dedication, on a page of its own."),
    _once(
        "--epigraph",
        values.page_text,
        "TEXT",
        "Quotation at the front, such as “So it goes. -- Ann Berg”.",
    ),
    _once(
        "--introduction",
        values.page_file,
        "FILE",
        "Story file whose text stands at the front.",
        files,
    ),
    _once(
        "--afterword",
        values.page_file,
        "FILE",
        "Story file whose text stands at the end.",
        files,
    ),
    click.option("--sources", is_flag=True, help="A page says which files the stories came from."),
)

LOOK_OPTIONS = (
    _COVER_STYLE,
    _COVER_PALETTE,
    _COVER_SIZE,
    _NO_COVER,
    _THEME,
    _CSS,
    _TEMPLATES,
    _FONT,
    _NO_COLOPHON,
)
"""Those of them that say how a book looks."""

LIMIT = click.option(
    "--limit",
    "limits",
    multiple=True,
    callback=checked(values.limit_set),
    metavar="NAME=N",
    help=f"What a file may cost; may be repeated: {', '.join(NAMES)}.",
)

READING_OPTIONS = (
    click.option(
        "--encoding", callback=checked(values.encoding_name), help="Encoding of the input."
    ),
    click.option(
        "--format",
        "format_",
        shell_complete=among(lambda: values.FORMS),
        metavar="FORM",
        help=values.FORM_HELP,
    ),
    click.option(
        "--heading",
        callback=checked(values.pattern),
        metavar="PATTERN",
        help="Lines that match this regular expression are chapter headings.",
    ),
    click.option(
        "--enable",
        multiple=True,
        callback=checked(values.rule_names),
        shell_complete=among(values.all_rules),
        metavar="RULE",
        help="Run a rule that is off by default; see `epubify rules`.",
    ),
    click.option(
        "--disable",
        multiple=True,
        callback=checked(values.rule_names),
        shell_complete=among(values.all_rules),
        metavar="RULE",
        help="Do not run a rule.",
    ),
    click.option(
        "--notes",
        type=click.Choice(values.NOTES),
        default="inline",
        show_default=True,
        help="Where author's notes go.",
    ),
    click.option(
        "--keep",
        multiple=True,
        type=click.Choice(KEEP_KINDS),
        callback=_as_set,
        metavar="KIND",
        help=f"Leave lines in that are no story; may be repeated: {', '.join(KEEP_KINDS)}.",
    ),
    click.option(
        "--trust-sidecars", is_flag=True, help="Let sidecars name files outside their folders."
    ),
    LIMIT,
)

WHERE = click.option(
    "--where",
    callback=checked(values.query),
    metavar="QUERY",
    help="Only stories of which this is true, such as 'author = \"Nina\" and words < 5000'.",
)

KEEP_DOUBLES = click.option(
    "--keep-doubles", is_flag=True, help="Print twice what is there twice: stories, parts, notices."
)

TALK_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="One JSON object per book on stdout."),
    click.option("-q", "--quiet", is_flag=True, help="Print errors only."),
    click.option("-v", "--verbose", is_flag=True, help="Print more."),
)


JOBS = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Books made at a time; one per core otherwise.",
)

BATCH_OPTIONS = (
    JOBS,
    click.option(
        "--executor",
        metavar="URL",
        help="What makes the books: dask://HOST:PORT, a cluster; “serial:”, this process.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Stop a book that takes longer; it fails.",
    ),
    click.option("--fail-fast", is_flag=True, help="Stop at the first book that fails."),
    click.option("--dry-run", is_flag=True, help="Only print what would be made, and why."),
    click.option("--prune", is_flag=True, help="Remove books made by epubify whose story is gone."),
    click.option("--watch", is_flag=True, help="Go on and make what changes, until Ctrl-C."),
    click.option("--catalog", is_flag=True, help="Write index.html and OPDS feeds too."),
    click.option("--base-url", metavar="URL", help="Where the catalog is found on the web."),
    click.option(
        "--progress",
        type=click.Choice(("auto", "bar", "plain", "none")),
        default="auto",
        show_default=True,
        help="How progress is shown; plain lines suit a log.",
    ),
    click.option(
        "--report",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE.jsonl",
        help="Write the result of each book, one JSON object per line.",
    ),
    click.option(
        "--log-format",
        type=click.Choice(("text", "json")),
        default="text",
        show_default=True,
        help="How messages are written to stderr.",
    ),
)


def options_from(given: dict[str, Any], **more: Any) -> Options:
    """Return the options of the command line as one value.

    Raises UsageError for what no book can be made with, as an unknown theme: before
    any story is read, because there may be thousands of them.
    """
    given = {**given, **more}
    given["format"] = given.pop("format_", None)
    options = Options(**given, choices=_given())
    refuse_unusable(options)
    return options


def _given() -> frozenset[str]:
    """Return the names of the options that stand on the command line."""
    context = click.get_current_context()
    names = set(names_of(Options))
    return frozenset(
        name.rstrip("_")
        for name in context.params
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT
        and name.rstrip("_") in names
    )
