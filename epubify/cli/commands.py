"""The commands, each a few lines: what it takes, what it calls, what it prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from epubify.bind.kinds import GROUPINGS, ORDERS
from epubify.cli.completion import among, completion, files, folders
from epubify.cli.declarations import Declarations, Option
from epubify.cli.parameters import (
    BATCH_OPTIONS,
    BOOK_OPTIONS,
    JOBS,
    KEEP_DOUBLES,
    LIMIT,
    LOOK_OPTIONS,
    READING_OPTIONS,
    TALK_OPTIONS,
    WHERE,
    checked,
    find_rule,
    options_from,
    template,
)
from epubify.cli.request import Request
from epubify.cli.terminal import echo
from epubify.model.records import names_of
from epubify.options import Options
from epubify.settings import values as option_values
from epubify.settings.values import DEVICES, rules_of_stages

if TYPE_CHECKING:
    from epubify.cli.completion import Complete


COMMANDS = Declarations()
"""Every command by its name."""

_INPUTS = click.argument(
    "inputs", nargs=-1, required=True, shell_complete=files, metavar="INPUT..."
)
_BOOKS = click.argument(
    "books", nargs=-1, required=True, shell_complete=files, metavar="BOOK.epub..."
)


def _output(
    metavar: str, text: str, *, required: bool = False, complete: Complete = files
) -> Option:
    """Return the option that says where results go."""
    return click.option(
        "-o", "--output", required=required, shell_complete=complete, metavar=metavar, help=text
    )


_FORCE = click.option("--force", is_flag=True, help="Replace any file that is in the way.")
_STRICT = click.option("--strict", is_flag=True, help="A book with findings fails.")


@COMMANDS.add(
    "convert",
    _INPUTS,
    _output("DIR|FILE.epub|-", "Where the books go; the current folder otherwise. “-” is stdout."),
    click.option("--join", is_flag=True, help="The inputs are the parts of one story."),
    *(KEEP_DOUBLES, JOBS, *BOOK_OPTIONS, *READING_OPTIONS, _FORCE, _STRICT, *TALK_OPTIONS),
)
def convert(
    inputs: tuple[str, ...],
    output: str | None,
    jobs: int | None,
    force: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **values: Any,
) -> int:
    """Make each input into a book.

    An input is a story file, or “-” for stdin; of a folder all story files are taken,
    at any depth, and its tree is mirrored. Names come from author, title and place in a series.
    An older version of the same book is replaced; any other file only with --force.

    \b
    epubify convert story.txt
    epubify convert old-stories/ -o books/
    epubify convert --join part1.txt part2.txt --title "The Whole Story"
    """
    from epubify.cli.convert_command import make_books

    job = Request(options_from(values), force, strict, as_json, quiet, verbose)
    return make_books(inputs, output, job, jobs)


@COMMANDS.add(
    "anthology",
    _INPUTS,
    _output("FILE.epub|-", "The book.", required=True),
    click.option("--editor", "editors", multiple=True, help="Editor; may be given several times."),
    click.option(
        "--order",
        type=click.Choice(ORDERS),
        default="given",
        show_default=True,
        help="Order of the stories; a series stays together, but for “given”.",
    ),
    click.option(
        "--by",
        multiple=True,
        callback=checked(option_values.groupings),
        metavar="|".join(GROUPINGS),
        help="Parts with title pages of their own; repeated it makes parts within parts.",
    ),
    click.option(
        "--max-size",
        callback=checked(option_values.byte_count),
        metavar="SIZE",
        help="Make volumes that are no larger, such as 40MB.",
    ),
    click.option(
        "--max-stories",
        type=click.IntRange(min=1),
        metavar="N",
        help="Make volumes of no more stories.",
    ),
    *(WHERE, KEEP_DOUBLES, *BOOK_OPTIONS, *READING_OPTIONS, _FORCE, _STRICT, *TALK_OPTIONS),
)
def anthology(
    inputs: tuple[str, ...],
    output: str,
    force: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **values: Any,
) -> int:
    """Bind several stories into one book, each with a title page of its own.

    An input that cannot become a story is left out, and named; so is a story that is there
    already, perhaps under another name or in an older version.

    What grows too large becomes volumes: FILE.epub, “FILE 2.epub” and so on. A story stays in
    its volume when others are added.

    \b
    epubify anthology a.txt b.txt -o two.epub --title "Two Stories" --editor "A. Editor"
    epubify anthology stories/ -o all.epub --title "All" --order author --by author --by series
    epubify anthology stories/ -o all.epub --title "All" --max-size 40MB
    epubify anthology stories/ -o max.epub --title "Max" --where 'subject ~ "Max/Liz"'
    """
    from epubify.cli.convert_command import make_anthology

    if not values["title"]:
        raise click.UsageError("An anthology needs a title: give one with --title.")
    job = Request(options_from(values), force, strict, as_json, quiet, verbose)
    return make_anthology(inputs, output, job)


@COMMANDS.add(
    "split",
    _BOOKS,
    _output("DIR", "Where the books go; the current folder otherwise.", complete=folders),
    *(*LOOK_OPTIONS, _FORCE, *TALK_OPTIONS),
)
def split(
    books: tuple[str, ...],
    output: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **values: Any,
) -> int:
    """Split a book into those of its stories.

    What epubify bound comes apart into the books it was bound from, byte for byte: those that
    were EPUBs, and those that convert makes of the others. Any other EPUB is split by the top
    entries of its contents. Names and covers are those that convert gives.

    \b
    epubify split all.epub -o stories/
    epubify split omnibus.epub --theme modern
    """
    from epubify.cli.split_command import split_books

    job = Request(options_from(values), force, False, as_json, quiet, verbose)
    return split_books(books, output, job)


@COMMANDS.add(
    "batch",
    click.argument("source", shell_complete=files, metavar="MANIFEST.toml|FOLDER"),
    _output("DIR", "Where the books go; otherwise what the manifest says, or the current folder."),
    click.option(
        "--name",
        callback=template,
        metavar="TEMPLATE",
        help="Names of the books, such as “{author}/{title}.epub”.",
    ),
    click.option(
        "--join", is_flag=True, help="Each folder is one story; the files in it are its parts."
    ),
    *(
        KEEP_DOUBLES,
        WHERE,
        *BATCH_OPTIONS,
        *BOOK_OPTIONS,
        *READING_OPTIONS,
        _FORCE,
        _STRICT,
        *TALK_OPTIONS,
    ),
)
def batch(
    source: str,
    output: str | None,
    name: str | None,
    force: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **values: Any,
) -> int:
    """Make the books of a manifest, or of all stories in a folder.

    Only what changed is made: a book that its inputs, options and this version of epubify
    would make again as it is stays untouched. One bad story never stops the rest. It may be
    interrupted, or killed, at any moment: run it again, and it goes on from there.

    \b
    epubify batch stories/ -o books/
    epubify batch library.toml --prune --catalog --report report.jsonl
    epubify batch stories/ -o books/ --where 'words > 5000'
    epubify batch serials/ -o books/ --join    makes a book of each folder
    epubify batch library.toml --dry-run      says what would be made, and why
    """
    from epubify.batches.plan import PlanRequest
    from epubify.cli.batch_run import RunManner, make_library

    manner = RunManner(**{name: values.pop(name) for name in names_of(RunManner)})
    options = options_from(values)
    wish = PlanRequest(options, output, name, force, strict)
    talk = Request(options, force, strict, as_json, quiet, verbose)
    return make_library(source, wish, manner, talk)


@COMMANDS.add(
    "list",
    _INPUTS,
    WHERE,
    click.option(
        "--order", type=click.Choice(ORDERS), default="given", show_default=True, help="Order."
    ),
    click.option(
        "--columns",
        callback=checked(option_values.columns),
        metavar="NAME,NAME…",
        help="What to show of each: title, author, words …; “all”.",
    ),
    click.option("--doubles", is_flag=True, help="Show stories that are there more than once."),
    click.option("--json", "as_json", is_flag=True, help="One JSON object per story on stdout."),
    click.option("--csv", "as_csv", is_flag=True, help="A table for other programs."),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Stories read at a time; one per core otherwise.",
    ),
)
def list_(inputs: tuple[str, ...], columns: tuple[str, ...] | None, **values: Any) -> int:
    """Show what stories and finished books are: title, author, series, words and more.

    Stories of every form are read. Of an EPUB only its package document is, so that a library of
    thousands is listed in seconds. What cannot be read is named, and the rest is listed.

    \b
    epubify list stories/ --where 'fandom ~ "roswell" and words > 5000' --order date
    epubify list books/ --csv --columns author,title,series,index
    epubify list stories/ --doubles
    """
    from epubify.cli.list_command import ListManner, show_list

    if values["as_json"] and values["as_csv"]:
        raise click.UsageError("--json and --csv both want stdout: leave out one of them.")
    return show_list(inputs, ListManner(columns=columns or (), **values))


@COMMANDS.add(
    "cover",
    click.argument("input_", shell_complete=files, metavar="INPUT"),
    _output("FILE.jpg|FILE.png", "The picture.", required=True),
    click.option("--contact-sheet", is_flag=True, help="All styles side by side, to choose from."),
    *(*BOOK_OPTIONS, *READING_OPTIONS, _FORCE, *TALK_OPTIONS[1:]),
)
def cover(
    input_: str,
    output: str,
    contact_sheet: bool,
    force: bool,
    quiet: bool,
    verbose: bool,
    **values: Any,
) -> int:
    """Draw the cover that the book of this input would have.

    \b
    epubify cover story.txt -o cover.jpg
    epubify cover story.txt --contact-sheet -o styles.png
    """
    from epubify.cli.cover_command import make_cover

    job = Request(options_from(values), force, quiet=quiet, verbose=verbose)
    return make_cover(input_, Path(output), job, contact_sheet=contact_sheet)


@COMMANDS.add(
    "inspect",
    _INPUTS,
    click.option(
        "--sidecar",
        is_flag=True,
        help="Write STORY.toml beside STORY.txt, to correct what is wrong.",
    ),
    *(*BOOK_OPTIONS, *READING_OPTIONS, _FORCE, *TALK_OPTIONS),
)
def inspect(
    inputs: tuple[str, ...],
    sidecar: bool,
    force: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **values: Any,
) -> int:
    """Show what was understood of each input, and why.

    Metadata and where it stands, the outline with the reasons for every heading, what became
    of the lines, what was repaired, and what a person should look at. -v adds every line.

    Nothing is written, but for --sidecar: it writes a file in which what was understood can be
    corrected. It is read whenever the book is made. With --force it is written again and keeps
    what it says.

    \b
    epubify inspect story.txt
    epubify inspect --sidecar story.txt     writes story.toml
    """
    from epubify.cli.inspect_command import show_readings

    job = Request(options_from(values), force, as_json=as_json, quiet=quiet, verbose=verbose)
    return show_readings(inputs, job, sidecar=sidecar)


@COMMANDS.add(
    "studio",
    click.argument("inputs", nargs=-1, shell_complete=files, metavar="[FILE|FOLDER]..."),
    _output(
        "DIR", "Where books go; otherwise a folder “books” beside the stories.", complete=folders
    ),
    click.option(
        "--port",
        type=click.IntRange(0, 65_535),
        default=0,
        metavar="N",
        help="Port to listen at; a free one otherwise.",
    ),
    click.option("--no-browser", is_flag=True, help="Only print the address."),
)
def studio(inputs: tuple[str, ...], output: str | None, port: int, no_browser: bool) -> int:
    """Look at stories in the browser, put right what was misunderstood, and make books.

    The page is served from this machine to this machine, without a network. What is corrected
    is written to the sidecars beside the stories, so that every other command makes the same
    books. It ends with Ctrl-C, or with the button on the page.

    \b
    epubify studio stories/
    epubify studio story.txt --output books/
    """
    from epubify.cli.studio_command import open_studio

    return open_studio(inputs, output, port=port, browser=not no_browser)


@COMMANDS.add(
    "check",
    _BOOKS,
    click.option("--strict", is_flag=True, help="Warnings and device findings fail too."),
    click.option(
        "--device",
        type=click.Choice([name for name in DEVICES if name != "generic"]),
        help="Leave out what only matters on other devices.",
    ),
    *(LIMIT, *TALK_OPTIONS),
)
def check(
    books: tuple[str, ...],
    strict: bool,
    device: str | None,
    limits: frozenset[str],
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Check the structure and the links of books, and what devices are known to choke on.

    EPUBCheck, the validator of the W3C, runs too where it is installed.
    """
    from epubify.cli.check_command import show_checks

    options = Options(limits=limits)
    job = Request(options, strict=strict, as_json=as_json, quiet=quiet, verbose=verbose)
    return show_checks([Path(book) for book in books], job, device)


@COMMANDS.add(
    "rules",
    click.argument("name", required=False, shell_complete=among(option_values.all_rules)),
    click.option("--json", "as_json", is_flag=True, help="JSON, one object per rule."),
)
def rules(name: str | None, as_json: bool) -> None:
    """List every rule in the order in which they run, or show one in full."""
    from epubify.cli.messages import rule_data, tell_rule, tell_rules

    if name:
        find_rule(name)
    if as_json:
        stages = rules_of_stages().items()
        for data in (rule_data(rule, stage) for stage, group in stages for rule in group):
            if name in (None, data["name"]):
                echo(json.dumps(data, ensure_ascii=False))
    else:
        echo(tell_rule(find_rule(name)) if name else tell_rules(rules_of_stages()))


COMMANDS["completion"] = completion
