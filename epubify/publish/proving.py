"""Writing a book and proving it, before it takes the place of anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from epubify.errors import WordsLost
from epubify.files.output import replacing
from epubify.model import Book, Place, Section, Story
from epubify.report import Ledger, Report

if TYPE_CHECKING:
    from epubify.checks import WordProof
    from epubify.epub.story_keeper import StoryOrigin
    from epubify.publish.edition import Edition

MOST_READINGS = 3
"""Times that lines are read again. With fewer, a line that goes wrong only after its neighbour was
set right fails the book; with more, a text that no reading holds takes long to be refused."""


def write_book(edition: Edition, target: Path) -> WordProof:
    """Write a book and return the proof, taken from the finished file, that no word was lost.

    The file appears at ``target``, in the place of whatever is there, only when the proof
    holds. Where it fails, the lines that it names are read again as plain paragraphs: an odd
    reading costs a line its form, and nobody the book. Raises WordsLost where it fails even
    so, OutputError where the file cannot be written; neither leaves anything behind.
    """
    with replacing(target) as file:
        proof = _written(edition, file)
        for _ in range(MOST_READINGS):
            if proof.holds or not edition.read_plainer(proof.places):
                break
            proof = _written(edition, file)
        if not proof.holds:
            raise _lost(edition, target, proof)
        _tell_size(edition, file)
    return proof


def _tell_size(edition: Edition, file: Path) -> None:
    """Record where a volume turned out larger than it was to be."""
    volume, size = edition.options.volume, file.stat().st_size
    if volume and volume.most and size > volume.most:
        edition.report.find("M061", f"{size:,} bytes, {size - volume.most:,} more than asked for")


def _written(edition: Edition, file: Path) -> WordProof:
    """Write a book, and return what the proof says of the file."""
    from epubify.checks import prove_words
    from epubify.epub.package import write_epub

    book, options, report = edition.book, edition.options, edition.report
    origins: tuple[StoryOrigin, ...] = ()
    if book.anthology:
        from epubify.publish.story_origins import origins_of

        origins = tuple(origins_of(edition))
    write_epub(
        book,
        file,
        options,
        modified=edition.provenance.modified(),
        fingerprint=edition.fingerprint,
        findings=len(report.findings),
        markup=any(ledger.galley is not None for ledger in report.ledgers.values()),
        known=edition.known,
        origins=origins,
    )
    return prove_words(file, ledgers_of(book, report), options, edition.sources)


def ledgers_of(book: Book, report: Report) -> list[Ledger]:
    """Return the ledgers of a book's sources, in the order in which the book has them."""
    if len(report.ledgers) > 1:
        around = (book.matter.introduction,), book.stories, (book.matter.afterword,)
        stories = (story for some in around for story in some if story)
        places = (place for story in stories for place in places_of(story))
        names = dict.fromkeys(place.source for place in places if place.source in report.ledgers)
        return [report.ledgers[name] for name in {**names, **dict.fromkeys(report.ledgers)}]
    return list(report.ledgers.values())


def places_of(story: Story) -> Iterator[Place]:
    """Yield the places of all headings and blocks of a story, in reading order."""
    return (place for section in story.sections for place in _section_places(section))


def _section_places(section: Section) -> Iterator[Place]:
    if section.at:
        yield section.at
    yield from (block.at for block in section.blocks)
    for inner in section.sections:
        yield from _section_places(inner)


def _lost(edition: Edition, target: Path, proof: WordProof) -> WordsLost:
    name = edition.sources[0].name if edition.sources else target.name
    if proof.unreadable:
        return WordsLost(
            name,
            None,
            f"{target.name} cannot be read back, and was not written: {proof.unreadable}",
        )
    counts = f"{proof.lost} words lost, {proof.invented} invented"
    problems = "".join(f"\n  {problem}" for problem in proof.problems)
    return WordsLost(
        name,
        None,
        f"{target.name} lacks words of its source ({counts}) and was not written{problems}",
    )
