"""Pages for Kindle: a link out of the book is only its words, as readers get lost by it."""

from __future__ import annotations

import re

from epubify.text.lazy_pattern import lazy

_OUTER = lazy(rb'<a\b[^<>]*\bhref="(?:https?|mailto):[^"]*"[^<>]*>(?P<words>.*?)</a>', re.DOTALL)


def without_outer_links(content: bytes) -> bytes:
    """Return a content document in which what leads out of the book is only its words.

    >>> without_outer_links(b'<p><a href="http://x.example/">so</a> <a href="#n">1</a></p>')
    b'<p>so <a href="#n">1</a></p>'
    """
    return _OUTER.sub(rb"\g<words>", content)
