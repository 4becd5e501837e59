"""The opening of a text: the short lines on top, down to where the story begins for sure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from epubify.layout.wrapping import are_wrapped
from epubify.matter.bylines import NUMERIC_DATE, name_in_byline
from epubify.matter.credits import name_in_copyright
from epubify.matter.fields import FieldLine, field_line, heads_fields, value_below, wrapped
from epubify.matter.page import Page
from epubify.matter.title_forms import TITLE_BY
from epubify.matter.titles import LONGEST_TITLE, clean_title, ends_sentence, without_part
from epubify.matter.word_lists import (
    byline_words,
    contents_words,
    imprint_phrases,
    marker_words,
    worded,
)
from epubify.model.records import Record
from epubify.text.cjk import has_cjk
from epubify.text.dates import is_date, without_date
from epubify.text.facts import Facts, facts_of, runs_on
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.numerals import leading_numeral
from epubify.text.recogniser import recogniser
from epubify.text.single_spaces import single_spaced

LONGEST_STACK = 4
"""Lines right below the first with which all are verse; with more, poems without a title lose a
line, with fewer, title pages without blank lines are verse."""
MOST_ROWS = 40
"""Rows of the opening that are looked at; with more, lists in the story count, with fewer, long
headers are cut."""
LONGEST_LINE = 60
"""Characters of a line of a title page; a longer line is the story. With more, first sentences
are read as titles; with fewer, long double titles are lost."""
LONGEST_LINE_CJK = 30
"""The same of Chinese, Japanese and Korean, which say twice as much in a character; more and
fewer fail alike."""
NARROWEST = 28
"""Characters of a line of prose that was wrapped for a narrow screen, at least. With more, title
pages read on into it, with fewer, lines of a title page are prose."""
MOST_SIGNS = 2
"""Different signs of an underline; with more, the rows of a drawing are underlined, with fewer,
``-=-=-`` is none."""
UNDERLINE = 4
"""Signs that a line below a title may be longer or shorter than the title; with more, rules below
a signature underline it, with fewer, careless underlines are rules."""
MOST_ABOVE = 8
"""Lines of a summary without a label that stands right above the fields of a header; with more,
prose that runs into a form is one, with fewer, long summaries are the story."""
MOST_WORDED = 1_000
"""Lines of a text in which the words of a name are looked for; more costs time, with fewer, words
that are no names are not met."""
RULING = "-=*_~#+"
RULED = lazy(r"\W{0,4}(?:[\w'’\"“”:,.!?&]+[ -])+\s*([-=*_~#+])\1{7,}")
"""A rule that fills a line up behind its words, and no drawing: ``SALT ROAD --------``."""
COLUMNS = lazy(r"\s{4,}|\t+")
EPISODE = worded(
    r"@episode@[\s#.:]*(?:@number_words@\s*)?(\d{1,3}|[IVXL]{1,6}(?!\w))(?:\W*$|\s*[-–—:]+\s+(?=\w))",
    needs=("episode",),
)
FEWEST_OF_SENTENCE = 8
"""Words of a sentence by which the story has begun. With more, the title page swallows a short
first sentence; with fewer, a motto ends it."""
PART_OF_TITLE = worded(
    r"@title_parts@\s+(?P<number>\w+)\s+@of@\s+(?P<title>[\"“']?[^\W\d].{2,60})",
    needs=("title_parts",),
)
PART_WORD = marker_words("part_line")[0]
"""What stands before the number of a part."""
GIVEN_FROM = worded(r"@given_from@\s", needs=("given_from",))
DEDICATION = worded(r"\W*(?:@dedicated@)\s+\S.{0,60}|@given_from@\s+\S.{0,40}")


class OpeningLine(Record):
    """A line of the opening, or a field with all its lines."""

    index: int
    facts: Facts
    field: FieldLine | None = None
    joined: bool = False
    """It stands directly under the row before."""

    @property
    def text(self) -> str:
        """The text, with single spaces."""
        return self.facts.text

    @property
    def core(self) -> str:
        """The text without ornament."""
        return self.facts.core

    @property
    def form(self) -> HeadingForm | None:
        """The text taken apart as a heading."""
        return self.facts.form


def is_byline(field: FieldLine) -> bool:
    """Tell whether a field is a byline with a colon after its word: ``By: Ann``."""
    return field.key == "author" and not field.strong and folded(field.label) in byline_words()


def opening_rows(page: Page, start: int) -> list[OpeningLine]:
    """Return the rows from ``start`` down to the first that is prose for sure."""
    rows: list[OpeningLine] = []
    index = page.next_text(start)
    while index is not None and len(rows) < MOST_ROWS and index not in page.stories:
        line = page.lines[index]
        text = single_spaced(line.text)
        facts = line.facts if line.text == text else facts_of(text)
        said = field_line(text)
        titled = bool(said and said.key == "title" and heads_fields(page.lines, index))
        if said and (is_byline(said) or not (said.key and (said.strong or rows or titled))):
            said = None
        if said is None and (
            (is_story(page, index) and not (rows and stands_on_fields(page, index)))
            or heads_list(folded(facts.core).rstrip(":. "))
        ):
            break
        joined = bool(rows) and index > 0 and index - 1 == last_line(page, rows[-1])
        beside = None if said else rows_in_one(page.lines[index].text, facts, top=not rows)
        if beside:
            rows += [OpeningLine(index, facts_of(one), None, joined) for one in beside]
        else:
            rows.append(OpeningLine(index, facts, said, joined))
        index = page.next_text(last_line(page, rows[-1]) + 1)
    return rows


def heads_list(folded_text: str) -> bool:
    """Tell whether a line stands above the contents, or above the persons of a play."""
    return folded_text in contents_words() or folded_text in marker_words("cast_labels")


def rows_in_one(text: str, facts: Facts, *, top: bool) -> tuple[str, ...] | None:
    """Return what one line says as several rows of a title page would, None for other lines."""
    return (
        credit_beside(text)
        or part_with_byline(facts)
        or (part_of_title(facts.core) if top else None)
    )


def part_with_byline(facts: Facts) -> tuple[str, str] | None:
    """Return a part and the byline that is glued to it in one line.

    >>> part_with_byline(Facts("Part 4 by Ann Berg.")), part_with_byline(Facts("Part 4 by the sea"))
    (('Part 4', 'by Ann Berg'), None)
    """
    form = facts.form
    if not form or form.rank != "part" or not form.title or not form.label:
        return None
    byline = form.title.rstrip(".")
    return (form.label, byline) if name_in_byline(byline) else None


@recogniser(
    takes=('SECTION ONE OF "THE SALT ROAD"', "Part 2 of The Salt Road"),
    spares=("Part 2 of 5", "Part Two of the story", "Part of The Salt Road"),
)
def part_of_title(text: str) -> tuple[str, ...] | None:
    """Return a title and its part, where a line says the part first.

    >>> part_of_title('SECTION ONE OF "THE SALT ROAD"'), part_of_title("Part 2 of 5")
    (('THE SALT ROAD, part 1',), None)
    """
    match = PART_OF_TITLE.fullmatch(text)
    number = leading_numeral(match["number"]) if match else None
    if not match or not number or number[1]:
        return None
    title = match["title"].strip("\"“”.:' ")
    named = title != match["title"].rstrip(" .:") or Facts(title).is_title_case or title.isupper()
    words = len(title.split()) > 1 or title != match["title"].rstrip(" .:")
    return (f"{title}, {PART_WORD} {number[0].value}",) if named and words else None


def credit_beside(text: str) -> tuple[str, str] | None:
    """Return a title and what names its author, where they stand in two columns of one line.

    >>> credit_beside("The Salt Road            Copyright 1993 by Ann Berg")
    ('The Salt Road', 'Copyright 1993 by Ann Berg')

    The date may stand in a third.

    >>> credit_beside("SALT ROAD        by Ann Berg (ann@mail.example)      10-5-94")
    ('SALT ROAD', 'by Ann Berg (ann@mail.example)')

    A list of works with what each of them is owed to has a label there.

    >>> credit_beside("Genesis                  Written by: Ann Berg")
    """
    title, *beside = map(single_spaced, COLUMNS.split(text))
    if beside[1:] and (is_date(beside[-1]) or NUMERIC_DATE.fullmatch(f" {beside[-1]}")):
        beside.pop()
    if len(beside) != 1 or ":" in beside[0]:
        return None
    if not (name_in_copyright(beside[0]) or name_in_byline(beside[0])):
        return None
    return title, beside[0]


def stands_on_fields(page: Page, index: int) -> bool:
    """Tell whether a line, or what it goes on with, stands right above a known field."""
    for line in page.lines[index + 1 : index + 1 + MOST_ABOVE]:
        if not line:
            return False
        below = field_line(line.text)
        if below is not None and below.strong:
            return True
    return False


def last_line(page: Page, row: OpeningLine) -> int:
    """Return the index of the last line of a row: a field may go on over several."""
    if row.field is None:
        return row.index
    more = wrapped if row.field.value else value_below
    return row.index + more(page.lines, row.index)


def is_story(page: Page, index: int) -> bool:
    """Tell whether the story has begun: a long line, a paragraph of lines, a sentence, speech."""
    text = single_spaced(page.lines[index].text)
    if facts_of(text).is_ornament:
        return False
    if is_imprint(text) or credit_beside(page.lines[index].text):
        return False
    if len(text) <= LONGEST_TITLE and TITLE_BY.fullmatch(text):
        return False
    ruled = text[-1:] in RULING and RULED.fullmatch(text) is not None
    said = facts_of(text).core if ruled else text
    if len(said) > (LONGEST_LINE_CJK if has_cjk(text) else LONGEST_LINE):
        return not is_long_title(page, index)
    bare = without_part(text)[0]
    if text[0] in '"“„«‘「—–' and clean_title(bare) == bare:
        return True
    below = page.lines[index + 1] if index + 1 < len(page.lines) else None
    if below and not ruled and are_wrapped((facts_of(text), below.facts)):
        return not (is_imprint(below.text) or is_last_byline(page, index + 1))
    if below and not ruled and opens_narrow(page, index):
        return True
    return ends_sentence(text) and len(text.split()) >= FEWEST_OF_SENTENCE


def opens_narrow(page: Page, index: int) -> bool:
    """Tell whether a line opens a paragraph that was wrapped for a narrow screen: most of the next
    lines go on in a small letter."""
    lines = page.lines[index : index + LONGEST_STACK]
    if len(lines) < LONGEST_STACK or len({line.indent for line in lines[1:]}) > 1:
        return False
    if not all(NARROWEST <= len(line.text) <= LONGEST_LINE for line in lines):
        return False
    on = sum(runs_on(above.facts, line.facts) for above, line in pairwise(lines))
    return 2 * on > len(lines) - 1


def is_last_byline(page: Page, index: int) -> bool:
    """Tell whether a line is a byline with nothing right below it."""
    alone = index + 1 >= len(page.lines) or not page.lines[index + 1]
    return alone and name_in_byline(page.lines[index].facts.core) is not None


def is_long_title(page: Page, index: int) -> bool:
    """Tell whether a line alone is a title that is longer than a line mostly is.

    It is in capitals, or underlined in its whole length.
    """
    line = page.lines[index]
    below = page.lines[index + 1] if index + 1 < len(page.lines) else None
    if len(line.text) > LONGEST_TITLE or ends_sentence(line.text) or has_cjk(line.text):
        return False
    alone = not below and not (index and page.lines[index - 1])
    return (alone and line.text.isupper()) or is_underlined(page, index)


def is_underlined(page: Page, index: int) -> bool:
    """Tell whether a line has one of its own length below it, so that it heads what follows."""
    line = page.lines[index]
    below = page.lines[index + 1] if index + 1 < len(page.lines) else None
    if not below or any(map(str.isalnum, below.text)) or ends_sentence(line.text):
        return False
    like = abs(len(below.text) - len(line.text)) <= UNDERLINE
    like = like and len(set(below.text.replace(" ", ""))) <= MOST_SIGNS
    return like and (line.facts.is_shouted or line.facts.is_title_case)


@recogniser(takes=("**The Ford**",), spares=("The Ford", "****", "**Come!** she said."))
def is_bold(text: str) -> bool:
    """Tell whether a whole line stands in the marks of bold: ``**The Ford**``."""
    return len(text) > 4 and text.startswith("**") and text.endswith("**")


def is_sole_marked(page: Page, index: int) -> bool:
    r"""Tell whether the first line, and no other, is marked as Markdown marks its largest heading.

    >>> from epubify.layout.lines import lines_of
    >>> from epubify.model import Text
    >>> is_sole_marked(Page(lines_of(Text("# The Ford\nRain fell.\n", "ascii", 1.0))), 0)
    True
    """
    if index != page.next_text(0) or not page.lines[index].text.startswith("# "):
        return False
    return not any(line.text.startswith("#") for line in page.lines[index + 1 :])


def opens_stanza(page: Page, first: OpeningLine) -> bool:
    """Tell whether so many lines stand right below the first that it is one of verse, or prose."""
    below = page.lines[first.index + 1 : first.index + 1 + LONGEST_STACK]
    return len(below) == LONGEST_STACK and all(below)


def up_to_story(rows: list[OpeningLine]) -> list[OpeningLine]:
    """Return the rows before the first heading of the story itself.

    A volume or part may be named on a title page: it counts only when nothing of a title
    page (a byline, a publisher) comes after it.
    """
    for n, row in enumerate(rows):
        if row.field or not is_sure_heading(row):
            continue
        after = rows[n + 1 : next_chapter(rows, n + 1)]
        loose = row.form is not None and row.form.rank in ("volume", "part")
        loose = loose or (n > 0 and EPISODE.match(row.core) is not None)
        if loose and any(names_author(r) or is_imprint(r.text) for r in after):
            continue
        return rows[:n]
    return rows


def is_sure_heading(row: OpeningLine) -> bool:
    """Tell whether a row opens a section; a number alone does when counting begins with it."""
    if row.form is None:
        return False
    if row.form.rank == "numeral" and not row.facts.marked:
        return row.form.title is None and (row.form.number or 0) <= 1
    return True


def next_chapter(rows: Sequence[OpeningLine], start: int) -> int:
    """Return the index of the first row from ``start`` that is a chapter, else their number."""
    ranks = ("chapter", "numeral", "named")
    return next(
        (n for n in range(start, len(rows)) if (f := rows[n].form) and f.rank in ranks), len(rows)
    )


@recogniser(
    takes=(
        "Copyright 1911 by Anna Berg",
        "London: The Quay Press",
        "LONDON HOLM & SONS 1911",
        "Leipzig: Adler und Sohn, 1911",
    ),
    spares=("The rain had stopped.", "Dombey and Son: 1911"),
)
def is_imprint(text: str) -> bool:
    """Tell whether a line speaks of publishing: a copyright, a press, an edition, an address."""
    return imprint_phrases().stand_in(text)


@recogniser(
    takes=("for Ann's birthday", "from Dad", "To my mother"),
    spares=("For Whom the Bell Tolls", "To the Lighthouse", "The Salt Road"),
)
def is_dedication(text: str) -> bool:
    """Tell whether a line says to whom a book is given: no title is cast so in small letters.

    >>> is_dedication("for Ann's birthday"), is_dedication("To my mother"), is_dedication("To Have")
    (True, True, False)
    """
    if not DEDICATION.fullmatch(text):
        return False
    if GIVEN_FROM.match(text) and without_date(text) != text:
        return False  # it says where the text was printed
    return text.lstrip("(*_ ")[:1].islower() or folded(text).split()[1:2] == ["my"]


@recogniser(takes=("Preface to the second edition",), spares=("The Salt Road",))
def opens_section(text: str) -> bool:
    """Tell whether the first word of a line names a section of a book: ``Preface to …``."""
    form = facts_of(text.split()[0].strip(".,:")).form if text.split() else None
    return form is not None and form.rank == "named"


def names_author(row: OpeningLine) -> bool:
    """Tell whether a row is a byline, or the word before one."""
    return name_in_byline(row.core) is not None or folded(row.core).rstrip(".:") in byline_words()


def is_made_of_words(text: str, page: Page) -> bool:
    """Tell whether most words of a line stand in small letters in the text: no names are so."""
    words = [word for word in re.findall(r"[^\W\d_]{3,}", text.lower()) if not has_cjk(word)]
    if len(words) < 2 and not text.isupper():
        return False  # a first name may be a word
    near = " ".join(line.text for line in page.lines[:MOST_WORDED])
    common = sum(bool(re.search(rf"(?<![\w'’-]){re.escape(word)}(?!\w)", near)) for word in words)
    return 2 * common >= max(1, len(words))
