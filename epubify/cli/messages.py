"""Messages to people, as text for a terminal of 80 columns; data comes in, text goes out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from epubify.cli.terminal import as_escapes
from epubify.errors import EpubifyError, OutputError, OutputLost
from epubify.model import Matter
from epubify.text.lazy_pattern import lazy

WIDTH = 80
"""Columns of a terminal."""
MOST_FINDINGS = 8
"""Findings of a book that are printed without the option verbose."""

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


def wrapped(text: str, indent: int, hanging: int | None = None) -> str:
    """Return the text in lines of 80 columns, all but the first with a hanging indent."""
    import textwrap

    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def refusal(error: EpubifyError, inputs: Sequence[str]) -> str:
    """Return a message that names first what came in, then where it could not go.

    Of a place that nothing can be written to any more, no input is to be named.

    >>> from epubify.errors import OutputError
    >>> refusal(OutputError("a.epub", None, "exists"), ["a.txt"])
    'a.txt: a.epub: exists'
    """
    said = with_dashes(str(error))
    of_one = isinstance(error, OutputError) and not isinstance(error, OutputLost)
    place_first = of_one and error.name not in ("", *inputs)
    return f"{inputs[0]}: {said}" if place_first and inputs else said


# -------------------------------------------------------------------------- of options

_QUOTED_OR_OPTION = lazy(r"“[^”]*”|'[^']*'|\b(?:the )?option ([a-z-]+[a-z])\b")
_IN_OUR_WORDS = {"message", "advice", "error", "reason", "clue"}
"""Keys of data whose texts may name options; titles and names are those of the story."""


def with_dashes(text: str) -> str:
    """Return a message with its options as the command line writes them; quotations stay.

    Stages write ``the option title``, because the library knows no command line.

    >>> with_dashes("name one with the option author; no heading in “The option author”")
    'name one with --author; no heading in “The option author”'
    >>> with_dashes("option font: no such file; it is optional")
    '--font: no such file; it is optional'
    """
    return _QUOTED_OR_OPTION.sub(lambda found: f"--{found[1]}" if found[1] else found[0], text)


def as_json(data: Data) -> str:
    """Return data as one line of JSON, with options as the command line writes them.

    >>> as_json({"title": "The option title", "error": "give the option title"})
    '{"title": "The option title", "error": "give --title"}'
    """
    return as_escapes(json.dumps(_dashed(data), ensure_ascii=False))


def _dashed(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _dashed(item, name) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_dashed(item, key) for item in value]
    return with_dashes(value) if key in _IN_OUR_WORDS and isinstance(value, str) else value


# ---------------------------------------------------------------------------- of a book


def tell_book(data: Data, *, verbose: bool) -> str:
    """Return what is said about a book that was made."""
    lines = [wrapped(_in_short(data), 2, 4)]
    if data["left_out"]:
        lines.append(wrapped(_left_out(data["left_out"]), 2, 4))
    if verbose:
        lines.append(wrapped("lines: " + counted(data["lines"]), 2, 4))
        if data["repairs"]:
            lines.append(wrapped("repairs: " + counted(data["repairs"]), 2, 4))
    lines += tell_findings(data["findings"], all_of_them=verbose)
    return "\n".join(lines)


def _in_short(data: Data) -> str:
    parts = [title_line(data)]
    if data["stories"] > 1:
        parts.append(count(data["stories"], "story"))
    parts += [count(data["words"], "word")] if data["words"] is not None else []
    chapters = sum(1 for node in walk(data["sections"]) if node["role"] == "chapter")
    parts += [count(chapters, "chapter")] if chapters else []
    parts += [data["language"]] if data["language"] else []
    if news := told_news(len(data["stories_added"]), len(data["chapters_added"])):
        parts.append(news)
    parts += ["unchanged, not written again"] if data["status"] == "unchanged" else []
    return " · ".join(parts)


def told_news(stories: int, chapters: int) -> str:
    """Return what was added to a book, or to several; empty where nothing was.

    >>> told_news(1, 2), told_news(0, 1), told_news(0, 0)
    ('1 story and 2 chapters added', '1 chapter added', '')
    """
    counts = (stories, "story"), (chapters, "chapter")
    added = [count(number, thing) for number, thing in counts if number]
    return f"{' and '.join(added)} added" if added else ""


def news_line(data: Data) -> str:
    """Return a line about a book that grew; empty for any other."""
    added = told_news(len(data["stories_added"]), len(data["chapters_added"]))
    return wrapped(f"{title_line(data)}: {added}", 2, 4) if added else ""


def _left_out(counts: dict[str, int]) -> str:
    """Return what was left out of the story.

    >>> _left_out({"page-numbers": 30, "mail-headers": 11})
    'left out: 41 lines, 30 page numbers, 11 lines of mail headers; see epubify inspect'
    """
    kinds = [Matter(kind).counted(number) for kind, number in counts.items()]
    total = count(sum(counts.values()), "line")
    return f"left out: {', '.join([total, *kinds])}; see epubify inspect"


def title_line(data: Data) -> str:
    """Return title, authors and place in a series in one line.

    >>> title_line({"title": "Perfect", "authors": ["Nina"], "series": "Days",
    ...             "series_index": "2"})
    '“Perfect” by Nina (Days 2)'
    """
    line = f"“{data['title']}”" if data["title"] else str(data["output"])
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
    return wrapped(f"{start} {with_dashes(finding['message'] + advice)}", 2, 4)


def counted(counts: dict[str, int]) -> str:
    """Return counts in a row.

    >>> counted({"body": 1200, "blank": 3})
    '1,200 body, 3 blank'
    """
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())


# --------------------------------------------------------------------------------- rules


def tell_rules(stages: dict[str, tuple[Any, ...]]) -> str:
    """Return all rules in the order in which they run, stage by stage."""
    lines: list[str] = []
    for stage, rules in stages.items():
        lines += ["", f"{stage}:"] if lines else [f"{stage}:"]
        for rule in rules:
            off = "" if rule.by_default else " (off unless --enable)"
            lines.append(wrapped(f"{rule.name:<20}  {rule.summary}{off}", 2, 24))
    return "\n".join(lines)


def visible(text: str) -> str:
    """Return a text in which nothing moves the cursor.

    >>> visible("a\\tb")
    'a<09>b'
    """
    return "".join(char if char.isprintable() else f"<{ord(char):02X}>" for char in text)


def tell_rule(rule: Any) -> str:
    """Return one rule in full, with its examples."""
    lines = [rule.name, "", wrapped(rule.summary, 2), ""]
    lines += [wrapped(f"Leaves alone: {rule.leaves}", 2, 4)]
    lines += ["", "  Changes"]
    for before, after in rule.changes:
        lines += [f"    - {visible(before)}", f"    + {visible(after)}"]
    lines += ["", "  Keeps", *(f"      {visible(text)}" for text in rule.keeps)]
    default = "on; --disable" if rule.by_default else "off; --enable"
    return "\n".join([*lines, "", f"  By default {default} {rule.name} changes that."])


def rule_data(rule: Any, stage: str) -> dict[str, Any]:
    """Return a rule of a stage as JSON shows it."""
    return {
        "name": rule.name,
        "stage": stage,
        "summary": rule.summary,
        "leaves": rule.leaves,
        "changes": rule.changes,
        "keeps": rule.keeps,
        "by_default": rule.by_default,
    }
