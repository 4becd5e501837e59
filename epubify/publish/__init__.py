"""A finished book → a file in its place: named, written, proved, and only then put there.

Comes in: an `Edition`, which is a book with all that it was made from. Goes out: an EPUB file
and the proof, taken from that file, that it holds the words of its sources. Left alone: any
file that epubify did not make, and books of other stories.
"""
