"""What comes along when a story is copied off its page on a site: buttons, counts, the poster.

Such lines stand alone between blank ones, and say nothing but words and numbers that sites set
around a text. A line with any other word in it stays.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import islice

from epubify.matter.fields import field_line
from epubify.matter.mail_headers import MailHeaders
from epubify.matter.page import Page
from epubify.matter.people import is_name
from epubify.matter.places_on_top import take_places_on_top, take_rows_of_places
from epubify.matter.senders import Credit
from epubify.matter.titles import without_part
from epubify.matter.word_lists import byline_pattern, byline_words, marker_words, worded
from epubify.model import Field, Matter
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser

LONGEST = 160
"""Characters of such a line without its addresses. With more, only paragraphs are looked at in
vain; with fewer, rows of many links stay."""
LINK = lazy(r"\[([^\[\]]*)\]\((?:https?://|www\.|/)[^()\s]*\)", needs="]")
"""A link as Markdown writes it: its text, and its address in brackets."""
QUOTES = "\"“„«'‘"
ARROWS = "←→⇐⇒◄►⟵⟶«»‹›"
MARKS = f"{ARROWS}|/·•‧,;:[]()<>*_–—-"
BLANKED = str.maketrans(dict.fromkeys(MARKS, " "))
NUMBER = lazy(r"\d[\d.]*[km]?\+?")
"""A number as sites count, perhaps in thousands or millions."""
POSTED = worded(r"\W*@posted_by@:? /?u/(?P<name>[\w-]{2,40})\b.{0,40}", signs="/")
"""``Posted by u/ann_berg 3 years ago``."""
BUTTONS = lazy(r"(?:[^\[\]:]{2,40}:)?((?:\s*\[[^\[\]]{2,24}\]){3,})", needs="]")
FEWEST_ON_MENU = 3
"""Entries of a menu that make one. With fewer, a title such as ``Bookmark`` is one; with more,
short menus stay."""
MOST_ON_MENU = 20
"""Lines with text at either end of a file that may be those of a menu. With more, lists in a story
are menus; with fewer, long ones stay."""
DAY_IN_FIGURES = r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d"
DAY = lazy(DAY_IN_FIGURES, needs="/.-")
LONGEST_DATE = 6
"""Words of such a line with a date. With more, sentences are one; with fewer, months spelt out."""
MOST_LEADING = 5
"""Words beside an arrow. With more, remarks of an author are links; with fewer, links to a list of
books stay."""
FIRST_LINES = 8
"""Lines with text at either end of a file among which a site names who posted a text, and sets a
button right above another line. With more, a page that a story shows is looked at; with fewer, what
stands below rows of links is not found."""
THOUSANDS = lazy(r"(?<=\d),(?=\d\d\d)", needs=",")
MOST_BARE = 5
"""Numbers in a row that are counts without a word. With more, tables are such rows; with fewer,
rows of sites that count much stay."""
MOST_ALIKE = 0.5
"""Share of the bylines below headings that say the same. With less, who asked each question of a
quiz is a line of the site; with more, a chapter by a guest keeps all bylines in the text."""
FEWEST_BYLINES = 3
"""Times that the same byline stands alone in a text whose site sets it below each heading. With
more, copies of few chapters keep theirs; with fewer, an anthology with two stories by one author
loses a byline."""
THREE_COUNTS = lazy(r"\d{1,7}(?: \d{1,7}){2}")
"""How often a chapter was read, voted for and commented on."""


@recogniser(
    takes=(
        "The Salt Road\n\n12.3K 456 78\n\nThe rain had stopped.",
        "[Prev](https://a.example/1) | [Next](https://a.example/3)\n\nThe rain had stopped.",
        "The rain had stopped.\n\nContinue reading next part →",
        "[Part 3](https://a.example/3)\n\nThe rain had stopped.",
    ),
    spares=(
        "The rain had stopped.\n\nNext, she counted 12 votes.",
        "12\n\nThe rain had stopped.\n\n13",
        "Part 2\n\nThe rain had stopped.\n\n12 chapters\n\n3 pages",
        "The rain had stopped.\n\nNext chapter, next life.",
    ),
    headers={},
)
def take_copied_lines(page: Page, headers: MailHeaders) -> None:
    """Take out the lines that a site sets around a story, where they were copied with it."""
    for i in page.each(page.free()):
        text = page.lines[i].text
        if may_be_of_site(text) and page.stands_alone(i) and (said := what_site_says(text)):
            page.take_out([i], Matter.NAVIGATION, said)
    take_counts_below_headings(page)
    take_places_on_top(page)
    take_rows_of_places(page)
    take_menus(page)
    take_notices_of_sites(page)
    take_poster(page, headers)
    take_repeated_bylines(page)


@recogniser(
    takes=("Chapter 1\n110K 3.2K 512\nby ann\n\nIt rained.", "Chapter 1\n\n375 21 7\n\nIt rained."),
    spares=("Chapter 1\n12 34\nby ann\n\nRain.", "Salt\n110K 3.2K 512\nby ann\n\nRain."),
)
def take_counts_below_headings(page: Page) -> None:
    """Take out the counts, and the byline below them, that a site sets right below headings.

    Three bare numbers alone below the heading on top are counts, too: readers, votes, comments.
    """
    for i in page.beginning("0123456789"):
        text = page.lines[i].text
        on_top = page.previous_text(i) == page.next_text(0) != i
        if on_top and THREE_COUNTS.fullmatch(text) and page.stands_alone(i):
            if follows_heading(page, i):
                page.take_out([i], Matter.NAVIGATION, "counts of readers")
            continue
        below = page.lines[i + 1].text if i + 1 < len(page.lines) else ""
        counted = len(text) <= LONGEST and are_counts(words_on(text))
        if counted and byline_pattern().fullmatch(below) and follows_heading(page, i):
            page.take_out([i, i + 1], Matter.NAVIGATION, "counts of readers")


@recogniser(
    takes=("Actions\nComments\nShare\n\nThe rain had stopped.", "Rain.\n\nLeave a comment\nSo."),
    spares=("Actions\n\nThe rain had stopped.", "Share\n\nThe rain had stopped."),
)
def take_menus(page: Page) -> None:
    """Take out the menu of a page at either end, its buttons, and the labels below headings."""
    ends = at_the_ends(page, MOST_ON_MENU)
    menus = [i for i in ends if is_on_menu(page.lines[i].text)]
    if len(menus) >= FEWEST_ON_MENU or any(heads_work(page.lines[i].text) for i in menus):
        beside = [i for i in ends if is_beside_menu(page.lines[i].text) and not has_label(page, i)]
        page.take_out(sorted({*menus, *beside}), Matter.NAVIGATION, "menu of a page")
    for i in at_the_ends(page):
        text = page.lines[i].text
        if text and (is_button(text) or is_row_of_buttons(text) or leads_away(text)):
            page.take_out([i], Matter.NAVIGATION, "a button of a page")
    for i in page.saying(marker_words("page_labels")):
        said = " ".join(words_on(page.lines[i].text[:LONGEST]))
        if said in site_words("page_labels") and follows_heading(page, i):
            page.take_out([i], Matter.NAVIGATION, "a label of a page")


@recogniser(
    takes=("The rain had stopped.\n\nIf you find any errors, tell us.\n\nWe slept.",),
    spares=(
        9 * "We slept.\n\n"
        + "The rain had stopped.\nIf you find any errors, tell us.\n\n"
        + 9 * "We slept.\n\n",
    ),
)
def take_notices_of_sites(page: Page) -> None:
    """Take out the notices of sites that stand free, or at either end of a text."""
    perhaps = {
        *page.beginning(marker_words("site_notices")),
        *page.saying(marker_words("theft_places")),
    }
    ends = set(at_the_ends(page))
    for i in page.each(perhaps):
        if (page.is_free(i) or i in ends) and is_notice(page.lines[i].text):
            end = page.row_end(i) if page.is_free(i) else i + 1
            page.take_out(range(i, end), Matter.ADVERT, "notice of a site")


@recogniser(
    takes=("The Salt Road\n\nPosted by u/ann_berg 3 years ago\n\nThe rain had stopped.",),
    spares=("The Salt Road\n\nPosted by the gate, he waited.\n\nThe rain had stopped.",),
    headers={},
)
def take_poster(page: Page, headers: MailHeaders) -> None:
    """Take out the line that names the account a text was posted by, and note it as its sender."""
    for index in at_the_ends(page)[:FIRST_LINES]:
        line = page.lines[index]
        match = POSTED.fullmatch(line.text)
        if match:
            headers.setdefault("from", []).append(Field("from", "", match["name"], line.at))
            page.take_out([index], Matter.NAVIGATION, "who posted it")
            take_heading_of_post(page, index, headers)


def take_heading_of_post(page: Page, poster: int, headers: MailHeaders) -> None:
    """Take out the line alone above the poster of a text, which is the subject of the post."""
    above = page.previous_text(poster)
    if above is None or page.previous_text(above) is not None or not page.stands_alone(above):
        return
    line = page.lines[above]
    if without_part(line.text)[1] and not line.facts.inner_stop:
        return  # the header understands more of it
    headers.setdefault("subject", []).append(Field("subject", "", line.text, line.at))
    page.take_header([above], "subject of the post")


def has_label(page: Page, index: int) -> bool:
    """Tell whether the line above one is the label of what it says."""
    above = page.previous_text(index)
    return above is not None and page.lines[above].text.endswith(":")


def may_be_of_site(text: str) -> bool:
    """Tell whether a line begins or ends as one of a site may; of links it says where they lead.

    >>> may_be_of_site("12K reads"), may_be_of_site("Next Chapter →"), may_be_of_site("Rain fell.")
    (True, True, False)
    """
    marked = text[0].isdigit() or text[0] in MARKS or text[-1] in ARROWS or "](" in text
    return marked or folded(text.split(" ", 1)[0]) in first_words()


@cache
def first_words() -> frozenset[str]:
    """Return the words with which buttons and counts of a site begin."""
    buttons = (button.split(" ", 1)[0] for button in site_words("page_buttons"))
    return frozenset(buttons) | site_words("page_states")


def what_site_says(text: str) -> str | None:
    """Return what a line that only a site writes is, None for any other.

    >>> what_site_says("1.2M Reads | 45.6K Votes"), what_site_says("12.3K 456 78")
    ('counts of readers', 'counts of readers')
    >>> what_site_says("12 of them"), what_site_says("12 34")
    (None, None)
    """
    linked = LINK.sub(r"\1", text) if "](" in text else text
    if len(linked) > LONGEST:
        return None
    words = words_on(linked)
    if are_counts(words):
        return "counts of readers"
    if is_button(linked):
        return "a button of a page"
    leads = "".join(words).isalpha() and any(arrow in text for arrow in ARROWS)
    if (linked != text or leads) and are_steps(words):
        return "links to other chapters"
    return None


@recogniser(
    takes=(
        "If you find this tale on Amazon, it has been stolen. Please report it.",
        "Support the author by reading the official version of this novel.",
        "This chapter is updated by novels.example",
    ),
    spares=(
        "He ordered it on Amazon and wrote a report.",
        '"Please report it," she said, "if you find it on Amazon."',
        "This chapter is over.",
    ),
)
def is_notice(text: str) -> bool:
    """Tell whether a line speaks to whoever reads a story somewhere else, as sites have it do."""
    low = text.casefold()
    if low.startswith(tuple(marker_words("site_notices"))):
        return True
    if text[0] in QUOTES or not any(place in low for place in marker_words("theft_places")):
        return False
    return any(word in low for word in marker_words("theft_words"))


def words_on(text: str) -> list[str]:
    """Return the words and numbers of a line, folded, without the marks between them.

    >>> words_on("« Prev | 1,234 reads »")
    ['prev', '1234', 'reads']
    """
    return folded(THOUSANDS.sub("", text).translate(BLANKED)).split()


@recogniser(takes=("Entire Work", "Comments (12)"), spares=("The comments", "12"))
def is_on_menu(text: str) -> bool:
    """Tell whether a line is an entry of the menu of an archive, perhaps with a number."""
    words = [word for word in words_on(text[:LONGEST]) if not word.isdigit()]
    return " ".join(words).strip("♥ ") in site_words("page_menus")


def heads_work(text: str) -> bool:
    """Tell whether an entry is one that stands on no page but an archive's."""
    return " ".join(words_on(text[:LONGEST])) in site_words("page_menu_heads")


