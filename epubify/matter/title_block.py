"""What a title page says, and how its rows are taken into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile, zip_longest

from msgspec import Struct, field

from epubify.matter.bylines import name_in_byline
from epubify.matter.opening import OpeningLine
from epubify.matter.people import clean_name, is_name, is_whole_name, name_weight
from epubify.matter.subject_lines import without_rating
from epubify.matter.title_forms import HELPED
from epubify.matter.title_rows import PART_LINE, is_span_of_years
from epubify.matter.titles import clean_title, without_part
from epubify.matter.word_lists import byline_words, genres, marker_words, worded
from epubify.text.dates import without_date
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, word_set
from epubify.text.numerals import leading_numeral, roman_value
from epubify.text.title_words import without_last_hyphen

PARTNER = worded(r"(?:@name_joints@)\s+(\S.{1,80})")
"""A row below a byline that adds another author."""
IN_SERIES = worded(
    r"\W*(?:@series_units@)\s+(?P<number>\w{1,8})\s+(?:@within_series@)\s+(?P<name>\S.{2,50}?)\W*"
)
"""Which book of which series this is: ``Book One of the Ferry Trilogy``."""
LONGEST_SHORTENED = 3
"""Letters of a word before a full stop that may be an abbreviation; with more, titles keep their
full stop, with fewer, ``Bros.`` loses its own."""
TAG_AHEAD = lazy(r"\[[A-Z]{2,4}\]\s+(?=\S)", needs="[")
"""What kind of post this is: ``[OC] The Salt Road``."""
KIND_BEHIND = worded(
    r"(?P<title>.{3,}?)\s*(?:--+|[–—:]|\s-)\s*(?P<kind>@indefinite@\s.{3,60}?)(?P<end>[_*\"”'’]*)",
    signs="-–—:",
)
"""A title, and behind it what kind of book it is."""
NUMBERED_TITLE = lazy(
    r"\d{1,2}[.x]\d{1,3}\s*[:.-]?\s+(?P<title>[\"“][^\"“”]{2,60}[\"”])", needs='"“'
)
"""The title of an episode behind its number: ``1.12 "The Ferry"``."""
QUOTED_LAST = worded(
    r"\W*\w.{2,60}\b(?:@series_units@|@seasons@)\W*\w{1,5}\W+(?P<title>[\"“][^\"“”]{2,60}[\"”])",
    signs='"“',
)
"""A title in quotes behind a series and the number of its episode."""
PART = marker_words("part_line")[0].capitalize()
"""Before a number that a line such as ``Pt. 2`` has, so that it is read as that of a part."""


class TitlePage(Struct):
    """What the bare lines on top say."""

    title: str | None = None
    author: str | None = None
    subtitle: str | None = None
    series: str | None = None
    part: str | None = None
    total: str | None = None
    byline: str | None = None
    """The author's line as written."""
    translator: tuple[str, str] | None = None
    """What says that somebody translated the text, and the name."""
    paired: bool = False
    """The author's line has no word that says so: it stands beside the title."""
    named: set[int] = field(default_factory=set)
    """Indices of lines that name title, author or part."""
    lines: dict[str, int] = field(default_factory=dict)
    """Index of the line that names title, author, subtitle and part."""
    dates: list[int] = field(default_factory=list)
    """Indices of the lines that are a date and nothing else."""
    dedication: list[int] = field(default_factory=list)
    """Indices of the lines that say to whom the book is given."""
    imprint: list[int] = field(default_factory=list)
    """Indices of the other lines: publisher, edition, year."""


def name_title(found: TitlePage, rows: Sequence[OpeningLine]) -> None:
    """Take rows as the title, with the part that it may name."""
    said = without_rating(" ".join(row.core for row in rows))
    said = without_day(TAG_AHEAD.sub("", said))
    numbered = NUMBERED_TITLE.fullmatch(said) or QUOTED_LAST.fullmatch(said)
    text, part, total = without_part(numbered["title"] if numbered else said)
    text, kind = without_kind(without_stop(text))
    found.title = clean_title(without_last_hyphen(text.rstrip(" :")))
    found.subtitle = found.subtitle or kind
    if part and not found.part:
        found.lines["part"] = rows[0].index
    found.part, found.total = found.part or part, found.total or total
    found.named.update(row.index for row in rows)
    found.lines["title"] = rows[0].index


def without_day(text: str) -> str:
    """Return a title without the day, month and year that stand behind it and are no part of it.

    >>> without_day("Quantum Salt May 28, 1994"), without_day("The Events of May 28, 1994")
    ('Quantum Salt', 'The Events of May 28, 1994')
    >>> without_day("Tides 1994")
    'Tides 1994'
    """
    bare = without_date(text)
    whole = len(re.findall(r"\d+", text[len(bare) :])) > 1
    goes_on = folded(bare.rpartition(" ")[2]) in word_set("small")
    return bare if whole and not goes_on else text


