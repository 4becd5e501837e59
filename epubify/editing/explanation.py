"""Why a line was read as it was, in words for the person who asks."""

from __future__ import annotations

from collections.abc import Iterator

from epubify.editing.corrected import told
from epubify.editing.story_view import Understood, facts
from epubify.errors import UsageError
from epubify.headings.candidate import ACCEPT, Candidate
from epubify.model import LEFT_OUT, Block, Fate

_FATES = {
    Fate.HEADING: "It is a heading.",
    Fate.BODY: "It is text of the story.",
    Fate.VERSE: "It is verse: its lines stay lines.",
    Fate.BREAK: "It is a scene break.",
    Fate.CUE: "It is a line that belongs to the story and is no prose",
    Fate.NOTE: "It is a note of the author, and not part of the story.",
    Fate.FOOTNOTE: "It is a footnote, which stands where its section ends.",
    Fate.HEADER: "It stands in the header of the story, and says something of the book.",
    Fate.ENVELOPE: "It belongs to the mail or post that the story came in, and is left out",
    Fate.BOILERPLATE: "It belongs to the site or the archive, and is left out",
    Fate.FURNITURE: "It belongs to the page that the story was printed on, and is left out",
    Fate.CONTENTS: "It belongs to a contents list, and is left out: the book has its own",
    Fate.REPEATED: "It says once more what the book has already, and is printed once",
    Fate.BLANK: "It is blank.",
}
_FORM = "form: "
_FORMS = {
    "volume": "it is written like the number of a volume",
    "part": "it is written like the number of a part",
    "chapter": "it is written like the number of a chapter",
    "named": "it is a word that divides stories, such as Prologue",
    "numeral": "it is a number alone",
    "title": "it is a line of words alone",
    "entry": "it is written like the head of an entry",
}
MOST_TOLD = 5
"""Repairs of one line that are named. With more, a long line is told of for a page; with fewer, the
one that a person asks about may not be among them."""


def explain(found: Understood, line: int) -> str:
    """Return why a line is read as it is; raises UsageError where there is no such line."""
    lines = found.reading.text.text.split("\n")
    if not 1 <= line <= len(lines):
        raise UsageError("", None, f"the story has no line {line}")
    return " ".join(_sentences(found, line))


def _sentences(found: Understood, line: int) -> Iterator[str]:
    ledger = found.ledger
    fate, reason = ledger.fates.get(line, Fate.BLANK), ledger.reasons.get(line)
    yield _ended(f"{_FATES[fate]}: {reason}" if reason and _goes_on(fate) else _FATES[fate])
    if fate is Fate.HEADER:
        yield from _facts_from(found, line)
    if fate is Fate.BODY:
        yield from _paragraph_around(found.reading.manuscript.blocks, line)
    if fate in LEFT_OUT:
        yield "Say “keep” of it, and it comes back into the text."
    for candidate in found.reading.headings.candidates:
        if candidate.at.first_line == line:
            yield from _weighed(candidate)
    for one in told(found.sidecar.corrections):
        if one["first"] <= line <= one["last"]:
            yield f"You said of it: {one['kind'].replace('-', ' ')}."
    yield from _changes(found, line)


def _goes_on(fate: Fate) -> bool:
    return not _FATES[fate].endswith(".")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."


def _facts_from(found: Understood, line: int) -> Iterator[str]:
    names = [name for name, fact in facts(found).items() if fact["line"] == line]
    if names:
        yield f"From it comes: {', '.join(names).replace('_', ' ')}."


def _paragraph_around(blocks: tuple[Block, ...], line: int) -> Iterator[str]:
    for block in blocks:
        first, last = block.at.first_line, block.at.last_line
        if first <= line <= last and first != last:
            yield f"It is set as one with the lines {first} to {last}."
            return


def _weighed(candidate: Candidate) -> Iterator[str]:
    score = f"{candidate.score:g}, and a line without a number needs {ACCEPT:g}"
    if candidate.accepted:
        yield f"What speaks for a heading adds up to {score}."
    else:
        why = f": {candidate.reason}" if candidate.reason else ""
        yield f"It could be a heading, and is not taken for one{why} ({score})."
    spoken = {
        "For it speaks": [name for name, weight in candidate.clues if weight > 0],
        "Against it": [name for name, weight in candidate.clues if weight < 0],
    }
    for opening, clues in spoken.items():
        if clues:
            yield f"{opening}: {'; '.join(map(_clue, clues))}."


def _clue(name: str) -> str:
    return _FORMS.get(name.removeprefix(_FORM), name) if name.startswith(_FORM) else name


def _changes(found: Understood, line: int) -> Iterator[str]:
    changes = [
        (rule, one)
        for rule, samples in found.report.samples.items()
        for one in samples
        if one.at.first_line == line
    ]
    for rule, one in changes[:MOST_TOLD]:
        yield f"The rule {rule} made “{one.after}” of “{one.before}”."
    if len(changes) > MOST_TOLD:
        yield f"{len(changes) - MOST_TOLD} more changes were made in it."
