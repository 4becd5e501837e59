"""What is known of writing, whatever the stage: words, numerals, languages, scripts, names, signs.

Everything here is about a word, a line or a language; nothing knows of files, stages or books.
"""
