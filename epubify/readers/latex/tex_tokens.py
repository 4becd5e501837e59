"""LaTeX cut into tokens: words, commands, braces, ends of paragraphs, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from epubify.model.records import Record
from epubify.text.lazy_pattern import lazy

_TOKEN = lazy(
    r"\\begin\s*\{(?P<env>verbatim|Verbatim|lstlisting|comment)\*?\}(?:\[[^\]\n]*\])?"
    r"(?P<typed>.*?)\\end\s*\{(?P=env)\*?\}"
    r"|\\verb\*?(?P<sign>[^A-Za-z\s*])(?P<verb>[^\n]*?)(?P=sign)"
    r"|%(?P<comment>[^\n]*)(?:\n[ \t]*)?(?P<then>(?:\n[ \t]*)*)"
    r"|\\(?P<command>[A-Za-z@]+)\*?(?:[ \t]*\n(?![ \t]*\n)[ \t]*|[ \t]+)?"
    r"|\\(?P<line>\\)(?:\*|>|!(?=[ \t]*(?:\n|\Z)))?"
    r"|\\(?P<symbol>.)"
    r"|(?P<end>[ \t]*\n(?:[ \t]*\n)+[ \t]*)"
    r"|(?P<formula>\$\$?)"
    r"|(?P<brace>[{}\[\]~&])"
    r"|(?P<text>[^\\%{}\[\]~&$\n]+|.)",
    re.DOTALL,
)


class TexToken(Record):
    """A token: its kind, and its text or its name."""

    kind: str
    """``text``, ``command``, ``symbol``, ``brace``, ``end`` (of a paragraph), ``comment``,
    ``typed`` (lines as they stand), ``formula``."""
    text: str


def tokens_of(text: str) -> Iterator[TexToken]:
    r"""Yield the tokens of LaTeX.

    >>> [(one.kind, one.text) for one in tokens_of(r"So \emph{late}. % ask\n\n")][:4]
    [('text', 'So '), ('command', 'emph'), ('brace', '{'), ('text', 'late')]
    """
    for found in _TOKEN.finditer(text):
        if found["env"]:
            kind = "comment" if found["env"] == "comment" else "typed"
            yield TexToken(kind, found["typed"])
            yield TexToken("end", "")
        elif found["verb"] is not None:
            yield TexToken("verb", found["verb"])
        elif found["comment"] is not None:
            yield TexToken("comment", found["comment"])
            if found["then"]:
                yield TexToken("end", "")
        elif found["line"]:  # with the signs of verse: a stanza ends, the next line is set in
            yield TexToken("symbol", "\\")
        else:
            kind = found.lastgroup or "text"
            yield TexToken(kind, found[kind])
