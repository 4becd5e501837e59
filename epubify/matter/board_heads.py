"""Heads of messages of bulletin boards, read as the mail headers that they are.

CompuServe sets a number and a date above ``Sb:`` and ``Fm:``; boards for callers count their
messages, ``96/150: Salt Road``, and name the sender below.
"""

from __future__ import annotations

from epubify.layout.lines import Line
from epubify.matter.mail_headers import MailHeaders, header_name, is_mail_name
from epubify.matter.page import Page
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Field, Matter
from epubify.text.dates import is_date
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

NUMBERED_HEAD = lazy(r"#:\s*\d{2,7}\s+S\d{1,2}/\S.{0,40}|Msg ?#:?\s*\d+.{0,40}")
"""Number, section and name of the forum of a message on CompuServe, or on a board of Fidonet."""
NOTE_HEAD = worded(
    r"@conference_note@ \d+\.\d+\s{2,}\S.{2,60}?\s{2,}(?:\d+ @of@ \d+|\w+ @replies@)"
)
"""Number and title of a note of a conference in VAX Notes, and which of how many it is."""
NOTE_SENDER = worded(
    r"\w+::\w+.*\s\d+ @note_lines@\s+\d{1,2}-[A-Z][A-Za-z]{2}-\d{2,4} \d{1,2}:\d\d"
)
"""Who wrote such a note, how long it is, and when."""
NOTE_FILE = lazy(r"<<< \S.{2,70} >>>|-< \S.{0,70} >-")
"""File and title of a conference, above its first note."""
COUNTED_HEAD = lazy(r"\d{1,4}/\d{1,4}:\s+(?P<title>\S.{2,70})")
"""Which of how many messages this is, and its title."""
STAMP = lazy(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d\d){1,2}\s+\d{1,2}:\d\d.{0,10}")
"""Day and hour, as boards write them."""
HEADS_BEGIN = frozenset("#M0123456789")
"""What the first line of such a head begins with."""
MOST_HEAD = 6
"""Lines of the head of a message; with more, an answer form in a story is one, with fewer, heads
with a place and a flag are cut."""


@recogniser(
    takes=(
        "#: 155142 S2/Boats\n    18-Nov-87  17:12:38\nSb: #Salt\nFm: Ann Berg 7616,15\n\nRain.",
        "96/150: Salt\nName: Mud Lark #1 @5282\nDate: Sat Oct 19 13:01:11 1991\n\nIt rained.",
    ),
    spares=("96/150: Salt\nIt rained.", "#: 155142 S2/Boats\n\nSb: Salt\n\nIt rained."),
    headers={},
)
def take_board_heads(page: Page, headers: MailHeaders) -> None:
    """Take out the heads of messages of boards, and note what they say of sender and subject."""
    for index in page.each(page.beginning(HEADS_BEGIN)):
        line = page.lines[index]
        if not page.is_free(index):
            continue
        counted = COUNTED_HEAD.fullmatch(line.text)
        end = head_end(page, index)
        if not end or not (counted or NUMBERED_HEAD.fullmatch(line.text)):
            continue
        fields = [Field("subject", "", counted["title"], line.at)] if counted else []
        fields += [one for n in range(index + 1, end) if (one := field_at(page, n))]
        if counted and heads_another(page, end):
            fields = [one for one in fields if one.key != "from"]
        for field in fields:
            headers.setdefault(field.key, []).append(field)
        page.take_out(range(index, end), Matter.MAIL_HEADER, "head of a message on a board")
        page.seams.add(end)
        page.posts.append((index, end))


@recogniser(
    takes=("====\nNote 3.0     Salt     3 replies\nA::B   9 lines  6-MAY-1992 16:06\n----\nRain.",),
    spares=("Note 3.0     Salt     3 replies\nIt rained.",),
)
def take_note_heads(page: Page) -> None:
    """Take out the heads of notes of a conference, with the rule below and the file above them."""
    for index in page.beginning(marker_words("conference_note")):
        head, sender = page.lines[index], page.lines[min(index + 1, len(page.lines) - 1)]
        if not (NOTE_HEAD.fullmatch(head.text) and NOTE_SENDER.fullmatch(sender.text)):
            continue
        first, end = index, index + 2
        while end < len(page.lines) and belongs_to_head(page.lines[end]):
            end += 1
        while first and is_above_notes(page, first - 1):
            first -= 1
        page.take_out(range(first, end), Matter.MAIL_HEADER, "head of a note in a conference")


def belongs_to_head(line: Line) -> bool:
    """Tell whether a line below the sender of a note is the title of the reply, or a rule."""
    return line.facts.is_ornament or NOTE_FILE.fullmatch(line.text) is not None


def is_above_notes(page: Page, index: int) -> bool:
    """Tell whether a line is the rule between the name of a conference and its first note."""
    line = page.lines[index]
    if NOTE_FILE.fullmatch(line.text):
        return True
    named = index and NOTE_FILE.fullmatch(page.lines[index - 1].text)
    return bool(named) and line.facts.is_ornament


def heads_another(page: Page, end: int) -> bool:
    """Tell whether the header of a mail stands right below: then it was brought here by another."""
    below = page.next_text(end)
    return below is not None and is_mail_name(header_name(page.lines[below].text))


def head_end(page: Page, index: int) -> int:
    """Return the index after the head of a message, 0 where no sender is named below its first
    line."""
    end = index + 1
    while end < len(page.lines) and end - index <= MOST_HEAD and page.lines[end]:
        text = page.lines[end].text
        if not (field_at(page, end) or is_date(text) or STAMP.fullmatch(text)):
            break
        end += 1
    keys = {field.key for n in range(index + 1, end) if (field := field_at(page, n))}
    return end if "from" in keys and (len(keys) > 1 or end - index > 2) else 0


def field_at(page: Page, index: int) -> Field | None:
    """Return what a line of a head says: the names that boards use, as those of mail."""
    line = page.lines[index]
    name = folded(line.text.partition(":")[0])
    key = "from" if name in marker_words("board_senders") else header_name(line.text)
    if key not in ("from", "to", "date", "subject"):
        return None
    value = line.text.partition(":")[2].strip()
    return Field(
        key, line.text.partition(":")[0], value.lstrip("#") if key == "subject" else value, line.at
    )
