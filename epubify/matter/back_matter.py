"""The back of a story: rights, thanks, requests for letters and signatures after its end."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.layout.items import mark_of
from epubify.matter.bylines import name_in_byline
from epubify.matter.counts_and_drawings import count_at_end, drawn_signature
from epubify.matter.cues import cue_kind, is_end_mark
from epubify.matter.fields import field_line
from epubify.matter.notes import is_marked_heading, is_section
from epubify.matter.notes import is_note as is_note_label
from epubify.matter.reader_replies import replies_start
from epubify.matter.signed_addresses import is_signed_address
from epubify.matter.story_talk import kinds_of_talk, opens_speech, talk_weight
from epubify.matter.title_forms import title_by
from epubify.matter.told_below import are_mostly_told
from epubify.matter.word_lists import publisher_phrases, worded
from epubify.model import (
    Block,
    BreakKind,
    Group,
    GroupKind,
    Note,
    Paragraph,
    SceneBreak,
    Speech,
    Verse,
    plain,
)
from epubify.text.blocks import words_of
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.line_ends import closes_sentence
from epubify.text.recogniser import recogniser

MOST_BLOCKS = 40
"""Blocks at the end among which back matter is looked for; with more, a last chapter is taken,
with fewer, long thanks stay in the story."""
MOST_AFTER_RULE = 12
"""Blocks below a rule that may be a note for one that speaks about the story; with more, a last
scene is, with fewer, afterwords are not."""
MOST_BETWEEN = 2
"""Blocks without talk between two of talk that belong to the same note; more and fewer fail as
with notes before the story."""
MOST_LAST = 6
"""Blocks below an end mark that are none of the story; with more, a second tale without a heading
is a note, with fewer, notes in short paragraphs are not."""
LAST_SHARE = 0.25
"""Of the letters above an end mark, so many may stand below it without talk and be none of the
story. With more, the second half of a story with a mark in its middle is a note; with less, the
notes of short stories are not."""
LISTED_SHARE = 0.1
"""The same of a list of books. With more, a catalogue in a tale of booksellers is none of it; with
less, the lists in thin books stay."""
FEWEST_PHRASES = 2
"""Phrases of a publisher that make a list of books; with fewer, last words about a book are one,
with more, short lists are not."""
FEWEST_OF_SCENES = 3
"""Other rules of the same sign, from which they part scenes, and one of them says nothing. With
more, last scenes of a short story are notes; with fewer, notes between rules are scenes."""
MOST_LITTLE = 2
"""Blocks below a long rule at the very end of which the first may be talk, and then is; with more,
last scenes are, with fewer, credits for what is quoted are the story."""
MOST_SPEECHES = 2
"""Speeches of a play below a rule that may be a note: labels of its lines. With more, the last
scene of a play is one; with fewer, thanks with labels are the story."""
MOST_SIGNED = 3
"""Last blocks of which one may be the author's signature; with more, letters inside the last scene
are, with fewer, signatures with a motto are not."""
MOST_BESIDE = 5
"""Words beside the name in a signature; with more, sentences that open with the author's name are
one, with fewer, those with an address or a date are none."""
MOTTO = lazy(r"[\"“][^\"“”]+[\"”](?:\s*[-–—~]+\s*[^\W\d_].+)?")
SIGNED = lazy(r"[^\W\d_]+")
LONGEST_SIGNATURE = 60
"""Characters of a line that may sign a note; with more, last sentences do."""
SHORTEST_RULE = 20
"""Signs of a rule that divides more than scenes; with fewer, every break would, with more, short
rules would not."""
DASHES = "-–—~ "
THANKED = worded(r"\W*@thanked@\W*")
"""A farewell to the readers: ``Thank you.``"""


def with_back_notes(blocks: Sequence[Block], authors: Sequence[str] = ()) -> tuple[Block, ...]:
    """Return blocks in which what people wrote after the end of the story is a note.

    Breaks between the story and the note say nothing then, but for the author's own mark above
    answers to readers.
    """
    start = end = back_start(blocks, authors)
    answered = start == replies_start(blocks, max(1, len(blocks) - MOST_BLOCKS))
    while end and not answered and isinstance(blocks[end - 1], SceneBreak):
        end -= 1
    back = [block for one in blocks[start:] for block in parts_of(one)]
    if not back or not any(words_of(block) for block in blocks[:end]):
        return tuple(blocks)
    footnotes = [block for block in blocks[start:] if is_footnote(block)]
    return (*blocks[:end], Note(tuple(back), back[0].at.to(back[-1].at)), *footnotes)


def parts_of(block: Block) -> Sequence[Block]:
    """Return what a block brings into a note: a note that which is in it, a break nothing.

    Neither does a footnote, which stands where it is referred to.
    """
    if isinstance(block, Note):
        return block.blocks
    return () if isinstance(block, SceneBreak) or is_footnote(block) else (block,)


def is_footnote(block: Block) -> bool:
    """Tell whether a block is a footnote that its form marks."""
    return isinstance(block, Group) and block.kind is GroupKind.FOOTNOTE


def back_start(blocks: Sequence[Block], authors: Sequence[str]) -> int:
    """Return the index of the first block behind the story, their number where there is none."""
    first = max(1, len(blocks) - MOST_BLOCKS)
    first = max(
        (n + 2 for n in range(first, len(blocks) - 1) if heads_tale(blocks, n)), default=first
    )
    first = max((n + 1 for n in range(first, len(blocks)) if heads_part(blocks[n])), default=first)
    starts = (
        after_end_mark(blocks, first),
        after_rule(blocks, first),
        last_talk(blocks, first),
        signature(blocks, first, authors),
        count_at_end(blocks),
        drawn_signature(blocks, first),
        replies_start(blocks, first),
    )
    start = min(starts)
    if counts_on(words_of(blocks[start]) if start < len(blocks) else "", blocks[start - 1 : start]):
        return len(blocks)  # the third item of a list is no sign of rights
    return len(blocks) if fills_chapter(blocks, start) else with_heading(blocks, start, first)


def heads_tale(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a block is the marked title of a story of several, with who wrote it."""
    block = blocks[index]
    if not isinstance(block, Paragraph) or not block.setting.level:
        return False
    below = words_of(blocks[index + 1])
    return name_in_byline(below) is not None or title_by(words_of(block)) is not None


