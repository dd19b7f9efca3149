"""What a target format is: what it refuses, how its rows look, how its files are written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

import orjson
import pyarrow as pa

from curation.errors import Cancelled, ExportError
from curation.export.block import Block, Ids, blocks
from curation.export.files import FileWritten, Writer
from curation.export.refusing import Refusals
from curation.export.sharding import Shards
from curation.export.splitting import Part, Splitting, parts
from curation.export.surrogates import broken_row
from curation.recipe import ExportOptions, Outcome
from curation.recipe.export_options import DEFAULTS
from curation.store import Dataset

JsonRow = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Job:
    """One export to be made.

    Attributes:
        outcome: What is kept, of which data set.
        splitting: Which split each pair goes to.
        options: Choices within the format.
        progress: Called with (what, done, total), in rows.
        cancelled: Asked between blocks.
    """

    outcome: Outcome
    splitting: Splitting
    options: ExportOptions = DEFAULTS
    progress: Callable[[str, int, int], None] = lambda what, done, total: None
    cancelled: Callable[[], bool] = lambda: False

    @property
    def dataset(self) -> Dataset:
        """The data set."""
        return self.outcome.dataset

    def report(self, done: int, total: int, stage: str = "writing") -> None:
        """Tell how far it is.

        Raises:
            Cancelled: The curator stopped it.
        """
        if self.cancelled():
            raise Cancelled("The export was stopped", why="nothing was written", next="Start it again")
        self.progress(stage, done, total)


@dataclass(frozen=True, eq=False, slots=True)
class Written:
    """What a target wrote into a folder.

    Attributes:
        files: The files that hold rows.
        refused: How many rows it refused, by reason.
        parts: The pairs of each split.
    """

    files: list[FileWritten]
    refused: Counter[str]
    parts: list[Part]


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
        lines: Those rows as JSON lines, made all at once, see ``lines``; None for a block of which they
            cannot be.
    """

    ids: Ids
    rows: Callable[[Block], list[JsonRow]]
    refused: Refusals = field(default_factory=Refusals)
    sizes: Ids | None = None
    lines: Callable[[Block], pa.Array | None] = lambda block: None

    def sizes_of(self, ids: Ids) -> Ids | None:
        """How many rows each of some of ``ids`` gives; None for one each."""
        return None if self.sizes is None else self.sizes[self.ids.searchsorted(ids)]


class Target(ABC):
    """A format one can export to.

    Attributes:
        name: As the command line takes it.
        title: As people read it.
        about: One sentence: what it is and who reads it.
        suffix: The files' suffix, without compression's.
        takes: The options that it takes.
        compressions: The compressions that it can be written with, its own habit first.
        consumer: Where what it is checked against is written down; empty where nobody but a person reads it.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    suffix: ClassVar[str]
    takes: ClassVar[frozenset[str]] = frozenset()
    compressions: ClassVar[tuple[str, ...]] = ("none",)
    consumer: ClassVar[str] = ""

    @abstractmethod
    def write(self, job: Job, folder: Path) -> Written:
        """Write the job's files into an empty folder."""

    @abstractmethod
    def preview(self, job: Job, n: int) -> Preview:
        """The first ``n`` rows, and the counts, without writing."""

    def companions(self, job: Job, files: list[FileWritten]) -> dict[str, bytes]:
        """Files that go beside the data for its reader's sake: name → content."""
        return {}

    def check_options(self, options: ExportOptions) -> None:
        """Make sure that every choice is one that the format takes.

        Raises:
            ExportError: It takes none of that name, or not this value.
        """
        strange = sorted(options.chosen - self.takes)
        if strange:
            known = ", ".join(sorted(self.takes))
            raise ExportError(
                f"{self.name} takes no option {strange[0]!r}",
                next=f"Its options are {known}" if known else "Leave it out",
            )
        if options.compression not in (None, *self.compressions):
            raise ExportError(
                f"{self.name} is not written with {options.compression}",
                next=f"Use {' or '.join(self.compressions)}",
            )

    def compression(self, options: ExportOptions) -> str:
        """The compression that is used."""
        return options.compression or self.compressions[0]


class PairTarget(Target):
    """A target whose rows are made of canonical pairs, a file or some files a split."""

    @abstractmethod
    def plan(self, job: Job, ids: Ids) -> Plan:
        """What of the kept rows ``ids`` is carried."""

    @abstractmethod
    def open(self, path: Path, job: Job, plan: Plan) -> Writer:
        """Begin a file."""

    def shards(self, folder: Path, part: Part, job: Job, plan: Plan) -> Shards:
        """The files of one split."""
        return Shards(
            folder,
            part.name,
            self.full_suffix(job.options),
            lambda path: self.open(path, job, plan),
            job.options.max_rows,
            job.options.max_bytes,
        )

    def full_suffix(self, options: ExportOptions) -> str:
        """The files' suffix, that of a compression around them included."""
        packed = self.compression(options) == "gzip" and self.suffix in ("jsonl", "csv")
        return f"{self.suffix}.gz" if packed else self.suffix

    def write(self, job: Job, folder: Path) -> Written:
        """Write each split, in the pairs' order."""
        plan = self.plan(job, job.outcome.kept_ids)
        files, done = [], 0
        splits = parts(job.dataset, plan.ids, job.splitting)
        for part in splits:
            shards = self.shards(folder, part, job, plan)
            try:
                for block in blocks(job.dataset, part.ids, job.outcome.edits):
                    _put(shards, block, plan)
                    done += len(block)
                    job.report(done, len(plan.ids))
                files += shards.close()
            finally:
                shards.abandon()
        return Written(files, plan.refused, splits)

    def preview(self, job: Job, n: int) -> Preview:
        """The first rows of the first file, and the counts."""
        plan = self.plan(job, job.outcome.kept_ids)
        found = parts(job.dataset, plan.ids, job.splitting)
        first = found[0].ids[:n] if found else plan.ids[:0]
        begun = blocks(job.dataset, first, job.outcome.edits)
        rows = list(islice(_flat(plan.rows(block) for block in begun), n))
        suffix = self.full_suffix(job.options)
        files = {f"{part.name}.{suffix}": _size(part, plan) for part in found}
        return Preview(rows, sum(files.values()), files, dict(plan.refused))


def _put(shards: Shards, block: Block, plan: Plan) -> None:
    try:
        shards.write(block, plan.sizes_of(block.ids))
    except (UnicodeEncodeError, orjson.JSONEncodeError) as error:
        raise broken_row(block) or error from error


def _size(part: Part, plan: Plan) -> int:
    sizes = plan.sizes_of(part.ids)
    return len(part.ids) if sizes is None else int(sizes.sum())


def _flat(lists: Iterable[list[JsonRow]]) -> Iterable[JsonRow]:
    return (row for rows in lists for row in rows)
