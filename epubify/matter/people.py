"""Names of people: told apart from other words, cleaned, and taken apart."""

from __future__ import annotations

import re

from epubify.matter.word_lists import given_names, marker_words, slug_pattern, worded
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded, word_set
from epubify.text.recogniser import recogniser
from epubify.text.vowel_signs import MARKS
from epubify.text.word_patterns import AS_WRITTEN

NAME_WORD = lazy(rf"(?:[^\W\d_][\w'’.{MARKS}-]*\.?|&)")
LONGEST_NAME = 60
"""Characters of a name; with more, sentences are names, with fewer, two authors are not
found."""
LONGEST_LINE = 200
"""Characters of a line that may hold a name with what stands beside it; more only costs time,
with fewer, names before long addresses are lost."""
MOST_WORDS = 6
"""Words of a name; with more, titles in capitals are names, with fewer, Spanish and Portuguese
names are cut."""
MOST_OF_NAME = 3
"""Words of a name beside a title in one line; with more, a part of the title is a name, with fewer,
middle names hide the author."""
INITIAL = lazy(r"[^\W\d_]\.(?:-?[^\W\d_]\.)*")
SPELT_OUT = lazy(r"\b([A-Z])\([a-z]+\)", needs="(")
"""An initial with the rest of the name in brackets: ``J(ohn)``."""
YEARS = lazy(r"\s*[(\[]\s*(?:c\.?\s*)?\d{4}(?:\s*[-–]\s*\d{2,4})?\s*[)\]]$", needs="([")
ADDRESS = lazy(r"(?<!\S)[^\s@]{1,64}@\S{1,120}", needs="@")
PATRONYMIC = worded(r"\w{3,}@patronymics@")
CJK_NAME = lazy(r"[\u3005\u3400-\u9fff]{2,6}|[\uac00-\ud7a3]{2,5}")
CREDITED = worded(r"(?:\s*@credited@|\s+@credited_apart@)$", needs=("credited", "credited_apart"))
PROFILE = worded(r"^[\[(](?:@profile_marks@)[\])]\s*", AS_WRITTEN, signs="[(")
"""What a journal writes before the name of a member."""
YEAR = lazy(r"\s*(?:1[5-9]|20)\d\d\s*")
RIGHTS = worded(
    r"[\s,;(\[-]*(?:@copyright@)\s*(?:\(c\)|©)?\s*(?:\d.*|@by@\b.*)?$", needs=("copyright",)
)
"""A copyright behind a name: ``Ann Berg (c) 1994``."""
GLUED = lazy(r"(?<=\w)\((?=[^()\s]*@)", needs="@")
"""Where an address in brackets is glued to a name: ``Ann Berg(ann@mail.example)``."""
SPREAD = lazy(r"[\u3400-\u9fff\uac00-\ud7a3](?: [\u3400-\u9fff\uac00-\ud7a3]){1,4}")
"""A name of Chinese or Korean signs with spaces between them."""
GLUED_INITIAL = lazy(r"(?<=\b[A-Z]\.)(?=[A-Z][^\W\d_A-Z])", needs=".")
"""Where a family name is glued to an initial: ``A.C.Berg``."""
NICKNAME = lazy(r"(?<=\w )[\"“'‘][^\W\d_][\w .-]{0,20}[\"”'’] (?=\w)", needs="\"“'‘")
"""What friends call somebody, in quotes between their names: ``Ann "Skip" Berg``."""
HANDLE = lazy(r"(?<=\w)\s*[(\[][A-Z][\w.-]{2,24}[)\]]$", needs="([")
"""The handle of a member, or what friends call them, behind the name: ``Ann Berg (MudLark)``."""
NUMBERED = lazy(r"\s*[(\[<]\d{2,6}[,.:/]\d{1,6}(?:\.\d{1,4})?[)\]>]", needs="([<")
"""The address of a member or a node of early networks: ``Ann Berg (72571,3002)``."""
WEB_PAGE = lazy(r"\s*[(\[<]\s*https?://[^\s()\[\]<>]+\s*[)\]>]", needs="/")
"""The page of a member of a site, in brackets: ``Ann Berg (https://site.example/ann)``."""
ALIAS = worded(r"(?<=\w)\s+\(?(?:@alias@)\s+.+$")
"""Another name of the same person: ``Ann Berg aka Mudlark``."""
UNDERSCORED = lazy(r"[^\W_]+(?:_[^\W_]+)+_?", needs="_")
"""A pen name as members of sites write it, for want of a space: ``quay_rat``."""
SUFFIX = worded(r"(?:@name_suffixes@)\.?", needs=("name_suffixes",))
PARTNERS = worded(r"(?:@partners@)\.?", needs=("partners",))
JOINT = worded(r"\s+(?:@name_joints@)\s+")


