"""Changes of signs and spaces that a person does not want: by line, by rule, one by one."""

from __future__ import annotations

import pytest
from building import closely
from hypothesis import given, settings
from hypothesis import strategies as st

import epubify
from epubify.errors import InputError
from epubify.inspection.sidecar_draft import draft_sidecar, toml
from epubify.model import Paragraph, Source, plain
from epubify.report import Report
from epubify.settings.sidecar_reading import read_sidecar
from epubify.settings.values import all_rules
from epubify.text.blocks import blocks_of

STORY = """\
The Weir
by Ann Bee

Chapter 1

"Stop," she said -- and "stop" again ... "or I go,
and *never* come back," she said.

He  said  nothing .  The don`t was mine, and the won`t hers.

"Well," he said... then he went.
"""


def told(*unchanged: str) -> list[str]:
    """Return the paragraphs of the story with tables of a sidecar."""
    return [plain(block.spans) for block in paragraphs(*unchanged)]


def paragraphs(*unchanged: str) -> list[Paragraph]:
    sidecar = "".join(f"[[unchanged]]\n{table}\n" for table in unchanged).encode()
    source = Source("weir.txt", STORY.encode(), sidecar=Source("weir.toml", sidecar))
    found = blocks_of(closely(source)[0].story.sections)
    return [block for block in found if isinstance(block, Paragraph)]


AS_SET = [
    "“Stop,” she said—and “stop” again … “or I go, and never come back,” she said.",
    "He said nothing. The don’t was mine, and the won’t hers.",
    "“Well,” he said… then he went.",
]


def test_all_is_set_where_nothing_is_said():
    assert told() == AS_SET


def test_one_change_of_a_rule_is_left_out_and_no_other():
    first, *others = told('line = 6\nrule = "quotes"\nchange = 3')
    assert first == AS_SET[0].replace("“stop”", '"stop”')
    assert others == AS_SET[1:]


def test_a_rule_is_left_out_in_one_paragraph_whichever_of_its_lines_is_named():
    for line in (6, 7):
        first, *others = told(f'line = {line}\nrule = "quotes"')
        assert first == AS_SET[0].translate({ord("“"): '"', ord("”"): '"'})
        assert others == AS_SET[1:]


def test_every_rule_is_left_out():
    assert told("line = 9")[1] == "He  said  nothing .  The don`t was mine, and the won`t hers."


def test_a_repair_is_left_out_by_itself_though_its_rule_runs_again():
    text = told('line = 9\nrule = "backticks"\nchange = 2')[1]
    assert text == "He said nothing. The don’t was mine, and the won`t hers."


def test_signs_of_emphasis_stay_in_pairs():
    first, *_ = paragraphs('line = 6\nrule = "emphasis"\nchange = 2')
    assert "*never*" in plain(first.spans)
    assert not any(span.marks for span in first.spans)


def test_the_report_tells_which_change_is_which():
    report = Report()
    report.samples_kept = 100
    closely(Source("weir.txt", STORY.encode()), report=report)
    numbers = [(one.at.first_line, one.number) for one in report.samples["quotes"]]
    assert numbers == [*((6, n) for n in range(1, 7)), (11, 1), (11, 2)]
    assert {one.number for one in report.samples["emphasis"]} == {0}
    assert [one.number for one in report.samples["backticks"]] == [1, 2]


@pytest.mark.parametrize("kind", ['rule = "quotes"\nchange = 2', 'rule = "spaces"', ""])
def test_a_draft_says_the_same_again(kind):
    before = read_sidecar(Source("weir.toml", f"[[unchanged]]\nline = 9\n{kind}\n".encode()))
    source = Source("weir.txt", STORY.encode())
    reading, _ = closely(source)
    written = draft_sidecar(source, reading, reading.story.metadata, before)
    again = read_sidecar(Source("weir.toml", written.encode()))
    assert again.corrections == before.corrections
    assert again.corrections.unchanged


def test_a_line_that_is_another_now_is_not_taken_for_the_old():
    sidecar = b'[[unchanged]]\nline = 9\nrule = "spaces"\nreads = "Something else."\n'
    source = Source("weir.txt", STORY.encode(), sidecar=Source("weir.toml", sidecar))
    with pytest.raises(InputError, match="no longer fits"):
        closely(source)


TABLES = st.lists(
    st.fixed_dictionaries(
        {"line": st.sampled_from([6, 7, 9, 11])},
        optional={"rule": st.sampled_from(sorted(all_rules())), "change": st.integers(1, 6)},
    ),
    max_size=4,
)


@settings(max_examples=15, deadline=None)
@given(TABLES)
def test_no_word_is_lost_whatever_is_left_out(tables):
    said = ("".join(f"{key} = {toml(value)}\n" for key, value in one.items()) for one in tables)
    sidecar = "".join(f"[[unchanged]]\n{table}\n" for table in said).encode()
    source = Source("weir.txt", STORY.encode(), sidecar=Source("weir.toml", sidecar))
    book = epubify.convert(source, no_cover=True)
    assert not book.findings or all(one.code != "W001" for one in book.findings)
