"""What is known of many stories at once: records, queries over them, doubles, people.

In come stories that are read, or the heads of finished books; out go records that can be asked,
ordered and listed. No story is changed here, and no file is read.
"""
