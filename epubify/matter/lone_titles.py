"""Titles without a byline: a first line set apart from the story, recognised by how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile, takewhile

from epubify.layout.lines import Line, blank_before
from epubify.matter.bylines import dated_name
from epubify.matter.credits import name_in_copyright, says_who_helped
from epubify.matter.families import (
    PROSE,
    WIDE,
    counts_on_below,
    heads_a_family,
    heads_columns,
    is_rule,
    stands_on_counted_numeral,
    underlined_alike,
)
from epubify.matter.fields import is_field
from epubify.matter.mail_headers import header_name, is_mail_name
from epubify.matter.marked_tales import heads_first_tale
from epubify.matter.opening import (
    LONGEST_LINE_CJK,
    OpeningLine,
    is_bold,
    is_dedication,
    is_imprint,
    is_made_of_words,
    is_sole_marked,
    opens_stanza,
)
from epubify.matter.page import Page
from epubify.matter.people import (
    ADDRESS,
    LONGEST_NAME,
    is_name,
    is_whole_name,
    name_weight,
    split_names,
)
from epubify.matter.story_talk import is_talk
from epubify.matter.title_forms import says_title
from epubify.matter.titles import (
    LONGEST_TITLE,
    clean_title,
    ends_sentence,
    starts_alternative,
    without_part,
)
from epubify.matter.told_of import names_hero
from epubify.matter.traces import Traces, creator_in
from epubify.matter.word_lists import genres, marker_words, time_pattern, worded
from epubify.text.cjk import has_cjk
from epubify.text.dates import is_date
from epubify.text.facts import Facts, runs_on
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.log_lines import is_log_line
from epubify.text.recogniser import recogniser

SENTENCE = 30
"""Columns from which a line below a lone first line is prose where it ends as sentences do. A
smaller number takes a second title line for the story; a larger one misses the title above a story
that opens with a short line."""
BULLETS = "-–—•·"
"""What stands before an entry of a list."""
COUNT_OF_WORDS = worded(r"\W*(?:@about_count@\s+)?\d[\d,.]*\s*@post_lengths@\W*")
"""How long a manuscript is."""
BLOCK = lazy("[\u2500-\u259f]{2}")
"""Drawn lines and blocks: a line of a picture."""
YEAR = lazy(r"\W*(?:1[5-9]\d\d|20\d\d|M[DCLXVI]{3,})\W*")
"""A year alone, perhaps in Roman numerals."""
FILE = lazy(r"[\w-]{2,12}\.\w{2,4}")
"""The name of a file, as boards set it on top."""
WORD = lazy(r"[^\W\d_]+")
FRAMES = "-–—=~*"
"""What may stand at both ends of a title."""
CLOCK = worded(r"\d{1,2}[:.]\d\d\s*(?:[ap]\.?\s?m\b|@clock_words@\b)")
"""A time of the day with its half: ``3:10`` alone may open a title."""
DAY_AND_CLOCK = worded(r"\w{3,12},?\s+\d{1,2}[:.]\d\d\s*(?:[ap]\.?\s?m\b|@clock_words@\b).{0,12}")
"""The name of a day, and a time."""
FEWEST_CRIED = 4
"""Words of a title that ends in a cry; with fewer, first cries of a story are titles, with more,
titles of lists are not."""
DASHES = "-–—~ "
"""What may stand before the name of an author."""
FEWEST_LETTERS = 0.5
"""Share of letters in a line that is no drawing; with more, rows of figures are skipped, with
less, pictures of letters are prose."""
CENTRED = 8
"""Columns that a line is further in than the prose below it to stand in the middle; with fewer,
the indents of paragraphs count, with more, long titles do not."""
MOST_BELOW = 2
"""Lines in the middle right below a title; with more, songs in the middle have one, with fewer,
those with version and date do not."""
MOST_SENT = 2
"""Lines below a title that say who sent a story, and when. With more, a signature with a motto is
below a title; with fewer, the date hides it."""
NEAR, FEWEST_NEAR = 12, 5
"""Lines below a title that tell which space is usual, at most and at least. With more, a gap
between two scenes hides a title that only space sets off; with fewer, the first line of a short
note is one."""


def titles_on_top(
    bare: Sequence[OpeningLine], rows: Sequence[OpeningLine], page: Page, *, author_known: bool
) -> tuple[OpeningLine, OpeningLine | None] | None:
    """Return the row that is a title, and the row that names its author where one does."""
    bare = list(dropwhile(lambda row: row.facts.is_ornament, bare))
    if not bare:
        return None
    first = bare[0]
    plain = (row for row in rows if not (row.facts.is_ornament or is_date(row.text)))
    if not may_be_title(first) or (author_known and first is not next(plain, None)):
        return None
    credited = len(bare) > 1 and names_helper(bare[1].core)
    fielded = author_known and goes_on_with_field(first, rows)  # whatever talk stands in them
    if not (credited or fielded) and is_talk(paragraph_at(page, first.index)):
        return None
    if heads_what_is_below(page, first):
        return None
    rest = [row for row in bare[1:5] if not is_beside(row)][:3]
    second = rest[0] if rest and not rest[0].form else None
    third = rest[1] if len(rest) > 1 and not rest[1].form else None
    if second is not None and third is not None and names_kind_first(first, second, third):
        return second, third
    if second is not None and third is not None and names_kind_last(first, second, third):
        return second, first
    kind = second is not None and genres().are(second.core)
    if second is not None and not kind and is_pair(first, second, page):
        known = name_weight(first.core) > max(0, name_weight(second.core))
        if known or names_hero(page, second.core, first.core):
            return second, first
        return first, second
    if kind and third is not None and (name_weight(third.core) > 0 or is_pair(first, third, page)):
        return first, third
    if (
        kind
        or credited
        or (
            second is not None and starts_alternative(second.core) and not opens_stanza(page, first)
        )
        or goes_on_with_field(first, rows)
        or tops_the_story(first, page)
        or is_centred(page, first)
    ):
        return first, None
    return None


def heads_what_is_below(page: Page, row: OpeningLine) -> bool:
    """Tell whether a first line belongs to the lines below it: to a family of titles, a wrapped
    paragraph, or a table."""
    return (
        heads_a_family(page, row.index)
        or heads_first_tale(page.lines, row.index)
        or stands_on_counted_numeral(page, row.index)
        or counts_on_below(page, row)
        or goes_on_below(page, row)
        or heads_columns(page, row.index)
    )


def closes_title(line: Line) -> bool:
    """Tell whether a line below an author is of the title page: a date, a rule, a kind."""
    text = line.facts.core
    said = (
        starts_alternative(line.text)
        or is_date(text)
        or COUNT_OF_WORDS.fullmatch(text)
        or YEAR.fullmatch(line.text)
        or genres().are(text)
    )
    return bool(said) or is_imprint(line.text) or line.facts.is_ornament


def is_beside(row: OpeningLine) -> bool:
    """Tell whether a row below a title is no name for sure: a rule, a year, to whom, an aside."""
    if row.text.startswith("(") and row.text.endswith(")"):
        return not starts_alternative(row.core)
    return row.facts.is_ornament or bool(YEAR.fullmatch(row.text)) or is_dedication(row.core)


def names_kind_first(first: OpeningLine, second: OpeningLine, third: OpeningLine) -> bool:
    """Tell whether three rows are a kind of story, its title and its author, in this order."""
    kind = genres().are(first.core)
    return kind and may_be_title(second) and is_whole_name(third.core) and not second.joined


def names_kind_last(first: OpeningLine, second: OpeningLine, third: OpeningLine) -> bool:
    """Tell whether three rows are an author, the title and the kind of story, in this order."""
    named = " " in first.core and is_name(first.core)
    named = named and name_weight(first.core) > name_weight(second.core)
    return named and genres().are(third.core) and may_be_title(second)


@recogniser(
    takes=("Uploaded by Anna Berg", "Created by Anna Berg"),
    spares=("Copyright by Anna Berg", "It was uploaded by Anna Berg"),
)
def names_helper(text: str) -> bool:
    """Tell whether a line below a title says who else worked on the text, or brought it here."""
    return says_who_helped(text) or creator_in(text) is not None


def may_be_title(row: OpeningLine) -> bool:
    """Tell whether a first line has the form of a title."""
    bare = without_part(row.core)[0]
    if is_mail_name(header_name(row.text)) or (" " not in bare and bare[-1:] == "."):
        return False
    if is_log_line(row.text):
        return False
    if (
        not bare
        or cries_warning(bare)
        or is_dedication(row.core)
        or FILE.fullmatch(bare)
        or folded(bare) in marker_words("cast_labels")
        or bare.endswith((":", "：", ","))
    ):
        return False
    if len(bare) > LONGEST_TITLE or row.facts.is_ornament or BLOCK.search(bare):
        return False
    if ends_sentence(bare) and not trails_off(row.facts):
        return False
    if row.form and row.form.rank != "numeral":
        return False
    if ADDRESS.search(bare) or says_when_or_whose(row.text):
        return False
    if row.text[0] in BULLETS and row.text[-1] not in FRAMES:
        return False
    if has_cjk(bare) and (len(bare) > LONGEST_LINE_CJK or "。" in bare):
        return False
    return bare[0] not in "\"“‘'「" or clean_title(bare) != bare


def trails_off(facts: Facts) -> bool:
    """Tell whether a line in the form of a title ends in dots, or long enough in a cry.

    >>> trails_off(Facts("And If She Waits...")), trails_off(Facts("and then we went..."))
    (True, False)
    >>> trails_off(Facts("Ferries That Will Never Sail!")), trails_off(Facts("Help! The Ferry!"))
    (True, False)
    """
    cried = facts.text.count("!") == 1 and facts.text.endswith("!") and facts.is_title_case
    cried = cried and len(facts.text.split()) >= FEWEST_CRIED
    dots = facts.core.endswith(("...", "…"))
    return cried or (dots and (facts.is_title_case or facts.is_shouted))


@recogniser(
    takes=("4:38 p.m., July 8 1994", "(C) copyright 1994, Ann Berg", "FADE IN:"),
    spares=("July 1914", "3:10 to the Quay", "Copyright"),
)
def says_when_or_whose(text: str) -> bool:
    """Tell whether a line says when a scene is, how it opens, or who has the rights in a story."""
    if name_in_copyright(text) or folded(text).strip(" .:") in marker_words("stage_openers"):
        return True
    return CLOCK.match(text) is not None or DAY_AND_CLOCK.fullmatch(text) is not None


@recogniser(
    takes=("WARNING! WARNING!", "DISCLAIMER", "Introduction"),
    spares=("The Warning", "A Notice to Mariners"),
)
def cries_warning(text: str) -> bool:
    """Tell whether a line says nothing but what kind of notice stands below it."""
    known = marker_words("notice_words")
    first = WORD.search(text)
    if first is None or folded(first[0]) not in known:
        return False  # as nearly all
    return all(word in known for word in WORD.findall(folded(text)))


def goes_on_below(page: Page, row: OpeningLine) -> bool:
    """Tell whether a line is the first of a wrapped paragraph: it is full, and no title by its
    capitals, and the line right below goes on in a small letter."""
    below = page.lines[row.index + 1 : row.index + 2]
    on = bool(below and below[0]) and runs_on(row.facts, below[0].facts)
    return on and row.facts.columns > PROSE and not row.facts.is_title_case


def paragraph_at(page: Page, index: int) -> str:
    r"""Return the text of the lines that stand together from a line on.

    >>> from epubify.layout.lines import lines_of; from epubify.model import Text
    >>> paragraph_at(Page(lines_of(Text("Rain fell.\nWe went\n\nHome.", "ascii", 1.0))), 1)
    'We went'
    """
    return " ".join(line.text for line in page.lines[index : page.row_end(index)])


def is_pair(first: OpeningLine, second: OpeningLine, page: Page) -> bool:
    """Tell whether two lines on top name title and author, in one order or the other."""
    if genres().are(first.core):
        return False  # ``Roman`` is a name as well
    said = dated_name(second.core) or second.core
    named = is_name(said.lstrip(DASHES))
    if not (named or name_weight(first.core) > 0) or ends_sentence(said):
        return False
    if not all(" " in name for name in split_names(said)[1:]):
        return False  # a place has commas, too
    if len(second.core) > LONGEST_NAME or second.facts.is_ornament or is_imprint(second.core):
        return False
    if time_pattern().fullmatch(said) or says_when_or_whose(said):
        return False
    weight = name_weight(said.lstrip(DASHES))
    word = weight == 0 and " " not in said and said.endswith(".")
    if word and (said.istitle() or said.islower()):
        return False  # somebody's answer, or the end of a sentence, not a name
    turned = name_weight(first.core) > max(0, weight)
    if not turned and (weight < 0 or (weight == 0 and is_made_of_words(second.core, page))):
        return False
    below = page.lines[second.index + 1] if second.index + 1 < len(page.lines) else None
    return not below or below.page or closes_title(below)


def goes_on_with_field(row: OpeningLine, rows: Sequence[OpeningLine]) -> bool:
    """Tell whether a field comes within the next rows."""
    at = rows.index(row)
    return any(r.field and r.field.strong for r in rows[at + 1 : at + 4])


def tops_the_story(row: OpeningLine, page: Page) -> bool:
    """Tell whether a lone first line is followed by a blank and then a heading or prose."""
    after = page.next_text(row.index + 1)
    if after is not None and is_sole_marked(page, row.index):
        return True
    above = (line for line in page.lines[: row.index] if line)
    banner = all(line.facts.is_ornament or is_date(line.text) for line in above)
    if not banner and row.index not in page.seams:
        return False
    if after is not None and is_rule(page, after):
        underlined = after == row.index + 1 and not page.lines[row.index].facts.form
        if underlined and (row.facts.is_shouted or row.facts.is_title_case):
            return page.next_text(after + 1) is not None and not underlined_alike(page, row.index)
        after = page.next_text(after + 1)
    if after is None:
        return False
    below = page.lines[after]
    if after == row.index + 1:
        return heads_numbered(row, below.facts) or (
            is_bold(page.lines[row.index].text) and not is_bold(below.text)
        )
    length = below.facts.columns
    prose = length > PROSE or (ends_sentence(below.text) and length > SENTENCE)
    parted = without_part(row.core)[0] != row.core  # no first words of a story count it
    said = not page.posts and row.form is None and says_title(row.core)  # no subject says more
    return bool(below.facts.form) or prose or parted or said or stands_far_above(page, row)


def stands_far_above(page: Page, row: OpeningLine) -> bool:
    """Tell whether far more space is below a line that is no name than anywhere near below it.

    What stands in brackets is a remark, and where something was taken out there was no space.
    """
    at = page.next_text(row.index + 1)
    if at is None or row.text[0] in "[({" or not page.cut.keys().isdisjoint(range(row.index, at)):
        return False
    gaps: list[int] = []
    while at is not None and len(gaps) < NEAR:
        gaps.append(blank_before(page.lines, at))
        at = page.next_text(at + 1)
    first, near = gaps[0] if gaps else 0, gaps[1:]
    far = len(near) >= FEWEST_NEAR and first > max(WIDE, 2 * max(near))
    return far and name_weight(row.core) <= 0


def heads_numbered(row: OpeningLine, below: Facts) -> bool:
    """Tell whether a line stands right on the first heading of the text, and is set as titles."""
    form = below.form
    first = form is not None and form.number == 1 and form.rank in ("chapter", "part")
    return first and row.form is None and (row.facts.is_shouted or row.facts.is_title_case)


def is_centred(page: Page, row: OpeningLine) -> bool:
    """Tell whether a line stands alone in the middle above lines further out."""
    line = page.lines[row.index]
    below = page.next_text(row.index + 1)
    if below is None or not page.is_free(row.index):
        return False
    long = (one for one in page.lines[below:] if len(one.text) > PROSE)
    prose = next((one for one in long if not is_drawing(one.text)), None)
    if prose is None or line.indent < prose.indent + CENTRED:
        return False
    return below > row.index + 1 or heads_centred(page, row.index, prose.indent + CENTRED)


@recogniser(
    takes=("|    V    | `x/           xXXXXXXXXx XXXXxXx TM",),
    spares=("Ferries of the North   monthly   Ann Berg", "The rain had stopped."),
)
def is_drawing(text: str) -> bool:
    """Tell whether a line is of a drawing: hardly any letters, and wide space."""
    return "   " in text and sum(map(str.isalpha, text)) < FEWEST_LETTERS * len(text)


def heads_centred(page: Page, index: int, least: int) -> bool:
    """Tell whether a line in capitals stands over lines in the middle that are not in capitals.

    Below the title of a list stands which version it is; a stanza has no capitals throughout.
    """
    below = page.lines[index + 1 : page.row_end(index)]
    shouted = page.lines[index].facts.is_shouted and len(page.lines[index].text.split()) > 1
    return (
        shouted
        and len(below) <= MOST_BELOW
        and all(line.indent >= least and not line.facts.is_shouted for line in below)
    )


def is_lone_title(page: Page, row: OpeningLine, traces: Traces) -> bool:
    """Tell whether a line alone below a note is the title: known elsewhere, or well set apart."""
    index = row.index
    alone = index + 1 >= len(page.lines) or not page.lines[index + 1] or is_rule(page, index + 1)
    alone = alone or is_sent(page, index)
    below = page.next_text(index + 1)
    ruled = below == index + 1 and is_rule(page, below) and " " not in page.lines[below].text
    if below is None or (ruled and underlined_alike(page, index)) or heads_columns(page, index):
        return False
    opened = len(row.text) <= LONGEST_TITLE and alone and traces.opens(row.text)
    if traces.name(row.text) or (opened and not page.lines[index - 1]):
        return True
    if not alone or row.text.endswith(",") or (row.text.endswith("...") and not traces.untitled):
        return False
    if is_signature(row.core) or is_imprint(row.text) or is_field(row.text):
        return False
    if index == page.next_text(0):
        return False
    return may_be_title(row) and (row.facts.is_title_case or row.facts.is_shouted)


def is_sent(page: Page, index: int) -> bool:
    """Tell whether right below a line stand the address of who sent it and the day, and no more."""
    below = list(takewhile(bool, page.lines[index + 1 : index + 2 + MOST_SENT]))
    texts = [line.text for line in below]
    told = all(is_date(text) or ADDRESS.search(text) for text in texts)
    short = len(texts) <= MOST_SENT and all(len(text) <= PROSE for text in texts)
    return told and short and any(map(ADDRESS.search, texts))


@recogniser(takes=("Carl", "P. T.", "Ann Berg"), spares=("The Salt Road",))
def is_signature(text: str) -> bool:
    """Tell whether a short line may be the name below a note."""
    words = text.split()
    short = not any(len(word.strip(".,")) > 2 for word in words)
    return short or len(words) == 1 or name_weight(text) > 0
