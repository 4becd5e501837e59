"""Every finding of ``epubify check``: what it means, and what to do about it.

Codes are never reused. A code that is no longer given stays here, marked UNUSED.
"""

from __future__ import annotations

from epubify.checks.code import DEVICE, ERROR, WARNING, Code
from epubify.checks.device_codes import DEVICE_CODES
from epubify.checks.package_codes import PACKAGE_CODES
from epubify.model import Finding

__all__ = ["CODES", "Code", "is_about", "severity"]


def severity(finding: Finding) -> str:
    """Return the severity of a finding of ``check_book`` or ``run_epubcheck``.

    >>> severity(Finding("C001", None, "no zip archive", ""))
    'error'
    """
    if finding.code in CODES:
        return CODES[finding.code].severity
    return WARNING if finding.message.startswith(WARNING) else ERROR


def is_about(finding: Finding, device: str) -> bool:
    """Tell whether a finding matters for books on a device; errors and warnings always do.

    >>> is_about(Finding("C030", None, "picture too large", ""), "kindle")
    False
    """
    devices = CODES[finding.code].devices if finding.code in CODES else ()
    return not devices or device in devices


CODES: dict[str, Code] = {
    "C001": Code(
        ERROR,
        "not a zip archive",
        "An EPUB is a zip archive; this file cannot be opened as one.",
        "make or download the book again",
    ),
    "C002": Code(
        ERROR,
        "mimetype is not the first entry",
        "The archive must begin with an entry named mimetype, by which readers know an EPUB.",
        "pack the archive again with mimetype first",
    ),
    "C003": Code(
        ERROR,
        "mimetype is wrong",
        "The entry mimetype must be stored without compression and extra field, and hold "
        "exactly application/epub+zip; Kobo calls such a book corrupted.",
        "pack the archive again with mimetype stored",
    ),
    "C004": Code(
        ERROR,
        "no container",
        "META-INF/container.xml is missing, broken, or names no package document.",
        "add a container.xml that names the package document",
    ),
    "C005": Code(
        ERROR,
        "no package document",
        "The package document that the container names is missing or not well-formed XML.",
        "correct the package document",
    ),
    "C006": Code(
        ERROR,
        "file of the manifest is missing",
        "The manifest lists a file that the archive does not hold.",
        "add the file or take its entry out of the manifest",
    ),
    "C007": Code(
        WARNING,
        "file is not in the manifest",
        "The archive holds a file that the manifest does not list; readers cannot use it.",
        "list the file in the manifest or leave it out",
    ),
    "C008": Code(
        ERROR,
        "spine is empty or broken",
        "The spine is empty, or names an item that the manifest does not have.",
        "list every document of the reading order in manifest and spine",
    ),
    "C009": Code(
        ERROR,
        "document is not well-formed",
        "A document is not well-formed XML; readers show an error or nothing.",
        "correct the markup at the place given",
    ),
    "C010": Code(
        ERROR,
        "link to a file that is not there",
        "A link, picture or style sheet points to a file that the archive does not hold.",
        "correct the link or add the file",
    ),
    "C011": Code(
        ERROR,
        "link to an id that is not there",
        "A link points to an id that its target document does not have.",
        "correct the link or add the id",
    ),
    "C012": Code(
        ERROR,
        "id used twice",
        "An id occurs more than once in a document or in the package; links to it may land "
        "anywhere.",
        "give every element an id of its own",
    ),
    "C013": Code(
        ERROR,
        "no table of contents",
        "There is no navigation document with a toc (EPUB 3) and no NCX (EPUB 2), or it is empty.",
        "add a table of contents",
    ),
    "C014": Code(
        WARNING,
        "no landmarks",
        "Neither landmarks nor a guide says where cover, contents and text begin.",
        "add landmarks to the navigation document",
    ),
    "C015": Code(
        WARNING,
        "picture without text alternative",
        "An img has no alt attribute; those who cannot see it learn nothing about it.",
        'add alt with what the picture says, or alt="" where it only decorates',
    ),
    "C016": Code(
        ERROR,
        "metadata incomplete",
        "The package document lacks a title, an identifier, or (EPUB 3) the date of change.",
        "add dc:title, dc:identifier and dcterms:modified",
    ),
    "C017": Code(
        ERROR,
        "no language",
        "dc:language is missing or empty; hyphenation, speech and Send to Kindle need it.",
        "add dc:language with a BCP 47 tag such as en or pt-BR",
    ),
    "C018": Code(
        ERROR,
        "language is not a language tag",
        "dc:language or xml:lang is not the BCP 47 tag of a language, such as us instead of en.",
        "use a BCP 47 tag such as en or pt-BR",
    ),
    "C019": Code(
        WARNING,
        "document without language",
        "A document has neither xml:lang nor lang; readers guess how to hyphenate and speak it.",
        "set xml:lang on the html element",
    ),
    "C020": Code(
        ERROR,
        "damaged entry",
        "An entry of the archive cannot be unpacked: it is damaged, or encrypted.",
        "make or download the book again",
    ),
    "C021": Code(
        ERROR,
        "listed twice",
        "A file is in the archive or in the manifest twice, or two items share an id.",
        "list every file once",
    ),
    "C022": Code(
        WARNING,
        "resource from the web",
        "A picture or style sheet is fetched from the web; most readers show nothing.",
        "put the file into the book",
    ),
    "C023": Code(
        DEVICE,
        "language that Send to Kindle may refuse",
        "The language is not among those that Send to Kindle is known to take.",
        "copy the book by cable if Send to Kindle refuses it; do not change a true language",
        ("kindle",),
    ),
    "C024": Code(
        DEVICE,
        "link to the id of a body",
        "A link points to the id of a body element; Send to Kindle refuses such books (E999).",
        "move the id to an element inside the body",
        ("kindle",),
    ),
    "C025": Code(
        ERROR,
        "picture without source",
        "An img has no src; nothing is shown, and Send to Kindle refuses the book (E999).",
        "give the picture a src or take it out",
    ),
    "C026": Code(
        DEVICE,
        "no encoding declaration",
        "A document does not begin with an XML declaration that names its encoding; Send to "
        "Kindle refuses some such books or breaks their accents.",
        'begin every document with <?xml version="1.0" encoding="utf-8"?>',
        ("kindle",),
    ),
    "C027": Code(
        DEVICE,
        "CSS function that old readers cannot handle",
        "calc, var, min, max, clamp or env: Adobe's engine (Kobo and many others) drops the "
        "whole style sheet or calls the book corrupted; CSS variables are also suspected where "
        "Send to Kindle refuses a book (E999).",
        "use plain values",
        ("kindle", "kobo", "legacy"),
    ),
    "C028": Code(
        DEVICE,
        "CSS unit that old readers cannot handle",
        "rem, vw, vh, vmin or vmax: sizes add up wrongly or the reader crashes (Adobe's engine).",
        "use em or %",
        ("kobo", "legacy"),
    ),
    "C029": Code(
        DEVICE,
        "empty @media rule",
        "An @media rule without content crashes Adobe's engine.",
        "take the rule out",
        ("kobo", "legacy"),
    ),
    "C030": Code(
        DEVICE,
        "picture too large",
        "A picture has more than 5.6 million pixels, the most that Apple Books takes.",
        "make the picture smaller",
        ("apple",),
    ),
    "C031": Code(
        DEVICE,
        "space in a file name",
        "Spaces in file names break progress on Kobo and contents links in Apple Books.",
        "use letters, digits, hyphens and underscores in file names",
        ("kobo", "apple"),
    ),
    "C032": Code(
        DEVICE,
        "document too large",
        "A document of more than 250 KB makes old Adobe readers slow or fail. Pages with Kobo's "
        "spans are longer and are read by another engine.",
        "split the document at a paragraph's end",
        ("legacy",),
    ),
    "C033": Code(
        DEVICE,
        "no cover",
        "No picture is marked as cover; shelves show the title page or nothing.",
        'mark a JPEG or PNG with properties="cover-image"',
        ("kindle", "kobo", "apple", "legacy"),
    ),
    "C034": Code(
        DEVICE,
        "cover neither JPEG nor PNG",
        "Kobo and Apple Books show JPEG and PNG covers only.",
        "save the cover as JPEG or PNG",
        ("kobo", "apple"),
    ),
    "C081": Code(
        ERROR,
        "larger than what is checked",
        "Unpacked, the book or one file of it is larger than the limits, or has more entries; "
        "nothing of it was unpacked, and EPUBCheck was not asked.",
        "if you trust the book, set the option limit to a larger number",
    ),
    **DEVICE_CODES,
    **PACKAGE_CODES,
}
