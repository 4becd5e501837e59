"""What people are told, as text for a terminal of 80 columns; data comes in, text goes out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from epubify.summary import left_out

WIDTH = 80
MOST_FINDINGS = 8
"""Findings of a book that are told unless more is asked for."""

Data = dict[str, Any]


def count(number: int, thing: str) -> str:
    """Return a number with the thing counted.

    >>> count(1, "word"), count(3154, "word"), count(2, "story")
    ('1 word', '3,154 words', '2 stories')
    """
    if number == 1:
        return f"1 {thing}"
    plural = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number:,} {plural}"


def fitted(text: str, width: int) -> str:
    """Return the text, with an ellipsis for what goes beyond the width.

    >>> fitted("a long line", 7)
    'a long…'
    """
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _wrapped(text: str, indent: int, hanging: int | None = None) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


# ---------------------------------------------------------------------------- of a book


def tell_book(data: Data, *, verbose: bool) -> str:
    """Return what is said about a book that was made."""
    lines = [_wrapped(_in_short(data), 2, 4)]
    if verbose:
        lines.append(_wrapped("lines: " + _counted(data["lines"]), 2, 4))
        if data["repairs"]:
            lines.append(_wrapped("repairs: " + _counted(data["repairs"]), 2, 4))
    lines += tell_findings(data["findings"], all_of_them=verbose)
    return "\n".join(lines)


def _in_short(data: Data) -> str:
    parts = [title_line(data)]
    if data["stories"] > 1:
        parts.append(count(data["stories"], "story"))
    parts.append(count(data["words"], "word"))
    chapters = sum(1 for node in walk(data["sections"]) if node["role"] == "chapter")
    parts += [count(chapters, "chapter")] if chapters else []
    parts += [data["language"]] if data["language"] else []
    parts += ["unchanged, not written again"] if data["status"] == "unchanged" else []
    return " · ".join(parts)


def title_line(data: Data) -> str:
    """Return title, authors and place in a series in one line.

    >>> title_line({"title": "Perfect", "authors": ["Nina"], "series": "Days",
    ...             "series_index": "2"})
    '“Perfect” by Nina (Days 2)'
    """
    line = f"“{data['title']}”"
    if data["authors"]:
        line += f" by {', '.join(data['authors'])}"
    if data["series"]:
        line += f" ({' '.join(filter(None, (data['series'], data['series_index'])))})"
    return line


def walk(sections: Iterable[Data]) -> Iterator[Data]:
    """Yield every node of a tree of sections."""
    for node in sections:
        yield node
        yield from walk(node["sections"])


def tell_findings(findings: list[Data], *, all_of_them: bool) -> list[str]:
    """Return findings as lines, each with its place and what can be done."""
    shown = findings if all_of_them else findings[:MOST_FINDINGS]
    lines = [tell_finding(finding) for finding in shown]
    if len(shown) < len(findings):
        more = count(len(findings) - len(shown), "more finding")
        lines.append(f"  {more}; -v shows them all")
    return lines


def tell_finding(finding: Data) -> str:
    """Return a finding in the form that editors and terminals can jump to."""
    place = ":".join(str(part) for part in (finding["source"], finding["line"]) if part)
    start = f"{place}: {finding['code']}" if place else finding["code"]
    advice = f"; {finding['advice']}" if finding["advice"] else ""
    return _wrapped(f"{start} {finding['message']}{advice}", 2, 4)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())


# ------------------------------------------------------------------------------- inspect


def tell_reading(data: Data) -> str:
    """Return all that was understood of an input, for ``inspect``."""
    parts = [_head(data), _metadata(data), _outline(data), _near_misses(data)]
    parts += [_lines(data), _repairs(data), _findings(data)]
    return "\n\n".join(part for part in parts if part)


def _head(data: Data) -> str:
    name = data["inputs"][0]
    facts = [count(data["words"], "word"), count(sum(data["lines"].values()), "line")]
    sure = data["encoding_confidence"]
    facts.append(data["encoding"] + ("" if sure >= 1 else f" (guessed, {sure:.0%} sure)"))
    return "\n".join(
        [name, "─" * min(WIDTH, len(name)), title_line(data), " · ".join(facts)],
    )


_SHOWN = (
    "title",
    "subtitle",
    "contributors",
    "language",
    "series",
    "series_index",
    "subjects",
    "description",
    "publisher",
    "date",
    "rights",
    "identifier",
    "source_url",
)


def _metadata(data: Data) -> str:
    read = data["metadata"]
    rows = [(name.replace("_", " "), _value(read[name])) for name in _SHOWN if read[name]]
    if not read["title"]:
        rows.insert(0, ("title", f"{data['title']} (the opening words)"))
    lines = [_row(label, value) for label, value in rows]
    if read["fields"]:
        lines += ["", "Read from the header"]
        lines += [_row(_field_label(f), f["value"], f["line"]) for f in read["fields"]]
    return "\n".join(["Metadata", *lines])


def _field_label(field: Data) -> str:
    return str(field["key"])


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_value(item) for item in value)
    if isinstance(value, dict):
        role = "" if value["role"] == "aut" else f" ({value['role']})"
        return f"{value['name']}{role}"
    return str(value)


def _row(label: str, value: str, line: int | None = None) -> str:
    """Return a label and a value that may go over several lines, with the line it is from."""
    width = WIDTH - 18 - (12 if line else 0)
    first, *rest = textwrap.wrap(" ".join(value.split()), width) or [""]
    tail = f"{first:<{width}}  {f'line {line}':>10}" if line else first
    return "\n".join([f"  {fitted(label, 14):<14}  {tail}", *(" " * 18 + part for part in rest)])


def _outline(data: Data) -> str:
    reasons = {heading["line"]: heading for heading in data["headings"] if heading["accepted"]}
    lines = ["Outline"]
    for depth, node in _depths(data["sections"]):
        lines.append(_outline_row(depth, node))
        if node["line"] in reasons and node["role"] != "bodymatter":
            lines += _reasons(reasons[node["line"]])
    breaks = [count(data[key], name) for key, name in _BREAKS if data[key]]
    lines += [f"  {', '.join(breaks)}"] if breaks else []
    return "\n".join(lines)


_BREAKS = (("scene_breaks", "scene break"), ("gaps", "wider gap"))


def _depths(sections: Iterable[Data], depth: int = 0) -> Iterator[tuple[int, Data]]:
    for node in sections:
        yield depth, node
        yield from _depths(node["sections"], depth + 1)


def _outline_row(depth: int, node: Data) -> str:
    bare = {"bodymatter": "(text without a heading)"}.get(node["role"], node["role"])
    name = ": ".join(part for part in (node["label"], node["title"]) if part) or str(bare)
    words = count(node["words"], "word")
    room = WIDTH - 8 - 2 * depth - 14
    return f"{node['line'] or '':>6}  {'  ' * depth}{fitted(name, room):<{room}}{words:>14}"


def _reasons(heading: Data) -> list[str]:
    clues = ", ".join(_clue(clue) for clue in heading["clues"])
    return [_wrapped(f"{heading['score']:.2f}: {clues}", 12, 12)]


def _clue(clue: Any) -> str:
    """A clue may be a plain text, or a name with a weight."""
    if isinstance(clue, dict):
        clue = list(clue.values())
    if isinstance(clue, list):
        return " ".join(f"{part:+.2f}" if isinstance(part, float) else str(part) for part in clue)
    return str(clue)


def _near_misses(data: Data) -> str:
    missed = [heading for heading in data["headings"] if not heading["accepted"]]
    if not missed:
        return ""
    lines = ["Looked like headings, and are none"]
    for heading in sorted(missed, key=lambda item: -item["score"])[:MOST_FINDINGS]:
        lines.append(f"{heading['line']:>6}  {fitted(heading['text'], WIDTH - 8)}")
        lines += _reasons(heading)
    return "\n".join(lines)


def _lines(data: Data) -> str:
    lines = ["Lines", _wrapped(_counted(data["lines"]), 2)]
    gone = left_out(data["fates"])
    if gone:
        lines.append("  left out of the book:")
        lines += [_wrapped(_run(run), 4, 6) for run in gone]
    return "\n".join(lines)


def _run(run: Data) -> str:
    first, last = run["first_line"], run["last_line"]
    where = f"line {first}" if first == last else f"lines {first}–{last}"
    return f"{where}: {run['fate']}" + (f", {run['reason']}" if run["reason"] else "")


def _repairs(data: Data) -> str:
    if not data["repairs"]:
        return ""
    lines = ["Repairs"]
    for rule, number in data["repairs"].items():
        lines.append(f"  {rule:<24}{number:>8,}")
        lines += [line for sample in data["samples"].get(rule, [])[:2] for line in _sample(sample)]
    return "\n".join(lines)


def _sample(sample: Data) -> list[str]:
    before, after = (_visible(sample[key]) for key in ("before", "after"))
    width = WIDTH - 14
    return [
        f"{sample['line']:>10}  - {fitted(before, width)}",
        f"{'':>10}  + {fitted(after, width)}",
    ]


def _visible(text: str) -> str:
    """Return a text in which nothing moves the cursor."""
    return "".join(char if char.isprintable() else f"<{ord(char):02X}>" for char in text)


def _findings(data: Data) -> str:
    if not data["findings"]:
        return "No findings"
    return "\n".join(["Findings", *tell_findings(data["findings"], all_of_them=True)])


def tell_lines(text: str, fates: list[Data]) -> str:
    """Return the text line by line, with what became of each."""
    fate_of = {
        line: run["fate"]
        for run in fates
        for line in range(run["first_line"], run["last_line"] + 1)
    }
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        fate = fate_of.get(number, "") if line.strip() else ""
        rows.append(f"{number:>6}  {fate:<12}{fitted(_visible(line), WIDTH - 20)}".rstrip())
    return "\n".join(["Line by line", *rows])


# --------------------------------------------------------------------------------- rules


def tell_rules(stages: dict[str, tuple[Any, ...]]) -> str:
    """Return all rules in the order in which they run, stage by stage."""
    lines: list[str] = []
    for stage, rules in stages.items():
        lines += ["", f"{stage}:"] if lines else [f"{stage}:"]
        for rule in rules:
            off = "" if rule.by_default else " (off unless --enable)"
            lines.append(_wrapped(f"{rule.name:<20}  {rule.summary}{off}", 2, 24))
    return "\n".join(lines)


def tell_rule(rule: Any) -> str:
    """Return one rule in full, with its examples."""
    lines = [rule.name, "", _wrapped(rule.summary, 2), ""]
    lines += [_wrapped(f"Leaves alone: {rule.leaves}", 2, 4)]
    lines += ["", "  Changes"]
    for before, after in rule.changes:
        lines += [f"    - {_visible(before)}", f"    + {_visible(after)}"]
    lines += ["", "  Keeps", *(f"      {_visible(text)}" for text in rule.keeps)]
    default = "on; --disable" if rule.by_default else "off; --enable"
    return "\n".join([*lines, "", f"  By default {default} {rule.name} changes that."])
