"""Stories to a book: parts joined into one story, stories bound into an anthology.

In come stories that are read and typeset, out goes a `Book` with what is known of the whole.
Their texts stay as they are; many stories are kept on the disk and walked through one by one.
"""
