"""Who sent a post, and what else says that the sender is the author of what it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from epubify.matter.credits import person, says_who_helped
from epubify.matter.mail_headers import MailHeaders
from epubify.matter.people import (
    ADDRESS,
    NICKNAME,
    clean_name,
    given_first,
    is_name,
    is_whole_name,
    split_names,
)
from epubify.matter.story_talk import speaks_as_author, speaks_of_another
from epubify.matter.subject_lines import subject_title
from epubify.matter.titles import without_part
from epubify.matter.word_lists import worded
from epubify.model import Field, Place
from epubify.model.records import Record
from epubify.text.dates import date_in
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.title_words import fold_title

SENDER_IN_BRACKETS = lazy(r"\(([^()]{3,60})\)")
ACCOUNT = lazy(r"\s+(?:#\d+(?:\s+@\d+)?|(?:<[^<>@]*>\s*)?\d{4,6},\d{1,4})$")
"""Which of several accounts of one person this is: ``Ann Berg #3``."""
MEMBERSHIP = lazy(r"\s+\[[^\[\]]{1,8}\]$", needs="[")
"""To which group somebody belongs: ``Ann Berg [GA]``."""
ADDRESSED = worded(r"^@addressed@\.?\s+")
"""How a list of members addresses somebody: ``Mr R. Oak``."""
NEW_STORY = worded(r"\W*@new_story@\s*[:\])-]")
RESENT = worded(r".*\b@resent@\b")
DOTTED = lazy(r"[a-z]{2,15}(?:\.[a-z]{1,15}){1,2}")
"""A name with dots for spaces, as large firms write it: ``ann.c.berg``."""
ACCOUNT_LETTERS = lazy(r"[^\W\d_]+")
SHORTEST_FAMILY = 3
"""Letters of a family name that is found in an account; with fewer, ``Li`` is in half of them."""
FEWEST_POSTS = 2
"""Posts that make a serial; with more, stories in two parts have no author."""
TWO_NAMES = lazy(r"\W*([A-Z][\w'’-]+ [A-Z][\w'’-]+)(?=\s*(?:\W|$))")


class Credit(Record):
    """A name, and the place that tells whose it is."""

    name: str
    at: Place
    title: str | None = None
    """The title beside the name."""
    sure: bool = False
    """An archive says so of the whole file."""


