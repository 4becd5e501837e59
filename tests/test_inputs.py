"""Finding story files, reading them, and telling what book they are of."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from epubify.epub.provenance import EARLIEST, Provenance, same_inputs
from epubify.errors import MissingInput, UnreadableInput, UsageError
from epubify.files.inputs import Input, distinct, find_inputs, read_source
from epubify.model import Source
from epubify.options import Options
from epubify.text.natural_order import natural_key


@pytest.fixture
def tree(tmp_path):
    names = [
        "part 10.txt",
        "part 2.txt",
        "B.TEXT",
        "a.asc",
        "README.txt",
        ".hidden.txt",
        "picture.png",
        "sub/inner.txt",
        "sub/deeper/leaf.txt",
        ".git/story.txt",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Once")
    return tmp_path


def test_a_folder_stands_for_its_stories_in_natural_order(tree):
    found = [str(item.path.relative_to(tree)) for item in find_inputs(str(tree))]
    assert found == [
        "a.asc",
        "B.TEXT",
        "part 2.txt",
        "part 10.txt",
        "sub/deeper/leaf.txt",
        "sub/inner.txt",
    ]


def test_inputs_know_where_in_the_folder_they_lay(tree):
    below = {item.path.name: item.below for item in find_inputs(str(tree))}
    assert Path(below["leaf.txt"]) == Path("sub/deeper")
    assert Path(below["a.asc"]) == Path()


def test_a_named_file_may_be_called_anything(tree):
    assert [item.stem for item in find_inputs(str(tree / "README.txt"))] == ["README"]


def test_all_messages_of_a_maildir_are_taken(tmp_path):
    for name in ("cur/10.M1.host:2,S", "new/9.M1.host", "tmp/8.M1.host", "dovecot.index"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Once")
    found = [item.path.name for item in find_inputs(str(tmp_path))]
    assert found == ["10.M1.host:2,S", "9.M1.host"]


def test_a_folder_without_stories(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"x")
    with pytest.raises(MissingInput, match=r"no story files.*\*\.txt"):
        find_inputs(str(tmp_path))


def test_the_same_file_is_taken_once(tree):
    (tree / "link.txt").symlink_to(tree / "a.asc")
    paths = [tree / "a.asc", tree / "sub" / ".." / "a.asc", tree / "link.txt", tree / "B.TEXT"]
    inputs = [Input(str(path), path) for path in paths]
    assert [item.stem for item in distinct(inputs)] == ["a", "B"]


def test_no_two_inputs_share_a_name(tree):
    inputs = [Input("same", tree / "a.asc"), Input("same", tree / "B.TEXT"), Input("<stdin>")]
    assert [item.name for item in distinct(inputs)] == ["same", "same (2)", "<stdin>"]


@given(st.lists(st.text()))
def test_any_names_can_be_sorted(names):
    once = sorted(names, key=natural_key)
    assert sorted(once, key=natural_key) == once


def test_a_source_has_content_and_time(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"Once\r\n")
    os.utime(file, (1e9, 1e9))
    folder = str(tmp_path)
    source = Source("a", b"Once\r\n", 1e9, folder=folder, root=folder)
    assert read_source(Input("a", file)) == source


def test_what_cannot_be_read(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(MissingInput, match="no such file"):
        read_source(Input("a", tmp_path / "missing"))
    with pytest.raises(MissingInput, match="no such file"):
        read_source(Input("a", tmp_path / "file" / "below"))
    with pytest.raises(UnreadableInput, match="folder"):
        read_source(Input("a", tmp_path))
    with pytest.raises(UnreadableInput, match="device"):
        read_source(Input("a", Path("/dev/null")))


def test_names_that_are_no_unicode_can_be_shown(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_bytes(b"Once")
    except OSError:
        pytest.skip("this file system takes only Unicode names")
    (item,) = find_inputs(str(tmp_path))
    assert item.name.endswith("caf\N{REPLACEMENT CHARACTER}.txt")
    assert read_source(item).data == b"Once"


# --------------------------------------------------------------------------- provenance

SOURCE = Source("a/story.txt", b"Once upon a time", 1e9)


def fingerprint(*sources, options=None):
    record = Provenance()
    for source in sources:
        record.add(source)
    return record.fingerprint(options or Options())


def test_the_same_inputs_have_the_same_fingerprint():
    moved = replace(SOURCE, name="elsewhere/story.txt")
    assert fingerprint(SOURCE) == fingerprint(moved)
    one = Options(enable=frozenset({"a", "b", "c"}))
    other = Options(enable=frozenset({"c", "b", "a"}))
    assert fingerprint(SOURCE, options=one) == fingerprint(SOURCE, options=other)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SOURCE, data=b"Twice upon a time"),
        replace(SOURCE, name="a/other.txt"),
    ],
)
def test_other_content_or_name_is_another_input(changed):
    assert not same_inputs(fingerprint(SOURCE), fingerprint(changed))


def test_time_and_options_change_the_fingerprint_but_not_the_input(tmp_path):
    later = fingerprint(replace(SOURCE, modified=2e9))
    titled = fingerprint(SOURCE, options=Options(title="T"))
    for other in (later, titled):
        assert other != fingerprint(SOURCE)
        assert same_inputs(other, fingerprint(SOURCE))


def test_the_content_of_a_style_sheet_counts(tmp_path):
    sheet = tmp_path / "a.css"
    options = Options(css=sheet, templates=tmp_path)
    sheet.write_text("p {}")
    before = fingerprint(SOURCE, options=options)
    sheet.write_text("h1 {}")
    assert fingerprint(SOURCE, options=options) != before


def test_order_of_sources_counts():
    other = Source("b", b"x")
    assert fingerprint(SOURCE, other) != fingerprint(other, SOURCE)


def test_the_date_is_the_newest_inputs(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    record = Provenance()
    assert record.modified() == EARLIEST
    for time in (1e9, 1.2e9 + 0.5, 1.1e9):
        record.add(replace(SOURCE, modified=time))
    assert record.modified().timestamp() == 1.2e9


def test_source_date_epoch_goes_before_all(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert Provenance().modified().isoformat() == "1970-01-02T00:00:00+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        Provenance().modified()
