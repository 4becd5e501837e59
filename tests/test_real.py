"""The measures on real files: what misses a floor, how floors are pinned, and the quick form."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from test_docs import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))  # its worker processes import it by name

import real
from wild import LISTS, Choice

Figure = real.Figure
ALL = real.Run(Choice(), jobs=1)


@pytest.fixture
def shared(tmp_path, monkeypatch):
    monkeypatch.setattr(real, "SHARED", tmp_path)
    return tmp_path


def test_nothing_is_measured_where_nothing_lies_beside_the_repository(shared):
    assert list(real.measure(real.FAMILIES, ALL)) == []


def test_books_not_made_are_told_apart_by_what_happened(shared):
    case = shared / "trouble" / "two"
    case.mkdir(parents=True)
    (case / "expect.md").write_text("Made, and refused.", "utf-8")
    (case / "a.txt").write_text("The Ferry\nby Ann Lee\n\nThe boat went over.\n", "utf-8")
    (case / "b.txt").write_bytes(bytes(range(256)) * 40)
    figures = {figure.name: figure.reached for figure in real.measure_trouble(ALL)}
    assert figures == {"made": 1, "refused": 1, "lost": 0, "crashed": 0}


def test_parts_in_a_folder_are_one_story(shared):
    parts = shared / "trouble" / "serial" / "parts"
    parts.mkdir(parents=True)
    for number in (10, 2):
        (parts / f"{number}.txt").write_text("The boat went over.\n", "utf-8")
    assert list(real.stories_of(parts.parent)) == [[parts / "2.txt", parts / "10.txt"]]


def test_points_of_the_judge_are_added_up():
    files = [{"facts": {"title": [1, 1], "out": [2, 3]}}, {"facts": {"title": [1, 1]}}]
    figures = {f.name: (f.reached, f.of) for f in real.judged_points(files)}
    assert figures == {"title": (2, 2), "out": (2, 3), "files all right": (1, 2)}


def test_what_is_worse_than_its_floor_is_told():
    figures = [Figure("raw", "crashed", 2), Figure("raw", "made", 9), Figure("pairs", "new", 1)]
    assert real.misses(figures, {"raw": {"crashed": 1, "made": 9}}) == ["raw crashed: 2, floor 1"]


def test_pinning_never_makes_a_floor_easier():
    figures = [Figure("raw", "crashed", 2), Figure("raw", "made", 9)]
    floors = {"raw": {"crashed": 1, "made": 8}}
    assert real.pin(figures, floors) == {"raw": {"crashed": 1, "made": 9}}


def test_the_floors_of_the_two_forms_stand_by_themselves(tmp_path, monkeypatch):
    monkeypatch.setattr(real, "FLOORS", tmp_path / "floors.toml")
    full = {"pairs.one": {"corrections": 91.5}, "judge": {"files all right": 4}}
    quick = {"raw": {"made": 9}}
    real.write_floors(full, quick=False)
    real.write_floors(quick, quick=True)
    assert (real.read_floors(quick=False), real.read_floors(quick=True)) == (full, quick)


# ---------------------------------------------------------------- what lies beside, measured


def test_facts_of_small_files_hold_their_floors():
    """The rest takes minutes: .ci/run measures it, see below."""
    figures = list(real.measure(("facts",), real.Run(Choice(), jobs=1, quick=True)))
    if not figures:
        pytest.skip("no real texts beside the repository")
    floors = real.read_floors(quick=True)
    assert not real.misses(figures, floors), real.table(figures, floors)


def test_every_list_of_facts_has_a_floor():
    assert {Path(name).stem for name in LISTS} <= set(real.read_floors(quick=False))


def test_the_script_of_all_checks_measures_each_family_once():
    """The quick form of all families that have one: the rest takes longer than all tests."""
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    runs = re.findall(r"^ *\S+python benchmarks/real\.py (.*?)(?: \|\| .*)?$", script, re.MULTILINE)
    assert runs == ["--quick"]
    quick = {family.partition(".")[0] for family in real.read_floors(quick=True)}
    assert quick == {"facts", "more", "judge", "trouble", "raw"}
