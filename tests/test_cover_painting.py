"""Painting covers: the quick ways to a picture lead to the same one as the plain way."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from epubify.cover.canvas import Frame, Stencil, disc, polygon, squares, stamp, trimmed
from epubify.cover.glyphs import printed
from epubify.cover.lettering import Lettering, Typesetting, draw_line
from epubify.cover.stack import Block, letter
from epubify.cover.typefaces import ROMAN, load

PAPER, INK = (240, 230, 205), (40, 60, 30)


@pytest.mark.parametrize("place", [60, 60.3, 60.49, 60.492, 60.493, 60.5, 60.75, 60.999])
def test_letters_stand_where_pillow_sets_them(place: float) -> None:
    expected, found = (Image.new("L", (300, 200)) for _ in range(2))
    font = load(ROMAN[0], 90)
    ImageDraw.Draw(expected).text((place, 120), "g", 255, font, anchor="ls")
    one = printed(ROMAN[0], 90, "g")
    draw_line(found, "g", 90, Lettering(ROMAN[0]), place + (one.left + one.right) / 2, 120)
    assert found.tobytes() == expected.tobytes()


@pytest.mark.parametrize("above", [300.0, 20.0], ids=["apart", "into one another"])
def test_lines_on_a_flat_ground_look_as_on_any_other(above: float) -> None:
    lines = [Typesetting((text,), 150, Lettering(ROMAN[0])) for text in ("Ágy, fjord", "Ága")]
    stack = [Block(one, above=above - one.height) for one in lines]
    pictures = [Image.new("RGB", (1600, 900), PAPER) for _ in range(2)]
    for picture, ground in zip(pictures, (None, PAPER), strict=True):
        letter(picture, Frame(), stack, 800, 300, INK, ground=ground)
    assert len(pictures[0].getcolors(1 << 16) or ()) > 10
    assert pictures[0].tobytes() == pictures[1].tobytes()


@pytest.mark.parametrize("shape", ["disc", "triangle"])
def test_a_shape_looks_the_same_in_squares_and_without_the_white_round_it(shape: str) -> None:
    frame, corners = Frame(800, 1280), [(9, 9), (900, 30), (40, 2000)]
    piece = disc(frame, (800, 1300), 500) if shape == "disc" else polygon(frame, corners)
    whole = Image.new("L", (frame.width, frame.height))
    whole.paste(piece.mask, (piece.left, piece.top))
    page = Image.radial_gradient("L").resize(whole.size).convert("RGB")
    expected = page.copy()
    expected.paste(INK, (0, 0), whole)
    all_of_it = Stencil(whole, 0, 0)
    for pieces in ([piece], [all_of_it], [trimmed(all_of_it)], squares(all_of_it)):
        found = page.copy()
        stamp(found, pieces, INK)
        assert found.tobytes() == expected.tobytes()
