"""A story and its sidecar in hand: shown as it is understood, and corrected step by step.

In come a story file and what a person says of its lines and its book; out go plain data to show,
and the text of the sidecar that says so. Nothing is decided here: after each step the story is
read as `convert` will read it, with the sidecar as it would be written.
"""
