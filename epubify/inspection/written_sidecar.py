"""Writing the sidecar of a story beside it, once more where it has one."""

from __future__ import annotations

from pathlib import Path

from epubify.errors import OutputError
from epubify.files.inputs import Input, sidecar_path
from epubify.files.output import is_input, refuse_existing, replacing
from epubify.inspection.inspector import Inspection, inspect_input
from epubify.inspection.sidecar_draft import draft_sidecar
from epubify.options import Options


def write_sidecar(item: Input, options: Options, *, force: bool) -> tuple[Path, Inspection]:
    """Write what was understood of a story to its sidecar, and return both.

    With ``force`` one that is there is written again: it says the same, of the lines where they
    are now. Raises InputError for what cannot become a story, and where a line is not found.
    """
    target = _target(item, force=force)
    found = inspect_input(item, options, moved=True)
    text = draft_sidecar(found.source, found.reading, found.metadata, found.sidecar)
    with replacing(target) as file:
        file.write_text(text, encoding="utf-8", newline="\n")
    return target, found


def _target(item: Input, *, force: bool) -> Path:
    """Return where the sidecar of an input goes; raise OutputError where it must not."""
    if item.path is None or item.entry:
        raise OutputError(item.name, None, "has no place for a sidecar", "name a file")
    target = sidecar_path(item.path)
    if is_input(target, [item]):
        raise OutputError(item.name, None, "is named like a sidecar itself", "rename it")
    if not force:
        advice = "edit it, or write it again with the option force: it keeps what it says"
        refuse_existing(target, advice)
    return target
