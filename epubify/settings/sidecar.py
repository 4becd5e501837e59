"""The sidecar of a story: a file beside it in which a person says what is known better.

``STORY.toml`` beside ``STORY.txt`` holds options of the book and of its reading, and
corrections of single lines. The command line wins over it, and it wins over what was read.
It also holds what the corrected lines said when it was written: where they read differently
now, nothing is guessed, and the story is refused until the sidecar fits again.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NoReturn

from msgspec import field
from msgspec.structs import replace

from epubify.errors import InputError, SidecarMisfit
from epubify.model import Place, Source, Text
from epubify.model.records import Record
from epubify.options import Corrections
from epubify.report import Report


class Sidecar(Record):
    """What a sidecar says."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)
    """Name of an option → its value."""
    corrections: Corrections = field(default_factory=Corrections)
    sha256: str | None = None
    """Digest of the story that it was written for."""
    reads: dict[int, str] = field(default_factory=dict)
    """Line of the story → what it said when the sidecar was written."""
    places: dict[int, int] = field(default_factory=dict)
    """Line of the story that is corrected → line of the sidecar that says so."""
    outside: tuple[InputError, ...] = ()
    """What is to be said of each option that names a file outside the sidecar's folder."""

    def check_fit(self, source: Source, text: Text, report: Report) -> None:
        """Raise InputError where a corrected line is not what it was, or cannot be known to be.

        Lines are compared by their letters and digits: that spaces and punctuation were
        repaired since makes no difference. A sidecar without anything to compare with is
        believed, and is a finding.
        """
        if self.corrections and not (self.sha256 or self.reads):
            report.find(
                "M030",
                "the sidecar corrects lines and does not record their words",
                Place(self.name, 1, 1),
            )
        lines = text.text.split("\n")
        corrections = self.corrections
        ends = {last for _, last in (*corrections.keep, *corrections.leave_out)}
        ends |= {fix.last for fix in corrections.blocks}
        may_be_blank = ends.union(corrections.not_breaks)
        same_story = self.sha256 == sha256(source.data).hexdigest()
        for number, place in self.places.items():
            now = lines[number - 1].strip() if number <= len(lines) else ""
            was = self.reads.get(number)
            if not now and number not in may_be_blank:
                self._refuse(place, _gone(source.name, number, len(lines), was), was, lines)
            elif was is not None and not _same(was, now):
                changed = f"{source.name}:{number} said {_shown(was)} and now says {_shown(now)}"
                self._refuse(place, changed, was, lines)
            elif was is None and self.sha256 and not same_story:
                self._check_among_known(place, source.name, number, now)

    def moved(self, text: Text) -> Sidecar:
        """Return the sidecar with its corrections where their lines are now.

        A line is found again by what it said, where exactly one says that; the others stay,
        and `check_fit` has the last word about them.
        """
        lines = text.text.split("\n")
        now: dict[int, int] = {}
        for number in self.places:
            was = self.reads.get(number, "")
            stays = not was or (number <= len(lines) and _same(was, lines[number - 1]))
            now[number] = number if stays else _only_line(was, lines) or number
        return replace(
            self,
            corrections=_moved(self.corrections, now),
            reads={**self.reads, **{now[n]: self.reads[n] for n in now if n in self.reads}},
            places={now[number]: place for number, place in self.places.items()},
        )

    def _refuse(self, place: int, change: str, was: str | None, lines: list[str]) -> NoReturn:
        """Raise the error for a line that changed; say where it stands now, if anywhere."""
        now = _only_line(was, lines)
        if now:
            advice = (
                f"that line is now line {now}: epubify inspect with the option sidecar "
                "and the option force corrects the number"
            )
        else:
            advice = "correct the number, or take the correction out"
        raise SidecarMisfit(self.name, place, f"no longer fits its story: {change}", advice)

    def _check_among_known(self, place: int, story: str, number: int, now: str) -> None:
        """Raise InputError for a line that says nothing that was noted down, here or elsewhere."""
        if any(_same(was, now) for was in self.reads.values()):
            return
        problem = (
            f"the story has changed, and what its line {number} said was not written down; "
            f"{story}:{number} says {_shown(now)} now"
        )
        entry = f'{number} = "{in_short(now, 30)}"'
        advice = f"if that is the line you mean, add {entry} to [check.lines]"
        raise SidecarMisfit(self.name, place, problem, advice)


def _moved(old: Corrections, now: Mapping[int, int]) -> Corrections:
    """Return corrections of lines at the places where these are now."""
    return Corrections(
        tuple(replace(fix, line=now[fix.line]) for fix in old.headings),
        tuple(now[line] for line in old.not_headings),
        tuple(now[line] for line in old.breaks),
        tuple(now[line] for line in old.not_breaks),
        tuple((now[first], now[last]) for first, last in old.keep),
        tuple(replace(fix, first=now[fix.first], last=now[fix.last]) for fix in old.blocks),
        tuple((now[first], now[last]) for first, last in old.leave_out),
        tuple(now[line] for line in old.new_paragraphs),
        tuple(now[line] for line in old.not_paragraphs),
        tuple(replace(fix, line=now[fix.line]) for fix in old.unchanged),
    )


def _gone(story: str, number: int, last: int, was: str | None) -> str:
    said = f" (it said {_shown(was)})" if was else ""
    if number > last:
        return f"no line {number} in {story}{said}"
    return f"{story}:{number} is empty{said}"


def _only_line(was: str | None, lines: list[str]) -> int | None:
    """Return the number of the only line that reads so, None where there are none or several."""
    found = [n for n, line in enumerate(lines, 1) if was and _same(was, line)]
    return found[0] if len(found) == 1 else None


def in_short(text: str, longest: int = 80) -> str:
    """Return the beginning of a line; what is left out is marked by an ellipsis.

    >>> in_short("  a long line ", 7)
    'a long…'
    """
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _shown(text: str) -> str:
    return f"“{in_short(text, 50)}”"


def _same(was: str, now: str) -> bool:
    """Tell whether a line reads as it was noted down, perhaps only in its beginning."""
    if was.endswith("…"):
        return _letters(now).startswith(_letters(was))
    return _letters(now) == _letters(was)


def _letters(text: str) -> str:
    """Return what a line says, whatever its punctuation; ornaments as they stand."""
    letters = "".join(char for char in text.casefold() if char.isalnum())
    return letters or "".join(text.split())
