"""Header blocks: title, byline and fields at the top of a file and of each of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from epubify.forms import heading_form, is_ornament, undecorated
from epubify.lexicon import folded
from epubify.matter.apart import Page
from epubify.matter.envelope import PAGE_OF, PART_OF
from epubify.matter.names import byline_pattern, field_keys, weak_keys
from epubify.model import Fate, Field
from epubify.numerals import leading_numeral

KEYED = re.compile(r"[*_\[(]*([^\W\d_][^:：\n]{0,28}?)[*_\])]*\s*(?::|：|\s[-–—]\s)[*_\])]*\s*(.*)")
BRACKETED = re.compile(r"[\[(]+\s*([^\W\d_][^:\n]{0,28}?)\s*[:\-]\s*(.*?)\s*[\])]+")
TITLE_BY = re.compile(r"(.{1,80}?),?\s+by\s+([A-Z][^,;:!?]{1,50})", re.IGNORECASE)
AUTHOR_TITLE = re.compile(r"([^:]{4,40}):\s+([^:]{2,60})")
PART_LINE = re.compile(r"(?:part|pt\.?|chapter|episode)\s+(\S+?)(?:\s*(?:of|/)\s*(\S+))?\W*", re.IGNORECASE)
NAME_WORD = re.compile(r"(?:[^\W\d_][\w'’.-]*\.?|&)")
NAME_PARTICLES = frozenset("de del der den van von la le du da dos di ibn al of and".split())
WIDEST_WRAPPED = 90
LONGEST_TITLE = 90
FEWEST_UNKNOWN = 2
"""Known fields that a header needs before an unknown key is believed."""


@dataclass(slots=True)
class Header:
    """What one header block says."""

    title: str | None = None
    author: str | None = None
    part: str | None = None
    """Which part of its series or posting this is."""
    total: str | None = None
    fields: list[Field] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    """Indices of the lines that belong to it."""


def read_header(page: Page, start: int, known_title: str | None = None) -> Header:
    """Read the header block that stands at ``start``; one with no lines where none does."""
    reader = HeaderReader(page, start, known_title)
    reader.read()
    return reader.header


class HeaderReader:
    """Walks down from the top of a post until something is no header."""

    def __init__(self, page: Page, start: int, known_title: str | None) -> None:
        self.page = page
        self.index = page.next_text(start)
        self.known_title = folded(known_title or "")
        self.header = Header()
        self.strong = 0
        """Fields whose key is no common word of prose."""

    def read(self) -> None:
        """Fill ``header``."""
        while self.index is not None:
            step = self.take_line(self.index)
            if not step:
                break
            self.header.lines.update(range(self.index, self.index + step))
            self.index = self.page.next_text(self.index + step)
        if not self.is_header():
            self.header = Header()

    def is_header(self) -> bool:
        """Tell whether what was gathered makes a header."""
        header = self.header
        return bool(header.title or header.author or self.strong or len(header.fields) >= 2)

    def take_line(self, index: int) -> int:
        """Take what stands at a line; return the number of lines taken, 0 at the end."""
        text = self.page.lines[index].text
        for take in (
            self.take_repeated_title, self.take_byline, self.take_field, self.take_part,
            self.take_rule, self.take_title, self.take_author_line, self.take_remark,
        ):  # fmt: skip
            step = take(index, text)
            if step:
                return step
        return 0

    # -- the kinds of line, most certain first

    def take_repeated_title(self, index: int, text: str) -> int:
        """Take the known title, perhaps with a part: ``The Long Way (2/7)``."""
        bare, part, total = without_part(text)
        known = self.known_title or folded(self.header.title or "")
        if not known or folded(bare.strip("\"“”'_* ")) != known:
            return 0
        if not self.known_title and heading_form(text):
            return 0
        self.header.title = self.header.title or clean_title(bare)
        self.note_part(part, total)
        return 1

    def take_byline(self, index: int, text: str) -> int:
        """Take ``by NAME``, ``TITLE by NAME``, or ``by`` with the name on the next line."""
        bare = undecorated(text)[0]
        if self.header.author:
            return 0
        if folded(bare) in ("by", "von", "par", "por") and self.header.title:
            after = self.page.next_text(index + 1)
            if after is not None and len(self.page.lines[after].text) < 60:
                self.header.author = clean_name(self.page.lines[after].text)
                return after - index + 1
            return 0
        match = byline_pattern().fullmatch(bare)
        if match and len(match[1]) <= 60 and is_name(match[1]) and self.is_early():
            self.header.author = clean_name(match[1])
            self.strong += 1
            return 1
        match = TITLE_BY.fullmatch(bare)
        if match and not self.header.title and is_name(match[2]) and self.stands_alone(index):
            self.header.title, self.header.author = clean_title(match[1]), clean_name(match[2])
            return 1
        return 0

    def take_field(self, index: int, text: str) -> int:
        """Take ``KEY: value`` with its wrapped lines."""
        match = BRACKETED.fullmatch(text) or KEYED.fullmatch(text)
        if not match:
            return 0
        label, value = match[1].strip(" *_"), match[2].strip()
        key = field_keys().get(folded(label))
        if key is None:
            if self.strong < FEWEST_UNKNOWN or not self.looks_like_key(label, value, index):
                return 0
            key = folded(label)
        elif key not in weak_keys() or BRACKETED.fullmatch(text):
            self.strong += 1
        elif not (self.header.fields or self.header.title) or heading_form(text):
            return 0
        count = 1
        if not value:
            value, count = self.value_below(index)
            if not value:
                return 0
        else:
            more = self.wrapped_lines(index, text)
            value = " ".join([value, *more])
            count = 1 + len(more)
        self.add_field(key, label, value.rstrip("]") if text[0] == "[" else value, index, count)
        return count

    def take_part(self, index: int, text: str) -> int:
        """Take ``Part 2`` or ``(2/5)`` beside the title of a header."""
        match = PART_LINE.fullmatch(text)
        paged = PAGE_OF.fullmatch(text)
        if not (match or paged) or not self.header.title or not self.is_early():
            return 0
        if match:
            found = leading_numeral(match[1])
            if not found or found[1] or not self.goes_on_with_header(index):
                return 0
            self.note_part(str(found[0].value), match[2])
        elif paged:
            self.note_part(paged[1], paged[2])
        return 1

    def take_rule(self, index: int, text: str) -> int:
        """Take a rule between the lines of a header, or after fields."""
        if not is_ornament(text) or not (self.header.title or self.header.fields):
            return 0
        after = self.page.next_text(index + 1)
        if after is None:
            return 0
        if self.header.fields and len(set(text.replace(" ", ""))) == 1:
            return 1
        return int(self.goes_on_with_header(index))

    def take_title(self, index: int, text: str) -> int:
        """Take the first line as the title where it looks like one."""
        bare, part, total = without_part(undecorated(text)[0])
        if self.header.title or self.header.author or len(bare) > LONGEST_TITLE or not bare:
            return 0
        form = heading_form(text)
        if self.known_title or (form and form.rank != "numeral") or ends_sentence(bare):
            return 0
        quoted = bare[0] in "\"“'" and bare.rstrip()[-1] in "\"”'"
        if bare[0] in "\"“‘'" and not quoted:
            return 0
        if not (self.goes_on_with_header(index) or self.tops_the_story(index)):
            return 0
        if match := AUTHOR_TITLE.fullmatch(bare):
            if is_name(match[1]):
                self.header.author = clean_name(match[1])
                bare = match[2]
        self.header.title = clean_title(bare)
        self.note_part(part, total)
        return 1

    def take_author_line(self, index: int, text: str) -> int:
        """Take a bare name under the title."""
        ready = self.header.title and not self.header.author and not self.header.fields
        if not ready or self.known_title or not is_name(text) or heading_form(text):
            return 0
        if self.index_of_title() is None or not self.stands_alone(index):
            return 0
        after = self.page.next_text(index + 1)
        if after is None or after == index + 1:
            return 0
        self.header.author = clean_name(text)
        return 1

    def take_remark(self, index: int, text: str) -> int:
        """Take a short line that belongs to a block of fields and has no key."""
        lines = self.page.lines
        joined = index > 0 and index - 1 in self.header.lines and bool(self.header.fields)
        if not joined or len(text) > 100 or (index + 1 < len(lines) and lines[index + 1]):
            return 0
        after = self.page.next_text(index + 1)
        if after is None or not (heading_form(lines[after].text) or index + 1 in self.page.seams):
            following = after is not None and self.page.next_text(index + 1)
            if not following or following - index <= 2:
                return 0
        self.add_field("notes", "", text, index, 1)
        return 1

    # -- what helps to judge

    def is_early(self) -> bool:
        """Tell whether the header has only just begun."""
        return len(self.header.lines) <= 12

    def index_of_title(self) -> int | None:
        return min(self.header.lines, default=None)

    def stands_alone(self, index: int) -> bool:
        """Tell whether a line has nothing directly under it, or more of the header."""
        lines = self.page.lines
        below = index + 1 >= len(lines) or not lines[index + 1]
        return below or self.goes_on_with_header(index)

    def goes_on_with_header(self, index: int) -> bool:
        """Tell whether a byline, field or part line comes within the next lines."""
        at: int | None = index
        for _ in range(4):
            at = self.page.next_text(at + 1) if at is not None else None
            if at is None:
                return False
            text = self.page.lines[at].text
            bare = undecorated(text)[0]
            match = byline_pattern().fullmatch(bare)
            if folded(bare) in ("by", "von", "par", "por") or (match and is_name(match[1])):
                return True
            keyed = KEYED.fullmatch(text)
            key = field_keys().get(folded(keyed[1].strip(" *_"))) if keyed else None
            if key and key not in weak_keys():
                return True
            if len(text) > LONGEST_TITLE or ends_sentence(text):
                return False
        return False

    def tops_the_story(self, index: int) -> bool:
        """Tell whether a lone first line is followed by a blank and then a heading or a name."""
        if self.page.previous_text(index) is not None:
            return False
        after = self.page.next_text(index + 1)
        if after == index + 1 and is_name(self.page.lines[after].text):
            return self.stands_alone(after)
        if not self.stands_alone(index):
            return False
        if after is None:
            return False
        text = self.page.lines[after].text
        return bool(heading_form(text)) or is_name(text) or len(text) > LONGEST_TITLE or (
            ends_sentence(text) and len(text) > 30) or len(self.page.lines[after].text) > 45

    def looks_like_key(self, label: str, value: str, index: int) -> bool:
        """Tell whether an unknown key may stand in a run of fields."""
        joined = index - 1 in self.header.lines
        return joined and label[:1].isupper() and len(label.split()) <= 3 and bool(value) and value[0] not in "\"“"

    def value_below(self, index: int) -> tuple[str, int]:
        """Return the value of a key that stands alone, and the lines taken with the key."""
        lines = self.page.lines
        end = index + 1
        while end < len(lines) and lines[end] and not KEYED.fullmatch(lines[end].text) and end - index < 8:
            end += 1
        return " ".join(lines[i].text for i in range(index + 1, end)), end - index

    def wrapped_lines(self, index: int, text: str) -> list[str]:
        """Return the lines that a value goes on over: each was cut where no word more fitted."""
        lines = self.page.lines
        width = max((len(lines[i].text) + lines[i].indent for i in range(index, min(index + 4, len(lines)))
                     if len(lines[i].text) <= WIDEST_WRAPPED), default=0)  # fmt: skip
        more: list[str] = []
        current = text
        for i in range(index + 1, len(lines)):
            line = lines[i]
            if not line or self.starts_anew(line.text) or not 45 <= len(current) <= WIDEST_WRAPPED:
                break
            if len(current) + 1 + len(line.text.split()[0]) <= width - 3 and not line.indent:
                break
            more.append(line.text)
            current = line.text
        return more

    def starts_anew(self, text: str) -> bool:
        """Tell whether a line is a field, a byline or a heading of its own."""
        keyed = KEYED.fullmatch(text)
        known = keyed and folded(keyed[1].strip(" *_")) in field_keys()
        return bool(known or heading_form(text) or is_ornament(text) or text[0] in "\"“")

    def note_part(self, part: str | None, total: str | None) -> None:
        self.header.part = self.header.part or part
        self.header.total = self.header.total or total

    def add_field(self, key: str, label: str, value: str, index: int, count: int) -> None:
        lines = self.page.lines
        at = lines[index].at.to(lines[index + count - 1].at)
        self.header.fields.append(Field(key, label, value, at))
        if key == "title":
            self.header.title = self.header.title or clean_title(value)


# --------------------------------------------------------------------- small judgements


def without_part(text: str) -> tuple[str, str | None, str | None]:
    """Return a title without the part it names, the part, and the total.

    >>> without_part("The Long Way (2/7)"), without_part("Salt, part 2 of 3")
    (('The Long Way', '2', '7'), ('Salt', '2', '3'))
    """
    for pattern in (PAGE_OF, PART_OF):
        match = pattern.search(text)
        if match and text[: match.start()].strip():
            return text[: match.start()].rstrip(" ,-"), match[1], match[2]
    return text, None, None


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends as a sentence does.

    >>> ends_sentence("He left."), ends_sentence("Who Goes There?"), ends_sentence("J. R.")
    (True, False, False)
    """
    bare = text.rstrip("\"'”’)")
    return bare.endswith((".", ":", ";", ",")) and len(bare.split()) > 1 and not bare[-2:-1].isupper()


