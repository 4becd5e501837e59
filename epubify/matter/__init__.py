"""What is not story: found, named and set apart, never dropped silently.

``set_apart`` works on lines, before they are laid out as paragraphs: envelopes, boilerplate,
contents lists, header blocks, page furniture. ``sort_matter`` works on the blocks that come
out of the layout: notes, cues and end marks. ``set_letters`` and ``mark_readings`` work on a
story that is typeset. In doubt a line is story, and stays where it is; no word is changed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from epubify.matter.separation import Separation, set_apart
    from epubify.matter.sort import sort_matter

__all__ = ["Separation", "set_apart", "sort_matter"]


def __getattr__(name: str) -> Any:
    """Import what is asked for: who only asks for names of people sets nothing apart."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "sort" if name == "sort_matter" else "separation"
    return getattr(import_module(f"{__name__}.{module}"), name)
