"""Stories told off to volumes: those that have one keep it, the others go where there is room.

A story that is added goes into the volume of the one before it in the order of the set, else of
the one behind it, else into the last volume, else into a new one. So volumes that are made for the
first time are filled one after the other in that order, and of volumes that readers have none
changes its stories but where it must: a story grew, or the limits became smaller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from epubify.model.records import Record


class VolumeLimits(Record):
    """How much a volume may hold; None is any number."""

    size: int | None = None
    stories: int | None = None


class _Shelves(Struct):
    """What each volume holds so far."""

    limits: VolumeLimits
    sizes: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def takes(self, volume: int, size: int) -> bool:
        """Put a story into a volume where there is room; tell whether there was."""
        limits = self.limits
        if limits.size is not None and self.sizes.get(volume, 0) + size > limits.size:
            return False
        if limits.stories is not None and self.counts.get(volume, 0) >= limits.stories:
            return False
        self.sizes[volume] = self.sizes.get(volume, 0) + size
        self.counts[volume] = self.counts.get(volume, 0) + 1
        return True


def told_off(
    stories: Sequence[tuple[str, int]],
    limits: VolumeLimits,
    earlier: Mapping[str, Iterable[int]] | None = None,
) -> list[int]:
    """Return the number of the volume, from 1, of each story.

    ``stories`` are identity and size of each, in the order of the set; ``earlier`` are the volumes
    that stories of an identity were in. No story may be larger than a volume.

    >>> limits = VolumeLimits(stories=2)
    >>> told_off([("a", 1), ("b", 1), ("c", 1)], limits)
    [1, 1, 2]
    >>> told_off([("a", 1), ("new", 1), ("b", 1), ("c", 1)], limits, {"a": [1], "b": [1], "c": [2]})
    [1, 2, 1, 2]
    """
    shelves = _Shelves(limits)
    left = {key: list(volumes) for key, volumes in (earlier or {}).items()}
    given: list[int | None] = []
    for key, size in stories:
        was = left[key].pop(0) if left.get(key) else None
        given.append(was if was is not None and shelves.takes(was, size) else None)
    behind = _behind(given)
    found: list[int] = []
    for place, (_, size) in enumerate(stories):
        number = given[place]
        if number is None:
            number = _home(found[-1] if found else None, behind[place], size, shelves)
        found.append(number)
    return found


def _behind(given: Sequence[int | None]) -> list[int | None]:
    """Return of each story the volume of the next one that has one."""
    found: list[int | None] = []
    nearest: int | None = None
    for number in reversed(given):
        found.append(nearest)
        nearest = number if number is not None else nearest
    return found[::-1]


def _home(before: int | None, behind: int | None, size: int, shelves: _Shelves) -> int:
    """Return the volume that a story goes into which has none."""
    last = max(shelves.sizes, default=1)
    for number in (before, behind, last):
        if number is not None and shelves.takes(number, size):
            return number
    shelves.takes(last + 1, size)
    return last + 1
