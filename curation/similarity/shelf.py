"""Neighbour graphs on disk, one a data set, method, model and floor: computed once, then loaded."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import numpy as np
import pyarrow as pa

from curation.errors import DatasetError
from curation.settings import settings
from curation.similarity.encoder import Encoder, load_encoder, resolve_model
from curation.similarity.find import Poll, Progress, content_keys, find_neighbours
from curation.similarity.neighbours import Keys, Neighbours

# Raise when an edge or its difference would come out otherwise: older files are then passed over.
RULES = 1
_SCHEMA = pa.schema(
    [
        ("a", pa.int32()),
        ("b", pa.int32()),
        ("similarity", pa.float32()),
        ("stage", pa.uint8()),
        ("difference", pa.uint8()),
        ("equal", pa.bool_()),
    ]
)


class HasPrompts(Protocol):
    """What is needed of a data set: its id and its ``prompts`` table (``text``, ``key``)."""

    @property
    def id(self) -> str:
        """The data set's id."""

    @property
    def prompts(self) -> pa.Table:
        """Its prompts, a row each, at their positions."""


def neighbours_of(
    dataset: HasPrompts,
    method: str = "staged",
    floor: float = 0.8,
    model: str | Encoder | None = None,
    *,
    progress: Progress | None = None,
    cancelled: Poll | None = None,
) -> Neighbours:
    """The neighbours of a data set's prompts: loaded where known down to ``floor``, else found and kept.

    Args and errors are those of ``find_neighbours``.
    """
    keys = content_keys(dataset.prompts["key"].to_pylist())
    known = load(dataset.id, keys, method, floor, model)
    if known is not None:
        return known
    encoder = model
    if method in {"semantic", "staged"} and (model is None or isinstance(model, str)):
        encoder = load_encoder(model)
    found = find_neighbours(
        dataset.prompts["text"].to_pylist(),
        keys,
        method=method,
        floor=floor,
        model=encoder,
        progress=progress,
        cancelled=cancelled,
    )
    save(dataset.id, found, asked=floor, model=_weights(method, model))
    return found


def load(
    dataset_id: str, keys: Keys, method: str, floor: float, model: str | Encoder | None = None
) -> Neighbours | None:
    """A stored graph that reaches down to ``floor``, the nearest such; None where there is none.

    Does not load the embedding model.

    Raises:
        EncoderError: When the method needs a model and there is none of that name.
    """
    weights = _weights(method, model)
    fitting = []
    for path in _folder(dataset_id).glob("*.json"):
        meta = _meta(path)
        if (
            meta.get("rules") == RULES
            and meta.get("method") == method
            and meta.get("weights") == weights
            and meta.get("keys") == _digest(keys)
            and meta.get("asked", 2) <= floor
        ):
            fitting.append((meta["asked"], path, meta))
    for _, path, meta in sorted(fitting, key=lambda entry: -entry[0]):
        if (found := _read(path.with_suffix(".arrow"), keys, meta)) is not None:
            return found
    return None


def save(dataset_id: str, neighbours: Neighbours, *, asked: float, model: str | None) -> None:
    """Keep a graph.

    Args:
        dataset_id: Whose prompts they are.
        neighbours: The graph.
        asked: The floor that was asked for; the graph's own is higher where there were too many pairs.
        model: Identity of the model's weights, None where none was used.

    Raises:
        DatasetError: When the disk does not take it.
    """
    folder = _folder(dataset_id)
    table = pa.table([getattr(neighbours, name) for name in _SCHEMA.names], schema=_SCHEMA)
    meta = {
        "rules": RULES,
        "method": neighbours.method,
        "weights": model,
        "model": neighbours.model,
        "floor": neighbours.floor,
        "asked": asked,
        "prompts": neighbours.prompts,
        "edges": len(neighbours),
        "keys": _digest(neighbours.keys),
        **neighbours.counts(),
    }
    path = folder / f"{neighbours.method}-{asked:g}{'-' + model if model else ''}.arrow"
    part = path.with_suffix(f".{uuid4().hex[:8]}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, _SCHEMA) as writer:
            writer.write_table(table)
        part.replace(path)
        part.write_text(json.dumps(meta, indent=1))
        part.replace(path.with_suffix(".json"))
    except OSError as failure:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise DatasetError(
            f"The neighbours of {dataset_id} could not be written to {folder}",
            why=failure.strerror or str(failure),
            next="Free some space there; embeddings are kept",
        ) from failure


def _weights(method: str, model: str | Encoder | None) -> str | None:
    """Identity of the weights, found without loading them."""
    if method not in {"semantic", "staged"}:
        return None
    if model is None or isinstance(model, str):
        return resolve_model(model).identity
    return f"{model.name}-{model.revision[:8]}"


def _folder(dataset_id: str) -> Path:
    return settings().home / "neighbours" / dataset_id


def _digest(keys: Keys) -> str:
    return blake2b(np.ascontiguousarray(keys).tobytes(), digest_size=16).hexdigest()


def _meta(path: Path) -> dict[str, Any]:
    try:
        meta = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return meta if isinstance(meta, dict) else {}


def _read(path: Path, keys: Keys, meta: dict[str, Any]) -> Neighbours | None:
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except (pa.ArrowException, OSError, ValueError):
        return None
    if not table.schema.equals(_SCHEMA) or len(table) != meta["edges"]:
        return None
    columns = {name: table[name].to_numpy() for name in _SCHEMA.names}
    return Neighbours(keys=keys, method=meta["method"], floor=meta["floor"], model=meta["model"], **columns)
