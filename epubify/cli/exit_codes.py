"""The exit code of what was done: the same for one book and for thousands."""

from __future__ import annotations

from epubify.errors import EpubifyError, OutputError

INTERRUPTED = 130
"""Exit code of what Ctrl-C ended."""
SOME_FAILED = 1
"""Exit code where some of several inputs failed."""


def exit_code(made: int, failed: int, *, unwritable: bool) -> int:
    """Return 0 where nothing failed, 1 where only some did, else that of an error.

    ``unwritable`` tells whether a book could not be put where it should go.

    >>> exit_code(3, 0, unwritable=False), exit_code(3, 1, unwritable=True)
    (0, 1)
    >>> exit_code(0, 1, unwritable=False), exit_code(0, 1, unwritable=True)
    (3, 4)
    """
    if not failed:
        return 0
    if made:
        return SOME_FAILED
    return OutputError.exit_code if unwritable else EpubifyError.exit_code
