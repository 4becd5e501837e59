"""Headers, envelopes and the file's name → ``Metadata``: the first to say a thing is believed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, reduce

from msgspec.structs import replace

from epubify.matter.chosen_title import OF_FILE, first_field, in_header
from epubify.matter.filename import FileNameFacts
from epubify.matter.header import Header
from epubify.matter.imprint import unframed
from epubify.matter.people import (
    ADDRESS,
    LONGEST_NAME,
    clean_name,
    filed_names,
    is_name,
    split_names,
)
from epubify.matter.senders import Credit
from epubify.matter.titles import clean_title, without_part
from epubify.matter.word_lists import byline_words, marker_words, worded
from epubify.model import Contributor, Field, Metadata, Origin
from epubify.report import Report
from epubify.text.dates import date_in
from epubify.text.field_dates import field_date
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, heading_ranks, table, word_set
from epubify.text.numerals import numeral_of
from epubify.text.title_words import fold_title

SUBJECT_FIELDS = ("category", "keywords", "fandom", "pairing", "characters")
"""Fields that say what a story is about; its rating does not."""
ROLES = (("editor", "edt"), ("translator", "trl"), ("illustrator", "ill"), ("beta", "pfr"))
"""Fields that name people, with their MARC relator codes: a beta reader reads proofs."""
ADDRESS_BESIDE = lazy(r"\s*[(\[<]?https?://\S+")
LONGEST_AUTHOR = 100
"""Characters of the name of an author in a field of its own; with more, remarks become creators,
with fewer, long names of institutions do not."""
FULL_ROW = 60
"""Characters of a line of a header that was wrapped, from which the next one goes on with it. With
more, sentences in narrow headers are two remarks; with fewer, two remarks are one."""
URL = lazy(r"https?://\S+")
SERIES_NUMBER = worded(
    r"(?P<name>.+?)(?P<divider>[\s,:(#-]*(?:\b@series_units@\s*)?#?)(?<!\d)"
    r"(?P<number>\d{1,3}(?:\.\d+)?|[IVXL]+|(?P<word>@series_numbers@))"
    r"(?:\s*(?:@of@|/)\s*(?:\d+|\?))?\)?\.?"
)
SERIES_STEPS = worded(r"^[←<«]\s*@series_steps@\s+|\s+@series_steps@\s*[→>»]$", signs="←<«→>»")
"""The buttons of a page beside the series that lead to its other works."""
NUMBER_AHEAD = worded(
    r"(?:@series_units@|#)\s*(?P<number>\d{1,3}) (?:@within_series@) (?:@series_articles@ )?"
    r"(?P<name>\D.+?)(?: @series_nouns@)?"
)
"""``Part 2 of Lamps``, as archives write it."""
PUBLISHED = worded(r"@published@:?\s+(.{4,20})", needs=("published",))
"""When a story was published, among other things in one field of an archive."""
BETWEEN_NUMBERS = frozenset(marker_words("of"))
SEQUEL = worded("@sequel_to@")


def metadata_of(
    headers: Sequence[Header],
    title: Metadata,
    named: FileNameFacts,
    credit: Credit | None,
    report: Report,
) -> Metadata:
    """Return what the headers and the file's name say beside the title, each with its origin."""
    fields = distinct(field for header in headers for field in header.fields)
    note_disagreement(fields, headers, report)
    note_long_names(fields, report)
    first = headers[0]
    entries = (
        title,
        Metadata.with_origin(in_header(first.places.get("subtitle")), subtitle=first.subtitle),
        people_of(headers, fields, named, credit),
        series_of(first, fields, title) or series_named(named),
        Metadata.with_origin(subjects_origin(fields), subjects=subjects_in(fields)),
        published_of(fields),
        *(entry_of(fields, *entry) for entry in ENTRIES),
    )
    return replace(reduce(Metadata.over, entries), fields=tuple(fields))


def entry_of(
    fields: Sequence[Field], name: str, key: str, read: Callable[[str], str | None]
) -> Metadata:
    """Return an entry that one kind of field says."""
    field = first_field(fields, key)
    value = read(field.value) if field else None
    return Metadata.with_origin(in_header(field.at if field else None), **{name: value})


