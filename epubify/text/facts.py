"""What one line of text shows by itself, each thing worked out once, when needed.

The stages ask ``line.facts`` (or ``facts_of(text)`` for a paragraph of one line, an entry of a
list) by name: ``facts.form``, ``facts.core``, ``facts.columns``. A line and a paragraph that
say the same share their facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from epubify.text.heading_forms import HeadingForm, form_of_core, may_be_form
from epubify.text.heading_openings import MARKS_OF_SPEECH, may_open_heading, said_by_first
from epubify.text.lexicon import folded
from epubify.text.line_ends import (
    INNER_STOP,
    ends_sentence_or_speech,
    has_small_letters,
    how_it_ends,
    how_it_opens,
)
from epubify.text.once import once
from epubify.text.ornaments import is_ornament, is_undecorated, is_wordless, undecorated
from epubify.text.title_words import fold_title, is_shouted, is_title_case
from epubify.text.wide_signs import columns

LONGEST_SHARED = 200
"""Characters of a text whose facts are shared. Longer texts are prose and never come again;
with a larger limit they would be held in memory, with a smaller one headings between long
rules would be taken apart in each stage again."""
MOST_SHARED = 262_144
"""Texts whose facts are held at once. With fewer, the stages of a text of so many short lines would
work out everything again, each of them all; with more, a text without end would fill the memory."""
MOST_OPENINGS = 8_192
"""First words of lines whose answer is kept, about 1 MB; no novel has more."""
MOST_KEPT = 16_384
"""Texts whose facts are held when a story is read, about 8 MB at most. With more, they cost memory
long after a book is done; with fewer, the next story works out again what both say."""


class Facts:
    """What can be said of a text by itself: a line, or a paragraph of one line."""

    marked = False
    """Markup says that it is a heading."""

    def __init__(self, text: str) -> None:
        self.text = text

    @once
    def folded(self) -> str:
        """The text without case and accents, with single spaces."""
        return folded(self.text)

    @once
    def _undecorated(self) -> tuple[str, bool]:
        return undecorated(self.text)

    @property
    def core(self) -> str:
        """The text without ornament at both ends."""
        return self._undecorated[0]

    @property
    def ornamented(self) -> bool:
        """There is ornament at both ends."""
        return self._undecorated[1]

    @once
    def form(self) -> HeadingForm | None:
        """The text taken apart as a heading, None where it has no heading's form."""
        if opens_prose(self.text) or not may_be_form(self.text):
            return None
        return form_of_core(*self._undecorated)

    @once
    def title_key(self) -> str:
        """The letters and digits by which titles are compared: ornament plays no part."""
        return fold_title(self.text)

    @once
    def columns(self) -> int:
        """How many columns the text takes."""
        return columns(self.text)

    @once
    def is_ornament(self) -> bool:
        """It is only a scene-break ornament."""
        return is_ornament(self.text)

    @once
    def is_wordless(self) -> bool:
        """It says nothing: marks, or letters that draw a pattern."""
        return is_wordless(self.text)

    @once
    def is_title_case(self) -> bool:
        """All but the small words start with a capital or a digit."""
        return is_title_case(self.text)

    @once
    def is_shouted(self) -> bool:
        """All letters are capitals, and there are enough of them to say so."""
        return is_shouted(self.text)

    @once
    def has_small_letters(self) -> bool:
        """It has a small letter, so that it shows where sentences begin."""
        return has_small_letters(self.text)

    @once
    def opening(self) -> str:
        """How it begins: ``lower``, ``upper``, ``quote`` or ``other``."""
        return how_it_opens(self.text)

    @once
    def ending(self) -> str:
        """How it ends: ``open``, ``stop`` (as sentences do) or ``quote`` (as speech does)."""
        return how_it_ends(self.text)

    @once
    def is_terminal(self) -> bool:
        """It ends as sentences or speech do, whatever the order of the marks."""
        return ends_sentence_or_speech(self.text)

    @once
    def inner_stop(self) -> bool:
        """A sentence ends inside it."""
        return INNER_STOP.search(self.text) is not None


def opens_prose(text: str) -> bool:
    """Tell whether a line begins with a word that opens no heading; in doubt it does not.

    >>> opens_prose("went home"), opens_prose("Chapter 4"), opens_prose("- went home -")
    (True, False, False)
    """
    return is_undecorated(text) and not may_open_heading(text)


def formless(texts: Sequence[str]) -> list[bool]:
    """Tell of each of many texts whether it opens as no heading does; in doubt it does.

    Each first word is asked once.

    >>> formless(["went home", "Chapter 4", "- went home -", "The rain", '"One more," she said.'])
    [True, False, False, True, True]
    """
    tokens = [text.partition(" ")[0] for text in texts]
    told = {token: _is_formless(token) for token in set(tokens)}
    pairs = zip(texts, tokens, strict=True)
    return [opens_prose(text) if told[one] is None else told[one] is True for text, one in pairs]


@lru_cache(maxsize=MOST_OPENINGS)
def _is_formless(token: str) -> bool | None:
    """Tell whether no heading opens with a first word, None where the next one tells."""
    if token[:1] in MARKS_OF_SPEECH:
        return True  # it is no ornament, either
    if not is_undecorated(token):
        return False
    said = said_by_first(token)
    return None if said is None else not said


def facts_of(text: str) -> Facts:
    """Return the facts of a text; a short one that came before has those of that time.

    >>> facts_of("-= Chapter 4 =-").core, facts_of("-= Chapter 4 =-").form.number
    ('Chapter 4', 4)
    >>> facts_of("So it was.").form is None, facts_of("So it was.") is facts_of("So it was.")
    (True, True)
    """
    return _shared(text) if len(text) <= LONGEST_SHARED else Facts(text)


def forget_many() -> None:
    """Forget the facts of texts where these are many: the story that they belong to is read."""
    if _shared.cache_info().currsize > MOST_KEPT:
        _shared.cache_clear()


class HeadingFacts(Facts):
    """What can be said of a text that markup makes a heading."""

    marked = True

    @once
    def form(self) -> HeadingForm:
        """The text taken apart as a heading, whatever it says."""
        told = Facts(self.text).form or small_title(self.core)
        return told or HeadingForm("named", "chapter", None, self.core)


def small_title(core: str) -> HeadingForm | None:
    """Return the form of a heading whose title stands behind a mark in small letters.

    >>> small_title("Chapter two - of mills and men").title, small_title("of mills: two")
    ('of mills and men', None)
    """
    head, mark, title = core.partition(": ") if ": " in core else core.partition(" - ")
    form = facts_of(head).form if mark and title else None
    counted = form is not None and form.number is not None and not form.title
    return replace(form, title=title.strip()) if form and counted else None


def heading_facts(text: str) -> HeadingFacts:
    """Return the facts of a text that markup makes a heading.

    >>> heading_facts("He came, and he saw.").form.title
    'He came, and he saw.'
    """
    return HeadingFacts(text)


def runs_on(above: Facts, below: Facts) -> bool:
    """Tell whether a sentence runs on from one line to the next: no stop, and a small letter.

    >>> runs_on(facts_of("the tide clock in the hall"), facts_of("of the old house"))
    True
    """
    return above.ending == "open" and below.opening == "lower"


_shared = lru_cache(maxsize=MOST_SHARED)(Facts)
