"""``list``: what many stories and finished books are, as a table, CSV or JSON."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from epubify.batches.story_list import StoryList, list_stories
from epubify.cli.exit_codes import exit_code
from epubify.cli.list_view import Row, as_csv, as_json_lines, as_table
from epubify.cli.messages import count, with_dashes
from epubify.cli.request import find_all
from epubify.cli.terminal import echo
from epubify.collection.story_record import FIELDS
from epubify.model.records import Record

USUAL = ("author", "title", "series", "index", "language", "words", "date", "file")
"""Columns of a table for which nobody asked for others."""
DOUBLES = ("kind", "alike", "kept", "double")


class ListManner(Record):
    """What is listed, and how it is printed."""

    where: str | None = None
    order: str = "given"
    columns: tuple[str, ...] = ()
    """Names of fields; those that are usual where there are none, all of them in JSON."""
    as_json: bool = False
    as_csv: bool = False
    doubles: bool = False
    jobs: int | None = None


def show_list(arguments: Sequence[str], manner: ListManner) -> int:
    """Print what the inputs are; return the exit code."""
    found = find_all(arguments)
    listed = list_stories(
        found.inputs,
        where=manner.where,
        order=manner.order,
        workers=manner.jobs,
        doubles=manner.doubles,
    )
    failed = [*found.failed, *listed.failed]
    for error in failed:
        echo(f"epubify: {with_dashes(str(error))}", err=True)
    _print(listed, manner)
    _sum_up(listed, manner)
    return exit_code(len(listed.records) + listed.unasked, len(failed), unwritable=False)


def _print(listed: StoryList, manner: ListManner) -> None:
    if manner.doubles:
        names: tuple[str, ...] = DOUBLES
        rows = list(_doubles(listed))
    else:
        names = manner.columns or (tuple(FIELDS) if manner.as_json else USUAL)
        rows = [{name: FIELDS[name].data(one) for name in names} for one in listed.records]
    for line in _lines(names, rows, manner):
        echo(line)


def _lines(names: Sequence[str], rows: Sequence[Row], manner: ListManner) -> Iterator[str]:
    if manner.as_json:
        return as_json_lines(rows)
    if manner.as_csv:
        return as_csv(names, rows)
    if not rows:
        return iter(())
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return as_table(names, rows, width)


def _doubles(listed: StoryList) -> Iterator[dict[str, Any]]:
    for one in listed.doubles:
        yield {
            "kind": str(one.kind),
            "alike": round(one.alike, 2),
            "kept": listed.records[one.kept].file,
            "double": listed.records[one.dropped].file,
        }


def _sum_up(listed: StoryList, manner: ListManner) -> None:
    """Say so where nothing is printed: an empty list may be a mistake in the query."""
    if not listed.records and listed.unasked:
        told = f"none of {count(listed.unasked, 'story')} fits --where"
    elif manner.doubles and not listed.doubles:
        told = f"no doubles among {count(len(listed.records), 'story')}"
    else:
        return
    echo(f"epubify: {told}", err=True)
