from __future__ import annotations

import re
from pathlib import Path

import pytest
from epub_tools import AT, book_of, chapter, find, paragraph, prose, small_cover, story, text
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from epubify.matter.letters import with_letters
from epubify.matter.readings import with_readings
from epubify.model import (
    Block,
    Book,
    BreakKind,
    Contributor,
    Cue,
    Field,
    Letter,
    Metadata,
    Note,
    Paragraph,
    SceneBreak,
    Section,
    Span,
    Spans,
    Verse,
    VerseLine,
)
from epubify.options import Options
from epubify.render import Document, load_templates, outline, render_book
from epubify.render.chapters import LIMIT
from epubify.render.markup import render_blocks, render_spans
from epubify.render.nav import nest, render_ncx
from epubify.text.xmltext import legal

XHTML = "{http://www.w3.org/1999/xhtml}"


def spans(words: str, *marks: str, href: str | None = None) -> Spans:
    return (Span(words, frozenset(marks), href),)


def markup(*blocks: Block, language: str = "und") -> str:
    return "".join(render_blocks(with_letters(with_readings(blocks)), language))


def documents(book: Book, **options: object) -> list[Document]:
    asked = Options(**options)  # type: ignore[arg-type]
    return list(render_book(book, asked, load_templates(asked)))


def stems(book: Book, **options: object) -> list[str]:
    return [Path(document.name).stem for document in documents(book, **options)]


def named(book: Book, stem: str, **options: object) -> etree._Element:
    found = [d for d in documents(book, **options) if Path(d.name).stem == stem]
    return etree.fromstring(found[0].content)


# ------------------------------------------------------------------------ inline markup


@given(st.text())
def test_any_text_comes_back_from_xhtml_but_for_what_xml_forbids(words: str) -> None:
    parsed = etree.fromstring(f"<p>{render_spans((Span(words),))}</p>")
    # XML reads carriage returns as line feeds; repair has none left by then.
    assert (parsed.text or "") == legal(words).replace("\r\n", "\n").replace("\r", "\n")


def test_marks_nest_in_a_fixed_order() -> None:
    assert render_spans(spans("x", "strong", "emphasis")) == "<strong><em>x</em></strong>"


@pytest.mark.parametrize("href", ["https://a.example/b?c=d&e#f", "mailto:me@a.example"])
def test_a_link_to_the_web_is_kept(href: str) -> None:
    link = etree.fromstring(render_spans(spans("here", href=href)))
    assert (link.tag, link.get("href"), link.text) == ("a", href, "here")


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "chapter2.html", "http://a b", "http://x/%zz"]
)
def test_of_any_other_link_only_the_words_are_kept(href: str) -> None:
    assert render_spans(spans("here", href=href)) == "here"


# ------------------------------------------------------------------------------- blocks


def test_the_first_paragraph_and_each_after_a_break_is_flush() -> None:
    ornament = SceneBreak(BreakKind.ORNAMENT, AT, "* * *")
    gap = SceneBreak(BreakKind.GAP, AT)
    blocks = (*prose("a", "b"), ornament, *prose("c", "d"), gap, *prose("e"))
    assert markup(*blocks).replace("\n", "") == (
        '<p class="first">a</p><p>b</p><hr class="scene"/><p class="first">c</p><p>d</p>'
        '<hr class="gap"/><p class="first">e</p>'
    )


def test_a_cue_that_opens_a_scene_makes_the_next_paragraph_flush() -> None:
    after_flashback = markup(*prose("a"), Cue((spans("then"),), AT, "flashback"), *prose("b"))
    after_song = markup(*prose("a"), Cue((spans("la la"),), AT, "song"), *prose("b"))
    assert '<p class="cue cue-flashback">then</p>\n<p class="first">b</p>' in after_flashback
    assert '<p class="cue cue-song">la la</p>\n<p>b</p>' in after_song


def test_a_note_before_the_first_paragraph_leaves_it_the_first() -> None:
    rendered = markup(Note(prose("Hello all"), AT), *prose("It rained."))
    assert rendered.startswith('<aside class="note"')
    assert rendered.endswith('<p class="first">It rained.</p>\n')


def test_verse_keeps_lines_stanzas_and_indents() -> None:
    first = (VerseLine(spans("One")), VerseLine(spans("two"), indent=3))
    verse = etree.fromstring(markup(Verse((first, (VerseLine(spans("three")),)), AT)))
    assert verse.get("class") == "verse"
    assert [len(stanza.findall(".//br")) for stanza in verse] == [1, 0]
    assert [line.get("class") for line in verse.iter("span")] == ["line", "line i2", "line"]


