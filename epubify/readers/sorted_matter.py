"""From a source to a manuscript in which what is not story is told apart."""

from __future__ import annotations

from epubify.model import Manuscript, Source
from epubify.model.limits import holding, limits_held
from epubify.options import Options
from epubify.readers import read
from epubify.readers.too_large import refuse_over
from epubify.report import Report


def read_sorted(source: Source, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in a source; of the corrections only those that keep lines matter.

    Raises InputError for what is not a story.
    """
    from epubify.matter import sort_matter

    with holding(options.limits):
        refuse_over(source.name, "bytes", len(source.data), limits_held().source, "source")
        manuscript = read(source, options, report)
    return sort_matter(manuscript)
