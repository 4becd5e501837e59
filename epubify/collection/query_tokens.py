"""The words and signs of a query, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from epubify.model.records import Record
from epubify.text.display_width import columns_of
from epubify.text.lazy_pattern import lazy

_SIGN = lazy(r"!=|!~|<=|>=|[=~<>()\[\],]")
_WORD = lazy(r"[^\s()\[\],=!<>~\"“”„«»]+")
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "‘": "’"}
"""Opening marks and what closes them: people paste what a program made round."""


class TokenKind(Enum):
    """What a token is."""

    WORD = "word"
    TEXT = "text"
    """Something between quotation marks."""
    SIGN = "sign"
    END = "end"


class QueryToken(Record):
    """A word, a text or a sign of a query."""

    kind: TokenKind
    text: str
    start: int
    """Characters before it."""

    def is_word(self, *words: str) -> bool:
        """Tell whether it is one of these words, whatever its case."""
        return self.kind is TokenKind.WORD and self.text.lower() in words

    def is_sign(self, *signs: str) -> bool:
        """Tell whether it is one of these signs."""
        return self.kind is TokenKind.SIGN and self.text in signs


class QueryFault(ValueError):
    """A query that cannot be understood: what is wrong, shown at its place.

    >>> print(QueryFault("autor = x", 0, "unknown field “autor”", "did you mean “author”?"))
    column 1: unknown field “autor”; did you mean “author”?
        autor = x
        ^
    """

    def __init__(self, query: str, start: int, problem: str, advice: str = "") -> None:
        line = "".join(" " if char.isspace() else char for char in query)
        said = f"{problem}; {advice}" if advice else problem
        caret = " " * columns_of(line[:start]) + "^"
        super().__init__(f"column {start + 1}: {said}\n    {line}\n    {caret}")


def tokens_of(query: str) -> list[QueryToken]:
    """Return the tokens of a query, and one for its end.

    >>> [token.text for token in tokens_of('author="A B" and words<=5000')]
    ['author', '=', 'A B', 'and', 'words', '<=', '5000', '']
    """
    return [*_tokens(query), QueryToken(TokenKind.END, "", len(query.rstrip()))]


def _tokens(query: str) -> Iterator[QueryToken]:
    at = 0
    while at < len(query):
        char = query[at]
        if char.isspace():
            at += 1
        elif char in _QUOTES:
            text, end = _quoted(query, at)
            yield QueryToken(TokenKind.TEXT, text, at)
            at = end
        elif found := _SIGN.match(query, at):
            yield QueryToken(TokenKind.SIGN, found[0], at)
            at = found.end()
        elif found := _WORD.match(query, at):
            yield QueryToken(TokenKind.WORD, found[0], at)
            at = found.end()
        else:
            advice = "put “not” before it" if char == "!" else "put it between quotation marks"
            raise QueryFault(query, at, f"“{char}” does not belong here", advice)


def _quoted(query: str, start: int) -> tuple[str, int]:
    """Return the text between the mark at a place and the one that closes it, and its end.

    A backslash takes away the meaning of the mark behind it.
    """
    closing, text, at = _QUOTES[query[start]], "", start + 1
    while at < len(query):
        char = query[at]
        if char == "\\" and query[at + 1 : at + 2] in ("\\", closing):
            at += 1
            char = query[at]
        elif char == closing:
            return text, at + 1
        text += char
        at += 1
    raise QueryFault(query, start, "this quotation mark is never closed", f"end it with {closing}")
