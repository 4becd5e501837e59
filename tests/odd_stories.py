"""Odd stories, made by chance from a number: all that people put into texts, in any order.

Each is the same wherever and whenever it is made. Half are pieced together from what stories
consist of (title blocks, fields, headings of every form, breaks, notes, mails, verse, letters,
lists, scripts of the world); the others are pieced together so, or are a seed, and then damaged:
lines cut, doubled, shuffled, joined, control characters strewn in, read in another encoding.

``python tests/odd_stories.py 20000`` makes the books of so many, and tells which were refused or
crashed, and which had lines set as plain text (finding W001).
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

SEEDS = Path(__file__).parent.parent / "seeds"

WORDS = [
    "the",
    "a",
    "of",
    "and",
    "to",
    "in",
    "on",
    "with",
    "lamp",
    "tide",
    "ferry",
    "boat",
    "dog",
    "jetty",
    "rope",
    "rain",
    "salt",
    "morning",
    "keeper",
    "he",
    "she",
    "they",
    "was",
    "were",
    "had",
    "said",
    "went",
    "came",
    "home",
    "never",
    "door",
    "light",
    "storm",
    "harbour",
    "letter",
    "bread",
    "oil",
    "night",
    "I",
    "you",
    "it's",
    "don't",
    "o'clock",
    "well-known",
    "naïve",
    "café",
    "Mrs.",
    "Dr.",
    "No.",
    "5",
    "12",
    "1888",
    "3/4",
    "etc.",
    "e.g.",
    "½",
    "№",
]
NAMES = (
    "Ida Brandt", "Tamsin Vale", "J. R. Orrin", "VALE", "Dr. Hale", "Anna-Lena Ö.", "Иван Море",
    "李海", "the Silver Ghost", "x_salt_x", "O'Brien", "Ida and Tom", "Vale, Tamsin",
)  # fmt: skip
TITLES = (
    "The Lamp", "LOW TIDE", "Rain Part II", "HARROW: The Ferry", "Salt (2/7)", "“Dusk”", "_Dusk_",
    "12/17/93", "Chapter 5", "Log 1", "The Ferry; or, The Rope", "Соль", "海边的灯", "À l'aube",
    "* Tide *", "Part of the Sea", "A", "No. 5", "Tide by Tide", "Salt 3", "Title: Salt",
    "S A L T", "Salt, part 2 of 3", "Page 1", "Copyright 1991 by Ida Brandt",
)  # fmt: skip
KEYS = (
    "Title", "Author", "Rating", "Disclaimer", "Summary", "Series", "Part", "Date", "From",
    "Subject", "Archive", "Feedback", "Notes", "Author's note", "Autor", "Titel", "Titre", "作者",
    "Автор", "Category", "Keywords", "Spoilers", "Pairing", "Language", "E-mail", "URL", "Source",
    "Status", "Fandom", "By", "Newsgroups", "Message-ID", "X-Odd-3", "[Title]", "Title (c)", "Copyright",
)  # fmt: skip
VALUES = (
    "PG-13", "none", "Low Water 2", "Days (http://example.org/?id=7)", "1/2", "2 of 3", "12/17/93",
    "MSR, A", "all mine; none of it yours", "x@example.org (Ida Brandt)", "Part II", "English",
    "Chapter 3", "", "“Salt”", "Salt: Chapter 2", "part one", "Prologue", "complete", "ids, two",
)  # fmt: skip
MARKERS = (
    "Chapter", "CHAPTER", "chapter", "Part", "Book", "Ch.", "Chap.", "Kapitel", "Глава", "Capítulo",
    "Chapitre", "Section", "Episode", "Log", "Night", "Letter", "Day", "Volume", "Act", "Scene",
)  # fmt: skip
NUMBERS = (
    "1", "2", "3", "IV", "v.", "10.5", "No. 5", "№ 4", "#6", "the First", "One", "twenty-two", "3a",
    "²", "③", "٣", "IIIB", "001", "1/4", "(cont.)", "2 (continued)", "last", "first", "XLIX", "5:",
    "99999999999", "0", "-1", "½", "iv", "Ⅷ", "一", "１２", "7.", "8)",
)  # fmt: skip
NAMED = (
    "Prologue", "EPILOGUE", "Foreword", "Interlude II", "THE END", "To Be Continued", "Contents",
    "Postlogue", "Dedication", "Epilog", "番外", "Пролог", "Author's Note", "Copyright", "Index",
)  # fmt: skip
FRAMES = ("{}", "  {}", "{:^60}", "*** {} ***", "-= {} =-", "_{}_", "**{}**", "[{}]", "# {}", "{}:",
          "~{}~", "\t{}", "<b>{}</b>", "{}.", "{} -", "<<{}>>", "| {} |", "『{}』", "{}\n======")  # fmt: skip
CJK_HEADINGS = (
    "第一回　灯下",
    "第3章",
    "제1장 바다",
    "卷五",
    "第十二话",
    "上",
    "後編",
    "外传一",
    "第１話",
)
BREAKS = (
    "* * *", "***", "-----", "~*~", "oOo", "#", "* *", "x", "X", "S", "o", "zzz", "xXx", "W:", "-o-",
    "♥ ♥ ♥", "❤️", "<hr>", "[scene break]", "~ ~ ~ ~", "=" * 70, "._.", "+", "…", ". . .", "-*-*-",
    "ox", "vvv", "0", "™ ™ ™", "№ № №", "º", "1️⃣", "ﬁ", "* S *", "^Z", "\f", "¶", "̈ ̈ ̈", "②②②",
    "___________", "(break)", "Szenenwechsel", "-x-x-x-", "oo", "\\", "§", "§§§ §§§", "¡!", "$ $ $",
)  # fmt: skip
NOTES = (
    "[Author's note: I have never been on a ferry.]", "A/N: sorry for the wait!", "(A/N - {})",
    "Disclaimer: the sea is not mine.", "TBC...", "To be continued", "THE END", "End of part 2",
    "[continued in part 3]", "Feedback to ida@example.org", "---- cut here ----", "-- \nIda",
    "Note: {}", "FLASHBACK", "*flashback*", "/// {} ///", "<{}>", "Begin forwarded message:",
    "Key: *thought*, _stress_, <radio>", "~italics~ are thoughts", "Warning: {}",
)  # fmt: skip
CUES = (
    "Orrin Head, 5:30 PM", "Three days later", "June 5th, 1999", "2011-03-04", "HARBOUR, NIGHT",
    "INT. BOAT - DAY", "VALE: {}", "KEEPER\n   {}", "> {}", ">> {}", "IB> {}", "| {} | {} |",
    "Name ....... Vale", "1. {}", "- {}", "* {}", "[STATUS] HP: 10/12", "<keeper> {}", "♪ {} ♪",
    "«{}»", "„{}“", "— {}", "``{}''", "Dear Tom,", "Yours,\nIda", "P.S. {}", "Page 12", "- 12 -", "12",
    "12   THE LAMP", "THE LAMP   13", "1/2/93", "^12^", "`{}`", "{}{}", "a\tb\tc", "Re: {}",
)  # fmt: skip
SCRIPTS = (
    "Паром пришёл в сумерках, и у руля никого не было.", "海边的灯亮了，他没有回来。", "「誰もいない」と彼は言った。",
    "바다는 조용했다.", "המעבורת הגיעה בערב.", "وصلت العبّارة عند الغروب.", "เรือมาถึงตอนค่ำ", "नाव शाम को आई।",
    "Đò về lúc chạng vạng.", "Το πλοίο ήρθε το σούρουπο.", "ﬁn oﬃce ﬂood", "İstanbul'da ışık",
    "ＦＵＬＬ　ＷＩＤＴＨ", "𝓕𝓪𝓷𝓬𝔂 words", "c a f é s p a c e d", "e\u0301te\u0301", "Straße STRASSE ẞ", "ǅ ŉ ǰ",
    "zero\u200bwidth so\u00adft", "｜海《うみ》へ", "［＃地付き］了", "don’t “stop” – now", "donâ€™t cafÃ©",
    "&quot;Stop&quot; &amp;amp; go &#8212; on", "=E2=80=9CStop=E2=80=9D soft=\nbreak", "_\x08T_\x08h_\x08e",
    "it`s ´so´ ``quoted''", "H e l l o", "10°C 5' 6\" 1990's '90s", "1914-18 pages 3 - 5", "a--b -- c---d",
    "<i>so</i> <b>bold</b><br\n/>x", "[i]so[/i] [url=x]y[/url]", "f*** s--- h_ll", "Mr. B---- of D----",
)  # fmt: skip
CONTROLS = "\x00\x01\x07\x08\x0b\x0c\x1a\x1b\x1c\x1f\x7f\x80\x85\x92\xa0\xad\u200b\u200e\u2028\u2029\ufeff\ufffd\ufffe\uffff"
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "cp437", "mac-roman", "utf-16", "utf-16-le",
             "koi8-r", "cp1251", "gb18030", "big5", "shift-jis", "euc-kr", "cp850", "utf-32")  # fmt: skip
HEADERS = (
    "From ida@example.org Mon Jun  5 10:11:12 1995", "From: Ida Brandt <ida@example.org>",
    "Subject: NEW: Salt (2/7) by Ida", "Date: Mon, 5 Jun 1995 10:11:12 GMT", "Message-ID: <a@b>",
    "Newsgroups: alt.salt", "Path: a!b!c", "~From: x", "Lines: 200", "X-VM-v5-Data: ([nil])",
    "To: all", "Organization: The Sea", "Content-Type: text/plain", "Xref: a b:1", "Reply-To: x@y",
)  # fmt: skip


class OddStory:
    """A story that is made from a number."""

    def __init__(self, number: int) -> None:
        self.chance = Random(f"odd story {number}")
        self.parts: tuple[tuple[Callable[[], str], int], ...] = (
            (self.paragraph, 12), (self.heading, 5), (self.scene_break, 3), (self.note, 2),
            (self.cue, 3), (self.verse, 2), (self.letter, 1), (self.script, 2), (self.mail, 1),
            (self.fields, 1), (self.contents, 1), (self.running_head, 1), (self.title_block, 1),
            (self.play, 1), (self.repeated, 1),
        )  # fmt: skip

    def text(self) -> str:
        """The story: a top, and parts in any order with any space between them."""
        chance = self.chance
        parts, weights = zip(*self.parts, strict=True)
        top = [chance.choice((self.title_block, self.fields, self.mail, self.paragraph))()]
        chosen = chance.choices(parts, weights, k=chance.randint(0, 18))
        gap = chance.choice(("\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n\n\n\n"))
        return "".join(
            f"{piece}{gap if chance.random() < 0.85 else chance.choice((chr(10), gap * 2))}"
            for piece in [*top, *(make() for make in chosen)]
        )

    def words(self, most: int = 12) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, most)))

    def filled(self, form: str) -> str:
        while "{}" in form:
            form = form.replace("{}", self.words(6), 1)
        return form

    def sentence(self) -> str:
        chance = self.chance
        text = self.words(18)
        if chance.random() < 0.15:
            text += " " + chance.choice(SCRIPTS)
        text = (text[:1].upper() if chance.random() < 0.9 else text[:1]) + text[1:]
        text += chance.choice((".", ".", ".", "?", "!", "...", ",", " --", ";", "", ":", "…"))
        return chance.choice(
            ("{}", "{}", "{}", '"{}"', "“{}”", "'{}'", "_{}_", "*{}*", "({})")
        ).format(text)

    def paragraph(self) -> str:
        chance = self.chance
        text = " ".join(self.sentence() for _ in range(chance.randint(1, 6)))
        width = chance.choice((0, 0, 30, 60, 72, 80))
        lines = wrapped(text, width) if width else [text]
        if chance.random() < 0.15 and len(lines) > 1:
            at = chance.randrange(len(lines) - 1)
            cut = chance.choice(("-", "¬", "=", "\u00ad", "\u2010", "--"))
            lines[at] += cut
        first = chance.choice(("", "", "", "    ", "\t", "\u3000", " "))
        edge = chance.choice(("", "", "", "", "> ", "    ", "IB> ", "| "))
        return "\n".join(f"{edge}{first if n == 0 else ''}{line}" for n, line in enumerate(lines))

    def heading(self) -> str:
        chance = self.chance
        form = chance.randrange(6)
        if form == 0:
            core = chance.choice(NAMED)
        elif form == 1:
            core = chance.choice(CJK_HEADINGS)
        elif form == 2:
            core = chance.choice(NUMBERS)
        elif form == 3:
            core = chance.choice(TITLES)
        else:
            core = f"{chance.choice(MARKERS)}{chance.choice((' ', ' ', '', '  ', '-'))}{chance.choice(NUMBERS)}"
        if chance.random() < 0.4:
            core += chance.choice((": ", " - ", ". ", " ", "\n", "\n\n", " -- ")) + chance.choice(
                TITLES
            )
        if chance.random() < 0.1:
            core = f"{chance.choice(TITLES)}{chance.choice((': ', ' - ', ' '))}{core}"
        return "\n".join(
            chance.choice(FRAMES).format(line) if line else "" for line in core.split("\n")
        )

    def scene_break(self) -> str:
        mark = self.chance.choice(BREAKS)
        return self.chance.choice(("{}", "{:^60}", "   {}", "{} {}")).format(mark, mark)

    def note(self) -> str:
        return self.filled(self.chance.choice(NOTES))

    def cue(self) -> str:
        return "\n".join(
            self.filled(self.chance.choice(CUES)) for _ in range(self.chance.randint(1, 4))
        )

    def verse(self) -> str:
        indent = self.chance.choice(("", "    ", "  ", "\u3000"))
        lines = (
            indent * self.chance.randint(0, 2) + self.words(6)
            for _ in range(self.chance.randint(2, 9))
        )
        return "\n".join(line if self.chance.random() < 0.9 else "" for line in lines)

    def letter(self) -> str:
        close = self.chance.choice(("Yours,\n\nIda", "S", "I.", "Love,\nW:", "-- Ida", "    V"))
        return f"June 5th\n\nDear Tom,\n\n{self.paragraph()}\n\n{close}"

    def script(self) -> str:
        return "\n".join(self.chance.choices(SCRIPTS, k=self.chance.randint(1, 4)))

    def mail(self) -> str:
        lines = self.chance.sample(HEADERS, self.chance.randint(1, 8))
        body = self.chance.choice(
            ("", f"\n\n{self.title_block()}", "\n\nHi all,\n\nhere is part 2.\n\nIda")
        )
        return "\n".join(lines) + body

    def fields(self) -> str:
        chance = self.chance
        inset = chance.choice(("", "", "   ", "\t", " " * 20))
        sign = chance.choice((": ", ":", " : ", " - ", "\t", ":   ", "= "))
        return "\n".join(
            f"{inset}{chance.choice(KEYS)}{sign}{chance.choice((*VALUES, *NAMES, *TITLES))}"
            for _ in range(chance.randint(1, 7))
        )

    def title_block(self) -> str:
        chance = self.chance
        lines = [chance.choice(TITLES)]
        lines += [
            chance.choice(("for Tom", "(c) 1994", "A Tale", "2/7", "Part Two", "Chapter 3", ""))
            for _ in range(chance.randint(0, 2))
        ]
        lines += [
            chance.choice(
                (
                    "by {}",
                    "By {}",
                    "{}",
                    "von {}",
                    "(c) {} 1991",
                    "by {} & 1993",
                    "written by\n{}",
                    "By: {}",
                    "{}著",
                    "",
                )
            ).format(chance.choice(NAMES))
        ]
        lines += [
            chance.choice(("", "", "Copyright 1991", "All rights reserved", "(2/5)", "Log 1"))
        ]
        if chance.random() < 0.2:
            chance.shuffle(lines)
        frame = chance.choice(FRAMES[:8])
        gap = chance.choice(("\n", "\n\n", "\n\n\n"))
        return gap.join(frame.format(line) for line in lines if line)

    def contents(self) -> str:
        dots = self.chance.choice(("....... ", "  ", "\t", ""))
        entries = (
            f"{n}. {self.chance.choice(TITLES)} {dots}{n * 7 if dots else ''}"
            for n in range(1, self.chance.randint(2, 8))
        )
        return "\n".join(("Contents", "", *entries))

    def running_head(self) -> str:
        chance = self.chance
        title = chance.choice(TITLES)
        pages = (
            f"{self.paragraph()}\n\n{chance.choice((f'{n}', f'- {n} -', f'{n}   {title}', title, f'Page {n}'))}\n\n"
            for n in range(1, chance.randint(2, 6))
        )
        return "".join(pages)

    def play(self) -> str:
        speakers = self.chance.sample(("VALE", "KEEPER", "Ida", "THE DOG"), 2)
        return "\n\n".join(
            f"{self.chance.choice(speakers)}{self.chance.choice((': ', '. ', chr(10)))}{self.sentence()}"
            for _ in range(self.chance.randint(2, 7))
        )

    def repeated(self) -> str:
        line = self.filled(self.chance.choice((*BREAKS, *CUES, *NOTES, *TITLES)))
        return "\n\n".join(
            f"{self.paragraph()}\n\n{line}" for _ in range(self.chance.randint(2, 5))
        )


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines


# -------------------------------------------------------------------------------- damage


def damaged(text: str, chance: Random) -> str:
    """Return a text after one to three accidents."""
    for _ in range(chance.randint(1, 3)):
        text = chance.choice(ACCIDENTS)(text, chance)
    return text


def cut_lines(text: str, chance: Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    del lines[start : start + chance.randint(1, 1 + len(lines) // 3)]
    return "\n".join(lines)


def double_lines(text: str, chance: Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    piece = lines[start : start + chance.randint(1, 12)]
    at = chance.randrange(len(lines) + 1)
    return "\n".join([*lines[:at], *piece * chance.randint(1, 4), *lines[at:]])


def shuffle_lines(text: str, chance: Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    piece = lines[start : start + 20]
    chance.shuffle(piece)
    return "\n".join([*lines[:start], *piece, *lines[start + 20 :]])


def join_lines(text: str, chance: Random) -> str:
    share = chance.choice((0.02, 0.2, 0.9))
    lines = text.split("\n")
    return "".join(line + (" " if chance.random() < share else "\n") for line in lines)


def strew(text: str, chance: Random) -> str:
    """Put signs that are no text into it, not so many that it is none."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        sign = chance.choice(CONTROLS) * chance.choice((1, 1, 1, 2, 30))
        text = text[:at] + sign + text[at:]
    return text


