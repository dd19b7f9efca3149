"""Two data sets become one: all rows of both, equal prompts of a split taken together, as for one source."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from shutil import copyfile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.errors import DatasetError
from curation.store.dataset import Dataset
from curation.store.info import INFO_FILE, Counts, DatasetInfo, read_info
from curation.store.merged_info import labels_of, merged_info
from curation.store.tables import map_table, write_table
from curation.store.workspace import datasets_folder, new_folder, slug

# Raised whenever the same two data sets would give other tables than before.
MERGE_VERSION = 1
Progress = Callable[[str, int, int], None]
Ids = NDArray[np.int64]


def merge(
    first: Dataset, second: Dataset, *, name: str | None = None, progress: Progress | None = None
) -> Dataset:
    """Merge two data sets into a new one, or open it where it is there already.

    Rows, answers and verdicts stay as they are, and so do content keys; those of the second data set
    come after those of the first. ``source`` says which of the two a pair came from.

    Args:
        first: A data set.
        second: Another one.
        name: What to call the new one; both names joined if not given.
        progress: Called with ("merging", tables written, tables in all).

    Raises:
        DatasetError: One of the two is the other or a part of it, or the workspace cannot be written.
    """
    _check_apart(first, second)
    labels = labels_of(first.info, second.info)
    name = slug(name or f"{first.info.name}+{second.info.name}")
    identity = [
        str(MERGE_VERSION),
        *(f"{part.id} {part.info.source.fingerprint}" for part in (first, second)),
    ]
    fingerprint = blake2b("\n".join(identity).encode(), digest_size=16).hexdigest()
    target = datasets_folder() / f"{name}-{fingerprint[:8]}"
    if (target / INFO_FILE).exists():
        return Dataset(target)
    with new_folder(target) as folder:
        merging = _Merging(first, second, labels, folder)
        tables = (merging.prompts, merging.texts, merging.answers, merging.pairs, merging.extras)
        for done, write in enumerate((*tables, merging.quarantine), start=1):
            write()
            if progress:
                progress("merging", done, len(tables) + 1)
        info = merged_info(first.info, second.info, labels, target.name, name, fingerprint, merging.counts)
        (folder / INFO_FILE).write_text(info.model_dump_json(indent=1), "utf-8")
    return Dataset(target)


def _check_apart(first: Dataset, second: Dataset) -> None:
    """See that no row would be there twice."""
    if first.id == second.id:
        raise DatasetError(
            f"{first.id} cannot be merged with itself",
            why="every pair would be there twice",
            next="Name two data sets",
        )
    if shared := sorted(_sources_of(first.info) & _sources_of(second.info)):
        raise DatasetError(
            f"{first.id} and {second.id} cannot be merged",
            why=f"both hold the pairs of {', '.join(shared)}",
            next="Merge what they were made of, each once",
        )


def _sources_of(info: DatasetInfo) -> set[str]:
    """A data set and all that it was merged from, as far as they are still there."""
    found = {info.id}
    for part in info.source.parts:
        folder = datasets_folder() / part
        found |= _sources_of(read_info(folder)) if (folder / INFO_FILE).exists() else {part}
    return found


class _Merging:
    """One merge under way: a table is written at a time, those of the first data set before the second's."""

    def __init__(self, first: Dataset, second: Dataset, labels: tuple[str, str], folder: Path) -> None:
        self._parts = (first, second)
        self._labels = labels
        self._folder = folder
        self._pairs = tuple(map_table(part.path / "pairs.arrow") for part in self._parts)
        self._prompts = tuple(map_table(part.path / "prompts.arrow") for part in self._parts)
        held, asked = (
            _in_splits(prompts, pairs) for prompts, pairs in zip(self._prompts, self._pairs, strict=True)
        )
        known = pc.index_in(asked, value_set=held)
        self._new = np.flatnonzero(known.is_null().to_numpy(zero_copy_only=False))
        places = known.fill_null(0).to_numpy().astype(np.int64)
        places[self._new] = len(held) + np.arange(len(self._new))
        self._places = places
        self._repeated = 0

    def prompts(self) -> None:
        """Those of the first, then those that only the second has."""
        first, second = self._prompts
        both = pa.concat_tables([first, second.take(pa.array(self._new))])
        self._write("prompts", _set(both, "prompt_id", np.arange(len(both))))

    def texts(self) -> None:
        """The answers' texts, file by file as they are."""
        for at, part in enumerate(self._parts):
            for path in sorted(part.path.glob("texts-*.arrow")):
                # In their order by name still, all of the first before those of the second.
                copyfile(path, self._folder / f"texts-{at}-{path.name.removeprefix('texts-')}")

    def answers(self) -> None:
        """What is known of each answer; an attribute that one of the two does not have is null there."""
        first, second = (map_table(part.path / "answers.arrow") for part in self._parts)
        second = _shifted(second, "origin_row", self._rows)
        second = _set(second, "prompt_id", self._places[second["prompt_id"].to_numpy()])
        both = pa.concat_tables([first, second], promote_options="default")
        prompt = both["prompt_id"].to_numpy()
        begins = prompt[np.diff(prompt, prepend=-1) != 0]
        self._repeated = int((np.bincount(begins) > 1).sum()) if len(begins) else 0
        self._write("answers", _set(both, "response_id", np.arange(len(both))))

    def pairs(self) -> None:
        """Every row of both as it is, with the data set's name before its own source."""
        first, second = self._pairs
        for column in ("chosen_id", "rejected_id"):
            second = _shifted(second, column, self._parts[0].info.counts.responses)
        second = _set(second, "prompt_id", self._places[second["prompt_id"].to_numpy()])
        origin = second["origin_row"].combine_chunks()
        ends = np.r_[0, np.cumsum(pc.list_value_length(origin).to_numpy())].astype(np.int32)
        shifted = pa.ListArray.from_arrays(pa.array(ends), pc.add(pc.list_flatten(origin), self._rows))
        second = second.set_column(second.column_names.index("origin_row"), "origin_row", shifted)
        sided = [_named(table, label) for table, label in zip((first, second), self._labels, strict=True)]
        both = pa.concat_tables(sided, promote_options="default")
        assert len(both) == len(first) + len(second), "a pair was lost"
        self._write("pairs", _set(both, "pair_id", np.arange(len(both))))

    def extras(self) -> None:
        """The columns of both that mapped to nothing; one of two types is text, or a number if both are."""
        first, second = (map_table(part.path / "extras.arrow") for part in self._parts)
        second = _shifted(second, "origin_row", self._rows)
        for name in set(first.column_names) & set(second.column_names):
            first, second = _of_one_type(first, second, name)
        self._write("extras", pa.concat_tables([first, second], promote_options="default"))

    def quarantine(self) -> None:
        """The rows that neither could use."""
        first, second = (
            _prefixed(map_table(part.path / "quarantine.arrow"), "shard", f"{label}/")
            for part, label in zip(self._parts, self._labels, strict=True)
        )
        self._write("quarantine", pa.concat_tables([first, _shifted(second, "origin_row", self._rows)]))

    @property
    def counts(self) -> Counts:
        """The counts of both together, once answers are written."""
        one, other = (part.info.counts.model_dump() for part in self._parts)
        added = {name: one[name] + other[name] for name in one}
        return Counts(**added | {"prompts": self._prompts_in_all, "repeated_prompts": self._repeated})

    @property
    def _prompts_in_all(self) -> int:
        return len(self._prompts[0]) + len(self._new)

    @property
    def _rows(self) -> int:
        """By how much the second data set's source rows are moved on."""
        return self._parts[0].info.counts.rows_read

    def _write(self, name: str, table: pa.Table) -> None:
        write_table(self._folder / f"{name}.arrow", table)


