"""Which blocks may be headings at all, and what their form and setting say."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from epubify.headings.candidate import Candidate, Candidates, Clue
from epubify.headings.evidence import Evidence, among_open
from epubify.headings.frames import KEYWORD_RANKS, headed_form
from epubify.headings.gaps import is_gap
from epubify.headings.title_list import TitleList
from epubify.headings.weights import EMPHASISED_TITLE, ORNAMENTED_TITLE, WEIGHTS
from epubify.headings.wishes import CERTAIN
from epubify.matter.bylines import name_in_byline
from epubify.matter.titles import heading_after_title
from epubify.matter.word_lists import marker_words
from epubify.model import Block, Cue, Paragraph, SceneBreak, Verse, plain
from epubify.text.cjk import SOURCE_WORD
from epubify.text.facts import Facts, facts_of, small_title
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import words_pattern
from epubify.text.line_ends import closes_sentence
from epubify.text.recogniser import recogniser
from epubify.text.title_words import looks_like_title, without_last_hyphen

FEWEST_ABOVE = 2
"""Lines by which a title with a full stop stands below the text before, at least, and more than it
stands above its poem. With fewer, the last line of a poem, set apart, is one; with more, titles of
books that are set closely are lines of verse."""
FEWEST_ALIKE = 2
"""Titles that must be set alike to be a family. With three, a story of two titled sections loses
them; one would make every line set apart a family of its own."""
CENTRED = 8
"""Columns from which a line that stands in is centred, not indented. With fewer, paragraphs with
a tab count as centred; with more, titles that nearly fill the line do not."""
MOST_BREAKING_OFF = 2
"""Words of a line that breaks off; with more, titles that end in a small word are no titles, with
fewer, dedications of several lines are chapters."""
RIGHT = 36
"""Columns from which a line right under the text signs it; with fewer, centred headings do that
a lost blank line glued to the text, with more, signatures are headings."""
DATED = lazy(r"(?:[\w.]{1,12},?\s+){0,3}(?:1[4-9]|20)\d\d\.?")
"""A date: what stands above it is a place, and nobody's heading."""
LONGEST_TITLE = 60
"""Characters of a heading that is words alone. With more, short paragraphs become candidates;
with fewer, chapters of old novels lose their titles."""
LONG_TITLE = 45
"""Characters from which length speaks against a title. With fewer, most chapter titles of novels
lose weight; with more, nothing tells them from short paragraphs."""
FULL_LINE = 60
"""Characters of a text that stops short when no stop closes it; shorter ones may be headings
themselves. With fewer, a heading below another is turned down."""
BRACKETS = "([{<"
"""What opens an aside: such a line is hardly a title, whatever stands around it."""


FEWEST_FIGURES, MANY_FIGURES = 2, 5
"""Words behind a number that begin with a figure: with a date in figures before them, and whatever
they are, from which they are a row of a table. With fewer, titles with a date are rows; with more,
lists of dates are chapters."""
SLASHED = lazy(r"\d{1,2}/\d{1,2}/\d\d", needs="/")
FRACTION = lazy(r"\d[./]\d", needs="./")


def candidates_in(evidence: Evidence) -> list[Candidate]:
    """Return the candidates among the blocks of a manuscript, with their clues."""
    found = (candidate(evidence, n) for n in range(len(evidence.blocks)))
    return [c for c in found if c]


def candidate(evidence: Evidence, index: int) -> Candidate | None:
    """Return the candidate that a block is, None for what cannot be a heading."""
    block = evidence.blocks[index]
    if isinstance(block, Cue) and index in evidence.entries:
        block = Paragraph(block.lines[0], block.at)
    if not isinstance(block, Paragraph) or block.setting.lines > 1:
        return None
    facts = facts_of(plain(block.spans).strip())
    asked = evidence.wishes.clue(block, facts.text)
    known = evidence.titles
    form, story_title = form_in(evidence, index, facts)
    marked = block.setting.level > 0
    if (
        form
        and form.rank == "numeral"
        and not (asked or marked)
        and is_row_of_figures(form.title or "")
    ):
        return None
    if form is None:
        titled = may_be_title(facts) or is_stopped_title(block, facts, evidence.blocks, index)
        labelled = block.setting.underlined and may_be_title(facts_of(facts.text.rstrip(" :")))
        listed = known.has(facts) and name_in_byline(facts.core) is None
        if not (asked or marked or titled or labelled or listed):
            return None
        form = small_title(facts.core) if marked else None
        title = facts.core.rstrip(" :") if labelled else without_last_hyphen(facts.core)
        form = form or HeadingForm("title", "chapter", None, title, ornamented=facts.ornamented)
    clues = (
        *clues_of_form(form, facts, block, known),
        *clues_of_surroundings(form, block, evidence.blocks, index),
        *clues_of_words(form, facts),
    )
    found = Candidate(
        index,
        block.at,
        facts.text,
        form,
        clues=tuple(clue for clue in clues if clue[1]),
        title=form.title,
        story_title=story_title,
    )
    return found.with_clue(asked, CERTAIN) if asked else found


