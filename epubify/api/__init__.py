"""What can be imported from ``epubify`` itself: a few functions, each one way to use it.

Comes in: paths, bytes, files or sources, and options as keywords. Goes out: an `Edition`, a
picture, plain data. What is wrong is raised as one of `epubify.errors`; nothing is printed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from epubify.api.arguments import StoryGiven, all_inputs, one_input, without_around
from epubify.api.picture_file import CoverPicture
from epubify.bind.kinds import Kind
from epubify.errors import EpubifyError, UsageError
from epubify.files.inputs import Input, find_inputs, read_source
from epubify.model import Finding, Source
from epubify.options import Options
from epubify.pipeline import build, draft
from epubify.publish.edition import Edition
from epubify.report import Report
from epubify.settings.keywords import OptionKeywords, PathName, options_with
from epubify.settings.validation import refuse_for_several

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from epubify.batches import Outcome
    from epubify.editing.open_story import OpenStory

__all__ = [
    *("anthology", "batch", "check", "convert", "draw_cover", "inspect", "list_stories", "split"),
    *("catalog", "choices", "contents", "find_stories", "fit_sidecar", "open_story", "volumes"),
]


def convert(
    story: StoryGiven | list[StoryGiven] | tuple[StoryGiven, ...],
    options: Options | None = None,
    **keywords: Unpack[OptionKeywords],
) -> Edition:
    """Return the book of a story; of several inputs, which are its parts in this order.

    A path is read with its sidecar, as on the command line; bytes and files have none, unless
    they come as a `Source` that says so. ``options`` and ``keywords`` say how it is made,
    keywords over options.

    Raises InputError for what cannot become a story, UsageError for what no book can be made
    with.

    >>> from epubify.model import Source
    >>> book = convert(Source("dusk.txt", b"Dusk\\nby Nina\\n\\nIt was dark.\\n"), no_cover=True)
    >>> book.title, book.authors, book.name
    ('Dusk', ('Nina',), 'Nina - Dusk.epub')
    """
    chosen = options_with(options, keywords)
    several = isinstance(story, list | tuple)
    if several and keywords.get("join") is False:
        problem = "several inputs become one book only as the parts of one story"
        raise UsageError("join", None, problem, "anthology binds stories, batch makes many books")
    given = story if isinstance(story, list | tuple) else [story]
    inputs = without_around(all_inputs(given, folders=False), chosen)
    kind = Kind.JOINED if chosen.join or len(inputs) > 1 else Kind.STORY
    if not inputs:
        raise UsageError("", None, "no story was given")
    return build(inputs, chosen, Report(), kind)


def anthology(
    stories: StoryGiven | list[StoryGiven] | tuple[StoryGiven, ...],
    options: Options | None = None,
    **keywords: Unpack[OptionKeywords],
) -> Edition:
    """Return a book of several stories, each with a title page of its own.

    A folder stands for the stories in and below it. What cannot become a story is left out,
    and is a finding (M021). The stories lie on the disk until the book is saved, so that
    thousands need no more memory than one.

    Raises NoStory where none is left, UsageError for options that no book can be made with.

    >>> from epubify.model import Source
    >>> texts = [Source("a.txt", b"Ants\\nby Nina\\n\\nThey came.\\n"),
    ...          Source("b.txt", b"Bees\\nby Theo\\n\\nThey went.\\n")]
    >>> book = anthology(texts, title="Two Stories", editors="A. Editor", no_cover=True)
    >>> book.title, book.authors, len(book.book.stories)
    ('Two Stories', ('Nina', 'Theo'), 2)
    """
    chosen = options_with(options, keywords)
    if chosen.max_size or chosen.max_stories:
        raise UsageError("", None, "an anthology with a limit is several books", "call volumes")
    given = stories if isinstance(stories, list | tuple) else [stories]
    inputs = without_around(all_inputs(given, folders=True), chosen)
    return build(inputs, chosen, Report(), Kind.ANTHOLOGY)


def volumes(
    stories: StoryGiven | list[StoryGiven] | tuple[StoryGiven, ...],
    options: Options | None = None,
    *,
    beside: PathName | None = None,
    jobs: int | None = None,
    **keywords: Unpack[OptionKeywords],
) -> Iterator[Edition]:
    """Yield the volumes of an anthology, no larger than ``max_size`` and ``max_stories`` allow.

    ``beside`` is where the first volume lies, or is to lie: stories stay in the volumes that
    they are in there, ``all.epub``, ``all 2.epub`` and so on. ``jobs`` processes read the stories.

    Raises UsageError for a limit below the largest story, NoStory where none is left.

    >>> from epubify.model import Source
    >>> texts = [Source("a.txt", b"Ants\\nby Nina\\n\\nThey came.\\n"),
    ...          Source("b.txt", b"Bees\\nby Theo\\n\\nThey went.\\n")]
    >>> found = volumes(texts, title="Both", max_stories=1, no_cover=True)
    >>> [(one.title, one.authors) for one in found]
    [('Both 1', ('Nina',)), ('Both 2', ('Theo',))]
    """
    from epubify.batches.earlier_volumes import earlier_at
    from epubify.batches.volume_plan import plan_volumes

    chosen = options_with(options, keywords)
    if not chosen.title:
        raise UsageError("", None, "volumes need a title", "give one with the option title")
    given = stories if isinstance(stories, list | tuple) else [stories]
    earlier = earlier_at(Path(beside), chosen) if beside is not None else None
    for one in plan_volumes(all_inputs(given, folders=True), chosen, earlier, jobs or 1):
        yield build(one.inputs, one.options, Report(), Kind.ANTHOLOGY)


def split(
    book: StoryGiven, options: Options | None = None, **keywords: Unpack[OptionKeywords]
) -> Iterator[Edition]:
    """Yield the books of the stories of a book, made as you walk through them.

    What epubify bound comes apart into the books it was bound from, byte for byte; any other EPUB
    is split by the top entries of its contents. Of the options only those count that say how a
    book looks.

    Raises InputError for what is no EPUB, is broken, or has nothing to be split by.

    >>> from epubify.model import Source
    >>> texts = [Source("a.txt", b"Ants\\nby Nina\\n\\nThey came.\\n"),
    ...          Source("b.txt", b"Bees\\nby Theo\\n\\nThey went.\\n")]
    >>> both = anthology(texts, title="Two Stories", no_cover=True).to_bytes()
    >>> [one.name for one in split(both)]
    ['Nina - Ants.epub', 'Theo - Bees.epub']
    """
    from epubify.batches.splitting import split_book

    chosen = options_with(options, keywords)
    for one in split_book(one_input(book), chosen):
        if isinstance(one, EpubifyError):
            raise one
        yield one


def inspect(
    story: StoryGiven, options: Options | None = None, **keywords: Unpack[OptionKeywords]
) -> dict[str, Any]:
    """Return what is understood of a story, and why: what ``epubify inspect`` prints as JSON.

    No book is written and proved: where its proof fails, `convert` makes plain paragraphs of the
    lines concerned (finding W001), and they are shown here as they were understood at first.

    Raises InputError for what cannot become a story.

    >>> from epubify.model import Source
    >>> told = inspect(Source("dusk.txt", b"Dusk\\nby Nina\\n\\nIt was dark.\\n"))
    >>> told["metadata"]["origins"]["title"]
    {'by': 'header', 'line': 1}
    """
    from epubify.inspection.inspector import inspect_input

    return inspect_input(one_input(story), options_with(options, keywords)).data


def draw_cover(
    story: StoryGiven,
    options: Options | None = None,
    *,
    png: bool = False,
    **keywords: Unpack[OptionKeywords],
) -> CoverPicture:
    """Return the cover that the book of a story would have, as JPEG or as PNG.

    Raises InputError for what cannot become a story, UsageError for an unknown style.
    """
    from epubify.cover import draw_cover as draw

    report = Report()
    edition = draft([one_input(story)], options_with(options, keywords), report)
    media_type = "image/png" if png else "image/jpeg"
    cover = draw(edition.book, edition.options, report, media_type=media_type)
    if cover is None:
        raise UsageError("", None, "no_cover leaves nothing to draw")
    return CoverPicture.of(cover)


def list_stories(
    stories: PathName | list[PathName] | tuple[PathName, ...],
    *,
    where: str | None = None,
    order: str = "given",
    jobs: int | None = None,
) -> list[dict[str, Any]]:
    """Return what stories and finished books are: what ``epubify list`` prints as JSON.

    Paths of files and folders are taken. Of an EPUB only the package document is read. ``where``
    is a query such as ``author = "Nina" and words < 5000``, ``order`` one of those of an
    anthology. What cannot be read has nothing but its ``file`` and what is wrong as ``error``.

    Raises UsageError for a query or an order that there is not.

    >>> list_stories("gone.txt")
    [{'file': 'gone.txt', 'error': 'gone.txt: no such file'}]
    """
    from epubify.batches.story_list import list_stories as listed
    from epubify.collection.story_record import FIELDS

    keywords: OptionKeywords = {"where": where, "order": order}
    options_with(None, keywords)
    given = stories if isinstance(stories, list | tuple) else [stories]
    inputs = [one for one in all_inputs(given, folders=True) if isinstance(one, Input)]
    found = listed(inputs, where=where, order=order, workers=jobs or 1)
    told: list[dict[str, Any]] = [
        {name: field.data(record) for name, field in FIELDS.items()} for record in found.records
    ]
    return told + [{"file": error.name, "error": str(error)} for error in found.failed]


def choices() -> dict[str, list[Any]]:
    """Return the names that options take, by the name of the option: themes, devices, styles.

    >>> choices()["theme"]
    ['classic', 'manuscript', 'modern', 'plain']
    """
    from epubify.api.known_names import all_choices

    return all_choices()


def find_stories(path: PathName) -> list[Path | Source]:
    """Return the stories that a path stands for: itself, or those in and below a folder.

    What lies in an archive, in a mail file of several stories or on the web has no path, and comes
    as a `Source`. Raises MissingInput where there are none, UnreadableInput for a closed folder.
    """
    return [
        item.path if item.path and not item.entry else read_source(item)
        for item in find_inputs(os.fspath(path))
    ]


def open_story(
    story: PathName, options: Options | None = None, **keywords: Unpack[OptionKeywords]
) -> OpenStory:
    """Return a story to be looked at and corrected: what is said of it goes into its sidecar.

    Raises InputError for what cannot become a story, and where its sidecar does not fit.
    """
    from epubify.editing.open_story import OpenStory

    found = one_input(os.fspath(story))
    assert isinstance(found, Input)
    return OpenStory(found, options_with(options, keywords))


def fit_sidecar(
    path: PathName, options: Options | None = None, **keywords: Unpack[OptionKeywords]
) -> Path:
    """Write the sidecar of a story anew, and return its place: it fits the story as it is now.

    What it says stays, of the lines where they are now; where it has none yet, one is written.

    Raises SidecarMisfit where a line that it corrects is found nowhere, OutputError for a story
    that has no place for a sidecar, as in an archive.
    """
    from epubify.inspection.written_sidecar import write_sidecar

    item = Input(str(path), Path(path))
    return write_sidecar(item, options_with(options, keywords), force=True)[0]


def check(book: PathName, device: str | None = None, limits: Collection[str] = ()) -> list[Finding]:
    """Return what is wrong with a finished book: its structure, links, what devices choke on.

    EPUBCheck runs too where it is installed. ``device`` leaves out what only matters on
    others; ``limits`` sets what the book may cost (``book=2000000000``).

    Raises MissingInput where there is no such file, UsageError for an unknown device or limit.

    >>> check("gone.epub")
    Traceback (most recent call last):
    epubify.errors.MissingInput: gone.epub: no such file
    """
    from epubify.api.examination import examine

    chosen = options_with(None, {"limits": limits})
    return examine(Path(book), device, chosen.limits).findings


def batch(
    source: PathName | Sequence[PathName],
    output: PathName | None = None,
    options: Options | None = None,
    *,
    name: str | None = None,
    jobs: int | None = None,
    executor: Executor | str | None = None,
    timeout: float | None = None,
    force: bool = False,
    strict: bool = False,
    fail_fast: bool = False,
    **keywords: Unpack[OptionKeywords],
) -> Generator[Outcome, None, None]:
    """Make the books of a folder or a manifest, as you walk through what becomes of each.

    Of several paths each is a story, or a folder of stories. Only what changed is made. What is
    wrong with the request is raised at once: UsageError, or MissingInput where there are no
    stories. A story that fails is an outcome, with its ``error``; OutputLost is raised where
    nothing can be written any more. The options are those of the command: ``name`` is a template
    such as ``{author}/{title}.epub``, ``jobs`` the number of processes, ``executor`` any of
    ``concurrent.futures`` or the URL of one.
    """
    from epubify.batches.engine import run_all
    from epubify.batches.executors import connect
    from epubify.batches.plan import PlanRequest, jobs_of_each
    from epubify.batches.planner import make_plan

    chosen = options_with(options, keywords)
    folder = None if output is None else os.fspath(output)
    wish = PlanRequest(chosen, folder, name, force, strict)
    if isinstance(source, str | os.PathLike):
        planned = make_plan(os.fspath(source), wish).jobs
    else:
        inputs = [one for one in all_inputs(source, folders=True) if isinstance(one, Input)]
        planned = jobs_of_each(inputs, wish)
    refuse_for_several(chosen, len(planned))
    crew = connect(executor) if isinstance(executor, str) else executor
    return run_all(planned, crew, workers=jobs, timeout=timeout, fail_fast=fail_fast)


def catalog(folder: PathName, *, base_url: str | None = None) -> Path:
    """Write a page and feeds over the books in and below a folder; return the path of the page.

    Raises OutputError where a file is in the way that epubify did not make.
    """
    from epubify.batches.catalog import write_catalog

    return write_catalog(Path(folder), base_url=base_url).page


def contents(edition: Edition) -> list[dict[str, Any]]:
    """Return the parts, stories and sections of a book as a tree: titles, words, lines.

    >>> from epubify.model import Source
    >>> book = convert(Source("a.txt", b"Chapter 1\\n\\nIt was dark.\\n"), no_cover=True)
    >>> contents(book)[0]["label"]
    'Chapter 1'
    """
    from epubify.inspection.summary import describe

    told: list[dict[str, Any]] = describe([], Report(), status="read", book=edition.book)[
        "sections"
    ]
    return told
