"""Stories of any length that deflate, and are read, as real prose does.

Their words follow one another as somewhere in the stories of ``seeds/``, so that they have the
variety of a text that a person wrote: one that repeats a few words costs next to nothing to
deflate, and what is measured against that floor seems slow.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
CHAPTER = 2_500
"""Words of a chapter."""
SPOKEN = 0.35
"""Share of the paragraphs in which somebody speaks."""
INVENTED = 0.06
"""Share of the words that no seed has: the seeds are short, and real prose has more words."""

_WORD = re.compile(r"\b(?:[a-z]{2,14}(?:'[a-z]{1,2})?|a|i)\b")
_NAMES = ("Mara", "Tobias", "Elin", "Yusuf", "Greta", "Anselm", "Ines", "Piotr")


def prose(number: int, words: int) -> str:
    """Return a story of about so many words in chapters, the same one for the same number."""
    chance = random.Random(number)
    told = [f"The {_invented(chance).title()} of {number}\nby {chance.choice(_NAMES)} Holt\n"]
    written = chapter = 0
    while written < words:
        if written >= chapter * CHAPTER:
            chapter += 1
            told.append(f"\nChapter {chapter}\n")
        paragraph = _paragraph(chance)
        written += paragraph.count(" ") + 1
        told.append(textwrap.fill(paragraph, 72, break_long_words=False) + "\n")
    return "\n".join(told)


def write_prose(folder: Path, count: int, words: int) -> list[Path]:
    """Write so many stories into a new folder, and return their paths."""
    folder.mkdir()
    paths = [folder / f"{number:06}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(prose(number, words), encoding="utf-8")
    return paths


def _paragraph(chance: random.Random) -> str:
    sentences = [_sentence(chance) for _ in range(chance.randint(2, 7))]
    if chance.random() < SPOKEN:
        who, said = chance.choice(_NAMES), _sentence(chance).rstrip(".")
        sentences[0] = f'"{said}," said {who}. "{sentences[0]}"'
    return " ".join(sentences)


def _sentence(chance: random.Random) -> str:
    words = list(_chain(chance, chance.randint(5, 19)))
    if len(words) > 10:
        words[len(words) // 2] += ","
    return " ".join(words).capitalize() + "."


def _chain(chance: random.Random, count: int) -> Iterator[str]:
    """Yield words of which each follows the one before it somewhere in the seeds."""
    known, after = _known()
    word = chance.choice(known)
    for _ in range(count):
        yield _invented(chance) if chance.random() < INVENTED else word
        word = chance.choice(after.get(word, known))


def _invented(chance: random.Random) -> str:
    """Return a word that looks like one."""
    syllables = (chance.choice("bdfglmnprstvw") + chance.choice("aeiou") for _ in range(3))
    return "".join(syllables) + chance.choice("nrst")


@lru_cache(maxsize=1)
def _known() -> tuple[list[str], dict[str, list[str]]]:
    """Return the words of the seeds as often as they come, and those that follow each."""
    known: list[str] = []
    after: dict[str, list[str]] = {}
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace").lower()
        words = _WORD.findall(text)
        known += words
        for word, following in pairwise(words):
            after.setdefault(word, []).append(following)
    return known, after
