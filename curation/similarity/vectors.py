"""What the embedding cache holds of some texts, read without loading the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from curation.settings import settings
from curation.similarity.cache import cache_folder, read_cached
from curation.similarity.encoder import Encoder, Vectors, resolve_model


@dataclass(frozen=True, eq=False)
class StoredVectors:
    """The vectors of n texts as far as they are known.

    Attributes:
        rows: float32 [n, dim], unit rows; zeros where the text is not embedded yet.
        known: bool [n].
    """

    rows: Vectors
    known: npt.NDArray[np.bool_]

    @cached_property
    def missing(self) -> int:
        """How many texts are not embedded yet."""
        return int((~self.known).sum())


def stored_vectors(texts: Sequence[str], model: str | Encoder | None = None) -> StoredVectors:
    """Read the vectors of ``texts`` from the cache.

    Where the cache has them in several precisions, the one that knows most texts is read.

    Args:
        texts: n texts.
        model: A model's name, None for the bundled one, or a loaded encoder.

    Raises:
        EncoderError: There is no model of that name.
    """
    best = StoredVectors(np.zeros((len(texts), 0), np.float32), np.zeros(len(texts), bool))
    for folder in _folders(model):
        dim = _dimension(folder)
        found = StoredVectors(*read_cached(texts, folder, dim)) if dim else best
        if found.missing < best.missing or not best.rows.shape[1]:
            best = found
    best.rows.flags.writeable = False
    return best


def cache_state(model: str | None = None) -> tuple[tuple[str, int], ...]:
    """What changes whenever a text is embedded with the model: its cache folders and their times.

    Raises:
        EncoderError: There is no model of that name.
    """
    return tuple((folder.name, folder.stat().st_mtime_ns) for folder in _folders(model))


def _folders(model: str | Encoder | None) -> Iterator[Path]:
    if model is not None and not isinstance(model, str):
        yield cache_folder(model)
        return
    identity = resolve_model(model).identity
    yield from sorted((settings().home / "embeddings").glob(f"{identity}-*"))


def _dimension(folder: Path) -> int:
    """Length of the vectors in a cache folder, 0 where it holds none."""
    for path in sorted(folder.glob("*.arrow")):
        try:
            schema = pa.ipc.open_file(pa.memory_map(str(path))).schema
        except (pa.ArrowException, OSError, ValueError):
            continue
        if "vector" in schema.names and pa.types.is_fixed_size_list(schema.field("vector").type):
            return int(schema.field("vector").type.list_size)
    return 0
