"""All options, as one value."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from unicodedata import category, combining, normalize

from msgspec import field
from msgspec.structs import asdict, force_setattr, replace

from epubify.errors import UsageError
from epubify.model import Contributor, Matter, Metadata, Origin, OriginKind, Place, SetApart
from epubify.model.records import Record, names_of

ONE_BOOK_ONLY = ("title", "series_index", "description", "identifier")
"""Options that would make several books the same."""
KEEP_ALL = "all"
KEEP_KINDS = (*(str(kind) for kind in Matter), KEEP_ALL)
"""What the option ``keep`` takes."""


class HeadingFix(Record):
    """A line that is a heading, whatever it looks like; None leaves a thing as it was read."""

    line: int
    level: int | None = None
    label: str | None = None
    title: str | None = None


class BlockKind(StrEnum):
    """What a person may say that lines are."""

    VERSE = "verse"
    LINES = "lines"
    """Lines that stay lines and are no verse: a list, an address, a sign."""
    LETTER = "letter"
    NOTE = "note"
    """A note of the author, which is not part of the story."""
    PREFORMATTED = "preformatted"
    PROSE = "prose"


class BlockFix(Record):
    """Lines that are text of some kind, whatever they look like."""

    first: int
    last: int
    kind: BlockKind


class Unchanged(Record):
    """Changes of signs and spaces that a person does not want."""

    line: int
    """The line, or one of the paragraph, that they are in."""
    rule: str | None = None
    """Name of the rule that makes them; None stands for every rule."""
    change: int | None = None
    """Which of the changes of the rule, from 1; None stands for all in the line or paragraph."""


class Corrections(Record):
    """What a person says of single lines of one story, from its sidecar."""

    headings: tuple[HeadingFix, ...] = ()
    not_headings: tuple[int, ...] = ()
    breaks: tuple[int, ...] = ()
    """Lines before which the scene changes, though no mark says so."""
    not_breaks: tuple[int, ...] = ()
    keep: tuple[tuple[int, int], ...] = ()
    """First and last lines that stay in the text, whatever they were taken for."""
    blocks: tuple[BlockFix, ...] = ()
    leave_out: tuple[tuple[int, int], ...] = ()
    """First and last lines that are no story."""
    new_paragraphs: tuple[int, ...] = ()
    """Lines that begin a paragraph."""
    not_paragraphs: tuple[int, ...] = ()
    """Lines that begin none: the paragraph above goes on in them."""
    unchanged: tuple[Unchanged, ...] = ()

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def lines_of(self, kind: BlockKind | None = None) -> frozenset[int]:
        """Return the lines that are said to be text of a kind, of any kind with None.

        >>> sorted(Corrections(blocks=(BlockFix(3, 5, BlockKind.VERSE),)).lines_of())
        [3, 4, 5]
        """
        blocks = (fix for fix in self.blocks if kind in (None, fix.kind))
        return frozenset(n for fix in blocks for n in range(fix.first, fix.last + 1))

    def is_left_out(self, line: int) -> bool:
        """Tell whether a person says that a line is no story.

        >>> Corrections(leave_out=((3, 7),)).is_left_out(5)
        True
        """
        return any(first <= line <= last for first, last in self.leave_out)


class SetVolume(Record):
    """Which volume of a set of several a book is."""

    number: int
    """From 1."""
    volumes: int
    """How many there are; one alone is a book as any other."""
    contents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The title of every volume of the set, and the lines of its stories."""
    most: int | None = None
    """Bytes that it may have."""


