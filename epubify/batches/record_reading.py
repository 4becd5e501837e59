"""Records of many inputs: stories are read, of finished books only the head; in parallel."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future

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
    """Yield the record of each input in their order, or what is wrong with it.

    Many are read by several processes. No more of them are under way than there are workers.
    """
    alone = workers == 1 or (workers is None and len(inputs) < FEW)
    here = alone or any(_stays_here(one) for one in inputs)
    crew: Workers = Serial() if here else Processes(workers)
    under_way: deque[tuple[Input, Future[Taken]]] = deque()
    waiting = iter(inputs)
    try:
        for item in waiting:
            while len(running := _running(under_way)) >= crew.room:
                crew.wait(running, _TICK)
            under_way.append((item, crew.submit(_read, item, options, sketched, timeout=None)))
            while under_way and under_way[0][1].done():
                yield _outcome(*under_way.popleft())
        while under_way:
            item, future = under_way.popleft()
            while not future.done():
                crew.wait([future], _TICK)
            yield _outcome(item, future)
    finally:
        crew.stop()


def _running(under_way: Iterable[tuple[Input, Future[Taken]]]) -> list[Future[Taken]]:
    return [future for _, future in under_way if not future.done()]


def _stays_here(item: Input) -> bool:
    return item.path is None and not item.url


def _read(item: Input, options: Options, sketched: bool) -> Taken:
    return read_record(item, options, sketched=sketched)


def _outcome(item: Input, future: Future[Taken]) -> Taken | EpubifyError:
    try:
        return future.result()
    except EpubifyError as error:
        return error
    except WorkerDied:
        return InputError(item.name, None, "the process that read it died: out of memory?")
