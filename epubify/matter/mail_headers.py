"""Mail and news headers: runs of lines such as ``Subject: The Salt Road``."""

from __future__ import annotations

import re
from typing import TypeAlias

from epubify.matter.page import Page
from epubify.matter.word_lists import mail_headers
from epubify.model import Fate, Field
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

MAIL_HEADER = re.compile(r"([A-Za-z][A-Za-z-]{1,30}):(?:\s|$)")
MailHeaders: TypeAlias = dict[str, list[Field]]
"""Folded name of a header → what it says, in order, with the places."""
MBOX = re.compile(r"From \S+@?\S*\s+\w{3}\s+\w{3}\s+\d")


@recogniser(
    takes=("From: ann@mail.example\nSubject: The Salt Road (1/2)\n\nThe rain had stopped.",),
    spares=("From: the sea\n\nThe rain had stopped.",),
    headers={},
)
def take_mail_headers(page: Page, headers: MailHeaders) -> None:
    """Take out runs of at least two mail header lines with From or Subject among them."""
    index = 0
    while index < len(page.lines):
        run = mail_run(page, index) if page.lines[index] and page.is_free(index) else []
        if not run:
            index += 1
            continue
        for i in run:
            name, _, value = page.lines[i].text.partition(":")
            field = Field(folded(name), name, value.strip(), page.lines[i].at)
            headers.setdefault(field.key, []).append(field)
        page.take_out(run, Fate.ENVELOPE, "mail header")
        page.seams.add(run[-1] + 1)
        index = run[-1] + 1


def mail_run(page: Page, start: int) -> list[int]:
    """Return the indices of a mail header that starts here, empty where none does."""
    run: list[int] = []
    names: set[str] = set()
    for i in range(start, len(page.lines)):
        line = page.lines[i]
        name = header_name(line.text)
        known = is_mail_name(name)
        odd = bool(
            run
            and name
            and i + 1 < len(page.lines)
            and is_mail_name(header_name(page.lines[i + 1].text))
        )
        if known or odd:
            names.add(name)
        elif not (
            MBOX.match(line.text) if i == start else run and line and line.indent and not name
        ):
            break
        run.append(i)
    known_names = {"from", "subject", "newsgroups", "message-id", "archive-name"} & names
    return run if len(names) >= 2 and known_names else []


def header_name(text: str) -> str:
    """Return the folded name before the colon of a header line, "" where there is none."""
    match = MAIL_HEADER.match(text)
    return folded(match[1]) if match else ""


@recogniser(
    takes=(
        "subject",
        "x-mailer",
    ),
    spares=("he said",),
)
def is_mail_name(name: str) -> bool:
    """Tell whether a name is one of a mail or news header (RFC 5322, RFC 5536)."""
    return name in mail_headers() or name.startswith(("x-", "nntp-", "archive-"))
