"""The dots of Kakuyomu, a Japanese site of novels: ``《《…》》``, where italics are elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

DOTTED = lazy(r"《《(?P<words>[^《》\n]{1,60})》》", needs="《")
"""Words with dots beside them."""


@rule(
    "kakuyomu-dots",
    leaves="Readings, which stand in one pair of brackets; brackets that never close.",
    changes=(("あの《《鍵》》はない。", "あの*鍵*はない。"),),
    keeps=("髑髏《どくろ》の話。", "《《鍵》はない。"),
)
def kakuyomu_dots(text: str, manner: Manner) -> Iterator[Change]:
    """Turn double brackets around words with dots beside them into marks of emphasis."""
    del manner
    if "《《" not in text:
        return
    for found in DOTTED.finditer(text):
        start, end = found.span("words")
        yield found.start(), start, "*"
        yield end, found.end(), "*"
