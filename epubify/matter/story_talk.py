"""Talk about a story: what authors and posters write before and after it, recognised by its words.

No single word says it: a story may speak of thanks, of letters and of stories. But rights,
comments, readers, postings and thanks together are seldom met in one paragraph of prose.
"""

from __future__ import annotations

from functools import cache, lru_cache

from epubify.matter.credits import name_in_copyright
from epubify.matter.word_lists import worded
from epubify.text.apostrophes import typewritten
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import table
from epubify.text.phrases import Phrases
from epubify.text.recogniser import recogniser
from epubify.text.word_patterns import AS_WRITTEN

LONGEST = 4_000
"""Characters of a paragraph that is looked at; more costs time, with fewer, the thanks at the
end of a long note are not seen."""
SHORT = 60
"""Characters of a paragraph in which one kind of talk is enough; with more, sentences of the story
are talk, with fewer, a lone line of thanks is none."""
SHORTEST_TOLD, FEWEST_SPEECHES = 400, 6
"""Characters of a stretch with speeches, and their number, that make it the story whatever words
stand in it; with more, first scenes are notes, with fewer, notes that quote readers are story."""
SPEECHES = lazy(r"[,.!?-][\"”](?=\s|$)")
"""How a speech ends; a title in quotes ends without a sign."""
QUOTED = lazy(r"\"[^\"]{20,}\"|“[^”]{20,}”|!\[[^]\n]*\]\([^)\s]*\)")
"""What is not said in a paragraph itself: what it quotes at length, and a picture's address."""
LONGEST_NOTICE = 200
"""Characters of a paragraph that may be a notice for one word of rights; with more, the first words
of a story told by a lawyer are one, with fewer, notices in two sentences are not."""
NOTICE = worded(r"\W*@notice_opens@\b", AS_WRITTEN)
SPEECH = lazy(r"[\"“«„‘]|'(?![a-z])")


TITLE_QUOTED = worded(
    r"[\"“‘«„']\w[^\"”’»“.!?,]{1,60}[\"”’»“'],?\s+@after_quoted_title@\b", AS_WRITTEN
)
"""A title, and not speech, at the start of a paragraph."""


MOST_KEPT = 1_024
"""Paragraphs of which it is kept how they speak, about 1 MB: the top of a text is weighed in
several passes, and the notices of a file of posts are the same in each."""


@cache
def talk_patterns(group: str) -> dict[str, Phrases]:
    """Return the kinds of talk in a group of ``data/matter.toml``, each with its phrases."""
    kinds = table("matter")["talk"][group]
    return {kind: Phrases(patterns) for kind, patterns in kinds.items()}


@lru_cache(maxsize=MOST_KEPT)
def kinds_of_talk(text: str, group: str) -> int:
    """Return how many kinds of talk a paragraph holds; what it quotes at length does not count."""
    bare = typewritten(QUOTED.sub(" ", text[:LONGEST]))
    low = bare.casefold()
    return sum(phrases.stand_in(bare, low) for phrases in talk_patterns(group).values())


@recogniser(
    takes=(
        "This is my second story about the ferry. Comments to ann@mail.example. Happy reading!",
        "Copyright (C) 1991 by Ann Berg. All rights reserved.",
        "Hi all, here is another of my short stories.",
        "And away we go......",
    ),
    spares=(
        "Away we go to the ford.",
        "I thanked my mother, and she told me the story of the ferry.",
        "He had his letters in his hand.",
        '"No comments, please," she said.',
    ),
)
def is_talk(text: str) -> bool:
    """Tell whether a paragraph speaks about the story and not in it.

    >>> is_talk("Hi all, here is another of my short stories."), is_talk("I told my story.")
    (True, False)
    """
    return talk_weight(text) >= 2


@lru_cache(maxsize=MOST_KEPT)
def talk_weight(text: str) -> int:
    """Return how surely a paragraph speaks about the story: 2 is sure, 1 may be, 0 is prose.

    >>> talk_weight("The rain had stopped, and I was glad."), talk_weight("My thanks to Ann.")
    (0, 2)
    """
    if name_in_copyright(text):
        return 2
    if is_told(text):
        return 0
    strong, weak = kinds_of_talk(text, "strong"), kinds_of_talk(text, "weak")
    if (not strong and weak < 2) or (strong < 2 and opens_speech(text)):
        return 0
    return 2 if strong and (strong + weak >= 2 or len(text) < SHORT or is_notice(text)) else 1


@recogniser(
    takes=(
        "This is not meant to infringe on anybody's rights, and so on, and so forth.",
        '"Low Water"  Copyright 1992 Quay Productions, Inc.',
    ),
    spares=("He had the copyright of every chart of the quay, and of the tides, and he sang.",),
)
def is_notice(text: str) -> bool:
    """Tell whether a short paragraph opens as notices do, and speaks of rights or permission."""
    if len(text) > LONGEST_NOTICE or not (NOTICE.match(text) or TITLE_QUOTED.match(text)):
        return False
    low = text.casefold()
    kinds = talk_patterns("strong")
    return any(kinds[kind].stand_in(text, low) for kind in ("rights", "owners", "permission"))


@recogniser(
    takes=(9 * '"Who is it?" she asked, and nobody said a word to her. ',), spares=('"No."',)
)
def is_told(text: str) -> bool:
    """Tell whether a long stretch of text has speeches again and again, as only a story has.

    Where paragraphs are told by their indents, no blank line ends a stretch.
    """
    return len(text) > SHORTEST_TOLD and len(SPEECHES.findall(text)) >= FEWEST_SPEECHES


@recogniser(takes=('"Come in," he said.',), spares=('"Salt" is my first story.', "'course it is."))
def opens_speech(text: str) -> bool:
    """Tell whether a paragraph begins with speech, and not with the title of a story.

    >>> opens_speech('"Come in," he said.'), opens_speech('"Salt" is my first story.')
    (True, False)
    """
    if not SPEECH.match(text):
        return False
    return not TITLE_QUOTED.match(text)


@recogniser(
    takes=("Here is my first story. I hope you like it.",),
    spares=("I am not the author of this story.",),
)
def speaks_as_author(text: str) -> bool:
    """Tell whether who writes a note says that the story is theirs.

    >>> speaks_as_author("My first story."), speaks_as_author("Not my story; I only repost it.")
    (True, False)
    """
    return talk_patterns("author")["own"].stand_in(text) and not speaks_of_another(text)


@recogniser(
    takes=("I am not the author of this story.",), spares=("Here is my first story. Enjoy!",)
)
def speaks_of_another(text: str) -> bool:
    """Tell whether who writes a note says that the story is somebody else's.

    Who posts a story again may have written it, if they say so.

    >>> speaks_of_another("A repost."), speaks_of_another("I reposted it. I've finished the story.")
    (True, False)
    """
    own, other, again = (talk_patterns("author")[kind] for kind in ("own", "other", "again"))
    return other.stand_in(text) or (again.stand_in(text) and not own.stand_in(text))
