"""Books of several files in a folder: their order, their title, the headings of their files."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from notation import heading_lines

from epubify.bind.joining import join
from epubify.bind.part_order import in_order
from epubify.errors import NoStory
from epubify.files.book_folder import told_by_folder
from epubify.files.inputs import Input, distinct, find_inputs, read_source
from epubify.files.listed_order import in_listed_order
from epubify.files.order_of_parts import in_part_order, in_told_order
from epubify.model import Paragraph, Story, plain
from epubify.options import Options
from epubify.pipeline import understand
from epubify.report import Report
from epubify.settings.sidecar import Sidecar

PROSE = "The ferry left at six, and nobody had thought to wake the dog before it did. " * 4

SCENES = ("Cut", "Ebb", "Ford", "Mail")


def written(folder: Path, files: dict[str, str]) -> list[Input]:
    """Return the parts of a book of these files, in the order in which they are joined."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.replace("…", PROSE), encoding="utf-8")
    return in_listed_order(distinct(find_inputs(str(folder))))


def joined(folder: Path, files: dict[str, str]) -> Story:
    """Return the one story of which these files are the parts."""
    parts = written(folder, files)
    options = Options(join=True)
    stories = []
    for part in parts:
        with suppress(NoStory):
            source = read_source(part)
            stories.append(understand(source, options, Report(), Sidecar("")).story)
    return join(in_order(stories, Report()), told_by_folder(parts))


@pytest.mark.parametrize(
    ("files", "order"),
    [
        ({"SUMMARY.md": "# Summary\n\n- [B](b.md)\n- [A](a.md)\n", "a.md": "", "b.md": ""}, "b a"),
        ({"Book.txt": "frontmatter.txt\nb.md\na.md\n", "frontmatter.txt": "{frontmatter}",
          "a.md": "", "b.md": ""}, "b a"),
        ({"_quarto.yml": "book:\n  chapters:\n    - b.qmd\n    - part: a.qmd\n", "a.qmd": "",
          "b.qmd": ""}, "b a"),
        ({"_bookdown.yml": 'rmd_files: ["b.Rmd", "a.Rmd"]\n', "a.Rmd": "", "b.Rmd": ""}, "b a"),
        ({"mkdocs.yml": "nav:\n  - The Ford: b.md\n  - a.md\n", "a.md": "", "b.md": ""}, "b a"),
        ({"a.md": "---\ntitle: A\nweight: 20\n---\n", "b.md": "---\ntitle: B\nweight: 3\n---\n"},
         "b a"),
        ({"a.md": "+++\nweight = 20\n+++\n", "b.md": "+++\nweight = 3\n+++\n"}, "b a"),
        ({"a.md": "---\nweight: 20\n---\n", "b.md": "No weight"}, "a b"),
        ({"Plan.md": "- [[b]]\n- [[a|The Ford]]\n- [[c#x]]", "a.md": "", "b.md": "", "c.md": ""},
         "b a c"),
        ({"Index.md": "---\nlongform:\n  scenes:\n    - b\n    - a\n---\n", "a.md": "", "b.md": ""},
         "b a"),
        ({"a.md": "see [[b]]", "b.md": "", "c.md": "", "d.md": ""}, "a b c d"),
        ({"10 The End.md": "", "9 The Ford.md": ""}, "9 The Ford|10 The End"),
    ],
)  # fmt: skip
def test_the_folder_says_the_order(files, order, tmp_path):
    names = order.split("|") if "|" in order else order.split()
    assert [part.stem for part in written(tmp_path, files)] == names


def test_the_names_in_a_list_head_what_has_no_heading(tmp_path):
    story = joined(
        tmp_path,
        {
            "SUMMARY.md": "# Summary\n\n[Prologue](p.md)\n[Chapter I](1.md)\n[Chapter II](2.md)\n"
            "[Epilogue](e.md)\n",
            "p.md": "The Salt Road\n===\n\n…",
            "1.md": "I\n=\n\n…",
            "2.md": "II\n==\n\n…",
            "e.md": "…",
        },
    )
    assert story.metadata.title == "The Salt Road"
    assert list(heading_lines(story.sections)) == [
        "# prologue Prologue | The Salt Road",
        "# chapter I",
        "# chapter II",
        "# epilogue Epilogue",
    ]


