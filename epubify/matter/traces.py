"""Traces of title and author outside the title block: subjects, quoted words, senders, rights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from epubify.matter.bylines import NUMERIC_DATE, name_in_byline
from epubify.matter.credits import (
    author_in_sentence,
    credit_in_sentence,
    name_in_copyright,
    name_in_rights,
    person,
    title_in_sentence,
    title_reviewed,
)
from epubify.matter.cues import is_end_mark
from epubify.matter.footers import has_address
from epubify.matter.mail_headers import MailHeaders
from epubify.matter.people import (
    MOST_OF_NAME,
    clean_name,
    given_first,
    is_name,
    is_whole_name,
    name_weight,
    split_names,
)
from epubify.matter.senders import TWO_NAMES, Credit, credited_sender, senders
from epubify.matter.story_talk import speaks_as_author, speaks_of_another
from epubify.matter.subject_lines import authors_in_subject, subject_title, without_tags
from epubify.matter.titles import clean_title, heading_after_title, without_part
from epubify.matter.word_lists import byline_words, genres, marker_words, worded
from epubify.model import Field, Origin, OriginKind, Place
from epubify.model.records import Record
from epubify.text.dates import is_date, without_date
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title, is_title_case

CREATED = worded(
    r"(?:^\W*|\|\s*)@created@\s+@by@\s+(?P<name>[^|]{3,60}?)\s*\|?$", needs=("created",)
)
QUOTED = lazy(r"[\"“]([^\"“”]{3,60}?)[,.;:]?[\"”]")
BEHIND_SIGNED = lazy(r"[\s,|<(-]*(?:\d{1,5}\s+[A-Z]|\S+@\S)")
"""What stands behind a name in the address of a person: a house, or an address of mail."""
BEHIND_NAME = lazy(r"\s*(?:\([^()]*\)?|<[^<>]*>)?\s*")
"""What stands behind a name in a signature: what its bearer is besides, a nickname."""
ENUMERATED = lazy(r"\s*\([bd]\)\s", needs="(")
"""A choice beside that of the letter with which rights are told, too: ``(b) the captain``."""
FIRST_RIGHTS = worded(r".*?(?<!\w)(?=@rights_sign@)", needs=("rights_sign",))
TITLE_END = worded(r"\s+(?=@part_line@\b|\d+\s*(?:/|@of@))|\s*[:,;(]|\s+[-–—]+\s")
KIND_JOINT = lazy(r"[,:;/]|\s[-–—]+\s")
LONG_WORD = 6
"""Letters of a single word at the start of a subject that may be the title; with fewer, tags and
initials are, with more, short titles before their part are lost."""
NOTE_TITLE = lazy(r"([^:.!?\"“]{3,60}?)\s*(?::|\s[-–—]+)\s", needs=":-–—")
"""How a note opens with the title of its story: ``Salt Road: a tale of the ferry.``"""
FIGURES_BEHIND = lazy(r"\s*;[\s\d,./;-]*$", needs=";")
"""An account and a date behind the name of who signs, in figures."""
FEWEST_SIGNED = 2
"""Lines of a text that somebody may sign; one alone is a text by itself."""
DASHED_NAME = lazy(r"\s*[-–—]{1,3}\s*(?=[^\W\d_])", needs="-–—")
MOST_BELOW_END = 3
"""Lines at the end of a file among which an archive names the work; more only costs time."""
ARCHIVE_END = worded(
    r"\W*@archive_tails@(?:'s|’s)?\s+(?:(?:\S+\s+)?@of@\s+)?(?P<title>\S.{1,80}?),\s+@by@\s+(?P<name>\S.{2,60}?)\W*",
    needs=("archive_tails",),
)
"""``End of the Project Gutenberg EBook of TITLE, by NAME``."""
LONGEST_BEGINNING, SURE_WORDS = 120, 10
"""Characters of a text whose beginning may be the title, and letters of such a title. With more of
the first nothing is gained; with shorter titles, a first word of the story is one, with longer,
titles of two words are none."""
SHORTEST = 3
"""Letters of a title that is recognised by its traces; with fewer, any short word is one."""


class Traces(Record):
    """What the rest of a file says of its title."""

    titles: frozenset[str] = frozenset()
    """Titles that subjects and notes name, folded as titles are."""
    untitled: bool = False
    """The subjects say nothing but what kind of text was sent: then a title stands in it."""
    people: frozenset[frozenset[str]] = frozenset()
    """The words of the names of those who sent it."""
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

    def sent(self, name: str) -> bool:
        """Tell whether a name is that of a sender, in whatever order it stands.

        >>> Traces(people=frozenset({frozenset({"oak-berg", "ann"})})).sent("Ann Oak-Berg")
        True
        """
        return frozenset(folded(name).split()) in self.people

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
    people = frozenset(frozenset(folded(one.name).split()) for one in senders(mail))
    untitled = bool(subjects) and all(map(names_kind, subjects))
    return Traces(keys, untitled, people, of_chapter)


@recogniser(
    takes=("Short Story, a submission.", "A short story"), spares=("A Short Story of Salt", "Salt")
)
def names_kind(subject: str) -> bool:
    """Tell whether a subject says nothing but what kind of text was sent."""
    parts = [part.strip(" .!") for part in KIND_JOINT.split(without_tags(subject))]
    return all(
        genres().are(part) or folded(part) in marker_words("bare_subjects") for part in parts
    )


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
    for text, at in tail[-MOST_BELOW_END:]:
        if said := ARCHIVE_END.fullmatch(text):
            return Credit(clean_name(said["name"]), at, said["title"], sure=True)
    for text, at in (*talk, *tail):
        credit = credit_in_sentence(text)
        name = credit[1] if credit else author_in_sentence(text)
        if name:
            return Credit(clean_name(name), at, credit[0] if credit else None)
    signed = signed_below(talk, tail) or signed_note(talk, mail)
    if signed := signed or (None if mail else signed_with_dash(tail)):
        return signed
    listed = any(ENUMERATED.match(text) for text, _ in tail)
    for text, at in (*talk, *(() if listed else tail)):
        if name := rights_in(text):
            return Credit(clean_name(name), at)
    stacks = ((" ".join(text for text, _ in top[n : n + 3]), top[n][1]) for n in range(len(top)))
    for text, at in (*stacks, *top, *tail):
        if name := creator_in(text):
            return Credit(name, at)
    for field in mail.get("subject", []):
        if names := authors_in_subject(field.value):
            return Credit(names, field.at)
    own = not mail and not any(speaks_of_another(text) for text, _ in talk)
    return credited_sender(talk, tail, mail) or (signed_with_address(tail) if own else None)


def whole(name: str, tail: Sequence[tuple[str, Place]]) -> str:
    """Return the whole name with which somebody signs whom a note calls by the given name.

    >>> at = Place("x", 1, 1)
    >>> whole("Peter", [("-Peter M. Berg", at)]), whole("Peter Oak", [("-Peter M. Berg", at)])
    ('Peter M. Berg', 'Peter Oak')
    """
    signed = (text.strip(" -–—~") for text, _ in tail) if " " not in name else iter(())
    return next((s for s in signed if s.startswith(f"{name} ") and is_whole_name(s)), name)


def title_said(
    talk: Sequence[tuple[str, Place]],
    traces: Traces | None = None,
    top: Sequence[tuple[str, Place]] = (),
    fields: Iterable[Field] = (),
) -> tuple[str, Origin] | None:
    """Return the title that a note opens with, or that a sentence of it names, and who says so.

    ``top`` are the first lines of the text, one of which may open with it, too; of the fields of
    its header, a warning may name the work that the text is about.
    """
    for text, at in (*talk, *top) if traces else ():
        opening = NOTE_TITLE.match(text) or QUOTED.match(text)
        said = opening[1].rstrip(" ,.") if opening else ""
        if traces and (traces.name(said) or traces.name(said.partition(" ")[2])):
            return clean_title(said), Origin(OriginKind.HEADER, at.first_line)
    for text, at in talk:
        if title := title_in_sentence(text):
            return title, Origin(OriginKind.HEADER, at.first_line)
    return title_warned_of(fields, talk)


def title_warned_of(
    fields: Iterable[Field], talk: Sequence[tuple[str, Place]]
) -> tuple[str, Origin] | None:
    """Return the title of the work that a text tells too much of, as its warning says.

    What speaks about a work and has no title of its own is best known by that of the work.
    """
    warned = ((field.value, field.at) for field in fields if field.key == "warnings")
    for text, at in (*warned, *talk):
        if title := title_reviewed(text):
            return title, Origin(OriginKind.WARNING, at.first_line)
    return None


def signed_below(
    talk: Sequence[tuple[str, Place]], tail: Sequence[tuple[str, Place]]
) -> Credit | None:
    """Return who signs the story: a byline below it, or a name below the author's own note."""
    for n, (text, at) in enumerate(tail):
        name = name_in_byline(facts_of(text).core)
        ended = n > 0 and is_end_mark(tail[n - 1][0])
        signed = n == len(tail) - 1 or any(has_address(below) for below, _ in tail[n + 1 :])
        if name and (ended or (signed and person(name) and given_first(name))):
            return Credit(clean_name(name), at)
    if len(tail) > 1 and (name := work_of(facts_of(tail[-1][0]).core)):
        return Credit(clean_name(name), tail[-1][1])
    for (said, _), (text, at) in pairwise(tail):
        if folded(said).strip(" .:") in byline_words() and person(text) and is_name(text):
            return Credit(clean_name(text), at)
    if any(speaks_as_author(text) for text, _ in talk):
        for text, at in talk[1:]:
            name = text.strip(" -–—~*")
            name = name_above_address(name) or name
            if person(name) and name_weight(name) > 0:
                return Credit(clean_name(name), at)
    return None


