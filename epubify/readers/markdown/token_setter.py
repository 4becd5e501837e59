"""The tokens of a Markdown file set on a galley."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import unquote

from epubify.layout.unwrap import sticks
from epubify.matter.layout_codes import CODES, first_layout_code
from epubify.model import GroupKind, Matter, Picture, Span
from epubify.model.limits import limits_held
from epubify.model.spans import NOTE_SIGN
from epubify.readers.galley import Galley, LeftOut, Part
from epubify.readers.markdown.dialects import (
    HIGHLIGHT,
    SHORTCODE,
    STYLED,
    WIKI_LINK,
    all_fields,
    are_properties,
    is_tags,
    linked_places,
    place_key,
    plain_markdown,
)
from epubify.readers.markdown.metadata_block import MetadataBlock
from epubify.readers.markdown.unparted import WrappedLines, wrapped_lines
from epubify.readers.picture_places import Folders, picture_at
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy

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
_COMMENT = lazy(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_TAG = lazy(r"<(/?)([a-zA-Z][\w:-]*)[^>]*>")
_CODES = lazy(f"{WIKI_LINK.pattern}|(?:{SHORTCODE.pattern})", re.VERBOSE)
_OWN_NAME = lazy(r"\{#([\w:.-]+)[^{}]*\}")
"""The name that a heading gives itself: ``## The Ford {#ford}``."""
_OTHER_FILE = lazy(
    r"(?!\w+:)[^?#]+\.(?:md|markdown|qmd|rmd|html?)(?:#.*)?|(?:\{|%7B){2}.*|(?:\{|%7B)%.*",
    re.IGNORECASE,
)
"""An address of another file of a book, or a code that makes one."""
_SCRIPT = lazy(r"<(?:script|style|template)\b", re.IGNORECASE)


def set_tokens(body: str, block: MetadataBlock, folder: Folders = ("", "")) -> Galley:
    """Return the galley of the text of a Markdown file, its metadata block first.

    ``folder`` is where it lies, and pictures beside it.
    """
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
    parser.validateLink = _any_link  # type: ignore[method-assign, assignment]
    parser.options["maxNesting"] = 2 * limits_held().depth  # what lies deeper would be lost
    typed = body.split("\n")
    codes = first_layout_code(typed)
    body = plain_markdown("\n".join(typed[:codes]))
    setter = TokenSetter(galley, folder)
    tokens = parser.parse(body)
    setter.wrapped = wrapped_lines(tokens, body)
    setter.tokens(tokens)
    galley.left_out("\n".join(typed[codes:]), Matter.BOILERPLATE, CODES)
    return galley


def joins(children: Sequence[Token], n: int) -> bool:
    """Tell whether no space stands for the line end at ``n``: behind a hyphen, in Chinese.

    >>> from markdown_it import MarkdownIt
    >>> [inline] = [one for one in MarkdownIt().parse("half-\\nhearted\\nso") if one.children]
    >>> [joins(inline.children, n) for n in (1, 3)]
    [True, False]
    """
    around = [*children[max(0, n - 1) : n], *children[n + 1 : n + 2]]
    if len(around) < 2 or any(one.type != "text" for one in around):
        return False
    above, below = (one.content for one in around)
    return sticks(above, below)


