"""What fuzzing begins with: the texts, documents and settings that the tests are made of."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile

from building import epub_of
from case_files import PROSE, read_cases
from document_writer import PIXEL
from encoded_texts import PATH as LANGUAGES
from odd_stories import OddStory
from PIL import Image
from test_forms import SAMPLES
from test_trouble import data_of

from epubify.collection.story_record import FIELDS
from epubify.settings.sidecar_keys import OPTION_KEYS, RUN_KEYS
from fuzz.targets import PACKED, SEPARATOR, TARGETS, text_of

DUSK = "Dusk\nby Nina Hale\n\nChapter 1\n\nIt was dark.\n\nChapter 2\n\nIt *was* darker.\n"
DAWN = "Dawn\nby Nina Hale\n\nIt was light, and she said: “No.”\n"
MOST = 150
"""Inputs that a target begins with, but for those that once broke it. All are tried before any is
changed: with more, a short run does nothing else; with fewer, kinds of text are missing."""
CRASHES = Path(__file__).parent / "crashes"
"""Inputs that once broke something, each in the folder of its target."""


def corpus(name: str) -> list[bytes]:
    """Return what a target begins with, the same each time; what broke it once stands last."""
    longest = TARGETS[name].longest
    made = dict.fromkeys(one[:longest] for one in SOURCES.get(name, _documents)(name) if one)
    step = 1 + len(made) // MOST
    return [*[*made][::step], *known_crashes(name)]


def known_crashes(name: str) -> list[bytes]:
    """Return the inputs that once broke a target."""
    return [path.read_bytes() for path in sorted((CRASHES / name).glob("*"))]


def write_corpus(name: str, folder: Path, most: int | None = None) -> int:
    """Write what a target begins with as files, and return how many these are.

    With ``most``, some of each kind, and all that once broke it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    inputs = corpus(name)
    if most and len(inputs) > most:
        inputs = [*inputs[:: 1 + len(inputs) // most], *known_crashes(name)]
    for data in inputs:
        (folder / sha256(data).hexdigest()[:16]).write_bytes(data)
    return len(inputs)


# ------------------------------------------------------------------------------ of each target


def _documents(name: str) -> Iterator[bytes]:
    """Yield documents of a form: the sample of its tests, then its cases."""
    form = name.removeprefix("read-")
    if form in SAMPLES:
        yield text_of(SAMPLES[form]) if form in PACKED else SAMPLES[form]
    for case in read_cases("forms"):
        if case.path.stem.partition("_")[0] == form:
            for section in case.sections:
                if section.kind in {"text", "file", "bytes", "base64"}:
                    name = section.name or case.keys.get("file", "story.txt")
                    yield _opened(data_of(section, case, name), form)


def _opened(data: bytes, form: str) -> bytes:
    try:
        return text_of(data) if form in PACKED else data
    except BadZipFile:
        return data


def _encoded(_: str) -> Iterator[bytes]:
    """Yield texts in the encodings that they lie about in, each of some lines."""
    for table in tomllib.loads(LANGUAGES.read_text("utf-8")).values():
        for codec in table["codecs"].split():
            yield table["text"].strip()[:300].encode(codec, "ignore")
        yield table["text"].strip()[:300].encode().decode("latin-1").encode()


def _texts(_: str) -> Iterator[bytes]:
    """Yield small texts of everything that stories are made of."""
    for topic in ("structure", "trouble", "audit", "layout", "words"):
        for case in read_cases(topic):
            if case.get("text"):
                yield case.text().encode()
            yield from (f"{row}\n\n{PROSE}".encode() for row, _ in case.rows[:5])
    yield from (OddStory(number).text().encode() for number in range(100))


def _stories(_: str) -> Iterator[bytes]:
    """Yield small stories with values of options behind them."""
    values = (b"Salt & <Road>", "Ann “Bee” Lée".encode(), b'sea; "fog"', b"The Tides #2")
    for number, text in enumerate(_texts("")):
        if number % 5 == 0:
            yield SEPARATOR.join((text[:1000], *values))


def _books(_: str) -> Iterator[bytes]:
    """Yield finished books as the entries they have, a bound one among them."""
    with TemporaryDirectory() as folder:
        for number, texts in enumerate(
            ("Dusk\nby Nina\n\nIt was dark.\n", ["A\n\nOne.", "B\n\nTwo."])
        ):
            yield text_of(epub_of(texts, Path(folder, f"{number}.epub")).read_bytes())
    yield from _documents("read-epub")


def _toml(name: str) -> Iterator[bytes]:
    """Yield manifests or sidecars: those of the tests, and one with every key."""
    for case in read_cases(name):
        yield case.text().encode()
    keys = {**OPTION_KEYS, **RUN_KEYS} if name == "manifest" else OPTION_KEYS
    if name == "manifest":
        yield b'output = "b"\n[[anthology]]\ntitle = "A"\ninputs = ["b"]\n'
    for key in keys:
        head = '[[story]]\ninput = "a.txt"\n' if name == "manifest" else ""
        yield from (f"{head}{key} = {value}\n".encode() for value in ('"en"', "[1, 2]", "true"))


def _queries(_: str) -> Iterator[bytes]:
    """Yield a query for each field and each way to compare."""
    for number, field in enumerate(FIELDS):
        sign = ("=", "!=", "~", "<", ">=")[number % 5]
        yield f'{field} {sign} "nina" and not (words > 500 or date < 1999-05-01)'.encode()


def _pictures(_: str) -> Iterator[bytes]:
    """Yield the smallest pictures of each form."""
    yield PIXEL
    for form in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "PPM"):
        out = BytesIO()
        Image.linear_gradient("L").resize((9, 16)).convert("RGB").save(out, form)
        yield out.getvalue()


SOURCES: Mapping[str, Callable[[str], Iterable[bytes]]] = {
    "decode": _encoded,
    "read-text": _texts,
    "headings": _texts,
    "package": _stories,
    "check": _books,
    "split": _books,
    "manifest": _toml,
    "sidecar": _toml,
    "query": _queries,
    "picture": _pictures,
}
"""Where the corpora come from that are no documents of a form."""
