"""Plain text → ``Manuscript``."""

from __future__ import annotations

from epubify.forms import heading_form
from epubify.layout import fold_title, lay_out
from epubify.lines import lines_of
from epubify.matter import set_apart
from epubify.model import Manuscript, Text
from epubify.options import Options
from epubify.report import Report


def read_text(text: Text, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in a plain text: matter set apart, the rest laid out in blocks."""
    apart = set_apart(lines_of(text, report), report)
    blocks = lay_out(apart.lines, apart.cut, apart.seams, titles_in(apart.contents), report)
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