@recogniser(
    takes=("3.2k words", "4.56", "Updated 06/09/2023"),
    spares=("Chapter 2", "Three words", "Updated maps of 1923"),
)
def is_beside_menu(text: str) -> bool:
    """Tell whether a line beside a menu is a number, a count, or when the page was changed."""
    words = words_on(text[:LONGEST])
    last, *rest = words[::-1] or [""]
    counted = last in site_words("page_counts") and _are_numbers(rest)
    dated = bool(rest) and rest[-1] in site_words("page_changed") and DAY.search(text) is not None
    return counted or _are_numbers(words) or (dated and len(words) <= LONGEST_DATE)


@recogniser(
    takes=("Leave a comment →", "Ann Berg: other works."),
    spares=("She left.", "She left a comment.", "Comment"),
)
def is_button(text: str) -> bool:
    """Tell whether a line says what a button of a page does, perhaps for somebody it names."""
    if len(text) > LONGEST:
        return False
    said = {text, text.rpartition(":")[2]}
    return any(" ".join(words_on(one.rstrip("."))) in site_words("page_buttons") for one in said)


@recogniser(
    takes=('Journal "Quay": [Sign in] [Search] [New] [Help|FAQ]', "[Home] [Up] [Next]"),
    spares=("[1] [2] [3]", "[Home] [Up]", "He saw [Home] and [Up] and [Next] on the wall."),
)
def is_row_of_buttons(text: str) -> bool:
    """Tell whether a line is a row of buttons in brackets, perhaps behind a name."""
    row = BUTTONS.fullmatch(text)
    return row is not None and not any(map(str.isdigit, row[1]))


