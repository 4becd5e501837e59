"""Mail and news envelopes: header lines, quoting, signatures, the marks of posting in parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from epubify.layout.lines import without_prefix
from epubify.matter.page import Page
from epubify.matter.word_lists import counter_pattern, mail_headers, subject_tag_pattern
from epubify.model import Fate
from epubify.text.lexicon import folded

MAIL_HEADER = re.compile(r"([A-Za-z][A-Za-z-]{1,30}):(?:\s|$)")
MBOX = re.compile(r"From \S+@?\S*\s+\w{3}\s+\w{3}\s+\d")
SAID = r"\b(?:wrote|writes|schrieb|a écrit|said)\b"
ATTRIBUTION = re.compile(rf".{{0,60}}\S+@\S+.{{0,60}}{SAID}\s*:|On .{{6,80}} wrote:")
ADDRESSED_ATTRIBUTION = re.compile(rf".{{0,60}}\S+@\S+.{{0,40}}{SAID}.{{0,40}}(?::|\.\.\.)")
QUOTED = re.compile(r"(?:[A-Z][A-Za-z]{0,2}>\s?)?(?:[>:|}%#!+]+(?:\s|$))+|>+|[A-Z][A-Za-z]{0,2}>")
"""The prefix of a quoted line: marks with a space after them, ``>``, initials (``JM>``)."""
MARKED = re.compile(r"[*;/\\#$&@^~+=]{1,3}(?:\s|$)")
"""A mark at the start of a line that is a prefix when it is on wrapped lines, else an item's."""
SHORTEST_QUOTED_RUN = 4
SHORTEST_MARKED_RUN = 8
SIGNATURE = re.compile(r"--")
LONGEST_SIGNATURE = 6
OF = r"(?:\s*(?:of|/)\s*(?:\d+|\?))?"
PART_MARK = re.compile(
    r"\W*(?:(?:begin|end|start|continued (?:in|from)|conclusion of|to be continued in)\s*(?:of\s+)?"
    rf"(?:the\s+)?(?:(?:next|previous|last)\s+)?(?:part|section|file|message|post|chapter)\s*\d*{OF})\W*",
    re.IGNORECASE,
)
GOES_ON = re.compile(
    r"\W*(?:to be continued|tbc|t\.b\.c)\W*|[\[(<*-]+\W*(?:continued|cont(?:inue)?d?|more)\W+",
    re.IGNORECASE,
)
"""A whole line that says that another post follows; at the very end it belongs to the story."""
SCISSORS = re.compile(r"[-_=\s8<>]{4,}(?:cut here)?[-_=\s8<>]*|cut here", re.IGNORECASE)
UNSUBSCRIBE = re.compile(r".*\b(?:to unsubscribe|yahoo! groups|e-?mail to \S+@)\b.*", re.IGNORECASE)
ARMOUR = re.compile(r"-{3,} ?(BEGIN|END) PGP [A-Z ]+-{3,}")
LONGEST_ARMOUR = 40
BOUNDARY = re.compile(
    r"[-=]{3,}[ =>]*(?:original message|forwarded message|(?:begin|end|start)\b[^-=]{0,40}"
    r"|[\w.]+\.txt)[ <=]*[-=]{2,}|==> \S+ <==",
    re.IGNORECASE,
)
BOARD = re.compile(r"\* Origin: .*\(\d+:\d+/\d+.*|SEEN-BY: [\d/ :]+|Msg ?#\s*\d+.*", re.IGNORECASE)
CONTACT = re.compile(
    r"(?:please )?(?:send )?(?:feedback|comments|reviews?|flames)\b.*\S@\S+\.\w.*", re.IGNORECASE
)
RULE = re.compile(r"[-_=*~+#]{8,}|^\+-+\+$")
ADDRESS = re.compile(r"\S@\S+\.\w|https?://|\bwww\.\w", re.IGNORECASE)
BYLINE = re.compile(r"by \S", re.IGNORECASE)
FIELD = re.compile(r"(?:title|author|by|story)\s*:", re.IGNORECASE)
LONGEST_FOOTER = 12
FIRST_FOOTER = 10
"""Index of the first line that a footer may stand on; before it stands the story's own header."""
NAVIGATION = frozenset(
    [
        "next",
        "previous",
        "prev",
        "index",
        "home",
        "back",
        "to",
        "top",
        "up",
        "main",
        "page",
        "contents",
        "chapter",
        "chapters",
        "story",
        "stories",
        "menu",
        "the",
    ]
)
LONGEST_COUNTER = 30
PAGE_OF = re.compile(r"[(\[]?\s*(\d{1,3}|\?)\s*/\s*(\d{1,3}|\?)\s*[)\]]?\s*$")
PART_OF = re.compile(
    r",?\s*\(?\b(?:part|pt|chapter|ch)\.?\s*(\d{1,3}|[IVXL]+)(?:\s*(?:of|/)\s*(\d{1,3}|\?))?\)?\s*$",
    re.IGNORECASE,
)


