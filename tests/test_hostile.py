"""Inputs and surroundings that mean harm, or are broken: one clear line, and the rest goes on."""

import errno
import os
import sys
import threading
import zipfile
from pathlib import Path

import click
import pytest

from epubify import cli, pipeline
from epubify.cli import run, terminal
from epubify.decode.binary import describe
from epubify.errors import InputError, UnreadableInput
from epubify.files import inputs
from epubify.files.inputs import Input, find_inputs, read_source
from epubify.options import Options
from epubify.settings.sidecar_reading import read_sidecar

STORY = "The Ferry\nby Ann Bee\n\nThe ferry left at nine, and nobody on the quay looked up.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def pipe():
    os.mkfifo("pipe.txt")
    return Path("pipe.txt")


REFUSED = [
    (["convert", ""], 3, "no name of a file"),
    (["convert", "x" * 300], 3, "no such file"),
    (["convert", "story.txt", "-o", "x" * 300 + ".epub"], 4, "name too long"),
    (["convert", "story.txt", "--encoding", "idna"], 2, "unknown encoding “idna”"),
    (["convert", "story.txt", "--title", "\udcff"], 2, "--title is not text"),
    (["convert", "story.txt", "--css", "/dev/zero"], 2, "a pipe or a device"),
    (["convert", "story.txt", "--css", "pipe.txt"], 2, "a pipe or a device"),
    (["convert", "story.txt", "--cover", "pipe.txt"], 2, "a pipe or a device"),
    (["convert", "story.txt", "-o", "pipe.epub"], 4, "exists, and was not made by epubify"),
    (
        ["anthology", "story.txt", "--title", "Two", "-o", "pipe.epub"],
        4,
        "exists, and was not made by epubify",
    ),
    (["cover", "story.txt", "-o", "pipe.png"], 4, "exists"),
    (["convert", "story.txt", "--date", "2003-02-29"], 2, "is not a date"),
    (["convert", "a\x1b[2Jb"], 3, "a<1B>[2Jb: no such file"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), REFUSED)
def test_what_is_refused_is_one_clear_line(pipe, capsys, arguments, code, said):
    os.mkfifo("pipe.epub")
    os.mkfifo("pipe.png")
    assert run(arguments) == code
    out, err = capsys.readouterr()
    assert said in err
    assert (out, err.count("Traceback"), "\x1b" in err) == ("", 0, False)
    there = sorted(path.name for path in Path().iterdir())
    assert there == ["pipe.epub", "pipe.png", "pipe.txt", "story.txt"]


def test_a_pipe_that_nobody_writes_to_is_not_waited_for_long(pipe, monkeypatch):
    monkeypatch.setattr(inputs, "WAIT", 0)
    with pytest.raises(UnreadableInput, match="nothing came through"):
        read_source(Input("pipe.txt", pipe))


def test_a_pipe_that_somebody_writes_to_is_read(pipe):
    writer = threading.Thread(target=pipe.write_bytes, args=(b"words",))
    writer.start()
    assert read_source(Input("pipe.txt", pipe)).data == b"words"
    writer.join()


def test_a_pipe_in_a_folder_fails_alone(pipe, capsys):
    assert run(["convert", ".", "-o", "books", "-q"]) == 1
    assert capsys.readouterr().err == "epubify: pipe.txt: a pipe, not a file\n"
    assert [path.name for path in Path("books").iterdir()] == ["Ann Bee - The Ferry.epub"]


