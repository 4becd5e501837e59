"""Many books, rebuilt only where needed, over any ``concurrent.futures.Executor``.

>>> from epubify.batch import Job, run_all
>>> list(run_all([]))
[]
"""

from epubify.batch.engine import run_all, run_job, survey
from epubify.batch.executors import Processes, Serial, connect
from epubify.batch.jobs import Job, Kind, Outcome, Status
from epubify.batch.survey import Reason, Verdict

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
