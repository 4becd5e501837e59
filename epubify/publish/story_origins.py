"""What each story of an anthology was read from, and how its own book would be made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from epubify.bind.kinds import Kind
from epubify.bind.reading_order import Reordered
from epubify.epub.provenance import Provenance, settings_of
from epubify.epub.stamp import HEAD, CutShort, read_stamp
from epubify.epub.story_keeper import StoryOrigin
from epubify.errors import InputError
from epubify.model import Source
from epubify.options import Options
from epubify.settings.precedence import effective_for_book

if TYPE_CHECKING:
    from epubify.publish.edition import Edition

OF_ANTHOLOGIES = (
    *("cover", "order", "by", "keep_doubles", "where"),
    *("max_size", "max_stories", "volume", "new_in"),
    *("dedication", "epigraph", "introduction", "afterword", "sources"),
)
"""Options that say nothing of the book of one story."""


def origins_of(edition: Edition) -> Iterator[StoryOrigin]:
    """Yield the origin of each story of an anthology, in the order of the book."""
    default = Options()
    said = {name: getattr(default, name) for name in OF_ANTHOLOGIES}
    options = replace(edition.each or edition.options, **said)
    bare = effective_for_book(options, [Source("", b"")], Kind.STORY)
    last, settings = options, settings_of(options)
    found = Counter(one.at.source for one in edition.report.findings if one.at)
    for source in _in_order(edition):
        ledger = edition.report.ledgers.get(source.name)
        markup = ledger is not None and ledger.galley is not None
        own = source.data if is_own_book(source.data) else None
        try:
            holding = effective_for_book(options, [source], Kind.STORY) if source.sidecar else bare
        except InputError:  # its sidecar says what nobody allowed; the story was read without it
            holding = effective_for_book(options, [replace(source, sidecar=None)], Kind.STORY)
        if holding is not last and holding != last:  # nearly all stories have the same
            last, settings = holding, settings_of(holding)
        record = Provenance.of([source])
        yield StoryOrigin(
            PurePath(source.name).name,
            record.fingerprint(holding, settings),
            record.modified(),
            holding,
            found[source.name],
            markup,
            own,
        )


def _in_order(edition: Edition) -> Iterator[Source]:
    stories = edition.book.stories
    if isinstance(stories, Reordered):
        yield from (edition.sources[place] for place in stories.order)


def is_own_book(data: bytes) -> bool:
    """Tell whether bytes are a book that epubify made."""
    try:
        return read_stamp(data[:HEAD]) is not None
    except CutShort:
        return True
