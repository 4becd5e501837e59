"""A file that holds all other parts of a story once more: ``all-chapters.txt`` beside them."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.model import Source

FEWEST_PARTS = 3
"""Files beside the one that holds them all. With fewer, two drafts of a story, of which one is
longer, are a part and a whole."""


def whole_copy(sources: Sequence[Source]) -> int | None:
    """Return the index of the source that holds all others word for word, None where none does.

    >>> parts = [Source(f"{n}.txt", text.encode()) for n, text in enumerate(("One.", "Two", "3."))]
    >>> whole_copy([*parts, Source("all.txt", b"One.\\n\\nTwo\\n\\n3.\\n")])
    3
    >>> whole_copy(parts)
    """
    if len(sources) <= FEWEST_PARTS:
        return None
    sizes = [len(source.data) for source in sources]
    largest = sizes.index(max(sizes))
    if 2 * sizes[largest] < sum(sizes) - sizes[largest]:
        return None
    letters = [b"".join(source.data.split()) for source in sources]
    whole = letters[largest]
    others = [part for n, part in enumerate(letters) if n != largest]
    holds = all(part in whole for part in others if part)
    return largest if holds and any(others) else None
