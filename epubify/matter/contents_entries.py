"""Lines of a contents list → its entries: without page numbers, whatever their shape.

A line may hold two entries side by side, the cells of a table, a link, a sign for a member of a
list, or its page in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from string import ascii_letters, digits, whitespace

from epubify.matter.title_forms import title_by
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, word_set, words_pattern
from epubify.text.recogniser import recogniser

PAGE_WORD = rf"[,;:]?\s+\(?(?i:{words_pattern('page_heads')})\.?\s+\d{{1,4}}\)?$"
"""A word for page and its number."""
PAGE = lazy(r"(\d{1,4})[).]?$")
STOPPED = lazy(r"(?<=\s{3})\d{1,4}\.$|[.·…]{3}\s*\d{1,4}\.$")
"""A page number with a full stop, as old printers set it, far from its entry."""
LEADER = lazy(
    rf"\s*(?:[.·…_-]\s*){{2,}}\d{{1,4}}$|\s+(?:p\.?\s*)?\d{{1,4}}$|\t\d{{1,4}}$|{PAGE_WORD}"
)
LEADS = whitespace + "\x1c\x1d\x1e\x1f._-(,;:"
"""What may stand between an entry, a word for page and a number."""
PAGED = lazy(
    r"(?:\s*(?:[.·…_-]\s*){2,}|\s{3,}|\t\s*)(?:p\.?\s*)?(?:\d{1,4}|[ivxlc]{1,6})$"
    rf"|{PAGE_WORD}"
)
"""What stands behind an entry: leader dots, wide space or a word for page, and its number."""
PAGE_ENDS = frozenset("ivxlc)")
"""What it ends with, but for digits."""
COLUMNS = lazy(r"\s{3,}|\t\s*")
"""What stands between entries side by side."""
NUMBER_FIRST = lazy(r"(?P<number>\d{1,4})\s+(?P<entry>[^\W\d_].*)")
GLUED = lazy(r"(?<=[^\W\d_])(\d{1,4})$")
"""A page number right behind an entry: a converter lost the tab between them."""
LINK = lazy(r"\[(?P<shown>[^\[\]\n]{1,90})\]\([^()\s]{0,200}\)", needs=("](",))
"""A link of Markdown."""
MEMBER = lazy(r"[-*+•·]\s+(?=\w)", needs="-*+•·")
"""The sign before a member of a list."""
RULE = lazy(r"[-:=|+\s]+")
"""A cell or line that only draws."""
DITTO = frozenset({"»", "”", "„", '"', "''", ",,", "″", "〃"})
"""Signs that the same is meant as above."""
ENTRY_ENDS = " .:-"
"""Signs at the end of a line that are no part of an entry."""
NAME_BEHIND = lazy(r"\s*(?:\. ?){4,}\s*(?:[^\W\d_]\. ?){0,3}[^\W\d_][^\d.]{1,40}$", needs=".")
"""Leader dots and who wrote the piece, instead of the page that it is on."""
LONGEST_ENTRY = 90
"""Characters of an entry; with more, first paragraphs are swallowed, with fewer, lists of long
titles end early."""
FEWEST_ENTRIES = 3
"""Entries of a list that nothing announces; with fewer, two headings without text are a list,
with more, the lists of short books stay in the text."""
MOST_ON_HEAD = 2
"""Words of a line above the page numbers of a list. With more, sentences that end in the word are
one; with fewer, the word above the entries is not read with it."""
MOST_LINES = 4
"""Lines of an entry whose page number stands on its last; with fewer, the chapters of old novels
are not entries, with more, the text between two numbers is one."""


def has_page(text: str) -> bool:
    """Tell whether a page number stands behind an entry, with what leads to it.

    >>> has_page("The Mail . . . 12"), has_page("The Mail   xi"), has_page("The Mail, in 1812")
    (True, True, False)
    """
    text = unstopped(text)
    last = text[-1:]
    return (last in PAGE_ENDS or last.isdecimal()) and PAGED.search(text) is not None


def unstopped(text: str) -> str:
    """Return a line without the full stop behind a page number.

    >>> unstopped("THE MAIL.          12."), unstopped("It was in 1812.")
    ('THE MAIL.          12', 'It was in 1812.')
    """
    stopped = text[-1:] == "." and text[-2:-1].isdecimal() and STOPPED.search(text)
    return text[:-1] if stopped else text


def entry_of(text: str) -> str:
    """Return an entry without leader dots and page number.

    >>> entry_of("Chapter IV: The Mail . . . 12"), entry_of("Chapter 4"), entry_of("Chapter 4  29")
    ('Chapter IV: The Mail', 'Chapter 4', 'Chapter 4')
    >>> entry_of("The Mail, page 3"), entry_of("The Mail ........ Ann Berg")
    ('The Mail', 'The Mail')
    """
    if len(text) > LONGEST_ENTRY:
        return text
    text = unstopped(NAME_BEHIND.sub("", text))
    bare = without_page(text).rstrip(ENTRY_ENDS)
    if bare == text:  # as nearly all lines, of which nothing more is asked
        return text
    form = facts_of(text).form
    if form and form.title is None and form.number is not None and facts_of(bare).form is None:
        return text
    return bare or text


def ends_entry(text: str) -> bool:
    """Tell whether a line may end in something that is no part of an entry; in doubt it does.

    >>> ends_entry("The Mail . . . 12"), ends_entry("The Mail -"), ends_entry("So he went home.")
    (True, True, False)
    """
    last = text[-1:]
    if last in ENTRY_ENDS:
        return text[-2:-1] in ENTRY_ENDS or " " not in text or unstopped(text) != text
    return last == ")" or last.isdecimal() or "...." in text


def without_page(text: str) -> str:
    """Return a text without page number and what leads to it, which is looked for from the end.

    >>> without_page("The Mail . . . 12"), without_page("The Mail, page 3"), without_page("R2D2")
    ('The Mail', 'The Mail', 'R2D2')
    """
    counted = text.rstrip(")")
    if not counted[-1:].isdecimal():
        return text  # as nearly all lines
    before = counted.rstrip(digits).rstrip(LEADS).rstrip(ascii_letters).rstrip(LEADS)
    found = LEADER.search(text, len(before) if text.isascii() else 0)
    return text[: found.start()] if found else text


@recogniser(takes=("The Inn",), spares=("The Inn          The Mill", "- Salt", "| 1 | The Inn |"))
def is_one_entry(text: str) -> bool:
    """Tell whether a line holds one entry and no sign before it, as told by its first letter.

    >>> is_one_entry("The Inn"), is_one_entry("The Inn          The Mill"), is_one_entry("- Salt")
    (True, False, False)
    """
    return text[:1].isalpha() and not any(sign in text for sign in ("   ", "\t", "]("))


@recogniser(
    takes=("1. The Inn      3. The Mill", "| 1 | The Inn |", "[The Inn](#inn)", " 3  The Inn"),
    spares=("",),
)
def entries_in(text: str) -> list[str]:
    """Return the entries in a line.

    >>> entries_in("1. The Inn          3. The Mill"), entries_in("| 1 | The Inn |")
    (['1. The Inn', '3. The Mill'], ['1. The Inn'])
    >>> entries_in("IV         Pag.      XVI"), entries_in("V          »      XXII")
    (['IV'], ['V'])
    >>> entries_in("- [The Inn](#inn)"), entries_in("The Inn ....   3"), entries_in("3  The Inn")
    (['The Inn'], ['The Inn'], ['3. The Inn'])
    """
    if len(text) > LONGEST_ENTRY:
        return [text] if text else []
    if is_one_entry(text):
        return [entry_of(text)]  # as nearly all lines
    text = MEMBER.sub("", LINK.sub(r"\g<shown>", text.strip()), count=1)
    if text.startswith("|"):
        cells = [cell.strip() for cell in text.strip("|").split("|")]
    elif first := NUMBER_FIRST.fullmatch(text):
        cells = [first["number"], *COLUMNS.split(first["entry"])]
    else:
        cells = COLUMNS.split(text)
    return list(_with_numbers([cell for cell in cells if cell and not RULE.fullmatch(cell)]))


def _with_numbers(cells: Sequence[str]) -> Iterator[str]:
    """Yield cells as entries, each with the number that stands in the cell before it.

    A number behind all of them is a page; so is a Roman one behind a word for page, or its ditto.
    """
    number = ""
    if len(cells) > 1 and _says_page(cells[-1].split()[0]) and len(cells[-1].split()) == 2:
        cells = [*cells[:-1], *cells[-1].split()]
    if len(cells) > 2 and _says_page(cells[-2]):
        yield from cells[:-2]
        return
    for n, cell in enumerate(cells):
        bare = cell.rstrip(".")
        if bare.isdecimal() and len(cells) > 1:
            number = bare if n + 1 < len(cells) else ""
            continue
        entry = entry_of(cell)
        yield f"{number}. {entry}" if number else entry
        number = ""


def _says_page(cell: str) -> bool:
    """Tell whether a cell is a word for page, or the sign that the same is meant as above."""
    return cell in DITTO or folded(cell.rstrip(".")) in word_set("page_heads")


def listed(texts: Sequence[str]) -> list[str]:
    """Return the entries of the lines of a list; numbers that count nothing are pages.

    >>> listed(["3  The Inn", "9  The Ford", "17  The Mill"])
    ['The Inn', 'The Ford', 'The Mill']
    """
    rules = [bool(text) and RULE.fullmatch(text) is not None for text in [*texts[1:], ""]]
    texts = [text for text, rule in zip(texts, rules, strict=True) if not (rule and "|" in text)]
    entries = [
        entry
        for text in whole(texts)
        for entry in (entries_in(text) if len(text) <= LONGEST_ENTRY else [PAGED.sub("", text)])
    ]
    numbers = [int(found[1]) for e in entries if (found := re.match(r"(\d{1,4})\. ", e))]
    in_front = sum(NUMBER_FIRST.fullmatch(text.strip()) is not None for text in texts)
    if in_front < FEWEST_ENTRIES or sorted(numbers) == [*range(1, len(numbers) + 1)]:
        return entries
    return [re.sub(r"^\d{1,4}\. ", "", entry) for entry in entries]


def whole(texts: Sequence[str]) -> list[str]:
    """Return the entries of a list, each whose page number stands on its last line as one.

    >>> whole(["I. How she came", "to the quay   1", "II. Rain   9", "III. Sun   12"])
    ['I. How she came to the quay   1', 'II. Rain   9', 'III. Sun   12']
    """
    entries: list[list[str]] = [[]]
    for text in texts:
        entries[-1].append(text)
        if has_page(text):
            entries.append([])
    *paged, rest = entries
    if len(paged) < FEWEST_ENTRIES or max(map(len, paged)) > MOST_LINES:
        return list(texts)
    return [*(" ".join(lines) for lines in paged), *rest]


def without_glued(texts: Sequence[str]) -> list[str]:
    """Return the lines of a list without pages glued to entries; as they are where none rise.

    >>> without_glued(["The Inn1", "The Ford8", "Chapter III15"]), without_glued(["R2", "D2", "C3"])
    (['The Inn', 'The Ford', 'Chapter III'], ['R2', 'D2', 'C3'])
    """
    pages = [int(found[1]) for text in texts if (found := GLUED.search(text))]
    rise = all(a < b for a, b in pairwise(pages)) and 2 * len(pages) > len(texts)
    sure = len(pages) >= FEWEST_ENTRIES and rise
    return [GLUED.sub("", text) for text in texts] if sure else list(texts)


@recogniser(takes=("Page", "Chapter        Page", "KAPITEL    SEITE"), spares=("The last page",))
def is_page_head(text: str) -> bool:
    """Tell whether a line stands above the page numbers of a list."""
    words = text.strip(" .:|").split()
    return 0 < len(words) <= MOST_ON_HEAD and folded(words[-1]) in word_set("page_heads")


def without_name(entry: str) -> str | None:
    """Return the title of an entry that names its author, None for other entries.

    >>> without_name("The Salt Road by Ann Berg"), without_name("The Salt Road")
    ('The Salt Road', None)
    """
    said = title_by(entry)
    return said[0] if said else None


def page_of(text: str) -> int | None:
    """Return the page number behind an entry, None where there is none.

    >>> page_of("The Mail . . . 12"), page_of("In 1812")
    (12, None)
    """
    match = PAGE.search(text) if has_page(text) else None
    return int(match[1]) if match else None


def paged(texts: Sequence[str]) -> int:
    """Return how many entries have a page number, none where these do not rise."""
    pages = [int(match[1]) for text in texts if (match := PAGE.search(text))]
    bare = without_glued(texts)
    if bare != list(texts):
        return sum(a != b for a, b in zip(bare, texts, strict=True))
    shown = [
        entry_of(text) != text and LEADER.search(unstopped(text)) is not None for text in texts
    ]
    return sum(shown) if pages == sorted(pages) else 0
