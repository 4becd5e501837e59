"""Setting apart, line by line, what stands around a story, and what it says about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from epubify.forms import heading_form
from epubify.lexicon import folded
from epubify.lines import Line
from epubify.matter.apart import Page
from epubify.matter.boilerplate import take_boilerplate
from epubify.matter.contents import take_contents
from epubify.matter.envelope import open_envelopes, subject_title
from epubify.matter.furniture import take_furniture
from epubify.matter.header import Header, clean_name, clean_title, first_value, read_header
from epubify.model import Contributor, Fate, Field, Metadata
from epubify.numerals import numeral_of
from epubify.report import Report

SUBJECT_FIELDS = ("category", "keywords", "fandom", "pairing", "characters")
NEAR_TOP = 6
"""Lines with text before a contents list that a header may take."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A source with its matter taken out."""

    lines: list[Line]
    """All lines; those taken out are blank."""
    metadata: Metadata
    contents: tuple[str, ...]
    """Entries of the contents list."""
    seams: frozenset[int]
    """Indices of lines where a new post, scan or paste begins."""
    cut: dict[int, Fate]
    """Index of a line that was taken out → its fate."""


def set_apart(lines: list[Line], report: Report) -> Apart:
    """Take out envelopes, boilerplate, headers, contents lists and page furniture."""
    page = Page(list(lines), report)
    for line in lines:
        report.fate(line.at, Fate.BODY if line else Fate.BLANK)
    mail = open_envelopes(page)
    take_boilerplate(page)
    first = take_header(page, 0, None)
    contents = take_contents(page)
    title = title_of(first, mail)
    later = [take_header(page, seam, title) for seam in sorted(page.seams)] if title else []
    later += [take_header(page, index, title) for index in repeated_titles(page, title)]
    take_furniture(page)
    take_continued_headings(page)
    metadata = metadata_of([first, *later], mail, title, report)
    return Apart(page.lines, metadata, contents, frozenset(page.seams), page.cut)


def take_header(page: Page, start: int, known_title: str | None) -> Header:
    """Read a header block and take its lines out.

    A later header that only repeats the title is boilerplate: the book says it once.
    """
    header = read_header(page, start, known_title)
    if not header.lines:
        return header
    if known_title and not any(f.key != "notes" for f in header.fields) and not header.fields:
        page.take_out(header.lines, Fate.BOILERPLATE, "title block repeated")
    else:
        page.take_out(header.lines, Fate.HEADER, "header block")
    page.seams.add(max(header.lines) + 1)
    return header


def repeated_titles(page: Page, title: str | None) -> list[int]:
    """Return the indices of lines with a title block amid the text: title, then a byline."""
    if not title:
        return []
    wanted = folded(title)
    return [
        i
        for i, line in enumerate(page.lines)
        if line and page.is_free(i) and folded(line.text).startswith(wanted) and len(line.text) < len(title) + 16
        and (after := page.next_text(i + 1)) is not None and folded(page.lines[after].text).startswith("by ")
    ]  # fmt: skip


def take_continued_headings(page: Page) -> None:
    """Take out headings that only say that a section goes on in this post."""
    for i, line in enumerate(page.lines):
        form = heading_form(line.text) if line and page.is_free(i) else None
        if form and form.continued and (form.number is not None or form.rank == "named"):
            page.take_out([i], Fate.BOILERPLATE, "heading repeated for a section that goes on")


# -------------------------------------------------------------------------- what it says


def title_of(header: Header, mail: dict[str, list[str]]) -> str | None:
    """Return the title: from the header, else its field, else from a subject line."""
    title = first_value(header.fields, "title")
    if title:
        return clean_title(title)
    subjects = mail.get("subject", [])
    said = subject_title(subjects[0])[0] if subjects else None
    if header.title and said and folded(said) == folded(header.title):
        return said
    return header.title or (clean_title(said) if said else None)


def metadata_of(
    headers: list[Header], mail: dict[str, list[str]], title: str | None, report: Report
) -> Metadata:
    """Return what the headers and envelopes say; the first to say a thing is believed."""
    fields = distinct(field for header in headers for field in header.fields)
    first = headers[0]
    author = first_value(fields, "author") or first.author or next((h.author for h in headers if h.author), None)
    people = [Contributor(clean_name(name)) for name in split_names(author)] if author else []
    for key, role in (("editor", "edt"), ("translator", "trl"), ("beta", "bkp")):
        value = first_value(fields, key)
        people += [Contributor(clean_name(name), role) for name in split_names(value)] if value else []
    note_disagreement(fields, report)
    series, index = series_of(first, fields, title)
    return Metadata(
        title=title,
        contributors=tuple(people),
        series=series,
        series_index=index,
        subjects=tuple(dict.fromkeys(s for key in SUBJECT_FIELDS for s in subjects_of(fields, key))),
        description=first_value(fields, "summary"),
        publisher=first_value(fields, "publisher"),
        language=language_of(first_value(fields, "language")),
        fields=tuple(fields),
    )


def distinct(fields: Iterable[Field]) -> list[Field]:
    """Return fields without those that say again what an earlier one said."""
    seen: set[tuple[str, str]] = set()
    out = []
    for field in fields:
        said = (field.key, folded(field.value))
        if said not in seen:
            seen.add(said)
            out.append(field)
    return out


def note_disagreement(fields: list[Field], report: Report) -> None:
    """Record a finding where two headers name different titles or authors."""
    for key in ("title", "author"):
        values = [f for f in fields if f.key == key]
        if len(values) > 1:
            report.find(
                "M004",
                f"the headers disagree about the {key}: {values[0].value} / {values[1].value}",
                f"the first is used; say --{key} to choose",
                values[1].at,
            )


def series_of(header: Header, fields: list[Field], title: str | None) -> tuple[str | None, str | None]:
    """Return series and number: a lone part of a title is a number in the series of that name."""
    series = first_value(fields, "series")
    if series:
        name, _, number = series.rpartition(" ")
        found = numeral_of(number.strip("#()."))
        if name and found:
            return name.rstrip(" ,:#-(").removesuffix(" part").removesuffix(" book").rstrip(" ,"), str(found.value)
        return series, header.part
    if header.part and header.part.isdecimal() and header.total is None and title:
        return title, header.part
    return None, None


def subjects_of(fields: list[Field], key: str) -> list[str]:
    """Return the subjects that a field lists."""
    value = first_value(fields, key)
    if not value:
        return []
    parts = value.split(",") if "," in value else value.split(";")
    return [part.strip(" .") for part in parts if part.strip(" .")]


def split_names(value: str) -> list[str]:
    """Return the names in a byline.

    >>> split_names("Ann Berg and Tom Oak"), split_names("A. B. Cee")
    (['Ann Berg', 'Tom Oak'], ['A. B. Cee'])
    """
    parts = value.replace(" & ", " and ").split(" and ")
    return [name.strip() for part in parts for name in part.split(",") if name.strip()]


LANGUAGES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "portuguese": "pt", "dutch": "nl", "swedish": "sv", "finnish": "fi", "russian": "ru",
    "polish": "pl", "czech": "cs", "chinese": "zh", "japanese": "ja", "korean": "ko",
    "deutsch": "de", "français": "fr", "español": "es",
}  # fmt: skip


def language_of(value: str | None) -> str | None:
    """Return the tag of a language that a header names in English or its own tongue."""
    return LANGUAGES.get(value.strip().casefold()) if value else None
