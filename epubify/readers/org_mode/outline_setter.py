"""The lines of an outline of Org set on a galley."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from epubify.model import Contributor, GroupKind, Matter, Metadata, Origin, OriginKind, Span
from epubify.model.limits import limits_held
from epubify.readers.galley import Galley, LeftOut, Part
from epubify.readers.org_mode.inline_marks import Inline, InlineMarks
from epubify.readers.picture_places import Folders, picture_at
from epubify.text.lazy_pattern import lazy

_HEADLINE = lazy(r"(?P<stars>\*+)[ \t]+(?P<rest>\S.*)")
_KEYWORD = lazy(r"[ \t]*#\+(?P<key>[\w-]+)(?:\[[^\]]*\])?:[ \t]*(?P<value>.*)")
_BEGIN = lazy(r"[ \t]*#\+(?i:begin)_(?P<name>\w+).*")
_END = lazy(r"[ \t]*#\+(?i:end)_\w+.*")
_DRAWER = lazy(r"[ \t]*:(?!(?i:end):)[\w-]+:[ \t]*")
_DRAWER_END = lazy(r"[ \t]*:(?i:end):[ \t]*")
_PLANNING = lazy(r"[ \t]*(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):[ \t]*[\[<].*")
_COMMENT = lazy(r"[ \t]*#[ \t]+\S.*")
"""A sign alone is a break to those who typed it."""
_RULE = lazy(r"[ \t]*-{5,}[ \t]*")
_ITEM = lazy(
    r"(?P<indent>[ \t]*)(?:(?P<sign>[-+]|(?<=[ \t])\*)|(?P<number>\d+)[.)])[ \t]+"
    r"(?P<box>\[[ Xx-]\][ \t]+)?(?P<text>\S.*)"
)
_ROW = lazy(r"[ \t]*\|.*")
_ROW_RULE = lazy(r"[ \t]*\|[-+|: \t]*")
_NOTE = lazy(r"\[fn:(?P<name>[\w-]+)\][ \t]*(?P<text>.*)")
_STATE = lazy(
    r"(?P<state>(?:TODO|DONE|NEXT|WAITING|CANCELL?ED|STARTED|DRAFT|REVISE|FINAL)[ \t]+(?=\S))?"
    r"(?P<priority>\[\#\w\][ \t]+)?(?P<title>.*?)"
    r"(?P<cookie>[ \t]+\[\d*(?:/\d*|%)\])?(?P<tags>[ \t]+:(?:[\w@#%]+:)+)?[ \t]*"
)
"""What a headline says beside its title: how far it is, how much it counts, and its tags."""
_ESCAPED = lazy(r"^([ \t]*),(?=\*|#\+)")
_LINE_END = lazy(r"\\\\[ \t]*$")
LONGEST_DRAWER = 500
"""Lines of a drawer. With more, an outline of nothing but such lines takes long; with fewer, the
log of a long novel is text."""
_TELLING = {"title": "title", "subtitle": "subtitle", "language": "language"}
_TELLING |= {"description": "description"}
_TYPED = frozenset({"example", "src"})
_NOT_SHOWN = frozenset({"noexport", "archive"})


class OutlineSetter:
    """Sets the lines of an outline one after another."""

    def __init__(self, folder: Folders = ("", "")) -> None:
        self.galley = Galley(literal=True)
        self.metadata = Metadata()
        self.folder = folder
        self.inline = InlineMarks()
        self.align = ""
        self.waiting: list[str] = []
        """Lines of the paragraph at hand."""
        self.depth = 0
        """Blocks around the lines at hand."""
        self.unclosed: set[tuple[int, str]] = set()
        """Lines and names of blocks of which no end stands further down."""
        self.hidden = 0
        """Level of the headline of a part that is not shown, 0 where none is."""

    def all(self, lines: Sequence[str]) -> None:
        """Set all lines of an outline."""
        at = 0
        while at < len(lines):
            at = self.step(lines, at)
        self.flush()

    def step(self, lines: Sequence[str], at: int) -> int:
        """Set what begins with a line; return the index of the first behind it."""
        line = lines[at]
        if headline := _HEADLINE.fullmatch(line):
            self.flush()
            self.headline(len(headline["stars"]), headline["rest"], line)
            return at + 1
        if self.hidden:
            self.galley.left_out(line, Matter.COMMENT, "a part that is not exported")
            return at + 1
        steps: tuple[tuple[object, Callable[[Sequence[str], int], int]], ...] = (
            (_BEGIN.fullmatch(line), self.block),
            (_DRAWER.fullmatch(line) and end_of_drawer(lines, at), self.drawer),
            (_ROW.fullmatch(line), self.table),
            (not self.waiting and _NOTE.match(line), self.note),
            (not self.waiting and _ITEM.fullmatch(line), self.items),
        )
        for found, step in steps:
            if found:
                self.flush()
                return step(lines, at)
        self.line(line)
        return at + 1

    def line(self, line: str) -> None:
        """Set a line that is no beginning of anything larger."""
        if keyword := _KEYWORD.fullmatch(line):
            self.flush()
            self.keyword(keyword["key"].lower(), keyword["value"].strip(), line)
        elif _PLANNING.fullmatch(line) or _DRAWER_END.fullmatch(line):
            self.flush()
            self.galley.left_out(line, Matter.BOILERPLATE, "dates of Org")
        elif _COMMENT.fullmatch(line):
            self.flush()
            self.galley.left_out(line, Matter.COMMENT, "comment of the markup")
        elif _END.fullmatch(line):
            self.flush()
        elif _RULE.fullmatch(line):
            self.flush()
            self.galley.rule()
        elif not line.strip():
            self.flush()
        else:
            self.waiting.append(line)

    # ------------------------------------------------------------------------ paragraphs

    def flush(self) -> None:
        """Set the paragraph at hand, the notes that are written in it, and its pictures."""
        lines, self.waiting = self.waiting, []
        if not lines:
            return
        ends = ["\n" if _LINE_END.search(line) else " " for line in lines]
        said = (_LINE_END.sub("", _ESCAPED.sub(r"\1", line)).strip() for line in lines)
        self.words("".join(f"{one}{end}" for one, end in zip(said, ends, strict=True)).strip())

    def words(self, text: str) -> None:
        """Set a paragraph with what its signs say."""
        read = self.inline.read(text)
        self.galley.paragraph(read.parts, align=self.align)
        self.beside(read)

    def beside(self, read: Inline) -> None:
        """Set the notes that are written in a paragraph, and its pictures."""
        for name, said in read.notes:
            with self.galley.within(GroupKind.FOOTNOTE, name):
                self.words(said)
        for address in read.pictures:
            if picture := picture_at(address, *self.folder):
                self.galley.figure(picture)
            else:
                self.galley.lacking.append(address)

    def headline(self, level: int, rest: str, line: str) -> None:
        """Set a headline; what it says beside its title is left out."""
        if self.hidden and level > self.hidden:
            self.galley.left_out(line, Matter.COMMENT, "a part that is not exported")
            return
        self.hidden = 0
        if not any(map(str.isalnum, rest)):  # three stars are a break to those who typed them
            self.galley.paragraph([Span(line.strip())], align=self.align)
            return
        found = _STATE.fullmatch(rest)
        assert found is not None  # it takes any line
        tags = {tag.lower() for tag in (found["tags"] or "").strip().split(":")}
        if tags & _NOT_SHOWN or found["title"].startswith("COMMENT "):
            self.hidden = level
            self.galley.left_out(line, Matter.COMMENT, "a part that is not exported")
            return
        before = [left(found[name]) for name in ("state", "priority") if found[name]]
        behind = [left(found[name]) for name in ("cookie", "tags") if found[name]]
        for part in before:
            self.galley.left_out(part.text, part.kind, part.evidence)
        read = self.inline.read(found["title"].strip())
        parts: list[Part] = [*read.parts, *behind]
        self.galley.paragraph(parts, level=level)
        self.beside(read)

    def keyword(self, key: str, value: str, line: str) -> None:
        """Set a line that says something of the whole, or is a setting."""
        told = Metadata()
        number = len(self.galley.lines) + 1
        origin = Origin(OriginKind.HEADER, number)
        if key == "author" and value:
            names = [one.strip() for one in value.split(" and ")]
            told = Metadata.with_origin(origin, contributors=tuple(map(Contributor, names)))
        elif key in _TELLING and value:
            told = Metadata.with_origin(origin, **{_TELLING[key]: value})
        if told == Metadata():
            self.galley.left_out(line, Matter.BOILERPLATE, "setting of Org")
        else:
            self.galley.header(line, "keyword of Org")
            self.metadata = self.metadata.over(told)

    # ---------------------------------------------------------------------- larger pieces

    def block(self, lines: Sequence[str], at: int) -> int:
        """Set a block: a quotation, verse, centred lines, a comment, lines as they were typed."""
        begin = _BEGIN.fullmatch(lines[at])
        assert begin is not None  # that is why it was called
        name = begin["name"].lower()
        end = self.end_of_block(lines, at, name) if self.depth < limits_held().depth else None
        if end is None:  # a mark without its other half says nothing
            return at + 1
        inner = [_ESCAPED.sub(r"\1", line) for line in lines[at + 1 : end]]
        if name in ("comment", "export"):
            self.galley.left_out("\n".join(inner), Matter.COMMENT, "comment of the markup")
        elif name in _TYPED:
            self.galley.typed("\n".join(inner), literal=True)
        elif name == "verse":
            self.verse(inner)
        else:
            self.framed(name, inner)
        return end + 1

    def end_of_block(self, lines: Sequence[str], at: int, name: str) -> int | None:
        """Return the index of the line that ends a block, None where there is none."""
        if (id(lines), name) in self.unclosed:
            return None
        ends = f"#+end_{name}"
        for n in range(at + 1, len(lines)):
            if lines[n].strip().lower() == ends:
                return n
        self.unclosed.add((id(lines), name))
        return None

    def framed(self, name: str, inner: Sequence[str]) -> None:
        """Set what stands in a block as what it is."""
        align, self.align = self.align, "center" if name == "center" else self.align
        self.depth += 1
        with ExitStack() as around:
            if name == "quote":
                around.enter_context(self.galley.within(GroupKind.QUOTE))
            at = 0
            while at < len(inner):
                at = self.step(inner, at)
            self.flush()
        self.depth -= 1
        self.align = align

    def verse(self, inner: Sequence[str]) -> None:
        """Set stanzas of verse, which empty lines part."""
        stanza: list[str] = []
        for line in [*inner, ""]:
            if line.strip():
                stanza.append(line.strip())
            elif stanza:
                with self.galley.within(GroupKind.STANZA):
                    self.words("\n".join(stanza))
                stanza = []

    def drawer(self, lines: Sequence[str], at: int) -> int:
        """Leave out a drawer."""
        end = end_of_drawer(lines, at)
        said = "\n".join(lines[at:end])
        self.galley.left_out(said, Matter.BOILERPLATE, "drawer of Org")
        return end

    def table(self, lines: Sequence[str], at: int) -> int:
        """Set a table: rows that stand below each other."""
        with self.galley.within(GroupKind.TABLE):
            while at < len(lines) and _ROW.fullmatch(lines[at]):
                if not _ROW_RULE.fullmatch(lines[at]):
                    with self.galley.within(GroupKind.ROW):
                        for cell in lines[at].strip().strip("|").split("|"):
                            with self.galley.within(GroupKind.CELL):
                                self.words(cell.strip())
                at += 1
        return at

    def note(self, lines: Sequence[str], at: int) -> int:
        """Set a footnote: its first line and those right below it."""
        found = _NOTE.match(lines[at])
        assert found is not None  # that is why it was called
        end = at + 1
        while end < len(lines) and lines[end].strip() and not _NOTE.match(lines[end]):
            if _HEADLINE.fullmatch(lines[end]):
                break
            end += 1
        with self.galley.within(GroupKind.FOOTNOTE, found["name"]):
            self.words(" ".join([found["text"], *map(str.strip, lines[at + 1 : end])]))
        return end

    def items(self, lines: Sequence[str], at: int) -> int:
        """Set a list: items, and what is set in below them."""
        first = _ITEM.fullmatch(lines[at])
        assert first is not None  # that is why it was called
        kind = GroupKind.ORDERED if first["number"] else GroupKind.BULLETED
        with self.galley.within(kind):
            while at < len(lines) and (item := _ITEM.fullmatch(lines[at])):
                end = at + 1
                while end < len(lines) and goes_on(lines[end], item["indent"]):
                    end += 1
                box = [left(item["box"])] if item["box"] else []
                words = " ".join([item["text"], *map(str.strip, lines[at + 1 : end])])
                with self.galley.within(GroupKind.ITEM):
                    for part in box:
                        self.galley.left_out(part.text, part.kind, part.evidence)
                    self.words(words)
                at = end
        return at


def end_of_drawer(lines: Sequence[str], start: int) -> int:
    """Return the index behind the drawer that a line opens, 0 where nothing closes it.

    >>> end_of_drawer([":ID:", "a", ":END:"], 0), end_of_drawer([":so:", "* The Ford"], 0)
    (3, 0)
    """
    for n in range(start + 1, min(start + LONGEST_DRAWER, len(lines))):
        if _DRAWER_END.fullmatch(lines[n]):
            return n + 1
        if _HEADLINE.fullmatch(lines[n]):
            break
    return 0


def goes_on(line: str, indent: str) -> bool:
    """Tell whether a line goes on with an item: it stands further in, and is none itself.

    >>> goes_on("  so it was", ""), goes_on("So it was", ""), goes_on("  - a rope", "")
    (True, False, False)
    """
    deeper = len(line) - len(line.lstrip()) > len(indent)
    return bool(line.strip()) and deeper and not _ITEM.fullmatch(line)


def left(text: str) -> LeftOut:
    """Return what a headline or an item says for the program."""
    return LeftOut(text.strip(), Matter.BOILERPLATE, "state of Org")
