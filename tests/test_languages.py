from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from case_files import read_cases

from epubify.text.languages import guess_language

SAMPLES = {tag: f"{text}\n" for case in read_cases("languages") for tag, text in case.rows}


@pytest.mark.parametrize("tag", SAMPLES)
def test_the_language_of_a_sentence_is_told(tag: str) -> None:
    assert guess_language(SAMPLES[tag])[0] == tag


def test_a_page_of_a_language_is_sure_and_a_language_unknown_is_not() -> None:
    assert guess_language(SAMPLES["en"] * 10)[1] > 0.8
    icelandic = (
        "Þegar báturinn sneri aftur sást enginn maður um borð heldur einungis logandi lampi."
    )
    assert guess_language(icelandic * 10)[1] < 0.3


def test_a_header_in_another_language_does_not_decide() -> None:
    header = "Title: The Boat\nDisclaimer: They are not mine and I have no money for you to take.\n"
    assert guess_language(header + SAMPLES["fr"] * 20)[0] == "fr"


def test_every_language_has_every_phrase() -> None:
    data = files("epubify").joinpath("data", "languages.toml").read_text(encoding="utf-8")
    languages = tomllib.loads(data)
    assert set(languages) == set(SAMPLES)
    for entry in languages.values():
        assert set(entry) - {"words", "signs"} == set(languages["en"]) - {"words"}
        assert "{series}" in entry["book_of"]
        assert "{index}" in entry["book_of"]
        assert "{names}" in entry["edited_by"]


def test_each_sign_of_one_chinese_is_not_in_the_other() -> None:
    data = files("epubify").joinpath("data", "languages.toml").read_text(encoding="utf-8")
    simplified, traditional = (tomllib.loads(data)[tag]["signs"] for tag in ("zh-Hans", "zh-Hant"))
    assert len(simplified) == len(traditional)
    assert not set(simplified) & set(traditional)


def test_chinese_that_says_nothing_of_its_form_is_just_chinese() -> None:
    assert guess_language("天上日月，山中水火。") == ("zh", 1.0)