def open_envelopes(page: Page) -> dict[str, list[str]]:
    """Take mail matter out and return the mail headers found, name → values in order.

    Quoted stretches lose their prefix; marks of posting (``[continued in part 2]``, ``-- ``
    signatures, ``cut here``), footers and what programs put around a post go. Where they
    stood, a seam is remembered.
    """
    headers: dict[str, list[str]] = {}
    take_wrappers(page)
    take_mail_headers(page, headers)
    take_footers(page)
    take_posting_marks(page)
    unquote(page)
    take_mail_headers(page, headers)
    take_slice_titles(page, headers.get("subject", []))
    take_lone_counters(page)
    return headers


def take_wrappers(page: Page) -> None:
    """Take out what programs put around a message: armour, boundaries, routing lines."""
    for i, line in enumerate(page.lines):
        armour = ARMOUR.fullmatch(line.text)
        if armour:
            page.take_out(range(i, armour_end(page, i)), Fate.ENVELOPE, "signed message")
            page.seams.add(i + 1)
        elif (
            BOUNDARY.fullmatch(line.text) or BOARD.fullmatch(line.text) or is_navigation(line.text)
        ):
            page.take_out([i], Fate.ENVELOPE, "boundary of a message")
            page.seams.add(i + 1)


def armour_end(page: Page, start: int) -> int:
    """Return the index after a PGP signature or the head of a signed message (RFC 4880, 6.2)."""
    if "SIGNATURE" in page.lines[start].text and "BEGIN" in page.lines[start].text:
        for i in range(start + 1, min(start + LONGEST_ARMOUR, len(page.lines))):
            if ARMOUR.fullmatch(page.lines[i].text):
                return i + 1
    end = start + 1
    while end < len(page.lines) and re.match(r"[A-Z]\w+: ", page.lines[end].text):
        end += 1
    return end


def is_navigation(text: str) -> bool:
    """Tell whether a line is a row of links: ``[Prev] [Next]``, ``Index | Next Chapter``.

    >>> is_navigation("<< Previous Chapter | Next Chapter >>"), is_navigation("Back home, next.")
    (True, False)
    """
    words = re.findall(r"[a-z]+", text.casefold()) if len(text) < 70 else []
    linked = any(mark in text for mark in ("|", "[", "<<", ">>", "«", "»"))
    return linked and len(words) >= 2 and all(word in NAVIGATION for word in words)


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


def is_mail_name(name: str) -> bool:
    """Tell whether a name is one of a mail or news header (RFC 5322, RFC 5536)."""
    return name in mail_headers() or name.startswith(("x-", "nntp-", "archive-"))


def take_footers(page: Page) -> None:
    """Take out footers: a block with a rule at one end and an address in it, or list commands."""
    start = page.next_text(FIRST_FOOTER)
    while start is not None:
        end = start
        while end < len(page.lines) and page.lines[end]:
            end += 1
        if end - start <= LONGEST_FOOTER and is_footer(
            [line.text for line in page.lines[start:end]]
        ):
            page.take_out(range(start, end), Fate.ENVELOPE, "footer or signature")
            page.seams.add(end)
        start = page.next_text(end)


def is_footer(texts: Sequence[str]) -> bool:
    """Tell whether the lines of a block are the footer of a list, a service or a person.

    >>> is_footer(["________________", "Ann Berg, ann@mail.example"])
    True
    >>> is_footer(["________________", "He ran."])
    False
    """
    if not any(ADDRESS.search(text) for text in texts) or any(FIELD.match(text) for text in texts):
        return False
    ruled = len(texts) > 1 and bool(RULE.search(texts[0]) or RULE.search(texts[-1]))
    return ruled or texts[0].startswith("<*>") or any(UNSUBSCRIBE.fullmatch(text) for text in texts)


LONGEST_MARK = 200
"""Characters; no line that mail adds is longer, and none is looked at that is."""


