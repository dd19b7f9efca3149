"""Neighbour graphs on disk, one a data set, unit, method, model and floor: computed once, then loaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import numpy as np
import pyarrow as pa

from curation.errors import DatasetError
from curation.settings import settings
from curation.similarity.bounds import Bounds
from curation.similarity.encoder import Encoder, load_encoder, resolve_model
from curation.similarity.find import Poll, Progress, content_keys, find_neighbours
from curation.similarity.neighbours import Keys, Neighbours
from curation.similarity.recall import Recall
from curation.similarity.units import HasTexts, unit_texts

# Raise when an edge or its difference would come out otherwise: older files are then passed over.
RULES = 3
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


class HasPrompts(HasTexts, Protocol):
    """What is needed of a data set: its id and its tables; ``prompts`` has a ``key`` beside its texts."""

    @property
    def id(self) -> str:
        """The data set's id."""


def neighbours_of(
    dataset: HasPrompts,
    method: str = "staged",
    floor: float = 0.8,
    model: str | Encoder | None = None,
    *,
    unit: str = "user",
    search: str = "auto",
    progress: Progress | None = None,
    cancelled: Poll | None = None,
) -> Neighbours:
    """The neighbours of a data set's prompts: loaded where known down to ``floor``, else found and kept.

    ``unit`` says what of a prompt is compared, see ``units``; the other args and the errors are
    those of ``find_neighbours``.
    """
    return neighbours_among(
        dataset.id,
        content_keys(dataset.prompts["key"].to_pylist()),
        lambda: unit_texts(dataset, unit),
        method,
        floor,
        model,
        unit=unit,
        search=search,
        progress=progress,
        cancelled=cancelled,
    )


def neighbours_among(
    name: str,
    keys: Keys,
    texts_of: Callable[[], list[str]],
    method: str,
    floor: float,
    model: str | Encoder | None,
    *,
    unit: str,
    search: str = "auto",
    progress: Progress | None = None,
    cancelled: Poll | None = None,
) -> Neighbours:
    """The neighbours of any prompts, kept under a name.

    Args:
        name: Whose prompts they are: a data set's id, or those of several joined by ``+``.
        keys: uint64 [n], their content keys.
        texts_of: Gives their texts; asked only where the graph is not there yet.
        method: As for ``find_neighbours``, like all that are not named here.
        floor: Lowest similarity.
        model: The embedding model.
        unit: What of a prompt the texts are.
        search: Whether any pair may be lost, as for ``find_neighbours``.
        progress: Called with (stage, done, total).
        cancelled: Asked about once a second.
    """
    known = load(name, keys, method, floor, model, unit, search)
    if known is not None:
        return known
    encoder = model
    if method in {"semantic", "staged"} and (model is None or isinstance(model, str)):
        encoder = load_encoder(model)
    texts = texts_of()
    told = np.array([unit == "user" or bool(text.strip()) for text in texts], bool)
    at = np.flatnonzero(told).astype(np.int32)
    found = find_neighbours(
        [texts[place] for place in at],
        keys[at],
        method=method,
        floor=floor,
        model=encoder,
        search=search,
        progress=progress,
        cancelled=cancelled,
    )
    found = replace(found, keys=keys, a=at[found.a], b=at[found.b])
    save(name, found, asked=floor, model=_weights(method, model), unit=unit)
    return found


def load(
    dataset_id: str,
    keys: Keys,
    method: str,
    floor: float,
    model: str | Encoder | None = None,
    unit: str = "user",
    search: str = "auto",
) -> Neighbours | None:
    """A stored graph that reaches down to ``floor``, the nearest such; None where there is none.

    Where ``search`` is ``exact``, one that may have lost pairs is passed over; a whole one serves any search.

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
            and meta.get("unit") == unit
            and meta.get("weights") == weights
            and meta.get("keys") == _digest(keys)
            and meta.get("asked", 2) <= floor
            and not (search == "exact" and meta.get("recall"))
        ):
            fitting.append((meta.get("recall") is None, meta["asked"], path, meta))
    for *_, path, meta in sorted(fitting, key=lambda entry: entry[:2], reverse=True):
        if (found := _read(path.with_suffix(".arrow"), keys, meta)) is not None:
            return found
    return None


def save(
    dataset_id: str, neighbours: Neighbours, *, asked: float, model: str | None, unit: str = "user"
) -> None:
    """Keep a graph.

    Args:
        dataset_id: Whose prompts they are.
        neighbours: The graph.
        asked: The floor that was asked for; the graph's own is higher where there were too many pairs.
        model: Identity of the model's weights, None where none was used.
        unit: What of a prompt was compared.

    Raises:
        DatasetError: When the disk does not take it.
    """
    folder = _folder(dataset_id)
    table = pa.table([getattr(neighbours, name) for name in _SCHEMA.names], schema=_SCHEMA)
    meta = {
        "rules": RULES,
        "method": neighbours.method,
        "unit": unit,
        "weights": model,
        "model": neighbours.model,
        "floor": neighbours.floor,
        "asked": asked,
        "recall": neighbours.recall and asdict(neighbours.recall),
        "bounds": asdict(neighbours.bounds),
        "prompts": neighbours.prompts,
        "edges": len(neighbours),
        "keys": _digest(neighbours.keys),
        **neighbours.counts(),
    }
    about = (neighbours.method, unit, f"{asked:g}", neighbours.recall and "fast", model)
    path = folder / f"{'-'.join(part for part in about if part)}.arrow"
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
    return Neighbours(
        keys=keys,
        method=meta["method"],
        floor=meta["floor"],
        model=meta["model"],
        recall=_recall(meta.get("recall")),
        bounds=Bounds(**meta.get("bounds", {})),
        **columns,
    )


def _recall(stored: dict[str, Any] | None) -> Recall | None:
    if stored is None:
        return None
    return Recall(stored["rows"], tuple(stored["true"]), tuple(stored["found"]))
