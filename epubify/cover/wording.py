"""What a cover says: the words, before anything is drawn.

Names and titles stay as they are. The few words of our own are English on English books;
on others abbreviations and signs stand in that need no translation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from epubify.cover.typefaces import ROMAN, drawable, remedy
from epubify.model import Book, Metadata
from epubify.model.records import Record
from epubify.report import Report

NAMES = 3
"""Authors named on a cover; of more, the rest are "others"."""
LONGEST = 300
"""Characters of a title, or any other line, that a cover can hold at a legible size."""
STORIES = 9
"""Stories of an anthology whose titles a cover may show."""


_ENOUGH = 0.75
"""Share of the letters that must be drawable for a line to be shown at all."""
_NAMED = 12
"""Characters that a finding names."""


class Wording(Record):
    """The lines of a cover; all of it can be drawn, None and empty where there is nothing."""

    title: str | None
    """None where the title cannot be drawn: the cover is then ornament alone."""
    subtitle: str | None = None
    series: str | None = None
    authors: tuple[str, ...] = ()
    others: str | None = None
    """A line for the authors who are not named."""
    editors: str | None = None
    stories: tuple[str, ...] = ()
    """Titles of the first stories of an anthology; empty strings for those without."""
    language: str | None = None


def wording(book: Book, report: Report) -> Wording:
    """Return what the cover of a book says.

    Findings: P101 where characters are left out, P102 where the title cannot be drawn, P103
    where it is too long. A name with characters that cannot be drawn is left out whole, for
    half a name is somebody else's.
    """
    metadata = book.metadata
    title = _title(metadata.title or "", report)
    if title is None:
        return Wording(None, language=metadata.language)
    missing = [*drawable(metadata.title or "", ROMAN).missing]
    names = _whole(metadata.authors, missing, report)
    unnamed = len(metadata.authors) > NAMES
    words = Wording(
        title,
        subtitle=_line(metadata.subtitle, missing, report),
        series=_line(series_line(metadata), missing, report),
        authors=tuple(names),
        others=_own("and others", "et al.", metadata) if unnamed and names else None,
        editors=_editors(metadata, missing, report),
        stories=tuple(_stories(book)) if book.anthology else (),
        language=metadata.language,
    )
    _tell_missing(missing, report)
    return words


def _title(title: str, report: Report) -> str | None:
    """Return what can be drawn of a title, None where that would be another title."""
    found = drawable(title, ROMAN)
    if not found.text or found.share < _ENOUGH:
        reason = "no font here can draw it" if title.strip() else "the book has no title"
        report.find(
            "P102",
            f"the title is not on the cover, which has only ornament: {reason}",
            advice=remedy(title),
        )
        return None
    return _held(found.text, "the title", report)


def _held(text: str, what: str, report: Report) -> str:
    """Return a text, cut where it is longer than any cover can hold."""
    if len(text) <= LONGEST:
        return text
    report.find(
        "P103",
        f"{what} is cut on the cover: it has {len(text)} characters",
    )
    return shorten(text, LONGEST)


def shorten(text: str, most: int) -> str:
    """Return the text, cut after a word so that it has at most that many characters.

    >>> shorten("The End of the Year", 12)
    'The End of…'
    """
    if len(text) <= most:
        return text
    kept = text[:most]
    return (kept[: kept.rfind(" ")] if " " in kept else kept[:-1]).rstrip(" ,;:.–—-") + "…"


def _line(text: str | None, missing: list[str], report: Report) -> str | None:
    """Return a line where most of it can be drawn; note in ``missing`` what cannot."""
    found = drawable(text or "", ROMAN)
    missing += found.missing
    if not found.text or found.share < _ENOUGH:
        return None
    return _held(found.text, "a line below or above the title", report)


def _whole(names: Iterable[str], missing: list[str], report: Report) -> list[str]:
    """Return those of the first names whose letters can all be drawn."""
    shown = []
    for name in islice(names, NAMES):
        found = drawable(name, ROMAN)
        missing += found.missing
        if found.text and found.share == 1.0:
            shown.append(_held(found.text, "a name", report))
    return shown


def _tell_missing(missing: list[str], report: Report) -> None:
    if not missing:
        return
    named = [_shown(unit) for unit in dict.fromkeys(missing)]
    more = " …" if len(named) > _NAMED else ""
    report.find(
        "P101",
        f"the cover leaves out what no font here can draw: {' '.join(named[:_NAMED])}{more}",
        advice=f"leave it so, or {remedy(''.join(missing))}",
    )


def _shown(unit: str) -> str:
    """Return a character as itself, or as its number where it would not print.

    >>> _shown("中"), _shown("\x81")
    ('中', 'U+0081')
    """
    return unit if unit.isprintable() else " ".join(f"U+{ord(char):04X}" for char in unit)


def _editors(metadata: Metadata, missing: list[str], report: Report) -> str | None:
    editors = [person.name for person in metadata.contributors if person.role == "edt"]
    names = _whole(editors, missing, report)
    if not names:
        return None
    if len(editors) > NAMES:
        names = [names[0], _own("others", "al.", metadata)]
    joined = _listed(names, _own(" and ", " & ", metadata))
    return _own("edited by ", "ed. ", metadata) + joined


def _listed(names: list[str], last: str) -> str:
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def series_line(metadata: Metadata) -> str | None:
    """Return the line that names the series and the place of the book in it.

    Where series and title are the same, the number alone says all.

    >>> series_line(Metadata(title="Snow", series="Winter Tales", series_index="2"))
    'Book 2 of Winter Tales'
    >>> series_line(Metadata(title="Snow", series="Snow", series_index="2", language="fr"))
    'Nº 2'
    """
    series, index = metadata.series, _number(metadata.series_index)
    if not series:
        return None
    same = series.casefold() == (metadata.title or "").casefold()
    if not index:
        return None if same else series
    if same:
        return _own(f"Book {index}", f"Nº {index}", metadata)
    return _own(f"Book {index} of {series}", f"{series} · {index}", metadata)


def _number(index: str | None) -> str:
    """Return a series index without zeros that mean nothing.

    >>> _number("2.0"), _number("1.5"), _number("10")
    ('2', '1.5', '10')
    """
    index = (index or "").strip()
    return index.rstrip("0").rstrip(".") if "." in index else index


def _own(english: str, neutral: str, metadata: Metadata) -> str:
    language = (metadata.language or "en").split("-")[0].lower()
    return english if language == "en" else neutral


def _stories(book: Book) -> Iterator[str]:
    """Yield titles of the first stories: an anthology may have thousands, kept on disk."""
    for story in islice(iter(book.stories), STORIES):
        found = drawable(story.metadata.title or "", ROMAN)
        yield shorten(found.text, 60) if found.share == 1.0 else ""


def alternative(metadata: Metadata) -> str:
    """Return the text that stands in for the picture of the cover.

    >>> from epubify.model import Contributor
    >>> alternative(Metadata(title="Perfect", contributors=(Contributor("Nina"),)))
    'Cover of Perfect by Nina'
    >>> alternative(Metadata())
    'Cover'
    """
    title = " ".join((metadata.title or "").split())
    editors = [person.name for person in metadata.contributors if person.role == "edt"]
    text = f"Cover of {title}" if title else "Cover"
    if metadata.authors:
        text += f" by {_short_list(metadata.authors)}"
    if editors:
        text += f", edited by {_short_list(editors)}"
    return text


def _short_list(names: Iterable[str]) -> str:
    first = list(islice(names, NAMES + 1))
    return _listed(first if len(first) <= NAMES else [*first[:NAMES], "others"], " and ")
