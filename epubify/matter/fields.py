"""Header fields: one line ``KEY: value`` in all its forms, and the lines its value goes on over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from epubify.layout.lines import Line
from epubify.matter.word_lists import field_keys, weak_keys, weak_words, worded
from epubify.text.facts import facts_of, runs_on
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

KEY = r"[^\W\d_][^:：\n\[\]【】『』]{0,28}?"
KEYED = lazy(
    rf"[*_\[(『「【]*({KEY})[*_\])]*\s*(:|：|\s[-–—]{{1,3}}\s|>\s)[*_\])]*\s*(.*)", needs=":：-–—>"
)
BRACKETED = lazy(rf"[\[(『「【]+\s*({KEY})\s*([:：-])\s*(.*?)\s*[\])』」】]+", needs="[(『「【")
KEY_IN_BRACKETS = lazy(rf"[\[【<]\s*({KEY})\s*[\]】>]()\s*[:：]?\s*(.*)", needs="[【<")
ASIDE = lazy(r"\s*\([^()]*\)")
GOES_ON = worded(r"(?:[,;&/(-]|\b@name_goes_on@)$")
"""How a line ends that goes on with another name."""
KEY_AMID = lazy(r"\s+([A-Z][A-Z' /-]{2,18}):\s+(?=\S)", needs=":")
"""A key in capitals behind the value of another, in the same line."""
LEADER = lazy(r"\s*(?:\.\s?){2,}$")
"""Dots that lead from a key to its colon: ``Title.....: Salt``."""
QUOTES = '"“'
LISTED = ("fandom", "category", "pairing", "characters", "keywords", "warnings")
"""Keys with several values, which a page shows a line each below the key."""
LONGEST_SUMMARY = 2_000
"""Characters of a summary set apart below its key. With more, scenes above the notes of an author
are one; with fewer, long ones stay in the story."""
MOST_APART = 4
"""Lines among which a value set apart stands below its key. With more, prose far below a key is its
value; with fewer, pages written with wide space have none."""
PLAIN_MARKS = (":", "：")
WIDEST_WRAPPED = 90
"""Columns of a line of a value that goes on below; wider ones are paragraphs. With more, prose
below a field is taken; with fewer, wide summaries are cut."""
SHORTEST_WRAPPED = 45
"""Columns of the same; shorter lines were not cut by width. With fewer, verse below a field is
taken; with more, narrow summaries are cut."""
COUNTED = lazy(r"\d[\d.,/ :-]{0,20}")
"""A number or a date."""
ENDS_IN_COUNT = lazy(r".*\s[^\W\d_]{4,12}:\s?\d[\d,.]*(?:/[\d?]+)?", needs=":")
"""A field behind which counts stand, the last of which ends its line: ``Words: 1,300``."""
MOST_AMID = 4
"""Fields between one of a common word that is the title and that of the author. With more, talk in
lines with colons gives a title; with fewer, headers that programs write keep their label in it."""
MOST_LINES = 40
"""Lines that one value may go on over; with more, a story without blank lines is taken for a
summary, with fewer, long summaries are cut."""


class FieldLine(NamedTuple):
    """A line that may open a header field."""

    key: str | None
    """Canonical key; None for one that no list has."""
    label: str
    value: str
    mark: str
    """What stands between key and value; empty where the key stands in brackets of its own."""

    @property
    def strong(self) -> bool:
        """True for a key that is not a common word of prose, or that is marked as a key."""
        weak = self.key in weak_keys() or folded(self.label) in weak_words()
        weak = weak and not (self.key == "title" and self.value[:1] in QUOTES and self.value)
        return self.key is not None and (not weak or self.mark == "[]")


@recogniser(
    takes=(
        "*Rating:* PG",
        "[Spoilers] none",
        "Mood: grim",
    ),
    spares=("He said - no",),
)
def field_line(text: str) -> FieldLine | None:
    """Return a line taken apart as a header field, None where it has no such form.

    >>> field_line("*Rating:* PG")
    FieldLine(key='rating', label='Rating', value='PG', mark=':')
    >>> field_line("[Spoilers] none")
    FieldLine(key='spoilers', label='Spoilers', value='none', mark='[]')
    >>> field_line("Title -- Salt").value, field_line("TITLE> Salt").value
    ('Salt', 'Salt')
    >>> field_line("Pairing(s): A/B").key, field_line("Mood: grim").key, field_line("He said - no")
    ('pairing', None, None)
    """
    match = BRACKETED.fullmatch(text)
    mark = "[]" if match else ""
    if not match and (match := KEY_IN_BRACKETS.fullmatch(text)):
        mark = "[]"
    match = match or KEYED.fullmatch(text)
    if not match:
        return None
    label = LEADER.sub("", match[1].strip(" *_"))
    label += ")" * (label.count("(") - label.count(")"))
    key = key_of(label)
    mark = mark or match[2].strip()
    if key is None and mark not in PLAIN_MARKS:
        return None
    return FieldLine(key, label, match[3].strip().removesuffix("**").rstrip(), mark)


def fields_amid(value: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a value without the fields that stand behind it in one line, and these.

    >>> fields_amid("Salt Road AUTHOR: Ann Berg RATING: PG")
    ('Salt Road', [('AUTHOR', 'Ann Berg'), ('RATING', 'PG')])
    >>> fields_amid("Salt: The Road")
    ('Salt: The Road', [])
    """
    keys = [match for match in KEY_AMID.finditer(value) if key_of(match[1])]
    if not keys:
        return value, []
    ends = [match.start() for match in keys[1:]] + [len(value)]
    pairs = zip(keys, ends, strict=True)
    return value[: keys[0].start()], [(m[1], value[m.end() : end].strip()) for m, end in pairs]