def blank_lines(text: str, chance: Random) -> str:
    """Take out, or double, the blank lines."""
    return text.replace("\n\n", chance.choice(("\n", "\n\n\n", "\n \n", "\n\t\n")))


def cut_in_words(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] if chance.random() < 0.5 else text[at:]


def indent(text: str, chance: Random) -> str:
    edge = chance.choice((" ", "    ", "\t", "> ", "> > ", "\u3000", "* ", "| "))
    return "\n".join(f"{edge}{line}" for line in text.split("\n"))


def shout(text: str, chance: Random) -> str:
    return chance.choice((text.upper(), text.lower(), text.title(), text.swapcase()))


def insert_parts(text: str, chance: Random) -> str:
    lines = text.split("\n")
    odd = OddStory(chance.randrange(1 << 30))
    for _ in range(chance.randint(1, 5)):
        part, _ = chance.choice(odd.parts)
        lines.insert(
            chance.randrange(len(lines) + 1), chance.choice(("{}", "\n{}\n")).format(part())
        )
    return "\n".join(lines)


ACCIDENTS: tuple[Callable[[str, Random], str], ...] = (
    cut_lines, double_lines, shuffle_lines, join_lines, strew, blank_lines, cut_in_words, indent,
    shout, insert_parts, insert_parts,
)  # fmt: skip


