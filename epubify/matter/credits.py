"""Who wrote a story, where no byline says so: a copyright line, a sentence of a note."""

from __future__ import annotations

from epubify.matter.people import LONGEST_NAME, given_first, is_name, split_names
from epubify.matter.word_lists import marker_words, worded
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser
from epubify.text.word_patterns import AS_WRITTEN

YEAR = r"(?:1[89]\d\d|20\d\d)(?:\s*[-,/]\s*(?:1[89]\d\d|20\d\d|\d\d))?"
DATE = rf"(?:{YEAR}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})"
_NAMED = r"(?P<name>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,3})"
"""Up to four words that may be a name."""
ADDRESS_BEHIND = lazy(r"\s*[(<\[]\s*[^\s()<>@]+@[^\s()<>@]+\s*[)>\]]\.?\s*$", needs="@")
"""The address of mail of a person, behind the name."""
COPYRIGHT = worded(
    rf"\W*(?:@copyright@[\s:]*){{1,3}}(?:{DATE},?)?\s*(?:@by@\s+)?(?P<name>[^\d(]{{3,80}}?)"
    rf"[\s,.]*\(?{DATE}?\)?[\s,.]*(?:@copyright@)?\W*",
    needs=("copyright",),
)
YEAR_AND_NAME = lazy(rf"[\s(©]*{YEAR},?\s+(?P<name>[^\d(:]{{3,{LONGEST_NAME}}})")
NAME_AND_YEAR = lazy(rf"(?P<name>[^\d(:]{{3,{LONGEST_NAME}}}?),?\s*\(?{YEAR}\)?")
QUOTED_BY = worded(
    r"[\"“](?P<title>[^\"“”]{2,60}?)[,.]?[\"”],?(?:\s*\([^()]{1,20}\)\s*|\s+)(?:@indefinite@\s[^.,\"]{0,40}\b@story_words@,?\s+)?@by@\s+"
    + _NAMED,
    needs=("by",),
    signs='"“',
)
RIGHTS_AND_YEAR = worded(
    r"(?<!\w)@rights_sign@\b[^.;]{0,120}?\b(?:@story_words@|@characters@),?\s+"
    r"(?P<name>[A-Z][\w'’-]*\.?(?:\s+[A-Z][\w'’-]*\.?){1,3}),?\s+\(?(?:1[89]\d\d|20\d\d)",
    AS_WRITTEN,
    needs=("rights_sign",),
)
RIGHTS_BY = worded(
    r"(?i:@rights_sign@)(?:[^.;]|(?i:@firms@)\.){0,90}?\b(?i:@story_words@)\s+@by@\s+"
    r"(?P<name>[A-Z][\w'’-]*\.?(?:\s+[A-Z][\w'’-]*\.?){1,3})",
    AS_WRITTEN,
    needs=("rights_sign",),
)
STORY_RIGHTS = worded(
    r"\b(?i:@story_words@)\s+(?:(?i:@rights_sign@)[\s,]*){1,2}(?:(?:1[89]\d\d|20\d\d),?\s+)?(?:by\s+)?"
    r"(?P<name>[A-Z][\w'’-]*\.?(?:\s+[A-Z][\w'’-]*\.?){1,2})",
    AS_WRITTEN,
    needs=("rights_sign",),
)
POSTED_FOR = worded(
    r"\b@sending@\s+(?:@this_text@\s+)?(?:@story_words@\s+)?@for@\s+"
    r"(?P<name>[A-Z][\w'’-]+\.?(?:\s+[A-Z][\w'’-]*\.?){1,2})",
    AS_WRITTEN,
    needs=("sending",),
)
"""For whom a poster sends a story: ``I'm posting this for Ann Berg``."""
AUTHOR_IS = worded(
    r"\b@author_is@\s+" + _NAMED,
    needs=("author_is",),
)
WRITTEN_BY = worded(
    r"\b@written_by@\s+" + _NAMED,
    needs=("written_by",),
)
CLAUSE_BEFORE = lazy(r"[^.,;:!?()]*$")
"""What a clause says up to a place in it."""
THE_STORY = worded(r"\s*|.*\b(?:@story_words@|@this_text@)\b.*")
"""A clause that speaks of the story at hand, or does not say what it speaks of."""
CALLED = worded(
    r"\b@story_words@\b[^.!?\"“„«]{0,60}?\b@called@,?\s*:?\s*[\"“„«_](?P<title>[^\"“”»_]{2,60})[\"“”»_]",
    needs=("called",),
)
PRESENTED = worded(
    r"(?:^|[.!?,]\s+|\b@and@\s+)(?:@presented@)[^.!?\"“„«]{0,24}[\"“„«](?P<title>[^\"“”»]{2,60}?)[,.]?[\"”»]",
    needs=("presented",),
)
"""How a note leads to its story: ``And now, I present to you, "Salt."``"""
REVIEWED = worded(
    r"\b@posted_texts@\b[^\"“]{0,120}?\b@spoiling@\b[^\"“]{0,120}?[\"“](?P<title>[^\"“”]{2,60}?)[,.;]?[\"”]",
    needs=("posted_texts",),
    signs='"“',
)
STORY_BY = worded(
    r"\b@here_is@\s+(?:\S+\s+){0,6}?@story_words@(?:\s+@is_written@)?\s+@by@\s+" + _NAMED,
    needs=("here_is",),
)
HELPED_BY = worded(
    r"\W*(?:@as@\s+)?(?:@sent_on@|@worked_on@|@helper_works@)\b[^.!?]{0,40}?\b@by@:?\s+\S[^.!?]{2,60}[.)]?"
    r"|@helpers@\s*:\s*\S[^.!?]{2,60}",
    needs=("sent_on", "worked_on", "helper_works", "helpers"),
)
"""Who did something else than write a story, on a line of its own."""
RESERVED = worded(
    r"(?P<name>[^\W\d_][^:;,!?\"“”]{2,40}?)\s+@rights_sign@(?:\s+\d{4})?[.,]?\s+@all_reserved@\W*",
    needs=("all_reserved",),
)
"""A name before the sign of its rights: ``Ann Berg © All Rights Reserved``."""
SENTENCE_BEHIND = lazy(r"(?<=[a-z]{3})\.\s")
"""Where a name ends and another sentence begins; ``Jr.`` and initials are shorter."""
QUOTED_WORK = worded(r"\b(?:@quoted_works@)\b", needs=("quoted_works",))
"""What else has title and author: words of another that a story quotes."""
POSSESSIVE = worded(
    r"(?P<name>[^\d\"“:,]{3,60}?)@possessive@\s*[\"“](?P<title>[^\"“”]{2,80})[\"”]?"
)


