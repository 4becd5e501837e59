"""What a file of LaTeX defines for itself: short names for words and breaks."""

from __future__ import annotations

import re

from epubify.readers.latex.tex_stream import TexStream
from epubify.readers.latex.tex_tokens import tokens_of
from epubify.text.lazy_pattern import lazy

_DEFINITION = lazy(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*\{"
    r"|\\def\s*\\([A-Za-z]+)\s*\{"
)
"""Begins the definition of a command without arguments."""
MOST_ROUNDS = 3
"""Times that names within definitions are resolved. With more, a file can be made to grow without
end; with fewer, a break that is made of two names of its own is not seen."""
MOST_GROWTH = 2
"""Times that a file may grow by its own names; beyond, they stay as they are."""


def macros_in(text: str) -> dict[str, str]:
    r"""Return the commands without arguments that a text defines, and what they stand for.

    >>> macros_in(r"\newcommand{\ship}{\emph{Tern}} \newcommand{\two}[2]{#1 #2}")
    {'ship': '\\emph {Tern}'}
    """
    found = {}
    for start in _DEFINITION.finditer(text):
        stream = TexStream(list(tokens_of(text[start.end() : start.end() + 2000])))
        found[start[1] or start[2]] = stream.raw()
    return {name: body for name, body in found.items() if "#" not in body}


def without_definitions(text: str) -> str:
    """Return a text without the definitions in it."""
    parts, at = [], 0
    for start in _DEFINITION.finditer(text):
        if start.start() < at:
            continue
        parts.append(text[at : start.start()])
        depth, at = 1, start.end()
        while at < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
    return "".join([*parts, text[at:]])


def expanded(text: str, macros: dict[str, str]) -> str:
    r"""Return a text in which the names that its file defines are resolved.

    >>> expanded(r"The \ship{} sailed.", {"ship": r"\emph{Tern}"})
    'The \\emph{Tern} sailed.'
    """
    if not macros:
        return text
    names = "|".join(sorted(map(re.escape, macros), key=len, reverse=True))
    pattern = re.compile(rf"\\({names})(?![A-Za-z@])(?:\{{\}}|[ \t]+)?")
    most = MOST_GROWTH * len(text) + 10_000
    for _ in range(MOST_ROUNDS):
        longer = pattern.sub(lambda found: macros[found[1]], text)
        if longer == text or len(longer) > most:
            break
        text = longer
    return text
