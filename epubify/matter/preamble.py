"""The preamble: greetings, notes, rights and warnings above the title or above the story.

The top of a file is read paragraph by paragraph. Each may open a title block; the readings are
scored by what else speaks for them, and the best one wins. What stands above it is a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile

from epubify.layout.lines import Line
from epubify.matter.families import is_rule
from epubify.matter.fields import field_line
from epubify.matter.lone_titles import BULLETS, cries_warning, is_centred, is_sent
from epubify.matter.notes import is_note
from epubify.matter.opening import OpeningLine, is_sure_heading, is_underlined
from epubify.matter.page import Page
from epubify.matter.people import given_first
from epubify.matter.story_talk import MOST_KEPT, opens_speech, talk_weight
from epubify.matter.title_block import TitlePage
from epubify.matter.titlepage import heads_known, read_title_page
from epubify.matter.titles import LONGEST_TITLE, clean_title
from epubify.matter.traces import Traces
from epubify.model.records import Record
from epubify.text.cjk import has_cjk
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser
from epubify.text.single_spaces import single_spaced

POINTED_AT = lazy(
    r"[-=*]*(?:>{2,}|<{2,}|\[{2,}|\{{2,}|»+|«+)\s*\w.*\S\s*[<>\[\]{}»«]{2,}[-=*]*", needs="<>[{»«"
)
"""A line at which arrows or brackets point from both sides: ``>>> Salt Road <<<``."""
MOST_LINES = 150
"""Lines from the top among which a title block is looked for; with more, titles of tales inside
a book are found, with fewer, those below long notes are lost."""
MOST_PROSE = 3
"""Paragraphs without a word about the story that a preamble may go on over, one after another;
with more, a story is taken for one, with fewer, chatty notes are cut."""
FEWEST_BELOW_TITLE = 3
"""Sure fields right below a bare title that make a header, whatever addresses stand in them. With
more, short headers are notes; with fewer, a note with a signature is a header."""
MOST_LITTLE = 3
"""Short lines and rules above a title block of which nothing says what they are; with more, a title
is seen below the first speeches of a story, with fewer, banners hide it."""
LONGEST_PROSE = 1_200
"""Characters of such paragraphs together; more and fewer fail alike."""
LONG_RULE, LONGEST_RULED = 40, 500
"""Signs of a rule, and characters of paragraphs above it, that may stand above a title block though
nothing else says so; with shorter rules or more words, first scenes do."""
MOST_BOXED = 12
"""Paragraphs and rules of a note in a box on top; with more, first scenes between rules are one,
with fewer, long ones are the story."""
LONG = 25
"""Characters of a paragraph that says something; shorter ones are greetings and signatures."""
LONGEST_WRAPPED, LONGEST_WRAPPED_CJK = 120, 60
"""Characters of a line that may have been wrapped, also in Chinese, Japanese and Korean. A longer
one is a paragraph, and so is each line that it stands together with. With more, a text without
blank lines is one stretch, and all of it a note where its first lines are; with fewer, a wrapped
note is taken line by line."""
TOP_OF_FIELDS = 3
"""Lines of a stretch of which two are fields where it is a header; with more, a note with a
disclaimer below it is one, with fewer, headers whose title has no label are told line by line."""
LONG_STRETCH = 12
"""Lines that stand together of which the first paragraph says whether they are talk; with more,
scenes without blank lines are notes, with fewer, nothing is gained."""
ENOUGH = 2
"""What must speak for a title block below the top; with less, any short line is one, with more,
plain titles below a note are lost."""
BYLINE, TRACE, FIELDS, KIND, UNSURE = 4, 3, 3, 2, 1
"""How much a byline, a title that stands elsewhere too, known fields, and a line that says what
kind of book this is speak for a reading, and a line that may be a name by its place alone."""
MOST_SILENT = 3
"""Times the characters that speak of the story to which those between two title blocks may come.
With more, a first part of a story is a note, with fewer, notes with a long tale in them are not."""


MOST_BETWEEN, MOST_WAITING = 2, 1_000
"""Paragraphs without talk between two of talk that belong to the same note, and characters that
they have together; with more, the first scene goes with a note in its midst, or what a review tells
of a story, with fewer, notes that digress are cut."""


class FrontPiece(Record):
    """Lines of the opening that stand together, or a rule between such."""

    first: int
    end: int
    """Index after the last line."""
    text: str
    weighed: int | None = 0
    """How surely it speaks about the story; None where that is found out when it is asked."""
    head: str = ""
    """The first paragraph of a long stretch, where indents part them: a whole scene in one stretch
    has words of every kind of talk."""

    @property
    def rule(self) -> bool:
        """It is a rule or another mark without words."""
        return not self.text

    @property
    def weight(self) -> int:
        """How surely it speaks about the story."""
        return weight_of(self.text, self.head) if self.weighed is None else self.weighed

    def touches(self, others: Sequence[FrontPiece]) -> bool:
        """Tell whether lines of it belong to others already."""
        return any(other.first < self.end and self.first < other.end for other in others)


class Preamble(Record):
    """Where the title block stands, and what is said before it."""

    start: int
    """Index of the line on which the title block begins."""
    talk: tuple[FrontPiece, ...] = ()
    """The paragraphs above it."""
    rules: tuple[FrontPiece, ...] = ()
    """The rules between and around them."""
    title_page: TitlePage | None = None
    """What the title block says, where it was read on top of the text."""


def find_preamble(page: Page, pieces: Sequence[FrontPiece], traces: Traces) -> Preamble:
    """Return where the title block begins and what stands above it; ``pieces`` are the opening."""
    best_score, found = on_top(page, pieces, traces)
    best = 0
    talked = is_boxed(page, pieces)
    for n, piece in enumerate(pieces):
        if page.stories.intersection(range(piece.first, piece.end)):
            break
        if n and not piece.rule and (talked or says_little(page, pieces[:n])):
            read = read_title_page(page, piece.first, traces)
            score = reading_score(page, piece.first, read, traces)
            score += FIELDS * (talked and opens_fields(page, piece.first))
            if score >= ENOUGH + best_score:
                best, best_score = n, score
        ruled_off = piece.weight and n + 1 < len(pieces) and pieces[n + 1].rule
        talked = talked or piece.weight == 2 or bool(ruled_off) or stands_on_post(page, piece)
        if begins_story(page, pieces, n, traces, talked=talked):
            break
    if not best:
        return Preamble(pieces[0].first if pieces else 0, title_page=found)
    above = pieces[:best]
    talk, rules = (tuple(p for p in above if p.rule is rule) for rule in (False, True))
    return Preamble(pieces[best].first, talk, rules)


def is_boxed(page: Page, pieces: Sequence[FrontPiece]) -> bool:
    """Tell whether a file begins with sure talk between two long rules of one length."""
    if not pieces or not pieces[0].rule or signs_of(page, pieces[0]) < LONG_RULE:
        return False
    top = [piece for piece in pieces[:MOST_BOXED] if piece.rule or piece.weight == 2]
    signs = [signs_of(page, piece) if piece.rule else 0 for piece in top]
    return len(signs) > 2 and signs[1] == 0 and signs[0] in signs[2:]


def opening_pieces(page: Page, start: int | None) -> Iterator[FrontPiece]:
    """Yield what stands together from a line on, rules by themselves; nothing from no line."""
    index, last = start, (start or 0) + MOST_LINES
    while index is not None and index < last:
        end = index + 1
        if not is_rule(page, index):
            while end < len(page.lines) and page.lines[end] and not is_rule(page, end):
                if is_underlined(page, end):
                    break
                end += 1
            if is_told_by_lines(page, index, end):
                yield from (piece_of(page, n, n + 1) for n in range(index, end))
            else:
                yield piece_of(page, index, end)
        else:
            yield FrontPiece(index, end, "")
        index = page.next_text(end)


def piece_of(page: Page, start: int, end: int) -> FrontPiece:
    """Return lines that stand together as what is weighed at once."""
    # Justified by spaces, its phrases would not be known again.
    text = " ".join([single_spaced(line.text) for line in page.lines[start:end]])
    return FrontPiece(start, end, text, None, head_of(page, start, end))


def is_told_by_lines(page: Page, start: int, end: int) -> bool:
    """Tell whether each line of a stretch is a paragraph, as one that nobody wrapped says.

    The fields of a header belong together, however long one of them is; below a heading there is
    none.
    """
    lines = page.lines[start:end]
    told = any(is_paragraph(line.text) for line in lines) or any(map(heads_chapter, lines[1:]))
    if len(lines) < 2 or not told:
        return False  # as nearly always
    fields = sum(field_line(line.text) is not None for line in lines[:TOP_OF_FIELDS])
    return fields < 2 or lines[0].facts.form is not None


@recogniser(
    takes=(3 * "The rain had stopped, and they went home by the shore. ",),
    spares=("The rain had stopped, and they went home by the shore, where nobody was to be",),
)
def is_paragraph(text: str) -> bool:
    """Tell whether a line is longer than one that was wrapped by hand."""
    return len(text) > LONGEST_WRAPPED or (len(text) > LONGEST_WRAPPED_CJK and has_cjk(text))


def heads_chapter(line: Line) -> bool:
    """Tell whether a line is the heading of a numbered chapter: none stands amid wrapped lines."""
    form = line.facts.form
    return form is not None and form.rank == "chapter" and form.number is not None


def head_of(page: Page, start: int, end: int) -> str:
    """Return the first paragraph of a long stretch, where indents part them; "" of a short one."""
    if end - start <= LONG_STRETCH:
        return ""
    lines = page.lines[start:end]
    edge = min(line.indent for line in lines)
    ends = (n for n in range(1, len(lines)) if lines[n].indent > edge)
    first = next(ends, len(lines))
    return " ".join(line.text for line in lines[:first])


@lru_cache(maxsize=MOST_KEPT)
def weight_of(text: str, head: str) -> int:
    """Return how surely a stretch speaks about the story; nothing, where its head says nothing.

    >>> weight_of("DISCLAIMER", ""), weight_of("My thanks to Ann.", "The rain had stopped.")
    (2, 0)
    """
    cries = cries_warning(text) and facts_of(text).form is None
    weight = 2 if cries else talk_weight(text)
    return 0 if weight and head and not talk_weight(head) else weight


def on_top(
    page: Page, pieces: Sequence[FrontPiece], traces: Traces
) -> tuple[int, TitlePage | None]:
    """Return what speaks for the title block right on top, and what it says.

    Nothing does where a note stands there.
    """
    if not pieces or pieces[0].rule:
        return 0, None
    first = pieces[0].first
    if pieces[0].weight == 2:
        return FIELDS * names_in_fields(page, pieces[0]), None
    heads = is_underlined(page, first)  # a title over the whole file, whatever it lists
    found = read_title_page(page, first, traces)
    score = reading_score(page, first, found, traces)
    return score + FIELDS * opens_fields(page, first) + heads, found


def says_little(page: Page, pieces: Sequence[FrontPiece]) -> bool:
    """Tell whether what came so far may stand above a title block: little, or ruled off."""
    if all_said_little(pieces):
        return True
    last = pieces[-1]
    ruled = last.rule and signs_of(page, last) >= LONG_RULE
    words = [piece for piece in pieces if not piece.rule]
    short = sum(len(piece.text) for piece in words) <= LONGEST_RULED and len(words) <= MOST_LITTLE
    return ruled and short and not any(opens_speech(piece.text) for piece in words)


def stands_on_post(page: Page, piece: FrontPiece) -> bool:
    """Tell whether a piece stands above the first header of a post: who passes it on wrote it."""
    return not piece.rule and bool(page.posts) and piece.end <= page.posts[0][0]


def signs_of(page: Page, piece: FrontPiece) -> int:
    """Return how many signs a rule has: three stars far apart are a break between scenes."""
    return len(page.lines[piece.first].text.replace(" ", ""))


def all_said_little(pieces: Sequence[FrontPiece]) -> bool:
    """Tell whether nothing but rules, short lines and what may be talk came so far."""
    little = all(p.rule or p.weight or len(p.text) <= LONGEST_TITLE for p in pieces)
    return little and len(pieces) <= MOST_LITTLE


def begins_story(
    page: Page, pieces: Sequence[FrontPiece], n: int, traces: Traces, *, talked: bool
) -> bool:
    """Tell whether a piece is the story: a heading, or the last of several without talk."""
    piece = pieces[n]
    if piece.rule:
        return False
    facts = page.lines[piece.first].facts
    row = OpeningLine(piece.first, facts)
    if is_sure_heading(row) or heads_known(row, traces, page):
        return True
    quiet = list(takewhile(lambda p: p.weight < 2, reversed(pieces[: n + 1])))
    prose = [p for p in quiet if p.weight == 0 and len(p.text) > LONG and p.text[0] not in BULLETS]
    long = sum(len(p.text) for p in prose) > LONGEST_PROSE
    patient = talked or (bool(page.posts) and page.posts[0][1] <= pieces[0].first)
    return len(prose) > (MOST_PROSE if patient else 1) or (long and len(prose) > 1)


# ------------------------------------------------------------------------------ scores


def reading_score(page: Page, index: int, found: TitlePage, traces: Traces) -> int:
    """Return what speaks for a title block that begins at a line, 0 where nothing does."""
    unsure = is_unsure(found) and not traces.sent(found.byline or " ")
    score = (UNSURE if unsure else BYLINE) * bool(found.author)
    if found.title is None:
        return score
    score += ENOUGH * (traces.untitled and not found.author)
    score += KIND * bool(found.subtitle)
    titled = found.lines.get("title", index)
    line = page.lines[titled].text
    score += KIND * is_sent(page, titled)
    score += TRACE * (traces.name(line) or traces.name(found.title) or traces.opens(line))
    return score + set_apart_score(page, titled)


def is_unsure(found: TitlePage) -> bool:
    """Tell whether nothing but its place makes a line the author's: no word, no given name.

    Two entries of a list look like that.
    """
    return found.paired and not given_first(found.byline or " ")


def opens_fields(page: Page, index: int) -> bool:
    """Tell whether a line opens a known field whose key is not a word of prose."""
    found = field_line(page.lines[index].text)
    return found is not None and found.strong and found.key in ("title", "author")


def names_in_fields(page: Page, piece: FrontPiece) -> bool:
    """Tell whether a piece opens with title or author in a field, and has another field.

    Right below a bare title the author's is one of many.
    """
    found = [field_line(line.text) for line in page.lines[piece.first : piece.end]]
    keys = [field.key for field in found if field]
    strong = sum(field is not None and field.strong for field in found)
    if not found[0]:
        titled = found[1:2] != [None] and len(page.lines[piece.first].text) <= LONGEST_TITLE
        return titled and "author" in keys and strong >= FEWEST_BELOW_TITLE
    return len(keys) > 1 and keys[0] in ("title", "author") and strong > 0


def set_apart_score(page: Page, index: int) -> int:
    """Return in how many ways a line is set apart: quoted, by rules, in the middle, by space."""
    line = page.lines[index]
    row = OpeningLine(index, line.facts)
    under = index + 1 < len(page.lines) and bool(page.lines[index + 1]) and is_rule(page, index + 1)
    marked = clean_title(line.text) != line.text or line.facts.is_shouted
    wide = blank_below(page, index) >= 2
    above = page.previous_text(index)
    ruled = line.facts.is_shouted and above is not None and is_rule(page, above)
    lined = is_underlined(page, index)
    pointed = 2 * (POINTED_AT.fullmatch(line.text) is not None)
    return sum((under, lined, marked, wide, is_centred(page, row), ruled, pointed))


def blank_below(page: Page, index: int) -> int:
    """Return how many blank lines follow a line."""
    after = page.next_text(index + 1)
    return (after if after is not None else len(page.lines)) - index - 1


def is_told_between(pieces: Sequence[FrontPiece]) -> bool:
    """Tell whether what stands between two title blocks is notes, not a part of the story."""
    said = sum(len(piece.text) for piece in pieces if piece.weight)
    return said * MOST_SILENT >= sum(len(piece.text) for piece in pieces) > 0


def keeps_to_talk(pieces: Sequence[FrontPiece]) -> bool:
    """Tell whether paragraphs between a note and a rule belong to the note."""
    return all(piece.weight or len(piece.text) <= LONG for piece in pieces)


def waits_well(waiting: Sequence[FrontPiece], piece: FrontPiece) -> bool:
    """Tell whether a piece may belong to a note of which the end is not known yet."""
    untold = sum(len(one.text) for one in (*waiting, piece) if not one.weight)
    return len(waiting) <= MOST_BETWEEN and untold <= MOST_WAITING and not is_note(piece.text)
