"""The styles a cover can be drawn in."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from epubify.cover import style_cloth, style_spines
from epubify.cover.canvas import Drawing
from epubify.cover.palette import Palette
from epubify.cover.wording import Wording

Style = Callable[[Wording, Palette, Random], Drawing]

STYLES: dict[str, Style] = {
    "cloth": style_cloth.draw,
    "spines": style_spines.draw,
}
"""Every style by the name that ``--cover-style`` knows it by."""