def form_in(evidence: Evidence, index: int, facts: Facts) -> tuple[HeadingForm | None, str]:
    """Return the form that a line has in its text, and what stands before it in the line.

    Alone it may have none: other lines show that a sign or a title stands before each heading,
    or that a number runs on in a frame of words.
    """
    story = evidence.titles.story
    if index == evidence.notes_head:
        return HeadingForm("named", "endnotes", facts.core, None), ""
    if entry := evidence.entries.get(index):
        return entry, ""
    if found := heading_after_title(facts, story):
        return found
    if facts.form:
        return without_source_word(facts.form)
    if headed := evidence.frames.form_of(facts.text):
        return headed_form(headed, story)
    return evidence.frames.running.get(index), ""


def without_source_word(form: HeadingForm) -> tuple[HeadingForm, str]:
    """Return a form without the word that sites set before each chapter, and that word.

    >>> form = facts_of("正文 第一章 海边").form
    >>> form.label, without_source_word(form)[0].label
    ('正文 第一章', '第一章')
    """
    label = (form.label or "").removeprefix(SOURCE_WORD).strip()
    if not label or label == form.label:
        return form, ""
    return replace(form, label=label), SOURCE_WORD


@recogniser(
    takes=(
        "The Mail",
        "~ The Mail ~",
    ),
    spares=(
        "(The Mail)",
        "He read the mail.",
        "By Ann Quay",
    ),
)
def may_be_title(facts: Facts) -> bool:
    """Tell whether a line without a heading's form may be a title; one in brackets is an aside.

    >>> may_be_title(facts_of("The Mail")), may_be_title(facts_of("~ The Mail ~"))
    (True, True)
    >>> may_be_title(facts_of("(The Mail)")), may_be_title(facts_of("He read the mail."))
    (False, False)
    """
    if not looks_like_heading_title(facts.core):
        return False
    bracketed = facts.ornamented and facts.text[0] in BRACKETS
    return not bracketed and name_in_byline(facts.core.partition("(")[0].strip()) is None


@recogniser(
    takes=("Oct 3 91 Oct 5-Oct 11 103 41209.2 The Ebb", "02/13/91 408 The Bell"),
    spares=("The Ebb", "12 October 1891, 5 p.m.", "3 Ships, 2 Captains", "10/13/91"),
)
def is_row_of_figures(title: str) -> bool:
    """Tell whether what stands behind a number is a row of a table: a date and more figures."""
    words = title.split()
    figures = [word for word in words if word[0].isdigit()]
    if len(figures) < FEWEST_FIGURES:
        return False
    dated = SLASHED.match(words[0]) is not None
    return (
        dated
        or len(figures) >= MANY_FIGURES
        or (len(figures) > FEWEST_FIGURES and any(map(FRACTION.search, figures)))
    )


SLUG = lazy(
    rf"(?:\w+:\s+)?(?:{words_pattern('film_places')})\b[./ ]|(?:{words_pattern('film_marks')}):"
)
"""How the line of a film script begins that says where a scene is, or what is heard."""
SPOKEN = lazy(
    r"(?:--|\s-|[—–:,])\s*[\"“«]|(?:--|[—–,:])$|\s:\s*\S+.*\d|\w\s{2,}:|\d:\d\d\b|>\s*\d+$"
    r"|\.\.\.\.\.|        |\t",
    needs=(*"-—–:,>\t", ".....", 8 * " "),
)
"""What no title has: a speech behind the name of its speaker, a break in mid-sentence, a
field filled in, leaders, a second column."""


