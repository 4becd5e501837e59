"""What the posts of one story begin and end with alike: a preface, a title with a counter.

The same words above each post are not the story: they are set apart as a note in the first post,
and left out of the others. A line that differs by nothing but a number that counts the posts is the
title of a slice, or says where it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile

from epubify.matter.page import Page
from epubify.matter.posting import is_numbered_heading, names_part
from epubify.matter.preamble import FrontPiece
from epubify.matter.repeated_posts import leave_repeats_out
from epubify.matter.story_talk import talk_weight
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

MOST_LINES = 60
"""Lines with text at the top of each post that are compared; more costs time, with fewer, the
end of a long preface stays in each post."""
FEWEST_LINES = 2
"""Lines that make a preface; with fewer, one line that the story repeats is left out, with more,
short notices stay in each post."""
NUMBER = lazy(r"\d{1,3}")


def without_alike(page: Page) -> list[FrontPiece]:
    """Take out what the posts of a file have alike; return the preface of the first as notes."""
    leave_repeats_out(page)
    tops = tops_of_posts(page)
    if len(tops) < 2:
        return []
    count = min(alike(page, tops[0], top) for top in tops[1:])
    count = next((k for k in range(count) if names_parts(page, [top[k] for top in tops])), count)
    counters = [k for k in range(count) if counts_posts(page, [top[k] for top in tops])]
    leave_counters_out(page, [top[k] for top in tops for k in counters])
    said = [tops[0][k] for k in range(count) if k not in counters]
    if len(said) < FEWEST_LINES or not talk_weight(" ".join(page.lines[i].text for i in said)):
        said = []
    repeated = [top[k] for top in tops[1:] for k in range(count) if tops[0][k] in said]
    page.take_out(repeated, Matter.BOILERPLATE, f"stands above {len(tops)} posts alike")
    leave_counters_out(page, ends_alike(page))
    return list(pieces_of(page, said))


def tops_of_posts(page: Page) -> list[list[int]]:
    """Return the indices of the first lines with text of each post that has any.

    Where headers stand one upon the other, the last is that of the post.
    """
    posts = sorted(page.posts)
    ends = [*(first for first, _ in posts), len(page.lines)][1:]
    texts = (
        (i for i in range(start, end) if page.lines[i])
        for (_, start), end in zip(posts, ends, strict=True)
    )
    return [top for post in texts if (top := list(islice(post, MOST_LINES)))]


def alike(page: Page, first: Sequence[int], other: Sequence[int]) -> int:
    """Return how many lines at the top of two posts are the same but for numbers."""
    both = zip(first, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: are_alike(page, *pair), both))


def are_alike(page: Page, a: int, b: int) -> bool:
    """Tell whether two lines are the same but for numbers; headings of chapters end a preface."""
    one, two = page.lines[a].text, page.lines[b].text
    return shape(one) == shape(two) and not is_numbered_heading(one)


def shape(text: str) -> str:
    """Return a line without its numbers.

    >>> shape("Salt (2 of 7 parts)") == shape("SALT (3 of 7 parts)")
    True
    """
    return NUMBER.sub("#", folded(text))


def counts_posts(page: Page, indices: Sequence[int]) -> bool:
    """Tell whether lines count the posts that they stand in, and name no parts of the story."""
    return is_counting([page.lines[i].text for i in indices]) and not names_parts(page, indices)


def names_parts(page: Page, indices: Sequence[int]) -> bool:
    """Tell whether lines name parts of the story one after the other: they end a preface."""
    texts = [page.lines[i].text for i in indices]
    return is_counting(texts) and all(map(names_part, texts))


@recogniser(
    takes=("Salt (1 of 7 parts)\nSalt (2 of 7 parts)", "Part 1 ends\nPart 2 ends\nPart 3 ends"),
    spares=("Stardate 4501.2\nStardate 4509.7", "And the band played on.\nAnd the band played on."),
)
def is_counting(texts: Sequence[str]) -> bool:
    """Tell whether the first number in each of some lines is one more than in the line before."""
    found = [NUMBER.search(text) for text in texts]
    numbers = [int(match[0]) for match in found if match]
    return len(numbers) == len(found) > 1 and all(b - a == 1 for a, b in pairwise(numbers))


def leave_counters_out(page: Page, indices: Sequence[int]) -> None:
    """Take out lines that count the posts."""
    page.take_out(indices, Matter.SLICE_TITLE, "counts the posts")


def ends_alike(page: Page) -> list[int]:
    """Return the last lines of the posts where they only differ by a number that counts."""
    found = list(page.ends_of_posts())
    shapes = [shape(page.lines[i].text) for i in found]
    same = [i for i, said in zip(found, shapes, strict=True) if shapes and said == shapes[0]]
    free = all(page.is_free(i) for i in same)
    return same if len(same) > 1 and free and counts_posts(page, same) else []


def pieces_of(page: Page, indices: Sequence[int]) -> Iterator[FrontPiece]:
    """Yield the paragraphs that lines make which are still in the text."""
    run: list[int] = []
    for i in (*(i for i in indices if page.lines[i]), -1):
        if run and i != run[-1] + 1:
            text = " ".join(page.lines[n].text for n in run)
            yield FrontPiece(run[0], run[-1] + 1, text, talk_weight(text))
            run = []
        run.append(i)