def is_name(text: str) -> bool:
    """Tell whether words may be a person's name or a pen name.

    >>> is_name("J. R. Okafor"), is_name("Nina"), is_name("the light of the moon")
    (True, True, False)
    """
    words = text.strip(" .,*_").split()
    if not 1 <= len(words) <= 6 or any(c in text for c in "!?;:\"“”"):
        return False
    if not all(NAME_WORD.fullmatch(w.strip("(),<>")) or "@" in w or w.strip("(),").isalnum() for w in words):
        return False
    big = [w for w in words if folded(w) not in NAME_PARTICLES]
    return bool(big) and (len(words) == 1 or all(not w[0].islower() for w in big)) and not text.endswith("...")


def clean_title(text: str) -> str:
    """Return a title without the quotes around it and space within them.

    >>> clean_title('"Salt "'), clean_title("THE LONG WAY HOME"), clean_title("_Salt_")
    ('Salt', 'The Long Way Home', 'Salt')
    """
    bare = " ".join(text.strip(" *_").split())
    for opening, closing in ('""', "“”", "''", "‘’", "«»", "《》", "„“"):
        if len(bare) > 2 and bare[0] == opening and bare[-1] == closing:
            bare = bare[1:-1].strip()
    return title_case(bare) if bare.isupper() else bare


