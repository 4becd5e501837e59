"""How often Python looks for values that only refer to one another."""

from __future__ import annotations

import gc

RARELY = (200_000, 25, 100)
"""Values made until it looks at the new ones, and how many such looks until it looks at older ones.
With more, rubbish of readers lies about for longer; with fewer, all lines of a long text are looked
through again and again, and once in a novel all that the modules are made of."""


def collect_rarely() -> None:
    """Have Python look for cycles rarely, in a process that is our own.

    A record refers only to what was there before it, and goes when nobody refers to it: there are
    hardly any cycles to be found, and to look for them takes up to a tenth of the time of a long
    text.
    """
    gc.set_threshold(*RARELY)
