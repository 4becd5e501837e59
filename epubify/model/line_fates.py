"""What may become of a line, and one table of the kinds of what is left out of a story.

A recogniser says which kind a line is and by what evidence; the summary counts the kinds, and
who wants one of them in the book asks for it by its name.
"""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """What became of a source line; every line has exactly one."""

    HEADING = "heading"
    BODY = "body"
    VERSE = "verse"
    BREAK = "break"
    CUE = "cue"
    NOTE = "note"
    FOOTNOTE = "footnote"
    """A footnote of the text, which stands where its section ends."""
    HEADER = "header"
    """A field of a header block, a title, a byline: went into metadata or front matter."""
    ENVELOPE = "envelope"
    """Mail and news headers, signatures, list footers: left out, named in the report."""
    BOILERPLATE = "boilerplate"
    """Archive licences, repeated title blocks, site lines: left out, named in the report."""
    FURNITURE = "furniture"
    """Running heads and page numbers: left out, named in the report."""
    CONTENTS = "contents"
    """A contents list in the text: left out (the book has its own), named in the report."""
    REPEATED = "repeated"
    """Says once more what the book has already: printed once, named in the report."""
    BLANK = "blank"


IN_BODY = frozenset({Fate.HEADING, Fate.BODY, Fate.VERSE, Fate.BREAK, Fate.CUE})
"""Fates of lines whose words stand in the body of the book, in the order of the source."""

LEFT_OUT = frozenset({Fate.ENVELOPE, Fate.BOILERPLATE, Fate.FURNITURE, Fate.CONTENTS})
"""Fates of lines whose words are not in the book; the report names them with the reason."""


class Matter(StrEnum):
    """A kind of line that is not story; its value is its name as an option."""

    MAIL_HEADER = "mail-headers"
    """Headers of mail and news, their boundaries, signatures of cipher programs."""
    POSTING = "posting-marks"
    """What posting in parts leaves behind: ``[continued in part 2]``, counters, attributions."""
    FOOTER = "footers"
    """Signatures of people, and what lists and services put below a post."""
    SLICE_TITLE = "slice-titles"
    """The title that each part of a posting repeats, with its number."""
    ADVERT = "adverts"
    """Banners of bulletin boards, and the lines of a site around each chapter."""
    PAGE_NUMBER = "page-numbers"
    RUNNING_HEAD = "running-heads"
    CONTENTS = "contents"
    """A contents list; the book has its own."""
    BOILERPLATE = "boilerplate"
    """Licences and notes of archives."""
    REPEATED_HEAD = "repeated-heads"
    """A title block or a heading that says again what stands further up."""
    NAVIGATION = "navigation"
    """What a page is operated by: menus, buttons, lists of chapters, lines to share it."""
    COMMENT = "comments"
    """What readers and editors wrote about a text, beside it."""
    HIDDEN = "hidden"
    """What a page holds and does not show."""
    CONTACT = "contact"
    """Addresses and numbers of people in the header."""

    @property
    def fate(self) -> Fate:
        """What becomes of a line of this kind."""
        return _FATES[self]

    @property
    def noun(self) -> str:
        """What one line of this kind is called: the first words of the reason for leaving it out.

        >>> Matter.PAGE_NUMBER.noun
        'page number'
        """
        return _NOUNS[self]

    def counted(self, number: int) -> str:
        """Return a number of lines of this kind, in words.

        >>> Matter.PAGE_NUMBER.counted(30), Matter.CONTENTS.counted(2), Matter.FOOTER.counted(1)
        ('30 page numbers', '2 lines of a contents list', '1 line of footers or signatures')
        """
        few = number == 1
        if self in _SPREAD:
            return f"{number:,} line{'' if few else 's'} of {_SPREAD[self]}"
        return f"{number:,} {self.noun}{'' if few else 's'}"


_NOUNS = {
    Matter.MAIL_HEADER: "mail header",
    Matter.POSTING: "mark of posting",
    Matter.FOOTER: "footer or signature",
    Matter.SLICE_TITLE: "title of a slice",
    Matter.ADVERT: "advert of a board or site",
    Matter.PAGE_NUMBER: "page number",
    Matter.RUNNING_HEAD: "running head",
    Matter.CONTENTS: "contents list",
    Matter.BOILERPLATE: "boilerplate",
    Matter.REPEATED_HEAD: "repeated head",
    Matter.NAVIGATION: "navigation of a page",
    Matter.COMMENT: "comment",
    Matter.HIDDEN: "hidden text",
    Matter.CONTACT: "address or number of a person",
}
_SPREAD = {
    Matter.MAIL_HEADER: "mail headers",
    Matter.FOOTER: "footers or signatures",
    Matter.ADVERT: "boards or sites",
    Matter.CONTENTS: "a contents list",
    Matter.BOILERPLATE: "boilerplate",
    Matter.REPEATED_HEAD: "repeated heads",
    Matter.NAVIGATION: "navigation",
    Matter.COMMENT: "comments",
    Matter.HIDDEN: "hidden text",
    Matter.CONTACT: "addresses or numbers of people",
}
"""Kinds of which one thing may be several lines, and what the lines are lines of."""
_FATES = {
    Matter.PAGE_NUMBER: Fate.FURNITURE,
    Matter.RUNNING_HEAD: Fate.FURNITURE,
    Matter.CONTENTS: Fate.CONTENTS,
    Matter.ADVERT: Fate.BOILERPLATE,
    Matter.BOILERPLATE: Fate.BOILERPLATE,
    Matter.REPEATED_HEAD: Fate.BOILERPLATE,
    Matter.MAIL_HEADER: Fate.ENVELOPE,
    Matter.POSTING: Fate.ENVELOPE,
    Matter.FOOTER: Fate.ENVELOPE,
    Matter.SLICE_TITLE: Fate.ENVELOPE,
    Matter.NAVIGATION: Fate.BOILERPLATE,
    Matter.COMMENT: Fate.BOILERPLATE,
    Matter.HIDDEN: Fate.BOILERPLATE,
    Matter.CONTACT: Fate.ENVELOPE,
}
