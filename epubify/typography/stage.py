"""Typesetting: the rules in their order, run over every passage of a story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from epubify.model import Edit, Metadata, Repair, Story
from epubify.options import Options
from epubify.report import Report
from epubify.text.rule import Change, Rule
from epubify.text.signs import key_lines
from epubify.text.unwanted import UnwantedChanges
from epubify.typography.context import Context, KeyedSign, StoryWords
from epubify.typography.dashes import (
    dialogue_dashes,
    double_hyphens,
    omitted_names,
    ranges,
    spaced_hyphens,
)
from epubify.typography.dots import ellipses, primes
from epubify.typography.emphasis import FAMILIES, emphasis, has_marks, used_families
from epubify.typography.french import no_break_spaces
from epubify.typography.kept_passages import KeptPassages
from epubify.typography.keyed_signs import keyed_signs, reads_as_typed, signs
from epubify.typography.loose_marks import loose_quotes
from epubify.typography.mark_clues import has_quotation_marks
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
from epubify.typography.quotes import (
    apostrophes,
    lost_quotes,
    may_lack_opening,
    opening_kinds,
    quotes,
)
from epubify.typography.tables import language_of
from epubify.typography.typed_marks import hebrew_marks, typed_marks

RULES: tuple[Rule[Context], ...] = (
    signs,
    emphasis,
    ellipses,
    omitted_names,
    ranges,
    dialogue_dashes,
    double_hyphens,
    spaced_hyphens,
    typed_marks,
    hebrew_marks,
    primes,
    apostrophes,
    quotes,
    lost_quotes,
    loose_quotes,
    no_break_spaces,
)
"""The rules of typography, in the order in which they run.

