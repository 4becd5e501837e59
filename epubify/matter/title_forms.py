"""Lines that name title and author at once, and bylines of East Asian books."""

from __future__ import annotations

from epubify.matter.credits import credit_in_sentence, name_in_copyright, title_of_person
from epubify.matter.people import clean_name, is_name, is_whole_name, name_weight
from epubify.matter.word_lists import (
    genres,
    imprint_phrases,
    marker_words,
    uncredited_words,
    worded,
)
from epubify.text.cjk import has_cjk
from epubify.text.dates import without_date
from epubify.text.facts import facts_of
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser
from epubify.text.title_words import is_title_case
from epubify.text.word_patterns import AS_WRITTEN

IN_QUOTES = lazy(r"[\"'“‘_*«].+?[\"'”’_*»](?:\s*[-–—(:;].*)?", needs="\"'“‘_*«")
"""A title in quotes, and what it is behind a dash; what goes on in words was speech."""
TITLE_BY = worded(r"(.{1,80}?)(?:\s*[-–—~/]+)?(,?)\s+\(?@by@\s+(\S[^;:!?]{1,60})", needs=("by",))
KIND_BY = worded(r"(.{1,80}?)(,?)\s+@by@\s+(\S[^;:!?]{1,60}(?:\(\S+@\S+\).{0,40})?)", needs=("by",))
HELPED = worded(r"\s*[-–—,(]+\s*@helped_by@\b.*", needs=("helped_by",))
"""Who helped an author, behind the name: ``by Ann Berg - with help from Tom``."""
WORK_BY = worded(
    r"(?P<work>[^:;!?\"“”]{3,60}?)\s+@by@:?\s+(?P<name>\S[^;:!?]{1,60})", needs=("by",)
)
ENDS_IN_BY = worded(r"(?P<work>[^:;!?\"“”]{3,60}?)\s+@by@", needs=("by",))
"""A line that breaks off before the name: ``A Quay Epic by``."""
TRANSLATED = worded(
    r"(?P<title>\S.{2,60}?),?\s+(?P<credit>@translated@\s+@by@)\s+(?P<name>\S[^:;!?]{3,60})",
    needs=("translated",),
)
FROM_NAME = worded(r"(?:@byline_from@)\s+(?P<name>\S.{2,60})", AS_WRITTEN, needs=("byline_from",))
DASHED = lazy(
    r"(?P<first>[^\W\d_][^:;!?\"“”–—]{2,60}?)(?:\s+(?:[-–—]{1,3}|/)\s+|,\s+)(?P<second>[^:;!?\"“”–—]{3,60})",
    needs="-–—/,",
)
NAME_DOT_TITLE = lazy(r"(?P<name>[^\W\d_][^.:;!?]{2,40})\.\s+(?P<title>[^.:;!?]{3,60})")
"""Name and title as Russian libraries write them in one line."""
AUTHOR_TITLE = lazy(r"([^:]{4,40}):\s+([^:]{2,60})")
LONGEST_TITLE_LINE = 90
"""Characters of a line with a quoted title and its byline; with more, sentences of talk are title
lines, with fewer, those that name their series, too, are not."""
RIGHTS_BEHIND = worded(
    r"(?P<title>[^\W\d_].{2,60}?)(?:[\s,]+[-–—*|/~·•]{1,3})?[\s,]+(?=@rights_sign@)",
    needs=("rights_sign",),
)
"""What stands before a copyright in the same line."""
DYNASTY = r"[\[【〔（(]?(?:@dynasties@)[\]】〕）)]?[\s·・.]*"
CJK_CREDIT = worded(
    rf"[\[【《]?\s*(?P<title>[^/／》】\]]{{1,30}}?)\s*[》】\]]?\s*(?:[/／]|\s)\s*(?:{DYNASTY})?"
    r"(?:@author_label@\s*[:：]\s*)?(?P<author>[^/／\]】\s]{2,12}?)\s*@written@\s*[\]】]?"
)
CJK_WRITER = worded(
    r"(?:(?:@cjk_writers@)\s*[/／:：]\s*|@author_label@[ \u3000]+)(?P<author>[^/／\s:：]{2,12})"
)
CJK_BYLINE = worded(
    rf"(?:.{{1,4}}《[^》]{{1,30}}》\s*)?(?:{DYNASTY})(?P<author>[^/／\]】\s]{{2,12}}?)\s*@written@"
)
"""Perhaps behind another title of the book: ``又名《海路》``."""
CJK_TAGS = r"(?:\s*(?:【[^】]{1,20}】|\[[^\]]{1,20}\]|（[^）]{1,20}）))*\s*"
"""What is said of an edition in brackets beside the title: ``【全本】``."""
CJK_TITLE = worded(
    rf"{CJK_TAGS}《(?P<title>[^》]{{1,40}})》\s*"
    rf"(?:@author_label@\s*[:：]?\s*(?P<author>[^\s【\[（]{{1,20}}))?{CJK_TAGS}"
)
CJK_LABELLED = worded(
    r"[“\"「]?\s*(?P<title>[^/／:：“”「」]{1,40}?)\s*[/／\s]\s*@author_label@\s*[:：]\s*"
    r"(?P<author>[^/／”」\"\s]{1,20})\s*[”\"」]?"
)
FEWEST_OF_TITLE, MOST_OF_TITLE = 3, 12
"""Words of a line that is a title by its capitals alone. With fewer, a name or a place is one; with
more, the first line of a list of names is."""


