"""A bound book → the books of its stories: what each of them said, made or copied again."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from epubify.epub.kept_stories import KeptDocument, KeptStory
from epubify.epub.provenance import Provenance, settings_of
from epubify.epub.stamp import NAME as STAMP_NAME
from epubify.epub.stamp import Stamp, read_lines
from epubify.epub.story_keeper import archive_of, without_prefix
from epubify.files.inputs import Input
from epubify.files.output import replacing
from epubify.model import Book, Metadata, Paragraph, Picture, Place, Section, Source, Span, Story
from epubify.options import Options
from epubify.publish.edition import Edition
from epubify.publish.kept_reading import kept_stories
from epubify.readers.containers import Container
from epubify.readers.epub_source.package_document import package_path
from epubify.render.pages import Document
from epubify.report import Report

if TYPE_CHECKING:
    from epubify.checks import WordProof

_NOWHERE = Place("", 1, 1)


def editions_kept(source: Source, options: Options) -> Iterator[Edition]:
    """Yield the books of the stories that a bound book keeps, without covers that must be drawn.

    Of the options those that were given win over what each book had; they concern how it looks.
    Raises InputError for a broken book.
    """
    container = Container(source.name, source.data)
    for kept in kept_stories(container):
        yield _edition(container, kept, options)


def _edition(container: Container, kept: KeptStory, options: Options) -> UnboundEdition:
    given = {name: getattr(options, name) for name in options.choices}
    holding = replace(kept.options, **given, choices=frozenset())
    cover = None
    if kept.cover and "cover" not in given:
        cover = Picture(kept.source, container.read(kept.cover), kept.cover_type)
    words = Paragraph((Span(kept.opening),), _NOWHERE)
    story = Story(kept.metadata, (Section("bodymatter", None, None, (words,)),), cover)
    source = Source(f"{container.name}/{kept.source}", b"")
    return UnboundEdition(
        Book(kept.metadata, (story,)),
        holding,
        (Input(kept.source),),
        (source,),
        Provenance(),
        Report(),
        kept=kept,
        container=container,
        changed=settings_of(holding) if given else b"",
    )


class UnboundEdition(Edition, kw_only=True):
    """The book of a story that was bound with others."""

    kept: KeptStory
    container: Container
    changed: bytes = b""
    """Its options, where they are not those that it had."""

    @property
    def as_it_was(self) -> bool:
        """Tell whether it is the very file that was bound."""
        return bool(self.kept.entries) and not self.changed

    @property
    def stamp(self) -> Stamp | None:
        """Return what the very file that was bound says of itself."""
        home = next((one.home for one in self.kept.entries if one.name == STAMP_NAME), "")
        return read_lines(self.container.read(home)) if home and self.as_it_was else None

    @property
    def metadata(self) -> Metadata:
        """All that it says of itself, or what its name is made from."""
        said = self.stamp.metadata if self.stamp else None
        return said or replace(self.book.metadata, title=self.title)

    @property
    def identifier(self) -> str:
        """What identifies it, since it was made."""
        return self.stamp.identifier if self.stamp else self.kept.identifier

    @property
    def fingerprint(self) -> str:
        """What it was made from; with other options it is not what it was."""
        if self.stamp:
            return self.stamp.fingerprint
        halves = self.kept.fingerprint.split("-")
        if self.changed and len(halves) > 1:
            halves[1] = sha256(halves[1].encode() + self.changed).hexdigest()[: len(halves[1])]
        return "-".join(halves)

    def write(self, path: Path) -> WordProof:
        """Write the book; its text is that of the bound one, byte for byte."""
        from epubify.checks import WordProof

        with replacing(path) as file:
            if self.as_it_was:
                file.write_bytes(self._copy())
            else:
                self._make(file)
        return WordProof(self.kept.words, 0, 0, ())

    def _copy(self) -> bytes:
        """Return the very file that was bound."""
        files = {}
        for one in self.kept.entries:
            content = self.container.read(one.home)
            files[one.name] = without_prefix(content, one.prefix) if one.prefix else content
        book = archive_of(files)
        if sha256(book).hexdigest() != self.kept.sha256:
            self.report.find("M060", f"{self.kept.source} is not as it was when it was bound")
        return book

    def _make(self, file: Path) -> None:
        """Make the book again, of the documents that stand in the bound one."""
        from epubify.epub.package import ReadyTexts, write_epub

        kept = self.kept
        texts = ReadyTexts(tuple(self._documents()), kept.words, kept.chapters)
        write_epub(
            self.book,
            file,
            self.options,
            modified=kept.modified,
            fingerprint=self.fingerprint,
            findings=kept.findings + len(self.report.findings),
            markup=kept.markup,
            texts=texts,
        )

    def _documents(self) -> Iterator[Document]:
        folder = PurePosixPath(package_path(self.container)).parent
        for one in self.kept.documents:
            name = PurePosixPath(one.name)
            prefix = "" if one.home else f"{name.name.partition('-')[0]}-"
            content = self.container.read(one.home or str(folder / name))
            yield Document(
                str(name.with_name(name.name.removeprefix(prefix))),
                without_prefix(content, prefix) if prefix else content,
                one.label,
                one.depth,
                one.matter,
                pictures=tuple(self._pictures(one, folder)),
                finished=True,
            )

    def _pictures(self, document: KeptDocument, folder: PurePosixPath) -> Iterator[Picture]:
        for file in document.pictures:
            kind = PurePosixPath(file).suffix.removeprefix(".")
            media_type = f"image/{'svg+xml' if kind == 'svg' else kind}"
            yield Picture(file, self.container.read(str(folder / file)), media_type)
