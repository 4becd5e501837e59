"""What was understood of a story, as plain data: summaries, origins, suggestions, sidecars.

In come a reading, a book and the report; out goes data that JSON can hold. Nothing is decided
or printed here, and nothing of what is described changes.
"""
