"""Where signals lie: one folder a measuring run, beside the data set, and never changed.

``signals/<layout>/<data set>/<number>-<digest>/`` holds ``signals.json`` (signal → edition) and the
columns of ``responses``, ``prompts`` and ``pairs`` that the run computed. A later run adds a folder;
of a signal that several hold, the last one's columns count. So a reader with the files mapped is not
disturbed, and what was measured stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import orjson
import pyarrow as pa

from curation.store.tables import map_table
from curation.store.workspace import new_folder, signals_folder

EDITIONS = "signals.json"


@dataclass(frozen=True, slots=True)
class Run:
    """One measuring run: its folder, and the edition of each signal in it."""

    folder: Path
    editions: dict[str, str]


def runs_of(dataset_id: str) -> tuple[Run, ...]:
    """The measuring runs of a data set, the last first."""
    found = []
    for file in sorted(signals_folder(dataset_id).glob(f"[0-9]*/{EDITIONS}"), reverse=True):
        with suppress(OSError, orjson.JSONDecodeError):
            found.append(Run(file.parent, orjson.loads(file.read_bytes())))
    return tuple(found)


def editions_of(runs: tuple[Run, ...]) -> dict[str, str]:
    """Signal → edition that counts."""
    return {name: edition for run in reversed(runs) for name, edition in run.editions.items()}


@contextmanager
def new_run(dataset_id: str, editions: Mapping[str, str]) -> Iterator[Path]:
    """A folder to write a run's columns into; it is there for readers when the block ends well.

    Two processes that measure the same at once make the same folder, and the first one's stays.

    Raises:
        DatasetError: The disk is full or cannot be written; nothing is left behind.
    """
    written = orjson.dumps(dict(editions), option=orjson.OPT_SORT_KEYS)
    digest = blake2b(written, digest_size=4).hexdigest()
    with new_folder(signals_folder(dataset_id) / f"{len(runs_of(dataset_id)) + 1:04d}-{digest}") as folder:
        yield folder
        (folder / EDITIONS).write_bytes(written)


def with_signals(table: pa.Table, runs: tuple[Run, ...], file: str) -> pa.Table:
    """A data set's table with the columns that were measured for it.

    Args:
        table: Its own columns; a rated attribute may be called like a signal, and is the one that stays.
        runs: Its measuring runs, the last first.
        file: The table's file name.
    """
    for run in runs:
        if (run.folder / file).exists():
            table = beside(table, map_table(run.folder / file))
    return table


def beside(left: pa.Table, right: pa.Table) -> pa.Table:
    """Two row-aligned tables as one, without copying; of columns of one name the left one's stays."""
    for name in right.column_names:
        if name not in left.column_names:
            left = left.append_column(name, right[name])
    return left