def heads_part(block: Block) -> bool:
    """Tell whether the markup of a form makes a heading of a block that says nothing of notes."""
    text = words_of(block)
    return is_marked_heading(block) and not (
        is_note(text) or is_note_label(text) or is_end_mark(text)
    )


def with_heading(blocks: Sequence[Block], start: int, first: int) -> int:
    """Return the start of a note, or of the title above it that space sets apart from the story."""
    if not first < start - 1 < start < len(blocks):
        return start
    above, before = blocks[start - 1], blocks[start - 2]
    text = words_of(above) if isinstance(above, Paragraph) else ""
    titled = 0 < len(text) <= LONGEST_SIGNATURE and facts_of(text).is_title_case
    apart = isinstance(before, SceneBreak) and not closes_sentence(text)
    return start - 1 if titled and apart and not is_end_mark(text) else start


def after_end_mark(blocks: Sequence[Block], first: int) -> int:
    """Return the index of the first talk after the end mark, their number where none follows."""
    marks = [n for n in range(first, len(blocks)) if is_end_mark(words_of(blocks[n]) or "x")]
    if not marks:
        return len(blocks)
    after = range(marks[-1] + 1, len(blocks))
    if any(is_section(words_of(blocks[n])) for n in after if words_of(blocks[n])):
        return len(blocks)
    last = [text for n in after if (text := words_of(blocks[n]))]
    story = sum(len(words_of(block)) for block in blocks[: after.start])
    if lists_books(last) and sum(map(len, last)) <= LISTED_SHARE * story:
        return after.start
    if are_last_words(last) and sum(map(len, last)) <= LAST_SHARE * story:
        return after.start
    said = next((n for n in after if is_note(words_of(blocks[n]))), len(blocks))
    up_to_talk = [text for n in after if n <= said and (text := words_of(blocks[n]))]
    little = sum(map(len, last)) <= LAST_SHARE * story
    return after.start if said < len(blocks) and little and are_last_words(up_to_talk) else said


@recogniser(
    takes=("BY THE SAME AUTHOR\nThe Salt Road\nCrown 8vo, 6s.",),
    spares=("A book by the same author lay there.", "By the same author\n“Crown 8vo,” he said."),
)
def lists_books(texts: Sequence[str]) -> bool:
    """Tell whether a publisher lists other books: in some of its phrases, and nobody speaks."""
    said = folded(" ".join(texts))
    phrases = sum(phrase in said for phrase in publisher_phrases())
    return phrases >= FEWEST_PHRASES and not any(opens_speech(text) for text in texts)


@recogniser(
    takes=("NOTES: The songs are all from Ann's great stories.", "Thanks to all who wrote."),
    spares=("Noted: the rain had stopped.",),
)
def is_note(text: str) -> bool:
    """Tell whether words behind the end are no story: by their label, or because they are talk."""
    said = field_line(text)
    return bool(talk_weight(text)) or (said is not None and said.key == "notes")


