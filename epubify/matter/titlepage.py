"""Title pages: the bare lines on top of a text that name title, author and publisher.

One line is sure more often than the rest: a byline, ``TITLE by NAME``, a title that a field
has named. From such an anchor the other lines are understood; without one, only a first line
(or two) set apart from the story is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from msgspec.structs import replace

from epubify.matter.bylines import dated_name, name_in_byline
from epubify.matter.credits import name_in_copyright, name_with_year, person
from epubify.matter.families import is_one_of_several
from epubify.matter.imprint import is_pressed, take_dates, take_imprint
from epubify.matter.lone_titles import (
    is_lone_title,
    is_signature,
    may_be_title,
    titles_on_top,
)
from epubify.matter.odd_title_pages import (
    anchored_by_address,
    below_series,
    double_title,
    drawn_title,
    lines_known,
    stacked_lines,
    title_above_page,
    title_in_heading,
)
from epubify.matter.opening import EPISODE, OpeningLine, is_imprint, opening_rows, up_to_story
from epubify.matter.page import Page
from epubify.matter.people import (
    LONGEST_NAME,
    clean_name,
    given_first,
    is_whole_name,
    name_weight,
)
from epubify.matter.subject_lines import without_rating
from epubify.matter.title_block import (
    TitlePage,
    arabic,
    name_title,
    note_part,
    note_subtitle,
    take_byline,
    take_division,
    take_family_name,
    take_helpers,
    take_kind,
    take_partner,
    take_subtitle,
)
from epubify.matter.title_forms import (
    breaks_off,
    east_asian_byline,
    kind_by,
    name_below_title,
    title_after_dot,
    title_and_name,
    title_beside_name,
    title_translated,
    title_with_rights,
)
from epubify.matter.title_rows import (
    belongs_above,
    is_address,
    is_bracketed,
    is_kind_of,
    is_made_for,
    is_plain,
    is_title,
    is_title_like_byline,
    stack_top,
)
from epubify.matter.titles import (
    clean_title,
    heading_after_title,
    starts_alternative,
    with_alternative,
    without_part,
)
from epubify.matter.told_of import is_told_of
from epubify.matter.traces import Traces
from epubify.matter.word_lists import byline_words
from epubify.text.dates import is_date
from epubify.text.facts import facts_of
from epubify.text.lexicon import folded


def read_title_page(page: Page, start: int, traces: Traces | None = None) -> TitlePage:
    """Return what the title page that stands at ``start`` says; an empty one where none does.

    ``traces`` are given where a title by itself may stand below a note.
    """
    traces = traces or Traces()
    rows = up_to_story(opening_rows(page, start))
    named = (r.field.value for r in rows if r.field and r.field.key == "title")
    known = next(named, page.title)
    if known:
        rows = list(takewhile(lambda row: not heads_chapter(row, known), rows))
    rows = list(takewhile(lambda row: not heads_known(row, traces, page), rows))
    bare = [row for row in rows if not (is_field(row) or is_date(row.text))]
    bare = [row for row in bare if not is_one_of_several(row.text, page)]
    if not bare:
        return TitlePage()
    found = anchored(bare, rows, known, traces, page) or (
        None
        if page.title
        else anchored_by_rights(bare, traces)
        or anchored_by_address(bare, page)
        or double_title(bare)
        or title_above_page(bare)
        or lines_known(bare, traces)
        or title_in_heading(bare)
        or drawn_title(bare, page)
        or below_series(bare, page)
        or (None if signs_note(bare[0], page, traces) else first_lines(bare, rows, page))
        or stacked_lines(bare, page)
        or lone_title(bare, page, traces)
    )
    if found is None or (traces.of_chapter and is_of_chapter(found, traces)):
        return TitlePage()
    if not found.named:
        return found
    take_repeated(found, bare, known)
    take_imprint(found, bare, rows, page)
    take_dates(found, rows)
    return found


def is_field(row: OpeningLine) -> bool:
    """Tell whether a row is a field; a place and its publisher, with a colon between, are none."""
    return row.field is not None and not is_pressed(row.text)


def anchored(
    bare: Sequence[OpeningLine], rows: Sequence[OpeningLine], known: str | None, traces: Traces,
    page: Page,
) -> TitlePage | None:  # fmt: skip
    """Understand a title page by a byline, or by a title that is known from elsewhere."""
    return (
        anchored_by_episode(bare)
        or anchored_by_byline(bare, traces)
        or anchored_in_one_line(bare, page)
        or anchored_by_field(bare, known, author_in(rows))
    )


def is_of_chapter(found: TitlePage, traces: Traces) -> bool:
    """Tell whether a title is that of a chapter of the story that the subjects name."""
    return not found.author and not traces.name(found.title or "")


# ---------------------------------------------------------------------------- the anchors


def anchored_by_episode(rows: Sequence[OpeningLine]) -> TitlePage | None:
    """Understand a series above ``EPISODE #14`` with the title of the episode below it."""
    rows = [row for row in rows if not row.facts.is_ornament]
    for n, row in enumerate(rows[:-1]):
        number = EPISODE.match(row.core)
        behind = row.core[number.end() :] if number else ""
        title = replace(row, facts=facts_of(behind)) if behind else rows[n + 1]
        alone = n == 0 and not behind
        if not number or (n == 0 and not alone) or not is_title(title) or is_date(title.core):
            continue
        if name_in_byline(title.core) or (alone and not may_be_title(title)):
            continue
        found = TitlePage(part=arabic(number[1]), named={rows[0].index, row.index})
        found.lines = {"part": row.index}
        if not alone:
            found.series, found.lines["series"] = clean_title(rows[0].core), rows[0].index
        name_title(found, [title])
        take_byline(found, rows[n + 1 :])
        return found
    return None