def subjects_origin(fields: Sequence[Field]) -> Origin:
    """Return where the first of the subjects stands."""
    field = first_field(fields, *SUBJECT_FIELDS)
    return in_header(field.at if field else None)


def published_of(fields: Sequence[Field]) -> Metadata:
    """Return the date of the story: when it was published, else the first that a field says.

    When a file was packed or last changed is no date of the story.
    """
    dated = [f for f in fields if f.key == "date" and folded(f.label) not in later_dates()]
    first = [f for f in dated if folded(f.label) in marker_words("published")]
    for field in (*first, *dated):
        if date := field_date(field.value):
            return Metadata.with_origin(in_header(field.at), date=date)
    for field in fields:
        said = PUBLISHED.search(field.value) if field.key in ("rating", "length") else None
        if said and (date := date_in(said[1])):
            return Metadata.with_origin(in_header(field.at), date=date)
    return Metadata()


@cache
def later_dates() -> frozenset[str]:
    """Return the labels of dates that come after a story was published, folded."""
    return frozenset(marker_words("later_dates"))


def series_named(named: FileNameFacts) -> Metadata:
    """Return the series that the file's name tells."""
    return Metadata.with_origin(OF_FILE, series=named.series, series_index=named.series_index)


def with_unshown(metadata: Metadata, headers: Iterable[Header]) -> Metadata:
    """Return metadata that also holds the header lines of which a word stands nowhere in it.

    So every word of a header reaches the book, whatever was made of its lines. A subtitle that the
    title says, too, is none.
    """
    if metadata.subtitle and fold_title(metadata.subtitle) in fold_title(metadata.title or ""):
        metadata = replace(metadata, subtitle=None)
    shown = [metadata.title, metadata.subtitle, metadata.series, metadata.series_index]
    shown += [person.name for person in metadata.contributors]
    shown += [text for field in metadata.fields for text in (field.label, field.value)]
    known = words_of(" ".join(text for text in shown if text)) | byline_words()
    unshown = [
        Field("imprint", "", unframed(line.text), line.at)
        for header in headers
        for line in header.source_lines
        if not names_part(line.text, metadata.series_index)
        and (words_of(without_part(line.text)[0]) - known or names_part_openly(line.text))
    ]
    told = (*metadata.fields, *joined_rows(unshown))
    return replace(metadata, fields=tuple(one for one in told if not is_bare_byline(one)))


def joined_rows(fields: Iterable[Field]) -> list[Field]:
    """Return fields of a line each, those of a sentence that was wrapped as one.

    >>> from epubify.model import Place
    >>> lines = ["A tale of the ferry and the bell, told on the quay by Ann Berg - for Tom", "Oak."]
    >>> places = [Place("x", n, n) for n in (3, 4)]
    >>> rows = [Field("imprint", "", line, at) for line, at in zip(lines, places, strict=True)]
    >>> [field.value[-12:] for field in joined_rows(rows)]
    ['for Tom Oak.']
    """
    joined: list[Field] = []
    for one in fields:
        above = joined[-1] if joined else None
        wrapped = above and len(above.value.rpartition("\n")[2]) >= FULL_ROW
        if above and wrapped and above.at.last_line + 1 == one.at.first_line:
            value, at = f"{above.value} {one.value}", above.at.to(one.at)
            joined[-1] = replace(above, value=value, at=at)
        else:
            joined.append(one)
    return joined


def is_bare_byline(field: Field) -> bool:
    """Tell whether a line of an imprint says no more than that somebody wrote something."""
    return field.key == "imprint" and folded(field.value) in byline_words()


def names_part_openly(line: str) -> bool:
    """Tell whether a line ends in a part that no mark divides from its title.

    >>> names_part_openly("Rain Chapter 1"), names_part_openly("Rain, part 1 of 2")
    (True, False)
    """
    cut = line[len(without_part(line)[0]) :]
    return cut[:1] == " " and cut.strip()[:1].isalpha()


