"""What the contents of a book have that those of its older self had not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from epubify.model.records import Record
from epubify.render import Document
from epubify.text.lazy_pattern import lazy

NEW = "\N{BULLET} "
"""Stands before what is new in a contents list: every device has this sign."""
_OF_STORY = lazy(r"(?:.*/)?s(?P<number>\d{3,})-(?P<rest>.+)")
_TITLE = "title.xhtml"
_NOT_TEXT = ("notes.xhtml", "nav.xhtml")


class OlderContents(Record):
    """The contents of an older self of a book."""

    labels: Mapping[str, str]
    """What an entry is known by → what it is called."""
    fingerprint: str = ""

    def known(self, *, same_inputs: bool) -> frozenset[str]:
        """Return what is not new: all of it, or what was not then if the story did not change."""
        marked = {key for key, label in self.labels.items() if label.startswith(NEW)}
        return frozenset(self.labels.keys() - (marked if same_inputs else set()))


class News(Record):
    """What was added to a book."""

    stories: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()


def entry_key(href: str, identities: Sequence[str]) -> str:
    """Return what an entry is known by, in an anthology wherever in it the story stands.

    >>> entry_key("text/chapter-001.xhtml", ())
    'chapter-001.xhtml'
    >>> entry_key("text/s002-chapter-001.xhtml", ("urn:a", "urn:b"))
    'urn:b/chapter-001.xhtml'
    """
    found = _OF_STORY.fullmatch(href)
    if found and int(found["number"]) <= len(identities):
        return f"{identities[int(found['number']) - 1]}/{found['rest']}"
    return href.rpartition("/")[2]


def marked(
    documents: Iterable[Document], known: frozenset[str], identities: Sequence[str]
) -> list[Document]:
    """Return the documents, those that are not known with a mark before what they are called."""
    is_new: Callable[[Document], bool] = lambda one: (  # noqa: E731
        bool(one.label) and entry_key(one.name, identities) not in known
    )
    return [replace(one, label=f"{NEW}{one.label}") if is_new(one) else one for one in documents]


def news_of(older: OlderContents, newer: OlderContents) -> News:
    """Return the stories that were added, and the chapters of those that were there already.

    >>> before = OlderContents({"a/title.xhtml": "A", "a/chapter-001.xhtml": "One"})
    >>> more = {"a/chapter-002.xhtml": "Two", "b/title.xhtml": "B", "b/chapter-001.xhtml": "One"}
    >>> news_of(before, OlderContents({**before.labels, **more}))
    News(stories=('B',), chapters=('Two',))
    """
    stories, chapters = [], []
    there = {key.rpartition("/")[0] for key in older.labels}
    for key, label in newer.labels.items():
        story, _, file = key.rpartition("/")
        if key in older.labels or file in _NOT_TEXT:
            continue
        if file == _TITLE:
            stories.append(label.removeprefix(NEW))
        elif story in there:
            chapters.append(label.removeprefix(NEW))
    return News(tuple(stories), tuple(chapters))
