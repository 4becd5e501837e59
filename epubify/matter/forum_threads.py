"""Threads of forums, saved as text: heads and feet of posts, and what others wrote between them.

::

    1.2: Slack                      1.2: Slack
    Mudlark                         Jan 12, 2016
    Getting out there.              #14
    Mar 10, 2019                    Mudlark
    #14                             Messages: 412

What a post has for a mark on the list of the thread is a heading for sure. Who began the thread
wrote the story; what others say is no part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from epubify.matter.page import Page
from epubify.matter.section_labels import mark_heading
from epubify.matter.senders import Credit
from epubify.matter.word_lists import marker_words, worded
from epubify.model import Matter
from epubify.model.records import Record
from epubify.text.dates import is_date
from epubify.text.lazy_pattern import lazy
from epubify.text.lexicon import folded
from epubify.text.recogniser import recogniser
from epubify.text.title_words import fold_title

NUMBER = lazy(r"#\d{1,3}(?:,?\d{3})?", needs="#")
"""The number of a post, alone on its line."""
FIRST_OF_THREAD = worded(r"(?:@thread_began@)\W*\s(?P<name>\S.{0,40}?)(?:,\s.*)?")
BEGUN = worded(r"\S.{3,80}(?:@thread_begun@)\s(?P<name>\S.{0,40}?),\s.*", needs=("thread_begun",))
"""Who began a thread: ``Thread starter Ann``, ``Discussion in 'Tales' started by Ann, …``."""
MARKED = worded(r"(?:@thread_marks@)(?::\s*|\s+)(?P<label>\S.*)", needs=("thread_marks",))
"""The mark of a post on the list of its thread: ``Threadmarks: 1.2: Slack``."""
REACTIONS = worded(r"(?:@post_reactions@)\s*:.*", needs=("post_reactions",))
CHANGED = worded(r"(?:@post_changed@)\s*:.*", needs=("post_changed",))
SAID = worded(r"(?P<name>\S.{0,40}?) (?:@post_quotes@):", needs=("post_quotes",))
"""Above what is quoted of another post."""
FOLDED = worded(r"(?:@post_folds@)\W*", needs=("post_folds",))
"""Below it."""
SIGNED = lazy(r"(?P<name>[^,]{1,40}), (?P<date>[^,]*\d.{0,20}?,? .{0,30})")
"""Name and date at the foot of a post: ``Mudlark, Jan 12, 2016``."""
LONGEST_OF_HEAD = 60
"""Characters of a line of a head. With more, the last line of a post is one; with fewer, long
titles of members and marks stay in the text."""
MOST_OF_HEAD, MOST_BUTTONS = 9, 3
"""Lines of a head above its date, and between the date and the number. With more, a list in the
story is searched for a head; with fewer, heads with a place and a motto stay."""
FEWEST_POSTS = 2
"""Posts with a number and a date that make a thread which does not say who began it. With fewer, a
page of a diary is one; with more, stories in two posts are none."""
LONGEST_TOP = 40
"""Lines above the first post among which the title of the thread stands. With more, a story above
a thread is looked at; with fewer, threads with long lists of marks have no title."""


class Post(Record):
    """Where the parts of a post are: indices of lines."""

    label: int | None
    """The mark on the list of the thread."""
    first: int
    """First line of the head."""
    end: int
    """The line after the head."""
    names: tuple[str, ...]
    """The lines of the head of which one names who wrote the post, the likeliest first."""


@recogniser(
    takes=(
        "The Salt Road\nThread starter Mudlark\n\nEbb\nMudlark\nMar 3, 2019\n#1\n\nIt rained.\n\n"
        "Flood\nMudlark\nMar 4, 2019\n#2\n\nIt rained again.",
    ),
    spares=(
        "We counted them.\n\nMar 3, 2019\n#1\n\nIt rained.\n\n#2\n\nIt rained again.",
        "The Salt Road\n\nThe mark\nMar 3, 2019\n\nIt rained.",
    ),
)
def take_thread(page: Page) -> Credit | None:
    """Take out what a forum sets around the posts of a thread, and the posts of other people.

    Marks on the list of the thread are marked as headings; who wrote the story is returned.
    """
    numbers = [n for n in page.beginning("#") if NUMBER.fullmatch(page.lines[n].text)]
    posts = list(posts_at(page, numbers)) if numbers else []
    if not posts or not all(post.names for post in posts):
        return None
    began, title = top_of(page, posts[0])
    author = began if began or len(posts) < FEWEST_POSTS else most_frequent(posts)
    if author is None or author not in posts[0].names:
        return None
    told = take_top(page, posts[0], author, title)
    ends = [*(post.first for post in posts[1:]), len(page.lines)]
    bodies = [(post.end, end) for post, end in zip(posts, ends, strict=True)]
    for start, end in bodies:
        take_foot(page, start, end, author)
    take_mottos(page, bodies)
    for post, (start, end) in zip(posts, bodies, strict=True):
        take_foot(page, start, end, author)
        if author in post.names:
            take_quotes(page, start, end)
            take_head(page, post, author)
        else:
            page.take_out(range(post.first, end), Matter.COMMENT, "post by another member")
    return told


# ------------------------------------------------------------------------------ the heads


def posts_at(page: Page, numbers: Sequence[int]) -> Iterator[Post]:
    """Yield the posts whose heads stand at some numbers: a date is beside each."""
    below = 0
    for n in numbers:
        date = date_above(page, n, below)
        if date is None:
            continue
        top = head_top(page, date, below)
        member, below = member_below(page, n)
        above = [page.lines[i].text for i in range(top, date) if page.lines[i]]
        yield post_of(page, top, below, [member] if member else above)


def date_above(page: Page, number: int, least: int) -> int | None:
    """Return the index of the date above the number of a post, with but buttons between them."""
    above = page.previous_text(number)
    for _ in range(MOST_BUTTONS + 1):
        if above is None or above < least:
            return None
        if is_date(page.lines[above].text):
            return above
        if not is_button(page.lines[above].text):
            return None
        above = page.previous_text(above)
    return None


def head_top(page: Page, date: int, least: int) -> int:
    """Return the index of the first line of a head, whose date is at an index.

    Where blank lines stand between all lines of a head, a foot or the top of the text ends it; the
    date is its first line where neither does.
    """
    spaced = date > 0 and not page.lines[date - 1].text
    top, above = date, 0
    for n in range(date - 1, least - 1, -1):
        text = page.lines[n].text
        if not text and spaced:
            continue
        if not text or is_of_foot(text):
            return top
        above += 1
        if len(text) > LONGEST_OF_HEAD or above > MOST_OF_HEAD:
            return date if spaced else top
        top = n
    return top


def post_of(page: Page, top: int, end: int, names: Sequence[str]) -> Post:
    """Return a post with its mark, if its head begins with one or one stands right above it."""
    if MARKED.fullmatch(page.lines[top].text):
        own = names[:1] == [page.lines[top].text]
        return Post(top, top, end, tuple(names[own:]))
    above = page.previous_text(top)
    while above is not None and is_button(page.lines[above].text):
        above = page.previous_text(above)
    marked = above is not None and MARKED.fullmatch(page.lines[above].text)
    if above is not None and marked:
        return Post(above, above, end, tuple(names))
    return Post(None, top, end, tuple(names))


def member_below(page: Page, number: int) -> tuple[str | None, int]:
    """Return who wrote a post, if that stands below its number with fields of a member, and the
    index of the line after the head."""
    name = page.next_text(number + 1)
    field = page.next_text(name + 1) if name is not None else None
    if name is None or field is None or not is_of_member(page.lines[field].text):
        return None, number + 1
    end = field
    while field is not None and is_of_member(page.lines[field].text):
        end, field = field + 1, page.next_text(field + 1)
    return page.lines[name].text, end


@recogniser(takes=("Messages: 412", "Joined: Nov 2, 2013"), spares=("He joined: it was late.",))
def is_of_member(text: str) -> bool:
    """Tell whether a line says something of a member of a forum."""
    key, colon, _ = text.partition(":")
    return bool(colon) and folded(key) in marker_words("member_fields")


@recogniser(
    takes=("Like  Reply", "View content", "Like + Quote Reply", "Add bookmark"),
    spares=("They like it.", "", "Reply to Ann"),
)
def is_button(text: str) -> bool:
    """Tell whether a line is but buttons of a post."""
    words = folded(text.replace("+", " ")).split()
    return bool(words) and all(word in marker_words("post_buttons") for word in words)


@recogniser(
    takes=("Reactions: Ann, Tom and 3 others", "Last edited: Mar 5, 2019", "Report", "#12"),
    spares=("He edited it last.", "Her reaction was slow.", "12"),
)
def is_of_foot(text: str) -> bool:
    """Tell whether a line is of the foot of a post: buttons, reactions, when it was changed."""
    return bool(
        is_button(text)
        or NUMBER.fullmatch(text)
        or REACTIONS.fullmatch(text)
        or CHANGED.fullmatch(text)
    )


def take_head(page: Page, post: Post, author: str) -> None:
    """Take out the head of a post, and let its mark stay as a heading where the text has none."""
    label = post.label
    if label is None and page.lines[post.first].text != author:
        label = post.first if post.names[:1] == (page.lines[post.first].text,) else None
    head = [n for n in range(post.first, post.end) if n != label]
    page.take_out(head, Matter.MAIL_HEADER, "head of a post in a thread")
    page.seams.add(post.end)
    if label is None:
        return
    marked = MARKED.fullmatch(page.lines[label].text)
    said = marked["label"] if marked else page.lines[label].text
    below = page.next_text(post.end)
    if below is not None and fold_title(page.lines[below].text) == fold_title(said):
        page.take_out([label], Matter.REPEATED_HEAD, "mark on the list of the thread")
        label = below
    elif marked:
        page.heads.append((page.lines[label].at, page.lines[label].text[: marked.start("label")]))
        page.shorten(label, marked.start("label"))
    mark_heading(page, label, label + 1)


def most_frequent(posts: Sequence[Post]) -> str | None:
    """Return the line that the heads of most posts share, the first one of such."""
    times = Counter(name for post in posts for name in dict.fromkeys(post.names))
    best, count = max(times.items(), key=lambda pair: pair[1], default=("", 0))
    return best if count >= FEWEST_POSTS else None


# --------------------------------------------------------------------- title and author


def top_of(page: Page, first: Post) -> tuple[str | None, int | None]:
    """Return who began a thread, and the index of its title, as said above the first post."""
    above = [n for n in range(first.first) if page.lines[n]]
    if len(above) > LONGEST_TOP:
        return None, None
    texts = [page.lines[n].text for n in above]
    began = (FIRST_OF_THREAD.fullmatch(text) or BEGUN.fullmatch(text) for text in texts)
    name = next((match["name"] for match in began if match), None)
    return name, next((n for n in above if not is_of_foot(page.lines[n].text)), None)


def take_top(page: Page, first: Post, author: str, title: int | None) -> Credit:
    """Take out what stands above the first post; return what is said of the story there."""
    head = page.lines[first.first : first.end]
    at = next((line.at for line in head if line.text == author), head[0].at)
    if title is None:
        return Credit(author, at)
    said = page.lines[title]
    page.take_header([title], "title of the thread")
    above = (n for n in range(first.first) if is_of_top(page.lines[n].text))
    page.take_out(above, Matter.NAVIGATION, "head of a thread")
    return Credit(author, said.at, said.text, sure=True)


@recogniser(
    takes=("Status Ongoing", "Discussion in 'Creative Writing' started by Ann, Jan 12, 2016."),
    spares=("It rained for nine days, and on the tenth day a letter came that nobody could read.",),
)
def is_of_top(text: str) -> bool:
    """Tell whether a line above the first post is one of the forum: short, or who began it."""
    return len(text) <= LONGEST_OF_HEAD or BEGUN.fullmatch(text) is not None


# ------------------------------------------------------------------------------ the feet


def take_foot(page: Page, start: int, end: int, author: str) -> None:
    """Take out the lines at the end of a post that a forum sets there."""
    last = page.previous_text(end)
    while last is not None and last >= start:
        text = page.lines[last].text
        if not (is_of_foot(text) or is_signed(text, author)):
            break
        page.take_out([last], Matter.NAVIGATION, "foot of a post")
        last = page.previous_text(last)


def is_signed(text: str, author: str) -> bool:
    """Tell whether a line names who wrote a post, and when."""
    return text.startswith(f"{author}, ") and SIGNED.fullmatch(text) is not None


def take_quotes(page: Page, start: int, end: int) -> None:
    """Take out what a post quotes of others: ``Ann said:``, down to ``Click to expand...``."""
    opened: int | None = None
    for n in range(start, min(end, len(page.lines))):
        text = page.lines[n].text
        if SAID.fullmatch(text):
            opened = n
        elif opened is not None and FOLDED.fullmatch(text):
            page.take_out(range(opened, n + 1), Matter.COMMENT, "quoted from another post")
            opened = None


def take_mottos(page: Page, posts: Sequence[tuple[int, int]]) -> None:
    """Take out the last lines of the posts that are the same in all: how a member signs."""
    ends = [page.previous_text(end) for start, end in posts if any(page.lines[start:end])]
    while len(ends) >= FEWEST_POSTS and None not in ends:
        said = {page.lines[n].text for n in ends if n is not None}
        if len(said) > 1:
            return
        last = [n for n in ends if n is not None]
        page.take_out(last, Matter.FOOTER, f"ends {len(last)} posts")
        ends = [page.previous_text(n) for n in last]
        if any(a is not None and b is not None and a <= b for b, a in pairwise(ends)):
            return
