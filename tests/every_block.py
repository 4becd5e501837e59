"""A book that has every kind of block, section, page and mark that there is."""

from __future__ import annotations

from epub_tools import AT, paragraph, prose, small_cover, understood
from msgspec.structs import replace

from epubify.model import (
    Book,
    BreakKind,
    Contributor,
    Cue,
    Field,
    Metadata,
    Note,
    Paragraph,
    Preformatted,
    SceneBreak,
    Section,
    Span,
    Spans,
    Speech,
    Story,
    Verse,
    VerseLine,
)

PROSE = (
    "The ferry was late again, and the three who waited for it had long since run out of "
    "weather to talk about. Over the water a bell rang twice, thought better of it, and stopped."
)


def spans(text: str, *marks: str, href: str | None = None) -> Spans:
    return (Span(text, frozenset(marks), href),)


def cue(kind: str, *lines: str) -> Cue:
    return Cue(tuple(spans(line) for line in lines), AT, kind)


def verse(*stanzas: str, kind: str = "verse") -> Verse:
    """Return verse; a line that begins with spaces stands in by as many columns."""
    return Verse(tuple(tuple(map(_line, stanza.split("\n"))) for stanza in stanzas), AT, kind)


def _line(text: str) -> VerseLine:
    return VerseLine(spans(text.lstrip()), len(text) - len(text.lstrip()))


MARKED = Paragraph(
    (
        Span("It was "),
        Span("his", frozenset({"emphasis"})),
        Span(" bell, he said, and "),
        Span("nobody", frozenset({"strong"})),
        Span(" else’s; the "),
        Span("Ferris", frozenset({"emphasis"})),
        Span(" had carried it from "),
        Span("the foundry", frozenset(), "https://foundry.example/bells?a=1&b=2"),
        Span(", "),
        Span("and that was that", frozenset({"emphasis", "strong"})),
        Span("."),
    ),
    AT,
)
VERSE = verse(
    "The tide has a ledger, the tide keeps accounts\n"
    "  of every last pebble it takes,\n"
    "And pays them all back in the smallest amounts, in sand and in shells, in a line that is "
    "far too long for a page\n"
    "    at the rate of the promises\n"
    "      it breaks,\n"
    "        it breaks,\n"
    "          it breaks,\n"
    "            it breaks.",
    "Low water, low water,\n  the ferryman’s daughter.",
)
LETTER = prose(
    "Ferry House",
    "3rd of May",
    "My dear Ada,",
    PROSE,
    "I shall wait until the seventh, and then I shall swim.",
    "Ever your friend,",
    "Tom",
    "P.S. Bring a towel.",
)
SPEECHES = (
    Speech(spans("ADA."), prose("Is it late?"), AT),
    Speech(spans("TOM (yawning)."), (*prose(PROSE), VERSE), AT),
    Speech(spans("THE BELL"), prose("Twice."), AT, above=True),
    Speech(spans("ADA:"), (), AT),
)
DRAWN = tuple(
    Preformatted((f"+{'-' * width}+", f"|{'tide':^{width}}|", "", f"+{'-' * width}+"), AT)
    for width in (20, 40, 56, 76)
)
FOREIGN = prose(
    "Above the door somebody had written γνῶθι σεαυτόν, and below it שלום לכולם in chalk.",
    "Тихо на пристани, и никто не ждёт.",
    "שלום לכולם, אמר האיש.",
    "“海《うみ》へ行こう,” said the sign, or so she read it.",
)
NOTE = Note(
    (
        paragraph("A/N: Thanks to everyone who wrote."),
        Paragraph(spans("More soon!", "emphasis"), AT),
    ),
    AT,
)


def everything() -> Book:
    """Return an anthology of two stories, one with parts and one without any heading."""
    return Book(
        Metadata(
            title="Low Water",
            subtitle="Ferry Stories",
            contributors=(
                Contributor("Ann Lee"),
                Contributor("Bo Ray"),
                Contributor("Ed Ito", "edt"),
            ),
            language="en",
            series="Tidal",
            series_index="2",
            publisher="Gull Press",
            fields=(Field("disclaimer", "Disclaimer", "None of it is mine.", AT),),
        ),
        (understood(_long_story()), understood(_short_story())),
        small_cover(),
        anthology=True,
    )


def _long_story() -> Story:
    first = (
        NOTE, *prose(PROSE, PROSE), MARKED, SceneBreak(BreakKind.ORNAMENT, AT, "* * *"),
        *prose(PROSE), SceneBreak(BreakKind.GAP, AT), *prose(PROSE),
        cue("flashback", "Flashback"), *prose(PROSE), cue("time", "Two weeks later, 6.40 a.m."),
        *prose(PROSE), cue("place", "THE LANDING", "NORTH SHORE"), cue("view", "Ada’s POV"),
        *prose(PROSE),
    )  # fmt: skip
    second = (
        *prose(PROSE), *LETTER, *prose(PROSE), VERSE, *prose(PROSE),
        cue("song", "(Low Tide by The Pines)"), VERSE,
        cue("song", "and the tide comes in", "and the tide goes out"), *prose(PROSE),
        verse("SALT\nROPE\nTEA", kind="lines"), *SPEECHES, *DRAWN, *FOREIGN,
        cue("cue", "Click."), *prose(PROSE), cue("end", "The End"),
    )  # fmt: skip
    part = Section(
        "part",
        "Part One",
        "Ebb",
        prose("Time and tide."),
        (
            Section("chapter", "Chapter 1", "The Landing", first, at=AT),
            Section("chapter", "Chapter 2", None, second, at=AT),
        ),
        at=AT,
    )
    sections = (
        Section("prologue", "Prologue", None, prose(PROSE), at=AT),
        part,
        Section("epilogue", None, "What the Bell Said", prose(PROSE), at=AT),
    )
    rating = Field("rating", "Rating", "PG", AT)
    people = (Contributor("Ann Lee"),)
    return Story(
        Metadata("The Bell", "A Tale", people, "en", description="Three wait.", fields=(rating,)),
        sections,
    )


def _short_story() -> Story:
    whole = Section("bodymatter", None, None, prose(PROSE, PROSE))
    return Story(Metadata("Slack", None, (Contributor("Bo Ray"),), "en"), (whole,))


def in_hebrew() -> Book:
    """Return the same book as one that is written from right to left."""
    book = everything()
    metadata = replace(book.metadata, language="he")
    stories = tuple(
        Story(replace(story.metadata, language="he"), story.sections) for story in book.stories
    )
    return replace(book, metadata=metadata, stories=stories)
