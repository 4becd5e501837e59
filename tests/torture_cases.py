"""Bad inputs as data: how their bytes are made, what is tried with them, what must come of it.

A table of ``tests/torture/*.toml`` is a case. ``make`` is a text in which ``⟨=*16000⟩`` is a sign
16,000 times and ``⟨ff fe⟩`` are bytes; ``sample`` is instead a sound file of a form, ``entry``
changes one file within it, and ``then`` names what is done to the bytes in the end. ``as`` says
what they are: a story, its sidecar, a style sheet, a cover, a font, a template, a manifest, a
finished book;
``name`` is what a story is called and ``options`` are given with it.

What is expected: ``"book"``, else how the one line begins that refuses it. ``title``, ``authors``,
``has`` and ``lacks`` say more of a book, ``findings`` what its own check may say, ``codes`` what it
finds in a book that was given to it.
"""

from __future__ import annotations

import io
import re
import struct
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from document_writer import packed, zipped
from test_forms import SAMPLES

import epubify
from epubify.batches.manifest import load_manifest
from epubify.batches.manifest_plan import plan_manifest
from epubify.batches.plan import PlanRequest
from epubify.checks import check_book
from epubify.errors import EpubifyError
from epubify.model import Source

FOLDER = Path(__file__).parent / "torture"
STORY = "The Ferry\nby Ann Bee\n\nThe ferry left at nine, and nobody on the quay looked up.\n"
MADE = re.compile(r"⟨([^⟨⟩]*)⟩")
HARMFUL = re.compile(
    rb"<script|=\s*[\"'][^\"'<>]*(?:java|vb)script:|<iframe|<object|<embed|<form|@import|expression\("
    rb"|<[a-z]+[^<>]*?\son[a-z]+\s*=|(?:src|data|poster)\s*=\s*[\"'](?:https?:|//|file:)"
    rb"|url\(\s*[\"']?(?:https?:|//|file:)|<!ENTITY|<\?xml-stylesheet",
    re.IGNORECASE,
)
"""What no book may hold, whatever came in: what runs, fetches, or leads out."""
SHOWN = (".xhtml", ".css", ".svg", ".opf", ".ncx")
NOT_CHECKED = {"C033", "C023"}
"""Findings that say nothing here: the books are made without covers, in whatever language."""


@dataclass(frozen=True)
class TortureCase:
    """One bad input."""

    file: str
    name: str
    said: Mapping[str, Any]

    @property
    def expected(self) -> str:
        return str(self.said.get("expect", ""))


@dataclass
class Result:
    """What came of it."""

    told: str
    """``book``, else the message of the error."""
    title: str = ""
    authors: tuple[str, ...] = ()
    book: Path | None = None
    codes: list[str] = field(default_factory=list)

    def texts(self) -> dict[str, bytes]:
        assert self.book
        with zipfile.ZipFile(self.book) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def said_shortly(result: Result) -> str:
    """Return the beginning of what came of a case, as the tables have it."""
    return result.told.split(";")[0].split("\n")[0][:100]


def torture_cases() -> list[TortureCase]:
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        found += [TortureCase(file.stem, name, said) for name, said in tables.items()]
    return found


# ------------------------------------------------------------------------- bytes by recipe


def bytes_of(case: TortureCase) -> bytes:
    said = case.said
    if "sample" in said:
        data = SAMPLES[said["sample"]]
    elif "files" in said:
        data = zipped({expanded(n).decode(): expanded(text) for n, text in said["files"].items()})
    else:
        text = expanded(said["make"], said.get("encoding", "utf-8"))
        data = packed(f"a.{said['pack']}", text.decode()) or b"" if "pack" in said else text
    for entry, change in said.get("entry", {}).items():
        data = with_entry(data, entry, change)
    for step in said.get("then", []):
        name, *arguments = step.split(" ")
        data = STEPS[name](data, *arguments)
    return data


def expanded(text: str, encoding: str = "utf-8") -> bytes:
    """Return the bytes that a text of a case stands for."""
    pieces, last = [], 0
    for found in MADE.finditer(text):
        pieces.append(text[last : found.start()].encode(encoding))
        sign, _, times = found[1].rpartition("*")
        pieces.append((sign.encode(encoding) * int(times)) if sign else bytes.fromhex(found[1]))
        last = found.end()
    return b"".join([*pieces, text[last:].encode(encoding)])


def with_entry(data: bytes, name: str, change: Any) -> bytes:
    """Return a container with an entry that is new, or ``[old, new]`` in it changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {one: archive.read(one) for one in archive.namelist()}
    if isinstance(change, str):
        entries[name] = expanded(change)
    else:
        old, new = change
        assert old.encode() in entries[name], (name, old)
        entries[name] = entries[name].replace(old.encode(), expanded(new), 1)
    return zipped(entries)


def cut(data: bytes, share: str) -> bytes:
    return data[: int(len(data) * float(share))]


def without(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({one: archive.read(one) for one in archive.namelist() if one != name})


def doubled(data: bytes, name: str) -> bytes:
    """Return a container that has an entry twice, the second time empty."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.NameToInfo.pop(name, None)  # or it would warn
        archive.writestr(zipfile.ZipInfo(name), b"")
    return out.getvalue()


def field_of_heads(data: bytes, offset: int, value: bytes) -> bytes:
    """Return a container with a field of its local heads, and of its directory, set."""
    made = bytearray(data)
    for mark, shift in ((b"PK\3\4", 0), (b"PK\1\2", 2)):
        at = made.find(mark)
        while at >= 0:
            made[at + offset + shift : at + offset + shift + len(value)] = value
            at = made.find(mark, at + 4)
    return bytes(made)


