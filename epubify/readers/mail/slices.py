"""Messages that are slices of one story, ``(3/7)``: put in order, doubles told, gaps named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.utils import parseaddr

from epubify.model import Place
from epubify.model.records import Record
from epubify.readers.mail.mail_messages import MailMessage
from epubify.report import Report
from epubify.text.lazy_pattern import lazy

_SLICE = lazy(r"(\d{1,3})\s*(?:/|\bof\b)\s*(\d{1,3})", re.IGNORECASE)
_REPLY = lazy(r"\s*(?:re|aw|sv|antw|rép|odp)(?:\[\d+\])?\s*:", re.IGNORECASE)
_QUOTED = lazy(r"^[ \t]*>.*$", re.MULTILINE)
_LABELS = lazy(r"^(?:\s*(?:re|fwd?|aw|wg)\s*:)+|\[[^\]]*\]|\([^)]*\)", re.IGNORECASE)
FEWEST_WORDS = 100
"""Words of a message that tells a story of its own. With fewer, replies are stories, with more,
short ones are none."""


class PlacedMessage(Record):
    """A message in its place, and why it is no part of the story, if it is none."""

    message: MailMessage
    again: bool = False
    """Another before it says the same."""
    reply: bool = False
    """A reader answers in it what another has posted."""


class Slice(Record):
    """What the subject of a message says it is."""

    title: str
    number: int
    total: int


def slice_of(message: MailMessage) -> Slice | None:
    """Return which slice of what a message is, None where its subject says nothing of it."""
    return slice_in(message.field("subject"))


def slice_in(subject: str) -> Slice | None:
    """Return which slice of what a subject names.

    >>> slice_in("Re: The Salt Road (2/5)"), slice_in("The Salt Road")
    (Slice(title='thesaltroad', number=2, total=5), None)
    """
    found = _SLICE.search(subject)
    return Slice(title_key(subject), int(found[1]), int(found[2])) if found else None


def title_key(subject: str) -> str:
    """Return the letters of a subject without its marks, its labels and its number.

    >>> title_key("Re: [FIC] The Salt Road (2/5)"), title_key("THE SALT ROAD 3 of 5")
    ('thesaltroad', 'thesaltroad')
    """
    bare = _SLICE.sub("", _LABELS.sub("", subject)).casefold()
    return "".join(char for char in bare if char.isalpha())


def subject_title(subject: str) -> str:
    """Return the title that a subject names.

    >>> subject_title("Re: [FIC] The Salt Road (2/5)")
    'The Salt Road'
    """
    return " ".join(_SLICE.sub("", _LABELS.sub("", subject)).split()).strip(" ,-:()")


def in_order(messages: Sequence[MailMessage], source: str, report: Report) -> list[PlacedMessage]:
    """Return messages with the slices of each story in their order, from where its first stands.

    A slice that is there twice with the same words stays behind the first of them.
    """
    slices = [slice_of(message) for message in messages]
    order: list[int] = []
    for n, one in enumerate(slices):
        if one is None:
            order.append(n)
        elif n not in order:
            alike = [m for m, other in enumerate(slices) if other and other.title == one.title]
            order += sorted(alike, key=lambda m: (slices[m].number, m))  # type: ignore[union-attr]
    if order != sorted(order):
        report.find("M043", "slices of a posting stood in another order", Place(source, 1, 1))
    tell_missing([one for one in slices if one], source, report)
    tell_several(messages, source, report)
    seen: set[tuple[str, ...]] = set()
    replies = {id(message) for message in replies_in(messages)}
    placed = []
    for n in order:
        words = tuple(messages[n].words)
        again = bool(words) and words in seen
        placed.append(PlacedMessage(messages[n], again, id(messages[n]) in replies))
        seen.add(words)
    return placed


def replies_in(messages: Sequence[MailMessage]) -> Iterator[MailMessage]:
    """Yield the messages in which readers answer what others have posted.

    Their subject says so, no long message is theirs, and beside what they quote they are too short
    for a part of the story.
    """
    posted = [one for one in messages if not _REPLY.match(one.field("subject"))]
    tellers = {sender_of(one) for one in posted if len(one.words) >= FEWEST_WORDS}
    same = {title_key(one.field("subject")): sender_of(one) for one in reversed(posted)}
    for message in messages:
        subject, sender = message.field("subject"), sender_of(message)
        if _REPLY.match(subject) and sender:
            own = " ".join(_QUOTED.sub("", part) for part in message.parts if isinstance(part, str))
            answered = same.get(title_key(subject), sender) != sender
            other = bool(tellers) and sender not in tellers and own not in message.parts
            if (answered or other) and len(own.split()) < FEWEST_WORDS:
                yield message


def sender_of(message: MailMessage) -> str:
    """Return the address that a message comes from."""
    return parseaddr(message.field("from"))[1].casefold()


def tell_missing(slices: Sequence[Slice], source: str, report: Report) -> None:
    """Report the slices that are not there."""
    for title in dict.fromkeys(one.title for one in slices):
        own = [one for one in slices if one.title == title]
        there = {one.number for one in own}
        total = max(one.total for one in own)
        lacking = [n for n in range(1, total + 1) if n not in there]
        if lacking and len(own) > 1:
            named = ", ".join(map(str, lacking))
            report.find("M044", f"no slice {named} of {total}", Place(source, 1, 1))


def tell_several(messages: Sequence[MailMessage], source: str, report: Report) -> None:
    """Report that the messages hold several stories, which become one book."""
    titles: dict[str, str] = {}
    for message in messages:
        subject = message.field("subject")
        if (key := title_key(subject)) and len(message.words) >= FEWEST_WORDS:
            titles.setdefault(key, subject_title(subject))
    if len(titles) > 1:
        named = ", ".join(f"“{title}”" for title in titles.values())
        report.find("M045", f"{len(titles)} stories in one file: {named}", Place(source, 1, 1))