def test_a_note_that_lists_the_others_names_them_and_the_book(tmp_path):
    notes = {"The Salt Road.md": "- [[b]]\n- [[a|The Ford]]\n- [[b]]\n", "a.md": "…", "b.md": "…"}
    story = joined(tmp_path, notes)
    assert story.metadata.title == "The Salt Road"
    assert list(heading_lines(story.sections)) == ["# chapter b", "# chapter The Ford"]


def test_an_index_of_scenes_orders_those_in_their_folder_and_names_none(tmp_path):
    index = (
        "---\nlongform:\n  format: scenes\n  title: The Salt Road\n  sceneFolder: Scenes\n"
        '  scenes:\n    - "The Mail"\n    - At the Ford\n    - Low Water\nother:\n  - Nothing\n'
        "---\n# The Salt Road\n"
    )
    (tmp_path / "Scenes").mkdir()
    story = joined(
        tmp_path,
        {
            "Index.md": index,
            "Scenes/At the Ford.md": "…",
            "Scenes/Low Water.md": "# Chapter Two\n\n…",
            "Scenes/The Mail.md": "# Chapter One\n\n…",
        },
    )
    assert story.metadata.title == "The Salt Road"
    headings = ["# chapter Chapter One", "# chapter Chapter Two"]
    assert list(heading_lines(story.sections)) == headings
    kinds = [type(block).__name__ for block in story.sections[0].blocks]
    assert kinds == ["Paragraph", "SceneBreak", "Paragraph"]


def test_scenes_below_scenes_and_one_that_no_index_names_keep_their_order(tmp_path):
    index = (
        "---\nlongform:\n  title: The Salt Road\n  sceneFolder: scenes\n"
        "  scenes:\n    - Mail\n    - Ford\n    - - Ebb\n---\n"
    )
    (tmp_path / "scenes").mkdir()
    files = {"Salt.md": index, **{f"scenes/{name}.md": f"{name} …" for name in SCENES}}
    story = joined(tmp_path, files)
    assert story.metadata.title == "The Salt Road"
    blocks = [one for section in story.sections for one in section.blocks]
    said = [plain(one.spans).split()[0] for one in blocks if isinstance(one, Paragraph)]
    assert said == ["Mail", "Ford", "Ebb", "Cut"]


@pytest.mark.parametrize(
    ("files", "headings"),
    [
        ("Chapter 01 - Frost/01.md|Chapter 01 - Frost/02.md|Chapter 02 - Thaw/01.md",
         ["# chapter Chapter 1 | Frost", "# chapter Chapter 2 | Thaw"]),
        ("Part One/01 Ink.md|Part One/02 Bees.md|Part Two/01 Thaw.md",
         ["# part Part One", "## chapter Ink", "## chapter Bees", "# part Part Two",
          "## chapter Thaw"]),
        ("1 Frost/1 Ink/a.md|1 Frost/1 Ink/b.md|2 Thaw/1 Bees/a.md",
         ["# part | Frost", "## chapter | Ink", "# part | Thaw", "## chapter | Bees"]),
        ("Chapter 1/a.md|notes/b.md", []),
    ],
)  # fmt: skip
def test_folders_are_the_chapters_and_parts_of_the_files_in_them(files, headings, tmp_path):
    story = joined(tmp_path, dict.fromkeys(files.split("|"), "…"))
    found = [" ".join(one.split()) for one in heading_lines(story.sections)]
    wanted = [one.replace("| ", "") for one in headings]
    assert [one.replace("| ", "") for one in found if "bodymatter" not in one] == wanted


def test_scenes_in_the_folder_of_a_chapter_stand_apart(tmp_path):
    names = ("Chapter 1/01.md", "Chapter 1/02.md", "Chapter 2/01.md")
    first, _ = joined(tmp_path, dict.fromkeys(names, "…")).sections
    kinds = [type(block).__name__ for block in first.blocks]
    assert kinds == ["Paragraph", "SceneBreak", "Paragraph"]


