"""The options, and how they are written: options, sidecars, the files that hold them."""
