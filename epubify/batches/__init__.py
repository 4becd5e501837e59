"""Many books, rebuilt only where needed, over any ``concurrent.futures.Executor``.

In comes a manifest or a folder, out go books and one result for each; a book that is up to date,
and whatever epubify did not make, is left as it lies. How a book is made is not known here.

>>> from epubify.batches import Job, run_all
>>> list(run_all([]))
[]
"""

from epubify.batches.engine import run_all, run_job, survey
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
    "survey",
]
