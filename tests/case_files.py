r"""Cases as text: the one format of all files below ``tests/cases``, and its one loader.

A file begins with what it is about, in words; then come its cases, one or many::

    Title pages: bare lines on top that name title and author.

    ====== title and byline
    language: en
    === text
    The Salt Road

    by Nina Hale
    === metadata
    title: The Salt Road
    author: Nina Hale

A case is a title, lines ``key: value`` that say how it is run, and sections. Which keys and
sections there are depends on the folder and stands in ``TOPICS``: what is misspelt is refused, so
that nothing is written in vain. Three keys are known everywhere: ``known-failure: why`` marks a
case that must fail until it is mended (a strict xfail), ``comment: words`` is for the reader, and
``needs: fonts-cjk`` names what must be installed.

**Sections.** Blank lines at the end of a section do not count. Escapes such as ``\x92``,
``\u00a0``, ``\t``, ``\f`` and ``\n`` stand for what cannot be seen (``\x5c`` is a backslash where
one is in the way); a line that begins like a heading of a case or section has a backslash before
it. In a text, ``{400 words}`` stands for so many words of prose in paragraphs of a hundred,
``{400 words in one paragraph}`` for one paragraph.

- ``text`` is the input, ``becomes`` the output; without ``becomes`` the text must stay as it is.
- ``rows`` is a table of small cases, one a line, ``input => output``; without an arrow nothing
  must come of the input.
- ``file NAME``, ``bytes NAME`` and ``base64 NAME`` are files. In ``bytes`` the ends of lines do not
  count, and `` * 90`` at the end of a line repeats it.
- All other sections are facts that must come out; the tests of the topic say how they are read.

``pytest --accept`` writes into the files what came out, where a test holds a section with the
fixture ``expect``. Read the difference before it is committed.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

import pytest

from epubify.model import Finding

CASES = Path(__file__).parent / "cases"

_BOOK = (
    "text file bytes base64 options metadata outline blocks keeps leaves-out findings refused",
    "file encoding line-ends kind",
)
TOPICS: Mapping[str, tuple[str, str]] = {
    "audit": ("text findings", ""),
    "cli": ("bytes message rows", ""),
    "covers": ("rows", ""),
    "decode": ("rows", ""),
    "forms": _BOOK,
    "languages": ("rows", ""),
    "layout": ("text blocks", ""),
    "manifest": ("text message", ""),
    "repair": ("text becomes", ""),
    "sidecar": ("text message", ""),
    "structure": ("text metadata outline findings rows", "file"),
    "trouble": _BOOK,
    "typography": ("text notes becomes", "language"),
    "words": ("text rows", ""),
}
"""Which sections and keys the cases of a folder may have."""
EVERYWHERE = frozenset({"known-failure", "comment", "needs"})

CASE, SECTION, ARROW = "====== ", "=== ", " => "
_HEADING = re.compile(r"^\\(?=\\*(?:=== |====== ))", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|[tfn])")
_STANDS_FOR = re.compile(r"\{(\d+) words( in one paragraph)?\}")
_TIMES = re.compile(r" \* (\d+)$")

PROSE = (
    "The ferry left at six, and nobody had thought to wake the dog before it did. "
    "It barked at the jetty until the tide came in, and then it slept. "
)
PER_PARAGRAPH = 100


class BadCase(ValueError):
    """A file of cases is not in the format; says where."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a case: what it is, the name of a file where it is one, and its lines."""

    kind: str
    name: str
    raw: str

    @property
    def text(self) -> str:
        """The text with all that stands for something else replaced."""
        return _STANDS_FOR.sub(_prose, unescaped(_HEADING.sub("", self.raw)))

    @property
    def typed(self) -> str:
        """The text of a form that has backslashes of its own: no escape stands for anything."""
        return _STANDS_FOR.sub(_prose, self.raw)

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.split("\n") if line]

    @property
    def data(self) -> bytes:
        """The bytes of a section ``bytes`` or ``base64``."""
        if self.kind == "base64":
            return base64.b64decode(self.raw, validate=False)
        data = b""
        for line in _HEADING.sub("", self.raw).split("\n"):
            times = _TIMES.search(line)
            once = unescaped(line[: times.start()] if times else line).encode("latin-1")
            data += once * int(times[1] if times else 1)
        return data

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The pairs of a table; what has no arrow has an empty right side."""
        pairs = (line.partition(ARROW) for line in _HEADING.sub("", self.raw).split("\n") if line)
        return [(unescaped(left), unescaped(right)) for left, _, right in pairs]


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a file."""

    path: Path
    title: str
    keys: Mapping[str, str]
    sections: tuple[Section, ...]
    id: str
    """The name of the file where the case is its only one, else that and the title."""

    def get(self, kind: str) -> Section | None:
        return next((section for section in self.sections if section.kind == kind), None)

    def text(self, kind: str = "text") -> str:
        section = self.get(kind)
        if section is None:
            raise BadCase(f"{self.path.name}: {self.title}: no section {kind!r}")
        return section.text

    def lines(self, kind: str) -> list[str]:
        section = self.get(kind)
        return section.lines if section else []

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [row for section in self.sections if section.kind == "rows" for row in section.rows]

    @property
    def marks(self) -> list[pytest.MarkDecorator]:
        why = self.keys.get("known-failure")
        return [] if why is None else [pytest.mark.xfail(strict=True, reason=why)]