def signed_note(talk: Sequence[tuple[str, Place]], mail: MailHeaders) -> Credit | None:
    """Return who signs the author's own note with a whole name that no list of names has.

    It stands right below what the author says, and is not the title, which a subject has.
    """
    traces = traces_of(mail, ())
    for (said, _), (text, at) in pairwise(talk):
        name = text.strip(" -–—~*")
        whole = person(name) and 1 < len(name.split()) <= MOST_OF_NAME and is_title_case(name)
        if traces.titles and whole and speaks_as_author(said) and not traces.name(name):
            return Credit(clean_name(name), at) if name_weight(name) >= 0 else None
    return None


def signed_with_address(tail: Sequence[tuple[str, Place]]) -> Credit | None:
    """Return whose name stands above an address in the signature of a post without its head.

    Who signs below somebody else wrote the text with them.

    >>> at = Place("x", 1, 1)
    >>> signature = [("Ann Berg (of the quay)", at), ("MAIL: ann@quay.example", at)]
    >>> signed = signed_with_address(signature)
    >>> signed.name if signed else None
    'Ann Berg'
    """
    found: dict[str, Place] = {}
    for n, (text, at) in enumerate(tail):
        match = TWO_NAMES.match(text)
        if match and BEHIND_NAME.fullmatch(text, match.end()):
            below = [text for text, _ in tail[n + 1 : n + 3]]
            addressed = any(map(has_address, below)) and "@" in below[0]
            if addressed and person(match[1]) and given_first(match[1]):
                found.setdefault(clean_name(match[1]), at)
    names = list(found)
    return Credit(" & ".join(names), found[names[0]]) if names else None


