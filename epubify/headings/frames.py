"""Headings known by what stands alike in them: a sign before all, a frame with a running number.

``=>[*: 3`` is a heading where the same sign stands before others; ``Log 1``, ``Log 2``, ``Log 3``
divide a text whatever a log is. One line alone says nothing of the kind.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import field
from msgspec.structs import replace

from epubify.headings.gaps import CountedBlocks, words_between
from epubify.model import Block, Paragraph, plain
from epubify.model.records import Record
from epubify.text.facts import facts_of
from epubify.text.heading_forms import HeadingForm, first_word, title_after
from epubify.text.heading_openings import may_open_heading
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, heading_ranks, word_set
from epubify.text.middle import median
from epubify.text.numerals import Numeral, is_range, leading_numeral
from epubify.text.ordinals import leading_ordinal
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title

LONGEST_HEAD = 60
"""Characters of what stands before a heading in its line; with more, sentences that end in a
heading word are taken for such, with fewer, the long titles of posted stories are not."""
LONGEST_FRAME = 24
"""Characters before the number of a frame; with more, sentences that count something are frames,
with fewer, ``Letter from Home 3`` is not a heading."""
LONGEST_LINE = 60
"""Characters of a line with a running number; with more, first sentences pass, with fewer, those
with a title do not."""
FEWEST_ALIKE = 2
"""Lines with the same head that make it one; with fewer, each dash before a number is a sign."""
FEWEST_RUNNING = 3
"""Lines whose numbers run on in one frame; with fewer, the first two of anything are chapters."""
SHORTEST_BODY = 40
"""Words that stand below half of the lines of a frame; with fewer, lists are chapters, with
more, the short sections of a sketch are lost."""
SIGN = lazy(r"(?P<head>[^\w\s\"'“”‘’«»(][^\w\"“«]*|['’`]\s{3,})(?=\w)")
"""A sign before a heading; quotation marks open speech, and brackets an aside."""
NO_SIGNS = '"“”‘«»(_'
"""What lines of speech, asides and stressed words begin with, of which none is such a sign."""
OWN_WORDS = lazy(rf"(?P<head>\S.{{0,{LONGEST_HEAD}}}?\s*(?:[:,|~]|--|[–—]|\s-)\s*)(?=\w)")
"""Words before a heading, with a mark between, as the title of the story in each post."""
MARK = lazy(r"(?:[:,|~]|--|[–—]|\s-)\s*\w")
"""Such a mark. Where none comes any more, words before one are searched for in vain, and slowly."""
DOTTED = lazy(
    r"(?P<chapter>\d{1,3})\.(?P<section>\d{1,3}|[a-z])"
    r"(?:\s*\((?P<aside>[^()]{1,40})\)|\s*(?:[:.]|--?|[–—])?\s+(?P<title>[^\W\d_].{0,40}[^.,;]))?"
)
"""A number within a number, and perhaps a title."""
MOST_AGAIN = 0.5
"""Share of the lines with a head whose number has a heading without it, from which they only speak
of these. With a larger one recaps divide a serial; with a smaller one the posts of a story that
change their head do not."""
Told = tuple[str, int | None, str | None]
"""Rank, number and label of a heading."""
Bare = frozenset[tuple[str, int | None]]
"""Ranks and numbers of the headings that nothing stands before."""
KEYWORD_RANKS = ("volume", "part", "chapter")
"""Ranks that a word of a heading says."""


class Frames(Record):
    """What the lines of a text have alike, and the headings that this makes of them."""

    heads: frozenset[str] = frozenset()
    """What stands before several headings of the text."""
    running: dict[int, HeadingForm] = field(default_factory=dict)
    """Index of a block → its form, for lines of one frame whose numbers run on."""

    def form_of(self, text: str) -> tuple[HeadingForm, str] | None:
        """Return the form of a line less the head that it has alike with others, and the head.

        The head begins the line: ``Linden, The Weir, Part 1`` says who said what is quoted above.
        """
        for head, form in _headed(text) if self.heads else ():
            if _key(head) in self.heads and text.startswith(head):
                return form, head
        return None


def frames_in(blocks: CountedBlocks) -> Frames:
    """Return the heads and frames that several lines of a text have alike."""
    lines = list(_lines(blocks))
    numbers: defaultdict[str, set[Told]] = defaultdict(set)
    for _, text in lines:
        for head, form in _headed(text):
            numbers[_key(head)].add((form.rank, form.number, form.label))
    bare = _told_bare(blocks)
    heads = frozenset(
        key
        for key, told in numbers.items()
        if len(told) >= FEWEST_ALIKE and not _speaks_of(told, bare)
    )
    return Frames(heads, _running(lines, blocks, bare))


def _told_bare(blocks: Sequence[Block]) -> Bare:
    """Return rank and number of the headings that nothing stands before."""
    lines = (b for b in blocks if isinstance(b, Paragraph) and b.setting.lines == 1)
    forms = (facts_of(plain(line.spans).strip()).form for line in lines)
    return frozenset((form.rank, form.number) for form in forms if form and form.number)


def _speaks_of(told: set[Told], bare: Bare) -> bool:
    """Tell whether lines with the same head speak of headings that stand by themselves.

    ``Last lines of Part 7:`` where ``Part 7`` has a line of its own.
    """
    again = sum((rank, number) in bare for rank, number, _ in told)
    return again >= max(FEWEST_RUNNING, MOST_AGAIN * len(told))


def _lines(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """Yield the blocks of one short line that have not yet the form of a numbered heading."""
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.setting.lines == 1:
            text = plain(block.spans).strip()
            if 0 < len(text) <= LONGEST_LINE + LONGEST_HEAD and _is_unknown(text):
                yield index, text


def _is_unknown(text: str) -> bool:
    return facts_of(text).form is None


# --------------------------------------------------------------------------------- heads


def _headed(text: str) -> Iterator[tuple[str, HeadingForm]]:
    """Yield what may stand before a heading in its line, with the heading's form."""
    sign = SIGN.match(text) if not (text[:1].isalnum() or text[:1] in NO_SIGNS) else None
    if sign and (form := facts_of(text[sign.end() :]).form):
        yield sign["head"], form
    for words in _own_words(text):
        form = facts_of(text[words.end() :]).form
        heads = form and (form.rank in KEYWORD_RANKS or form.rank == "named")
        if form and heads and not announces(words["head"]):
            yield words["head"], form


