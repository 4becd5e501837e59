"""Typography: quotation marks, dashes, dots and emphasis inside finished paragraphs.

`typeset` runs the rules of `RULES`, in that order, over the passages of a story: paragraphs,
verse, cues, notes, titles. Read `stage` for the flow, `quotes` and `clues` for how quotation
marks are matched, `emphasis`, `dots`, `dashes` and `french` for the other rules, `habits`
and `context` for what a rule is told about the story, `tables` for what each language does.
"""

from epubify.typography.context import Context
from epubify.typography.stage import RULES, example_setting, typeset, typeset_line

__all__ = ["RULES", "Context", "example_setting", "typeset", "typeset_line"]
