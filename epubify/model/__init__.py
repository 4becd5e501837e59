"""The types that the stages hand to one another.

Everything here is a frozen record, sequences are tuples, and nothing else of ours is
imported: a value of these types can be shared, hashed, pickled and compared freely.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, TypeAlias

from msgspec import field

from epubify.model.book_matter import BookMatter as BookMatter
from epubify.model.book_matter import Repetition as Repetition
from epubify.model.book_matter import SharedNotice as SharedNotice
from epubify.model.book_matter import SourceEntry as SourceEntry
from epubify.model.line_fates import IN_BODY as IN_BODY
from epubify.model.line_fates import LEFT_OUT as LEFT_OUT
from epubify.model.line_fates import Fate as Fate
from epubify.model.line_fates import Matter as Matter
from epubify.model.metadata import Contributor as Contributor
from epubify.model.metadata import Field as Field
from epubify.model.metadata import Metadata as Metadata
from epubify.model.metadata import Origin as Origin
from epubify.model.metadata import OriginKind as OriginKind
from epubify.model.records import Record
from epubify.model.spans import AS_PROSE
from epubify.model.spans import Enclosure as Enclosure
from epubify.model.spans import GroupKind as GroupKind
from epubify.model.spans import Markup as Markup
from epubify.model.spans import Picture as Picture
from epubify.model.spans import Ruby as Ruby
from epubify.model.spans import Setting as Setting
from epubify.model.spans import Span as Span
from epubify.model.spans import Spans as Spans
from epubify.model.spans import plain as plain

# --------------------------------------------------------------------------- input


class Source(Record):
    """One input as it came: a name to show, its bytes, and when it was last changed."""

    name: str
    """What the user calls it: the path as given, or ``<stdin>``."""
    data: bytes
    modified: float | None = None
    """Seconds since the epoch; None where there is no file."""
    sidecar: Source | None = None
    """The file beside it that says what a person knows better."""
    folder: str = ""
    """The folder that it lies in, from which the names of pictures in it count; "" for none."""
    root: str = ""
    """The folder that a person named: no picture outside it is taken; "" where that is `folder`."""


class Piece(Record):
    """A run of bytes of a source and the codec that reads it."""

    start: int
    end: int
    encoding: str
    """A Python codec name; bytes it cannot read become U+FFFD."""


SOFT_BREAK = "\x1f"
"""Stands before a line end that its transport made (quoted-printable's final ``=``), so that
``layout`` can make the line whole while line numbers stay those of the source."""


class Text(Record):
    """A decoded source: one string whose lines end in ``\\n``, one line per source line."""

    text: str
    encoding: str
    """The codec of the whole, or of most of it where there are several pieces."""
    confidence: float
    """1.0 where the encoding is certain (BOM, strict UTF-8, given), less where guessed."""
    source: str = ""
    """Name of the source."""
    pieces: tuple[Piece, ...] = ()
    plain: frozenset[int] = frozenset()
    """Lines of which nothing is made, because what was made of them did not hold."""
    markup: tuple[Markup | None, ...] = ()
    """What the markup of its form says of each line; empty for a text that has none."""


class Place(Record, order=True):
    """Where something stands in the input; lines count from 1, both ends belong to it."""

    source: str
    first_line: int
    last_line: int

    def __str__(self) -> str:
        return f"{self.source}:{self.first_line}"

    def to(self, other: Place) -> Place:
        """Return the place from the start of this one to the end of ``other``."""
        return Place(self.source, self.first_line, max(self.last_line, other.last_line))


# ------------------------------------------------------------- what became of it all


class SetApart(Record):
    """Lines of the source that stand in no block, and what became of them instead."""

    at: Place
    fate: Fate
    reason: str = ""
    """What they are and by what evidence, as the report names them; a line left out of the book
    must have one."""
    kind: Matter | None = None
    """What kind of matter they are, where they were left out of the story as such."""


class Edit(Record):
    """One replacement in a text: ``text[start:end] == before`` becomes ``after``."""

    rule: str
    start: int
    end: int
    before: str
    after: str


class Repair(Record):
    """An edit as people are shown it: which rule changed what, where."""

    rule: str
    at: Place
    before: str
    after: str
    number: int | None = None
    """Which of the changes of its rule in the line or paragraph, from 1; 0 where they are made
    together or not at all, None where it cannot be left out by itself."""


class Finding(Record):
    """Something a person should know: what was found and what can be done about it."""

    code: str
    """Stable code, never reused: a letter for the stage and three digits (``H003``)."""
    at: Place | None
    message: str
    advice: str = ""


# ------------------------------------------------------------------- text and blocks


class Paragraph(Record):
    """A paragraph of prose."""

    spans: Spans
    at: Place
    setting: Setting = AS_PROSE
    preformatted: bool = False
    """True where the marks of emphasis were read from markup, so that ``*`` is a star."""


class BreakKind(StrEnum):
    """How a scene break stood in the source."""

    ORNAMENT = "ornament"
    """The author wrote a mark."""
    GAP = "gap"
    """Nothing but more space than usual. It stays space: perhaps only a line got lost there."""


class SceneBreak(Record):
    """A change of scene inside a section (HTML: a thematic break)."""

    kind: BreakKind
    at: Place
    mark: str = ""
    """The ornament as written."""


class VerseLine(Record):
    """A line of verse, a letter head, a list: kept as a line."""

    spans: Spans
    indent: int = 0
    """Columns that it stands in from the leftmost line of its block."""


class Verse(Record):
    """Lines that stay lines, in stanzas."""

    stanzas: tuple[tuple[VerseLine, ...], ...]
    at: Place
    kind: str = "verse"
    """``verse``, or ``lines`` for letter heads, lists, signs and the like."""


class Note(Record):
    """An author's note: kept, but not part of the story's text."""

    blocks: tuple[Block, ...]
    at: Place
    moved_to: str = ""
    """File and place in it where it is printed instead; a link leads there."""
    link: str = ""
    """Name of that link, which leads back."""


class Cue(Record):
    """Lines that belong to the story and are not prose."""

    lines: tuple[Spans, ...]
    at: Place
    kind: str = "cue"
    """``flashback``, ``song``, ``time``, ``place``, ``view`` (point of view), ``direction`` (of a
    play), ``end``, ``cue``."""


class Letter(Record):
    """A letter inside a story, in its parts; known once the story is typeset.

    Author's notes may stand between its blocks where they are going to be set apart.
    """

    head: tuple[Block, ...]
    """Place and date."""
    salutation: tuple[Block, ...]
    body: tuple[Block, ...]
    closing: tuple[Block, ...]
    """The complimentary close."""
    signature: tuple[Block, ...]
    postscript: tuple[Block, ...]
    at: Place

    @property
    def parts(self) -> dict[str, tuple[Block, ...]]:
        """The parts by their names, from the head down."""
        return {
            "head": self.head,
            "salutation": self.salutation,
            "body": self.body,
            "closing": self.closing,
            "signature": self.signature,
            "postscript": self.postscript,
        }

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of it, part after part."""
        return tuple(block for part in self.parts.values() for block in part)


class Speech(Record):
    """What one person says in a play, a script or a chat, with the name before it."""

    speaker: Spans
    """The name as it is written, with the marks after it and a direction between them."""
    blocks: tuple[Block, ...]
    """What is said, and the directions among it; nothing where only the name is left."""
    at: Place
    above: bool = False
    """The name stands on a line of its own."""


class Preformatted(Record):
    """Lines that are drawn or aligned by columns: boxes, tables, drawings, code."""

    lines: tuple[str, ...]
    """Each with the space in it and before it; what all have before them is left away."""
    at: Place


class Figure(Record):
    """A picture on a line of its own."""

    picture: Picture
    at: Place
    alt: str = ""
    """What is to be seen, for those who do not see it."""


class Group(Record):
    """Blocks that markup puts together: a quotation, a list and its items, a table, a footnote."""

    kind: GroupKind
    blocks: tuple[Block, ...]
    at: Place
    name: str = ""
    """What links in the text lead to it by."""


Block: TypeAlias = (
    Paragraph | SceneBreak | Verse | Note | Cue | Letter | Speech | Preformatted | Figure | Group
)

# ------------------------------------------------------------------- the text, in stages


class Manuscript(Record):
    """A story as a flat run of blocks, with the metadata that was read on the way."""

    metadata: Metadata
    blocks: tuple[Block, ...]
    contents: tuple[str, ...] = ()
    """Entries of the contents list that the source has: they confirm headings."""
    text: Text = Text("", "utf-8", 1.0)
    """The lines that it was read from, which places and corrections count in."""
    set_apart: tuple[SetApart, ...] = ()
    """What stands in no block: headers, envelopes, boilerplate, furniture, underlines."""
    heads: tuple[tuple[Place, str], ...] = ()
    """What was taken off the heads of lines that stand in blocks: initials of a quoted mail."""
    hyphenations: tuple[Place, ...] = ()
    """Lines whose last hyphen went when the next line was joined on."""
    cover: Picture | None = None
    """The picture on the cover that the source has."""


class Section(Record):
    """A division of a story; volume, part, chapter and matter differ by role alone."""

    role: str
    """An epub:type term: volume, part, chapter, prologue, epilogue, preface, afterword …;
    ``bodymatter`` for the text of a story that has no divisions or before its first."""
    label: str | None
    """Word and number as a reader sees them: ``Chapter 1``, ``IV``; None where there is none."""
    title: str | None
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()
    at: Place | None = None
    """Place of the heading."""
    number: int | None = None
    """Value of the number in the label."""
    title_above: bool = False
    """The title stands above the label."""
    places: tuple[str, ...] = ()
    """Names by which links in the source lead to its heading."""
    labelled: bool = False
    """Its label does not stand in the text: the list of a book of files calls it so."""
    listed: bool = True
    """The contents list names it; what divides a chapter for the eye alone is not in it."""
    marked: bool = False
    """Markup says that its heading is one, and no contents list of the source says more."""

    @property
    def heading(self) -> str:
        """Label and title in one line, as a contents list shows them.

        >>> Section("chapter", "Chapter 1", "The Mail", ()).heading
        'Chapter 1: The Mail'
        """
        return ": ".join(part for part in (self.label, self.title) if part)


class Story(Record):
    """One work: what is known about it, and its sections in reading order."""

    metadata: Metadata
    sections: tuple[Section, ...]
    cover: Picture | None = None
    """The picture on the cover that its source has."""


class Cover(Record):
    """A finished cover picture."""

    data: bytes
    media_type: str
    width: int
    height: int
    alt: str


class Stories(Protocol):
    """A sequence of stories that can be walked through more than once, perhaps from disk."""

    def __iter__(self) -> StoryIterator: ...

    def __len__(self) -> int: ...


class StoryIterator(Protocol):
    """What walking through stories gives."""

    def __iter__(self) -> StoryIterator: ...

    def __next__(self) -> Story: ...


class BookPart(Record):
    """A part of an anthology: it goes on to the next of its depth or of a lesser one."""

    title: str
    by: str
    """What its stories share: ``author``, ``series``, ``fandom`` or ``subject``."""
    depth: int
    """Parts that it lies in."""
    before: int
    """Number of its first story, from 0."""


class Book(Record):
    """What becomes one EPUB file: one story, or an anthology of several."""

    metadata: Metadata
    stories: Stories
    cover: Cover | None = None
    anthology: bool = False
    languages: tuple[str, ...] = ()
    """Languages of stories besides that of the book, those of most stories first."""
    parts: tuple[BookPart, ...] = ()
    """The parts that an anthology has, in reading order; its stories lie in them, if there are any.
    """
    matter: BookMatter = field(default_factory=BookMatter)
