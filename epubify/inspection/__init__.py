"""What was understood of a story, as plain data: summaries, origins, suggestions, sidecars."""
