"""A book to a file: what the package says, what devices want of it, fonts, identity, provenance."""
