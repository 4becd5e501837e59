"""Hundreds of bad inputs: each becomes a clean book, or one clear line that says why not.

``--accept`` writes what a case without an expectation comes to into its table; what it writes is to
be read before it is believed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from torture_cases import FOLDER, TortureCase, attempt, faults, said_shortly, torture_cases

CASES = torture_cases()
FEWEST = 400
"""Cases that there are at the least."""


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}"[:80])
def test_a_bad_input_is_a_clean_book_or_a_clear_line(
    case: TortureCase, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    result = attempt(case, tmp_path)
    if request.config.getoption("--accept") and not case.expected:
        more = {"expect": said_shortly(result)}
        if result.told == "checked":
            more["codes"] = result.codes  # type: ignore[assignment]
        add_to_table(case, more)
        return
    assert faults(case, result) == []


def add_to_table(case: TortureCase, more: dict[str, str]) -> None:
    file = FOLDER / f"{case.file}.toml"
    lines = file.read_text(encoding="utf-8").split("\n")
    heads = [n for n, line in enumerate(lines) if re.match(r'\["', line)]
    [start] = [n for n in heads if json.loads(lines[n][1:-1]) == case.name]
    end = next((n for n in range(start, len(lines)) if not lines[n]), len(lines))
    lines[end:end] = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in more.items()
    ]
    file.write_text("\n".join(lines), encoding="utf-8")


def test_there_are_hundreds_of_them() -> None:
    assert len(CASES) >= FEWEST
    assert {case.said.get("as", "story") for case in CASES} == {
        *("story", "sidecar", "css", "cover", "font", "template", "manifest", "check")
    }
