"""Messages written down as one plain text, and what of it is no text of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from epubify.model import Matter, Place, SetApart
from epubify.readers.mail.mail_messages import Attachment
from epubify.readers.mail.slices import PlacedMessage


class ComposedText(Struct):
    """A text of messages, and its lines that are known to be no story."""

    source: str
    lines: list[str] = field(default_factory=list)
    apart: list[SetApart] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text."""
        return "\n".join(self.lines) + "\n"

    def leave_out(self, line: str, evidence: str, kind: Matter = Matter.POSTING) -> None:
        """Add a line that is to be left out."""
        self.lines.append(line)
        if line.strip():
            at = Place(self.source, len(self.lines), len(self.lines))
            self.apart.append(SetApart(at, kind.fate, f"{kind.noun}, {evidence}", kind))


def compose(messages: Sequence[PlacedMessage], source: str) -> ComposedText:
    """Return messages as one text, each with its header, as they are saved as text."""
    made = ComposedText(source)
    for placed in messages:
        message = placed.message
        body = [one for part in message.parts for one in lines_of_part(part)]
        header = [*([message.opening] if message.opening else [])]
        header += [f"{name}: {value}" for name, value in message.header]
        if made.lines:
            made.lines.append("")
        if told := no_story(placed):
            for line in (*header, *(line for line, _ in body)):
                made.leave_out(line, *told)
            continue
        made.lines += [*header, ""]
        for line, attached in body:
            if attached:
                made.leave_out(line, "an attachment, and no text")
            else:
                made.lines.append(line)
    return made


def no_story(placed: PlacedMessage) -> tuple[str, Matter] | None:
    """Return why a message is left out and what it is, None for one that tells the story."""
    if placed.again:
        return "a message that is there before", Matter.POSTING
    if placed.reply:
        return "an answer of a reader", Matter.COMMENT
    if placed.message.heads_digest:
        return "head of a digest", Matter.POSTING
    return ("end of a digest", Matter.POSTING) if placed.message.ends_digest else None


def lines_of_part(part: str | Attachment) -> list[tuple[str, bool]]:
    """Return the lines of a part, and whether they only name what is attached."""
    if isinstance(part, Attachment):
        return [(part.name, True), ("", False)]
    return [(line, False) for line in part.rstrip("\n").split("\n")] + [("", False)]
