"""The whole program: sources become stories, stories a book, a book a file that is proved.

What a stage returns is of a type of its own, and says more than what it was given. It writes
findings into the report and changes nothing else: same input and options, same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from epubify.bind.anthology import asked_over, bind
from epubify.bind.joining import join
from epubify.bind.shelf import Shelf
from epubify.epub.provenance import Provenance
from epubify.errors import InputError, WordsLost
from epubify.files.inputs import Input, read_source
from epubify.files.output import replacing
from epubify.model import Book, Manuscript, Place, Section, Source, Story, Text
from epubify.options import Corrections, Options
from epubify.report import Ledger, Report
from epubify.settings.sidecar import Sidecar, sidecar_of

if TYPE_CHECKING:
    from epubify.checks import WordProof
    from epubify.headings import Headings

UNSURE = 0.3
"""Confidence below which a person is asked about the language."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A story, and what was thought on the way to it; ``inspect`` shows both."""

    text: Text
    manuscript: Manuscript
    headings: Headings
    story: Story


def convert(sources: Iterable[Source], options: Options, report: Report) -> Book:
    """Return the book of these sources: one story, an anthology, or one story in parts.

    Raises InputError for a source that cannot become a story.
    """
    sources = tuple(sources)
    reading, options = for_reading(sources, options), for_book(sources, options)
    stories = [read_story(source, reading, report) for source in sources]
    if options.join:
        stories = [join(stories)]
    return with_cover(bind(stories, options, report), options, report)


def for_book(sources: Sequence[Source], options: Options) -> Options:
    """Return the options of the book of these sources.

    A sidecar speaks for the book of its own story, that of the first part for a joined one.
    What it says of single lines is not about the book, and what was asked for explicitly no
    longer matters.
    """
    if sources and (options.join or len(sources) == 1):
        options = replace(sidecar_of(sources[0]).under(options), corrections=Corrections())
    return replace(options, asked=frozenset())


def for_reading(sources: Sequence[Source], options: Options) -> Options:
    """Return the options by which each of these sources is read.

    Where there are several, what was asked for is about the whole, and not about each.
    """
    return options if len(sources) == 1 else _of_each(options)


def _of_each(options: Options) -> Options:
    default = Options()
    others = {name: getattr(default, name) for name in _OF_THE_WHOLE}
    return replace(options, **others, asked=options.asked.difference(_OF_THE_WHOLE))


_OF_THE_WHOLE = (
    "title",
    "authors",
    "editors",
    "series",
    "series_index",
    "subjects",
    "description",
    "publisher",
    "date",
    "rights",
    "identifier",
)
"""Options that say something of a book, and not of each of several stories in it."""


def read_story(source: Source, options: Options, report: Report) -> Story:
    """Return the story in a source, ready to be bound."""
    return read_closely(source, options, report).story


def read_closely(
    source: Source, options: Options, report: Report, sidecar: Sidecar | None = None
) -> Reading:
    """Return the story in a source together with what led to it.

    What its sidecar says stands over what was read, and what was asked for over both;
    ``sidecar`` takes the place of the one that came with the source.
    Raises InputError where the sidecar no longer fits.
    """
    from epubify.decode import decode
    from epubify.headings import find_headings
    from epubify.headings.corrections import correct_blocks, retitle
    from epubify.headings.split import split
    from epubify.matter import sort_matter
    from epubify.readers import read
    from epubify.repair import repair
    from epubify.typography import typeset

    sidecar = sidecar_of(source) if sidecar is None else sidecar
    options = sidecar.under(options)
    text = decode(source, options, report)
    text = repair(text, options, report)
    sidecar.check_fit(source, text, report)
    manuscript = read(text, options, report)
    manuscript = sort_matter(manuscript, options, report)
    manuscript = replace(manuscript, metadata=asked_over(manuscript.metadata, options))
    manuscript = correct_blocks(manuscript, text, options.corrections, report)
    headings = find_headings(manuscript, options, report)
    retitle(headings, manuscript, text, options.corrections, report)
    story = split(manuscript, headings, options, report)
    story = with_language(story, options, report)
    return Reading(text, manuscript, headings, typeset(story, options, report))


def with_language(story: Story, options: Options, report: Report) -> Story:
    """Return the story with its language: as asked for, as its header says, or as told from it.

    A language that nobody can be sure of is a finding. Typography needs to know it: quotation
    marks and dashes differ.
    """
    from epubify.text.languages import UNKNOWN, guess_language, normal_tag
    from epubify.text.naming import opening_words

    language = options.language or normal_tag(story.metadata.language or "")
    if not language:
        guess, confidence = guess_language(" ".join(opening_words(story, 5_000)))
        language = guess if guess != UNKNOWN else None
        if confidence < UNSURE:
            report.find(
                "M010",
                f"the language may be {guess}, which is hardly more than a guess"
                if language
                else "the language is not known",
                "say which it is with --language",
                next(_places(story), None),
            )
    return replace(story, metadata=replace(story.metadata, language=language))


