"""Signs that a letter carries in some scripts, and that patterns do not take for parts of words."""

MARKS = (
    "\u0300-\u036f"  # accents
    "\u0591-\u05c7"  # Hebrew points
    "\u064b-\u065f"  # Arabic vowels
    "\u0900-\u0903\u093a-\u094f"  # Devanagari
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # Thai
)
"""Ranges for a class of characters; all are of the Unicode categories Mn and Mc."""
