"""The rule of ``repair`` about UTF-8 that was read with another codec under a second layer."""

from __future__ import annotations

from collections.abc import Iterator

from epubify.decode.gbk_mojibake import RULE
from epubify.repair.manner import Manner
from epubify.text.rule import Change, rule


@rule(
    RULE,
    leaves="Sequences that real text may hold, such as a capital and a closing quotation mark, "
    "unless sure ones stand near.",
    changes=(
        ("Itâ€™s a cafÃ©", "It’s a café"),
        ("donÃ¢â‚¬â„¢t", "don’t"),
        ("РџСЂРёРІРµС‚", "Привет"),
    ),
    keeps=("AMANHÃ… “CAFÉ”", "Сёстры", "Spaß“"),
)
def mojibake(text: str, manner: Manner) -> Iterator[Change]:
    """Undo UTF-8 that was read with a one-byte codec, where another layer had hidden it."""
    del manner
    if text.isascii():
        return
    from epubify.decode.mojibake import undo

    for edits in undo(text):
        yield from ((edit.start, edit.end, edit.after) for edit in edits)
        return