def test_deep_indents_stop_at_the_last_step() -> None:
    assert 'class="line i6"' in markup(Verse(((VerseLine(spans("far"), indent=99),),), AT))


@pytest.mark.parametrize(
    ("block", "golden"),
    [
        (paragraph("a"), '<p class="first">a</p>'),
        (SceneBreak(BreakKind.ORNAMENT, AT), '<hr class="scene"/>'),
        (SceneBreak(BreakKind.GAP, AT), '<hr class="gap"/>'),
        (Cue((spans("a"), spans("b")), AT, "place"), '<p class="cue cue-place">a<br/>b</p>'),
        (
            Verse(((VerseLine(spans("a")), VerseLine(spans("b"), 2)),), AT),
            '<div class="verse"><div class="stanza"><p><span class="line">a</span><br/>'
            '<span class="line i1">b</span></p></div></div>',
        ),
        (
            Verse(((VerseLine(spans("a")),),), AT, "lines"),
            '<div class="lines"><div class="stanza"><p><span class="line">a</span></p></div></div>',
        ),
        (
            Note(prose("a"), AT),
            '<aside class="note" role="note"><p class="first">a</p></aside>',
        ),
        (
            Letter(prose("a"), prose("b"), prose("c"), prose("d"), prose("e"), prose("f"), AT),
            '<div class="letter"><p class="head">a</p><p class="salutation">b</p><p>c</p>'
            '<p class="closing">d</p><p class="signature">e</p><p>f</p></div>',
        ),
    ],
)
def test_each_kind_of_block_has_its_markup(block: Block, golden: str) -> None:
    assert markup(block).replace("\n", "") == golden


def test_verse_under_the_name_of_a_song_is_a_song() -> None:
    verse = Verse(((VerseLine(spans("la")),),), AT)
    named = markup(Cue((spans("(Low Tide)"),), AT, "song"), verse, verse)
    assert re.findall('<div class="(.*?)">', named) == ["verse song", "stanza", "verse", "stanza"]


# ------------------------------------------------------------------------------- letters


LETTER = ("Ferry House", "3rd of May", "My dear Ada,", "I wait.", "Ever your friend,", "Tom")


def parts_of(*texts: str) -> list[str]:
    """Return the class of each paragraph, ``-`` outside of a letter."""
    root = etree.fromstring(f"<x>{markup(*prose(*texts))}</x>")
    return [p.get("class") or "" if p.getparent().tag == "div" else "-" for p in root.iter("p")]


def test_a_letter_is_set_apart_with_its_parts() -> None:
    parts = ["head", "head", "salutation", "", "closing", "signature"]
    assert parts_of("She read.", *LETTER, "She wept.") == ["-", *parts, "-"]
    assert parts_of(*LETTER[2:], "P.S. Bring a towel.", "She wept.") == [*parts[2:], "", "-"]


@given(st.lists(st.sampled_from([*LETTER, "Prose.", "P.S. Yes."]), max_size=30))
def test_no_word_is_lost_or_moved_in_letters(texts: list[str]) -> None:
    root = etree.fromstring(f"<x>{markup(*prose(*texts))}</x>")
    assert [text(p) for p in root.iter("p")] == texts


# -------------------------------------------------------------------------- other scripts


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("γνῶθι σεαυτόν", "el"), ("שלום לכולם", "he"), ("안녕하세요", "ko"), ("ひらがな", "ja"),
        ("東京へ行く", "ja"), ("สวัสดี", "th"), ("გამარჯობა", "ka"), ("Բարեւ", "hy"),
        ("東京", "und-Hani"), ("на пристани", "und-Cyrl"), ("مرحبا", "und-Arab"),
        ("नमस्ते", "und-Deva"),
    ],
)  # fmt: skip
def test_words_in_another_script_say_their_language(words: str, tag: str) -> None:
    inside = etree.fromstring(markup(paragraph(f"It said {words}, twice."), language="en"))
    (span,) = inside
    rtl = tag in {"he", "und-Arab"}
    assert (span.text, span.get("lang"), span.get("dir")) == (words, tag, "rtl" if rtl else None)
    assert span.get("{http://www.w3.org/XML/1998/namespace}lang") == tag
    assert "".join(inside.itertext()) == f"It said {words}, twice."


