"""Mail and news envelopes: header lines, quoting, signatures, the marks of posting in parts."""

from __future__ import annotations

import re

from epubify.lexicon import folded
from epubify.lines import without_prefix
from epubify.matter.apart import Page
from epubify.matter.names import mail_headers, subject_tag_pattern
from epubify.model import Fate

MAIL_HEADER = re.compile(r"([A-Za-z][A-Za-z-]{1,30}):(?:\s|$)")
MBOX = re.compile(r"From \S+@?\S*\s+\w{3}\s+\w{3}\s+\d")
ATTRIBUTION = re.compile(r".{0,60}\S+@\S+.{0,60}\b(?:wrote|writes|schrieb|a écrit|said)\s*:|On .{6,80} wrote:")
QUOTED = re.compile(r"(?:[A-Z][A-Za-z]{0,2}>\s?)?(?:[>:|}%#!+]+(?:\s|$))+|>+|[A-Z][A-Za-z]{0,2}>")
"""The prefix of a quoted line: marks with a space after them, ``>``, initials (``JM>``)."""
SHORTEST_QUOTED_RUN = 4
SIGNATURE = re.compile(r"--")
LONGEST_SIGNATURE = 6
OF = r"(?:\s*(?:of|/)\s*(?:\d+|\?))?"
PART_MARK = re.compile(
    rf"\W*(?:(?:begin|end|start|continued (?:in|from)|conclusion of|to be continued in)\s*(?:of\s+)?"
    rf"(?:the\s+)?(?:(?:next|previous|last)\s+)?(?:part|section|file|message|post|chapter)\s*\d*{OF})\W*",
    re.IGNORECASE,
)
SCISSORS = re.compile(r"[-_=\s8<>]{4,}(?:cut here)?[-_=\s8<>]*|cut here", re.IGNORECASE)
UNSUBSCRIBE = re.compile(r".*\b(?:to unsubscribe|yahoo! groups|e-?mail to \S+@)\b.*", re.IGNORECASE)
PAGE_OF = re.compile(r"[(\[]?\s*(\d{1,3}|\?)\s*/\s*(\d{1,3}|\?)\s*[)\]]?\s*$")
PART_OF = re.compile(r",?\s*\(?\b(?:part|pt|chapter|ch)\.?\s*(\d{1,3}|[IVXL]+)(?:\s*(?:of|/)\s*(\d{1,3}|\?))?\)?\s*$", re.IGNORECASE)


def open_envelopes(page: Page) -> dict[str, list[str]]:
    """Take mail matter out and return the mail headers found, name → values in order.

    Quoted stretches lose their prefix; marks of posting (``[continued in part 2]``, ``-- ``
    signatures, ``cut here``) go. Where they stood, a seam is remembered.
    """
    headers: dict[str, list[str]] = {}
    take_mail_headers(page, headers)
    take_posting_marks(page)
    unquote(page)
    take_mail_headers(page, headers)
    return headers


def take_mail_headers(page: Page, headers: dict[str, list[str]]) -> None:
    """Take out runs of at least two mail header lines with From or Subject among them."""
    index = 0
    while index < len(page.lines):
        run = mail_run(page, index) if page.lines[index] and page.is_free(index) else []
        if not run:
            index += 1
            continue
        for i in run:
            name, _, value = page.lines[i].text.partition(":")
            headers.setdefault(folded(name), []).append(value.strip())
        page.take_out(run, Fate.ENVELOPE, "mail header")
        page.seams.add(run[-1] + 1)
        index = run[-1] + 1


def mail_run(page: Page, start: int) -> list[int]:
    """Return the indices of a mail header that starts here, empty where none does."""
    run: list[int] = []
    names: set[str] = set()
    for i in range(start, len(page.lines)):
        line = page.lines[i]
        match = MAIL_HEADER.match(line.text)
        name = folded(match[1]) if match else ""
        if name in mail_headers() or name.startswith("x-") or name.startswith("nntp-"):
            names.add(name)
        elif not (MBOX.match(line.text) if i == start else run and line and line.indent and not match):
            break
        run.append(i)
    known = {"from", "subject", "newsgroups", "message-id"} & names
    return run if len(names) >= 2 and known else []


