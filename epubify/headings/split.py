"""Manuscript + headings → ``Story``: a tree of sections."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from unicodedata import east_asian_width

from msgspec import Struct, field

from epubify.headings import Candidate, Headings
from epubify.headings.entries import head_of_entry
from epubify.matter.filename import word_of_file
from epubify.matter.lone_titles import says_when_or_whose
from epubify.matter.titles import clean_title
from epubify.matter.word_lists import marker_words
from epubify.model import (
    Block,
    Manuscript,
    Metadata,
    Note,
    Origin,
    OriginKind,
    Paragraph,
    Place,
    SceneBreak,
    Section,
    Story,
    Verse,
    plain,
)
from epubify.options import Options
from epubify.report import Report
from epubify.text.blocks import block_texts
from epubify.text.facts import facts_of
from epubify.text.languages import UNKNOWN, phrase
from epubify.text.lazy_pattern import lazy
from epubify.text.line_ends import is_clipped_title
from epubify.text.naming import first_words

WORDS = lazy(r"[^\W\d_]+")
OPENING_WORDS = 6
"""Words that stand in for a title; with more they run over a line of the catalogue, with fewer
they say nothing."""
FEWEST_WORDS = 3
"""Words of the same at least, where the paragraph has so many; with more, a clause that says all
goes on into the next, with fewer, a cry is the title."""
LINE_WORDS = 12
"""Words of a first paragraph that is but a line without a stop, and stands in whole; with more,
captions and first lines of lists do, with fewer, long titles lose their end."""
SHORTEST_OPENING = 60
"""Characters of the first paragraph of a story. With fewer, lines that stand on top of one as a
title does give way to the name of the file; with more, first sentences entitle it."""
GOES_ON = "title_goes_on"
FEWEST_DRAWN = 3
"""Rows of signs above a heading that are drawn there. With fewer, what only parts chapters stands
at the end of each; with more, a sign of the author's over three rows is lost."""
AROUND = "\"'“”‘’*_-–—~=#+ "
AROUND_LINE = "*_-–—~=#+: "
QUOTES = "\"'“‘«„"
PLACE = lazy(r"[A-Z][\w.' -]{2,30},\s*(?:[A-Z]\.?){2}")
"""A town and its state, as scenes open: ``Salton, D.C.``."""
FRAME_AHEAD = lazy(r"^[^\w\"“”«»„‘’']{4,}")
"""Signs of a frame that stand before the first word."""
UNSPACED = lazy("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese and Khmer: a space divides clauses there, not words."""
CLAUSE_SPACE = lazy(r"\s+")
FEWEST_UNSPACED, MOST_UNSPACED = 8, 40
"""Letters of a clause in such a script that stand in for a title. With more of the first, clauses
are run together, with fewer, a name in front is the title; the second cuts what has no space."""
LONGEST_CLAUSE = 1000
"""Characters of a paragraph in which its first clause is looked for; of a longer clause not all is
shown. With more, a row of full stops takes long to read, with much less, words would be lost."""
STOP = lazy(r"\.(?![a-z])|[!?…;,。！？；，、\u2500-\u259f]|:.|[-=_*~]{3}|\(.*\d.*\)")
"""What a line that stands in whole has none of: stops, rules, remarks with a date."""
CLAUSE_END = lazy(r"(?<!\b[A-Z])\.(?![a-z])|[!?…;:。！？；：]|[,—–，、]|--")


class Draft(Struct):
    """A section while its blocks and subsections are gathered."""

    heading: Candidate | None
    level: int
    places: tuple[str, ...] = ()
    """Names by which links lead to its heading."""
    entitled: str = ""
    """What the contents of the source call it, where it has no heading."""
    blocks: list[Block] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)


def split(manuscript: Manuscript, headings: Headings, options: Options, report: Report) -> Story:
    """Return the story: blocks under their headings, the headings nested by level.

    What stands before the first heading is a section of its own without heading. Nothing is
    left out but scene breaks beside headings, which say nothing there.
    """
    root = Draft(None, 0)
    open_drafts = [root]
    accepted = {c.index: c for c in headings.accepted}
    titles = {c.title_index for c in headings.accepted}
    for index, block in enumerate(manuscript.blocks):
        heading = accepted.get(index)
        if draft := draft_at(block, heading):
            while open_drafts[-1].level >= draft.level:
                open_drafts.pop()
            open_drafts[-1].drafts.append(draft)
            open_drafts.append(draft)
        if heading:
            continue
        if index not in titles and index not in headings.repeated:
            open_drafts[-1].blocks.append(block)
    taken = titles.union(accepted, headings.repeated)
    prose = [block for index, block in enumerate(manuscript.blocks) if index not in taken]
    only = only_title(manuscript.blocks, headings)
    metadata = with_title(manuscript.metadata, prose, options, report, only)
    return Story(metadata, tuple(sections_of(root)), manuscript.cover)


