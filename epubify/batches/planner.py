"""From a manifest or a folder to the list of jobs: which files there are, and whose they are.

A plan of ten thousand books is cheap: no story is read, unless a query asks what is in them, and
jobs that ask for the same share one `Options` value.
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from epubify.batches.chosen_jobs import chosen_jobs
from epubify.batches.plan import Plan, PlanRequest, plan_folder
from epubify.batches.volume_jobs import with_volumes
from epubify.errors import MissingInput, UsageError
from epubify.files import remote
from epubify.settings.validation import refuse_unusable

MANIFEST_SUFFIX = ".toml"


def make_plan(source: str, request: PlanRequest) -> Plan:
    """Return the plan of a manifest or of a folder.

    Raises MissingInput for one without stories, UsageError for a mistake in a manifest and
    for options that no book can be made with.
    """
    if source.lower().endswith(MANIFEST_SUFFIX) and not Path(source).is_dir():
        from epubify.batches.manifest import load_manifest
        from epubify.batches.manifest_plan import plan_manifest

        if request.options.join:
            problem = "the option join is for folders"
            raise UsageError(source, None, problem, 'write join = true or "folders" in a [[story]]')
        plan = plan_manifest(load_manifest(Path(source)), request)
    elif remote.is_url(source) or Path(source).is_dir():
        plan = plan_folder(source, request)
    elif Path(source).exists():
        advice = "convert makes a book of one story"
        raise UsageError(source, None, "neither a folder nor a manifest (*.toml)", advice)
    else:
        raise MissingInput(source, None, "no such folder or manifest")
    found = len(plan.jobs)
    plan = replace(plan, jobs=with_volumes(chosen_jobs(plan.jobs)))
    if found and not plan.jobs:
        problem = f"none of its stories fits the option where ({found} looked at)"
        raise MissingInput(source, None, problem, "epubify list shows what they are")
    if not plan.jobs:
        raise MissingInput(source, None, "; ".join(plan.warnings) or "no stories")
    for options in {id(job.options): job.options for job in plan.jobs}.values():
        refuse_unusable(options)
    return plan
