"""The making of a book as a worker is asked for it: by its name alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from epubify.batches.jobs import Job
    from epubify.batches.outcomes import MadeBook


def make_book(job: Job, staging: str) -> MadeBook:
    """Make the book of a job: what makes books is imported where it is made, and nowhere else."""
    from epubify.batches.make import make_job

    return make_job(job, staging)
