"""What is fuzzed: functions that take any bytes and return, unless something is broken.

An error that is meant for people is an answer. Everything else that is raised is a crash: one of
another kind, one of several lines, words that are lost, a book in which ``epubify check`` finds an
error. ``run.py`` looks for bytes that do it, ``tests/test_fuzz_targets.py`` runs what is known.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from building import book_of

from epubify.batches.manifest import load_manifest
from epubify.batches.splitting import split_book
from epubify.checks import check_book, severity
from epubify.collection.query import read_query
from epubify.collection.query_tokens import QueryFault
from epubify.collection.story_record import StoryRecord
from epubify.cover.picture import picture_of
from epubify.decode import decode
from epubify.errors import EpubifyError, Unforeseen, WordsLost
from epubify.model import Contributor, Metadata, Source
from epubify.options import Options
from epubify.pipeline import read_closely
from epubify.readers import READERS, find_reader
from epubify.repair import repair
from epubify.report import Report
from epubify.settings.sidecar_reading import read_sidecar

PACKED = frozenset({"docx", "epub", "odt", "scrivener"})
"""Forms that are archives; see `archive_of`."""
ENTRY = b"--- "
"""What begins the line that names an entry of an archive that is to be packed."""
SHEET = 400
"""Bytes of a style sheet that are in a corpus."""
SEPARATOR = b"\x1e"
"""What parts the text of a story from the values of its options."""
PLAIN = Options(no_cover=True, choices=frozenset({"no_cover"}))
DUSK = StoryRecord(
    Metadata(
        "Dusk",
        contributors=(Contributor("Nina Hale"),),
        language="en",
        series="Salt",
        series_index="2.5",
        subjects=("Rain", "Max/Liz"),
        date="1999-05",
    ),
    "dusk.txt",
    "text",
    words=1200,
)


@dataclass(frozen=True, slots=True)
class Target:
    """Something that reads what others wrote."""

    name: str
    run: Callable[[bytes], None]
    longest: int = 4096
    """Bytes of an input. With more, fewer are tried; with less, what takes two of a thing to break
    is not found."""
    seconds: int = 20
    """Time that one input may take on a busy machine; what takes longer is a crash."""


class Broken(AssertionError):
    """Something that must never be came of an input."""


def answered(run: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Return the function with errors for people as an answer, where they are as they should be."""

    def check(data: bytes) -> None:
        try:
            run(data)
        except (WordsLost, Unforeseen):
            raise
        except EpubifyError as error:
            if "\n" in str(error) or "\x1b" in error.problem:
                raise Broken(f"no line for people: {str(error)!r}") from error

    return check


def archive_of(data: bytes) -> bytes:
    r"""Return the archive that a text stands for, so that what is fuzzed lies within it.

    A line ``--- NAME`` begins an entry. What has no such line is taken as it is.

    >>> zipfile.ZipFile(BytesIO(archive_of(b"--- a.txt\nwords\n--- b.txt\n"))).namelist()
    ['a.txt', 'b.txt']
    >>> archive_of(b"PK...")
    b'PK...'
    """
    if not data.startswith(ENTRY):
        return data
    packed = BytesIO()
    entries: dict[str, bytes] = {}
    for part in (b"\n" + data).split(b"\n" + ENTRY)[1:]:
        name, _, content = part.partition(b"\n")
        entries[name.decode("utf-8", "replace")[:200]] = content
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def text_of(archive: bytes) -> bytes:
    """Return the text that stands for an archive; see `archive_of`. Of long entries it has a part.

    With whole style sheets most of what is changed would be style sheets.
    """
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        entries = [(name.encode(), opened.read(name)) for name in opened.namelist()]
    entries = [(name, data[:SHEET] if name.endswith(b".css") else data) for name, data in entries]
    return b"\n".join(ENTRY + name + b"\n" + content for name, content in entries)


# ------------------------------------------------------------------------------- the targets


def fuzz_decode(data: bytes) -> None:
    """Bytes become a text whose lines end in one way, repaired once and for all."""
    text = decode(Source("a.txt", data), Options(), Report())
    text.text.encode("utf-8")
    if "\r" in text.text:
        raise Broken("an end of a line is left as it was")
    repair(text, Options(), Report())


def fuzz_reader(form: str) -> Callable[[bytes], None]:
    """Return what reads bytes as a form of input, whatever they are."""
    reader = find_reader(form)

    def run(data: bytes) -> None:
        source = Source(f"a.{form}", archive_of(data) if form in PACKED else data)
        reader.recognises(source)
        text = reader.read(source, Options(), Report()).text.text
        text.encode("utf-8")

    return run


def fuzz_headings(data: bytes) -> None:
    """A text is understood in whole: matter, headings, sections, typography."""
    text = data.decode("utf-8", "replace").encode()
    read_closely(Source("story.txt", text), Options(format="text"), Report())


def fuzz_package(data: bytes) -> None:
    """A story with any values of options becomes a book in which nothing is wrong."""
    story, *values = data.split(SEPARATOR)
    said = [value.decode("utf-8", "ignore") for value in values[:4]]
    title, author, subject, series = said + [""] * (4 - len(said))
    book = book_of(
        story, title=title, authors=(author,), subjects=(subject,), series=series, format="text"
    )
    with TemporaryDirectory() as folder:
        file = Path(folder, "book.epub")
        book.write(file)
        wrong = [one for one in check_book(file) if severity(one) == "error"]
    if wrong:
        raise Broken("; ".join(f"{one.code} {one.message}" for one in wrong))


def fuzz_check(data: bytes) -> None:
    """Any EPUB is checked to the end."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "book.epub")
        file.write_bytes(archive_of(data))
        check_book(file)


def fuzz_split(data: bytes) -> None:
    """A book comes apart into the books of its stories, or is refused, in whole or in part."""
    for made in split_book(Source("book.epub", archive_of(data)), PLAIN):
        if isinstance(made, Unforeseen):
            raise made


def fuzz_manifest(data: bytes) -> None:
    """A manifest is understood, or refused."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "library.toml")
        file.write_bytes(data)
        load_manifest(file)


def fuzz_sidecar(data: bytes) -> None:
    """A sidecar is understood and asked whether it fits, or refused."""
    story = Source("a.txt", b"Dusk\nby Nina\n\nChapter 1\n\nIt was dark.\n", Source("a.toml", data))
    read_sidecar(Source("a.toml", data))
    read_closely(story, Options(format="text"), Report())


def fuzz_query(data: bytes) -> None:
    """A query is understood and answered, or refused."""
    try:
        read_query(data.decode("utf-8", "replace")).holds(DUSK)
    except QueryFault:
        return


def fuzz_picture(data: bytes) -> None:
    """A picture is brought to the size of a cover, or refused."""
    picture_of(Path("a.png"), data, Report(), fit="crop", size=(160, 256))


TARGETS = {
    target.name: target
    for target in (
        Target("decode", answered(fuzz_decode)),
        *(
            Target(
                f"read-{one.name}",
                answered(fuzz_reader(one.name)),
                longest=8000 if one.name in PACKED else 4096,
            )
            for one in READERS
        ),
        Target("headings", answered(fuzz_headings)),
        Target("package", answered(fuzz_package), longest=1500),
        Target("check", answered(fuzz_check), longest=20_000),
        Target("split", answered(fuzz_split), longest=20_000),
        Target("manifest", answered(fuzz_manifest), longest=1500),
        Target("sidecar", answered(fuzz_sidecar), longest=1500),
        Target("query", answered(fuzz_query), longest=300),
        Target("picture", answered(fuzz_picture)),
    )
}
"""Name → what is fuzzed under it."""
