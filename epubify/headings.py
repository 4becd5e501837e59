"""Which lines are headings: candidates, clues for and against, the consistent sequence.

The document decides, not the line. Every line that may be a heading is a candidate; clues
in its form and its setting give it a score; then the sequence of numbers that runs on best
over the whole text is chosen (whatever their style: people change it), and what fits
nowhere is turned down. A contents list confirms titles.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from epubify.forms import (
    SENTENCE_END,
    HeadingForm,
    heading_form,
    is_title_case,
    looks_like_title,
    undecorated,
)
from epubify.layout import TERMINAL, fold_title
from epubify.model import (
    Block,
    BreakKind,
    Fate,
    Manuscript,
    Paragraph,
    Place,
    SceneBreak,
    Verse,
    plain,
)
from epubify.options import Options
from epubify.report import Report

Clue = tuple[str, float]


@dataclass(slots=True)
class Candidate:
    """A block that may be a heading, with what speaks for and against it."""

    index: int
    """Index among the blocks."""
    at: Place
    text: str
    form: HeadingForm
    clues: list[Clue] = field(default_factory=list)
    accepted: bool = False
    reason: str = ""
    """Why it was turned down, or what decided for it."""
    level: int = 1
    title: str | None = None
    title_index: int | None = None
    """Index of the block that holds the title, where it stands on a line of its own."""

    @property
    def score(self) -> float:
        """Sum of the weights of all clues."""
        return round(sum(weight for _, weight in self.clues), 2)

    def clue(self, name: str, weight: float) -> None:
        """Add a clue; one without weight is left out."""
        if weight:
            self.clues.append((name, weight))


@dataclass(frozen=True, slots=True)
class Headings:
    """Every candidate with the decision about it."""

    candidates: tuple[Candidate, ...]

    @property
    def accepted(self) -> tuple[Candidate, ...]:
        """The candidates that are headings, in reading order."""
        return tuple(c for c in self.candidates if c.accepted)


ACCEPT = 3.0
"""Score that a heading needs when no number puts it in a sequence."""
NEAR_MISS = 1.5
"""Score from which a candidate that was turned down is worth telling of."""
FEWEST_ALIKE = 2
CENTRED = 8
"""Columns from which a line that stands in is centred, not indented."""
KEYWORD_RANKS = ("volume", "part", "chapter")
FRONT = frozenset("prologue preface foreword introduction dedication acknowledgments epigraph".split())
BACK = frozenset("epilogue afterword conclusion appendix".split())


def find_headings(manuscript: Manuscript, options: Options, report: Report) -> Headings:
    """Return all candidates of a manuscript, decided."""
    blocks = manuscript.blocks
    known = Known(manuscript.contents)
    pattern = re.compile(options.heading) if options.heading else None
    candidates = [c for n in range(len(blocks)) if (c := candidate(blocks, n, known, pattern))]
    take_titles_below(candidates, blocks, known)
    weigh_likeness(candidates, blocks)
    choose_numbered(candidates, blocks)
    choose_titled(candidates)
    choose_alike(candidates)
    choose_first_numbers(candidates, blocks)
    drop_title_page(candidates, blocks)
    note_rejections(candidates)
    drop_empty_runs(candidates, blocks)
    set_levels(candidates, blocks)
    for c in candidates:
        if c.accepted:
            record_fate(c, blocks, report)
    audit(candidates, report)
    return Headings(tuple(c for c in candidates if c.accepted or c.score >= NEAR_MISS))


class Known:
    """The titles that a contents list names."""

    def __init__(self, contents: Sequence[str]) -> None:
        self.whole = {fold_title(entry) for entry in contents}
        forms = [heading_form(entry) for entry in contents]
        self.titles = {fold_title(f.title) for f in forms if f and f.title}
        self.bare = {
            fold_title(entry) for entry, f in zip(contents, forms, strict=True) if f is None
        }

    def has(self, text: str) -> bool:
        """Tell whether a line is an entry of the list, or the title in one."""
        bare = fold_title(undecorated(text)[0])
        return bool(bare) and (bare in self.whole or bare in self.titles)


# --------------------------------------------------------------------------- candidates


def candidate(
    blocks: Sequence[Block], index: int, known: Known, pattern: re.Pattern[str] | None
) -> Candidate | None:
    """Return the candidate that a block is, None for what can be no heading."""
    block = blocks[index]
    if not isinstance(block, Paragraph) or block.setting.lines > 1:
        return None
    text = plain(block.spans).strip()
    asked = bool(pattern and pattern.fullmatch(text))
    form = heading_form(text)
    if form is None:
        core, ornamented = undecorated(text)
        if not (asked or looks_like_heading_title(core) or known.has(text)):
            return None
        form = HeadingForm("title", "chapter", None, core, ornamented=ornamented)
    found = Candidate(index, block.at, text, form, title=form.title)
    weigh(found, block, blocks, known)
    if asked:
        found.clue("asked for with --heading", 20)
    return found


def looks_like_heading_title(core: str) -> bool:
    """Tell whether words without a number may be a heading at all."""
    if len(core) > 60 or not core or core[0] in "\"'“‘«—–-`(" or not any(c.isalpha() for c in core):
        return False
    closes = SENTENCE_END.search(core) and not is_title_case(core)
    return looks_like_title(core) and not closes and not core.endswith((":", "."))


FORM_WEIGHTS = {"volume": 3.0, "part": 3.0, "chapter": 3.0, "named": 3.0, "numeral": 0.5, "title": 0.0}


def weigh(found: Candidate, block: Paragraph, blocks: Sequence[Block], known: Known) -> None:
    """Give a candidate its clues."""
    form, setting = found.form, block.setting
    found.clue(f"form: {form.rank}", FORM_WEIGHTS[form.rank])
    found.clue("ornament at both ends", ornament_weight(form, found.text))
    found.clue("underlined", 2.0 * setting.underlined)
    found.clue("centred", 1.5 * (setting.inset >= CENTRED))
    found.clue("in capitals", 1.0 * is_shouted(found.text))
    found.clue("in the contents list", 4.0 * known.has(found.text))
    found.clue("a post or page begins here", 1.0 * setting.page_before)
    weigh_surroundings(found, block, blocks)
    if form.rank == "title":
        found.clue("title case", 0.5 * is_title_case(found.text))
        found.clue("long for a title", -0.5 * (len(found.text) > 45))
    if form.title and form.rank in KEYWORD_RANKS and form.title.endswith("."):
        found.clue("ends as a sentence", -1.0)


def ornament_weight(form: HeadingForm, text: str) -> float:
    """Return how much the ornament at both ends of a line says.

    Brackets say little of words that could be an aside; rules and stars say nearly all.
    """
    if not form.ornamented:
        return 0.0
    if form.rank != "title":
        return 1.5
    return 0.0 if text[0] in "([{<" else 2.5


def weigh_surroundings(found: Candidate, block: Paragraph, blocks: Sequence[Block]) -> None:
    """Give the clues that lie in what stands before and after."""
    before = blocks[found.index - 1] if found.index else None
    after = blocks[found.index + 1] if found.index + 1 < len(blocks) else None
    wide = before is None or is_gap(before)
    found.clue("wide space before", 1.5 * wide)
    found.clue("wide space after", 0.5 * (after is not None and is_gap(after)))
    text_before = next((b for b in reversed(blocks[: found.index]) if not isinstance(b, SceneBreak)), None)
    if isinstance(text_before, Paragraph) and text_before.setting.lines > 0:
        said = plain(text_before.spans).rstrip()
        found.clue("the text before stops short", -2.5 * (not TERMINAL.search(said) and len(said) > 60))
    text_after = next((b for b in blocks[found.index + 1 :] if not isinstance(b, SceneBreak)), None)
    if text_after is None:
        found.clue("nothing follows", -4.0)
    elif isinstance(text_after, Paragraph):
        first = plain(text_after.spans).lstrip("\"'“‘*_ ")[:1]
        found.clue("the text after starts small", -2.5 * first.islower())
        if not block.setting.single and block.setting.gap_before == 0 and not block.setting.inset:
            loose = found.form.rank in ("numeral", "title") and not text_after.setting.gap_before
            found.clue("no space around it", -2.5 * loose)


def weigh_likeness(candidates: Sequence[Candidate], blocks: Sequence[Block]) -> None:
    """Give titles without numbers a clue when others are set just like them.

    Only where a wide space stands before: what is set like prose is no family.
    """
    families: defaultdict[tuple[object, ...], list[Candidate]] = defaultdict(list)
    texts = Counter(fold_title(c.text) for c in candidates)
    for c in candidates:
        if c.form.rank == "title":
            c.clue("stands again and again", -3.0 * (texts[fold_title(c.text)] > 1))
        block = blocks[c.index]
        if c.form.rank == "title" and c.index and is_gap(blocks[c.index - 1]) and isinstance(block, Paragraph):
            look = (block.setting.inset >= CENTRED, is_shouted(c.text), c.form.ornamented)
            families[look].append(c)
    for family in families.values():
        if len({fold_title(c.text) for c in family}) >= FEWEST_ALIKE:
            for c in family:
                c.clue("others are set like it", 1.0)


def is_gap(block: Block) -> bool:
    """Tell whether a block is a wider space."""
    return isinstance(block, SceneBreak) and block.kind is BreakKind.GAP


def is_shouted(text: str) -> bool:
    """Tell whether the letters of a line are all capitals, and enough of them to say so."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)


