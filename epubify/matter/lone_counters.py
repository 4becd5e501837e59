"""Counters of posts that were pasted into a text, where they divide nothing."""

from __future__ import annotations

from epubify.matter.page import Page
from epubify.matter.word_lists import counter_pattern, slice_words
from epubify.model import Matter
from epubify.text.recogniser import recogniser

LONGEST_COUNTER = 30
"""Characters of a counter of posts, and of a line that is not text yet; with more, titles with a
part count, with fewer, spelt-out counters do not."""


@recogniser(
    takes=("The rain had stopped, and the road was dry.\n\nPart 4 of 5\n\nWe slept.",),
    spares=(
        "The rain had stopped, and the road was dry.\n\n"
        "Part 4 of 5\n\nWe went home.\n\nPart 5 of 5\n\nWe slept.",
    ),
)
def take_lone_counters(page: Page) -> None:
    """Take out the counter of a post that was pasted in: ``Part 4 of 5`` with no other of five.

    Where others of the same count stand in the text, they divide it.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for i in page.beginning(slice_words(), signs=True):
        line = page.lines[i]
        match = counter_pattern().fullmatch(line.text) if len(line.text) < LONGEST_COUNTER else None
        if match and page.is_free(i):
            found.setdefault(match[2], []).append((i, int(match[1])))
    for total, counters in found.items():
        lines = [i for i, _ in counters]
        numbers = {number for _, number in counters}
        alone = len(numbers) == 1 and 1 < min(numbers) <= int(total)
        if alone and all(stands_amid_text(page, i) for i in lines):
            page.take_out(lines, Matter.POSTING, "counter of a post without others", thin=True)
            page.seams.update(i + 1 for i in lines)


def stands_amid_text(page: Page, index: int) -> bool:
    """Tell whether blank lines stand above and below a line, and text further above."""
    near = page.lines[max(0, index - 1) : index] + page.lines[index + 1 : index + 2]
    return not any(near) and any(len(line.text) > LONGEST_COUNTER for line in page.lines[:index])
