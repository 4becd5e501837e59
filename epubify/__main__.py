"""``python -m epubify`` is the command line."""

from epubify.cli import main

if __name__ == "__main__":
    main()
