"""Speed of every form beside pandoc and calibre: the same files, in one run.

    python benchmarks/forms_speed.py                        stories that the tests' writers make
    python benchmarks/forms_speed.py ../shared/forms/files  files below a folder, as they are
    python benchmarks/forms_speed.py --words 5000 a.docx b.odt

Counted is the processor time of whole commands, with all processes that they start: the least of
``--times`` runs, which other work on the machine disturbs least. Beside the whole, which brings a
cover, typography and the proof, stand the book without its cover and the reader alone (file to
manuscript, start included). Programs that are not installed, or do not read a form, have a dash.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

PANDOC = frozenset(
    {".html", ".htm", ".md", ".docx", ".odt", ".rtf", ".fb2", ".epub", ".tex", ".txt"}
)
CALIBRE = frozenset({".html", ".htm", ".md", ".docx", ".odt", ".rtf", ".fb2", ".epub", ".txt"})
READ = (
    "import sys; from pathlib import Path; from epubify.model import Source;"
    "from epubify.options import Options; from epubify.readers import read;"
    "from epubify.report import Report; path = Path(sys.argv[1]);"
    "read(Source(path.name, path.read_bytes()), Options(), Report())"
)
COMMANDS: Mapping[str, Sequence[str]] = {
    "epubify": (sys.executable, "-m", "epubify", "convert", "-q", "--force", "{in}", "-o", "{out}"),
    "no cover": (
        *(sys.executable, "-m", "epubify", "convert", "-q", "--force", "--no-cover"),
        *("{in}", "-o", "{out}"),
    ),
    "reader": (sys.executable, "-c", READ, "{in}"),
    "pandoc": ("pandoc", "{in}", "-o", "{out}"),
    "calibre": ("ebook-convert", "{in}", "{out}"),
}
SENTENCES = (
    "The ferry left at six, and nobody had thought to wake the dog before it did.",
    "It barked at the jetty until the tide came in, and then it slept.",
    "She had counted the steps to the landing so often that she no longer needed her eyes.",
    '"Is he gone?" asked the miller, who had never been known to ask anything twice.',
    "Rain went over the weir, over the road, over the two houses, and did not stop.",
)
PER_CHAPTER, PER_PARAGRAPH = 2_000, 60
"""Words of a chapter and of a paragraph of the stories that are made."""


def story(words: int) -> list[tuple[str, object]]:
    """Return a story of about so many words, as the tests' writers take it."""
    made: list[tuple[str, object]] = []
    told = 0
    while told < words:
        if told // PER_CHAPTER >= sum(kind == "h" for kind, _ in made):
            made.append(("h", f"Chapter {told // PER_CHAPTER + 1}"))
        said = ""
        while len(said.split()) < PER_PARAGRAPH:
            said += SENTENCES[(told + len(said)) % len(SENTENCES)] + " "
        made.append(("p", ((said, ""), ("Nobody", "emphasis"), (f" came on day {told}.", ""))))
        told += len(said.split()) + 5
    return made


def written(folder: Path, words: int) -> Iterator[Path]:
    """Write a story in each form, and yield the files."""
    from document_writer import story_as_docx, story_as_odt, story_as_rtf
    from epub_maker import epub_source

    told = story(words)
    tags = {"": "span", "emphasis": "i"}
    page = "".join(
        f"<h2>{said}</h2>\n"
        if isinstance(said, str)
        else "<p>"
        + "".join(f"<{tags[m]}>{escape(t, quote=False)}</{tags[m]}>" for t, m in said)
        + "</p>\n"
        for _, said in told
    )  # fmt: skip
    marked = page.replace("<h2>", "# ").replace("</h2>", "\n").replace("<i>", "*")
    marked = marked.replace("</i>", "*").replace("</p>", "\n")
    for tag in ("<p>", "<span>", "</span>"):
        marked = marked.replace(tag, "")
    sections = "</section>".join(
        f'<section id="c{n}"><title><p>{one.replace("</h2>", "</p></title>")}'
        for n, one in enumerate(page.split("<h2>")[1:], 1)
    )  # without names of its sections pandoc makes no book of it
    sections = sections.replace("i>", "emphasis>").replace("<span>", "").replace("</span>", "")
    tex = marked.replace("# ", "\\chapter{").replace("*Nobody*", "\\emph{Nobody}")
    tex = "\n".join(
        f"{line}}}" if line.startswith("\\chapter") else line for line in tex.split("\n")
    )
    chapters = page.split("<h2>")[1:]
    files: dict[str, str | bytes] = {
        "a.txt": marked.replace("# ", "").replace("*", ""),
        "a.html": f"<html><head><title>The Weir</title></head><body>{page}</body></html>",
        "a.md": marked,
        "a.docx": story_as_docx(told),
        "a.odt": story_as_odt(told),
        "a.rtf": story_as_rtf(told),
        "a.fb2": '<?xml version="1.0" encoding="utf-8"?><FictionBook xmlns='
        '"http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info><book-title>The Weir'
        f"</book-title></title-info></description><body>{sections}</section></body></FictionBook>",
        "a.epub": epub_source({f"{n}.html": f"<h2>{one}" for n, one in enumerate(chapters)}).data,
        "a.tex": f"\\documentclass{{book}}\n\\begin{{document}}\n{tex}\n\\end{{document}}\n",
    }
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        yield path


def seconds(command: Sequence[str], file: Path, folder: Path, times: int) -> float | None:
    """Return the processor time of a command, the least of some runs; None where it fails."""
    out = folder / "out.epub"
    called = [one.replace("{in}", str(file)).replace("{out}", str(out)) for one in command]
    spent: list[float] = []
    for _ in range(times):
        out.unlink(missing_ok=True)  # or the same book would not be written again
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(called, cwd=folder, capture_output=True, check=False, env=ENVIRONMENT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            return None
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def files_of(given: Sequence[str]) -> list[Path]:
    """Return the files that are named, and those below folders that are."""
    found: list[Path] = []
    for one in map(Path, given):
        found += sorted(p for p in one.rglob("*") if p.is_file()) if one.is_dir() else [one]
    return [path.resolve() for path in found if path.suffix.lower() in PANDOC | CALIBRE]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--words", type=int, default=20_000, help="of the stories that are made")
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    there = {name: bool(shutil.which(command[0])) for name, command in COMMANDS.items()}
    read = {"pandoc": PANDOC, "calibre": CALIBRE}
    print(
        f"{'':24}"
        + "".join(f"{name:>10}" for name in COMMANDS)
        + f"{'÷ pandoc':>10}{'÷ calibre':>10}"
    )
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for file in files_of(given.files) or list(written(folder, given.words)):
            took = {
                name: seconds(command, file, folder, given.times)
                if there[name] and file.suffix.lower() in read.get(name, {file.suffix.lower()})
                else None
                for name, command in COMMANDS.items()
            }
            own = took["epubify"]
            row = [f"{told:10.2f}" if told is not None else f"{'–':>10}" for told in took.values()]
            for other in ("pandoc", "calibre"):
                told = took[other]
                row.append(f"{own / told:10.1f}" if own and told else f"{'–':>10}")
            print(f"{file.name[:24]:24}" + "".join(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