@recogniser(
    takes=("Ann Berg\nMay 1994", "Notes: The lake is real.\nWrite to me."),
    spares=("Or was it?", '"Come in," he said.\nAnn Berg', 9 * "Rain fell.\n"),
)
def are_last_words(texts: Sequence[str]) -> bool:
    """Tell whether what stands below an end mark is none of the story: little, and no speech."""
    if not texts or len(texts) > MOST_LAST or is_story_like(texts[0]):
        return False
    if any(is_story_like(text) and not is_motto(text) for text in texts[1:]):
        return False
    return not texts[0].rstrip('"”)').endswith(("?", "..."))


@recogniser(
    takes=('"I am no gull."', '"Salt?" - Ann, in "The Quay", 1989'),
    spares=('"Come in," he said. "Sit down."', "I am no gull."),
)
def is_motto(text: str) -> bool:
    """Tell whether a line is one quotation and at most who said it, as below a signature."""
    return MOTTO.fullmatch(text) is not None and len(text) <= 3 * LONGEST_SIGNATURE


def signature(blocks: Sequence[Block], first: int, authors: Sequence[str]) -> int:
    """Return the index of the last block that the author signs, their number where none does."""
    signed = [n for n in range(first, len(blocks)) if words_of(blocks[n])][-MOST_SIGNED:]
    for n in signed:
        after = [text for block in blocks[n + 1 :] if (text := words_of(block))]
        told = any(is_story_like(text) and not is_motto(text) for text in after)
        if signs(top_line(blocks[n]), authors) and not told:
            return n
    return signed_off(blocks, signed, authors)


def signed_off(blocks: Sequence[Block], last: Sequence[int], authors: Sequence[str]) -> int:
    """Return where the author signs the very last line by a given name, with thanks above it."""
    text = words_of(blocks[last[-1]]) if len(last) > 1 else ""
    given = {folded(author).split()[0] for author in authors if author.strip()}
    if text[:1] not in DASHES or folded(text).strip(DASHES) not in given:
        return len(blocks)
    above = words_of(blocks[last[-2]])
    thanked = len(above) <= LONGEST_SIGNATURE and THANKED.fullmatch(above) is not None
    return last[-2] if thanked else last[-1]


def is_signed_off(blocks: Sequence[Block]) -> bool:
    """Tell whether nothing but greetings and names, and no sentence, stands below a note."""
    texts = [text for block in blocks if (text := words_of(block))]
    return all(len(text) <= LONGEST_SIGNATURE and not closes_sentence(text) for text in texts)


def top_line(block: Block) -> str:
    """Return the first line of a block."""
    if isinstance(block, Verse):
        return plain(block.stanzas[0][0].spans)
    text = words_of(block)
    named, bar, _ = text.partition("|")  # a column beside the name
    return named.strip() if bar and named.strip() else text


@recogniser(
    takes=("Ann C. Berg | Quay College", "Ann Berg, 9-13-94", "-- Ann Berg"),
    spares=("Ann Berg was there.", "He called for Ann Berg", "Ann"),
    authors=("Ann Berg",),
)
def signs(text: str, authors: Sequence[str]) -> bool:
    """Tell whether a line begins with the name of an author and says little more."""
    words = SIGNED.findall(folded(text[:LONGEST_SIGNATURE]))
    if len(text) > LONGEST_SIGNATURE or text.endswith((".", "!", "?", ",")) or not text:
        return False
    for author in authors:
        name = [word for word in SIGNED.findall(folded(author)) if len(word) > 1]
        if len(name) > 1 and words[:1] == name[:1] and set(name) <= set(words):
            return len(words) <= 2 + MOST_BESIDE
    return False


def after_rule(blocks: Sequence[Block], first: int) -> int:
    """Return the index after the last rule, if what follows it speaks about the story."""
    rules = [n for n in range(first, len(blocks) - 1) if isinstance(blocks[n], SceneBreak)]
    for rule in rules:
        below = [words_of(block) for block in blocks[rule + 1 :]]
        words = [text for text in below if text]
        speeches = sum(isinstance(block, Speech) for block in blocks[rule + 1 :])
        if not words or len(words) > MOST_AFTER_RULE or speeches > MOST_SPEECHES:
            continue
        if counts_on(words[0], blocks[:rule]) or are_mostly_told(words):
            continue
        long = is_long_rule(blocks[rule]) and not parts_scenes(blocks, rule)
        sure = is_long_rule(blocks[rule]) and talk_weight(words[0]) == 2
        if any(is_section(text) if sure else is_story_like(text) for text in words):
            continue
        said = long or bool(kinds_of_talk(words[0], "strong"))
        little = said and len(words) <= MOST_LITTLE
        opens = talk_weight(words[0]) or is_headed(words) or long
        spoken = any(talk_weight(text) == 2 and not is_signed_address(text) for text in words)
        if (opens and spoken) or (little and talk_weight(words[0])):
            return rule + 1
    return len(blocks)


