"""What posting a story in parts leaves behind: marks, counters, titles of slices, signatures."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice

from epubify.matter.footers import (
    ADDRESS,
    FIELD,
    FIRST_FOOTER,
    UNSUBSCRIBE,
    ends_post,
    is_footer,
)
from epubify.matter.mail_headers import header_name
from epubify.matter.page import Page
from epubify.matter.people import is_name
from epubify.matter.quoting import is_before_quote
from epubify.matter.subject_lines import (
    PAGE_OF,
    PART_OF,
    SMILEY,
    may_count,
    slice_title,
    subject_title,
)
from epubify.matter.word_lists import (
    byline_words,
    marker_words,
    worded,
)
from epubify.model import Matter
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, number_words
from epubify.text.line_ends import closes_sentence
from epubify.text.recogniser import recogniser
from epubify.text.word_patterns import AS_WRITTEN

ATTRIBUTION = worded(
    r".{0,60}\S+@\S+.{0,60}\b@said@\b\s*:|@on@ .{6,80} @wrote@:", AS_WRITTEN, signs=":"
)
ADDRESSED_ATTRIBUTION = worded(
    r".{0,60}\S+@\S+.{0,40}\b@said@\b.{0,40}(?::|\.\.\.)", AS_WRITTEN, signs="@"
)
SIGNATURE = lazy(r"--")
LONGEST_SIGNATURE = 6
"""Lines below ``--``; with more, the first lines of the next scene are taken, with fewer,
signatures with a motto stay."""
LONGEST_FRAMED = 12
"""Lines of one between two rules, down to the end; with more, letters in frames are taken, with
fewer, signatures with a drawing stay."""
OF = r"(?:\s*(?:@of@|/)\s*(?:\d+|\?))?"
_NUMBER = r"(?:\d+|(?-i:[IVXL]+)\b|[a-z]{3,10}\b(?! [a-z]))?"
_PART = rf"@part_marks@\s*(?:@of@\s+)?(?:@the@\s+)?(?:@neighbours@\s+)?@part_names@\s*{_NUMBER}{OF}"
_SOON = r"(?:(?:@the@ )?(?:@neighbours@ )?@part_names@ \w{1,10} @posted_soon@\b[\w ]{0,30}\W*)?"
PART_MARK = worded(rf"[^\w?!]*(?:{_PART})[^\w?!\"”]*{_SOON}", needs=("part_marks",))
DIGIT = lazy(r"\d")
FRAME = lazy(r"[-_=~*<>\[\](){}|#+]")
"""Signs that programs and posters set around what is not text."""
GOES_ON = worded(
    r"\W*@goes_on@\W*|[\[(<*-]+[^\w?]*@continued@[^\w?]+|[^\w\s?]{2,}\s*@continued@"
    r"|\W*@continued@ (?:@neighbours@ )?@part_names@\W*",
    needs=("goes_on", "continued"),
)
"""A whole line that says that another post follows; at the very end it belongs to the story. One
that asks does not say it (``[more?]``)."""
FILE_END = worded(r"\W*@file_end@\W*", needs=("file_end",))
SCISSORS = worded(r"[-_=\s8<>]{4,}@cut_here@?[-_=\s8<>]*|@cut_here@")
CUT_HERE = marker_words("cut_here")
SCISSORS_NEED = ("8<", ">8", *{words.split()[0] for words in CUT_HERE})
"""What every such line has, in small letters."""
SCISSORS_OF_PART = worded(
    r"(?:@part_marks@ )?@part_of@ \d{1,3}(?: @of@ \d{1,3})?(?: @cut_here@){1,9}",
    needs=("cut_here",),
)
"""The same with the part that begins or ends there, its words linked by dashes."""
LONGEST_BYLINE = 3
"""Lines of a byline: a rule, ``by``, the name. With more, marks of a scene lead to a name in the
text, with fewer, a byline in three lines stays there."""
CONTACT = worded(r"(?:@please@ )?(?:@send@ )?@contact@\b.*\S@\S+\.\w.*", signs="@")
BYLINE = worded(r"@by@ \S")
PARTS_BEGIN = ("part_marks", "part_of", "cut_here")
FREE_BEGIN = ("goes_on", "continued", "file_end", "own_fields")
OPENS_MARK = worded(r"\W*(?:@goes_on@|@continued@|@file_end@|@own_fields@\s*:)")
"""What marks and fields open with that have nothing directly before them."""
LAST_OF_PART = frozenset("IVXLivxlıİ")
"""What such a part ends with, but for figures, before a bracket and a full stop."""
LONGEST_SLICE, LONGEST_PLEA, LONGEST_SCISSORS = 90, 100, 120
"""Characters of the title of a slice, of a line that asks for mail, and of one that says where to
cut. With more, lines of prose are looked at; with fewer, long titles and addresses stay."""
FEWEST_NAMED = 2
"""Numbers of parts behind the title that make them the parts of a story; with fewer, the one post
of a serial that was pasted in is one, with more, the parts of a story in two are lost."""
LONGEST_UNSIGNED = 3
"""Lines of a signature without an address. With more, a short scene between two dashes is one, with
fewer, a name with a motto of two lines stays."""
LONGEST_MARK = 200
"""Characters; no line that mail adds is longer, and none is looked at that is. More only costs
time, with fewer, long attributions stay."""


@recogniser(
    takes=(11 * "Rain fell.\n" + "\nThe Salt Road (2/5)\n\nWe went home.",),
    spares=(11 * "Rain fell.\n" + "\nThe Other Road (2/5)\n\nWe went home.",),
    subjects=("The Salt Road (1/5)",),
)
def take_slice_titles(page: Page, subjects: Sequence[str]) -> None:
    """Take out lines that repeat the title with the number of a slice: ``The Title (2/5)``."""
    tops = [line.text for line in page.lines[:FIRST_FOOTER] if 0 < len(line.text) < LONGEST_MARK]
    # A long sentence on top is no title.
    tops = [text for text in tops[:3] if len(text) <= LONGEST_SLICE or not closes_sentence(text)]
    titles = (subject_title(text)[0] for text in (*subjects, *tops))
    known = {folded(title) for title in titles if any(map(str.isalnum, title))}
    divided = len(parts_named(page, known, subjects)) >= FEWEST_NAMED or lacks_first_part(page)
    for i in page.each(page.saying(known)):
        line = page.lines[i]
        if i < FIRST_FOOTER or len(line.text) > LONGEST_SLICE or not page.is_free(i):
            continue
        if not (may_count(line.text) and may_be_called(line.text, known)):
            continue
        title, part = slice_title(line.text)
        called = part and folded(title.rstrip(" -–—:,")) in known
        if called and not is_numbered_heading(line.text):
            byline = byline_below(page, i)
            if names_part(line.text) and (byline or divided):
                page.take_out(byline, Matter.REPEATED_HEAD, "byline of a part")
                page.seams.update((i, max([i, *byline]) + 1))
                continue
            page.take_out([i, *byline], Matter.SLICE_TITLE, "repeats the title with a number")
            page.seams.add(max([i, *byline]) + 1)


def may_be_called(text: str, titles: Collection[str]) -> bool:
    """Tell whether one of some folded titles may be that of a line: its words stand in it.

    >>> may_be_called("Re: The Salt Road :-) (2/5)", {"salt road"}), may_be_called("Rain", {"sun"})
    (True, False)
    """
    said = folded(SMILEY.sub("", text))
    return any(title in said for title in titles)


def parts_named(page: Page, known: Collection[str], subjects: Sequence[str]) -> set[str]:
    """Return the numbers of parts that stand behind a title in lines of their own and subjects."""
    named = {part for s in subjects if names_part(s) and (part := subject_title(s)[1])}
    for i in page.saying(known):
        line = page.lines[i]
        if line and len(line.text) <= LONGEST_SLICE and names_part(line.text):
            title, part = slice_title(line.text)
            if part and folded(title.rstrip(" -–—:,")) in known:
                named.add(part)
    return named


def lacks_first_part(page: Page) -> bool:
    """Tell whether the second part has a heading of its own, and the first one has none: the title
    above it says which part it is."""
    forms = (page.lines[i].facts.form for i in page.each(page.having("art")) if page.is_free(i))
    numbers = {form.number for form in forms if form and form.rank == "part" and not form.title}
    return 2 in numbers and 1 not in numbers


def names_part(text: str) -> bool:
    """Tell whether a title names a part of the story, not a post of so many.

    >>> names_part("The Salt Road, Part 2"), names_part("The Salt Road, Part 2 of 5")
    (True, False)
    """
    last = text.rstrip().removesuffix(".").removesuffix(")")[-1:]
    if not (last in LAST_OF_PART or last.isdecimal()):
        return False  # as of nearly all lines
    found = PART_OF.search(text)
    return found is not None and found[2] is None and not PAGE_OF.search(text)


def byline_below(page: Page, index: int) -> list[int]:
    """Return the indices of the byline right below a line, of a rule above it and of a name under
    a lone ``by``; none where there is no byline."""
    near: list[int] = []
    for _ in range(LONGEST_BYLINE):
        last = near[-1] if near else index
        below = page.next_text(last + 1)
        if below is None or below > last + 2:
            return []
        near.append(below)
        line, above = page.lines[below], page.lines[last]
        alone = last != index and folded(above.text) in byline_words()
        if BYLINE.match(line.text) or (alone and is_name(line.text)):
            return near
        if not (line.facts.is_ornament or folded(line.text) in byline_words()):
            return []
    return []


AFTER_TITLE_MARK = lazy(r"\s*[:,|~–—]\s*|\s-\s")


@recogniser(takes=("# Chapter 2", "Part 2", "SALT : Chapter 2"), spares=("The Salt Road (2/5)",))
def is_numbered_heading(text: str) -> bool:
    """Tell whether a line is a heading that a number orders: no slice has such a title.

    The title of the story may stand before a chapter's.

    >>> is_numbered_heading("# Chapter 2"), is_numbered_heading("The Salt Road (2/5)")
    (True, False)
    """
    form = facts_of(text).form
    if form is not None and form.number is not None:
        return True
    behind = (facts_of(text[mark.end() :]).form for mark in AFTER_TITLE_MARK.finditer(text))
    return any(form and form.rank == "chapter" and form.number for form in behind)


@recogniser(
    takes=("Rain fell.\n\n[continued in part 2]\n\nWe slept.", "Rain fell.\n\n--- cut here ---"),
    spares=(
        "Rain fell.\n\n[He continued in part.]\n\nWe slept.",
        "Two sorts of rope.\n\n[more?]\n\nWe slept.",
    ),
)
def take_posting_marks(page: Page) -> None:
    """Take out the lines that posting in parts leaves behind."""
    last = last_of_story(page)
    for i in page.each(may_be_marks(page)):
        mark = posting_mark(page, i, last)
        if mark:
            page.take_out([i], *mark)
            page.seams.add(i + 1)
        elif page.is_free(i) and FIELD.match(page.lines[i].text) and is_field(page, i + 1):
            page.seams.add(i)


def last_of_story(page: Page) -> int | None:
    """Return the index of the last line that stands above signatures and footers at the end."""
    last = page.previous_text(len(page.lines))
    while last is not None:
        first = last
        while first and page.lines[first - 1]:
            first -= 1
        texts = [line.text for line in page.lines[first : last + 1]]
        if not (SIGNATURE.fullmatch(texts[0]) or is_footer(texts)):
            break
        last = page.previous_text(first)
    return last


def may_be_marks(page: Page) -> set[int]:
    """Return the lines that may be marks of posting: the others lack what each kind of them has."""
    lines, free = page.lines, page.free()
    opened = page.beginning(_words(*PARTS_BEGIN), signs=True)
    found = {i for i in opened if is_part_mark(lines[i].text) or is_scissors(lines[i].text)}
    opened = page.beginning(_words(*FREE_BEGIN), signs=True)
    found.update(i for i in set(opened).intersection(free) if OPENS_MARK.match(lines[i].text))
    alone = (i for i in free if not any(lines[i + 1 : i + 2]))
    found.update(i for i in alone if UNSUBSCRIBE.fullmatch(lines[i].text))
    found.update(page.having("@"))
    found.update(i for i in page.having(":") if lines[i].text.endswith(":"))
    return found


def _words(*names: str) -> list[str]:
    """Return the words of several lists."""
    return [word for name in names for word in marker_words(name)]


def posting_mark(page: Page, index: int, last: int | None) -> tuple[Matter, str] | None:
    """Return what mark of posting a line is and by what evidence, None for a line of the story."""
    text = page.lines[index].text
    if len(text) > LONGEST_MARK:
        return None
    free = page.is_free(index)
    goes_on = free and index != last and GOES_ON.fullmatch(text)
    if goes_on or is_part_mark(text) or is_scissors(text):
        return Matter.POSTING, "says where a part ends or goes on"
    if free and FILE_END.fullmatch(text) and ends_post(page, index + 1):
        return Matter.POSTING, "says that a file ends"
    if is_attribution(page, index):
        return Matter.POSTING, "attribution of a quoted mail"
    alone = free and not any(page.lines[index + 1 : index + 2])
    if not alone or len(text) >= LONGEST_PLEA:
        return None
    if (index > FIRST_FOOTER and CONTACT.fullmatch(text)) or UNSUBSCRIBE.fullmatch(text):
        return Matter.FOOTER, "asks for mail in a paragraph of its own"
    return None


@recogniser(
    takes=(
        "[End Part 1]",
        "End of part 3",
        "End of Part Two.",
        "-- end message --",
        "End part 1 ... part 2 will be posted soon",
    ),
    spares=("End message?", "End message."),
)
def is_part_mark(text: str) -> bool:
    """Tell whether a line says where a part begins, ends or goes on.

    It has a number, or signs around it: people do say `End message` in a story.

    >>> is_part_mark("[End Part 1]"), is_part_mark("End message.")
    (True, False)
    """
    last = text.rstrip(" .:;,*-_~)]").rpartition(" ")[2]
    if not (FRAME.match(text) or DIGIT.search(text) or folded(last) in number_words()):
        return False
    return PART_MARK.fullmatch(text) is not None


def is_attribution(page: Page, index: int) -> bool:
    """Tell whether a line names the writer of what follows, as mail programs do."""
    text = page.lines[index].text
    if text.endswith(":") and ATTRIBUTION.fullmatch(text) and is_before_quote(page, index):
        return True
    return "@" in text and page.is_free(index) and bool(ADDRESSED_ATTRIBUTION.fullmatch(text))


def is_field(page: Page, index: int) -> bool:
    """Tell whether a line is a header field such as ``Rating: PG``."""
    return index < len(page.lines) and bool(header_name(page.lines[index].text))


@recogniser(
    takes=(
        "- - 8< - - CUT HERE - - 8< - -",
        "--- cut here ---",
        "----------CUT-HERE----------",
        "-PART-1-OF-2------CUT-HERE------CUT-HERE---",
        "-END-PART-2-OF-2------CUT-HERE------CUT-HERE---",
    ),
    spares=(
        "-----",
        "cut here and there",
    ),
)
def is_scissors(text: str) -> bool:
    """Tell whether a line says where to cut a file apart.

    >>> is_scissors("- - 8< - - CUT HERE - - 8< - -"), is_scissors("--- cut here ---")
    (True, True)
    >>> is_scissors("-----"), is_scissors("cut here and there")
    (False, False)
    """
    if len(text) >= LONGEST_SCISSORS:
        return False
    low = text.lower()
    if not any(map(low.__contains__, SCISSORS_NEED)):
        return False
    bare = " ".join(low.replace("-", " ").split())
    says_so = "8<" in text or ">8" in text or any(words in bare for words in CUT_HERE)
    forms = (SCISSORS.fullmatch(text), SCISSORS.fullmatch(bare), SCISSORS_OF_PART.fullmatch(bare))
    return says_so and any(forms)


@recogniser(
    takes=("Rain fell.\n\n--\nAnn Berg, ann@mail.example",),
    spares=("Rain fell.\n\n--\nShe woke at six.\n\n\nThe ford was dry.",),
)
def take_signatures(page: Page) -> None:
    """Take out signatures: ``--`` and a few lines below it, where a post ends.

    The last one goes first: where it stood, the post ends for the one above it.
    """
    for i in sorted(page.beginning("-"), reverse=True):
        if SIGNATURE.fullmatch(page.lines[i].text):
            take_signature(page, i)
    page.thin.sort(key=lambda apart: apart.at.first_line)


def signature_end(page: Page, index: int) -> int:
    """Return the index after a signature: up to a blank, or all that is left of its post."""
    last = index + 1
    while last < len(page.lines) and page.lines[last]:
        last += 1
    post_end = min((seam for seam in page.seams if seam > index), default=len(page.lines))
    texts = (i for i in range(index + 1, post_end) if page.lines[i])
    rest = list(islice(texts, LONGEST_FRAMED + 1))
    if rest and len(rest) <= LONGEST_SIGNATURE and ADDRESS.search(page.lines[rest[0]].text):
        return rest[-1] + 1
    ruled = any(len(page.lines[i].text) >= 20 and page.lines[i].facts.is_ornament for i in rest)
    if rest and len(rest) <= LONGEST_SIGNATURE and ruled:
        return rest[-1] + 1
    if rest and len(rest) <= LONGEST_FRAMED and is_framed(page, rest):
        return rest[-1] + 1
    return last


def is_framed(page: Page, indices: Sequence[int]) -> bool:
    """Tell whether the first and the last of some lines are rules."""
    ends = [page.lines[i] for i in (*indices[:1], *indices[-1:])]
    return len(indices) > 2 and all(
        len(line.text) >= 20 and line.facts.is_ornament for line in ends
    )


def take_signature(page: Page, index: int) -> None:
    """Take out a signature: ``--`` and a few lines up to a blank before a seam or the end.

    Elsewhere ``--`` may as well part two scenes: then the lines must have an address, or a wide
    space below them and no sentence in them.
    """
    end = signature_end(page, index)
    found = [i for i in range(index + 1, end) if page.lines[i]]
    below = [page.lines[i] for i in found]
    most = LONGEST_FRAMED if is_framed(page, found) else LONGEST_SIGNATURE
    if not below or len(below) > most:
        return
    after = page.next_text(end)
    address = any(ADDRESS.search(line.text) for line in below)
    wide = after is not None and after - end >= 2 and len(below) <= LONGEST_UNSIGNED
    if ends_post(page, end):
        evidence = "below two dashes where a post ends"
    elif not page.is_free(index):
        return
    elif address:
        evidence = "below two dashes, with an address"
    elif wide and not any(line.facts.is_terminal for line in below):
        evidence = "below two dashes, with space below"
    else:
        return
    page.take_out(range(index, end), Matter.FOOTER, evidence, thin=not ends_post(page, end))
    page.seams.add(end)
