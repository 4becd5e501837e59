"""Patterns that are spared where a text lacks what they need: that they do need it is proved."""

from __future__ import annotations

import importlib
import pkgutil
import re
import re._constants as sre
import re._parser as sre_parser
from collections.abc import Iterator
from typing import Any

import pytest

import epubify
from epubify.text.lazy_pattern import PATIENCE, Gated, lazy
from epubify.text.word_patterns import NeedingPattern

REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def gated_patterns() -> Iterator[Any]:
    """Yield each pattern at the top of a module that needs a sign or a word, and what it needs."""
    for module in pkgutil.walk_packages(epubify.__path__, "epubify."):
        if module.name.startswith(("epubify.templates", "epubify.__main__")):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            found = f"{module.name}.{name}"
            if isinstance(value, NeedingPattern):
                yield pytest.param(value.pattern, value._words, True, id=found)
            elif (
                needs := vars(value).get("needs") if "lazy_pattern" in type(value).__module__ else 0
            ):
                yield pytest.param(value, needs, False, id=found)


def surely_has(pieces: Any, needed: set[str], *, folded: bool, flags: int, run: str = "") -> bool:
    """Tell whether whatever a parsed pattern matches has one of the signs or words.

    ``run`` are the letters right before: what several words begin with is parsed once.
    """
    for kind, value in pieces:
        if kind is sre.LITERAL:
            run += chr(value)
            if _has(run, needed, folded=folded, flags=flags):
                return True
        else:
            if _piece_has(kind, value, needed, folded=folded, flags=flags, run=run):
                return True
            run = ""
    return False


def _piece_has(kind: Any, value: Any, needed: set[str], **how: Any) -> bool:
    if kind is sre.IN:
        return all(_in_class(one, needed, **how) for one in value)
    if kind is sre.BRANCH:
        return all(surely_has(one, needed, **how) for one in value[1])
    if kind is sre.SUBPATTERN:
        return surely_has(
            value[3], needed, **{**how, "flags": (how["flags"] | value[1]) & ~value[2]}
        )
    if kind in REPEATS:
        return value[0] > 0 and surely_has(value[2], needed, **how)
    if kind is sre.ASSERT:
        return surely_has(value[1], needed, **{**how, "run": ""})
    return kind is sre.ATOMIC_GROUP and surely_has(value, needed, **how)


def _in_class(one: Any, needed: set[str], *, run: str, folded: bool, flags: int) -> bool:
    """Tell whether all signs of a part of a class are needed ones, or end one with the run."""
    kind, value = one
    if kind not in (sre.LITERAL, sre.RANGE):
        return False
    low, high = value if kind is sre.RANGE else (value, value)
    signs = map(chr, range(low, high + 1))
    return all(_has(run + sign, needed, folded=folded, flags=flags) for sign in signs)


def _has(text: str, needed: set[str], *, folded: bool, flags: int) -> bool:
    text = text.casefold() if folded else text
    found = [one for one in needed if one in text]
    return bool(found) and (folded or any(_one_case(one, flags) for one in found))


def _one_case(text: str, flags: int) -> bool:
    """Tell whether a text has but one case, or is looked for in that case only."""
    return text.lower() == text.upper() or not flags & re.IGNORECASE


@pytest.mark.parametrize(("pattern", "needs", "folded"), list(gated_patterns()))
def test_a_pattern_needs_what_it_says(pattern: Any, needs: Any, folded: bool) -> None:
    # Whether a text has a word is asked with the apostrophe of the typewriter.
    written = pattern.pattern.replace("['’]", "'") if folded else pattern.pattern
    parsed = sre_parser.parse(written, pattern.flags & ~re.UNICODE)
    flags = parsed.state.flags | pattern.flags
    assert surely_has(parsed, set(needs), folded=folded, flags=flags)


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [("a?b", "a"), ("[ab]c", "a"), ("a|b", "a"), ("(?:ab)*c", "a"), ("[^a]", "a"), ("(?!a)b", "a")],
)
def test_what_is_not_needed_is_told(pattern: str, needs: str) -> None:
    assert not surely_has(sre_parser.parse(pattern), set(needs), folded=False, flags=0)


def test_a_pattern_is_compiled_when_a_text_has_its_sign() -> None:
    made = []
    noted = lazy(r"\[(\d)\]", needs="[")
    make = noted._make
    noted._make = lambda: made.append(1) or make()
    assert isinstance(noted, Gated)
    assert noted.search("It rained.") is None
    assert (noted.match("x"), noted.fullmatch("x"), noted.findall("x")) == (None, None, [])
    assert list(noted.finditer("x")) == []
    assert noted.split("x y") == ["x y"]
    assert noted.sub(r"\1", "x") == "x"
    assert made == []
    kept = noted.search
    assert noted.sub(r"\1", "It [1] rained.") == "It 1 rained."
    assert made == [1]
    assert kept("[2]")[1] == "2"
    assert noted.split("a[1]b") == ["a", "1", "b"]


def test_a_pattern_is_compiled_after_many_texts_without_its_sign() -> None:
    noted = lazy(r"\[\d\]", needs="[")
    for _ in range(PATIENCE + 1):
        assert noted.search("It rained.") is None
    assert not isinstance(noted, Gated)


def test_a_method_that_was_kept_apart_works_once_the_pattern_was_asked_for_what_it_is() -> None:
    noted = lazy(r"\[\d+\]", needs="[")
    search = noted.search
    assert noted.pattern == r"\[\d+\]"
    assert search("It rained. [1]")
