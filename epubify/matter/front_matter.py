"""The front of a file: its title block wherever it stands, and the notes around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from msgspec import Struct, field

from epubify.matter.bylines import name_in_byline
from epubify.matter.fields import field_line
from epubify.matter.first_parts import leave_parts, part_in
from epubify.matter.header import Header, read_header
from epubify.matter.imprint import is_copyright_line, is_edge
from epubify.matter.labelled_notes import heads_section, is_framed, is_label, labelled_end
from epubify.matter.lead_ins import led_in
from epubify.matter.mail_headers import MailHeaders
from epubify.matter.notes import is_note
from epubify.matter.opening import EPISODE
from epubify.matter.page import Page
from epubify.matter.parts_of_notes import (
    LONGEST_BETWEEN_RULES,
    announces,
    dedication_end,
    entitles,
    goes_on,
    is_last,
    is_own,
    lists_what_field_says,
    may_be_said,
    signs_note,
)
from epubify.matter.posting import names_part
from epubify.matter.preamble import (
    LONG,
    MOST_BETWEEN,
    FrontPiece,
    find_preamble,
    is_told_between,
    keeps_to_talk,
    opening_pieces,
    signs_of,
    waits_well,
)
from epubify.matter.story_talk import opens_speech
from epubify.matter.title_block import TitlePage
from epubify.matter.title_forms import title_and_name
from epubify.matter.titles import clean_title, heading_after_title, without_part
from epubify.matter.traces import QUOTED, Traces, traces_of
from epubify.matter.word_lists import byline_words
from epubify.model import Matter, Place
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser
from epubify.text.single_spaces import single_spaced
from epubify.text.title_words import fold_title

LONGEST_BETWEEN = 4_000
"""Characters between two title blocks of one story; with more, a story before its sequel of the
same name is a note, with fewer, long notes are the story."""
MOST_RULED_OFF, MOST_QUIET = 12, 4
"""Stretches from the title block to a long rule, and of those that say something the ones without
a word of talk. With more, a first scene that ends at a rule and quotes a notice is a note; with
fewer, notes with several signatures are the story."""
LONG_RULE = 40
"""Signs of a rule that divides notes from the story; with fewer, breaks between scenes do, with
more, rules in narrow columns do not."""
FEWEST_LIKELY = 3
"""Paragraphs, one below the other on top, that may each be talk and then are; with fewer, the
first words of a narrator are a note, with more, chatty posts stay in the story."""
MOST_RULED = 2
"""Stretches between rules in which talk may go on below a rule; with more, scenes between rules
are notes, with fewer, an answer to a quoted post is the story."""


class Front(Struct):
    """What stands before the story."""

    headers: list[Header]
    """The title block, and fields that stand apart from it."""
    notes: list[FrontPiece] = field(default_factory=list)
    """Paragraphs about the story: they stay in the text, as notes."""

    def talk(self, page: Page) -> list[tuple[str, Place]]:
        """Return what the notes say, and where."""
        return [(piece.text, place_of(page, piece)) for piece in self.notes]


def place_of(page: Page, piece: FrontPiece) -> Place:
    """Return the place of a piece."""
    return page.lines[piece.first].at.to(page.lines[piece.end - 1].at)


@recogniser(
    takes=("The Salt Road\nby Ann Berg\n\nThe rain had stopped, and they went home by the shore.",),
    spares=("The rain had stopped, and they went home by the shore.\n\nBy noon they had gone.",),
    mail={},
)
def take_front(page: Page, mail: MailHeaders) -> Front:
    """Take the title block out, wherever it stands, and tell the notes above and below it."""
    pieces = list(opening_pieces(page, page.next_text(0)))
    traces = traces_of(mail, talk_in(pieces))
    preamble = find_preamble(page, pieces, traces)
    if preamble.talk:
        page.seams.add(preamble.start)
    for piece in preamble.rules:
        if preamble.talk or is_edge(page.lines[piece.first].text):
            take_rule(page, piece)
    front = Front([take_header(page, preamble.start, None, traces, preamble.title_page)])
    title = front.headers[0].title or " "
    for piece in preamble.talk:
        if is_field(page, piece):
            front.headers.append(take_header(page, piece.first, title))
        else:
            front.notes.append(piece)
    take_second_block(page, front, title)
    take_episode(page, front)
    take_late_byline(page, front)
    above = list(front.notes)
    take_notes_below(page, front, title, traces)
    if front.notes and is_last(page, front.notes):
        # All of it is about a story: then that is the text, at least what stands below the title.
        front.notes = [] if not above or is_last(page, above) else above
    return front


def talk_in(pieces: Iterable[FrontPiece]) -> Iterator[str]:
    """Yield the paragraphs that speak about the story, and quote something: a title, perhaps."""
    return (piece.text for piece in pieces if QUOTED.search(piece.text) and piece.weight)


def is_field(page: Page, piece: FrontPiece) -> bool:
    """Tell whether a piece opens with a known field."""
    found = field_line(page.lines[piece.first].text)
    return found is not None and found.strong and found.key != "disclaimer"


def take_header(
    page: Page,
    start: int,
    known_title: str | None,
    traces: Traces | None = None,
    title_page: TitlePage | None = None,
) -> Header:
    """Read a header block and take its lines out; its title page may have been read before.

    A later header that only repeats the title is boilerplate: the book says it once.
    """
    header = read_header(page, start, known_title, traces, title_page)
    leave_parts(page, header, known_title)
    if known_title and heads_part(page, header, known_title):
        return Header()
    if not header.lines:
        return header
    if known_title and not (header.fields or header.author):
        page.take_out(header.lines, Matter.REPEATED_HEAD, "title block that says nothing new")
    else:
        take_header_lines(page, header, "header block")
    page.seams.add(max(header.lines) + 1)
    return header


def heads_part(page: Page, header: Header, title: str) -> bool:
    """Tell whether lines that look like a header are the heading of a part: title and number."""
    lines = [page.lines[i] for i in header.lines if page.lines[i]]
    if len(lines) != 1 or header.fields:
        return False
    return names_part(lines[0].text) and heading_after_title(lines[0].facts, title) is not None


def take_header_lines(page: Page, header: Header, reason: str) -> None:
    """Take the lines of a header out, and note what they say in full."""
    header.source_lines = [page.lines[i] for i in sorted(header.lines) if page.lines[i]]
    page.take_header(header.lines, reason)


# ------------------------------------------------------------------ notes below the title


def take_second_block(page: Page, front: Front, title: str) -> None:
    """Take what stands between the title block and the same title with its byline as notes."""
    lines = front.headers[0].lines
    start = page.next_text(max(lines) + 1) if lines else None
    between: list[FrontPiece] = []
    for piece in opening_pieces(page, start):
        if part_in(page, piece.first, title) > 1:
            return
        again = title.strip() and repeats_block(page, piece.first, title)
        if again and (not between or is_told_between(between)):
            take_told(page, front, between)
            front.headers.append(take_header(page, piece.first, title))
            return
        if heads_section(page, piece) or sum(len(p.text) for p in between) > LONGEST_BETWEEN:
            return
        between.append(piece)


def below_title(page: Page, header: Header) -> int | None:
    """Return the first line with text below a title block, None where none names the story."""
    return page.next_text(max(header.lines) + 1) if header.lines and header.title else None


def take_episode(page: Page, front: Front) -> None:
    """Take the number of an episode and its title, below the title of its series and notes."""
    header = front.headers[0]
    start = below_title(page, header)
    if start is None or header.part:
        return
    rules: list[FrontPiece] = []
    pieces: list[FrontPiece] = []
    for piece in islice(opening_pieces(page, start), 2 * MOST_BETWEEN + 2):
        (rules if piece.rule else pieces).append(piece)
    for n, (piece, below) in enumerate(pairwise(pieces)):
        number = EPISODE.fullmatch(piece.text)
        titled = below.end == below.first + 1 and page.lines[below.first].facts.is_title_case
        if number and titled and all(one.weight for one in pieces[:n]):
            take_told(page, front, [*pieces[:n], *(r for r in rules if r.first < piece.first)])
            header.series, header.part = header.title, number[1]
            header.title = clean_title(below.text)
            header.places |= {"part": place_of(page, piece), "title": place_of(page, below)}
            header.lines |= {piece.first, below.first}
            take_header_lines(page, header, "header block")
            return


def take_late_byline(page: Page, front: Front) -> None:
    """Take what stands between a title and its byline, alone on a line, as a note: a summary."""
    header = front.headers[0]
    start = below_title(page, header)
    if start is None or header.author:
        return
    said, byline, *_ = (*islice(opening_pieces(page, start), 2), None, None)
    if said is None or byline is None or said.rule or heads_section(page, said):
        return
    name = name_in_byline(page.lines[byline.first].facts.core)
    alone = byline.end == byline.first + 1 and name is not None
    if alone and len(said.text) <= LONGEST_BETWEEN_RULES and not opens_speech(said.text):
        front.notes.append(said)
        front.headers.append(take_header(page, byline.first, header.title))


def take_told(page: Page, front: Front, pieces: Sequence[FrontPiece]) -> None:
    """Take pieces into the notes, and the rules between them out."""
    front.notes += [piece for piece in pieces if not piece.rule]
    for piece in pieces:
        if piece.rule:
            take_rule(page, piece)


def repeats_block(page: Page, index: int, title: str) -> bool:
    """Tell whether a line repeats the title of the story, with its author below or behind it."""
    line = page.lines[index]
    said = title_and_name(single_spaced(line.text), line.facts.core)
    if said and fold_title(said[0]).endswith(fold_title(title)):
        return True
    if fold_title(clean_title(without_part(line.facts.core)[0])) != fold_title(title):
        return False
    below = (page.lines[i] for i in range(index + 1, len(page.lines)) if page.lines[i])
    after = next((line for line in below if not line.facts.is_ornament), None)
    if after is None:
        return False
    core = after.facts.core
    return name_in_byline(core) is not None or folded(core).rstrip(".:") in byline_words()


def take_notes_below(page: Page, front: Front, title: str, traces: Traces) -> None:
    """Take the notes between the title block and the story, and the fields among them."""
    lines = front.headers[0].lines
    start = page.next_text(max(lines) + 1 if lines else 0)
    pieces = list(opening_pieces(page, start))
    begun = (*(first for first, _ in page.posts if first > (start or 0)), *page.texts)
    later = min(begun, default=len(page.lines))
    pieces = [one for one in pieces if one.first < later and not is_framed(page, one)]
    waiting: list[FrontPiece] = []
    index = ruled_off(page, pieces) or cut_off(page, pieces) or led_in(page, pieces)
    take_told(page, front, pieces[:index])
    while index < len(pieces):
        piece, labelled = pieces[index], labelled_end(page, pieces, index)
        if labelled:
            front.notes += [*waiting, *pieces[index:labelled]]
            waiting, index = [], labelled
            continue
        if piece.rule and not (waiting or front.notes):
            index += 1
            continue
        given = dedication_end(page, pieces, index)
        if given:
            front.notes += pieces[index:given]
            index = given
            continue
        if piece.rule or heads_section(page, piece):
            taken = close_notes(page, front, waiting, piece)
            more = talk_beyond(page, pieces, index) if taken and piece.rule else 0
            if not more:
                break
            take_told(page, front, pieces[index:more])
            waiting, index = [], more
            continue
        if not waiting and is_field(page, piece):
            front.headers.append(take_header(page, piece.first, title))
        elif is_told(page, front, waiting, piece):
            front.notes += [*waiting, piece]
            waiting = []
        elif may_wait(front, pieces, index, traces, waiting) and waits_well(waiting, piece):
            waiting.append(piece)
        elif waiting or not is_note(piece.text):
            front.notes += waiting if is_likely_talk(waiting, front) else []
            break
        index += 1


def is_told(page: Page, front: Front, waiting: Sequence[FrontPiece], piece: FrontPiece) -> bool:
    """Tell whether a piece is part of a note for sure.

    It is talk, an item of a list that a field announces, or below other talk a line of a copyright
    page, or the signature of the author.
    """
    if (piece.weight == 2 and not is_note(piece.text)) or lists_what_field_says(
        page, front.headers[0], piece
    ):
        return True
    signed = signs_note(page, front.headers[0].author, [*waiting, piece])
    return bool(front.notes) and (signed or is_copyright_line(piece.text))


def ruled_off(page: Page, pieces: Sequence[FrontPiece]) -> int:
    """Return the index of the long rule that divides talk from the story, 0 where none does.

    Above it may stand signatures and a little without a word of talk, but no speech and no heading.
    """
    first = int(bool(pieces) and pieces[0].rule)
    marks = (n for n, one in enumerate(pieces[:MOST_RULED_OFF]) if n >= first)
    marks = (n for n in marks if signs_of(page, pieces[n]) > 3)
    end = next((n for n in marks if pieces[n].rule), 0)
    if not end or not is_long_rule(pieces[end], page):
        return 0
    if not (said := pieces[first:end]):
        return 0
    quiet = sum(not one.weight and len(one.text) > LONG for one in said)
    led = next((one for one in reversed(said) if len(one.text) > LONG), said[0])
    labelled = any(is_label(one) or is_field(page, one) or is_note(one.text) for one in said)
    sure = any(one.weight == 2 for one in said) and quiet <= MOST_QUIET
    fits = all(may_be_said(page, one) or (led.weight == 2 and is_own(page, one)) for one in said)
    return end if sure and fits and not labelled else 0


def cut_off(page: Page, pieces: Sequence[FrontPiece]) -> int:
    """Return the index after the talk below which a line says where to cut, 0 where none does."""
    cuts = {apart.at.first_line for apart in page.taken if apart.kind is Matter.POSTING}
    for n, (piece, below) in enumerate(pairwise(pieces[: MOST_RULED_OFF + 1])):
        if not may_be_said(page, piece) and not is_own(page, piece):
            return 0
        between = range(page.lines[piece.end - 1].number + 1, page.lines[below.first].number)
        if cuts.intersection(between):
            said = pieces[: n + 1]
            return n + 1 if 2 * sum(bool(one.weight) for one in said) >= len(said) else 0
    return 0


def may_wait(
    front: Front,
    pieces: Sequence[FrontPiece],
    index: int,
    traces: Traces,
    waiting: Sequence[FrontPiece],
) -> bool:
    """Tell whether a piece may turn out to be part of a note: one has begun, or begins there."""
    if front.notes or pieces[index].weight or announces(pieces, index, traces):
        return True
    return any(one.weight for one in waiting) and waiting[-1].end == pieces[index].first


def talk_beyond(page: Page, pieces: Sequence[FrontPiece], rule: int) -> int:
    """Return the index after more talk below the rule that ends some, 0 where the story begins.

    Sure talk right below is more; so is what stands between two rules with sure talk in it,
    perhaps below what it answers, which stands between rules, too.
    """
    if rule + 1 < len(pieces) and pieces[rule + 1].weight == 2:
        return rule + 2
    start = rule
    for _ in range(MOST_RULED):
        rules = (n for n in range(start + 1, len(pieces)) if pieces[n].rule)
        end = next(rules, None)
        if end is None or not all(may_be_said(page, one) for one in pieces[start + 1 : end]):
            return 0
        said = pieces[start + 1 : end]
        if any(one.weight == 2 for one in said):
            return end if sum(not one.weight for one in said) <= MOST_BETWEEN else 0
        if len(said) > MOST_BETWEEN:
            return 0
        start = end
    return 0


def is_likely_talk(waiting: Sequence[FrontPiece], front: Front) -> bool:
    """Tell whether paragraphs that wait on top are talk, though none of them is so for sure."""
    while waiting and not waiting[-1].weight:
        waiting = waiting[:-1]
    return not front.notes and len(waiting) >= FEWEST_LIKELY and all(p.weight for p in waiting)


def close_notes(page: Page, front: Front, waiting: Sequence[FrontPiece], end: FrontPiece) -> bool:
    """Take what waits into the notes that a rule or a heading ends, and the rule out.

    Tell whether all that waits was taken: else the story has begun.
    """
    if waiting and end.rule and waiting[-1].end == end.first and len(waiting[-1].text) <= LONG:
        return False  # underlined: a heading
    divided = is_long_rule(end, page) and all(may_be_said(page, one) for one in waiting)
    divided = divided and bool(front.notes) and len(waiting) <= MOST_BETWEEN
    sure = front.notes or (end.rule and waiting and all(piece.weight for piece in waiting))
    fields = bool(front.headers[0].fields)
    on = goes_on(page, front.notes, waiting, end, fields=fields)
    if on and not front.headers[0].title and entitles(page, waiting):
        entitle(page, front.headers[0], waiting[-1])
        waiting = waiting[:-1]
    taken = bool(sure) and (keeps_to_talk(waiting) or divided or on)
    front.notes += waiting if taken else []
    # Below paragraphs of the story a rule is a break, whatever stands above them.
    if front.notes and end.rule and (taken or not waiting):
        take_rule(page, end)
    return taken


def entitle(page: Page, header: Header, piece: FrontPiece) -> None:
    """Take the title of the story out, which stands below its notes."""
    header.title = clean_title(piece.text)
    header.places |= {"title": place_of(page, piece)}
    header.lines.add(piece.first)
    take_header_lines(page, header, "header block")


def is_long_rule(piece: FrontPiece, page: Page) -> bool:
    """Tell whether a piece is a rule over the page: it divides more than scenes."""
    return piece.rule and signs_of(page, piece) >= LONG_RULE


def take_rule(page: Page, piece: FrontPiece) -> None:
    """Take out the rule that ends a note: it says nothing in the book."""
    page.take_header(range(piece.first, piece.end), "rule below a note")
