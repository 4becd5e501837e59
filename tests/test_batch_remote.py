"""Stories and books behind URLs: an S3 server on this machine, and fsspec's own memory."""

from __future__ import annotations

import gc
import os
import warnings
from pathlib import Path

import pytest
from engine_tools import OPTIONS, contents, jobs_of, write_library

from epubify.batches import Job, Serial, Status, run_all
from epubify.batches.engine import survey
from epubify.batches.remote_folder import glob
from epubify.errors import MissingInput, OutputError, UnreadableInput, UsageError
from epubify.files.inputs import Input, find_inputs, read_source
from epubify.files.remote import filesystem, is_url

fsspec = pytest.importorskip("fsspec")

TITLES = 3


@pytest.fixture(autouse=True, scope="module")
def nothing_of_others_is_left_over():
    """Collect what s3fs and the server leave behind, which is not ours to close."""
    yield
    with warnings.catch_warnings(action="ignore"):
        gc.collect()


@pytest.fixture
def memory():
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    yield "memory://shelf"
    fs.store.clear()


@pytest.fixture(scope="module")
def s3_server():
    pytest.importorskip("s3fs")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    given = {
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
    }
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    yield
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})
    server.stop()


@pytest.fixture
def bucket(s3_server, request):
    fs, path = filesystem(f"s3://shelf-{abs(hash(request.node.name))}")
    fs.mkdir(path)
    return f"s3://{path}"


@pytest.fixture(params=["memory", "bucket"])
def place(request):
    return request.getfixturevalue(request.param)


def put(folder: Path, url: str) -> None:
    fs, path = filesystem(url)
    for file in folder.iterdir():
        fs.pipe_file(f"{path}/in/{file.name}", file.read_bytes())


def listed(url: str) -> dict[str, bytes]:
    fs, path = filesystem(url)
    fs.invalidate_cache()
    return {name[len(path) + 1 :]: fs.cat_file(name) for name in fs.find(path)}


def statuses(jobs: list[Job]) -> list[Status]:
    return [outcome.status for outcome in run_all(jobs, Serial())]


@pytest.mark.filterwarnings("ignore")
def test_stories_and_books_behind_urls(tmp_path, place):
    write_library(tmp_path / "in", 7, titles=TITLES)
    put(tmp_path / "in", place)
    stories = find_inputs(f"{place}/in")
    assert [item.name.rpartition("/")[2] for item in stories] == [f"s{n}.txt" for n in range(7)]
    assert statuses(jobs_of(stories, f"{place}/out")) == [Status.WRITTEN] * 7
    books = listed(f"{place}/out")
    assert statuses(jobs_of(stories, f"{place}/out")) == [Status.UNCHANGED] * 7
    assert statuses(jobs_of(stories, tmp_path / "out")) == [Status.WRITTEN] * 7
    assert books == contents(tmp_path / "out")


@pytest.mark.filterwarnings("ignore")
def test_a_batch_that_was_stopped_goes_on(tmp_path, place):
    write_library(tmp_path / "in", 6, titles=2)
    stories = [Input(p.name, p) for p in sorted((tmp_path / "in").iterdir())]
    jobs = jobs_of(stories, f"{place}/out")
    run = run_all(list(reversed(jobs)), Serial())
    next(run)
    run.close()
    assert len(listed(f"{place}/out")) == 1
    assert sorted(statuses(jobs)) == [Status.UNCHANGED, *[Status.WRITTEN] * 5]
    statuses(jobs_of(stories, tmp_path / "out"))
    assert listed(f"{place}/out") == contents(tmp_path / "out")


@pytest.mark.filterwarnings("ignore")
def test_workers_send_their_books_themselves(tmp_path, bucket):
    write_library(tmp_path / "in", 6)
    put(tmp_path / "in", bucket)
    stories = find_inputs(f"{bucket}/in")
    outcomes = list(run_all(jobs_of(stories, f"{bucket}/out"), workers=2))
    assert [outcome.status for outcome in outcomes] == [Status.WRITTEN] * 6
    assert len(listed(f"{bucket}/out")) == 6


