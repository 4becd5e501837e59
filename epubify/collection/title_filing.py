"""Titles as catalogues file them: without the article that they begin with."""

from __future__ import annotations

from epubify.text.lexicon import table

_APOSTROPHES = ("'", "’")


def file_title(title: str, language: str | None) -> str | None:
    """Return a title with its article at the end, None where it has none to move.

    Which words are articles depends on the language of the book: ``Die Hard`` is no German.

    >>> file_title("A Tale of Two Cities", "en-GB"), file_title("L’Étranger", "fr")
    ('Tale of Two Cities, A', 'Étranger, L’')
    >>> file_title("Die Hard", "en"), file_title("The", "en"), file_title("Tides", None)
    (None, None, None)
    """
    for article in articles_of(language):
        rest = title[len(article) :]
        apart = rest[:1] == " " or article.endswith(_APOSTROPHES)
        if title.lower().startswith(article) and apart and rest.strip():
            return f"{rest.strip()}, {title[: len(article)]}"
    return None


def articles_of(language: str | None) -> tuple[str, ...]:
    """Return the articles of a language, in small letters; those with an apostrophe end in it.

    Where nobody knows the language they are those of English.
    """
    tongue = (language or "en").partition("-")[0].lower()
    listed: dict[str, list[str]] = table("headings")["articles"]
    return tuple(listed.get(tongue, ()))
