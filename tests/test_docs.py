"""The documents are what the code says: generated parts are fresh, findings are described."""

from __future__ import annotations

import importlib.util
import re
import string
import sys
from pathlib import Path
from types import ModuleType

import pytest

from epubify import repair, typography
from epubify.checks import CODES
from epubify.cli import cli
from epubify.report import described

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))


def load(path: Path) -> ModuleType:
    """Return a script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = load(ROOT / "docs" / "generate.py")


@pytest.mark.usefixtures("one_epubcheck", "no_processes")
@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_generated_parts_are_fresh(path):
    written = path.read_text(encoding="utf-8")
    assert generate.renewed(path) == written, "run: python docs/generate.py"


def test_every_generated_part_stands_in_a_document():
    told = re.findall("<!-- generated: ([a-z-]+) -->", "".join(map(text_of, DOCS)))
    assert sorted(told) == sorted(generate.PARTS)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_a_stale_part_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# T\n<!-- generated: habits -->\nstale text\n<!-- end -->\n", encoding="utf-8")
    renewed = generate.renewed(page)
    assert "stale text" not in renewed
    assert renewed.startswith("# T\n<!-- generated: habits -->\n| habit ")
    assert renewed.endswith("<!-- end -->\n")


def test_an_example_is_run_where_the_seeds_are(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```console\n$ ls seeds | head -1\nold\n```\n", encoding="utf-8")
    assert generate.renewed(page) == "```console\n$ ls seeds | head -1\n0007_a91c3e5d.txt\n```\n"


@pytest.mark.parametrize("tail", ["", " 2>&1 >/dev/null | cat || echo failed"])
def test_an_example_prints_what_the_program_prints(tmp_path, tail):
    """Examples run in this process, the program in one of its own."""
    command = f"inspect 'no such file.txt' /dev/null{tail}"
    real = generate.run(["bash", "-c", f"{sys.executable} -m epubify {command}"], str(tmp_path))
    assert generate.output_of(f"epubify {command}", str(tmp_path)) == generate.trimmed(real) != ""


# ------------------------------------------------------------------------------- findings


def test_every_finding_is_described_and_no_other():
    given = {key for key, entry in described().items() if not entry.get("unused")}
    assert generate.reported_codes() - set(CODES) == given


def test_every_finding_of_a_check_is_described():
    used = {code for code in generate.reported_codes() if code.startswith("C")}
    assert used <= set(CODES)


@pytest.mark.parametrize("key", described())
def test_a_finding_says_what_it_means_and_what_to_do(key):
    entry = described()[key]
    assert key[0] in generate.STAGES
    assert entry["title"][0] in string.ascii_lowercase + "U"
    assert entry["meaning"].endswith((".", "?"))
    assert entry["advice"]


# ---------------------------------------------------------------------------- all documented


def test_every_rule_is_documented():
    page = text_of(ROOT / "docs" / "rules.md")
    for rule in (*repair.RULES, *typography.RULES):
        assert f"\n### {rule.name}\n" in page


@pytest.mark.parametrize("name", cli.commands)
def test_every_option_is_documented(name):
    page = text_of(ROOT / "docs" / "cli.md")
    [section] = re.findall(rf"\n## epubify {name}\n(.*?)(?=\n## |\Z)", page, re.DOTALL)
    names = [name for one in cli.commands[name].params for name in one.opts if name[0] == "-"]
    assert [name for name in names if name not in section] == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text_of(path))
    assert [one for one in links if "://" not in one and not (path.parent / one).exists()] == []


def test_the_readme_names_every_document():
    readme = text_of(ROOT / "README.md")
    assert [path.name for path in DOCS if f"docs/{path.name})" not in readme] == []


@pytest.mark.parametrize(
    "row", re.findall(r"^\| `.+$", text_of(ROOT / "docs" / "how-it-works.md"), re.M)
)
def test_the_rooms_hold_what_to_begin_with(row):
    """Each module that the walk through the rooms names stands in one of the rooms of its row."""
    rooms, *_, first = (cell for cell in row.split("|") if cell.strip())
    found = re.findall(r"`([\w/]+\.py)`", first)
    folders = [
        ROOT / "epubify",
        *(ROOT / "epubify" / name for name in re.findall(r"`(\w+)/?`", rooms)),
    ]
    lost = [name for name in found if not any((folder / name).exists() for folder in folders)]
    assert lost == []