@recogniser(
    takes=("The Salt Road, by Anna Berg",),
    spares=(
        "he stood by Anna",
        "The Salt Road typed by Anna",
        "Posted to the net by Anna",
        "Copyright 1990 by Anna Berg",
    ),
)
def title_by(text: str) -> tuple[str, str] | None:
    """Return title and name in ``TITLE by NAME``.

    What was done "by" someone other than written (``typed by``) names no author, and a
    copyright has no title.

    >>> title_by("The Salt Road, by Anna Berg"), title_by("he stood by Anna")
    (('The Salt Road', 'Anna Berg'), None)
    >>> title_by("'but--' the mate was cut off by Anna"), title_by('"salt" by Anna')
    (None, ('"salt"', 'Anna'))
    >>> title_by("The Salt Road by Anna Berg          May 1992")
    ('The Salt Road', 'Anna Berg')
    """
    match = TITLE_BY.fullmatch(text)
    if not match or not is_name(match[3].rstrip(")")):
        return None
    title, comma, name = match[1], match[2], without_date(match[3])
    name = name.rstrip(")") if "(" not in name else name
    words = [word for word in folded(title).split() if any(map(str.isalnum, word))] or [""]
    quoted = IN_QUOTES.fullmatch(title) is not None and not title.isupper()
    worked = words[-1] in uncredited_words() or set(words[:1]) & set(marker_words("sent_on"))
    if worked or (len(words) == 2 and words[0] in marker_words("worked_on")):  # ``Keyed in``
        return None
    if imprint_phrases().stand_in(title):
        return None
    return (title, name) if comma or quoted or is_title_case(title) else None


@recogniser(
    takes=(
        "A *PARODY* by Anna Berg (ab@mail.example)",
        "Con report by Anna Berg",
        "AN UNAUTHORIZED PARODY by Anna Berg",
        "A Quay / Lock crossover story by Anna Berg - with help from Tom",
    ),
    spares=("The Salt Road by Anna Berg", "A Winter Tale by Anna Berg"),
)
def kind_by(text: str) -> str | None:
    """Return the name in ``KIND by NAME``, where the kind is that of a book and no title.

    >>> kind_by("A short story by Anna Berg"), kind_by("The Salt Road by Anna Berg")
    ('Anna Berg', None)
    """
    text = HELPED.sub("", text)
    match = TITLE_BY.fullmatch(text) or KIND_BY.fullmatch(text)
    if not match or not is_name(clean_name(match[3])):
        return None
    kind = match[1].replace("*", "").replace("_", "")
    last = folded(kind).rpartition(" ")[2].strip("., ")
    titled = len(kind.split()) > 2 and is_title_case(kind) and last in marker_words("story_titles")
    return match[3] if genres().are(kind) and not titled else None


@recogniser(
    takes=("A work of fiction by: Anna Berg", "written in 1993 by Anna Berg", "From Anna Berg"),
    spares=(
        "The Salt Road by Anna Berg",
        "typed by Anna Berg",
        "from the quay novels by Anna Berg",
        "from Anna",
        "From the Sea",
    ),
)
def name_below_title(text: str) -> str | None:
    """Return the name that a line right below a title says in words of its own.

    Whose work a text was made *from* did not write it.

    >>> name_below_title("As told by Anna Berg"), name_below_title("Scanned by Anna Berg")
    ('Anna Berg', None)
    """
    match = FROM_NAME.fullmatch(text) or WORK_BY.fullmatch(text)
    if not match:
        return None
    work = folded(match.groupdict().get("work") or "")
    words = {word.strip(".,") for word in work.split()}
    if words & (uncredited_words() - {"written"}) or words & set(marker_words("sent_on")):
        return None
    if work.partition(" ")[0].capitalize() in marker_words("byline_from"):
        return None
    if is_title_case(match.groupdict().get("work") or "x") or imprint_phrases().stand_in(work):
        return None
    return match["name"] if is_whole_name(match["name"]) else None


