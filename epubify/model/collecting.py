"""How often Python looks for values that only refer to one another."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (100_000, 50, 100)
"""Values made until it looks at the new ones, and how many such looks until it looks at older ones.
With more, rubbish of readers lies about for longer; with fewer, all lines of a long text are looked
through again and again."""


@contextmanager
def collected_rarely() -> Iterator[None]:
    """Have Python look for cycles rarely as long as it is open.

    A record refers only to what was there before it, and goes when nobody refers to it: there are
    no cycles to be found, and to look for them takes up to a tenth of the time of a long text.

    >>> before = gc.get_threshold()
    >>> with collected_rarely():
    ...     gc.get_threshold() == RARELY
    True
    >>> gc.get_threshold() == before
    True
    """
    before = gc.get_threshold()
    if not 0 < before[0] < RARELY[0]:  # somebody knows better, or it is open in another thread
        yield
        return
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
