"""Windows and macOS, as far as they can be simulated: names, paths, and what their Python lacks."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from epubify.batches.survey import key_of
from epubify.files.output import safe_name
from epubify.files.paths import LONGEST_PATH, book_path, read_template
from epubify.model import Contributor, Metadata

OUT = PureWindowsPath("C:/books")
TEMPLATES = (
    "",
    "{author}/{title}.epub",
    "{folder}/{series} {series_index:02} - {title}",
    "{stem}",
    "C:/{title}",
    "con/{title}/aux.epub",
    "{language}/{year} ({author_sort})/{title}",
)
ODD = (
    *("con", "CON.txt", "Nul", "com1", "LPT9.tar.gz", "aux .txt", "conin$", "COM¹", "prn:"),
    *("C:\\Windows\\win.ini", "\\\\server\\share\\a", "//server/share/a", "..\\..\\a", "../../a"),
    *("a:b", "story.txt:stream", "a|b", "a?", "a*", "ends in dots...", "ends in space ", "."),
    *("\\\\?\\C:\\a", "\\\\.\\pipe\\a", "~", "-o", "a\x00b", "a\nb", "x" * 400, "漢" * 200),
)
names = st.one_of(st.sampled_from(ODD), st.text(max_size=40))


@pytest.mark.parametrize("template", TEMPLATES)
@given(title=names, author=names, folder=names)
@example(title="CON", author="nul", folder="aux/prn")
def test_a_book_has_a_path_that_windows_takes(template, title, author, folder):
    book = Metadata(title, contributors=(Contributor(author),), series=author, series_index="2")
    path = book_path(template, book, title, folder)
    whole = OUT / PureWindowsPath(path)
    assert whole.is_relative_to(OUT)
    assert ".." not in whole.parts
    assert len(path.encode()) <= LONGEST_PATH
    for part in PureWindowsPath(path).parts:
        assert not PureWindowsPath(part).is_reserved()
        assert not set(part) & set('<>:"/\\|?*')
        assert part == part.rstrip(". ")


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_becomes_one_part_of_a_path(name):
    safe = safe_name(name)
    assert PureWindowsPath(safe).drive == PureWindowsPath(safe).root == ""
    assert len(PureWindowsPath(safe).parts) <= 1
    assert not PureWindowsPath(f"{safe}.epub").is_reserved()


@pytest.mark.parametrize("template", ["C:\\{title}", "\\{title}", "/{title}", "../{title}"])
def test_a_template_that_leads_away_is_refused(template):
    with pytest.raises(ValueError, match="leads out of the output folder"):
        read_template(template)


ALIKE = [
    ("The Ford.epub", "THE FORD.epub"),
    (unicodedata.normalize("NFC", "Café.epub"), unicodedata.normalize("NFD", "Café.epub")),
    ("Straße.epub", "STRASSE.epub"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_are_one_file_elsewhere_count_as_taken(one, other):
    """Windows and macOS tell no capitals apart, and macOS no two ways to write an accent."""
    assert key_of(one) == key_of(other)


WITHOUT = """
import logging, os, shutil, signal, socket, subprocess, sys, tempfile, zipfile
for module in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[module] = None
for home, names in ((os, "fork posix_spawn getuid geteuid mkfifo sched_getaffinity O_NONBLOCK"
        " O_NOFOLLOW O_DIRECTORY O_CLOEXEC fchmod chown statvfs killpg setsid"),
        (signal, "SIGHUP SIGALRM SIGKILL SIGUSR1 SIGPIPE SIGCHLD pthread_sigmask alarm"),
        (socket, "send_fds recv_fds AF_UNIX")):
    for name in names.split():
        delattr(home, name)
from epubify.cli import run
sys.exit(run(sys.argv[1:]))
"""


def test_a_book_is_made_where_there_is_nothing_that_only_unix_has(tmp_path: Path) -> None:
    (tmp_path / "dusk.txt").write_text("Dusk\nby Nina\n\nIt was dark.\n", encoding="utf-8")
    words = ["convert", str(tmp_path / "dusk.txt"), "-o", str(tmp_path / "out"), "--no-cover", "-q"]
    command = [sys.executable, "-c", WITHOUT, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["Nina - Dusk.epub"]
