"""The commands in the order of the help, each with its line there.

They stand apart from what declares the commands, which `epubify --help` need not import.
"""

SUMMARIES = {
    "convert": "Make each input into a book.",
    "anthology": "Bind several stories into one book.",
    "split": "Split a book into those of its stories.",
    "batch": "Make many books, only where something changed.",
    "list": "Show what many stories and books are.",
    "inspect": "Show how a story is understood, and why.",
    "studio": "Look at stories and correct them in the browser.",
    "cover": "Draw the cover alone.",
    "check": "Check finished books.",
    "rules": "List the rules of repair and typography.",
    "completion": "Print what makes a shell complete commands.",
}