STEPS: dict[str, Callable[..., bytes]] = {
    "cut": cut,
    "without": without,
    "double": doubled,
    "encrypt": lambda data: field_of_heads(data, 6, b"\x01\x00"),
    "method": lambda data, number: field_of_heads(data, 8, struct.pack("<H", int(number))),
    "crc": lambda data: field_of_heads(data, 14, b"\x01\x02\x03\x04"),
    "size": lambda data, size: field_of_heads(data, 22, struct.pack("<I", int(size))),
    "packed_size": lambda data, size: field_of_heads(data, 18, struct.pack("<I", int(size))),
    "name_length": lambda data, n: field_of_heads(data, 26, struct.pack("<H", int(n))),
    "before": lambda data, text: expanded(text) + data,
    "after": lambda data, text: data + expanded(text),
    "reversed": lambda data: data[::-1],
    "zeroed": lambda data, a, b: data[: int(a)] + bytes(int(b) - int(a)) + data[int(b) :],
    "every": lambda data, n, byte: bytes(
        int(byte, 16) if i % int(n) == int(n) - 1 else b for i, b in enumerate(data)
    ),
}  # fmt: skip


# ------------------------------------------------------------------------ what is tried


def attempt(case: TortureCase, folder: Path) -> Result:
    """Try a case in an empty folder; what is no error of epubify's own is raised."""
    said, data = case.said, bytes_of(case)
    kind = said.get("as", "story")
    try:
        return TRIED[kind](data, folder, said)
    except EpubifyError as error:
        return Result(str(error).replace(str(folder), ""))


def as_story(data: bytes, folder: Path, said: Mapping[str, Any]) -> Result:
    name = expanded(said.get("name", "a.txt")).decode("utf-8", "replace")
    return converted(Source(name, data), folder, said)


def as_sidecar(data: bytes, folder: Path, said: Mapping[str, Any]) -> Result:
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    sidecar = Source("a.toml", data)
    return converted(
        Source("a.txt", STORY.encode(), sidecar=sidecar, folder=str(folder)), folder, said
    )


def as_file(option: str, name: str) -> Callable[[bytes, Path, Mapping[str, Any]], Result]:
    """Return what gives the bytes as a file that an option names."""

    def tried(data: bytes, folder: Path, said: Mapping[str, Any]) -> Result:
        file = folder / said.get("file", name)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
        given = file.parent if option == "templates" else file
        return converted(Source("a.txt", STORY.encode()), folder, said, **{option: given})

    return tried


def converted(source: Source, folder: Path, said: Mapping[str, Any], **more: Any) -> Result:
    options = {n: expanded(text).decode() for n, text in said.get("options", {}).items()}
    edition = epubify.convert(source, **{"no_cover": "cover" not in more, **options, **more})
    book = folder / "made.epub"
    edition.save(book)
    found = [one.code for one in check_book(book)]
    return Result("book", edition.title, edition.authors, book, found)


def as_manifest(data: bytes, folder: Path, said: Mapping[str, Any]) -> Result:
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "library.toml").write_bytes(data)
    plan = plan_manifest(load_manifest(folder / "library.toml"), PlanRequest())
    del said
    wrong = [str(job.refused) for job in plan.jobs if job.refused]
    return Result(wrong[0] if wrong else f"plan of {len(plan.jobs)}")


def as_book(data: bytes, folder: Path, said: Mapping[str, Any]) -> Result:
    book = folder / "given.epub"
    book.write_bytes(data)
    del said
    found = check_book(book)
    return Result("checked", codes=sorted({one.code for one in found}))


TRIED = {
    "story": as_story,
    "sidecar": as_sidecar,
    "css": as_file("css", "a.css"),
    "cover": as_file("cover", "a.png"),
    "font": as_file("fonts", "a.ttf"),
    "template": as_file("templates", "templates/chapter.xhtml"),
    "manifest": as_manifest,
    "check": as_book,
}


def faults(case: TortureCase, result: Result) -> list[str]:
    """Return how a result differs from what must come of any case, and of this one."""
    said, wrong = case.said, []
    if ("\n" in result.told and " where: " not in result.told) or "bug in epubify" in result.told:
        wrong.append(f"no clear line: {result.told!r}")
    if not result.told.startswith(case.expected) or not case.expected:
        wrong.append(f"came to {result.told!r}")
    if "codes" in said and result.codes != said["codes"]:
        wrong.append(f"the check found {result.codes}")
    if result.book is None:
        return wrong
    texts = result.texts()
    wrong += [
        f"unclean: {code}"
        for code in result.codes
        if code not in NOT_CHECKED | set(said.get("findings", ()))
    ]
    wrong += [
        f"{name} holds {found[0]!r}"
        for name, text in texts.items()
        if name.endswith(SHOWN) and (found := HARMFUL.search(text))
    ]
    wrong += [
        f"entry {name!r}" for name in texts if ".." in name or name.startswith("/") or "\\" in name
    ]
    together = b"\n".join(texts.values())
    if str(result.book.parent).encode() in together:
        wrong.append("a path of the machine is in the book")
    wrong += [f"lacks {text!r}" for text in said.get("has", ()) if text.encode() not in together]
    wrong += [f"has {text!r}" for text in said.get("lacks", ()) if text.encode() in together]
    if "title" in said and result.title != said["title"]:
        wrong.append(f"title {result.title!r}")
    if "authors" in said and list(result.authors) != said["authors"]:
        wrong.append(f"authors {result.authors}")
    return wrong
