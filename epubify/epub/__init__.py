"""A book to a file: package, devices, fonts, identity, provenance.

In comes a `Book`, out goes an EPUB whose bytes depend on the inputs, the options and the version
alone. Pages come from `render` as bytes and only a device may change them; no word is.
"""
