"""What a reader of markup delivers → a manuscript, by the stages that read plain text.

The title, where a form marks it only as a heading above all others, is told here for all forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from epubify.layout.lines import Line, lines_of
from epubify.layout.marked import lay_out_marked
from epubify.matter import set_apart
from epubify.matter.bylines import name_in_byline
from epubify.matter.marked_tales import heads_first_tale
from epubify.matter.opening import is_imprint
from epubify.matter.titles import clean_title, heading_after_title
from epubify.matter.word_lists import byline_words, contents_words
from epubify.model import (
    Fate,
    Field,
    Manuscript,
    Matter,
    Metadata,
    Origin,
    OriginKind,
    SetApart,
    Source,
    Text,
)
from epubify.options import Options
from epubify.readers.contents_names import contents_of, letters_of, level_of, may_say, with_unlisted
from epubify.readers.galley import Delivery, Galley
from epubify.readers.galley_repair import repaired
from epubify.readers.imprint_pages import imprint_pages
from epubify.readers.marked_title import (
    author_below,
    blanked,
    counts,
    is_opening,
    is_rough,
    is_title,
    title_lines,
    with_marked_title,
)
from epubify.readers.note_headings import headings_of_notes
from epubify.readers.repeated_headings import repeated_heads, title_again, with_typed_headings
from epubify.readers.text_layout import titled_chapters, titles_in
from epubify.report import Report
from epubify.text.facts import facts_of
from epubify.text.lexicon import folded
from epubify.text.title_words import fold_title

FIRST_LINES = 5
"""Lines with text among which a title stands that a program has noted, too. With more, it is some
phrase of the story; with fewer, one below a course and a date is not believed."""


def manuscript_of(
    form: str, delivery: Delivery, source: Source, options: Options, report: Report
) -> Manuscript:
    """Return the manuscript of what was read of a source.

    Raises NoStory where the source has no text.
    """
    galley = delivery.galley
    text = galley.text(source.name, delivery.encoding, delivery.confidence)
    text = replace(text, plain=options.plain_lines(source.name))
    report.unrolled(source.name, source.data, form, text.text)
    tell_pictures(galley, report)
    text = repaired(text, options, report)
    lines = lines_of(text)
    told = [replace(said, at=lines[n].at) for n, said in sorted(galley.apart.items())]
    # What a header says and the book does not show stays in the text.
    taken = [
        said
        for said in told
        if not (options.keeps(said) or (said.fate is Fate.HEADER and is_plain(said, text)))
    ]
    taken += contents_heading(lines, galley)
    lines = blanked(lines, taken)
    said, noted = (without_opening(one, lines) for one in (delivery.metadata, delivery.properties))
    hint = Metadata()
    if not (delivery.sure or has_line(galley, said)):
        said, hint = replace(said, title=None), said
    lines = with_unlisted(lines, delivery.contents or tuple(contents_of(galley)))
    metadata, lines, entitled = with_marked_title(said, lines, part=options.join)
    taken += entitled
    repeated = [*repeated_heads(lines), *title_again(lines, metadata.title)]
    repeated += headings_of_notes(lines)
    repeated = [said for said in repeated if not options.keeps(said)]
    taken, lines = [*taken, *repeated], blanked(lines, repeated)
    lines, again = with_typed_headings(lines, options.keeps)
    taken += again
    metadata, signed = author_below(metadata, lines, taken, part=options.join)
    taken, lines = [*taken, *signed], blanked(lines, signed)
    if not options.join:  # a part of a book that is such a page has nothing else
        metadata, pages = imprint_pages(metadata, lines, taken)
        taken, lines = [*taken, *pages], blanked(lines, pages)
    lines = with_title_page(lines, metadata)
    made = understood(text, metadata, lines, taken, report, options, sure=delivery.sure)
    known = with_properties(made.metadata, noted, lines)
    if hint.title and not (metadata.title or names_itself(made.metadata)):
        known = replace(hint, fields=()).over(known)
    return replace(made, metadata=known, cover=delivery.cover)


def without_opening(noted: Metadata, lines: Sequence[Line]) -> Metadata:
    """Return metadata without a title that is how the text begins."""
    begins = noted.title is not None and is_opening(noted.title, lines)
    return replace(noted, title=None) if begins else noted


def tell_pictures(galley: Galley, report: Report) -> None:
    """Tell which pictures of a story are not in the book, or say nothing to who cannot see."""
    told = (("D007", "not in the book", galley.lacking), ("D008", "cannot be shown", galley.unfit))
    for code, what, names in told:
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            report.find(code, f"{what}: picture {names[0][:80]}{more}")
    figures = [one for one in galley.markup if one and one.kind == "figure"]
    if silent := sum(not one.alt for one in figures):
        report.find("D009", f"{silent} of {len(figures)} pictures without words for who cannot see")


def has_line(galley: Galley, told: Metadata) -> bool:
    """Tell whether a title stands alone on a line, be it of the text or beside it.

    It may stand before the number of a chapter in its heading as well.
    """
    wanted = title_lines(told)
    if not told.title or not wanted:
        return False
    lines = (line for line in galley.lines if may_say(line, wanted))
    if any(letters_of(line) in wanted for line in lines):
        return True
    heads = (line for line, markup in zip(galley.lines, galley.markup, strict=True)
             if markup and markup.level)  # fmt: skip
    return any(
        heading_after_title(facts_of(line), told.title) or ends_in_title(line, told.title)
        for line in heads
    )


def ends_in_title(heading: str, title: str) -> bool:
    """Tell whether the title of a story stands behind the heading of a chapter.

    >>> ends_in_title("Chapter 3: The Mill - Salt", "Salt"), ends_in_title("No Salt", "Salt")
    (True, False)
    """
    head, _, behind = heading.rpartition(" - ") if " - " in heading else heading.rpartition(" | ")
    return letters_of(behind) == letters_of(title) and facts_of(head).form is not None


def names_itself(metadata: Metadata) -> bool:
    """Tell whether a text has a title block that is sure: it names the author, or has fields."""
    told = metadata.origin("title").by in (OriginKind.HEADER, OriginKind.SUBJECT)
    return told and bool(metadata.authors or any(f.key == "title" for f in metadata.fields))


def is_plain(apart: SetApart, text: Text) -> bool:
    """Tell whether nothing may be made of a line that was set apart."""
    return apart.at.first_line in text.plain


def understood(
    text: Text,
    said: Metadata,
    lines: list[Line],
    taken: Sequence[SetApart],
    report: Report,
    options: Options,
    *,
    sure: bool,
) -> Manuscript:
    """Return the manuscript of lines with their markup, what is no story set apart.

    What fields in the text say is better than a title that is not ``sure``.
    """
    # The sign that stands for a picture is no line of the text: no title, no note.
    figures = {line.number: line for line in lines if line.markup and line.markup.picture}
    bare = [replace(line, text="") if line.number in figures else line for line in lines]
    alone = any(map(is_title, taken))  # then the text has said it, and what follows says more
    rough = said.title is not None and not alone and is_rough(said.title, bare)
    apart = set_apart(bare, report, options, None if rough else said.title)
    shown = [figures.get(line.number, line) for line in apart.lines]
    metadata = said.over(apart.metadata)
    entitled = next((one for one in apart.metadata.fields if one.key == "title"), None)
    if (entitled and not sure) or (rough and names_itself(apart.metadata)):
        metadata = replace(in_words(apart.metadata, entitled), contributors=()).over(metadata)
    metadata = replace(metadata, fields=(*said.fields, *apart.metadata.fields))
    titles = titles_in(apart.contents) | titled_chapters(shown, metadata.title)
    cut = {one.at.first_line - 1: one.fate for one in taken} | apart.cut
    blocks = lay_out_marked(shown, cut, apart.seams, titles)
    return Manuscript(
        metadata,
        blocks,
        apart.contents,
        text,
        set_apart=(*taken, *apart.taken),
        heads=apart.heads,
    )


def in_words(told: Metadata, entitled: Field | None) -> Metadata:
    """Return what a text says, with the title of its field where the name of the file has it only.

    >>> from epubify.model import Place
    >>> told = Metadata.with_origin(Origin(OriginKind.FILE_NAME), title="Tale 3")
    >>> in_words(told, Field("title", "Title", "The Quay", Place("x", 4, 4))).title
    'The Quay'
    """
    if entitled is None or told.origin("title").by is not OriginKind.FILE_NAME:
        return told
    origin = Origin(OriginKind.HEADER, entitled.at.first_line)
    said = Metadata.with_origin(origin, title=clean_title(entitled.value))
    return said.over(replace(told, title=None))


def with_properties(metadata: Metadata, noted: Metadata, lines: Sequence[Line]) -> Metadata:
    """Return metadata with what a program noted where nothing better is known.

    A title that stands in the first lines as well is better than the name of the file.
    """
    top = [fold_title(line.text) for line in lines if line][:FIRST_LINES]
    named = metadata.origin("title").by is OriginKind.FILE_NAME
    if noted.title and named and fold_title(noted.title) in top:
        return noted.over(replace(metadata, title=None))
    return subtitled(metadata, noted.title or "").over(noted)


def subtitled(metadata: Metadata, whole: str) -> Metadata:
    """Return metadata whose authors are a subtitle where the title as noted goes on with them.

    >>> from epubify.model import Contributor
    >>> told = Metadata("The Quay", contributors=(Contributor("Nina"), Contributor("Her Dog")))
    >>> subtitled(told, "The Quay: Nina and Her Dog").entries()
    {'title': 'The Quay', 'subtitle': 'Nina and Her Dog'}
    >>> subtitled(told, "The Quay: A Novel").subtitle, subtitled(told, "The Quay").subtitle
    (None, None)
    """
    title, rest = metadata.title or "", whole[len(metadata.title or "") :]
    said = rest.strip(" :–—-")
    names = [word for name in metadata.authors for word in folded(name).split()]
    goes_on = title and said and folded(whole).startswith(folded(title)) and not rest[0].isalnum()
    between = [word for word in folded(said).split() if word not in names]
    same = names and set(names) <= set(folded(said).split())
    if not (goes_on and same and len(between) < len(metadata.authors)):
        return metadata
    others = tuple(person for person in metadata.contributors if person.role != "aut")
    return replace(metadata, subtitle=said, contributors=others)


def contents_heading(lines: Sequence[Line], galley: Galley) -> Iterator[SetApart]:
    """Yield the heading of a list of links into the text, which is left out with it."""
    above: Line | None = None
    for n, line in enumerate(lines):
        said = galley.apart.get(n)
        if said and said.kind is Matter.CONTENTS:
            if above and folded(above.text).strip(" .:") in contents_words():
                yield replace(said, at=above.at)
            above = None
        elif line:
            above = None if said else line


def with_title_page(lines: list[Line], metadata: Metadata) -> list[Line]:
    """Return lines of which those of a title page are no headings, though markup says so.

    Headings follow one another there, and the text begins below the last: only that one may head
    it, unless it names the author. What has a heading's form stays one: a part above a chapter; so
    does a title of a lower level right below it, and one that others below are like, each right
    above a chapter.
    """
    run: list[int] = []
    for n, line in enumerate(lines):
        if level_of(line):
            run.append(n)
        elif run and line and not (line.markup and line.markup.kind == "break"):
            break
    if run and heads_first_tale(lines, run[0]):
        return lines
    authors = {fold_title(name) for name in metadata.authors}
    said = {n: is_imprint(lines[n].text) for n in run}
    titles = titles_of_numbers(lines, run) | part_above(lines, run)
    plain = [n for n in run[:-1] if said[n] or not (n in titles or counts(lines[n].text))]
    if run and (said[run[-1]] or is_byline(lines, run, authors)):
        plain.append(run[-1])
    for n in plain:
        markup = lines[n].markup
        assert markup is not None
        lines[n] = replace(lines[n], markup=replace(markup, level=0, kind="paragraph"))
    return lines


def part_above(lines: Sequence[Line], run: Sequence[int]) -> set[int]:
    """Return the last but one of headings in a row where it is a part, as others below are.

    All of its rank stand right above a heading of the next, and none is called for what stands
    at the end of a book.
    """
    if len(run) < 2 or level_of(lines[run[-2]]) >= level_of(lines[run[-1]]):
        return set()
    rank = level_of(lines[run[-2]])
    shown = [line for line in lines[run[-1] :] if line]
    peers = [(one, below) for one, below in pairwise(shown) if level_of(one) == rank]
    above = all(level_of(below) > rank for _, below in peers)
    forms = [facts_of(one.text).form for one, _ in peers]
    named = any(form is not None and form.rank == "named" for form in forms)
    return {run[-2]} if peers and above and not named else set()


def titles_of_numbers(lines: Sequence[Line], run: Sequence[int]) -> set[int]:
    """Return those of headings in a row that name the numbered one of a higher level above them."""
    return {
        b
        for a, b in pairwise(run)
        if 0 < level_of(lines[a]) < level_of(lines[b])
        if counts(lines[a].text) and not name_in_byline(lines[b].text)
    }


def is_byline(lines: Sequence[Line], run: Sequence[int], authors: set[str]) -> bool:
    """Tell whether the last of headings in a row names the author."""
    text = lines[run[-1]].text
    if fold_title(text) in authors or name_in_byline(text):
        return True
    above = lines[run[-2]].text if len(run) > 1 else ""
    return folded(above).strip(" .:") in byline_words()
