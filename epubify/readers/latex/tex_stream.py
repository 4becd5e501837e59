"""Tokens of LaTeX read one after another, with the arguments of commands."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.readers.latex.tex_tokens import TexToken
from epubify.text.lazy_pattern import lazy

END = TexToken("over", "")
_LENGTH = lazy(r"\s*[-+]?(?:\d|\.\d|\\)")
"""Begins a length: a number, or the name of one."""
_BARE_LENGTH = lazy(
    r"(?:\s*=?\s*(?:height|width|depth|plus|minus|by)?\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*"
    r"(?:pt|pc|bp|cm|mm|in|em|ex|fil{1,3})(?![A-Za-z]))+"
)


def written(token: TexToken) -> str:
    """Return a token as it is written."""
    before = {"command": "\\", "symbol": "\\", "comment": "%"}.get(token.kind, "")
    after = {"command": " ", "comment": "\n", "end": "\n\n"}.get(token.kind, "")
    return f"{before}{token.text}{after}"


class TexStream:
    """Tokens, and a place among them."""

    def __init__(self, tokens: Sequence[TexToken]) -> None:
        self.tokens = list(tokens)
        self.at = 0

    @property
    def ahead(self) -> TexToken:
        """The next token, one of kind ``over`` behind the last."""
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def take(self) -> TexToken:
        """Return the next token and go on behind it."""
        token = self.ahead
        self.at += 1
        return token

    def opens(self, sign: str) -> bool:
        """Tell whether a brace comes next, and go behind it if so."""
        if self.ahead == TexToken("brace", sign):
            self.at += 1
            return True
        return False

    def skip_blank(self) -> None:
        """Go behind space, where an argument follows it."""
        start = self.at
        while self.ahead.kind in ("text", "comment") and (
            self.ahead.kind == "comment" or not self.ahead.text.strip()
        ):
            self.at += 1
        if self.ahead.text not in "{[" or self.ahead.kind != "brace":
            self.at = start

    def raw(self, closing: str = "}") -> str:
        """Return the text of all up to the end of the group at hand, braces and all."""
        depth, parts = 0, []
        while self.ahead is not END:
            token = self.take()
            if token.kind == "brace" and token.text == closing and not depth:
                break
            depth += token.text == "{" and token.kind == "brace"
            depth -= token.text == "}" and token.kind == "brace"
            parts.append(written(token))
        return "".join(parts)

    def argument(self) -> str:
        """Return the argument that comes next as it is written, nothing where there is none."""
        self.skip_blank()
        if self.opens("{"):
            return self.raw()
        if self.ahead.kind == "command":  # \newcommand\name{…}
            return f"\\{self.take().text}"
        return ""

    def skips_to(self, name: str) -> bool:
        """Go behind a command, where nothing is printed before it; tell whether it is there."""
        start, depth = self.at, 0
        while (token := self.take()) is not END:
            if token == TexToken("command", name):
                return True
            if token.kind == "brace":
                depth += {"{": 1, "}": -1}.get(token.text, 0)
            printed = (
                token.kind not in ("command", "end", "brace", "comment") and token.text.strip()
            )
            if depth < 0 or token == TexToken("command", "end") or (printed and not depth):
                break
        self.at = start
        return False

    def length(self) -> None:
        """Go behind a length in brackets, where one comes next; other words in brackets are text.

        >>> stream = TexStream([TexToken("brace", "["), TexToken("text", "so]")])
        >>> stream.length()
        >>> stream.at
        0
        """
        start = self.at
        if not _LENGTH.match(self.option()):
            self.at = start

    def bare_length(self) -> bool:
        """Go behind a length without braces, where one comes next: ``\\vskip 2cm plus 1fil``."""
        length = _BARE_LENGTH.match(self.ahead.text) if self.ahead.kind == "text" else None
        if length:
            self.tokens[self.at] = TexToken("text", self.ahead.text[length.end() :])
        return length is not None

    def option(self) -> str:
        """Return the option in brackets that comes next, nothing where there is none."""
        self.skip_blank()
        return self.raw("]") if self.opens("[") else ""
