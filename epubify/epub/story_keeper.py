"""Takes down, while an anthology is written, what its stories need to become books again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

from msgspec import Struct, field
from msgspec.structs import replace

from epubify.bind.anthology import bind
from epubify.epub.archive import BookArchive
from epubify.epub.identity import book_identifier
from epubify.epub.kept_stories import (
    FOLDER,
    KeptDocument,
    KeptEntry,
    KeptStory,
    kept_as_json,
)
from epubify.epub.kept_stories import NAME as KEPT_NAME
from epubify.model import Book, Stories, Story
from epubify.model.records import Record
from epubify.options import Options
from epubify.render import Document
from epubify.render.markup import picture_file
from epubify.report import Report
from epubify.text.lazy_pattern import lazy
from epubify.text.naming import opening_words

_OF_STORY = lazy(r"(?P<folder>.*/)(?P<prefix>s(?P<number>\d{3,})-)(?P<rest>.+)")


class StoryOrigin(Record):
    """What a story of an anthology was read from, and what its own book would be made with."""

    source: str
    fingerprint: str
    modified: datetime
    options: Options
    findings: int = 0
    markup: bool = False
    book: bytes | None = None
    """The book of epubify's own that it was read from, if it was one."""


class StoryKeeper(Struct):
    """Sees the stories and the documents of an anthology as they are written."""

    origins: Sequence[StoryOrigin]
    """In the order of the book."""
    folder: str
    """Where the documents stand in the archive."""
    alone: Callable[[Book], Iterable[Document]] | None = None
    """Makes the documents that the book of a story has by itself, where an anthology may show them
    otherwise: notes are gathered at its end, notices that several stories share printed once."""
    _kept: list[KeptStory] = field(default_factory=list)
    _documents: dict[int, list[KeptDocument]] = field(default_factory=dict)
    _depths: dict[int, int] = field(default_factory=dict)
    _pictures: dict[int, set[str]] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)
    """File in the archive → digest of what it would be in the book of its story alone."""
    _compares: bool = False
    """Whether anything is compared with what stands in the archive."""
    _waiting: list[Document] = field(default_factory=list)
    """The documents that the book of the last story has by itself."""
    _files: dict[str, bytes] = field(default_factory=dict)
    """What is kept besides, by its name in the archive."""

    def __post_init__(self) -> None:
        """Find out whether files of the archive are compared with those of the stories' books."""
        self._compares = bool(self.alone) or any(origin.book for origin in self.origins)

    @property
    def identities(self) -> tuple[str, ...]:
        """What identifies the book of each story that was seen."""
        return tuple(one.identifier for one in self._kept)

    def watched(self, stories: Stories) -> Stories:
        """Return the stories; what is to be known of each is taken down when it is fetched."""
        return _Watched(stories, self)

    def see_story(self, number: int, story: Story) -> None:
        """Take down what the book of a story says of itself."""
        if number != len(self._kept) or number >= len(self.origins):
            return
        self._settle()
        origin = self.origins[number]
        book = bind([story], origin.options, Report())
        kept = KeptStory(
            origin.source,
            book_identifier(book),
            book.metadata,
            " ".join(opening_words(story)),
            origin.fingerprint,
            origin.modified,
            origin.findings,
            origin.markup,
            options=origin.options,
        )
        if story.cover:
            ending = story.cover.media_type.rpartition("/")[2].partition("+")[0]
            name = self._keep(story.cover.data, f".{ending}")
            kept = replace(kept, cover=name, cover_type=story.cover.media_type)
        self._kept.append(kept)
        self._waiting = list(self.alone(book)) if self.alone else []

    def see_document(self, document: Document, content: bytes) -> None:
        """Take down a document, whose content is what stands in the archive."""
        found = _OF_STORY.fullmatch(document.name)
        if not found:
            return
        number = int(found["number"]) - 1
        name = f"{self.folder}/{document.name}"
        if self._compares:
            self._digests[name] = _digest(without_prefix(content, found["prefix"]))
        if found["rest"] == "title.xhtml":
            self._depths[number] = document.depth
        elif not self.alone:
            depth = document.depth - self._depths.get(number, 0) - 1
            label = document.label_alone or document.label
            self._take(number, replace(document, label=label, depth=max(depth, 0)))

    def _take(self, number: int, document: Document, home: str = "") -> None:
        """Take down a document of a story as its own book has it."""
        shown = self._pictures.setdefault(number, set())
        pictures = [picture_file(one) for one in document.pictures]
        new = tuple(one for one in dict.fromkeys(pictures) if one not in shown)
        shown.update(new)
        self._documents.setdefault(number, []).append(
            KeptDocument(document.name, document.label, document.depth, document.matter, new, home)
        )

    def _settle(self) -> None:
        """Take down the documents of the last story, and keep those that are shown otherwise."""
        number = len(self._kept) - 1
        for document in self._waiting:
            path = PurePosixPath(document.name)
            bound = str(path.with_name(f"s{number + 1:03}-{path.name}"))
            if self._digests.get(f"{self.folder}/{bound}") == _digest(document.content):
                self._take(number, replace(document, name=bound))
            else:
                self._take(number, document, self._keep(document.content, path.suffix))
        self._waiting = []

    def see_file(self, name: str, content: bytes) -> None:
        """Take down another file of the archive."""
        if self._compares and name not in self._digests:
            self._digests[name] = _digest(content)

    def files(self, sizes: dict[int, tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
        """Yield what is kept, by its name in the archive; ``sizes`` are words and chapters."""
        self._settle()
        kept = []
        for number, story in enumerate(self._kept):
            words, chapters = sizes.get(number, (0, 0))
            documents = tuple(self._documents.get(number, ()))
            story = replace(story, words=words, chapters=chapters, documents=documents)
            book = self.origins[number].book
            kept.append(self._with_book(story, book, number) if book else story)
        yield KEPT_NAME, kept_as_json(kept)
        yield from sorted(self._files.items())

    def _with_book(self, story: KeptStory, book: bytes, number: int) -> KeptStory:
        """Return a story with all files of its book, those that nothing else has being kept."""
        files = files_of(book)
        if files is None:
            return story
        entries = []
        for name, content in files.items():
            folder, _, rest = name.rpartition("/")
            prefix = f"s{number + 1:03}-"
            digest = _digest(content)
            inside = f"{folder}/{prefix}{rest}"
            if self._digests.get(inside) == digest:
                entries.append(KeptEntry(name, inside, prefix))
            elif self._digests.get(name) == digest:
                entries.append(KeptEntry(name, name))
            else:
                entries.append(KeptEntry(name, self._keep(content, PurePosixPath(name).suffix)))
        return replace(story, entries=tuple(entries), sha256=_digest(book))

    def _keep(self, content: bytes, suffix: str) -> str:
        """Keep a file, and return where."""
        name = f"{FOLDER}/{_digest(content)[:32]}{suffix}"
        self._files[name] = content
        return name


def files_of(book: bytes) -> dict[str, bytes] | None:
    """Return the files of a book in their order; None where others made the archive.

    An archive that is written again from its files has then the very same bytes.
    """
    try:
        with zipfile.ZipFile(BytesIO(book)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None
    return files if archive_of(files) == book else None


def archive_of(files: dict[str, bytes]) -> bytes:
    """Return the archive that has these files in this order."""
    made = BytesIO()
    with BookArchive(made, "w") as out:
        for name, content in files.items():
            out.writestr(name, content)
    return made.getvalue()


def without_prefix(content: bytes, prefix: str) -> bytes:
    """Return a document whose links lead to files of names without a prefix.

    >>> without_prefix(b'<a href="s001-notes.xhtml#n1">s001-x</a>', "s001-")
    b'<a href="notes.xhtml#n1">s001-x</a>'
    """
    if b'href="' + prefix.encode() not in content:  # as in nearly all
        return content
    link = re.compile(rb'(<[a-z]+\s(?:[^<>]*?\s)?href=")' + re.escape(prefix.encode()))
    return link.sub(rb"\1", content)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


class _Watched(Record):
    """A sequence of stories, each of which the keeper sees when it is fetched."""

    stories: Stories
    keeper: StoryKeeper

    def __len__(self) -> int:
        return len(self.stories)

    def __iter__(self) -> Iterator[Story]:
        for number, story in enumerate(self.stories):
            self.keeper.see_story(number, story)
            yield story
