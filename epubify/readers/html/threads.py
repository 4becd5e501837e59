"""Threads of forums: whose posts are the story, and which are what others say of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from epubify.model import Matter
from epubify.readers.html.page_facts import line_of
from epubify.readers.html.page_tree import text_of
from epubify.readers.html.selectors import select

if TYPE_CHECKING:
    from lxml.etree import _Element

    from epubify.readers.html.story_finder import Site, StoryParts

MOST_OF_OTHERS = 0.25
"""Share of the words of a thread that others than who began it have. With more, a story that
several tell in turn loses what some of them tell; with less, a thread that is much talked of keeps
the talk."""


def take_thread(root: _Element, site: Site, found: StoryParts) -> None:
    """Note who began a thread, and that the posts of others are comments, where they say little."""
    found_posts = select(root, site.post) if site.post else []
    posts = [(one, name) for one in found_posts if (name := poster_of(one, site))]
    if not posts:
        return
    first = posts[0][1]
    others = [one for one, name in posts if name != first]
    found.poster = first
    if words_in(others) > MOST_OF_OTHERS * words_in(one for one, _ in posts):
        return
    said = Matter.COMMENT, "post of another than who began the thread"
    found.verdicts |= dict.fromkeys(others, said)
    found.stories = [one for one in found.stories if not {*one.iterancestors()} & {*others}]


def poster_of(post: _Element, site: Site) -> str:
    """Return who wrote a post, "" where it does not say."""
    return next((name for one in select(post, site.poster) if (name := line_of(one))), "")


def words_in(elements: Iterable[_Element]) -> int:
    """Return how many words elements have."""
    return sum(len(text_of(one).split()) for one in elements)
