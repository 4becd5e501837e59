"""The templates and style sheets of a book: those that ship with epubify, and the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from epubify.errors import UsageError
from epubify.options import Options


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates and style sheets of one book."""

    pages: Mapping[str, Traversable]
    """File name to where the template lies, for messages."""
    texts: Mapping[str, Template]
    """File name to template."""
    theme: str
    """The style sheet of the theme."""
    own: str | None = None
    """The style sheet that the user adds to it."""

    def fill(self, name: str, **values: str) -> str:
        """Return a document made from a template; ``values`` are markup already.

        Raises UsageError where a user's template has a field that epubify does not fill.
        """
        try:
            return self.texts[name].substitute(values)
        except KeyError as error:
            known = ", ".join(sorted(f"${key}" for key in values))
            problem = f"no such template field: ${error.args[0]}"
            raise self._misfit(name, problem, f"known fields: {known}") from None
        except ValueError as error:
            raise self._misfit(name, str(error), "write $$ for a dollar sign") from None

    def _misfit(self, name: str, problem: str, advice: str) -> UsageError:
        return UsageError(str(self.pages[name]), None, problem, advice)


def load_templates(options: Options) -> Templates:
    """Return the templates and style sheets that the options ask for.

    Raises UsageError for an unknown theme, a folder that is none and an unreadable file.
    """
    found = _files(shipped_templates())
    if options.templates:
        if not options.templates.is_dir():
            raise UsageError(str(options.templates), None, "no such folder", "see --templates")
        found |= _files(options.templates)
    theme = found.get(f"{options.theme}.css")
    if theme is None:
        themes = sorted(name.removesuffix(".css") for name in found if name.endswith(".css"))
        advice = f"known themes: {', '.join(themes)}"
        raise UsageError("", None, f"no such theme: {options.theme}", advice)
    pages = {name: file for name, file in found.items() if name.endswith(".xhtml")}
    texts = {name: Template(_read(file)) for name, file in pages.items()}
    return Templates(pages, texts, _read(theme), _read(options.css) if options.css else None)


def shipped_templates() -> Traversable:
    """Return the folder of templates: in the installed package, else beside the checkout."""
    try:
        return files("epubify.templates")
    except ModuleNotFoundError:
        return Path(__file__).parents[2] / "templates"


def _files(folder: Traversable) -> dict[str, Traversable]:
    return {entry.name: entry for entry in folder.iterdir() if entry.is_file()}


def _read(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(str(file), None, f"unreadable: {error}") from None