Signs and emphasis come first, so that a quotation mark beside it is judged by the words; dots and
dashes before quotation marks, because they tell where a speech breaks off.
"""


def example_setting(rule: Rule[Context]) -> Context:
    """Return the context in which the examples of a rule hold.

    >>> example_setting(no_break_spaces).language.tag
    'fr'
    """
    return Context(
        language=language_of(rule.language),
        families=frozenset(FAMILIES),
        signs=(KeyedSign("<", ">", FAMILIES["*"]),),
    )


def typeset(
    story: Story, options: Options, report: Report, kept: KeptPassages | None = None
) -> Story:
    """Return the story with its punctuation set as a typesetter would.

    Letters, digits and line ends never change, and what is typeset already comes through
    as it is: typesetting twice equals once. The language of the story decides what quotes
    and dashes look like; Chinese, Japanese and Korean are left alone but for emphasis.
    Every change goes into the report under the name of its rule. ``kept`` holds what was typeset
    before of the same story: what is as it was then is taken from there.
    """
    passages = list(passages_of(story))
    language = options.language or story.metadata.language
    rules = [r for r in RULES if options.wants(r.name, by_default=r.by_default)]
    context = _with_key(story, Context(language=language_of(language)))
    settings = _settings(passages, context, obeys_key=signs in rules)
    asked = options.corrections.unchanged
    unwanted = UnwantedChanges(asked)
    run = RunOfRules(rules, context, "\n".join([passage.text for passage in passages]))

    def set_one(passage: Passage, own: Context, report: Report) -> Passage:
        return _set(passage, own, run, report, unwanted)

    if kept is None:
        done = (set_one(p, own, report) for p, own in zip(passages, settings, strict=True))
        story = with_passages(story, done)
    else:
        shared = (tuple(rule.name for rule in rules), asked)
        found = kept.renewed(passages, list(settings), shared, set_one, report)
        story = with_passages(story, iter(found))
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
    context = Context(language=language_of(language))
    run = RunOfRules(RULES, context, text)
    return _set(of_title(text, None), context, run, Report(), UnwantedChanges(())).text


class RunOfRules:
    """Rules in their order, and which of the signs that they need are looked for, and when."""

    def __init__(self, rules: Iterable[Rule[Context]], context: Context, whole: str) -> None:
        """Make ready rules for the passages of a story, whose texts are all in ``whole``."""
        rules = [rule for rule in rules if rule.where is None or rule.where(context)]
        needed = [rule.needs for rule in rules]
        self.first = frozenset(filter(whole.__contains__, frozenset[str]().union(*needed)))
        """Signs that a passage may have before any rule has changed it."""
        later = [frozenset[str]().union(*needed[n + 1 :]) for n in range(len(rules))]
        self.steps = tuple(zip(rules, later, strict=True))
        """Each rule, and the signs that those after it need: changes may have made them."""
        self.may_leave_marks = any(rule.marks for rule in rules) and has_marks(whole)
        """Whether signs of emphasis may be left when they have been read; no rule writes any."""


def _settings(
    passages: Sequence[Passage], context: Context, *, obeys_key: bool
) -> Iterator[Context]:
    """Yield the context of each passage, from what all of them together show."""
    texts = [passage.text for passage in passages]
    families = _families(passages, context)
    context = replace(context, families=families, vocabulary=StoryWords(texts))
    openings = next_openings([opening_kinds(text) for text in texts])
    outer = outer_marks(texts, context)
    context = replace(context, left_open=share_left_open(texts, outer))
    known: dict[tuple[str, str], Context] = {}
    for text, kind, opens, before in zip(texts, outer, openings, texts_before(texts), strict=True):
        own = context  # it differs only in what is asked of quotation marks
        if may_lack_opening(text):
            own = replace(context, outer=kind, next_opens=opens, before=before)
        elif has_quotation_marks(text):
            own = known.get((kind, opens)) or replace(context, outer=kind, next_opens=opens)
            known[kind, opens] = own
        yield _of_key(own) if obeys_key and _is_key(text, context) else own


def _is_key(text: str, context: Context) -> bool:
    return bool(context.signs) and any(key_lines(text.split("\n")))


def _of_key(context: Context) -> Context:
    """Return the context of the key itself, which keeps its signs: they are what it explains."""
    signs = tuple(sign._replace(kept=True) for sign in context.signs)
    return replace(context, signs=signs, families=frozenset())


def _families(passages: Sequence[Passage], context: Context) -> frozenset[str]:
    """Return the marks that are read as emphasis: used so, or explained so, and not otherwise."""
    used = used_families((p.text, p.marked) for p in passages)
    typed = {sign.opener for sign in context.signs if reads_as_typed(sign)}
    return (used | typed) - {sign.opener for sign in context.signs if sign.opener not in typed}


def _set(
    passage: Passage, context: Context, run: RunOfRules, report: Report, unwanted: UnwantedChanges
) -> Passage:
    """Return the passage after the rules in their order, all that these need known of its signs.

    Where emphasis has been read before, the rules that read it have nothing to do; what is
    left of its signs is text from now on, so that nobody takes it for emphasis later.
    """
    reads, sets = not passage.marked, not context.language.untouched
    text = passage.text
    signs = frozenset(filter(text.__contains__, run.first))
    for rule, later in run.steps:
        if rule.needs and rule.needs.isdisjoint(signs):
            continue  # as most rules
        if reads if rule.marks else sets:
            passage = _obey(rule, passage, context, report, unwanted)
            if passage.text is not text:
                text = passage.text
                signs = frozenset(filter(text.__contains__, later))
    left = reads and run.may_leave_marks and has_marks(passage.text)
    return replace(passage, marked=True) if left else passage


def _obey(
    rule: Rule[Context],
    passage: Passage,
    context: Context,
    report: Report,
    unwanted: UnwantedChanges,
) -> Passage:
    """Return the passage as one rule wants it, but for what a person does not want changed.

    A title cannot say that its signs have been read, so that they are read to the end. Signs come
    in pairs: those of a passage are read, or none of them.
    """
    again = not (rule.marks and unwanted.spares(rule.name, passage.at))
    while again:
        changes = rule.wanted(passage.text, context)
        stretches = rule.stretches(passage.text, context) if rule.marks else ()
        if not (changes or stretches):
            break
        if unwanted or report.samples_missing(rule.name):
            changes = _told(rule, passage, changes, report, unwanted)
        else:  # as nearly always
            report.counted(rule.name, len(changes))
        if stretches:
            passage = replace(passage.marked_up(stretches), marked=True)
        passage = passage.edited(changes)
        again = bool(rule.marks and changes and passage.title)
    return passage


def _told(
    rule: Rule[Context],
    passage: Passage,
    changes: Sequence[Change],
    report: Report,
    unwanted: UnwantedChanges,
) -> list[Change]:
    """Return the changes that are wanted, and show those of which there are few samples yet."""
    edits, numbers = rule.as_edits(passage.text, changes), [0] * len(changes)
    if not rule.marks:  # of others nobody asks which of its changes it is
        numbered = [*unwanted.wanted(edits, passage.at)]
        edits = tuple(edit for _, edit in numbered)
        numbers = [number for number, _ in numbered]
    shown = min(len(edits), report.samples_missing(rule.name))
    report.repaired(_repairs(passage, edits[:shown], numbers[:shown]))
    report.counted(rule.name, len(edits) - shown)
    return [(edit.start, edit.end, edit.after) for edit in edits]


_AROUND = 20
"""Characters shown on either side of a change: fewer do not show what it was judged by, more fill
the screen."""


def _repairs(passage: Passage, edits: Sequence[Edit], numbers: Sequence[int]) -> Iterator[Repair]:
    text = passage.text
    for edit, number in zip(edits, numbers, strict=True):
        before = text[max(0, edit.start - _AROUND) : edit.start]
        after = text[edit.end : edit.end + _AROUND]
        yield Repair(
            edit.rule,
            passage.at,
            before + edit.before + after,
            before + edit.after + after,
            number,
        )
