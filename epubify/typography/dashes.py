"""Dashes: what typewriters and keyboards write with hyphens.

The Chicago Manual of Style 6.85 (em dash, closed up), 6.78 (en dash in ranges), 6.93 (the
long dash of names left out). Languages other than English keep their spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule
from epubify.typography.context import Context

OMITTED = "——"
"""Two em dashes: they join in print, and every reader's font has them, unlike U+2E3A."""

LONGEST_NAME, LONGEST_WORD, LONGEST_PREFIX = 24, 40, 12
"""Characters looked at for the title and initial before an omitted name, for the words beside a
hyphen, and for the prefix in quotation marks before one. With fewer, long ones are not seen; more
only take time."""

_ROW = lazy(r"(?<!-)-{2,8}(?!-)")
_NAME = lazy(r"(?:([\w.]+) )?(\b[A-Z])?$")
_DIGIT = lazy(r"\d")
_RANGE = lazy(
    r"(?<![\w\-–—/.,:+'’])(\d{1,4}) ?- ?(\d{1,4})(?![\w\-–—/+]|[.,:]\d)"
    r"|(?<![\w\-–—+])(\d{4})-(?= ?[)\]])"
)
_HYPHENS = lazy(r" {0,3}(?<!-)-{2,9}(?!-) {0,3}")


@rule(
    "omitted-names",
    leaves="Stammering and speech cut off (`I--I`): one dash each.",
    changes=(
        ("Mr. B-- bowed.", "Mr. B—— bowed."),
        ("the town of N----, near", "the town of N——, near"),
        ("Lord ---- was out.", "Lord —— was out."),
    ),
    keeps=("I--I do not know", "“Mr. Brown--”", "“Sir--”"),
    needs=["--"],
)
def omitted_names(text: str, context: Context) -> Iterator[Change]:
    """Hyphens that stand for the rest of a name become a long dash."""
    if "--" not in text:
        return
    for match in _ROW.finditer(text):
        before = _NAME.search(text[max(0, match.start() - LONGEST_NAME) : match.start()])
        word, initial = before.groups() if before else (None, None)
        titled = word is not None and word.lower() in context.words.titles
        long = len(match.group()) > 2
        if (titled and (initial or long)) or (initial and len(match.group()) > 3):
            yield match.start(), match.end(), OMITTED


@rule(
    "ranges",
    leaves="Telephone numbers, dates, codes, and numbers that do not rise.",
    changes=(
        ("1914-18", "1914–18"),
        ("pages 10-15", "pages 10–15"),
        ("3 - 5 days", "3–5 days"),
        ("Ann Quay (1946- )", "Ann Quay (1946– )"),
    ),
    keeps=("555-1234", "2001-09-11", "a T-800", "10-4", "x-15"),
    needs="-",
)
def ranges(text: str, context: Context) -> Iterator[Change]:
    """A hyphen between two numbers that rise, or behind a year that none ends, is an en dash."""
    if "-" not in text or not _DIGIT.search(text):
        return
    for match in _RANGE.finditer(text):
        first, last, alone = match.groups()
        if alone:
            yield match.end() - 1, match.end(), "–"
        elif _rises(first, last):
            yield match.start() + len(first), match.end() - len(last), "–"


def _rises(first: str, last: str) -> bool:
    """Tell whether two numbers make a range; the second may be cut short, as in 1914-18."""
    if "0" in (first[0], last[0]) or (len(first), len(last)) == (3, 4):
        return False
    if len(last) < len(first):
        last = first[: -len(last)] + last if len(last) > 1 else ""
    return bool(last) and int(last) > int(first)


@rule(
    "double-hyphens",
    leaves="Rows of ten and more, a lone row, arrows, and spaces where a language has them.",
    changes=(
        ("wait--no", "wait—no"),
        ("wait -- no", "wait—no"),
        ("“But I--”", "“But I—”"),
        ("wait---no", "wait—no"),
        ("<I only-->", "<I only—>"),
    ),
    keeps=("wait—no", "Name: ------------", "----", "well-made", "7.25---> 7", "East <-- Quay"),
    needs=["--"],
)
def double_hyphens(text: str, context: Context) -> Iterator[Change]:
    """Two hyphens or more become a dash, in English closed up to its words."""
    if "--" not in text or not text.strip(" -"):
        return
    language = context.language
    for match in _HYPHENS.finditer(text):
        if _is_arrow(text, match.start(), match.end()):
            continue
        if language.spaced:
            start = match.start() + match.group().index("-")
            yield start, start + match.group().count("-"), language.dash
        else:
            yield _closed_up(text, match.start(), match.end(), language.dash)


