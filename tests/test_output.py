"""Names that are safe everywhere, and files that appear whole or not at all."""

import errno
import os
import sys
import unicodedata
import zipfile

import pytest
from case_files import row_params
from hypothesis import given
from hypothesis import strategies as st

from epubify.errors import OutputError, OutputLost
from epubify.files.inputs import Input
from epubify.files.output import (
    LONGEST,
    Names,
    book_name,
    is_current,
    locked_file,
    read_existing,
    refuse_to_destroy,
    remove_strays,
    replacing,
    safe_name,
    unwritable,
)
from epubify.model import Contributor, Metadata

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="p.opf"/></rootfiles></container>"""

PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf"><metadata>
<identifier xmlns="http://purl.org/dc/elements/1.1/">{identifier}</identifier>
<meta property="epubify:fingerprint">{fingerprint}</meta></metadata></package>"""


def book(path, identifier="urn:x:1", fingerprint="aa-11"):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("p.opf", PACKAGE.format(identifier=identifier, fingerprint=fingerprint))
    return path


@pytest.mark.parametrize(("title", "name"), row_params("cli", "names"))
def test_safe_name(title, name):
    assert safe_name(title) == name


@given(st.text())
def test_any_text_becomes_a_safe_name(text):
    name = safe_name(text)
    assert len(name.encode()) <= LONGEST + 1
    assert not set(name) & set('<>:"/\\|?*')
    assert all(unicodedata.category(c) not in {"Cc", "Cs"} for c in name)
    assert name == name.strip().rstrip(".")
    assert not name.startswith((".", "-"))
    assert unicodedata.is_normalized("NFC", name)


@given(st.text())
def test_a_safe_name_is_safe_already(text):
    assert safe_name(safe_name(text)) == safe_name(text)


def test_long_names_are_cut_at_a_word():
    assert safe_name("The Very Long Road", 15) == "The Very Long"
    assert safe_name("Donaudampfschifffahrt", 10) == "Donaudampf"
    assert safe_name("é" * 10, 5) == "éé"


@given(st.text(), st.lists(st.text(), max_size=3), st.text(), st.sampled_from(["", "2", "1.5"]))
def test_any_metadata_gives_a_name(title, authors, series, index):
    people = tuple(Contributor(name) for name in authors)
    name = book_name(
        Metadata(title=title, contributors=people, series=series, series_index=index), "x"
    )
    assert name
    assert len(f"{name} (2).epub".encode()) <= 255


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        (Metadata("Dusk", contributors=(Contributor("A"), Contributor("B"))), "A & B - Dusk"),
        (Metadata("Dusk", contributors=tuple(map(Contributor, "ABC"))), "A and others - Dusk"),
        (Metadata("Dusk", contributors=(Contributor("E", "edt"),)), "Dusk"),
        (Metadata("Dusk", series="Days"), "Dusk"),
        (Metadata("Dusk", series="Days", series_index="2"), "Days 2 - Dusk"),
        (Metadata(), "old story"),
    ],
)
def test_book_name(metadata, name):
    assert book_name(metadata, "old story") == name


def test_names_of_one_run_never_collide(tmp_path):
    names = Names()
    given_out = [names.unique(tmp_path / name) for name in ("a.epub", "A.epub", "a (2).epub")]
    assert len({str(path).casefold() for path in given_out}) == 3
    assert names.unique(tmp_path / "sub" / "a.epub") == tmp_path / "sub" / "a.epub"


# ------------------------------------------------------------------------------ writing


