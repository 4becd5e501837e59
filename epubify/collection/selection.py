"""Which of the stories that were read go into a collection."""

from __future__ import annotations

from collections.abc import Iterator

from epubify.collection.doubles import DoubleFinder
from epubify.collection.query import read_query
from epubify.collection.shingles import sketch_of
from epubify.collection.story_record import record_of
from epubify.collection.telling_doubles import reason_of
from epubify.model import Source, Story
from epubify.options import Options
from epubify.readers import choose_reader


class Selection:
    """Takes the stories that a query asks for, and knows which of them are one story."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._query = read_query(options.where) if options.where else None
        self._finder = None if options.keep_doubles else DoubleFinder()
        self._names: list[str] = []
        self.refused = 0
        """Stories that are not asked for."""

    def takes(self, story: Story, source: Source) -> bool:
        """Tell whether a story is asked for."""
        form = choose_reader(source, self._options).name
        record = record_of(story, source.name, form)
        if self._query and not self._query.holds(record):
            self.refused += 1
            return False
        self._names.append(source.name)
        if self._finder:
            self._finder.add(record, sketch_of(story))
        return True

    def doubles(self) -> Iterator[tuple[int, str, str]]:
        """Yield number, name and reason of each taken story that another one stands for."""
        for double in self._finder.doubles() if self._finder else ():
            reason = reason_of(double, self._names[double.kept])
            yield double.dropped, self._names[double.dropped], reason
