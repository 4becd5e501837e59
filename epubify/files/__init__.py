"""Inputs and outputs: finding and reading stories, names of books, files that appear whole."""
