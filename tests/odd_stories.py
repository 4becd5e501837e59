"""Odd stories, made by chance from a number: all that people put into texts, in any order.

Each is the same wherever and whenever it is made. They are pieced together from what stories
consist of (``odd_parts.toml``: title blocks, fields, headings of every form, breaks, notes, mails,
verse, letters, lists, scripts of the world); one in four is a stretch of a seed instead. Half of
all are damaged: lines cut, doubled, shuffled, joined, control characters strewn in; some are
written in another encoding, or have a byte that is wrong.

``python tests/odd_stories.py 20000`` makes the books of so many, and tells which were refused or
crashed; with ``--plain`` also which had lines set as plain text (finding W001), and why.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from msgspec.structs import replace

HERE = Path(__file__).parent
PARTS = tomllib.loads((HERE / "odd_parts.toml").read_text("utf-8"))
WORDS = PARTS["words"].split()
LONGEST = 2_500
"""Characters of a seed that are taken: with more, most of the time goes to seeds."""


class OddStory:
    """A story that is made from a number."""

    def __init__(self, number: int) -> None:
        self.chance = Random(f"odd story {number}")
        self.parts: dict[Callable[[], str], int] = {
            self.paragraph: 12, self.heading: 5, self.scene_break: 3, self.cue: 3, self.note: 2,
            self.verse: 2, self.script: 2, self.letter: 1, self.mail: 1, self.fields: 1,
            self.contents: 1, self.pages: 1, self.title_block: 1, self.play: 1, self.repeated: 1,
        }  # fmt: skip

    def text(self) -> str:
        """The story: a top, and parts in any order with any space between them."""
        chance = self.chance
        top = chance.choice((self.title_block, self.fields, self.mail, self.paragraph))
        parts = chance.choices([*self.parts], [*self.parts.values()], k=chance.randint(0, 12))
        gap = "\n" * chance.choice((2, 2, 2, 1, 3, 4))
        odd_gap = chance.choice(("\n", gap * 2))
        return "".join(
            make() + (gap if chance.random() < 0.85 else odd_gap) for make in (top, *parts)
        )

    def any(self, name: str) -> str:
        """Return one of the parts of a kind, with words in its gaps."""
        part: str = self.chance.choice(PARTS[name])
        while "{}" in part:
            part = part.replace("{}", self.words(6), 1)
        return part

    def set(self, name: str, text: str) -> str:
        """Return a text as one of the forms of a kind has it."""
        form: str = self.chance.choice(PARTS[name])
        return form.format(text)

    def some(self, make: Callable[[], str], fewest: int, most: int) -> list[str]:
        return [make() for _ in range(self.chance.randint(fewest, most))]

    # -- prose

    def words(self, most: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, most)))

    def sentence(self) -> str:
        text = self.words(18)
        if self.chance.random() < 0.15:
            text += f" {self.any('scripts')}"
        if self.chance.random() < 0.9:
            text = text[:1].upper() + text[1:]
        return self.set("speech", text + self.any("ends"))

    def paragraph(self) -> str:
        chance = self.chance
        width = chance.choice((9_999, 30, 60, 72, 80))
        lines = wrapped(" ".join(self.some(self.sentence, 1, 6)), width)
        if chance.random() < 0.15:
            lines[chance.randrange(len(lines))] += self.any("hyphens")
        edge, first = self.any("edges"), self.any("indents")
        return "\n".join(f"{edge}{'' if n else first}{line}" for n, line in enumerate(lines))

    def verse(self) -> str:
        indent = self.any("indents")
        return "\n".join(
            indent * self.chance.randint(0, 2) + line
            for line in self.some(lambda: self.words(6), 2, 9)
        )

    def letter(self) -> str:
        return f"June 5th\n\nDear Tom,\n\n{self.paragraph()}\n\n{self.any('closings')}"

    def script(self) -> str:
        return "\n".join(self.some(lambda: self.any("scripts"), 1, 4))

    def play(self) -> str:
        speakers = self.chance.sample(PARTS["speakers"], 2)
        after = self.chance.choice((": ", ". ", "\n", "\n    "))
        speech = lambda: f"{self.chance.choice(speakers)}{after}{self.sentence()}"  # noqa: E731
        return "\n\n".join(self.some(speech, 2, 7))

    # -- what divides it

    def heading(self) -> str:
        chance = self.chance
        kind = chance.choice(("named", "cjk_headings", "numbers", "titles", "", ""))
        core = self.any(kind) if kind else self.counted()
        if chance.random() < 0.4:
            core += chance.choice((": ", " - ", ". ", " ", "\n", "\n\n", " -- ")) + self.any(
                "titles"
            )
        if chance.random() < 0.1:
            core = self.any("titles") + chance.choice((": ", " - ", " ")) + core
        return "\n".join(self.set("frames", line) if line else "" for line in core.split("\n"))

    def counted(self) -> str:
        between = self.chance.choice((" ", " ", "", "  ", "-"))
        return f"{self.any('markers')}{between}{self.any('numbers')}"

    def scene_break(self) -> str:
        return self.chance.choice(("{}", "{:^60}", "   {}", "{0} {0}")).format(self.any("breaks"))

    def repeated(self) -> str:
        line = self.any(self.chance.choice(("breaks", "cues", "notes", "titles")))
        return "\n\n".join(f"{text}\n\n{line}" for text in self.some(self.paragraph, 2, 5))

    def contents(self) -> str:
        dots = self.chance.choice((" ....... ", "   ", "\t", ""))
        titles = self.some(lambda: self.any("titles"), 1, 7)
        entries = (f"{n}. {t}{dots}{n * 7 if dots else ''}" for n, t in enumerate(titles, 1))
        return "\n".join(("Contents", "", *entries))

    def pages(self) -> str:
        """Return pages with a running head, a number, or both."""
        title, form = self.any("titles"), self.any("page_marks")
        return "".join(
            f"{text}\n\n{form.replace('N', str(n)).replace('T', title)}\n\n"
            for n, text in enumerate(self.some(self.paragraph, 2, 5), 1)
        )

    # -- what stands around it

    def note(self) -> str:
        return self.any("notes")

    def cue(self) -> str:
        return "\n".join(self.some(lambda: self.any("cues"), 1, 4))

    def mail(self) -> str:
        lines = self.chance.sample(PARTS["headers"], self.chance.randint(1, 8))
        below = self.chance.choice(("", self.title_block(), "Hi all,\n\nhere is part 2.\n\nIda"))
        return "\n".join(lines) + "\n\n" + below

    def fields(self) -> str:
        inset = self.chance.choice(("", "", "   ", "\t", " " * 20))
        sign = self.chance.choice((": ", ":", " : ", " - ", "\t", ":   ", "= "))
        value = lambda: self.any(self.chance.choice(("values", "names", "titles")))  # noqa: E731
        return "\n".join(self.some(lambda: f"{inset}{self.any('keys')}{sign}{value()}", 1, 7))

    def title_block(self) -> str:
        lines = [self.any("titles"), *self.some(lambda: self.any("below_titles"), 0, 2)]
        lines += [self.set("bylines", self.any("names")), self.any("imprints")]
        if self.chance.random() < 0.2:
            self.chance.shuffle(lines)
        frame = self.chance.choice(PARTS["frames"][:8])
        gap = "\n" * self.chance.randint(1, 3)
        return gap.join(frame.format(line) for line in lines if line)


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


# ------------------------------------------------------------------------------- damage


def cut_lines(text: str, chance: Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    del lines[start : start + chance.randint(1, 1 + len(lines) // 3)]
    return "\n".join(lines)


def double_lines(text: str, chance: Random) -> str:
    lines = text.split("\n")
    start, at = chance.randrange(len(lines)), chance.randrange(len(lines) + 1)
    piece = lines[start : start + chance.randint(1, 12)] * chance.randint(1, 4)
    return "\n".join([*lines[:at], *piece, *lines[at:]])


def shuffle_lines(text: str, chance: Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    piece = lines[start : start + 20]
    chance.shuffle(piece)
    return "\n".join([*lines[:start], *piece, *lines[start + 20 :]])


def join_lines(text: str, chance: Random) -> str:
    share = chance.choice((0.02, 0.2, 0.9))
    ends = (" " if chance.random() < share else "\n" for _ in text)
    return "".join(line + end for line, end in zip(text.split("\n"), ends, strict=False))


def strew_controls(text: str, chance: Random) -> str:
    """Put signs that are no text into it, not so many that it is none."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        sign = chance.choice(PARTS["controls"]) * chance.choice((1, 1, 1, 2, 30))
        text = text[:at] + sign + text[at:]
    return text


