"""What titles look like: their length, their capitals, and how two are compared."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, without_typeset_signs, word_set
from epubify.text.numerals import DIVIDED, lettered_roman, numeral_of
from epubify.text.recogniser import recogniser

MAX_HEADING = 80
"""Characters of a heading. A larger limit takes sentences for titles; a smaller one misses the
long titles of older novels, which are not found unmarked even so."""
MOST_WORDS = 9
"""Words of a title that ends in a full stop: with more it is a sentence, and with fewer allowed
titles such as ``The End of the Beginning.`` are lost."""
FEWEST_CAPITALS = 4
"""Letters that it takes to say that a line is in capitals: with fewer, names of two or three
letters and acronyms would be shouted."""
_WORDS = lazy(r"[^\W_]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
"""What a title of plain letters loses when it is compared: bytes lose it five times as fast."""
_NO_LETTERS_OF_LINES = _NO_LETTERS.replace(b"\n", b"")
LONGEST_NUMERAL = 5
"""Letters of a Roman numeral in a label that stays in capitals; with more, words of these letters
would be shouted, with fewer, ``XXVII`` comes out as ``Xxvii``."""


@recogniser(
    takes=("The Mail",),
    spares=(
        "we went home, and he slept.",
        "The mail,",
    ),
)
def looks_like_title(text: str) -> bool:
    """Tell whether words can be a title: short, no sentence that ends in a full stop.

    >>> looks_like_title("The Mail"), looks_like_title("we went home, and he slept.")
    (True, False)
    """
    if not text or len(text) > MAX_HEADING or text.endswith((",", ";")):
        return False
    first = text.lstrip("\"'“‘«([_*¡¿")[:1]
    if first.islower():
        return False
    return not (text.endswith(".") and not text.endswith("...") and len(text.split()) > MOST_WORDS)


@recogniser(
    takes=("The Man with the Twisted Lip", "Salt (or, the Road)", "The Salt List, v1.5"),
    spares=("He went with the others",),
)
def is_title_case(text: str) -> bool:
    """Tell whether all but the small words start with a capital or a digit, or count a version.

    >>> is_title_case("The Man with the Twisted Lip"), is_title_case("He went with the others")
    (True, False)
    """
    words = [w.lstrip("\"'“‘«([_*") for w in text.split()]
    words = [w for w in words if w[:1].isalnum()]
    if not (words and words[0][0].isupper()):
        return False
    others = (w for w in words if not (w[0].isupper() or w[0].isdigit() or w[-1].isdigit()))
    return all(folded(w).rstrip(",;:).…") in word_set("small") for w in others)


def without_last_hyphen(text: str) -> str:
    """Return a title without the hyphen that stands behind it in place of a colon.

    >>> without_last_hyphen("The Suit of Battle-"), without_last_hyphen("And then--")
    ('The Suit of Battle', 'And then--')
    """
    return text[:-1] if text.endswith("-") and text[-2:-1].isalnum() else text


def opens_small(title: str) -> bool:
    """Tell whether only the article or preposition that opens a title lacks its capital.

    >>> opens_small("the Long Ebb"), opens_small("the tide broke"), opens_small("the")
    (True, False, False)
    """
    first, _, rest = title.partition(" ")
    return first.islower() and folded(first) in word_set("small") and is_title_case(rest)


def label_of(words: str) -> str:
    """Return a label in the capitals that a reader expects.

    >>> label_of("CHAPTER THE FIRST"), label_of("CHAPTER XIV"), label_of("chapter one")
    ('Chapter the First', 'Chapter XIV', 'Chapter One')
    >>> label_of("BİRİNCİ PERDE"), label_of("CHAPTER 12B")
    ('Birinci Perde', 'Chapter 12B')
    """
    out = []
    for n, word in enumerate(words.split()):
        numeral = numeral_of(word.rstrip("."))
        if numeral and numeral.style in ("roman", "digits"):
            out.append(word.upper() if len(word) <= LONGEST_NUMERAL else word)
        elif DIVIDED.fullmatch(word) or (word.isupper() and lettered_roman(word)):
            out.append(word)
        elif n and folded(word) in word_set("small_in_labels"):
            out.append(word.lower())
        else:
            out.append("-".join(part.capitalize() for part in word.split("-")))
    return without_lost_dots(" ".join(out))


def without_lost_dots(lowered: str) -> str:
    """Return small letters without the dots that Python leaves of capitals of Turkish.

    >>> without_lost_dots("BİRİNCİ".capitalize()), without_lost_dots("salt")
    ('Birinci', 'salt')
    """
    return lowered.replace("i\N{COMBINING DOT ABOVE}", "i")


@recogniser(
    takes=("THE MAIL",),
    spares=(
        "The Mail",
        "I, O.",
    ),
)
def is_shouted(text: str) -> bool:
    """Tell whether the letters of a line are all capitals, and enough of them to say so.

    >>> is_shouted("THE MAIL"), is_shouted("The Mail"), is_shouted("I, O.")
    (True, False, False)
    """
    if not text.isupper():
        return False  # as nearly all lines
    letters = list(filter(str.isalpha, text))
    return len(letters) >= FEWEST_CAPITALS and all(map(str.isupper, letters))


def fold_title(text: str) -> str:
    """Return a title as contents lists and headings are compared: letters and digits only.

    >>> fold_title("The Long Ebb, or: Salt") == fold_title("THE LONG EBB; OR SALT")
    True
    """
    bare = without_typeset_signs(text)
    if bare.isascii():
        return bare.lower().encode("ascii").translate(None, _NO_LETTERS).decode("ascii")
    return "".join(_WORDS.findall(text.casefold()))


def fold_titles(texts: Sequence[str]) -> list[str]:
    """Return what `fold_title` does for each of many texts, which costs less than one by one.

    >>> fold_titles(["The Long Ebb", "", "Él — 2"])
    ['thelongebb', '', 'él2']
    """
    joined = "\n".join(texts)
    bare = without_typeset_signs(joined)
    if bare.isascii():
        small = bare.lower().encode("ascii")
        keys = small.translate(None, _NO_LETTERS_OF_LINES).decode("ascii")
    else:
        keys = joined.casefold()
        for sign in set(keys):
            if not sign.isalnum() and sign != "\n":
                keys = keys.replace(sign, "")
    lines = keys.split("\n")
    return lines if len(lines) == len(texts) else [fold_title(text) for text in texts]
