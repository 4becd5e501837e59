"""Bytes to text: the first stage.

In come the bytes of a source; out goes a `Text` with the encoding of each piece and how sure it
is. What is not text is refused with what it looks like. Lines, characters and spaces stay as they
are, the wrong ones too: only line ends become ``\\n``, so that line N is line N of the source.
"""

from __future__ import annotations

from epubify.decode.binary import refuse_binary
from epubify.decode.certain import Decoding, reading_by_form, reads, whole
from epubify.decode.codec_names import encoding_name
from epubify.decode.gbk_mojibake import RULE
from epubify.errors import NoStory, UsageError
from epubify.model import Piece, Place, Source, Text
from epubify.options import Options
from epubify.report import Report, apply_edits
from epubify.text.lazy_pattern import lazy

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

SURE_ENOUGH = 0.9
"""A guess as sure as this is not worth a finding."""

_DEVICE = lazy(
    "\x1b(?:\\[[0-9;?]{0,20}[ -/]{0,3}[@-~])?|[\x00-\x07\x0e-\x19\x1c-\x1e\x7f\ufffe\uffff]+"
)
_CONTROL = lazy("[\x00-\x07\x0e-\x19\x1b-\x1e\x7f]")
"""What these begin with where they are no damage, which is looked for faster than they are."""
_LINE_END = lazy("[\r\u2028\x85]", needs="\r\u2028\x85")
"""All line ends but ``\\n``, where those of two signs are gone."""
_DOUBLED_END = lazy("\r{2,4}\n", needs="\r")
"""A line end that was made of ``\\n`` again and again: its returns end no lines of their own."""


def decode(source: Source, options: Options, report: Report) -> Text:
    """Return the text of a source, its lines ended by ``\\n``, with mojibake undone.

    The encoding is the one given, else that of a byte order mark, strict UTF-8, UTF-16 by
    its zero bytes, a declared charset that fits, else guessed over the whole file; parts in
    different encodings are read each with its own. What cannot be read becomes U+FFFD. CRLF,
    CR, U+2028 and NEL become ``\\n``; form feeds stay in their lines.

    Raises UsageError for an encoding that there is not, NotText for binary data and NoStory
    for a source with nothing in it.

    >>> decode(Source("x", b"\\x93Well\\x94\\r\\n"), Options(), Report()).text
    '“Well”\\n'
    """
    reading = _choose(source, options)
    text = join_pieces(source.data, reading.pieces)
    _refuse_blank(source, text)
    ledger = report.ledger(source.name)
    ledger.data, ledger.pieces = source.data, reading.pieces
    _tell(source, reading, text, report)
    text = _undo_mojibake(source, text, options, report)
    _tell_losses(source, reading.pieces, text, report)
    return Text(text, reading.encoding, reading.confidence, source.name, reading.pieces)


def find_reading(data: bytes) -> Decoding:
    """Return how to read these bytes; something always fits, if need be with U+FFFD.

    >>> find_reading(b"\\x93Well,\\x94 he said").encoding
    'cp1252'
    """
    if reading := reading_by_form(data):
        return reading
    from epubify.decode.charset import doubtful_reading

    return doubtful_reading(data)


def join_pieces(data: bytes, pieces: tuple[Piece, ...]) -> str:
    """Return pieces of bytes as one text without byte order mark and with ``\\n`` line ends.

    >>> join_pieces(b"a\\r\\nb\\xe9", (Piece(0, 3, "utf-8"), Piece(3, 5, "cp1252")))
    'a\\nbé'
    >>> join_pieces(b"a\\r\\r\\nb\\r\\r\\n", (Piece(0, 8, "utf-8"),))
    'a\\nb\\n'
    """
    text = "".join(data[p.start : p.end].decode(p.encoding, "replace") for p in pieces)
    if 2 * text.count("\r\r\n") > text.count("\n"):
        text = _DOUBLED_END.sub("\n", text)
    return _LINE_END.sub("\n", text.removeprefix("\ufeff").replace("\r\n", "\n"))


def _choose(source: Source, options: Options) -> Decoding:
    if not source.data:
        raise NoStory(source.name, None, "file is empty", "give a file with a story in it")
    if options.encoding:
        return whole(source.data, _codec(options.encoding))
    reading = find_reading(source.data)
    if not reading.encoding.startswith(("utf-16", "utf-32")):
        refuse_binary(source)
    return reading


def _codec(label: str) -> str:
    """Return the codec of the option encoding; raises UsageError for an unknown one."""
    try:
        return encoding_name(label)
    except ValueError as error:
        raise UsageError("option encoding", None, str(error)) from error


