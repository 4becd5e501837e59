"""Lines on top that say a title which is known already: from the file's name, from a subject."""

from __future__ import annotations

from functools import cache

from epubify.matter.chosen_title import in_header, title_above_contents
from epubify.matter.page import Page
from epubify.matter.titles import clean_title
from epubify.model import Metadata, Origin, OriginKind
from epubify.text.lexicon import folded, table
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title

LONGEST_ADDITION = 16
"""Characters that such a line may have besides the title: a part, a mark."""
WRITTEN = (OriginKind.SUBJECT, OriginKind.HEADER)
"""Where a title is from that stands in the text as it was written."""
LONGEST_ARTICLE = 5
"""Characters of an article; no language of ours has a longer one."""
LONGEST_TOP, FIRST_WORDS = 60, 4
"""Lines from the top, and lines with text among them, of which one may open with the title that a
subject names; with more, what people say in the story is one, with fewer, long notes hide it."""


@recogniser(
    takes=("The Salt Road\n\nWe went home.",),
    spares=("We went home.\n\nThe Salt Road was long that day.", "Salt Road\nWe went home."),
    named=Metadata.with_origin(Origin(OriginKind.FILE_NAME), title="Salt Road"),
    known=None,
)
def take_named_title(page: Page, named: Metadata, known: str | None) -> Metadata:
    """Take out the line on top that says the title in the name of the file, alone on its own.

    What the line says is better: its articles, its signs. So is a title above a contents list.
    """
    of_file = named.origin("title").by is OriginKind.FILE_NAME
    if known or (named.title and not of_file):
        return named
    if on_top := title_above_contents(page):
        head = [page.lines[n] for n in on_top]
        page.take_header(on_top, "title above the contents list")
        subtitle = head[1].text if len(head) > 1 else None
        title = clean_title(head[0].text)
        return Metadata.with_origin(in_header(head[0].at), title=title, subtitle=subtitle)
    wanted = fold_title(named.title or "")
    top = [n for n, line in enumerate(page.lines[:LONGEST_TOP]) if line][:FIRST_WORDS]
    for n in top:
        line = page.lines[n]
        around = [page.lines[k] for k in (n - 1, n + 1) if 0 <= k < len(page.lines)]
        said = (line.text, line.text.partition(" ")[2])  # perhaps an article before it
        alone = not any(around) and page.is_free(n) and wanted
        if (
            alone
            and wanted in map(fold_title, said)
            and len(line.text) < len(wanted) + LONGEST_ADDITION
        ):
            page.take_header([n], "title, which the name of the file has, too")
            return Metadata.with_origin(in_header(line.at), title=clean_title(line.text))
    return named


@recogniser(
    takes=("        A\nSalt Road -- Part 1\n\nWe went home.",),
    spares=("A\n\nSalt Road -- Part 1", "I\nSalt Road", "A\nlong road it was.", "Ann\nSalt Road"),
    named=Metadata.with_origin(Origin(OriginKind.SUBJECT, 1), title="Salt Road"),
    known=None,
)
def take_article_above(page: Page, named: Metadata, known: str | None) -> Metadata:
    """Take out an article alone above the title of the story: its line was broken there."""
    if known or not named.title or named.origin("title").by not in WRITTEN:
        return named
    wanted, articles = folded(named.title), every_article()
    found = [
        n
        for n, (line, below) in enumerate(zip(page.lines, page.given[1:], strict=False))
        if 0 < len(line.text) <= LONGEST_ARTICLE and folded(line.text) in articles
        if page.is_free(n) and line.facts.form is None and folded(below.text).startswith(wanted)
    ]
    if not found:
        return named
    page.take_header(found, "article of the title in the next line")
    first = page.given[found[0]]
    title = clean_title(f"{first.text.capitalize()} {named.title}")
    return Metadata.with_origin(in_header(first.at), title=title)


@cache
def every_article() -> frozenset[str]:
    """Return the articles of all languages, as they are compared."""
    listed: dict[str, list[str]] = table("headings")["articles"]
    return frozenset(folded(one) for articles in listed.values() for one in articles)