@recogniser(
    takes=("← Retour aux romans", "Share →"),
    spares=("→", "Quay → Lock", "← He went where nobody had been before, and sang."),
)
def leads_away(text: str) -> bool:
    """Tell whether a line is a few words behind or before an arrow, as links to other pages are."""
    bare = text.strip("←→ ")
    led = text[0] == "←" or text[-1] == "→"
    return led and 0 < len(bare.split()) <= MOST_LEADING and not {"←", "→"} & set(bare)


def at_the_ends(page: Page, most: int = FIRST_LINES) -> list[int]:
    """Return the indices of the first and the last lines with text."""
    lines = page.lines
    first = [*islice((i for i, line in enumerate(lines) if line.text), most)]
    behind = first[-1] + 1 if first else len(lines)
    last = islice((i for i in range(len(lines) - 1, behind - 1, -1) if lines[i].text), most)
    return [*first, *reversed([*last])]


def are_counts(words: list[str]) -> bool:
    """Tell whether words are but numbers, each with what a site counts, and how far a story is.

    What else may be counted, as chapters, needs another count beside it. Numbers without a word
    are counts where there are several, one of them in thousands.
    """
    counts = [word for word in words if word not in site_words("page_states")]
    numbers, counted = counts[::2], counts[1::2]
    if _are_numbers(numbers) and len(numbers) == len(counted):
        readers = any(word in site_words("page_readers") for word in counted)
        known = all(word in site_words("page_counts") for word in counted)
        return known and (readers or len(counted) > 1)
    in_thousands = any(word[-1] in "km" for word in words)
    return 1 < len(words) <= MOST_BARE and in_thousands and _are_numbers(words)


