"""What a target format is: what it refuses, how its rows look, how its files are written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Protocol

from curation.errors import Cancelled
from curation.export.block import Block, Ids, blocks
from curation.export.splitting import Part, Splitting, parts
from curation.recipe import Outcome
from curation.store import Dataset

JsonRow = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Job:
    """One export to be made.

    Attributes:
        outcome: What is kept, of which data set.
        splitting: Which split each pair goes to.
        progress: Called with (what, done, total), in rows.
        cancelled: Asked between blocks.
    """

    outcome: Outcome
    splitting: Splitting
    progress: Callable[[str, int, int], None] = lambda what, done, total: None
    cancelled: Callable[[], bool] = lambda: False

    @property
    def dataset(self) -> Dataset:
        """The data set."""
        return self.outcome.dataset

    def report(self, done: int, total: int) -> None:
        """Tell how far it is.

        Raises:
            Cancelled: The curator stopped it.
        """
        if self.cancelled():
            raise Cancelled("The export was stopped", why="nothing was written", next="Start it again")
        self.progress("writing", done, total)


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file of an export: its name within the folder, and its rows."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Written:
    """What a target wrote into a folder, and how many rows it refused, by reason."""

    files: list[FileWritten]
    refused: Counter[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an export would write.

    Attributes:
        rows: The first rows, as JSON values.
        total: How many there would be.
        files: Rows a file name.
        refused: Rows refused, by reason.
    """

    rows: list[JsonRow]
    total: int
    files: dict[str, int]
    refused: dict[str, int]


@dataclass(frozen=True, eq=False)
class Plan:
    """What of the kept pairs a target carries, and how.

    Attributes:
        ids: Rows of the pairs table that give at least one row, ascending.
        rows: The rows that a block of them gives.
        refused: Rows that are not carried, by reason.
        sizes: How many rows each of ``ids`` gives; None for one each.
    """

    ids: Ids
    rows: Callable[[Block], list[JsonRow]]
    refused: Counter[str] = field(default_factory=Counter)
    sizes: Ids | None = None


class Writer(Protocol):
    """A file being written."""

    def write(self, block: Block) -> int:
        """Write a block's rows and say how many they are."""

    def close(self) -> None:
        """Finish the file."""


class Target(ABC):
    """A format one can export to.

    Attributes:
        name: As the command line takes it.
        title: As people read it.
        about: One sentence: what it is and who reads it.
        suffix: The files' suffix.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    suffix: ClassVar[str]

    @abstractmethod
    def write(self, job: Job, folder: Path) -> Written:
        """Write the job's files into an empty folder."""

    @abstractmethod
    def preview(self, job: Job, n: int) -> Preview:
        """The first ``n`` rows, and the counts, without writing."""


class PairTarget(Target):
    """A target whose rows are made of canonical pairs, one file a split."""

    @abstractmethod
    def plan(self, job: Job, ids: Ids) -> Plan:
        """What of the kept rows ``ids`` is carried."""

    @abstractmethod
    def open(self, path: Path, job: Job, plan: Plan) -> Writer:
        """Begin a file."""

    def write(self, job: Job, folder: Path) -> Written:
        """Write one file a split, in the pairs' order."""
        plan = self.plan(job, job.outcome.kept_ids)
        files, done = [], 0
        for part in parts(job.dataset, plan.ids, job.splitting):
            path = folder / f"{part.name}.{self.suffix}"
            writer = self.open(path, job, plan)
            rows = 0
            try:
                for block in blocks(job.dataset, part.ids):
                    rows += writer.write(block)
                    done += len(block)
                    job.report(done, len(plan.ids))
            finally:
                writer.close()
            files.append(FileWritten(path.name, rows))
        return Written(files, plan.refused)

    def preview(self, job: Job, n: int) -> Preview:
        """The first rows of the first file, and the counts."""
        plan = self.plan(job, job.outcome.kept_ids)
        found = parts(job.dataset, plan.ids, job.splitting)
        first = found[0].ids[:n] if found else plan.ids[:0]
        rows = list(islice(_flat(plan.rows(block) for block in blocks(job.dataset, first)), n))
        files = {f"{part.name}.{self.suffix}": _size(part, plan) for part in found}
        return Preview(rows, sum(files.values()), files, dict(plan.refused))


def _size(part: Part, plan: Plan) -> int:
    if plan.sizes is None:
        return len(part.ids)
    return int(plan.sizes[plan.ids.searchsorted(part.ids)].sum())


def _flat(lists: Iterable[list[JsonRow]]) -> Iterable[JsonRow]:
    return (row for rows in lists for row in rows)
