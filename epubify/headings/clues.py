"""Which blocks may be headings at all, and what their form and setting say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from epubify.headings.candidate import Candidate
from epubify.headings.title_list import TitleList
from epubify.headings.wishes import CERTAIN, Wishes
from epubify.layout import fold_title
from epubify.layout.habits import TERMINAL
from epubify.matter.titles import heading_after_title
from epubify.model import Block, BreakKind, Paragraph, SceneBreak, plain
from epubify.text.heading_forms import (
    SENTENCE_END,
    HeadingForm,
    heading_form,
    is_title_case,
    looks_like_title,
    undecorated,
)

FEWEST_ALIKE = 2
"""Titles that must be set alike to be a family."""
CENTRED = 8
"""Columns from which a line that stands in is centred, not indented."""
KEYWORD_RANKS = ("volume", "part", "chapter")


def candidate(
    blocks: Sequence[Block], index: int, known: TitleList, wishes: Wishes
) -> Candidate | None:
    """Return the candidate that a block is, None for what can be no heading."""
    block = blocks[index]
    if not isinstance(block, Paragraph) or block.setting.lines > 1:
        return None
    text = plain(block.spans).strip()
    asked = wishes.clue(block, text)
    form, story_title = heading_after_title(text, known.story) or (heading_form(text), "")
    if form is None:
        core, ornamented = undecorated(text)
        bracketed = ornamented and text[0] in "([{<"
        likely = looks_like_heading_title(core) and not bracketed
        if not (asked or likely or known.has(text)):
            return None
        form = HeadingForm("title", "chapter", None, core, ornamented=ornamented)
    found = Candidate(index, block.at, text, form, title=form.title, story_title=story_title)
    weigh(found, block, blocks, known)
    if asked:
        found.clue(asked, CERTAIN)
    return found


def looks_like_heading_title(core: str) -> bool:
    """Tell whether words without a number may be a heading at all."""
    if len(core) > 60 or not core or core[0] in "\"'“‘«—–-`(" or not any(c.isalpha() for c in core):
        return False
    closes = SENTENCE_END.search(core) and not is_title_case(core)
    if closes or core.endswith((":", ".")) or is_code(core):
        return False
    return looks_like_title(core)


def is_code(core: str) -> bool:
    """Tell whether a line is a name for machines.

    >>> is_code("P_1|CH_1"), is_code("The Mail")
    (True, False)
    """
    return " " not in core and any(sign in core for sign in "_|{}")


FORM_WEIGHTS = {
    "volume": 3.0,
    "part": 3.0,
    "chapter": 3.0,
    "named": 3.0,
    "numeral": 0.5,
    "title": 0.0,
}


def weigh(found: Candidate, block: Paragraph, blocks: Sequence[Block], known: TitleList) -> None:
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
    text_before = nearest_text(blocks, found.index, -1)
    if isinstance(text_before, Paragraph) and text_before.setting.lines > 0:
        said = plain(text_before.spans).rstrip()
        found.clue(
            "the text before stops short", -2.5 * (not TERMINAL.search(said) and len(said) > 60)
        )
    text_after = nearest_text(blocks, found.index, 1)
    if text_after is None:
        found.clue("nothing follows", -4.0)
    elif isinstance(text_after, Paragraph):
        first = plain(text_after.spans).lstrip("\"'“‘*_ ")[:1]
        found.clue("the text after starts small", -2.5 * first.islower())
        if not block.setting.single and block.setting.gap_before == 0 and not block.setting.inset:
            loose = found.form.rank in ("numeral", "title") and not text_after.setting.gap_before
            found.clue("no space around it", -2.5 * loose)


def nearest_text(blocks: Sequence[Block], index: int, step: int) -> Block | None:
    """Return the next block in a direction that is no scene break."""
    index += step
    while 0 <= index < len(blocks):
        if not isinstance(blocks[index], SceneBreak):
            return blocks[index]
        index += step
    return None


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
        if (
            c.form.rank == "title"
            and c.index
            and is_gap(blocks[c.index - 1])
            and isinstance(block, Paragraph)
        ):
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
