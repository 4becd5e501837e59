"""Whether a language tag is one (BCP 47), as far as that shows without the registry."""

from __future__ import annotations

import re

from epubify.checks.lists import word_list

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def language_fault(tag: str) -> str | None:
    """Return what is wrong with a language tag, None where nothing is.

    >>> language_fault("pt-BR"), language_fault("gsw")
    (None, None)
    >>> language_fault("us")
    "'us' is not a known language"
    >>> language_fault("English")
    "'English' is not a language tag"
    """
    if not _TAG.fullmatch(tag):
        return f"{tag!r} is not a language tag"
    primary = tag.partition("-")[0].lower()
    if len(primary) == 2 and primary not in word_list("languages", "two_letters"):
        return f"{tag!r} is not a known language"
    return None


def is_taken_by_kindle(tag: str) -> bool:
    """Tell whether Send to Kindle is known to take books in a language.

    >>> is_taken_by_kindle("en-GB"), is_taken_by_kindle("uk")
    (True, False)
    """
    return tag.partition("-")[0].lower() in word_list("languages", "kindle")
