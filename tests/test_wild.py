"""Facts about real texts, where those lie beside the repository: the share that is right."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WILD = ROOT.parent / "shared" / "wild"
FLOORS = ROOT / "benchmarks" / "wild.toml"


def floor() -> float:
    return float(tomllib.loads(FLOORS.read_text("utf-8"))["share"])


@pytest.mark.skipif(
    not (WILD / "facts.json").exists(), reason="no real texts beside the repository"
)
def test_the_share_of_right_facts_does_not_fall():
    spec = importlib.util.spec_from_file_location("wild", ROOT / "benchmarks" / "wild.py")
    wild = importlib.util.module_from_spec(spec)
    sys.modules["wild"] = wild
    spec.loader.exec_module(wild)
    facts = list(wild.facts_of(WILD))
    share = sum(fact.right for fact in facts) / len(facts)
    assert share >= floor(), wild.table([fact for fact in facts if not fact.right])
