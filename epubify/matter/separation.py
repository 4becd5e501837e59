"""Setting apart, line by line, what stands around a story, and what it says about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from msgspec.structs import replace

from epubify.layout.lines import Line
from epubify.matter.alike_posts import without_alike
from epubify.matter.aozora import take_aozora
from epubify.matter.between_posts import notes_between_posts
from epubify.matter.boilerplate import take_boilerplate
from epubify.matter.chosen_title import entitling, title_of
from epubify.matter.contents import take_contents
from epubify.matter.copied_pages import byline_on_top
from epubify.matter.envelope import open_envelopes
from epubify.matter.fields import field_line
from epubify.matter.fields_beside import take_fields_beside
from epubify.matter.filename import FileNameFacts, read_file_name
from epubify.matter.forum_threads import take_thread
from epubify.matter.framed_heads import take_framed_heads
from epubify.matter.front_matter import take_front, take_header, take_header_lines
from epubify.matter.header import Header, read_header
from epubify.matter.header_metadata import metadata_of, with_unshown
from epubify.matter.heads_above import take_heads_above
from epubify.matter.journal_entries import take_journal_entry
from epubify.matter.lost_headings import keep_lost_headings
from epubify.matter.mail_headers import MailHeaders
from epubify.matter.named_tops import take_named_top
from epubify.matter.page import Page
from epubify.matter.paged_heads import take_credits_again, take_paged_heads
from epubify.matter.parts_again import take_repeated_parts
from epubify.matter.posting import take_slice_titles
from epubify.matter.preamble import FrontPiece
from epubify.matter.repeated_notices import take_notices
from epubify.matter.section_labels import take_section_labels
from epubify.matter.senders import Credit, senders
from epubify.matter.site_frames import take_site_frames
from epubify.matter.starred_notes import take_starred_notes
from epubify.matter.story_heads import mark_story_heads
from epubify.matter.text_labels import take_text_labels
from epubify.matter.title_cards import credit_of_card, name_before_title, writer_on_card
from epubify.matter.title_rows import PART_LINE, PARTS_LINE
from epubify.matter.titles_known import (
    FIRST_WORDS,
    LONGEST_ADDITION,
    LONGEST_TOP,
    take_article_above,
    take_named_title,
)
from epubify.matter.traces import credit_of, title_said, traces_of, whole
from epubify.matter.word_lists import byline_words, marker_words
from epubify.model import Fate, Field, Matter, Metadata, Place, SetApart
from epubify.model.records import Record
from epubify.options import Options
from epubify.report import Report
from epubify.text.lexicon import continued_words, folded
from epubify.text.recogniser import recogniser

BEFORE_NAME = tuple(f"{word} " for word in marker_words("by"))
MOST_BEFORE_BYLINE = 3
"""Lines below a repeated title among which its byline stands: rules, a counter. With more, the name
of the story amid a page of marks is its title again, with fewer, framed ones stay in the text."""
MOST_NAMED = 8
"""Lines that a finding names; more tell nobody anything, with fewer, some have to be looked for."""
LONGEST_TAIL = 40
"""Lines at the end of a file among which a header may begin."""
LAST_WORDS = 12
"""Lines with text at the end of a file among which a signature stands; with more, the last page
of the story tells authors, with fewer, signatures with a motto are not seen."""
MOST_SENDERS = 3
"""Names of senders that a finding lists; more would fill the screen, with fewer, the one who wrote
the story may be missing."""


class Separation(Record):
    """A source with its matter taken out."""

    lines: tuple[Line, ...]
    """All lines; those taken out are blank."""
    metadata: Metadata
    contents: tuple[str, ...]
    """Entries of the contents list."""
    seams: frozenset[int]
    """Indices of lines where a new post, scan or paste begins."""
    cut: dict[int, Fate]
    """Index of a line that was taken out → its fate."""
    taken: tuple[SetApart, ...]
    """What was taken out, and why."""
    heads: tuple[tuple[Place, str], ...]
    """What was taken off the heads of lines that stay."""
    edges: frozenset[int]
    """Indices of lines over which no paragraph goes on: a note begins there, or the text."""


def set_apart(
    lines: list[Line], report: Report, options: Options, title: str | None = None
) -> Separation:
    """Take out envelopes, boilerplate, headers, contents lists and page furniture.

    What the options keep is understood in the same way, and stays in the text. ``title`` is that of
    the story, where its form says it.
    """
    page = Page(lines, title)
    named = read_file_name(lines[0].at.source) if lines else FileNameFacts()
    page, labelled = page.after(take_labels)
    page, framed = page.after(credit_in_frames)
    page, starred = page.after(take_starred_notes)
    page, mail = page.after(open_envelopes)
    page, _ = page.after(take_boilerplate)
    page, _ = page.after(take_aozora)
    page, front = page.after(take_front, mail)
    first = front.headers[0]
    page, contents = page.after(take_contents)
    talk = front.talk(page)
    credit = credit_of(talk, tail_of(lines, page), mail, top_of(page))
    page, credit = page.after(credit_said, first, framed, credit)
    noted = title_said(talk, traces_of(mail, ()), top_of(page), first.fields)
    entitled = title_of(entitling(front.headers), mail, named, credit, noted)
    page, entitled = page.after(take_named_title, entitled, title)
    page, entitled = page.after(take_article_above, entitled, title)
    page, above = page.after(take_fields_beside, entitled, front)
    title = title or entitled.title
    page, above_posts = page.after(without_alike)
    page, notices = page.after(take_notices)
    page, _ = page.after(take_slice_titles, names_of_slices(mail, title))
    page, _ = page.after(take_repeated_parts, title)
    page, later = page.after(take_later_headers, mail, title)
    page, _ = page.after(take_paged_heads)
    page, _ = page.after(take_continued_headings)
    headers = [*front.headers, *above, *later]
    told = metadata_of(headers, entitled, named, credit, report)
    told = with_whole_names(told, tail_of(lines, page))
    tell_poster(told, mail, report)
    metadata = with_unshown(told, headers)
    if not any(page.lines) and any(page.given):
        page, _ = page.after(Page.put_back)
        report.find("M040", "nothing but a header: what it says is the text of the book, too")
    page, between = page.after(notes_between_posts)
    said = [*labelled, *starred, *between]
    more = (*front.notes, *above_posts, *notices)
    page, notes = page.after(set_notes, told_once(said, more))
    page, _ = page.after(Page.keep, options.keeps)
    doubt_thin(page, report)
    return separation_of(page, with_plain(metadata, page), contents, notes)


@recogniser(
    takes=("Chapter 1: Salt\nNotes:\nfor Ann\nChapter Text\nThe rain had stopped.\nWe slept.",),
    spares=("【本文】\n　と書いてあった。\n　犬が鳴いた。",),
)
def take_labels(page: Page) -> list[FrontPiece]:
    """Take out the frames of sites, and the labels of downloads and archives; return the notes that
    stand under these."""
    take_site_frames(page)
    return [*take_section_labels(page), *take_text_labels(page)]


@recogniser(
    takes=("ann (ann) wrote,\n@ 2006-11-04 23:14:00\nCurrent mood: sad\n\nSalt\n\nIt rained.",),
    spares=("It rained.\n\nCurrent mood: sad",),
)
def credit_in_frames(page: Page) -> Credit | None:
    """Take out what downloads, forums and journals set around a story; return who wrote it.

    The heads of the stories in an anthology are marked.
    """
    of_stories = mark_story_heads(page)
    told = take_framed_heads(page) or take_thread(page) or take_journal_entry(page) or of_stories
    return told or take_named_top(page)


def separation_of(
    page: Page, metadata: Metadata, contents: tuple[str, ...], notes: Sequence[SetApart]
) -> Separation:
    """Return what is left of a text, and what was taken out of it."""
    return Separation(
        lines=tuple(page.lines),
        metadata=metadata,
        contents=contents,
        seams=frozenset(page.seams),
        cut=page.cut,
        taken=(*notes, *page.taken),
        heads=tuple(page.heads),
        edges=frozenset(page.edges),
    )


def names_of_slices(mail: MailHeaders, title: str | None) -> list[str]:
    """Return what a slice of a posted story may be called: its subjects, and the title."""
    subjects = [field.value for field in mail.get("subject", [])]
    return [*subjects, title] if title else subjects


def credit_said(
    page: Page, first: Header, framed: Credit | None, credit: Credit | None
) -> Credit | None:
    """Return who wrote the text; where nothing names title or author, a card amid it does.

    Not in an anthology: what stands amid it is of its stories.
    """
    if page.stories:
        return framed
    credit = framed or credit
    if not (first.title or (credit and credit.title)):
        credit = credit_of_card(page, first.author or (credit.name if credit else None)) or credit
    if not (credit or first.author):
        credit = byline_on_top(page) or name_before_title(page, first.title)
    return credit or (None if first.author else writer_on_card(page))


def with_whole_names(told: Metadata, tail: Sequence[tuple[str, Place]]) -> Metadata:
    """Return metadata in which authors known by one name have the whole one that they sign with."""
    named = [replace(one, name=whole(one.name, tail)) for one in told.contributors]
    return replace(told, contributors=tuple(named)) if named else told


def doubt_thin(page: Page, report: Report) -> None:
    """Report what was left out on thin evidence: one finding for each kind and evidence."""
    left = set(page.taken)
    doubtful: dict[tuple[Matter | None, str], list[Place]] = {}
    for apart in page.thin:
        if apart in left:
            doubtful.setdefault((apart.kind, apart.reason), []).append(apart.at)
    for (kind, reason), places in doubtful.items():
        numbers = [str(at.first_line) for at in places[:MOST_NAMED]]
        more = f" and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
        said = f"line{'s' * (len(places) > 1)} {', '.join(numbers)}{more} left out: {reason}"
        advice = f"the option keep={kind} leaves such lines in, a sidecar keeps single ones"
        report.find("M041", said, places[0], advice)


def with_plain(metadata: Metadata, page: Page) -> Metadata:
    """Return metadata that also holds, as they stand, the header lines that must stay plain.

    Whatever was made of such a line, its words are not all shown with what it became.
    """
    lines = (page.given[i] for i, fate in sorted(page.cut.items()) if fate is Fate.HEADER)
    shown = tuple(Field("imprint", "", line.text, line.at) for line in lines if line.plain)
    return replace(metadata, fields=(*metadata.fields, *shown)) if shown else metadata


def take_later_headers(page: Page, mail: MailHeaders, title: str | None) -> list[Header]:
    """Take out headers at seams, where the title comes again and at the end, but for lost parts."""
    take_credits_again(page, title)
    later = [take_header(page, seam, title) for seam in sorted(page.seams)] if title else []
    later += [take_header(page, index, title) for index in repeated_titles(page, title)]
    later += take_tail_header(page, title)
    take_heads_above(page, title)
    keep_lost_headings(page, mail, title)
    return later


def told_once(said: Sequence[FrontPiece], more: Iterable[FrontPiece]) -> list[FrontPiece]:
    """Return notes with those of more that have no line of one before them."""
    notes = list(said)
    for piece in more:
        notes += [] if piece.touches(notes) else [piece]
    return notes


def set_notes(page: Page, notes: Sequence[FrontPiece]) -> list[SetApart]:
    """Return where notes stand before the story, and let the text begin again around each."""
    return list(notes_in(page, notes))


def notes_in(page: Page, notes: Sequence[FrontPiece]) -> Iterator[SetApart]:
    """Yield where notes stand before the story; their lines stay in the text.

    Paragraphs that follow one another are one note.
    """
    stretch: list[int] = []
    for piece in sorted(notes, key=lambda piece: piece.first):
        lines = [i for i in range(piece.first, piece.end) if page.lines[i]]
        between = range(stretch[-1] + 1, lines[0]) if stretch and lines else ()
        if any(page.cut.get(i) or page.lines[i] for i in between):
            yield note_at(page, stretch)
            stretch = []
        stretch += lines
    if stretch:
        yield note_at(page, stretch)


def note_at(page: Page, indices: Sequence[int]) -> SetApart:
    """Return where a note stands, and let the text begin again before and after it."""
    first, last = indices[0], indices[-1]
    page.seams.update((first, last + 1))
    page.edges.update((first, last + 1))
    return SetApart(
        page.lines[first].at.to(page.lines[last].at), Fate.NOTE, "note before the story"
    )


def tail_of(lines: Sequence[Line], page: Page) -> list[tuple[str, Place]]:
    """Return the last lines of a file, its signature among them, as they stood.

    A signature may be out of the text already, and all of it is among them, with those of others
    above it; headers of posts and adverts of boards say nothing here.
    """
    kinds = {apart.at: apart.kind for apart in page.taken}
    others = (Matter.MAIL_HEADER, Matter.ADVERT)
    texts = [line for line in lines if line and kinds.get(line.at) not in others]
    signed = takewhile(lambda line: kinds.get(line.at) is Matter.FOOTER, reversed(texts))
    return [(line.text, line.at) for line in texts[-max(LAST_WORDS, len(list(signed))) :]]


def top_of(page: Page) -> list[tuple[str, Place]]:
    """Return the first lines that are left of a text."""
    return [(line.text, line.at) for line in page.lines[:LONGEST_TOP] if line][:FIRST_WORDS]


def tell_poster(metadata: Metadata, mail: MailHeaders, report: Report) -> None:
    """Offer the sender of a post as author, where nobody says who the author is."""
    known = senders(mail)
    if metadata.authors or not known:
        return
    names = " / ".join(credit.name for credit in known[:MOST_SENDERS])
    report.find("M005", f"posted by {names}", known[0].at)


def repeated_titles(page: Page, title: str | None) -> list[int]:
    """Return the indices of lines with a title block amid the text: title, then a byline."""
    if not title:
        return []
    wanted = folded(title).rstrip(" .")  # the title page may have a full stop that posts have not
    longest = len(title) + LONGEST_ADDITION
    return [
        i
        for i in page.saying([wanted])
        if (line := page.lines[i])
        and len(line.facts.core) < longest
        and folded(line.facts.core).startswith(wanted)
        if page.is_free(i) or page.lines[i - 1].facts.is_ornament
        if leads_to_byline(page, i)
    ]


def leads_to_byline(page: Page, index: int) -> bool:
    """Tell whether the next line that is no rule and counts no parts is a byline."""
    after = page.next_text(index + 1)
    for _ in range(MOST_BEFORE_BYLINE):
        if after is None:
            return False
        facts = page.lines[after].facts
        if facts.folded.startswith(BEFORE_NAME) or facts.folded in byline_words():
            return True
        counts = PART_LINE.fullmatch(facts.core) or PARTS_LINE.fullmatch(facts.core)
        if not (facts.is_ornament or counts):
            return False
        after = page.next_text(after + 1)
    return False


def take_tail_header(page: Page, title: str | None) -> list[Header]:
    """Take the header block that closes a file: fields and nothing else down to its end."""
    last = page.previous_text(len(page.lines))
    if last is None:
        return []
    for start in range(max(0, last - LONGEST_TAIL), last + 1):
        found = field_line(page.lines[start].text) if page.is_free(start) else None
        if not found or not found.strong or page.previous_text(start) is None:
            continue
        header = read_header(page, start, title or " ")
        if header.lines and max(header.lines) == last and len(header.fields) >= 2:
            take_header_lines(page, header, "header block at the end")
            return [header]
    return []


@recogniser(
    takes=("The rain had stopped.\n\nChapter 5 (cont.)\n\nWe went home.",),
    spares=("The rain had stopped.\n\nChapter 5\n\nTo Be Continued",),
)
def take_continued_headings(page: Page) -> None:
    """Take out headings that only say that a section goes on in this post."""
    for i in page.each(set(page.free()).intersection(page.saying(continued_words()))):
        form = page.lines[i].facts.form if page.is_free(i) else None
        if form and form.continued and (form.number is not None or form.rank == "named"):
            page.take_out([i], Matter.REPEATED_HEAD, "says that a section goes on")
