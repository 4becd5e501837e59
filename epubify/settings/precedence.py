"""The options that hold in the end: those given, over a sidecar, over the defaults.

Between the sidecar and the defaults stands what the header of a story says: it is metadata,
and options are put over it (`epubify.bind.anthology.options_over`). Nothing else decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from epubify.bind.kinds import Kind
from epubify.model import Source
from epubify.model.records import names_of
from epubify.options import METADATA_OPTIONS, Corrections, Options
from epubify.settings.sidecar import Sidecar
from epubify.settings.sidecar_beside import sidecar_of

_COVER = frozenset({"cover", "cover_style", "no_cover"})
_TOGETHER = (_COVER, frozenset({"series", "series_index"}))
"""Options that mean something together: to give one of them is to give all."""

_OF_THE_WHOLE = (
    "authors",
    "editors",
    "credits",
    *(one for one in METADATA_OPTIONS if one != "language"),
)
"""Options that say something of a book, and not of each of several stories in it."""


def effective(options: Options, sidecar: Sidecar) -> Options:
    """Return the options by which a story is read: its sidecar holds where no option is given.

    >>> said = Sidecar("x.toml", {"title": "Dusk", "notes": "end"})
    >>> told = effective(Options(notes="drop"), said)
    >>> told.title, told.notes
    ('Dusk', 'drop')

    Raises InputError where the sidecar names a file outside its folder, unless that is allowed.
    """
    if sidecar.outside and not options.trust_sidecars:
        raise sidecar.outside[0]
    if not sidecar.options:  # as of nearly all stories
        return replace(options, corrections=sidecar.corrections, from_sidecar=frozenset())
    default = Options()
    given = {name for name in names_of(options) if _is_given(name, options, default)}
    for group in _TOGETHER:
        if given.intersection(group):
            given.update(group)
    said = {name: value for name, value in sidecar.options.items() if name not in given}
    if not given.intersection(_COVER) and said.keys() & _COVER:
        said = {**{name: getattr(default, name) for name in _COVER}, **said}
    given_by = frozenset(said)
    return replace(options, **said, corrections=sidecar.corrections, from_sidecar=given_by)


def effective_for_each(options: Options, kind: Kind) -> Options:
    """Return the options for each story of a book: of several, none that are of the whole.

    >>> options = Options(title="Two Stories", language="en")
    >>> effective_for_each(options, Kind.ANTHOLOGY).title is None
    True
    >>> effective_for_each(options, Kind.STORY).title
    'Two Stories'
    """
    if kind is Kind.STORY:
        return options
    default = Options()
    others = {name: getattr(default, name) for name in _OF_THE_WHOLE}
    return replace(options, **others, choices=options.choices.difference(_OF_THE_WHOLE))


def effective_for_book(options: Options, sources: Sequence[Source], kind: Kind) -> Options:
    """Return the options of the book of these sources.

    A sidecar speaks for the book of its own story, that of the first part for a joined one.
    What it says of single lines is not about the book, and which options were given no longer
    matters.
    """
    if sources and kind is not Kind.ANTHOLOGY:
        options = replace(effective(options, sidecar_of(sources[0])), corrections=Corrections())
    return replace(options, join=kind is Kind.JOINED, choices=frozenset())


def laid_over(said: Mapping[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """Return options over others: those of the cover hide all others of it.

    >>> laid_over({"cover_style": "cloth"}, {"no_cover": True, "theme": "plain"})
    {'theme': 'plain', 'cover_style': 'cloth'}
    """
    hidden = _COVER if said.keys() & _COVER else frozenset()
    return {**{name: value for name, value in others.items() if name not in hidden}, **said}


def _is_given(name: str, options: Options, default: Options) -> bool:
    if name in options.choices:
        return True
    return name not in options.yielding and getattr(options, name) != getattr(default, name)