def anchored_by_byline(rows: Sequence[OpeningLine], traces: Traces) -> TitlePage | None:
    """Understand the lines above ``by NAME``, or above ``by`` with the name below it."""
    for n, row in enumerate(rows):
        if n == 0 and is_title_like_byline(rows):
            continue
        name = name_in_byline(row.core) or east_asian_byline(row.text)
        kind = None if name or n == 0 else kind_by(row.core) or name_below_title(row.core)
        name, taken = name or kind, {row.index}
        below = rows[n + 1].core if n + 1 < len(rows) else ""
        leads = folded(row.core).rstrip(".:") in byline_words()
        leads = leads or (n > 0 and breaks_off(row.core) and person(below) is not None)
        if name is None and leads and below:
            name = below if len(below) <= LONGEST_NAME else None
            row = rows[n + 1]
            taken.add(row.index)
        if name is None:
            continue
        found = TitlePage(author=clean_name(name), byline=name, named=taken)
        found.lines["author"] = row.index
        take_family_name(found, rows[n + 1 :], row)
        take_partner(found, rows[rows.index(row) + 1 :])
        if kind:
            take_helpers(found, row, rows[n + 1 :])
        take_title_above(found, rows, n, traces)
        if kind and not found.title:
            continue
        return found
    return None


def take_title_above(
    found: TitlePage, rows: Sequence[OpeningLine], below: int, traces: Traces
) -> None:
    """Take the title above the byline at ``below``: one that stands elsewhere, else the last."""
    author = found.author or " "
    signed = max((m + 1 for m in range(below) if is_address(rows[m])), default=0)
    made_for = next((m for m in range(1, below) if is_made_for(rows[m].core)), below)
    titles = [m for m in range(signed, made_for) if is_title(rows[m]) and not says(rows[m], author)]
    plain = [m for m in titles if is_plain(rows[m])]
    if len(plain) > 1:
        plain = [m for m in plain if m == plain[0] or not take_division(found, rows[m])]
    plain = [m for m in plain if not is_kind_of(rows[m], [rows[k] for k in plain if k < m])]
    if not titles:
        return
    known = [m for m in titles if traces.name(rows[m].text)]
    n = (known or plain or titles)[-1]
    for row in rows[n + 1 : below]:
        note_part(found, row)
        note_subtitle(found, row)
        if is_bracketed(row):
            take_kind(found, row)
    name_title(found, [rows[n]])
    top, loud = stack_top(rows, n), rows[n].core.isupper()
    while n > 0 and (n > top or belongs_above(rows[n - 1], rows[n])):
        n -= 1
        loud = loud and rows[n].core.isupper()
        above = clean_title(without_part(rows[n].core)[0])
        title = found.title or ""
        whole = f"{above} {title}"
        joins = starts_alternative(title)
        found.title = (
            with_alternative(above, title)
            if joins
            else clean_title(whole.upper() if loud else whole)
        )
        found.named.add(rows[n].index)
        found.lines["title"] = rows[n].index


