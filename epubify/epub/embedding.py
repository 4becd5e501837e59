"""The fonts of a book as it is written; what finds and cuts them is loaded where there are any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from epubify.epub.fonts import FontFace, FontFile


class Embedding:
    """The fonts of one book, and the characters that were seen of it so far.

    Documents are shown to it as they are written, so that no book needs to be in memory; the
    fonts come last.
    """

    def __init__(self, fonts: Sequence[str | Path]) -> None:
        self.faces: Sequence[FontFace] = ()
        self._characters: set[str] = set()
        if fonts:
            from epubify.epub.fonts import ALWAYS_KEPT, find_faces

            self.faces = find_faces(fonts)
            self._characters.update(ALWAYS_KEPT)

    def see(self, document: bytes) -> None:
        """Remember the characters of a document or style sheet."""
        if self.faces:
            from html import unescape

            text = document.decode()
            self._characters.update(unescape(text) if "&#" in text else text)

    def sheet(self) -> str:
        """Return the rules that declare the faces; empty where there are none."""
        if not self.faces:
            return ""
        from epubify.epub.fonts import declaration

        return declaration(self.faces)

    def files(self) -> Iterator[FontFile]:
        """Yield the fonts, cut down to the characters that were seen."""
        for face in self.faces:
            from epubify.epub.fonts import FontFile, cut_down

            data = cut_down(face, self._characters)
            yield FontFile(face.name, f"font/{face.ending}", data)
