"""The spaces of French: no-break ones before high punctuation and inside guillemets.

Lexique des règles typographiques en usage à l'Imprimerie nationale; which marks take which
space is in the table of languages, because Canada and Switzerland differ from France.
"""

from __future__ import annotations

from collections.abc import Iterator

from epubify.text.lazy_pattern import lazy
from epubify.text.rule import Change, rule
from epubify.typography.context import Context
from epubify.typography.tables import Language

NO_BREAK, NARROW = "\u00a0", "\u202f"
_HIGH = lazy(r"(?<=[\w»”’)\]…%])( ?)([;:!?])(?=[;:!?]*(?:[\s»”’)\]]|$))")
_OPENING = lazy(r"« ?(?=[^\s«»])")
_CLOSING = lazy(r"(?<=[^\s«»]) ?»(?!\w)")


def _has_spaces(language: Language) -> bool:
    """Tell whether a language has such spaces."""
    return bool(language.no_break or language.narrow or language.inside)


@rule(
    "no-break-spaces",
    leaves="Languages whose table asks for no such spaces; times, addresses; spaces that are "
    "no-break ones already.",
    changes=(
        ("Quoi ? Non!", "Quoi\u202f? Non\u202f!"),
        ("Ainsi : « oui »", "Ainsi\u00a0: «\u00a0oui\u00a0»"),
    ),
    keeps=("à 12:30", "http://example.org", "Quoi\u202f?"),
    language="fr",
    where=lambda context: _has_spaces(context.language),
)
def no_break_spaces(text: str, context: Context) -> Iterator[Change]:
    """French high punctuation and guillemets get the no-break space that belongs there."""
    language = context.language
    if not _has_spaces(language):
        return
    found: list[Change] = []
    for match in _HIGH.finditer(text):
        mark = match.group(2)
        space = NARROW if mark in language.narrow else NO_BREAK if mark in language.no_break else ""
        if space:
            found.append((*match.span(1), space))
    if language.inside:
        spaces = [(m.start() + 1, m.end()) for m in _OPENING.finditer(text)]
        spaces += [(m.start(), m.end() - 1) for m in _CLOSING.finditer(text)]
        found += [(start, end, language.inside) for start, end in spaces]
    yield from sorted(found)