SMALL = frozenset("a an and as at but by for from in into nor of on or the to up with de la le".split())


def title_case(text: str) -> str:
    """Return a title typed in capitals in title case; single short words stay.

    >>> title_case("A TALE OF THE SEA"), title_case("ALICE'S CAT"), title_case("NASA")
    ('A Tale of the Sea', "Alice's Cat", 'NASA')
    """
    words = text.split(" ")
    if len(words) == 1 and len(text) < 6:
        return text
    out = []
    for n, word in enumerate(words):
        lower = word.lower()
        small = lower in SMALL and 0 < n < len(words) - 1
        if "." in word[:-1]:
            out.append(word)
        else:
            out.append(lower if small else "-".join(p[:1].upper() + p[1:] for p in lower.split("-")))
    return " ".join(out)


def clean_name(text: str) -> str:
    """Return a name without ornament and address.

    >>> clean_name("  ANNA BERG <a@b.example> "), clean_name("*Nina*")
    ('Anna Berg', 'Nina')
    """
    bare = re.sub(r"[<(\[]\S+@\S+[>)\]]", "", text).strip(" *_.,~-")
    bare = bare + "." if re.search(r"\b[A-Z]\.?[A-Z]?$", bare) and text.rstrip().endswith(".") else bare
    if bare.isupper() and len(bare) > 3 and " " in bare:
        bare = " ".join(w if "." in w else "-".join(p.capitalize() for p in w.split("-")) for w in bare.split())
    return " ".join(bare.split())


def first_value(fields: Iterable[Field], key: str) -> str | None:
    """Return the value of the first field with a key."""
    return next((f.value for f in fields if f.key == key), None)