def test_pages_with_folders_of_their_own_are_ordered_by_their_weights(tmp_path):
    story = joined(
        tmp_path,
        {
            "_index.md": "---\ntitle: The Salt Road\n---\n",
            "frost/index.md": "---\ntitle: Frost\nweight: 2\n---\n…",
            "bees/index.md": "---\ntitle: Bees\nweight: 3\n---\n…",
            "thaw/index.md": "---\ntitle: Thaw\nweight: 1\n---\n…",
        },
    )
    assert story.metadata.title == "The Salt Road"
    assert list(heading_lines(story.sections)) == [
        f"# part {title}" for title in ("Thaw", "Frost", "Bees")
    ]


def test_a_readme_that_the_list_names_is_a_page_of_the_book(tmp_path):
    files = {"SUMMARY.md": "[Before](README.md)\n[A](a.md)\n", "README.md": "", "a.md": ""}
    assert [part.stem for part in written(tmp_path, files)] == ["README", "a"]


@pytest.mark.parametrize(
    ("names", "headings"),
    [
        ("01 The Ford|02 The Mail|10 The Tide", ["The Ford", "The Mail", "The Tide"]),
        ("1. The Ford|2. The Mail", ["The Ford", "The Mail"]),
        ("01 salt|02 salt", [None]),
        ("salt 1|salt 2", [None]),
    ],
)
def test_titles_behind_the_numbers_of_files_head_what_has_no_heading(names, headings, tmp_path):
    story = joined(tmp_path, {f"{name}.md": "…" for name in names.split("|")})
    assert [section.title for section in story.sections] == headings


def test_numbers_are_headings_in_a_folder_that_says_what_it_counts(tmp_path):
    for name, headings in (("chapters", ["Chapter 1", "Chapter 2"]), ("parts of it", [None])):
        (tmp_path / name).mkdir()
        story = joined(tmp_path / name, {"01.md": "…", "02.md": "…"})
        assert [section.label for section in story.sections] == headings


def test_a_file_among_numbered_chapters_is_headed_by_its_name_where_all_others_agree(tmp_path):
    files = {f"chapter-{n}.md": f"# Chapter {n}\n\n…" for n in (1, 2, 3, 5)}
    story = joined(tmp_path, {**files, "chapter-4.md": "…"})
    assert [section.number for section in story.sections] == [1, 2, 3, 4, 5]
    other = {**files, "chapter-4.md": "…", "chapter-5.md": "# Chapter 6\n\n…"}
    assert [section.number for section in joined(tmp_path, other).sections] == [1, 2, 3, 6]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("book.toml", '[book]\ntitle = "The Salt Road"\nauthors = ["Nina Hale"]\n'),
        ("_quarto.yml", 'book:\n  title: "The Salt Road"\n  author: Nina Hale\n'),
        ("metadata.yaml", "title: The Salt Road\nauthor:\n  - Nina Hale\n"),
        ("_index.md", "---\ntitle: The Salt Road\nauthor: Nina Hale\n---\n"),
    ],
)
def test_settings_beside_the_files_name_the_book(name, text, tmp_path):
    files = {"1.md": "# Chapter 1\n\n…", "2.md": "# Chapter 2\n\n…"}
    told = told_by_folder(written(tmp_path, {**files, name: text}))
    assert (told.sure, told.metadata.title) == (True, "The Salt Road")
    assert told.metadata.authors == ("Nina Hale",)


def test_the_main_file_of_latex_names_the_book_whose_text_it_takes_in(tmp_path):
    main = (
        "\\documentclass{memoir}\n\\title{The Ford}\n\\author{Nina Hale}\n\\begin{document}\n"
        "\\maketitle\n\\input{ch/one}\n\\input{ch/two.tex}\n\\end{document}\n"
    )
    story = joined(
        tmp_path,
        {"main.tex": main, "ch/one.tex": "\\chapter{Salt}\n…", "ch/two.tex": "\\chapter{Mud}\n…"},
    )
    assert (story.metadata.title, story.metadata.authors) == ("The Ford", ("Nina Hale",))
    assert list(heading_lines(story.sections)) == ["# chapter Salt", "# chapter Mud"]


