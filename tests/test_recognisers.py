"""Whatever takes lines out of the prose, or makes them headings, shows what it takes and spares."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import get_type_hints

import pytest

import epubify
from epubify.layout.lines import lines_of
from epubify.matter import separation
from epubify.matter.page import Page
from epubify.model import Text
from epubify.text.facts import Facts, facts_of
from epubify.text.heading_forms import FORMS
from epubify.text.recogniser import RECOGNISERS, Recogniser

ROOMS = ("text", "layout", "matter", "headings")


def modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        package = importlib.import_module(f"epubify.{room}")
        for found in pkgutil.iter_modules(package.__path__):
            yield importlib.import_module(f"{package.__name__}.{found.name}")


MODULES = list(modules())
ALL = sorted((one for one in RECOGNISERS if one.name.startswith(epubify.__name__ + ".")),
             key=lambda one: one.name)  # fmt: skip


def takes(one: Recogniser, example: str) -> bool:
    """Tell whether a recogniser takes a line, or any line of a page."""
    parameters = inspect.signature(one.function).parameters
    kind = get_type_hints(one.function)[next(iter(parameters))]
    if kind is Page:
        page = Page(lines_of(Text(example, "utf-8", 1.0)))
        one.function(page, **one.given)
        return bool(page.cut)
    shaped = {str: lambda: example, Facts: lambda: facts_of(example)}.get(kind, example.splitlines)
    return bool(one.function(shaped(), **one.given))


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_a_recogniser_takes_what_it_shows(one):
    assert one.takes
    assert [example for example in one.takes if not takes(one, example)] == []


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_a_recogniser_spares_what_it_shows(one):
    assert one.spares
    assert [example for example in one.spares if takes(one, example)] == []


AFTER_OTHERS = {
    *("without_alike", "notes_between_posts", "take_later_headers", "set_notes"),
    *("take_named_title", "take_fields_above", "credit_said"),
}
"""Steps that see no text alone, but what others found: headers of posts, seams, notes, title
blocks, and what the name of the file says."""


def bound_to_show() -> Iterator[Callable[..., object]]:
    """Yield the functions that must show examples: forms of headings, steps that take lines out
    of a page, and predicates about a line alone."""
    yield from FORMS
    steps = re.findall(r"page\.after\((\w+)[,)]", inspect.getsource(separation.set_apart))
    yield from (getattr(separation, name) for name in steps if name not in AFTER_OTHERS)
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters)
            step = name.startswith("take_") and parameters == ["page"]
            alone = name.startswith("is_") and len(parameters) == 1 and parameters[0] == "text"
            if function.__module__ == module.__name__ and (step or alone):
                yield function


def test_whatever_takes_lines_shows_examples():
    shown = {one.function for one in ALL}
    silent = {f"{f.__module__}.{f.__name__}" for f in bound_to_show() if f not in shown}
    assert silent == set()