@recogniser(
    takes=("The Mail",),
    spares=(
        "“The mail!” he said",
        'Mate -- "The mail!"',
        'Monday - "The mail!"',
        "Ship    : Ann 20",
        "Mate ....... Ann Quay",
        "The Quay          The Ford",
    ),
)
def looks_like_heading_title(core: str) -> bool:
    """Tell whether words without a number may be a heading at all.

    >>> looks_like_heading_title("The Mail"), looks_like_heading_title("“The mail!” he said")
    (True, False)
    """
    if len(core) > LONGEST_TITLE or not core or core[0] in "\"'“‘«—–-`(":
        return False
    if not any(c.isalpha() for c in core) or SPOKEN.search(core):
        return False
    if SLUG.match(core) or breaks_off(core) or core.endswith(("!!", "?!", "!?", "??")):
        return False
    closes = closes_sentence(core) and not facts_of(core).is_title_case
    if closes or core.endswith((":", ".")) or is_code(core):
        return False
    return looks_like_title(core)


@recogniser(takes=("TO", "Aan de"), spares=("The Road to the Ford", "What He Was Looking For"))
def breaks_off(core: str) -> bool:
    """Tell whether a few words want another line below, as those of a dedication do.

    >>> breaks_off("AAN DE"), breaks_off("What He Was Looking For")
    (True, False)
    """
    words = core.casefold().split()
    return len(words) <= MOST_BREAKING_OFF and words[-1] in marker_words("title_goes_on")


@recogniser(takes=("P_1|CH_1",), spares=("The Mail",))
def is_code(core: str) -> bool:
    """Tell whether a line is a name for machines.

    >>> is_code("P_1|CH_1"), is_code("The Mail")
    (True, False)
    """
    return " " not in core and any(sign in core for sign in "_|{}")


# ------------------------------------------------------------------------- clues of a line


def clue(name: str, holds: bool = True) -> Clue:
    """Return a clue with its weight, without any where it does not hold."""
    return name, WEIGHTS[name] * holds


def clues_of_form(
    form: HeadingForm, facts: Facts, block: Paragraph, known: TitleList
) -> Iterator[Clue]:
    """Yield what the form of a line and the way it was set say."""
    setting = block.setting
    yield clue(f"form: {form.rank}")
    yield "ornament at both ends", ornament_weight(form, facts.text)
    yield clue("a heading by its markup", setting.level > 0)
    yield clue("underlined", setting.underlined)
    yield clue("all of it bold", setting.strong)
    yield clue("centred", setting.inset >= CENTRED)
    yield clue("in capitals", facts.is_shouted)
    yield clue("in the contents list", known.has(facts))
    yield clue("a post or page begins here", setting.page_before)


def ornament_weight(form: HeadingForm, text: str) -> float:
    """Return how much the ornament at both ends of a line says.

    Brackets say little of words that could be an aside; rules and stars say nearly all.
    """
    if not form.ornamented:
        return 0.0
    if form.rank != "title":
        return WEIGHTS["ornament at both ends"]
    if text[0] in BRACKETS:
        return 0.0
    return EMPHASISED_TITLE if text[0] == "_" else ORNAMENTED_TITLE


def clues_of_surroundings(
    form: HeadingForm, block: Paragraph, blocks: Sequence[Block], index: int
) -> Iterator[Clue]:
    """Yield what stands before and after a line says."""
    before = blocks[index - 1] if index else None
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    yield clue("wide space before", before is None or is_gap(before))
    yield clue("wide space after", after is not None and is_gap(after))
    yield clue("wider space before than below, between poems", parts_poems(block, before, after))
    text_before = nearest_text(blocks, index, -1)
    yield clue("the text before stops short", is_cut_by(block, text_before))
    text_after = nearest_text(blocks, index, 1)
    yield clue("nothing follows", text_after is None)
    if isinstance(text_after, Paragraph):
        first = plain(text_after.spans).lstrip("\"'“‘*_ ")[:1]
        small = first.islower() and not block.setting.underlined
        yield clue("the text after starts small", small)
        on_right = block.setting.inset >= RIGHT and before is not None
        glued = not (block.setting.single or block.setting.gap_before)
        glued = glued and (on_right or not block.setting.inset)
        close = on_right or not text_after.setting.gap_before
        loose = form.rank in ("numeral", "title") and close
        yield clue("no space around it", glued and loose)
        dated = DATED.fullmatch(plain(text_after.spans).strip()) is not None
        yield clue("a date stands below", form.rank == "title" and dated)


def is_cut_by(block: Paragraph, above: Block | None) -> bool:
    """Tell whether a line stands where the text above it is not at its end: in mid-sentence, or
    right below a comma."""
    if isinstance(above, Verse):
        last = plain(above.stanzas[-1][-1].spans).rstrip()
    elif isinstance(above, Paragraph) and above.setting.lines > 0:
        last = plain(above.spans).rstrip()
        if stops_short(last):
            return True
    else:
        return False
    return last.endswith(",") and not block.setting.gap_before


