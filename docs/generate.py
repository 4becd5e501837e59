"""Writes the parts of the documents that come from the code, and runs their examples.

Usage: python docs/generate.py [--check]

Between ``<!-- generated: NAME -->`` and ``<!-- end -->`` stands what the function of that
name in ``PARTS`` returns. In a ``console`` block each line that begins with ``$`` is run, in
an empty folder with a copy of ``seeds/`` that all blocks of one document share, and what it
prints follows it; a ``text`` block after a ``python`` block holds what that prints. Examples
run in this very process, for one of their own would spend most of its time on its start.
``--check`` writes nothing and names the documents that are stale.
"""

from __future__ import annotations

import ast
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))

GENERATED = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
CONSOLE = re.compile(r"(^```console\n)(.*?)(^```\n)", re.DOTALL | re.MULTILINE)
PYTHON = re.compile(r"(^```python\n(.*?)^```\n\n```text\n).*?(^```\n)", re.DOTALL | re.MULTILINE)

PROGRESS = re.compile(r"epubify: [\d,]+ of [\d,]+ books\b")
TOOK = re.compile(r"(?<=[a-z]), in \d+ (?:s|min|h)(?: \d+ (?:s|min|h))?$")
"""What a batch says of itself where it takes long."""

STAGES = {
    "D": "Reading the bytes",
    "H": "Headings",
    "M": "Metadata and contents of the book",
    "T": "Typography",
    "P": "Cover and package",
    "W": "Words kept",
}


def main() -> int:
    """Bring all documents up to date, or say which are not."""
    stale = [path for path in DOCUMENTS if renewed(path) != path.read_text(encoding="utf-8")]
    if "--check" in sys.argv[1:]:
        print(*(f"stale: {path.relative_to(ROOT)}" for path in stale), sep="\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(renewed(path), encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")
    return 0


def renewed(path: Path) -> str:
    """Return a document with its generated parts and the output of its examples as of now."""
    text = path.read_text(encoding="utf-8")
    text = GENERATED.sub(lambda part: part[1] + PARTS[part[2]]() + part[3], text)
    if not CONSOLE.search(text) and not PYTHON.search(text):
        return text
    with tempfile.TemporaryDirectory(prefix="epubify-docs-") as folder:
        shutil.copytree(ROOT / "seeds", Path(folder, "seeds"))
        text = PYTHON.sub(lambda block: block[1] + printed_by(block[2], folder) + block[3], text)
        return CONSOLE.sub(lambda block: block[1] + session(block[2], folder) + block[3], text)


# ------------------------------------------------------------------------------- examples


def session(block: str, folder: str) -> str:
    """Return a console block with what its commands print now."""
    commands = [line for line in block.split("\n") if line.startswith("$ ")]
    return "".join(f"{command}\n{output_of(command[2:], folder)}" for command in commands)


def output_of(command: str, folder: str) -> str:
    """Return what a shell command prints, to stdout and stderr, with this Python's epubify.

    A shell is there for what else stands in the command, such as a pipe: to it, what epubify
    printed is the output of a function of that name.
    """
    words, rest = call_in(command)
    if words[:1] != ["epubify"] or "epubify" in rest:
        return trimmed(run(["bash", "-c", command], folder))
    out = io.StringIO()
    err = io.StringIO() if rest else out
    code = call(words[1:], folder, out, err)
    if not rest:
        return trimmed(out.getvalue())
    with tempfile.TemporaryDirectory(prefix="epubify-said-") as said:
        Path(said, "out").write_text(out.getvalue(), encoding="utf-8")
        Path(said, "err").write_text(err.getvalue(), encoding="utf-8")
        function = f"epubify() {{ cat {said}/out; cat {said}/err >&2; return {code}; }}"
        return trimmed(run(["bash", "-c", f"{function}\n{command}"], folder))


def call_in(command: str) -> tuple[list[str], list[str]]:
    """Return the words of the first call in a shell command, and what follows it.

    >>> call_in("epubify inspect 'a b.txt' | head -1")
    (['epubify', 'inspect', 'a b.txt'], ['|', 'head', '-1'])
    >>> call_in("epubify batch seeds 2>&1")
    (['epubify', 'batch', 'seeds'], ['>&', '1'])
    """
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    tokens = list(lexer)
    words = list(takewhile(lambda token: not set(token) <= set("();<>|&"), tokens))
    rest = tokens[len(words) :]
    if rest and rest[0].startswith(("<", ">")) and words[-1].isdigit():
        words.pop()  # the number of a stream, not an argument
    return words, rest


