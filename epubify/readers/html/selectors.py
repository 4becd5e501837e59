"""The few selectors that the table of sites needs, as XPath."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from epubify.text.lazy_pattern import lazy

if TYPE_CHECKING:
    from lxml.etree import _Element

_STEP = lazy(r"(?P<name>[\w*-]*)(?P<rest>(?:[#.][\w:-]+|\[[^\]]+\])*)")
_TEST = lazy(
    r"(?P<sign>[#.])(?P<word>[\w:-]+)|\[(?P<key>[\w:-]+)(?:(?P<in>\*)?=(?P<value>[^\]]*))?\]"
)


def select(root: _Element, selector: str) -> list[_Element]:
    """Return the elements that a selector names, in the order of the page.

    >>> from lxml import etree
    >>> page = etree.HTML("<div class='a b'><p id=x>1<p>2</div>")
    >>> [p.text for p in select(page, ".b > p")], select(page, "#x, h1")[0].text
    (['1', '2'], '1')
    """
    found = root.xpath(xpath_of(selector)) if selector else []
    return list(found)


def signs_in(root: _Element) -> frozenset[str]:
    """Return the ids and classes in a page, as selectors name them.

    >>> from lxml import etree
    >>> sorted(signs_in(etree.HTML("<p id=x class='a b'>1")))
    ['#x', '.a', '.b']
    """
    found: set[str] = set()
    for element in root.iter():
        if own := element.get("id"):
            found.add(f"#{own}")
        if classes := element.get("class"):
            found.update(f".{one}" for one in classes.split())
    return frozenset(found)


def may_select(selector: str, signs: frozenset[str]) -> bool:
    """Tell whether a page with these ids and classes may have elements that a selector names.

    >>> may_select(".a > p, #x", frozenset({".a"})), may_select(".a .b", frozenset({".a"}))
    (True, False)
    """
    return any(needed <= signs for needed in _signs_of(selector))


@cache
def _signs_of(selector: str) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(f"{test['sign']}{test['word']}" for test in _TEST.finditer(one) if test["sign"])
        for one in selector.split(",")
    )


@cache
def xpath_of(selector: str) -> str:
    """Return a list of selectors as one XPath.

    >>> xpath_of("#a p[title]"), xpath_of("a[href*=user]")[-25:]
    ('descendant-or-self::*[@id="a"]/descendant::p[@title]', '[contains(@href, "user")]')
    """
    return " | ".join(_path(one.strip()) for one in selector.split(","))


def _path(selector: str) -> str:
    path, axis = "", "descendant-or-self"
    for word in selector.split():
        if word == ">":
            axis = "child"
            continue
        step = _STEP.fullmatch(word)
        assert step is not None, selector
        tests = "".join(_test(test) for test in _TEST.finditer(step["rest"]))
        path += f"{'/' if path else ''}{axis}::{step['name'] or '*'}{tests}"
        axis = "descendant"
    return path


def _test(test: re.Match[str]) -> str:
    if test["sign"] == "#":
        return f'[@id="{test["word"]}"]'
    if test["sign"] == ".":
        return f'[contains(concat(" ", normalize-space(@class), " "), " {test["word"]} ")]'
    if test["in"]:
        return f'[contains(@{test["key"]}, "{test["value"]}")]'
    return f'[@{test["key"]}="{test["value"]}"]' if test["value"] else f"[@{test['key']}]"
