"""Many books, rebuilt only where needed, over any ``concurrent.futures.Executor``.

In comes a manifest or a folder, out go books and one result for each; a book that is up to date,
and whatever epubify did not make, is left as it lies. How a book is made is not known here.

>>> from epubify.batches import Job, run_all
>>> list(run_all([]))
[]
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from epubify.batches.engine import run_all, run_job
    from epubify.batches.executors import Serial, connect
    from epubify.batches.jobs import Job, Outcome, Status
    from epubify.batches.processes import Processes
    from epubify.batches.survey import Reason, Verdict
    from epubify.bind.kinds import Kind

__all__ = [
    "Job",
    "Kind",
    "Outcome",
    "Processes",
    "Reason",
    "Serial",
    "Status",
    "Verdict",
    "connect",
    "run_all",
    "run_job",
]

_MODULES = {
    **dict.fromkeys(("run_all", "run_job"), "batches.engine"),
    **dict.fromkeys(("Serial", "connect"), "batches.executors"),
    **dict.fromkeys(("Job", "Outcome", "Status"), "batches.jobs"),
    **dict.fromkeys(("Reason", "Verdict"), "batches.survey"),
    "Processes": "batches.processes",
    "Kind": "bind.kinds",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: one book that is made here needs no engine."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"epubify.{_MODULES[name]}"), name)