# ------------------------------------------------------------------- titles on the next line


def take_titles_below(
    candidates: list[Candidate], blocks: Sequence[Block], known: Known
) -> None:
    """Give numbered headings the title that stands on a line of its own below them.

    A line is such a title when the contents list has it, or when it has the capitals of a
    title; one in the capitals of a sentence is believed when most headings have one.
    """
    bare = [c for c in candidates if c.form.number is not None and c.form.title is None]
    below = {c.index: title_below(c, blocks) for c in bare}
    plausible = [c for c in bare if below[c.index] is not None]
    usual = len(plausible) >= 2 and len(plausible) >= 0.7 * len(bare)
    taken = set()
    for c in plausible:
        index = below[c.index]
        assert index is not None
        block = blocks[index]
        text = plain(block.spans).strip() if isinstance(block, Paragraph) else ""
        if known.has(text) or is_title_case(text) or is_shouted(text) or usual:
            c.title, c.title_index = undecorated(text)[0], index
            taken.add(index)
    candidates[:] = [c for c in candidates if c.index not in taken]


def title_below(found: Candidate, blocks: Sequence[Block]) -> int | None:
    """Return the index of a block that may be the title of the numbered heading above it."""
    index = found.index + 1
    while index < len(blocks) and is_gap(blocks[index]):
        index += 1
    if index + 1 >= len(blocks):
        return None
    block = blocks[index]
    if not isinstance(block, Paragraph) or block.setting.lines > 1 or block.setting.gap_before > 3:
        return None
    text = plain(block.spans).strip()
    core = undecorated(text)[0]
    if heading_form(text) or not looks_like_heading_title(core) or len(core) > 60:
        return None
    return index


