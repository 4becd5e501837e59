"""XHTML templates and style sheets; installed as ``epubify.templates``."""