def take_posting_marks(page: Page) -> None:
    """Take out the lines that posting in parts leaves behind."""
    for i, line in enumerate(page.lines):
        text = line.text
        if not text:
            continue
        if PART_MARK.fullmatch(text) or is_scissors(text):
            page.take_out([i], Fate.ENVELOPE, "mark of posting in parts")
            page.seams.add(i + 1)
        elif ATTRIBUTION.fullmatch(text) and is_before_quote(page, i):
            page.take_out([i], Fate.ENVELOPE, "attribution of a quoted mail")
            page.seams.add(i + 1)
        elif UNSUBSCRIBE.fullmatch(text) and len(text) < 100:
            page.take_out([i], Fate.ENVELOPE, "mailing-list footer")
        elif SIGNATURE.fullmatch(text) and page.is_free(i):
            take_signature(page, i)


def is_scissors(text: str) -> bool:
    """Tell whether a line says where to cut a file apart.

    >>> is_scissors("- - 8< - - CUT HERE - - 8< - -"), is_scissors("--- cut here ---")
    (True, True)
    >>> is_scissors("-----"), is_scissors("cut here and there")
    (False, False)
    """
    says_so = "8<" in text or ">8" in text or "cut here" in text.lower()
    return says_so and len(text) < 120 and bool(SCISSORS.fullmatch(text))


def is_before_quote(page: Page, index: int) -> bool:
    """Tell whether quoted lines follow."""
    after = page.next_text(index + 1)
    return after is not None and bool(QUOTED.match(page.lines[after].text))


def take_signature(page: Page, index: int) -> None:
    """Take out a signature: ``--`` and a few lines up to a blank before a seam or the end."""
    end = index + 1
    while end < len(page.lines) and page.lines[end]:
        end += 1
    after = page.next_text(end)
    at_seam = after is None or any(s in page.seams for s in range(end, after + 1))
    address = any("@" in page.lines[i].text for i in range(index, end))
    if end - index - 1 <= LONGEST_SIGNATURE and end > index + 1 and (at_seam or address):
        page.take_out(range(index, end), Fate.ENVELOPE, "signature")
        page.seams.add(end)


def unquote(page: Page) -> None:
    """Take the quoting prefix off runs of quoted lines."""
    index = 0
    while index < len(page.lines):
        prefix = prefix_of(page, index)
        end = index
        count = 0
        while prefix and end < len(page.lines) and (not page.lines[end] or prefix_of(page, end) == prefix):
            count += bool(page.lines[end])
            end += 1
        if count >= SHORTEST_QUOTED_RUN:
            unquote_lines(page, index, end)
        index = max(end, index + 1)


def prefix_of(page: Page, index: int) -> str:
    """Return the mark that a line's quoting prefix is made of, "" for a line without one."""
    match = QUOTED.match(page.lines[index].text)
    return match[0].strip()[:1] if match else ""


def unquote_lines(page: Page, start: int, end: int) -> None:
    """Take the prefix off the lines of one run."""
    for i in range(start, end):
        line = page.lines[i]
        match = QUOTED.match(line.text)
        if match:
            prefix = match[0].rstrip()
            page.lines[i] = without_prefix(line, len(prefix))
            if not page.lines[i]:
                page.report.fate(line.at, Fate.BREAK, "quoted blank line")
    shift = min((page.lines[i].indent for i in range(start, end) if page.lines[i]), default=0)
    if shift:
        for i in range(start, end):
            line = page.lines[i]
            page.lines[i] = type(line)(line.at, line.text, max(0, line.indent - shift), line.page)


def subject_title(subject: str) -> tuple[str, str | None]:
    """Return the title in a subject line, and which part it says this is.

    >>> subject_title("Re: [Fic][X] The Long Way (2/5)")
    ('The Long Way', '2')
    >>> subject_title('FIC: "Salt", part 3 of 4')
    ('Salt', '3')
    """
    rest = subject.strip()
    while match := subject_tag_pattern().match(rest):
        rest = rest[match.end() :]
    part = None
    for pattern in (PAGE_OF, PART_OF):
        found = pattern.search(rest)
        if found:
            part = found[1]
            rest = rest[: found.start()].rstrip(" ,-")
    return rest.strip(" \"“”'"), part
