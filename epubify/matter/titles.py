"""Titles: told apart from other lines, cleaned, and put into the capitals that readers expect."""

from __future__ import annotations

import re
from functools import lru_cache

from epubify.matter.subject_lines import PAGE_OF, PART_OF
from epubify.matter.word_lists import alternative_words, marker_words, worded
from epubify.text.facts import Facts, facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, word_set
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title, without_lost_dots

LONGEST_TITLE = 90
"""Characters of a title; with more, sentences are titles, with fewer, double titles of old books
are lost."""
LONGEST_LINE = 200
"""Characters of a line in which a part is looked for; more only costs time, with fewer, long
titles keep their part."""
FURTHEST_MARK = 400
"""Characters of a line before the mark behind the title of the story; more and fewer only cost
time, down to the length of long titles."""
SHORTEST_SHOUT = 6
"""Letters from which a single word in capitals is not an acronym; with fewer, ``NASA`` becomes
``Nasa``, with more, ``SALTED`` stays shouted."""
QUOTE_PAIRS = ('""', "“”", "''", "‘’", "«»", "《》", "„“", "「」", "『』", "[]", "【】")
FIRST_LETTER = lazy(r"^[^\w]*\w")
ROMAN = lazy(r"[IVX]{2,5}")
SPELT_AND = lazy(r"[A-Z]{1,2}&[A-Z]{1,2}")
"""Letters that an ampersand joins: ``R&R`` stays."""
LETTERS_APART = lazy(r"[^\W\d_](?: [^\W\d_]){4,}")
"""One word with a space after each letter."""
TITLE_OPENS = (":", "-", "–", "—")
"""Signs behind which a subtitle begins, with a capital."""
AFTER_TITLE = lazy(r"\s*[-–—:,~|]+\s*|\s+")
IN_SERIES = lazy(
    r"[^\W\d_][\w'’]*(?: [\w'’]+){0,2}:\s+[\"“](?P<title>[^\"“”]{2,60})[\"”]\s*[-–—:,]+\s*(?=\w)",
    needs='"“',
)
"""The name of a series, and the title of a story in quotes."""
LAST_WORD = worded(r"(?<=\w)[\s,:–—-]+@part_of@\.?\s*$")
"""The word before a counter that goes with it: ``Salt - Part`` 2/7."""
DAY = lazy(r"\d\s*/$")
ALTERNATIVE = lazy(r"\W*(\w+)\b\W*(.*)")
SAID_TWICE = lazy(r"(\w.{3,})\s+[-–—:|]\s+\1", needs="-–—:|")
"""A title and, behind a dash, the same again."""


def clean_title(text: str) -> str:
    """Return a title without the quotes around it and space within them.

    >>> clean_title('"Salt "'), clean_title("THE LONG WAY HOME"), clean_title("_Salt_")
    ('Salt', 'The Long Way Home', 'Salt')

    Underscores may stand for spaces.

    >>> clean_title("_SALT_ROAD_"), clean_title("H A R B O U R")
    ('Salt Road', 'Harbour')

    What a page is reached by stands before it.

    >>> clean_title("Harbour Lights » Salt Road"), clean_title("« Le sel » et la mer")
    ('Salt Road', '« Le sel » et la mer')

    The one chapter of a story has its title, and a site names both.

    >>> clean_title("The Ferry - The Ferry"), clean_title("Tick - Tock")
    ('The Ferry', 'Tick - Tock')
    """
    bare = " ".join(text.strip(" *_").split())
    if " » " in bare and "«" not in bare:
        bare = bare.rpartition(" » ")[2]
    if "_" in bare and " " not in bare:
        bare = bare.replace("_", " ")
    if (twice := SAID_TWICE.fullmatch(bare)) is not None:
        bare = twice[1]
    if LETTERS_APART.fullmatch(bare):
        bare = bare.replace(" ", "")
    if len(bare) > 2 and bare[0] + bare[-1] in QUOTE_PAIRS:
        bare = bare[1:-1].strip()
    return title_case(bare) if bare.isupper() else bare


def title_case(text: str) -> str:
    """Return a title typed in capitals in title case; single short words stay.

    >>> title_case("A TALE OF THE SEA"), title_case("ALICE'S CAT"), title_case("NASA")
    ('A Tale of the Sea', "Alice's Cat", 'NASA')
    >>> title_case('THE "SALT" ROAD'), title_case("SALT II: IN THE DEEP")
    ('The "Salt" Road', 'Salt II: In the Deep')
    """
    words = text.split(" ")
    if len(words) == 1 and len(text) < SHORTEST_SHOUT:
        return text
    out = []
    for n, word in enumerate(words):
        small = word.lower() in word_set("small") and 0 < n < len(words) - 1
        small = small and words[n - 1][-1:] not in TITLE_OPENS
        if "." in word[:-1] or SPELT_AND.fullmatch(word) or ROMAN.fullmatch(word.strip('.,:;!?"”')):
            out.append(word)
        else:
            out.append(word.lower() if small else capitalized(word))
    return " ".join(out)


def capitalized(word: str) -> str:
    """Return a word with a capital first letter in each part that a hyphen divides."""
    small = without_lost_dots(word.lower())
    return "-".join(FIRST_LETTER.sub(upper_first, part, 1) for part in small.split("-"))


def upper_first(match: re.Match[str]) -> str:
    """Return a letter as a capital, behind the signs that open it."""
    return match[0].upper()


