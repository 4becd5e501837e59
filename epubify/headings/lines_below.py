"""Lines below numbered headings that may be the titles of these.

A line with the look of a title is one. One that ends with a full stop, as old printers set them
(``II. / Do livro.``, ``ANDRA KAPITLET / Bröder emellan.``), looks like a first sentence. That each
number of a book has such a short line tells it: no novel begins all its chapters with one. A line
in capitals with a stop needs no habit where the heading above it has both, too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from epubify.headings.candidate import Candidate, Candidates
from epubify.headings.clues import LONGEST_TITLE, looks_like_heading_title
from epubify.headings.evidence import Evidence
from epubify.headings.gaps import is_gap
from epubify.model import Block, Paragraph, plain
from epubify.text.facts import Facts, facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, word_set
from epubify.text.log_lines import is_log_line
from epubify.text.recogniser import recogniser
from epubify.text.title_words import is_title_case

LONGEST_IN_CAPITALS, MOST_TITLE_LINES, FEWEST_CAPITAL_WORDS = 200, 4, 3
"""Characters, lines and words of a title in capitals; with more of the first two, notices are
titles, with fewer, long ones of old novels are text; with fewer words, noises are titles."""
WIDEST_GAP = 3
"""Blank lines between a number and its title; with more allowed, the first line after a title page
of a part becomes its title."""


def title_below(found: Candidate, evidence: Evidence) -> tuple[int, Facts] | None:
    """Return a block that may be the title of the numbered heading above it: index and line."""
    below = paragraph_below(found, evidence)
    if below is None or below[1].setting.gap_before > WIDEST_GAP:
        return None
    index, block = below
    facts = facts_of(plain(block.spans).strip())
    other = facts.form is not None and facts.form.rank != "named"
    lines = block.setting.lines
    if not other and (is_capital_title(facts.text, lines) or is_told(facts.text, lines)):
        return index, facts
    listed = may_stand_below(facts) or evidence.titles.has(facts)
    return None if block.setting.lines > 1 or other or not listed else (index, facts)


def paragraph_below(found: Candidate, evidence: Evidence) -> tuple[int, Paragraph] | None:
    """Return the paragraph below a heading, beyond wide space, where text follows it in turn."""
    blocks = evidence.blocks
    index = found.index + 1
    while index < len(blocks) and is_gap(blocks[index]):
        index += 1
    block = blocks[index] if index + 1 < len(blocks) else None
    return (index, block) if isinstance(block, Paragraph) else None


@recogniser(
    takes=("HOW THE MILLER CAME TO THE QUAY, AND WHAT HE SAW THERE.",), spares=("HELP!", "The Mail")
)
def is_capital_title(text: str, lines: int = 1) -> bool:
    """Tell whether words are a title in capitals that may fill several lines, as in old novels.

    >>> is_capital_title("HOW HE CAME TO THE QUAY, AND WHAT HE SAW."), is_capital_title("OH!")
    (True, False)
    """
    long = len(text) <= LONGEST_IN_CAPITALS and len(text.split()) >= FEWEST_CAPITAL_WORDS
    return long and lines <= MOST_TITLE_LINES and text.isupper() and not text.endswith(("!", "?"))


@recogniser(
    takes=("in which the lamps are counted", "In which, at last, nothing happens."),
    spares=("In the morning the lamps are counted", "Containers came in"),
)
def is_told(text: str, lines: int = 1) -> bool:
    """Tell whether words are a title that tells what happens, as those of old novels begin."""
    short = len(text) <= LONGEST_TOLD and lines <= MOST_TITLE_LINES
    low = folded(text)
    return short and any(
        low.startswith((f"{one} ", f"{one}, ")) for one in word_set("title_openings")
    )


LONGEST_TOLD = 120
"""Characters of a title that tells what happens. With more, first sentences are one; with fewer,
titles of two lines are first sentences."""
QUOTED = lazy('["“«„「『](?P<words>[^"“”«»„「」『』]+)["”»“」』]')


@recogniser(
    takes=("The Mail", '"The Mail"'),
    spares=(
        '"The mail!"',
        "INT. BRIDGE",
        "Captain's Log, Stardate 4211.7",
        "朝の港には霧が残っていた。",
    ),
)
def may_stand_below(facts: Facts) -> bool:
    """Tell whether a line may be the title of the number above it.

    It may be quoted whole; a line of a log, and a sentence, open the text.

    >>> may_stand_below(facts_of('"The Mail"')), may_stand_below(facts_of('"The mail!"'))
    (True, False)
    """
    quoted = QUOTED.fullmatch(facts.text)
    core = quoted["words"].strip() if quoted else facts.core
    if facts.columns > LONGEST_TITLE or core.endswith(("。", "！", "？")) or is_log_line(core):
        return False
    return looks_like_heading_title(core) and not (quoted and not is_title_case(core))


LONGEST_STOPPED, MOST_STOPPED_WORDS, FEWEST_LETTERS = 60, 8, 4
"""Characters, words and least length of a title with a full stop. With more of the first two, first
sentences are titles; with fewer, titles that say a whole thing stay in the text; with a smaller
length, an abbreviation is one."""
FEWEST_STOPPED = 3
"""Numbers with a line of this kind below that make a habit. With fewer, two chapters that begin
with a short sentence lose it; with more, books in four parts stay untitled."""
MOST_STOPPED = 0.8
"""Share of the numbered headings that have a title below, stopped ones among them. With less, a
story that begins a few sections with short sentences has titles; with all, one slip undoes it."""
LEAST_TEXT = 60
"""Characters of a paragraph below a title that looks like a sentence, at half of them at least.
With fewer, very short chapters lose their first sentence; with more, novels of short paragraphs
their titles."""
MOST_TOLD_LINES, SHORTEST_WIDE, LONGEST_WIDE, MOST_WIDE = 3, 20, 200, 0.7
"""Lines, and least and most characters of a paragraph below a number that tells what happens, and
share of these with wider space below than above. With more lines and characters, and a smaller
share, first paragraphs are titles; else those of old novels stay in the text."""
MOST_GAPS = 3
"""Times as many wide spaces in a text as such paragraphs, which have one above their number and one
below. With more, the first scenes of chapters are titles; with fewer, novels that part a few scenes
keep theirs in the text."""
GAP_OF_HABIT, GAP_IN_CAPITALS = 1, 4
"""Blank lines above a title with a full stop; with more, the first line of the text is a title,
with fewer, titles of old printed books stay in the text."""


def stopped_titles(
    bare: Candidates, below: Mapping[int, tuple[int, Facts]], evidence: Evidence
) -> dict[int, tuple[int, Facts]]:
    """Return the titles with a full stop below numbered headings that have none yet."""
    lacking = [c for c in bare if c.index not in below]
    found = {c.index: line for c in lacking if (line := stopped_below(c, evidence)) is not None}
    near = {n: (i, facts) for n, (i, facts) in found.items() if is_near(evidence, i)}
    titled = len(near) + len(below)
    many = len(near) >= FEWEST_STOPPED and titled >= MOST_STOPPED * len(bare)
    if many and 2 * sum(has_text_below(evidence, i) for i, _ in near.values()) >= len(near):
        return near
    told = {c.index: line for c in lacking if (line := told_below(c, evidence)) is not None}
    wide = sum(
        is_wide_below(evidence, index) and has_text_below(evidence, index)
        for index, _ in told.values()
    )
    many = len(told) + len(below) >= MOST_STOPPED * len(bare)
    if (
        many
        and not parts_scenes(evidence, told.values())
        and wide >= max(FEWEST_STOPPED, MOST_WIDE * len(told))
    ):
        return told
    shouted = [c for c in lacking if c.index in found and both_shouted(c, found[c.index][1])]
    return {c.index: found[c.index] for c in shouted}


def told_below(found: Candidate, evidence: Evidence) -> tuple[int, Facts] | None:
    """Return the short paragraph below a heading that may tell what happens, as in old novels."""
    below = paragraph_below(found, evidence)
    if below is None or below[1].setting.lines > MOST_TOLD_LINES:
        return None
    index, block = below
    facts = facts_of(plain(block.spans).strip())
    may_tell = SHORTEST_WIDE <= len(facts.text) <= LONGEST_WIDE and facts.text[:1].isupper()
    may_tell = may_tell and not any(sign in facts.text for sign in (":", "[", "   "))
    near = is_near(evidence, index) and facts.form is None
    return (index, facts) if may_tell and near and not facts.text.endswith(("!", "?")) else None


def parts_scenes(evidence: Evidence, told: Collection[tuple[int, Facts]]) -> bool:
    """Tell whether space as wide as that below some paragraphs parts scenes as well."""
    usual = max((gap_before(evidence.blocks[index]) for index, _ in told), default=0)
    wide = sum(is_gap(block) or gap_before(block) > usual for block in evidence.blocks)
    return wide > MOST_GAPS * len(told)


def gap_before(block: Block) -> int:
    """Return the blank lines before a block, as far as they are known."""
    return block.setting.gap_before if isinstance(block, Paragraph) else 0


def has_text_below(evidence: Evidence, index: int) -> bool:
    """Tell whether the next paragraph is as long as those that tell a story are."""
    blocks = evidence.blocks
    below = next((blocks[n] for n in range(index + 1, len(blocks)) if not is_gap(blocks[n])), None)
    return isinstance(below, Paragraph) and len(plain(below.spans)) >= LEAST_TEXT


def is_wide_below(evidence: Evidence, index: int) -> bool:
    """Tell whether more space is below a paragraph than above it."""
    block, below = evidence.blocks[index], evidence.blocks[index + 1]
    return is_gap(below) or gap_before(block) < gap_before(below)


def both_shouted(above: Candidate, below: Facts) -> bool:
    """Tell whether a heading and the line below it are in capitals, each with a full stop."""
    return above.facts.is_shouted and above.facts.text.endswith(".") and below.is_shouted


def is_near(evidence: Evidence, index: int) -> bool:
    """Tell whether a line stands close below the one above it."""
    setting = getattr(evidence.blocks[index], "setting", None)
    return setting is not None and setting.gap_before <= max(GAP_OF_HABIT, setting.unit)


def stopped_below(found: Candidate, evidence: Evidence) -> tuple[int, Facts] | None:
    """Return the short stopped line below a heading that has text below it in turn."""
    below = paragraph_below(found, evidence)
    if below is None or below[1].setting.lines > 1 or below[1].setting.gap_before > GAP_IN_CAPITALS:
        return None
    index, block = below
    facts = facts_of(plain(block.spans).strip())
    return (index, facts) if facts.form is None and is_stopped_title(facts.text) else None


@recogniser(
    takes=("Do livro.", "Stockholm i fågelperspektiv.", "ASHORE.", "A bitter duty!"),
    spares=(
        "Do livro",
        "“Come.”",
        "He came, and he went, and he never told us why.",
        "Wait…",
        "Ch.",
    ),
)
def is_stopped_title(text: str) -> bool:
    """Tell whether a line is short, and a title but for the mark that it ends with."""
    if not text.endswith((".", "!", "?")) or not FEWEST_LETTERS <= len(text) <= LONGEST_STOPPED:
        return False
    core = text[:-1].rstrip()
    return len(core.split()) <= MOST_STOPPED_WORDS and looks_like_heading_title(core)
