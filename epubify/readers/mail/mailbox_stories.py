"""The stories in a mail file: which of its messages belong together, told by subject and sender."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import parseaddr

from msgspec import Struct, field

from epubify.readers.mail.mail_messages import begins_message, value_of
from epubify.readers.mail.slices import FEWEST_WORDS, slice_in, subject_title, title_key
from epubify.text.lazy_pattern import lazy

ALIKE = 6
"""Letters with which the subjects of one story begin alike. With fewer, all that begins with an
article is one story; with more, ``Dusk 1`` and ``Dusk, part two`` are two."""
_OPENING = lazy(rb"^From \S[^\n]{0,100}\d\d:\d\d[^\n]*$", re.MULTILINE)
_NAME = lazy(rb"^(subject|from):[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE | re.MULTILINE)
_NOT_IN_NAMES = lazy(r"[\\/:*?\"<>|\x00-\x1f]+")
LONGEST_NAME = 80
"""Characters of the name that a story has in its file."""


class MailboxStory(Struct):
    """Messages of one story."""

    title: str
    key: str
    sender: str
    sliced: bool
    messages: list[bytes] = field(default_factory=list)


def stories_of(data: bytes) -> dict[str, bytes]:
    """Return the stories in a mail file by name, each a mail file; one story alone has none.

    Two stories are told apart where senders or slices show it: chapters that have titles of their
    own are no stories. What is too short for a story stays with the one before it.
    """
    stories: list[MailboxStory] = []
    for message in split_messages(data.replace(b"\r\n", b"\n")):
        place_message(message, stories)
    if len(stories) < 2:
        return {}
    names: dict[str, bytes] = {}
    for story in stories:
        title = " ".join(_NOT_IN_NAMES.sub(" ", story.title).split())
        name = title[:LONGEST_NAME].strip(" .") or "story"
        while name in names:
            name = f"{name} again"
        names[name] = b"".join(story.messages)
    return {f"{name}.mbox": text for name, text in names.items()}


def place_message(message: bytes, stories: list[MailboxStory]) -> None:
    """Put a message to the story that it belongs to, or begin one with it."""
    header = message.partition(b"\n\n")[0]
    said = {name.lower(): value_of(_text(value)) for name, value in _NAME.findall(header)}
    subject = said.get(b"subject", "")
    sender = parseaddr(said.get(b"from", ""))[1].casefold()
    key, sliced = title_key(subject), slice_in(subject) is not None
    own = next((one for one in stories if one.key == key), None)
    long = len(message.split()) >= FEWEST_WORDS
    own = own or next((one for one in stories if not is_other(one, key, sender, sliced)), None)
    if own is None and (long or not stories):
        own = MailboxStory(subject_title(subject), key, sender, sliced)
        stories.append(own)
    (own or stories[-1]).messages.append(message)


def is_other(story: MailboxStory, key: str, sender: str, sliced: bool) -> bool:
    """Tell whether a message is of another story for sure."""
    if not key or story.key[:ALIKE] == key[:ALIKE]:
        return False
    return story.sender != sender or (story.sliced and sliced)


def split_messages(data: bytes) -> Sequence[bytes]:
    """Return the messages of a mail file with the lines that open them."""
    text = data.decode("latin-1")
    starts = [
        m.start() for m in _OPENING.finditer(data) if begins_message(text, m.start(), m.end())
    ]
    if not starts or starts[0] > 0:
        return [data]
    return [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")