@recogniser(
    takes=(
        "J. R. Okafor",
        "Nina",
    ),
    spares=(
        "the light of the moon",
        "Go away!",
        "6 7",
    ),
)
def is_name(text: str) -> bool:
    """Tell whether words may be a person's name or a pen name.

    >>> is_name("J. R. Okafor"), is_name("Nina"), is_name("the light of the moon")
    (True, True, False)
    >>> is_name('Ann "Skip" Berg'), is_name('"Skip"'), is_name("qIra julIyan")
    (True, False, True)
    >>> is_name("Dramatis Personae"), is_name("INT. QUAY"), is_name("TALES OF THE QUAY")
    (False, False, False)
    """
    text = NICKNAME.sub("", text[: LONGEST_LINE + 1])
    words = normal_name(text).strip(" .,*_").split() if len(text) <= LONGEST_LINE else []
    if not 1 <= len(words) <= MOST_WORDS or any(c in text for c in '!?;:"“”。！？'):
        return False
    if not all(is_name_word(word) for word in words):
        return False
    if text.isupper() and any(folded(word) in word_set("not_in_names") for word in words[1:]):
        return False  # with small letters these words would tell
    big = [w for w in words if folded(w) not in word_set("name_particles")]
    alike = len(words) == 1 or all(not w[0].islower() or is_cased(w) for w in big)
    lettered = any(map(str.isalpha, text))
    named = bool(big) and alike and lettered and not text.endswith("...")
    if not named or slug_pattern().match(text):
        return False
    return folded(text.strip()) not in marker_words("cast_labels")


def is_cased(word: str) -> bool:
    """Tell whether a word has capitals in its midst, as pen names do: ``qIra``."""
    return len(word) > 2 and not word[1:].islower() and word.isalpha()


@recogniser(
    takes=(
        "O'Brien",
        "J.",
        "ann@mail.example",
    ),
    spares=(
        "--",
        "moon,light",
    ),
)
def is_name_word(word: str) -> bool:
    """Tell whether a word may be part of a name, an address beside it, or a pen name."""
    bare = word.strip("(),<>")
    return bool(NAME_WORD.fullmatch(bare)) or "@" in word or bare.replace("_", "").isalnum()


def name_weight(text: str) -> int:
    """Return how much the words look like a person's name, against a title of like form.

    >>> name_weight("Ivan Petrovich Orlov") > name_weight("Anna Orlova") > name_weight("Dead Souls")
    True
    >>> name_weight("The Ferryman") < 0 < name_weight("D. R. Holloway")
    True
    """
    if not is_name(text):
        return -2
    words = normal_name(text).strip(" .,*_").split()
    if len(words) == 1 and not words[0].isascii() and CJK_NAME.fullmatch(words[0]):
        return 0
    weight = 2 * (folded(words[0]) in given_names())
    weight += 2 * any(INITIAL.fullmatch(w) for w in words[:-1])
    weight += 3 * any(PATRONYMIC.fullmatch(w) for w in words[1:])
    return (
        weight
        - 3 * any(folded(w) in word_set("title_openers") for w in words[:1])
        - 2 * (len(words) > 4)
    )


def normal_name(text: str) -> str:
    """Return a name without years of life, address, and brackets inside it."""
    if len(text) > LONGEST_LINE:
        return text
    bare = NUMBERED.sub("", GLUED.sub(" (", PROFILE.sub("", WEB_PAGE.sub("", text))))
    bare = YEARS.sub("", ADDRESS.sub("", bare)).strip()
    bare = HANDLE.sub("", bare) if " " in bare.partition("(")[0].strip() else bare
    bare = without_alias(RIGHTS.sub("", bare) or bare)
    return CREDITED.sub("", SPELT_OUT.sub(r"\1.", bare)).strip()


def without_alias(text: str) -> str:
    """Return a name without another one of the same person behind it.

    >>> without_alias("Ann Berg aka Mudlark"), without_alias("Ann Berg")
    ('Ann Berg', 'Ann Berg')
    """
    small = text.lower()
    named = any(map(small.__contains__, marker_words("alias")))
    return ALIAS.sub("", text) if named else text


def clean_name(text: str) -> str:
    """Return a name without ornament, address and years.

    >>> clean_name("  ANNA BERG <a@b.example> "), clean_name("*Nina*")
    ('Anna Berg', 'Nina')
    >>> clean_name("E(dith) M(ary) Pell [1898]"), clean_name("a@b.example")
    ('E. M. Pell', 'a@b.example')
    >>> clean_name("Ann Berg(a@b.example)"), clean_name("Ann Berg (a@b.example) Copyright (c) 1994")
    ('Ann Berg', 'Ann Berg')
    >>> clean_name("[info]tidepool"), clean_name("Ann Berg (MudLark)"), clean_name("Ann (Skip)")
    ('tidepool', 'Ann Berg', 'Ann (Skip)')
    >>> clean_name("현 진 건")
    '현진건'
    >>> clean_name("Ann Berg (https://site.example/authors/1)"), clean_name("A.C.Berg")
    ('Ann Berg', 'A.C. Berg')
    """
    bare = normal_name(text[:LONGEST_LINE]) or text.strip("<>()[] ")
    bare = GLUED_INITIAL.sub(" ", bare)
    bare = bare.replace(" ", "") if not bare.isascii() and SPREAD.fullmatch(bare) else bare
    ends_initial = bare.endswith(".") and re.search(r"\b[A-Z]\.$", bare)
    bare = bare.strip(" *_,~-") if ends_initial else bare.strip(" *_.,~-")
    if bare.isupper() and len(bare) > 3 and " " in bare:
        bare = " ".join(in_lower_case(word) for word in bare.split())
    return " ".join(bare.split())


