"""A book as content documents: blocks to XHTML through the templates.

In come a `Book`, the options and the templates; out go documents one at a time, in reading
order. What a block is has been decided before: here it is only written, and escaped. Files,
packages and devices are the business of `epub`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from epubify.render.book_pages import NAV_FILE, landmarks_of, outline, render_book, render_nav
    from epubify.render.nav import GUIDE_TYPES, Landmark, NavPoint, flatten, render_ncx
    from epubify.render.pages import OWN_SHEET, THEME_SHEET, Document, image_file
    from epubify.render.template_files import Templates, load_templates

__all__ = [
    "GUIDE_TYPES",
    "NAV_FILE",
    "OWN_SHEET",
    "THEME_SHEET",
    "Document",
    "Landmark",
    "NavPoint",
    "Templates",
    "flatten",
    "image_file",
    "landmarks_of",
    "load_templates",
    "outline",
    "render_book",
    "render_nav",
    "render_ncx",
]

_MODULES = {
    **dict.fromkeys(("GUIDE_TYPES", "Landmark", "NavPoint", "flatten", "render_ncx"), "nav"),
    **dict.fromkeys(("Document", "OWN_SHEET", "THEME_SHEET", "image_file"), "pages"),
    **dict.fromkeys(("Templates", "load_templates"), "template_files"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: who only asks whether templates fit renders no page."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'book_pages')}"), name)
