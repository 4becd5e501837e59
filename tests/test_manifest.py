"""Manifests: what they say, which files they find, and what is said of mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from building import options_of, source_at
from case_files import Case, Expect, case_params
from msgspec.structs import replace

from epubify.batches.manifest import load_manifest
from epubify.batches.manifest_plan import plan_manifest
from epubify.batches.plan import Plan, PlanRequest, plan_folder
from epubify.bind.kinds import Kind
from epubify.errors import MissingInput, UsageError
from epubify.files.inputs import find_inputs
from epubify.files.paths import FIELDS
from epubify.options import Options


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("It was a dark night.\n", encoding="utf-8")


def planned(manifest: str, asked: PlanRequest | None = None, path: str = "library.toml") -> Plan:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(manifest, encoding="utf-8")
    return plan_manifest(load_manifest(Path(path)), asked or PlanRequest())


def names(plan: Plan) -> list[list[str]]:
    return [[item.name for item in job.inputs] for job in plan.jobs]


# ------------------------------------------------------------------------------ mistakes


@pytest.mark.parametrize("case", case_params("manifest"))
def test_a_mistake_is_told_with_its_line(case: Case, expect: Expect) -> None:
    files("a.txt", "b.txt")
    with pytest.raises(UsageError) as raised:
        planned(case.text())
    expect(case, "message", [str(raised.value)])


def test_a_file_that_is_not_utf_8_is_refused_with_the_line():
    Path("library.toml").write_bytes(b'[[story]]\ninput = "caf\xe9.txt"\n')
    with pytest.raises(UsageError, match=r"library\.toml:2: not UTF-8"):
        load_manifest(Path("library.toml"))


def test_a_manifest_that_is_not_there_is_no_mistake_in_it():
    with pytest.raises(MissingInput):
        load_manifest(Path("library.toml"))


# --------------------------------------------------------------------------------- files


def test_paths_are_relative_to_the_manifest():
    files("shelf/stories/a.txt")
    plan = planned('output = "books"\n[[story]]\ninput = "stories/a.txt"\n', path="shelf/l.toml")
    assert names(plan) == [["shelf/stories/a.txt"]]
    assert plan.output == plan.jobs[0].output == "shelf/books"


def test_books_lie_beside_the_manifest_where_no_output_is_said():
    files("shelf/a.txt")
    assert planned('[[story]]\ninput = "a.txt"\n', path="shelf/l.toml").output == "shelf"
    asked = PlanRequest(output="elsewhere")
    assert planned('[[story]]\ninput = "a.txt"\n', asked, "shelf/l.toml").output == "elsewhere"


def test_a_glob_is_in_natural_order_and_leaves_alone_what_is_no_story():
    files("s/part 10.txt", "s/Part 2.txt", "s/README.txt", "s/.hidden.txt", "s/part 2.toml")
    assert names(planned('[[story]]\ninput = "s/*"\n')) == [["s/Part 2.txt"], ["s/part 10.txt"]]


def test_two_stars_stand_for_any_folders():
    files("s/a.txt", "s/x/b.txt", "s/x/y/c.txt", "s/x/y/d.story")
    plan = planned('[[story]]\ninput = "s/**/*.txt"\n')
    assert names(plan) == [["s/a.txt"], ["s/x/b.txt"], ["s/x/y/c.txt"]]
    assert [job.inputs[0].below for job in plan.jobs] == [".", "x", "x/y"]
    assert names(planned('[[story]]\ninput = "s/**"\n')) == names(plan)
    assert names(planned('[[story]]\ninput = "s/**/*.story"\n')) == [["s/x/y/d.story"]]


def test_a_folder_stands_for_the_stories_in_and_below_it():
    files("s/a.txt", "s/x/b.txt")
    plan = planned('[[story]]\ninput = "s"\n')
    assert [(job.inputs[0].name, job.inputs[0].below) for job in plan.jobs] == [
        ("s/a.txt", "."),
        ("s/x/b.txt", "x"),
    ]


def test_a_manifest_in_a_folder_whose_name_looks_like_a_glob():
    files("[old]/a.txt")
    plan = planned('[[story]]\ninput = "*.txt"\n', path="[old]/library.toml")
    assert names(plan) == [["[old]/a.txt"]]


def test_a_glob_that_matches_nothing_is_a_warning_and_a_missing_file_a_failing_book():
    files("a.txt")
    plan = planned('[[story]]\ninput = ["a.txt", "none/*.txt", "missing.txt"]\n')
    assert names(plan) == [["a.txt"], ["missing.txt"]]
    assert plan.warnings == ("library.toml:1: 'none/*.txt' matches no story file",)


def test_a_folder_that_cannot_be_read_is_a_warning(monkeypatch):
    from epubify.errors import UnreadableInput

    def closed(argument):
        if argument == "closed":
            raise UnreadableInput("closed", None, "cannot be read: permission denied")
        return find_inputs(argument)

    files("a.txt", "closed/b.txt")
    monkeypatch.setattr("epubify.batches.manifest_plan.find_inputs", closed)
    plan = planned('[[story]]\ninput = ["closed", "a.txt"]\n')
    assert names(plan) == [["a.txt"]]
    assert plan.warnings == ("library.toml:1: closed: cannot be read: permission denied",)


def test_files_can_be_left_out():
    files("s/a.txt", "s/b.txt", "s/drafts/c.txt", "s/drafts/x/d.txt")
    plan = planned('[[story]]\ninput = "s/**"\nexclude = ["s/drafts/**", "s/b.txt"]\n')
    assert names(plan) == [["s/a.txt"]]


# ----------------------------------------------------------------- which entry has a file


def test_entries_in_one_line_are_told_apart():
    files("a.txt", "b.txt")
    plan = planned('story = [{input = "a.txt"}, {input = "*.txt"}, {input = "b.txt"}]\n')
    assert names(plan) == [["a.txt"], ["b.txt"]]


def test_a_file_that_two_globs_match_belongs_to_the_later():
    files("s/a.txt", "s/b.txt")
    plan = planned(
        '[[story]]\ninput = "s/*"\nseries = "One"\n[[story]]\ninput = "s/b*"\nseries = "Two"\n'
    )
    assert [(job.inputs[0].name, job.options.series) for job in plan.jobs] == [
        ("s/a.txt", "One"),
        ("s/b.txt", "Two"),
    ]


@pytest.mark.parametrize("named_first", [True, False])
def test_a_file_that_is_named_belongs_to_who_names_it(named_first):
    files("a.txt", "b.txt")
    entries = ['[[story]]\ninput = "b.txt"\ntitle = "Dusk"\n', '[[story]]\ninput = "*.txt"\n']
    plan = planned("".join(entries if named_first else entries[::-1]))
    titles = {job.inputs[0].name: job.options.title for job in plan.jobs}
    assert titles == {"a.txt": None, "b.txt": "Dusk"}
    assert len(plan.jobs) == 2


def test_parts_of_a_joined_story_are_no_books_of_their_own():
    files("part 1.txt", "part 2.txt", "a.txt")
    plan = planned(
        '[[story]]\ninput = "part*.txt"\njoin = true\ntitle = "X"\n[[story]]\ninput = "*.txt"\n'
    )
    assert [(job.kind, len(job.inputs)) for job in plan.jobs] == [
        (Kind.JOINED, 2),
        (Kind.STORY, 1),
    ]
    assert plan.jobs[0].options.join


def test_parts_are_in_the_order_in_which_they_are_listed():
    files("one.txt", "two.txt")
    plan = planned('[[story]]\ninput = ["two.txt", "one.txt"]\njoin = true\n')
    assert names(plan) == [["two.txt", "one.txt"]]


def test_an_anthology_takes_nothing_away():
    files("a.txt", "b.txt")
    plan = planned(
        '[[anthology]]\ntitle = "All"\neditor = "E. E."\norder = "title"\ninputs = "*.txt"\n'
        '[[story]]\ninput = "*.txt"\n'
    )
    assert [job.kind for job in plan.jobs] == [Kind.ANTHOLOGY, Kind.STORY, Kind.STORY]
    options = plan.jobs[0].options
    assert (options.title, options.editors, options.order) == ("All", ("E. E.",), "title")


def test_the_same_file_by_two_ways_to_write_it_is_one_book():
    files("s/a.txt")
    assert names(planned('[[story]]\ninput = ["s/a.txt", "s/../s/a.txt", "s/*"]\n')) == [
        ["s/a.txt"]
    ]


# ------------------------------------------------------------------------------- options


def test_an_entry_wins_over_the_defaults_and_the_command_line_over_both():
    files("a.txt", "b.txt")
    manifest = (
        '[defaults]\nauthor = "D"\npublisher = "D"\nrights = "D"\n'
        '[[story]]\ninput = "a.txt"\npublisher = "E"\nrights = "E"\n[[story]]\ninput = "b.txt"\n'
    )
    asked = PlanRequest(Options(rights="C", choices=frozenset({"rights"})))
    first, second = (job.options for job in planned(manifest, asked).jobs)
    assert (first.authors, first.publisher, first.rights) == (("D",), "E", "C")
    assert (second.publisher, second.rights) == ("D", "C")
    assert first.yielding == {"authors", "publisher"}


def test_a_cover_that_an_entry_asks_for_is_not_hidden_by_the_defaults():
    files("a.txt")
    plan = planned(
        '[defaults]\nno_cover = true\n[[story]]\ninput = "a.txt"\ncover_style = "spines"\n'
    )
    assert not plan.jobs[0].options.no_cover


def test_names_of_an_entry_win_over_that_of_the_manifest():
    files("a.txt", "b.txt")
    plan = planned(
        'name = "{author}/{title}"\n[[story]]\ninput = "a.txt"\n'
        '[[story]]\ninput = "b.txt"\nname = "b.epub"\n'
    )
    assert [job.name for job in plan.jobs] == ["{author}/{title}", "b.epub"]


def test_files_that_options_name_are_relative_to_the_manifest():
    files("shelf/a.txt", "shelf/more.css")
    plan = planned(
        '[defaults]\ncss = "more.css"\n[[story]]\ninput = "a.txt"\n', path="shelf/l.toml"
    )
    assert plan.jobs[0].options.css == Path("shelf/more.css")


def test_jobs_that_ask_for_the_same_share_one_value():
    files(*(f"s/{number}.txt" for number in range(20)))
    jobs = planned('[defaults]\ntheme = "classic"\n[[story]]\ninput = "s/*"\n').jobs
    assert len({id(job.options) for job in jobs}) == 1
    assert [job.number for job in jobs] == list(range(20))
    assert {job.size for job in jobs} == {21}


# -------------------------------------------------------------------------------- folders


def test_a_folder_is_a_plan():
    files("s/a.txt", "s/x/b.txt", "s/readme.txt")
    plan = plan_folder("s", PlanRequest(output="out", name="{title}", force=True, strict=True))
    assert names(plan) == [["s/a.txt"], ["s/x/b.txt"]]
    assert [job.number for job in plan.jobs] == [0, 1]
    job = plan.jobs[1]
    assert (job.output, job.name, job.force, job.strict) == ("out", "{title}", True, True)
    assert plan.watched == (Path("s"),)


def test_a_folder_without_stories_is_refused():
    Path("s").mkdir()
    with pytest.raises(MissingInput):
        plan_folder("s", PlanRequest())


def test_what_is_watched_is_all_that_the_plan_depends_on():
    files("s/a.txt", "b.txt")
    plan = planned('[[story]]\ninput = ["s/**/*.txt", "b.txt"]\n')
    assert set(plan.watched) == {Path("library.toml"), Path("s"), Path("b.txt")}


# ------------------------------------------------------------------- below a sidecar's word


def converted(story: str, options: Options) -> Options:
    """Return the options of the book of a story, those of its sidecar among them."""
    return options_of(source_at(Path(story)), options)


def test_a_sidecar_wins_over_the_manifest():
    files("a.txt", "b.txt")
    Path("a.toml").write_text('publisher = "Sidecar"\ncover_style = "spines"\n', encoding="utf-8")
    manifest = '[defaults]\npublisher = "M"\nno_cover = true\n[[story]]\ninput = "*.txt"\n'
    one, other = planned(manifest).jobs
    told = converted("a.txt", one.options)
    assert (told.publisher, told.cover_style, told.no_cover) == ("Sidecar", "spines", False)
    told = converted("b.txt", other.options)
    assert (told.publisher, told.no_cover) == ("M", True)


def test_the_command_line_wins_over_a_sidecar_and_the_manifest():
    files("a.txt")
    Path("a.toml").write_text('publisher = "Sidecar"\n', encoding="utf-8")
    asked = PlanRequest(Options(publisher="C", choices=frozenset({"publisher"})))
    [job] = planned('[defaults]\npublisher = "M"\n[[story]]\ninput = "a.txt"\n', asked).jobs
    assert converted("a.txt", job.options).publisher == "C"


def test_who_said_a_thing_makes_no_difference_to_the_fingerprint():
    from epubify.epub.provenance import Provenance

    plain = Options(publisher="M")
    said = replace(plain, yielding=frozenset({"publisher"}))
    assert Provenance().fingerprint(plain) == Provenance().fingerprint(said)


# -------------------------------------------------------------------------- the document

DOCUMENT = (Path(__file__).parent.parent / "docs" / "batch.md").read_text(encoding="utf-8")


def test_the_manifest_in_the_document_is_one():
    files("archive/1998/dusk.txt", "archive/b.txt", "archive/drafts/c.txt", "winter/a.txt")
    files("serials/weir/part 1.txt", "serials/weir/part 2.txt")
    [example] = re.findall(r"^```toml\n(.*?)^```", DOCUMENT, re.DOTALL | re.MULTILINE)
    plan = planned(example)
    assert plan.warnings == ()
    assert names(plan) == [
        ["archive/b.txt"],
        ["archive/1998/dusk.txt"],
        ["serials/weir/part 1.txt", "serials/weir/part 2.txt"],
        ["winter/a.txt"],
    ]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_a_name_is_documented(field):
    assert f"`{{{field}}}`" in DOCUMENT


# ----------------------------------------------------------------------------------- URLs


@pytest.fixture
def bucket():
    memory = pytest.importorskip("fsspec").filesystem("memory")
    for name in ("/shelf/s/b 10.txt", "/shelf/s/b 2.txt", "/shelf/s/x/c.txt", "/shelf/s/c.jpg"):
        memory.pipe_file(name, b"It was a dark night.\n")
    yield "memory://shelf"
    memory.rm("/shelf", recursive=True)


def test_urls_are_left_as_they_are_and_may_be_globs(bucket):
    manifest = f'output = "{bucket}/out"\n[[story]]\ninput = "{bucket}/s/**"\n'
    plan = planned(manifest, path="shelf/l.toml")
    assert plan.output == f"{bucket}/out"
    assert [(one.inputs[0].stem, one.inputs[0].below) for one in plan.jobs] == [
        ("b 2", "."),
        ("b 10", "."),
        ("c", "x"),
    ]
    assert plan.watched == (Path("shelf/l.toml"),)
