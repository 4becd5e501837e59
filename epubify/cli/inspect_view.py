"""What ``inspect`` shows: all that was understood of an input, on a terminal of 80 columns."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from epubify.cli.messages import (
    WIDTH,
    Data,
    count,
    fitted,
    tell_findings,
    title_line,
    visible,
    with_dashes,
    wrapped,
)
from epubify.inspection.summary import left_out

MOST_SHOWN = 8
"""Near misses, suggestions and runs of lines that are shown without the option verbose."""
MOST_SAMPLES = 2
"""Repairs of a rule that are shown as examples."""
_LABEL = 14
"""Columns of what stands before a value."""


def tell_reading(data: Data, *, verbose: bool = False) -> str:
    """Return all that was understood of an input."""
    parts = [
        _head(data),
        _metadata(data),
        _outline(data),
        _near_misses(data, verbose=verbose),
        _suggestions(data, verbose=verbose),
        _lines(data, verbose=verbose),
        _repairs(data),
        _findings(data),
    ]
    return "\n\n".join(part for part in parts if part)


def _head(data: Data) -> str:
    name = data["inputs"][0]
    facts = [count(data["words"], "word"), count(sum(data["lines"].values()), "line")]
    sure = data["encoding_confidence"]
    facts.append(data["encoding"] + ("" if sure >= 1 else f" (guessed, {sure:.0%} sure)"))
    facts += [f"corrected by {data['sidecar']}"] if data["sidecar"] else []
    rule = "─" * min(WIDTH, _columns(name))
    return "\n".join([name, rule, title_line(data), wrapped(" · ".join(facts), 0)])


# ------------------------------------------------------------------------------ metadata

_SHOWN = {
    "title": "title",
    "subtitle": "subtitle",
    "contributors": "author",
    "language": "language",
    "series": "series",
    "series_index": "place in it",
    "subjects": "subjects",
    "description": "description",
    "publisher": "publisher",
    "date": "date",
    "rights": "rights",
    "identifier": "identifier",
    "source_url": "from",
}
_ORIGINS = {"text": "judged from the text", "unknown": ""}
_STANDING_IN = {"opening words": "first words", "warning": "its warning"}


def _metadata(data: Data) -> str:
    read = data["metadata"]
    rows = [
        _row(label, _value(read[name]), _origin(read["origins"].get(name)))
        for name, label in _SHOWN.items()
        if read[name]
    ]
    parts = ["\n".join(["Metadata", *rows])]
    if read["fields"]:
        fields = [_row(f["key"], f["value"], f"line {f['line']}") for f in read["fields"]]
        parts.append("\n".join(["Read from the header", *fields]))
    return "\n\n".join(parts)


def _origin(origin: Data | None) -> str:
    if origin is None:
        return ""
    if origin["by"] in _STANDING_IN:
        return f"{_STANDING_IN[origin['by']]}, line {origin['line']}"
    if origin["line"]:
        return f"line {origin['line']}"
    by = str(origin["by"])
    return _ORIGINS.get(by, by)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_value(item) for item in value)
    if isinstance(value, dict):
        role = "" if value["role"] == "aut" else f" ({value['role']})"
        return f"{value['name']}{role}"
    return str(value)


def _row(label: str, value: str, tail: str) -> str:
    """Return a label and a value that may go over several lines, and where it comes from."""
    indent = _LABEL + 4
    width = WIDTH - indent - len(tail) - 2
    first, *rest = textwrap.wrap(" ".join(value.split()), width) or [""]
    line = f"  {fitted(label, _LABEL):<{_LABEL}}  {_padded(first, width)}  {tail}".rstrip()
    return "\n".join([line, *(" " * indent + part for part in rest)])


# ------------------------------------------------------------------------------- outline


def _outline(data: Data) -> str:
    headings = {heading["line"]: heading for heading in data["headings"] if heading["accepted"]}
    lines = [f"{'Outline':<{WIDTH - 21}}{'words':>12}{'score':>9}"]
    shown = ""
    for depth, node in _depths(data["sections"]):
        heading = headings.get(node["line"]) if node["role"] != "bodymatter" else None
        lines.append(_outline_row(depth, node, heading))
        why = _why(heading) if heading else shown
        if why != shown:
            lines.append(wrapped(why, 10 + 2 * depth))
        shown = why
    breaks = [count(data[key], name) for key, name in _BREAKS if data[key]]
    lines += ["", f"  {', '.join(breaks)}"] if breaks else []
    return "\n".join(lines)


_BREAKS = (("scene_breaks", "scene break"), ("gaps", "wider gap"))


def _depths(sections: Iterable[Data], depth: int = 0) -> Iterator[tuple[int, Data]]:
    for node in sections:
        yield depth, node
        yield from _depths(node["sections"], depth + 1)


def _outline_row(depth: int, node: Data, heading: Data | None) -> str:
    bare = {"bodymatter": "(text without a heading)"}.get(node["role"], node["role"])
    name = ": ".join(part for part in (node["label"], node["title"]) if part) or str(bare)
    score = f"{heading['score']:.1f}" if heading else ""
    text = "  " * depth + name
    room = WIDTH - 8 - 13 - 9
    row = f"{node['line'] or '':>6}  {_padded(_cut(text, room), room)}"
    return f"{row}{node['words']:>13,}{score:>9}".rstrip()


def _why(heading: Data) -> str:
    """Return what decided for a heading, or against it, and what its score is made of.

    >>> _why({"reason": "its number runs on", "clues": [{"clue": "centred", "weight": 1.5}]})
    'its number runs on (centred +1.5)'
    """
    clues = ", ".join(f"{clue['clue']} {clue['weight']:+g}" for clue in heading["clues"])
    if any(clue["clue"] == heading["reason"] for clue in heading["clues"]):
        return clues
    reason = with_dashes(heading["reason"])
    return " ".join(part for part in (reason, f"({clues})" if clues else "") if part)


def _near_misses(data: Data, *, verbose: bool) -> str:
    from epubify.headings.candidate import ACCEPT

    missed = [heading for heading in data["headings"] if not heading["accepted"]]
    if not missed:
        return ""
    head = f"Looked like headings and are not (a title alone needs {ACCEPT:g})"
    lines = [f"{head:<{WIDTH - 9}}{'score':>9}"]
    best = sorted(missed, key=lambda item: -float(item["score"]))
    shown = missed if verbose else sorted(best[:MOST_SHOWN], key=lambda item: int(item["line"]))
    for heading in shown:
        room = WIDTH - 8 - 9
        text = _padded(_cut(visible(heading["text"]), room), room)
        lines.append(f"{heading['line']:>6}  {text}{heading['score']:>9.1f}")
        lines.append(wrapped(_why(heading), 10))
    return "\n".join([*lines, *_rest(len(missed) - len(shown))])


def _suggestions(data: Data, *, verbose: bool) -> str:
    """Return where a scene may change though no mark says so."""
    found = data["suggested_breaks"]
    if not found:
        return ""
    shown = found if verbose else found[:MOST_SHOWN]
    lines = ["A scene may change here; the book has no break unless a sidecar puts one"]
    lines += [f"{item['line']:>6}  a paragraph begins “{item['words']}”" for item in shown]
    return "\n".join([*lines, *_rest(len(found) - len(shown))])


def _rest(number: int) -> list[str]:
    return [f"        {number} more; -v shows them all"] if number > 0 else []


# --------------------------------------------------------------------------------- lines


def _lines(data: Data, *, verbose: bool) -> str:
    lines = ["Lines"]
    lines += [f"  {number:>8,}  {fate}" for fate, number in data["lines"].items()]
    gone = left_out(data["fates"])
    if gone:
        shown = gone if verbose else gone[: 2 * MOST_SHOWN]
        lines += ["", "  Not in the book:"]
        lines += [wrapped(_run(run), 4, 6) for run in shown]
        lines += _rest(len(gone) - len(shown))
    return "\n".join(lines)


def _run(run: Data) -> str:
    first, last = run["first_line"], run["last_line"]
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    return f"{where}: {run['reason'] or run['fate']}"


def tell_lines(text: str, fates: list[Data]) -> str:
    """Return the text line by line, with what became of each, and why."""
    run_of = {line: run for run in fates for line in range(run["first_line"], run["last_line"] + 1)}
    rows = ["Line by line"]
    told: Data | None = None
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        run = run_of.get(number) if line.strip() else None
        if run and run is not told and run["reason"]:
            rows.append(wrapped(f"({run['fate']}: {run['reason']})", 8))
        told = run or told
        fate = run["fate"] if run else ""
        rows.append(f"{number:>6}  {fate:<12}{_cut(visible(line), WIDTH - 20)}".rstrip())
    return "\n".join(rows)


# ------------------------------------------------------------------- repairs and findings


def _repairs(data: Data) -> str:
    if not data["repairs"]:
        return ""
    lines = ["Repairs"]
    for rule, number in data["repairs"].items():
        lines.append(f"  {number:>8,}  {rule}")
        for sample in _distinct(data["samples"].get(rule, []))[:MOST_SAMPLES]:
            lines += _sample(sample)
    return "\n".join(lines)


def _distinct(samples: list[Data]) -> list[Data]:
    """Return samples of different lines: those of one look much alike."""
    by_line = {sample["line"]: sample for sample in reversed(samples)}
    return sorted(by_line.values(), key=lambda sample: int(sample["line"]))


def _sample(sample: Data) -> list[str]:
    before, after = _whole_words(visible(sample["before"]), visible(sample["after"]))
    width = WIDTH - 22
    where = f"line {sample['line']}"
    return [
        f"{where:>20}  {_cut(before, width)}",
        f"{'→':>20}  {_cut(after, width)}",
    ]


_CONTEXT = 20
"""Characters on either side of a change that the report keeps."""


def _whole_words(before: str, after: str) -> tuple[str, str]:
    """Return a sample without the halves of words that it was cut at.

    >>> _whole_words("aking out her -- knife", "aking out her—knife")
    ('aking out her -- knife', 'aking out her—knife')
    >>> _whole_words("ays walking out of her -- knife", "ays walking out of her—knife")
    ('… walking out of her -- knife', '… walking out of her—knife')
    """
    start = _shared(before, after)
    if start >= _CONTEXT and " " in before[:start]:
        cut = before.index(" ")
        before, after = f"…{before[cut:]}", f"…{after[cut:]}"
    end = _shared(before[::-1], after[::-1])
    if end >= _CONTEXT and " " in before[-end:]:
        back = before[::-1].index(" ") + 1
        before, after = f"{before[:-back]} …", f"{after[:-back]} …"
    return before, after


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _findings(data: Data) -> str:
    if not data["findings"]:
        return "No findings"
    return "\n".join(["Findings", *tell_findings(data["findings"], all_of_them=True)])


# ------------------------------------------------------------------------------- columns


def _columns(text: str) -> int:
    """Return how many columns a text takes on a terminal (Unicode, UAX #11).

    >>> _columns("ab"), _columns("春夜")
    (2, 4)
    """
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))


def _cut(text: str, width: int) -> str:
    """Return the text, with an ellipsis for what goes beyond so many columns."""
    if _columns(text) <= width:
        return text
    while text and _columns(text) > width - 1:
        text = text[:-1] if len(text) <= width else text[:width]
    return text.rstrip() + "…"
