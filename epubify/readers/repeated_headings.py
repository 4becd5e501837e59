"""Headings that a source says twice: one of the two stands in the book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from epubify.layout.lines import Line
from epubify.matter.notes import is_note
from epubify.matter.story_talk import is_talk
from epubify.model import Enclosure, GroupKind, Markup, Matter, SetApart
from epubify.readers.contents_names import letters_of, level_of
from epubify.readers.marked_title import blanked, counts
from epubify.text.facts import facts_of, heading_facts
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

MOST_BETWEEN = 40
"""Paragraphs between the heading of a page and the one that the author typed: notes. With more, the
end of a chapter is looked at; with fewer, a heading below long thanks stands twice."""
LONGEST_HEADING = 120
"""Characters of a paragraph that says a heading again; a longer one is text."""
SHORTEST_TITLE = 3
"""Letters of a title that is known again; with fewer, a single word of the story is one."""
_COUNTED = lazy(r"(?P<number>\d{1,4})[.:)]\s+(?P<title>\S.*)")
_BETWEEN = " .:–—-"


def repeated_heads(lines: Sequence[Line]) -> Iterator[SetApart]:
    """Yield the lines right beside a heading that say the same and are none by their markup."""
    shown = [line for line in lines if line]
    for above, line in pairwise(shown):
        pair = (above, line) if level_of(above) else (line, above)
        heading, other = pair
        same = level_of(heading) and not level_of(other) and not other.plain
        if same and letters_of(heading.text) == letters_of(other.text) != "":
            yield repeated(other, "beside the heading that says the same")


def repeated(line: Line, where: str) -> SetApart:
    """Return a line set apart because a heading says the same."""
    kind = Matter.REPEATED_HEAD
    return SetApart(line.at, kind.fate, f"{kind.noun}, {where}", kind)


def title_again(lines: Sequence[Line], title: str | None) -> Iterator[SetApart]:
    """Yield the heading that says the title once more right above the first that counts."""
    shown = [line for line in lines if line and not (line.markup and line.markup.kind == "break")]
    first = next((n for n, line in enumerate(shown) if level_of(line) and counts(line.text)), 0)
    above = shown[first - 1] if first else None
    if not above or above.plain or not title:
        return
    if level_of(above) and letters_of(above.text) == letters_of(title):
        yield repeated(above, "the title above the first chapter")


def with_typed_headings(
    lines: list[Line], keeps: Callable[[SetApart], bool]
) -> tuple[list[Line], list[SetApart]]:
    """Return lines of which no chapter is headed twice, and what is left out for it.

    Sites set a heading over the text, and authors type it again below their notes: where theirs
    says as much, it heads the chapter, else that of the site.
    """
    apart: list[SetApart] = []
    headings = [
        n
        for n, line in enumerate(lines)
        if line and level_of(line) and not (line.plain or is_noted(line))
    ]
    markups = [line.markup for line in lines]
    for n, end in pairwise([*headings, len(lines)]):
        below = [m for m in range(n + 1, end) if lines[m]][:MOST_BETWEEN]
        typed = next((m for m in below if says_again(lines[m].text, lines[n].text)), None)
        if typed is None or lines[typed].plain:
            continue
        near = all(is_noted(lines[m]) for m in below[: below.index(typed)])
        more = says_more(lines[typed].text, lines[n].text)
        if (near and not more) or not is_full(lines[n].text, lines[typed].text):
            gone, said = typed, repeated(lines[typed], "below the heading that says the same")
        else:
            gone, said = n, repeated(lines[n], "which the author typed below")
        if keeps(said):
            continue
        apart.append(said)
        lines = blanked(lines, [said])
        if gone == n:
            lines[typed] = replace(lines[typed], markup=markups[n])
            lines[n:typed] = with_note(lines[n:typed], markups[n])
    return lines, apart


def is_noted(line: Line) -> bool:
    """Tell whether a line is of a note by its markup."""
    return line.markup is not None and any(
        frame.kind is GroupKind.NOTE for frame in line.markup.within
    )


def with_note(lines: Sequence[Line], heading: Markup | None) -> list[Line]:
    """Return the lines between two headings that say the same as a note, where one is talk."""
    if heading is None or not any(is_talk(line.text) or is_note(line.text) for line in lines):
        return list(lines)
    note = Enclosure(GroupKind.NOTE, heading.paragraph)
    return [
        replace(line, markup=replace(line.markup, within=(note, *line.markup.within)))
        if line.markup and not is_noted(line)
        else line
        for line in lines
    ]


@recogniser(
    takes=("Chapter two - the Ford", "Chapter 2: The Ford", "Chapter Two"),
    spares=("The Ford was dry that year.", "Chapter 3: The Ford", "2", "Chapter Two: The Mill"),
    heading="2. The Ford",
)
def says_again(text: str, heading: str) -> bool:
    """Tell whether a paragraph is the heading above it once more, its number as a word or not.

    >>> says_again("Chapter Three: The Mill", "3. Chapter 3"), says_again("1", "Chapter 1")
    (True, False)
    """
    if len(text) > LONGEST_HEADING:
        return False
    number, title = parts_of(heading)
    if number is None:
        return False
    form = facts_of(text).form
    if form and form.rank == "chapter" and form.number == number:
        own = letters_of(form.title or "")
        return not own or not title or facts_of(title).form is not None or same(own, title)
    head, _, rest = text.partition(" - ") if " - " in text else text.partition(": ")
    label = facts_of(head.strip(_BETWEEN)).form
    counted = label is not None and label.rank == "chapter" and label.number == number
    return counted and bool(rest) and same(letters_of(rest), title)


def says_more(text: str, heading: str) -> bool:
    """Tell whether a heading that is typed again has a title that the one above has not.

    >>> says_more("Chapter Two: Salt", "Chapter 2"), says_more("Chapter 2: Salt", "2. Salt")
    (True, False)
    """
    _, title = parts_of(heading)
    form = heading_facts(text).form
    return bool(form.title) and (not title or facts_of(title).form is not None)


def same(own: str, title: str) -> bool:
    """Tell whether letters are those of a title, which a site may have cut."""
    cut = title.rstrip().endswith(("...", "…"))
    told = letters_of(title)
    return len(told) >= SHORTEST_TITLE and (own == told or (cut and own.startswith(told)))


def parts_of(heading: str) -> tuple[int | None, str]:
    """Return the number and the title of a heading.

    >>> parts_of("2. of mills"), parts_of("Chapter II: The Ford"), parts_of("The Ford")
    ((2, 'of mills'), (2, 'The Ford'), (None, ''))
    """
    if counted := _COUNTED.fullmatch(heading.strip()):
        return int(counted["number"]), counted["title"]
    form = facts_of(heading).form
    if form is None or form.number is None or form.rank not in ("chapter", "numeral"):
        return None, ""
    return int(form.number), form.title or ""


def is_full(heading: str, text: str) -> bool:
    """Tell whether a paragraph says the title of the heading, too, or more."""
    _, title = parts_of(heading)
    told = letters_of(title)
    return not title or facts_of(title).form is not None or told in letters_of(text)