@recogniser(takes=("TOMORROW: ", "Next time - "), spares=("The Quay: ", "Tomorrow's Child: "))
def announces(head: str) -> bool:
    """Tell whether words before a heading say that it is yet to come."""
    return fold_title(head) in {fold_title(word) for word in word_set("announcing")}


def _own_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words before each mark in a line, those before the next from where it ends.

    >>> [words["head"] for words in _own_words("The Quay: Part 1 - Home")]
    ['The Quay: ', 'Part 1 - ']
    """
    start = 0
    while MARK.search(text, start) and (words := OWN_WORDS.search(text, start)):
        yield words
        start = words.end()


def _key(head: str) -> str:
    """Return a head as heads are compared: its words, or its signs where it has none."""
    return fold_title(head) or "".join(head.split())


def headed_form(found: tuple[HeadingForm, str], title: str) -> tuple[HeadingForm, str]:
    """Return a form, and what was taken off before it: a sign, or the title of the story.

    Other words before a heading belong to its label, for they stand nowhere else.
    """
    form, head = found
    if not fold_title(head) or fold_title(head) == fold_title(title):
        return form, head
    label = " ".join(filter(None, (head.strip(), form.label)))
    return replace(form, label=label), ""


# ------------------------------------------------------------------------------- running


class _Member(Record):
    """A framed line, and the form of the heading in it."""

    index: int
    form: HeadingForm

    @property
    def number(self) -> int:
        return self.form.number or 0


def _running(
    lines: Sequence[tuple[int, str]],
    blocks: CountedBlocks,
    bare: frozenset[tuple[str, int | None]],
) -> dict[int, HeadingForm]:
    """Return the lines of the one frame whose running numbers divide the text best.

    Those that only speak of a heading in ``bare`` have no frame: ``End of Part Two``.
    """
    families: defaultdict[str, list[_Member]] = defaultdict(list)
    if _is_counted(blocks):
        return {}
    for index, text in lines:
        for key, form in framed(text):
            rank = heading_ranks().get(key.rpartition(" ")[2])
            if rank and (rank, form.number) in bare:
                continue
            families[key].append(_Member(index, form))
    best: list[_Member] = []
    for chain in (_dotted(lines), *map(_rising, families.values())):
        if len(chain) > len(best) and _has_bodies(chain, blocks):
            best = chain
    return {member.index: member.form for member in best}


def _is_counted(blocks: Sequence[Block]) -> bool:
    """Tell whether chapters or bare numbers count a text already."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for block in blocks:
        if isinstance(block, Paragraph) and block.setting.lines == 1:
            form = facts_of(plain(block.spans).strip()).form
            if form and form.number is not None:
                numbers[form.rank].add(form.number)
    return len(numbers["chapter"]) >= FEWEST_ALIKE or numbers["numeral"].issuperset(range(1, 4))


