"""Finding story files and reading them: the way in from the disk.

An input that was found is only a name and a path. It is read when its turn comes, so that
a folder of thousands of stories costs no memory, and so that one unreadable file among them
fails alone.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import TypeVar

from msgspec.structs import replace

from epubify.errors import MissingInput, UnreadableInput
from epubify.files import archives, remote
from epubify.files.project_folders import ENDING, binders, is_project_folder, packed_project
from epubify.model import Source
from epubify.model.limits import limits_held
from epubify.model.records import Record
from epubify.readers import STORY_SUFFIXES
from epubify.readers.latex import LATEX
from epubify.readers.too_large import refuse_over
from epubify.text.natural_order import NaturalKey, natural_key

SIDECAR_SUFFIX = ".toml"

NO_STORIES = frozenset(
    f"{name}.md" for name in ("summary", "license", "changelog", "contributing", "code_of_conduct")
)
"""Files that say something about a folder of stories."""

STDIN = "<stdin>"

WAIT = 10
"""Seconds that the first byte of a pipe is waited for. With less, a slow program that writes to it
is not heard; with more, a pipe that was left in a folder by mistake is waited for in vain."""


AT_ONCE = 1 << 16
"""Bytes that are read at a time where nobody knows how many there are."""


class Input(Record):
    """A story file that was found and not yet read."""

    name: str
    """What the user calls it; no two inputs of one run share a name."""
    path: Path | None = None
    """None for the standard input."""
    below: str = ""
    """The folders between the folder that was named and the file."""
    url: str = ""
    """Where it is, if it is not a file of this machine."""
    entry: str = ""
    """Its name in the archive at the path, if it lies in one."""
    story: str = ""
    """Name of the folder whose files are the parts of one story, where it is one of these."""

    @property
    def stem(self) -> str:
        """Return the file's name without its suffix.

        >>> Input("old/story.v2.txt", Path("old/story.v2.txt")).stem, Input("<stdin>").stem
        ('story.v2', 'stdin')
        """
        if self.path and not self.entry:
            return self.path.stem
        return PurePosixPath(self.url or self.entry or self.name.strip("<>")).stem


Given = TypeVar("Given", bound=Input | Source)
"""What a story is read from: an input, or a source that is there already."""


def find_inputs(argument: str) -> list[Input]:
    """Return the inputs that one argument of the command line stands for.

    ``-`` is the standard input. A folder stands for the files in and below it whose suffix is
    one of `STORY_SUFFIXES`, in the order of a list that it holds (``SUMMARY.md``), else in natural
    order; hidden files and READMEs are left alone, and all messages of a Maildir are taken. Any
    other argument is a file, whatever its suffix; whether it can be read shows when it is.
    An archive is a folder in one file, and so is a mail file of several stories; a Scrivener
    project is a file that is a folder. A URL is a file or a folder just so.

    Raises MissingInput for a folder without stories, UnreadableInput for a closed one.
    """
    if argument == "-":
        return [Input(STDIN)]
    if not argument:
        raise MissingInput("“”", None, "no name of a file", "“.” is the folder you are in")
    if remote.is_url(argument):
        return _find_remote(argument)
    path = Path(argument)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as error:  # a name too long for any file, or with a zero byte
        raise MissingInput(printable(path), None, "no such file") from error
    if archives.is_archive(path.name) and path.is_file():
        return _find_archived(printable(path), path)
    if path.is_file() and archives.is_mail_file(path):
        return _find_mailed(printable(path), path)
    if not is_folder or is_project_folder(path):
        return [Input(printable(path), path)]
    from epubify.files.listed_order import listed_files

    found = sorted(_story_files(path), key=lambda file: _path_key(file.relative_to(path)))
    listed = listed_files(path)
    if listed.files and not listed.lists[0].name.lower().endswith(LATEX.suffixes):
        rest = [file for file in found if file not in {*listed.files, *listed.lists}]
        # A README that the list names is a page of the book, such as its introduction.
        named = {*found, *(file for file in listed.files if _is_readme(file.name))}
        found = [*(file for file in listed.files if file in named), *rest]
    if not found:
        raise _no_stories(printable(path))
    return [Input(printable(file), file, str(file.parent.relative_to(path))) for file in found]


def _find_archived(name: str, path: Path) -> list[Input]:
    try:
        inside = archives.entries_of(name, path)
    except OSError as error:
        raise UnreadableInput(name, None, _reason(error)) from error
    if any(one.suffix == ".scrivx" for one in inside):
        return [Input(name, path)]
    found = sorted((one for one in inside if _is_story_name(one.name)), key=_path_key)
    if not found:
        raise _no_stories(name)
    return [Input(f"{name}/{one}", path, str(one.parent), entry=str(one)) for one in found]


def _find_mailed(name: str, path: Path) -> list[Input]:
    """Return the stories in a mail file, the file itself where there is but one."""
    stories = archives.entries_of(name, path)
    found = [Input(f"{name}/{one}", path, entry=str(one)) for one in stories]
    return found or [Input(name, path)]


def _find_remote(url: str) -> list[Input]:
    if PurePosixPath(url).name.lower().endswith(STORY_SUFFIXES) or remote.is_file(url):
        return [Input(url, url=url)]
    below = {PurePosixPath(name): full for name, full in remote.files_below(url).items()}
    names = [name for name in below if _is_story_name(name.name) and not _is_hidden(name)]
    if not names:
        raise _no_stories(url)
    names.sort(key=_path_key)
    return [Input(below[name], below=str(name.parent), url=below[name]) for name in names]


def _is_hidden(path: PurePosixPath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _no_stories(name: str) -> MissingInput:
    kinds = ", ".join(f"*{suffix}" for suffix in STORY_SUFFIXES)
    return MissingInput(name, None, "no story files in this folder", f"epubify looks for {kinds}")


def _path_key(path: PurePath) -> list[NaturalKey]:
    return [natural_key(part) for part in path.parts]


def _story_files(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []

    def pass_over(error: OSError) -> None:
        if error.filename == os.fspath(folder):
            raise UnreadableInput(printable(folder), None, _reason(error)) from error
        closed.append(Path(error.filename))

    for parent, folders, files in os.walk(folder, onerror=pass_over):
        projects = [name for name in folders if is_project_folder(Path(parent, name))]
        yield from (Path(parent, name) for name in projects)
        folders[:] = [name for name in folders if name[0] != "." and name not in projects]
        mail = _holds_mail(Path(parent))
        names = (name for name in files if _is_story_name(name) or (mail and name[0] != "."))
        yield from (Path(parent, name) for name in names)
    # A closed folder fails when it is read, and says why; the stories beside it are made.
    yield from closed


def _holds_mail(folder: Path) -> bool:
    """Tell whether a folder is part of a Maildir, whose messages have names without endings."""
    parts = {"cur", "new", "tmp"}
    return folder.name in parts - {"tmp"} and all((folder.parent / one).is_dir() for one in parts)


def _is_readme(name: str) -> bool:
    return name.lower().startswith("readme") and name.lower().endswith(STORY_SUFFIXES)


def _is_story_name(name: str) -> bool:
    return (
        name.lower().endswith(STORY_SUFFIXES)
        and not name.startswith(".")
        and not name.lower().startswith("readme")
        and name.lower() not in NO_STORIES
    )


def distinct(inputs: Sequence[Given]) -> list[Given]:
    """Return the inputs in their order, each file once and no two with the same name.

    A file may be given twice by several ways to write its path; its second telling would only
    be a second copy of the same book. So it is with files of LaTeX that another one takes in.
    Every source is one of its own.

    >>> [one.name for one in distinct([Source("a", b"1"), Source("a", b"2")])]
    ['a', 'a (2)']
    """
    kept: dict[str, Given] = {}
    names: set[str] = set()
    in_others = _taken_in([item for item in inputs if isinstance(item, Input)])
    for nth, item in enumerate(inputs):
        identity = _identity(item) if isinstance(item, Input) else f"source {nth}"
        if identity in kept or identity in in_others:
            continue
        name = next(name for name in _variants(item.name) if name not in names)
        names.add(name)
        kept[identity] = replace(item, name=name)
    return list(kept.values())


def _identity(item: Input) -> str:
    if item.entry:
        return f"{item.path}/{item.entry}"
    return os.path.realpath(item.path) if item.path else item.url or STDIN


def _taken_in(inputs: Sequence[Input]) -> frozenset[str]:
    """Return the identities of the files of LaTeX that others of these take in."""
    latex = [item for item in inputs if (item.entry or item.name).lower().endswith(LATEX.suffixes)]
    if len(latex) < 2:
        return frozenset()
    from epubify.files.tex_parts import taken_in

    places = taken_in(latex)
    return frozenset(_identity(Input("", path, entry=entry)) for path, entry in places)


def _with_parts(item: Input, data: bytes) -> tuple[bytes, float | None]:
    """Return the bytes of a file of LaTeX with those that it takes in, and when these changed."""
    from epubify.files.tex_parts import with_parts

    return with_parts(item, data)


def _variants(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} ({number})"
        number += 1


def read_source(item: Input) -> Source:
    """Return the bytes of an input with the time when it was last changed, and its sidecar.

    Raises MissingInput where there is no such file, UnreadableInput where it cannot be read.
    """
    if item.url:
        return _read_remote(item)
    if item.path is None:
        return Source(item.name, _standard_input())
    if item.entry:
        try:
            data = archives.read_entry(item.name, item.path, item.entry)
            if item.entry.lower().endswith(LATEX.suffixes):
                data, _ = _with_parts(item, data)
            return Source(item.name, data, item.path.stat().st_mtime)
        except OSError as error:
            raise UnreadableInput(item.name, None, _reason(error)) from error
    # Paths are handled as text here: of thousands of stories that did not change nothing but this
    # is asked.
    path = os.fspath(item.path)
    if path.lower().endswith(ENDING) and is_project_folder(item.path):
        data, modified = _read_project(item.name, item.path)
    else:
        data, modified = _read(item.name, path, pipes=not item.below)
        if path.lower().endswith(LATEX.suffixes):
            data, of_parts = _with_parts(item, data)
            modified = max(filter(None, (modified, of_parts)), default=None)
    folder = root = _above(path)
    for _ in PurePath(item.below).parts if item.below else ():
        root = _above(root)
    beside = _sidecar_of(path)
    sidecar = Source(printable(beside), *_read(printable(beside), beside)) if beside else None
    return Source(item.name, data, modified, sidecar, folder, root)


def _above(path: str) -> str:
    """Return the folder that a path lies in, as pathlib calls it.

    >>> _above("old/a.txt"), _above("a.txt"), _above(".")
    ('old', '.', '.')
    """
    return os.path.dirname(path) or "."  # noqa: PTH120


def _read_project(name: str, path: Path) -> tuple[bytes, float | None]:
    """Return a project as one file, and when it was last changed."""
    try:
        return packed_project(name, path), binders(path)[0].stat().st_mtime
    except OSError as error:
        raise UnreadableInput(name, None, _reason(error)) from error


def _sidecar_of(story: str) -> str | None:
    """Return the path of the sidecar that there is beside a story."""
    stem, suffix = os.path.splitext(story)  # noqa: PTH122
    if suffix == SIDECAR_SUFFIX:
        return None
    beside = stem + SIDECAR_SUFFIX
    if not os.access(beside, os.F_OK):  # as nearly always: an error would take thrice as long
        return None
    try:
        return beside if stat.S_ISREG(os.stat(beside).st_mode) else None  # noqa: PTH116
    except OSError:
        return None


def _read_remote(item: Input) -> Source:
    data, modified = remote.read(item.url)
    source = Source(item.name, data, modified)
    folder, _, name = item.url.rpartition("/")
    beside = f"{folder}/{PurePosixPath(name).stem}{SIDECAR_SUFFIX}"
    found = remote.read_if_there(beside) if beside != item.url else None
    return source if found is None else replace(source, sidecar=Source(beside, *found))


def sidecar_path(story: Path) -> Path:
    """Return the path of the file that may stand beside a story and say more about it.

    >>> sidecar_path(Path("old/story.v2.txt")).name
    'story.v2.toml'
    """
    return story.with_suffix(SIDECAR_SUFFIX)


def _standard_input() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise UnreadableInput(STDIN, None, "closed: there is nothing to read")
    return _all_of(STDIN, sys.stdin.buffer.read)


def _read(name: str, path: str, *, pipes: bool = False) -> tuple[bytes, float | None]:
    """Return what a file holds, and when it was last changed.

    A pipe is read only where ``pipes`` may be, and has a writer.
    """
    try:
        # Without the flag, to open a pipe waits for somebody who writes to it, for ever if need be.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        handle = os.open(path, flags)
        try:
            status = os.fstat(handle)
            if stat.S_ISREG(status.st_mode):
                return _all_of(name, partial(os.read, handle), status.st_size), status.st_mtime
            if stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
                raise UnreadableInput(name, None, "a device, not a file")
            if stat.S_ISFIFO(status.st_mode):
                _await_writer(name, handle, wanted=pipes)
            # A pipe has no time of its own: what came through it was not changed just now.
            return _all_of(name, partial(os.read, handle)), None
        finally:
            os.close(handle)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingInput(name, None, "no such file") from error
    except OSError as error:
        raise UnreadableInput(name, None, _reason(error)) from error


def _all_of(name: str, read: Callable[[int], bytes], size: int = 0) -> bytes:
    """Return what a file holds; raises InputError where that is more than may be read.

    A pipe does not say beforehand how much will come, and a file may grow while it is read.
    """
    most = limits_held().source
    refuse_over(name, "bytes", size, most, "source")
    parts: list[bytes] = []
    held = 0
    while part := read(size - held + 1 if held < size else AT_ONCE):
        held += len(part)
        if held == size and not parts:  # a file, and all of it: there was room for a byte more
            return part
        parts.append(part)
        refuse_over(name, "bytes and more", held, most, "source")
    return b"".join(parts)


def _await_writer(name: str, pipe: int, *, wanted: bool) -> None:
    """Wait until something comes through a pipe; from then on it is read like a file."""
    import select

    if not wanted:
        raise UnreadableInput(name, None, "a pipe, not a file")
    if not select.select([pipe], [], [], WAIT)[0]:
        raise UnreadableInput(name, None, f"a pipe that nothing came through in {WAIT} seconds")
    os.set_blocking(pipe, True)


def _reason(error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    return f"cannot be read: {(error.strerror or str(error)).lower()}"


def printable(path: Path | str) -> str:
    """Return a path as text that can be printed, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", "replace")