def test_a_closed_folder_fails_alone(monkeypatch):
    Path("closed").mkdir()
    listed = os.scandir

    def scandir(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [one.name for one in find_inputs(".")] == ["closed", "story.txt"]
    with pytest.raises(UnreadableInput, match="closed: cannot be read: permission denied"):
        find_inputs("closed")


def test_a_link_that_leads_to_its_own_folder_is_not_followed():
    Path("tree", "below").mkdir(parents=True)
    Path("tree", "a.txt").write_text(STORY, encoding="utf-8")
    Path("tree", "below", "up").symlink_to(Path("..").resolve(), target_is_directory=True)
    Path("tree", "round").symlink_to("round")
    Path("tree", "here").symlink_to(".", target_is_directory=True)
    assert [one.name for one in find_inputs("tree")] == ["tree/a.txt"]


@pytest.mark.parametrize("target", ["nowhere.txt", "a.txt"], ids=["to nothing", "to itself"])
def test_a_link_that_leads_nowhere_fails_alone(capsys, target):
    Path("a.txt").symlink_to(target)
    assert run(["convert", ".", "-o", "books", "-q", "--no-cover"]) == 1
    assert capsys.readouterr().err.startswith("epubify: a.txt: ")
    assert [path.name for path in Path("books").iterdir()] == ["Ann Bee - The Ferry.epub"]


def test_a_file_that_vanishes_after_its_folder_was_listed_fails_alone(monkeypatch, capsys):
    Path("a.txt").write_text(STORY, encoding="utf-8")
    Path("a.toml").write_text("title = 'x'\n", encoding="utf-8")
    listed = find_inputs(".")
    Path("a.txt").unlink()
    monkeypatch.setattr("epubify.cli.request.find_inputs", lambda _: listed)
    assert run(["convert", ".", "-o", "books", "-q", "--no-cover"]) == 1
    assert capsys.readouterr().err.startswith("epubify: a.txt: no such file")
    assert [path.name for path in Path("books").iterdir()] == ["Ann Bee - The Ferry.epub"]


@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.ENOENT, "no such file"), (errno.EIO, "input/output error"), (errno.EISDIR, "a folder")],
)
def test_a_file_that_goes_while_it_is_read_is_one_line(monkeypatch, code, said):
    def lost(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(inputs, "_all_of", lost)
    with pytest.raises(InputError, match=rf"^story\.txt: [^\n]*{said}[^\n]*$"):
        read_source(Input("story.txt", Path("story.txt")))


@pytest.mark.parametrize("size", [0, 9, 10**6], ids=["grown", "grown in part", "shrunk"])
def test_a_file_that_changes_while_it_is_read_is_read_to_its_end(size):
    with Path("story.txt").open("rb") as file:
        assert inputs._all_of("story.txt", file.read, size) == STORY.encode()


def test_no_pipe_is_read_to_which_stdin_does_not_lead(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["convert", "-"]) == 3
    assert capsys.readouterr().err == "epubify: <stdin>: closed: there is nothing to read\n"


# --------------------------------------------------------------------------------- printing


def test_work_goes_on_where_nobody_reads_what_is_printed(monkeypatch):
    def gone(*_, **__):
        raise BrokenPipeError

    Path("two").mkdir()
    for name in "ab":
        Path("two", f"{name}.txt").write_text(STORY.replace("Ferry", name), encoding="utf-8")
    monkeypatch.setattr(click, "echo", gone)
    monkeypatch.setattr(terminal, "silence", lambda _: None)
    assert run(["convert", "two", "-o", "books"]) == 0
    assert len(list(Path("books").iterdir())) == 2


def test_results_without_a_stdout_are_made(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert run(["convert", "story.txt", "-o", "a.epub"]) == 0
    assert Path("a.epub").is_file()


def test_a_full_disk_behind_stdout_is_no_bug(monkeypatch, capsys):
    def full():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cli, "_flush", full)
    assert run(["inspect", "story.txt"]) == 4
    assert capsys.readouterr().err == "epubify: the system says: no space left on device\n"


def test_commands_print_through_one_place():
    """Else a name could command the terminal."""
    files = Path(cli.__file__).parent.glob("*.py")
    calling = {file.name for file in files if "click.echo(" in file.read_text(encoding="utf-8")}
    assert calling == {"terminal.py"}


# ------------------------------------------------------------------------------ one of many


def test_a_crash_on_one_story_does_not_end_an_anthology(monkeypatch, capsys):
    read = pipeline.read_story

    def crash(source, options, report):
        if source.name == "bad.txt":
            raise StopIteration
        return read(source, options, report)

    Path("bad.txt").write_text(STORY, encoding="utf-8")
    monkeypatch.setattr(pipeline.draft, "__defaults__", (*pipeline.draft.__defaults__[:-1], crash))
    code = run(["anthology", "bad.txt", "story.txt", "--title", "All", "-o", "all.epub"])
    assert code == 1
    assert "bad.txt: this is a bug in epubify: StopIteration" in capsys.readouterr().err
    assert Path("all.epub").is_file()


def test_a_crash_on_one_book_does_not_end_a_check(monkeypatch, capsys):
    import epubify.cli.check_command as command

    def examine(path, _, __):
        if path.name == "bad.epub":
            raise KeyError("x")
        return real(path)

    real = command.examine
    monkeypatch.setattr("epubify.checks.run_epubcheck", lambda _: [])
    assert run(["convert", "story.txt", "-o", "good.epub", "-q"]) == 0
    monkeypatch.setattr(command, "examine", examine)
    assert run(["check", "bad.epub", "good.epub"]) == 1
    out, err = capsys.readouterr()
    assert "bad.epub: this is a bug in epubify" in err
    assert "good.epub: good" in out


@pytest.mark.parametrize("word", ["BZh", "ID3", "GIF89a", "GIF87a", "wOFF", "AT&TFORM", "ITOLITLS"])
def test_a_story_may_begin_with_a_word_that_marks_a_format(word):
    text = f"{word} was what she called him, and nobody knew why.\n"
    assert describe(text.encode()) is None
    assert describe(word.encode() + b"\x01\x02\0\0") is not None


def test_a_bomb_is_not_unpacked(tmp_path):
    from epubify.checks import check_book
    from epubify.model.limits import holding

    book = tmp_path / "bomb.epub"
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", " " * 5000)
    with holding({"entry=4000"}):
        assert "C081" in [found.code for found in check_book(book)]
    with holding({"book=4000"}):
        [found] = check_book(book)
    assert (found.code, "5,020 bytes when unpacked" in found.message) == ("C081", True)


# ---------------------------------------------------------------------------------- options


def test_blank_options_say_nothing():
    blank = Options(title=" ", authors=("", " "), subjects=("", "sea"), publisher="")
    assert (blank.title, blank.authors, blank.subjects) == ("", (), ("sea",))
    assert dict.fromkeys(blank.metadata().entries()) == {"subjects": None}


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000], ids=["deep", "long"])
def test_toml_that_overtaxes_its_parser(capsys, value):
    Path("story.toml").write_text(f"title = {value}", encoding="utf-8")
    assert run(["convert", "story.txt"]) == 3
    err = capsys.readouterr().err
    assert err.startswith("epubify: story.toml: a number too long, or lists too deep")


