"""Words of a language stand in ``epubify/data``, where a native reader can extend them.

What a pattern may hold all the same is written in the language of a machine: names of elements
and headers, commands of a notation, numerals. Each is named here, with the reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from test_shape import home, modules, tree

ROOMS = ("text", "decode", "repair", "layout", "matter", "headings", "typography",
         "collection", "bind", "checks")  # fmt: skip
"""The rooms that read what people wrote; readers read the notations of forms."""
COMPILED = {"compile", "match", "search", "fullmatch", "sub", "split", "findall", "finditer"}
OWN = {"filled", "lazy", "worded"}
"""Our own functions that make a pattern, of a template and word lists or as it stands."""
OF_TEXT = {"startswith", "endswith", "removeprefix", "removesuffix", "split", "partition",
           "rpartition", "replace"}  # fmt: skip
"""Methods of a text that look for another in it."""
NO_WORDS = re.compile(
    r"\(\?P<\w+>|\(\?P=\w+\)|\(\?\(\w+\)|\(\?[aiLmsux-]+[:)]|\\N\{[^}]*\}|\{\w+\}"
    r"|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[a-zA-Z]|@\w+@|\[(?:\\.|[^\]\\])*\]"
)
"""What in a pattern has letters and is no word: names of groups and lists, classes of letters."""
WORD = re.compile(r"[^\W\d_¹²³⁰-⁹]{2,}|[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]")

OF_MACHINES = {
    "addresses": "https ftp file www com org net",
    "encodings and forms of files": "utf txt html doctype epub data META INF",
    "elements and entities of HTML":
        "html head body cite center div em font hr span strong nbsp quot",
    "dates and headers of mail (RFC 5322, mbox) and news (RFC 5536)":
        "From Mon Tue Wed Thu Fri Sat Sun archive nntp id",
    "marks of PGP (RFC 9580) and FidoNet (FTS-0004)": "BEGIN END PGP Origin SEEN BY Msg",
    "heads of articles that news servers write": "Article of",
    "Roman numerals": "CM CD XC XL IX IV",
    "signs for kinds of quotation marks": "DD",
}  # fmt: skip
"""Words that programs write, or that no language has for its own."""
NOTATIONS = {
    "checks.originals": "the notations of forms",
    "checks.stylesheets": "CSS",
    "headings.footnotes": "names of anchors",
    "matter.aozora": "commands of Aozora Bunko, as elements are of HTML",
    "repair.aozora_notes": "commands of Aozora Bunko, as elements are of HTML",
    "text.numerals": "Chinese numerals",
}
"""Modules that read a notation with many words, and which."""


def reads_notation(name):
    """Tell whether a module, or the package that it is in, reads a notation."""
    return any(is_in(name, one) for one in NOTATIONS)


def is_in(name, other):
    """Tell whether a module is another, or in the package of that name."""
    return name == other or name.startswith(f"{other}.")


@pytest.mark.parametrize("room", ROOMS)
def test_no_pattern_holds_words_of_a_language(room):
    found = [f"{name}:{line}: {words}" for name, path in modules().items()
             if home(name) == room and not reads_notation(name)
             for line, words in words_in_patterns(tree(path))
             if not {word.casefold() for word in words} <= technical()]  # fmt: skip
    assert found == []


def test_nothing_is_excused_without_need():
    found = {name: {word for _, words in words_in_patterns(tree(path)) for word in words}
             for name, path in modules().items() if home(name) in ROOMS}  # fmt: skip
    needed = {name for name, words in found.items() if words - technical()}
    assert [one for one in NOTATIONS if not any(is_in(name, one) for name in needed)] == []
    assert technical() - {word.casefold() for words in found.values() for word in words} == set()


def technical() -> set[str]:
    return {word.casefold() for words in OF_MACHINES.values() for word in words.split()}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (r"re.compile(r'(?P<name>\w+) by \w+')", ["by"]),
        ("re.compile(rf'第{NUMBER}[章回]')", ["第"]),
        ("worded(r'@part_of@ \\d+ of \\d+')", ["of"]),
        ("lazy(r'\\d+ of \\d+')", ["of"]),
        ("lazy('[¹²³⁰⁴-⁹]')", []),
        ("line.startswith('by ')", ["by"]),
        (r"re.compile(r'[a-zà-ÿ]\b\d{1,3}')", []),
        ("worded(r'@part_of@ \\d+')", []),
        ("line.partition(' - ')", []),
    ],
)
def test_words_are_found_where_they_are(code, words):
    assert [word for _, found in words_in_patterns(ast.parse(code)) for word in found] == words


def words_in_patterns(module: ast.Module) -> Iterator[tuple[int, list[str]]]:
    """Yield line and words of every pattern, and of every text that a line is compared with."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            method = name.rpartition(".")[2]
            if (name.startswith("re.") and method in COMPILED) or name in OWN:
                texts = node.args[:1]
            elif isinstance(node.func, ast.Attribute) and method in OF_TEXT:
                texts = node.args
            else:
                continue
            if words := [word for text in texts for word in words_of(text)]:
                yield node.lineno, words


def words_of(node: ast.AST) -> list[str]:
    """Return the words in the constant parts of an expression, but those of calls inside it."""
    parts: list[str] = []
    stack = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            parts.append(one.value)
        elif not isinstance(one, ast.Call | ast.Subscript):
            stack += ast.iter_child_nodes(one)
    return [word for part in parts for word in WORD.findall(NO_WORDS.sub(" ", part))]