# ------------------------------------------------------------------------------ reading


def read_cases(topic: str, *stems: str) -> list[Case]:
    """Return the cases of a folder, or of these files in it.

    Raises BadCase for what the folder does not know, and where a title stands twice in a file.
    """
    folder = CASES / topic
    paths = [folder / f"{stem}.txt" for stem in stems] or sorted(folder.glob("*.txt"))
    return [case for path in paths for case in read_file(path, *TOPICS[topic])]


def read_file(path: Path, kinds: str, keys: str) -> list[Case]:
    return _parts(path, kinds, keys)[1]


def _parts(path: Path, kinds: str, keys: str) -> tuple[str, list[Case]]:
    """Return what a file is about, and its cases."""
    about, *parts = f"\n{path.read_text('utf-8')}".split(f"\n{CASE}")
    if not about.strip() or f"\n{SECTION}" in about:
        raise BadCase(f"{path.name}: a file begins with what it is about")
    known = frozenset(kinds.split()), EVERYWHERE.union(keys.split())
    cases = [_case(path, part, *known, alone=len(parts) == 1) for part in parts]
    for title, count in Counter(case.title for case in cases).items():
        if count > 1:
            raise BadCase(f"{path.name}: {title}: there are {count} of that name")
    return about.strip("\n"), cases


def _case(
    path: Path, part: str, kinds: frozenset[str], known: frozenset[str], *, alone: bool
) -> Case:
    head, *bodies = part.split(f"\n{SECTION}")
    title, *lines = head.strip("\n").split("\n")
    keys = dict(line.split(": ", 1) if ": " in line else (line, "") for line in lines if line)
    sections = tuple(map(_section, bodies))
    odd = [key for key in keys if key not in known]
    odd += [section.kind for section in sections if section.kind not in kinds]
    if odd or not sections:
        raise BadCase(f"{path.name}: {title}: {', '.join(odd) or 'nothing in it'}")
    own_id = path.stem if alone else f"{path.stem}: {title}"
    return Case(path, title, keys, sections, own_id)


def _section(body: str) -> Section:
    heading, _, raw = body.partition("\n")
    kind, _, name = heading.partition(" ")
    return Section(kind, name, raw.rstrip("\n"))


def case_params(
    topic: str, *stems: str, section: str | None = None, **marks: Sequence[pytest.MarkDecorator]
) -> list[object]:
    """Return the cases as parameters of a test; only those with a section where it is named.

    ``marks`` are what a word after ``needs:`` adds, with ``_`` for ``-``.
    """
    return [
        pytest.param(case, id=case.id, marks=_marks(case, marks))
        for case in read_cases(topic, *stems)
        if section is None or case.get(section)
    ]


