"""Programs for Node that tests talk to: where they are, and how they are asked.

They and Chromium are no part of Python's world: without them the tests that use them are
skipped, but where EPUBIFY_REQUIRE names them (``reader,ace``, as on the machine that checks every
change) they fail. ``npm ci --ignore-scripts`` in tests/readers installs what they need;
EPUBIFY_NODE_MODULES names another folder of packages, EPUBIFY_CHROMIUM another browser.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "readers"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MINUTES = 5


def ask(program: str, job: dict[str, Any], *, need: tuple[str, ...], mark: str) -> Any:
    """Return what a program of tests/readers answers; ``need`` are the packages it uses."""
    tools = require(need, mark)
    job = {"browser": tools["Chromium"], "modules": str(modules()), **job}
    done = subprocess.run(
        [str(tools["Node"]), HERE / program],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=MINUTES * 60,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


def require(need: tuple[str, ...], mark: str) -> dict[str, str | None]:
    """Return where all that a program needs is, or give up: before there are books for it."""
    tools = find_tools(need)
    missing = [name for name, path in tools.items() if path is None]
    if missing:
        give_up(mark, f"not installed: {', '.join(missing)}")
    return tools


def find_tools(packages: tuple[str, ...]) -> dict[str, str | None]:
    """Return where each thing is that is needed, None for what is missing."""
    given = os.environ.get("EPUBIFY_CHROMIUM")
    found = {"Node": shutil.which("node"), "Chromium": given or first(BROWSERS)}
    for name in packages:
        folder = modules() / name
        found[name] = str(folder) if folder.is_dir() else None
    return found


def modules() -> Path:
    return Path(os.environ.get("EPUBIFY_NODE_MODULES") or HERE / "node_modules")


def first(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def give_up(mark: str, reason: str) -> None:
    """Skip the test, or fail where its tools must be there."""
    if mark in os.environ.get("EPUBIFY_REQUIRE", "").split(","):
        pytest.fail(reason)
    pytest.skip(reason)
