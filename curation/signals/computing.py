"""Signals over whole tables: cut into tasks, done here, or in processes where that pays for itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.signals.base import Column, Scope, Signal
from curation.signals.batch import Batch
from curation.signals.rows import Picker, Span, sizes_of, spans, together
from curation.signals.texts import Texts
from curation.store import Dataset
from curation.store.processes import in_processes, processes_for


@dataclass(frozen=True, slots=True)
class Task:
    """Some rows of one table, and what to measure of them.

    Attributes:
        dataset: The data set's folder.
        scope: Whose rows: answers, prompts or pairs.
        span: First row, and the row after the last.
        signals: What to compute.
        bytes: Size of the texts.
    """

    dataset: Path
    scope: Scope
    span: Span
    signals: tuple[Signal, ...]
    bytes: int

    @property
    def rows(self) -> int:
        """How many rows."""
        return self.span[1] - self.span[0]


def tasks_of(dataset: Dataset, signals: Sequence[Signal]) -> list[Task]:
    """What must be done to measure a data set, table by table, in order of their rows.

    A table without rows gets one task too, so that its columns come to be.
    """
    tasks = []
    for scope in ("answer", "prompt", "pair"):
        wanted = tuple(signal for signal in signals if signal.scope == scope)
        if wanted:
            sizes = _sizes(dataset, scope)
            for span in spans(sizes) if len(sizes) else [(0, 0)]:
                size = int(sizes[slice(*span)].sum())
                tasks.append(Task(dataset.path, scope, span, wanted, size))
    return tasks


def _sizes(dataset: Dataset, scope: Scope) -> NDArray[np.int64]:
    if scope == "prompt":
        return sizes_of(dataset.prompts["text"])
    sizes = sizes_of(dataset.responses["text"])
    if scope == "answer":
        return sizes
    padded = np.concatenate([sizes, [0]])
    sides = (np.asarray(dataset.pairs[side].fill_null(-1)) for side in ("chosen_id", "rejected_id"))
    both: NDArray[np.int64] = np.sum([padded[side] for side in sides], axis=0)
    return both


def computed(tasks: Sequence[Task]) -> Iterator[pa.RecordBatch]:
    """The columns of every task, in order.

    Raises:
        DatasetError: One of several processes was lost.
    """
    count = processes_for(sum(task.bytes for task in tasks))
    again = "Free some memory and try again; the data set itself is whole"
    calls = ((task,) for task in tasks)
    try:
        if count == 1:
            yield from map(done, tasks)
        else:
            yield from in_processes(_done_beside_others, calls, count, what="Measuring", next=again)
    finally:
        _opened.cache_clear()


def _done_beside_others(task: Task) -> pa.RecordBatch:
    # Each process has a core; the tokenizer's own threads would only be in the others' way.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    return done(task)


def done(task: Task) -> pa.RecordBatch:
    """The columns of one task: float64 for numbers, strings for labels."""
    opened = _opened(task.dataset)
    batch = opened.batch(task.scope, *task.span)
    batch.look(*(look for signal in task.signals for look in signal.looks))
    return pa.record_batch({signal.column: _written(signal, signal.of(batch)) for signal in task.signals})


def _written(signal: Signal, values: Column) -> pa.Array:
    if signal.kind == "label":
        return pa.array(values, pa.string())
    return pa.array(np.asarray(values, np.float64), from_pandas=True)


@lru_cache(maxsize=2)
def _opened(path: Path) -> _Opened:
    return _Opened(Dataset(path))


class _Opened:
    """A data set's texts, ready to be cut."""

    def __init__(self, dataset: Dataset) -> None:
        self._answers = dataset.responses.select(["text", "prompt_id"])
        self._prompts = dataset.prompts.select(["text", "messages"])
        self._pairs = dataset.pairs.select(["chosen_id", "rejected_id"])
        self._answers_at = Picker(self._answers.select(["text"]))
        self._prompts_at = Picker(self._prompts.select(["text"]))

    def batch(self, scope: Scope, start: int, stop: int) -> Batch:
        """The texts of some rows, with their prompts or partners."""
        if scope == "prompt":
            rows = self._prompts.slice(start, stop - start)
            turns, turn_of = _turns(together(rows["messages"]))
            return Batch(Texts(together(rows["text"])), turns=turns, turn_of=turn_of)
        if scope == "pair":
            ids = self._pairs.slice(start, stop - start)
            chosen, rejected = (np.asarray(ids[side].fill_null(-1)) for side in ("chosen_id", "rejected_id"))
            alone = (chosen < 0) | (rejected < 0)
            return Batch(self._texts(chosen), partners=self._texts(rejected), alone=alone)
        rows = self._answers.slice(start, stop - start)
        ids, at = np.unique(np.asarray(rows["prompt_id"], np.int64), return_inverse=True)
        prompts = Texts(together(self._prompts_at.rows(ids)["text"]))
        return Batch(Texts(together(rows["text"])), prompts, at)

    def _texts(self, ids: NDArray[np.int64]) -> Texts:
        """Answers by id; an empty text where there is none."""
        found = self._answers_at.rows(ids)
        return Texts(together(found["text"].fill_null("")))


def _turns(messages: pa.ListArray) -> tuple[Texts, NDArray[np.int64]]:
    counts = np.asarray(messages.value_lengths().fill_null(0), np.int64)
    contents = pc.struct_field(messages.flatten(), "content")
    return Texts(contents.cast(pa.large_string())), np.repeat(np.arange(len(counts)), counts)
