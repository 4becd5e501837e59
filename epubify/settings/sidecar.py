"""The sidecar of a story: a file beside it in which a person says what is known better.

``STORY.toml`` beside ``STORY.txt`` holds options of the book and of its reading, and
corrections of single lines. The command line wins over it, and it wins over what was read.
It also holds what the corrected lines said when it was written: where they read differently
now, nothing is guessed, and the story is refused until the sidecar fits again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from epubify.errors import InputError, SidecarMisfit
from epubify.model import Place, Source, Text
from epubify.options import BlockFix, Corrections, HeadingFix, Unchanged
from epubify.report import Report
from epubify.settings.sidecar_keys import (
    CHECK,
    ENTRY_KEYS,
    LEAVE_OUT,
    LINE_KEYS,
    LISTS,
    OPTION_KEYS,
    RANGES,
    TABLES,
    is_ranges,
)
from epubify.settings.tomlfile import Line, TomlFile


@dataclass(frozen=True, slots=True)
class Sidecar:
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


# ------------------------------------------------------------------------------- reading


def sidecar_of(source: Source) -> Sidecar:
    """Return what the sidecar of a source says, an empty one where there is none.

    Raises InputError, with the line, for what is not TOML, for unknown keys, and for values of
    the wrong kind.
    """
    if source.sidecar is None:
        return Sidecar("")
    return read_sidecar(source.sidecar)


def read_sidecar(file: Source) -> Sidecar:
    """Return what a sidecar says.

    >>> read_sidecar(Source("a.toml", b'title = "Dusk"')).options
    {'title': 'Dusk'}
    >>> read_sidecar(Source("a.toml", b'titel = "Dusk"'))
    Traceback (most recent call last):
    epubify.errors.InputError: a.toml:1: unknown key “titel”; did you mean “title”?
    """
    return _Reader(TomlFile.read(file)).sidecar()


class _Reader:
    """Turns the data of one sidecar into values, and names the line of what it cannot use."""

    def __init__(self, file: TomlFile) -> None:
        self.file = file
        self.name = file.name
        self.data = file.data
        self.places: dict[int, int] = {}
        self.reads: dict[int, str] = {}

    def sidecar(self) -> Sidecar:
        said = dict(self._options())
        check = self._table(CHECK, self.data.get(CHECK, {}))
        self.reads.update(self._recorded(check.get("lines", {})))
        corrections = Corrections(
            tuple(_heading(entry) for entry in self._entries("heading")),
            self._numbers("not_headings"),
            tuple(entry["line"] for entry in self._entries("break")),
            self._numbers("not_breaks"),
            self._ranges("keep"),
            tuple(_block(entry) for entry in self._entries("block", "lines")),
            self._ranges(LEAVE_OUT),
            self._numbers("new_paragraphs"),
            self._numbers("not_paragraphs"),
            tuple(_unchanged(entry) for entry in self._entries("unchanged")),
        )
        self._refuse_contradictions(corrections)
        sha256, outside = check.get("sha256"), tuple(self._outside(said))
        return Sidecar(self.name, said, corrections, sha256, self.reads, self.places, outside)

    def _outside(self, said: Mapping[str, Any]) -> Iterator[InputError]:
        """Yield an error for each file, of those named, that does not lie below the sidecar.

        A story that comes with a sidecar comes from a stranger: it must not be able to put
        any file of this machine into a book that is then passed on.
        """
        home = Path(self.name).parent.resolve()
        for key in self.data:
            option = OPTION_KEYS.get(key.replace("-", "_"))
            value = said.get(option.option) if option else None
            for path in value if isinstance(value, tuple) else (value,):
                if isinstance(path, Path) and not path.resolve().is_relative_to(home):
                    problem = f"{key}: {path} lies outside the folder of the sidecar"
                    advice = "move it there, or allow it with the option trust-sidecars"
                    line = self.file.line(("", 0, key))
                    yield InputError(self.name, line, problem, advice)

    def _options(self) -> Iterator[tuple[str, Any]]:
        folder = Path(self.name).parent
        for key, value in self.data.items():
            name = key.replace("-", "_")
            if name == "keep" and is_ranges(value):
                continue
            if name in LINE_KEYS or (name in TABLES and not isinstance(value, str)):
                continue
            if name not in OPTION_KEYS:
                self._unknown(("", 0, key), [*OPTION_KEYS, *TABLES, *LINE_KEYS])
            option = OPTION_KEYS[name]
            yield option.option, self.file.value(option, value, ("", 0, key), folder)

    def _table(self, name: str, table: Any, nth: int = 0) -> dict[str, Any]:
        """Return a table, its values checked."""
        if not isinstance(table, dict):
            self.file.refuse(
                ("", 0, name), f"{name} is not a table", f"write [{name}] above its keys"
            )
        known = ENTRY_KEYS[name]
        for key in table:
            if key not in known:
                self._unknown((name, nth, key), known)
        return {
            key: self.file.value(known[key], value, (name, nth, key), Path())
            for key, value in table.items()
        }

    def _entries(self, name: str, where: str = "line") -> Iterator[dict[str, Any]]:
        """Yield the tables of a name, each with the key that says which lines it is about."""
        entries = self.data.get(name, [])
        if name in OPTION_KEYS and isinstance(entries, str):
            return
        if not isinstance(entries, list):
            self.file.refuse(("", 0, name), f"{name} is not a list of tables", f"write [[{name}]]")
        for nth, entry in enumerate(entries):
            table = self._table(name, entry, nth)
            if where not in table:
                self.file.refuse((name, nth, ""), f"this {name} has no {where}", f"add {where} = …")
            named = table[where]
            lines = named if isinstance(named, tuple) else (named,)
            for line in lines:
                self._note(line, (name, nth, where))
            if "reads" in table:
                self.reads[lines[0]] = table["reads"]
            yield table

    def _numbers(self, key: str) -> tuple[int, ...]:
        numbers = self.file.value(LISTS[key], self.data.get(key, []), ("", 0, key), Path())
        for number in numbers:
            self._note(number, ("", 0, key))
        return tuple(numbers)

    def _ranges(self, key: str) -> tuple[tuple[int, int], ...]:
        """Return first and last lines; ``keep`` may name kinds of lines in their place."""
        value = self.data.get(key, [])
        if key == "keep" and not is_ranges(value):
            return ()
        found: tuple[tuple[int, int], ...] = self.file.value(RANGES, value, ("", 0, key), Path())
        for number in (line for lines in found for line in lines):
            self._note(number, ("", 0, key))
        return found

    def _recorded(self, lines: dict[str, str]) -> Iterator[tuple[int, str]]:
        for number, said in lines.items():
            if not number.isdecimal() or not isinstance(said, str):
                advice = 'each is a line number and a text: 12 = "Chapter 1"'
                if number in {*OPTION_KEYS, *LINE_KEYS}:
                    advice = "move it up, above the first line in brackets"
                self.file.refuse(
                    ("check.lines", 0, number), f"{number} is not a line number", advice
                )
            yield int(number), said

    def _note(self, number: int, at: Line) -> None:
        self.places.setdefault(number, self.file.line(at) or 1)

    def _refuse_contradictions(self, corrections: Corrections) -> None:
        said = Counter(fix.line for fix in corrections.headings)
        said.update(set(corrections.not_headings))
        ranges = [(fix.first, fix.last) for fix in corrections.blocks]
        for first, last in (*ranges, *corrections.leave_out):
            said.update(range(first, last + 1))
        for line in sorted(line for line, times in said.items() if times > 1):
            near = max((n for n in self.places if n <= line), default=line)
            problem = f"line {line} is corrected twice"
            raise InputError(self.name, self.places.get(near), problem, "leave one of the two")

    def _unknown(self, at: Line, known: Iterable[str]) -> NoReturn:
        table, _, key = at
        advice = ""
        if table and key in {*OPTION_KEYS, *LINE_KEYS}:
            advice = "it belongs to the story: move it up, above the first line in brackets"
        self.file.unknown(at, known, advice)


def _block(entry: dict[str, Any]) -> BlockFix:
    first, last = entry["lines"]
    return BlockFix(first, last, entry["kind"])


def _unchanged(entry: dict[str, Any]) -> Unchanged:
    return Unchanged(entry["line"], entry.get("rule"), entry.get("change"))


def _heading(entry: dict[str, Any]) -> HeadingFix:
    return HeadingFix(entry["line"], entry.get("level"), entry.get("label"), entry.get("title"))
