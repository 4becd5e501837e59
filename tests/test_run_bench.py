"""The floors of the benchmark: what misses them, and that pinning never makes them easier."""

import pytest
from test_docs import ROOT, load

bench = load(ROOT / "benchmarks" / "run_bench.py")
Floor = bench.Floor


@pytest.mark.parametrize(
    ("reached", "missed"),
    [
        (Floor(99.0, 20.0), 0),
        (Floor(99.5, 3.0), 0),
        (Floor(98.9, 3.0), 1),
        (Floor(99.9, 20.1), 1),
        (Floor(0.0, 1000.0), 2),
    ],
)
def test_what_is_worse_than_a_floor_is_told(reached, missed):
    assert len(Floor(99.0, 20.0).misses(reached)) == missed


def test_pinning_raises_a_floor_and_leaves_some_slack():
    pinned = bench.pinned({"clean": Floor(90.0, 50.0)}, {"clean": Floor(99.0, 5.0)}, anew=False)
    assert pinned == {"clean": Floor(98.9, 5.5)}


def test_pinning_never_makes_a_floor_easier():
    floors = {"clean": Floor(98.0, 5.0), "storm": Floor(90.0, 20.0)}
    assert bench.pinned(floors, {"clean": Floor(95.0, 9.0)}, anew=False) == floors


def test_a_regression_that_is_allowed_makes_the_floor_anew():
    floors = {"clean": Floor(98.0, 5.0), "storm": Floor(90.0, 20.0)}
    pinned = bench.pinned(floors, {"clean": Floor(95.0, 9.0)}, anew=True)
    assert pinned == {"clean": Floor(94.9, 9.5), "storm": Floor(90.0, 20.0)}


def test_floors_are_read_as_they_were_written(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "FLOORS", tmp_path / "floors.toml")
    floors = {"clean": Floor(98.5, 5.25), "storm": Floor(90.0, 20.0)}
    bench.write_floors(floors)
    assert bench.read_floors() == floors


def test_every_profile_has_a_floor():
    assert len(bench.read_floors()) == 9


def test_clues_are_weighed_over_candidates_of_today():
    script = load(ROOT / "benchmarks" / "weigh_clues.py")
    candidates = script.candidates_of(ROOT / "seeds" / "the_bell_below.txt")
    assert {clue for candidate in candidates for clue, _ in candidate.clues}
