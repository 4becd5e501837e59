"""What belongs to the header of a story and stands apart from it: fields above, a blurb below."""

from __future__ import annotations

from itertools import takewhile

from epubify.matter.blurbs import take_blurb
from epubify.matter.fields import field_line
from epubify.matter.front_matter import Front
from epubify.matter.header import Header
from epubify.matter.page import Page
from epubify.model import Field, Metadata, Origin, OriginKind
from epubify.text.recogniser import recogniser

FIRST_WORDS = 4
"""Lines with text above a title that may be fields; with more, a form that a story shows on its
first page is, with fewer, long heads stay."""


@recogniser(
    takes=("Year: 2006\n\nThe Salt Road\n\nWe went home.",),
    spares=("We went home.\n\nThe Salt Road", "Salt: ours\n\nThe Salt Road"),
    entitled=Metadata.with_origin(Origin(OriginKind.HEADER, 3), title="The Salt Road"),
    front=Front([Header()]),
)
def take_fields_beside(page: Page, entitled: Metadata, front: Front) -> list[Header]:
    """Take out what stands above a title that the file names, and a blurb below a title block."""
    return [*take_fields_above(page, entitled), *take_blurb(page, front.headers[0], front.notes)]


@recogniser(
    takes=("Year: 2006\n\nThe Salt Road\n\nWe went home.",),
    spares=("We went home.\n\nThe Salt Road", "Salt: ours\n\nThe Salt Road"),
    entitled=Metadata.with_origin(Origin(OriginKind.HEADER, 3), title="The Salt Road"),
)
def take_fields_above(page: Page, entitled: Metadata) -> list[Header]:
    """Take out the fields above a title that only the name of the file tells: ``Year: 2006``.

    All that stands above it must be such, each on its own.
    """
    origin = entitled.origin("title")
    if origin.by is not OriginKind.HEADER or origin.line is None:
        return []
    first = origin.line
    lines = takewhile(lambda line: line.number < first, page.lines)
    above = [n for n, line in enumerate(lines) if line]
    said = [field_line(page.lines[n].text) for n in above]
    if not 0 < len(above) <= FIRST_WORDS or not all(one and one.key for one in said):
        return []
    places = [page.lines[n].at for n in above]
    page.take_header(above, "field above the title")
    return [
        Header(fields=[
            Field(one.key, one.label, one.value, at)
            for one, at in zip(said, places, strict=True)
            if one and one.key
        ])
    ]  # fmt: skip