@recogniser(
    takes=("The rain had not stopped since the morning, and the road to the ford was",),
    spares=(
        "The rain had stopped.",
        "The Road to the Ford",
    ),
)
def stops_short(text: str) -> bool:
    """Tell whether a text ends in mid-sentence.

    >>> stops_short("The rain had not stopped since the morning, and the road to the ford was")
    True
    >>> stops_short("The rain had stopped."), stops_short("The Road to the Ford")
    (False, False)
    """
    return len(text) > FULL_LINE and not facts_of(text).is_terminal


def clues_of_words(form: HeadingForm, facts: Facts) -> Iterator[Clue]:
    """Yield what the words of a title say."""
    if form.rank == "title":
        yield clue("title case", facts.is_title_case)
        yield clue("long for a title", len(facts.text) > LONG_TITLE)
        yield clue("ends as a sentence", facts.is_shouted and facts.text.endswith("."))
    if form.title and form.rank in KEYWORD_RANKS:
        yield clue("ends as a sentence", form.title.endswith("."))


def is_stopped_title(block: Paragraph, facts: Facts, blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a line with a full stop is a title: one of an old book of verse, over a poem,
    one that stands in and free over a rule, which last lines of a scene do not, one in capitals.
    """
    if stops_in_capitals(block, facts, blocks, index):
        return True
    setting = block.setting
    if setting.underlined and setting.lines == 1 and setting.inset and setting.gap_before:
        return facts.text.endswith(".") and may_be_title(facts_of(facts.text[:-1]))
    before, after = (nearest_text(blocks, index, step) for step in (-1, 1))
    if not (isinstance(after, Verse) and facts.text.endswith(".")):
        return False
    if not may_be_title(facts_of(facts.text.rstrip("."))):
        return False
    above = block.at.first_line - before.at.last_line if before else math.inf
    return above > max(FEWEST_ABOVE, after.at.first_line - block.at.last_line)


def stops_in_capitals(block: Paragraph, facts: Facts, blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a line is a title in capitals with a full stop: centred, or with space above."""
    if not (facts.text.endswith(".") and facts.is_shouted and block.setting.lines == 1):
        return False
    spaced = index == 0 or isinstance(blocks[index - 1], SceneBreak)
    spaced = spaced or block.setting.underlined or block.setting.inset >= CENTRED
    return spaced and not facts.text.endswith("..") and may_be_title(facts_of(facts.text[:-1]))


def parts_poems(block: Paragraph, before: Block | None, after: Block | None) -> bool:
    """Tell whether a line stands between verse and verse, nearer to what follows."""
    if not (isinstance(before, Verse) and isinstance(after, Verse)):
        return False
    above = block.at.first_line - before.at.last_line
    below = after.at.first_line - block.at.last_line
    return block.setting.gap_before > 1 and above > below


def nearest_text(blocks: Sequence[Block], index: int, step: int) -> Block | None:
    """Return the next block in a direction, scene breaks left out."""
    index += step
    while 0 <= index < len(blocks):
        if not isinstance(blocks[index], SceneBreak):
            return blocks[index]
        index += step
    return None


# ------------------------------------------------------------------- clues of them together


@among_open
def weigh_likeness(candidates: Candidates, evidence: Evidence) -> Candidates:
    """Give titles without numbers a clue when others are set just like them."""
    times = Counter(c.facts.title_key for c in candidates)
    alike = set_alike(candidates, evidence.blocks)
    return [
        c.with_clue(
            *clue("stands again and again", c.form.rank == "title" and times[c.facts.title_key] > 1)
        ).with_clue(*clue("others are set like it", c.index in alike))
        for c in candidates
    ]


def set_alike(candidates: Candidates, blocks: Sequence[Block]) -> set[int]:
    """Return the indices of titles that are set like others.

    Only where a wide space stands before, or a rule below: what is set like prose is no family.
    """
    families: defaultdict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    for c in candidates:
        block = blocks[c.index]
        spaced = c.index > 0 and is_gap(blocks[c.index - 1])
        if c.form.rank == "title" and isinstance(block, Paragraph):
            ruled = block.setting.underlined
            centred = not ruled and block.setting.inset >= CENTRED
            look = (centred, c.facts.is_shouted, c.form.ornamented, ruled, c.text[-1] == ".")
            if spaced or ruled:
                families[look].append(c)
    return {
        c.index
        for family in families.values()
        if len({c.facts.title_key for c in family}) >= FEWEST_ALIKE
        for c in family
    }
