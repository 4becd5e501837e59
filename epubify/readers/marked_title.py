"""The heading that is the title of a story, the title that a program noted, the name below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from epubify.layout.lines import Line
from epubify.matter.bylines import name_in_byline
from epubify.matter.marked_tales import heads_first_tale
from epubify.matter.people import clean_name, is_name, name_weight
from epubify.matter.word_lists import byline_words, genres
from epubify.model import Contributor, Fate, Field, Metadata, Origin, OriginKind, SetApart
from epubify.readers.contents_names import letters_of, level_of, may_say
from epubify.readers.noted_facts import listed
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.numerals import ends_in_number
from epubify.text.recogniser import recogniser
from epubify.text.single_spaces import single_spaced
from epubify.text.title_words import fold_title

_WORD = lazy(r"[^\W_]+")
MOST_BEFORE_TITLE = 3
"""Headings among which the title that is known stands. With more, a chapter that is called like the
story is lost; with fewer, a title below the name of its author stays a chapter."""
LONGEST_CREDIT, MOST_CREDITS = 60, 3
"""Letters and number of lines between a title and the first chapter. With more, a short chapter is
a title page; with fewer, a subtitle and two names are one."""
FEWEST_BELOW = 3
"""Lines below a title of which the first may be a subtitle: a name and a chapter follow."""
FEWEST_WORDS, MOST_WORDS = 2, 4
"""Words of a name that nothing introduces. With fewer, one that a chapter is told by is an author;
with more, subtitles are."""


def with_marked_title(
    metadata: Metadata, lines: list[Line], *, part: bool
) -> tuple[Metadata, list[Line], list[SetApart]]:
    """Return metadata and lines with the heading that is the title told from the others.

    It is the first heading, and the only one of its rank above all others; or the only one at
    all, at the top, and not a chapter's; or one of the first that says the title that is known;
    or the first line, which no markup heads, and says it. The heading of a part of a story is its
    own.
    """
    headings = [n for n, line in enumerate(lines) if line and level_of(line) and not line.plain]
    found = next(titles_among(headings, lines, metadata), None)
    found = found_as_text(lines, metadata) if found is None else found
    if found is None or (part and not metadata.title):
        return metadata, lines, []
    line = lines[found]
    origin = Origin(OriginKind.HEADER, line.number)
    told = metadata.over(Metadata.with_origin(origin, title=line.text))
    told = replace(told, fields=(*metadata.fields, Field("title", "", line.text, line.at)))
    again = fold_title(told.title or "") == fold_title(line.text)
    how = "by its markup" if level_of(line) else "which is known"
    apart = SetApart(line.at, Fate.HEADER, f"the title, {how}")
    if not again and not told.title:
        return metadata, lines, []
    return told, blanked(lines, [apart]), [apart]


def found_as_text(lines: Sequence[Line], told: Metadata) -> int | None:
    """Return the index of the first line, where it is no heading and says the title that is known.

    The heading of a chapter, or who wrote the story, stands below it.
    """
    keys = title_lines(told)
    shown = [n for n, line in enumerate(lines) if line][:2]
    if len(shown) < 2 or not keys or lines[shown[0]].plain:
        return None
    first, second = (lines[n] for n in shown)
    if not may_say(first.text, keys) or letters_of(first.text) not in keys:
        return None
    headed = level_of(second) > 0 or facts_of(second.text).form is not None
    signed = letters_of(second.text) in map(letters_of, told.authors) or is_signed(second.text)
    return shown[0] if headed or signed else None


def is_signed(text: str) -> bool:
    """Tell whether a line is a byline, or a bare name for sure."""
    line = single_spaced(text)
    return name_in_byline(line) is not None or (is_name(line) and name_weight(line) > 0)


def titles_among(headings: Sequence[int], lines: Sequence[Line], told: Metadata) -> Iterator[int]:
    """Yield the index of the heading that is the title of the story."""
    if not headings:
        return
    if keys := title_lines(told):
        yield from (n for n in headings[:MOST_BEFORE_TITLE] if letters_of(lines[n].text) in keys)
        return
    first = headings[0]
    top = level_of(lines[first])
    others = [level_of(lines[n]) for n in headings[1:]]
    alone = all(level > top for level in others)
    form = facts_of(lines[first].text).form
    at_top = not any(lines[:first])
    opened = at_top and opens(headings, lines) and not heads_first_tale(lines, first)
    if form is None and ((alone and (others or at_top)) or opened):
        yield first


def opens(headings: Sequence[int], lines: Sequence[Line]) -> bool:
    """Tell whether the chapters begin right below the first heading, which is none of them.

    They count, or the first pages of a book come, and there is nothing in between but who wrote it:
    the rank of all is the same.
    """
    if len(headings) < 2:
        return False
    first, second = headings[:2]
    between = [line for line in lines[first + 1 : second] if line]
    form = facts_of(lines[second].text).form
    begins = form is not None and (form.number or 1) == 1
    below = folded(lines[second].text).strip(" .:")
    begins = begins or below in listed("front_headings") | listed("imprint_headings")
    short = all(len(line.text) <= LONGEST_CREDIT for line in between)
    return begins and short and len(between) <= MOST_CREDITS


def title_lines(told: Metadata) -> frozenset[str]:
    """Return the letters of lines that say the title: alone, or with the author behind it."""
    title = letters_of(told.title or "")
    people = ["".join(map(letters_of, told.authors)), *map(letters_of, told.authors[:1])]
    signed = {
        f"{title}{word}{names}" for word in map(letters_of, byline_words()) for names in people
    }
    return frozenset({title, *(signed if told.authors else ())} if title else ())


# --------------------------------------------------------------------------- the name below


def author_below(
    metadata: Metadata, lines: list[Line], taken: Iterable[SetApart], *, part: bool
) -> tuple[Metadata, list[SetApart]]:
    """Return metadata with the author whose bare name stands right below the title.

    It is no heading that others are like, and no name that stands alone again: chapters are
    called by who tells them. An author who is known is told again. A subtitle may stand between.
    Below the title of a part of a story stands anything but that.
    """
    titles = [one.at.first_line for one in taken if one.fate is Fate.HEADER and is_title(one)]
    shown = [line for line in lines if line]
    # The page of rights, which may stand below the name, is found with the title.
    if not titles or not shown or shown[0].number < min(titles) or shown[0].plain:
        return metadata, []
    between = shown[:1] if not part and (is_subtitle(shown) or is_kind(shown)) else []
    line, below = shown[len(between)], shown[len(between) + 1 :]
    text = single_spaced(line.text)
    name = name_in_byline(text) or text
    known = letters_of(name) in {letters_of(one) for one in metadata.authors}
    bare = name == text and is_author(line, below)
    if not known and (part or metadata.authors or not (bare or (between and name != text))):
        return metadata, []
    told = with_subtitle(metadata, between)
    told = replace(told, fields=(*told.fields, Field("author", "", text, line.at)))
    apart = [SetApart(one.at, Fate.HEADER, "subtitle, below the title") for one in between]
    apart.append(SetApart(line.at, Fate.HEADER, "author, below the title"))
    if known:
        return told, apart
    origin = Origin(OriginKind.HEADER, line.number)
    author = Contributor(clean_name(name))
    return Metadata.with_origin(origin, contributors=(author,)).over(told), apart


def is_subtitle(shown: Sequence[Line]) -> bool:
    """Tell whether the first line below a title is a heading like no other, and no chapter's.

    What follows is a name, and then the headings of chapters.
    """
    if len(shown) < FEWEST_BELOW or not level_of(shown[0]):
        return False
    alone = all(level_of(other) != level_of(shown[0]) for other in shown[1:])
    text = " ".join(shown[1].text.split())
    signed = is_author(shown[1], shown[2:]) or name_in_byline(text) is not None
    return alone and not counts(shown[0].text) and signed and level_of(shown[2]) > 0


def is_kind(shown: Sequence[Line]) -> bool:
    """Tell whether the first line below a title says what kind of book it is, above a name."""
    if len(shown) < FEWEST_BELOW or not genres().are(shown[0].text):
        return False
    return name_in_byline(single_spaced(shown[1].text)) is not None or is_name(shown[1].text)


def with_subtitle(metadata: Metadata, lines: Sequence[Line]) -> Metadata:
    """Return metadata with the subtitle that a line says, where none is known."""
    for line in lines:
        origin = Origin(OriginKind.HEADER, line.number)
        told = metadata.over(Metadata.with_origin(origin, subtitle=line.text))
        shown = Field("subtitle", "", line.text, line.at)
        metadata = replace(told, fields=(*metadata.fields, shown))
    return metadata


@recogniser(takes=("Letter 1", "CHAPTER II", "Part One"), spares=("or, the Long Way", "by"))
def counts(text: str) -> bool:
    """Tell whether a heading that markup marks counts: it has a heading's form, or a number.

    >>> counts("Letter 1"), counts("or, the Long Way")
    (True, False)
    """
    return facts_of(text).form is not None or ends_in_number(text)


def is_written_small(word: str, lines: Iterable[Line]) -> bool:
    """Tell whether a word stands in small letters in a text, where it is no given name."""
    pattern = re.compile(rf"(?<!\w){re.escape(word.lower())}(?!\w)")
    return any(pattern.search(line.text) for line in lines)


def is_title(apart: SetApart) -> bool:
    """Tell whether a line was set apart as the title."""
    return apart.reason.removeprefix("the ").startswith("title")


def is_author(line: Line, below: Sequence[Line]) -> bool:
    """Tell whether a line below a title is a name, and one that nothing else is like."""
    text = single_spaced(line.text)
    words = text.split()
    if not (FEWEST_WORDS <= len(words) <= MOST_WORDS and is_name(text)) or facts_of(text).form:
        return False
    weight = name_weight(text)
    named = weight >= 0 and all(word[0].isupper() for word in words) and text[-1] not in ".,"
    named = named and all(char.isalpha() or char in " .'’-" for char in text)
    own = letters_of(text)
    again = any(may_say(other.text, [own]) and letters_of(other.text) == own for other in below)
    if not named or again or not below or (weight <= 1 and is_written_small(words[0], below)):
        return False
    heads = level_of(below[0]) > 0 or facts_of(below[0].text).form is not None
    peers = level_of(line) and any(level_of(other) == level_of(line) for other in below)
    set_apart = level_of(line) > 0 or bool(line.markup and line.markup.align)
    return heads or (not peers and (set_apart or weight > 1))


# -------------------------------------------------------------------------- noted roughly


def is_rough(title: str, lines: Sequence[Line]) -> bool:
    """Tell whether a noted title is the first line with a word of the work more, or with less.

    ``lantern`` over a text that begins with ``The Lantern Keeper``, ``The Ford - draft 3``.
    """
    first = next((line for line in lines if line), None)
    if first is None or len(first.text) > LONGEST_CREDIT:
        return False
    noted, shown = (_WORD.findall(folded(text)) for text in (title, first.text))
    kept = [word for word in noted if not (word.isdigit() or word in listed("drafts"))]
    if noted == shown or not kept or not shown:
        return False
    return any(shown[n : n + len(kept)] == kept for n in range(len(shown)))


def is_opening(title: str, lines: Sequence[Line]) -> bool:
    """Tell whether a noted title is how the text begins: Word takes the first words for one.

    A title in capitals, or a short one, may open the story as well.
    """
    first = next((line.text for line in lines if line), "")
    begins = letters_of(first).startswith(letters_of(title)) and len(first) > len(title) + 1
    return begins and len(title.split()) > MOST_WORDS and not facts_of(title).is_title_case


def blanked(lines: Sequence[Line], taken: Iterable[SetApart]) -> list[Line]:
    """Return lines of which those that were set apart are blank."""
    gone = {apart.at.first_line for apart in taken}
    return [replace(line, text="") if line.number in gone else line for line in lines]
