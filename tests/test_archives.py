"""Archives of stories: a folder in one file, within limits."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from document_writer import scrivener

import epubify
from epubify.cli import run
from epubify.errors import InputError, MissingInput, UsageError
from epubify.files.inputs import find_inputs, read_source
from epubify.files.listed_order import in_listed_order
from epubify.model.limits import Limits
from epubify.options import Options
from epubify.readers import choose_reader, containers

BINDER = (
    '<BinderItem Type="DraftFolder"><Title>Draft</Title><Children><BinderItem UUID="A1" '
    'Type="Text"><Title>Rain</Title></BinderItem></Children></BinderItem>'
)
FILES = {
    "tales/part 10.txt": b"Ten",
    "tales/part 2.txt": b"Two",
    "README.txt": b"x",
    "picture.png": b"x",
    "__MACOSX/tales/._part 2.txt": b"x",
    ".hidden/a.txt": b"x",
}


def zipped(path: Path, files: dict[str, bytes] = FILES) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in FILES.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


@pytest.mark.parametrize(
    ("name", "make"), [("a.zip", zipped), ("a.htmlz", zipped), ("a.tar.gz", tarred)]
)
def test_an_archive_stands_for_its_stories(tmp_path, name, make):
    found = find_inputs(str(make(tmp_path / name)))
    assert [item.entry for item in found] == ["tales/part 2.txt", "tales/part 10.txt"]
    assert [item.below for item in found] == ["tales", "tales"]
    assert [item.stem for item in found] == ["part 2", "part 10"]
    assert [read_source(item).data for item in found] == [b"Two", b"Ten"]


def test_an_archive_without_stories(tmp_path):
    path = zipped(tmp_path / "a.zip", {"picture.png": b"x"})
    with pytest.raises(MissingInput, match="no story files"):
        find_inputs(str(path))


def test_a_damaged_archive(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "a.tgz").write_bytes(b"\x1f\x8b and no more")
    for name in ("a.zip", "a.tgz"):
        with pytest.raises(InputError, match="is damaged"):
            find_inputs(str(tmp_path / name))


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(entries=1), "has 2 entries"),
        (Limits(bytes=10), "bytes unpacked"),
        (Limits(entry=10), "bytes in a.txt"),
    ],
)
def test_what_is_too_large_is_refused(limits, message):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", b"x" * 20)
        archive.writestr("b.txt", b"y")
    with pytest.raises(InputError, match=message):
        containers.Container("a.zip", held.getvalue(), limits).read("a.txt")


def test_a_bomb_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"x" * 3_000_000)
    with pytest.raises(InputError, match="grows beyond measure"):
        containers.Container("a.zip", held.getvalue()).read("a.txt")


ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]><x>&a;&f;so</x>'


def test_xml_expands_and_fetches_nothing():
    root = containers.parse_xml("a.xml", ENTITY)
    assert "root:" not in "".join(root.itertext())
    with pytest.raises(InputError, match="is damaged"):
        containers.parse_xml("a.xml", b"")


def test_a_list_in_the_folder_is_the_order_of_its_files(tmp_path):
    for name in ("one.md", "two.md", "three.md", "cover.md"):
        (tmp_path / name).write_text("Once")
    (tmp_path / "SUMMARY.md").write_text("# Summary\n\n- [One](one.md)\n- [Three](three.md)\n")
    found = find_inputs(str(tmp_path))
    assert [item.stem for item in found] == ["one", "three", "cover", "two"]
    assert in_listed_order(found[::-1]) == [*found[:2], *found[:1:-1]]
    (tmp_path / "SUMMARY.md").unlink()
    assert [item.stem for item in find_inputs(str(tmp_path))] == ["cover", "one", "three", "two"]
    assert in_listed_order(found) == found


def test_a_scrivener_project_is_one_source(tmp_path):
    folder = tmp_path / "drafts" / "Salt.scriv"
    data = scrivener({"": BINDER, "A1": r"\pard It rained.\par"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    (tmp_path / "drafts" / "a.txt").write_text("It rained.")
    found = find_inputs(str(folder))
    assert [one.path for one in found] == [folder]
    assert [one.path.name for one in find_inputs(str(tmp_path / "drafts"))] == [
        "a.txt",
        "Salt.scriv",
    ]
    first, again = read_source(found[0]), read_source(found[0])
    assert first.data == again.data
    assert choose_reader(first, Options()).name == "scrivener"
    (tmp_path / "Salt.scriv.zip").write_bytes(data)
    [packed] = find_inputs(str(tmp_path / "Salt.scriv.zip"))
    assert choose_reader(read_source(packed), Options()).name == "scrivener"


def test_one_archive_becomes_one_book_where_one_is_named(tmp_path, capsys):
    prose = "It rained all day, and nobody came to the {} but the ferryman.\n"
    parts = {f"t/{n}.txt": prose.format(place) for n, place in enumerate("abcd")}
    path, book = tmp_path / "long.zip", tmp_path / "long.epub"
    files = {**parts, "t/_all.txt": "\n".join(parts.values())}
    zipped(path, {name: text.encode() for name, text in files.items()})
    assert run(["convert", str(path), "-o", str(book)]) == 0
    assert "holds all other parts once more" in capsys.readouterr().err
    with zipfile.ZipFile(book) as archive:
        pages = [archive.read(n).decode() for n in archive.namelist() if n.endswith(".xhtml")]
    assert sum(page.count("nobody came to the c") for page in pages) == 1


def test_an_archive_of_stories_becomes_a_collection(tmp_path, capsys):
    prose = "It rained all day, and nobody came to the {} but the ferryman, who slept.\n"
    parts = {f"stories/{n}.txt": prose.format(place) for n, place in enumerate("abcd")}
    path, book = tmp_path / "from-the-coast.zip", tmp_path / "coast.epub"
    files = {**parts, "stories/_all.txt": "\n".join(parts.values())}
    zipped(path, {name: text.encode() for name, text in files.items()})
    assert run(["convert", str(path), "-o", str(book)]) == 0
    assert "holds all other parts once more" in capsys.readouterr().err
    with zipfile.ZipFile(book) as archive:
        package = archive.read("EPUB/content.opf").decode()
        pages = [name for name in archive.namelist() if name.endswith("-title.xhtml")]
    assert ">From the Coast<" in package
    assert len(pages) == len(parts)


def test_a_limit_is_an_option(tmp_path, capsys):
    path = zipped(tmp_path / "tales.zip")
    assert run(["convert", "--limit", "entries=1", str(path), "-o", str(tmp_path)]) == 3
    assert "no more than 1 are read" in (told := capsys.readouterr().err)
    assert "--limit" in told
    assert run(["convert", "--limit", "pages=1", str(path)]) == 2
    with pytest.raises(UsageError, match="not a limit"):
        epubify.convert(b"It rained.", limits="depth=deep")