@recogniser(takes=("an EXCALIBUR EPIC by", "A tale by"), spares=("typed by", "by", "He stood by"))
def breaks_off(text: str) -> bool:
    """Tell whether a line right below a title ends in the word before the author's name.

    >>> breaks_off("A Quay Epic by"), breaks_off("scanned by")
    (True, False)
    """
    match = ENDS_IN_BY.fullmatch(text)
    words = {word.strip(".,") for word in folded(match["work"]).split()} if match else set()
    if not match or words & uncredited_words() or words & set(marker_words("sent_on")):
        return False
    opens = folded(text).split()[0] in marker_words("indefinite")
    return opens or genres().are(match["work"])


@recogniser(
    takes=("Sea Fables Translated by Anna Berg",),
    spares=("Translated by Anna Berg", "it was translated by Anna Berg"),
)
def title_translated(text: str) -> tuple[str, str, str] | None:
    """Return title, words and name in ``TITLE Translated by NAME``.

    >>> title_translated("Sea Fables Translated by Anna Berg")
    ('Sea Fables', 'Translated by', 'Anna Berg')
    """
    match = TRANSLATED.fullmatch(text)
    if not match or not is_name(match["name"]) or not is_title_case(match["title"]):
        return None
    return match["title"], match["credit"], match["name"]


@recogniser(
    takes=("The Salt Road -- Anna Berg", "Anna Berg - The Salt Road", "The Salt Road, Anna Berg"),
    spares=("Anna Berg - Tom Oak", "Salt - Rain", "Anna Berg - first mate", "Anna - Salt Road"),
)
def title_beside_name(text: str) -> tuple[str, str] | None:
    """Return title and name where a dash divides them, in one order or the other.

    >>> title_beside_name("The Salt Road -- Anna Berg"), title_beside_name("Anna Berg - Salt Road")
    (('The Salt Road', 'Anna Berg'), ('Salt Road', 'Anna Berg'))
    """
    match = DASHED.fullmatch(text)
    if not match:
        return None
    sides = (match["first"], match["second"])
    named = [is_whole_name(side) for side in sides]
    if sum(named) != 1:
        return None
    title, name = sides[named.index(False)], sides[named.index(True)]
    form = facts_of(title).form
    comma = match[0][match.end("first")] == ","
    if comma and (" " not in title or named[0]):
        return None
    return (title, name) if is_title_case(title) and not form else None


@recogniser(takes=("Anna Berg. The Salt Road",), spares=("It rained. We went home", "Anna. Salt"))
def title_after_dot(text: str) -> tuple[str, str] | None:
    """Return title and name in ``NAME. TITLE``, alone on the first line of a file.

    >>> title_after_dot("Anna Berg. The Salt Road")
    ('The Salt Road', 'Anna Berg')
    """
    match = NAME_DOT_TITLE.fullmatch(text)
    return (match["title"], match["name"]) if match and is_whole_name(match["name"]) else None


@recogniser(
    takes=(
        "THE SALT ROAD (c) 1993 Anna Berg",
        "The Salt Road, Copyright 1993 by Anna Berg",
        "Salt (or, The Road)  *  Copyright 1993 by Anna Berg",
    ),
    spares=(
        "All boats (c) 1993 Anna Berg",
        "The Salt Road (c) 1993 Quay Pictures",
        "Copyright 1993 by Anna Berg",
    ),
)
def title_with_rights(text: str) -> tuple[str, str, str] | None:
    """Return title, name and the whole line where a copyright stands behind a title.

    >>> title_with_rights("The Salt Road (c) 1993 Anna Berg")[:2]
    ('The Salt Road', 'Anna Berg')
    """
    start = RIGHTS_BEHIND.match(text)
    name = name_in_copyright(text[start.end() :]) if start else None
    if not start or not name or not is_whole_name(name):
        return None
    title = start["title"]
    return (title, name, text) if is_title_case(title) and " " in title else None


