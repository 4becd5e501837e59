"""Readings beside the characters they belong to, as Aozora Bunko writes them: 海《うみ》.

Spans come in and the same spans go out, each with the places of the readings in it. The text
stays as it is written, brackets and all, so that words are counted and found as before.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from epubify.model import Ruby, Span, Spans, Story
from epubify.text.blocks import Blocks, with_blocks, with_spans
from epubify.text.lazy_pattern import lazy

# Aozora Bunko, 注記一覧: a bar says where the base begins; without one it is the Han letters.
_READING = lazy(
    r"[｜|]([^｜|《》\s]{1,40})《([^《》\s]{1,40})》"
    r"|([\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaffヵヶ]{1,20})《([\u3031-\u3035\u3041-\u30ff]{1,40})》"
)
_BRACKET = "《"


def mark_readings(story: Story) -> Story:
    """Return the story with the readings in it known to its spans."""
    return with_blocks(story, with_readings)


def with_readings(blocks: Blocks) -> Blocks:
    """Return blocks whose spans know their readings."""
    return tuple(with_spans(block, _in_spans) for block in blocks)


def _in_spans(spans: Spans) -> Spans:
    if not any(_BRACKET in span.text for span in spans):
        return spans
    return tuple(_in_span(span) for span in spans)


def _in_span(span: Span) -> Span:
    return replace(span, ruby=tuple(find_readings(span.text)))


def find_readings(text: str) -> Iterator[Ruby]:
    """Yield the readings in a text.

    Without a bar before them only Han letters have one, and it is in kana: titles stand in the
    same brackets in Chinese.

    >>> [(one.base, one.reading) for one in find_readings("海《うみ》と｜Rose《ばら》")]
    [('海', 'うみ'), ('Rose', 'ばら')]
    >>> list(find_readings("他讀《紅樓夢》"))
    []
    """
    if _BRACKET not in text:
        return
    for match in _READING.finditer(text):
        base, reading = match[1] or match[3], match[2] or match[4]
        yield Ruby(match.start(), match.end(), base, reading)
