"""What each template is given, and whether a template of the user fits that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from string import Template

from epubify.errors import UsageError
from epubify.model.data_tables import read_table
from epubify.model.records import Record
from epubify.render.own_files import refuse_running
from epubify.text.nearest import unknown

_ENDING = ".xhtml"


class TemplateValue(Record):
    """One of the values that a template is given."""

    kind: str
    """``text``, ``markup`` or ``attributes``."""
    meaning: str
    required: bool = False
    """True where the book would lack words, or could not be used, without it."""


@cache
def contract() -> Mapping[str, Mapping[str, TemplateValue]]:
    """Return the values of every template, by its file name.

    >>> sorted(contract()["colophon.xhtml"])
    ['dir', 'lang', 'made', 'styles', 'title']
    """
    tables = read_table("templates")
    every = tables.pop("every")
    return {
        template: {
            name: TemplateValue(entry["kind"], entry["is"], entry.get("required", False))
            for name, entry in {**every, **own}.items()
        }
        for template, own in tables.items()
    }


def check_template(name: str, text: str, place: str) -> None:
    """Raise UsageError, with line and advice, for a template that no book can be made with.

    ``name`` is its file name, ``place`` what a message calls it. Checked are its name, its
    fields, and that it is well-formed XML once they are filled; not whether it is good XHTML,
    which EPUBCheck can tell.
    """
    if name not in contract():
        stems = [template.removesuffix(_ENDING) for template in contract()]
        problem = unknown("template", name.removesuffix(_ENDING), stems)
        raise UsageError(place, None, *problem)
    values = contract()[name]
    _check_fields(Template(text), values, place)
    _check_xml(Template(text), values, place)
    refuse_running(place, text)


def _check_fields(template: Template, values: Mapping[str, TemplateValue], place: str) -> None:
    found = set()
    for match in template.pattern.finditer(template.template):
        line = template.template.count("\n", 0, match.start()) + 1
        if match["invalid"] is not None:
            raise UsageError(place, line, "a dollar sign without a field", "write $$ for the sign")
        field = match["named"] or match["braced"]
        if field and field not in values:
            known = [f"${name}" for name in sorted(values)]
            raise UsageError(place, line, *unknown("field", f"${field}", known))
        found.add(field)
    missing = [name for name, value in values.items() if value.required and name not in found]
    if missing:
        problem = f"the field ${missing[0]} is missing"
        raise UsageError(place, None, problem, f"it is needed: {values[missing[0]].meaning}")


def _check_xml(template: Template, values: Mapping[str, TemplateValue], place: str) -> None:
    from xml.parsers import expat

    sample = template.substitute({name: _sample(name, values[name].kind) for name in values})
    try:
        expat.ParserCreate("utf-8").Parse(sample, True)
    except expat.ExpatError as error:
        problem = f"not well-formed XML: {expat.ErrorString(error.code)}"
        advice = "close every element, quote every attribute, write &amp; for &"
        raise UsageError(place, error.lineno, problem, advice) from None


def _sample(name: str, kind: str) -> str:
    """Return a value that breaks the XML wherever a value of that kind does not belong."""
    return {"text": "x", "markup": "<i>x</i>", "attributes": f' {name}="x"'}[kind]
