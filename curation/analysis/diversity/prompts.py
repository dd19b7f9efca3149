"""The prompts of a data set in the order of their content keys, with what is known of their vectors.

That order makes everything that is drawn or settled by position independent of the order of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from curation.analysis.diversity.cover import Index, Vectors
from curation.similarity.vectors import StoredVectors, stored_vectors
from curation.store import Dataset

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Prompts:
    """Some prompts of a data set, by key.

    Attributes:
        ids: int64 [n], their positions in the prompts table.
        keys: Their content keys, ascending.
        texts: Their user turns.
        model: The embedding model; None is the bundled one.
    """

    ids: Index
    keys: tuple[str, ...]
    texts: pa.ChunkedArray
    model: str | None = None

    @classmethod
    def of(cls, dataset: Dataset, kept: Mask | None = None, model: str | None = None) -> Prompts:
        """Those with a row in ``kept``, a mask over pairs rows; every prompt where it is None."""
        keys = np.asarray(dataset.prompts["key"].to_pylist(), "U16")
        ids = np.arange(len(keys))
        if kept is not None:
            ids = np.unique(dataset.pairs["prompt_id"].to_numpy()[kept])
        ids = ids[np.argsort(keys[ids], kind="stable")]
        return cls(ids, tuple(keys[ids].tolist()), dataset.prompts["text"].take(pa.array(ids)), model)

    def __len__(self) -> int:
        """How many."""
        return len(self.ids)

    @cached_property
    def stored(self) -> StoredVectors:
        """What the embedding cache holds of them.

        Raises:
            EncoderError: There is no model of that name.
        """
        return stored_vectors(self.texts.to_pylist(), self.model)

    @property
    def vectors(self) -> Vectors:
        """float32 [n, d]; zeros where a prompt is not embedded."""
        return self.stored.rows

    @cached_property
    def distinct(self) -> Index:
        """int64 [m], the first prompt of each content key; one may stand in several splits."""
        keys = np.asarray(self.keys, "U16")
        return np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, np.int64)
