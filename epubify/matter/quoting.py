"""Quoting: the marks that mail programs put before each line of what is quoted."""

from __future__ import annotations

import re

from msgspec.structs import replace

from epubify.matter.fields import field_line, is_lone_key
from epubify.matter.page import Page
from epubify.model import Fate, SetApart
from epubify.text.lazy_pattern import lazy

QUOTED = lazy(r"(?:[A-Z][A-Za-z]{0,2}>\s?)?(?:[>:|}%#!+]+(?:\s|$))+|>+|[A-Z][A-Za-z]{0,2}>")
"""The prefix of a quoted line: marks with a space after them, ``>``, initials (``JM>``)."""
MARKED = lazy(r"[*;/\\#$&@^~+=]{1,3}(?:\s|$)")
"""A mark at the start of a line that is a prefix when it is on wrapped lines, else an item's."""
MARKS = frozenset(">:|}%#!+*;/\\$&@^~=")
"""What such a prefix begins with, but for initials."""
BOX_SIDES = frozenset("|#*")
"""Signs that boxes are drawn with as well."""
SHORTEST_QUOTED_RUN = 4
"""Lines in a row that make a quotation; with fewer, a smiley or an arrow starts one, with more,
short posts keep their marks."""
SHORTEST_MARKED_RUN = 8
"""The same for marks that lists use as well, which it takes more lines to tell from items. With
fewer, lists lose their bullets; with more, short pastes keep their marks."""

MOST_SIGNS = 3
"""Times that a line has the sign which stands before it. With more, large letters lose their first
strokes; with fewer, quotations of quotations keep their marks."""

COMMENTS = frozenset("#%;/")
"""What comments of programs and of corpora begin with."""
FEWEST_FIELDS = 2
"""Fields in comments on top of a text. With fewer, a remark about a title is one; with more, an
author and a source stay in the text."""


def is_before_quote(page: Page, index: int) -> bool:
    """Tell whether quoted lines follow."""
    after = page.next_text(index + 1)
    return after is not None and bool(QUOTED.match(page.lines[after].text))


def unquote(page: Page) -> None:
    """Take the quoting prefix off runs of quoted lines, and off the fields on top."""
    uncomment(page)
    if len({*page.beginning(MARKS), *page.having(">")}) < SHORTEST_QUOTED_RUN:
        return
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
        drawn = prefix in BOX_SIDES and is_drawn_with(page, prefix, range(index, end))
        if (
            count >= SHORTEST_QUOTED_RUN
            and not (drawn or lists_values(page, index))
            and (QUOTED.match(page.lines[index].text) or is_marked_run(page, index, end))
        ):
            unquote_lines(page, index, end)
        index = max(end, index + 1)
    page.look_anew()


def lists_values(page: Page, index: int) -> bool:
    """Tell whether a known key stands alone above a line: then signs before it are bullets."""
    above = page.previous_text(index)
    return above is not None and is_lone_key(page.lines[above].text)


def is_drawn_with(page: Page, sign: str, run: range) -> bool:
    """Tell whether most lines have a sign again and again, as letters that are drawn with it."""
    texts = [page.lines[i].text for i in run if page.lines[i]]
    return 2 * sum(text.count(sign) > MOST_SIGNS for text in texts) > len(texts)


def uncomment(page: Page) -> None:
    """Take the sign of a comment off the fields that all of a text begins with: ``# author: …``.

    A corpus has what is known of a text so. Two fields are enough where title or author is among
    them; no story begins with such lines.
    """
    start = page.next_text(0)
    sign = prefix_of(page, start) if start is not None else ""
    if start is None or sign not in COMMENTS:
        return
    end, keys = start, set[str]()
    while end < len(page.lines) and prefix_of(page, end) == sign:
        match = prefix_match(page.lines[end].text)
        field = field_line(match.string[match.end() :]) if match else None
        if field is None or not field.key:
            return
        keys.add(field.key)
        end += 1
    if len(keys) >= FEWEST_FIELDS and keys & {"title", "author"}:
        unquote_lines(page, start, end)


def may_be_quoted(text: str) -> bool:
    """Tell whether a line begins as those do that have a quoting prefix.

    >>> may_be_quoted("> So."), may_be_quoted("JM> So."), may_be_quoted("So it was.")
    (True, True, False)
    """
    return ">" in text[:4] or text[:1] in MARKS


def prefix_of(page: Page, index: int) -> str:
    """Return the mark that a line's quoting prefix is made of, "" for a line without one."""
    text = page.lines[index].text
    match = prefix_match(text) if may_be_quoted(text) else None
    return match[0].strip()[:1] if match else ""


def prefix_match(text: str) -> re.Match[str] | None:
    """Return the match of what may be a quoting prefix; a box has the same sign at both ends."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in BOX_SIDES:
        return None
    return QUOTED.match(text) or MARKED.match(text)


FEWEST_LOWER = 0.2
"""Share of quoted lines that begin with a small letter, as lines of a wrapped text do. With a
larger one short quotations keep their marks, with a smaller one lists lose theirs."""


def is_marked_run(page: Page, start: int, end: int) -> bool:
    """Tell whether a mark stands before wrapped lines: items of a list start with a capital."""
    texts = [line.text for line in page.lines[start:end] if line]
    bare = [match.string[match.end() :] for text in texts if (match := MARKED.match(text))]
    said = [text for text in bare if text]
    lower = sum(text[0].islower() for text in said)
    return len(said) >= SHORTEST_MARKED_RUN and lower >= FEWEST_LOWER * len(said)


def unquote_lines(page: Page, start: int, end: int) -> None:
    """Take the prefix off the lines of one run."""
    for i in range(start, end):
        line = page.lines[i]
        match = None if line.plain else prefix_match(line.text)
        if match:
            prefix = match[0].rstrip()
            page.shorten(i, len(prefix))
            if prefix[:1].isalpha():
                page.heads.append((line.at, prefix[: prefix.index(">") + 1]))
            if not page.lines[i]:
                page.taken.append(SetApart(line.at, Fate.BREAK, "quoted blank line"))
    shift = min((page.lines[i].indent for i in range(start, end) if page.lines[i]), default=0)
    if shift:
        for i in range(start, end):
            line = page.lines[i]
            page.lines[i] = replace(line, indent=max(0, line.indent - shift))
