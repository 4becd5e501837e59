"""Text that a one-byte codec was read as another of, then saved: ``Gospodarstwo s¹siada``.

Windows-1250, -1251 and -1253 give letters where Windows-1252 has signs, or rows of accented letters
that no language has. Where signs stand inside many words, or such rows, the bytes are taken back
and judged as those of a file are; each run beyond ASCII is read anew, or nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from epubify.decode.charset import guess
from epubify.decode.gbk_mojibake import RULE
from epubify.model import Edit
from epubify.text.lazy_pattern import lazy

CODECS = ("cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "iso8859_7")
"""Codecs of which Windows-1252 makes what no language writes. Turkish as Windows-1252 looks like
Icelandic, so it is not among them."""
_ODD = lazy(r"(?<=[a-zà-ÿ])[¹³¿¼¾ªº¶£¥¯±µ§](?=[a-zà-ÿ])|(?<=[a-zà-ÿ]{3})[¹³](?!\w)|[\xc0-\xff]{4}")
"""A sign between the letters of a word or at its end, or four accented letters in a row."""
FEWEST = 12
"""Such places in a text. With fewer, exponents and ordinals (``m³``, ``2ª``) are letters; with
more, a short poem stays as it is."""
_ONE_IN = 400
"""Characters of a text to each such place, at most. With fewer, Polish with few signs is missed;
with more, a catalogue of measures is read anew."""
_RUN = lazy(r"[^\x00-\x7f]+")


def from_other_codec(text: str) -> Iterator[Edit]:
    """Yield the edits that read a text with the codec that it was written in.

    >>> line = "Wesz³a cicha d³oñ w ¿yto, a pó³noc by³a j¹ba z³ota. "
    >>> edits = list(from_other_codec(line * 9))
    >>> edits[0].after, edits[1].after
    ('ł', 'ł')
    >>> list(from_other_codec("Die Bäume wären größer, 3 m³ Holz im Jahr. " * 30))
    []
    """
    if text.isascii() or len(_ODD.findall(text)) < max(FEWEST, len(text) // _ONE_IN):
        return
    data = _bytes_of(text)
    name = guess(data)[0].lower().replace("-", "_") if data else ""
    codec = {"windows_1250": "cp1250", "windows_1251": "cp1251"}.get(name, name)
    if codec not in CODECS:
        return
    for found in _RUN.finditer(text):
        run = _bytes_of(found[0])
        after = run.decode(codec, "replace") if run else found[0]
        if after != found[0] and "\N{REPLACEMENT CHARACTER}" not in after:
            yield Edit(RULE, found.start(), found.end(), found[0], after)


def _bytes_of(text: str) -> bytes:
    """Return the bytes of a text as Windows-1252 has them, none where it has no such character."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        pass
    low = re.sub("[\x80-\x9f]", "", text)
    try:
        return low.encode("cp1252") if len(low) > len(text) // 2 else b""
    except UnicodeEncodeError:
        return b""
