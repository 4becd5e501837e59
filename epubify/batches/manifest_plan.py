"""From a manifest to the list of jobs: the files of each entry, and whose they are."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from msgspec.structs import replace

from epubify.batches.jobs import Job
from epubify.batches.joined_folders import parts_by_folder
from epubify.batches.manifest import Manifest, ManifestEntry
from epubify.batches.plan import Plan, PlanRequest, job_of, joined_jobs, numbered
from epubify.bind.kinds import Kind
from epubify.errors import MissingInput, UnreadableInput, UsageError
from epubify.files import remote
from epubify.files.inputs import Input, distinct, find_inputs
from epubify.files.stories_only import stories_only
from epubify.model.records import Record
from epubify.options import Options
from epubify.readers import STORY_SUFFIXES
from epubify.settings.precedence import laid_over
from epubify.text.natural_order import natural_key


def plan_manifest(manifest: Manifest, request: PlanRequest) -> Plan:
    """Return the plan of a manifest.

    A story that several entries find belongs to one of them: to the entry that names it
    without a glob or joins it to others, before one that only matches it; among equals to the
    last. An anthology takes nothing away from the others.

    Raises UsageError where an option for one book is said of several, or where a part of a
    joined story belongs to another entry.
    """
    found = [_find(nth, entry, manifest) for nth, entry in enumerate(manifest.entries)]
    owners = _owners(found)
    shared: dict[Any, Options] = {}
    jobs: list[Job] = []
    for one in found:
        options = _options(one.entry, manifest, request, shared)
        name = request.name or one.entry.name or manifest.name
        books = _without_around(_books(one, owners, manifest), options)
        if one.entry.by_folder:
            jobs += joined_jobs(books, options, request, name)
        else:
            jobs += [job_of(inputs, one.entry.kind, options, request, name) for inputs in books]
    output = request.output or _beside(manifest, manifest.output)
    warnings = tuple(warning for one in found for warning in one.warnings)
    return numbered(jobs, output, warnings, tuple(_watched(manifest)))


# ------------------------------------------------------------------------------- options


def _options(
    entry: ManifestEntry, manifest: Manifest, request: PlanRequest, shared: dict[Any, Options]
) -> Options:
    """Return the options of an entry: its own over the defaults, those given over both.

    Equal options are one object. All that comes from the manifest yields to a sidecar, which
    speaks of one story.
    """
    given = {name: getattr(request.options, name) for name in request.options.choices}
    said = laid_over(given, laid_over(entry.options, manifest.defaults))
    key = (entry.kind is Kind.JOINED, *sorted(said.items(), key=lambda item: item[0]))
    if key not in shared:
        shared[key] = Options(
            **{**said, "join": entry.kind is Kind.JOINED},
            choices=request.options.choices,
            yielding=frozenset(said) - request.options.choices,
        )
    return shared[key]


# --------------------------------------------------------------------------------- files


class _Found(Record):
    """An entry, and the files that it stands for."""

    nth: int
    entry: ManifestEntry
    inputs: dict[str, Input]
    """Identity of a file → its input, in the order of the entry."""
    outright: frozenset[str]
    """Those that are named without a glob."""
    warnings: tuple[str, ...]


_Owners = Mapping[str, tuple[bool, int]]
"""File → whether its entry names it outright, and which entry that is."""


def _find(nth: int, entry: ManifestEntry, manifest: Manifest) -> _Found:
    """Return the files of an entry, each once, and what is said of globs that match none."""
    inputs: dict[str, Input] = {}
    outright: set[str] = set()
    warnings: list[str] = []
    left_out = {identity for text in entry.exclude for identity in _files(text, manifest)}
    for text in entry.inputs:
        try:
            files = _files(text, manifest)
        except UnreadableInput as error:
            warnings.append(f"{manifest.path}:{entry.line}: {error}")
            continue
        matched = {one: files[one] for one in files if one not in left_out}
        inputs |= {one: matched[one] for one in matched if one not in inputs}
        if not matched:
            warnings.append(f"{manifest.path}:{entry.line}: {text!r} matches no story file")
        elif not _is_glob(text) and not _is_folder(text, manifest):
            outright |= matched.keys()
    return _Found(nth, entry, inputs, frozenset(outright), tuple(warnings))


def _files(text: str, manifest: Manifest) -> dict[str, Input]:
    """Return the inputs that a path, folder, glob or URL stands for, by their identities."""
    found = _matches(text, manifest)
    return {os.path.realpath(item.path) if item.path else item.url: item for item in found}


def _matches(text: str, manifest: Manifest) -> list[Input]:
    """Return the inputs that a path, folder, glob or URL stands for, in natural order."""
    place = _beside(manifest, text)
    if not _is_glob(text):
        try:
            return find_inputs(place)
        except MissingInput:
            return []
    return _remote_matches(place) if remote.is_url(place) else _local_matches(text, manifest)


def _local_matches(pattern: str, manifest: Manifest) -> list[Input]:
    """Return the stories that a glob matches: ``**`` stands for any folders."""
    folder = manifest.path.parent
    # Not Path.glob: up to Python 3.12 its “**” leaves out files.
    found = glob.iglob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207
    paths = [Path(name) for name in found if _is_story(Path(name), pattern)]
    paths.sort(key=lambda path: [natural_key(part) for part in path.parts])
    root = _fixed_part(pattern)
    return [
        replace(item, below=str(path.parent.relative_to(root)))
        for path in paths
        if (folder / path).is_file()
        for item in find_inputs(str(folder / path))
    ]


def _remote_matches(pattern: str) -> list[Input]:
    root = remote.filesystem(_fixed_part(pattern))[1]
    found = {url: PurePosixPath(remote.filesystem(url)[1]) for url in remote.glob(pattern)}
    urls = [url for url, path in found.items() if _is_story(path, pattern)]
    urls.sort(key=lambda url: [natural_key(part) for part in found[url].parts])
    return [Input(url, below=str(found[url].parent.relative_to(root)), url=url) for url in urls]


def _is_story(path: PurePath, pattern: str) -> bool:
    """Tell whether a path that a glob matches is named as stories are.

    Other suffixes than those of stories count where the glob itself ends in them; READMEs
    are left alone.
    """
    name, suffix = path.name.lower(), path.suffix.lower()
    said = bool(suffix) and pattern.lower().endswith(suffix)
    return (name.endswith(STORY_SUFFIXES) or said) and not name.startswith("readme")


def _is_glob(text: str) -> bool:
    return glob.has_magic(text)


def _is_folder(text: str, manifest: Manifest) -> bool:
    return not remote.is_url(text) and Path(_beside(manifest, text)).is_dir()


def _fixed_part(pattern: str) -> str:
    """Return the folders of a glob before its first part that is a pattern.

    >>> _fixed_part("stories/old/**/*.txt"), _fixed_part("*.txt")
    ('stories/old', '')
    """
    parts = pattern.split("/")
    first = next(nth for nth, part in enumerate(parts) if glob.has_magic(part))
    return "/".join(parts[:first])


def _beside(manifest: Manifest, place: str) -> str:
    """Return a path of the manifest as one of the current folder; URLs are left as they are."""
    return place if remote.is_url(place) else str(manifest.path.parent / place)


def _watched(manifest: Manifest) -> Iterator[Path]:
    yield manifest.path
    for entry in manifest.entries:
        for text in (_beside(manifest, one) for one in entry.inputs if not remote.is_url(one)):
            yield Path(_fixed_part(text) or ".") if _is_glob(text) else Path(text)


# --------------------------------------------------------------------------------- books


def _owners(found: Iterable[_Found]) -> _Owners:
    """Return which entry each story file belongs to."""
    owners: dict[str, tuple[bool, int]] = {}
    for one in found:
        if one.entry.kind is Kind.ANTHOLOGY:
            continue
        for identity in one.inputs:
            claim = (identity in one.outright or one.entry.kind is Kind.JOINED, one.nth)
            owners[identity] = max(claim, owners.get(identity, claim))
    return owners


def _books(one: _Found, owners: _Owners, manifest: Manifest) -> list[tuple[Input, ...]]:
    """Return the inputs of each book of an entry."""
    entry = one.entry
    if entry.kind is Kind.JOINED:
        for identity, item in one.inputs.items():
            _refuse_parting(item, one, owners[identity][1], manifest)
    if entry.by_folder:
        books = parts_by_folder(distinct(list(one.inputs.values())))
        _refuse_same(entry, len(books), manifest)
        return books
    if entry.kind is not Kind.STORY:
        return [tuple(distinct(list(one.inputs.values())))] if one.inputs else []
    own = [item for identity, item in one.inputs.items() if owners[identity][1] == one.nth]
    _refuse_same(entry, len(own), manifest)
    return [(item,) for item in own]


def _without_around(
    books: Iterable[tuple[Input, ...]], options: Options
) -> Iterator[tuple[Input, ...]]:
    for inputs in books:
        if kept := tuple(stories_only(inputs, options)):
            yield kept


def _refuse_parting(item: Input, one: _Found, owner: int, manifest: Manifest) -> None:
    if owner != one.nth:
        problem = f"{item.name} is also a part of the story in line {one.entry.line}"
        advice = "a part cannot be a book of its own too: remove it from one of the two"
        raise UsageError(str(manifest.path), manifest.entries[owner].line, problem, advice)


def _refuse_same(entry: ManifestEntry, books: int, manifest: Manifest) -> None:
    for name, line in entry.lines.items():
        if books > 1:
            problem = f"{name} would be the same for {books} books"
            advice = "name the story in a [[story]] of its own, or add join = true"
            raise UsageError(str(manifest.path), line, problem, advice)
