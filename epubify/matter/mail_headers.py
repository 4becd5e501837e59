"""Mail and news headers: runs of lines such as ``Subject: The Salt Road``.

A memo inside a story looks like one. A header has what only transport writes, a Message-ID, a
route, a date with its zone; or it stands where a post begins, or names the sender of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from epubify.matter.page import Page
from epubify.matter.word_lists import archive_headers, mail_headers
from epubify.model import Field, Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

MAIL_HEADER = lazy(r"[~*|.]?([A-Za-z][A-Za-z0-9-]{1,30}(?:\.[A-Za-z]\.?)?):(?:\s|$)")
"""A field; some programs set a sign before those that they hide."""
MailHeaders: TypeAlias = dict[str, list[Field]]
"""Folded name of a header → what it says, in order, with the places."""
MBOX = lazy(
    r"From (?:\S+|\S.{0,60}?)\s(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?"
    r"\s+(?:[A-Z][a-z]{2}\s+\d|\d{1,2}\s+[A-Z])"
)
"""The line that mail programs set before each message of a file (RFC 4155)."""
CUT_MBOX = lazy(r"From [\w.%+-]+(?:[!@]\S+| \([\w .-]{2,40}\)$)")
OF_TRANSPORT = frozenset(
    {"message-id", "received", "path", "return-path", "references", "in-reply-to", "xref"}
    | {"mime-version", "newsgroups", "errors-to", "followup-to"}
)
"""Fields that no memo has."""
OF_NEWS = frozenset({"lines", "distribution", "keywords", "organization", "summary"})
"""Fields that no memo has beside the address of a sender."""
SENT_FORM = r"\b\d{1,2} [A-Z][a-z]{2} (?:19|20)?\d\d,? +\d\d?:\d\d:\d\d"
SENT = lazy(SENT_FORM)
"""A date as transport writes it, with day, hour, minute and second (RFC 5322, 3.3)."""
ROUTE = lazy(rf".*\bid [\w.-]{{4,}}; (?:[A-Z][a-z]{{2}}, )?{SENT_FORM}(?: [+\w-]+)*")
"""The end of a line that a server wrote: the number it gave, and when (RFC 5321, 4.4)."""
LONE = frozenset({"subject", "newsgroups", "xref", "message-id"})
"""Fields that are a header by themselves where a file begins with them."""
SHORT_NAMES = {"subj": "subject", "sb": "subject", "fm": "from"}
"""How boards shorten the names of fields."""
LEAST_KNOWN = 0.6
"""Share of the fields of a header whose names are known. With more, headers with fields of rare
programs stay; with fewer, a story's own fields go with a Subject among them."""
KNOWN_AMID = 2
"""Known names that do not yet show a header whose first line stands amid others. With fewer, a memo
or a dialogue goes; with more, a header right below a line of text stays."""
MOST_FIELDS = 100
"""Fields of one header that are looked at; more cost time where lines only look like fields, with
fewer, the last lines that servers added to a long header stay."""


class MailRun(NamedTuple):
    """Lines in a row that may be a mail header."""

    lines: tuple[int, ...]
    """Indices of the lines."""
    fields: tuple[Field, ...]
    mbox: bool
    """It begins with the line of a mail file."""

    @property
    def names(self) -> set[str]:
        """The folded names of its fields."""
        return {field.key for field in self.fields}


@recogniser(
    takes=("From: ann@mail.example\nSubject: The Salt Road (1/2)\n\nThe rain had stopped.",),
    spares=(
        "From: the sea\n\nThe rain had stopped.",
        "The rain had stopped.\n\nFrom: the mate\nTo: all hands\nSubject: shore leave\n\nNone.",
    ),
    headers={},
)
def take_mail_headers(page: Page, headers: MailHeaders, *, quoted: bool = False) -> None:
    """Take out mail headers, and note what their fields say; those in quotes are not the post's."""
    may_open = {*page.having(":"), *page.beginning(["From "])}
    openers = [n for n in sorted(may_open) if may_open_run(page.lines[n].text)]
    end, able = 0, beginnings(page, openers)
    for index in openers:
        may = index >= end and (index in able or page.is_free(index))
        run = mail_run(page, index) if may else None
        evidence = run and evidence_of(page, run, headers)
        if not run or not evidence:
            continue
        passed_on = not quoted and page.previous_text(run.lines[0]) is None
        note_fields(headers, run, first=passed_on)
        page.take_out(run.lines, Matter.MAIL_HEADER, evidence)
        page.seams.add(run.lines[-1] + 1)
        page.posts.append((run.lines[0], run.lines[-1] + 1))
        end = run.lines[-1] + 1


