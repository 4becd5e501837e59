"""Tokens of LaTeX read one after another, with the arguments of commands."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.readers.latex.tex_tokens import TexToken

END = TexToken("over", "")


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

    def option(self) -> str:
        """Return the option in brackets that comes next, nothing where there is none."""
        self.skip_blank()
        return self.raw("]") if self.opens("[") else ""
