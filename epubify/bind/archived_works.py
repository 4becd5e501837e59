"""Whether the files of an archive are the parts of one story, or stories of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, table

FEWEST_STORIES = 3
"""Files of an archive that are stories; with fewer, a story with its sequel is a collection."""
_WORD = lazy(r"[^\W\d_]+")


def are_stories(archive: str, entries: Sequence[str]) -> bool:
    """Tell whether the files of an archive are stories: names say so, and none is a chapter's.

    The name is that of the archive, or of a folder that holds all of them.

    >>> are_stories("old.zip", ["stories/1.txt", "stories/2.txt", "stories/3.txt"])
    True
    >>> are_stories("tales.zip", ["chapter 1.txt", "chapter 2.txt", "chapter 3.txt"])
    False
    """
    stems = [PurePosixPath(entry).stem.replace("_", " ") for entry in entries]
    folders = [frozenset(PurePosixPath(entry).parts[:-1]) for entry in entries]
    common = frozenset.intersection(*folders) if folders else frozenset()
    words = {folded(w) for name in (archive, *common) for w in _WORD.findall(name)}
    works = {folded(word) for word in table("documents")["archives"]["works"].split()}
    if len(entries) < FEWEST_STORIES or not words & works:
        return False
    forms = (facts_of(stem).form for stem in stems)
    return not any(form is not None and form.rank != "numeral" for form in forms)