@recogniser(
    takes=("Copyright (C) 1990 by Ann Berg", "(c) 1987 Ann Berg", "Copyright Ann Berg 1991"),
    spares=("Copyright 1990 by Quay Pictures", "Copyright law is dull.", "He had the copyright."),
)
def name_in_copyright(text: str) -> str | None:
    """Return the name of the person who has the copyright, None for firms and other lines.

    >>> name_in_copyright("Copyright (C) 1990 by Ann Berg. All rights reserved.")
    'Ann Berg'
    >>> name_in_copyright("Copyright 1990 by Quay Pictures")
    >>> name_in_copyright("Copyright 1990 by Ann Berg <ann@mail.example>")
    'Ann Berg'
    """
    text = ADDRESS_BEHIND.sub("", text)
    if len(text) > 3 * LONGEST_NAME:
        return None
    reserved = RESERVED.fullmatch(text)
    if reserved and is_name(reserved["name"]):
        return reserved["name"]
    match = COPYRIGHT.fullmatch(text)
    return person(match["name"]) if match else None


@recogniser(
    takes=(
        "Series copyright Quay Pictures; copyright on this story, Ann Berg, 1995.",
        "SALT: A ferry story. Copyright on this story by Ann C. Berg, all rights reserved.",
    ),
    spares=("Copyright on all characters, Quay Pictures, 1995.", "The story, Ann, 1995"),
)
def name_in_rights(text: str) -> str | None:
    """Return the person whose rights in the story, with the year, a sentence of a note names.

    >>> name_in_rights("The boats are theirs; copyright on this story, Ann Berg, 1995.")
    'Ann Berg'
    >>> name_in_rights("Posted by Tom Oak -- Story (C) Ann Berg - 2:255/78.9")
    'Ann Berg'
    """
    forms = (RIGHTS_AND_YEAR, STORY_RIGHTS, RIGHTS_BY)
    matches = (match for form in forms for match in form.finditer(text))
    found = (person(match["name"]) for match in matches)
    return next((name for name in found if name and given_first(name)), None)


@recogniser(takes=("1994 Ann Berg",), spares=("1994 was wet", "12 Ann Street"))
def name_with_year(text: str) -> str | None:
    """Return the name in ``YEAR NAME`` or ``NAME YEAR``: the line of an author on a title page.

    >>> name_with_year("1994 Ann Berg"), name_with_year("1994 was wet")
    ('Ann Berg', None)
    """
    match = YEAR_AND_NAME.fullmatch(text) or NAME_AND_YEAR.fullmatch(text)
    return person(match["name"]) if match else None


@recogniser(
    takes=("Transcribed by Ann Berg.", "(as typed by Ann Berg)", "Transcriber: Ann Berg"),
    spares=("It was typed by Ann Berg", "Author: Ann Berg", "by Ann Berg"),
)
def says_who_helped(text: str) -> bool:
    """Tell whether a line says who typed, scanned or passed on a text.

    >>> says_who_helped("Typed in by: Ann Berg"), says_who_helped("Written by Ann Berg")
    (True, False)
    """
    return HELPED_BY.fullmatch(text) is not None


