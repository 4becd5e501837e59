"""The text of a sidecar, changed entry by entry: all else in it stays as a person wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

import tomli
from msgspec import Struct

from epubify.inspection.sidecar_draft import toml
from epubify.settings.sidecar_keys import CHECK, OPTION_KEYS
from epubify.text.lazy_pattern import lazy

_HEADER = lazy(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_LINES = f"{CHECK}.lines"
_PARTS_OF_KEYS = {"block": ("lines",), "unchanged": ("line", "rule", "change")}
"""Tables that are told apart by other keys than ``line``."""


class _Statement(Struct, eq=False):
    """A key with its value, the head of a table, or a line that says nothing."""

    table: str
    """Name of the table it stands in; empty above all tables."""
    nth: int
    """Which of the tables of that name."""
    key: str
    """Empty for a head, and for lines that say nothing."""
    lines: list[str]
    head: bool = False

    @property
    def silent(self) -> bool:
        """It is blank or a comment."""
        return not (self.key or self.head)


class SidecarText:
    """The text of a sidecar, in which single entries can be set and taken out.

    >>> text = SidecarText('# mine\\ntitle = "Dusk"  # as on the cover\\n')
    >>> text.set_option("title", "title", "Dawn")
    >>> text.set_tables("heading", [{"line": 12, "level": 1}])
    >>> print(text, end="")
    # mine
    title = "Dawn"  # as on the cover
    <BLANKLINE>
    [[heading]]
    line = 12
    level = 1
    """

    def __init__(self, text: str) -> None:
        self._statements = list(_statements(text))

    def __str__(self) -> str:
        lines = [line for one in self._statements for line in one.lines]
        return "\n".join(lines).strip("\n") + "\n"

    # ------------------------------------------------------------------------ single keys

    def set_option(self, option: str, key: str, value: Any) -> None:
        """Set an option of the sidecar; None takes it out. ``key`` is what a new one is called."""
        self._set_top(lambda name: _option_of(name) == option, key, value)

    def set_list(self, key: str, value: Sequence[Any]) -> None:
        """Set a list that stands above all tables; an empty one is taken out."""
        self._set_top(lambda name: name.replace("-", "_") == key, key, list(value) or None)

    def _set_top(self, is_it: Any, key: str, value: Any) -> None:
        there = [s for s in self._statements if s.key and not s.table and is_it(s.key)]
        for extra in there if value is None else there[1:]:
            self._statements.remove(extra)
        if value is None:
            return
        if there:
            there[0].lines = [f"{_written_key(there[0])} = {toml(value)}{_remark(there[0])}"]
            return
        made = _Statement("", 0, key, [f"{key} = {toml(value)}"])
        self._statements.insert(self._place_for(key), made)

    def _place_for(self, key: str) -> int:
        """Return where a new key goes: below the comment that shows it, else below the others."""
        first_head = next(
            (n for n, s in enumerate(self._statements) if s.head), len(self._statements)
        )
        shown = [
            n + 1
            for n, s in enumerate(self._statements[:first_head])
            if s.silent and s.lines[0].lstrip("# ").startswith(f"{key} =")
        ]
        told = [n + 1 for n, s in enumerate(self._statements[:first_head]) if s.key]
        if shown or told:
            return (shown or told)[-1]
        opening = takewhile(lambda s: s.lines[0].startswith("#"), self._statements)
        return sum(1 for _ in opening)

    # ----------------------------------------------------------------------------- tables

    def set_tables(self, name: str, entries: Sequence[Mapping[str, Any]]) -> None:
        """Let there be these tables of a name, and no others."""
        parts = _PARTS_OF_KEYS.get(name, ("line",))
        waiting = {repr([entry.get(part) for part in parts]): entry for entry in entries}
        for nth in sorted({s.nth for s in self._statements if s.table == name and s.head}):
            said = self._said(name, nth)
            entry = waiting.pop(repr([said.get(part) for part in parts]), None)
            if entry is None:
                self._remove_table(name, nth)
            elif {key: value for key, value in said.items() if key != "reads"} != dict(entry):
                self._set_keys(name, nth, entry)
        for entry in waiting.values():
            self._add_table(name, entry)

    def set_check(self, sha256: str, lines: Mapping[int, str]) -> None:
        """Note down what the lines said for which the sidecar was written."""
        said = {str(number): text for number, text in sorted(lines.items())}
        for name, entries in ((CHECK, {"sha256": sha256}), (_LINES, said)):
            if any(s.head and s.table == name for s in self._statements):
                self._set_keys(name, 0, entries)
            else:
                self._append(name, f"[{name}]", entries)

    def _said(self, name: str, nth: int) -> dict[str, Any]:
        lines = [
            line
            for s in self._statements
            if s.key and (s.table, s.nth) == (name, nth)
            for line in s.lines
        ]
        return tomli.loads("\n".join(lines))

    def _remove_table(self, name: str, nth: int) -> None:
        gone = [s for s in self._statements if (s.table, s.nth) == (name, nth) and not s.silent]
        at = self._statements.index(gone[0])
        self._statements = [s for s in self._statements if s not in gone]
        while 0 < at < len(self._statements) and _both_blank(self._statements[at - 1 : at + 1]):
            del self._statements[at]

    def _set_keys(self, name: str, nth: int, entry: Mapping[str, Any]) -> None:
        """Let a table say this and no more; a key that says it already keeps its remark."""
        old = {s.key: s for s in self._statements if s.key and (s.table, s.nth) == (name, nth)}
        was = self._said(name, nth)
        head = next(s for s in self._statements if s.head and (s.table, s.nth) == (name, nth))
        self._statements = [s for s in self._statements if s not in old.values()]
        at = self._statements.index(head) + 1
        made = [
            old[key]
            if key in old and was.get(key) == value
            else _Statement(name, nth, key, [f"{key} = {toml(value)}"])
            for key, value in entry.items()
        ]
        self._statements[at:at] = made

    def _add_table(self, name: str, entry: Mapping[str, Any]) -> None:
        same = [n for n, s in enumerate(self._statements) if s.table == name and not s.silent]
        check = [n for n, s in enumerate(self._statements) if s.head and s.table in (CHECK, _LINES)]
        if same:
            self._insert(same[-1] + 1, name, f"[[{name}]]", entry)
        elif check:
            at = check[0]
            while at and self._statements[at - 1].lines[0].lstrip().startswith("#"):
                at -= 1
            self._insert(at, name, f"[[{name}]]", entry)
        else:
            self._append(name, f"[[{name}]]", entry)

    def _append(self, name: str, head: str, entry: Mapping[str, Any]) -> None:
        while self._statements and not self._statements[-1].lines[0].strip():
            self._statements.pop()
        self._insert(len(self._statements), name, head, entry)

    def _insert(self, at: int, name: str, head: str, entry: Mapping[str, Any]) -> None:
        nth = 1 + max((s.nth for s in self._statements if s.table == name), default=-1)
        made = [_Statement(name, nth, "", [head], head=True)]
        made += [_Statement(name, nth, k, [f"{k} = {toml(v)}"]) for k, v in entry.items()]
        before = [_blank()] if at and self._statements[at - 1].lines[-1].strip() else []
        behind = self._statements[at : at + 1]
        after = [_blank()] if behind and behind[0].lines[0].strip() else []
        self._statements[at:at] = [*before, *made, *after]


def _blank() -> _Statement:
    return _Statement("", 0, "", [""])


def _both_blank(pair: Sequence[_Statement]) -> bool:
    return all(not s.lines[0].strip() for s in pair) and len(pair) > 1


def _option_of(key: str) -> str:
    name = key.replace("-", "_")
    return OPTION_KEYS[name].option if name in OPTION_KEYS else name


def _written_key(statement: _Statement) -> str:
    return statement.lines[0].partition("=")[0].strip()


def _remark(statement: _Statement) -> str:
    """Return the comment behind a value, with the space before it."""
    line = statement.lines[-1]
    if len(statement.lines) > 1:
        return ""
    for at, char in enumerate(line):
        if char == "#" and _is_whole(line[:at]):
            return line[len(line[:at].rstrip()) :]
    return ""


def _is_whole(text: str) -> bool:
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        return False
    return True


def _statements(text: str) -> Iterator[_Statement]:
    """Yield what a sidecar that can be read consists of."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n").split("\n")
    if lines == [""]:
        return
    table, counts = "", dict[str, int]()
    at = 0
    while at < len(lines):
        line, end = lines[at], at + 1
        if not line.strip() or line.lstrip().startswith("#"):
            yield _Statement(table, counts.get(table, 0), "", [line])
        elif header := _HEADER.match(line):
            table = header[1]
            counts[table] = counts.get(table, -1) + 1
            yield _Statement(table, counts[table], "", [line], head=True)
        else:
            while end < len(lines) and not _is_whole("\n".join(lines[at:end])):
                end += 1
            [key] = tomli.loads("\n".join(lines[at:end]))
            yield _Statement(table, counts.get(table, 0), key, lines[at:end])
        at = end
