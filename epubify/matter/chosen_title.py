"""Which of the titles that header, subject, note and file name say is that of the story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from epubify.matter.fields import field_line
from epubify.matter.filename import FileNameFacts
from epubify.matter.header import Header
from epubify.matter.lone_titles import may_be_title
from epubify.matter.mail_headers import MailHeaders
from epubify.matter.opening import OpeningLine
from epubify.matter.page import Page
from epubify.matter.senders import Credit
from epubify.matter.subject_lines import counted_title, subject_title
from epubify.matter.titles import clean_title, without_part
from epubify.matter.word_lists import worded
from epubify.model import Field, Matter, Metadata, Origin, OriginKind, Place
from epubify.text.lexicon import folded
from epubify.text.title_words import fold_title
from epubify.text.word_patterns import AS_WRITTEN

REMARK = worded(r"(?<=\w)\s*\((?:[a-z][^()]*|\d[\d.,]*\s?(?:@post_lengths@))\)$", AS_WRITTEN)
"""What a subject says in brackets behind a title, in small letters, or as a length: no title ends
so."""
PART_NEXT = worded(r"[\s,:(–—-]+@part_of@\.?\s+\w{1,8}\s*[:–—-]+\s*\w")
"""A part behind the title, and what the part is called."""
MOST_ABOVE_CONTENTS = 2
"""Lines above a contents list of which the first is the title. With more, a preface in short lines
has one; with fewer, a title with the kind of book below it stays in the text."""
OF_FILE = Origin(OriginKind.FILE_NAME)


def entitling(headers: Sequence[Header]) -> Header:
    """Return the first header, or the one in whose fields the title stands that the first lacks."""
    fielded = (one for one in headers if first_field(one.fields, "title"))
    return headers[0] if headers[0].title else next(fielded, headers[0])


def title_of(
    header: Header,
    mail: MailHeaders,
    named: FileNameFacts,
    told: Credit | None,
    said_in_note: tuple[str, Origin] | None = None,
) -> Metadata:
    """Return the title: its field's, else the header's, a subject's, a note's, the file name's."""
    field = first_field(header.fields, "title")
    if field and field.value:
        title = clean_title(without_part(clean_title(field.value))[0])
        return Metadata.with_origin(in_header(field.at), title=title)
    if told and told.title and told.sure:
        return Metadata.with_origin(in_header(told.at), title=clean_title(told.title))
    subject = next(iter(mail.get("subject", [])), None)
    said = subject_title(subject.value)[0] if subject else ""
    posted = Origin(OriginKind.SUBJECT, subject.at.first_line if subject else None)
    if header.title and said and folded(said) == folded(header.title):
        cased = said if not said.isupper() else clean_title(header.title)
        return Metadata.with_origin(posted, title=cased)
    if header.title and said and goes_on_with_part(header.title, said):
        return Metadata.with_origin(posted, title=clean_title(said))
    shared = counted_title(field.value for field in mail.get("subject", []))
    if shared and header.title and not header.author and not is_within(header.title, shared):
        return Metadata.with_origin(posted, title=clean_title(shared))
    if header.title:
        title = without_name(header.title, header.author or (told.name if told else None))
        return Metadata.with_origin(in_header(header.places.get("title")), title=title)
    if shared:
        return Metadata.with_origin(posted, title=clean_title(shared))
    if said_in_note and said and is_within(said, said_in_note[0]):
        return Metadata.with_origin(said_in_note[1], title=said_in_note[0])
    if said and (title := clean_title(REMARK.sub("", said))):
        return Metadata.with_origin(posted, title=title)
    if told and told.title:
        return Metadata.with_origin(in_header(told.at), title=told.title)
    if said_in_note and not (said_in_note[1].stands_in and named.title):
        return Metadata.with_origin(said_in_note[1], title=said_in_note[0])
    return Metadata.with_origin(OF_FILE, title=named.title)


def title_above_contents(page: Page) -> list[int]:
    """Return the index of the title that stands alone on top, above the contents list.

    One more line may stand below it, which says what kind of book it is. None else may.
    """
    listed = [apart.at.first_line for apart in page.taken if apart.kind is Matter.CONTENTS]
    first = min(listed, default=0)
    above = [n for n, line in enumerate(page.lines) if line.text and line.number < first]
    if not 0 < len(above) <= MOST_ABOVE_CONTENTS:
        return []
    rows = [OpeningLine(n, page.lines[n].facts, field_line(page.lines[n].text)) for n in above]
    titled = all(may_be_title(row) and row.field is None for row in rows)
    return above if titled and page.previous_text(above[0]) is None else []


def goes_on_with_part(text: str, title: str) -> bool:
    """Tell whether a line says a title that stands in a subject, then its part and more.

    >>> goes_on_with_part("Salt Road, part 1: The Ebb", "Salt Road"), goes_on_with_part("Salt", "S")
    (True, False)
    """
    return text.startswith(title) and PART_NEXT.match(text[len(title) :]) is not None


def is_within(title: str, other: str) -> bool:
    """Tell whether one of two titles says the other, perhaps with more around it.

    >>> is_within("SaltRoad", "The Salt Road"), is_within("Salt Road", "Rain")
    (True, False)
    """
    a, b = fold_title(title), fold_title(other)
    return a in b or b in a


def without_name(title: str, name: str | None) -> str:
    """Return a title without the author's name that stands in the same line.

    >>> without_name("THE SALT ROAD Ann Berg", "Ann Berg"), without_name("Ann Berg", "Ann Berg")
    ('The Salt Road', 'Ann Berg')
    >>> without_name("Ann Berg. The Salt Road", "Ann Berg")
    'The Salt Road'
    """
    if name and title.endswith(f" {name}"):
        return clean_title(title.removesuffix(name).rstrip(" -–—,/|"))
    if name and title.startswith((f"{name}. ", f"{name}: ", f"{name} - ")):
        return clean_title(title.removeprefix(name).lstrip(" -.:"))
    return title


def in_header(at: Place | None) -> Origin:
    """Return the origin of what stands at a place of a header."""
    return Origin(OriginKind.HEADER, at.first_line if at else None)


def first_field(fields: Iterable[Field], *keys: str) -> Field | None:
    """Return the first field with one of these keys."""
    return next((field for field in fields if field.key in keys), None)