class Options(Record):
    """The options of a book; a default says what happens where none was given."""

    # The book
    title: str | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    language: str | None = None
    series: str | None = None
    series_index: str | None = None
    collection_type: str | None = None
    """``series``, which goes on, or ``set``, which is complete."""
    credits: tuple[Contributor, ...] = ()
    """People with other roles: translators, illustrators and the like."""
    subjects: tuple[str, ...] = ()
    description: str | None = None
    publisher: str | None = None
    date: str | None = None
    rights: str | None = None
    identifier: str | None = None
    cover: Path | None = None
    """A picture to use instead of a drawn cover."""
    cover_style: str | None = None
    """A name of a style; None lets the book decide."""
    cover_palette: str | None = None
    """A name of a palette that a cover is drawn in; None lets the book decide."""
    cover_fit: str = "keep"
    """What becomes of a given picture of another shape: ``crop``, ``pad`` or ``keep``."""
    cover_size: tuple[int, int] | None = None
    """Width and height of the cover in pixels; None is 1600 by 2560, or as a given picture is."""
    no_cover: bool = False
    theme: str = "classic"
    css: Path | None = None
    """A style sheet to add after the theme."""
    templates: Path | None = None
    """A folder whose templates stand in for the ones that ship with epubify."""
    fonts: tuple[str | Path, ...] = ()
    """Fonts to embed: names of packages that hold fonts, and paths of font files."""
    device: str = "generic"
    colophon: bool = True
    dedication: str | None = None
    epigraph: str | None = None
    """A quotation; who said it stands behind a dash at its end."""
    introduction: Path | None = None
    """A file of any form whose text stands before the stories."""
    afterword: Path | None = None
    """A file of any form whose text stands after the stories."""
    sources: bool = False
    """A page at the end says which files the stories came from, and where they were posted."""

    # Reading
    encoding: str | None = None
    format: str | None = None
    heading: str | None = None
    """A regular expression; lines that match it in full are chapter headings."""
    enable: frozenset[str] = field(default_factory=frozenset)
    disable: frozenset[str] = field(default_factory=frozenset)
    notes: str = "inline"
    """``inline``, ``end`` (of the story), ``drop``, or ``gathered`` at the end of the book."""
    trust_sidecars: bool = False
    """Sidecars may name files outside their folders, and so put them into books."""
    keep: frozenset[str] = frozenset()
    """Kinds of lines that are left in the text although they are not the story: names of `Matter`,
    or ``all``."""
    limits: frozenset[str] = frozenset()
    """What a source may cost, where it is not what `epubify.model.limits` says: ``entries=5``."""
    join: bool = False
    """The inputs are the parts of one story."""
    order: str = "given"
    """Order of an anthology: given, title, author, series or date."""
    by: tuple[str, ...] = ()
    """What the parts of an anthology are made by, level by level: author, series, fandom or
    subject."""
    keep_doubles: bool = False
    """What is there twice is printed twice: stories, parts of a story, notices."""
    max_size: int | None = None
    """Bytes of a book above which an anthology becomes several volumes."""
    max_stories: int | None = None
    """Stories of a book above which an anthology becomes several volumes."""
    volume: SetVolume | None = None
    """Which volume of the anthology the book is; known when the stories were told off."""
    new_in: bool = False
    """What an older self of the book had not is marked in the contents."""
    where: str | None = None
    """A query (`epubify.collection.query`): stories of which it is not true are left out."""

    corrections: Corrections = field(default_factory=Corrections)
    plain: frozenset[Place] = field(default_factory=frozenset)
    """Lines that stay plain paragraphs: another reading of them did not keep their words."""
    choices: frozenset[str] = field(default_factory=frozenset)
    """Names of the options that were given, so that one that asks for the default is known."""
    yielding: frozenset[str] = field(default_factory=frozenset)
    """Names of the options that a sidecar wins over: what a manifest says, of many stories."""
    from_sidecar: frozenset[str] = field(default_factory=frozenset)
    """Names of the options that a sidecar gave."""

    def __post_init__(self) -> None:
        """Take blank texts for none, and refuse what no file can hold.

        >>> Options(title=" Dusk ", authors=(" ", "Nina")).authors
        ('Nina',)
        >>> Options(title="D\\x00usk", identifier="\\u200b").metadata().entries()["title"]
        'Dusk'
        >>> Options(title="\\udcff")
        Traceback (most recent call last):
        epubify.errors.UsageError: the option title is not text that can be written: “\\udcff”;
        give it in the encoding of the terminal, UTF-8 as a rule
        """
        for name in TEXT_OPTIONS:
            value = getattr(self, name)
            if isinstance(value, str):
                force_setattr(self, name, _clean(name, value))
            elif value:
                kept = tuple(filter(None, (_clean(name, one) for one in value)))
                force_setattr(self, name, kept)

    def metadata(self) -> Metadata:
        """Return the options that are metadata, to be put over what was read."""
        people = [Contributor(name) for name in self.authors]
        people += [Contributor(name, "edt") for name in self.editors]
        people += self.credits
        shared = {name: getattr(self, name) for name in METADATA_OPTIONS}
        given = Metadata(contributors=tuple(people), **shared)
        origins = tuple((name, self._origin(name)) for name in given.entries())
        return replace(given, origins=origins)

    def _origin(self, entry: str) -> Origin:
        names = ("authors", "editors", "credits") if entry == "contributors" else (entry,)
        given = any(getattr(self, n) and n not in self.from_sidecar for n in names)
        return Origin(OriginKind.OPTION if given else OriginKind.SIDECAR)

    def plain_lines(self, source: str) -> frozenset[int]:
        """Return the lines of a source that stay plain paragraphs.

        >>> Options(plain=frozenset({Place("a.txt", 3, 4)})).plain_lines("a.txt")
        frozenset({3, 4})
        """
        places = (at for at in self.plain if at.source == source)
        return frozenset(n for at in places for n in range(at.first_line, at.last_line + 1))

    def keeps(self, apart: SetApart) -> bool:
        """Tell whether lines that were set apart are to stay in the text.

        >>> from epubify.model import Fate
        >>> head = SetApart(Place("x", 12, 12), Fate.FURNITURE, "", Matter.RUNNING_HEAD)
        >>> Options(keep=frozenset({"running-heads"})).keeps(head), Options().keeps(head)
        (True, False)
        >>> Options(corrections=Corrections(keep=((10, 14),))).keeps(head)
        True
        """
        if apart.kind and not {apart.kind, KEEP_ALL}.isdisjoint(self.keep):
            return True
        return any(a <= apart.at.first_line <= b for a, b in self.corrections.keep)

    def wants(self, rule: str, *, by_default: bool = True) -> bool:
        """Tell whether a rule is to run.

        >>> Options(disable=frozenset({"dashes"})).wants("dashes")
        False
        """
        return rule not in self.disable and (by_default or rule in self.enable)


