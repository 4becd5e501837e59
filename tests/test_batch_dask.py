"""A batch on the workers of a Dask cluster."""

from __future__ import annotations

import gc
import os
import warnings
from pathlib import Path

import pytest
from engine_tools import contents, jobs_of, write_library

import epubify
from epubify.batches import Serial, Status, run_all

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.filterwarnings("ignore")  # of distributed itself, on its way out


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Give a cluster of two worker processes, each with one thread."""
    here = Path(__file__).parent
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(here.parent), str(here), before or ""])
    with (
        warnings.catch_warnings(action="ignore"),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=str(tmp_path_factory.mktemp("dask")),
            silence_logs=50,
        ) as cluster,
    ):
        yield cluster
    with warnings.catch_warnings(action="ignore"):  # what distributed leaves open
        gc.collect()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


def test_a_cluster_makes_what_the_library_makes(tmp_path, cluster):
    """The sidecar is read where the book is made, and its theme is that of the book."""
    story = tmp_path / "in" / "ferry.txt"
    story.parent.mkdir()
    story.write_text("The Ferry\nby Ann Bee\n\nIt left at six.\n", encoding="utf-8")
    story.with_suffix(".toml").write_text('theme = "modern"\nno_cover = true\n', encoding="utf-8")
    address = cluster.scheduler_address.replace("tcp://", "dask://")
    [made] = epubify.batch(story.parent, tmp_path / "out", executor=address)
    assert made.error is None
    assert Path(made.path).read_bytes() == epubify.convert(story).to_bytes()


def test_a_cluster_makes_the_same_books_though_a_worker_is_killed(tmp_path, cluster, monkeypatch):
    """Paths may be relative: they are those of the process that has the jobs."""
    write_library(tmp_path / "in", 30, titles=11)
    monkeypatch.chdir(tmp_path)
    stories = jobs_of(found(Path("in")), "out")
    address = cluster.scheduler_address.replace("tcp://", "dask://")
    run = run_all(stories, address)
    outcomes = [next(run) for _ in range(5)]
    victim = next(iter(cluster.workers.values()))
    os.kill(victim.pid, 9)
    outcomes += run
    assert [outcome.status for outcome in outcomes] == [Status.WRITTEN] * 30
    assert {outcome.job.number for outcome in outcomes} == set(range(30))
    list(run_all(jobs_of(found(Path("in")), "serial"), Serial()))
    assert contents(tmp_path / "out") == contents(tmp_path / "serial")


def found(folder: Path) -> list[object]:
    from epubify.files.inputs import Input

    return [Input(path.name, path) for path in sorted(folder.iterdir())]
