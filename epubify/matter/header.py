"""Header blocks: title, byline and fields at the top of a file and of each of its parts."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from epubify.layout.lines import Line
from epubify.matter.bylines import name_in_byline
from epubify.matter.field_values import has_subtitle, joined_value
from epubify.matter.fields import (
    FieldLine,
    field_line,
    fields_amid,
    heads_fields,
    is_field,
    key_of,
    opens_field,
    set_in_deeper,
    stands_before_field,
    value_below,
    wrapped,
)
from epubify.matter.imprint import key_of_row, unframed
from epubify.matter.named_below import FEWEST_ABOVE, member_at, named_below, names_member
from epubify.matter.notes import is_section
from epubify.matter.opening import is_imprint, is_story, stands_on_fields
from epubify.matter.page import Page
from epubify.matter.people import LONGEST_NAME, clean_name, is_name
from epubify.matter.private_details import without_detail
from epubify.matter.subject_lines import PAGE_OF
from epubify.matter.title_block import TitlePage
from epubify.matter.title_forms import title_and_name
from epubify.matter.title_rows import PART_LINE, PARTS_LINE, tops_drawing
from epubify.matter.titlepage import read_title_page
from epubify.matter.titles import (
    LONGEST_TITLE,
    clean_title,
    ends_sentence,
    heading_after_title,
    without_part,
)
from epubify.matter.traces import Traces
from epubify.matter.word_lists import byline_words, worded
from epubify.model import Field, Place
from epubify.text.facts import facts_of
from epubify.text.lexicon import folded
from epubify.text.numerals import leading_numeral

CONTINUED = worded(r"\s*[-–—:,(]+\s*@continued@\W*$", needs=("continued",))
"""How a title ends that comes again where the story goes on."""
LONGEST_REPEATED = 500
"""Characters of a line that may say the title again; with more, rows of signs take long to read,
with fewer, long titles stay in the story."""
FEWEST_UNKNOWN = 2
"""Known fields that a header needs before an unknown key is believed."""
LATEST_BYLINE = 12
"""Lines of a header after which a line ``by NAME`` is not a byline."""
LOOK_AHEAD = 4
"""Lines among which a byline or field must come for a header to go on; with more, a story that
opens with a short line is taken for one, with fewer, spaced headers are cut."""
LONGEST_REMARK = 100
"""Characters of a line without a key below fields; with more, first paragraphs are taken, with
fewer, remarks stand in the story."""


class Header(Struct):
    """What one header block says."""

    title: str | None = None
    author: str | None = None
    subtitle: str | None = None
    series: str | None = None
    part: str | None = None
    """Which part of its series or posting this is."""
    total: str | None = None
    places: dict[str, Place] = field(default_factory=dict)
    """Which line says title, author, subtitle and part, where no field does."""
    fields: list[Field] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    """Indices of the lines that belong to it."""
    source_lines: list[Line] = field(default_factory=list)
    """Those lines, as they stood."""


def read_header(
    page: Page,
    start: int,
    known_title: str | None = None,
    traces: Traces | None = None,
    title_page: TitlePage | None = None,
) -> Header:
    """Read the header block that stands at ``start``; one with no lines where none does.

    ``title_page`` is what stands on top of it, where that was read before.

    A later block, for which the title is known, is only believed about what it repeats and
    about fields: the story goes on below it.
    """
    if title_page is None:
        title_page = TitlePage() if known_title else read_title_page(page, start, traces)
    reader = HeaderReader(page, start, known_title, title_page)
    reader.read()
    return reader.header


class HeaderReader:
    """Walks down from the top of a post until something is not a header."""

    def __init__(
        self, page: Page, start: int, known_title: str | None, title_page: TitlePage
    ) -> None:
        self.page = page
        self.index = page.next_text(start)
        self.known_title = folded(known_title or "").rstrip(" .")
        self.header = Header()
        self.top = title_page
        self.strong = 0
        """Fields whose key is not a common word of prose."""

    def read(self) -> None:
        """Fill ``header``."""
        self.take_title_page()
        while self.index is not None:
            step = self.take_line(self.index)
            if not step:
                break
            self.header.lines.update(range(self.index, self.index + step))
            self.index = self.page.next_text(self.index + step)
        if not self.is_header():
            self.header = Header()

    def is_header(self) -> bool:
        """Tell whether what was gathered makes a header."""
        header = self.header
        return bool(header.title or header.author or self.strong or len(header.fields) >= 2)

    def take_title_page(self) -> None:
        """Take over what the bare lines on top say."""
        top, header = self.top, self.header
        header.title, header.author, header.subtitle = top.title, top.author, top.subtitle
        header.series, header.part, header.total = top.series, top.part, top.total
        header.places = {name: self.page.lines[i].at for name, i in top.lines.items()}
        if top.byline and set(folded(top.byline).split()) - set(folded(top.author or "").split()):
            self.add_lines("byline", [min(top.named)], top.byline)
        if top.translator:
            self.add_lines("translator", [top.lines["title"]], *reversed(top.translator))
        for i in top.dates:
            self.add_lines("date", [i], self.page.lines[i].text)
        if top.dedication:
            lines = [self.page.lines[i].text for i in top.dedication]
            self.add_lines("dedication", top.dedication, "\n".join(lines))
        if top.imprint:
            lines = [unframed(self.page.lines[i].text) for i in top.imprint]
            if shown := [text for text in lines if any(c.isalnum() for c in text)]:
                self.add_lines("imprint", top.imprint, "\n".join(shown))

    def take_line(self, index: int) -> int:
        """Take what stands at a line; return the number of lines taken, 0 at the end."""
        top = self.top
        if index in top.named.union(top.imprint, top.dedication, top.dates):
            return 1
        text = self.page.lines[index].text
        kinds = (
            self.take_repeated_title,
            self.take_repeated_credit,
            self.take_field,
            self.take_named_below,
            self.take_byline,
            self.take_part,
        )
        rest = (self.take_below_name, self.take_summary, self.take_rule, self.take_remark)
        for take in (*kinds, *rest):
            step = take(index, text)
            if step:
                return step
        return 0

    # -- the kinds of line, most certain first

    def take_repeated_title(self, index: int, text: str) -> int:
        """Take the known title, perhaps with a part: ``The Long Way (2/7)``."""
        if len(text) > LONGEST_REPEATED:
            return 0
        bare, part, total = without_part(CONTINUED.sub("", facts_of(text).core))
        known = self.known_title or folded(self.header.title or "").rstrip(" .")
        if known and self.heads_chapter(index, text):
            return 0
        if not known or folded(bare.strip("\"“”'_* ")).rstrip(" .") != known:
            return 0
        if not self.known_title and facts_of(text).form:
            return 0
        self.header.title = self.header.title or clean_title(bare)
        self.header.places.setdefault("title", self.page.lines[index].at)
        self.note_part(index, part, total)
        return 1

    def take_repeated_credit(self, index: int, text: str) -> int:
        """Take a line that ends in the known title and says who wrote it, too."""
        said = title_and_name(" ".join(text.split()), facts_of(text).core)
        if not self.known_title or not said or not said[1]:
            return 0
        if not folded(said[0]).strip("\"“”'_* .").endswith(self.known_title):
            return 0
        self.header.title, self.header.author = clean_title(said[0]), clean_name(said[1])
        self.header.places.setdefault("title", self.page.lines[index].at)
        return 1

    def heads_chapter(self, index: int, text: str) -> bool:
        """Tell whether a line heads a chapter right above its text: ``The Deep: Chapter 1``."""
        found = heading_after_title(facts_of(text), self.known_title or self.header.title or "")
        if found is None or found[0].rank != "chapter":
            return False
        below = self.page.next_text(index + 1)
        return below is not None and is_story(self.page, below)

    def take_byline(self, index: int, text: str) -> int:
        """Take ``by NAME``, or ``by`` with the name on the next line."""
        bare = facts_of(text).core
        if self.header.author or len(self.header.lines) > LATEST_BYLINE:
            return 0
        name = name_in_byline(bare)
        if name:
            self.header.author = clean_name(name)
            self.header.places["author"] = self.page.lines[index].at
            self.strong += 1
            return 1
        after = self.page.next_text(index + 1)
        if folded(bare) not in byline_words() or not self.header.title or after is None:
            return 0
        below = self.page.lines[after].text
        if len(below) > LONGEST_NAME or not is_name(below):
            return 0
        self.header.author = clean_name(below)
        self.header.places["author"] = self.page.lines[after].at
        return after - index + 1

    def take_field(self, index: int, text: str) -> int:
        """Take ``KEY: value`` with its wrapped lines."""
        found = field_line(text)
        if found is None or not self.is_believed(found, index, text):
            return 0
        self.strong += found.strong
        lines = self.page.lines
        more = wrapped(lines, index) if found.value else value_below(lines, index)
        values = [found.value, *(lines[i].text for i in range(index + 1, index + 1 + more))]
        values = [value for value in values if value]
        if found.key == "title" and has_subtitle(values):
            self.header.subtitle = self.header.subtitle or " ".join(values[1:])
            self.header.places.setdefault("subtitle", lines[index + 1].at)
            values = values[:1]
        value, beside = fields_amid(joined_value(found, values))
        form = facts_of(value).form if found.key == "title" and self.header.title else None
        if not value and self.heads_group(index):
            return 1
        if not value or (form and form.number):
            return 0
        self.add_lines(
            found.key or folded(found.label), range(index, index + 1 + more), value, found.label
        )
        for label, said in beside:
            self.add_lines(key_of(label) or "", range(index, index + 1 + more), said, label)
        return 1 + more

    def take_named_below(self, index: int, text: str) -> int:
        """Take title and author that stand below the fields of an archive, not above them."""
        if self.header.author or self.known_title or self.strong < FEWEST_ABOVE:
            return 0
        at_title = self.page.previous_text(index) in self.top.named
        named = member_at(self.page, index) if at_title else named_below(self.page, index, text)
        if named is None or (self.header.title and not at_title):
            return 0
        self.header.title = self.header.title or clean_title(text)
        self.header.author = clean_name(named.author)
        for entry, at in (("title", index), ("author", named.at)):
            self.header.places.setdefault(entry, self.page.lines[at].at)
        return named.at + 1 - index

    def heads_group(self, index: int) -> bool:
        """Tell whether a key without a value stands above other fields: ``Stats:``."""
        below = self.page.next_text(index + 1)
        return (
            bool(self.header.fields) and below is not None and is_field(self.page.lines[below].text)
        )

    def is_believed(self, found: FieldLine, index: int, text: str) -> bool:
        """Tell whether a line in the form of a field is one here."""
        if found.strong:
            return True
        if found.key is None:
            form = facts_of(text).form
            divides = form is not None and form.number is not None
            return (
                not divides and self.strong >= FEWEST_UNKNOWN and self.looks_like_key(found, index)
            )
        if found.key == "title" and heads_fields(self.page.lines, index):
            return True
        if found.key == "notes" and not self.is_among_fields(index):
            return False
        return bool(self.header.fields or self.header.title) and not facts_of(text).form

    def is_among_fields(self, index: int) -> bool:
        """Tell whether a note belongs to a run of fields: set apart it is a block of its own."""
        above = bool(self.header.fields) and index - 1 in self.header.lines
        known = self.strong >= FEWEST_UNKNOWN and stands_before_field(self.page.lines, index)
        return above or known or self.goes_on_with_header(index)

    def looks_like_key(self, found: FieldLine, index: int) -> bool:
        """Tell whether an unknown key may stand in a run of fields."""
        beside = index - 1 in self.header.lines or self.stands_in_block(index)
        short = found.label[:1].isupper() and len(found.label.split()) <= 3
        if not found.value:
            return beside and short and set_in_deeper(self.page.lines, index) > 0
        return beside and short and found.value[0] not in '"“'

    def stands_in_block(self, index: int) -> bool:
        """Tell whether a blank line above does not part a line from the fields: more of them,
        or the heading of the text, stand right below it."""
        after = self.page.next_text(index + 1)
        if after is None or self.page.next_text(max(self.header.lines, default=0) + 1) != index:
            return False
        facts = self.page.lines[after].facts
        return bool(facts.form and facts.form.number) or self.goes_on_with_header(index)

    def take_part(self, index: int, text: str) -> int:
        """Take ``Part 2`` or ``(2/5)`` beside the title of a header."""
        bare = facts_of(text).core
        match = PART_LINE.fullmatch(bare)
        paged = PAGE_OF.fullmatch(text)
        if not self.header.title or len(self.header.lines) > LATEST_BYLINE:
            return 0
        if paged:
            self.note_part(index, paged[1], paged[2])
            return 1
        found = leading_numeral(match[1]) if match else None
        if PARTS_LINE.fullmatch(bare) and self.known_title and self.goes_on_with_header(index):
            self.add_lines("imprint", [index], bare)
            return 1
        if not match or not found or found[1] or not self.goes_on_with_header(index):
            return 0
        if self.heads_note(index):
            return 0
        self.note_part(index, str(found[0].value), match[2])
        return 1

    def heads_note(self, index: int) -> bool:
        """Tell whether a line is the heading of a chapter that opens with its author's note."""
        form, after = self.page.lines[index].facts.form, self.page.next_text(index + 1)
        if form is None or form.rank != "chapter" or after is None:
            return False
        below = field_line(self.page.lines[after].text)
        return below is not None and below.key == "notes"

    def take_below_name(self, index: int, text: str) -> int:
        """Take an address or a copyright right below the name of a block that comes again."""
        lines = self.page.lines
        named = self.header.author and lines[index - 1].at == self.header.places.get("author")
        if not (self.known_title and named):
            return 0
        if not (is_imprint(text) or not without_detail(text)):
            return 0
        self.add_lines("imprint", [index], text)
        return 1

    def take_summary(self, index: int, text: str) -> int:
        """Take what stands without a label between the title and a field right below it.

        Above a summary with a label of its own it can only be the name of the author.
        """
        if index - 1 not in self.header.lines or not stands_on_fields(self.page, index):
            return 0
        if facts_of(text).is_ornament:
            return 0
        end = index + 1
        while not opens_field(self.page.lines[end].text):
            end += 1
        below = field_line(self.page.lines[end].text)
        if below and below.key == "summary" and not self.header.author:
            if end > index + 1 or not names_member(text):
                return 0
            self.header.author = clean_name(text)
            self.header.places["author"] = self.page.lines[index].at
            return 1
        value = " ".join(line.text for line in self.page.lines[index:end])
        self.add_lines(key_of_row(value), range(index, end), value)
        return end - index

    def take_rule(self, index: int, text: str) -> int:
        """Take a rule between the lines of a header, or after fields."""
        if not facts_of(text).is_ornament or not (self.header.title or self.header.fields):
            return 0
        if self.page.next_text(index + 1) is None or tops_drawing(self.page.lines, index):
            return 0
        if self.frames_title(index):
            return 1
        if self.header.fields and len(set(text.replace(" ", ""))) == 1:
            return 1
        return int(self.goes_on_with_header(index))

    def take_remark(self, index: int, text: str) -> int:
        """Take a short line that belongs to a block of fields and has no key."""
        lines = self.page.lines
        beside = index > 0 and index - 1 in self.header.lines and bool(self.header.fields)
        last = index + 1 >= len(lines) or not lines[index + 1]
        if not beside or not last or len(text) > LONGEST_REMARK or is_section(text):
            return 0
        after = self.page.next_text(index + 1)
        closed = after and (lines[after].facts.form or index + 1 in self.page.seams)
        if after is None or not (closed or after - index > 2):
            return 0
        self.add_lines("notes", [index], text)
        return 1

    # -- what helps to judge

    def frames_title(self, index: int) -> bool:
        """Tell whether a rule stands above a line of the title page, or right below the last."""
        named = self.top.named
        return bool(named) and (index < max(named) or self.page.previous_text(index) == max(named))

    def goes_on_with_header(self, index: int) -> bool:
        """Tell whether a byline or field comes within the next lines."""
        at: int | None = index
        for _ in range(LOOK_AHEAD):
            at = self.page.next_text(at + 1) if at is not None else None
            if at is None:
                return False
            text = self.page.lines[at].text
            bare = facts_of(text).core
            said = field_line(text)
            if folded(bare) in byline_words() or name_in_byline(bare) or (said and said.strong):
                return True
            if len(text) > LONGEST_TITLE or ends_sentence(text):
                return False
        return False

    def note_part(self, index: int, part: str | None, total: str | None) -> None:
        """Keep which part this is, and of how many, where nothing said so yet."""
        if part and not self.header.part:
            self.header.part = part
            self.header.places["part"] = self.page.lines[index].at
        self.header.total = self.header.total or total

    def add_lines(self, key: str, indices: Iterable[int], value: str, label: str = "") -> None:
        """Add a field that stands on these lines."""
        places = [self.page.lines[i].at for i in indices]
        at = places[0].to(places[-1])
        self.header.fields.append(Field(key, label, value, at))