def _is_arrow(text: str, start: int, end: int) -> bool:
    """Tell whether a row of hyphens has the head of an arrow, and no bracket is meant there."""
    if text[end : end + 1] == ">":
        return text.rfind("<", 0, start) <= text.rfind(">", 0, start)
    return text[start - 1 : start] == "<" and ">" not in text[end:]


def _closed_up(text: str, start: int, end: int, dash: str) -> Change:
    """Return the change that sets a dash without the spaces from ``start`` to ``end``.

    At the start of a line the space after it stays: there it opens a speech or a name.
    """
    at_start = start == 0 or text[start - 1] == "\n"
    spaced = at_start and text[end - 1] == " " and end < len(text)
    return start, end, dash + " " * spaced


_QUOTES = "\"'“”‘’«»"
_AT_EDGE = lazy(r"-(?:(?!\w)|(?<!\w-))")
"""A hyphen that is not within a word, as most are."""
_BETWEEN = lazy(r"(?<=\S) +- +(?=\S)")
_SPACED = lazy(r"(?<=\S )-(?= \S)")
_TIGHT_LEFT = lazy(rf"(?<=[\w.,!?;:)…{_QUOTES}])- +(?=\S)")
_TIGHT_RIGHT = lazy(rf"(?<=[^\s\-–—]) +-(?=[^\W\d]|[{_QUOTES}.,;:!?])")
_CUT_OFF = lazy(
    rf"(?<=[^\W\d]|[.,!?;:…{_QUOTES}])-"
    rf"(?=[.,;:!?]*[{_QUOTES}]*(?:\n|$)|[.,;:!?]*[{_QUOTES}]+\s|[.,;:!?]+(?:\s|$))"
)
_BEFORE_SPEECH = lazy(
    r"(?<=[^\W\d]|[.,!?)'’\"”])-(?=[\"“(][^\W\d]|['‘][A-Z](?![A-Z]))"
    r"|(?<=[^\W\dA-Z])-(?=['‘][A-Z])|(?<=[.,!?)'’\"”])-(?=['‘][^\W\d])"
)
"""Between capitals an apostrophe stands for what a name in a script leaves out: ``MAC-'ARTHY``."""
_LINE_END = lazy(r"(?<=[^\s\-–—]) +- *(?=\n|$)")
_RESUMED = lazy(rf"(?:(?<=^[{_QUOTES}])|(?<=[\s(][{_QUOTES}])) ?- ?(?=[^\W\d])")
_WORD_BEFORE = lazy(r"[^\W\d_]+(?:['’][^\W\d_]+)*$")
_QUOTED_WORD = lazy(r"(?:^|\W)[\"'“‘]([^\W\d_]+)$")
_OF_FORMULAS = frozenset("=<>*/^+")
_WORD_AFTER = lazy(r"[^\W\d_]+")


@rule(
    "spaced-hyphens",
    leaves="Compounds, hanging hyphens (`two- and three-year`), words torn at a line's end, "
    "numbers, a hyphen that opens a paragraph.",
    changes=(
        ("He paused - then ran.", "He paused—then ran."),
        ("fine- no offence, mate- when", "fine—no offence, mate—when"),
        ("“You and-”", "“You and—”"),
        ("“-and so on”", "“—and so on”"),
        ("wait -what?", "wait—what?"),
    ),
    keeps=(
        "two- and three-year plans",
        "5- to 10-second clips",
        "starship-sized and -shaped",
        "well-made",
        "5 - 3",
        "s = -ct",
        "- one item",
        'the prefix "un-"',
        "O-'HARA: Come in.",
    ),
    needs="-",
)
def spaced_hyphens(text: str, context: Context) -> Iterator[Change]:
    """A hyphen with a space beside it, or where speech breaks off, becomes a dash."""
    if not _AT_EDGE.search(text):
        return
    if context.language.spaced:
        for match in _SPACED.finditer(text):
            if not (text[match.start() - 2].isdigit() and text[match.end() + 1].isdigit()):
                yield match.start(), match.end(), context.language.dash
        return
    found: dict[int, Change] = {}
    for pattern, accept in _ENGLISH_HYPHENS:
        for match in pattern.finditer(text):
            at = match.start() + match.group().index("-")
            if at not in found and not _in_row(text, match) and accept(text, match, context):
                found[at] = (match.start(), match.end(), context.language.dash)
    yield from _apart(sorted(found.values()))


