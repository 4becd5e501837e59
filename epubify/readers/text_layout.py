"""Lines of a text without markup → blocks, what is not story set apart."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout import fold_title, lay_out
from epubify.layout.lines import Line, lines_of
from epubify.matter import set_apart
from epubify.matter.titles import heading_after_title
from epubify.model import Manuscript, Text
from epubify.report import Report
from epubify.text.heading_forms import heading_form


def lay_out_text(text: Text, report: Report) -> Manuscript:
    """Return the manuscript in a text: matter set apart, the rest laid out in blocks."""
    apart = set_apart(lines_of(text, report), report)
    titles = titles_in(apart.contents) | titled_chapters(apart.lines, apart.metadata.title)
    blocks = lay_out(apart.lines, apart.cut, apart.seams, titles, report)
    return Manuscript(apart.metadata, blocks, apart.contents)


def titles_in(contents: tuple[str, ...]) -> frozenset[str]:
    """Return the folded titles that a contents list names, with and without their numbers."""
    titles = set()
    for entry in contents:
        titles.add(fold_title(entry))
        form = heading_form(entry)
        if form and form.title:
            titles.add(fold_title(form.title))
    return frozenset(title for title in titles if len(title) > 2)


def titled_chapters(lines: Sequence[Line], story: str | None) -> frozenset[str]:
    """Return the folded lines that head a chapter after the title of the story."""
    texts = (line.text for line in lines if story)
    return frozenset(fold_title(text) for text in texts if heading_after_title(text, story or ""))
