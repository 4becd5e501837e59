"""From a manifest or a folder to the list of jobs: which files there are, and whose they are.

A plan of ten thousand books is cheap: no story is read, unless a query asks what is in them, and
jobs that ask for the same share one `Options` value.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from epubify.batches.chosen_jobs import chosen_jobs
from epubify.batches.jobs import Job
from epubify.batches.joined_folders import parts_by_folder
from epubify.batches.manifest import Manifest, ManifestEntry, load_manifest
from epubify.batches.volume_jobs import with_volumes
from epubify.bind.kinds import Kind
from epubify.errors import MissingInput, UnreadableInput, UsageError
from epubify.files import remote
from epubify.files.inputs import Input, distinct, find_inputs
from epubify.files.stories_only import stories_only
from epubify.model.records import record
from epubify.options import Options
from epubify.readers import STORY_SUFFIXES
from epubify.settings.precedence import laid_over
from epubify.settings.validation import refuse_unusable
from epubify.text.natural_order import natural_key


@record
class PlanRequest:
    """What is given beside a manifest or a folder; it wins over the manifest."""

    options: Options = field(default_factory=Options)
    output: str | None = None
    name: str | None = None
    """Template of the names of the books."""
    force: bool = False
    strict: bool = False


@record
class Plan:
    """The books to be made, in the order of the manifest or the folder."""

    jobs: tuple[Job, ...]
    output: str
    """The folder or URL that all books go below."""
    warnings: tuple[str, ...] = ()
    """What looks like a mistake and stops nothing, such as a glob that matches no file."""
    watched: tuple[Path, ...] = ()
    """Files and folders in which a change may change the plan or a book."""


MANIFEST_SUFFIX = ".toml"


def make_plan(source: str, request: PlanRequest) -> Plan:
    """Return the plan of a manifest or of a folder.

    Raises MissingInput for one without stories, UsageError for a mistake in a manifest and
    for options that no book can be made with.
    """
    if source.lower().endswith(MANIFEST_SUFFIX) and not Path(source).is_dir():
        if request.options.join:
            problem = "the option join is for folders"
            raise UsageError(source, None, problem, 'write join = true or "folders" in a [[story]]')
        plan = plan_manifest(load_manifest(Path(source)), request)
    elif remote.is_url(source) or Path(source).is_dir():
        plan = plan_folder(source, request)
    elif Path(source).exists():
        advice = "convert makes a book of one story"
        raise UsageError(source, None, "neither a folder nor a manifest (*.toml)", advice)
    else:
        raise MissingInput(source, None, "no such folder or manifest")
    found = len(plan.jobs)
    plan = replace(plan, jobs=with_volumes(chosen_jobs(plan.jobs)))
    if found and not plan.jobs:
        problem = f"none of its stories fits the option where ({found} looked at)"
        raise MissingInput(source, None, problem, "epubify list shows what they are")
    if not plan.jobs:
        raise MissingInput(source, None, "; ".join(plan.warnings) or "no stories")
    for options in {id(job.options): job.options for job in plan.jobs}.values():
        refuse_unusable(options)
    return plan


def plan_folder(source: str, request: PlanRequest) -> Plan:
    """Return the plan of a folder: each story file in and below it is a book.

    With the option join each folder is one, and its files are the parts. The tree of the folder
    is mirrored, as by ``convert``. Raises MissingInput for a folder without stories.
    """
    inputs = stories_only(distinct(find_inputs(source)), request.options)
    if request.options.join:
        jobs = list(_joined_jobs(parts_by_folder(inputs), request.options, request, request.name))
    else:
        jobs = [
            _job((item,), Kind.STORY, request.options, request, request.name or "")
            for item in inputs
        ]
    watched = () if remote.is_url(source) else (Path(source),)
    return _numbered(jobs, request.output or ".", (), watched)


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
            jobs += _joined_jobs(books, options, request, name)
        else:
            jobs += [_job(inputs, one.entry.kind, options, request, name) for inputs in books]
    output = request.output or _beside(manifest, manifest.output)
    warnings = tuple(warning for one in found for warning in one.warnings)
    return _numbered(jobs, output, warnings, tuple(_watched(manifest)))


def _job(
    inputs: tuple[Input, ...], kind: Kind, options: Options, request: PlanRequest, name: str
) -> Job:
    size = sum(size_of(item) for item in inputs)
    return Job(inputs, options, "", name, kind, 0, size, request.force, request.strict)


def _joined_jobs(
    stories: Iterable[tuple[Input, ...]], options: Options, request: PlanRequest, name: str | None
) -> Iterator[Job]:
    """Yield a job for each story of a folder; a file that is alone in its folder is a story."""
    each = replace(options, join=True), replace(options, join=False)
    for parts in stories:
        joined = len(parts) > 1
        kind = Kind.JOINED if joined else Kind.STORY
        yield _job(parts, kind, each[0] if joined else each[1], request, name or "")


def size_of(item: Input) -> int:
    """Return the bytes of a file; 0 where that shows only when it is read."""
    try:
        return item.path.stat().st_size if item.path else 0
    except OSError:
        return 0


def jobs_of_each(inputs: Iterable[Input], wish: PlanRequest) -> tuple[Job, ...]:
    """Return a job for each input, as it is to be made by itself."""
    output, name = wish.output or os.curdir, wish.name or ""
    return tuple(
        Job((item,), wish.options, output, name, number=number, size=size_of(item),
            force=wish.force, strict=wish.strict)
        for number, item in enumerate(inputs)
    )  # fmt: skip


def _numbered(
    jobs: Iterable[Job], output: str, warnings: tuple[str, ...], watched: tuple[Path, ...]
) -> Plan:
    placed = (replace(job, output=output, number=number) for number, job in enumerate(jobs))
    return Plan(tuple(placed), output, warnings, watched)


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


@record
class _Found:
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
