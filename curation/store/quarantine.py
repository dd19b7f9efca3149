"""The quarantined rows of a data set as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pyarrow.compute as pc

from curation.store.dataset import Dataset


def quarantine_lines(dataset: Dataset, reason: str | None = None) -> Iterator[bytes]:
    """One line a quarantined row: its number, file, reason, sentence and raw text.

    Args:
        dataset: The data set.
        reason: Only the rows refused for this reason.
    """
    rows = dataset.quarantine
    if reason is not None:
        rows = rows.filter(pc.equal(rows["reason"], reason))
    for batch in rows.to_batches():
        for row in batch.to_pylist():
            yield orjson.dumps(row) + b"\n"