def counts_on(text: str, above: Sequence[Block]) -> bool:
    """Tell whether a line has the number after that of a line above: a section like the others.

    >>> from epubify.model import Place, Span
    >>> above = [Paragraph((Span("8. Where to write"),), Place("x", 1, 1))]
    >>> counts_on("9. How to help", above), counts_on("9 boats", above), counts_on("9. Oars", [])
    (True, False, False)
    """
    mark = mark_of(text)
    return mark is not None and any(
        before[0] == mark[0] and before[1] == mark[1] - 1
        for block in above
        if isinstance(block, Paragraph) and (before := mark_of(words_of(block)))
    )


def parts_scenes(blocks: Sequence[Block], rule: int) -> bool:
    """Tell whether a rule parts the scenes of a story: such a one does so again and again."""
    own = blocks[rule]
    marks = [set(block.mark) for block in blocks if isinstance(block, SceneBreak)]
    return isinstance(own, SceneBreak) and marks.count(set(own.mark)) > FEWEST_OF_SCENES


def is_headed(words: Sequence[str]) -> bool:
    """Tell whether a short line stands like a heading over paragraphs most of which are talk.

    >>> is_headed(["Thoughts", "My thanks to Ann for typing this in. All comments are welcome."])
    True
    """
    head, long = words[0], [text for text in words[1:] if len(text) > LONGEST_SIGNATURE]
    label = len(head) <= LONGEST_SIGNATURE and not closes_sentence(head)
    said = sum(talk_weight(text) == 2 for text in long)
    return label and not cue_kind(head, near_end=True) and bool(long) and said > len(long) / 2


def is_long_rule(block: Block) -> bool:
    """Tell whether a break is a rule over the page."""
    return isinstance(block, SceneBreak) and len(block.mark.replace(" ", "")) >= SHORTEST_RULE


@recogniser(
    takes=('"Come in," he said.', "Chapter 2"),
    spares=("Thanks to all.", '"Salt" was my first story.'),
)
def is_story_like(text: str) -> bool:
    """Tell whether words are of a story for sure: speech, a heading."""
    return (opens_speech(text) and talk_weight(text) < 2) or is_section(text)


def is_list(block: Block) -> bool:
    """Tell whether a block is short lines none of which is a sentence: names, as thanks list."""
    if not isinstance(block, Verse):
        return False
    texts = [plain(line.spans) for stanza in block.stanzas for line in stanza]
    return all(len(text) <= LONGEST_SIGNATURE and not closes_sentence(text) for text in texts)


def last_talk(blocks: Sequence[Block], first: int) -> int:
    """Return the index of the first of the paragraphs of talk that end the text.

    Above a note that is known as one, and a mere name and address, a weak sign of it is the story.
    """
    start, between, noted = len(blocks), 0, False
    for n in range(len(blocks) - 1, first - 1, -1):
        text = words_of(blocks[n])
        if isinstance(blocks[n], Note) and is_signed_off(blocks[n + 1 :]):
            start, between, noted = n, 0, True
        if not text:
            continue
        if talk_weight(text) == 2 and not is_story_like(text):
            start, between, noted = n, 0, is_signed_address(text)
            continue
        behind = start < len(blocks) and not noted
        if behind and kinds_of_talk(text, "strong") and talk_weight(text):
            start, between = n, 0
            continue
        said = behind and (talk_weight(text) or kinds_of_talk(text, "weak"))
        signed = len(text) <= LONGEST_SIGNATURE or said or is_list(blocks[n])
        between += 1
        if between > MOST_BETWEEN or is_story_like(text) or not signed:
            break
    return start


def fills_chapter(blocks: Sequence[Block], start: int) -> bool:
    """Tell whether a note would be all that stands below the heading of a chapter.

    Below a mark of its own it is a note nevertheless.
    """
    above = start
    while above > 0 and not words_of(blocks[above - 1]):
        above -= 1
        mark = blocks[above]
        if isinstance(mark, SceneBreak) and mark.kind is BreakKind.ORNAMENT:
            return False
    return above > 0 and start < len(blocks) and is_section(words_of(blocks[above - 1]))
