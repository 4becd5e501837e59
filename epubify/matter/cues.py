"""Cues: lines that belong to the story and are not prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from epubify.layout.speeches import in_brackets
from epubify.matter.people import is_name
from epubify.matter.word_lists import (
    end_marks,
    flashback_words,
    marker_words,
    named_ends,
    slug_pattern,
    time_pattern,
    worded,
)
from epubify.text.dates import around_date, is_date
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.log_lines import is_log_line
from epubify.text.recogniser import recogniser
from epubify.text.word_patterns import AS_WRITTEN

CUE_LENGTH = 60
"""Characters of a cue that says when or through whose eyes; with more, sentences become cues,
with fewer, dates with hours do not."""
LONGEST = 100
"""Characters of any cue; with more, paragraphs about songs become cues, with fewer, long song
titles do not."""
LONGEST_JOINT = 3
"""Characters of what stands between two dates: ``to``. With more, the line is a sentence about two
days; with fewer, ends that say from when to when are none."""
EDGES = " *_~/\\<>[](){}-=#+:.…|^\"'“”‘’"
BETWEEN_DASHES = lazy(r"[—–].*[—–]", needs="—–")
"""What stands between dashes; behind one alone, somebody speaks."""
LETTERS_APART = lazy(r"[^\W\d_](?:[\W_]+[^\W\d_]){2,11}")
INNER_DASH = lazy(r"\s*[-–—.…]{2,}\s*")
SONG = worded(r"\(\s*(.{2,50}?)\s+@by@\s+(.{2,40}?)\s*\)|[♪♫].+", AS_WRITTEN, signs="(♪♫")
VIEW = worded(
    r"\W*(?:\w[\w .'’]{0,24}(?:'s|’s|s'|s’)? @view@|@view_of@\s*[:\-]?\s*\w.{0,24}"
    r"|[A-Z][\w]{1,20}(?:'s|’s) @thoughts@\s*:?)\W*",
    needs=("view", "view_of", "thoughts"),
)
SPEAKER = lazy(r"([~(\[*<-]+)\s*([^\W\d_][\w .'’-]{1,24}?)\s*([~)\]*>-]+)", needs="~([*<-")
SENTENCE = lazy(r"(?:(?<!\.)\.|[!?])['\"’”)]*$")
SUNG = lazy(r"(//|\*|\(|#|~|♪|♫)\s*(.+?)\s*(//|\*|\)|#|~|♪|♫)", needs=("//", *"*(#~♪♫"))
FEWEST_SUNG = 2
"""Lines between the same marks that make a song; with fewer, a thought between stars is one, with
more, couplets are lost."""
FEWEST_SPEAKERS = 2
"""Names set apart alike that make a habit; with fewer, a cry between tildes is a cue, with more,
stories of two scenes lose theirs."""
CLOSING = {"(": ")", "[": "]", "<": ">"}


@recogniser(
    takes=(
        "/End of Flashback/",
        "2 months ago",
        "( Blue Rain by The Pines )",
        "THE END",
    ),
    spares=(
        "2 months ago he had left.",
        '"The end"',
    ),
    near_end=True,
)
def cue_kind(text: str, *, near_end: bool) -> str | None:
    """Return the kind of cue that a paragraph is, None for prose.

    An end mark is one only where a story or an instalment does end.

    >>> cue_kind("/End of Flashback/", near_end=False), cue_kind("2 months ago", near_end=False)
    ('flashback', 'time')
    >>> cue_kind("( Blue Rain by The Pines )", near_end=False), cue_kind("THE END", near_end=True)
    ('song', 'end')
    >>> cue_kind("2 months ago he had left.", near_end=False)
    """
    if not text or len(text) > LONGEST or text[0] in '"“':
        return None
    bare = folded(text.strip(EDGES))
    if bare in flashback_words():
        return "flashback"
    if SONG.fullmatch(text):
        return "song"
    if is_end_mark(text):
        return "end" if near_end else None
    if len(text) > CUE_LENGTH:
        return None
    return "place" if is_slug_line(text) else scene_cue(text)


@recogniser(
    takes=("INT. BOAT HOUSE - NIGHT", "12 EXT. PIER -- DAWN", "INT./EXT. CAR"),
    spares=("INTERIOR DESIGN", "Ext. 12", "INT. is short for it."),
)
def is_slug_line(text: str) -> bool:
    """Tell whether a line of a script says where and when, indoors or out."""
    return text.isupper() and slug_pattern().match(text) is not None


@recogniser(
    takes=("(SHE SITS)", "[Exit the Mate.]", "<The Mate goes>", "/ The Mate goes. /"),
    spares=("/the/ boat", "(a) and (b)", "He sat. (She did not.)", "()"),
)
def is_direction(text: str) -> bool:
    """Tell whether a paragraph is a direction of a play: all is in brackets, or slashes."""
    inside, closing = text[1:-1], text[-1:]
    if not in_brackets(text) or len(inside) < 2:
        return False
    return len(text) <= LONGEST and closing not in inside.rstrip(closing)


@recogniser(
    takes=(
        "Nina's POV",
        "That night",
    ),
    spares=(
        "Her point of view was clear.",
        "Later he slept.",
    ),
)
def scene_cue(text: str) -> str | None:
    """Return ``view`` or ``time`` for a line that says whose eyes or when."""
    sentence = SENTENCE.search(text) and facts_of(text).core == text
    if VIEW.fullmatch(text) and not sentence:
        return "view"
    if time_pattern().fullmatch(text.strip(EDGES + ",")) and (not sentence or text.endswith(".m.")):
        return "time"
    return "time" if is_log_line(text) else None


@recogniser(
    takes=(
        "~ fin ~",
        "THE END!!!",
        "* *  T h e   E n d  * *",
        "----T H E----E N D----",
        "F-I-N",
        "End of Chapter 3",
        "The end---for now",
        "... cont.",
        "END OF TEASER",
        "=====—THE END—=====",
        "(THE END: June 1999 to April 2004)",
    ),
    spares=("The end of it", "— The end.", "The end?", "He went on, cont.", "The end of June 1999"),
)
def is_end_mark(text: str) -> bool:
    """Tell whether a line says that a story or an instalment is over.

    >>> is_end_mark("~ fin ~"), is_end_mark("End of Chapter 3"), is_end_mark("The end of it")
    (True, True, False)
    """
    inner = text.strip(EDGES)
    if BETWEEN_DASHES.fullmatch(inner):
        inner = inner.strip(EDGES + "—–")
    bare = {text, text.strip(" *_~-=#"), inner, text.strip(EDGES + "!")}  # mostly all the same
    forms = set(map(folded, bare))
    if INNER_DASH.search(inner):
        forms.add(INNER_DASH.sub(" ", folded(inner)))
    if LETTERS_APART.fullmatch(inner):
        close = "".join(filter(str.isalpha, folded(inner)))
        return any(close == mark.replace(" ", "") for mark in end_marks())
    return bool(forms & end_marks()) or named_ends().are(inner) or is_dated_end(inner)


@recogniser(
    takes=("THE END: June 1999 to April 2004", "The End (May 1994"),
    spares=("The end of June 1999", "The End"),
)
def is_dated_end(text: str) -> bool:
    """Tell whether a line says that a story is over, and from when to when it was written."""
    split = around_date(text) if text[-1:].isdigit() else None
    if split is None:
        return False  # as nearly always
    mark, rest = split[0].strip(EDGES + ",;"), split[1].strip(EDGES)
    joint, _, last = rest.partition(" ")
    whole = not rest or is_date(rest) or (len(joint) <= LONGEST_JOINT and is_date(last))
    return whole and folded(mark) in end_marks()


@recogniser(
    takes=("--- THE END ---", "T H E   E N D", "=== FIN ==="),
    spares=("THE END", "~ the end ~", "--- THE SALT ROAD ---"),
)
def is_drawn_end(text: str) -> bool:
    """Tell whether an end mark is one wherever it stands: drawn as no sentence and no title is."""
    apart = LETTERS_APART.fullmatch(text.strip(EDGES)) is not None
    return (apart or (text.isupper() and facts_of(text).ornamented)) and is_end_mark(text)


@recogniser(takes=("To be continued...", "cont."), spares=("The End",))
def is_unfinished(text: str) -> bool:
    """Tell whether an end mark promises that the story goes on."""
    bare = folded(text.strip(EDGES))
    return bare.startswith(marker_words("unfinished"))


def speakers(texts: Iterable[str]) -> frozenset[str]:
    """Return the lines that name whose view comes next, set apart alike: ``~Nina~``.

    A single such line may be anything; two make a habit, and a name stands elsewhere too.
    """
    texts = list(texts)
    found: list[tuple[str, str, str]] = []
    for text in texts:
        short = len(text) <= CUE_LENGTH and facts_of(text).form is None
        match = SPEAKER.fullmatch(text) if short else None
        if (
            match
            and is_name(match[2])
            and len(match[2].split()) <= 2
            and mirrors(match[1], match[3])
        ):
            found.append((text, match[1], match[2]))
    if len(found) < FEWEST_SPEAKERS:
        return frozenset()
    alone = {text for text, _, _ in found}
    words: Counter[str] = Counter()
    for text in texts:
        if text not in alone:
            words.update(re.findall(r"[^\W\d_]+", text))
    named = [f for f in found if all(words[part] for part in re.findall(r"[^\W\d_]+", f[2]))]
    marks = Counter(mark for _, mark, _ in named)
    return frozenset(text for text, mark, _ in named if marks[mark] >= FEWEST_SPEAKERS)


def mirrors(opening: str, closing: str) -> bool:
    """Tell whether two ornaments are each other's mirror image."""
    return "".join(CLOSING.get(c, c) for c in reversed(opening)) == closing


@recogniser(
    takes=(
        "*and the tide comes in*",
        "~ low water ~",
    ),
    spares=("(He laughed at that.)",),
)
def sung(text: str) -> str | None:
    """Return the mark that a line of a song stands between, None for other lines.

    >>> sung("*and the tide comes in*"), sung("(He laughed at that.)"), sung("~ low water ~")
    ('*', None, '~')
    """
    match = SUNG.fullmatch(text) if len(text) <= CUE_LENGTH else None
    if not match or CLOSING.get(match[1], match[1]) != match[3] or match[2].endswith("."):
        return None
    return match[1] if match[1] not in match[2] and " " in match[2] else None