def _clean(name: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        problem = f"the option {name} is not text that can be written: “{ascii(text)[1:-1]}”"
        advice = "give it in the encoding of the terminal, UTF-8 as a rule"
        raise UsageError("", None, problem, advice) from None
    kept = "".join(char for char in text if char in "\n\t" or not _is_unwritten(char))
    kept = kept if kept.isascii() else normalize("NFC", _with_few_marks(kept))
    return kept.strip() if any(category(char) not in _UNSEEN for char in kept) else ""


MOST_MARKS = 30
"""More marks on one letter than any language needs (Unicode Standard Annex 15, 13); without a bound
to compose them takes time that grows with its square."""


def _with_few_marks(text: str) -> str:
    marks = 0
    kept = []
    for char in text:
        marks = marks + 1 if combining(char) else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _is_unwritten(char: str) -> bool:
    """Tell whether no book holds a character: it is a control, or none that XML knows."""
    return category(char) == "Cc" or char in "\ufffe\uffff"


_UNSEEN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp"})
"""Categories of characters that show nothing; a value of these alone says nothing."""

TEXT_OPTIONS = (
    *("title", "authors", "editors", "series", "series_index", "subjects", "description"),
    *("publisher", "date", "rights", "identifier", "dedication", "epigraph"),
)
"""Options whose value is written into the book as it is."""

METADATA_OPTIONS = tuple(name for name in names_of(Metadata) if name in names_of(Options))
"""Options that metadata has by the same name; authors and editors are contributors there."""
