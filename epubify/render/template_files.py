"""The templates and style sheets of a book: those that ship with epubify, and the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from epubify.errors import UsageError
from epubify.model.records import Record
from epubify.options import Options
from epubify.render.own_files import refuse_leading_out
from epubify.text.nearest import unknown

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

BASE = "base.css"
MARKUP = "markup.css"
"""The sheet that every theme stands upon; no theme of its own."""
PAGE, SHEET = KINDS = (".xhtml", ".css")
"""Ends of the names of templates and of style sheets."""


class Templates(Record):
    """The templates and style sheets of one book."""

    texts: Mapping[str, tuple[str, ...]]
    """File name to template: what stands between its placeholders, and their names, in turn."""
    theme: str
    """The style sheet of the theme, with the base before it."""
    own: str | None = None
    """The style sheet that the user adds to it."""
    markup: str = ""
    """What follows the theme in a book of stories that came with markup."""

    def fill(self, name: str, **values: str) -> str:
        """Return a document made from a template; ``values`` are those of its contract.

        >>> Templates({"a": parted("<p>$made</p>")}, "").fill("a", made="Made")
        '<p>Made</p>'
        """
        pieces = list(self.texts[name])
        pieces[1::2] = [values[field] for field in pieces[1::2]]
        return "".join(pieces)


def parted(text: str) -> tuple[str, ...]:
    """Return a template as what stands between its placeholders, and their names, in turn.

    It is taken apart once, and not for each page that is made from it.

    >>> parted("<p>$made for ${whom}, $$5</p>")
    ('<p>', 'made', ' for ', 'whom', ', $5</p>')
    """
    pieces, end = [""], 0
    for found in Template.pattern.finditer(text):
        pieces[-1] += text[end : found.start()]
        if name := found["named"] or found["braced"]:
            pieces += (name, "")
        else:
            pieces[-1] += Template.delimiter
        end = found.end()
    return *pieces[:-1], pieces[-1] + text[end:]


def load_templates(options: Options) -> Templates:
    """Return the templates and style sheets that the options ask for.

    The style sheet is ``base.css`` and that of the theme in one, each from the user's folder
    where it has them. All templates there are checked, those too that this book does not need.

    Raises UsageError for an unknown theme, a folder that does not exist, an unreadable file and a
    template that does not fit its contract.
    """
    own = _own_files(options.templates) if options.templates else {}
    texts = {name: _read(file) for name, file in own.items() if name.endswith(KINDS)}
    for name in sorted(name for name in texts if name.endswith(PAGE)):
        from epubify.render.contract import check_template

        check_template(name, texts[name], str(own[name]))
    for name in sorted(name for name in texts if name.endswith(SHEET)):
        refuse_leading_out(str(own[name]), texts[name])
    sheets = {**_shipped(), **texts}
    theme = _theme(options.theme, sheets)
    sheet = _read(options.css) if options.css else None
    if sheet is not None:
        refuse_leading_out(str(options.css), sheet)
    pieces = {name: parted(text) for name, text in texts.items() if name.endswith(PAGE)}
    return Templates({**_pieces(), **pieces}, theme, sheet, sheets[MARKUP])


def theme_names(files: Iterable[str] | None = None) -> list[str]:
    """Return the themes among these files, in those that ship with epubify unless given.

    >>> theme_names()
    ['classic', 'manuscript', 'modern', 'plain']
    """
    names = _files(shipped_templates()) if files is None else files
    return sorted(
        name.removesuffix(SHEET)
        for name in names
        if name.endswith(SHEET) and name not in (BASE, MARKUP)
    )


def shipped_templates() -> Traversable:
    """Return the folder of templates: in the installed package, else beside the checkout."""
    try:
        from epubify import templates
    except ModuleNotFoundError:
        return Path(__file__).parents[2] / "templates"
    folder = Path(templates.__path__[0])
    if folder.is_dir():
        return folder  # as wherever a package is files; its resources take longer to import
    from importlib.resources import files

    return files(templates)


def _theme(theme: str, sheets: Mapping[str, str]) -> str:
    if theme not in theme_names(sheets):
        raise UsageError("", None, *unknown("theme", theme, theme_names(sheets)))
    return f"{sheets[BASE]}\n{sheets[f'{theme}{SHEET}']}"


@cache
def _pieces() -> Mapping[str, tuple[str, ...]]:
    """Return the templates that ship with epubify, taken apart: once, not for each book."""
    return {name: parted(text) for name, text in _shipped().items() if name.endswith(PAGE)}


@cache
def _shipped() -> Mapping[str, str]:
    files = _files(shipped_templates())
    return {name: _read(file) for name, file in files.items() if name.endswith(KINDS)}


def _own_files(folder: Path) -> dict[str, Traversable]:
    if not folder.is_dir():
        raise UsageError(str(folder), None, "no such folder", "the option templates takes a folder")
    return _files(folder)


def _files(folder: Traversable) -> dict[str, Traversable]:
    return {entry.name: entry for entry in folder.iterdir() if entry.is_file()}


def _read(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8").removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8; save it as UTF-8"
        raise UsageError(str(file), None, f"unreadable: {reason}") from None
