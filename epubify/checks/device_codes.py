"""Findings from C035 on: what devices, shops and assistive technology are known to need."""

from __future__ import annotations

from epubify.checks.code import DEVICE, ERROR, WARNING, Code

DEVICE_CODES: dict[str, Code] = {
    "C035": Code(
        DEVICE,
        "contents in another order than the text",
        "The table of contents lists documents in another order than the spine; Send to Kindle "
        "refuses some such books (E999).",
        "bring spine and contents into the same order",
        ("kindle",),
    ),
    "C036": Code(
        DEVICE,
        "contents nested deeper than two levels",
        "The Kindle shows two levels of contents, and Kobo's e-ink readers flatten them.",
        "list deeper divisions on the second level",
        ("kindle", "kobo"),
    ),
    "C037": Code(
        DEVICE,
        "no contents page",
        "No document of the reading order is a contents page; Amazon asks for one to read in "
        "books of more than 20 pages.",
        "put the navigation document, or a page of links, into the spine",
        ("kindle",),
    ),
    "C038": Code(
        DEVICE,
        "landmark of the contents leads to no element",
        "The landmark toc leads to a file and not to the list in it; the Kindle may not find it.",
        "let the landmark lead to the id of the element nav",
        ("kindle",),
    ),
    "C039": Code(
        DEVICE,
        "start of the text is not named",
        "Neither a landmark bodymatter nor a guide reference text says where the text starts; "
        "Apple Books opens the book there.",
        "add the landmark bodymatter",
        ("apple",),
    ),
    "C040": Code(
        DEVICE,
        "no NCX",
        "The book has only the contents list of EPUB 3; older readers know only the NCX.",
        "add an NCX with the same tree and name it in the spine",
        ("legacy",),
    ),
    "C041": Code(
        DEVICE,
        "several chapters in one document",
        "Several lines of the contents lead into one document; Kobo's readers break pages and "
        "count chapters by document only.",
        "put each chapter into a document of its own",
        ("kobo",),
    ),
    "C042": Code(
        DEVICE,
        "cover page is not named as such",
        "A page shows the cover picture alone, and neither landmarks nor guide name it as cover; "
        "the Kindle shows the cover twice.",
        "name the page as cover in landmarks and guide, or leave it out",
        ("kindle",),
    ),
    "C043": Code(
        DEVICE,
        "cover marked in one way only",
        "Old readers look for a meta element named cover, new ones for the property cover-image; "
        "the book has one of the two.",
        'mark the picture with properties="cover-image" and with <meta name="cover">',
        ("kobo", "legacy"),
    ),
    "C044": Code(
        DEVICE,
        "cover of an unfit size",
        "Amazon takes covers from 625 by 1000 to 10000 by 10000 pixels and below 50 MB.",
        "use a picture of about 1600 by 2560 pixels",
        ("kindle",),
    ),
    "C045": Code(
        DEVICE,
        "transparent picture",
        "A PNG has transparent parts; what is drawn dark vanishes on a dark page.",
        "lay the picture on a ground of its own",
        ("apple",),
    ),
    "C046": Code(
        DEVICE,
        "picture not in RGB",
        "A JPEG has four colour channels, for print; readers show false colours or nothing.",
        "save the picture in RGB",
        ("kindle", "apple"),
    ),
    "C047": Code(
        DEVICE,
        "picture inside SVG",
        "A picture is shown through an SVG image element; Apple Books and Kobo ask for img.",
        "use img",
        ("apple", "kobo"),
    ),
    "C048": Code(
        DEVICE,
        "cover page outside of the reading order",
        'The cover page has linear="no"; some readers skip it and others show it at the end.',
        'take linear="no" away',
        ("kobo",),
    ),
    "C049": Code(
        DEVICE,
        "book too large to send",
        "Send to Kindle takes 50 MB by e-mail and 200 MB in its apps and on the web.",
        "make the pictures smaller, or copy the book by cable",
        ("kindle",),
    ),
    "C050": Code(
        DEVICE,
        "document with too many pictures",
        "One document holds more than 10 MB of pictures; Kobo and Apple Books advise against it.",
        "split the document or make the pictures smaller",
        ("kobo", "apple"),
    ),
    "C051": Code(
        DEVICE,
        "font in a format that few readers know",
        "Kobo takes TTF, OTF and WOFF; a font in WOFF2 or EOT is not shown.",
        "embed the font as OTF, TTF or WOFF",
        ("kobo", "legacy"),
    ),
    "C052": Code(
        DEVICE,
        "embedded fonts that are not declared",
        "The book has fonts and does not declare them as Apple Books needs; it shows its own.",
        "add ibooks:specified-fonts to the metadata",
        ("apple",),
    ),
    "C053": Code(
        DEVICE,
        "file name with characters beyond ASCII",
        "Old readers and unpackers damage such names, and links to them break.",
        "use letters, digits, hyphens and underscores in file names",
        ("legacy",),
    ),
    "C054": Code(
        WARNING,
        "accessibility metadata incomplete",
        "EPUB Accessibility 1.1 (2.2) asks for accessMode, accessibilityFeature and "
        "accessibilityHazard; readers and shops show them.",
        "say what is true of the book",
    ),
    "C055": Code(
        WARNING,
        "package without language",
        "The package element has no xml:lang; readers guess how to speak titles and names.",
        "set xml:lang on the package element",
    ),
    "C056": Code(
        WARNING,
        "characters not composed",
        "Letters are written as base and combining accent (not NFC); small readers show them "
        "apart, and a search misses them.",
        "normalise the text to NFC",
    ),
    "C057": Code(
        WARNING,
        "series written in one way only",
        "Some readers know a series as belongs-to-collection, others as calibre:series; the book "
        "has one of the two.",
        "write both",
    ),
    "C058": Code(
        ERROR,
        "two hyphens inside a comment",
        "XML forbids two hyphens inside a comment; strict readers, Send to Kindle among them, "
        "refuse the document.",
        "take the comment out",
    ),
    "C059": Code(
        WARNING,
        "row of stars as a scene break",
        "Signs alone stand for a scene break; screen readers speak them one by one.",
        "use hr and draw it with CSS",
    ),
    "C060": Code(
        WARNING,
        "empty paragraphs as spacing",
        "Paragraphs without text make space; screen readers stop there, the Kindle drops them.",
        "set margins with CSS",
    ),
    "C061": Code(
        WARNING,
        "heading level skipped",
        "A heading stands more than one level below the one before; those who jump from "
        "heading to heading look for what is missing.",
        "use the next level and set its size with CSS",
    ),
    "C062": Code(
        DEVICE,
        "colours of the page are fixed",
        "A colour or background is set for the whole page; it blinds or hides the text at night.",
        "leave colours of page and text to the reader",
        ("kindle", "kobo", "apple"),
    ),
    "C063": Code(
        DEVICE,
        "type of the text is fixed",
        "Size or line height of the whole text is set; the reader's own settings have no effect.",
        "leave them to the reader; use em and only for what differs",
        ("kindle",),
    ),
    "C064": Code(
        DEVICE,
        "layout that e-ink readers do not know",
        "Flex, grid, absolute position or transform: text overlaps or is lost on e-ink readers.",
        "let the text flow",
        ("kobo", "legacy"),
    ),
    "C065": Code(
        DEVICE,
        "type size in per cent",
        "Kobo asks for sizes in em; percentages break its setting of the type size.",
        "write 1.2em for 120%",
        ("kobo",),
    ),
    "C066": Code(
        DEVICE,
        "rule for every div or span",
        "Kobo wraps pages in div and sentences in span; a rule for all of them hits these too.",
        "use classes",
        ("kobo",),
    ),
    "C067": Code(
        DEVICE,
        "indent too wide",
        "Amazon asks for first-line indents of at most 4em.",
        "use a smaller indent",
        ("kindle",),
    ),
    "C068": Code(
        DEVICE,
        "no-break spaces as spacing",
        "Three or more no-break spaces in a row make room; Amazon asks for CSS instead, because "
        "lines cannot break there.",
        "use indents and margins",
        ("kindle",),
    ),
}