def change_gaps(text: str, chance: Random) -> str:
    return text.replace("\n\n", chance.choice(("\n", "\n\n\n", "\n \n", "\n\t\n")))


def cut_off(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] if chance.random() < 0.5 else text[at:]


def set_in(text: str, chance: Random) -> str:
    edge = chance.choice((" ", "    ", "\t", "> ", "> > ", "\u3000", "* ", "| "))
    return "\n".join(f"{edge}{line}" for line in text.split("\n"))


def change_case(text: str, chance: Random) -> str:
    return chance.choice((text.upper(), text.lower(), text.title(), text.swapcase()))


def insert_parts(text: str, chance: Random) -> str:
    lines, odd = text.split("\n"), OddStory(chance.randrange(1 << 30))
    for make in chance.choices([*odd.parts], k=chance.randint(1, 5)):
        around = chance.choice(("", "\n"))
        lines.insert(chance.randrange(len(lines) + 1), f"{around}{make()}{around}")
    return "\n".join(lines)


ACCIDENTS: tuple[Callable[[str, Random], str], ...] = (
    cut_lines, double_lines, shuffle_lines, join_lines, strew_controls, change_gaps, cut_off,
    set_in, change_case, insert_parts, insert_parts,
)  # fmt: skip


def odd_story(number: int) -> bytes:
    """Return the story of a number, as the bytes of a file."""
    chance = Random(f"damage {number}")
    text = stretch_of_seed(chance) if number % 4 == 3 else OddStory(number).text()
    if number % 2:
        for _ in range(chance.randint(1, 3)):
            text = chance.choice(ACCIDENTS)(text, chance)
    codec = chance.choice(PARTS["encodings"]) if chance.random() < 0.3 else "utf-8"
    text = text.replace("\n", chance.choice(("\n", "\n", "\n", "\r\n", "\r")))
    data = bytearray(text.encode(codec, chance.choice(("replace", "ignore"))))
    if data and chance.random() < 0.05:
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def stretch_of_seed(chance: Random) -> str:
    text = chance.choice(seeds())
    start = chance.choice((0, chance.randrange(max(1, len(text) - LONGEST))))
    return text[start : start + LONGEST]


