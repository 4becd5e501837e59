"""Where books go: below a folder, each by its own name, or to one file."""

from __future__ import annotations

from pathlib import Path

from epubify.errors import OutputError, UsageError
from epubify.files.output import Names
from epubify.files.remote import is_url


class Destination:
    """Where books go: a folder, or one file, whose name then ends in ``.epub``.

    Raises UsageError where so many books cannot go there, OutputError where a file stands in
    the place of the folder.

    >>> Destination("books", 2).target("old/Nina - Dusk.epub").as_posix()
    'books/old/Nina - Dusk.epub'
    >>> Destination("mine.epub").target("Nina - Dusk.epub").as_posix()
    'mine.epub'
    """

    def __init__(self, output: str = "", books: int = 1) -> None:
        self._file: Path | None = None
        self._folder = Path(output or ".")
        self._names = Names()
        if is_url(output):
            advice = "batch can write one there, from a manifest"
            raise UsageError(output, None, "this book cannot be written to a URL", advice)
        if output.lower().endswith(".epub"):
            refuse_several(output, books)
            self._file = Path(output)
        elif self._folder.exists() and not self._folder.is_dir():
            advice = "give a folder, or a name that ends in .epub"
            raise OutputError(output, None, "is a file, not a folder", advice)

    def target(self, base_name: str) -> Path:
        """Return the path of the book that wants this name; another one for each book."""
        return self._file or self._names.unique(Path(self._folder, base_name))


def refuse_several(output: str, books: int) -> None:
    """Raise UsageError where more than one book is to go into one file."""
    if books > 1:
        problem = f"{books} books cannot go into one file"
        advice = "give a folder, or make them one book with the option join or as an anthology"
        raise UsageError(output, None, problem, advice)