def test_a_file_takes_its_place_when_it_is_finished(tmp_path):
    target = tmp_path / "new" / "deep" / "book.epub"
    with replacing(target) as file:
        file.write_bytes(b"done")
        assert not target.exists()
        assert file.parent == target.parent
    assert target.read_bytes() == b"done"
    assert [p.name for p in target.parent.iterdir()] == ["book.epub"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_failure_leaves_nothing(tmp_path, error):
    with pytest.raises(error), replacing(tmp_path / "new" / "deep" / "book.epub") as file:
        file.write_bytes(b"half")
        raise error
    assert list(tmp_path.iterdir()) == []


def test_failure_leaves_the_older_file(tmp_path):
    target = tmp_path / "book.epub"
    target.write_bytes(b"old")
    with pytest.raises(ValueError, match="no"), replacing(target) as file:
        file.write_bytes(b"new")
        raise ValueError("no")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["book.epub"]


def test_a_target_below_a_file_is_an_output_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"), replacing(tmp_path / "file" / "b"):
        raise AssertionError("never reached")


def test_permissions_are_those_of_any_new_file(tmp_path):
    (tmp_path / "plain").write_text("x")
    with replacing(tmp_path / "book.epub") as file:
        file.write_text("x")
    assert (tmp_path / "book.epub").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(sys.platform == "win32", reason="there files cannot be locked")
def test_strays_go_unless_whoever_makes_them_is_alive(tmp_path):
    dead = [".epubify-00ff.epub", ".epubify-00ff00ff-7-aa.epub", ".epubify-22bb22bb.lock"]
    alive = [".epubify-11aa11aa.lock", ".epubify-11aa11aa-7-aa.epub"]
    for name in (*dead, alive[1], "book.epub"):
        (tmp_path / name).write_text("x")
    guard = locked_file(tmp_path / alive[0])
    with replacing(tmp_path / "new.epub") as unfinished:
        unfinished.write_text("x")
        remove_strays(tmp_path)
        there = {path.name for path in tmp_path.iterdir()}
        assert there == {*alive, unfinished.name, "book.epub"}
    os.close(guard)
    remove_strays(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"book.epub", "new.epub"}


def test_without_locks_only_old_strays_go(tmp_path, monkeypatch):
    monkeypatch.setattr("epubify.files.output.fcntl", None)
    for name in (".epubify-00ff.epub", ".epubify-22bb.epub"):
        (tmp_path / name).write_text("x")
    os.utime(tmp_path / ".epubify-00ff.epub", (1e9, 1e9))
    remove_strays(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".epubify-22bb.epub"]
    with replacing(tmp_path / "new.epub") as file:
        file.write_text("x")
    assert (tmp_path / "new.epub").read_text() == "x"


@pytest.mark.parametrize(("code", "kind"), [("ENOSPC", OutputLost), ("EACCES", OutputError)])
def test_a_fault_of_the_place_is_told_from_one_of_the_file(code, kind):
    number = getattr(errno, code)
    error = unwritable("a.epub", OSError(number, os.strerror(number)))
    assert type(error) is kind
    assert str(error).startswith("a.epub: cannot be written: ")


# ----------------------------------------------------------------------- what is there


def test_a_book_says_what_it_is(tmp_path):
    there = read_existing(book(tmp_path / "b.epub"))
    assert there is not None
    assert (there.identifier, there.fingerprint) == ("urn:x:1", "aa-11")
    assert is_current(tmp_path / "b.epub", "aa-11")
    assert not is_current(tmp_path / "b.epub", "aa-22")


def test_what_epubify_did_not_make_says_nothing(tmp_path):
    (tmp_path / "text").write_text("no book")
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        archive.writestr("x", "y")
    with zipfile.ZipFile(tmp_path / "foreign", "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("p.opf", "<package xmlns='http://www.idpf.org/2007/opf'/>")
    for name in ("text", "zip", "foreign", "missing"):
        assert read_existing(tmp_path / name) is None


def refuse(path, inputs=(), force=False):
    refuse_to_destroy(path, "aa-11", "urn:x:1", inputs, force=force)


def test_a_newer_self_may_replace_a_book(tmp_path):
    refuse(tmp_path / "missing.epub")
    refuse(book(tmp_path / "a.epub", fingerprint="bb-22"))
    refuse(book(tmp_path / "b.epub", identifier="urn:x:2", fingerprint="aa-22"))


def test_any_other_file_is_refused_without_force(tmp_path):
    other = book(tmp_path / "b.epub", identifier="urn:x:2", fingerprint="bb-22")
    foreign = tmp_path / "c.epub"
    foreign.write_text("precious")
    for path in (other, foreign):
        with pytest.raises(OutputError, match="the option force replaces it"):
            refuse(path)
        refuse(path, force=True)


def test_inputs_and_folders_are_refused_even_with_force(tmp_path):
    source = tmp_path / "story.epub"
    source.write_text("Once")
    (tmp_path / "link.epub").symlink_to(source)
    for path in (source, tmp_path / "link.epub"):
        with pytest.raises(OutputError, match="never overwritten"):
            refuse(path, [Input("story", source)], force=True)
    with pytest.raises(OutputError, match="folder"):
        refuse(tmp_path, force=True)
