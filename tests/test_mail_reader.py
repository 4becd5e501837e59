"""Files of messages: which are read as such, what is in them, in what order it is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from epubify.checks.originals import galley_problems
from epubify.files.inputs import find_inputs, read_source
from epubify.model import Paragraph, Source, plain
from epubify.options import Options
from epubify.readers import choose_reader, read
from epubify.readers.mail.mailbox_stories import stories_of
from epubify.report import Report

HEADER = "From: ann@mail.example\nSubject: {subject}\nMessage-ID: <{id}@mail.example>\n"
OPENING = "From ann@mail.example Mon Feb  1 10:00:00 1999\n"
FERRY = "The ferry left at six, and nobody had thought to wake the dog on the jetty."
TIDE = "At last the tide came in, and they went home together over the wet stones."


def message(subject: str, text: str, number: int = 1, more: str = "") -> str:
    return f"{HEADER.format(subject=subject, id=number)}{more}\n{text}\n"


def paragraphs(text: str, name: str = "a.eml") -> tuple[list[str], list[str]]:
    """Return the paragraphs of a story in mail, and the codes of the findings about it."""
    source, report = Source(name, text.encode()), Report()
    made = read(source, Options(), report)
    assert report.ledger(name).form == "mail"
    assert list(galley_problems(report.ledger(name), text)) == []
    found = [plain(one.spans) for one in made.blocks if isinstance(one, Paragraph)]
    return found, [finding.code for finding in report.findings]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (message("The Salt Road", FERRY), "text"),
        (message("=?utf-8?q?Salt?=", FERRY), "mail"),
        (message("Salt", FERRY, more="Content-Transfer-Encoding: base64\n"), "mail"),
        (OPENING + message("Salt (1/2)", FERRY) + OPENING + message("Salt (2/2)", TIDE), "text"),
        (OPENING + message("Salt (2/2)", TIDE) + OPENING + message("Salt (1/2)", FERRY), "mail"),
        (f"From: the sea\nTo: the land\nSubject: rain\n\n{FERRY}", "text"),
    ],
)
def test_what_stands_as_it_was_written_is_plain_text(text: str, form: str) -> None:
    assert choose_reader(Source("a.txt", text.encode()), Options()).name == form


def test_slices_are_put_in_order_in_a_file_of_any_name() -> None:
    text = OPENING + message("Salt (2/2)", TIDE, 2) + "\n" + OPENING + message("Salt (1/2)", FERRY)
    assert paragraphs(text, "a.txt") == ([FERRY, TIDE], ["M043"])


def test_messages_of_a_digest_are_messages() -> None:
    parts = f"--b\n\n{message('Salt (2/2)', TIDE)}--b\n\n{message('Salt (1/2)', FERRY)}--b--\n"
    kind = 'Content-Type: multipart/digest; boundary="b"\n'
    assert paragraphs(message("Digest", parts, more=kind))[0] == [FERRY, TIDE]


def test_messages_of_an_old_digest_are_messages() -> None:
    rule = 30 * "-"
    first, second = message("Salt (2/2)", TIDE), message("Salt (1/2)", FERRY)
    items = f"\n{rule}\n\n{first}\n{rule}\n\n{second}\n{rule}\n\nEnd of Digest"
    assert paragraphs(message("Digest", f"{70 * '-'}\n{items}"))[0] == [FERRY, TIDE]


def test_of_a_digest_only_its_stories_are_taken() -> None:
    rule = 30 * "-"
    story = message("Salt", " ".join([FERRY] * 12) + "\n\n- -- \nann@mail.example")
    reply = message("Re: Rain", "> What rain!\n\nMore soon, please?", 2)
    reply = reply.replace("ann@mail.example", "bo@mail.example")
    head = f"Tales Digest\n\nIn this issue:\n\n    Salt\n\n{70 * '-'}\n\n"
    items = f"{head}{story}\n{rule}\n\n{reply}\n{rule}\n\nEnd of Digest"
    assert paragraphs(message("Digest", items))[0] == [" ".join([FERRY] * 12)]


def test_several_stories_are_told() -> None:
    many = " ".join([FERRY] * 10)
    text = OPENING + message("Salt", many) + "\n" + OPENING + message("Rain", f"{TIDE} {many}", 2)
    assert "M045" in paragraphs(text, "a.mbox")[1]


def test_a_charset_that_is_not_true_is_passed_over() -> None:
    coded = "Content-Type: text/plain; charset=ascii\nContent-Transfer-Encoding: quoted-printable\n"
    text = message("Salt", f"{FERRY} In the caf=C3=A9 =97 nobody.", more=coded)
    assert paragraphs(text)[0] == [f"{FERRY} In the café — nobody."]


LONG = " ".join([FERRY] * 10)


def posted(subject: str, sender: str = "ann", text: str = LONG) -> str:
    return OPENING + message(subject, text).replace("ann@", f"{sender}@") + "\n"


@pytest.mark.parametrize(
    ("posts", "names"),
    [
        ([posted("The Salt Road"), posted("The Heron", "bo")], ["The Salt Road", "The Heron"]),
        (
            [posted("Salt (1/2)"), posted("Rain: a tale (1/1)"), posted("Re: Salt (2/2)")],
            ["Salt", "Rain a tale"],
        ),
        ([posted("Salt"), posted("A question", "bo", FERRY), posted("Heron", "bo")],
         ["Salt", "Heron"]),
        ([posted("Chapter 1: The Ford"), posted("Chapter 2: The Mail")], []),
        ([posted("The Ford (1/2)"), posted("The Mail")], []),
        ([posted("Salt (1/2)"), posted("Salt (2/2)", "bo")], []),
    ],
)  # fmt: skip
def test_a_mail_file_stands_for_its_stories(posts: list[str], names: list[str]) -> None:
    found = stories_of("".join(posts).encode())
    assert list(found) == [f"{name}.mbox" for name in names]
    if found:
        assert sorted("".join(posts).split()) == sorted(b"".join(found.values()).decode().split())


def test_a_mail_file_of_several_stories_is_several_inputs(tmp_path: Path) -> None:
    path = tmp_path / "list.mbox"
    path.write_text(posted("The Salt Road") + posted("The Heron", "bo"), newline="\n")
    first, second = find_inputs(str(path))
    assert (first.stem, second.stem) == ("The Salt Road", "The Heron")
    assert b"bo@mail" in read_source(second).data
    path.write_text(posted("The Salt Road"), newline="\n")
    assert [one.entry for one in find_inputs(str(path))] == [""]