def call(arguments: list[str], folder: str, out: io.StringIO, err: io.StringIO) -> int:
    """Run the command line in this process, as on a terminal of 80 columns."""
    from epubify.cli import run as run_program

    with standing_in(folder), redirect_stdout(out), redirect_stderr(err):
        return run_program(arguments)


def printed_by(code: str, folder: str) -> str:
    """Return what a Python program prints."""
    out = io.StringIO()
    with standing_in(folder), redirect_stdout(out), redirect_stderr(out):
        exec(code, {"__name__": "__main__"})
    return trimmed(out.getvalue())


@contextmanager
def standing_in(folder: str) -> Iterator[None]:
    """Make a folder the current one, and a terminal 80 columns wide."""
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with chdir(folder):
            yield
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before


def run(command: list[str], folder: str) -> str:
    """Return what a program of its own prints, to stdout and stderr."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONUTF8": "1", "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode("utf-8")


def trimmed(text: str) -> str:
    """Return what a program printed without spaces at line ends; fail where it failed.

    How long a batch takes, and that it takes long, depends on the machine, and is left out.
    """
    if any(sign in text for sign in ("this is a bug in epubify", "Traceback (", "worker died")):
        raise SystemExit(text)
    lines = (line.rstrip() for line in text.splitlines() if not PROGRESS.match(line))
    return "".join(f"{TOOK.sub('', line)}\n" for line in lines)


# ------------------------------------------------------------------------ generated parts


def rules() -> str:
    """Return every rule with its examples, stage by stage."""
    from epubify import repair, typography

    stages = {"Repair": repair.RULES, "Typography": typography.RULES}
    return "".join(
        f"\n## {stage}\n" + "".join(map(rule_entry, of_stage)) for stage, of_stage in stages.items()
    )


def rule_entry(rule: Any) -> str:
    """Return one rule: what it does, what it leaves alone, its examples."""
    default = "" if rule.by_default else f"\n\nOff by default: `--enable {rule.name}`."
    rows = [f"| {code(before)} | {code(after)} |" for before, after in rule.changes]
    kept = ", ".join(map(code, rule.keeps))
    return (
        f"\n### {rule.name}\n\n{escaped(rule.summary)}\n\n"
        f"Leaves alone: {escaped(rule.leaves)}{default}\n\n"
        "| before | after |\n|---|---|\n" + "\n".join(rows) + f"\n\nStays as it is: {kept}\n"
    )


def escaped(text: str) -> str:
    """Return a text in which Markdown sees no markup, but for code between backticks."""
    parts = re.split(r"(`[^`]+`)", text.replace("``", "`"))
    return "".join(
        part if part.startswith("`") and len(part) > 1 else re.sub(r"([*_<])", r"\\\1", part)
        for part in parts
    )


def code(text: str) -> str:
    """Return a text as code in a table; what cannot be seen is shown by its number."""
    shown = "".join(
        char if char.isprintable() and not (char.isspace() and char != " ") else visible(char)
        for char in text
    )
    shown = shown.replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    pad = " " if len(fence) > 1 or shown != shown.strip() else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def visible(char: str) -> str:
    """Return a sign for a character that cannot be seen."""
    return "⏎" if char == "\n" else f"<{ord(char):02X}>"


def findings() -> str:
    """Return every finding of making and of checking a book."""
    from epubify.checks import CODES
    from epubify.report import described

    parts = []
    for letter, stage in STAGES.items():
        entries = {key: entry for key, entry in described().items() if key[0] == letter}
        if entries:
            parts.append(f"\n## {stage}\n" + "".join(map(finding_entry, entries.items())))
    rows = [
        f"| {key} | {one.kind} | {escaped(one.meaning)} | {escaped(sentence(one.advice))} |"
        for key, one in sorted(CODES.items())
    ]
    head = "| code | severity | meaning | what to do |\n|---|---|---|---|\n"
    return "".join(parts) + "\n## Checking a finished book\n\n" + head + "\n".join(rows) + "\n"


def sentence(text: str) -> str:
    """Return words as a sentence.

    >>> sentence("look again")
    'Look again.'
    """
    return text[:1].upper() + text[1:] + "." if text else ""


def finding_entry(item: tuple[str, dict[str, str]]) -> str:
    """Return one finding as a paragraph."""
    key, entry = item
    meaning, advice = dashed(entry["meaning"]), dashed(sentence(entry["advice"]))
    return f"\n**{key}: {entry['title']}.** {meaning} *What to do:* {advice}\n"


def dashed(text: str) -> str:
    """Return a text with its options as the command line writes them, as code."""
    from epubify.cli.messages import with_dashes

    return re.sub(r"--[a-z-]+(=\w+)?", r"`\g<0>`", with_dashes(text))


@cache
def reported_codes() -> frozenset[str]:
    """Return every code of a finding that stands in the package, by looking at its source."""
    return frozenset(
        node.value
        for path in (ROOT / "epubify").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[A-Z][0-9]{3}", node.value)
    )


def cli() -> str:
    """Return the help of every command."""
    from epubify.cli import cli as program

    commands = ["", *program.commands]
    return "".join(
        f"\n## {f'epubify {name}'.strip()}\n\n```text\n{help_of(name)}```\n" for name in commands
    )


def help_of(name: str) -> str:
    """Return what ``--help`` prints for a command, or for the program where it is empty."""
    return output_of(f"epubify {name} --help", str(ROOT))


def habits() -> str:
    """Return the paragraph habits as a table."""
    from epubify.layout.habits import HABITS

    marks = {
        "gap": "more space",
        "indent": "an indent",
        "outdent": "a line that stands out to the left",
        "sign": "a sign before it",
        "line": "a new line",
        "none": "nothing but the words",
    }
    rows = [
        f"| {one.name} | {'yes' if one.wrapped else 'no'} | {one.unit} | {marks[one.mark]} |"
        for one in HABITS
    ]
    head = (
        "| habit | lines break inside paragraphs | blank lines between lines of one paragraph "
        "| a new paragraph is told by |\n|---|---|---:|---|\n"
    )
    return head + "\n".join(rows) + "\n"


def forms() -> str:
    """Return the words that begin a heading, language by language."""
    from epubify.text.lexicon import table

    lines: list[str] = []
    for rank, languages in table("headings")["rank"].items():
        words = [word for of_language in languages.values() for word in of_language]
        lines.append(f"- **{rank}**: {', '.join(dict.fromkeys(words))}")
    return "\n".join(lines) + "\n"


def templates() -> str:
    """Return what each template is given, those values first that all of them get."""
    from epubify.render.contract import TemplateValue, contract

    def table(name: str, values: dict[str, TemplateValue]) -> str:
        rows = [
            f"| `${field}` | {value.kind} | {value.meaning}{' **Needed.**' * value.required} |"
            for field, value in values.items()
        ]
        head = "| value | kind | what it is |\n|---|---|---|\n"
        return f"\n### {name}\n\n{head}" + "\n".join(rows) + "\n"

    given = {name: dict(values) for name, values in contract().items()}
    every = set.intersection(*map(set, given.values()))
    shared = {field: value for field, value in given["nav.xhtml"].items() if field in every}
    own = {
        name: {field: value for field, value in values.items() if field not in every}
        for name, values in given.items()
    }
    return "".join(table(name, values) for name, values in {"every": shared, **own}.items())


def manifest_keys() -> str:
    """Return the keys of a manifest, table by table, but for those that a sidecar has too."""
    from epubify.batches.manifest import ANTHOLOGY_KEYS, STORY_KEYS, TOP_KEYS

    tables = {
        "above the first table": TOP_KEYS,
        "`[[story]]`": STORY_KEYS,
        "`[[anthology]]`": {"title": None, **ANTHOLOGY_KEYS},
    }
    rows = [
        f"| {place} | `{key}` | {value.about if value else 'Title of the book. Needed.'} |"
        for place, keys in tables.items()
        for key, value in keys.items()
    ]
    return "| where | key | what it is |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def option_keys() -> str:
    """Return the keys of options in a manifest."""
    from epubify.settings.sidecar_keys import BOOK_KEYS, READING_KEYS, RUN_KEYS

    keys = {**BOOK_KEYS, **READING_KEYS, **RUN_KEYS}
    rows = [f"| `{key}` | {value.about} |" for key, value in keys.items()]
    return "| key | what it is |\n|---|---|\n" + "\n".join(rows) + "\n"


def query_fields() -> str:
    """Return the fields of a story that a query can ask for."""
    from epubify.collection.story_record import FIELDS

    rows = [
        f"| `{one.name}` | {', '.join(f'`{name}`' for name in one.also)} | {one.kind} "
        f"| {one.about}{' (several)' * one.many} |"
        for one in FIELDS.values()
    ]
    head = "| field | also | compared as | what it is |\n|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


PARTS: dict[str, Callable[[], str]] = {
    "rules": rules,
    "findings": findings,
    "cli": cli,
    "habits": habits,
    "heading-words": forms,
    "templates": templates,
    "manifest-keys": manifest_keys,
    "option-keys": option_keys,
    "query-fields": query_fields,
}
"""What may stand between markers."""


if __name__ == "__main__":
    sys.exit(main())
