"""Computes signals once a data set and lays the columns beside its tables."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from curation.signals.base import Signal
from curation.store import Dataset, new_folder, signals_folder
from curation.store.pairs import with_sides
from curation.store.tables import write_table


def measure(dataset: Dataset, signals: Sequence[Signal]) -> Dataset:
    """The data set with these signals as columns of its responses and pairs.

    Measured once: a data set never changes, so columns that lie there already are used.

    Args:
        dataset: The data set to measure.
        signals: What to measure.

    Returns:
        The same data set, opened anew so that it sees the columns.
    """
    folder = signals_folder(dataset.id)
    if folder.exists():
        return dataset
    texts = dataset.responses["text"]
    columns = {signal.name: signal.compute(texts).cast(pa.float64()) for signal in signals}
    pairs = dataset.pairs.select(["chosen_id", "rejected_id"])
    for name, column in columns.items():
        pairs = with_sides(pairs, name, column.to_numpy())
    with new_folder(folder) as building:
        write_table(building / "responses.arrow", pa.table(columns))
        write_table(building / "pairs.arrow", pairs.drop_columns(["chosen_id", "rejected_id"]))
    return Dataset(dataset.path)
