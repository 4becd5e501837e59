"""``cover``: the picture alone."""

from __future__ import annotations

from pathlib import Path

from epubify.bind.kinds import Kind
from epubify.cli.messages import tell_findings
from epubify.cli.request import Request, find_all
from epubify.cli.terminal import echo
from epubify.errors import UsageError
from epubify.files.output import refuse_existing, refuse_place, replacing
from epubify.inspection.summary import describe
from epubify.pipeline import draft
from epubify.publish.edition import Edition
from epubify.report import Report


def make_cover(argument: str, output: Path, job: Request, *, contact_sheet: bool = False) -> int:
    """Write the cover of the book of one input, or a sheet of all styles; return the exit code."""
    from epubify.cover.picture import media_type_of

    media_type = media_type_of(output)
    found = find_all([argument])
    for error in found.failed:
        raise error
    refuse_place(output, found.inputs, "picture")
    if not job.force:
        refuse_existing(output)
    kind = Kind.STORY if len(found.inputs) == 1 else Kind.ANTHOLOGY
    edition = draft(found.inputs, job.options, Report(), kind)
    data = _picture(edition, media_type, contact_sheet=contact_sheet)
    with replacing(output) as file:
        file.write_bytes(data)
    if not job.quiet:
        echo(output)
        names = [item.name for item in found.inputs]
        told = describe(names, edition.report, status="read")["findings"]
        for line in tell_findings([f for f in told if f["code"].startswith("P")], all_of_them=True):
            echo(line, err=True)
    return 0


def _picture(edition: Edition, media_type: str, *, contact_sheet: bool) -> bytes:
    from epubify.cover import draw_cover
    from epubify.cover.picture import encode
    from epubify.cover.sheet import contact_sheet as sheet_of

    book, options, report = edition.book, edition.options, edition.report
    if contact_sheet and not options.no_cover:
        return encode(sheet_of(book, options, report).image, media_type)
    cover = draw_cover(book, options, report, media_type=media_type)
    if cover is None:
        raise UsageError("", None, "--no-cover leaves nothing to draw")
    return cover.data
