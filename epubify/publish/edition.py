"""A book in hand: the book itself, what it was made from, and the way to a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from epubify.epub.identity import book_identifier
from epubify.epub.provenance import Provenance, same_inputs
from epubify.errors import InputError
from epubify.files.inputs import Input
from epubify.files.output import book_suffix, is_current, read_existing, refuse_to_destroy
from epubify.model import Book, Finding, Metadata, Place, Section, Source
from epubify.options import Options
from epubify.publish.destination import Destination
from epubify.publish.proving import write_book
from epubify.report import Report
from epubify.text.naming import title_of

if TYPE_CHECKING:
    from epubify.checks import WordProof
    from epubify.epub.contents_news import News, OlderContents


class Edition(Struct):
    """A book that was made and can be saved: what `epubify.convert` returns.

    Nothing of it changes until it is written. Where its words then do not hold, the stories
    concerned are read again, plainer, and it is the book that came of that.
    """

    book: Book
    options: Options
    """The options that hold for it: those given, those of a sidecar, the defaults."""
    inputs: tuple[Input, ...]
    """All that was to go into it, in the order given."""
    sources: tuple[Source, ...]
    """What went into it."""
    provenance: Provenance
    report: Report
    """Findings, repairs, and the fate of every line of the sources."""
    plainer: Callable[[frozenset[Place]], Edition | None] | None = None
    """Makes the book again with plain paragraphs of these lines; None where that does not help,
    or where nobody wants it."""
    each: Options | None = None
    """The options by which each story of an anthology was read."""
    older: OlderContents | None = None
    """The contents of the older self that it takes the place of."""

    # ------------------------------------------------------------------- what it says

    @property
    def title(self) -> str:
        """The title; opening words stand in where there is none."""
        return title_of(self.book.metadata, self.book.stories)

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of the authors, as they are written."""
        return self.book.metadata.authors

    @property
    def language(self) -> str | None:
        """Language tag (BCP 47), None where nobody knows the language."""
        return self.book.metadata.language

    @property
    def metadata(self) -> Metadata:
        """All that is known about the book."""
        return replace(self.book.metadata, title=self.title)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The outermost divisions of all its stories, in reading order."""
        return tuple(section for story in self.book.stories for section in story.sections)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person should look at."""
        return tuple(self.report.findings)

    @property
    def name(self) -> str:
        """Name of its file, where nobody gives another: from author, title, series place."""
        return self.named("")

    def named(self, template: str) -> str:
        """Return the path below an output folder that a template of names gives it."""
        from epubify.files.paths import book_path

        first = self.inputs[0]
        below = PurePath(first.below).as_posix()
        return book_path(template, self.metadata, first.stem, below, book_suffix(self.options))

    @property
    def identifier(self) -> str:
        """What identifies the book; it stays when the story grows."""
        return book_identifier(self.book)

    @property
    def fingerprint(self) -> str:
        """What it was made from, in short: inputs, options, version."""
        return self.provenance.fingerprint(self.options)

    # ------------------------------------------------------------------------ to a file

    def save(self, target: str | os.PathLike[str] = ".", *, force: bool = False) -> WordProof:
        """Write the book, and return the proof that no word was lost.

        A name that ends in ``.epub`` is that of the file; any other is that of a folder,
        where the book gets the name that it has of itself (`name`). An older version of the
        same book is replaced; anything else that is in the way only with ``force``.

        Where the proof fails because lines were understood oddly, these are set as plain
        paragraphs instead (finding W001), and the book is the one that is saved.

        Raises OutputError where it cannot be written there, WordsLost where the proof fails
        even so; then nothing is left behind.
        """
        path = Destination(os.fspath(target)).target(self.name)
        self.refuse_to_destroy(path, force=force)
        self.remember(path)
        return self.write(path)

    def to_bytes(self) -> bytes:
        """Return the finished file; raises WordsLost where the proof fails."""
        import tempfile

        with tempfile.TemporaryDirectory(prefix="epubify-") as folder:
            file = Path(folder, "book.epub")
            self.write(file)
            return file.read_bytes()

    def write(self, path: Path) -> WordProof:
        """Write the book to a path, whatever is there, and return the proof."""
        return write_book(self, path)

    def remember(self, path: Path) -> None:
        """Take note of the contents of the book at a path, if that is an older self of this one."""
        there = read_existing(path)
        if there and there.identifier == self.identifier:
            from epubify.publish.older_book import contents_of

            self.older = contents_of(path)

    @property
    def known(self) -> frozenset[str] | None:
        """What the contents are not to mark as new; None where nothing is to be marked."""
        if self.older is None or not self.options.new_in:
            return None
        same = same_inputs(self.older.fingerprint, self.fingerprint)
        return self.older.known(same_inputs=same)

    def news(self, path: Path) -> News:
        """Return what the book, that lies at a path now, has and its older self had not."""
        from epubify.epub.contents_news import News, news_of
        from epubify.publish.older_book import contents_of

        now = contents_of(path) if self.older else None
        return news_of(self.older, now) if self.older and now else News()

    def read_plainer(self, places: frozenset[Place]) -> bool:
        """Become the book in which these lines are plain paragraphs; tell whether there is one."""
        anew = self.plainer(places) if self.plainer and places else None
        if anew:
            self.book, self.plainer = anew.book, anew.plainer
        return anew is not None

    def refuse_to_destroy(self, path: Path, *, force: bool) -> None:
        """Raise OutputError where writing to a path would destroy what cannot be made again."""
        refuse_to_destroy(path, self.fingerprint, self.identifier, self.inputs, force=force)

    def is_at(self, path: Path) -> bool:
        """Tell whether the book at a path was made from the very same things."""
        return is_current(path, self.fingerprint)


def refuse_findings(report: Report) -> None:
    """Raise InputError where anything was found, for who wants books without findings."""
    if report.findings:
        found = len(report.findings)
        counted = "1 finding" if found == 1 else f"{found:,} findings"
        name = next(iter(report.ledgers), "")
        raise InputError(name, None, f"{counted}, and the option strict lets none pass")
