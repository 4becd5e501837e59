"""Stories to a book: parts joined into one story, stories bound into an anthology."""
