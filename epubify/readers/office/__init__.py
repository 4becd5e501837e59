"""What the documents of word processors have in common: looks, pieces, and how they are set.

Comes in: the pieces of a document in the order of its file, as the readers of DOCX, ODT and RTF
tell them. Goes out: a galley. What all of a document has is no mark: a story in italics
throughout has no emphasis, one in large letters has no headings.
"""

from epubify.readers.office.document_pieces import (
    Aside,
    DocumentPiece,
    Face,
    FrameEdge,
    Illustration,
    Item,
    ParagraphLook,
    TypedRun,
    Written,
    text_of_pieces,
)
from epubify.readers.office.document_setter import set_document

__all__ = [
    "Aside",
    "DocumentPiece",
    "Face",
    "FrameEdge",
    "Illustration",
    "Item",
    "ParagraphLook",
    "TypedRun",
    "Written",
    "set_document",
    "text_of_pieces",
]
