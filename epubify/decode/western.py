"""Which one-byte codec reads a text of a Western European language.

Statistics need many letters, and an English story may have three high bytes: a dash and two
quotation marks. So each codec is judged by whether the characters it gives make sense where
they stand: letters inside words, quotation marks at their edges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from epubify.decode.sense import AROUND, EDGE, sense
from epubify.text.lazy_pattern import lazy
from epubify.text.stretches import best_states

CODECS = ("cp1252", "mac-roman", "cp850", "cp437")
"""In order of preference; the first wins unless another makes clearly better sense."""

WESTERN_SHARE = 0.3
"""Western languages write less than this part of their letters with accents."""

RARE_SHARE = 0.015
"""Below this part the high bytes are punctuation and the odd foreign word."""

HIGH = lazy(rb"[\x80-\xff]")
_ASCII = bytes(range(128))
_NO_LETTERS = bytes(code for code in range(256) if not (chr(code).isalpha() and code < 128))
_DRAWN = lazy(rb"([\x80-\xff])\1{2,}|(?<!\S)[\x80-\xff](?!\S)")
"""Bytes of frames: rows of one byte, and single ones that stand free."""
_FOREIGN_WORD = lazy(r"[a-zA-Z]*[\u0370-\u07ff][a-zA-Z\u0370-\u07ff]*")
_LATIN = lazy(r"[a-zA-Z]")
LINE = lazy(rb"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
"""A line of bytes with its end."""

SAMPLE = 200_000
"""Bytes of evidence that a guess looks at; they are taken from all over the file."""


def looks_western(data: bytes) -> bool:
    """Tell whether high bytes are few among plain letters and stand mostly alone.

    >>> looks_western("Voilà, a café".encode("cp1252"))
    True
    >>> looks_western("Привет, мир".encode("cp1251"))
    False
    """
    return _share(data) < WESTERN_SHARE


def rare(data: bytes) -> bool:
    """Tell whether high bytes are so few that only their neighbours say what they mean."""
    return _share(data) < RARE_SHARE


def _share(data: bytes) -> float:
    high = len(high_bytes(_DRAWN.sub(b"", data))) if not data.isascii() else 0
    return high / max(1, len(data.translate(None, _NO_LETTERS)) + high)


def high_bytes(data: bytes) -> bytes:
    """Return the bytes beyond ASCII.

    >>> high_bytes("café, naïve".encode("cp1252"))
    b'\\xe9\\xef'
    """
    return data.translate(None, _ASCII)


FEWEST_ALONE = 3
"""Letters that stand alone and make a reading doubtful; with fewer, one sign in a long text of
another script does, with more, three accents read wrongly are three words."""


def mixes_scripts(text: str) -> bool:
    """Tell whether words often have Latin letters beside ones of another script, or are no words.

    >>> mixes_scripts("Le garзon йtait dйjа lа"), mixes_scripts("Он был там, в Paris")
    (True, False)
    >>> mixes_scripts("е  е  е  It rained."), mixes_scripts("雨が降る Γ 舟")
    (True, False)
    """
    foreign = _FOREIGN_WORD.findall(text)
    mixed = sum(bool(_LATIN.search(word)) for word in foreign)
    alone = sum(len(word) == 1 for word in foreign) if len(foreign) >= FEWEST_ALONE else 0
    return (mixed + alone) * 3 > len(foreign)


def best_western(data: bytes) -> tuple[str, float]:
    """Return the codec whose characters make the best sense, and how sure that is.

    >>> best_western("Don’t go, she said… naïve".encode("mac_roman"))
    ('mac-roman', 0.8)
    >>> best_western("Das Mädchen war schön".encode("cp850"))
    ('cp850', 0.8)
    """
    sample = evidence(data)
    scores = {codec: score(sample.decode(codec, "replace")) for codec in CODECS}
    first = CODECS[0]
    best = max(CODECS, key=lambda codec: scores[codec])
    if not _is_better(scores[best], scores[first], sample):
        best = first
    elif best == "cp850" and scores["cp437"] == scores[best] and _draws(sample):
        best = "cp437"
    return best, CLEAR if scores[best] > MUCH_SENSE else VAGUE


def _is_better(best: float, first: float, sample: bytes) -> bool:
    """Tell whether one codec makes clearly better sense than the usual one.

    Where it makes nearly perfect sense of many characters, a smaller lead is enough.
    """
    lead = best - first
    sure = best >= PERFECT and lead * len(high_bytes(sample)) >= SURE_LEAD
    return lead > (SMALL_LEAD if sure else LEAD)


MUCH_SENSE, CLEAR, VAGUE = 0.5, 0.8, 0.5
"""Sense from which the best codec is clear, and the confidence in one that is, and in one that is
not. With larger ones guesses pass for sure; with smaller ones people are asked for nothing."""

LEAD, SMALL_LEAD = 0.5, 0.25
"""How much better the sense must be by which a codec beats Windows-1252: of a few characters, and
of many. With less, a strange sign decides; with more, an old Macintosh or PC is not known."""
PERFECT, SURE_LEAD = 0.9, 3.0
"""The sense of a text that is read right, and by how many characters the lead is sure."""


def _draws(data: bytes) -> bool:
    """Tell whether frames are drawn, which says nothing of accents: then it was a plain PC."""
    return any("\u2500" <= char <= "\u259f" for char in data.decode("cp437"))


CHANGE = 5.0
"""Price of a change of codec between two lines: characters whose sense must speak for it."""


def codec_of_lines(lines: Sequence[bytes], usual: str) -> list[str]:
    """Return the codec of each line of a file that was put together from several.

    The sequence of codecs that makes the best sense wins (the Viterbi algorithm); a change has
    a price, and the codec that is ``usual`` in the file keeps all lines that tell nothing.

    >>> mac, windows = "Don’t, he’d say—it’s".encode("mac_roman"), "café—“Don’t”".encode("cp1252")
    >>> codec_of_lines([windows] * 3 + [mac] * 3, "cp1252")
    ['cp1252', 'cp1252', 'cp1252', 'mac-roman', 'mac-roman', 'mac-roman']
    """
    codecs = sorted(CODECS, key=lambda codec: codec != usual)
    start = [0.0 if codec == usual else -CHANGE for codec in codecs]
    prices = [CHANGE] * len(codecs)
    accent = 1.0 if _is_accented(lines, usual) else ACCENT
    steps = ((prices, [_sense_of_line(line, codec, accent) for codec in codecs]) for line in lines)
    return [codecs[n] for n in best_states(start, steps)]


def _is_accented(lines: Sequence[bytes], usual: str) -> bool:
    """Tell whether the usual codec gives so many accents that the language must have them."""
    letters = Counter(
        char > "\x7f"
        for char in b"".join(lines)[:SAMPLE].decode(usual, "replace")
        if char.isalpha()
    )
    return letters[True] > RARE_SHARE * letters.total()


def _sense_of_line(line: bytes, codec: str, accent: float) -> float:
    """Return how much sense the characters of a line make together."""
    text = f"{EDGE}{line.decode(codec, 'replace').strip()}{EDGE}"
    return sum(
        sense(*found.groups()) * (accent if found[2].isalpha() else 1.0)
        for found in islice(AROUND.finditer(text), LONGEST_LOOK)
    )


ACCENT = 0.6
"""What an accent counts for amid plain letters: a mark of punctuation is likelier there. With more,
dashes of one system are read as accents of another; with less, foreign words are as dashes."""
LONGEST_LOOK = 60
"""Characters of one line that are looked at: a line may be a whole book."""


def evidence(data: bytes) -> bytes:
    """Return the lines that have high bytes, thinned evenly where they are too many."""
    lines = [line for line in LINE.findall(data) if HIGH.search(line)]
    step = 1 + sum(map(len, lines)) // SAMPLE
    return b"".join(lines[::step])[:SAMPLE]


def score(text: str) -> float:
    """Return how much sense the characters beyond ASCII make, from about -2 to 1.

    >>> score("“Don’t,” she said—") > 0.9 > 0 > score("ÒDonÕt,Ó she saidÑ")
    True
    """
    text = text.replace("\r", "\n")
    marks = [sense(*found.groups()) for found in AROUND.finditer(f"{EDGE}{text}{EDGE}")]
    return sum(marks) / len(marks) if marks else 0.0