def row_params(topic: str, stem: str, **marks: Sequence[pytest.MarkDecorator]) -> list[object]:
    """Return the rows of a file as parameters: input and output."""
    return [
        pytest.param(left, right, id=left, marks=_marks(case, marks))
        for case in read_cases(topic, stem)
        for left, right in case.rows
    ]


def _marks(
    case: Case, marks: Mapping[str, Sequence[pytest.MarkDecorator]]
) -> list[pytest.MarkDecorator]:
    needs = case.keys.get("needs", "").replace("-", "_").split()
    return [*case.marks, *(mark for need in needs for mark in marks[need])]


def unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: found[0].encode().decode("unicode_escape"), text)


def _prose(found: re.Match[str]) -> str:
    words = list(islice(cycle(PROSE.split()), int(found[1])))
    step = len(words) if found[2] else PER_PARAGRAPH
    return "\n\n".join(" ".join(words[n : n + step]) for n in range(0, len(words), step))


# ------------------------------------------------------------------------------ holding

Expect = Callable[[Case, str, Sequence[str]], None]
"""The fixture ``expect``: fails unless these are the lines of a section, or writes them there."""


def expect_unless_unchanged(case: Case, made: str, expect: Expect) -> None:
    """Hold the output of a case; without one its text must have stayed as it was."""
    if made != case.text() or case.get("becomes"):
        expect(case, "becomes", made.split("\n"))


def expect_findings(case: Case, found: Iterable[Finding], expect: Expect) -> None:
    """Hold findings, in order: a line has the code, and words that the message must have."""
    have = [f"{finding.code} {finding.message}" for finding in found]
    wanted = [line.partition(" ") for line in case.lines("findings")]
    if len(have) != len(wanted) or not all(
        line.startswith(f"{code} ") and words in line
        for line, (code, _, words) in zip(have, wanted, strict=True)
    ):
        expect(case, "findings", have)


# ------------------------------------------------------------------------------ writing


def escaped(text: str) -> str:
    """Return a text as a section holds it; what cannot be seen is written as an escape."""
    text = _ESCAPE.sub(lambda found: f"\\x5c{found[0][1:]}", text)
    lines = "".join(map(_shown, text)).split("\n")
    return "\n".join(f"\\{line}" if _looks_like_heading(line) else line for line in lines)


def _shown(char: str) -> str:
    unseen = char not in "\n \u3000" and unicodedata.category(char)[0] in "ZC"
    if not unseen or ord(char) > 0xFFFF:
        return char
    return f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{ord(char):04x}"


def _looks_like_heading(line: str) -> bool:
    return line.lstrip("\\").startswith((SECTION, CASE))


def accept(case: Case, kind: str, text: str) -> None:
    """Write into the file of a case that this text is right for one of its sections."""
    about, cases = _parts(case.path, *TOPICS[case.path.parent.name])
    new = Section(kind, "", escaped(text))
    for n, old in enumerate(cases):
        if old.title == case.title:
            cases[n] = replace(old, sections=_with(old.sections, new))
    write_file(case.path, about, cases)


def _with(sections: Sequence[Section], new: Section) -> tuple[Section, ...]:
    if any(section.kind == new.kind for section in sections):
        return tuple(new if section.kind == new.kind else section for section in sections)
    return (*sections, new)


def write_file(path: Path, about: str, cases: Iterable[Case]) -> None:
    path.write_text("\n\n".join([about, *map(_written, cases)]) + "\n", "utf-8", newline="\n")


def _written(case: Case) -> str:
    lines = [f"{CASE}{case.title}", *(f"{key}: {value}" for key, value in case.keys.items())]
    for section in case.sections:
        lines.append(f"{SECTION}{section.kind} {section.name}".rstrip())
        lines += [section.raw] if section.raw else []
    return "\n".join(lines)