def _refuse_blank(source: Source, text: str) -> None:
    if not text.strip("\ufeff\u200b\x00\x1a \t\n\f\v\xa0\u3000"):
        raise NoStory(
            source.name, None, "nothing but white space", "give a file with a story in it"
        )


def _tell(source: Source, reading: Decoding, text: str, report: Report) -> None:
    """Record findings about bytes that were guessed or replaced."""
    pieces = reading.pieces
    if len({piece.encoding for piece in pieces}) > 1:
        _tell_mixed(source, pieces, report)
    elif reading.guessed and reading.confidence < SURE_ENOUGH:
        report.find(
            "D001",
            f"encoding guessed: {reading.encoding} (confidence {reading.confidence:.2f})",
            _place(source, 1),
        )
    if REPLACEMENT in text and not _reads_all(source, pieces):
        _tell_replaced(source, text, report, "D002", "bytes that could not be read became U+FFFD,")
    _tell_control(source, text, report)


def _tell_control(source: Source, text: str, report: Report) -> None:
    """Record what of a device stands in the text: zeros, codes for a terminal, damage.

    A ``^Z`` at the end, which DOS set there, a form feed and a backspace that strikes over are
    ways of writing, and no damage.
    """
    if not (_CONTROL.search(text) or "\ufffe" in text or "\uffff" in text):
        return
    found = list(_DEVICE.finditer(text))
    zeros = sum(each[0].count("\x00") for each in found)
    codes = sum("\x1b" in each[0] for each in found)
    others = sum(len(each[0]) for each in found if "\x1b" not in each[0]) - zeros
    counted = (zeros, "NUL"), (codes, "terminal code"), (others, "control character")
    listed = ", ".join(f"{count} {name}{'s' * (count > 1)}" for count, name in counted if count)
    line = text.count("\n", 0, found[0].start()) + 1
    report.find("D006", f"no text, and taken out: {listed}", _place(source, line))


def _tell_mixed(source: Source, pieces: tuple[Piece, ...], report: Report) -> None:
    names = " and ".join(sorted({piece.encoding for piece in pieces}))
    changes = len(pieces) - 1
    line = join_pieces(source.data, pieces[:1]).count("\n") + 1
    report.find(
        "D003",
        f"parts of the file are in different encodings: {names}, with {changes} changes",
        _place(source, line),
    )


def _tell_losses(source: Source, pieces: tuple[Piece, ...], text: str, report: Report) -> None:
    """Record what an earlier hand lost, where nothing told what it was."""
    if REPLACEMENT in text and _reads_all(source, pieces):
        what = "letters that were lost before stand in the text as U+FFFD,"
        _tell_replaced(source, text, report, "D005", what)


def _reads_all(source: Source, pieces: tuple[Piece, ...]) -> bool:
    return all(reads(source.data[p.start : p.end], p.encoding) for p in pieces)


def _tell_replaced(source: Source, text: str, report: Report, code: str, what: str) -> None:
    count = text.count(REPLACEMENT)
    line = text.count("\n", 0, text.index(REPLACEMENT)) + 1
    times = "once" if count == 1 else f"{count} times"
    report.find(code, f"{what} {times}", _place(source, line))


def _undo_mojibake(source: Source, text: str, options: Options, report: Report) -> str:
    """Undo mojibake unless that is switched off, and say so."""
    if text.isascii() or not options.wants(RULE):
        return text
    from epubify.decode.mojibake import undo

    count, first = 0, 0
    for edits in undo(text):
        first = first or text.count("\n", 0, edits[0].start) + 1
        count += len(edits)
        report.edited(source.name, RULE, text, edits)
        text = apply_edits(text, edits)
    if count:
        report.find(
            "D004",
            f"mojibake undone in {count} places: UTF-8 that was read with another encoding",
            _place(source, first),
        )
    return _in_its_codec(source, text, report)


def _in_its_codec(source: Source, text: str, report: Report) -> str:
    """Read text with its own codec that was read with that of Western Europe, and say so."""
    from epubify.decode.other_codec import from_other_codec

    edits = tuple(from_other_codec(text))
    if not edits:
        return text
    report.edited(source.name, RULE, text, edits)
    said = f"mojibake undone in {len(edits)} places: letters that were read with another codec"
    line = text.count("\n", 0, edits[0].start) + 1
    report.find("D004", said, _place(source, line))
    return apply_edits(text, edits)


def _place(source: Source, line: int) -> Place:
    return Place(source.name, line, line)
