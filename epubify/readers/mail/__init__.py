"""Mail and news: files of messages, whose parts are put together as one plain text.

A message becomes lines as a pasted post has them, its header first, so that what is understood of
posts in plain text holds here as well. What only transport did to the text is undone.
"""

from __future__ import annotations

from msgspec.structs import replace

from epubify.model import Manuscript, Source, Text
from epubify.options import Options
from epubify.readers.form import Reader
from epubify.readers.mail.recognised import is_mail
from epubify.report import Report

__all__ = ["MAIL"]


def read_mail(source: Source, options: Options, report: Report) -> Manuscript:
    """Return the manuscript in the messages of a file; raises NoStory where they are empty."""
    from epubify.decode import decode
    from epubify.readers.mail.composed import compose
    from epubify.readers.mail.mail_messages import messages_in
    from epubify.readers.mail.slices import in_order
    from epubify.readers.text_layout import lay_out_text
    from epubify.repair import repair

    decoded = decode(source, options, report)
    messages = in_order(messages_in(decoded.text), source.name, report)
    made = compose(messages, source.name)
    report.unrolled(source.name, source.data, "mail", made.text)
    text = Text(made.text, decoded.encoding, decoded.confidence, source.name)
    text = repair(replace(text, plain=options.plain_lines(source.name)), options, report)
    taken = [one for one in made.apart if not options.keeps(one)]
    return replace(lay_out_text(text, report, options, taken), text=text)


MAIL = Reader("mail", (".eml", ".mbox", ".mbx", ".mail", ".nws"), is_mail, read_mail)
