"""What is known of writing, whatever the stage: words, numerals, languages, scripts, names, signs.

In come a word, a line, a language tag or the blocks of a story; out go facts about them. Nothing
here knows of files, of stages or of how books are made, and nothing is judged: whether a line
that has the form of a heading is one, `headings` says.
"""