def note_fields(headers: MailHeaders, run: MailRun, *, first: bool) -> None:
    """Note what the fields of a header say; of headers one upon the other the last comes first.

    Above that of the post stand those of who passed it on.
    """
    here: MailHeaders = {}
    for field in run.fields:
        here.setdefault(field.key, []).append(field)
    for name, fields in here.items():
        known = headers.get(name, [])
        headers[name] = [*fields, *known] if first else [*known, *fields]


@recogniser(
    takes=(" (5.6/X) id AA07; Wed, 30 May 90 12:34:08\n id AB1; 30 May 90 13:00:35\n\nRain.",),
    spares=(
        "  The bell rang on 30 May 90 12:34:08; nobody was there.\n\nIt rained.",
        "It rained.\n\n  id AB1; Wed, 30 May 90 13:00:35 EDT",
    ),
)
def take_cut_route(page: Page) -> None:
    """Take out the last lines of a route where a file begins amid the header of its post.

    Each stands in, as what goes on with a field does, and ends in the date of a server.
    """
    first = page.next_text(0)
    while first is not None and page.lines[first].indent and ROUTE.match(page.lines[first].text):
        page.take_out([first], Matter.MAIL_HEADER, "the rest of a route")
        page.seams.add(first + 1)
        first = first + 1 if first + 1 < len(page.lines) else None


def beginnings(page: Page, openers: Sequence[int]) -> set[int]:
    """Return the indices of all lines that a header can begin at, of those that may open one.

    Amid other lines only names that are known show one, more than `KNOWN_AMID` of them in the rows
    from there on. It spares `mail_run` its work where thousands of lines look like fields.
    """
    found: set[int] = set()
    near: list[str] = []
    below = len(page.lines)
    for index in reversed(openers):
        if not all(line.text for line in page.lines[index:below]):
            near = []
        below, text = index, page.lines[index].text
        name = header_name(text) if ":" in text else ""
        if is_mail_name(name):
            near = [name, *(other for other in near if other != name)][: KNOWN_AMID + 1]
        if len(near) > KNOWN_AMID or page.is_free(index) or opens_mail(page, index):
            found.add(index)
    return found


def may_open_run(text: str) -> bool:
    """Tell whether a line may be the first of a mail header: a field, or the line of a mail file.

    >>> may_open_run("Subject: Salt"), may_open_run("From ann 1 Jan"), may_open_run("It rained.")
    (True, True, False)
    """
    return ":" in text or text.startswith("From ")


def mail_run(page: Page, start: int) -> MailRun | None:
    """Return the lines from here on that a mail header may be made of, None where there is none.

    Lines that stand in go on with the field above; what follows the last known field is not
    part of the header.
    """
    mbox = opens_mail(page, start)
    name = "" if mbox else header_name(page.lines[start].text)
    if not mbox and not (name and is_mail_name(name)):
        return None
    fields: list[Field] = []
    end, known_end, known_fields = start, start, 0
    for end in range(start, len(page.lines)):
        if len(fields) > MOST_FIELDS:
            break
        line = page.lines[end]
        name = header_name(line.text)
        if name and not (line.indent and fields and not is_mail_name(name)):
            said = line.text.partition(":")
            fields.append(Field(name, said[0].lstrip("~*|."), said[2].strip(), line.at))
        elif not (line and (fields or mbox) and goes_on(page, end)):
            if not (mbox and end == start):
                break
        elif fields:
            fields[-1] = continued(fields[-1], line.text)
        if not fields or is_mail_name(fields[-1].key) or is_of_archive(fields):
            known_end, known_fields = end, len(fields)
    return MailRun(tuple(range(start, known_end + 1)), tuple(fields[:known_fields]), mbox)


def opens_mail(page: Page, index: int) -> bool:
    """Tell whether a line is the one that mail programs set before a message.

    One without its date, which was cut off, has an address and stands right above a field.
    """
    text = page.lines[index].text
    if not text.startswith("From "):
        return False
    below = page.lines[min(index + 1, len(page.lines) - 1)].text
    return bool(MBOX.match(text)) or bool(CUT_MBOX.match(text) and is_mail_name(header_name(below)))


