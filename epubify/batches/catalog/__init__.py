"""What readers and people browse: a page and OPDS feeds over a folder of books.

In comes a folder of finished books, out go the files of its catalog; the books are only read.
``listing`` reads what the books say of themselves, ``library`` puts them in order and gives
them names, ``feeds`` says which lists there are; ``opds1``, ``opds2`` and ``catalog_page`` turn
these into files, and ``write`` puts into the folder only what differs from what lies there.
"""

from epubify.batches.catalog.write import CatalogResult, write_catalog

__all__ = ["CatalogResult", "write_catalog"]