def names_part(line: str, shown: str | None) -> bool:
    """Tell whether a line only says which part this is, and the book shows that number.

    A counter of posts (``2/5``) says nothing of the story.

    >>> names_part("Part Two of 2", "2"), names_part("Part 3", "2"), names_part("(2/5)", None)
    (True, False, True)
    """
    words = words_of(line)
    numbers = [numeral_of(word) for word in words - heading_ranks().keys() - BETWEEN_NUMBERS]
    if not all(numbers):
        return False
    ranked = bool(words & heading_ranks().keys())
    return "/" in line or (ranked and all(str(n.value) == shown for n in numbers if n))


def words_of(text: str) -> set[str]:
    """Return the words of a text, folded for comparison.

    >>> sorted(words_of("The Café; or, the Tide"))
    ['cafe', 'or', 'the', 'tide']
    """
    return set(re.findall(r"[^\W_]+", folded(text)))


def distinct(fields: Iterable[Field]) -> list[Field]:
    """Return fields without those that say again what an earlier one said."""
    seen: set[tuple[str, str]] = set()
    out = []
    for field in fields:
        value = without_part(field.value)[0] if field.key == "title" else field.value
        said = (field.key, folded(value))
        if said not in seen:
            seen.add(said)
            out.append(field)
    return out


def people_of(
    headers: Sequence[Header], fields: Sequence[Field], named: FileNameFacts, credit: Credit | None
) -> Metadata:
    """Return authors, then editors, translators and beta readers, with the origin of the first."""
    author, origin = author_of(headers, fields, named, credit)
    filed = filed_names(author)
    found = [(Contributor(clean_name(n), "aut", filed.get(n)), origin) for n in names_in(author)]
    for key, role in ROLES:
        field = first_field(fields, key)
        names = split_names(field.value) if field else []
        at = in_header(field.at if field else None)
        found += [(Contributor(clean_name(n), role), at) for n in names if names_someone(n)]
    people = {person: at for person, at in reversed(found) if person.name}
    contributors = tuple(dict.fromkeys(person for person, _ in found if person.name))
    first = people[contributors[0]] if contributors else origin
    return Metadata.with_origin(first, contributors=contributors)


def author_of(
    headers: Sequence[Header], fields: Sequence[Field], named: FileNameFacts, credit: Credit | None
) -> tuple[str, Origin]:
    """Return who wrote the story, empty where nothing says so, and where that stands.

    An address in a field is that of the account; a byline says the name.
    """
    field = first_field(fields, "author")
    known = next((header for header in headers if header.author), None)
    account = field is not None and ADDRESS.search(field.value) is not None
    if field and field.value and not (account and (known or credit)):
        return field.value, in_header(field.at)
    if known:
        return known.author or "", in_header(known.places.get("author"))
    if credit and not named.author:
        return credit.name, in_header(credit.at)
    return named.author or "", OF_FILE


def names_in(value: str) -> list[str]:
    """Return the names in what is said of the author, none where that is a remark.

    >>> names_in("Ann Berg & Tom Oak"), names_in("the one above the shop and all her kin " * 4)
    (['Ann Berg', 'Tom Oak'], [])
    """
    names = split_names(value)
    remark = len(value) > LONGEST_AUTHOR and not all(is_name(name) for name in names)
    return [] if remark else [name for name in names if len(name) <= LONGEST_AUTHOR]


def note_long_names(fields: Sequence[Field], report: Report) -> None:
    """Record a finding where an author's field says what is too long for a name."""
    for field in fields:
        if field.key == "author" and field.value and not names_in(field.value):
            report.find("M006", f"too long for a name: {field.value[:LONGEST_NAME]}…", field.at)


def names_someone(name: str) -> bool:
    """Tell whether a name in a field is one, not ``none`` and not a remark."""
    return folded(name) not in word_set("nobody") and len(name) <= LONGEST_NAME


def note_disagreement(fields: Sequence[Field], headers: Sequence[Header], report: Report) -> None:
    """Record a finding where headers name different titles or authors."""
    for key in ("title", "author"):
        said = [(f.value, f.at) for f in fields if f.key == key]
        if key == "author":
            said = [(clean_name(value), at) for value, at in said]
            said += [(h.author, h.fields[0].at) for h in headers if h.author and h.fields]
        else:
            said = [(clean_title(without_part(value)[0]), at) for value, at in said]
        other = next((s for s in said[1:] if differs(said[0][0], s[0])), None)
        if other:
            report.find(
                "M004",
                f"the headers disagree about the {key}: {said[0][0]} / {other[0]}",
                other[1],
            )