def key_of(label: str) -> str | None:
    """Return the canonical key that a label stands for."""
    return field_keys().get(folded(label)) or field_keys().get(folded(ASIDE.sub("", label)))


@recogniser(takes=("Rating: PG",), spares=("Mood: grim",))
def is_field(text: str) -> bool:
    """Tell whether a line opens a field with a known key."""
    found = field_line(text)
    return found is not None and found.key is not None


def heads_fields(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a field of a common word names the title: that of the author stands below it.

    Among fields it may stand further below.
    """
    for below in lines[index + 1 : index + 2 + MOST_AMID]:
        found = field_line(below.text)
        if found is None or found.key == "author":
            return found is not None
    return False


def value_below(lines: Sequence[Line], index: int) -> int:
    """Return how many lines below a key that stands alone hold its value.

    A number or a date is all of it. Copied off a page, values stand in below a blank line.
    """
    found = field_line(lines[index].text)
    end = index + 1
    if end < len(lines) and COUNTED.fullmatch(lines[end].text):
        return 1
    if found and found.key == "length" and (more := counts_below(lines, index)):
        return more
    if end < len(lines) and not lines[end]:
        return standing_in(lines, index) or set_apart_below(lines, index)
    opens = is_field if found and found.key in LISTED else opens_field
    while end < len(lines) and lines[end] and end - index < MOST_LINES:
        if opens(lines[end].text) or lines[end].facts.is_ornament:
            break
        end += 1
    return end - index - 1


def counts_below(lines: Sequence[Line], index: int) -> int:
    """Return how many lines below a key that stands over others are dates and counts with their
    keys: ``Words: 1,300``, or the number in the next line."""
    end, at = index, next_shown(lines, index + 1)
    while at is not None and (found := field_line(lines[at].text)):
        last = at if found.value else next_shown(lines, at + 1)
        said = found.value or (lines[last].text if last is not None else "")
        if last is None or not said[:1].isdigit():
            break
        end, at = last, next_shown(lines, last + 1)
    return end - index


def set_apart_below(lines: Sequence[Line], index: int) -> int:
    """Return how many lines below a known key, blank ones included, are its value and stand alone.

    So programs write what a page shows beside one another: keys and values in turn, blank lines
    between all of them. The last value has a pair above it, each other one a key below it.
    """
    start = next_shown(lines, index + 1) if is_lone_key(lines[index].text) else None
    if start is None or is_field(lines[start].text):
        return 0
    end = row_end(lines, start)
    below = next_shown(lines, end)
    if key_of(lines[index].text.strip("*_: ")) == "summary":
        end = summary_below(lines, start)
        return end - index - 1 if end > start else 0
    paired = below is not None and is_field(lines[below].text)
    return end - index - 1 if paired or follows_pair(lines, index, end) else 0


def summary_below(lines: Sequence[Line], start: int) -> int:
    """Return the index after a summary, of several paragraphs perhaps, above another key.

    It is short beside what stands below that key: a story with notes at its end is none. ``start``
    is returned where it is no summary.
    """
    end = row_end(lines, start)
    below = next_shown(lines, end)
    while below is not None and not is_field(lines[below].text) and below < start + MOST_LINES:
        end = row_end(lines, below)
        below = next_shown(lines, end)
    if below is None or not is_field(lines[below].text):
        return start
    said = sum(len(line.text) for line in lines[start:end])
    rest = sum(len(line.text) for line in lines[below : below + 2 * MOST_LINES])
    return end if said <= LONGEST_SUMMARY and rest > said else start


def follows_pair(lines: Sequence[Line], index: int, end: int) -> bool:
    """Tell whether a value of one line stands above a key, and above that another key, all set
    apart, as the line that the value below the key ends before is."""
    if end != (next_shown(lines, index + 1) or 0) + 1:
        return False
    above = [n for n in range(max(0, index - 2 * MOST_APART), index) if lines[n]][-2:]
    alone = len(above) == 2 and above[0] + 1 < above[1] < index - 1
    return alone and is_lone_key(lines[above[0]].text)


def row_end(lines: Sequence[Line], start: int) -> int:
    """Return the index after the last of the lines that stand right below one another."""
    return next((n for n in range(start, len(lines)) if not lines[n]), len(lines))


def next_shown(lines: Sequence[Line], start: int) -> int | None:
    """Return the index of the first line with text from one on, None where none comes soon."""
    return next((n for n in range(start, min(start + MOST_APART, len(lines))) if lines[n]), None)


@recogniser(takes=("Rating:", "*Fandom*:"), spares=("Rating: PG", "He said:", "Notes"))
def is_lone_key(text: str) -> bool:
    """Tell whether a line is a known key and its colon, and no more."""
    found = field_line(text)
    return found is not None and found.key is not None and not found.value


def standing_in(lines: Sequence[Line], index: int) -> int:
    """Return how many lines below a key stand in up to the next one, 0 where none comes soon."""
    last = index
    for n in range(index + 1, min(index + MOST_LINES, len(lines))):
        line = lines[n]
        if line and line.indent < lines[index].indent + 2:
            return last - index
        if line and opens_field(line.text):
            return 0
        last = n if line else last
    return 0


def stands_before_field(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a key alone has its value below it, and another field comes after that."""
    found = field_line(lines[index].text)
    more = value_below(lines, index) if found and not found.value else 0
    after = next((line for line in lines[index + 1 + more :] if line), None) if more else None
    return after is not None and is_field(after.text)


def wrapped(lines: Sequence[Line], index: int) -> int:
    """Return how many lines the value of the field at ``index`` goes on over.

    It goes on over lines set in deeper than the key, over all lines up to the next key, and
    where a line was cut because no further word fitted.
    """
    deeper = set_in_deeper(lines, index)
    if deeper or names_all(lines[index].text) or ENDS_IN_COUNT.fullmatch(lines[index].text):
        return deeper
    return up_to_next_key(lines, index) or cut_by_width(lines, index)


@recogniser(takes=("Author: Ann Berg",), spares=("Author: Ann Berg and", "Title: The Salt Road"))
def names_all(text: str) -> bool:
    """Tell whether a field names an author in full: what stands below it is something else."""
    found = field_line(text)
    if found is None or found.key != "author" or not found.value:
        return False
    return not GOES_ON.search(found.value)


def set_in_deeper(lines: Sequence[Line], index: int) -> int:
    """Return how many lines below stand further in than a field."""
    end = index + 1
    while end < len(lines) and lines[end] and lines[end].indent >= lines[index].indent + 2:
        below = field_line(lines[end].text)
        dashed = below is not None and below.mark not in (*PLAIN_MARKS, "[]")
        if starts_anew(lines[end].text) and not dashed and not quotes_on(lines[end - 1 : end + 1]):
            break
        end += 1
    return end - index - 1


def quotes_on(two: Sequence[Line]) -> bool:
    """Tell whether a full line goes on in the next, which begins with words in quotation marks."""
    above, line = two
    full = above.facts.columns >= SHORTEST_WRAPPED and above.facts.ending == "open"
    return full and line.text[0] in QUOTES and not is_field(line.text)


def up_to_next_key(lines: Sequence[Line], index: int) -> int:
    """Return how many lines stand between a field and the next one, 0 where no field follows.

    Where the key of the field is in small letters, so may be one that nobody knows.
    """
    small = lines[index].text[:1].islower()
    for end in range(index + 1, min(index + MOST_LINES, len(lines))):
        if not lines[end] or lines[end].facts.is_ornament or lines[end].facts.form:
            return 0
        if opens_field(lines[end].text) or (small and SMALL_KEY.match(lines[end].text)):
            return end - index - 1
    return 0


@recogniser(
    takes=(
        "Rating: PG",
        "Mood: grim",
    ),
    spares=("then he said: go",),
)
def opens_field(text: str) -> bool:
    """Tell whether a line within a run of fields opens the next, even one with an unknown key."""
    found = field_line(text)
    if found is None or found.strong or (found.key and found.mark in PLAIN_MARKS):
        return found is not None
    return found.mark in PLAIN_MARKS and found.label[:1].isupper() and len(found.label.split()) <= 2


SMALL_KEY = lazy(r"[a-z]{3,20}: ?\S")
"""A field with a word in small letters: ``credit: by``."""
RAGGED = 3
"""Columns that a program may leave free though the next word would fit. With more, short lines
below a field belong to it; with fewer, values wrapped by hand are cut."""


def cut_by_width(lines: Sequence[Line], index: int) -> int:
    """Return how many lines follow that were each cut where no word more fitted, or that go on in
    a small letter."""
    near = [line for line in lines[index : index + 4] if len(line.text) <= WIDEST_WRAPPED]
    edge, end = lines[index].indent, index + 1
    width = max((len(line.text) + max(0, line.indent - edge) for line in near), default=0)
    while end < len(lines) and lines[end]:
        above = lines[end - 1].text
        quoted = lines[end].text[0] in QUOTES and not lines[end - 1].facts.is_terminal
        if starts_anew(lines[end].text) and not quoted:
            break
        wide = SHORTEST_WRAPPED <= len(above) <= WIDEST_WRAPPED
        wide = wide and len(above) + 1 + len(lines[end].text.split()[0]) > width - RAGGED
        on = len(above) >= SHORTEST_WRAPPED and runs_on(lines[end - 1].facts, lines[end].facts)
        if lines[end].indent > edge or not (wide or on or cuts_word(above, lines[end].text)):
            break
        end += 1
    return end - index - 1


def cuts_word(above: str, line: str) -> bool:
    """Tell whether a word goes on in the next line of a value behind a hyphen, which stays.

    >>> cuts_word("the mate is respon-", "sible for it"), cuts_word("Salt -", "or the Road")
    (True, False)
    """
    return above.endswith("-") and above[-2:-1].isalpha() and line[:1].islower()


@recogniser(
    takes=(
        "Rating: PG",
        "Chapter 2",
        "* * *",
        '"Go!"',
    ),
    spares=("and the rest of it",),
)
def starts_anew(text: str) -> bool:
    """Tell whether a line is a field, a heading, an ornament or speech, not a value going on."""
    facts = facts_of(text)
    return is_field(text) or bool(facts.form) or facts.is_ornament or text[0] in QUOTES