@pytest.mark.parametrize("line", ["limit = 'entries=9'", "trust_sidecars = true"])
def test_what_comes_with_a_story_loosens_nothing(capsys, line):
    Path("story.toml").write_text(line, encoding="utf-8")
    assert run(["convert", "story.txt"]) == 3
    assert capsys.readouterr().err.startswith("epubify: story.toml:1: unknown key")


OUTSIDE = ["css = '../secret'", "cover = '/etc/hostname'", "templates = '..'"]


@pytest.mark.parametrize("line", OUTSIDE)
def test_a_sidecar_puts_no_other_file_into_a_book(folder, capsys, line):
    Path("secret").write_text("p { color: red }", encoding="utf-8")
    Path("below").mkdir()
    Path("below", "story.txt").write_text(STORY, encoding="utf-8")
    Path("below", "story.toml").write_text(f"title = 'x'\n{line}\n", encoding="utf-8")
    assert run(["convert", "below/story.txt", "-o", "a.epub"]) == 3
    err = capsys.readouterr().err
    assert err.startswith(f"epubify: below/story.toml:2: {line.split()[0]}: ")
    assert "lies outside the folder of the sidecar; move it there, or allow" in err
    assert "--trust-sidecars" in err
    assert not Path("a.epub").exists()


def test_a_sidecar_that_is_trusted_names_what_it_likes():
    Path("secret.css").write_text("p { color: red }", encoding="utf-8")
    Path("below").mkdir()
    Path("below", "story.txt").write_text(STORY, encoding="utf-8")
    Path("below", "story.toml").write_text("css = '../secret.css'\n", encoding="utf-8")
    assert run(["convert", "below/story.txt", "-o", "a.epub", "--trust-sidecars", "-q"]) == 0


def test_a_link_out_of_the_folder_is_outside(folder):
    from epubify.model import Source

    Path("below").mkdir()
    Path("below", "look.css").symlink_to(folder / "story.txt")
    [error] = read_sidecar(Source("below/story.toml", b"css = 'look.css'")).outside
    assert error.line == 1


@pytest.mark.parametrize("arguments", [["-o", "books"], ["-o", "books/Ann Bee - The Ferry.epub"]])
def test_a_refusal_names_the_input_before_the_target(capsys, arguments):
    Path("books").mkdir()
    Path("books", "Ann Bee - The Ferry.epub").write_text("no book", encoding="utf-8")
    assert run(["convert", "story.txt", *arguments, "--no-cover"]) == 4
    err = capsys.readouterr().err
    assert err.startswith("epubify: story.txt: books/Ann Bee - The Ferry.epub: exists")
