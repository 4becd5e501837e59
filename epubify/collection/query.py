"""Queries over what is known of stories: ``author = "Nina" and words < 5000``.

    query       = both { "or" both }
    both        = negated { "and" negated }
    negated     = "not" negated | "(" query ")" | condition
    condition   = FIELD                                  (it is known)
                | FIELD ( "=" | "!=" | "~" | "!~" | "<" | "<=" | ">" | ">=" ) VALUE
                | FIELD [ "not" ] "in" ( "(" | "[" ) VALUE { "," VALUE } ( ")" | "]" )

A value of one word needs no quotation marks. Of a field with several values one that fits is
enough; what is not known fits nothing, so that only ``!=``, ``!~`` and ``not`` find it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from epubify.collection.comparison import Test, comparing
from epubify.collection.query_tokens import QueryFault, QueryToken, TokenKind, tokens_of
from epubify.collection.story_record import FIELDS, RecordField, StoryRecord, find_field
from epubify.model.records import Record
from epubify.text.nearest import did_you_mean

DEEPEST = 50
"""Parentheses and negations inside one another; nobody means more."""
SIGNS = ("=", "!=", "~", "!~", "<", "<=", ">", ">=")
_JOINTS = ("and", "or", "not", "in")


class Query(Protocol):
    """What a story can be asked."""

    def holds(self, record: StoryRecord) -> bool:
        """Tell whether a story is one of those asked for."""


class Condition(Record):
    """One of several values of a field is what is asked for."""

    field: RecordField
    tests: tuple[Test, ...]

    def holds(self, record: StoryRecord) -> bool:
        """Tell whether a value of the field fits."""
        return any(test(value) for value in self.field.values(record) for test in self.tests)


class Known(Record):
    """A field says something."""

    field: RecordField

    def holds(self, record: StoryRecord) -> bool:
        """Tell whether there is a value."""
        return any(self.field.values(record))


class Negated(Record):
    """A query that must not hold."""

    query: Query

    def holds(self, record: StoryRecord) -> bool:
        """Tell whether it does not."""
        return not self.query.holds(record)


class Combined(Record):
    """Several queries of which all, or one, must hold."""

    queries: tuple[Query, ...]
    enough: Callable[..., bool]
    """``all`` or ``any``."""

    def holds(self, record: StoryRecord) -> bool:
        """Tell whether enough of them hold."""
        return self.enough(query.holds(record) for query in self.queries)


@lru_cache(maxsize=32)
def read_query(text: str) -> Query:
    """Return the query of a text; raises QueryFault, a ValueError, that points at a mistake.

    >>> from epubify.model import Metadata
    >>> dusk = StoryRecord(Metadata("Dusk", subjects=("Max/Liz",), date="1999-05"), words=1200)
    >>> read_query('subject ~ "max/liz" and not (words > 5000 or date < 1999)').holds(dusk)
    True
    >>> read_query('autor = "Nina"')
    Traceback (most recent call last):
    epubify.collection.query_tokens.QueryFault: column 1: unknown field “autor”; did you mean
    “author”?
        autor = "Nina"
        ^
    """
    return _QueryParser(text).query()


class _QueryParser:
    """Recursive descent, one method a line of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens_of(text)
        self._at = 0
        self._depth = 0

    def query(self) -> Query:
        """Return the query of the whole text."""
        if self._is_at_end():
            raise self._fault("the query is empty", 'write one such as author = "Nina"')
        query = self._any()
        if not self._is_at_end():
            raise self._left_over()
        return query

    # ------------------------------------------------------------------ the grammar

    def _any(self) -> Query:
        return self._combined(self._all, "or", any)

    def _all(self) -> Query:
        return self._combined(self._negated, "and", all)

    def _combined(
        self, part: Callable[[], Query], joint: str, enough: Callable[..., bool]
    ) -> Query:
        queries = [part()]
        while self._next.is_word(joint):
            self._take()
            queries.append(part())
        return queries[0] if len(queries) == 1 else Combined(tuple(queries), enough)

    def _negated(self) -> Query:
        opening = self._next
        if not (opening.is_word("not") or opening.is_sign("(")):
            return self._condition()
        self._take()
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._fault("too many parentheses inside one another", "", opening)
        if opening.is_word("not"):
            query: Query = Negated(self._negated())
        else:
            query = self._any()
            self._close(opening, ")")
        self._depth -= 1
        return query

    def _condition(self) -> Query:
        field = self._field()
        negative = self._next.is_word("not") and self._tokens[self._at + 1].is_word("in")
        if negative:
            self._take()
        if self._next.is_word("in"):
            self._take()
            condition: Query = Condition(field, self._list(field))
            return Negated(condition) if negative else condition
        if not self._next.is_sign(*SIGNS):
            return self._presence(field)
        sign = self._take().text
        condition = Condition(field, (self._value(field, sign.replace("!", "") or "="),))
        return Negated(condition) if sign.startswith("!") else condition

    def _presence(self, field: RecordField) -> Query:
        token = self._next
        if token.kind is TokenKind.TEXT or (
            token.kind is TokenKind.WORD and not token.is_word("and", "or", "not")
        ):
            raise self._fault(
                f"{field.name} must be compared with it", f"write one of {' '.join(SIGNS)} before"
            )
        return Known(field)

    def _field(self) -> RecordField:
        token = self._next
        if token.kind is TokenKind.END:
            raise self._fault("the query ends where a field is expected", _fields_listed())
        if token.kind is not TokenKind.WORD or token.is_word(*_JOINTS):
            raise self._fault(f"a field is expected, not “{token.text}”", _fields_listed())
        field = find_field(token.text)
        if field is None:
            meant = did_you_mean(token.text, FIELDS) or _fields_listed()
            raise self._fault(f"unknown field “{token.text}”", meant)
        self._take()
        return field

    def _list(self, field: RecordField) -> tuple[Test, ...]:
        opening = self._next
        if not opening.is_sign("(", "["):
            raise self._fault("“in” needs a list", 'write ("one", "two")')
        self._take()
        tests = [self._value(field, "=")]
        while self._next.is_sign(","):
            self._take()
            tests.append(self._value(field, "="))
        self._close(opening, {"(": ")", "[": "]"}[opening.text])
        return tuple(tests)

    def _value(self, field: RecordField, sign: str) -> Test:
        token = self._next
        if token.kind is TokenKind.END:
            raise self._fault("the query ends where a value is expected")
        if token.kind is TokenKind.SIGN:
            raise self._fault(f"a value is expected, not “{token.text}”")
        try:
            test = comparing(field, sign, token.text)
        except ValueError as error:
            raise self._fault(str(error)) from None
        self._take()
        return test

    # -------------------------------------------------------------------- the tokens

    @property
    def _next(self) -> QueryToken:
        return self._tokens[self._at]

    def _is_at_end(self) -> bool:
        return self._next.kind is TokenKind.END

    def _take(self) -> QueryToken:
        self._at += 1
        return self._tokens[self._at - 1]

    def _close(self, opening: QueryToken, sign: str) -> None:
        if self._next.is_sign(sign):
            self._take()
        elif self._next.kind is TokenKind.END:
            raise self._fault(f"“{opening.text}” is never closed", f"end it with {sign}", opening)
        else:
            raise self._left_over()

    def _left_over(self) -> QueryFault:
        """Return what is wrong with what stands where a query could end."""
        token = self._next
        before = self._tokens[self._at - 1]
        if token.kind is not TokenKind.SIGN and before.kind is TokenKind.WORD:
            advice = "a value of several words needs quotation marks; conditions need “and” or “or”"
        else:
            advice = "write “and” or “or” between conditions"
        return self._fault(f"“{token.text}” is not expected here", advice)

    def _fault(self, problem: str, advice: str = "", at: QueryToken | None = None) -> QueryFault:
        return QueryFault(self._text, (at or self._next).start, problem, advice)


def _fields_listed() -> str:
    return f"fields: {', '.join(FIELDS)}"
