"""Traces of title and author outside the title block: subjects, quoted words, senders, rights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from epubify.matter.credits import (
    author_in_sentence,
    credit_in_sentence,
    name_in_copyright,
    name_in_rights,
    person,
    title_in_sentence,
)
from epubify.matter.cues import is_end_mark
from epubify.matter.mail_headers import MailHeaders
from epubify.matter.opening import name_in_byline
from epubify.matter.people import (
    ADDRESS,
    NICKNAME,
    clean_name,
    given_first,
    is_name,
    name_weight,
    split_names,
)
from epubify.matter.posting import authors_in_subject, subject_title, without_tags
from epubify.matter.story_talk import speaks_as_author, speaks_of_another
from epubify.matter.titles import clean_title, heading_after_title, without_part
from epubify.matter.word_lists import byline_words, worded
from epubify.model import Field, Place
from epubify.text.dates import date_in
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.title_words import fold_title

CREATED = worded(r"(?:^\W*|\|\s*)@created@\s+@by@\s+(?P<name>[^|]{3,60}?)\s*\|?$")
QUOTED = lazy(r"[\"“]([^\"“”]{3,60}?)[,.;:]?[\"”]")
SENDER_IN_BRACKETS = lazy(r"\(([^()]{3,60})\)")
TWO_NAMES = lazy(r"\W*([A-Z][\w'’-]+ [A-Z][\w'’-]+)(?=\s*(?:\W|$))")
ACCOUNT = lazy(r"\s+#\d+$")
"""Which of several accounts of one person this is: ``Ann Berg #3``."""
ADDRESSED = worded(r"^@addressed@\.?\s+")
"""How a list of members addresses somebody: ``Mr R. Oak``."""
FIRST_RIGHTS = worded(r".*?(?<!\w)(?=@rights_sign@)")
TITLE_END = worded(r"\s+(?=@part_line@\b|\d+\s*(?:/|@of@))|\s*[:,;(]|\s+[-–—]+\s")
LONG_WORD = 6
"""Letters of a single word at the start of a subject that may be the title; with fewer, tags and
initials are, with more, short titles before their part are lost."""
NOTE_TITLE = lazy(r"([^:.!?\"“]{3,60}?)\s*(?::|\s[-–—]+)\s")
"""How a note opens with the title of its story: ``Salt Road: a tale of the ferry.``"""
RESENT = worded(r".*\b@resent@\b")
FEWEST_POSTS = 2
"""Posts that make a serial; with more, stories in two parts have no author."""
LONGEST_BEGINNING, SURE_WORDS = 120, 10
"""Characters of a text whose beginning may be the title, and letters of such a title. With more of
the first nothing is gained; with shorter titles, a first word of the story is one, with longer,
titles of two words are none."""
SHORTEST = 3
"""Letters of a title that is recognised by its traces; with fewer, any short word is one."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A name, and the place that tells whose it is."""

    name: str
    at: Place
    title: str | None = None
    """The title beside the name."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What the rest of a file says of its title."""

    titles: frozenset[str] = frozenset()
    """Titles that subjects and notes name, folded as titles are."""
    of_chapter: bool = False
    """A subject names a chapter beside the title: another line on top is that chapter's title."""

    def name(self, text: str) -> bool:
        """Tell whether a line is a title that stands elsewhere too, perhaps with its part.

        >>> Traces(frozenset({"saltroad"})).name("THE SALT ROAD"), Traces().name("Salt Road")
        (False, False)
        >>> Traces(frozenset({fold_title("Salt Road")})).name('"Salt Road," part 2')
        True
        """
        key = fold_title(clean_title(without_part(text)[0]).strip(" \"“”'.,:;"))
        return len(key) >= SHORTEST and key in self.titles

    def opens(self, text: str) -> bool:
        """Tell whether a line begins with a title that stands elsewhere, and a colon behind it.

        >>> Traces(frozenset({fold_title("Salt 2")})).opens("Salt 2:   The Long Ebb.")
        True
        """
        head, colon, rest = text.partition(":")
        return bool(colon and rest.strip()) and len(head) >= LONG_WORD and self.name(head)

    def begin(self, text: str) -> bool:
        """Tell whether a text begins with a title that stands elsewhere, of several words.

        >>> Traces(frozenset({fold_title("The Salt Road")})).begin("The Salt Road-a tale in parts")
        True
        """
        key = fold_title(text[:LONGEST_BEGINNING])
        return any(len(one) >= SURE_WORDS and key.startswith(one) for one in self.titles)