def _are_numbers(words: list[str]) -> bool:
    return bool(words) and all(map(NUMBER.fullmatch, words))


def are_steps(words: list[str]) -> bool:
    """Tell whether words are but those of links that lead to another chapter, and numbers."""
    steps = [word in site_words("page_steps") for word in words]
    return any(steps) and all(
        step or word.isdigit() for step, word in zip(steps, words, strict=True)
    )


@cache
def site_words(name: str) -> frozenset[str]:
    """Return one of the lists of what sites write around a text, folded."""
    return frozenset(map(folded, marker_words(name)))


@recogniser(
    takes=(
        "Chapter 1\n\nby ann\n\nIt rained.\n\n" * 3,
        "Chapter 1\n\nTranslator: Ann Berg\n\nIt rained.\n\n" * 3,
    ),
    spares=(
        "The Salt Road\n\nby Ann Berg\n\nIt rained.\n\n" * 2,
        "Note: it rained.\n\nWe slept.\n\n" * 3,
        9 * "Why did it rain?\n\n" + "It rained.\n\nAuthor: Ann Berg\n\n" * 5,
    ),
)
def take_repeated_bylines(page: Page) -> None:
    """Take out a byline that a site sets below each heading, but for the first one."""
    perhaps = {*page.beginning(byline_words()), *page.having(":", "：")}
    tops = set(at_the_ends(page)[:FIRST_LINES])
    found = [
        i
        for i in perhaps.intersection(page.free())
        if len(page.lines[i].text) <= LONGEST
        and page.stands_alone(i)
        and names_somebody(page.lines[i].text)
        and (i in tops or follows_heading(page, i))
    ]
    found.sort()
    times = Counter(page.lines[i].text for i in found)
    seen: set[str] = set()
    for i in found:
        text = page.lines[i].text
        known = text in seen or not byline_pattern().fullmatch(text)
        if times[text] >= max(FEWEST_BYLINES, MOST_ALIKE * len(found)) and known:
            page.take_out([i], Matter.REPEATED_HEAD, f"comes {times[text]} times")
        seen.add(text)


