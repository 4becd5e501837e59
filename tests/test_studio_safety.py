"""The safety of the studio: each rule is tried to be broken."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from studio_tools import HOST, LARGEST, TOKEN, StudioClient

from epubify.studio import desk as desk_module
from epubify.studio import server as server_module

STORY = (
    "Dusk\nby Nina\n\nChapter 1\n\nIt was dark, and <script>alert(1)</script> stood there.\n\n"
    "Nobody came.\n"
)
LIST = f"/{TOKEN}/api/stories"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "a.txt").write_text(STORY, encoding="utf-8")
    return stories


@pytest.fixture
def page(folder: Path) -> Iterator[StudioClient]:
    client = StudioClient(folder)
    yield client
    client.close()


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioClient]:
    """A studio that is asked much, and whose stories stay as they are."""
    stories = tmp_path_factory.mktemp("still")
    (stories / "a.txt").write_text(STORY, encoding="utf-8")
    client = StudioClient(stories)
    yield client
    assert [file.name for file in files_below(stories)] == ["a.txt"]
    client.close()


# ------------------------------------------------------------------------- who may ask


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8000"},
        {"host": "127.0.0.1:9999"},
        {"host": "127.0.0.1"},
        {"host": "127.0.0.1.evil.example:8000"},
    ],
)
def test_a_name_that_was_bent_to_this_machine_is_refused(still, headers):
    """DNS rebinding: the browser asks us and believes it asks another site."""
    assert still.ask("GET", LIST, headers=headers).status_code == 421


@pytest.mark.parametrize("host", [HOST, "localhost:8000", "LOCALHOST:8000"])
def test_the_names_of_this_machine_are_taken(still, host):
    assert still.ask("GET", LIST, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8001"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_may_neither_read_nor_change(still, headers):
    assert still.ask("GET", LIST, headers=headers).status_code == 403
    path = f"{LIST}/{still.ids['a.txt']}/facts"
    said = {"revision": 1, "facts": {"title": "Mine"}}
    assert still.ask("POST", path, json=said, headers=headers).status_code == 403
    assert still.story()["facts"]["title"]["value"] == "Dusk"


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/api/stories", f"/{TOKEN}", f"/{TOKEN[:-1]}/api/stories", f"/{TOKEN}x/api/stories"),
        *(f"//{TOKEN}/api/stories", f"/x/{TOKEN}/api/stories", "/%2e%2e/api/stories"),
    ],
)
def test_nothing_is_there_without_the_token(still, path):
    found = still.ask("GET", path)
    assert found.status_code == 404
    assert "stories" not in found.json()


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *((kind, 415) for kind in ("text/plain", "application/x-www-form-urlencoded", "")),
        ("multipart/form-data; boundary=x", 403),
    ],
)
def test_no_form_of_another_page_changes_anything(still, kind, status):
    """These are the kinds that a form may send to any site without being asked."""
    said = b'{"revision": 1, "facts": {"title": "Mine"}}'
    headers = {"content-type": kind} if kind else {}
    path = f"{LIST}/{still.ids['a.txt']}/facts"
    assert still.ask("POST", path, content=said, headers=headers).status_code == status
    assert still.story()["facts"]["title"]["value"] == "Dusk"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_do_nothing(still, method):
    found = still.ask(method, LIST, headers={"content-type": "application/json"})
    assert found.status_code == 405
    assert "access-control-allow-origin" not in found.headers


# ------------------------------------------------------------------- what a browser may do


def test_every_answer_says_what_a_browser_may_do_with_it(still):
    paths = ("api/stories", f"api/stories/{still.ids['a.txt']}", "nothing", "static/no.js")
    for found in (*(still.get(path) for path in paths), still.ask("GET", "/")):
        policy = found.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert found.headers["cross-origin-opener-policy"] == "same-origin"
        assert found.headers["cross-origin-resource-policy"] == "same-origin"
        assert found.headers["cache-control"] == "no-store"


def test_nothing_in_a_story_runs(still):
    story = f"api/stories/{still.ids['a.txt']}"
    book = still.data(f"{story}/book")
    pages = [
        still.get(f"{story}/book/{book['revision']}/{one['href']}") for one in book["documents"]
    ]
    text = "".join(found.text for found in pages)
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    for found in pages:
        policy = found.headers["content-security-policy"]
        assert policy.startswith("sandbox allow-same-origin; default-src 'none'")
        assert "script" not in policy.replace("default-src", "")


# ---------------------------------------------------------------------- below the folders


@pytest.mark.parametrize(
    "path",
    [
        *("../mine.txt", "/etc/mine.txt", "a/../../mine.txt", "..\\mine.txt", "C:\\mine.txt"),
        *(".hidden.txt", "a/.hidden/mine.txt", "", "mine\0.txt"),
    ],
)
def test_a_dropped_file_stays_in_the_folder_of_the_session(page, path):
    dropped = [("files", ("mine.txt", b"It was dark."))]
    found = page.send("api/stories", dropped, {"path": [path]})
    assert found.status_code == 400
    assert files_below(page.desk.session) == []
    assert list(page.ids) == ["a.txt"]


def test_a_link_that_leads_outside_is_not_read(folder, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Secret\nby Nobody\n\nThe word is swordfish.\n", encoding="utf-8")
    (folder / "link.txt").symlink_to(secret)
    client = StudioClient(folder)
    found = client.get(f"api/stories/{client.ids['link.txt']}")
    client.close()
    assert found.status_code == 422
    assert "outside the folders" in found.text
    assert "swordfish" not in found.text


def test_a_link_that_is_laid_later_is_not_read_either(page, folder, tmp_path):
    story = page.story()
    secret = tmp_path / "secret.txt"
    secret.write_text("The word is swordfish.\n", encoding="utf-8")
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(secret)
    found = page.get(f"api/stories/{story['id']}")
    assert found.status_code == 422
    assert "swordfish" not in found.text


def test_a_sidecar_that_leads_outside_is_neither_read_nor_written(page, folder, tmp_path):
    outside = tmp_path / "outside.toml"
    outside.write_text('title = "Outside"\n', encoding="utf-8")
    (folder / "a.toml").symlink_to(outside)
    path = f"api/stories/{page.ids['a.txt']}"
    assert page.get(path).status_code == 422
    said = {"revision": 1, "facts": {"title": "Mine"}}
    assert page.post(f"{path}/facts", said).status_code == 422
    assert outside.read_text(encoding="utf-8") == 'title = "Outside"\n'


@pytest.mark.parametrize("option", ["cover", "css", "introduction", "templates"])
def test_no_option_takes_a_file_from_outside(page, folder, tmp_path, option):
    outside = tmp_path / "outside.txt"
    outside.write_text("The word is swordfish.\n", encoding="utf-8")
    for name in (str(outside), "../outside.txt", str(tmp_path)):
        found = page.say("look", look={option: name})
        assert found.status_code in (400, 422), found.text
        assert "swordfish" not in found.text
    assert not (folder / "a.toml").exists()


def test_what_a_person_must_allow_cannot_be_allowed_by_the_page(still):
    for option in ("trust_sidecars", "limits", "join", "corrections"):
        assert still.say("look", look={option: True}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        *("static/..%2Findex.html", "static/../../classic.css", "static/index.html"),
        *("static/%2e%2e/base.css", "static/.hidden.js"),
    ],
)
def test_only_the_files_of_the_page_are_given_out(still, path):
    assert still.get(path).status_code == 404


@pytest.mark.parametrize("path", ["../../../a.txt", "..%2f..%2fa.toml", "/etc/passwd", "mimetype"])
def test_only_the_files_of_a_book_are_given_out(still, path):
    story = f"api/stories/{still.ids['a.txt']}"
    assert still.get(f"{story}/book/1/{path}").status_code == 404


def test_only_the_books_of_a_job_are_given_out(page):
    job = page.made(stories=list(page.ids.values()), to="download")
    for name in ("../../dropped/a.txt", "a.txt", "..%2Fa.txt", "/etc/passwd"):
        assert page.get(f"api/jobs/{job['id']}/files/{name}").status_code in (400, 404)


# ------------------------------------------------------------------------------ limits


def test_a_request_that_says_it_is_too_large_is_not_read(still):
    body = b"x" * (LARGEST + 1)
    headers = {"content-type": "application/json"}
    assert still.ask("POST", f"/{TOKEN}/api/bind", content=body, headers=headers).status_code == 413


def test_a_request_that_does_not_say_how_large_it_is_is_cut_off(still):
    async def endless():
        for _ in range(100):
            yield b"x" * (LARGEST // 50)

    headers = {"content-type": "application/json"}
    found = still.ask("POST", f"/{TOKEN}/api/bind", content=endless(), headers=headers)
    assert found.status_code == 413


@pytest.mark.parametrize(
    ("limit", "most"), [("entries", 2), ("entry", 10), ("bytes", 30)], ids=lambda one: str(one)
)
def test_no_more_is_dropped_than_a_session_takes(page, monkeypatch, limit, most):
    limits = type(desk_module.LIMITS)(**{limit: most})
    monkeypatch.setattr(desk_module, "LIMITS", limits)
    files = [("files", (f"{n}.txt", b"It was dark.")) for n in range(3)]
    assert page.send("api/stories", files).status_code == 400
    assert list(page.ids) == ["a.txt"]


def test_drops_add_up(page, monkeypatch):
    monkeypatch.setattr(desk_module, "LIMITS", type(desk_module.LIMITS)(entries=2))
    for n, status in ((1, 200), (2, 200), (3, 400)):
        found = page.send("api/stories", [("files", (f"{n}.txt", b"It was dark."))])
        assert found.status_code == status


@pytest.mark.parametrize(
    "said", [b"", b"[]", b"{", b'"x"', b"\xff", b"[" * 100_000, b'{"revision": "1"}']
)
def test_what_is_no_change_changes_nothing(still, said):
    headers = {"content-type": "application/json"}
    path = f"{LIST}/{still.ids['a.txt']}/corrections"
    assert still.ask("POST", path, content=said, headers=headers).status_code in (400, 409)


@pytest.mark.parametrize(
    "query",
    [
        *("place?line=-1", "place?line=x", "place", "place?line=99999999999999999999", "why"),
        *("why?line=0", "why?line=999", "cover.jpg?width=99999", "cover.jpg?width=-5"),
        *("cover.jpg?style=../x", "cover.jpg?palette=none"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_so(still, query):
    found = still.get(f"api/stories/{still.ids['a.txt']}/{query}")
    assert found.status_code == 400
    assert found.json()["error"]["message"]


# ------------------------------------------------------------------- nothing is overwritten


def test_two_windows_never_overwrite_each_other(page, folder):
    revision = page.story()["revision"]
    assert page.say("facts", revision=revision, facts={"title": "First"}).status_code == 200
    for what, said in (
        ("facts", {"facts": {"title": "Second"}}),
        ("corrections", {"kind": "scene-break", "first": 8}),
        ("look", {"look": {"theme": "modern"}}),
        ("undo", {}),
    ):
        found = page.say(what, revision=revision, **said)
        assert found.status_code == 409
        assert "another window" in found.json()["error"]["message"]
    assert 'title = "First"' in (folder / "a.toml").read_text(encoding="utf-8")
    assert page.story()["facts"]["title"]["value"] == "First"


@pytest.mark.parametrize("name", ["a.txt", "a.toml"])
def test_what_another_program_wrote_is_never_overwritten(page, folder, name):
    story = page.say("facts", facts={"title": "First"}).json()
    theirs = 'title = "Theirs"\n' if name == "a.toml" else STORY + "\nOne more line.\n"
    (folder / name).write_text(theirs, encoding="utf-8")
    path = f"api/stories/{story['id']}/facts"
    said = {"revision": story["revision"], "facts": {"title": "Second"}}
    found = page.post(path, said)
    assert found.status_code == 409
    assert "another program" in found.json()["error"]["message"]
    assert (folder / name).read_text(encoding="utf-8") == theirs
    assert page.post(path, said).status_code == 409, "the page must look at it first"
    now = page.story()
    assert now["revision"] != story["revision"]
    assert now["undo"] == 0
    assert page.say("facts", facts={"publisher": "P"}).status_code == 200
    assert theirs.splitlines()[0] in (folder / name).read_text(encoding="utf-8").splitlines()


def test_a_sidecar_that_appears_is_not_overwritten(page, folder):
    story = page.story()
    (folder / "a.toml").write_text('title = "Theirs"\n', encoding="utf-8")
    said = {"revision": story["revision"], "facts": {"title": "Mine"}}
    assert page.post(f"api/stories/{story['id']}/facts", said).status_code == 409
    assert (folder / "a.toml").read_text(encoding="utf-8") == 'title = "Theirs"\n'


def test_a_dropped_file_does_not_take_the_place_of_another(page):
    for data, status in ((b"It was dark.", 200), (b"It was dark.", 200), (b"It was light.", 400)):
        found = page.send("api/stories", [("files", ("b.txt", data))])
        assert found.status_code == status


# ------------------------------------------------------------------------- a real server


def test_the_folder_of_the_session_is_removed(page):
    page.send("api/stories", [("files", ("b.txt", b"It was dark."))])
    session = page.desk.session
    assert files_below(session)
    page.close()
    assert not session.exists()


ENDINGS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@pytest.mark.usefixtures("signals_heard")
def test_a_studio_that_is_ended_leaves_nothing_behind(folder):
    """Three at a time, each ended by another signal: their start is what takes long."""
    with ExitStack() as stack:
        studios = [stack.enter_context(served(folder, str(number))) for number in ENDINGS]
        addresses = [address_of(process) for process, _ in studios]
        assert len({address.split("/")[3] for address in addresses}) == len(ENDINGS)
        for (process, temporary), address, number in zip(studios, addresses, ENDINGS, strict=True):
            port = int(address.split(":")[2].split("/")[0])
            assert len(address.split("/")[3]) == 32, "24 bytes of chance"
            file = ("files", ("b.txt", b"It was dark."))
            headers = {"origin": f"http://127.0.0.1:{port}"}
            sent = httpx.post(f"{address}api/stories", files=[file], headers=headers)
            assert sent.status_code == 200
            assert files_below(temporary)
            assert not answers(own_address(), port), "it listens on this machine alone"
            process.send_signal(number)
        for process, temporary in studios:
            process.wait(timeout=60)
            assert files_below(temporary) == []


@pytest.mark.usefixtures("signals_heard")
@pytest.mark.parametrize("number", ENDINGS)
def test_a_signal_amid_the_event_loop_is_not_lost(page, number):
    """An error raised in a callback would be taken for the callback's own, and go no further."""
    heard: list[int] = []
    before = signal.signal(number, lambda number, _: heard.append(number))
    server = server_module.Server(page.desk, page.workbench, TOKEN, port=0)

    async def serve() -> None:
        asyncio.get_running_loop().call_later(0.2, signal.raise_signal, number)
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            await asyncio.wait_for(server.serve(sockets=[door]), timeout=30)

    try:
        asyncio.run(serve())
    finally:
        signal.signal(number, before)
    assert heard == [number], "who heard the signal before hears it when all is closed"


@contextmanager
def served(folder: Path, name: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Give a studio in a process of its own, and the folder of its temporary files."""
    temporary = folder.parent / name
    temporary.mkdir()
    command = [sys.executable, "-m", "epubify", "studio", "--no-browser", str(folder)]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        try:
            yield process, temporary
        finally:
            if process.poll() is None:
                process.kill()


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    address = process.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    return address


def answers(host: str, port: int) -> bool:
    with socket.socket() as door:
        door.settimeout(2)
        return door.connect_ex((host, port)) == 0


def own_address() -> str:
    """Return an address of this machine that is not loopback, or one that leads nowhere."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found = str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.2"
    return found if not found.startswith("127.") else "127.0.0.2"


def files_below(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()]
