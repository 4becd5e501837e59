"""The parts of a story become one: in order, each thing said once, and judged as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.bind.joining import join
from epubify.bind.part_faults import refuse_strangers, tell_numbers
from epubify.bind.part_order import in_order
from epubify.bind.repeated_parts import PartsOnce, without_repetitions
from epubify.bind.told_by_folder import ToldByFolder
from epubify.bind.whole_findings import judge_whole
from epubify.headings.short_divisions import with_divisions_unlisted
from epubify.model import Repetition, Story
from epubify.options import Options
from epubify.report import Report


def whole_of(
    stories: Sequence[Story], told: ToldByFolder, options: Options, report: Report
) -> Story:
    """Return the story of which these are the parts, and report what is wrong with them.

    Raises InputError where they are clearly parts of different stories, unless a title that a
    person or their folder gives says that they are one.
    """
    if not (options.title or told.metadata.title):
        refuse_strangers(stories)
    ordered = in_order(stories, report)
    tell_numbers(ordered, report)
    once = PartsOnce(tuple(ordered), ())
    if not options.keep_doubles:
        once = without_repetitions(ordered, notes=options.notes != "drop")
        report.repeat(once.repetitions)
        _tell_repeated(once.repetitions, report)
    whole = with_divisions_unlisted(join(once.stories, told))
    judge_whole(whole, options, report)
    return whole


def _tell_repeated(repetitions: Sequence[Repetition], report: Report) -> None:
    if repetitions:
        times = "once" if len(repetitions) == 1 else f"{len(repetitions)} times"
        first = repetitions[0]
        report.find("M055", f"left out where it comes again, {times}: {first.reason}", first.at)
