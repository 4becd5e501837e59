"""What can be asked for, and how it is written: options, sidecars, the files that hold them."""
