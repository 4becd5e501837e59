"""Which book gets which name, whatever order they are finished in.

Of the jobs that want one name the lowest number gets it, the next one " (2)", and so on. When
a lower one is finished later, the others make room. A run that was killed and went on thus
ends with the same names as one that was not. What lies in the folder decides, and not what
is remembered: another run may be at work in it.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from epubify.batches.jobs import Job, Outcome
from epubify.batches.outcomes import MadeBook, base_name_of, failure, inputs_of
from epubify.batches.survey import Folder, Verdict, bare, key_of
from epubify.errors import OutputError
from epubify.files.output import refuse_other_book, refuse_place
from epubify.files.paths import numbered, split_suffix, unnumbered


class Outputs:
    """Gives the books of a run their names, in all output folders."""

    def __init__(self, folders: dict[str, Folder], verdicts: Iterable[Verdict]) -> None:
        self._desks = {output: _Desk(folder) for output, folder in folders.items()}
        for verdict in verdicts:
            if verdict.job.output in self._desks:
                self._desks[verdict.job.output].know(verdict)

    def clean(self) -> None:
        """Remove what runs that were killed have left."""
        for desk in self._desks.values():
            desk.folder.clean()

    def staging(self, output: str) -> str:
        """Return how the paths of unfinished books begin; raises OutputError."""
        return self._desks[output].folder.open()

    def place(self, made: MadeBook) -> Outcome:
        """Give a finished book its name; return the outcome, FAILED where it cannot have it."""
        outcome = made.outcome
        desk = self._desks[outcome.job.output]
        try:
            name, moves = desk.place(made)
        except OutputError as error:
            with suppress(OutputError):
                desk.folder.discard(made.file)
            return failure(outcome.job, error)
        path = desk.folder.shown(name)
        return replace(outcome, path=path, data={**outcome.data, "output": path}, moves=moves)

    def put_right(self, verdict: Verdict) -> None:
        """Give a current book the name that it should have, where it has another."""
        if verdict.base_name:
            desk = self._desks[verdict.job.output]
            desk.folder.open()
            desk.put_right(verdict)

    def path(self, job: Job) -> str:
        """Return where the book of a job lies now."""
        desk = self._desks[job.output]
        return desk.folder.shown(desk.at[job.number])

    def close(self) -> None:
        """Remove what is unfinished."""
        for desk in self._desks.values():
            desk.folder.close()


class _Desk:
    """Gives out the names in one folder."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.at: dict[int, str] = {}
        """Number of a job → the name that its book has."""
        self._owner: dict[str, int] = {}
        """Key of a name → number of the job whose book has it."""
        self._wanted: dict[int, str] = {}
        self._groups: dict[str, list[int]] = {}
        """Key of a base_name name → the jobs that want it and have a book, in order."""
        self._jobs: dict[str, int] = {}
        """Fingerprint → number of the job."""
        self._prints: dict[int, str] = {}
        self._near: dict[str, list[Verdict]] = {}
        """Key of a name without its number → current books of which no more is known."""
        self._unfiled: list[Verdict] = []
        """What is known and was not needed yet: never, where nothing changed."""

    def know(self, verdict: Verdict) -> None:
        """Take note of a job, and of the book that it has already."""
        self._unfiled.append(verdict)
        if verdict.name is not None:
            self.at[verdict.job.number] = verdict.name

    def _file(self) -> None:
        """Make what is known of the jobs ready to be looked up."""
        for verdict in self._unfiled:
            number = verdict.job.number
            self._jobs.setdefault(verdict.fingerprint, number)
            self._prints[number] = verdict.fingerprint
            if verdict.name is not None:
                self._owner[key_of(verdict.name)] = number
                self._near.setdefault(bare(verdict.name), []).append(verdict)
        self._unfiled.clear()

    def place(self, made: MadeBook) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Give a finished book its name; return it, and which books made room for it.

        Raises OutputError where what has the name is neither an older self of the book nor
        another one of this batch.
        """
        job, base_name = made.outcome.job, made.outcome.base_name or ""
        self._file()
        if self._prints.get(job.number) != made.fingerprint:  # it changed since the survey
            self._prints[job.number] = made.fingerprint
            self._jobs.setdefault(made.fingerprint, job.number)
        with self.folder.changing():
            self._recall(base_name)
            self._join(job.number, base_name)
            try:
                moves = self._agreed(job.number, base_name, made)
            except OutputError:
                self._leave(job.number)
                raise
            return self._carry_out(moves, {job.number: made.file}, job.number)

    def put_right(self, verdict: Verdict) -> None:
        """Give a current book the name that it should have, where that is free."""
        number, base_name = verdict.job.number, verdict.base_name or ""
        self._file()
        with self.folder.changing():
            self._recall(base_name)
            self._join(number, base_name)
            self._carry_out(self._planned(key_of(base_name)), {}, number)

    # ------------------------------------------------------------------------- who is who

    def _lies(self, number: int, name: str) -> None:
        old = self.at.get(number)
        if old is not None and self._owner.get(key_of(old)) == number:
            del self._owner[key_of(old)]
        self.at[number] = name
        self._owner[key_of(name)] = number

    def _join(self, number: int, base_name: str) -> None:
        self._leave(number)
        self._wanted[number] = base_name
        insort(self._groups.setdefault(key_of(base_name), []), number)

    def _leave(self, number: int) -> None:
        """Forget what a job base_name: it has no book, or the book wants another name now."""
        base_name = self._wanted.pop(number, None)
        if base_name is not None:
            self._groups[key_of(base_name)].remove(number)

    def _recall(self, base_name: str) -> None:
        """Find out which of the current books want a name, or the one that it is a number of."""
        for key in dict.fromkeys((key_of(base_name), bare(base_name))):
            for verdict in self._near.pop(key, []):
                if verdict.job.number not in self._wanted:
                    self._join(verdict.job.number, self._wish(verdict))

    def _wish(self, verdict: Verdict) -> str:
        """Return the name that a current book wants: its own, unless a number was added."""
        name = verdict.name or ""
        if verdict.base_name:
            return verdict.base_name
        if key_of(name) == bare(name):
            return name
        stamp = self.folder.stamp(name)
        metadata = stamp.metadata if stamp else None
        suffix = split_suffix(name)[1]
        base_name = base_name_of(verdict.job, metadata, suffix) if metadata else ""
        return name if key_of(base_name) == key_of(name) else unnumbered(name)

    # ------------------------------------------------------------------------------- plans

    def _agreed(self, number: int, base_name: str, made: MadeBook) -> dict[int, str]:
        """Return which books are to get which names, after a look at what there is."""
        moves = self._planned(key_of(base_name))
        if self._surprised(number, moves):
            self._look(base_name)
            moves = self._planned(key_of(base_name))
        self._refuse_to_destroy(moves.get(number) or self.at[number], made)
        return moves

    def _planned(self, key: str) -> dict[int, str]:
        """Return the new names of the books that want one name, and of those in their way."""
        moves: dict[int, str] = {}
        place = 1
        for number in self._groups[key]:
            name = numbered(self._wanted[number], place)
            while self._is_taken(name, key) or not self._may_stand(number, name):
                place += 1
                name = numbered(self._wanted[number], place)
            place += 1
            moves[number] = name
        evicted = [self._owner.get(key_of(name)) for name in moves.values()]
        for other in dict.fromkeys(one for one in evicted if one is not None):
            if other not in moves and other in self._wanted:
                moves |= self._planned(key_of(self._wanted[other]))
        return {one: name for one, name in moves.items() if self.at.get(one) != name}

    def _is_taken(self, name: str, key: str) -> bool:
        """Tell whether a name is the plain one of another book, which is not to make room."""
        group = self._groups.get(key_of(name))
        if group and key_of(name) != key:
            return True
        owner = self._owner.get(key_of(name))
        return owner is not None and owner not in self._wanted

    def _may_stand(self, number: int, name: str) -> bool:
        """Tell whether a book that lies elsewhere may go where something unknown may lie."""
        return number not in self.at or self._may_take(number, name)

    def _may_take(self, number: int, name: str) -> bool:
        """Tell whether nothing is lost where a book of the folder takes a name."""
        if key_of(name) in self._owner or not self.folder.exists(name):
            return True
        there, own = self.folder.stamp(name), self.folder.stamp(self.at[number])
        return there is not None and own is not None and there.identifier == own.identifier

    # ----------------------------------------------------------------- what there really is

    def _surprised(self, new: int, moves: dict[int, str]) -> bool:
        """Tell whether the folder is not as it is remembered."""
        for number, name in moves.items():
            old = self.at.get(number)
            if number != new and old is not None and not self._is_at(number, old):
                return True
            if key_of(name) not in self._owner and self.folder.exists(name):
                stamp = self.folder.stamp(name)
                if stamp and self._jobs.get(stamp.fingerprint, number) != number:
                    return True
        return False

    def _is_at(self, number: int, name: str) -> bool:
        stamp = self.folder.stamp(name)
        return stamp is not None and stamp.fingerprint == self._prints[number]

    def _look(self, base_name: str) -> None:
        """Find out which books of this batch have the names that are numbers of one name."""
        group = self._groups[key_of(base_name)]
        found: dict[int, str] = {}
        for place in range(1, len(group) + len(self._jobs) + 1):
            name = numbered(base_name, place)
            if not self.folder.exists(name):
                if place > len(group) + len(found):
                    break
                continue
            stamp = self.folder.stamp(name)
            number = self._jobs.get(stamp.fingerprint) if stamp else None
            if number is not None:
                found.setdefault(number, name)
        for number in [one for one in group if one in self.at]:
            if number not in found and not self._is_at(number, self.at[number]):
                self._owner.pop(key_of(self.at.pop(number)), None)
                self._leave(number)
        for number, name in found.items():
            self._lies(number, name)
            self._join(number, self._wanted.get(number, base_name))

    def _refuse_to_destroy(self, name: str, made: MadeBook) -> None:
        """Raise OutputError where a book would take the place of what cannot be made again."""
        job = made.outcome.job
        shown, path = self.folder.shown(name), self.folder.local(name)
        if isinstance(path, Path):
            refuse_place(path, inputs_of(job))
        if job.force or key_of(name) in self._owner or not self.folder.exists(name):
            return
        refuse_other_book(shown, self.folder.stamp(name), made.identifier, made.fingerprint)

    # ------------------------------------------------------------------------------ changes

    def _carry_out(
        self, moves: dict[int, str], files: dict[int, str], new: int
    ) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Rename, each book after the one that is in its way; return the name of the new one."""
        if new not in moves:  # the very same name: the file still takes its place
            moves = {**moves, new: self.at[new]} if new in files else moves
        moved = []
        while moves:
            chain = [next(iter(moves))]
            while (other := self._in_the_way(chain[-1], moves)) is not None:
                if other in chain:
                    files[other] = self.folder.park(self.at[other])
                    self._owner.pop(key_of(self.at[other]), None)
                    break
                chain.append(other)
            for number in reversed(chain):
                old, name = self.at.get(number), moves.pop(number)
                if number in files:
                    self.folder.adopt(files.pop(number), name)
                else:
                    self.folder.move(self.at[number], name)
                if old is not None and number != new:
                    moved.append((self.folder.shown(old), self.folder.shown(name)))
                elif old is not None and old != name and self._is_at(number, old):
                    self.folder.discard(self.folder.shown(old))  # by another run
                self._lies(number, name)
        return self.at[new], tuple(moved)

    def _in_the_way(self, number: int, moves: dict[int, str]) -> int | None:
        """Return the job whose book has the name that another is to get, if it moves too."""
        other = self._owner.get(key_of(moves[number]))
        return other if other in moves and other != number else None
