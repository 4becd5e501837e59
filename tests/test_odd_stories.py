"""Odd stories become books: none is refused by the proof of words, and none stops epubify."""

from __future__ import annotations

from collections import Counter

from odd_stories import ACCIDENTS, OddStory, odd_story, outcome

COUNT = 250
"""Stories that are made; ``python tests/odd_stories.py 20000`` makes more."""
FEW_PLAIN = 0.03
"""Share of them of which lines may have to be set as plain text."""


def test_every_odd_story_becomes_a_book() -> None:
    outcomes = [outcome(number) for number in range(COUNT)]
    assert [o for o in outcomes if o.status in ("refused", "crashed")] == []
    counts = Counter(o.status for o in outcomes)
    assert counts["plain"] <= FEW_PLAIN * COUNT
    assert counts["not text"] <= 0.02 * COUNT


def test_an_odd_story_is_the_same_each_time() -> None:
    assert [odd_story(n) for n in range(8)] == [odd_story(n) for n in range(8)]
    assert len({odd_story(n) for n in range(8)}) == 8


def test_all_kinds_of_parts_and_accidents_come_up() -> None:
    story = OddStory(0)
    assert all(make() for make in story.parts)
    text = "\n\n".join(make() for make in story.parts)
    for accident in ACCIDENTS:
        assert any(accident(text, OddStory(n).chance) != text for n in range(5)), accident.__name__