def test_what_epubify_did_not_make_stays(tmp_path, memory):
    (story,) = write_library(tmp_path / "in", 1)
    fs, path = filesystem(f"{memory}/out/Nina Hall - The Tale 0.epub")
    fs.pipe_file(path, b"precious")
    (outcome,) = run_all(jobs_of([story], f"{memory}/out"), Serial())
    assert isinstance(outcome.error, OutputError)
    assert "not made by epubify" in str(outcome.error)
    assert list(listed(f"{memory}/out").values()) == [b"precious"]


def test_a_sidecar_lies_beside_its_story(memory):
    fs, path = filesystem(memory)
    fs.pipe_file(f"{path}/a.txt", b"Once.")
    item = Input("a.txt", url=f"{memory}/a.txt")
    assert read_source(item).sidecar is None
    (before,) = survey([Job((item,), OPTIONS, f"{memory}/out")])
    fs.pipe_file(f"{path}/a.toml", b'title = "Dusk"')
    beside = read_source(item).sidecar
    assert beside is not None
    assert beside.data == b'title = "Dusk"'
    (after,) = survey([Job((item,), OPTIONS, f"{memory}/out")])
    assert before.fingerprint != after.fingerprint


def test_a_pattern_stands_for_files(memory):
    fs, path = filesystem(memory)
    for name in ("b.txt", "a.txt", "c.md"):
        fs.pipe_file(f"{path}/{name}", b"x")
    assert [url.rpartition("/")[2] for url in glob(f"{memory}/*.txt")] == ["a.txt", "b.txt"]


def test_folders_are_walked_as_those_of_this_machine(memory):
    fs, path = filesystem(memory)
    for name in ("b.txt", "deep/a.txt", ".hidden/x.txt", "README.txt", "c.jpg"):
        fs.pipe_file(f"{path}/{name}", b"x")
    found = find_inputs(memory)
    assert [(item.stem, item.below) for item in found] == [("b", "."), ("a", "deep")]


def test_a_long_stamp_is_read_in_full(tmp_path, memory):
    story = write_library(tmp_path / "in", 1)[0]
    (job,) = jobs_of([story], f"{memory}/out")
    from msgspec.structs import replace

    job = replace(job, options=replace(OPTIONS, title="Long " * 600), name="x")
    assert statuses([job]) == [Status.WRITTEN]
    assert statuses([job]) == [Status.UNCHANGED]


@pytest.mark.parametrize("url", ["nowhere://x", "s3:/x"])
def test_urls_that_lead_nowhere(url):
    if is_url(url):
        with pytest.raises(UsageError):
            filesystem(url)
    else:
        with pytest.raises(MissingInput):
            read_source(find_inputs(url)[0])


def test_errors_are_one_line(memory, bucket, tmp_path):
    with pytest.raises(MissingInput, match=r"^memory://shelf/no\.txt: no such file or bucket$"):
        read_source(Input(f"{memory}/no.txt", url=f"{memory}/no.txt"))
    with pytest.raises(MissingInput, match="no story files"):
        find_inputs(f"{memory}/none/")
    (story,) = write_library(tmp_path / "in", 1)
    with pytest.raises(OutputError, match="no such bucket; make it first"):
        list(run_all(jobs_of([story], "s3://there-is-no-such-bucket/out"), Serial()))


def test_a_place_that_cannot_be_read_says_so(memory, monkeypatch):
    fs, path = filesystem(memory)
    fs.pipe_file(f"{path}/a.txt", b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("Access Denied")

    monkeypatch.setattr(type(fs), "cat_file", refuse)
    with pytest.raises(UnreadableInput, match="access denied"):
        read_source(Input("a.txt", url=f"{memory}/a.txt"))