def test_the_main_file_of_latex_names_the_book_by_a_name_of_its_own(tmp_path):
    main = (
        "\\documentclass{book}\n\\newcommand{\\pages}[2]{\\title{#1}\\author{#2}}\n"
        "\\begin{document}\n\\pages{The Ford}{Nina Hale}\n\\input{b}\n\\input{a}\n\\end{document}\n"
    )
    files = {"main.tex": main, "a.tex": "\\chapter{Salt}\n…", "b.tex": "\\chapter{Mud}\n…"}
    told = joined(tmp_path, files).metadata
    assert (told.title, told.authors) == ("The Ford", ("Nina Hale",))


BOOK = (
    "\\documentclass{book}\n\\newcommand{\\skerry}{Skerry Point}\n\\input{looks}\n"
    "\\begin{document}\n\\input{ch/b} % \\input{ch/c}\n\\include{ch/a}\n\\end{document}\n"
)
PARTS = {
    "looks.tex": "\\title{The Ford}\n\\author{Nina Hale}",
    "ch/a.tex": "\\documentclass{subfiles}\\begin{document}\\chapter{Mud}\n…\\end{document}",
    "ch/b.tex": "\\chapter{Salt}\nShe saw \\skerry, and \\input{ch/notes}.\n\n…",
    "ch/notes.tex": "a light% \\input{ch/b}",
    "ch/c.tex": "\\chapter{Left Out}\n…",
}


def test_a_file_of_latex_stands_for_all_that_it_takes_in(tmp_path):
    parts = written(tmp_path, {"main.tex": BOOK, **PARTS})
    assert sorted(part.stem for part in parts) == ["c", "main"]
    story = understand(read_source(parts[-1]), Options(), Report(), Sidecar("")).story
    assert (story.metadata.title, story.metadata.authors) == ("The Ford", ("Nina Hale",))
    assert list(heading_lines(story.sections)) == ["# chapter Salt", "# chapter Mud"]
    first = plain(story.sections[0].blocks[0].spans)
    assert first == "She saw Skerry Point, and a light ."


def test_an_archive_of_latex_is_the_book_of_its_main_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "ford.zip", "w") as archive:
        for name, text in {"main.tex": BOOK, **PARTS}.items():
            archive.writestr(f"ford/{name}", text.replace("…", PROSE))
    parts = distinct(find_inputs(str(tmp_path / "ford.zip")))
    assert sorted(part.stem for part in parts) == ["c", "main"]
    data = read_source(parts[-1]).data.decode()
    assert data.index("Salt") < data.index("a light") < data.index("Mud")


def test_a_file_of_latex_takes_in_nothing_from_elsewhere_nor_itself(tmp_path):
    (tmp_path / "secret.tex").write_text("A secret.", encoding="utf-8")
    (tmp_path / "book").mkdir()
    main = tmp_path / "book" / "main.tex"
    main.write_text(f"\\input{{../secret}}\\input{{{tmp_path}/secret}}\\input{{main}}So.", "utf-8")
    assert b"A secret." not in read_source(Input("main.tex", main)).data


@pytest.mark.parametrize(
    ("archive", "entries", "title"),
    [
        (
            "x.zip",
            ("The Salt Road/Chapter 1.docx", "The Salt Road/Chapter 2.docx"),
            "The Salt Road",
        ),
        ("x.zip", ("Low Tide 1.txt", "Low Tide 2.txt"), "Low Tide"),
        ("the-long-ferry.zip", ("chapter1.txt", "chapter2.txt"), "The Long Ferry"),
        ("story.zip", ("chapter1.txt", "chapter2.txt"), None),
    ],
)
def test_files_of_an_archive_their_folder_or_the_archive_name_the_book(archive, entries, title):
    parts = [Input(f"{archive}/{one}", Path(archive), entry=one) for one in entries]
    assert told_by_folder(parts).called == title


def test_a_readme_names_the_book_where_nobody_else_does(tmp_path):
    files = {"1.md": "# Chapter 1\n\n…", "2.md": "# Chapter 2\n\n…"}
    readme = {"README.md": "# The Salt Road - Leanpub Manuscript\n"}
    assert joined(tmp_path, {**files, **readme}).metadata.title == "The Salt Road"
    said = {"1.md": "---\ntitle: The Ford\n---\n# Chapter 1\n\n…"}
    assert joined(tmp_path, {**files, **readme, **said}).metadata.title == "The Ford"