def names_somebody(text: str) -> bool:
    """Tell whether a line says who wrote, translated or edited a text.

    >>> names_somebody("by ann_berg"), names_somebody("Translator: Ann"), names_somebody("Note: no")
    (True, True, False)
    """
    if byline_pattern().fullmatch(text):
        return True
    field = field_line(text) if ":" in text or "：" in text else None
    return field is not None and field.key in ("author", "translator", "editor")


def follows_heading(page: Page, index: int) -> bool:
    """Tell whether a numbered heading stands right above a line, perhaps behind a title."""
    above = page.previous_text(index)
    if above is None:
        return False
    facts = page.lines[above].facts
    form = facts.form or facts_of(facts.text.partition(" - ")[2]).form
    return form is not None and form.number is not None


@recogniser(
    takes=("Chapter 12 - The Ford\n\nby ann_berg\n\nThe rain had stopped.",),
    spares=("The Ford\n\nby ann_berg\n\nRain.", "Chapter 12\n\nby the light of the moon\n\nRain."),
)
def byline_on_top(page: Page) -> Credit | None:
    """Take out a byline right below the heading that a text begins with; return whom it names.

    What was copied is a chapter; the title of the story stands elsewhere on its page.
    """
    first = page.next_text(0)
    below = page.next_text(first + 1) if first is not None else None
    if first is None or below is None or not follows_heading(page, below):
        return None
    line = page.lines[below]
    match = byline_pattern().fullmatch(line.text)
    alone = below + 1 == len(page.lines) or not page.lines[below + 1].text
    if not match or not alone or not is_name(match[1]):
        return None
    page.take_header([below], "byline below the heading that the text begins with")
    return Credit(match[1], line.at)
