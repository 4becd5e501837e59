"""What people have to do with a book: MARC relator codes (id.loc.gov/vocabulary/relators)."""

from __future__ import annotations

from epubify.model import Contributor
from epubify.text.nearest import unknown

ROLE_CODES = {
    "author": "aut",
    "editor": "edt",
    "translator": "trl",
    "illustrator": "ill",
    "producer": "bkp",
    "proofreader": "pfr",
    "compiler": "com",
    "adapter": "adp",
    "artist": "art",
    "annotator": "ann",
    "foreword": "aui",
    "afterword": "aft",
    "cover": "cov",
    "designer": "bkd",
    "photographer": "pht",
    "transcriber": "trc",
    "contributor": "ctb",
}
"""Words for roles, and their codes; a code may be written for its word."""


def read_credit(text: str) -> Contributor:
    """Return who is named with a role; raises ValueError for what names nobody.

    >>> read_credit("trl: Ann Berg"), read_credit("Illustrator: Tom Oak").role
    (Contributor(name='Ann Berg', role='trl', file_as=None), 'ill')
    >>> read_credit("translater: Ann Berg")
    Traceback (most recent call last):
    ValueError: unknown role “translater”; did you mean “translator”?
    """
    said, colon, name = text.partition(":")
    role, name = said.strip().lower(), " ".join(name.split())
    if not colon or not name:
        raise ValueError(f"“{text}” names nobody: write role and name, translator: Ann Berg")
    code = ROLE_CODES.get(role, role)
    if code not in ROLE_CODES.values():
        problem, advice = unknown("role", role, ROLE_CODES)
        raise ValueError(f"{problem}; {advice}")
    return Contributor(name, code)
