"""What a reader of markup delivers → a manuscript, by the stages that read plain text.

The title, where a form marks it only as a heading above all others, is told here for all forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from epubify.layout.lines import Line, lines_of
from epubify.layout.marked import lay_out_marked
from epubify.matter import set_apart
from epubify.matter.opening import name_in_byline
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
from epubify.readers.contents_names import contents_of, letters_of, level_of, with_unlisted
from epubify.readers.galley import Delivery, Galley
from epubify.readers.galley_repair import repaired
from epubify.readers.text_layout import titled_chapters, titles_in
from epubify.report import Report
from epubify.text.facts import facts_of
from epubify.text.lexicon import folded
from epubify.text.numerals import ends_in_number
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title

FIRST_LINES = 5
"""Lines with text among which a title stands that a program has noted, too. With more, it is some
phrase of the story; with fewer, one below a course and a date is not believed."""
MOST_BEFORE_TITLE = 3
"""Headings among which the title that is known stands. With more, a chapter that is called like the
story is lost; with fewer, a title below the name of its author stays a chapter."""


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
    said, hint = delivery.metadata, Metadata()
    if not (delivery.sure or has_line(galley, said)):
        said, hint = replace(said, title=None), said
    lines = without(lines, taken)
    lines = with_unlisted(lines, delivery.contents or tuple(contents_of(galley)))
    metadata, lines, entitled = with_marked_title(said, lines, part=options.join)
    taken += entitled
    repeated = [said for said in repeated_heads(lines) if not options.keeps(said)]
    taken, lines = [*taken, *repeated], without(lines, repeated)
    lines = with_title_page(lines, metadata)
    made = understood(text, metadata, lines, taken, report, options, sure=delivery.sure)
    known = with_properties(made.metadata, delivery.properties, lines)
    manuscript = replace(made, metadata=known, cover=delivery.cover)
    if hint.title and not (metadata.title or names_itself(made.metadata)):
        return replace(manuscript, metadata=replace(hint, fields=()).over(manuscript.metadata))
    return manuscript


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
    """Tell whether a title stands alone on a line, be it of the text or beside it."""
    wanted = title_lines(told)
    return bool(wanted) and any(letters_of(line) in wanted for line in galley.lines)


def title_lines(told: Metadata) -> frozenset[str]:
    """Return the letters of lines that say the title: alone, or with the author behind it."""
    title = letters_of(told.title or "")
    people = ["".join(map(letters_of, told.authors)), *map(letters_of, told.authors[:1])]
    signed = {
        f"{title}{word}{names}" for word in map(letters_of, byline_words()) for names in people
    }
    return frozenset({title, *(signed if told.authors else ())} if title else ())


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
    apart = set_apart(bare, report, options, said.title)
    shown = [figures.get(line.number, line) for line in apart.lines]
    metadata = said.over(apart.metadata)
    if not sure and any(one.key == "title" for one in apart.metadata.fields):
        metadata = replace(apart.metadata, contributors=()).over(metadata)
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


def with_properties(metadata: Metadata, noted: Metadata, lines: Sequence[Line]) -> Metadata:
    """Return metadata with what a program noted where nothing better is known.

    A title that stands in the first lines as well is better than the name of the file.
    """
    top = [fold_title(line.text) for line in lines if line][:FIRST_LINES]
    named = metadata.origin("title").by is OriginKind.FILE_NAME
    if noted.title and named and fold_title(noted.title) in top:
        return noted.over(replace(metadata, title=None))
    return metadata.over(noted)


def without(lines: Sequence[Line], taken: Sequence[SetApart]) -> list[Line]:
    """Return lines of which those that were set apart are blank."""
    gone = {apart.at.first_line for apart in taken}
    return [replace(line, text="") if line.number in gone else line for line in lines]


def repeated_heads(lines: Sequence[Line]) -> Iterator[SetApart]:
    """Yield the lines right beside a heading that say the same and are none by their markup."""
    shown = [line for line in lines if line]
    for above, line in pairwise(shown):
        pair = (above, line) if level_of(above) else (line, above)
        heading, other = pair
        same = level_of(heading) and not level_of(other) and not other.plain
        if same and letters_of(heading.text) == letters_of(other.text) != "":
            reason = f"{Matter.REPEATED_HEAD.noun}, beside the heading that says the same"
            yield SetApart(other.at, Matter.REPEATED_HEAD.fate, reason, Matter.REPEATED_HEAD)


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


# ------------------------------------------------------------------------ the marked title


def with_marked_title(
    metadata: Metadata, lines: list[Line], *, part: bool
) -> tuple[Metadata, list[Line], list[SetApart]]:
    """Return metadata and lines with the heading that is the title told from the others.

    It is the first heading, and the only one of its rank above all others; or the only one at
    all, at the top, and not a chapter's; or one of the first that says the title that is known.
    The heading of a part of a story is its own.
    """
    headings = [n for n, line in enumerate(lines) if line and level_of(line) and not line.plain]
    found = next(titles_among(headings, lines, metadata), None)
    if found is None or (part and not metadata.title):
        return metadata, lines, []
    line = lines[found]
    origin = Origin(OriginKind.HEADER, line.number)
    told = metadata.over(Metadata.with_origin(origin, title=line.text))
    told = replace(told, fields=(*metadata.fields, Field("title", "", line.text, line.at)))
    again = fold_title(told.title or "") == fold_title(line.text)
    apart = SetApart(line.at, Fate.HEADER, "the title, by its markup")
    if not again and not told.title:
        return metadata, lines, []
    return told, without(lines, [apart]), [apart]


def titles_among(headings: Sequence[int], lines: Sequence[Line], told: Metadata) -> Iterator[int]:
    """Yield the index of the heading that is the title of the story."""
    if not headings:
        return
    if keys := title_lines(told):
        yield from (n for n in headings[:MOST_BEFORE_TITLE] if letters_of(lines[n].text) in keys)
        return
    first = headings[0]
    top = level_of(lines[first])
    others = [level_of(lines[n]) for n in headings[1:]]
    alone = all(level > top for level in others)
    form = facts_of(lines[first].text).form
    at_top = not any(lines[:first])
    if alone and form is None and (others or at_top):
        yield first


def with_title_page(lines: list[Line], metadata: Metadata) -> list[Line]:
    """Return lines of which those of a title page are no headings, though markup says so.

    Headings follow one another there, and the text begins below the last: only that one may head
    it, unless it names the author. What has a heading's form stays one: a part above a chapter.
    """
    run: list[int] = []
    for n, line in enumerate(lines):
        if level_of(line):
            run.append(n)
        elif run and line and not (line.markup and line.markup.kind == "break"):
            break
    authors = {fold_title(name) for name in metadata.authors}
    plain = [n for n in run[:-1] if not counts(lines[n].text)]
    if run and is_byline(lines, run, authors):
        plain.append(run[-1])
    for n in plain:
        markup = lines[n].markup
        assert markup is not None
        lines[n] = replace(lines[n], markup=replace(markup, level=0, kind="paragraph"))
    return lines


@recogniser(takes=("Letter 1", "CHAPTER II", "Part One"), spares=("or, the Long Way", "by"))
def counts(text: str) -> bool:
    """Tell whether a heading that markup marks counts: it has a heading's form, or a number.

    >>> counts("Letter 1"), counts("or, the Long Way")
    (True, False)
    """
    return facts_of(text).form is not None or ends_in_number(text)


def is_byline(lines: Sequence[Line], run: Sequence[int], authors: set[str]) -> bool:
    """Tell whether the last of headings in a row names the author."""
    text = lines[run[-1]].text
    if fold_title(text) in authors or name_in_byline(text):
        return True
    above = lines[run[-2]].text if len(run) > 1 else ""
    return folded(above).strip(" .:") in byline_words()
