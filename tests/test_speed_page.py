"""The page of the measured speed: made of the data beside it, and what makes a quick run fail."""

from __future__ import annotations

import json
import sys
import tomllib
import zlib
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import prose  # noqa: E402
import speed  # noqa: E402
import speed_page  # noqa: E402
from speed_inside import STAGES  # noqa: E402

COSTS = [[0.2, 40.0], [0.9, 30.0]]
RESULT = {
    "novel": 1000,
    "lengths": [20_000, 100_000],
    "rows": [
        {"work": "novel, in pandoc’s", "asked": 0.5, "seconds": 2.5, "floor": 1.0},
        {"work": "story within a process", "asked": 16, "seconds": 2.0, "floor": 0.1, "bare": 0.3},
    ],
    "stages": {"decode": 0.1, "lay out": 0.9},
    "real": {"files": 3, "median": 2.0, "worst": 7.5},
    "memory": [{"bytes": 1_000_000, "understood": 40.4, "written": 55.0}],
    "growth": dict.fromkeys(speed_page.CHARTED, COSTS),
}
"""What a full run says, in small."""


def test_page_shows_each_work_with_what_is_asked_and_reached():
    page = speed_page.page(RESULT)
    assert "| novel, in pandoc’s | 0.50× | 2.50× | – |" in page
    assert "| story within a process | 16× | 20× | 3.00× |" in page
    assert (
        "| 3 real files, s per MB, median | 1.5 | 2.00 | – |\n| the worst of them | 3 | 7.50 | – |"
        in page
    )
    assert page.index("| lay out | 90 % |") < page.index("| decode | 10 % |")
    assert "| 1 MB | 40 | 55 |" in page
    assert "| verses | 0.90 | 30 |" in page


def test_page_shows_the_largest_texts_beside_a_tenth_of_them():
    costs = [[1_000_000, [2.0, 12.0]], [10_000_000, [26.0, 9.0]]]
    late = [[1_000_000, [30.0, 12.0]], [10_000_000, None]]
    page = speed_page.page({**RESULT, "full": {"one word": costs, "one sign": late}})
    assert "| one word | 10.0 | 2.60 (1.30×) | 9 |" in page
    assert "| one sign | 10.0 | too long | – |" in page
    assert "At full size" not in speed_page.page(RESULT)


def test_page_without_real_files_says_nothing_of_them():
    assert "real files" not in speed_page.page({**RESULT, "real": {}})


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


def test_what_is_measured_quickly_is_pinned(tmp_path):
    pinned = tomllib.loads(speed.PINNED.read_text(encoding="utf-8"))
    assert pinned.keys() == speed.quick(tmp_path).keys()
    assert all(ratio > 0 for ratio in pinned.values())


def test_ratio_that_is_worse_once_is_measured_again_and_one_that_stays_worse_fails():
    pinned = {"busy": 2.0, "slow": 2.0, "good": 2.0}
    told = {"busy": iter([3.4, 2.1]), "slow": iter([3.2, 3.6, 3.1]), "good": iter([2.2])}
    measures = {name: (lambda name=name: next(told[name])) for name in told}
    ratios = speed.measured(measures, pinned)
    assert ratios == {"busy": 2.1, "slow": 3.1, "good": 2.2}
    assert speed.worse(ratios, pinned) == ["slow: 3.1 is more than 1.5 times 2"]
    assert [next(one, None) for one in told.values()] == [None] * 3  # and none too often


def test_works_are_done_in_turn_and_the_least_of_each_counts():
    done = []
    costs = {"own": iter([5.0, 3.0]), "peer": iter([1.0, 2.0])}

    def work(name):
        return lambda: done.append(name) or next(costs[name])

    assert speed.in_turn(work("own"), work("peer"), rounds=2) == [3.0, 1.0]
    assert done == ["own", "peer", "own", "peer"]


def test_prose_has_its_words_is_always_the_same_and_deflates_as_prose_does():
    text = prose.prose(3, 5_000)
    assert text == prose.prose(3, 5_000) != prose.prose(4, 5_000)
    assert 5_000 <= len(text.split()) < 5_200
    assert text.count("\nChapter ") == 2
    data = text.encode()
    assert 0.38 < len(zlib.compress(data, 6)) / len(data) < 0.48  # of seeds 0.42 to 0.47


def test_text_that_took_too_long_is_said_to():
    grown = {"novel": [(0.1, 30.0), (1.0, 20.0)], "one letter": [(0.2, 5.0), None]}
    rows = list(speed_page.grown({"growth": grown, "lengths": [100_000, 1_000_000]}))
    assert rows == [["novel", "1.00", "20"], ["one letter", "too long", "5"]]