def test_a_block_all_in_another_script_says_so_itself() -> None:
    line = "שלום לכולם!"
    verse = Verse(((VerseLine(spans(line)),),), AT)
    for block in (paragraph(line), Cue((spans(line),), AT), verse):
        root = etree.fromstring(markup(block, language="en"))
        assert (root.get("lang"), root.get("dir")) == ("he", "rtl")
        assert [one for one in root.iter() if one.get("lang")] == [root]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("at an angle β to the wind", "en"), ("a face: (ツ)", "en"), ("café, naïve, Łódź", "en"),
        ("Она ждёт", "ru"), ("Ona, он", "sr"), ("東京へ行く", "ja"), ("東京", "zh"),
        ("שלום לכולם", "yi"), ("γνῶθι σεαυτόν", "und"),
    ],
)  # fmt: skip
def test_what_is_no_foreign_passage_for_sure_is_left_alone(words: str, language: str) -> None:
    assert markup(paragraph(words), language=language) == f'<p class="first">{words}</p>\n'


def test_foreign_words_in_a_heading_are_marked() -> None:
    book = book_of(story(chapter(1, "The Word λόγος")))
    (span,) = find(named(book, "chapter-001"), '//html:h1//html:span[@lang="el"]')
    assert text(span) == "λόγος"


@given(st.text(st.sampled_from("abc 東京あい《》｜αβγ дом שלום,.!\n")))
def test_marking_scripts_and_readings_keeps_every_letter(words: str) -> None:
    root = etree.fromstring(markup(paragraph(words), language="en"))
    letters = [c for c in "".join(root.itertext()) if c.isalpha()]
    assert letters == [c for c in words if c.isalpha()]


def test_readings_become_ruby() -> None:
    (line,) = markup(paragraph("海《うみ》と｜黒い森《くろいもり》"), language="ja").splitlines()
    assert line == (
        '<p class="first"><ruby>海<rt>うみ</rt></ruby>と<ruby>黒い森<rt>くろいもり</rt></ruby></p>'
    )
    book_title = "他读《红楼梦》。"
    assert book_title in markup(paragraph(book_title), language="zh")


# ---------------------------------------------------------------------------- documents


def novel() -> Book:
    return book_of(
        story(
            Section("prologue", "Prologue", None, prose("Before.")),
            Section(
                "part",
                "Part One",
                "Sea",
                prose("An epigraph."),
                (chapter(1, "Mail"), chapter(2, None)),
            ),
            Section("part", "Part Two", None, (), (chapter(3, "Ice"),)),
            Section("epilogue", "Epilogue", None, prose("After.")),
        )
    )


def test_files_are_called_by_role_and_count_in_reading_order() -> None:
    assert stems(novel()) == [
        "titlepage", "prologue-001", "part-001", "chapter-001", "chapter-002",
        "part-002", "chapter-003", "epilogue-001", "colophon",
    ]  # fmt: skip


def test_files_keep_their_names_when_chapters_are_appended() -> None:
    one = book_of(story(chapter(1, "Mail"), chapter(2, "Ice")))
    more = book_of(story(chapter(1, "Mail"), chapter(2, "Ice"), chapter(3, "Sun")))
    kept = [d for d in documents(more) if d.name != "text/chapter-003.xhtml"]
    assert kept == documents(one)


def test_sections_have_role_type_and_one_heading() -> None:
    section = find(named(novel(), "chapter-001"), "//html:section")[0]
    assert section.get("role") == "doc-chapter"
    assert section.get("{http://www.idpf.org/2007/ops}type") == "chapter"
    heading = section[0]
    assert (heading.tag, section.get("aria-labelledby")) == (f"{XHTML}h1", heading.get("id"))
    assert text(heading) == "Chapter 1 Mail"
    part = named(novel(), "part-001")
    assert len(find(part, "//html:h1")) == 1
    assert "An epigraph." in text(part)


def test_a_role_that_is_no_epub_term_gets_none() -> None:
    book = book_of(story(Section("interlude", "Interlude", None, prose("Meanwhile."))))
    section = find(named(book, "interlude-001"), "//html:section")[0]
    assert sorted(section.attrib) == ["aria-labelledby", "class"]


