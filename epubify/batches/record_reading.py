"""Records of many inputs: stories are read, of finished books only the head; in parallel."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

from epubify.batches.executors import Serial
from epubify.batches.processes import Processes
from epubify.batches.workers import WorkerDied, Workers
from epubify.collection.shingles import Sketch, sketch_of
from epubify.collection.story_record import StoryRecord, record_of
from epubify.errors import EpubifyError, InputError
from epubify.files.inputs import Input, read_source
from epubify.options import Options
from epubify.pipeline import read_story
from epubify.readers import choose_reader
from epubify.readers.epub_source.book_head import read_head
from epubify.report import Report

FEW = 20
"""Inputs below which starting processes takes longer than they save."""
BOOK_SUFFIX = ".epub"
_TICK = 1.0
"""Seconds after which a wait is interrupted, so that signals are seen on every system."""

Taken = tuple[StoryRecord, Sketch | None]
T = TypeVar("T")


def read_record(item: Input, options: Options, *, sketched: bool = False) -> Taken:
    """Return the record of an input, and its sketch where that is wanted too.

    Of a finished book on this machine only the package document is read, unless its text is
    needed for a sketch. Raises InputError for what cannot become a story.
    """
    if item.path and not item.entry and item.path.suffix.lower() == BOOK_SUFFIX and not sketched:
        head = read_head(item.name, item.path)
        return StoryRecord(head.metadata, item.name, "epub", head.words, head.chapters), None
    source = read_source(item)
    story = read_story(source, options, Report())
    record = record_of(story, item.name, choose_reader(source, options).name)
    return record, sketch_of(story) if sketched else None


def read_records(
    inputs: Sequence[Input],
    options: Options,
    workers: int | None = None,
    *,
    sketched: bool = False,
) -> Iterator[Taken | EpubifyError]:
    """Yield the record of each input in their order, or what is wrong with it."""
    read = partial(read_record, options=options, sketched=sketched)
    return read_each(inputs, read, workers)


def read_each(
    inputs: Sequence[Input], read: Callable[[Input], T], workers: int | None = None
) -> Iterator[T | EpubifyError]:
    """Yield what is read of each input in their order, or what is wrong with it.

    Many are read by several processes, for which ``read`` can be pickled. No more of them are
    under way than there are workers.
    """
    alone = workers == 1 or (workers is None and len(inputs) < FEW)
    here = alone or any(_stays_here(one) for one in inputs)
    crew: Workers = Serial() if here else Processes(workers)
    under_way: deque[tuple[Input, Future[T]]] = deque()
    waiting = iter(inputs)
    try:
        for item in waiting:
            while len(running := _running(under_way)) >= crew.room:
                crew.wait(running, _TICK)
            under_way.append((item, crew.submit(read, item, timeout=None)))
            while under_way and under_way[0][1].done():
                told = _outcome(*under_way.popleft())
                yield told
        while under_way:
            item, future = under_way.popleft()
            while not future.done():
                crew.wait([future], _TICK)
            told = _outcome(item, future)
            yield told
    finally:
        crew.stop()


def _running(under_way: Iterable[tuple[Input, Future[T]]]) -> list[Future[T]]:
    return [future for _, future in under_way if not future.done()]


def _stays_here(item: Input) -> bool:
    return item.path is None and not item.url


def _outcome(item: Input, future: Future[T]) -> T | EpubifyError:
    try:
        return future.result()
    except EpubifyError as error:
        return error
    except WorkerDied:
        return InputError(item.name, None, "the process that read it died: out of memory?")
