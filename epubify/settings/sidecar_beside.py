"""The sidecar that a source came with; most come with none, and need nothing of what reads one."""

from __future__ import annotations

from epubify.model import Source
from epubify.settings.sidecar import Sidecar


def sidecar_of(source: Source) -> Sidecar:
    """Return what the sidecar of a source says, an empty one where there is none.

    Raises InputError, with the line, for what is not TOML, for unknown keys, and for values of
    the wrong kind.
    """
    if source.sidecar is None:
        return Sidecar("")
    from epubify.settings.sidecar_reading import read_sidecar

    return read_sidecar(source.sidecar)