def test_an_undivided_story_gets_its_title_as_made_heading() -> None:
    book = book_of(story(Section("bodymatter", None, None, prose("It rained."))))
    heading = find(named(book, "bodymatter-001"), "//html:h1")[0]
    assert (text(heading), heading.get("data-made")) == ("Tides", "epubify")
    assert [(e.label, e.href) for e in outline(documents(book), "Tides")] == [
        ("Tides", "text/bodymatter-001.xhtml")
    ]


def test_text_before_the_first_heading_has_no_heading_and_is_not_listed() -> None:
    book = book_of(story(Section("bodymatter", None, None, prose("Oh.")), chapter(1, None)))
    page = named(book, "bodymatter-001")
    assert find(page, "//html:h1") == []
    assert find(page, "//html:section")[0].get("aria-label") == "Tides"
    assert [entry.label for entry in outline(documents(book), "Tides")] == ["Chapter 1"]


def test_a_long_chapter_is_split_at_a_paragraph() -> None:
    count, paragraph_text = 3000, "The tide came in and the tide went out & in again. " * 2
    book = book_of(
        story(chapter(1, "Long", *[paragraph(f"{n} {paragraph_text}") for n in range(count)]))
    )
    parts = [d for d in documents(book) if "chapter" in d.name]
    assert [Path(d.name).stem for d in parts] == ["chapter-001", "chapter-001-2"]
    assert all(len(d.content) < LIMIT + 1000 for d in parts)
    first, second = (etree.fromstring(d.content) for d in parts)
    assert (len(find(first, "//html:h1")), len(find(second, "//html:h1"))) == (1, 0)
    assert find(second, "//html:section")[0].get("aria-label") == "Chapter 1: Long"
    assert find(second, "//html:p/@class") == []
    told = [text(p).split()[0] for page in (first, second) for p in find(page, "//html:p")]
    assert told == [str(n) for n in range(count)]
    assert len(outline(documents(book), "Tides")) == 1


def test_a_block_is_never_cut() -> None:
    book = book_of(story(chapter(1, None, paragraph("a"), paragraph("b " * LIMIT), paragraph("c"))))
    assert [s for s in stems(book) if "chapter" in s] == [
        "chapter-001",
        "chapter-001-2",
        "chapter-001-3",
    ]


def test_language_and_direction_of_each_document() -> None:
    hebrew = book_of(story(chapter(1, None), language="he"))
    for document in documents(hebrew):
        root = etree.fromstring(document.content)
        assert (root.get("lang"), root.get("dir")) == ("he", "rtl")
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "he"
    assert named(novel(), "chapter-001").get("dir") is None


# ------------------------------------------------------------------------ author's notes


def with_notes() -> Book:
    note = Note(prose("Thanks to my beta."), AT)
    inside = Note(prose("Sorry!"), AT)
    letter = (prose("Hello,"), (), (*prose("I wait."), inside), prose("Yours,"), prose("Tom"), ())
    blocks = (note, *prose("It rained."), Letter(*letter, AT))
    return book_of(story(chapter(1, "Mail", *blocks), chapter(2, None)))


def test_notes_stay_where_they_are() -> None:
    notes = find(named(with_notes(), "chapter-001"), '//html:aside[@class="note"]')
    assert [text(note) for note in notes] == ["Thanks to my beta.", "Sorry!"]


def test_notes_at_the_end_are_gathered_in_one_document() -> None:
    assert stems(with_notes(), notes="end")[-2:] == ["notes", "colophon"]
    page = named(with_notes(), "notes", notes="end")
    assert [text(note) for note in find(page, "//html:aside")] == ["Thanks to my beta.", "Sorry!"]
    made = find(page, '//*[@data-made="epubify"]')
    assert [text(one) for one in made] == ["Author’s notes", "Chapter 1: Mail"]
    assert find(page, "//html:a/@href") == ["chapter-001.xhtml"]
    assert find(named(with_notes(), "chapter-001", notes="end"), "//html:aside") == []


def test_dropped_notes_are_nowhere() -> None:
    everything = b"".join(d.content for d in documents(with_notes(), notes="drop"))
    assert b"beta" not in everything
    assert b"Sorry" not in everything
    assert b"It rained." in everything


# --------------------------------------------------------------- pages around the text


def headed(*fields: tuple[str, str, str], **metadata: object) -> Book:
    read = tuple(Field(key, label, value, AT) for key, label, value in fields)
    return book_of(story(chapter(1, None), fields=read, **metadata))


