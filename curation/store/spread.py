"""How far an answer's annotators lie apart, laid beside its pair: the highest rating less the lowest."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

RATINGS = "ratings."


def with_spread(pairs: pa.Table, responses: pa.Table) -> pa.Table:
    """The pairs with ``chosen.spread.<x>`` and ``rejected.spread.<x>`` for each attribute rated by several.

    There is no margin: a spread says how sure a rating is, not how good the answer.

    Args:
        pairs: The pairs table.
        responses: The answers, ``ratings.<x>`` among their columns where annotators were kept apart.
    """
    for column in responses.column_names:
        if not column.startswith(RATINGS):
            continue
        padded = np.r_[spread_of(responses[column]), np.nan]
        for side in ("chosen", "rejected"):
            name = f"{side}.spread.{column.removeprefix(RATINGS)}"
            if name not in pairs.column_names:
                values = padded[pairs[f"{side}_id"].fill_null(len(responses)).to_numpy()]
                pairs = pairs.append_column(name, pa.array(values, from_pandas=True))
    return pairs


def spread_of(ratings: pa.ChunkedArray) -> NDArray[np.float64]:
    """Highest less lowest of each list; NaN where fewer than two annotators rated."""
    counts = pc.list_value_length(ratings).fill_null(0).to_numpy()
    values = pc.list_flatten(ratings).to_numpy()
    spread = np.full(len(counts), np.nan)
    rated = counts > 0
    starts = (np.cumsum(counts) - counts)[rated]
    if len(starts):
        spread[rated] = np.maximum.reduceat(values, starts) - np.minimum.reduceat(values, starts)
    spread[counts < 2] = np.nan
    return spread
