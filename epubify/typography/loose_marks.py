"""Spaces between a quotation mark and the words that it stands around."""

from __future__ import annotations

from collections.abc import Iterator

from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule
from epubify.typography.context import Context

_OPENING, _CLOSING = "“", "”"
_BEHIND_OPENING = lazy(r"(?<![^\s(])“(?P<space> {1,2})(?=[^\W\d_])")
_BEFORE_CLOSING = lazy(r"[.,!?…—](?P<space> {1,2})”(?=\s|$)")
_MARKS = lazy("[“”]")


@rule(
    "loose-quotes",
    leaves="Languages that do not quote with “ and ”, passages whose marks do not take turns, "
    "marks of ditto before figures, and a closing mark without a stop before it: it may open.",
    changes=(
        ("“Is it far? ” she asked.", "“Is it far?” she asked."),
        ("“Far enough,” he said. “ But come.”", "“Far enough,” he said. “But come.”"),
    ),
    keeps=("“Is it far ” she asked.", "a board of 12 ” and more", "“ 26", "Come. ” “ So?"),
    needs='"“”',
    where=lambda context: context.language.quotes[:2] == (_OPENING, _CLOSING),
)
def loose_quotes(text: str, context: Context) -> Iterator[Change]:
    """A space on the inner side of a double quotation mark is taken out.

    It is asked of passages, whose marks are known to open or to close by then; `space-in-quotes`
    asks the same of single lines, before any mark is told.
    """
    if f" {_CLOSING}" not in text and f"{_OPENING} " not in text:
        return
    if context.language.quotes[:2] != (_OPENING, _CLOSING) or not _take_turns(text):
        return
    spaces = [m.span("space") for p in (_BEHIND_OPENING, _BEFORE_CLOSING) for m in p.finditer(text)]
    yield from ((start, end, "") for start, end in sorted(spaces))


def _take_turns(text: str) -> bool:
    """Tell whether the double marks of a passage open and close in turn, and the first opens.

    >>> _take_turns("“So,” he said. “Then"), _take_turns("So,” he said."), _take_turns("“A “B””")
    (True, False, False)
    """
    marks = _MARKS.findall(text)
    return set(marks[::2]) <= {_OPENING} and set(marks[1::2]) <= {_CLOSING}