def test_the_title_page_shows_title_series_and_people() -> None:
    people = (Contributor("Ann"), Contributor("Bo"), Contributor("Ed", "edt"))
    book = headed(
        subtitle="A Tale", series="Sea", series_index="2", contributors=people, publisher="Gull"
    )
    page = find(named(book, "titlepage"), "//html:body")[0]
    assert [text(part) for part in page.iter(f"{XHTML}h1", f"{XHTML}p")] == [
        "Tides", "A Tale", "Book 2 of Sea", "Ann and Bo", "Edited by Ed", "Gull",
    ]  # fmt: skip


def test_header_fields_that_the_title_page_lacks_stand_on_a_page_of_their_own() -> None:
    book = headed(
        ("title", "Title", "Tides"),
        ("author", "", "by Ann Lee"),
        ("rating", "Rating:", "PG-13"),
        ("fandom", "", "Tides"),
        ("disclaimer", "DISCLAIMER", "Not mine & never was.\nDon't sue."),
    )
    page = named(book, "about")
    assert [text(name) for name in find(page, "//html:dt")] == ["Rating", "Fandom", "DISCLAIMER"]
    values = [text(value) for value in find(page, "//html:dd")]
    assert values == ["PG-13", "Tides", "Not mine & never was. Don't sue."]


def test_a_title_that_was_overruled_is_still_shown() -> None:
    assert text(named(headed(("title", "Title", "Old Name")), "about")).endswith("Title Old Name")


def test_no_page_about_a_story_that_says_nothing_more() -> None:
    assert "about" not in stems(headed(("title", "Title", "Tides")))


def test_cover_and_colophon_as_asked_for() -> None:
    book = replace(novel(), cover=small_cover())
    image = find(named(book, "cover"), "//html:img")[0]
    assert dict(image.attrib) == {
        "src": "../images/cover.jpeg", "alt": "Cover of Tides by Ann Lee", "role": "doc-cover",
    }  # fmt: skip
    assert stems(book)[0] == "cover"
    assert stems(book, colophon=False)[-1] == "epilogue-001"


def test_a_book_without_title_is_called_by_its_opening_words() -> None:
    book = book_of(
        story(Section("bodymatter", None, None, prose("“It rained,” she said.")), title=None)
    )
    assert text(named(book, "titlepage").find(f".//{XHTML}h1")) == "It rained, she said"


def test_stories_of_an_anthology_have_title_pages_and_files_of_their_own() -> None:
    rated = Field("rating", "Rating", "G", AT)
    one = story(chapter(1, "Mail"), title="One", fields=(rated,), description="All wet.")
    two = story(Section("bodymatter", None, None, prose("Rain.")), title="Two", language=None)
    book = Book(Metadata(title="Both", language="fr"), (one, two), anthology=True)
    assert stems(book) == [
        "titlepage", "s001-title", "s001-chapter-001",
        "s002-title", "s002-bodymatter-001", "colophon",
    ]  # fmt: skip
    page = named(book, "s001-title").find(f".//{XHTML}body")
    assert page.get("class") == "story-title"
    assert text(page) == "One Ann Lee All wet. Rating G"
    assert named(book, "s002-title").get("lang") == "fr"
    assert [(e.label, [b.label for b in e.entries]) for e in outline(documents(book), "Both")] == [
        ("One", ["Chapter 1: Mail"]),
        ("Two", []),
    ]


# ------------------------------------------------------------------------------ contents


def test_a_skipped_level_in_the_contents_is_closed() -> None:
    (one,) = nest([(0, "One", "a"), (2, "Two", "b"), (1, "Three", "c")])
    assert [entry.label for entry in one.entries] == ["Two", "Three"]


def test_points_with_one_target_share_a_play_order() -> None:
    entries = nest([(0, "Part", "a"), (1, "One", "a"), (1, "Two", "b")])
    root = etree.fromstring(
        render_ncx(entries, identifier="x", title="T", authors=(), language="en").encode()
    )
    orders = [point.get("playOrder") for point in root.iter("{*}navPoint")]
    assert orders == ["1", "1", "2"]
    assert len({point.get("id") for point in root.iter("{*}navPoint")}) == 3
    assert find(root, '//ncx:meta[@name="dtb:depth"]/@content') == ["2"]


def test_marks_stand_inside_their_paragraph() -> None:
    assert markup(Paragraph((Span("a "), Span("b", frozenset({"emphasis"}))), AT)) == (
        '<p class="first">a <em>b</em></p>\n'
    )
