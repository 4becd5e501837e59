"""What a file of LaTeX defines for itself: short names for words, marks and breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from epubify.model.records import Record
from epubify.readers.latex.tex_commands import has_meaning
from epubify.readers.latex.tex_stream import TexStream
from epubify.readers.latex.tex_tokens import tokens_of
from epubify.text.lazy_pattern import lazy

_DEFINITION = lazy(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*"
    r"(?:\[(?P<count>\d)\]\s*(?:\[(?P<first>[^\]]*)\]\s*)?)?\{"
    r"|\\def\s*\\([A-Za-z]+)\s*(?P<slots>(?:#\d)*)\s*\{"
)
"""Begins the definition of a command."""
_SLOT = lazy(r"#(\d)")
_BEHIND = lazy(r"(?:\{\}|[ \t]+)?")
_SPACE = lazy(r"[ \t]*\n?[ \t]*")
_ONE = lazy(r"\\[A-Za-z@]+|\\.|[^\s{}\\]", re.DOTALL)
"""An argument that needs no braces: a command, or a sign."""
MOST_ROUNDS = 3
"""Times that names within definitions are resolved. With more, a file can be made to grow without
end; with fewer, a break that is made of two names of its own is not seen."""
MOST_GROWTH = 2
"""Times that a file may grow by its own names; beyond, they stay as they are."""


class Macro(Record):
    """A command that a file defines."""

    body: str
    """What it stands for; ``#1`` is its first argument."""
    count: int = 0
    """Arguments that it takes."""
    first: str | None = None
    """Its first argument where none is given in brackets."""


def macros_in(text: str) -> dict[str, Macro]:
    r"""Return the commands that a text defines, and what they stand for.

    Those that mean something to whoever sets the text stay what they are.

    >>> found = macros_in(r"\newcommand{\ship}{\emph{Tern}} \newcommand{\two}[2]{#1 #2}")
    >>> found["ship"], found["two"].count
    (Macro(body='\\emph {Tern}', count=0, first=None), 2)
    """
    found = {}
    for start in _DEFINITION.finditer(text):
        stream = TexStream(list(tokens_of(text[start.end() : start.end() + 2000])))
        count = int(start["count"] or len(start["slots"] or "") // 2)
        stream.tokens = [one for one in stream.tokens if one.kind != "comment"]
        found[start[1] or start[4]] = Macro(stream.raw(), count, start["first"])
    return {name: macro for name, macro in found.items() if not has_meaning(name)}


def without_definitions(text: str) -> str:
    """Return a text without the definitions in it."""
    parts, at = [], 0
    for start in _DEFINITION.finditer(text):
        if start.start() < at:
            continue
        parts.append(text[at : start.start()])
        at = end_of_group(text, start.end())
    return "".join([*parts, text[at:]])


def end_of_group(text: str, at: int) -> int:
    """Return where the group ends whose brace is open before a place."""
    depth = 1
    while at < len(text) and depth:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
    return at


def expanded(text: str, macros: Mapping[str, Macro]) -> str:
    r"""Return a text in which the names that its file defines are resolved.

    >>> expanded(r"The \ship{} sailed.", {"ship": Macro(r"\emph{Tern}")})
    'The \\emph{Tern} sailed.'
    >>> expanded(r"\cry{Row}, \cry so.", {"cry": Macro("#1!", 1)})
    'Row!, s!o.'
    """
    if not macros:
        return text
    names = "|".join(sorted(map(re.escape, macros), key=len, reverse=True))
    pattern = re.compile(rf"\\({names})(?![A-Za-z@])")
    most = MOST_GROWTH * len(text) + 10_000
    for _ in range(MOST_ROUNDS):
        longer = resolved_once(text, pattern, macros)
        if longer == text or len(longer) > most:
            break
        text = longer
    return text


def resolved_once(text: str, names: re.Pattern[str], macros: Mapping[str, Macro]) -> str:
    """Return a text in which each name is what it stands for; names in that stay."""
    parts, at = [], 0
    while found := names.search(text, at):
        parts.append(text[at : found.start()])
        filled, at = applied(macros[found[1]], text, found.end())
        parts.append(filled)
    return "".join([*parts, text[at:]])


def applied(macro: Macro, text: str, at: int) -> tuple[str, int]:
    """Return what a name stands for where it is used, and where its arguments end."""
    given = []
    if macro.first is not None:
        optional = re.compile(r"\s*\[([^\]]*)\]").match(text, at)
        given.append(optional[1] if optional else macro.first)
        at = optional.end() if optional else at
    while len(given) < macro.count:
        words, at = argument_at(text, at)
        given.append(words)
    if not macro.count and (behind := _BEHIND.match(text, at)):
        at = behind.end()
    said = dict(enumerate(given, 1))
    return _SLOT.sub(lambda slot: said.get(int(slot[1]), ""), macro.body), at


def argument_at(text: str, at: int) -> tuple[str, int]:
    """Return the argument that stands at a place, and where it ends; "" where none does."""
    space = _SPACE.match(text, at)
    start = space.end() if space else at
    if text.startswith("{", start):
        end = end_of_group(text, start + 1)
        return text[start + 1 : end - 1], end
    one = _ONE.match(text, start)
    return (one[0], one.end()) if one else ("", at)