def differs(a: str, b: str) -> bool:
    """Tell whether two titles or names are not one with and one without an addition."""
    a, b = (folded(ADDRESS.sub("", text)).strip(" .") for text in (a, b))
    return not (a.startswith(b) or b.startswith(a))


def series_of(header: Header, fields: Sequence[Field], title: Metadata) -> Metadata | None:
    """Return series and number, None where there is no series.

    A lone part of a title is a number in the series of that name.
    """
    part = Metadata.with_origin(in_header(header.places.get("part")), series_index=header.part)
    if header.series:
        origin = in_header(header.places.get("series"))
        return Metadata.with_origin(origin, series=header.series).over(part)
    field = first_field(fields, "series")
    if field and not SEQUEL.match(field.label):
        origin = in_header(field.at)
        value = ADDRESS_BESIDE.sub("", field.value).strip() or field.value.strip()
        value = SERIES_STEPS.sub("", value)
        ahead = NUMBER_AHEAD.fullmatch(value)
        value = f"{ahead['name']} {ahead['number']}" if ahead else value
        match = SERIES_NUMBER.fullmatch(value)
        number = match["number"] if match else ""
        found = numeral_of(number)
        if match and match["word"] and not match["divider"].strip():
            match = None  # “Blake's Seven” is a name: a number in words needs more than a space
        if match and (found or "." in number):
            name, index = match["name"].strip(' "“”'), str(found.value) if found else number
            return Metadata.with_origin(origin, series=name, series_index=index) if name else None
        name = value.strip(' "“”')
        return Metadata.with_origin(origin, series=name).over(part) if name else None
    if header.part and header.part.isdecimal() and header.total is None and title.title:
        return Metadata.with_origin(title.origin("title"), series=title.title).over(part)
    return None


def subjects_in(fields: Sequence[Field]) -> tuple[str, ...]:
    """Return the subjects that all fields name, each once."""
    found = (s for key in SUBJECT_FIELDS for s in subjects_of(fields, key))
    return tuple(dict.fromkeys(found))


def subjects_of(fields: Sequence[Field], key: str) -> list[str]:
    """Return the subjects that fields with a key list; archive codes are spelt out.

    >>> from epubify.model import Place
    >>> subjects_of([Field("category", "Category", "SRA", Place("x", 1, 1))], "category")
    ['Story', 'Romance', 'Angst']
    """
    return [subject for f in fields if f.key == key for subject in listed(f.value, key)]


def listed(value: str, key: str) -> list[str]:
    """Return the entries of a list in a field."""
    codes = codes_in(value) if key == "category" else []
    divider = next((mark for mark in (",", ";", " | ", "、") if mark in value), ",")
    return codes or [part.strip(" .") for part in value.split(divider) if part.strip(" .")]


def codes_in(value: str) -> list[str]:
    """Return what archive codes such as ``MSR, A`` or ``XRH`` mean, empty for plain words."""
    codes: dict[str, str] = table("matter")["archive_codes"]
    found: list[str] = []
    for word in re.split(r"[\s,;/]+", value.strip(" .")):
        letters = [word] if word in codes else list(word)
        if not word.isupper() or not all(letter in codes for letter in letters):
            return []
        found += [codes[letter] for letter in letters]
    return found


def language_of(value: str) -> str | None:
    """Return the tag of a language that a header names in English or its own tongue.

    >>> language_of("Deutsch"), language_of("Klingon")
    ('de', None)
    """
    names: dict[str, str] = table("matter")["language_names"]
    return names.get(value.strip(" .").casefold())


def url_in(value: str) -> str | None:
    """Return the address in a field, None where it holds none."""
    match = URL.search(value)
    return match[0].rstrip(".,;>)") if match else None


ENTRIES: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("description", "summary", str),
    ("publisher", "publisher", str),
    ("language", "language", language_of),
    ("source_url", "source", url_in),
)
"""Entry of the metadata, the field that it comes from, and how that is read."""
