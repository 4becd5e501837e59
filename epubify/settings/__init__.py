"""What can be set, and how it is written: options, sidecars, the files that hold them.

In come the words that people write on the command line or in a file, out go values of `Options`,
or the name of what is wrong with them. What options do, the stages know.
"""
