"""Formulas of LaTeX as far as a story has them: signs, and fractions."""

from __future__ import annotations

from epubify.readers.latex.tex_signs import SIGNS, SYMBOLS
from epubify.readers.latex.tex_stream import END, TexStream
from epubify.readers.latex.tex_tokens import TexToken, tokens_of

FRACTIONS = frozenset({"frac", "tfrac", "dfrac", "nicefrac", "sfrac"})
_CLOSING = {"(": ")", "[": "]"}


def formula_text(stream: TexStream, sign: str) -> str:
    r"""Return what a formula says, up to the sign that ends it or the end of the paragraph.

    A command that is no sign says how the formula looks.

    >>> formula_text(TexStream(list(tokens_of(r"\frac{1}{3}x\times y$"))), "$")
    '1/3x×y'
    """
    closing = _CLOSING.get(sign)
    last = TexToken("symbol", closing) if closing else TexToken("formula", sign)
    words: list[str] = []
    while (token := stream.take()) is not END and token != last and token.kind != "end":
        if token.kind == "command" and token.text in FRACTIONS:
            above, below = stream.argument(), stream.argument()
            words += [inner(above), "/", inner(below)]
        elif token.kind == "command":
            words.append(SIGNS.get(token.text, ""))
        elif token.kind == "symbol":
            words.append(SYMBOLS.get(token.text, token.text))
        elif token.kind == "text":
            words.append(token.text)
    return "".join(words)


def inner(formula: str) -> str:
    """Return what a part of a formula says."""
    return formula_text(TexStream(list(tokens_of(formula))), "$")
