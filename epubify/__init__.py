"""epubify turns raw story text into EPUB books that look professionally made."""

__version__ = "0.1.0"