def anchored_in_one_line(rows: Sequence[OpeningLine], page: Page) -> TitlePage | None:
    """Understand ``TITLE by NAME``, ``NAME: TITLE``, ``NAME's "TITLE"``, ``[書名 / NAME 著]``."""
    first = next((row for row in rows if not row.facts.is_ornament), None)
    for row in rows:
        core, part, total = without_part(row.core)
        said = title_and_name(core if part else row.text, core)
        if not said and row is first and not continued_below(row, rows):
            said = alone_in_line(row.core)
        if said and not leads_with_hero(row.core, said[1], page):
            title, name, written = said
            found = TitlePage(byline=written, named={row.index})
            found.author = clean_name(name) if name else None
            text, named, of = without_part(title)
            found.part, found.total = part or named, total or of
            found.title = clean_title(without_rating(text))
            found.lines = dict.fromkeys(("title", "author", "part"), row.index)
            return found
    translated = title_translated(first.core) if first else None
    if first and translated and not continued_below(first, rows):
        found = TitlePage(title=clean_title(translated[0]), named={first.index})
        found.translator = translated[1:]
        found.lines["title"] = first.index
        return found
    return None


def leads_with_hero(text: str, name: str | None, page: Page) -> bool:
    """Tell whether a title begins with whom the story tells of: ``ANN BERG: PILOT``."""
    return bool(name) and text.startswith(f"{name}:") and is_told_of(page, clean_name(name or ""))


def continued_below(row: OpeningLine, rows: Sequence[OpeningLine]) -> bool:
    """Tell whether words stand right below a row."""
    below = rows[rows.index(row) + 1 :][:1]
    return any(one.joined and not one.facts.is_ornament for one in below)


def alone_in_line(text: str) -> tuple[str, str | None, str] | None:
    """Return title, name, and how it is written, where only the first line of all may say so."""
    beside = title_beside_name(text) or title_after_dot(text)
    return (*beside, text) if beside else title_with_rights(text)


def anchored_by_rights(rows: Sequence[OpeningLine], traces: Traces) -> TitlePage | None:
    """Understand the lines above a copyright line or ``YEAR NAME``, where no byline stands."""
    for n, row in enumerate(rows):
        name = name_in_copyright(row.text) or own_year(row, rows) or holder_below(row, rows)
        if not name or n == 0:
            continue
        again = next((m for m in range(1, n) if says(rows[m], name)), n)
        found = TitlePage(author=clean_name(name), byline=row.text, named={row.index})
        found.named.add(rows[again].index)
        found.lines["author"] = rows[again].index
        take_title_above(found, rows, again, traces)
        if found.title:
            return found
    return None


def own_year(row: OpeningLine, rows: Sequence[OpeningLine]) -> str | None:
    """Return the name beside a year, if it is sure to be a person's: a place has years too."""
    name = name_with_year(row.text)
    known = name and (given_first(name) or any(says(other, name) for other in rows))
    return name if known else None


def holder_below(row: OpeningLine, rows: Sequence[OpeningLine]) -> str | None:
    """Return the whole name that stands below the sign and the year of a copyright."""
    below = rows[rows.index(row) + 1 :][:1]
    if not below or not below[0].joined or not is_whole_name(below[0].core):
        return None
    both = f"{row.text} {below[0].core}"
    return below[0].core if name_in_copyright(both) and is_imprint(row.text) else None


def author_in(rows: Sequence[OpeningLine]) -> str | None:
    """Return the author that a field names."""
    return next((r.field.value for r in rows if r.field and r.field.key == "author"), None)


def anchored_by_field(
    rows: Sequence[OpeningLine], title: str | None, author: str | None
) -> TitlePage | None:
    """Understand a title page whose title a field has named already."""
    if title is None:
        return None
    found = TitlePage()
    for row in rows:
        if says(row, title) or (author and says(row, author)):
            found.named.add(row.index)
    return found if found.named else None