def senders(mail: MailHeaders) -> list[Credit]:
    """Return the names of those who sent the posts, each once, the first first."""
    found: dict[str, Credit] = {}
    firsts: dict[str, Field] = {}
    for field in mail.get("from", []):
        firsts.setdefault(field.value, field)  # most posts of a file are sent by one
    for field in firsts.values():
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
    >>> sender_name(Field("from", "From", "ann@mail.example (ann.c.berg)", at))
    'Ann C. Berg'
    >>> sender_name(Field("from", "From", "ann@mail.example (Ann Berg, Keeper of the Lock)", at))
    'Ann Berg'
    """
    inner = SENDER_IN_BRACKETS.search(field.value)
    words = inner[1] if inner else ADDRESS.sub("", re.sub(r"<[^<>]*>", "", field.value))
    name = clean_name(words.strip(" \"'").replace("_", " "))
    name = ACCOUNT.sub("", ADDRESSED.sub("", MEMBERSHIP.sub("", name)))
    if DOTTED.fullmatch(name):
        name = " ".join(one if one[1:] else f"{one}." for one in name.split("."))
    if name.islower() and len(name.split()) > 1:
        name = name.title()
    name, comma, what = name.partition(", ")
    name = name if comma and " " in name and not is_name(what) else name + comma + what
    return name if is_name(name) and all(" " in one for one in split_names(name)) else None


def credited_sender(
    talk: Sequence[tuple[str, Place]], tail: Sequence[tuple[str, Place]], mail: MailHeaders
) -> Credit | None:
    """Return the only sender, where something else tells that the story is theirs."""
    known = senders(mail) or spelt_out(mail, tail) or full_name(mail, tail)
    known = known or beside_address(mail, tail)
    spoken = [text for text, _ in (*talk, *tail)]
    if len(known) != 1 or speaks_of_another(" ".join(spoken)):
        return None
    [sender] = known
    if any(says_who_helped(text) and sender.name in text for text in spoken):
        return None
    given, *rest = folded(sender.name).split()
    first, last = re.escape(given), re.escape(rest[-1])
    initial = rf"{re.escape(given[0])}\.\s*(?:\w\.\s*)?"
    clipped = rf"{first}\s+{re.escape(rest[-1][0])}\.(?!\w)"
    name = re.compile(rf"\b(?:(?:{first}\s+(?:\w+\.?\s+)?|{initial}){last}(?!\w)|{clipped})")
    signed = any(name.search(folded(NICKNAME.sub("", text))) for text in spoken)
    signed = signed or any(is_whole_name(text) and ends_in(text, rest[-1]) for text, _ in tail)
    signed = signed or any(folded(text).strip(" -–—~") == given for text in spoken)
    own = any(speaks_as_author(text) for text in spoken)
    return sender if signed or own or posts_serial(mail) or posts_new(mail) else None


def ends_in(text: str, family: str) -> bool:
    """Tell whether a name ends in a family name: who is Robert in a header may sign as Bob."""
    return folded(text).split()[-1] == family


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


def full_name(mail: MailHeaders, tail: Sequence[tuple[str, Place]]) -> list[Credit]:
    """Return who signs with a whole name of which the sender shows but the family name.

    It stands in an account (``anberg@mail.example``), or among those of several senders.

    >>> at = Place("x", 1, 1)
    >>> for sender in ("bo@mail.example (Berg & Oak)", "x7@mail.example (242-berg)", "berg@quay"):
    ...     field = Field("from", "From", sender, at)
    ...     print([one.name for one in full_name({"from": [field]}, [("Ann Berg", at)])])
    ['Ann Berg']
    ['Ann Berg']
    ['Ann Berg']
    """
    values = {field.value for field in mail.get("from", [])}
    shown = [m[1] for value in values if (m := SENDER_IN_BRACKETS.search(value))]
    shown += [value.partition("@")[0] for value in values if "@" in value]
    accounts = ACCOUNT_LETTERS.findall(folded(" ".join(shown)))
    if not accounts:
        return []
    signed = [Credit(text.strip(), at) for text, at in tail if person(text)]
    return [one for one in signed if _ends_account(folded(one.name).split()[-1], accounts)][:1]


def _ends_account(family: str, accounts: Sequence[str]) -> bool:
    """Tell whether a family name ends one of several accounts, or is one."""
    return len(family) >= SHORTEST_FAMILY and any(one.endswith(family) for one in accounts)


def beside_address(mail: MailHeaders, tail: Sequence[tuple[str, Place]]) -> list[Credit]:
    """Return the name that a signature has beside the address from which a post was sent.

    >>> at = Place("x", 1, 1)
    >>> field = Field("from", "From", "nb@mail.example", at)
    >>> [one.name for one in beside_address({"from": [field]}, [("Nick Berg nb@mail.example", at)])]
    ['Nick Berg']
    """
    sent = {
        address[0].strip("<>()")
        for f in mail.get("from", [])
        if (address := ADDRESS.search(f.value))
    }
    below = [*(text for text, _ in tail[1:]), ""]
    signed = [
        (match[1], f"{text} {next_text}" if not sent else text, at)
        for (text, at), next_text in zip(tail, below, strict=False)
        if (match := TWO_NAMES.match(text)) and given_first(match[1])
    ]
    if not sent and mail:  # a header without a sender: then the signature names who posted it
        return [Credit(name, at) for name, text, at in signed if ADDRESS.search(text)][:1]
    return [Credit(n, at) for n, text, at in signed if any(one in text for one in sent)][:1]


def posts_new(mail: MailHeaders) -> bool:
    """Tell whether the only sender says in the subject that the story is new.

    Who passes on what others wrote calls it a repost, or nothing.
    """
    subjects = [field.value for field in mail.get("subject", [])]
    return bool(subjects) and all(NEW_STORY.match(one) for one in subjects)


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
