"""Quotation marks that are typed with what a keyboard has: ``>>so<<``, ``,,so''``; Hebrew signs."""

from __future__ import annotations

from collections.abc import Iterator

from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule
from epubify.typography.context import Context

_ANGLES = lazy(
    r"(?<![<>\w])(?P<out>>>|<<)(?P<inside> ?[\w¿¡„“\"'‘—–…][^<>\n]{0,3000}[\w.,;:!?…»”’\"'—–)] ?)"
    r"(?P<back><<|>>)(?![<>\w])"
)
"""Two signs that open, two that close the other way round, and none of them between."""
_COMMAS = lazy(r"(?<![\w,]),,(?=[^\W_]|['‚…])")
_TWO_SINGLE = lazy(r"(?<=[\w.,;:!?…)])''(?!['\w])")
_GUILLEMETS = {"<<": "«", ">>": "»"}


@rule(
    "typed-marks",
    leaves="Signs that go the same way (``>> so >>``), signs of quoted mail, and languages that "
    "have no such marks: there ``<<so>>`` means something else.",
    changes=(
        (",,Komm'', sagte er.", '„Komm", sagte er.'),
        (">>Komm<<, sagte er.", "»Komm«, sagte er."),
    ),
    keeps=(">> Komm mit", "a << b >> c", "so,, ja"),
    language="de",
    needs=",<>",
    where=lambda context: context.language.quotes[0] in "«»„",
)
def typed_marks(text: str, context: Context) -> Iterator[Change]:
    """Low quotation marks and guillemets that were typed as two signs become one."""
    first = context.language.quotes[0]
    found: list[Change] = []
    if first == "„" and ",," in text:
        found += [(*match.span(), "„") for match in _COMMAS.finditer(text)]
        found += [(*match.span(), '"') for match in _TWO_SINGLE.finditer(text)] if found else []
    if first in "«»„" and (">>" in text or "<<" in text):
        for match in _ANGLES.finditer(text):
            spaced = match["inside"] != match["inside"].strip()
            if match["out"] != match["back"] and (context.language.inside or not spaced):
                found += [(*match.span(name), _GUILLEMETS[match[name]]) for name in ("out", "back")]
    yield from sorted(found)


_LETTER = "[א-ת]"
_HEBREW = frozenset({"he", "yi"})
"""Languages in Hebrew letters, as the first part of their tags."""
_GERSHAYIM = lazy(
    rf"(?<={_LETTER})(?<!(?<!{_LETTER})[בהוכלמש])(?<!(?<!{_LETTER})[בהוכלמש]{{2}})"
    rf"(?<!(?<!{_LETTER})[בהוכלמש]{{3}})[\"”“](?={_LETTER})"
    rf"|(?<={_LETTER})[\"”“](?={_LETTER}(?!{_LETTER}))"
)
"""The sign of an abbreviation; not a quotation mark behind a short word that is written together
with the quoted one, as "in" and "and in" are."""
_GERESH = lazy(rf"(?<={_LETTER})['’](?={_LETTER})|(?<=(?<!\w){_LETTER})['’](?!\w)")
_MAQAF = lazy(rf"(?<={_LETTER})-(?={_LETTER})")


@rule(
    "hebrew-marks",
    leaves="Quotation marks around words, those behind a preposition written together with what is "
    "quoted too, hyphens between digits, and marks that are the right ones already.",
    changes=(
        ('צה"ל', "צה״ל"),
        ("ר' משה, צ'כי", "ר׳ משה, צ׳כי"),
        ("תל-אביב", "תל־אביב"),
    ),
    keeps=('"שלום", אמר', 'הלך ב"חדר" ומה"חדר" שב', "1-2", "צה״ל"),
    language="he",
    where=lambda context: context.language.tag.partition("-")[0] in _HEBREW,
)
def hebrew_marks(text: str, context: Context) -> Iterator[Change]:
    """Gershayim, geresh and maqaf take the place of the signs that keyboards have for them."""
    signs = ((_GERSHAYIM, "״"), (_GERESH, "׳"), (_MAQAF, "־"))
    yield from sorted(
        (*match.span(), sign) for pattern, sign in signs for match in pattern.finditer(text)
    )