def without_part(text: str) -> tuple[str, str | None, str | None]:
    """Return a title without the part it names, the part, and the total.

    >>> without_part("The Long Way (2/7)"), without_part("Salt, part 2 of 3")
    (('The Long Way', '2', '7'), ('Salt', '2', '3'))
    >>> without_part("Salt (Part 1/?)"), without_part("Salt - Part 2/7")
    (('Salt', '1', '?'), ('Salt', '2', '7'))

    A date is not a counter, and the sign of a heading is no title.

    >>> without_part("Last update: 8/31/93"), without_part("#Part 1")
    (('Last update: 8/31/93', None, None), ('#Part 1', None, None))
    """
    for pattern in (PAGE_OF, PART_OF):
        match = pattern.search(text) if len(text) <= LONGEST_LINE else None
        if match and text[: match.start()].strip(" #") and not ends_date(text, match.start()):
            bare = LAST_WORD.sub("", text[: match.start()]) or text[: match.start()]
            return bare.rstrip(" ,-:"), match[1], match[2]
    return text, None, None


def ends_date(text: str, index: int) -> bool:
    """Tell whether what begins at an index is the rest of a date: ``12/17/93``."""
    return bool(DAY.search(text[:index]))


@recogniser(
    takes=(
        "He left.",
        "He said:",
    ),
    spares=(
        "Who Goes There?",
        "J. R.",
    ),
)
def ends_sentence(text: str) -> bool:
    """Tell whether a line ends as a sentence does.

    >>> ends_sentence("He left."), ends_sentence("Who Goes There?"), ends_sentence("J. R.")
    (True, False, False)
    """
    bare = text.rstrip("\"'”’)")
    return (
        bare.endswith((".", ":", ";", ",")) and len(bare.split()) > 1 and not bare[-2:-1].isupper()
    )


@recogniser(takes=("or, The Salt Road",), spares=("Orchards",))
def starts_alternative(text: str) -> bool:
    """Tell whether a line opens the other half of a double title.

    >>> starts_alternative("or, The Salt Road"), starts_alternative("Orchards")
    (True, False)
    """
    match = ALTERNATIVE.match(text)
    return bool(match and folded(match[1]) in alternative_words())


def with_alternative(title: str, other: str) -> str:
    """Return a double title in one line, as the Chicago Manual of Style (8.167) sets it.

    >>> with_alternative("The Ferry;", "or The Salt Road"), with_alternative("Le Bac,", "ou Le Sel")
    ('The Ferry; or, The Salt Road', 'Le Bac, ou Le Sel')
    """
    match = ALTERNATIVE.match(other)
    assert match is not None
    head = title.rstrip(" ,;:.")
    if (word := folded(match[1])) in marker_words("set_off"):
        return f"{head}; {word}, {match[2]}"
    return f"{head}, {match[1]} {match[2]}"


def may_open_with(text: str, title_key: str) -> bool:
    """Tell whether a line may open with a title of which the letters and digits are known.

    >>> may_open_with("The Deep", "thedeep"), may_open_with("We sank.", "thedeep")
    (True, False)
    """
    first = text[:1]
    return first.lower() == title_key[:1] or not (first.isascii() and first.isalnum())


def heading_after_title(facts: Facts, title: str) -> tuple[HeadingForm, str] | None:
    """Return the form of a heading that stands after the story's own title, and that title.

    Posts were headed so: ``The Deep - Chapter 3``. The title says nothing there.

    >>> line = facts_of("The Deep: Chapter 3 - Home")
    >>> form, title = heading_after_title(line, "the deep")
    >>> form.label, form.title, title
    ('Chapter 3', 'Home', 'The Deep: ')
    >>> heading_after_title(facts_of("The deep water rose."), "the deep")

    The name of a series may stand before the title in quotes, where a number follows.

    >>> form, title = heading_after_title(facts_of('TWO SEAS: "The Deep" - ACT ONE'), "the deep")
    >>> form.number, title
    (1, 'TWO SEAS: "The Deep" - ')
    """
    bare = without_article(title)
    found = after_words(facts, title) or (after_words(facts, bare) if bare else None)
    return found or after_quoted(facts.text, title)


@lru_cache(maxsize=64)
def without_article(title: str) -> str:
    """Return a title without the article before it, "" where it has none.

    >>> without_article("A Salt Road"), without_article("Salt Road")
    ('Salt Road', '')
    """
    article, _, rest = title.partition(" ")
    return rest if folded(article) in word_set("filing_articles") else ""


def after_quoted(text: str, title: str) -> tuple[HeadingForm, str] | None:
    """Return the form of a heading with a number after the series and the title in quotes."""
    quoted = IN_SERIES.match(text) if len(text) <= LONGEST_TITLE else None
    if quoted is None or folded(quoted["title"]) != folded(title):
        return None
    form = facts_of(text[quoted.end() :]).form
    counts = form and form.number is not None and form.rank in ("volume", "part", "chapter")
    return (form, quoted[0]) if form and counts else None


def after_words(facts: Facts, title: str) -> tuple[HeadingForm, str] | None:
    """Return the form of a heading that stands after these words, and what stands before it."""
    known = facts_of(title).title_key
    text = facts.text
    if not may_open_with(text, known):
        return None  # as nearly all lines
    if not known or not facts.title_key.startswith(known):
        return None
    for after in AFTER_TITLE.finditer(text):
        if after.start() > FURTHEST_MARK:  # a row of signs; no title stands before it
            break
        if fold_title(text[: after.start()]) == known:
            form = facts_of(text[after.end() :]).form
            if form and form.rank in ("volume", "part", "chapter", "named"):
                return form, text[: after.end()]
    return None