@recogniser(
    takes=("Anna Berg: The Salt Road",),
    spares=("Note: The Road", "River Patrol: The Next Crew", "Anna Berg: Chapter 1"),
)
def title_after_author(text: str) -> tuple[str, str] | None:
    """Return title and name in ``NAME: TITLE``; a series before its volume is not a name.

    >>> title_after_author("Anna Berg: The Salt Road"), title_after_author("Note: The Road")
    (('The Salt Road', 'Anna Berg'), None)
    """
    match = AUTHOR_TITLE.fullmatch(text)
    if not match or " " not in match[1] or not is_name(match[1]) or name_weight(match[1]) <= 0:
        return None
    if facts_of(match[2]).form:
        return None
    return (match[2], match[1]) if is_title_case(match[2]) else None


@recogniser(
    takes=(
        "[海辺 / 林一 著 ]",
        "《海边》作者：林一",
        "【全本】《海边》作者：林一【1-3部】",
        "“海边/作者:林一”",
        "海邊  清 林一散人編次",
    ),
    spares=("Salt / Anna", "明 林一先著"),
)
def east_asian_credit(text: str) -> tuple[str, str | None] | None:
    """Return title and name in ``[書名 / 名 著]`` and ``《書名》作者：名``.

    >>> east_asian_credit("[海辺 / 林一 著 ]"), east_asian_credit("《海边》作者：林一")
    (('海辺', '林一'), ('海边', '林一'))
    """
    if not has_cjk(text) or east_asian_byline(text):
        return None
    forms = (CJK_TITLE, CJK_CREDIT, CJK_LABELLED)
    match = next((found for form in forms if (found := form.fullmatch(text))), None)
    return (match["title"].strip(), match["author"]) if match else None


@recogniser(
    takes=("明 林一先著", "[清]林一撰", "又名《海路》清 林一撰"), spares=("海辺 林一著", "明日の朝")
)
def east_asian_byline(text: str) -> str | None:
    """Return the name after that of a dynasty, as old Chinese books have it: ``明 林一先著``.

    >>> east_asian_byline("明 林一先著"), east_asian_byline("海辺 林一著")
    ('林一先', None)
    >>> east_asian_byline("文/林一"), east_asian_byline("作者　林一")
    ('林一', '林一')
    """
    if not has_cjk(text):
        return None
    match = CJK_BYLINE.fullmatch(text) or CJK_WRITER.fullmatch(text)
    return match["author"] if match else None


@recogniser(
    takes=('Gull Rock, "The Salt Road" (draft 2) by Anna Berg',),
    spares=('"The Salt Road" by Anna Berg was read to us.', '"Come," by and by he said.'),
)
def credit_line(text: str) -> tuple[str, str] | None:
    """Return title and name of a line that ends in both: a quoted title, then its byline.

    >>> credit_line('Gull Rock, "The Salt Road" (draft 2) by Anna Berg')
    ('The Salt Road', 'Anna Berg')
    """
    text = without_date(text)
    said = credit_in_sentence(text) if len(text) <= LONGEST_TITLE_LINE else None
    return said if said and text.endswith(said[1]) else None


def title_and_name(text: str, core: str) -> tuple[str, str | None, str] | None:
    """Return title, name, and how the name is written, where a line has both.

    >>> title_and_name('Anna Berg\\'s "Salt"', 'Anna Berg\\'s "Salt"')
    ('Salt', 'Anna Berg', 'Anna Berg')
    """
    western = (
        title_by(core) or title_after_author(core) or title_of_person(text) or credit_line(core)
    )
    if western:
        return western[0], western[1], western[1]
    said = east_asian_credit(text)
    return (said[0], said[1], text) if said else None


@recogniser(
    takes=("Harbour Lights Episodes - A list by date", "The Bell and the Mill"),
    spares=("It had rained in Rome", "Anna Berg", "Rome", "Persons of the Play"),
)
def says_title(text: str) -> bool:
    """Tell whether a first line apart is a title by its capitals, whatever stands below it.

    >>> says_title("The Bell and the Mill"), says_title("It had rained in Rome")
    (True, False)
    """
    words = [word for word in text.split() if word[:1].isalpha()]
    large = sum(word[0].isupper() for word in words)
    enough = FEWEST_OF_TITLE <= len(words) <= MOST_OF_TITLE and 2 * large >= len(words)
    if not enough or "(" in text or is_name(text):
        return False
    return folded(words[0]) not in marker_words("cast_labels")
