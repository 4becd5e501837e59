"""``studio``: the page in the browser, as long as it is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from epubify.cli.terminal import echo
from epubify.errors import UsageError


def open_studio(arguments: Sequence[str], output: str | None, *, port: int, browser: bool) -> int:
    """Serve the studio for these files and folders until it is closed; return the exit code."""
    try:
        from epubify.studio.server import StudioManner, run_studio
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "epubify":
            raise
        advice = "pip install 'epubify[studio]'"
        raise UsageError("", None, f"studio needs the package {error.name}", advice) from error
    manner = StudioManner(port, browser, Path(output) if output else None)
    run_studio([Path(one) for one in arguments], manner, echo)
    return 0
