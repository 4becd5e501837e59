"""Heads of a download, drawn as comments of a program between rules.

::

    //------------------------------//
    // Low Water
    // Story: The Salt Road
    // by Ann Berg
    //------------------------------//

The first line is the heading of a chapter for sure. What else a frame says, it says of the story,
and each one the same again. A frame with nothing but a title and a byline is the title page.
"""

from __future__ import annotations

from collections.abc import Iterator

from epubify.matter.fields import field_line
from epubify.matter.page import Page
from epubify.matter.section_labels import mark_heading
from epubify.matter.senders import Credit
from epubify.matter.word_lists import byline_pattern
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

RULE = lazy(r"(?P<mark>//+|#|;+|%+|::) ?[-=_~*]{5,} ?(?P=mark)?")
COMMENTS = ("//", "#", ";", "%", "::")
"""What comments begin with."""
MOST_FRAMED = 4
"""Lines in a frame: a title, the story, who wrote it, a date. With more, notices of programs are
heads; with fewer, heads with a date stay."""
FEWEST_FRAMES = 2
"""Frames of a text. With fewer, a drawing is one; with more, stories of one chapter keep theirs."""


@recogniser(
    takes=(
        "//-----//\n// Low Water\n// Story: The Salt Road\n// by Ann Berg\n//-----//\n\nIt rained."
        "\n\n//-----//\n// High Water\n// Story: The Salt Road\n// by Ann Berg\n//-----//\n\nRain.",
    ),
    spares=("//-----//\n// Low Water\n//-----//\n\nIt rained.", "-----\nLow Water\n-----\n" * 2),
)
def take_framed_heads(page: Page) -> Credit | None:
    """Take the frames out and mark the headings in them; return who they say wrote the story."""
    found = list(frames_in(page))
    told: Credit | None = None
    if len(found) < FEWEST_FRAMES:
        return None
    for frame, mark in found:
        page.take_out([frame.start, frame.stop - 1], Matter.REPEATED_HEAD, "frame around a heading")
        page.seams.add(frame.start)
        lines = range(frame.start + 1, frame.stop - 1)
        for n in lines:
            page.shorten(n, len(mark))
            page.heads.append((page.lines[n].at, mark))
        said = {n: key for n in lines[1:] if (key := what_is_said(page.lines[n].text))}
        if set(said.values()) == {"author"} and len(lines) == len(said) + 1 and told is None:
            continue  # the title page
        mark_heading(page, lines.start, lines.stop)
        if told is None and (told := credit_in(page, said)):
            page.take_header(said, "title and author, in the frame of a heading")
        page.take_out(said, Matter.REPEATED_HEAD, "of the story, in the frame of a heading")
    return told


def frames_in(page: Page) -> Iterator[tuple[range, str]]:
    """Yield the lines of each frame with its rules, and the mark that all begin with."""
    lines = page.lines
    end = 0
    for start in page.beginning(COMMENTS):
        rule = RULE.fullmatch(lines[start].text) if start >= end else None
        if not rule:
            continue
        stop = start + 1
        while stop < len(lines) and stop - start <= MOST_FRAMED + 1:
            text = lines[stop].text
            if RULE.fullmatch(text) or not text.startswith(rule["mark"]):
                break
            stop += 1
        closed = stop < len(lines) and RULE.fullmatch(lines[stop].text)
        if closed and stop > start + 1:
            end = stop + 1
            yield range(start, end), rule["mark"]


def what_is_said(text: str) -> str | None:
    """Return what a line of a frame says of the story: ``title`` or ``author``, else None.

    >>> what_is_said("Story: The Salt Road"), what_is_said("by Ann Berg"), what_is_said("Rain")
    ('title', 'author', None)
    """
    field = field_line(text)
    if field and field.key in ("title", "author"):
        return field.key
    return "author" if byline_pattern().fullmatch(text) else None


def credit_in(page: Page, said: dict[int, str]) -> Credit | None:
    """Return the title and the author that a frame names, None where one of them is missing."""
    values: dict[str, str] = {}
    for n, key in said.items():
        text = page.lines[n].text
        field, byline = field_line(text), byline_pattern().fullmatch(text)
        values[key] = field.value if field and field.key == key else byline[1] if byline else ""
    if not values.get("title") or not values.get("author"):
        return None
    at = page.lines[min(said)].at
    return Credit(values["author"], at, values["title"], sure=True)
