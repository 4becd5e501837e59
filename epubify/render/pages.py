"""Documents of a book, and the pages that epubify makes around the text."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import groupby

from epubify.bind.notice_keys import field_key
from epubify.model import BookPart, Contributor, Cover, Field, Metadata, Picture
from epubify.model.records import Record
from epubify.options import SetVolume
from epubify.render.markup import escape
from epubify.render.template_files import Templates
from epubify.text.languages import direction, phrase
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import table
from epubify.text.naming import language_of, list_names, series_line

FOLDER = "text"
"""Where the content documents stand, counted from the package document."""
THEME_SHEET = "style/theme.css"
OWN_SHEET = "style/own.css"

_MOST_AUTHORS = 6
"""An anthology of more authors names only its editors on the title page. With more, the
names crowd out the title; with fewer, a round of friends is not named."""

CREDITED = {"edt": "edited_by", "trl": "translated_by", "ill": "illustrated_by"}
"""Roles that a title page names, and the phrase that says so."""

_WORD = lazy(r"\w+")
_ON_TITLE_PAGE = frozenset({"title", "subtitle", "author", "byline", "editor", "series"})
"""Keys of fields that have said all they say when the title page has their words."""


class Document(Record):
    """A content document, ready to be packed."""

    name: str
    """Its file, counted from the package document."""
    content: bytes
    label: str = ""
    """What the contents list calls it; empty where it is not listed."""
    depth: int = 0
    """How deep it stands in the contents list."""
    matter: str = "frontmatter"
    """``frontmatter``, ``bodymatter`` or ``backmatter``."""
    landmark: str | None = None
    """The landmark it is, but for the start of the text and the contents list."""
    made: bool = False
    """True for a page around the text, not of it."""
    pictures: tuple[Picture, ...] = ()
    """The pictures that it shows."""
    language: str = ""
    """Language of its label, where that is not the language of the book."""
    label_alone: str = ""
    """What the contents call it in the book of its story alone, where that is something else."""
    finished: bool = False
    """It is as the device wants it."""


def text_file(stem: str) -> str:
    """Return the name of a content document.

    >>> text_file("chapter-001")
    'text/chapter-001.xhtml'
    """
    return f"{FOLDER}/{stem}.xhtml"


def image_file(cover: Cover) -> str:
    """Return the name of the cover picture inside the book.

    >>> image_file(Cover(b"", "image/jpeg", 1, 1, ""))
    'images/cover.jpeg'
    """
    return f"images/cover.{cover.media_type.rpartition('/')[2]}"


def fill_page(
    templates: Templates, template: str, language: str, title: str, **fields: str
) -> bytes:
    """Return a document of the folder ``text/``; ``fields`` are markup already."""
    sheets = [THEME_SHEET, OWN_SHEET] if templates.own is not None else [THEME_SHEET]
    links = (f'<link rel="stylesheet" type="text/css" href="../{sheet}"/>' for sheet in sheets)
    return templates.fill(
        template,
        lang=escape(language),
        dir=' dir="rtl"' if direction(language) == "rtl" else "",
        title=escape(title),
        styles="\n".join(links),
        **fields,
    ).encode()


def cover_page(templates: Templates, cover: Cover, language: str) -> Document:
    """Return the page that shows the cover picture."""
    content = fill_page(
        templates,
        "cover.xhtml",
        language,
        phrase(language, "cover"),
        src=f"../{image_file(cover)}",
        alt=escape(cover.alt),
    )
    return Document(text_file("cover"), content, landmark="cover", made=True)


def title_page(
    templates: Templates, metadata: Metadata, title: str, people: Sequence[Contributor] = ()
) -> Document:
    """Return the title page of a book; ``people`` are those who are credited besides authors."""
    language = language_of(metadata)
    content = fill_page(
        templates,
        "titlepage.xhtml",
        language,
        title,
        **_title_lines(metadata),
        editors=_credits(people, language),
        imprint=paragraph("imprint", metadata.publisher),
    )
    return Document(text_file("titlepage"), content, landmark="titlepage", made=True)


def about_page(templates: Templates, metadata: Metadata, title: str) -> Document | None:
    """Return the page with the header fields that the title page does not show, if any."""
    fields = fields_left(metadata, title)
    if not fields:
        return None
    language = language_of(metadata)
    content = fill_page(
        templates,
        "about.xhtml",
        language,
        phrase(language, "about"),
        fields=field_list(fields),
    )
    return Document(text_file("about"), content, made=True)


def set_page(templates: Templates, volume: SetVolume, language: str) -> Document:
    """Return the contents of a whole set of volumes, which each of them has."""
    told = ((escape(title), with_lines("\n".join(lines))) for title, lines in volume.contents)
    volumes = "\n".join(f"<dt>{title}</dt>\n<dd>{lines}</dd>" for title, lines in told)
    content = fill_page(
        templates, "about.xhtml", language, phrase(language, "contents"), fields=volumes
    )
    return Document(text_file("set"), content, made=True)


def story_title_page(
    templates: Templates,
    metadata: Metadata,
    title: str,
    stem: str,
    shared: Mapping[str, str] | None = None,
) -> Document:
    """Return the title page of a story in an anthology, with all its header fields.

    A field that several stories share is printed where ``shared`` says, and a link leads there.
    Date, rights and credits stand below by themselves where no field says them.
    """
    fields, language = fields_left(metadata, title), language_of(metadata)
    in_fields = _words(field.value for field in fields)
    own = [field for field in fields if field_key(field) not in (shared or {})]
    listed = f'<dl class="fields">\n{field_list(own)}\n</dl>' if own else ""
    dated = any(field.key == "date" for field in fields)
    said = [one.name for one in metadata.contributors if _words([one.name]) <= in_fields]
    lines = _title_lines(metadata)
    lines["byline"] += _credits(metadata.contributors, language, said)
    content = fill_page(
        templates,
        "story-title.xhtml",
        language,
        title,
        **lines,
        description=_unless_said("description", metadata.description, in_fields),
        fields=listed + _links_to_shared(fields, shared or {}, language),
        rights=paragraph("imprint", None if dated else metadata.date)
        + _unless_said("imprint", metadata.rights, in_fields),
    )
    return Document(text_file(stem), content, label=title, matter="bodymatter")


def _unless_said(name: str, text: str | None, said: set[str]) -> str:
    return "" if _words([text or ""]) <= said else paragraph(name, text)


def _links_to_shared(fields: Iterable[Field], shared: Mapping[str, str], language: str) -> str:
    """Return links to what several stories share, a link for each."""
    places = dict.fromkeys(shared[key] for one in fields if (key := field_key(one)) in shared)
    words = escape(phrase(language, "shared"))
    return "".join(
        f'<p class="note-source" data-made="epubify"><a href="{escape(href)}">{words}</a></p>'
        for href in places
    )


def part_title_page(
    templates: Templates, part: BookPart, above: Sequence[BookPart], language: str, stem: str
) -> Document:
    """Return the title page of a part of an anthology; ``above`` are those that it lies in."""
    content = fill_page(
        templates,
        "part-title.xhtml",
        language,
        part.title,
        above=paragraph("series", " · ".join(one.title for one in above)),
    )
    name = text_file(stem)
    return Document(name, content, label=part.title, depth=part.depth, matter="bodymatter")


def colophon_page(templates: Templates, language: str) -> Document:
    """Return the last page, which says in one line what made the book."""
    title, made = phrase(language, "colophon"), phrase(language, "made")
    content = fill_page(templates, "colophon.xhtml", language, title, made=escape(made))
    return Document(text_file("colophon"), content, matter="backmatter", made=True)


def fields_left(metadata: Metadata, title: str) -> Sequence[Field]:
    """Return the header fields whose words are not all on the title page.

    Only a field that the title page is there for can be shown by it in full: a fandom that
    is called like the story remains a fandom.
    """
    lines = [title, metadata.subtitle, series_line(metadata), *metadata.authors]
    shown = _words(line or "" for line in lines) | frozenset(table("matter")["byline"]["single"])
    return [
        field
        for field in metadata.fields
        if not (field.key in _ON_TITLE_PAGE and _words([field.value]) <= shown)
    ]


def _credits(people: Sequence[Contributor], language: str, said: Container[str] = ()) -> str:
    """Return who edited, translated and illustrated, a paragraph a role, but for who was said."""
    lines = []
    for role, key in CREDITED.items():
        names = [one.name for one in people if one.role == role and one.name not in said]
        if names:
            words = phrase(language, key).replace("{names}", list_names(names, language))
            lines.append(paragraph("editors", words))
    return "\n".join(lines)


def _title_lines(metadata: Metadata) -> dict[str, str]:
    authors = metadata.authors if len(metadata.authors) <= _MOST_AUTHORS else ()
    return {
        "subtitle": paragraph("subtitle", metadata.subtitle),
        "series": paragraph("series", series_line(metadata)),
        "byline": paragraph("byline", list_names(authors, language_of(metadata))),
    }


def paragraph(name: str, text: str | None) -> str:
    """Return a paragraph of a class, nothing where there is no text."""
    return f'<p class="{name}">{with_lines(text)}</p>' if text else ""


def field_list(fields: Iterable[Field]) -> str:
    """Return header fields as what stands in a list of names and values.

    A name that the text does not say stands once above all values that follow one another, and
    each of these once.
    """
    lines: list[str] = []
    for (name, label), group in groupby(fields, lambda one: (_field_name(one), one.label)):
        values = [with_lines(field.value) for field in group]
        if label:
            lines += (f"<dt>{escape(name)}</dt>\n<dd>{value}</dd>" for value in values)
        else:
            shown = dict.fromkeys(values)
            lines += [f"<dt>{escape(name)}</dt>", *(f"<dd>{value}</dd>" for value in shown)]
    return "\n".join(lines)


def _field_name(field: Field) -> str:
    return field.label.strip(" \t:*") or field.key.replace("_", " ").capitalize()


def with_lines(text: str) -> str:
    """Return text with its lines kept as lines."""
    return "<br/>\n".join(escape(line) for line in text.splitlines() if line.strip())


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.casefold())}