def _in_row(text: str, match: re.Match[str]) -> bool:
    """Tell whether another dash stands beside the hyphen: a row of them is an ornament."""
    before = text[max(0, match.start() - 3) : match.start()].rstrip(" ")
    after = text[match.end() : match.end() + 3].lstrip(" ")
    return before.endswith(("-", "–", "—")) or after.startswith(("-", "–", "—"))


def _apart(changes: list[Change]) -> Iterator[Change]:
    done = 0
    for change in changes:
        if change[0] >= done:
            yield change
            done = change[1]


def _between_numbers(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
    return before.isdigit() and after.isdigit()


def _is_between(text: str, match: re.Match[str], context: Context) -> bool:
    return not _between_numbers(text, match)


def _is_tight_left(text: str, match: re.Match[str], context: Context) -> bool:
    before = _WORD_BEFORE.search(text[max(0, match.start() - LONGEST_WORD) : match.start()])
    after = _WORD_AFTER.match(text[match.end() : match.end() + LONGEST_WORD])
    waits = after is not None and after.group().lower() in context.words.hanging
    if not before or not after:
        counted = text[match.start() - 1].isdigit() and waits
        return not (_between_numbers(text, match) or (counted and _waits(text, match.end())))
    word, following = before.group().lower(), after.group()
    if waits and _hangs(word, text, match.end(), context):
        return False
    # A word torn at a line's end: "some- thing" where the story has "something".
    return not (following.islower() and context.vocabulary[word + following])


def _is_tight_right(text: str, match: re.Match[str], context: Context) -> bool:
    """Tell whether the hyphen is none of a formula, where it makes a number less than nothing,
    and does not take up a compound before it: `ship-sized and -shaped`."""
    if text[match.start() - 1] in _OF_FORMULAS:
        return False
    compound = _COMPOUND_BEFORE.search(text[max(0, match.start() - LONGEST_WORD) : match.start()])
    return compound is None or compound.group(1).lower() not in context.words.hanging


_COMPOUND_AFTER = lazy(r"\w+ (?:\w+ ){0,2}\w+-\w")
_COMPOUND_BEFORE = lazy(r"\w-\w+ (\w+)$")


def _hangs(word: str, text: str, after: int, context: Context) -> bool:
    """Tell whether a hyphen waits for a later word: `two- and three-year`, `pre- or postwar`."""
    if word in context.words.hanging:
        return False
    return word in context.words.hanging_prefixes or _waits(text, after)


def _waits(text: str, after: int) -> bool:
    return _COMPOUND_AFTER.match(text, after) is not None


def _is_cut_off(text: str, match: re.Match[str], context: Context) -> bool:
    """Tell whether the hyphen breaks off, and does not stand for the word that a prefix lacks."""
    return not _prefix_before(text, match, context)


def _prefix_before(text: str, match: re.Match[str], context: Context) -> bool:
    before = _QUOTED_WORD.search(text[max(0, match.start() - LONGEST_PREFIX) : match.start()])
    return before is not None and before.group(1) in context.words.hanging_prefixes


def _always(text: str, match: re.Match[str], context: Context) -> bool:
    return True


_ENGLISH_HYPHENS = (
    (_BETWEEN, _is_between),
    (_TIGHT_LEFT, _is_tight_left),
    (_TIGHT_RIGHT, _is_tight_right),
    (_CUT_OFF, _is_cut_off),
    (_BEFORE_SPEECH, _is_cut_off),
    (_LINE_END, _always),
    (_RESUMED, _always),
)


_IN_DIALOGUE = lazy(r"^-(?=[^-])|(?<= )-(?=[^\W\d])|(?<=[\w!?…])-(?=[.,;:!?])")


@rule(
    "dialogue-dashes",
    leaves="English, where a hyphen before a paragraph may be a list's; languages without "
    "dialogue dashes.",
    changes=(
        ("- Hola - dijo.", "— Hola - dijo."),
        ("-Hola -dijo ella-. Ven.", "—Hola —dijo ella—. Ven."),
    ),
    keeps=("físico-químico", "— Hola."),
    language="es",
    needs="-",
    where=lambda context: context.language.dialogue,
)
def dialogue_dashes(text: str, context: Context) -> Iterator[Change]:
    """A hyphen that opens a speech becomes a dash, with those around its asides."""
    if not context.language.dialogue or not text.startswith(("-", "–", "—")):
        return
    dash = context.language.dash
    for match in _IN_DIALOGUE.finditer(text):
        yield match.start(), match.end(), dash