def in_lower_case(word: str) -> str:
    """Return one word of a name typed in capitals; initials stay.

    >>> in_lower_case("O'BRIEN"), in_lower_case("J.R."), in_lower_case("SMITH-LEE")
    ("O'Brien", 'J.R.', 'Smith-Lee')
    >>> in_lower_case("RL")
    'RL'
    """
    if "." in word or (len(word) == 2 and not set(word) & set("AEIOUYÄÖÜÉ")):
        return word
    return re.sub(
        r"[^\W\d_]+", lambda m: m[0].capitalize() if len(m[0]) > 1 or m.start() == 0 else m[0], word
    )


def split_names(value: str) -> list[str]:
    """Return the names in a byline.

    >>> split_names("Ann Berg and Tom Oak"), split_names("A. B. Cee")
    (['Ann Berg', 'Tom Oak'], ['A. B. Cee'])

    A year is nobody, a suffix belongs to the name before it, and catalogues turn names round.

    >>> split_names("Ann Berg & 1993"), split_names("Sam Hill, Jr."), split_names("Berg & Sons")
    (['Ann Berg'], ['Sam Hill Jr.'], ['Berg & Sons'])
    >>> split_names("Berg, Anna; Oak, Tom"), split_names("ANN BERG AND TOM OAK")
    (['Anna Berg', 'Tom Oak'], ['ANN BERG', 'TOM OAK'])
    """
    names: list[str] = []
    for part in name_parts(value):
        turned = given_name_first(part)
        names += [turned] if turned else [name.strip() for name in part.split(",")]
    people: list[str] = []
    for name in names:
        if people and SUFFIX.fullmatch(name):
            people[-1] += f" {name}"
        elif people and PARTNERS.fullmatch(name):
            people[-1] += f" & {name}"
        elif name and not YEAR.fullmatch(name):
            people.append(name)
    return people


@recogniser(
    takes=("mudlark, tide_pool", "Ann Berg, quay_rat and mudlark"),
    spares=("moonlight, starlight", "mudlark", "Ann Berg, Tom Oak", "the tide, tide_pool"),
)
def are_pen_names(text: str) -> bool:
    """Tell whether words are the names of several people, of which one is surely a pen name."""
    names = split_names(text)
    known = [bool(UNDERSCORED.fullmatch(name)) for name in names]
    return len(names) > 1 and any(known) and all(map(is_name, names))


def name_parts(value: str) -> list[str]:
    """Return what semicolons and joining words divide in a byline."""
    parts = re.split(r"[;；]", value.replace("、", ","))
    return [one for part in parts for one in JOINT.split(part)]


def filed_names(value: str) -> dict[str, str]:
    """Return the names of a byline that stand as in a catalogue, and how they stand there.

    >>> filed_names("García Márquez, Gabriel; Tom Oak")
    {'Gabriel García Márquez': 'García Márquez, Gabriel'}
    """
    turned = ((given_name_first(part), part.strip()) for part in name_parts(value))
    return {name: written for name, written in turned if name}


@recogniser(takes=("Berg, Anna", "van der Berg, J. R."), spares=("Ann, Bob", "Ann Berg, Tom Oak"))
def given_name_first(text: str) -> str | None:
    """Return a name that stands as in a catalogue the way people say it, None for other names.

    >>> given_name_first("Berg, Anna Marie"), given_name_first("Ann, Bob")
    ('Anna Marie Berg', None)
    """
    family, comma, given = (part.strip() for part in text.partition(","))
    words = given.split()
    if not comma or not words or "," in given or not (is_name(family) and is_name(given)):
        return None
    known = [bool(INITIAL.fullmatch(word)) or folded(word) in given_names() for word in words]
    if not known[0] or not all(known) or folded(family.split()[0]) in given_names():
        return None
    return f"{given} {family}"


def given_first(name: str) -> bool:
    """Tell whether a name begins with a given name that is common somewhere.

    >>> given_first("Anna Berg"), given_first("River Patrol")
    (True, False)
    """
    return folded(name.split()[0]).strip(".,") in given_names()


@recogniser(takes=("Anna Berg", "Anna Maria Berg"), spares=("Anna", "The Salt Road", "Quay Road"))
def is_whole_name(text: str) -> bool:
    """Tell whether words are a given name that is common and a family name, and no more.

    >>> is_whole_name("Anna Berg"), is_whole_name("Anna"), is_whole_name("The Salt Road")
    (True, False, False)
    """
    name = clean_name(text)
    count = len(name.split())
    cased = name.title() if name.islower() else name
    return 1 < count <= MOST_OF_NAME and is_name(cased) and given_first(name)
