"""Damaged files of each form give a story or one line that says what is wrong, never a crash."""

from __future__ import annotations

from random import Random

import pytest

from epubify.errors import EpubifyError
from epubify.model import Source
from epubify.options import Options
from epubify.readers import find_reader, read
from epubify.report import Report

MUTATIONS = 120
"""Damages of each sample: with more, the test is slow, with fewer, it meets few kinds of them."""
FICTION_BOOK = b"""<?xml version="1.0" encoding="UTF-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><genre>sf</genre><author><last-name>Hale</last-name></author>
<book-title>Salt</book-title><annotation><p>A wait.</p></annotation><sequence name="R" number="2"/>
<coverpage><image l:href="#c.png"/></coverpage></title-info></description>
<body><section><title><p>Chapter 1</p></title><p>The <emphasis>ferry</emphasis> left.
<a l:href="#n1">1</a></p>
<poem><stanza><v>Down by the weir</v></stanza></poem><image l:href="#c.png"/></section></body>
<body name="notes"><section id="n1"><p>A note.</p></section></body>
<binary id="c.png" content-type="image/png">iVBORw0KGgo=</binary></FictionBook>"""
SAMPLES = {"fb2": FICTION_BOOK}


@pytest.mark.parametrize("form", SAMPLES)
def test_damage_is_told_in_one_line(form: str) -> None:
    lot = Random(form)
    for _ in range(MUTATIONS):
        source = Source(f"story.{form}", damaged(SAMPLES[form], lot))
        try:
            find_reader(form).read(source, Options(), Report())
        except EpubifyError as error:
            assert "\n" not in str(error)


def test_samples_are_read_by_their_readers() -> None:
    for form, data in SAMPLES.items():
        report = Report()
        read(Source("story", data), Options(), report)
        assert report.ledger("story").form == form


def damaged(data: bytes, lot: Random) -> bytes:
    """Return bytes of which some are gone, doubled, or others."""
    for _ in range(lot.randint(1, 4)):
        start = lot.randrange(len(data) + 1)
        end = min(len(data), start + lot.choice((1, 1, 2, 8, 60, 400)))
        piece = data[start:end]
        new = lot.choice((b"", piece * 2, bytes(lot.choices(range(256), k=len(piece))), b"<", b"&"))
        data = data[:start] + new + data[end:]
    return data
