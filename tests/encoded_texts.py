"""Texts in many languages and encodings, whole, short, long and damaged: what reads them wrong?

``python tests/encoded_texts.py`` decodes each text of ``encoded_texts.toml`` in each of its
encodings, in each of the shapes below, and lists what does not come back. A text counts as read
where all of it is right but what was damaged; two codecs that give the same text are both right.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from epubify.decode import decode
from epubify.errors import EpubifyError
from epubify.model import Source
from epubify.options import Options
from epubify.report import Report

PATH = Path(__file__).with_name("encoded_texts.toml")
TYPED = {
    "’": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "—": "--",
    "–": "-",
    "…": "...",
    "»": '"',
    "«": '"',
}
"""What people type where their encoding lacks a sign."""
ENGLISH = (
    "Scanned by a friend of the harbour, and checked once.\n"
    "Please do not change this text when you pass it on.\n\n"
)
FEW = 4
"""Bytes of a text that may be read otherwise where one of them was damaged: two characters."""


@dataclass(frozen=True)
class EncodedText:
    """A text, its language, the encoding and the shape it is in."""

    language: str
    codec: str
    shape: str
    text: str
    data: bytes
    damaged: int = 0

    def __str__(self) -> str:
        return f"{self.language} {self.codec} {self.shape}"

    def is_read(self) -> bool:
        """Tell whether decoding gives the text back."""
        read = composed(read_text(self.data))
        left, right = composed(self.text), read
        if not self.damaged:
            return left == right
        missing = Counter(left) - Counter(right)
        return sum(missing.values()) <= self.damaged * FEW and abs(len(left) - len(right)) < 9


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def read_text(data: bytes) -> str:
    """Return the text that comes of the bytes, or the error in words."""
    try:
        return decode(Source("story.txt", data), Options(format="text"), Report()).text
    except EpubifyError as error:
        return f"error: {error}"


def encoded(text: str, codec: str) -> bytes:
    """Return the bytes of a text; signs that the codec lacks are typed as people type them."""
    if codec == "cp1258":
        text = "".join(map(vietnamese, text))
    out = []
    for char in text:
        try:
            char.encode(codec)
        except UnicodeEncodeError:
            char = TYPED.get(char, char)
        out.append(char)
    return "".join(out).encode(codec)


def vietnamese(char: str) -> str:
    """Return a letter with its tone as a sign of its own, as Windows-1258 has it."""
    parts = unicodedata.normalize("NFD", char)
    tones = "".join(sign for sign in parts if sign in "\u0300\u0301\u0303\u0309\u0323")
    rest = unicodedata.normalize("NFC", "".join(sign for sign in parts if sign not in tones))
    return rest + tones


def whole(text: str, chance: Random) -> str:
    return text


def short(text: str, chance: Random) -> str:
    """Return the first two lines: a note, a poem."""
    return "\n".join(text.split("\n")[:2]) + "\n"


def long(text: str, chance: Random) -> str:
    lines = text.strip().split("\n")
    return "\n\n".join(chance.choice(lines) for _ in range(60)) + "\n"


def under_english(text: str, chance: Random) -> str:
    return ENGLISH + text


def indented(text: str, chance: Random) -> str:
    """Return the text with no-break spaces before its lines, where its language has them."""
    return "\n".join(f"\u00a0\u00a0\u00a0{line}" for line in text.split("\n"))


def wrapped(text: str, chance: Random) -> str:
    """Return the text with its lines cut at 30 characters."""
    return "\n".join(
        line[start : start + 30] for line in text.split("\n") for start in range(0, len(line), 30)
    )


Shape = Callable[[str, Random], str]
SHAPES: tuple[Shape, ...] = (
    whole, short, long, under_english, indented, wrapped,
)  # fmt: skip
DAMAGES = ("a byte lost", "a byte changed", "a byte more", "cut off")
ASCII_CODECS = ("hz", "iso2022_jp")
"""Codecs that shift between two ways of writing: a damaged byte there damages a line."""


def damage(data: bytes, kind: str, chance: Random) -> bytes:
    """Return bytes of which one is wrong."""
    high = [n for n, byte in enumerate(data) if byte > 0x7F] or [len(data) // 2]
    at = chance.choice(high)
    if kind == "a byte lost":
        return data[:at] + data[at + 1 :]
    if kind == "a byte changed":
        return (
            data[:at]
            + bytes([chance.choice((0x00, 0x1A, 0x3F, 0x80, 0xFF, 0xA0))])
            + data[at + 1 :]
        )
    if kind == "a byte more":
        return data[:at] + bytes([chance.choice((0x80, 0xFF, 0x00))]) + data[at:]
    return data[: high[-1]]


def encoded_texts(shapes: Iterable[Shape] = SHAPES) -> Iterator[EncodedText]:
    """Yield every text in each of its encodings and in these shapes; long ones damaged, too."""
    for language, entry in tomllib.loads(PATH.read_text("utf-8")).items():
        for codec in entry["codecs"].split():
            for shape in shapes:
                chance = Random(f"{language} {codec} {shape.__name__}")
                text = shape(entry["text"].strip("\n") + "\n", chance)
                try:
                    data = encoded(text, codec)
                except UnicodeEncodeError:
                    if shape is not indented:
                        raise
                    continue  # an encoding without the no-break space
                yield EncodedText(language, codec, shape.__name__, data.decode(codec), data)
                if shape is long and codec not in ASCII_CODECS:
                    for kind in DAMAGES:
                        wrong = damage(data, kind, chance)
                        left = wrong if kind == "cut off" else data
                        right = left.decode(codec, "ignore")
                        yield EncodedText(language, codec, kind, right, wrong, 1)


def main() -> int:
    """Print what is read wrong, by language and encoding, and how much is read right."""
    parser = argparse.ArgumentParser(description="Read texts in many languages and encodings.")
    parser.add_argument("--show", action="store_true", help="print the first lines that came out")
    asked = parser.parse_args()
    texts = list(encoded_texts())
    wrong = [text for text in texts if not text.is_read()]
    for text in wrong:
        print(text)
        if asked.show:
            print("   ", read_text(text.data)[:150].replace("\n", "⏎"))
    print(f"{len(texts)} texts, {len(wrong)} read wrong")
    return 0


if __name__ == "__main__":
    sys.exit(main())