class TokenSetter:
    """Walks through the tokens of a file and sets what they say."""

    def __init__(self, galley: Galley, folder: Folders = ("", "")) -> None:
        self.galley = galley
        self.folder = folder
        self.level = 0
        self.marks: tuple[str, ...] = ()
        self.hrefs: list[str] = []
        self.groups: list[ExitStack] = []
        self.led_to: dict[str, str] = {}
        """What links in the file lead to, as headings are compared → as the link says it."""
        self.wrapped = WrappedLines()
        self.on_top = True
        """Nothing but headings was set so far."""

    def tokens(self, tokens: Sequence[Token]) -> None:
        """Set the blocks of a file."""
        self.led_to = {place_key(name): name for name in linked_places(tokens)}
        for token in without_lone_numbers(tokens):
            kind = token.type.removesuffix("_open").removesuffix("_close")
            if token.type == "inline":
                self.paragraph(token)
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

    def paragraph(self, token: Token) -> None:
        """Set a paragraph; a picture in it stands apart."""
        on_top, self.on_top = self.on_top, self.on_top and self.level > 0
        if self.level:
            self.galley.places += self.places_of(token.content)
        elif on_top and are_properties(token.content):
            self.galley.left_out(token.content, Matter.BOILERPLATE, "properties of a note")
            return
        elif all_fields(token.content) or is_tags(token.content):
            self.lines_of_tool(token.content)
            return
        elif token.content.strip() == "\\":  # a line end alone, as pandoc writes an empty paragraph
            self.galley.paragraph([])
            return
        elif steps := steps_in(token.children or []):
            self.galley.left_out(steps, Matter.NAVIGATION, "links to other places")
            return
        parts: list[Part] = [Span(str(token.meta.get("number", "")))]
        self.marks, self.hrefs = (), []
        children = token.children or []
        line = token.map[0] if token.map else 0
        for n, child in enumerate(children):
            ends = child.type in ("softbreak", "hardbreak")
            line += ends
            if ends and line in self.wrapped.starts:
                parts.append(Span("\n\n"))
                continue
            if ends and line in self.wrapped.verse:
                parts.append(self.span("\n"))
                continue
            if child.type == "softbreak" and joins(children, n):
                self.join_word(parts, children[n + 1].content)
                continue
            if child.type != "image":
                parts += self.part(child)
            elif picture := self.picture(str(child.attrGet("src") or "")):
                self.galley.paragraph(parts, level=self.level)
                self.galley.figure(picture, child.content.strip())
                parts = []
        if parts:
            self.galley.paragraph(parts, level=self.level)

    def join_word(self, parts: list[Part], below: str) -> None:
        """Take the hyphen off the end of a line, where it only cuts a word of wrapped lines."""
        above = parts[-1]
        if isinstance(above, Span) and self.wrapped.cut(above.text, below):
            parts[-1] = above.with_text(above.text[:-1])

    def places_of(self, heading: str) -> list[str]:
        """Return the names by which links in the file lead to a heading."""
        named = _OWN_NAME.findall(heading)
        keys = (place_key(one) for one in (_CODES.sub("", heading), *named))
        return [self.led_to[key] for key in dict.fromkeys(keys) if key in self.led_to]

    def lines_of_tool(self, content: str) -> None:
        """Set lines that say something of the file: fields each as a line, tags left out."""
        for line in content.split("\n"):
            if is_tags(line):
                self.galley.left_out(line, Matter.BOILERPLATE, "tags of a note")
            else:
                self.galley.paragraph([Span(line)])

    def picture(self, address: str) -> Picture | None:
        """Return the picture at an address; one that is not to be had is noted."""
        picture = picture_at(address, *self.folder)
        if picture is None:
            self.galley.lacking.append(address)
        return picture

    def html(self, markup: str) -> None:
        """Set a block of HTML: its comments are named, all else is read as a page is."""
        done = 0
        for comment in _COMMENT.finditer(markup):
            self.fragment(markup[done : comment.start()])
            self.galley.left_out(comment[1], Matter.COMMENT, "comment of the markup")
            done = comment.end()
        self.fragment(markup[done:])

    def fragment(self, markup: str) -> None:
        """Set a piece of a page."""
        from epubify.readers.html.known_page import piece_of_page
        from epubify.readers.html.page_setter import PageSetter

        text = _TAG.sub("", markup).strip()
        if _SCRIPT.search(markup):
            self.galley.left_out(text, Matter.BOILERPLATE, "script or style")
        elif text or _TAG.search(markup):
            page = piece_of_page(markup)
            setter = PageSetter(page, self.galley, self.folder)
            setter.content(page.root)
            setter.flush()

    # --------------------------------------------------------------------------- in lines

    def part(self, token: Token) -> list[Part]:
        """Return the parts of a paragraph that a token is."""
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind in MARKS:
            mark, *_ = MARKS[kind]
            self.mark(mark, token.nesting > 0)
        elif kind == "link":
            self.link(token)
        elif token.type == "html_inline":
            return self.tag(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            return [self.span("\n" if token.type == "hardbreak" else " ")]
        elif token.type == "footnote_ref":
            label = str(token.meta["label"])
            return [Span(NOTE_SIGN, frozenset({*self.marks, "noteref"}), f"#{label}")]
        elif token.type == "code_inline":
            return [self.span(token.content)]
        elif token.type in ("text", "text_special"):
            return self.text(token.content)
        return []

    def text(self, text: str) -> list[Part]:
        """Return a text with what a tool would read in it left out."""
        parts: list[Part] = []
        done = 0
        text = HIGHLIGHT.sub(r"\g<text>", text)
        for code in _CODES.finditer(text):
            parts.append(self.span(text[done : code.start()]))
            parts += self.code(code[0])
            done = code.end()
        return [*parts, self.span(text[done:])]

    def code(self, code: str) -> list[Part]:
        """Return what a code for a tool makes: a link or a style is its words, else nothing."""
        link = WIKI_LINK.fullmatch(code)
        if styled := STYLED.fullmatch(code):
            style = LeftOut(styled["style"], Matter.BOILERPLATE, "code for a tool")
            return [style, self.span(styled["text"])]
        if link is None:
            return [LeftOut(code, Matter.BOILERPLATE, "code for a tool")]
        if link["target"].startswith("#"):
            name = link["target"][1:]
            shown = Span(link["label"] or name, frozenset(self.marks), f"#{name}")
            hidden = LeftOut(link["target"], Matter.BOILERPLATE, "target of a link")
            return [hidden, shown] if link["label"] else [shown]
        if link["label"]:
            target = LeftOut(link["target"], Matter.BOILERPLATE, "target of a link")
            return [target, self.span(link["label"])]
        return [self.span(link["target"])]

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
            address = str(token.attrGet("href") or "")
            self.hrefs.append(unquote(address) if address.startswith("#") else address)
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


def _any_link(_: str) -> bool:
    """Let a link be a link wherever it leads: else its address would be words of the story."""
    return True


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


def steps_in(children: Sequence[Token]) -> str:
    """Return the words of a paragraph that only leads on, back or to other files; else "".

    >>> from markdown_it import MarkdownIt
    >>> said = MarkdownIt().parseInline
    >>> [steps_in(said(one)[0].children) for one in ("[← Back](a.md) | [Next](b.md)", "[Ann](a)")]
    ['← Back | Next', '']
    """
    from epubify.readers.html.told_lines import is_step

    if not any(child.type == "link_open" for child in children):
        return ""
    depth, links, beside = 0, [""], ""
    for child in children:
        depth += (child.type == "link_open") - (child.type == "link_close")
        links += [""] if child.type == "link_open" else []
        if child.type in ("text", "code_inline"):
            links[-1] += child.content if depth else ""
            beside += "" if depth else child.content
    words = "".join(child.content or " " for child in children if child.type != "image")
    alone = not any(map(str.isalnum, beside)) or is_step(beside.strip(" :.|"))
    steps = all(is_step(one) and facts_of(one).form is None for one in links[1:])
    hrefs = [str(one.attrGet("href") or "") for one in children if one.type == "link_open"]
    leads = steps or all(map(_OTHER_FILE.fullmatch, hrefs))
    return " ".join(words.split()) if alone and leads else ""