def take_lone_counters(page: Page) -> None:
    """Take out the counter of a post that was pasted in: ``Part 4 of 5`` with no other of five.

    Where others of the same count stand in the text, they divide it.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for i, line in enumerate(page.lines):
        match = counter_pattern().fullmatch(line.text) if len(line.text) < LONGEST_COUNTER else None
        if match and page.is_free(i):
            found.setdefault(match[2], []).append((i, int(match[1])))
    for total, counters in found.items():
        lines = [i for i, _ in counters]
        numbers = {number for _, number in counters}
        alone = len(numbers) == 1 and 1 < min(numbers) <= int(total)
        if alone and all(stands_amid_text(page, i) for i in lines):
            page.take_out(lines, Fate.ENVELOPE, "counter of posts")
            page.seams.update(i + 1 for i in lines)


def stands_amid_text(page: Page, index: int) -> bool:
    """Tell whether blank lines stand above and below a line, and text further above."""
    near = page.lines[max(0, index - 1) : index] + page.lines[index + 1 : index + 2]
    return not any(near) and any(len(line.text) > LONGEST_COUNTER for line in page.lines[:index])


def take_slice_titles(page: Page, subjects: Sequence[str]) -> None:
    """Take out lines that repeat the title with the number of a slice: ``The Title (2/5)``."""
    tops = [line.text for line in page.lines[:FIRST_FOOTER] if 0 < len(line.text) < LONGEST_MARK]
    known = {folded(subject_title(text)[0]) for text in (*subjects, *tops[:3])} - {""}
    for i, line in enumerate(page.lines[FIRST_FOOTER:], FIRST_FOOTER):
        if not line or len(line.text) > 90 or not page.is_free(i):
            continue
        title, part = subject_title(line.text)
        if part and folded(title.rstrip(" -–—:,")) in known:
            taken = [i]
            after = page.next_text(i + 1)
            if after is not None and after <= i + 2 and BYLINE.match(page.lines[after].text):
                taken.append(after)
            page.take_out(taken, Fate.ENVELOPE, "title of a slice")
            page.seams.add(taken[-1] + 1)


def take_posting_marks(page: Page) -> None:
    """Take out the lines that posting in parts leaves behind."""
    last = page.previous_text(len(page.lines))
    for i, line in enumerate(page.lines):
        if not line:
            continue
        reason = posting_mark(page, i, last)
        if reason:
            page.take_out([i], Fate.ENVELOPE, reason)
            page.seams.add(i + 1)
        elif SIGNATURE.fullmatch(line.text) and page.is_free(i):
            take_signature(page, i)
        elif FIELD.match(line.text) and page.is_free(i) and is_field(page, i + 1):
            page.seams.add(i)


def posting_mark(page: Page, index: int, last: int | None) -> str:
    """Return what mark of posting a line is, "" for a line of the story."""
    text = page.lines[index].text
    if len(text) > LONGEST_MARK:
        return ""
    goes_on = GOES_ON.fullmatch(text) and index != last and page.is_free(index)
    if PART_MARK.fullmatch(text) or is_scissors(text) or goes_on:
        return "mark of posting in parts"
    if is_attribution(page, index):
        return "attribution of a quoted mail"
    contact = index > FIRST_FOOTER and CONTACT.fullmatch(text)
    if len(text) < 100 and (contact or UNSUBSCRIBE.fullmatch(text)):
        return "mailing-list footer"
    return ""


def is_attribution(page: Page, index: int) -> bool:
    """Tell whether a line names the writer of what follows, as mail programs do."""
    text = page.lines[index].text
    if ATTRIBUTION.fullmatch(text) and is_before_quote(page, index):
        return True
    return page.is_free(index) and bool(ADDRESSED_ATTRIBUTION.fullmatch(text))


def is_field(page: Page, index: int) -> bool:
    """Tell whether a line is a header field such as ``Rating: PG``."""
    return index < len(page.lines) and bool(header_name(page.lines[index].text))


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
    address = any(ADDRESS.search(page.lines[i].text) for i in range(index, end))
    wide = after is not None and after - end >= 2 and end - index <= 4
    if end - index - 1 <= LONGEST_SIGNATURE and end > index + 1 and (at_seam or address or wide):
        page.take_out(range(index, end), Fate.ENVELOPE, "signature")
        page.seams.add(end)


def unquote(page: Page) -> None:
    """Take the quoting prefix off runs of quoted lines."""
    index = 0
    while index < len(page.lines):
        prefix = prefix_of(page, index)
        end = index
        count = 0
        while (
            prefix
            and end < len(page.lines)
            and (not page.lines[end] or prefix_of(page, end) == prefix)
        ):
            count += bool(page.lines[end])
            end += 1
        if count >= SHORTEST_QUOTED_RUN and (
            QUOTED.match(page.lines[index].text) or is_marked_run(page, index, end)
        ):
            unquote_lines(page, index, end)
        index = max(end, index + 1)


def prefix_of(page: Page, index: int) -> str:
    """Return the mark that a line's quoting prefix is made of, "" for a line without one."""
    match = prefix_match(page.lines[index].text)
    return match[0].strip()[:1] if match else ""


def prefix_match(text: str) -> re.Match[str] | None:
    """Return the match of what may be a quoting prefix."""
    return QUOTED.match(text) or MARKED.match(text)


def is_marked_run(page: Page, start: int, end: int) -> bool:
    """Tell whether a mark stands before wrapped lines: items of a list start with a capital."""
    texts = [line.text for line in page.lines[start:end] if line]
    bare = [match.string[match.end() :] for text in texts if (match := MARKED.match(text))]
    said = [text for text in bare if text]
    lower = sum(text[0].islower() for text in said)
    return len(said) >= SHORTEST_MARKED_RUN and lower >= 0.2 * len(said)


def unquote_lines(page: Page, start: int, end: int) -> None:
    """Take the prefix off the lines of one run."""
    for i in range(start, end):
        line = page.lines[i]
        match = prefix_match(line.text)
        if match:
            prefix = match[0].rstrip()
            page.lines[i] = without_prefix(line, len(prefix))
            if prefix[:1].isalpha():
                page.report.taken_off(line.at, prefix[: prefix.index(">") + 1])
            if not page.lines[i]:
                page.report.fate(line.at, Fate.BREAK, "quoted blank line")
    shift = min((page.lines[i].indent for i in range(start, end) if page.lines[i]), default=0)
    if shift:
        for i in range(start, end):
            line = page.lines[i]
            page.lines[i] = replace(line, indent=max(0, line.indent - shift))


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
