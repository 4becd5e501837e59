"""The tokens of a Markdown file set on a galley."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from epubify.model import GroupKind, Matter, Span
from epubify.model.spans import NOTE_SIGN
from epubify.readers.galley import Galley, LeftOut, Part
from epubify.readers.markdown.metadata_block import MetadataBlock

if TYPE_CHECKING:
    from markdown_it.token import Token

MARKS = {
    "em": frozenset({"emphasis"}),
    "strong": frozenset({"strong"}),
    "s": frozenset({"strike"}),
}
TAG_MARKS = {
    **dict.fromkeys(("i", "em", "cite"), "emphasis"),
    **dict.fromkeys(("b", "strong"), "strong"),
    "s": "strike",
    "sup": "superscript",
    "sub": "subscript",
}
GROUPS = {
    "blockquote": GroupKind.QUOTE,
    "bullet_list": GroupKind.BULLETED,
    "ordered_list": GroupKind.ORDERED,
    "list_item": GroupKind.ITEM,
    "table": GroupKind.TABLE,
    "tr": GroupKind.ROW,
    "td": GroupKind.CELL,
    "th": GroupKind.HEAD_CELL,
    "footnote_reference": GroupKind.FOOTNOTE,
}
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^>]*>")
_SHORTCODE = re.compile(
    r"^:{3,}[ \t]*[\w-]*|\{\{[<%].*?[%>]\}\}|\{(?:[:#.][^{}\n]*|[\w-]+=[^{}\n]*)\}"
)
"""What a site generator reads: ``:::note``, ``{{< figure >}}``, ``{: .lead}``, ``{#id}``."""


def set_tokens(body: str, block: MetadataBlock) -> Galley:
    """Return the galley of the text of a Markdown file, its metadata block first."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    galley = Galley(literal=True)
    for line, known in block.lines:
        if known:
            galley.header(line, "metadata block")
        else:
            galley.left_out(line, Matter.BOILERPLATE, "metadata block of a tool")
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # Indented prose is far more often meant than code; a note stays where it is written.
    parser.disable("code").use(footnote_plugin, inline=False, move_to_end=True)
    parser.disable("footnote_tail")
    TokenSetter(galley).tokens(parser.parse(body))
    return galley


class TokenSetter:
    """Walks through the tokens of a file and sets what they say."""

    def __init__(self, galley: Galley) -> None:
        self.galley = galley
        self.level = 0
        self.marks: tuple[str, ...] = ()
        self.hrefs: list[str] = []
        self.groups: list[ExitStack] = []

    def tokens(self, tokens: Sequence[Token]) -> None:
        """Set the blocks of a file."""
        for token in without_lone_numbers(tokens):
            kind = token.type.removesuffix("_open").removesuffix("_close")
            if token.type == "inline":
                number = Span(str(token.meta.get("number", "")))
                parts = [number, *self.parts(token.children or [])]
                self.galley.paragraph(parts, level=self.level)
            elif kind == "heading":
                self.level = int(token.tag[1:]) if token.nesting > 0 else 0
            elif kind in GROUPS:
                self.group(token, kind)
            elif kind == "hr":
                self.galley.rule()
            elif kind in ("fence", "code_block"):
                self.galley.typed(token.content.rstrip("\n"), literal=True)
            elif kind == "html_block":
                self.html(token.content)

    def group(self, token: Token, kind: str) -> None:
        """Begin or end what stands around blocks."""
        if token.nesting > 0:
            stack = ExitStack()
            name = str(token.meta.get("label", "")) if token.meta else ""
            stack.enter_context(self.galley.within(GROUPS[kind], name))
            self.groups.append(stack)
        else:
            self.groups.pop().close()

    def html(self, markup: str) -> None:
        """Set a block of HTML: its comments are named, its tags are not told."""
        done = 0
        for comment in _COMMENT.finditer(markup):
            self.galley.paragraph([Span(_TAG.sub("", markup[done : comment.start()]))])
            self.galley.left_out(comment[1], Matter.COMMENT, "comment of the markup")
            done = comment.end()
        rest = _TAG.sub("", markup[done:])
        if rest.strip():
            self.galley.paragraph([Span(rest)])

    # --------------------------------------------------------------------------- in lines

    def parts(self, tokens: Sequence[Token]) -> list[Part]:
        """Return the parts of a paragraph."""
        parts: list[Part] = []
        self.marks, self.hrefs = (), []
        for token in tokens:
            kind = token.type.removesuffix("_open").removesuffix("_close")
            if kind in MARKS:
                self.mark(next(iter(MARKS[kind])), token.nesting > 0)
            elif kind == "link":
                self.link(token)
            elif token.type == "html_inline":
                parts += self.tag(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                parts.append(self.span("\n" if token.type == "hardbreak" else " "))
            elif token.type == "footnote_ref":
                label = str(token.meta["label"])
                marks = frozenset({*self.marks, "noteref"})
                parts.append(Span(NOTE_SIGN, marks, f"#{label}"))
            elif token.type in ("text", "code_inline", "text_special"):
                parts += self.text(token.content)
        return parts

    def text(self, text: str) -> list[Part]:
        """Return a text with what a tool would read in it left out."""
        parts: list[Part] = []
        done = 0
        for code in _SHORTCODE.finditer(text):
            parts.append(self.span(text[done : code.start()]))
            parts.append(LeftOut(code[0], Matter.BOILERPLATE, "code for a tool"))
            done = code.end()
        return [*parts, self.span(text[done:])]

    def span(self, text: str) -> Span:
        """Return text with the marks that hold."""
        href = self.hrefs[-1] if self.hrefs else None
        return Span(text, frozenset(self.marks), href)

    def mark(self, mark: str, begins: bool) -> None:
        """Let a mark begin or end."""
        if begins:
            self.marks = (*self.marks, mark)
        elif mark in self.marks:
            last = len(self.marks) - 1 - self.marks[::-1].index(mark)
            self.marks = self.marks[:last] + self.marks[last + 1 :]

    def link(self, token: Token) -> None:
        """Let a link begin or end."""
        if token.nesting > 0:
            self.hrefs.append(str(token.attrGet("href") or ""))
        else:
            self.hrefs.pop()

    def tag(self, markup: str) -> list[Part]:
        """Return what a tag or a comment in a line makes."""
        if comment := _COMMENT.match(markup):
            return [LeftOut(comment[1], Matter.COMMENT, "comment of the markup")]
        found = _TAG.match(markup)
        name = found[2].lower() if found else ""
        if name == "br":
            return [self.span("\n")]
        if found and name in TAG_MARKS:
            self.mark(TAG_MARKS[name], not found[1])
        return []


def without_lone_numbers(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens in which a list of one numbered item is a paragraph that a number opens.

    ``1986. A great year.`` is a sentence, whatever CommonMark says.
    """
    kept: list[Token] = []
    for n, token in enumerate(tokens):
        if token.type == "ordered_list_open" and _items(tokens, n) == 1:
            item, inline = tokens[n + 1], tokens[n + 3]
            if inline.type == "inline":
                inline.meta["number"] = f"{item.info}{item.markup} "
            continue
        kept.append(token)
    return _balanced(kept)


def _items(tokens: Sequence[Token], start: int) -> int:
    level, count = tokens[start].level, 0
    for token in tokens[start + 1 :]:
        if token.type == "ordered_list_close" and token.level == level:
            break
        count += token.type == "list_item_open" and token.level == level + 1
    return count


def _balanced(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens without the items and ends of lists whose beginning is gone."""
    kept: list[Token] = []
    lists: list[str] = []
    for n, token in enumerate(tokens):
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind not in ("ordered_list", "bullet_list", "list_item"):
            kept.append(token)
        elif token.nesting > 0:
            lone = kind == "list_item" and not _stands_in_list(tokens, n)
            lists.append("" if lone else kind)
            kept += [] if lone else [token]
        elif lists and lists[-1] == kind:
            lists.pop()
            kept.append(token)
        elif kind == "list_item" and lists:
            lists.pop()
    return kept


def _stands_in_list(tokens: Sequence[Token], index: int) -> bool:
    before = tokens[index - 1].type if index else ""
    return before.endswith("list_open") or before == "list_item_close"
