"""Measures a data set: the signals that it lacks, once, laid beside its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import reduce
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.errors import Cancelled
from curation.signals.base import Signal
from curation.signals.computing import Task, computed, tasks_of
from curation.signals.rows import Picker
from curation.store import Dataset
from curation.store.measured import beside, new_run
from curation.store.tables import TableWriter, map_table

_FILES = {"answer": "responses", "prompt": "prompts", "pair": "alike"}
# Pairs whose sides are laid beside each other at once.
_PAIRS = 32_768

Progress = Callable[[int, int], None]
"""Called with texts measured and texts in all; a pair whose answers are compared counts as one text."""


def measure(
    dataset: Dataset,
    signals: Sequence[Signal],
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Dataset:
    """The data set with these signals as columns of its responses, prompts and pairs.

    Measured once: a data set never changes, so a signal is computed where it is new, or where its
    edition is another, and the rest is left as it lies. A reader that has the data set open keeps
    what it sees.

    Args:
        dataset: The data set to measure.
        signals: What to measure.
        progress: Told how far it is.
        cancelled: Asked a few times a second.

    Returns:
        The same data set, opened anew so that it sees the columns.

    Raises:
        Cancelled: When ``cancelled()`` turns true; nothing half-measured is left.
        DatasetError: The disk is full, or a process was lost.
        CurationError: The tokenizer that the settings name is none.
    """
    known = dataset.editions
    editions = {signal.name: signal.edition for signal in signals}
    missing = [signal for signal in signals if known.get(signal.name) != editions[signal.name]]
    if not missing:
        return dataset
    tasks = tasks_of(dataset, missing)
    tell = _teller(tasks, progress, cancelled)
    with new_run(dataset.id, {signal.name: editions[signal.name] for signal in missing}) as folder:
        _write(folder, dataset, missing, tell(computed(tasks)))
    return Dataset(dataset.path)


def _teller(
    tasks: Sequence[Task], progress: Progress | None, cancelled: Callable[[], bool] | None
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[tuple[Task, pa.RecordBatch]]]:
    total = sum(task.rows for task in tasks)

    def told(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[Task, pa.RecordBatch]]:
        done = 0
        if progress is not None:
            progress(0, total)
        for task, batch in zip(tasks, batches, strict=True):
            if cancelled is not None and cancelled():
                raise Cancelled("Measuring was stopped", next="Start it again to begin anew")
            done += task.rows
            if progress is not None:
                progress(done, total)
            yield task, batch

    return told


def _write(
    folder: Path,
    dataset: Dataset,
    signals: Sequence[Signal],
    made: Iterator[tuple[Task, pa.RecordBatch]],
) -> None:
    """Every table as it is computed; the pairs' last, since both sides must be there."""
    with ExitStack() as stack:
        writers: dict[str, TableWriter] = {}
        for task, batch in made:
            if task.scope not in writers:
                file = folder / f"{_FILES[task.scope]}.arrow"
                writers[task.scope] = stack.enter_context(TableWriter(file, batch.schema))
            writers[task.scope].write(batch)
    _write_pairs(folder, dataset)


def _write_pairs(folder: Path, dataset: Dataset) -> None:
    answers, alike = folder / "responses.arrow", folder / "alike.arrow"
    sides = Picker(map_table(answers)) if answers.exists() else None
    own = map_table(alike) if alike.exists() else None
    if sides is None and own is None:
        return
    ids = dataset.pairs.select(["chosen_id", "rejected_id"])
    with ExitStack() as stack:
        writer: TableWriter | None = None
        for start in range(0, max(len(ids), 1), _PAIRS):
            parts = [_both(sides, ids.slice(start, _PAIRS))] if sides else []
            parts += [own.slice(start, _PAIRS)] if own is not None else []
            table = reduce(beside, parts)
            for batch in table.combine_chunks().to_batches() or [_empty(table)]:
                writer = writer or stack.enter_context(TableWriter(folder / "pairs.arrow", batch.schema))
                writer.write(batch)
    alike.unlink(missing_ok=True)


def _empty(table: pa.Table) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], table.schema)


def _both(sides: Picker, ids: pa.Table) -> pa.Table:
    """``chosen.<x>`` and ``rejected.<x>`` of every column, and ``margin.<x>`` of the numbers."""
    chosen, rejected = (sides.rows(_positions(ids[side])) for side in ("chosen_id", "rejected_id"))
    columns = {}
    for name in chosen.column_names:
        columns[f"chosen.{name}"], columns[f"rejected.{name}"] = chosen[name], rejected[name]
        if pa.types.is_floating(chosen[name].type):
            columns[f"margin.{name}"] = pc.subtract(chosen[name], rejected[name])
    return pa.table(columns)


def _positions(ids: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(ids.fill_null(-1), np.int64)