@recogniser(
    takes=("Log 1", "c1: fog", "Night Two - The Storm", "The Third Night"),
    spares=("She was 12 when they left.", "The 3 of them", "two", "log:88-08-28"),
)
def framed(text: str) -> list[tuple[str, HeadingForm]]:
    """Return the frames that a line may have around its number, with its form as a heading.

    >>> [(key, form.number, form.title) for key, form in framed("Night Two - The Storm")]
    [('night', 2, 'The Storm')]
    >>> framed("She was 12 when they left."), framed("The Third Day")[0][0]
    ([], ' day')
    """
    if len(text) > LONGEST_LINE or text.startswith("("):
        return []
    core = facts_of(text).core.rstrip(".:")
    found = _number_after_words(core) or _number_before_words(core)
    return [found] if found else []


def _number_after_words(core: str) -> tuple[str, HeadingForm] | None:
    for match in re.finditer(r"(?<=[\s#.№-])(?=\w)|(?<=[^\W\d_])(?=\d)", core[: LONGEST_FRAME + 1]):
        rest = core[match.start() :]
        numeral_and_tail = leading_numeral(rest) if may_open_heading(rest) else None
        head = core[: match.start()]
        if not numeral_and_tail or not any(map(str.isalpha, head)):
            continue
        numeral, tail = numeral_and_tail
        title = tail.lstrip(" :.-–—|~)]").rstrip(" :.-–—|~")
        title = title if "(" in title or "[" in title else title.rstrip(")] ")
        marked = tail[:1] in ("", ":", ".", ")", "]") or tail.lstrip()[:1] in "-–—|~:("
        if not numeral.counts or not marked or title.endswith((".", ",", ";")):
            return None
        if is_range(tail):
            return None
        if title and title_after(f": {title[:1].upper()}{title[1:]}") is None:
            return None
        return _key_of(head), _form(f"{head}{numeral.text.strip()}", title, numeral)
    return None


def _number_before_words(core: str) -> tuple[str, HeadingForm] | None:
    if not may_open_heading(core):
        return None
    numeral_and_tail = leading_ordinal(core) or leading_numeral(core)
    if not numeral_and_tail or not numeral_and_tail[0].counts:
        return None
    numeral, tail = numeral_and_tail
    ordinal = numeral.style == "word" or not numeral.text.isdecimal()
    word, rest = first_word(tail.strip())
    if not (ordinal and word.isalpha() and word[:1].isupper() and not rest):
        return None
    return f" {folded(word)}", _form(core, "", numeral)


def _key_of(head: str) -> str:
    return folded(head.rstrip(" #.-№"))


def _form(label: str, title: str, numeral: Numeral) -> HeadingForm:
    return HeadingForm("chapter", "chapter", label, title or None, numeral.value, numeral.style)


def _dotted(lines: Sequence[tuple[int, str]]) -> list[_Member]:
    """Return the lines that count sections within chapters, as serials do: ``1.1``, ``1.2``.

    What stands between two numbers has a letter in their place: ``1.x (Interlude)``.
    """
    chain: list[_Member] = []
    last = (0, 0)
    counted = 0
    for index, text in lines:
        found = DOTTED.fullmatch(text)
        if not found:
            continue
        chapter, section = int(found["chapter"]), found["section"]
        here = (chapter, int(section) if section.isdecimal() else last[1])
        after = here[0] == last[0] and here[1] == last[1] + 1
        if section.isdecimal() and not (after or (here[0] == last[0] + 1 and here[1] <= 1)):
            continue
        if not section.isdecimal() and (not chain or chapter != last[0]):
            continue
        counted += section.isdecimal()
        last = here
        label, title = f"{chapter}.{section}", found["aside"] or found["title"] or ""
        numeral = Numeral(len(chain) + 1, "digits", label)
        chain.append(_Member(index, _form(label, title, numeral)))
    return chain if counted >= FEWEST_RUNNING else []


def _rising(family: Sequence[_Member]) -> list[_Member]:
    """Return the longest run of members whose numbers rise by one from a beginning."""
    best: list[_Member] = []
    ends: dict[int, list[_Member]] = {}
    for member in family:
        before = ends.get(member.number - 1, [])
        chain = [*before, member]
        if before or member.number <= 1 or member.number not in ends:
            ends[member.number] = chain
        if len(chain) > len(best):
            best = chain
    return best if len(best) >= FEWEST_RUNNING else []


def _has_bodies(chain: Sequence[_Member], blocks: CountedBlocks) -> bool:
    """Tell whether text stands below most lines of a chain: a list has none."""
    marks = [*(member.index for member in chain), len(blocks)]
    sizes = [words_between(blocks, a, b) for a, b in pairwise(marks)]
    return median(sizes) >= SHORTEST_BODY
