"""Where each thing that is known about a book comes from."""

from __future__ import annotations

from epubify.model import Metadata, Origin


def origins_of(metadata: Metadata) -> dict[str, Origin]:
    """Return the origin of every entry of the metadata that is not empty.

    >>> from epubify.model import OriginKind
    >>> dusk = Metadata.with_origin(Origin(OriginKind.HEADER, 1), title="Dusk", series=None)
    >>> origins_of(dusk)["title"].line, list(origins_of(dusk))
    (1, ['title'])
    """
    return {name: metadata.origin(name) for name in metadata.entries()}