# ------------------------------------------------------------------------------ numbers


def choose_numbered(candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Accept the numbered headings whose numbers run on best."""
    parts = [c for c in candidates if c.form.rank in ("volume", "part") and c.form.number]
    for rank in ("volume", "part"):
        accept_chain([c for c in parts if c.form.rank == rank], [], "its number runs on")
    parents = [c for c in candidates if c.accepted or is_strong_title(c)]
    keyed = [c for c in candidates if c.form.rank == "chapter" and c.form.number is not None]
    numerals = [c for c in candidates if c.form.rank == "numeral" and c.form.number is not None]
    sure = best_chain(keyed, parents)
    both = best_chain(sorted(keyed + numerals, key=lambda c: c.index), parents)
    complete = len(sure) >= 2 and has_no_gaps(sure, parents)
    kept = sum(c.form.rank == "chapter" for c in both)
    chain = sure if complete or kept < len(sure) else both
    chain = without_strays(chain, parents)
    for c in chain:
        c.accepted, c.reason = True, "its number runs on"
    nested = [c for c in numerals if not c.accepted]
    take_nested(nested, candidates, blocks)


def is_strong_title(c: Candidate) -> bool:
    """Tell whether a heading without a number is sure enough to hold numbered ones."""
    return c.form.number is None and c.score >= ACCEPT


def accept_chain(candidates: list[Candidate], parents: Sequence[Candidate], reason: str) -> None:
    """Accept the best chain among candidates."""
    for c in best_chain(candidates, parents):
        c.accepted, c.reason = True, reason


RUNS_ON, MISSING, RESTART, ASTRAY = 2.0, -0.8, 1.5, -4.5
FARTHEST_STEP = 4


def best_chain(candidates: Sequence[Candidate], parents: Sequence[Candidate]) -> list[Candidate]:
    """Return the chain of numbered candidates with the highest sum of scores and transitions.

    Dynamic programming over the candidates in reading order; linear in their number, because
    only the best chain that ends in each number is kept.
    """
    best: list[tuple[float, int | None]] = []
    by_number: dict[int, int] = {}
    overall: int | None = None
    marks = sorted(p.index for p in parents)
    for n, c in enumerate(candidates):
        value, origin = start_value(c), None
        for j in {*(by_number.get((c.form.number or 0) - step) for step in range(FARTHEST_STEP + 1)), overall}:
            if j is not None:
                reached = best[j][0] + transition(candidates[j], c, marks)
                if reached > value:
                    value, origin = reached, j
        best.append((value + min(c.score, 6.0), origin))
        number = c.form.number or 0
        if number not in by_number or best[n][0] >= best[by_number[number]][0] - 0.5:
            by_number[number] = n
        if overall is None or best[n][0] >= best[overall][0]:
            overall = n
    chain: list[Candidate] = []
    at = max(range(len(best)), key=lambda n: best[n][0], default=None)
    while at is not None and (best[at][0] > 0 or chain):
        chain.append(candidates[at])
        at = best[at][1]
    return chain[::-1]


def start_value(c: Candidate) -> float:
    """Return what it is worth for a chain to begin with a candidate."""
    number = c.form.number or 0
    return 1.0 if number <= 1 else -0.3 * min(number - 1, 6)


def transition(a: Candidate, b: Candidate, marks: Sequence[int]) -> float:
    """Return what it is worth that one numbered heading follows another."""
    step = (b.form.number or 0) - (a.form.number or 0)
    if step == 1:
        return RUNS_ON
    divided = any(a.index < mark < b.index for mark in marks)
    if b.form.number == 1 and divided:
        return RESTART
    if 1 < step <= FARTHEST_STEP:
        return MISSING * (step - 1)
    return ASTRAY


def has_no_gaps(chain: Sequence[Candidate], parents: Sequence[Candidate]) -> bool:
    """Tell whether the numbers of a chain run on without a missing one."""
    marks = sorted(p.index for p in parents)
    worth = [transition(a, b, marks) for a, b in zip(chain, chain[1:], strict=False)]
    return (chain[0].form.number or 0) <= 1 and all(value > 0 for value in worth)


def without_strays(chain: list[Candidate], parents: Sequence[Candidate]) -> list[Candidate]:
    """Return a chain without bare numerals that have no neighbour in it."""
    marks = sorted(p.index for p in parents)
    kept = []
    for n, c in enumerate(chain):
        neighbours = [chain[m] for m in (n - 1, n + 1) if 0 <= m < len(chain)]
        linked = any(
            transition(*sorted((c, other), key=lambda x: x.index), marks) == RUNS_ON
            for other in neighbours
        )
        if c.form.rank != "numeral" or linked or c.score >= ACCEPT:
            kept.append(c)
        else:
            c.reason = "a number alone, with none before or after it"
    return kept


SHORTEST_NESTED = 120
"""Words that a numbered division inside a chapter has at least; stanzas have fewer."""


def take_nested(numerals: list[Candidate], candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Accept bare numerals that start anew inside sections, unless they number stanzas."""
    parents = [c for c in candidates if c.accepted or is_strong_title(c)]
    if not parents:
        return
    chain = without_strays(best_chain(numerals, parents), parents)
    if len(chain) < 2:
        return
    marks = sorted({c.index for c in parents} | {c.index for c in chain} | {len(blocks)})
    sizes = [words_between(blocks, c.index, next(m for m in marks if m > c.index)) for c in chain]
    if sum(sizes) / len(sizes) < SHORTEST_NESTED:
        for c in chain:
            c.reason = "it numbers a stanza or a short passage, not a section"
        return
    for c in chain:
        c.accepted, c.reason = True, "its number runs on inside a section"


def words_between(blocks: Sequence[Block], start: int, end: int) -> int:
    """Return about how many words stand between two blocks."""
    count = 0
    for block in blocks[start + 1 : end]:
        if isinstance(block, Paragraph):
            count += plain(block.spans).count(" ") + 1
        elif isinstance(block, Verse):
            count += sum(plain(line.spans).count(" ") + 1 for s in block.stanzas for line in s)
    return count


# ------------------------------------------------------------------- headings without number


def choose_titled(candidates: list[Candidate]) -> None:
    """Accept headings without a number whose own clues are enough."""
    for c in candidates:
        if c.accepted or c.form.number is not None:
            continue
        if c.score >= ACCEPT:
            c.accepted = True
            c.reason = max(c.clues, key=lambda clue: clue[1])[0]

def choose_alike(candidates: list[Candidate]) -> None:
    """Accept titles that are half sure where the story is known to have titled sections."""
    sure = [c for c in candidates if c.accepted and c.form.rank == "title"]
    if len(sure) < FEWEST_ALIKE:
        return
    for c in candidates:
        if not c.accepted and c.form.rank == "title" and is_title_case(c.text):
            c.clue("the story has titled sections", 1.5 * (c.score >= NEAR_MISS))
            if c.score >= ACCEPT:
                c.accepted, c.reason = True, "the story has titled sections"


def choose_first_numbers(candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Accept a number 1 right under a heading: it opens a division, though none follows."""
    last: Candidate | None = None
    for c in candidates:
        right_under = last is not None and nothing_between(blocks, last, c)
        if not c.accepted and c.form.rank == "numeral" and c.form.number == 1 and right_under and c.score > 0:
            c.accepted, c.reason = True, "a number 1 right under a heading"
        if c.accepted:
            last = c


TITLE_PAGE_WORDS = 100
"""A line of a title page has less text than this below it."""


def drop_title_page(candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Turn down the lines of a title page: titles before the first numbered heading, with
    hardly a word below them, when no section after it has a title alone."""
    accepted = [c for c in candidates if c.accepted]
    first = next((c for c in accepted if c.form.rank != "title"), None)
    if first is None or any(c.form.rank == "title" for c in accepted if c.index > first.index):
        return
    for c, after in zip(accepted, accepted[1:], strict=False):
        if c.index >= first.index:
            break
        if words_between(blocks, c.index, after.index) < TITLE_PAGE_WORDS:
            c.accepted, c.reason = False, "a line of the title page"


def note_rejections(candidates: list[Candidate]) -> None:
    """Say of each candidate that was turned down why."""
    for c in candidates:
        if not c.accepted and not c.reason:
            numbered = c.form.number is not None
            c.reason = "its number fits no sequence" if numbered else "too little speaks for it"


def drop_empty_runs(candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Turn down all but the last of several headings of one level with nothing between them."""
    accepted = [c for c in candidates if c.accepted]
    for a, b in zip(accepted, accepted[1:], strict=False):
        last = a.title_index or a.index
        empty = all(isinstance(x, SceneBreak) for x in blocks[last + 1 : b.index])
        same = a.form.number is not None and a.form.number == b.form.number and a.form.rank == b.form.rank
        if empty and same:
            a.accepted, a.reason = False, "the same heading follows"


# ------------------------------------------------------------------------------- levels


def set_levels(candidates: list[Candidate], blocks: Sequence[Block]) -> None:
    """Give each heading its level: what holds numbered headings stands above them."""
    accepted = [c for c in candidates if c.accepted]
    ranks = {c.form.rank for c in accepted}
    has_volume, has_part = "volume" in ranks, "part" in ranks
    chapters = [c for c in accepted if c.form.rank not in ("volume", "part")]
    base = 1 + has_volume * bool(has_part or chapters) + has_part * bool(chapters)
    for c in accepted:
        if c.form.rank == "volume":
            c.level = 1
        elif c.form.rank == "part":
            c.level = 1 + has_volume
        elif c.reason == "its number runs on inside a section" or is_nested_numeral(c, accepted):
            c.level = base + 1
        else:
            c.level = base
    set_named_levels(accepted, blocks, base)


def is_nested_numeral(c: Candidate, accepted: Sequence[Candidate]) -> bool:
    """Tell whether a bare numeral belongs to a run that starts right under a titled heading.

    Where several headings have titles and no numbers, numerals divide one of them.
    """
    if c.form.rank != "numeral" or c.title:
        return False
    titled = [t for t in accepted if t.form.rank == "title"]
    if len(titled) < 2:
        return False
    run = [r for r in accepted if r.form.rank == "numeral" and not r.title]
    holder = max((t for t in titled if t.index < c.index), key=lambda t: t.index, default=None)
    return holder is not None and any(r.index > holder.index and r.form.number == 1 for r in run if r.index <= c.index)


def set_named_levels(accepted: Sequence[Candidate], blocks: Sequence[Block], base: int) -> None:
    """Set front and back matter at the top level, unless a part opens with it."""
    holders = [c for c in accepted if c.level < base]
    for n, c in enumerate(accepted):
        if c.form.rank != "named" or base == 1:
            continue
        previous = accepted[n - 1] if n else None
        opens_part = previous is not None and previous in holders and nothing_between(blocks, previous, c)
        later_chapters = any(x.form.rank in ("chapter", "numeral") for x in accepted[n + 1 :])
        outside = not holders or c.index < holders[0].index
        if outside or (c.form.role in BACK and not later_chapters):
            c.level = 1
        elif c.form.role in FRONT and not opens_part:
            c.level = base


def nothing_between(blocks: Sequence[Block], a: Candidate, b: Candidate) -> bool:
    """Tell whether no text stands between two headings."""
    return all(isinstance(x, SceneBreak) for x in blocks[(a.title_index or a.index) + 1 : b.index])


# ------------------------------------------------------------------------------ records


def record_fate(c: Candidate, blocks: Sequence[Block], report: Report) -> None:
    """Record that a heading's lines are headings."""
    report.fate(c.at, Fate.HEADING)
    if c.title_index is not None:
        report.fate(blocks[c.title_index].at, Fate.HEADING)


def audit(candidates: Sequence[Candidate], report: Report) -> None:
    """Record findings about numbers that are missing or come twice."""
    numbered = [c for c in candidates if c.accepted and c.form.number is not None and c.form.rank in ("chapter", "numeral")]
    for a, b in zip(numbered, numbered[1:], strict=False):
        step = (b.form.number or 0) - (a.form.number or 0)
        if a.level == b.level and 1 < step <= FARTHEST_STEP:
            missing = ", ".join(str((a.form.number or 0) + k) for k in range(1, step))
            report.find(
                "H001",
                f"no heading found for {missing}, between “{a.text}” and “{b.text}”",
                "look there for a heading that is lost or glued to its text",
                b.at,
            )


__all__ = ["Candidate", "Headings", "find_headings"]
