"""Typography: quotation marks, dashes, dots and emphasis inside finished paragraphs.

In comes a `Story`, out goes the same story typeset, and every edit in the report. `typeset` runs
the rules of `RULES`, in that order, over the passages of a story: paragraphs, verse, cues,
notes, titles. Letters, digits and line ends never change, and what is typeset stays as it is.
Read `stage` for the flow, `quotes` and `mark_clues` for how quotation marks are matched,
`emphasis`, `keyed_signs`, `dots`, `dashes` and `french` for the other rules, `outer_marks` and
`context` for what a rule knows of the story, `tables` for what each language does.
"""

from epubify.typography.context import Context
from epubify.typography.stage import RULES, example_setting, typeset, typeset_line

__all__ = ["RULES", "Context", "example_setting", "typeset", "typeset_line"]