def person(words: str) -> str | None:
    """Return words that name a person, or several, without what stands around them."""
    name = SENTENCE_BEHIND.split(words.strip(" .,;-"), maxsplit=1)[0]
    names = split_names(name)
    if not names or not all(is_name(one) and " " in one for one in names):
        return None
    if set(folded(name).replace(".", "").split()) & set(marker_words("firms")):
        return None
    return name


@recogniser(
    takes=(
        'Here follows "The Salt Road" by Ann Berg, 9/94.',
        '"The Salt Road", a Gull Rock story, by Ann Berg, copyright 1994.',
    ),
    spares=('"Come in," by and by he said.', 'The lyrics are from "Fear" by Ann Berg.'),
)
def credit_in_sentence(text: str) -> tuple[str, str] | None:
    """Return title and name where a sentence names both.

    >>> credit_in_sentence('Here follows "The Salt Road" by Ann Berg, 9/94.')
    ('The Salt Road', 'Ann Berg')
    """
    match = QUOTED_BY.search(text) if '"' in text or "“" in text else None
    if match and QUOTED_WORK.search(text[: match.start()][-LONGEST_NAME:]):
        return None
    name = named_in_capitals(match["name"]) if match else None
    return (match["title"], name) if match and name else None


@recogniser(
    takes=(
        'Here is a story called "The Salt Road".',
        "Mein Text heißt „Der Salzweg“.",
        'And now, I present to you, "The Salt Road."',
    ),
    spares=('He called "Ann!" and went on.', 'They had a boat called "Salt".'),
)
def title_in_sentence(text: str) -> str | None:
    """Return the title where a sentence says what a story is called.

    >>> title_in_sentence('Here is a story called "The Salt Road".')
    'The Salt Road'
    """
    match = CALLED.search(text) or PRESENTED.search(text)
    return match["title"].strip(" .,") if match else None


@recogniser(
    takes=(
        'This article contains heavy spoilers for this week\'s episode, "The Salt Road".',
        'The following post is a review of "The Salt Road," which was on last night.',
    ),
    spares=(
        'This story contains spoilers for the episode "The Salt Road".',
        'In this post he wrote: "Come home." It was no review of his.',
    ),
)
def title_reviewed(text: str) -> str | None:
    """Return the title of the work on which a text warns that it says too much.

    >>> title_reviewed('This post may contain spoilers for "The Salt Road". Be warned.')
    'The Salt Road'
    """
    match = REVIEWED.search(text)
    return match["title"].strip(" .,") if match else None


@recogniser(
    takes=(
        "The author is Ann Berg. Write to her.",
        "This is a ferry story by Ann Berg.",
        "I'm posting this for Ann Berg at quay, whose mail is down.",
        "Hello all. It was written by Ann Berg.",
    ),
    spares=(
        "The author is away this week.",
        "I forget who made the others, but the first was written by Ann Berg.",
        "The story by which he is known.",
        "I'm posting this for those who missed it, and for Ann.",
    ),
)
def author_in_sentence(text: str) -> str | None:
    """Return the name in ``The author is NAME``.

    >>> author_in_sentence("The author is Ann Berg. Write to her.")
    'Ann Berg'
    """
    forms = (AUTHOR_IS, STORY_BY, POSTED_FOR)
    matches = [match for form in forms for match in form.finditer(text)]
    matches += [match for match in WRITTEN_BY.finditer(text) if _is_of_story(text, match.start())]
    for match in matches:
        if name := named_in_capitals(match["name"]):
            return name
    return None


def _is_of_story(text: str, at: int) -> bool:
    """Tell whether what a clause says before a place may be said of the story at hand."""
    before = CLAUSE_BEFORE.search(text, 0, at)
    return before is not None and THE_STORY.fullmatch(before[0]) is not None


def named_in_capitals(words: str) -> str | None:
    """Return the words of a name at the start of others: as many as begin with a capital."""
    taken = []
    for word in words.split():
        if not word[0].isupper():
            break
        taken.append(word)
        if word.endswith((".", ",")) and len(word) > 3:
            break
    sure = len(taken) > 1 or (taken and taken[0].endswith("."))
    name = " ".join(taken).strip(" .,")
    return name if name and is_name(name) and (sure or given_first(name)) else None


@recogniser(
    takes=('Anna Berg\'s "The Salt Road"',),
    spares=("Anna Berg's boat", 'It\'s "The Salt Road"'),
)
def title_of_person(text: str) -> tuple[str, str] | None:
    """Return title and name in ``NAME's "TITLE"``.

    >>> title_of_person('Anna Berg\\'s "The Salt Road"')
    ('The Salt Road', 'Anna Berg')
    """
    match = POSSESSIVE.fullmatch(text)
    name = person(match["name"]) if match else None
    return (match["title"], name) if match and name else None
