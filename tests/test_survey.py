"""What is due and why, told from the books alone; and the stamp that makes it quick."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from building import fingerprint_of
from conftest import Validate
from engine_tools import OPTIONS, by_name, contents, jobs_of, write_library, write_story
from msgspec.structs import replace

from epubify.batches import Job, Kind, Reason, Serial, Verdict, run_all, run_job
from epubify.batches.engine import survey
from epubify.batches.survey import bare, is_numbered
from epubify.epub.stamp import HEAD, NAME, CutShort, read_stamp, stamp_of
from epubify.files.inputs import Input
from epubify.files.output import read_existing
from epubify.model import Book, Contributor, Metadata
from epubify.options import Options


@pytest.fixture
def job(tmp_path):
    story = write_story(tmp_path / "in" / "a.txt", "Dusk")
    return Job((story,), OPTIONS, str(tmp_path / "out"))


def verdict(job: Job) -> Verdict:
    (one,) = survey([job])
    return one


# ------------------------------------------------------------------------------- reasons


def test_a_book_that_was_just_made_is_current(job):
    assert verdict(job).reason is Reason.NEW
    run_job(job)
    found = verdict(job)
    assert not found.due
    assert found.name == "Nina Hall - Dusk.epub"
    assert found.base_name is None


def test_what_changed_is_the_reason(job, tmp_path):
    run_job(job)
    assert verdict(replace(job, options=replace(OPTIONS, title="Dawn"))).reason is Reason.OPTIONS
    assert verdict(replace(job, force=True)).reason is Reason.FORCED
    os.utime(tmp_path / "in" / "a.txt", (5e8, 5e8))
    assert verdict(job).reason is Reason.OPTIONS
    write_story(tmp_path / "in" / "a.txt", "Dusk", word="bright")
    assert verdict(job).reason is Reason.CHANGED
    (tmp_path / "in" / "a.txt").unlink()
    assert verdict(job).reason is Reason.UNREADABLE


def test_a_sidecar_counts(job, tmp_path):
    run_job(job)
    (tmp_path / "in" / "a.toml").write_text('title = "Dawn"')
    assert verdict(job).reason is Reason.OPTIONS
    assert run_job(job).data["title"] == "Dawn"
    assert not verdict(job).due


def test_a_style_sheet_counts_by_what_is_in_it(job, tmp_path):
    sheet = tmp_path / "own.css"
    sheet.write_text("p { color: red }")
    job = replace(job, options=replace(OPTIONS, css=sheet))
    run_job(job)
    assert not verdict(job).due
    sheet.write_text("p { color: blue }")
    assert verdict(job).reason is Reason.OPTIONS


def test_findings_make_a_strict_book_due(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Nothing is said of who wrote this, or what it is called.\n" * 9
    )
    job = Job((Input("a.txt", tmp_path / "a.txt"),), OPTIONS, str(tmp_path / "out"))
    run_job(job)
    assert not verdict(job).due
    assert verdict(replace(job, strict=True)).reason is Reason.FINDINGS


def test_nothing_is_written(job, tmp_path):
    verdict(job)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", list(Kind))
def test_the_survey_says_what_the_book_will_say(tmp_path, kind):
    inputs = tuple(write_library(tmp_path / "in", 1 if kind is Kind.STORY else 3, titles=1))
    (tmp_path / "in" / "s0.toml").write_text('series = "Nights"\nseries_index = "2"')
    asked = Options(no_cover=True, title="All", choices=frozenset({"title"}))
    job = Job(inputs, asked, str(tmp_path / "out"), kind=kind)
    told = verdict(job).fingerprint
    outcome = run_job(job)
    there = read_existing(Path(outcome.path))
    assert there is not None
    assert there.fingerprint == told


def test_jobs_that_share_options_are_told_apart(tmp_path):
    stories = write_library(tmp_path / "in", 2)
    jobs = jobs_of(stories, tmp_path / "out")
    jobs[1] = replace(jobs[1], options=replace(OPTIONS, title="Other"))
    list(run_all(jobs, Serial()))
    assert not any(one.due for one in survey(jobs))
    swapped = [
        replace(one, options=other.options) for one, other in zip(jobs, jobs[::-1], strict=True)
    ]
    assert all(one.reason is Reason.OPTIONS for one in survey(swapped))


def test_a_book_that_another_program_wrote_anew_is_still_known(job):
    path = Path(run_job(job).path)
    with zipfile.ZipFile(path) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in reversed(entries):
            if name != NAME:
                archive.writestr(name, data)
    assert not verdict(job).due


def test_names_with_and_without_numbers():
    assert bare("A/Dusk (2).epub") == "a/dusk.epub"
    assert bare("Dusk (1).epub") == "dusk (1).epub"
    assert bare("Dusk (02).epub") == "dusk (02).epub"
    assert is_numbered("Dusk (2).epub", "Dusk (2).epub")
    assert not is_numbered("Dusk.epub", "Dusk (2).epub")


# ------------------------------------------------------------------------------ the stamp


def test_the_stamp_is_in_the_first_bytes_and_says_what_the_package_says(job):
    outcome = run_job(job)
    path = Path(outcome.path)
    stamp = read_stamp(path.read_bytes()[:HEAD])
    assert stamp is not None
    assert stamp.findings == len(outcome.data["findings"])
    assert stamp.metadata is not None
    assert stamp.metadata.title == "Dusk"
    assert stamp.metadata.authors == ("Nina Hall",)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[:2] == ["mimetype", NAME]
        package = archive.read("EPUB/content.opf").decode()
    assert stamp.fingerprint in package
    assert stamp.identifier in package


def test_a_stamp_holds_anything_that_a_title_may_be():
    metadata = Metadata("A\nB\x00 ☃\ud800", contributors=(Contributor("Ä"),), series_index="II")
    data = stamp_of(Book(metadata, ()), "urn:x:1\n2", "aa-11-00", 3)
    from epubify.epub.stamp import read_lines

    stamp = read_lines(data)
    assert stamp is not None
    assert (stamp.fingerprint, stamp.identifier, stamp.findings) == ("aa-11-00", "urn:x:1 2", 3)
    assert stamp.metadata is not None
    assert stamp.metadata.series_index == "II"
    assert stamp.metadata.title.startswith("A B")


def test_a_stamp_that_is_cut_short_says_how_much_is_missing(tmp_path):
    story = write_story(tmp_path / "a.txt", "Dusk")
    job = Job((story,), replace(OPTIONS, title="Long " * 500), str(tmp_path / "out"), name="x")
    path = Path(run_job(job).path)
    with pytest.raises(CutShort) as raised:
        read_stamp(path.read_bytes()[:HEAD])
    assert read_stamp(path.read_bytes()[: raised.value.needed]) == read_existing(path)
    assert not verdict(job).due


@pytest.mark.parametrize("head", [b"", b"PK\x03\x04", b"x" * 2000, b"PK\x03\x04" + b"\0" * 2000])
def test_what_is_no_book_has_no_stamp(head):
    assert read_stamp(head) is None


def test_a_book_with_a_stamp_is_valid(job, assert_valid: Validate):
    assert_valid(Path(run_job(job).path))


def test_convert_and_survey_agree(job, tmp_path):
    assert fingerprint_of(job.inputs, job.options) == verdict(job).fingerprint


def test_a_finished_batch_has_nothing_but_books(tmp_path):
    stories = write_library(tmp_path / "in", 3)
    (tmp_path / "out").mkdir()
    dead = tmp_path / "out" / ".epubify-0123abcd-7-ffff.epub"
    dead.write_text("left by a run that was killed")
    outcomes = by_name(run_all(jobs_of(stories, tmp_path / "out"), Serial()))
    assert len(outcomes) == len(contents(tmp_path / "out")) == 3
    dead.write_text("again")
    list(run_all(jobs_of(stories, tmp_path / "out"), Serial()))
    assert not dead.exists()
