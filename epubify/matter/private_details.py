"""Addresses and numbers of people in what a header says: they are not shown to a book's readers.

A manuscript names the street, the telephone and the social security number of its author, a post
the address of its sender: each was meant for an editor or for a list, long ago. Where the page
about a story would show them, a line that says nothing else is left out, and the rest of a line is
shown without them. Who wants them in the book keeps them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from epubify.matter.fields import field_line
from epubify.matter.word_lists import worded
from epubify.model import Field, Manuscript, Matter, Metadata, Place, SetApart
from epubify.options import Options
from epubify.report import Report
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

NAMING = frozenset({"title", "series", "source", "encoding"})
"""Keys of fields that name a work or where it stands: what looks like an address there is none."""
DETAIL = worded(
    r"\b[\w.+%-]+@\w[\w-]*(?:\.\w[\w-]*)*"
    r"|(?:(?:@telephone@)\.?\s*(?:[:#]\s*)?)?(?:\+\d{1,3}[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[ .-])"
    r"\d{3}[ .-]\d{4}\b"
    r"|\b(?:@telephone@)\b\.?\s*(?:[:#]\s*)?\+?\(?\d[\d ()./-]{4,}\d"
    r"|(?<!\w)\+\d[\d ()./-]{6,}\d"
    r"|(?:\b(?:@social_security@)\s*(?:[:#]\s*)?)?\b\d{3}-\d{2}-\d{4}\b"
)
"""An address of mail, a telephone number (one of North America, with the word before it or with
that of its country), a social security number."""
STREET = worded(
    r"\d{1,5}[a-z]?,? (?:[\w.'’]+ ){1,4}(?:@street@)\b\.?(?:,? .{0,20})?"
    r"|(?:\w[\w.'’-]*)?(?:\w(?:@street_ending@)|@street_before@ [\w .'’-]{3,30}) \d{1,4}\s?[a-z]?"
    r"|(?:@post_box@)\s*#?\d+.{0,20}"
)
TOWN = lazy(
    r"[A-Z][\w.'’ -]{1,30},? [A-Z]{2}\.?,? +\d{5}(?:-\d{4})?(?: .{0,15})?"
    r"|(?:[A-Z][\w.'’ -]{1,30},? )?[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}"
    r"|(?:[A-Z]{1,2}-)?\d{4,5} [A-Z][\w.'’ -]{2,30}"
)
"""A town with its code, as the post of America, Britain or the Continent has them."""
AROUND = lazy(r"\s*[<(\[{\"]+\s*\0\s*[>)\]}\"]+|\0")
"""Where a detail stood, and the brackets around it alone."""
LOOSE = lazy(
    r"^[\s,;:/|–—-]*…(?:\s*[,;/|–—-]+\s*|\s{3,}|\s*$)|\s*[,;:/|–—-]\s*…[\s,;/|–—-]*$|\s*[,;/|]\s*…"
)
"""A detail beside other words rather than among them: nothing is missed where it stood."""
GONE = "…"


def withhold(manuscript: Manuscript, options: Options, report: Report) -> Manuscript:
    """Return the manuscript without the addresses and numbers of people in its header.

    Lines that are kept stay as they are, and a finding names all others. What stands in the text of
    the story, because there is nothing else in it or it must stay plain, is shown with it.
    """
    lines = manuscript.text.text.split("\n")
    shown = set(options.plain_lines(manuscript.text.source))
    shown.update(number for block in manuscript.blocks for number in range_of(block.at))
    private = {
        field: apart
        for field in manuscript.metadata.fields
        if field.key not in NAMING
        and (apart := tuple(private_lines(field, lines)))
        and not any(map(options.keeps, apart))
        and not any(one.at.first_line in shown for one in apart)
    }
    if not private:
        return manuscript
    numbers = sorted({one.at.first_line for apart in private.values() for one in apart})
    named = f"line{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
    at = Place(manuscript.text.source, numbers[0], numbers[0])
    report.find("M052", f"addresses or numbers of people in {named} are not in the book", at)
    apart = (*manuscript.set_apart, *(one for lines in private.values() for one in lines))
    metadata = without_details(manuscript.metadata, private)
    return replace(manuscript, metadata=metadata, set_apart=apart)


def private_lines(field: Field, lines: Sequence[str]) -> Iterator[SetApart]:
    """Yield the lines of a field that hold a detail; what else they say is shown all the same."""
    ends = (field.at.first_line, field.at.last_line)
    for number in range(ends[0], min(ends[1], len(lines)) + 1):
        text = value_in(lines[number - 1])
        # Other matter may stand between the lines of a field: mail headers between two bylines.
        if has_detail(text) and (number in ends or " ".join(text.split()) in field.value):
            kind, rest = Matter.CONTACT, says_something(without_detail(text))
            reason = f"{kind.noun}, the rest is shown" if rest else kind.noun
            yield SetApart(Place(field.at.source, number, number), kind.fate, reason, kind)


def range_of(at: Place) -> range:
    """Return the numbers of the lines of a place."""
    return range(at.first_line, at.last_line + 1)


def value_in(line: str) -> str:
    """Return what a line says without the key on its head, where it has one.

    >>> value_in("  Phone: 555 1234"), value_in("12 Elm Road ")
    ('555 1234', '12 Elm Road')
    """
    found = field_line(line.strip())
    return found.value if found else line.strip()


def without_details(metadata: Metadata, private: Mapping[Field, object]) -> Metadata:
    """Return metadata whose fields and summary do not show the details of these fields."""
    names = frozenset(word for one in metadata.contributors for word in folded(one.name).split())
    fields = [shortened(one, names) if one in private else one for one in metadata.fields]
    said = {one.value: two.value for one, two in zip(metadata.fields, fields, strict=True)}
    return replace(
        metadata,
        fields=tuple(one for one in fields if says_something(one.value)),
        description=said.get(metadata.description or "", metadata.description),
        rights=said.get(metadata.rights or "", metadata.rights),
    )


def shortened(field: Field, names: frozenset[str]) -> Field:
    """Return a field without the details in it, line by line.

    A line of the title page of which a name is left that the book says anyhow says nothing more.
    """
    names = names if field.key == "imprint" else frozenset()
    kept = ((line, without_detail(line)) for line in field.value.split("\n"))
    told = [
        bare
        for line, bare in kept
        if says_something(bare) and (bare == line or not names.issuperset(said_in(bare)))
    ]
    return replace(field, value="\n".join(told))


def said_in(text: str) -> list[str]:
    """Return the folded words of a line that has lost its details.

    >>> said_in("Ann Bee      …")
    ['ann', 'bee']
    """
    return [word for word in folded(text).split() if any(map(str.isalnum, word))]


@recogniser(
    takes=(
        "ann@mail.example",
        "Ann Bee <ann@mail.example>",
        "Tel. +44 20 7946 0018",
        "(555) 010-1234",
        "SSN 000-12-3456",
        "14 Chapel Lane",
        "Springfield, IL 62701",
        "Hafenstraße 7",
        "P.O. Box 12",
    ),
    spares=("2003-02-28", "about 5,000 words", "Chapter 12", "1984 was a good year", "PG-13"),
)
def has_detail(text: str) -> bool:
    """Tell whether a line of a header holds an address or a number of a person."""
    return without_detail(text) != text


def without_detail(text: str) -> str:
    """Return a line without addresses and numbers of people.

    >>> without_detail("Ann Bee <ann@mail.example>"), without_detail("14 Chapel Lane")
    ('Ann Bee', '')
    >>> without_detail("ann@mail.example, or write to ann@mail.example for more")
    'or write to … for more'
    """
    if "@" not in text and not any(map(str.isdigit, text)):
        return text
    if STREET.fullmatch(text.strip()) or TOWN.fullmatch(text.strip()):
        return ""
    marked = DETAIL.sub("\0", text)
    if marked == text:
        return text
    bare = AROUND.sub(lambda match: "" if match[0].strip() != "\0" else GONE, marked)
    return LOOSE.sub("", bare.replace("\0", GONE)).strip()


def says_something(text: str) -> bool:
    """Tell whether anything is left to be shown.

    >>> says_something("… - "), says_something("yes")
    (False, True)
    """
    return any(map(str.isalnum, text))


__all__ = ["withhold"]
