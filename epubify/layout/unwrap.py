"""Joining wrapped lines: spaces, hyphens at line ends, Chinese and Japanese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from epubify.layout.lines import Line
from epubify.model import Place
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import table
from epubify.text.word_counts import frequencies

_LETTERS = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
WORD = lazy(_LETTERS)
FIRST_OF_LINE = lazy(rf"^(?:[\W\d_](?<!\n))*{_LETTERS}", re.MULTILINE)
"""The first word of a line, which may be the rest of one."""
COMPOUND = lazy(r"(?<!\w)\w+(?:-\w+)+")
LAST_WORD = lazy(r"[^\W\d_]+(?=-$)")
FIRST_WORD = lazy(r"[^\W\d_]+")
CJK_END = lazy(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]$")
CJK_START = lazy(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")

JOINTS_WITHOUT_SPACE = ("-\n", "\n-", "\n,")
"""What of plain letters may stand at a joint that has no space."""
SHORTEST_SECOND = 4
"""Letters of what follows a word that keeps its hyphen. With fewer, endings are taken for words
(``self-ish``); with more, short ones are glued on (``half-open``)."""


def vocabulary(texts: Sequence[str]) -> frozenset[str]:
    """Return the words of a text's lines, those cut by a hyphen at a line's end left out.

    Where no line ends in a word and a hyphen nobody asks for them, and there are none.

    >>> sorted(vocabulary(["the far-off hill was ha-", "zy"]))
    ['far', 'far-off', 'hill', 'off', 'was']
    """
    cut = [text for text in texts if text.endswith("-")]
    if not any(text[-2:-1].isalpha() for text in cut):
        return frozenset()
    whole = "\n".join(text for text in texts if not text.endswith("-")).casefold()
    words = set(frequencies([FIRST_OF_LINE.sub("", whole)], WORD))
    for text in cut:
        words.update(WORD.findall(text.casefold())[1:-1])
    words.update(COMPOUND.findall("\n".join(text for text in texts if "-" in text).casefold()))
    return frozenset(words)


def joined(lines: Sequence[Line], words: frozenset[str]) -> tuple[str, list[Place]]:
    """Return the lines of a paragraph as one, and those that lost their last hyphen.

    >>> at = Place("x", 1, 1)
    >>> joined([Line(at, "a win-"), Line(Place("x", 2, 2), "dow")], frozenset()) == (
    ...     "a window", [at])
    True
    """
    whole = "\n".join([line.text for line in lines])
    if whole.isascii() and not any(map(whole.__contains__, JOINTS_WITHOUT_SPACE)):  # as most
        return whole.replace("\n", " "), []
    parts = [lines[0].text]
    cut: list[Place] = []
    for above, line in pairwise(lines):
        if parts_words(above.text[-1:], line.text[:1]):
            parts += (" ", line.text)
            continue
        if cuts_word(above.text, line.text, words) or ends_in_sign(above.text, line.text):
            cut.append(above.at)
            parts[-1] = parts[-1][:-1]
        elif not sticks(above.text, line.text):
            parts.append(" ")
        parts.append(line.text)
    return "".join(parts), cut


def parts_words(last: str, first: str) -> bool:
    """Tell whether the signs at a line's end and at the next one's beginning say that a space
    stands between, as nearly all do; in doubt they do not.

    >>> parts_words("e", "t"), parts_words("-", "t"), parts_words("。", "彼"), parts_words("e", "—")
    (True, False, False, False)
    """
    return last.isascii() and last != "-" and first not in ("-", "—", ",")


def ends_in_sign(above: str, below: str) -> bool:
    """Tell whether a line ends in the sign that scans have for a hyphen, and its word goes on.

    >>> ends_in_sign("and wat¬", "ched"), ends_in_sign("and wat-", "ched")
    (True, False)
    >>> ends_in_sign("and wat¬", "| ched")
    False
    """
    cut = above[-2:-1]
    return above.endswith("¬") and (below[:1].islower() or (cut.isupper() and below[:1].isupper()))


def cuts_word(above: str, below: str, words: frozenset[str]) -> bool:
    """Tell whether the hyphen at the end of a line only cuts a word.

    It does when the whole word stands elsewhere, or when one half is not a word of this text;
    it does not when the compound stands elsewhere with its hyphen.

    >>> known = frozenset(["window", "far-off", "tea", "pot"])
    >>> cuts_word("a win-", "dow", known), cuts_word("the far-", "off", known)
    (True, False)
    >>> cuts_word("tea-", "pot", known)
    False

    Of a compound with more hyphens than this one, neither half may be a word.

    >>> cuts_word("matter-of-", "factly", frozenset(["of"])), cuts_word("self-de-", "ceit", known)
    (False, True)

    After a few first words the hyphen is always written.

    >>> cuts_word("her self-", "confidence", frozenset()), cuts_word("a self-", "ish", known)
    (False, True)
    """
    if not above.endswith("-") or above.endswith("--") or not above[-2:-1].isalpha():
        return False
    left = LAST_WORD.search(above)
    right = FIRST_WORD.match(below)
    if not left or not right or not below[0].islower():
        return False
    a, b = left[0].casefold(), right[0].casefold()
    if f"{a}-{b}" in words:
        return False
    if a + b in words:
        return True
    if len(b) >= SHORTEST_SECOND and a in kept_after():
        return False
    if above[left.start() - 1 : left.start()] == "-" or below[right.end() : right.end() + 1] == "-":
        return a not in words and b not in words and len(a) > 1
    return not (a in words and b in words) and len(a) > 1


@cache
def kept_after() -> frozenset[str]:
    """Return the first parts of words that keep their hyphen."""
    return frozenset(table("repair")["hyphens"]["kept_after"])


def sticks(above: str, below: str) -> bool:
    """Tell whether two lines join without a space: at a dash or hyphen, before a comma, in Chinese
    and Japanese.

    >>> sticks("she said--", "what?"), sticks("彼は", "言った"), sticks("one -", "two")
    (True, True, False)
    >>> sticks("on board", ',"he said')
    True
    """
    if below.startswith(",") and above[-1:].isalnum():
        return True
    if above.endswith(("-", "—")) and not above.endswith((" -", " --", " —")):
        return True
    if below.startswith(("--", "—")) and below.lstrip("-—")[:1].isalnum() and above[-1:].isalnum():
        return True
    if above[-1:].isascii() or below[:1].isascii():
        return False  # as nearly always
    return bool(CJK_END.search(above) and CJK_START.match(below))
