"""What many stories are: their records, those that a query asks for, in an order; their doubles."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from epubify.batches.record_reading import read_records
from epubify.bind.reading_order import reading_order
from epubify.collection.doubles import Double, DoubleFinder
from epubify.collection.query import read_query
from epubify.collection.story_record import StoryRecord
from epubify.errors import EpubifyError
from epubify.files.inputs import Input
from epubify.options import Options


class StoryList(Struct):
    """Stories and finished books, each as its record."""

    records: list[StoryRecord] = field(default_factory=list)
    """Those that are asked for, in the order that is."""
    unasked: int = 0
    """Stories that the query does not ask for."""
    failed: list[EpubifyError] = field(default_factory=list)
    """What is wrong with each input that cannot be read."""
    doubles: list[Double] = field(default_factory=list)
    """Stories that are there already, by their numbers in ``records``, where that was asked."""


def list_stories(
    inputs: Sequence[Input],
    *,
    where: str | None = None,
    order: str = "given",
    workers: int | None = None,
    doubles: bool = False,
) -> StoryList:
    """Return what the inputs are.

    Each story is read once; of a finished book no more than its package document is, unless
    ``doubles`` asks for its text. An input that cannot be read stops nothing.
    """
    query = read_query(where) if where else None
    listed, finder = StoryList(), DoubleFinder()
    for taken in read_records(inputs, Options(), workers, sketched=doubles):
        if isinstance(taken, EpubifyError):
            listed.failed.append(taken)
            continue
        record, sketch = taken
        if query and not query.holds(record):
            listed.unasked += 1
            continue
        listed.records.append(record)
        if sketch:
            finder.add(record, sketch)
    if doubles:
        listed.doubles = list(finder.doubles())
    else:
        ranked = reading_order([record.metadata for record in listed.records], order)
        listed.records = [listed.records[place] for place in ranked]
    return listed
