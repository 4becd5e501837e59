"""Posts that a file holds twice, word for word: someone saved them again.

A refrain, a letter that is read twice or a scene told again has no mail header of its own, and is
shorter than what is posted. What comes a second time is left out, and told.
"""

from __future__ import annotations

from epubify.matter.page import Page
from epubify.model import Matter

FEWEST_LINES = 20
"""Lines with text of a post that comes again; with fewer, notices between posts are chapters posted
twice, with more, short chapters are read twice."""
FARTHEST = 3
"""Posts before one that it is compared with; more cost time, with fewer, a chapter that was posted
again after the next one is read twice."""


def leave_repeats_out(page: Page) -> None:
    """Take out posts that say nothing but what one before them has said, word for word."""
    posts = sorted(page.posts)
    if len(posts) < 2:
        return
    ends = [*(first for first, _ in posts[1:]), len(page.lines)]
    spans = [range(start, end) for (_, start), end in zip(posts, ends, strict=True)]
    texts = ["\n".join(line.text for n in span if (line := page.lines[n])) for span in spans]
    for n, (span, text) in enumerate(zip(spans, texts, strict=True)):
        if text.count("\n") + 1 < FEWEST_LINES:
            continue
        if any(f"\n{text}\n" in f"\n{before}\n" for before in texts[max(0, n - FARTHEST) : n]):
            evidence = "the same post stands above, word for word"
            page.take_out(span, Matter.BOILERPLATE, evidence, thin=True)
