"""What there is to do: which books are current, and why the others are not.

The books are their own record. One walk through the output folder tells what each was made
from; then every job's inputs are read and hashed, and no story is parsed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import PurePath

from epubify.batches.jobs import Job
from epubify.batches.local_folder import LocalFolder
from epubify.batches.outcomes import base_name_of
from epubify.batches.remote_folder import RemoteFolder
from epubify.bind.kinds import Kind
from epubify.epub.provenance import Provenance, settings_of
from epubify.errors import EpubifyError, InputError
from epubify.files.inputs import Input, read_source
from epubify.files.paths import split_suffix, unnumbered
from epubify.files.remote import is_url
from epubify.model import Source
from epubify.model.records import Record
from epubify.options import Options
from epubify.settings.precedence import effective_for_book
from epubify.text.normal_form import normal_form

Folder = LocalFolder | RemoteFolder

_READERS = 16
"""Remote inputs that are read at a time: nearly all of the time is waiting."""


class Reason(StrEnum):
    """Why a book is to be made."""

    NEW = "new"
    CHANGED = "its input changed"
    OPTIONS = "options, sidecar, date or version changed"
    FORCED = "forced"
    FINDINGS = "it has findings, and the option strict lets none pass"
    UNREADABLE = "its input cannot be read beforehand"


class Verdict(Record):
    """What is to become of a job."""

    job: Job
    reason: Reason | None = None
    """None where the book is current."""
    name: str | None = None
    """Where the book lies that is current, below the output folder."""
    base_name: str | None = None
    """Where it should lie, if that is somewhere else."""
    fingerprint: str = ""

    @property
    def due(self) -> bool:
        """Tell whether the book is to be made."""
        return self.reason is not None


def folder_of(output: str) -> Folder:
    """Return the folder behind a path or a URL."""
    return RemoteFolder(output) if is_url(output) else LocalFolder(output)


class Survey:
    """Looks at jobs, in their order, and at what there is of their books."""

    def __init__(self) -> None:
        self.folders: dict[str, Folder] = {}
        self._there: dict[str, _There] = {}
        self._settings: dict[tuple[Options, bool], bytes] = {}
        self._latest: tuple[Options | None, bool, bytes] = (None, False, b"")
        self._homes: dict[tuple[str, str], str] = {}

    def of(self, jobs: Iterable[Job]) -> Iterator[Verdict]:
        """Yield the verdict on each job.

        Raises OutputError where an output folder cannot be read.
        """
        jobs = list(jobs)
        if any(item.url for job in jobs for item in job.inputs):
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(_READERS) as readers:
                prints = readers.map(self._fingerprint, jobs)
                yield from map(self._verdict, jobs, prints)
        else:
            for job in jobs:
                yield self._verdict(job, self._fingerprint(job))

    def folder(self, output: str) -> Folder:
        """Return the folder of an output; one for all jobs that share it."""
        if output not in self.folders:
            self.folders[output] = folder_of(output)
        return self.folders[output]

    # -------------------------------------------------------------------------- one job

    def _verdict(self, job: Job, fingerprint: str) -> Verdict:
        folder = self.folder(job.output)
        if not fingerprint:
            return Verdict(job, Reason.UNREADABLE)
        if job.force:
            return Verdict(job, Reason.FORCED, fingerprint=fingerprint)
        if job.output not in self._there:
            self._there[job.output] = _There(folder)
        there = self._there[job.output]
        home = self._home(job)
        name = there.claim(fingerprint, home)
        if name is None:
            return Verdict(job, there.reason(fingerprint), fingerprint=fingerprint)
        if job.strict and there.findings(name):
            return Verdict(job, Reason.FINDINGS, fingerprint=fingerprint)
        elsewhere = self._elsewhere(job, name) if job.name or home_of(name) != home else None
        return Verdict(job, None, name, elsewhere, fingerprint)

    def _fingerprint(self, job: Job) -> str:
        """Return the fingerprint that the book of a job would have, empty where none can be."""
        sources = []
        if job.refused:
            return ""
        for item in job.inputs:
            if not _can_be_read_twice(item):
                return ""
            try:
                sources.append(read_source(item))
            except InputError:
                if job.kind is not Kind.ANTHOLOGY:
                    return ""
        try:
            return Provenance.of(sources).fingerprint(job.options, self._shaping(job, sources))
        except (EpubifyError, OSError):
            return ""

    def _shaping(self, job: Job, sources: list[Source]) -> bytes:
        """Return the settings of the book; those of a sidecar among them.

        Most jobs share their options and have no sidecar: their options are put into words
        only once.
        """
        if sources and sources[0].sidecar and job.kind is not Kind.ANTHOLOGY:
            return settings_of(effective_for_book(job.options, sources, job.kind))
        joined = job.kind is Kind.JOINED
        options, was_joined, settings = self._latest
        if options is job.options and was_joined is joined:  # to hash all options takes longer
            return settings
        key = (job.options, joined)
        if key not in self._settings:
            self._settings[key] = settings_of(effective_for_book(job.options, sources, job.kind))
        self._latest = (*key, self._settings[key])
        return self._settings[key]

    # ---------------------------------------------------------------------------- names

    def _home(self, job: Job) -> str:
        """Return the folder that the books of an input's folder go to; only a guess where names
        are made from templates.
        """
        below = job.inputs[0].below
        key = (job.name, "" if job.name else below)
        if key not in self._homes:
            path = "." if job.name else PurePath(below).as_posix()
            self._homes[key] = "" if path == "." else f"{path}/"
        return self._homes[key]

    def _elsewhere(self, job: Job, name: str) -> str | None:
        """Return the name that a current book should have, where it has another."""
        stamp = self.folder(job.output).stamp(name)
        metadata = stamp.metadata if stamp else None
        if metadata is None:
            return None
        base_name = base_name_of(job, metadata, split_suffix(name)[1])
        return None if is_numbered(name, base_name) else base_name


def _can_be_read_twice(item: Input) -> bool:
    """Tell whether reading an input now leaves it for the worker: not from a pipe."""
    if item.path is None:
        return bool(item.url)
    try:
        mode = os.stat(item.path).st_mode  # noqa: PTH116
    except OSError:
        return True
    return stat.S_ISREG(mode)


def is_numbered(name: str, base_name: str) -> bool:
    """Tell whether a name is the one that was base_name, perhaps with a number added.

    >>> is_numbered("a (2).epub", "A.epub"), is_numbered("b.epub", "a.epub")
    (True, False)
    """
    return bare(name) == key_of(base_name) or key_of(name) == key_of(base_name)


def home_of(name: str) -> str:
    """Return the folders of a name, with a slash at the end where there are any."""
    return name[: name.rfind("/") + 1]


def key_of(name: str) -> str:
    r"""Return a name as file systems compare it that know neither case nor ways to write accents.

    >>> key_of("Cafe\u0301.epub") == key_of("CAF\u00c9.EPUB")
    True
    """
    return normal_form("NFC", name.casefold())


def bare(name: str) -> str:
    """Return the key of a name without the number that sets it apart from others.

    >>> bare("Nina/Dusk (2).epub"), bare("Dusk (late).epub")
    ('nina/dusk.epub', 'dusk (late).epub')
    """
    return unnumbered(key_of(name))


class _There:
    """The books in a folder, by what they were made from."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._names: dict[str, list[str]] = {}
        self._contents: set[str] = set()
        self._inputs: set[str] = set()
        for name, stamp in folder.books():
            self._names.setdefault(stamp.fingerprint, []).append(name)
        for names in self._names.values():
            names.sort(key=lambda name: (len(name), name))
        for fingerprint in self._names:
            self._contents.add(fingerprint.partition("-")[0])
            self._inputs.add(fingerprint.rpartition("-")[2])

    def claim(self, fingerprint: str, home: str) -> str | None:
        """Return a book with this fingerprint, one in ``home`` first, and give it out once."""
        names = self._names.get(fingerprint)
        if not names:
            return None
        if len(names) == 1:  # as nearly always
            return names.pop()
        chosen = next((name for name in names if home_of(name) == home), names[0])
        names.remove(chosen)
        return chosen

    def reason(self, fingerprint: str) -> Reason:
        """Return why there is no book with this fingerprint."""
        if fingerprint.partition("-")[0] in self._contents:
            return Reason.OPTIONS
        return Reason.CHANGED if fingerprint.rpartition("-")[2] in self._inputs else Reason.NEW

    def findings(self, name: str) -> int:
        """Return the number of findings that a book was made with."""
        stamp = self._folder.stamp(name)
        return stamp.findings if stamp else 0
