"""What programs for writing read in Markdown, and CommonMark does not know."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from epubify.matter.fields import field_line
from epubify.readers.markdown.typed_headings import with_typed_headings
from epubify.readers.noted_facts import listed
from epubify.repair.kakuyomu_marks import DOTTED
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded

if TYPE_CHECKING:
    from markdown_it.token import Token

SHORTCODE = lazy(
    r"""
    ^:{3,}[ \t]*(?:\{[^{}\n]*\}|[\w-]*)               # a fenced box: ::: {.letter}
    | \{\{[<%].*?[%>]\}\} | \{\{.*?\}\} | \{%.*?%\}   # Hugo, Jekyll
    | \{(?:[:\#.][^{}\n]*|[\w-]+=[^{}\n]*)\}          # attributes: {#id} {.lead} {width=50%}
    | \{[\w-]+:[ ][^{}\n]*\}                          # Leanpub: {sample: true}
    | \{(?:front|main|back)matter\} | \{pagebreak\}
    | \\(?:newpage|pagebreak|clearpage|cleardoublepage|noindent|bigskip|medskip|smallskip|hfill
        |centering|vspace\*?\{[^{}\n]*\}|thispagestyle\{\w*\}|(?:begin|end)\{[\w*]+\})(?![a-zA-Z])
    """,
    re.VERBOSE,
)
"""Codes for a maker of books or pages: shortcodes, attributes, commands of TeX."""
STYLED = lazy(
    r"\{\{(?P<style>sc|asc|uc|smallcaps|small-caps|smaller|larger|x+-larger|fine|center|c|right|nowrap|u|tt)"
    r"\|(?P<text>[^{}|\n]+)\}\}",
    re.IGNORECASE,
)
"""Words in a style, as wikis write it: ``{{sc|Nina}}``."""
WIKI_LINK = lazy(r"\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]\n]+))?\]\]")
"""A link of a wiki: ``[[Nina|She]]``."""
_SET_IN = lazy(r"!\[\[(?P<target>[^\[\]|<>\n]+)(?:\|[^\[\]\n]*)?\]\]")
"""A picture, or another note, that a wiki sets in: ``![[map.png|300]]``."""
HIGHLIGHT = lazy(r"==(?=\S)(?P<text>[^=\n]*[^=\s])==")
_TAGS = lazy(r"#[^\W\d_][\w/-]*(?:[ \t]+#[^\W\d_][\w/-]*)*[ \t]*")
_CALLOUT = lazy(r"^(?P<signs>[ \t]{0,3}>[ \t>]*)\[!\w[\w|-]*\][+-]?(?=[ \t]|$)", re.MULTILINE)
"""What kind of box a quotation is: ``> [!note]``."""
_BLOCK_NAME = lazy(r"(?<=\S)[ \t]+\^[\w-]+[ \t]*$", re.MULTILINE)
"""The name of a paragraph, behind it, to which links of Obsidian lead."""
_KEYWORDS = lazy(r"@[a-z]+:[ \t]*\S[^\n]*(?:\n@[a-z]+:[ \t]*\S[^\n]*)*[ \t]*")
"""What novelWriter reads below a heading: who tells a scene, and who is in it: ``@pov: Nina``."""
_NOT_KEY = lazy(r"[^\w\s-]")
_ANGLED = lazy(r"(?<!\\)(?<!\]\()(?<!\]: )<(?P<name>[A-Za-z]+)(?P<more>[^=/\"<>\n]*)>")
"""Words in the brackets of tags, as some write what is thought: ``<Can you hear me?>``."""
_CLOSED = lazy(r"</([A-Za-z]+)")
_ONLY_WITH_VALUES = frozenset({"a", "i"})
"""Tags that are words as well, and have no names behind them but with values."""
_COMMENT = lazy(r"%%(?P<text>.*?)%%", re.DOTALL)
_FENCE = lazy(r"[ ]{0,3}(?:```|~~~)")
_RULE = lazy(r"[ ]{0,3}-{3,}[ \t]*$")
_NO_ANGLES = str.maketrans("<>", "  ")
_PROPERTY = lazy(r"(?P<key>[^\W\d_][\w /-]{0,30}):[ \t]+\S.{0,200}")
FEWEST_PROPERTIES = 2
"""Lines below the title of a note whose keys programs keep. With fewer, the head of a letter is one
for its date; with more, a note with two properties keeps them."""
LONGEST_HEADING = 70
"""Characters of a line with a rule right below it that is a heading. With more, a paragraph with a
break below it is one; with fewer, long titles are paragraphs."""
_SAID = r"""(?:[.#][\w:.\#-]+|[\w:-]+=(?:"[^"\n]*"|'[^'\n]*'|[\w.%-]+))"""
_ATTRIBUTES = rf"\{{[ \t]*{_SAID}(?:[ \t\n]+{_SAID})*[ \t]*\}}"
"""What pandoc writes behind brackets: names, classes and values."""
_CLASSED = lazy(rf"(?<![!\]\\])\[(?P<text>(?:[^\[\]\n]|\n(?![ \t]*\n))*)\]{_ATTRIBUTES}")
"""Words in brackets with a class, as pandoc writes a change of style: ``[Nina]{.smallcaps}``."""
_CODED = lazy(r"(?<=\])\([ \t]*(?P<code>\{[{%][^\n]{0,300}?[%}]\}[^()\s<>]*)[ \t]*\)")
"""Where a link or a picture leads to, as a code for a maker of pages says it."""
_TARGET = r"\((?:[^()\n]|\n(?![ \t]*\n)|\([^()\n]*\))*\)"
_BEHIND = lazy(rf"(?P<link>\](?:{_TARGET})?){_ATTRIBUTES}")
"""The same behind a link or a picture."""
_RAW = lazy(r"[ ]{0,3}`{3,}[ ]?\{=html[45]?\}[ \t]*$")
"""What opens a fence around a piece of a page, as pandoc writes it."""
_SENTENCE_END = lazy(r"[.!?…;,:][\"'”’»*_)]*$")


_DEEP = lazy(r"^((?:[ \t]{0,3}>){40})(?:[ \t]{0,3}>)+", re.MULTILINE)
"""More signs of quotation than any quotation has; what stands behind them is quoted as deep as
these say."""


def plain_markdown(body: str) -> str:
    """Return Markdown in which what other programs read stands as CommonMark has it.

    Comments and pictures of Obsidian become such; a rule right below a paragraph is a break, not
    the line below a heading. No word is changed.

    >>> plain_markdown("She slept.\\n---\\nSo %%check%%")
    'She slept.\\n\\n---\\nSo <!--check-->'
    >>> plain_markdown("The Ford\\n---\\n")
    'The Ford\\n---\\n'
    >>> plain_markdown("# [One]{.label} [Salt]{.title lang=en}\\n![](a.png){width=50%}")
    '# One Salt\\n![](a.png)'
    >>> plain_markdown("> [!note] Check\\n> it\\n\\nSo it was. ^so-2\\nIt rose ^ and fell")
    '>  Check\\n> it\\n\\nSo it was.\\nIt rose ^ and fell'
    >>> plain_markdown("```{=html}\\n<i>Salt</i>\\n```\\n")
    '\\n<i>Salt</i>\\n\\n'
    >>> plain_markdown("[Next]({% post_url ford %}) [On]({{< ref 'b.md' >}})")
    "[Next](<{% post_url ford %}>) [On](<{{  ref 'b.md'  }}>)"
    >>> plain_markdown("あの《《鍵》》はない。")
    'あの*鍵*はない。'
    """
    body = DOTTED.sub(r"*\g<words>*", body)
    body = _CODED.sub(lambda found: f"(<{found['code'].translate(_NO_ANGLES)}>)", body)
    body = _BEHIND.sub(r"\g<link>", _CLASSED.sub(r"\g<text>", body))
    body = _COMMENT.sub(lambda found: f"<!--{found['text'].replace('--', '- -')}-->", body)
    body = _DEEP.sub(lambda found: found[1], body)
    body = _BLOCK_NAME.sub("", _CALLOUT.sub(r"\g<signs>", body))
    body = _SET_IN.sub(r"![](<\g<target>>)", body)
    closed = frozenset(name.lower() for name in _CLOSED.findall(body))
    lines: list[str] = []
    fenced = raw = False
    for line in with_typed_headings(body.split("\n")):
        if _FENCE.match(line):
            if raw or (not fenced and _RAW.match(line)):
                raw = not raw
                line = ""
            else:
                fenced = not fenced
        if not fenced and _RULE.match(line) and lines and is_prose(lines[-1]):
            lines.append("")
        lines.append(line if fenced or "<" not in line else with_thoughts(line, closed))
    return "\n".join(lines)


def with_thoughts(line: str, closed: Collection[str] = ()) -> str:
    """Return a line in which words in the brackets of tags are words: no tag is called so.

    What is ``closed`` somewhere is a tag, though only another program knows it.

    >>> with_thoughts("<Can you hear me?> <I do> <g> So <i>it</i> was<br> `<div so>`")
    '\\\\<Can you hear me?> \\\\<I do> \\\\<g> So <i>it</i> was<br> `<div so>`'
    >>> with_thoughts("<Box>So it was</Box>", {"box"})
    '<Box>So it was</Box>'
    """
    from lxml.html import defs

    def escaped(found: re.Match[str]) -> str:
        name = found["name"].lower()
        code = found.string[: found.start()].count("`") % 2
        known = name in defs.tags or name in closed
        if code or (known and not (name in _ONLY_WITH_VALUES and found["more"].strip())):
            return found[0]
        return f"\\{found[0]}"

    return _ANGLED.sub(escaped, line)


def is_prose(line: str) -> bool:
    """Tell whether a line is the last of a paragraph, and no heading.

    >>> is_prose("She slept."), is_prose("The Ford"), is_prose("")
    (True, False, False)
    """
    text = line.strip()
    return len(text) > LONGEST_HEADING or _SENTENCE_END.search(text) is not None


def is_tags(text: str) -> bool:
    """Tell whether a paragraph is nothing but tags of a program for notes, or for novels.

    >>> is_tags("#fiction #work/draft"), is_tags("#1"), is_tags("# # #")
    (True, False, False)
    >>> is_tags("@pov: Nina\\n@char: Nina, Tom"), is_tags("@Nina: Come!")
    (True, False)
    """
    return bool(_TAGS.fullmatch(text) or _KEYWORDS.fullmatch(text))


def are_properties(text: str) -> bool:
    """Tell whether each line of a paragraph says what a program keeps of a note: ``Status: Draft``.

    >>> [are_properties(one) for one in ("Status: Draft\\nPOV: Nina", "To: Ann\\nDate: May")]
    [True, False]
    """
    found = [_PROPERTY.fullmatch(line.strip()) for line in text.split("\n")]
    known = [one for one in found if one and folded(one["key"]) in listed("note_keys")]
    return None not in found and len(known) >= FEWEST_PROPERTIES


def all_fields(text: str) -> bool:
    """Tell whether each line of a paragraph says a fact of a story: ``Author: Nina Hale``.

    >>> all_fields("Author: Nina Hale\\nStatus: done"), all_fields("Nina: No.\\nAnn: Yes.")
    (True, False)
    """
    lines = text.split("\n")
    found = [field_line(line.strip()) for line in lines]
    known = any(one is not None and one.key and one.strong for one in found)
    return len(lines) > 1 and known and None not in found


def place_key(name: str) -> str:
    """Return the name of a place as programs make it of a heading, so that links find it.

    >>> place_key("The Ford, Again!"), place_key("the-ford-again"), place_key("The%20Ford%20Again")
    ('the-ford-again', 'the-ford-again', 'the-ford-again')
    """
    return "-".join(_NOT_KEY.sub("", unquote(name)).lower().replace("-", " ").split())


def linked_places(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the names of places in a file to which links in it lead."""
    for token in tokens:
        for child in token.children or []:
            href = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            if href.startswith("#"):
                yield unquote(href[1:])
            if child.type == "text":
                for link in WIKI_LINK.finditer(child.content):
                    if link["target"].startswith("#"):
                        yield link["target"][1:]
