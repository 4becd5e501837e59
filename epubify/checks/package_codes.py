"""Findings from C069 on: packages that readers choke on although all their files are there."""

from __future__ import annotations

from epubify.checks.code import ERROR, Code

PACKAGE_CODES: dict[str, Code] = {
    "C069": Code(
        ERROR,
        "no unique identifier",
        "The attribute unique-identifier of the package is missing, or names no dc:identifier; "
        "readers lose places and notes, or refuse the book.",
        "give one dc:identifier an id and name it in unique-identifier",
    ),
    "C070": Code(
        ERROR,
        "no version of EPUB",
        "The package element is of another namespace than that of EPUB, or its version is neither "
        "2.0 nor 3.0; readers do not know what they have before them.",
        'write <package xmlns="http://www.idpf.org/2007/opf" version="3.0">',
    ),
    "C071": Code(
        ERROR,
        "document outside of the XHTML namespace",
        "The root of a document is not the element html of XHTML; readers show bare text, or "
        "nothing.",
        'write <html xmlns="http://www.w3.org/1999/xhtml">',
    ),
    "C072": Code(
        ERROR,
        "id that is no name",
        "An id in the package or in the NCX is empty, begins with a digit, or holds a space or a "
        "colon; strict readers refuse the whole file.",
        "begin with a letter and go on with letters, digits, hyphens, dots and underscores",
    ),
    "C073": Code(
        ERROR,
        "NCX of another book",
        "The NCX has not the identifier of the package (dtb:uid); readers take its contents for "
        "those of another book.",
        "write the unique identifier of the package into the meta dtb:uid",
    ),
    "C074": Code(
        ERROR,
        "NCX that is none",
        "The NCX has another namespace or version than 2005-1, or lacks head, docTitle or navMap.",
        'write <ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"> with all three',
    ),
    "C075": Code(
        ERROR,
        "item without id, href or media type",
        "An item of the manifest lacks one of the three; readers cannot find or cannot open it.",
        "give every item an id, an href and a media type",
    ),
    "C076": Code(
        ERROR,
        "spine and manifest disagree",
        "The spine lists a document twice or one that is no text, its attribute toc names no NCX, "
        "or the manifest has not exactly one navigation document (EPUB 3).",
        "list each document once, give what is no text a fallback, and mark one document as nav",
    ),
    "C077": Code(
        ERROR,
        "empty metadata",
        "An element of the metadata says nothing; EPUB asks for a value in each.",
        "leave out what is not known",
    ),
    "C078": Code(
        ERROR,
        "metadata about nothing",
        "A meta element refines an id that the package does not have.",
        "name the id of the element that is refined",
    ),
    "C079": Code(
        ERROR,
        "date that is none",
        "dc:date or dcterms:modified is no date of the calendar, or not written as EPUB asks.",
        "write 2004, 2004-07, 2004-07-15, and dcterms:modified as 2004-07-15T00:00:00Z",
    ),
    "C080": Code(
        ERROR,
        "item that is the package or leads outside",
        "An item of the manifest is the package document itself, has a fragment, or leads out of "
        "the archive.",
        "list the files that lie in the archive, but the package",
    ),
}
