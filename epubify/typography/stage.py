"""Typesetting: the rules in their order, run over every passage of a story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from epubify.model import Edit, Metadata, Repair, Story
from epubify.options import Options
from epubify.report import Report
from epubify.text.rule import Rule
from epubify.text.signs import key_lines
from epubify.typography.context import Context, KeyedSign, count_words, dialect_of
from epubify.typography.dashes import (
    dialogue_dashes,
    double_hyphens,
    omitted_names,
    ranges,
    spaced_hyphens,
)
from epubify.typography.dots import ellipses, primes
from epubify.typography.emphasis import FAMILIES, emphasis, find_pairs, used_families
from epubify.typography.french import no_break_spaces
from epubify.typography.keyed_signs import find_signed, keyed_signs, reads_as_typed, signs
from epubify.typography.outer_marks import (
    next_openings,
    outer_marks,
    share_left_open,
    texts_before,
)
from epubify.typography.passages import (
    Passage,
    of_title,
    passages_of,
    texts_of_notes,
    with_passages,
)
from epubify.typography.quotes import apostrophes, lost_quotes, opening_kinds, quotes
from epubify.typography.tables import language_of

RULES: tuple[Rule[Context], ...] = (
    signs,
    emphasis,
    ellipses,
    omitted_names,
    ranges,
    dialogue_dashes,
    double_hyphens,
    spaced_hyphens,
    primes,
    apostrophes,
    quotes,
    lost_quotes,
    no_break_spaces,
)
"""The rules of typography, in the order in which they run.

Signs and emphasis come first, so that a quotation mark beside it is judged by the words; dots and
dashes before quotation marks, because they tell where a speech breaks off.
"""

EXAMPLE_LANGUAGES = {"dialogue-dashes": "es", "no-break-spaces": "fr"}
"""The language of the examples of rules that do nothing in English."""


def example_setting(name: str) -> Context:
    """Return the context in which the examples of a rule hold.

    >>> example_setting("no-break-spaces").language.tag
    'fr'
    """
    return Context(
        language=language_of(EXAMPLE_LANGUAGES.get(name)),
        families=frozenset(FAMILIES),
        signs=(KeyedSign("<", ">", FAMILIES["*"]),),
    )


def typeset(story: Story, options: Options, report: Report) -> Story:
    """Return the story with its punctuation set as a typesetter would.

    Letters, digits and line ends never change, and what is typeset already comes through
    as it is: typesetting twice equals once. The language of the story decides what quotes
    and dashes look like; Chinese, Japanese and Korean are left alone but for emphasis.
    Every change is told to the report under the name of its rule.
    """
    passages = list(passages_of(story))
    language = options.language or story.metadata.language
    settings = _settings(passages, _with_key(story, Context(language=language_of(language))))
    rules = [r for r in RULES if options.wants(r.name, by_default=r.by_default)]
    done = (_set(p, s, rules, report) for p, s in zip(passages, settings, strict=True))
    story = with_passages(story, done)
    return replace(story, metadata=_with_lines_set(story.metadata, language))


def _with_key(story: Story, context: Context) -> Context:
    """Return the context with the signs that the story's author explains in notes or header."""
    told = [*texts_of_notes(story), *(field.value for field in story.metadata.fields)]
    return replace(context, signs=keyed_signs(told))


def _with_lines_set(metadata: Metadata, language: str | None) -> Metadata:
    """Return metadata whose lines are set like the text; the words of each stay."""

    def line(text: str | None) -> str | None:
        return typeset_line(text, language) if text else text

    return replace(
        metadata,
        title=line(metadata.title),
        subtitle=line(metadata.subtitle),
        series=line(metadata.series),
        description=line(metadata.description),
        fields=tuple(
            replace(field, value=typeset_line(field.value, language)) for field in metadata.fields
        ),
    )


def typeset_line(text: str, language: str | None = None) -> str:
    """Return one line, such as the title of a book, typeset for itself.

    >>> typeset_line("The Fox's Tale -- \\"Run!\\"")
    'The Fox’s Tale—“Run!”'
    """
    return _set(of_title(text, None), Context(language=language_of(language)), RULES, Report()).text