def traces_of(mail: MailHeaders, talk: Iterable[str]) -> Traces:
    """Return the traces in subjects and in what is said about the story."""
    subjects = [field.value for field in mail.get("subject", [])]
    said = [subject_title(subject)[0] for subject in subjects]
    of_chapter = any(names_chapter(one, title) for one, title in zip(subjects, said, strict=True))
    said += [words for text in talk for words in QUOTED.findall(text)]
    said += [one for subject in subjects for one in beginnings(subject)]
    keys = frozenset(fold_title(title.strip(" .,:;")) for title in said) - {""}
    return Traces(keys, of_chapter)


def beginnings(subject: str) -> Iterator[str]:
    """Yield what a subject says before a part or a sign that may end its title.

    >>> list(beginnings('NEW: SALT ROAD PART 1: "The Ferry"'))
    ['SALT ROAD', 'SALT ROAD PART 1']
    """
    text = without_tags(subject)
    for mark in TITLE_END.finditer(text):
        words = text[: mark.start()].strip()
        if len(words.split()) > 1 or len(words) >= LONG_WORD:
            yield words


def names_chapter(subject: str, title: str) -> bool:
    """Tell whether a subject goes on with a chapter after the title.

    >>> names_chapter("Salt : Chapter 1", "Salt"), names_chapter("Salt (1/5)", "Salt")
    (True, False)
    """
    found = heading_after_title(facts_of(subject), title)
    return found is not None and found[0].rank == "chapter"


def senders(mail: MailHeaders) -> list[Credit]:
    """Return the names of those who sent the posts, each once, the first first."""
    found: dict[str, Credit] = {}
    for field in mail.get("from", []):
        name = sender_name(field)
        if name:
            found.setdefault(folded(name), Credit(name, field.at))
    return list(found.values())


def sender_name(field: Field) -> str | None:
    """Return the name in a header ``From``, None for a bare address.

    >>> at = Place("x", 1, 1)
    >>> sender_name(Field("from", "From", "ann@mail.example (Ann Berg)", at))
    'Ann Berg'
    >>> sender_name(Field("from", "From", '"Ann Berg" <ann@mail.example>', at))
    'Ann Berg'
    >>> sender_name(Field("from", "From", "ann@mail.example", at))
    >>> sender_name(Field("from", "From", "ann@mail.example (ANN_BERG)", at))
    'Ann Berg'
    """
    inner = SENDER_IN_BRACKETS.search(field.value)
    words = inner[1] if inner else ADDRESS.sub("", re.sub(r"<[^<>]*>", "", field.value))
    name = clean_name(words.strip(" \"'").replace("_", " "))
    name = ACCOUNT.sub("", ADDRESSED.sub("", name))
    if name.islower() and len(name.split()) > 1:
        name = name.title()
    return name if is_name(name) and all(" " in one for one in split_names(name)) else None


def credit_of(
    talk: Sequence[tuple[str, Place]],
    tail: Sequence[tuple[str, Place]],
    mail: MailHeaders,
    top: Sequence[tuple[str, Place]] = (),
) -> Credit | None:
    """Return the author whom notes, rights or a second trace of the sender name, None for none.

    A sentence that names the author is sure; a sender is the author only where the note is
    in the author's own voice, or the name stands below the story or under its rights. ``top`` are
    the first lines of the text, which may say who created it, one name a line.
    """
    for text, at in (*talk, *tail):
        credit = credit_in_sentence(text)
        name = credit[1] if credit else author_in_sentence(text)
        if name:
            return Credit(clean_name(name), at, credit[0] if credit else None)
    if signed := signed_below(talk, tail):
        return signed
    for text, at in (*talk, *tail):
        if name := rights_in(text):
            return Credit(clean_name(name), at)
    stacks = ((" ".join(text for text, _ in top[n : n + 3]), top[n][1]) for n in range(len(top)))
    for text, at in (*stacks, *top, *tail):
        if name := creator_in(text):
            return Credit(name, at)
    for field in mail.get("subject", []):
        if names := authors_in_subject(field.value):
            return Credit(names, field.at)
    return credited_sender(talk, tail, mail)


def title_said(
    talk: Sequence[tuple[str, Place]],
    traces: Traces | None = None,
    top: Sequence[tuple[str, Place]] = (),
) -> tuple[str, Place] | None:
    """Return the title that a note opens with, or that a sentence of it names, and where.

    ``top`` are the first lines of the text, one of which may open with it, too.
    """
    for text, at in (*talk, *top) if traces else ():
        opening = NOTE_TITLE.match(text) or QUOTED.match(text)
        said = opening[1].rstrip(" ,.") if opening else ""
        if traces and (traces.name(said) or traces.name(said.partition(" ")[2])):
            return clean_title(said), at
    return next(((title, at) for text, at in talk if (title := title_in_sentence(text))), None)


