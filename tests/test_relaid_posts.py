"""Texts that were posted, and what a program did to their signs: they are understood alike.

Each transformation is done to all texts of ``tests/cases/structure``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from building import untypeset
from case_files import case_params
from notation import metadata_lines, section_lines

Relaid = Callable[[str], str]


def with_typeset_apostrophes(text: str) -> str:
    return re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_])", "’", text)


def with_mark_of_byte_order(text: str) -> str:
    return f"\ufeff{text}"


def below_a_mail_header(text: str) -> str:
    head = (
        "From: pat@mail.example (Pat Quill)\nNewsgroups: alt.prose\nMessage-ID: <1@mail.example>\n"
    )
    return f"{head}Date: 3 May 1996 10:11:12 GMT\n\n{text}"


def above_a_signature(text: str) -> str:
    return f"{text.rstrip()}\n\n-- \nPat Quill\npat@mail.example\n"


def above_the_footer_of_a_list(text: str) -> str:
    rule = 47 * "_"
    foot = "Prose mailing list\nProse@lists.example\nhttp://lists.example/listinfo/prose"
    return f"{text.rstrip()}\n\n{rule}\n{foot}\n"


AT_EDGE = "its lines of a site, a program or a catalogue stand at the edge of a file"
NO_SUBJECT = "a post without a subject may begin with any words: a first line apart is no title"
CLOSE = "a footer that stands close below a text spaced wide may be its last lines"
SHORT = "with more around it, less than enough of it is the story"
RELAID: dict[Relaid, dict[str, str]] = {
    with_typeset_apostrophes: {},
    with_mark_of_byte_order: {},
    below_a_mail_header: {
        "beginnings: an archive file with a first edition": AT_EDGE,
        "beginnings: no date of a diary is an author": NO_SUBJECT,
        "beginnings: a short poem with a longer notice below it": SHORT,
        "header: what a program that writes on request says above and below a text": AT_EDGE,
        "headings: a Japanese archive's notes": AT_EDGE,
        "headings: a magazine whose contents lead to names, which stand below the titles, too": (
            AT_EDGE
        ),
        "copies: a page of a wiki": AT_EDGE,
        "headings: three bare counts below the heading of a page": AT_EDGE,
        "lists: tabs of eight columns that a program set for spaces in a table of years": (
            NO_SUBJECT
        ),
        "threads: an entry of a journal with its mood and its comments": AT_EDGE,
        "threads: a newer page of a journal, with its subject above the date": AT_EDGE,
        "titlepage: the whole name of which an account shows the end": AT_EDGE,
        "titlepage: title and author far apart, in a script without capitals": NO_SUBJECT,
        "titlepage: a first line apart that its capitals show to be a title, above the heads of a"
        " table": NO_SUBJECT,
        "titlepage: a title in capitals with an address below it is no name": NO_SUBJECT,
    },
    above_a_signature: {
        "beginnings: a chapter copied off its page, with the notices of its site among the"
        " paragraphs": AT_EDGE,
        "beginnings: a short poem with a longer notice below it": SHORT,
        "header: what a program that writes on request says above and below a text": AT_EDGE,
        "threads: an entry of a journal with its mood and its comments": AT_EDGE,
        "threads: a newer page of a journal, with its subject above the date": AT_EDGE,
        "threads: an older thread, whose posts name their member below the number, and say the mark"
        " again": AT_EDGE,
    },
    above_the_footer_of_a_list: {
        "beginnings: a short poem with a longer notice below it": SHORT,
        "header: what a program that writes on request says above and below a text": AT_EDGE,
        "spacing: a blank line below each line, as typed double-spaced": CLOSE,
        "spacing: a table whose rows are typed double-spaced": CLOSE,
        "spacing: names above speeches that are typed double-spaced": CLOSE,
        "spacing: the story double-spaced, what stands above it not": CLOSE,
        "threads: an entry of a journal with its mood and its comments": AT_EDGE,
        "threads: a newer page of a journal, with its subject above the date": AT_EDGE,
        "threads: an older thread, whose posts name their member below the number, and say the mark"
        " again": AT_EDGE,
    },
}
"""Each transformation, with the cases that it changes and why it may."""
OF_POSTS = (below_a_mail_header, above_a_signature, above_the_footer_of_a_list)
"""What says who posted a text, and how it is called, where the text does not."""


def outline(text: str, name: str, relay: Relaid) -> tuple[list[str], list[str]]:
    """Return title, author and sections of a text, without what the transformation brings in."""
    story, _ = untypeset(text, name)
    sections = [line for section in story.sections for line in section_lines(section)]
    about = metadata_lines(story.metadata) if relay not in OF_POSTS else []
    return _plain(about), _plain(sections)


def _plain(lines: list[str]) -> list[str]:
    return [line.replace("’", "'") for line in lines]


def relaid_cases() -> Iterator[Any]:
    for relay, spared in RELAID.items():
        param: Any
        for param in case_params("structure", section="text"):
            (case,) = param.values
            if str(param.id) not in spared:
                yield pytest.param(case, relay, id=f"{relay.__name__}: {param.id}")


@pytest.mark.parametrize(("case", "relay"), list(relaid_cases()))
def test_a_text_laid_out_in_another_way_is_understood_alike(case: Any, relay: Relaid) -> None:
    text, name = f"{case.text()}\n", case.keys.get("file", "x.txt")
    assert outline(relay(text), name, relay) == outline(text, name, relay)
