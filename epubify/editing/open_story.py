"""A story that is being corrected: each step is read anew, and written to its sidecar."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from epubify.collection.measuring import measured
from epubify.editing.corrected import LinesSaid, Wish, corrected, lines_named, write_corrections
from epubify.editing.explanation import explain
from epubify.editing.kept_layout import MOST_SAMPLES, KeptLayout
from epubify.editing.preview import Preview, PreviewFile
from epubify.editing.sidecar_text import SidecarText
from epubify.editing.story_view import Understood, view
from epubify.errors import FileChanged, MissingInput, OutputError, UsageError
from epubify.files.inputs import Input, printable, read_source, sidecar_path
from epubify.files.output import replacing
from epubify.inspection.sidecar_draft import worth_noting
from epubify.model import Paragraph, Source, Story
from epubify.model.records import Record
from epubify.options import Corrections, Options
from epubify.pipeline import Reading, draft, read_closely
from epubify.publish.edition import Edition
from epubify.report import Report
from epubify.settings.sidecar import Sidecar
from epubify.settings.sidecar_beside import sidecar_of
from epubify.settings.sidecar_keys import OPTION_KEYS
from epubify.text.nearest import unknown
from epubify.typography.kept_passages import KeptPassages

if TYPE_CHECKING:
    from epubify.cover.small_cover import Crop

_OPENING = """\
# What is known better about {name}. It is read whenever the book is made; only the command line
# wins over it.
"""
"""What stands above all in a sidecar that was not there before."""
MOST_STEPS = 200
"""Steps that can be taken back. With more, a long sitting fills the memory with old sidecars; with
fewer, what was done an hour ago stays done."""
KEYS = {value.option: key for key, value in reversed(OPTION_KEYS.items())}
"""Option → the key that a sidecar has for it."""


class _OnDisk(Record):
    """What the files of a story were when they were last read or written."""

    story: str
    """Digest."""
    sidecar: bytes | None


class _Shown(Record):
    """The story as it is understood with a sidecar of some text."""

    text: str | None
    found: Understood
    preview: Preview


class OpenStory:
    """A story with what a person says of it, step by step.

    What is said is written to the sidecar beside the story at once, so that nothing is lost when
    the program ends. A step that the story cannot be read with is refused, and changes nothing.
    """

    def __init__(self, item: Input, options: Options) -> None:
        self._item, self._options = item, options
        self._layout, self._passages = KeptLayout(), KeptPassages()
        self.revision = 0
        """Grows with every change of what is understood."""
        self._past: list[str | None] = []
        self._future: list[str | None] = []
        self._load()

    # ------------------------------------------------------------------- what it says

    @property
    def name(self) -> str:
        """Name of the story's file."""
        return self._item.name

    @property
    def title(self) -> str:
        """Title of its book."""
        return self.edition.title

    @property
    def edition(self) -> Edition:
        """The book that is made of it now, without a cover."""
        return self._shown.found.edition

    @property
    def words(self) -> int:
        """Words of its text."""
        return self._words

    @property
    def undo_steps(self) -> int:
        """How many steps can be taken back."""
        return len(self._past)

    @property
    def redo_steps(self) -> int:
        """How many steps that were taken back can be taken again."""
        return len(self._future)

    @property
    def preview(self) -> Preview:
        """The pages of its book."""
        return self._shown.preview

    def data(self) -> dict[str, Any]:
        """Return all that is understood of it, as plain data."""
        steps = {"undo": self.undo_steps, "redo": self.redo_steps}
        return {"name": self.name, "revision": self.revision, **view(self._shown.found), **steps}

    def why(self, line: int) -> str:
        """Return why a line is read as it is, in words; raises UsageError where there is none."""
        return explain(self._shown.found, line)

    def page(self, name: str) -> PreviewFile:
        """Return a file of its book; raises MissingInput where there is none of that name."""
        return self._shown.preview.file(name)

    def cover(self, width: int, *, style: str = "", palette: str = "", grey: bool = False) -> bytes:
        """Return its cover as a JPEG of this width, or one drawn in another style or palette.

        Raises UsageError for a name that there is not, and where there is to be no cover.
        """
        from epubify.cover.small_cover import small_cover

        edition = self.edition
        options = edition.options
        if style or palette:
            drawn = replace(options, cover=None, no_cover=False)
            style, palette = (
                style or options.cover_style or "",
                palette or options.cover_palette or "",
            )
            options = replace(drawn, cover_style=style or None, cover_palette=palette or None)
        return small_cover(edition.book, options, width, grey=grey)

    # ---------------------------------------------------------------------- what is said

    def correct(
        self,
        kind: str,
        first: int,
        last: int | None = None,
        *,
        label: str | None = None,
        title: str | None = None,
        level: int | None = None,
        rule: str | None = None,
        change: int | None = None,
    ) -> None:
        """Say what lines are: ``chapter``, ``not-heading``, ``scene-break`` and so on.

        With ``unchanged`` a change of signs is not made, with ``changed`` it is after all: which
        change of which rule.
        Raises UsageError for a kind that there is not, InputError where lines cannot be that.
        """
        last = first if last is None else last
        wish = Wish(kind, first, last, label, title, level, rule, change)
        self._say_of_lines(corrected(self._said().corrections, wish, self._lines()))

    def set_options(self, values: Mapping[str, Any]) -> None:
        """Say what the book is to be like: options by name; None says nothing of one any more.

        Raises UsageError for an option that no sidecar has, InputError for a wrong value.
        """
        text = SidecarText(self._shown.text or _OPENING.format(name=Path(self.name).name))
        for option, value in values.items():
            if option not in KEYS:
                raise UsageError("", None, *unknown("option", option, KEYS))
            text.set_option(option, KEYS[option], value)
        self._take(str(text))

    def set_picture(
        self, name: str, data: bytes, *, fit: str = "keep", crop: Crop | None = None
    ) -> None:
        """Let a picture be the cover: it is kept beside the story, and no other is written over.

        Raises InputError for what is no picture, UsageError for a cut that leaves nothing.
        """
        from epubify.cover.small_cover import picture_for_cover

        kept, suffix = picture_for_cover(name, data, crop)
        stem = self.sidecar_file.stem
        target = self.sidecar_file.with_name(f"{stem}.cover-{sha256(kept).hexdigest()[:8]}{suffix}")
        if not target.exists():
            with replacing(target) as file:
                file.write_bytes(kept)
        said = {"cover": target.name, "cover_fit": None if fit == "keep" else fit}
        others = ("cover_style", "cover_palette", "no_cover")
        self.set_options({**said, **dict.fromkeys(others)})

    def undo(self) -> None:
        """Take the last step back; does nothing where there is none."""
        if self._past:
            shown = self._read(self._past[-1])
            self._write(shown.text)
            self._future.append(self._shown.text)
            self._past.pop()
            self._show(shown)

    def redo(self) -> None:
        """Take a step again that was taken back; does nothing where there is none."""
        if self._future:
            shown = self._read(self._future[-1])
            self._write(shown.text)
            self._past.append(self._shown.text)
            self._future.pop()
            self._show(shown)

    def _say_of_lines(self, corrections: Corrections) -> None:
        sidecar = self._said()
        text = SidecarText(self._shown.text or _OPENING.format(name=Path(self.name).name))
        lists, tables = write_corrections(corrections)
        for key, value in lists.items():
            text.set_list(key, value)
        if sidecar.options.get("keep") and corrections.keep:
            problem = "the sidecar keeps kinds of lines, and cannot name single ones as well"
            raise UsageError(sidecar.name, None, problem, "take its key keep out")
        if not sidecar.options.get("keep"):
            text.set_list("keep", [list(lines) for lines in corrections.keep])
        for name, entries in tables.items():
            text.set_tables(name, entries)
        noted = worth_noting(self._shown.found.reading, lines_named(corrections))
        text.set_check(sha256(self._source.data).hexdigest(), {**sidecar.reads, **noted})
        self._take(str(text))

    def _take(self, text: str) -> None:
        """Take a step: show the story with this sidecar, write it, and remember the one before."""
        before = self._shown
        if text == before.text:
            return
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise UsageError("", None, "there is a character in it that no file can hold")
        shown = self._read(text)
        self._write(text)
        self._show(shown)
        self._past = [*self._past, before.text][-MOST_STEPS:]
        self._future.clear()

    # --------------------------------------------------------------------- on the disk

    @property
    def sidecar_file(self) -> Path:
        """The file that what is said is written to.

        Raises OutputError for a story that has no place for one, as in an archive.
        """
        if self._item.path is None or self._item.entry:
            raise OutputError(self.name, None, "has no place for a sidecar", "name a file")
        return sidecar_path(self._item.path)

    def has_changed(self) -> bool:
        """Tell whether another program has changed the story or its sidecar."""
        try:
            source = read_source(self._item)
        except MissingInput:
            return True
        return _on_disk(source) != self._disk

    def reload(self) -> None:
        """Read the story and its sidecar again; the steps taken so far cannot be taken back."""
        self._load()
        self._past.clear()
        self._future.clear()

    def _load(self) -> None:
        source = read_source(self._item)
        text = sidecar_of_text(source)
        self._source = replace(source, sidecar=None)
        self._disk = _on_disk(source)
        self._sidecar_time = source.sidecar.modified if source.sidecar else None
        self._show(self._read(text))

    def _write(self, text: str | None) -> None:
        """Write the sidecar, or remove it where there is to be none.

        Raises FileChanged where anybody else has written the story or the sidecar.
        """
        target = self.sidecar_file
        if self.has_changed():
            problem = "was changed by another program, and is not written over"
            raise FileChanged(printable(target), None, problem, "look at it as it is now first")
        data = None if text is None else text.encode()
        if data is None:
            target.unlink(missing_ok=True)
        else:
            with replacing(target) as file:
                file.write_bytes(data)
        self._disk = replace(self._disk, sidecar=data)

    # ------------------------------------------------------------------------- reading

    def _show(self, shown: _Shown) -> None:
        self._shown = shown
        self._words = measured(shown.found.edition.book.stories)[0]
        self.revision += 1

    def _read(self, text: str | None) -> _Shown:
        """Return the story with a sidecar of this text; raises InputError where it does not fit."""
        source = self._source
        if text is not None:
            beside = printable(self.sidecar_file)
            source = replace(source, sidecar=Source(beside, text.encode(), self._sidecar_time))
        sidecar = sidecar_of(source)
        report, readings = Report(), list[tuple[Reading, Report]]()

        def keep(source: Source, options: Options, report: Report) -> Story:
            report.samples_kept = MOST_SAMPLES
            kept = self._layout, self._passages
            reading = read_closely(source, options, report, sidecar, *kept)
            readings.append((reading, report))
            return reading.story

        edition = draft([source], self._options, report, read=keep)
        reading, told = readings[0]
        preview = Preview(edition)
        found = Understood(reading, edition, told, sidecar, preview.places)
        return _Shown(text, found, preview)

    def _said(self) -> Sidecar:
        return self._shown.found.sidecar

    def _lines(self) -> LinesSaid:
        reading = self._shown.found.reading
        headings = {c.at.first_line: c.level for c in reading.headings.accepted}
        blocks = reading.manuscript.blocks
        starts = [block.at.first_line for block in blocks if isinstance(block, Paragraph)]
        return LinesSaid(reading.text.text.split("\n"), headings, starts)


def _on_disk(source: Source) -> _OnDisk:
    sidecar = source.sidecar.data if source.sidecar else None
    return _OnDisk(sha256(source.data).hexdigest(), sidecar)


def sidecar_of_text(source: Source) -> str | None:
    """Return the text of the sidecar that a source has; raises InputError for what is not TOML."""
    sidecar_of(source)
    return source.sidecar.data.decode("utf-8-sig") if source.sidecar else None