def only_title(blocks: Sequence[Block], headings: Headings) -> tuple[str, Place] | None:
    """Return the title of the one chapter that a text is, and where it stands.

    So that of a heading in capitals on top of the text, where no other is in capitals.
    """
    heading, *others = headings.accepted or (None,)
    if heading is None or not heading.title or any(map(tells, blocks[: heading.index])):
        return None
    at = blocks[heading.index].at
    if not others:
        return (heading.title, at) if heading.form.rank == "chapter" else None
    on_top = heading.form.rank == "title" and heading.title.isupper()
    unlike = on_top and not any(one.text.isupper() for one in others)
    return (clean_title(heading.title), at) if unlike else None


def tells(block: Block) -> bool:
    """Tell whether a block is of the story: no note, and no mark."""
    return not isinstance(block, Note | SceneBreak)


def draft_at(block: Block, heading: Candidate | None) -> Draft | None:
    """Return the section that begins with a block: a heading's, or one that contents name."""
    if heading:
        places = block.setting.places if isinstance(block, Paragraph) else ()
        return Draft(heading, heading.level, places=places)
    if isinstance(block, Paragraph) and block.setting.entitled:
        label, depth = block.setting.entitled
        return Draft(None, depth, entitled=label)
    return None


def sections_of(root: Draft) -> list[Section]:
    """Return the finished sections of a story."""
    sections = [section_of(draft) for draft in root.drafts]
    loose = trimmed(root.blocks)
    if loose or not sections:
        sections.insert(0, Section("bodymatter", None, None, loose))
    return sections


def section_of(draft: Draft) -> Section:
    """Return a finished section."""
    heading = draft.heading
    if heading is None:
        return entitled_section(draft)
    role = "subchapter" if heading.nested else heading.form.role
    return Section(
        role,
        heading.form.label,
        heading.title,
        trimmed(draft.blocks),
        tuple(section_of(inner) for inner in draft.drafts),
        heading.at,
        heading.form.number,
        heading.title_above,
        places=draft.places,
        listed=heading.listed,
        marked=heading.marked,
    )


def entitled_section(draft: Draft) -> Section:
    """Return a section that only the contents of its source name."""
    form = facts_of(draft.entitled).form
    inner = tuple(section_of(one) for one in draft.drafts)
    blocks = trimmed(draft.blocks)
    if form is None:
        return Section("chapter", None, draft.entitled, blocks, inner)
    return Section(form.role, form.label, form.title, blocks, inner, number=form.number)