def odd_story(number: int) -> bytes:
    """Return the story of a number, as the bytes of a file."""
    chance = Random(f"damage {number}")
    if number % 4 == 3 and seeds():
        text = chance.choice(seeds())
        start = chance.randrange(max(1, len(text) - 4_000))
        text = text[:4_000] if chance.random() < 0.5 else text[start : start + 4_000]
    else:
        text = OddStory(number).text()
    if number % 2:
        text = damaged(text, chance)
    codec = chance.choice(ENCODINGS) if chance.random() < 0.3 else "utf-8"
    newline = chance.choice(("\n", "\n", "\n", "\r\n", "\r"))
    data = text.replace("\n", newline).encode(codec, chance.choice(("replace", "ignore")))
    if chance.random() < 0.05 and data:
        at = chance.randrange(len(data))
        data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return data


def seeds() -> list[str]:
    """Return the texts of the seeds."""
    if not _SEEDS:
        paths = sorted(SEEDS.rglob("*.txt"))
        _SEEDS.extend(path.read_bytes().decode("utf-8", "replace") for path in paths)
    return _SEEDS


_SEEDS: list[str] = []


# -------------------------------------------------------------------------------- making


@dataclass(frozen=True)
class Outcome:
    """What became of a story: ``made``, ``plain``, ``not text``, ``refused``, ``crashed``."""

    number: int
    status: str
    message: str = ""