def goes_on(page: Page, index: int) -> bool:
    """Tell whether a line without a name goes on with the field above: it stands in, or it was
    wrapped by a program that did not know better, and the next line is a field again."""
    line = page.lines[index]
    if line.indent or line.text[0] in "[(<":
        return True
    above, below = page.lines[index - 1], page.lines[min(index + 1, len(page.lines) - 1)]
    return all(is_mail_name(header_name(near.text)) for near in (above, below))


def continued(field: Field, text: str) -> Field:
    """Return a field that goes on with a folded line."""
    return Field(field.key, field.label, f"{field.value} {text}".strip(), field.at)


def evidence_of(page: Page, run: MailRun, headers: MailHeaders) -> str:
    """Return what shows that a run is a mail header, "" for other runs."""
    start, names = run.lines[0], run.names
    if page.previous_text(start) is None and is_of_archive(run.fields):
        return "names a file of a news archive"
    known = [name for name in names if is_mail_name(name)]
    if len(known) < LEAST_KNOWN * len(names):
        return ""
    first = page.previous_text(start) is None
    if len(names) == 1 and not run.mbox:
        lone = first and names <= LONE and len(run.lines) == len(run.fields) < 3
        if is_sender(page, run):
            return "names a sender where a post begins"
        return "stands at the top of the file" if lone else ""
    if not names:
        return "line of a mail file" if begins_post(page, start) else ""
    told = transport_of(run)
    if told and (page.is_free(start) or run.mbox or len(known) > KNOWN_AMID):
        return told
    if not page.is_free(start) or not names & {"from", "subject", "newsgroups", "archive-name"}:
        return ""
    if begins_post(page, start):
        return "stands where a post begins"
    return "the sender of another post" if same_sender(run.fields, headers) else ""


def is_of_archive(fields: Sequence[Field]) -> bool:
    """Tell whether lines name a file of a news archive, and what is said beside it."""
    paths = [field.value for field in fields if field.key == "archive-name"]
    named = bool(paths) and not any(" " in path for path in paths)
    return named and all(is_mail_name(field.key) or field.key in archive_headers()
                         for field in fields)  # fmt: skip


def is_sender(page: Page, run: MailRun) -> bool:
    """Tell whether one line names the sender of a post, by address, right where it begins.

    Some programs set it a second time, below the header.
    """
    start, end = run.lines[0], run.lines[-1] + 1
    address = "@" in run.fields[0].value and run.names == {"from"}
    apart = end >= len(page.lines) or not page.lines[end]
    return address and apart and page.is_free(start) and begins_post(page, start)


def transport_of(run: MailRun) -> str:
    """Return what in a header only transport writes, "" where there is nothing."""
    if run.mbox:
        return "begins as in a mail file"
    address = any(field.key == "from" and "@" in field.value for field in run.fields)
    for field in run.fields:
        if address and field.key in OF_NEWS:
            return f"with an address and {field.label}"
        if field.key in OF_TRANSPORT or field.key.startswith(("x-", "nntp-")):
            return f"with {field.label}"
        if field.key == "date" and SENT.search(field.value):
            return "with the date of sending"
    return ""


def begins_post(page: Page, index: int) -> bool:
    """Tell whether a post begins at a line: the file does, or a seam lies right before it."""
    above = page.previous_text(index)
    return above is None or any(i in page.seams for i in range(above + 1, index + 1))


def same_sender(fields: Sequence[Field], headers: MailHeaders) -> bool:
    """Tell whether a header comes from who sent another post of the file."""
    known = {folded(field.value) for field in headers.get("from", ())}
    return any(field.key == "from" and folded(field.value) in known for field in fields)


@lru_cache(maxsize=1024)
def header_name(text: str) -> str:
    """Return the folded name before the colon of a header line, "" where there is none.

    >>> header_name("~Subject: Dusk"), header_name("X-VM-v5-Data: ([nil])"), header_name("a: b")
    ('subject', 'x-vm-v5-data', '')
    >>> header_name("Subj: Dusk"), header_name("Fm: Ann Berg")
    ('subject', 'from')
    >>> header_name("Article-I.D.: quay.1992")
    'article-i.d'
    """
    match = MAIL_HEADER.match(text)
    name = folded(match[1]).rstrip(".") if match else ""
    return SHORT_NAMES.get(name, name)


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