def with_cover(book: Book, options: Options, report: Report) -> Book:
    """Return the book with a cover: its own, the one asked for, or one drawn for it.

    What the device may refuse the book for is told here, where it is known in full.
    """
    from epubify.cover import draw_cover
    from epubify.epub.devices import tell_refused
    from epubify.epub.fonts import tell_lacking

    tell_refused(book, options, report)
    tell_lacking(book, options, report)
    if book.cover or options.no_cover:
        return book
    return replace(book, cover=draw_cover(book, options, report))


def refuse_findings(report: Report) -> None:
    """Raise InputError where anything was found, for who wants books without findings."""
    if report.findings:
        found = len(report.findings)
        counted = "1 finding" if found == 1 else f"{found:,} findings"
        name = next(iter(report.ledgers), "")
        raise InputError(name, None, f"{counted}, and --strict lets none pass")


# ----------------------------------------------------------------------- files to file


@dataclass(frozen=True, slots=True)
class Gathered:
    """The stories that were read from files, the files, and those that could not be read."""

    stories: Sequence[Story]
    sources: tuple[Source, ...]
    options: Options
    """The options of the book, those of a sidecar among them."""
    failed: tuple[InputError, ...] = ()
    read: tuple[Source, ...] = ()
    """The files that could be read, also those that an anthology leaves out: what the book is
    made from."""


def gather(
    inputs: Iterable[Input], options: Options, report: Report, *, anthology: bool = False
) -> Gathered:
    """Return the stories of these files.

    Raises InputError for a file that cannot become a story. Only an ``anthology``, which may
    be long, leaves it out and names it, and keeps the stories on the disk until they are
    written; what failed leaves no other trace in the report.
    """
    several = anthology or options.join
    reading = _of_each(options) if several else options
    stories: list[Story] | Shelf[Story] = Shelf() if anthology else []
    sources: list[Source] = []
    read: list[Source] = []
    failed: list[InputError] = []
    for item in inputs:
        own = Report()
        try:
            source = read_source(item)
            read.append(source)
            stories.append(read_story(source, reading, own))
        except InputError as error:
            if not anthology:
                raise
            failed.append(error)
            report.find("M021", f"left out of the anthology: {error}", "mend it or take it out")
        else:
            sources.append(source)
            report.absorb(_placed(own, item.name))
    bound = [join(stories)] if options.join else stories
    book = replace(options, asked=frozenset()) if anthology else for_book(sources, options)
    return Gathered(bound, tuple(sources), book, tuple(failed), tuple(read))


def _placed(report: Report, name: str) -> Report:
    """Return a report whose findings say which of several sources they are about."""
    whole = Place(name, 1, 1)
    report.findings = [replace(found, at=found.at or whole) for found in report.findings]
    return report


def write_book(
    book: Book,
    target: Path,
    options: Options,
    report: Report,
    sources: Sequence[Source],
    provenance: Provenance | None = None,
) -> WordProof:
    """Write a book and return the proof, taken from the finished file, that no word was lost.

    The file appears at ``target`` only when the proof holds. ``provenance`` is that of the
    sources unless the book was made from more than these. Raises WordsLost where the proof
    fails, OutputError where the file cannot be written; neither leaves anything behind.
    """
    from epubify.checks import prove_words
    from epubify.epub.package import write_epub

    provenance = provenance or Provenance.of(sources)
    with replacing(target) as file:
        write_epub(
            book,
            file,
            options,
            modified=provenance.modified(),
            fingerprint=provenance.fingerprint(options),
            findings=len(report.findings),
        )
        proof = prove_words(file, ledgers_of(book, report), options, sources)
        if not proof.holds:
            raise _lost(target, proof)
    return proof


def ledgers_of(book: Book, report: Report) -> list[Ledger]:
    """Return the ledgers of a book's sources, in the order in which the book has them."""
    if len(report.ledgers) > 1:
        places = (place for story in book.stories for place in _places(story))
        names = dict.fromkeys(place.source for place in places if place.source in report.ledgers)
        return [report.ledgers[name] for name in {**names, **dict.fromkeys(report.ledgers)}]
    return list(report.ledgers.values())


def _places(story: Story) -> Iterator[Place]:
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
