"""What is released: the manual page, the lowest versions, equal bytes, what is in it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tarfile
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from test_docs import load

from epubify.cli import cli

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TESTED = ("dask", "remote", "watch", "studio", "rtl")
"""Extras whose lowest versions are tested too."""
TOOLS = ("pytest", "pytest-xdist", "hypothesis", "jsonschema", "httpx")
NOT_NAMED = {".git", "epubify", "pyproject.toml", "MANIFEST.in", "PKG-INFO", "setup.cfg"}
"""What goes into a source distribution of itself, is made for it, or is never in it."""

make_man = load(ROOT / "docs" / "make_man.py")
repack = load(ROOT / ".ci" / "repack.py")
licences = load(ROOT / ".ci" / "licences.py")


# ------------------------------------------------------------------------------ manual page


def test_the_manual_page_is_fresh():
    written = make_man.PAGE.read_text(encoding="utf-8").splitlines()
    assert written == list(make_man.page()), "run: python docs/make_man.py"


@pytest.mark.parametrize("name", cli.commands)
def test_the_manual_page_names_every_option(name):
    page = make_man.PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    [part] = re.findall(rf"^\.SH EPUBIFY {name.upper()}\n(.*?)(?=^\.SH )", page, re.M | re.S)
    flags = [flag for one in cli.commands[name].params for flag in one.opts if flag[0] == "-"]
    assert [flag for flag in flags if f"\\fB{flag}\\fR" not in part] == []


def test_the_exit_codes_are_those_of_the_documents():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| (\d+) \| (.+) \|$", page, re.M)) == make_man.EXIT_CODES


def test_the_manual_page_is_one_that_man_reads():
    if not shutil.which("groff"):
        pytest.skip("no groff here")
    command = ["groff", "-man", "-ww", "-Tutf8", "-k", str(make_man.PAGE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "EXIT STATUS" in re.sub(r".\x08", "", done.stdout)


def test_the_manual_page_is_installed():
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert tool["setuptools"]["data-files"] == {"share/man/man1": ["docs/man/epubify.1"]}


# ------------------------------------------------------------------------- lowest versions


def lowest() -> dict[str, Version]:
    """Return the lowest version that each requirement allows."""
    extras = PROJECT["optional-dependencies"]
    asked = [*PROJECT["dependencies"], *(one for name in TESTED for one in extras[name])]
    asked += [one for one in extras["test"] if Requirement(one).name in TOOLS]
    found = {}
    for one in map(Requirement, asked):
        [bound] = [part for part in one.specifier if part.operator == ">="]
        found[one.name.lower()] = Version(bound.version)
    return found


def test_the_lowest_versions_are_those_that_are_tested():
    lines = (ROOT / ".ci" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if not line.startswith("#")]
    assert {name.lower(): Version(version) for name, version in pairs} == lowest()


# -------------------------------------------------------------------------------- archives


def archive(seconds: int, owner: str, mode: int, names: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as made:
        for name in names:
            member = tarfile.TarInfo(name)
            member.pax_headers = {"mtime": f"{seconds}.5"}
            member.mtime, member.uname, member.mode, member.size = seconds, owner, mode, 5
            made.addfile(member, io.BytesIO(b"words"))
    return out.getvalue()


def test_the_same_files_give_the_same_bytes():
    one = repack.repacked(archive(1, "ann", 0o600, "ab"), 1_000_000_000)
    assert one == repack.repacked(archive(2, "bo", 0o664, "ba"), 1_000_000_000)
    with tarfile.open(fileobj=io.BytesIO(one)) as opened:
        found = [(one.name, one.mode, one.mtime, one.uname, one.size) for one in opened]
    assert found == [(name, 0o644, 1_000_000_000, "", 5) for name in "ab"]
    assert one != repack.repacked(archive(1, "ann", 0o600, "ab"), 1_000_000_001)
    assert one != repack.repacked(archive(1, "ann", 0o700, "ab"), 1_000_000_000)


def test_all_of_a_clone_is_in_the_source_distribution():
    """Each folder and file on top is named, so that a new one is not forgotten."""
    lines = (ROOT / "MANIFEST.in").read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if line.split()[0] in {"graft", "include"}]
    named = {name for _, *names in words for name in names}
    ignores = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = {line.strip("/") for line in ignores}
    caches = {path.name for path in ROOT.iterdir() if path.name.endswith(("cache", ".egg-info"))}
    there = {path.name for path in ROOT.iterdir()} - ignored - caches - NOT_NAMED
    assert there <= named
    assert all((ROOT / name).exists() for name in named)


def test_everything_that_is_installed_names_its_licence(capsys):
    licences.main()
    rows = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert rows["click"].endswith("BSD-3-Clause")
    assert "says nothing" not in rows["lxml"]


# --------------------------------------------------------------------------------- scripts

SCRIPTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted((ROOT / ".ci").iterdir())
    if path.is_file() and os.access(path, os.X_OK)
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_one_that_the_shell_reads(name):
    command = ["bash", "-n", str(ROOT / ".ci" / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_every_script_is_called_by_another_one_or_by_a_person():
    """And each part of ``.ci/nightly`` stands in the table of the documents."""
    code = re.sub(r"(?m)^#.*", "", "\n".join(SCRIPTS.values()))
    called = {name for name in SCRIPTS if f" .ci/{name}" in code}
    assert set(SCRIPTS) - called == {"run", "nightly"}
    parts = re.search(r"\{@:-(.+)\}", SCRIPTS["nightly"])[1].split()
    page = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (`.+?`) \| `\.ci/(\w+)`", page, re.M)
    assert {part for names, _ in table for part in re.findall(r"`(\w+)`", names)} == set(parts)
    assert {name for _, name in table} == called


def test_what_is_short_beside_the_tests_is_there():
    text = SCRIPTS["run"]
    [works] = re.findall(r"for work in (.+); do", text)
    assert {"build_site", "release", "fuzz"} <= set(works.split())
    assert all(f"\n{work}() {{\n" in text for work in works.split())