def _in_splits(prompts: pa.Table, pairs: pa.Table) -> pa.Array:
    """What makes prompts one, in their order: key and split."""
    row = np.full(len(prompts), len(pairs))
    row[pairs["prompt_id"].to_numpy()] = np.arange(len(pairs))
    split = pa.chunked_array([*pairs["split"].chunks, pa.nulls(1, pa.string())]).take(pa.array(row))
    named = pc.fill_null(pc.binary_join_element_wise("/", split, ""), "")
    return pc.binary_join_element_wise(prompts["key"], named, "").combine_chunks()


def _set(table: pa.Table, column: str, values: Ids) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, pa.array(values))


def _shifted(table: pa.Table, column: str, by: int) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, pc.add(table[column], by))


def _prefixed(table: pa.Table, column: str, prefix: str) -> pa.Table:
    joined = pc.binary_join_element_wise(prefix, table[column], "")
    return table.set_column(table.column_names.index(column), column, joined)


def _named(pairs: pa.Table, label: str) -> pa.Table:
    """The pairs with their data set's name as source, before the source that they had."""
    told = pc.fill_null(pc.binary_join_element_wise(f"{label}: ", pairs["source"], ""), label)
    return pairs.set_column(pairs.column_names.index("source"), "source", told)


def _of_one_type(first: pa.Table, second: pa.Table, name: str) -> tuple[pa.Table, pa.Table]:
    """Both tables with a column of one type, as the values of one source would have got it."""
    tables = (first, second)
    # A column without values is text, and says nothing of its type.
    types = {table[name].type for table in tables if table[name].null_count < len(table)}
    kind = next(iter(types)) if len(types) == 1 else pa.large_string()
    if types == {pa.int64(), pa.float64()}:
        kind = pa.float64()
    try:
        columns = [table[name].cast(kind) for table in tables]
    except pa.ArrowInvalid:
        # A whole number that a float cannot hold.
        columns = [table[name].cast(pa.large_string()) for table in tables]
    one, other = (
        table.set_column(table.column_names.index(name), name, column)
        for table, column in zip(tables, columns, strict=True)
    )
    return one, other
