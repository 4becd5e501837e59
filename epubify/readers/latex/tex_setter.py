"""The text of a LaTeX file set on a galley."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack

from msgspec import Struct, field

from epubify.model import GroupKind, Matter, Metadata, Origin, OriginKind, Span
from epubify.model.limits import limits_held
from epubify.model.spans import NOTE_SIGN
from epubify.readers.galley import Galley, LeftOut, Part
from epubify.readers.latex.tex_commands import (
    ALIGNED,
    GLUED,
    HEADER,
    LEVELS,
    NOTES,
    arguments_of,
    commands,
    environments,
    group_of,
    mark_of,
    without_text,
)
from epubify.readers.latex.tex_formulas import formula_text
from epubify.readers.latex.tex_headers import SAID_AGAIN, as_said, people_in, told
from epubify.readers.latex.tex_signs import ACCENTS, SIGNS, SYMBOLS, accented, typeset_runs
from epubify.readers.latex.tex_stream import END, TexStream
from epubify.readers.latex.tex_tokens import TexToken, tokens_of

_COMMENT = "behind a percent sign"
BELOW_TITLE = "ChapterSubtitle"
"""Command that goes on with the heading of a chapter."""


class NoteText(Struct):
    """A footnote that is being set: its name, and its paragraphs."""

    name: str
    paragraphs: list[list[Part]] = field(default_factory=list)


class TexSetter:
    """Reads tokens and sets what they say."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.galley = Galley(literal=True)
        self.metadata = Metadata()
        self.stream = TexStream([])
        self.parts: list[Part] = []
        self.marks: frozenset[str] = frozenset()
        self.align = ""
        self.depth = 0
        """Groups and environments around what is set."""
        self.open: list[str] = []
        """Environments around what is set."""
        self.ornament = self.gap = self.page = False
        """What the paragraph at hand has besides text: a sign of its own, space, a new page."""
        self.note: NoteText | None = None
        self.notes: list[NoteText] = []
        """Footnotes whose paragraph is not ended yet."""
        self.printed: dict[str, str] = {}
        """What commands say of the book, in all its lines."""
        self.count = 0
        self.formulas = 0
        self.others: list[str] = []
        """Files whose text belongs here."""
        self.nameless: list[str] = []
        """Commands amid prose that nothing here defines; they may stand for words."""
        self.pictures: list[str] = []
        """Pictures in files of their own."""
        self.item = ExitStack()
        self.front = ExitStack()
        """Open while what stands before the story is set."""
        self.kinds: Mapping[str, Callable[[str], None]] = {
            "text": self.text,
            "command": self.command,
            "symbol": self.symbol,
            "end": lambda _: self.flush(),
            "comment": self.comment,
            "typed": self.typed,
            "verb": self.word,
            "formula": self.formula,
            "brace": self.brace,
        }

    # ------------------------------------------------------------------------- the text

    def preamble(self, text: str) -> None:
        """Take from the preamble what it says of the book; what is said again replaces it."""
        self.stream = TexStream(list(tokens_of(text)))
        last = {one.text: n for n, one in enumerate(self.stream.tokens) if one.kind == "command"}
        while (token := self.stream.take()) is not END:
            told = token.kind == "command" and token.text in HEADER
            if told and last[token.text] == self.stream.at - 1:
                self.command(token.text)

    def body(self, text: str) -> None:
        """Set the text of the document."""
        self.stream = TexStream(list(tokens_of(text)))
        while self.stream.ahead is not END:
            self.content()
        self.flush()
        self.front.close()

    def content(self, closing: str = "") -> None:
        """Set all up to the end of a group, or of an environment; nothing of one too deep."""
        if self.depth >= limits_held().depth:  # what it holds is read as if it stood here
            return
        self.depth += 1
        marks, align = self.marks, self.align
        while (token := self.stream.take()) is not END:
            if closing and token == TexToken("brace", closing):
                break
            if token == TexToken("command", "end"):
                self.stream.argument()
                break
            self.kinds[token.kind](token.text)
        self.marks, self.align = marks, align
        self.depth -= 1

    def word(self, text: str) -> None:
        """Set text as it is."""
        if text:
            self.parts.append(Span(text, self.marks))

    def text(self, text: str) -> None:
        """Set text whose signs may stand for others."""
        self.word(" " if text == "\n" else typeset_runs(text))

    def symbol(self, sign: str) -> None:
        """Set what a sign behind a backslash stands for."""
        if sign in ACCENTS:
            self.accent(sign)
        elif sign in "([" and sign:
            self.formula(sign)
        else:
            if sign == "\\":
                self.stream.length()
            self.word(SYMBOLS.get(sign, sign))

    def accent(self, sign: str) -> None:
        """Set a letter with an accent."""
        if self.stream.opens("{"):
            letter = self.stream.raw().strip()
        elif self.stream.ahead.kind == "text":
            text = self.stream.take().text.lstrip(" ")
            letter = text[:1]
            self.stream.at -= 1
            self.stream.tokens[self.stream.at] = TexToken("text", text[1:])
        else:
            letter = f"\\{self.stream.take().text}" if self.stream.ahead.kind == "command" else ""
        name = letter.lstrip("\\").strip()
        self.word(accented(sign, SIGNS.get(name, name) if letter.startswith("\\") else letter))

    def brace(self, sign: str) -> None:
        """Set a group, or a sign that groups nothing here."""
        if sign == "{":
            self.content("}")
        elif sign in "[]":
            self.word(sign)
        elif sign in "~&":
            self.word("\u00a0" if sign == "~" else "  ")

    def comment(self, text: str) -> None:
        """Set a comment, which is left out."""
        if text.strip():
            self.parts.append(LeftOut(text, Matter.COMMENT, _COMMENT))

    def typed(self, text: str) -> None:
        """Set lines as they were typed."""
        self.flush()
        self.galley.typed(text.strip("\n"), literal=True)

    def formula(self, sign: str) -> None:
        """Set a formula as it is written; one that is shown stands alone."""
        self.formulas += 1
        shown = sign in ("[", "$$")
        if shown:
            self.flush()
        self.word(formula_text(self.stream, sign))
        if shown:
            self.flush()

    def flush(self, level: int = 0) -> None:
        """End the paragraph at hand."""
        parts, self.parts = self.parts, []
        words = any(part.text.strip() for part in parts if isinstance(part, Span))
        if self.note is not None:
            self.note.paragraphs += [parts] if words else []
            return
        if words or any(isinstance(part, LeftOut) for part in parts):
            self.paragraph(parts, level)
        if self.ornament and not words:
            self.galley.rule()
        elif self.gap and not words:
            self.galley.blank()
        self.ornament = self.gap = False
        self.page = self.page and not words
        notes, self.notes = self.notes, []
        for note in notes:
            with self.galley.within(GroupKind.FOOTNOTE, note.name):
                for paragraph in note.paragraphs:
                    self.galley.paragraph(paragraph)

    def paragraph(self, parts: list[Part], level: int) -> None:
        """Set a paragraph in what stands around it; each stanza of verse is one."""
        words = "".join(part.text for part in parts if isinstance(part, Span)).strip()
        said = [as_said(entry, self.metadata) for entry in HEADER.values()]
        if words and words in said and self.galley.frames and not level:  # its title page
            self.galley.header(words, "by its command")
            return
        verse = any("vers" in name or "poem" in name for name in self.open) and not level
        with ExitStack() as stack:
            if verse:
                stack.enter_context(self.galley.within(GroupKind.STANZA))
            self.galley.paragraph(parts, level=level, align=self.align, page=self.page)

    # ------------------------------------------------------------------------- commands

    def command(self, name: str) -> None:
        """Set what a command stands for."""
        if name in SIGNS:
            if self.stream.opens("{"):
                self.stream.raw()
            elif SIGNS[name] == "\n":
                self.stream.length()
            self.word(SIGNS[name])
        elif name in ACCENTS:
            self.accent(name)
        elif name in LEVELS:
            self.heading(LEVELS[name])
        elif mark_of(name) or name in commands("plain_again"):
            self.mark(name)
        elif name in HEADER:
            self.header(HEADER[name])
        elif name in SAID_AGAIN:
            entry = SAID_AGAIN[name]
            self.word(self.printed.get(entry) or as_said(entry, self.metadata))
        elif name in ("frontmatter", "mainmatter"):
            self.before_story(opens=name == "frontmatter")
        elif name == "begin":
            self.environment(self.stream.argument().strip().rstrip("*"))
        elif name in NOTES:
            self.footnote()
        elif name in commands("other_files"):
            self.others.append(self.stream.argument())
        else:
            self.setting(name)

    def setting(self, name: str) -> None:
        """Do what a command says of how text is set, or pass on the words of an unknown one."""
        self.ornament |= name in commands("rules")
        self.gap |= name in commands("gaps")
        self.page |= name in commands("pages")
        known = any(name in commands(kind) for kind in ("rules", "gaps", "pages"))
        if name == "par" or name in commands("pages"):
            self.flush()
            self.stream.length()
        elif name == "item":
            self.list_item()
        elif name == "includegraphics":
            self.stream.option()
            self.pictures.append(self.stream.argument())
        elif name in without_text() or known:
            self.silent(without_text().get(name, 0))
        elif name in ALIGNED:
            self.aligned(name)
        else:
            self.unknown(name)

    def silent(self, count: int) -> None:
        """Go behind the arguments of a command that has no text."""
        if self.stream.bare_length():
            return
        self.stream.option()
        for _ in range(count):
            self.stream.argument()
            self.stream.option()

    def aligned(self, name: str) -> None:
        """Set what a command aligns: its argument, or what follows it."""
        before = self.align
        self.align = ALIGNED[name]
        if self.stream.opens("{"):
            self.flush()
            self.content("}")
            self.align = ALIGNED[name]
            self.flush()
            self.align = before

    def unknown(self, name: str) -> None:
        """Pass on the words of a command that is not known; one without any may be a break."""
        self.stream.option()
        self.stream.skip_blank()
        count = 0
        while self.stream.opens("{"):
            count += 1
            if (count == 1 and name in commands("second_only")) or (
                count > 1 and name in commands("first_only")
            ):
                self.stream.raw()
                continue
            if count > 1 and name not in commands("second_only") and GLUED not in name:
                self.word(" ")
            self.content("}")
        self.ornament |= not count
        if not count and any(part.text.strip() for part in self.parts):
            self.nameless.append(name)

    def mark(self, name: str) -> None:
        """Mark an argument, or what follows in the group."""
        mark = mark_of(name)
        if name in commands("plain_again"):
            self.marks = frozenset()
        elif name in commands("declarations") and not self.stream.ahead.text.startswith("{"):
            self.marks |= {mark}
        elif self.stream.opens("{"):
            before, self.marks = self.marks, self.marks | {mark}
            self.content("}")
            self.marks = before

    def before_story(self, *, opens: bool) -> None:
        """Begin what the document sets before its story, or end it; only where both are said."""
        self.flush()
        self.front.close()
        rest = self.stream.tokens[self.stream.at :]
        if opens and TexToken("command", "mainmatter") in rest:
            self.front = ExitStack()
            self.front.enter_context(self.galley.within(GroupKind.NOTE))

    def heading(self, level: int) -> None:
        """Set a heading."""
        self.flush()
        self.front.close()
        self.stream.option()
        self.stream.skip_blank()
        if self.stream.opens("{"):
            self.content("}")
        if self.stream.skips_to(BELOW_TITLE):
            self.word("\n")
            self.stream.option()
            self.stream.skip_blank()
            if self.stream.opens("{"):
                self.content("}")
        self.ornament = self.gap = False
        self.flush(level)

    def header(self, entry: str) -> None:
        """Set what a command says of the book."""
        self.stream.option()
        kept, self.parts = self.parts, []
        self.stream.skip_blank()
        if self.stream.opens("{"):
            start = self.stream.at
            people = people_in(self.stream.raw())
            self.stream.at = start
            self.content("}")
        else:
            people = []
        words = "".join(part.text for part in self.parts if isinstance(part, Span))
        self.parts = kept
        if words.strip():
            line = self.galley.header(words, "by its command")
            if entry == "title":
                self.printed[entry] = words.strip()
            origin = Origin(OriginKind.HEADER, line)
            first, *rest = [one for one in words.split("\n") if one.strip()]
            if entry == "title" and rest:  # a line end that is meant parts title and subtitle
                said = told("subtitle", " ".join(" ".join(rest).split()), [], origin)
                self.metadata = said.over(self.metadata)
                words = first
            said = told(entry, " ".join(words.split()), people, origin)
            self.metadata = said.over(self.metadata)

    def footnote(self) -> None:
        """Set a footnote, which stands behind its paragraph."""
        self.stream.option()
        self.stream.skip_blank()
        if self.note is not None or not self.stream.opens("{"):
            return
        self.count += 1
        self.note = NoteText(f"tex{self.count}")
        kept, marks, align = self.parts, self.marks, self.align
        self.parts, self.marks = [], frozenset()
        self.content("}")
        self.flush()
        note, self.note = self.note, None
        self.parts, self.marks, self.align = kept, marks, align
        self.notes.append(note)
        self.parts.append(Span(NOTE_SIGN, frozenset({"noteref"}), f"#{note.name}"))

    # --------------------------------------------------------------------- environments

    def environment(self, name: str) -> None:
        """Set an environment."""
        self.flush()
        self.stream.option()
        for _ in range(arguments_of(name)):
            self.stream.argument()
        if name in environments("drawn"):
            self.skip(name)
            return
        if self.depth >= limits_held().depth:  # what it holds is read as if it stood here
            return
        self.formulas += name in environments("formulas")
        item, self.item = self.item, ExitStack()
        self.open.append(name)
        align = self.align
        with ExitStack() as stack:
            if kind := group_of(name):
                stack.enter_context(self.galley.within(kind))
            self.align = ALIGNED.get(name, align)
            self.content_of(name)
            self.flush()
            self.item.close()
        self.open.pop()
        self.align, self.item = align, item

    def content_of(self, name: str) -> None:
        """Set what is in an environment; its last paragraph is set as the others are."""
        align = self.align
        self.content()
        self.align = align

    def skip(self, name: str) -> None:
        """Go behind an environment that holds no prose."""
        while (token := self.stream.take()) is not END:
            if token == TexToken("command", "end") and self.stream.argument().rstrip("*") == name:
                break

    def list_item(self) -> None:
        """Begin an item of a list."""
        self.flush()
        self.item.close()
        self.item = ExitStack()
        if self.open and group_of(self.open[-1]) in (GroupKind.BULLETED, GroupKind.ORDERED):
            self.item.enter_context(self.galley.within(GroupKind.ITEM))
        if self.stream.opens("["):
            before, self.marks = self.marks, self.marks | {"strong"}
            self.content("]")
            self.marks = before
            self.word(" ")
