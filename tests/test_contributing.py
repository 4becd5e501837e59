"""What ``docs/contributing.md`` says is true: the places exist, and adding there is enough."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

import epubify
from epubify import readers, repair, typography
from epubify.cover import styles
from epubify.errors import UsageError
from epubify.model import Source
from epubify.options import Options
from epubify.readers.plain_text import PLAIN_TEXT
from epubify.settings.values import all_rules, rules_of_stages
from epubify.text.lexicon import named_sections
from epubify.text.roles import ROLES
from epubify.text.rule import Change, rule
from epubify.typography import stage

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
STORY = "Dusk\nby Nina\n\nIt was dark, and she said: foo.\n\nNobody came.\n"


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w./-]+/[\w./-]*)`", PAGE))))
def test_what_is_named_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_tables_that_are_named_are_those_that_are_run() -> None:
    assert rules_of_stages() == {"repair": repair.RULES, "typography": stage.RULES}
    for name, module in (("STYLES", styles), ("READERS", readers), ("RULES", stage)):
        assert f"`{name}`" in PAGE
        assert getattr(module, name)


@pytest.mark.parametrize(("row", "name"), re.findall(r"^(\S.*?) {2,}(rows-\w+\.txt)$", PAGE, re.M))
def test_the_rows_that_are_shown_are_cases(row: str, name: str) -> None:
    cases = (ROOT / "tests" / "cases" / "structure" / name).read_text(encoding="utf-8")
    assert row in cases.splitlines()


NEW_DEVICE = """
import json, sys
from pathlib import Path
from epubify.epub.devices import DEVICES, Device
DEVICES["slate"] = Device(suffix=".slate.epub")
import click
import epubify
from epubify.cli import cli
from epubify.settings.sidecar_keys import BOOK_KEYS

def shown(command):
    return cli.get_command(click.Context(cli), command).get_help(click.Context(cli))

made = epubify.convert(sys.argv[1], device="slate", no_cover=True).save(sys.argv[2])
names = sorted(path.name for path in Path(sys.argv[2]).iterdir())
print(json.dumps({
    "convert": "slate" in shown("convert"), "check": "slate" in shown("check"),
    "sidecar": BOOK_KEYS["device"].read("slate", Path()), "files": names,
}))
"""


def test_a_device_is_known_everywhere_by_its_entry(tmp_path: Path) -> None:
    (tmp_path / "dusk.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "out").mkdir()
    command = [sys.executable, "-c", NEW_DEVICE, str(tmp_path / "dusk.txt"), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {
        "convert": True, "check": True, "sidecar": "slate", "files": ["Nina - Dusk.slate.epub"],
    }  # fmt: skip


def test_a_cover_style_is_known_by_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="plainest"):
        epubify.draw_cover(STORY.encode(), cover_style="plainest")
    monkeypatch.setitem(styles.STYLES, "plainest", styles.STYLES["cloth"])
    plainest = epubify.draw_cover(STORY.encode(), cover_style="plainest")
    assert plainest == epubify.draw_cover(STORY.encode(), cover_style="cloth")


@rule("foo-to-bar", leaves="All else.", changes=(("foo", "bar"),), keeps=("food",))
def foo_to_bar(text: str, context: object) -> Iterator[Change]:
    """The word foo becomes bar."""
    yield from ((m.start(), m.end(), "bar") for m in re.finditer(r"\bfoo\b", text))


def test_a_rule_is_known_and_runs_by_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = (*stage.RULES, foo_to_bar)
    for module in (stage, typography):
        monkeypatch.setattr(module, "RULES", rules)
    assert all_rules()["foo-to-bar"].summary == "The word foo becomes bar."
    assert "foo" in words_of(disable=["foo-to-bar"])
    assert "bar" in words_of()


def words_of(**options: object) -> list[str]:
    book = epubify.convert(STORY.encode(), no_cover=True, **options)
    return re.findall(r"\w+", repr(book.sections))


def test_a_reader_is_known_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(source: Source, *args: object) -> object:
        return PLAIN_TEXT.read(replace(source, data=source.data.lower()), *args)

    def whispers(source: Source) -> bool:
        return source.data.startswith(b"HUSH")

    hush = readers.Reader("hush", (".hush",), whispers, read)
    monkeypatch.setattr(readers, "READERS", (*readers.READERS, hush))
    for name, data in (("a.hush", STORY), ("a.txt", "HUSH\n\n" + STORY)):
        assert readers.choose_reader(Source(name, data.encode()), Options()) is hush
    with pytest.raises(UsageError, match="hush"):
        readers.find_reader("hash")
    asked = Options(format="hush")
    assert readers.choose_reader(Source("a.txt", b"It was dark."), asked) is hush


def test_every_role_is_one_that_headings_give_and_the_other_way_round() -> None:
    by_place = {"volume", "part", "chapter", "subchapter", "endnotes"}
    assert set(ROLES) == by_place | set(named_sections().values())
    assert {role.stands for role in ROLES.values() if role.matter == "frontmatter"} == {"before"}
    assert {role.stands for role in ROLES.values() if role.matter == "backmatter"} == {"after"}
