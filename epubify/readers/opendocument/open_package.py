"""The parts of an OpenDocument text: in a container, or all in one file of XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epubify.errors import InputError
from epubify.readers.containers import ZIPPED, Container, damaged, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTENT, STYLES, META = "content.xml", "styles.xml", "meta.xml"
MANIFEST = "META-INF/manifest.xml"


class OpenPackage:
    """An OpenDocument text, in either of its two forms.

    Raises InputError where it is encrypted, or damaged.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.container = Container(name, data) if data.startswith(ZIPPED) else None
        self._whole = None if self.container else parse_xml(name, data)
        listed = self.container and MANIFEST in self.container
        if self.container and listed and b"encryption-data" in self.container.read(MANIFEST):
            raise InputError(name, None, "is encrypted", "save it without a password")
        if self.container and CONTENT not in self.container:
            raise damaged(name, "its text is missing")

    def root(self, part: str) -> _Element | None:
        """Return the root of a part, None where there is none."""
        if self.container is None:
            return self._whole
        if part not in self.container:
            return None
        return parse_xml(self.name, self.container.read(part))

    def picture(self, entry: str) -> bytes:
        """Return the bytes of a picture, none where it is not in the document."""
        entry = entry.removeprefix("./")
        inside = self.container is not None and entry in self.container
        return self.container.read(entry) if inside and self.container else b""


def attribute(element: _Element | None, name: str) -> str:
    """Return an attribute of an element by its name without the namespace, else nothing."""
    if element is None:
        return ""
    return next((str(v) for key, v in element.attrib.items()
                 if str(key).rpartition("}")[2] == name), "")  # fmt: skip
