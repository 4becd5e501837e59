"""A book that is being checked: its archive, its package, and its documents as surveyed."""

from __future__ import annotations

import zipfile

from msgspec import Struct, field

from epubify.checks.container import OPF, ManifestItem, Package, resolve
from epubify.checks.documents import ContentDocument
from epubify.checks.toc import TocLine

Fault = tuple[str, str, int, str]
"""Finding code, entry of the archive, line (0 where there is none), what was found."""


class Specimen(Struct):
    """What all checks of a book look at."""

    archive: zipfile.ZipFile
    package: Package
    names: frozenset[str]
    """Of the entries of the archive."""
    documents: dict[str, ContentDocument] = field(default_factory=dict)
    """By path, those that could be read."""
    ncx: list[TocLine] = field(default_factory=list)
    """The contents list of EPUB 2."""

    @property
    def is_new(self) -> bool:
        """True for EPUB 3."""
        return self.package.version.startswith("3")

    def items(self, *media_types: str) -> list[ManifestItem]:
        """Return the items of these media types that the archive holds."""
        return [
            item
            for item in self.package.items
            if item.media_type in media_types and item.path in self.names
        ]

    def navs(self) -> list[ContentDocument]:
        """Return the navigation documents."""
        return [
            self.documents[item.path]
            for item in self.package.items
            if "nav" in item.properties and item.path in self.documents
        ]

    def contents(self) -> list[TocLine]:
        """Return the contents list that a reader would show."""
        lines = [line for nav in self.navs() for line in nav.contents]
        return lines if self.is_new else self.ncx

    def places(self) -> dict[str, tuple[str, str]]:
        """Return path and fragment of the landmarks, those of the guide under their new names."""
        found = {}
        for reference in self.package.root.iter(f"{OPF}reference"):
            kind = reference.get("type") or ""
            target = resolve(self.package.path, reference.get("href") or "")
            found[{"text": "bodymatter", "title-page": "titlepage"}.get(kind, kind)] = target
        for nav in self.navs():
            found |= {kind: (link.path, link.fragment) for kind, link in nav.landmarks}
        return found

    def size(self, path: str) -> int:
        """Return the unpacked size of an entry in bytes; 0 for one that is not there."""
        return self.archive.getinfo(path).file_size if path in self.names else 0

    def metas(self) -> dict[str, list[str]]:
        """Return the values of the meta elements by property or name, main ones and refining."""
        found: dict[str, list[str]] = {}
        for meta in self.package.root.iter(f"{OPF}meta"):
            name = meta.get("property") or meta.get("name") or ""
            found.setdefault(name, []).append((meta.text or meta.get("content") or "").strip())
        return found
