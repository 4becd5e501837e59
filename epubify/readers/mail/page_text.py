"""The text of a message that is a page: a paragraph a line, emphasis as in plain text."""

from __future__ import annotations

import re

from epubify.errors import NoStory
from epubify.readers.html.page_tree import name_of, parse_page, text_of

RULE = "* * *"
"""How a rule of a page is typed."""


def text_of_page(page: str) -> str:
    """Return the text of a page with an empty line between its paragraphs."""
    try:
        root = parse_page("", page)
    except NoStory:
        return ""
    for rule in root.iter("hr"):
        rule.text = RULE
    for element in root.iter("i", "em"):
        if not any(name_of(above) in ("i", "em") for above in element.iterancestors()):
            text = text_of(element)
            if text.strip() and "\n" not in text.strip():
                element.text = f"*{element.text or ''}"
                last = element[-1] if len(element) else None
                if last is None:
                    element.text += "*"
                else:
                    last.tail = f"{last.tail or ''}*"
    return re.sub(r"\s*\n\s*", "\n\n", text_of(root)) + "\n"