def first_lines(
    bare: Sequence[OpeningLine], rows: Sequence[OpeningLine], page: Page
) -> TitlePage | None:
    """Understand a first line set apart from the story as title, with an author beside it."""
    on_top = titles_on_top(bare, rows, page, author_known=bool(author_in(rows)))
    if on_top is None:
        return None
    title, author = on_top
    found = TitlePage()
    name_title(found, [title])
    if author:
        name = dated_name(author.core) or author.core
        found.author, found.byline, found.paired = clean_name(name), author.core, True
        found.lines["author"] = author.index
        found.named.add(author.index)
    elif other := alternative_below(bare, title):
        take_subtitle(found, other)
        take_rows_below(found, bare[bare.index(other) + 1 :])
    return found


def signs_note(row: OpeningLine, page: Page, traces: Traces) -> bool:
    """Tell whether a row below a note names who wrote that: the title stands elsewhere."""
    named = name_weight(row.core) > 0 and is_signature(row.core)
    return (
        named
        and bool(traces.titles)
        and not traces.name(row.text)
        and row.index > 0
        and (page.previous_text(row.index) is not None)
    )


def alternative_below(rows: Sequence[OpeningLine], title: OpeningLine) -> OpeningLine | None:
    """Return the row below a title that is the other half of it."""
    below = rows[rows.index(title) + 1 :][:1]
    return below[0] if below and starts_alternative(below[0].core) else None


def lone_title(rows: Sequence[OpeningLine], page: Page, traces: Traces) -> TitlePage | None:
    """Understand a title that stands alone below a note, or that stands elsewhere too.

    The other half of a double title, and names with a sign between them, may stand below.
    """
    if not is_lone_title(page, rows[0], traces):
        return None
    found = TitlePage()
    name_title(found, rows[:1])
    take_rows_below(found, rows[1:])
    return found


def take_rows_below(found: TitlePage, rows: Sequence[OpeningLine]) -> None:
    """Take the other half of a double title, and names, that stand right below what was taken."""
    for row in takewhile(lambda row: row.joined, rows[:2]):
        if starts_alternative(row.core):
            take_subtitle(found, row)
        elif person(row.core) and (given_first(row.core) or "&" in row.core):
            found.author, found.byline = clean_name(row.core), row.core
            found.lines["author"] = row.index
            found.named.add(row.index)


# ------------------------------------------------------------------------------ the rest


def says(row: OpeningLine, words: str) -> bool:
    """Tell whether a row says these words, perhaps with a second title after them."""
    a = "".join(c for c in folded(without_part(row.core)[0]) if c.isalnum())
    b = "".join(c for c in folded(words) if c.isalnum())
    return len(b) > 1 and a == b


def heads_chapter(row: OpeningLine, title: str) -> bool:
    """Tell whether a row heads a chapter of the story: ``The Deep: Chapter 1``."""
    found = heading_after_title(row.facts, title)
    return found is not None and found[0].rank == "chapter"


def heads_known(row: OpeningLine, traces: Traces, page: Page) -> bool:
    """Tell whether a row heads a chapter after a title that stands elsewhere, and no byline."""
    key = row.facts.title_key
    if not any(heads_chapter(row, title) for title in traces.titles if key.startswith(title)):
        return False
    below = page.next_text(row.index + 1)
    return below is None or name_in_byline(page.lines[below].facts.core) is None


def take_repeated(found: TitlePage, rows: Sequence[OpeningLine], known: str | None) -> None:
    """Take the lines that say title or author again, with the second half of a double title."""
    names = [words for words in (known, found.title, found.author) if words]
    again = False
    for row in rows:
        if row.index not in found.named and any(heads_chapter(row, name) for name in names):
            break
        goes_on = again and (starts_alternative(row.core) or row.index - 1 in found.named)
        again = any(says(row, name) for name in names) or (again and starts_alternative(row.core))
        if again or (goes_on and row.core.isupper()):
            found.named.add(row.index)
        if row.index < max(found.named, default=0) or not found.subtitle:
            note_subtitle(found, row)
