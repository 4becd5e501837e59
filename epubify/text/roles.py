"""What sections are in a book: the one table of their roles, for headings and pages alike."""

from __future__ import annotations

from epubify.model.records import Record


class Role(Record):
    """What is known of a kind of section."""

    matter: str = "bodymatter"
    """``frontmatter``, ``bodymatter`` or ``backmatter``: how reading systems treat it."""
    stands: str = ""
    """``before`` or ``after`` the chapters, outside of the parts of a book; else among them."""
    aria: bool = True
    """True where the Digital Publishing WAI-ARIA Module 1.1 has a ``doc-`` role for it."""
    term: bool = True
    """True where the name is a term of the EPUB 3 Structural Semantics Vocabulary."""


_FRONT, _BACK = Role("frontmatter", "before"), Role("backmatter", "after")

ROLES = {
    "volume": Role(aria=False),
    "part": Role(),
    "chapter": Role(),
    "subchapter": Role(aria=False),
    "foreword": _FRONT,
    "preface": _FRONT,
    "introduction": _FRONT,
    "dedication": _FRONT,
    "epigraph": _FRONT,
    "prologue": Role(stands="before"),
    "epilogue": Role(stands="after"),
    "conclusion": Role(stands="after"),
    "afterword": _BACK,
    "appendix": _BACK,
    "acknowledgments": _BACK,
    "endnotes": _BACK,
    "about": Role("backmatter", "after", aria=False, term=False),
}
"""Roles by their names; ``about`` tells who wrote the book. A section of any other role is body
matter without a term."""


def role_of(name: str) -> Role:
    """Return what is known of a role, of one that is not a term as well.

    >>> role_of("prologue").matter, role_of("omake").matter
    ('bodymatter', 'bodymatter')
    """
    return ROLES.get(name, Role(aria=False, term=False))
