"""Books that only the shop's own program opens."""

from __future__ import annotations

from epubify.errors import InputError
from epubify.readers.containers import Container, parse_xml
from epubify.readers.xml_tree import local_name

FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""Ways to hide fonts, which leave the text as it is."""


def refuse_locked(container: Container) -> None:
    """Raise InputError for a book under digital rights management, naming what it is under."""
    if scheme := scheme_of(container):
        raise InputError(
            container.name,
            None,
            f"locked by digital rights management ({scheme})",
            "only who sold the book can unlock it; give a copy without a lock",
        )


def scheme_of(container: Container) -> str:
    """Return what a book is locked by, "" where it is open."""
    if "META-INF/rights.xml" in container:
        return "Adobe ADEPT"
    if "META-INF/sinf.xml" in container:
        return "Apple FairPlay"
    lcp = "META-INF/license.lcpl" in container
    if "META-INF/encryption.xml" not in container:
        return "Readium LCP" if lcp else ""
    root = parse_xml(container.name, container.read("META-INF/encryption.xml"))
    methods = (one for one in root.iter() if local_name(one) == "EncryptionMethod")
    locked = any(one.get("Algorithm") not in FONTS for one in methods if in_data(one))
    return ("Readium LCP" if lcp else "its documents are encrypted") if locked else ""


def in_data(method: object) -> bool:
    """Tell whether a method is that of a file, and not that of a key."""
    above = method.getparent()  # type: ignore[attr-defined]
    return above is not None and local_name(above) == "EncryptedData"