def _settings(passages: Sequence[Passage], context: Context) -> list[Context]:
    """Return the context of each passage, from what all of them together show."""
    texts = [passage.text for passage in passages]
    counts = count_words(texts)
    context = replace(
        context,
        families=_families(passages, context),
        vocabulary=counts,
        dialect=dialect_of(counts, context.words),
    )
    openings = next_openings([opening_kinds(text) for text in texts])
    outer = outer_marks(texts, context)
    context = replace(context, left_open=share_left_open(texts, outer))
    return [
        replace(context, outer=kind, next_opens=opens, before=before)
        for kind, opens, before in zip(outer, openings, texts_before(texts), strict=True)
    ]


def _families(passages: Sequence[Passage], context: Context) -> frozenset[str]:
    """Return the marks that are read as emphasis: used so, or explained so, and not otherwise."""
    used = used_families((p.text, p.marked) for p in passages)
    typed = {sign.opener for sign in context.signs if reads_as_typed(sign)}
    return (used | typed) - {sign.opener for sign in context.signs if sign.opener not in typed}


def _set(
    passage: Passage, context: Context, rules: Sequence[Rule[Context]], report: Report
) -> Passage:
    if not passage.marked:
        passage = _read_signs(passage, context, rules, report)
    if context.language.untouched:
        return passage
    for rule in rules:
        edits = () if rule in (signs, emphasis) else rule.edits(passage.text, context)
        if edits:
            report.repaired(_repairs(passage, edits))
            passage = passage.edited(edits)
    return passage


def _read_signs(
    passage: Passage, context: Context, rules: Sequence[Rule[Context]], report: Report
) -> Passage:
    """Return the passage with signs of emphasis read, those first that the author explains."""
    read = _obey_key(passage, context, report) if signs in rules and context.signs else passage
    obeyed = read != passage and not passage.title
    if emphasis in rules and not read.marked:
        read = _read_emphasis(read, context, report)
    return replace(read, marked=read.marked or obeyed)


def _obey_key(passage: Passage, context: Context, report: Report) -> Passage:
    """Return the passage with marks on what stands between signs that the author explains.

    The key itself keeps its signs: it is what explains them.
    """
    is_key = any(key_lines(passage.text.split("\n")))
    if is_key:
        context = replace(context, signs=tuple(replace(s, kept=True) for s in context.signs))
    stretches = [
        (*((start, end) if sign.kept else (inside, stop)), sign.marks)
        for sign in context.signs
        if not reads_as_typed(sign)
        for start, end, inside, stop in find_signed(passage.text, sign)
    ]
    edits = signs.edits(passage.text, context)
    report.repaired(_repairs(passage, edits))
    passage = passage.marked_up(stretches).edited(edits)
    return replace(passage, marked=passage.marked or is_key)


def _read_emphasis(passage: Passage, context: Context, report: Report) -> Passage:
    """Return the passage with the signs of its emphasis turned into marks on its spans.

    Signs that are left over are text from now on: a paragraph is marked as read, so that
    nobody takes them for emphasis later. A title cannot be, so it is read to the end.
    """
    while edits := emphasis.edits(passage.text, context):
        report.repaired(_repairs(passage, edits))
        pairs = find_pairs(passage.text, context.families)
        stretches = [(*pair.inside, FAMILIES[pair.family]) for pair in pairs]
        passage = passage.marked_up(stretches).edited(edits)
        if not passage.title:
            return replace(passage, marked=True)
    signs_left = any(sign in passage.text for sign in FAMILIES)
    return replace(passage, marked=passage.marked or signs_left)


_AROUND = 20
"""Characters shown on either side of a change."""


def _repairs(passage: Passage, edits: Sequence[Edit]) -> Iterator[Repair]:
    text = passage.text
    for edit in edits:
        before = text[max(0, edit.start - _AROUND) : edit.start]
        after = text[edit.end : edit.end + _AROUND]
        yield Repair(
            edit.rule, passage.at, before + edit.before + after, before + edit.after + after
        )