@cache
def seeds() -> tuple[str, ...]:
    """Return the texts of the seeds."""
    paths = sorted((HERE.parent / "seeds").rglob("*.txt"))
    return tuple(path.read_bytes().decode("utf-8", "replace") for path in paths)


# ------------------------------------------------------------------------------- making


@dataclass(frozen=True)
class Outcome:
    """What became of a story: ``made``, ``plain``, ``not text``, ``refused`` or ``crashed``."""

    number: int
    status: str
    message: str = ""


def outcome(number: int) -> Outcome:
    """Make the book of a story; one in which lines were set as plain text is told apart."""
    from epubify.errors import NoStory, NotText, WordsLost
    from epubify.model import Source
    from epubify.options import Options
    from epubify.pipeline import build
    from epubify.report import Report

    source, options = Source("story.txt", odd_story(number)), Options(format="text", no_cover=True)
    try:
        edition = build([source], options, Report())
        edition.to_bytes()
        if all(found.code != "W001" for found in edition.findings):
            return Outcome(number, "made")
    except (NotText, NoStory) as error:
        return Outcome(number, "not text", str(error))
    except WordsLost as error:
        return Outcome(number, "refused", str(error))
    except Exception as error:
        places = traceback.extract_tb(error.__traceback__)[-2:]
        where = " < ".join(f"{Path(p.filename).name}:{p.lineno}" for p in reversed(places))
        return Outcome(number, "crashed", f"{type(error).__name__}: {error} ({where})")
    try:
        replace(build([source], options, Report()), plainer=None).to_bytes()
    except WordsLost as error:
        return Outcome(number, "plain", " ".join(str(error).partition("written")[2].split()))
    raise AssertionError(f"story {number} holds, and was read again")


def main() -> int:
    """Make so many books and tell of those that did not come out; fail where there are any."""
    parser = argparse.ArgumentParser(description="Make books of odd stories.")
    parser.add_argument("count", type=int, nargs="?", default=1_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first story")
    parser.add_argument("--plain", action="store_true", help="tell of lines set as plain text, too")
    parser.add_argument("--show", type=int, help="print the bytes of one story, and make nothing")
    asked = parser.parse_args()
    if asked.show is not None:
        sys.stdout.buffer.write(odd_story(asked.show))
        return 0
    told = {"refused", "crashed", *(["plain"] if asked.plain else [])}
    counts = Counter(tell(told, range(asked.first, asked.first + asked.count)))
    print(f"{asked.count} stories: {dict(counts)}")
    return int(bool(counts["refused"] + counts["crashed"]))


def tell(told: set[str], numbers: range) -> Iterator[str]:
    """Yield what became of each story, and print those that are to be told of."""
    for number in numbers:
        start = time.perf_counter()
        found = outcome(number)
        slow = time.perf_counter() - start > 10
        if found.status in told or slow:
            print(f"{number} {found.status}{' slowly' * slow}: {found.message}", flush=True)
        yield found.status


if __name__ == "__main__":
    sys.exit(main())