def signed_below(
    talk: Sequence[tuple[str, Place]], tail: Sequence[tuple[str, Place]]
) -> Credit | None:
    """Return who signs the story: a byline below it, or a name below the author's own note."""
    for n, (text, at) in enumerate(tail):
        name = name_in_byline(facts_of(text).core)
        ended = n > 0 and is_end_mark(tail[n - 1][0])
        if name and (ended or (n == len(tail) - 1 and person(name) and given_first(name))):
            return Credit(clean_name(name), at)
    for (said, _), (text, at) in pairwise(tail):
        if folded(said).strip(" .:") in byline_words() and person(text) and is_name(text):
            return Credit(clean_name(text), at)
    if any(speaks_as_author(text) for text, _ in talk):
        for text, at in talk[1:]:
            name = text.strip(" -–—~*")
            if person(name) and name_weight(name) > 0:
                return Credit(clean_name(name), at)
    return None


def creator_in(text: str) -> str | None:
    """Return whom a line of a signature names as those who created the story.

    It stands at the beginning, or in a column of its own; what a story is based on was created by
    others.

    >>> creator_in("Gull    |   Created by Ann Berg and Tom Oak")
    'Ann Berg and Tom Oak'
    >>> creator_in("Based on boats created by Ann Berg")
    """
    match = CREATED.search(text)
    return person(match["name"]) if match else None


def rights_in(text: str) -> str | None:
    """Return the person who has the rights, as a paragraph or its first sentence says.

    >>> rights_in("(c) 1993 by Ann Berg"), rights_in("The names are (c) Quay Pictures.")
    ('Ann Berg', None)
    """
    sentences = [text, *re.split(r"(?<=\w\w[.!?])\s+", text)]
    whole = (name_in_copyright(one) for one in sentences)
    found = next((name for name in whole if name), None)
    if found:
        return found
    start = FIRST_RIGHTS.match(sentences[1])
    behind = name_in_copyright(sentences[1][start.end() :]) if start else None
    return behind or name_in_rights(text)


def credited_sender(
    talk: Sequence[tuple[str, Place]], tail: Sequence[tuple[str, Place]], mail: MailHeaders
) -> Credit | None:
    """Return the only sender, where something else tells that the story is theirs."""
    known = senders(mail) or spelt_out(mail, tail)
    spoken = [text for text, _ in (*talk, *tail)]
    if len(known) != 1 or speaks_of_another(" ".join(spoken)):
        return None
    [sender] = known
    given, *rest = folded(sender.name).split()
    first, last = re.escape(given), re.escape(rest[-1])
    initial = rf"{re.escape(given[0])}\.\s*(?:\w\.\s*)?"
    name = re.compile(rf"\b(?:{first}\s+(?:\w+\.?\s+)?|{initial}){last}(?!\w)")
    signed = any(name.search(folded(NICKNAME.sub("", text))) for text in spoken)
    signed = signed or any(folded(text).strip(" -–—~") == given for text in spoken)
    own = any(speaks_as_author(text) for text in spoken)
    return sender if signed or own or posts_serial(mail) else None


def spelt_out(mail: MailHeaders, tail: Sequence[tuple[str, Place]]) -> list[Credit]:
    """Return the name that a signature spells out of which the sender's handle is made.

    >>> at = Place("x", 1, 1)
    >>> field = Field("from", "From", "nb@mail.example (NickoBerg)", at)
    >>> [one.name for one in spelt_out({"from": [field]}, [("Nicko Berg   | Quay", at)])]
    ['Nicko Berg']
    """
    handles = {
        folded(match[1])
        for field in mail.get("from", [])
        if (match := SENDER_IN_BRACKETS.search(field.value)) and " " not in match[1]
    }
    found = ((match[1], at) for text, at in tail if (match := TWO_NAMES.match(text)))
    return [Credit(name, at) for name, at in found if folded(name).replace(" ", "") in handles][:1]


def posts_serial(mail: MailHeaders) -> bool:
    """Tell whether the only sender posted one story in instalments, on several days.

    Who passes on what others wrote sends all of it at once, and mostly says so.
    """
    subjects = [field.value for field in mail.get("subject", [])]
    if any(RESENT.match(subject) for subject in subjects):
        return False
    titles = {fold_title(without_part(subject_title(subject)[0])[0]) for subject in subjects}
    days = {date_in(field.value) for field in mail.get("date", [])}
    return len(subjects) >= FEWEST_POSTS and len(titles) < len(subjects) and len(days) > 1
