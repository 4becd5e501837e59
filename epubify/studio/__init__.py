"""The studio: a page in the browser, served from this machine to this machine.

Comes in: what the page asks for, as HTTP. Goes out: JSON, the files of a book, and news of what
goes on. It knows how a page is answered and nothing of how a book is made: of epubify it calls
what `epubify` itself offers and nothing else. What people say goes into the sidecars beside their
stories, so that the command line makes the very same books.
"""
