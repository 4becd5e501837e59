"""Lines of a text without markup → blocks, what is not story set apart."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from epubify.layout import lay_out
from epubify.layout.lines import Line, lines_of
from epubify.matter import set_apart
from epubify.matter.layout_codes import CODES, first_layout_code
from epubify.matter.titles import FURTHEST_MARK, heading_after_title, may_open_with
from epubify.model import Fate, Manuscript, Matter, SetApart, Text
from epubify.options import Options
from epubify.report import Report
from epubify.text.facts import facts_of
from epubify.text.title_words import fold_title, fold_titles
from epubify.text.wide_spacing import wide_spacing


def lay_out_text(
    text: Text, report: Report, options: Options, known: Sequence[SetApart] = ()
) -> Manuscript:
    """Return the manuscript in a text: matter set apart, the rest laid out in blocks.

    ``known`` are lines of which the form knows that they are no story.
    """
    lines = closed_up(lines_of(text))
    known = [*known, *layout_codes(lines)]
    gone = {one.at.first_line for one in known}
    if gone:
        lines = [replace(line, text="") if line.number in gone else line for line in lines]
    apart = set_apart(lines, report, options)
    titles = titles_in(apart.contents) | titled_chapters(apart.lines, apart.metadata.title)
    layout = lay_out(apart.lines, apart.cut, apart.seams, titles, apart.edges)
    report.counted("dehyphenate", len(layout.hyphenations))
    underlines = tuple(SetApart(at, Fate.HEADING) for at in layout.underlines)
    frames = tuple(SetApart(at, Fate.BODY) for at in layout.frames)
    return Manuscript(
        apart.metadata,
        layout.blocks,
        apart.contents,
        set_apart=(*known, *apart.taken, *underlines, *frames),
        heads=apart.heads,
        hyphenations=layout.hyphenations,
    )


def closed_up(lines: list[Line]) -> list[Line]:
    """Return the lines of a text without the blank ones that only space it wide."""
    gone = wide_spacing([line.text or line.page * "\f" for line in lines])
    return [line for n, line in enumerate(lines) if n not in gone] if gone else lines


def layout_codes(lines: Sequence[Line]) -> list[SetApart]:
    """Return the lines at the end of a text that are codes of a word processor, as left out."""
    first = first_layout_code([line.text for line in lines])
    reason = f"{Matter.BOILERPLATE.noun}, {CODES}"
    fate = Matter.BOILERPLATE.fate
    return [SetApart(line.at, fate, reason, Matter.BOILERPLATE) for line in lines[first:] if line]


def titles_in(contents: tuple[str, ...]) -> frozenset[str]:
    """Return the folded titles that a contents list names, with and without their numbers."""
    titles = set()
    for entry in contents:
        facts = facts_of(entry)
        titles.add(facts.title_key)
        if facts.form and facts.form.title:
            titles.add(fold_title(facts.form.title))
    return frozenset(title for title in titles if len(title) > 2)


def titled_chapters(lines: Sequence[Line], story: str | None) -> frozenset[str]:
    """Return the folded lines that head a chapter after the title of the story."""
    if not story:
        return frozenset()
    key = facts_of(story).title_key
    lines = [line for line in lines if line and may_open_with(line.text, key)]
    said = zip(lines, fold_titles([line.text[:FURTHEST_MARK] for line in lines]), strict=True)
    facts = (line.facts for line, folded in said if key and folded.startswith(key))
    return frozenset(one.title_key for one in facts if heading_after_title(one, story))
