"""The whole program: sources become stories, stories a book, a book a file that is proved.

Everything that makes or shows a book runs these lines: the commands, a batch, the library, the
tests. What a stage returns is of a type of its own, and says more than what it was given. It
writes findings into the report and changes nothing else: same input and options, same result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from epubify.bind.anthology import bind, options_over
from epubify.bind.kinds import Kind
from epubify.bind.surroundings import files_around, not_around, with_matter, without_quibbles
from epubify.epub.provenance import Provenance
from epubify.errors import EpubifyError, InputError, NoStory, unforeseen
from epubify.files.inputs import Given, Input, read_source
from epubify.model import Book, Manuscript, Metadata, Origin, OriginKind, Place, Source, Story, Text
from epubify.model.limits import holding
from epubify.model.records import Record
from epubify.options import Options
from epubify.publish.covering import with_cover
from epubify.publish.edition import Edition
from epubify.publish.proving import places_of
from epubify.report import Report
from epubify.settings.precedence import effective, effective_for_book, effective_for_each
from epubify.settings.sidecar import Sidecar
from epubify.settings.sidecar_beside import sidecar_of

if TYPE_CHECKING:
    from epubify.bind.shelf import Shelf
    from epubify.collection.selection import Selection
    from epubify.headings import Headings
    from epubify.typography.kept_passages import KeptPassages

ReadManuscript = Callable[[Source, Options, Report], Manuscript]
MOST_SHOWN = 20
"""Lines that a finding names; with more it cannot be read, with fewer one must look for them."""
MOST_LEFT_OUT = 3
"""Words that were left out and read like the story, about which nobody is asked. With more, a line
of verse goes unseen; with fewer, people are asked about the words of a footer."""
MOST_PLAIN = 200
"""Lines of a book that are read again as plain paragraphs. With more, a book without any form
comes of what should be refused; with fewer, one odd habit of a long text still fails it."""


# ---------------------------------------------------------------------------- one story


class Reading(Record):
    """A story, and what was thought on the way to it; ``inspect`` shows both."""

    manuscript: Manuscript
    headings: Headings
    story: Story

    @property
    def text(self) -> Text:
        """Return the lines that all places count in."""
        return self.manuscript.text


def read_story(source: Source, options: Options, report: Report) -> Story:
    """Return the story in a source, ready to be bound."""
    return read_closely(source, options, report).story


def read_closely(
    source: Source,
    options: Options,
    report: Report,
    sidecar: Sidecar | None = None,
    read: ReadManuscript | None = None,
    kept: KeptPassages | None = None,
) -> Reading:
    """Return the story in a source together with what led to it.

    What its sidecar says stands over what was read, and the options over both; ``sidecar`` takes
    the place of the one that came with the source, ``read`` that of what reads its manuscript;
    ``kept`` holds what was typeset of the same source before.
    Raises InputError for what is not a story, and where the sidecar no longer fits.
    """
    from epubify.matter.letters import set_letters
    from epubify.matter.readings import mark_readings
    from epubify.text.facts import forget_many
    from epubify.typography import typeset

    sidecar = sidecar_of(source) if sidecar is None else sidecar
    options = effective(options, sidecar)
    reading = understand(source, options, report, sidecar, read)
    story = with_language(reading.story, options, report)
    story = typeset(story, options, report, kept)
    forget_many()
    return replace(reading, story=set_letters(mark_readings(story), options))


def understand(
    source: Source,
    options: Options,
    report: Report,
    sidecar: Sidecar,
    read: ReadManuscript | None = None,
) -> Reading:
    """Return the story in a source as its author typed it: divided, and not yet typeset.

    ``options`` are those that hold in the end, ``sidecar`` is what they were taken from.
    """
    from epubify.headings import find_headings
    from epubify.headings.corrections import correct_blocks, retitle
    from epubify.headings.fates import account_lines
    from epubify.headings.footnotes import place_footnotes
    from epubify.headings.note_pairs import pair_notes
    from epubify.headings.run_ins import free_headings
    from epubify.headings.short_divisions import with_divisions_unlisted
    from epubify.headings.split import split
    from epubify.matter.private_details import withhold
    from epubify.readers.sorted_matter import read_sorted

    manuscript = (read or read_sorted)(source, options, report)
    sidecar.check_fit(source, manuscript.text, report)
    manuscript = withhold(manuscript, options, report)
    manuscript = replace(manuscript, metadata=options_over(manuscript.metadata, options))
    manuscript = correct_blocks(manuscript, manuscript.text, options.corrections)
    manuscript = pair_notes(free_headings(manuscript))
    headings = find_headings(manuscript, options, report)
    headings = retitle(headings, manuscript, manuscript.text, options.corrections, report)
    report.account(source.name, account_lines(manuscript, headings))
    tell_plain(source.name, options, report)
    tell_left_out(manuscript.text, report, options)
    story = place_footnotes(split(manuscript, headings, options, report))
    return Reading(manuscript, headings, with_divisions_unlisted(story))


def tell_plain(source: str, options: Options, report: Report) -> None:
    """Record which lines were read as plain paragraphs, because their words did not hold."""
    lines = sorted(options.plain_lines(source))
    if lines:
        message = "set as plain text: as first understood, words would have been lost"
        report.find("W001", f"{_named(lines)} {message}", Place(source, lines[0], lines[0]))


def tell_left_out(text: Text, report: Report, options: Options) -> None:
    """Record which lines were left out though they read like the story, and nobody said so."""
    from epubify.checks.left_out import story_like
    from epubify.checks.tokens import words

    ledger, lines = report.ledger(text.source), text.text.split("\n")
    asked = options.corrections.is_left_out
    suspected = (n for n in story_like(lines, ledger.fates) if not asked(n))
    ledger.doubtful = {n: len(words(lines[n - 1])) for n in suspected}
    found = list(ledger.doubtful)
    if sum(ledger.doubtful.values()) > MOST_LEFT_OUT:
        message = f"left out, and may be the story: “{lines[found[0] - 1].strip()[:60]}”"
        report.find("W002", f"{_named(found)} {message}", Place(text.source, found[0], found[0]))


def _named(lines: Sequence[int]) -> str:
    """Return line numbers as a message names them, with their verb."""
    shown = ", ".join(map(str, lines[:MOST_SHOWN])) + ("" if len(lines) <= MOST_SHOWN else " …")
    return f"line {shown} was" if len(lines) == 1 else f"lines {shown} were"


def with_language(story: Story, options: Options, report: Report) -> Story:
    """Return the story with its language: from an option, its header, or guessed from its words.

    A language that nobody can be sure of is a finding. Typography needs to know it: quotation
    marks and dashes differ.
    """
    from epubify.text.languages import UNKNOWN, UNSURE, guess_language, normal_tag
    from epubify.text.naming import opening_words

    language = options.language or normal_tag(story.metadata.language or "")
    if not language:
        guess, confidence = guess_language(" ".join(opening_words(story, 5_000)))
        language = guess if guess != UNKNOWN else None
        if confidence < UNSURE:
            report.find(
                "M010",
                f"the language may be {guess}, but that is little more than a guess"
                if language
                else "the language is not known",
                next(places_of(story), None),
            )
        told = Metadata.with_origin(Origin(OriginKind.TEXT), language=language)
        return replace(story, metadata=told.over(replace(story.metadata, language=None)))
    return replace(story, metadata=replace(story.metadata, language=language))


# ----------------------------------------------------------------------------- one book


def unheard(_: InputError) -> None:
    """Take no note of a story that is left out: the report names it."""


def build(
    inputs: Iterable[Input | Source],
    options: Options,
    report: Report,
    kind: Kind = Kind.STORY,
    left_out: Callable[[InputError], None] = unheard,
) -> Edition:
    """Return the book of these inputs, ready to be written.

    Raises InputError for what cannot become a story, and for an anthology without any.
    """
    return with_cover(draft(inputs, options, report, kind, left_out))


def draft(
    inputs: Iterable[Input | Source],
    options: Options,
    report: Report,
    kind: Kind = Kind.STORY,
    left_out: Callable[[InputError], None] = unheard,
    read: Callable[[Source, Options, Report], Story] = read_story,
) -> Edition:
    """Return the book of these inputs without its cover: all that need not be drawn.

    An anthology, which may be long, leaves out what cannot become a story, tells ``left_out``
    and names it in the report, and keeps its stories on the disk until they are written.
    ``read`` is there for who wants to keep what `read_closely` finds.
    """
    around = read_around(options, read)
    readings = _no_readings(options, kind, read)
    given: list[Input] = []
    provenance = Provenance()
    readings.told.absorb(report)  # what was told of the inputs before they are read
    if kind is Kind.JOINED:
        inputs = without_whole(list(inputs), options, readings.told)
    for item in inputs:
        given.append(Input(item.name) if isinstance(item, Source) else item)
        try:
            source = source_of(item, options)
            provenance.add(source)
            readings.add(source, forgiving=kind is Kind.ANTHOLOGY)
        except InputError as error:
            blank_part = kind is Kind.JOINED and isinstance(error, NoStory)
            if kind is not Kind.ANTHOLOGY and not blank_part:
                raise
            readings.told.find(
                "M021", f"left out of the {'story' if blank_part else kind}: {error}"
            )
            if not blank_part:
                left_out(error)
    readings.settle()
    if kind is Kind.JOINED and not options.keep_doubles:
        readings.leave_out_doubled_parts()
    options = effective_for_book(options, readings.sources, kind)
    return Binding(readings, around, kind, options, tuple(given), provenance, report).edition()


def _no_readings(
    options: Options, kind: Kind, read: Callable[[Source, Options, Report], Story]
) -> Readings:
    """Return where the stories of a book go as they are read."""
    options_of_each = effective_for_each(options, kind)
    if kind is not Kind.ANTHOLOGY:
        return Readings(options_of_each, read, [])
    from epubify.bind.shelf import Shelf
    from epubify.collection.selection import Selection

    return Readings(options_of_each, read, Shelf(), Selection(options))


def read_around(options: Options, read: Callable[[Source, Options, Report], Story]) -> Readings:
    """Return the texts that stand around the stories, each read as a story is.

    Raises InputError for what is no text, before any story is read.
    """
    around = Readings(effective_for_each(options, Kind.ANTHOLOGY), without_quibbles(read), [])
    for name, path in files_around(options).items():
        source = replace(source_of(Input(str(path), path), options), sidecar=None)
        try:
            around.add(source)
        except InputError as error:
            raise not_around(name, error) from error
    return around


def source_of(item: Input | Source, options: Options) -> Source:
    """Return the bytes of an input; raises InputError for what is not there or too large."""
    if isinstance(item, Source):
        return item
    with holding(options.limits):
        return read_source(item)


def without_whole(parts: Sequence[Given], options: Options, report: Report) -> Sequence[Given]:
    """Return the parts of a story without one that holds all others once more, and tell of it.

    Parts that come from the standard input can be read but once, and are never all others.
    """
    if any(isinstance(part, Input) and not (part.path or part.url) for part in parts):
        return parts
    from epubify.bind.whole_copies import whole_copy

    found = whole_copy([source_of(part, options) for part in parts])
    if found is None:
        return parts
    name = parts[found].name
    message = f"{name} holds all other parts once more, and is left out"
    report.find("M046", message, Place(name, 1, 1))
    return [part for n, part in enumerate(parts) if n != found]


class Binding(Record):
    """All that one book is made of, so that it can be bound again."""

    readings: Readings
    around: Readings
    """The texts that stand around the stories."""
    kind: Kind
    options: Options
    inputs: tuple[Input, ...]
    provenance: Provenance
    report: Report
    once: bool = True
    """What is there twice is printed once, where the options do not say otherwise."""

    def edition(self) -> Edition:
        """Return the book of the stories as they were read last, without a cover."""
        readings, report = self.readings, self.report
        report.retell((readings.told, *readings.reports, *self.around.reports))
        wish = self.options if self.once else replace(self.options, keep_doubles=True)
        book = self._book(wish)
        texts = dict(zip(files_around(self.options), self.around.stories, strict=True))
        parts = readings.stories if self.kind is Kind.JOINED else ()
        book = with_matter(book, texts, wish, report, parts)
        sources = tuple(readings.sources)
        made = Edition(book, self.options, self.inputs, sources, self.provenance, report)
        each = readings.options if self.kind is Kind.ANTHOLOGY else None
        return replace(made, plainer=self.plainer, each=each)

    def _book(self, options: Options) -> Book:
        stories: Sequence[Story] = self.readings.stories
        if not stories:
            raise NoStory("", None, "no story is left to bind")
        if self.kind is Kind.JOINED:
            from epubify.bind.whole import whole_of
            from epubify.files.book_folder import told_by_folder

            stories = [whole_of(stories, told_by_folder(self.inputs), options, self.report)]
        elif self.kind is Kind.STORY:
            [_] = stories
        return bind(stories, options, self.report, anthology=self.kind is Kind.ANTHOLOGY)

    def plainer(self, places: frozenset[Place]) -> Edition | None:
        """Return the book with these lines as plain paragraphs, or with nothing printed once."""
        repeats = self.once and any(one.repeated for one in self.report.ledgers.values())
        tried = repeats and self.readings.options.plain
        if not tried and any(one.read_plainer(places) for one in (self.readings, self.around)):
            return with_cover(self.edition())
        return with_cover(replace(self, once=False).edition()) if repeats else None


class Readings(Struct):
    """The stories of a book as they were read, so that one of them can be read again."""

    options: Options
    """The options by which each is read."""
    read: Callable[[Source, Options, Report], Story]
    stories: list[Story] | Shelf[Story]
    selection: Selection | None = None
    """Which of them are wanted; None takes all."""
    sources: list[Source] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    """The report of each source."""
    told: Report = field(default_factory=Report)
    """The reports of what is nowhere in the book."""

    def add(self, source: Source, *, forgiving: bool = False) -> None:
        """Read a story, and keep it where it is wanted; raises InputError for what is not one.

        With ``forgiving`` a bug of epubify is such an error too: it costs one story of many.
        """
        try:
            story, report = self._read(source)
        except EpubifyError:
            raise
        except Exception as error:
            if not forgiving:
                raise
            raise unforeseen(source.name, error) from error
        if self.selection and not self.selection.takes(story, source):
            return
        self.stories.append(story)
        self.sources.append(source)
        self.reports.append(report)

    def settle(self) -> None:
        """Leave out stories that are there twice; raise NoStory where none is wanted."""
        if self.selection is None:
            return
        if self.selection.refused and not self.stories:
            problem = f"none of {self.selection.refused} stories fits the option where"
            raise NoStory("", None, problem, "epubify list shows what they are")
        dropped = set()
        for number, name, reason in self.selection.doubles():
            self.told.find("M022", f"left out of the anthology: {reason}", Place(name, 1, 1))
            dropped.add(number)
        if dropped:
            self._keep([n for n in range(len(self.sources)) if n not in dropped])

    def leave_out_doubled_parts(self) -> None:
        """Leave out parts of a story that are there twice, and tell of each."""
        from epubify.bind.part_faults import doubled_parts

        if dropped := doubled_parts(self.stories, self.told):
            self._keep([n for n in range(len(self.sources)) if n not in dropped])

    def _keep(self, places: Sequence[int]) -> None:
        self.sources = [self.sources[n] for n in places]
        self.reports = [self.reports[n] for n in places]
        if isinstance(self.stories, list):
            self.stories = [self.stories[n] for n in places]
        else:
            self.stories.keep(places)

    def read_plainer(self, places: frozenset[Place]) -> bool:
        """Read the stories again that have these lines, and make nothing but paragraphs of them.

        Tells whether there was anything that had not been read so already.
        """
        names = {source.name for source in self.sources}
        concerned = names & {place.source for place in places - self.options.plain}
        if len(places) > MOST_PLAIN:
            return False
        self.options = replace(self.options, plain=self.options.plain | places)
        for n, source in enumerate(self.sources):
            if source.name in concerned:
                self.stories[n], self.reports[n] = self._read(source)
        return bool(concerned)

    def _read(self, source: Source) -> tuple[Story, Report]:
        report = Report()
        story = self.read(source, self.options, report)
        return story, _placed(report, source.name)


def _placed(report: Report, name: str) -> Report:
    """Return a report whose findings say which of several sources they are about."""
    whole = Place(name, 1, 1)
    report.findings = [replace(found, at=found.at or whole) for found in report.findings]
    return report
