"""Notes, cues and end marks among the blocks of a manuscript."""

from __future__ import annotations

import re
from dataclasses import replace

from epubify.forms import undecorated
from epubify.lexicon import folded
from epubify.matter.names import end_marks, flashback_words, note_starts, time_pattern
from epubify.model import Block, Cue, Fate, Manuscript, Note, Paragraph, plain
from epubify.options import Options
from epubify.report import Report

CUE_LENGTH = 60
EDGES = " *_~/\\<>[](){}-=#+:.…|^\"'“”‘’"
SONG = re.compile(r"\(\s*(.{2,50}?)\s+by\s+(.{2,40}?)\s*\)|[♪♫].+")
VIEW = re.compile(r"\W*(?:\w[\w .'’]{0,24}(?:'s|’s|s'|s’)? (?:POV|P\.O\.V\.?|point of view)|(?:POV|P\.O\.V\.?)\s*[:\-]?\s*\w.{0,24})\W*", re.I)
NOTE_START = re.compile(r"[\[({*_\s]*([^\W\d_][^:\n\-–—]{0,22}?)[*_]*\s*[:\-–—]+\s*\S")
SENTENCE = re.compile(r"[.!?…]['\"’”)]*$")
LAST = 4
"""Blocks at the very end among which an end mark stands."""


def sort_matter(manuscript: Manuscript, options: Options, report: Report) -> Manuscript:
    """Return the manuscript with notes, cues and end marks told from prose."""
    blocks = manuscript.blocks
    count = len(blocks)
    return replace(
        manuscript,
        blocks=tuple(sort_block(block, n, count, blocks, report) for n, block in enumerate(blocks)),
    )


def sort_block(
    block: Block, index: int, count: int, blocks: tuple[Block, ...], report: Report
) -> Block:
    """Return a note or cue in place of a paragraph that is one."""
    if not isinstance(block, Paragraph):
        return block
    text = plain(block.spans).strip()
    if is_note(text):
        report.fate(block.at, Fate.NOTE)
        return Note((block,), block.at)
    kind = cue_kind(text, near_end=index >= count - LAST)
    if kind:
        report.fate(block.at, Fate.CUE, kind)
        return Cue((block.spans,), block.at, kind)
    return block


def is_note(text: str) -> bool:
    """Tell whether a paragraph is an author's note.

    >>> is_note("A/N: thanks to everyone"), is_note("[Author's note - sorry]"), is_note("Note: he ran")
    (True, True, False)
    """
    match = NOTE_START.match(text)
    if not match:
        return False
    start = folded(match[1].strip())
    bracketed = text[0] in "[(" and text.rstrip()[-1:] in "])"
    return start in note_starts() and (bracketed or start not in ("note", "notes", "an"))


def cue_kind(text: str, *, near_end: bool) -> str | None:
    """Return the kind of cue that a paragraph is, None for prose.

    >>> cue_kind("/End of Flashback/", near_end=False), cue_kind("2 months ago", near_end=False)
    ('flashback', 'time')
    >>> cue_kind("( Blue Rain by The Pines )", near_end=False), cue_kind("THE END", near_end=True)
    ('song', 'end')
    >>> cue_kind("2 months ago he had left.", near_end=False)
    """
    if not text or len(text) > CUE_LENGTH + 40 or text[0] in "\"“":
        return None
    bare = folded(text.strip(EDGES))
    if bare in flashback_words():
        return "flashback"
    if SONG.fullmatch(text):
        return "song"
    if folded(text.strip(" *_~-=")) in end_marks() or (near_end and bare in end_marks()):
        return "end" if near_end else None
    if len(text) > CUE_LENGTH or SENTENCE.search(text) and undecorated(text)[0] == text:
        return None
    if VIEW.fullmatch(text):
        return "view"
    if time_pattern().fullmatch(text.strip(EDGES + ",")):
        return "time"
    return None
