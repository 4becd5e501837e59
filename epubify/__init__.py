"""epubify turns raw story text into EPUB books that look professionally made.

>>> import epubify
>>> book = epubify.convert(b"Dusk\\nby Nina\\n\\nIt was dark.\\n", no_cover=True)
>>> book.title, book.authors
('Dusk', ('Nina',))

What is named in ``__all__`` is the public API (docs/api.md); all else may change. Nothing of
it is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from epubify.api import (
        anthology,
        batch,
        catalog,
        check,
        choices,
        contents,
        convert,
        draw_cover,
        find_stories,
        fit_sidecar,
        inspect,
        list_stories,
        open_story,
        split,
        volumes,
    )
    from epubify.api.picture_file import CoverPicture
    from epubify.editing.open_story import OpenStory
    from epubify.errors import (
        EpubifyError,
        FileChanged,
        InputError,
        MissingInput,
        NoStory,
        NotText,
        OutputError,
        OutputLost,
        SidecarMisfit,
        UnreadableInput,
        UnsupportedForm,
        UsageError,
        WordsLost,
    )
    from epubify.model import Source
    from epubify.model.limits import Limits
    from epubify.options import Options
    from epubify.publish.edition import Edition

__version__ = "1.0.0"

__all__ = [
    "CoverPicture",
    "Edition",
    "EpubifyError",
    "FileChanged",
    "InputError",
    "Limits",
    "MissingInput",
    "NoStory",
    "NotText",
    "OpenStory",
    "Options",
    "OutputError",
    "OutputLost",
    "SidecarMisfit",
    "Source",
    "UnreadableInput",
    "UnsupportedForm",
    "UsageError",
    "WordsLost",
    "anthology",
    "batch",
    "catalog",
    "check",
    "choices",
    "contents",
    "convert",
    "draw_cover",
    "find_stories",
    "fit_sidecar",
    "inspect",
    "list_stories",
    "open_story",
    "split",
    "volumes",
]

_HOMES = {
    "CoverPicture": "epubify.api.picture_file",
    "Edition": "epubify.publish.edition",
    "Limits": "epubify.model.limits",
    "OpenStory": "epubify.editing.open_story",
    "Options": "epubify.options",
    "Source": "epubify.model",
    **dict.fromkeys(
        (
            *("anthology", "batch", "check", "convert", "draw_cover"),
            *(
                "catalog",
                "choices",
                "contents",
                "find_stories",
                "fit_sidecar",
                "inspect",
                "list_stories",
                "open_story",
                "split",
                "volumes",
            ),
        ),
        "epubify.api",
    ),
}
"""The modules of what is public; that of all others is `epubify.errors`."""


def __getattr__(name: str) -> Any:
    """Import what is public when it is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "epubify.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
