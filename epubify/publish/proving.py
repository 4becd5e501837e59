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
    from epubify.publish.edition import Edition


def write_book(edition: Edition, target: Path) -> WordProof:
    """Write a book and return the proof, taken from the finished file, that no word was lost.

    The file appears at ``target``, in the place of whatever is there, only when the proof
    holds. Raises WordsLost where it fails, OutputError where the file cannot be written;
    neither leaves anything behind.
    """
    from epubify.checks import prove_words
    from epubify.epub.package import write_epub

    book, options, report = edition.book, edition.options, edition.report
    with replacing(target) as file:
        write_epub(
            book,
            file,
            options,
            modified=edition.provenance.modified(),
            fingerprint=edition.fingerprint,
            findings=len(report.findings),
        )
        proof = prove_words(file, ledgers_of(book, report), options, edition.sources)
        if not proof.holds:
            raise _lost(target, proof)
    return proof


def ledgers_of(book: Book, report: Report) -> list[Ledger]:
    """Return the ledgers of a book's sources, in the order in which the book has them."""
    if len(report.ledgers) > 1:
        places = (place for story in book.stories for place in places_of(story))
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


def _lost(target: Path, proof: WordProof) -> WordsLost:
    counts = f"{proof.lost} words lost, {proof.invented} invented"
    problems = "".join(f"\n  {problem}" for problem in proof.problems)
    return WordsLost(
        target.name,
        None,
        f"the book does not hold the words of its source ({counts}) and was not written{problems}",
    )
