"""What the passes that decide about headings go by, and what a pass is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import chain

from epubify.headings.candidate import Candidate, Candidates
from epubify.headings.entries import entries_in
from epubify.headings.frames import Frames, frames_in
from epubify.headings.gaps import CountedBlocks
from epubify.headings.lists_below import lists_below_headings
from epubify.headings.note_pairs import head_of_notes
from epubify.headings.title_list import TitleList
from epubify.headings.wishes import Wishes
from epubify.model import Manuscript
from epubify.model.records import Record
from epubify.options import Options
from epubify.text.heading_forms import HeadingForm
from epubify.text.title_words import fold_title


class Evidence(Record):
    """The text around the candidates, and what is known of the headings beforehand."""

    blocks: CountedBlocks
    titles: TitleList
    wishes: Wishes
    names: frozenset[str]
    """The authors and the title of the story, as titles are compared."""
    frames: Frames
    """What the headings of the text have alike."""
    entries: dict[int, HeadingForm]
    """Index of a block → its form, for the heads of entries that may divide the text."""
    notes_head: int | None
    """Index of the block that heads all notes of the text, where they stand together."""
    lists: frozenset[int]
    """Indices of the blocks right below headings that name the sections in them."""


def evidence_in(manuscript: Manuscript, options: Options) -> Evidence:
    """Return what the passes go by for a manuscript."""
    metadata = manuscript.metadata
    blocks = CountedBlocks(manuscript.blocks)
    lists = lists_below_headings(blocks)
    listed = set(map(fold_title, manuscript.contents))
    own = metadata.title or ""  # of a collection one story may be called as the whole
    names = (*metadata.authors, "" if fold_title(own) in listed else own)
    return Evidence(
        blocks,
        TitleList((*manuscript.contents, *chain(*lists.values())), metadata.title),
        Wishes(options, blocks),
        frozenset(fold_title(name) for name in names if name),
        frames_in(blocks),
        entries_in(blocks),
        head_of_notes(blocks),
        frozenset(lists),
    )


Pass = Callable[[Candidates, Evidence], Candidates]
"""A step of the decision: candidates in reading order become candidates that are judged further."""


def among_open(judge: Pass) -> Pass:
    """Make a pass that judges only candidates in question, and leaves the others as they are."""

    @wraps(judge)
    def judged(candidates: Candidates, evidence: Evidence) -> Candidates:
        settled: list[Candidate] = [c for c in candidates if c.aside]
        if not settled:  # as nearly always
            return judge(list(candidates), evidence)
        judged = judge([c for c in candidates if not c.aside], evidence)
        return sorted([*judged, *settled], key=lambda c: c.index)

    return judged
