"""Lines of a log: who keeps it, and what date it has there. They open a text and are not titles."""

from __future__ import annotations

import re
from functools import cache

from epubify.text.lexicon import folded, table, words_pattern
from epubify.text.recogniser import recogniser

LONGEST = 60
"""Characters of such a line; with more, sentences about a log are taken, with fewer, those with
a rank, a name and a date are not."""


@recogniser(
    takes=("Captain's Log, Stardate 4211.7", "Harbour Master's Log - 3 May", "Stardate: 9910.1"),
    spares=("The Captain's Log", "Logs and Planks", "He read the captain's log, and slept."),
)
def is_log_line(text: str) -> bool:
    """Tell whether a line is the head of an entry in a log.

    >>> is_log_line("Captain's Log, Stardate 4211.7"), is_log_line("The Captain's Log")
    (True, False)
    """
    if len(text) > LONGEST or text.endswith(",") or not text[:1].isupper():
        return False
    low = folded(text)
    return any(map(low.__contains__, _words())) and _log_line().fullmatch(low) is not None


@cache
def _words() -> tuple[str, ...]:
    """Return words of which one stands in every such line."""
    words = table("headings")["words"]
    return (*words["logs"], *words["log_dates"])


@cache
def _log_line() -> re.Pattern[str]:
    log = words_pattern("logs")
    date = words_pattern("log_dates")
    keeper = r"(?:[\w.]+ ){0,3}[\w.]+['’]?s?['’]? (?:\w+ ){0,2}"
    more = rf"(?:[:,.-]+ ?|[-–—]+ ?|\(|(?:{date})\b).{{0,40}}(?<!\.)"
    entry = rf"(?:[:,.–—-]* ?supplement\w*\.?|{more})"
    return re.compile(rf"(?:{keeper})?(?:{log}) ?{entry}|(?:{date})\b[ :,-]*[\d.]+.{{0,30}}")
