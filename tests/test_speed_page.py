"""The page of the measured speed: made of the data beside it, and what makes a quick run fail."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import speed  # noqa: E402
import speed_page  # noqa: E402
from speed_inside import STAGES  # noqa: E402

COSTS = [[0.2, 40.0], [0.9, 30.0]]
RESULT = {
    "words": 1000,
    "stories": 2,
    "lengths": [20_000, 100_000],
    "floors": {"text": 0.1, "seed text": 0.01, "cover": 0.05, "drawing": 0.02, "start": 0.02},
    "inside": {"novel": 2.0, "seed": 0.1, "seed with cover": 0.2},
    "commands": {"novel": 2.5, "novel, pandoc": 1.0, "seed with cover": 0.3},
    "many": {
        "batch": 3.0,
        "batch again": 0.02,
        "hashing": 0.01,
        "text floors": 0.2,
        "anthology packaging": 0.4,
    },
    "stages": {"decode": 0.1, "lay out": 0.9},
    "real": {},
    "growth": dict.fromkeys(speed_page.CHARTED, COSTS),
}
"""What a full run says, in small."""


def test_page_shows_each_work_with_what_is_asked_and_reached():
    page = speed_page.page(RESULT)
    assert "| novel of 1,000 words, whole command, in pandoc’s | 0.5 | 2.50× |" in page
    assert "| novel of 1,000 words within a process, in text floors | 16 | 20× |" in page
    assert (
        "| one seed with cover, whole command, in start, cover, text and drawing | 1.5 | 3.00× |"
        in page
    )
    assert "calibre’s" not in page  # it was not installed
    assert page.index("| lay out | 90 % |") < page.index("| decode | 10 % |")
    assert "| verses | 0.90 | 30 |" in page


def test_page_and_chart_are_written_from_the_data_beside_them(tmp_path, monkeypatch):
    for name in ("RESULT", "PAGE", "CHART"):
        monkeypatch.setattr(speed_page, name, tmp_path / name)
    speed_page.write_page(RESULT)
    data = json.loads((tmp_path / "RESULT").read_text(encoding="utf-8"))
    assert (tmp_path / "PAGE").read_text(encoding="utf-8") == speed_page.page(data)
    assert (tmp_path / "CHART").read_text(encoding="utf-8") == speed_page.chart(data)


def test_chart_has_a_line_for_each_kind_that_it_names():
    drawn = ElementTree.fromstring(speed_page.chart(RESULT))
    lines = drawn.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == len(speed_page.CHARTED)


def test_every_stage_is_a_function_of_the_program():
    for file, name in STAGES.values():
        source = (ROOT / "epubify" / file).read_text(encoding="utf-8")
        assert f"\ndef {name}(" in source, file


def test_a_ratio_that_is_half_as_bad_again_fails_and_one_that_is_a_little_worse_does_not():
    assert not speed.worse({"start": 2.9}, {"start": 2.0})
    [fault] = speed.worse({"start": 3.1}, {"start": 2.0})
    assert fault.startswith("start: 3.1")


def test_what_is_measured_quickly_is_pinned():
    pinned = tomllib.loads(speed.PINNED.read_text(encoding="utf-8"))
    assert pinned and all(ratio > 0 for ratio in pinned.values())


def test_text_that_took_too_long_is_said_to():
    grown = {"novel": [(0.1, 30.0), (1.0, 20.0)], "one letter": [(0.2, 5.0), None]}
    rows = list(speed_page.grown({"growth": grown, "lengths": [100_000, 1_000_000]}))
    assert rows == [["novel", "1.00", "20"], ["one letter", "too long", "5"]]
