"""What an old word processor kept behind the text it stood for: layouts, rulers, its end mark."""

from __future__ import annotations

from collections.abc import Sequence

from epubify.matter.word_lists import worded
from epubify.text.lazy_pattern import lazy
from epubify.text.recogniser import recogniser

MOST_CODES = 16
"""Lines with text at the end of a file among which such codes begin. With more, a table of a
story may be looked at; with fewer, several rulers are not seen."""
CODES = "codes of a word processor"
"""How the account calls them."""
_LAYOUT = worded(r"[\x00-\x1f\s]*@layout_codes@[ _]?\d{3}[\x00-\x1f\s]*", needs=("layout_codes",))
_RULER = lazy(r"[-+.]{3,}[\\#@LR][-+.\\#@]*[-+.]{3,}")
_WORD = lazy(r"[^\W\d_A-Z]{3}")


@recogniser(
    takes=("LAYOUT 000", "\x1a\x1aLAYOUT 002", "----\\---#---+--------"),
    spares=("LAYOUT", "Layout 12", "-----", "----+----", "- * -"),
)
def is_layout_code(line: str) -> bool:
    """Tell whether a line names a layout of a word processor, or is its ruler with tab stops."""
    return bool(_LAYOUT.fullmatch(line) or _RULER.search(line))


def first_layout_code(lines: Sequence[str]) -> int:
    """Return the index of the line with which the codes of a word processor begin at the end.

    Nothing behind it is a word in small letters. Where there are none, it is the number of lines.

    >>> first_layout_code(["She slept.", "LAYOUT 000", "STANDARD2", "B", ""])
    1
    >>> first_layout_code(["LAYOUT 000", "it said."]), first_layout_code(["She slept."])
    (2, 1)
    """
    first, seen = len(lines), 0
    for n in range(len(lines) - 1, -1, -1):
        line = lines[n]
        seen += bool(line.strip())
        if seen > MOST_CODES or (_WORD.search(line) and not is_layout_code(line)):
            break
        first = n if is_layout_code(line) else first
    return first
