"""The pages around the stories of a book: what leads in, what follows, what several share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from epubify.model import (
    Block,
    BookMatter,
    OriginKind,
    Paragraph,
    Section,
    SharedNotice,
    SourceEntry,
    Story,
    plain,
)
from epubify.render.chapters import heading_of, render_story, semantics_of
from epubify.render.markup import escape, render_blocks
from epubify.render.pages import (
    Document,
    field_list,
    fields_left,
    fill_page,
    paragraph,
    text_file,
    with_lines,
)
from epubify.render.template_files import Templates
from epubify.text.blocks import pictures_in
from epubify.text.facts import facts_of
from epubify.text.heading_forms import HeadingForm
from epubify.text.languages import phrase
from epubify.text.lazy_pattern import lazy
from epubify.text.naming import language_of, list_names
from epubify.text.roles import role_of

SHARED_FILE = "shared-notices"
NAMED_BY_FILE = (OriginKind.FILE_NAME, OriginKind.UNKNOWN)
"""Origins of a title that nobody gave to an introduction."""
UNDIVIDED = "bodymatter"
_PREFIXES = {"introduction": "before-", "afterword": "after-"}
_DIVISION = "section"
"""Role of what divides an introduction: no chapter of the book."""
LONGEST_ATTRIBUTION = 80
"""Characters behind the dash of an epigraph that may say whose it is. With more, its last sentence
does; with fewer, an author with the title of a book does not."""
_ATTRIBUTION = lazy(
    r"(?:(?<=[.!?…。！？\"'”’»])\s+|\n\s*)(?:--|[—–―-])\s*(?P<by>(?![a-z])[^\n—–]+)\s*$"
)


def opening_pages(matter: BookMatter, language: str, templates: Templates) -> Iterator[Document]:
    """Yield dedication, epigraph and introduction, as far as there are any."""
    if matter.dedication:
        text = f'<p class="dedication">{with_lines(matter.dedication)}</p>'
        yield _own_page("dedication", text, language, templates)
    if matter.epigraph:
        yield _own_page("epigraph", epigraph_markup(matter.epigraph), language, templates)
    if matter.introduction:
        yield from written_pages(matter.introduction, "introduction", language, templates)


def closing_pages(matter: BookMatter, language: str, templates: Templates) -> Iterator[Document]:
    """Yield the afterword, if there is one."""
    if matter.afterword:
        yield from written_pages(matter.afterword, "afterword", language, templates)


def _own_page(role: str, content: str, language: str, templates: Templates) -> Document:
    """Return a page with a text that no story has."""
    title = phrase(language, role)
    page = fill_page(
        templates,
        "chapter.xhtml",
        language,
        title,
        role=f"own-{role}",
        matter="frontmatter",
        semantics=semantics_of(role, title, own=True),
        heading="",
        content=f'<div class="own-text" data-made="epubify">\n{content}\n</div>',
    )
    return Document(text_file(f"book-{role}"), page, made=True)


def epigraph_markup(text: str) -> str:
    """Return an epigraph as a quotation, whose it is on a line of its own.

    >>> print(epigraph_markup("So it goes. -- Ann Berg"))
    <blockquote>
    <p>So it goes.</p>
    <p class="attribution">Ann Berg</p>
    </blockquote>
    """
    words, by = part_epigraph(text)
    below = f"\n{paragraph('attribution', by)}" if by else ""
    return f"<blockquote>\n<p>{with_lines(words)}</p>{below}\n</blockquote>"


def part_epigraph(text: str) -> tuple[str, str]:
    """Return the words of an epigraph, and whose they are; a dash within them parts nothing.

    >>> part_epigraph("I was there.\\n— Ann Berg, *Letters*")
    ('I was there.', 'Ann Berg, *Letters*')
    >>> part_epigraph("He came -- and went."), part_epigraph("I came - Saw - Left")
    (('He came -- and went.', ''), ('I came - Saw - Left', ''))
    """
    found = _ATTRIBUTION.search(text)
    if not found or len(found["by"]) > LONGEST_ATTRIBUTION:
        return text, ""
    return text[: found.start()].rstrip(), found["by"].strip()


# ------------------------------------------------------------------------- read from files


def written_pages(
    story: Story, role: str, language: str, templates: Templates
) -> Iterator[Document]:
    """Yield the documents of an introduction or an afterword, which was read as stories are.

    What the head of its file says stands below its heading: who wrote it, and when. A title that
    is a term of its own, such as *Foreword*, says more exactly what it is.
    """
    metadata = replace(story.metadata, language=story.metadata.language or language)
    origin = metadata.origin("title")
    given = not origin.stands_in and origin.by not in NAMED_BY_FILE
    own = metadata.title if given else None
    section = _top_section(story, role, own or phrase(language_of(metadata), role))
    tongue = language_of(metadata)
    tongue = tongue if tongue != language else ""
    told = Story(metadata, (section,))
    pages = render_story(
        told, templates, section.heading, prefix=_PREFIXES[role],
        first_heading=_head(told, section, own), matter=role_of(role).matter,
    )  # fmt: skip
    for number, page in enumerate(pages):
        yield replace(page, landmark=None if number else role, language=tongue)


def _top_section(story: Story, role: str, title: str) -> Section:
    """Return an introduction as one section, which is called by its only heading if it has one."""
    first, *rest = story.sections
    alone = first if not rest and first.heading else None
    named = _role_of_title(alone.title or alone.label if alone else title, role)
    if alone:
        return replace(alone, role=named, sections=_divisions(alone.sections))
    lead = first.blocks if first.role == UNDIVIDED and not first.heading else ()
    below = (*first.sections, *rest) if lead else story.sections
    if lead and (form := _form_of_line(lead[0])) and story.metadata.title != title:
        named, at = _role_of_title(form.label, role), lead[0].at
        return Section(named, form.label, form.title, lead[1:], _divisions(below), at)
    return Section(named, None, title, lead, _divisions(below))


def _divisions(sections: Sequence[Section]) -> tuple[Section, ...]:
    return tuple(
        replace(one, role=_DIVISION, sections=_divisions(one.sections)) for one in sections
    )


def _form_of_line(block: Block) -> HeadingForm | None:
    """Return the heading that the first line of an introduction is, where it is nothing else."""
    form = facts_of(plain(block.spans)).form if isinstance(block, Paragraph) else None
    return form if form and form.rank == "named" else None


def _role_of_title(title: str | None, role: str) -> str:
    form = facts_of(title or "").form
    named = form.role if form and form.rank == "named" else role
    return named if role_of(named) == role_of(role) else role


def _head(story: Story, section: Section, own: str | None) -> str:
    """Return the heading of an introduction, and below it what else the head of its file says.

    What comes from there is looked up by the proof of words in the element ``front-words``.
    """
    metadata = story.metadata
    language = language_of(metadata)
    heading = heading_of(section, language)
    if own == section.title and section.at is None:
        heading, above = "", f'<h1 id="heading">{escape(own or "")}</h1>\n'
    else:
        above = paragraph("subtitle", own if own != section.title else None)
    fields = fields_left(metadata, own or "")
    words = (
        above
        + paragraph("subtitle", metadata.subtitle)
        + paragraph("byline", list_names(metadata.authors, language))
        + (f'<dl class="fields">\n{field_list(fields)}\n</dl>' if fields else "")
    )
    return f'{heading}\n<div class="front-words">\n{words}\n</div>' if words else heading


# --------------------------------------------------------------------------- at the back


def shared_places(notices: Sequence[SharedNotice]) -> dict[str, str]:
    """Return where each notice that several stories have is printed.

    >>> shared_places([SharedNotice("a1", 3)])
    {'a1': 'shared-notices.xhtml#shared-1'}
    """
    return {one.key: f"{SHARED_FILE}.xhtml#shared-{n}" for n, one in enumerate(notices, 1)}


def shared_page(
    notices: Sequence[SharedNotice], language: str, templates: Templates
) -> Iterator[Document]:
    """Yield the page of what several stories share, if there is anything."""
    if not notices:
        return
    content = "".join(_shared(one, n, language) for n, one in enumerate(notices, 1))
    page = _back_page("shared", content, language, templates)
    pictures = tuple(pictures_in(block for one in notices for block in one.blocks))
    yield replace(page, name=text_file(SHARED_FILE), pictures=pictures)


def _shared(notice: SharedNotice, number: int, language: str) -> str:
    place = f'id="shared-{number}"'
    tongue = escape(notice.language or language)
    spoken = f' lang="{tongue}" xml:lang="{tongue}"' if tongue != language else ""
    if notice.blocks:
        inner = "".join(render_blocks(notice.blocks, notice.language or language))
        return f'<aside class="note shared" role="note" {place}{spoken}>\n{inner}</aside>\n'
    name = f"<dt>{escape(notice.label.strip(' :*'))}</dt>\n" if notice.label else ""
    words = f"{name}<dd>{with_lines(notice.text)}</dd>"
    words = f"<dl>\n{words}\n</dl>" if name else f"<p>{with_lines(notice.text)}</p>"
    return f'<div class="front-words note" {place}{spoken}>\n{words}\n</div>\n'


def gathered_pages(
    held: Sequence[tuple[str, Document]], language: str, templates: Templates
) -> Iterator[Document]:
    """Yield the notes of all stories: a page that lists them, then one for each story.

    ``held`` are titles of stories and their pages of notes.
    """
    if not held:
        return
    links = "\n".join(
        f'<li><a href="{page.name.rpartition("/")[2]}">{escape(title)}</a></li>'
        for title, page in held
    )
    content = f'<ul class="story-list" data-made="epubify">\n{links}\n</ul>'
    yield _back_page("notes", content, language, templates)
    yield from (replace(page, depth=1) for _, page in held)


def sources_page(
    origins: Sequence[SourceEntry] | None,
    titles: Mapping[int, tuple[str, str]],
    language: str,
    templates: Templates,
) -> Iterator[Document]:
    """Yield the page that says where the stories come from, where that is wanted.

    ``titles`` has title and title page of each story of an anthology, by its number from 0.
    """
    if origins is None:
        return
    entries = []
    for number, origin in enumerate(origins):
        title, href = titles.get(number, ("", ""))
        name = f'<a href="{href}">{escape(title)}</a>' if title else escape(origin.file)
        told = [origin.file if title else "", origin.date, origin.posted]
        said = "\n".join(f"<dd>{escape(one)}</dd>" for one in told if one)
        if name and (said or not title):
            entries.append(f"<dt>{name}</dt>\n{said or '<dd>–</dd>'}")
    if entries:
        listed = "\n".join(entries)
        content = f'<dl class="fields" data-made="epubify">\n{listed}\n</dl>'
        yield _back_page("sources", content, language, templates)


def _back_page(key: str, content: str, language: str, templates: Templates) -> Document:
    title = phrase(language, key)
    page = fill_page(
        templates,
        "chapter.xhtml",
        language,
        title,
        role=f"book-{key}",
        matter="backmatter",
        semantics=' aria-labelledby="heading"',
        heading=f'<h1 id="heading" data-made="epubify">{escape(title)}</h1>',
        content=content,
    )
    return Document(text_file(f"book-{key}"), page, label=title, matter="backmatter")
