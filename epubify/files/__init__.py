"""Inputs and outputs: finding and reading stories, names of books, files that appear whole.

In come paths, addresses and patterns, out go sources as bytes; a book goes out to a name of its
own, whole or not at all. What stands in the bytes is not looked at, and nothing that epubify did
not make is replaced without the option force.
"""