def trimmed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks without scene breaks at the start and end, and doubled ones.

    A mark at the end only parts sections; one that is drawn over several rows is kept there.
    """
    start, end = 0, len(blocks)
    while start < end and isinstance(blocks[start], SceneBreak):
        start += 1
    while end > start and isinstance(blocks[end - 1], SceneBreak):
        end -= 1
    if is_drawn(blocks[end:]):
        end += 1
    kept: list[Block] = []
    for block in blocks[start:end]:
        doubled = kept and isinstance(kept[-1], SceneBreak) and isinstance(block, SceneBreak)
        if not doubled:
            kept.append(block)
    return tuple(kept)


def is_drawn(marks: Sequence[Block]) -> bool:
    """Tell whether marks that follow one another are rows of one that somebody drew."""
    rows = [mark.mark.split() for mark in marks if isinstance(mark, SceneBreak) and mark.mark]
    return len(rows) >= FEWEST_DRAWN and all(len(row) > 1 for row in rows)


def with_title(
    metadata: Metadata,
    blocks: Sequence[Block],
    options: Options,
    report: Report,
    only: tuple[str, Place] | None = None,
) -> Metadata:
    """Return metadata that has a title: where none is known or given, that of the ``only`` chapter,
    what the file is called by, or the opening words.

    What a warning names stands in, too, and has been found already.
    """
    if not (metadata.authors or options.authors):
        report.find("M002", "no author found")
    if metadata.title:
        warned = metadata.origin("title").by is OriginKind.WARNING and not options.title
        if warned:
            said = f"no title found: that of the work it warns of stands in, “{metadata.title}”"
            report.find("M001", said)
        return metadata
    if only is None and (word := name_of_file(blocks)):
        origin, what = Origin(OriginKind.FILE_WORD), "name of the file stands"
    else:
        word, at = only or opening_words(blocks)
        origin = Origin(OriginKind.OPENING_WORDS, at.first_line if at else None)
        what = "heading on top stands" if only else "opening words stand"
    title = word or phrase(options.language or metadata.language or UNKNOWN, "untitled")
    if not options.title:
        report.find("M001", f"no title found: the {what} in, “{title}”")
    return Metadata.with_origin(origin, title=title).over(metadata)


def name_of_file(blocks: Sequence[Block]) -> str | None:
    """Return the word that the one file is called by in which a story stands.

    A short line on top of the story tells more, whatever it is.
    """
    first = next((block for block in blocks if not isinstance(block, SceneBreak)), None)
    if first is None or blocks[-1].at.source != first.at.source:
        return None
    said = plain(first.spans) if isinstance(first, Paragraph) else ""
    short = isinstance(first, Paragraph) and len(said) < SHORTEST_OPENING
    dated = short and head_of_entry(said)
    if short and not dated:
        return None
    return word_of_file(first.at.source, partial(is_said, blocks))


def is_said(blocks: Sequence[Block], word: str) -> bool:
    """Tell whether a word stands in capitals or with a large letter in some blocks."""
    forms = {word.capitalize(), word.upper()}
    return any(forms.intersection(WORDS.findall(text)) for text in block_texts(blocks))


def opening_words(blocks: Sequence[Block]) -> tuple[str, Place | None]:
    """Return the first words of a story, up to the first pause, and where they stand.

    Both are nothing where the story has no words.

    >>> from epubify.model import Span
    >>> opening_words([Paragraph((Span("The rain had stopped. We went."),), Place("x", 3, 3))])
    ('The rain had stopped', Place(source='x', first_line=3, last_line=3))
    """
    for block in blocks:
        if isinstance(block, Paragraph):
            text = plain(block.spans)
        elif isinstance(block, Verse):
            text = plain(block.stanzas[0][0].spans)
        else:
            continue
        said = says_when_or_whose(text) or head_of_entry(text) or PLACE.fullmatch(text)
        if said and block is not blocks[-1]:
            continue
        words = standing_in(text)
        if words and not ("@" in words and block is not blocks[-1]):  # an address is no title
            return clean_title(words) if text.isupper() else words, block.at
    return "", None


def clause_without_spaces(text: str) -> str:
    """Return the first clause of a script that sets its spaces between clauses: Thai, Khmer.

    >>> clause_without_spaces("ฤดูหนาวมาเร็ว หิมะก็ตกลงมา")
    'ฤดูหนาวมาเร็ว'
    """
    ends = (match.start() for match in CLAUSE_SPACE.finditer(text))
    end = next((end for end in ends if end >= FEWEST_UNSPACED), len(text))
    return text[: min(end, MOST_UNSPACED)].strip(AROUND)


def standing_in(text: str) -> str:
    """Return the words of a paragraph that stand in for a title: a clause, or what fits of it.

    A cry before it is too little, and no title ends in a word that wants another.

    >>> standing_in("“Hmm. Hardly a walk,” she said."), standing_in("He sat for hours in the rain.")
    ('Hmm. Hardly a walk', 'He sat for hours')
    >>> standing_in("A Chronological List of the Ferries by Date of Launch:")
    'A Chronological List of the Ferries by Date of Launch'
    >>> standing_in("Questions Often Asked in alt.ferries")
    'Questions Often Asked in alt.ferries'
    >>> standing_in("According to U.S. ferrymen, Mr. Berg rows.")
    'According to U.S. ferrymen'
    """
    line = text.strip(AROUND_LINE) if text[:1] not in QUOTES else ""
    text = FRAME_AHEAD.sub("", text[:LONGEST_CLAUSE]).strip(AROUND)
    if UNSPACED.match(text):
        return clause_without_spaces(text)
    if " " in line and not STOP.search(line) and len(line.split()) <= LINE_WORDS:
        return line
    ends = [match.start() for match in CLAUSE_END.finditer(text)] + [len(text)]
    ends = [end for end in ends if not is_clipped_title(text[: end + 1])]
    spaced = not text or east_asian_width(text[0]) not in "WF"
    fewest = FEWEST_WORDS if spaced else 1
    clause = next((text[:end] for end in ends if len(text[:end].split()) >= fewest), text)
    words = first_words(clause, OPENING_WORDS).split(" ")
    cut = len(words) < len(clause.split())
    while cut and len(words) > FEWEST_WORDS and words[-1].casefold() in marker_words(GOES_ON):
        words.pop()
    return " ".join(words).strip(AROUND + ",")