def signed_with_dash(tail: Sequence[tuple[str, Place]]) -> Credit | None:
    """Return who signs the last line behind a dash; a motto that ends so is in quotes."""
    if len(tail) < FEWEST_SIGNED or tail[-2][0].rstrip().endswith(('"', "”")):
        return None
    dated = is_date(tail[-1][0]) and len(tail) > FEWEST_SIGNED
    (above, _), (text, at) = tail[-3:-1] if dated else tail[-2:]
    name = dashed_name(text)
    if (
        not name
        and is_whole_name(text)
        and facts_of(above).is_terminal
        and text == text.strip(" .,")
    ):
        name = text
    return Credit(clean_name(name), at) if name else None


@recogniser(
    takes=("-- Anna Berg, June 1994", "- Anna Berg", "-Anna Berg; 71234,567; 3/18/88"),
    spares=("Anna Berg, June 1994", "-- The Salt Road", "-- Anna said so", "- Anna Berg; she left"),
)
def dashed_name(text: str) -> str | None:
    """Return the name that a line signs with, behind a dash, perhaps with an account and a date.

    >>> dashed_name("-- Anna Berg, June 1994"), dashed_name("-- she said")
    ('Anna Berg', None)
    """
    match = DASHED_NAME.match(text)
    text = FIGURES_BEHIND.sub("", text)
    name = without_date(NUMERIC_DATE.sub("", text[match.end() :])).strip(" ,.") if match else ""
    return (
        name if person(name) and given_first(name) and len(name.split()) <= MOST_OF_NAME else None
    )


def work_of(text: str) -> str | None:
    """Return the name in a byline that says what its person did: no sentence ends so.

    >>> work_of("Summary by Ann Bzowa, 1993"), work_of("by Ann Bzowa")
    ('Ann Bzowa', None)
    """
    name = name_in_byline(text)
    if not name or folded(text).split()[0] in byline_words():
        return None
    return " & ".join(split_names(name)) if person(name) else None


@recogniser(
    takes=("Anna Berg 12 Quay Road Salton 16511", "Anna Berg ann@mail.example"),
    spares=("Anna Berg went home.", "Anna 12 Quay Road"),
)
def name_above_address(text: str) -> str | None:
    """Return the name with which lines open that go on with an address.

    >>> name_above_address("Anna Berg 12 Quay Road"), name_above_address("Anna Berg is 12")
    ('Anna Berg', None)
    """
    match = TWO_NAMES.match(text)
    addressed = match and BEHIND_SIGNED.match(text[match.end() :])
    return match[1] if match and addressed and given_first(match[1]) else None


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
