"""Plays, scripts and chats: lines that begin with, or are, the name of who speaks.

No single line tells a speaker from a sentence that begins with a name and a colon. A stretch
does: few names that take turns, each in the same form, before most of what is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from epubify.layout.plays import Turn, mark_play
from epubify.layout.rows import CENTRED, Row
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import table, words_pattern
from epubify.text.word_patterns import filled

LARGE = r"[^\W\d_a-zа-яё]"
NUMBER_ENDS = frozenset("0123456789IVXLC")
"""What the number of a scene ends with."""
SMALL_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюяё")
"""Letters that no name begins with."""
WORD = rf"{LARGE}[^\W_]*(?:['’][^\W_]+)*"
BETWEEN = r"(?:[&/-]+[ ]?|(?<![^\W_]{4})[.][ ]?|[ ])"
"""What stands between two words of a name; a full stop only after a short one (``Mr.``)."""
SMALL = words_pattern("speaker_particles")
NAME = rf"_?{WORD}(?:{BETWEEN}(?:{WORD}|[#№]?\d{{1,2}}|(?:{SMALL})\b)){{0,3}}[.]?_?"
ASIDE = r"(?:[ ]*[(\[<][^()\[\]<>]{1,120}[)\]>])?"
CLOCK = r"(?:[\[(]?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ ]?[AaPp]\.?[Mm]\.?)?[\])]?[ ]*-?[ ]*)?"
FORMS = {
    "colon": lazy(rf"{CLOCK}(?P<name>{NAME}){ASIDE}[ ]?:(?=\s|[\"“'‘¿¡(<]?{LARGE})"),
    "dash": lazy(rf"(?P<name>{NAME}|[^\W\d_]{{2,15}}){ASIDE}[ ]*(?:--+|—|–)[ ]*(?=[\"“'‘])"),
    "chat": lazy(rf"{CLOCK}<[ @+%~&]?(?P<name>[^\s<>]{{1,24}})>(?=\s)"),
    "stop": lazy(
        rf"(?P<name>{NAME}){ASIDE}[ ]?(?:\.[ ]?_?(?=\s+\S)|(?<=[)\]])(?=\s+[\"“«…—¿¡]?{LARGE}))"
    ),
}
"""How a name stands before what is said; the first form that fits is taken."""
NEEDED = {"colon": ":", "dash": "-—–", "chat": ">", "stop": ".)]"}
"""Signs of which one stands in every line that has the form."""
Form = tuple[str, re.Pattern[str], Sequence[str]]
"""Name and pattern of a form, and signs of which one stands in every line that has it."""
ABOVE = lazy(rf"(?P<name>{NAME}){ASIDE}[ ]?(?P<colon>:?){ASIDE}")
PLAIN = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
PROSE = lazy(rf"[\"“„«‘']|_?{PLAIN}(?: {PLAIN})*? (?!(?:{SMALL})\b)[a-z]")
"""A quotation mark, or words up to the first small one."""
SMALL_WITHIN = lazy(rf"\b{LARGE}[^\W\dA-Z_]{{1,2}}(?={LARGE}{{2}})")
"""What stands before the capitals of a name that is set in them: ``Mc``, ``La``, ``Van``."""
MOST_SPACES = 4
"""Spaces of a name above a speech that nothing in brackets stands beside: three parts at most
follow the first, and a colon. With more, lines of prose are looked at for nothing; with fewer, long
names are missed."""
LONGEST_NAME = 30
"""Characters of a name. With more, clauses before a colon are names; with fewer, names with
titles and numbers are not."""

OPENER = filled(r"(?:@stage_openers@)\b.*", partial(table, "markers"), re.IGNORECASE)
"""What the camera does: ``FADE IN:`` stands above a place, and nobody is called so."""
LABEL = filled(
    r"(?:@stage_labels@)\.?(?:\s*[#№]?\d{1,3})?", partial(table, "markers"), re.IGNORECASE
)
"""What a script says before a colon of what is seen and heard: ``CU: the lamp``."""

FEWEST_TURNS, FEWEST_OF_ONE = 6, 2
"""Turns in a stretch, and turns that at least two of the speakers take. With fewer, a list of
fields is a play; with more, short scenes in a novel are not."""
FARTHEST = 40
"""Lines between two turns of a stretch. With more, single lines of a novel add up; with fewer,
long speeches part a play."""
MOST_PART, MOST_PART_OF_WORDS = 0.35, 0.55
"""Share of the lines that may begin something which are turns: where the form says so, and where
a capital word and a full stop do, which may as well be a sentence (``Yes. …``). With smaller ones
novels are plays; with larger ones plays with many directions are prose."""


FEWEST_ALONE = 4
"""Times that a line comes which is a name and nothing else. With fewer, a refrain of a poem is
one; with more, short plays in verse have no speakers."""
MOST_DEEPER = 0.75
"""Share of names above speeches that these stand further in than. With a larger one, names in lists
of persons are speakers; with a smaller one, speakers are missed where speeches stand in at times.
"""
MOST_SHOUTED = 0.8
"""Share of turns whose name is in capitals, from which a name and a full stop are surely a turn.
With a larger one plays with small slips are prose; with a smaller one shouted sentences are
turns."""
LEAST_ALTERNATING = 0.5
"""Share of turns that change the speaker. With a larger one plays with monologues in several
paragraphs are prose; with a smaller one lists whose entries repeat a label are plays."""
MOST_IN_ORDER, OFTEN = 0.8, 3
"""Share of turns that follow the usual one before them, and turns of each on average, from which
names are labels of fields. With larger ones lists of films are plays; with smaller ones scenes of
three are lists."""


def mark_speakers(rows: Sequence[Row]) -> list[Row]:
    """Mark the turns of plays, scripts and chats, and the stretches that they make."""
    marked = list(rows)
    texts = [row.line.text for row in rows]
    perhaps = [n for n, text in enumerate(texts) if text[0] not in SMALL_LETTERS or has_dash(text)]
    forms = forms_in("\n".join([texts[n] for n in perhaps]))
    often = names_alone(texts)
    found = [turn for n in perhaps if (turn := turn_of(rows[n], n, rows, forms, often))]
    for form in dict.fromkeys(turn.form for turn in found):
        turns = [turn for turn in found if turn.form == form]
        mark_turns(marked, above_deeper(turns, rows) if form == "above" else turns)
    mark_turns(marked, known_turns(marked))
    return marked


def above_deeper(turns: Sequence[Turn], rows: Sequence[Row]) -> Sequence[Turn]:
    """Return the names above speeches without those that a list of persons has, where all others
    stand above what stands further in.
    """
    return [one for one in turns if is_deeper(one, rows)] if stand_deeper(turns, rows) else turns


def stand_deeper(turns: Sequence[Turn], rows: Sequence[Row]) -> bool:
    """Tell whether nearly all turns are names above what stands further in."""
    return sum(is_deeper(one, rows) for one in turns) >= MOST_DEEPER * len(turns)


def is_deeper(one: Turn, rows: Sequence[Row]) -> bool:
    """Tell whether a name stands above a line that stands further in."""
    above = one.form == "above" and one.index + 1 < len(rows)
    return above and rows[one.index + 1].line.indent > rows[one.index].line.indent


def names_alone(texts: Sequence[str]) -> frozenset[str]:
    """Return the lines that are a name and come again and again, none where one alone does.

    Plays in verse that somebody copied have the names of speakers so, with nothing around them.
    """
    times = Counter(text for text in texts if len(text) <= LONGEST_NAME)
    many = {text for text, count in times.items() if count >= FEWEST_ALONE}
    below = {(text, after) for text, after in pairwise(texts) if text in many}
    several = {text for text, count in Counter(text for text, _ in below).items() if count > 2}
    names = frozenset(text for text in several if text[-1].isalpha() and ABOVE.fullmatch(text))
    return names if len(names) > 1 else frozenset()


def mark_turns(marked: list[Row], turns: Sequence[Turn]) -> None:
    """Put the turns of one form into a list of lines, where enough of them stand together."""
    for stretch in stretches(turns):
        spoken = turns_of_play(stretch, marked)
        for one in spoken:
            alone = one.form == "above"
            marked[one.index].speaker, marked[one.index].alone = one.length, alone
        if spoken:
            mark_play(marked, spoken)


def known_turns(rows: Sequence[Row]) -> list[Turn]:
    """Return the turns below names that stand above speeches elsewhere, set otherwise."""
    known = {row.line.text.casefold() for row in rows if row.speaker == len(row.line.text)}
    found: list[Turn] = []
    for n, row in enumerate(rows[:-1] if len(known) > 1 else ()):
        match = ABOVE.fullmatch(row.line.text)
        if not match or match["name"].casefold() not in known or not row.gap or row.drawn:
            continue
        if not row.play and rows[n + 1].gap <= 1 and (one := turn(n, "above", match)):
            found.append(one)
    return found


def forms_in(whole: str) -> list[Form]:
    """Return the forms that lines of a text may have, each with those signs that it needs and that
    stand in the text.

    >>> [(form, signs) for form, _, signs in forms_in("Mara: He did.")]
    [('colon', [':']), ('stop', ['.'])]
    """
    found = ((form, [sign for sign in NEEDED[form] if sign in whole]) for form in FORMS)
    return [(form, FORMS[form], signs) for form, signs in found if signs]


def turn_of(
    row: Row, index: int, rows: Sequence[Row], forms: Iterable[Form], often: frozenset[str]
) -> Turn | None:
    """Return the turn that a line may begin, None for all others.

    ``forms`` are those that lines of the text may have; ``often``, names that come as lines.
    """
    text = row.line.text
    if row.alone or row.speaker or row.drawn:
        return None
    if text[0] in SMALL_LETTERS:  # no name, but perhaps a word before a dash, as in no other form
        found = FORMS["dash"].match(text) if has_dash(text) else None
        return turn(index, "dash", found) if found and found.end() < len(text) else None
    if begins_prose(text):
        return None
    whole = ABOVE.fullmatch(text) if may_stand_above(text) and row.facts.form is None else None
    above = whole and is_above(row, index, rows, colon=bool(whole["colon"]), often=text in often)
    # Below a gap and above what is said, ``DR. BERG`` is one name, not what a doctor says.
    if whole and above and row.gap and in_capitals(text):
        return turn(index, "above", whole)
    for form, pattern, needed in forms:
        found = pattern.match(text) if any(map(text.__contains__, needed)) else None
        if found and found.end() < len(text):
            return turn(index, form, found)
    if whole and above:
        return turn(index, "above", whole)
    return None


def begins_prose(text: str) -> bool:
    """Tell whether a line begins as none with a name does: with a quotation mark, or with a small
    word before any sign.

    >>> begins_prose("The rain had stopped."), begins_prose("DR. BERG"), begins_prose("Ann of Ely")
    (True, False, False)
    >>> begins_prose('"Rain."'), begins_prose("It didn't rain."), begins_prose("Ann: it rains.")
    (True, True, False)
    """
    return PROSE.match(text) is not None


def has_dash(text: str) -> bool:
    """Tell whether a dash stands in a line, of which one stands behind some names."""
    return "-" in text or "—" in text or "–" in text


def may_stand_above(text: str) -> bool:
    """Tell whether a line has no more spaces than a name with its colon, or has brackets.

    >>> may_stand_above("DR. VAN DER BERG :"), may_stand_above("He had not come home that night.")
    (True, False)
    """
    return text.count(" ") <= MOST_SPACES or any(map(text.__contains__, "([<"))


def turn(index: int, form: str, found: re.Match[str]) -> Turn | None:
    """Return a turn where the name is not too long."""
    name = found["name"].strip("_ .")
    if not name or len(name) > LONGEST_NAME or OPENER.fullmatch(name) or LABEL.fullmatch(name):
        return None
    if name[-1] in NUMBER_ENDS and " " in name and heads_chapter(name):
        return None
    return Turn(index, form, name.casefold(), found.end(), name.isupper())


def heads_chapter(name: str) -> bool:
    """Tell whether what stands before a speech is the number of a chapter or a scene.

    >>> heads_chapter("SCENE II"), heads_chapter("GUARD II")
    (True, False)
    """
    form = facts_of(name).form
    return form is not None and form.number is not None


def is_above(row: Row, index: int, rows: Sequence[Row], *, colon: bool, often: bool) -> bool:
    """Tell whether a name stands above a speech: in capitals, with a colon, in the middle, or as
    it does ``often``.
    """
    if index + 1 == len(rows) or rows[index + 1].gap > 1 + bool(row.gap) + colon:
        return False
    below = rows[index + 1].line.text
    if below.isupper() and ABOVE.fullmatch(below):
        return False
    inset = row.line.indent - edge_below(rows, index) > CENTRED
    return often or in_capitals(row.line.text) or colon or inset or row.line.indent > 2 * CENTRED


def in_capitals(text: str) -> bool:
    """Tell whether a name is set in capitals, but for the small letters that some begin with.

    >>> in_capitals("DR. BERG"), in_capitals("McKAY"), in_capitals("The Pilot")
    (True, True, False)
    """
    return SMALL_WITHIN.sub("", text).isupper()


def edge_below(rows: Sequence[Row], index: int) -> int:
    """Return where the speech below a name begins; directions stand further in."""
    below = rows[index + 1 : index + 3]
    spoken = [row for n, row in enumerate(below) if not n or not row.gap]
    return min(row.line.indent for row in spoken)


def stretches(turns: Sequence[Turn]) -> Iterator[list[Turn]]:
    """Yield the turns that stand near each other."""
    stretch: list[Turn] = []
    for one in turns:
        if stretch and one.index - stretch[-1].index > FARTHEST:
            yield stretch
            stretch = []
        stretch.append(one)
    if stretch:
        yield stretch


def turns_of_play(stretch: Sequence[Turn], rows: Sequence[Row]) -> list[Turn]:
    """Return the turns of a stretch that is a play, none where it is not."""
    form = stretch[0].form
    stretch = without_small_words(stretch, rows) if form == "above" else stretch
    names = Counter(turn.name for turn in stretch)
    own = [turn for turn in stretch if names[turn.name] >= FEWEST_OF_ONE]
    speakers = {turn.name for turn in own}
    if len(own) < FEWEST_TURNS or len(speakers) < 2:
        return []
    if len(speakers) > max(2, len(own) / 2):
        return []
    first, last = own[0].index, own[-1].index
    said = {turn.index + 1 for turn in own if turn.form == "above"}
    begins = sum(may_begin(rows, n) for n in range(first, last + 1) if n not in said)
    sure = form != "stop" or sum(turn.shouted for turn in own) > MOST_SHOUTED * len(own)
    if len(own) < (MOST_PART if sure else MOST_PART_OF_WORDS) * begins:
        return []
    alternating = sum(a.name != b.name for a, b in pairwise(stretch))
    if alternating < LEAST_ALTERNATING * (len(stretch) - 1):
        return []
    if are_fields(own, rows):
        return []
    # Who speaks but once is told by the form, where the form is sure.
    once = [t for t in stretch if t.name not in speakers and sure]
    once = [t for t in once if form in ("colon", "chat", "dash") or t.shouted]
    once = [t for t in once if first < t.index < last or hangs_below(rows, t.index)]
    return sorted(own + once, key=lambda turn: turn.index)


def without_small_words(stretch: Sequence[Turn], rows: Sequence[Row]) -> Sequence[Turn]:
    """Return turns without words that are what somebody says, as ``Come.``: they end in a full stop
    and have small letters, where nearly all names are in capitals and have neither."""
    texts = [rows[turn.index].line.text for turn in stretch]
    small = [text[-1] == "." and not in_capitals(text) for text in texts]
    if sum(map(in_capitals, texts)) <= MOST_SHOUTED * len(texts):
        return stretch
    return [turn for turn, said in zip(stretch, small, strict=True) if not said]


def are_fields(turns: Sequence[Turn], rows: Sequence[Row]) -> bool:
    """Tell whether names come in the same order again and again, as labels do and people do not.

    Names above what stands further in are people where two speak by turns, and then two others:
    labels go on to the next.
    """
    after: dict[str, Counter[str]] = {}
    for one, other in pairwise(turns):
        after.setdefault(one.name, Counter())[other.name] += 1
    usual = {name: found.most_common(1)[0] for name, found in after.items()}
    in_order = sum(times for _, times in usual.values())
    often = len(turns) >= OFTEN * len(after) > 2 * OFTEN
    if not often or in_order < MOST_IN_ORDER * (len(turns) - 1):
        return False
    to_and_fro = sum(
        times for name, (other, times) in usual.items() if usual.get(other, ("",))[0] == name
    )
    return in_order > 2 * to_and_fro or not stand_deeper(turns, rows)


def hangs_below(rows: Sequence[Row], n: int) -> bool:
    """Tell whether the line below another hangs from it."""
    below = rows[n + 1] if n + 1 < len(rows) else None
    return below is not None and not below.gap and below.line.indent > rows[n].line.indent + CENTRED


def may_begin(rows: Sequence[Row], n: int) -> bool:
    """Tell whether something may begin at a line: after a blank line, or after a sentence."""
    row = rows[n]
    hung = n and not row.gap and row.line.indent > rows[n - 1].line.indent + CENTRED
    if hung or row.facts.opening == "lower":
        return False
    return n == 0 or row.gap > 0 or rows[n - 1].facts.ending != "open"