def outcome(number: int) -> Outcome:
    """Make the book of a story; a book in which lines had to be set as plain text is told apart."""
    from epubify.errors import NoStory, NotText, WordsLost
    from epubify.model import Source
    from epubify.options import Options
    from epubify.pipeline import build
    from epubify.report import Report

    source = Source("story.txt", odd_story(number))
    options = Options(format="text", no_cover=True)
    try:
        edition = build([source], options, Report())
        edition.to_bytes()
    except (NotText, NoStory) as error:
        return Outcome(number, "not text", str(error))
    except WordsLost as error:
        return Outcome(number, "refused", str(error))
    except Exception as error:
        places = traceback.extract_tb(error.__traceback__)[-2:]
        where = " < ".join(f"{Path(p.filename).name}:{p.lineno}" for p in reversed(places))
        return Outcome(number, "crashed", f"{type(error).__name__}: {error} ({where})")
    if not any(found.code == "W001" for found in edition.findings):
        return Outcome(number, "made")
    try:
        replace(build([source], options, Report()), plainer=None).to_bytes()
    except WordsLost as error:
        return Outcome(number, "plain", str(error).replace("\n", " ").partition("written")[2])
    raise AssertionError(f"story {number} holds, and was read again")


def outcomes(count: int, first: int = 0) -> Iterator[Outcome]:
    return map(outcome, range(first, first + count))


def main() -> int:
    """Make so many books and tell of those that did not come out; fail where there were any."""
    about, _, _ = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("count", type=int, nargs="?", default=1_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first story")
    parser.add_argument("--plain", action="store_true", help="tell of W001, too")
    parser.add_argument("--show", type=int, help="print the bytes of one story, and make nothing")
    asked = parser.parse_args()
    if asked.show is not None:
        sys.stdout.buffer.write(odd_story(asked.show))
        return 0
    counts: Counter[str] = Counter()
    slowest, start = 0.0, time.perf_counter()
    for n, found in enumerate(outcomes(asked.count, asked.first), 1):
        counts[found.status] += 1
        now = time.perf_counter()
        slowest, start = max(slowest, now - start), now
        if found.status in ("refused", "crashed") or (asked.plain and found.status == "plain"):
            print(f"{found.number} {found.status}: {found.message}", flush=True)
        if n % 1_000 == 0:
            print(f"{n}: {dict(counts)}, slowest {slowest:.1f} s", file=sys.stderr, flush=True)
    print(f"{asked.count} stories: {dict(counts)}; slowest {slowest:.1f} s")
    return int(bool(counts["refused"] + counts["crashed"]))


if __name__ == "__main__":
    sys.exit(main())