def without_kind(text: str) -> tuple[str, str | None]:
    """Return a title without the kind of book that stands behind a dash or colon, and that.

    >>> without_kind("_Salt--A Quay Story_"), without_kind("Salt: A Voyage")
    (('_Salt_', 'A Quay Story'), ('Salt: A Voyage', None))
    """
    found = KIND_BEHIND.fullmatch(text)
    if not found or not genres().are(found["kind"]):
        return text, None
    return found["title"] + found["end"], found["kind"]


def without_stop(text: str) -> str:
    """Return a title without the full stop behind it, as old books and careful typists set it.

    >>> without_stop("THE SALT ROAD."), without_stop("Salt and Co."), without_stop("And Then...")
    ('THE SALT ROAD', 'Salt and Co.', 'And Then...')
    """
    last = text.rpartition(" ")[2].rstrip(".")
    whole = text.isupper() or len(last) > LONGEST_SHORTENED
    return text[:-1] if text.endswith(".") and "." not in text[:-1] and whole else text


def note_part(found: TitlePage, row: OpeningLine) -> None:
    """Note the part that a line between title and byline names."""
    match = PART_LINE.fullmatch(row.core)
    if match:
        form = facts_of(f"{PART} {match[1]}").form
        if not found.part and form and form.number:
            found.part, found.lines["part"] = str(form.number), row.index
        found.total = found.total or match[2]
        found.named.add(row.index)


def take_division(found: TitlePage, row: OpeningLine) -> bool:
    """Take a row below a title that says which book of a series this is, or which part."""
    series = IN_SERIES.fullmatch(row.core)
    number = leading_numeral(series["number"]) if series else None
    if series and number and not number[1]:
        found.series, found.part = clean_title(series["name"]), str(number[0].value)
        found.lines["series"] = found.lines["part"] = row.index
        found.named.add(row.index)
        return True
    form = row.form
    if form and form.rank == "part" and form.number and form.title:
        found.part, found.lines["part"] = found.part or str(form.number), row.index
        take_kind(found, row)
        return True
    return False


def note_subtitle(found: TitlePage, row: OpeningLine) -> None:
    """Take a line that says what kind of book this is, or of which years, as the subtitle."""
    if genres().are(row.core) or is_span_of_years(row.core):
        take_kind(found, row)


def take_kind(found: TitlePage, row: OpeningLine) -> None:
    """Take a row as the subtitle, where none was found before."""
    if not found.subtitle:
        found.subtitle, found.lines["subtitle"] = row.core.strip(" ()_*"), row.index
    found.named.add(row.index)


def take_subtitle(found: TitlePage, row: OpeningLine) -> None:
    """Take a row as the subtitle."""
    found.subtitle, found.lines["subtitle"] = row.core.strip("()"), row.index
    found.named.add(row.index)


def take_family_name(found: TitlePage, below: Sequence[OpeningLine], byline: OpeningLine) -> None:
    """Take the rest of a name that a byline breaks off after the given name."""
    author = found.author or ""
    if not below or not below[0].joined or " " in author or below[0].index != byline.index + 1:
        return
    rest = below[0].core
    if name_weight(author) > 0 and " " not in rest and is_name(rest) and not below[0].form:
        found.author = found.byline = clean_name(f"{author} {rest}")
        found.named.add(below[0].index)


def take_helpers(found: TitlePage, byline: OpeningLine, below: Sequence[OpeningLine]) -> None:
    """Take the end of the names of those who helped, which goes on below the byline."""
    if HELPED.search(byline.core) and below and below[0].joined and is_name(below[0].core):
        found.named.add(below[0].index)


def take_byline(found: TitlePage, rows: Sequence[OpeningLine]) -> None:
    """Take the author whom the first byline names: ``by NAME``, or ``by`` above a whole name."""
    for row, below in zip_longest(rows, rows[1:]):
        name, named = name_in_byline(row.core), row
        if name is None and below is not None and folded(row.core).rstrip(".:") in byline_words():
            name, named = (below.core if is_whole_name(below.core) else None), below
        if name:
            found.author, found.byline = clean_name(name), name
            found.lines["author"] = named.index
            found.named.update({row.index, named.index})
            return


def arabic(number: str) -> str:
    """Return a number in Arabic figures.

    >>> arabic("IV"), arabic("12")
    ('4', '12')
    """
    value = roman_value(number)
    return str(value) if value else number


def take_partner(found: TitlePage, below: Sequence[OpeningLine]) -> None:
    """Take the authors whom the rows right below a byline add: ``and Tom Oak``, ``by Tom Oak``."""
    joint = False
    for row in takewhile(lambda row: row.joined, below):
        if folded(row.text) in marker_words("name_joints"):
            joint = True
            continue
        match = PARTNER.fullmatch(row.core)
        said = row.core if joint else name_in_byline(row.core)
        name = clean_name((match[1] if match else said) or "")
        if not is_name(name) or name.islower():
            return
        found.author = f"{found.author} & {name}"
        found.byline = f"{found.byline} & {name}"
        found.named.add(row.index)
        joint = False