def test_titles_at_the_heads_of_files_are_those_of_their_parts(tmp_path):
    story = joined(
        tmp_path,
        {
            "1.md": "---\ntitle: The Quay\nweight: 1\n---\n\n…",
            "2.md": "---\ntitle: The Ford\nweight: 2\n---\n\n…",
            "_index.md": "---\ntitle: The Salt Road\n---\n",
        },
    )
    assert story.metadata.title == "The Salt Road"
    assert list(heading_lines(story.sections)) == ["# part The Quay", "# part The Ford"]


def test_files_and_their_folder_name_the_book_where_no_part_does(tmp_path):
    titled = "---\ntitle: {}\nauthor: Orla Quay\n---\n\n…"
    parts = {f"{n}.md": titled.format(name) for n, name in enumerate(("Sill", "Mill", "Tide"))}
    (folder := tmp_path / "the-salt-road").mkdir()
    story = joined(folder, parts)
    assert story.metadata.title == "The Salt Road"
    assert list(heading_lines(story.sections)) == ["# part Sill", "# part Mill", "# part Tide"]
    (folder := tmp_path / "drafts").mkdir()
    named = {f"Salt Road Ch {n}.txt": f"Chapter {n}\n\n…" for n in (1, 2)}
    assert joined(folder, named).metadata.title == "Salt Road"


# ---------------------------------------------------------- order by names, and as it is told


def given(*names: str) -> list[Input]:
    return [Input(name, Path(name)) for name in names]


def names_of(parts: list[Input]) -> list[str]:
    return [part.name for part in parts]


def test_what_stands_before_and_behind_the_chapters_is_put_there_by_its_name():
    found = given("Chapitre 1.md", "Chapitre 10.md", "Chapitre 2.md", "Épilogue.md", "Prologue.md")
    assert names_of(in_part_order(found)) == [
        "Prologue.md", "Chapitre 1.md", "Chapitre 2.md", "Chapitre 10.md", "Épilogue.md",
    ]  # fmt: skip


def test_an_order_of_a_person_stands_and_that_of_a_program_does_not():
    assert names_of(in_told_order(given("start.md", "middle.md", "end.md"))) == [
        "start.md", "middle.md", "end.md",
    ]  # fmt: skip
    assert names_of(in_told_order(given("1.md", "10.md", "2.md"))) == ["1.md", "2.md", "10.md"]
    assert names_of(in_told_order(given("t3.md", "t1.md", "t2.md"))) == ["t1.md", "t2.md", "t3.md"]


def test_a_file_with_another_name_and_a_heading_of_its_own_hinders_nothing(tmp_path):
    story = joined(tmp_path, {
        "chapter-1.md": "# Chapter 1\n\n…", "chapter-2.md": "# Chapter 2\n\n…",
        "chapter-3.md": "# Chapter 3\n\n…", "chapter-4.md": "…",
        "dog.md": "# About the Dog\n\n…",
    })  # fmt: skip
    assert list(heading_lines(story.sections))[3:] == [
        "# chapter Chapter 4",
        "# chapter About the Dog",
    ]


SUMMARY = """# Summary

[Foreword](fore.md)

# Part One: The Ebb

- [The Ford](ford.md)
- [The Quay](quay.md)

# The Flood

- [The Mill](mill.md)

[Afterword](after.md)
"""
QUARTO = """book:
  chapters:
    - fore.md
    - part: "Part One: The Ebb"
      chapters:
        - ford.md
        - quay.md
    - part: The Flood
      chapters:
        - mill.md
    - after.md
"""


@pytest.mark.parametrize("listed", [{"SUMMARY.md": SUMMARY}, {"_quarto.yml": QUARTO}])
def test_parts_that_a_list_names_stand_above_their_chapters(tmp_path, listed):
    heads = {"fore": "Foreword", "ford": "The Ford", "quay": "The Quay", "mill": "The Mill",
             "after": "Afterword"}  # fmt: skip
    files = {f"{name}.md": f"# {head}\n\n…" for name, head in heads.items()}
    assert list(heading_lines(joined(tmp_path, {**files, **listed}).sections)) == [
        "# foreword Foreword",
        "# part Part One | The Ebb",
        "## chapter The Ford",
        "## chapter The Quay",
        "# part The Flood",
        "## chapter The Mill",
        "# afterword Afterword",
    ]
