"""Which pairs a list shows, in which order, and the short facts of one page of it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.store import Dataset

Ids = NDArray[np.int64]


def listed(
    dataset: Dataset,
    kept: NDArray[np.bool_],
    *,
    search: str = "",
    sort: str = "",
    descending: bool = False,
) -> Ids:
    """Ids of the kept pairs that hold the words, sorted.

    Args:
        dataset: The data set.
        kept: Mask over pairs rows.
        search: Words to find in prompt, chosen or rejected, in either letter case; all if empty.
        sort: A number field to sort by; source order if empty. Missing values come last.
        descending: Largest first.
    """
    where, params = "", []
    if search:
        where = " OR ".join(f"contains(lower({side}.text), ?)" for side in ("q", "c", "r"))
        params = [search.lower()] * 3
    table = dataset.select([sort] if sort else [], where, params)
    ids: Ids = table["pair_id"].to_numpy()
    here = kept[ids]
    ids = ids[here]
    if not sort:
        return ids
    values = table[sort].cast(pa.float64()).to_numpy()[here]
    order = np.argsort(-values if descending else values, kind="stable")
    return ids[order]


def facts(dataset: Dataset, ids: Ids, fields: tuple[str, ...]) -> pa.Table:
    """The named fields of some pairs, in the order of ``ids``; for one page, not for thousands."""
    if not len(ids):
        return dataset.select(list(fields), "p.pair_id < 0")
    marks = ", ".join("?" * len(ids))
    table = dataset.select(list(fields), f"p.pair_id IN ({marks})", ids.tolist())
    place = {pair_id: at for at, pair_id in enumerate(table["pair_id"].to_pylist())}
    return table.take([place[pair_id] for pair_id in ids.tolist()])
