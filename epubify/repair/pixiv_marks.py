"""The marks of pixiv, a Japanese site of novels: ``[newpage]``, ``[chapter:…]``, ``[[rb:…]]``."""

from __future__ import annotations

from collections.abc import Iterator

from epubify.repair.manner import Manner
from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule

_NESTED = r"\[\[[^\[\]\n]{1,120}\]\]"
_MARK = lazy(
    rf"(?P<chapter>\[chapter:)(?=(?P<title>(?:[^\[\]\n]|{_NESTED}){{1,200}})\])"
    r"|(?P<page>\[newpage\])"
    r"|\[\[rb:\s*(?P<base>[^\[\]>\n]{1,60}?)\s*>\s*(?P<reading>[^\[\]>\n]{1,60}?)\s*\]\]"
    r"|\[\[jumpuri:\s*(?P<words>[^\[\]>\n]{1,120}?)\s*>[^\[\]\n]{1,200}\]\]"
    r"|(?P<picture>\[(?:uploadedimage|pixivimage|jump):[\d-]{1,24}\])",
    needs="[",
)
_OPENINGS = ("[chapter:", "[newpage]", "[[", "[uploadedimage:", "[pixivimage:", "[jump:")
"""How the marks begin; a text with no other bracket has none."""
_BREAK = "* * *"
"""What a new page becomes where no chapter begins on it."""
_FRAME = "◆"
"""What stands at both ends of the title of a chapter: that it is one is known."""


@rule(
    "pixiv",
    leaves="Brackets with other words in them; a title that never closes.",
    changes=(
        ("[chapter:凪]\n[[rb:岬 > みさき]]の家", "◆ 凪 ◆\n｜岬《みさき》の家"),
        ("[newpage]\nそれから", "* * *\nそれから"),
        ("[newpage]\n[chapter:二]\n見た[uploadedimage:123]", "\n◆ 二 ◆\n見た"),
        ("[[jumpuri:海の頁 > https://sea.example]]を見る", "海の頁を見る"),
    ),
    keeps=("[chapter:", "[rb: a > b]", "[1] first", "[new page]"),
)
def pixiv(text: str, manner: Manner) -> Iterator[Change]:
    """Turn titles into framed lines, readings into ruby and pages into breaks; drop pictures."""
    del manner
    if not any(map(text.__contains__, _OPENINGS)):
        return
    chaptered = "[chapter:" in text
    changes: list[Change] = []
    for found in _MARK.finditer(text):
        if found["chapter"]:
            changes.append((*found.span("chapter"), f"{_FRAME} "))
            changes.append((found.end("title"), found.end("title") + 1, f" {_FRAME}"))
        elif found["page"]:
            changes.append((*found.span(), "" if chaptered else _BREAK))
        elif found["base"]:
            changes.append((*found.span(), f"｜{found['base']}《{found['reading']}》"))
        else:
            changes.append((*found.span(), found["words"] or ""))
    yield from sorted(changes)
