"""Diversity of prompts as a piece of work whose figures are kept, and embeddings for steps that need them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from curation.analysis.diversity import Diversity, measure_diversity
from curation.jobs.work import Progress, embed_prompts
from curation.recipe import DiverseStep, Recipe
from curation.settings import settings
from curation.similarity import resolve_model
from curation.similarity.vectors import stored_vectors
from curation.store import Dataset
from curation.store.workspace import new_folder

# Raise when a figure would come out otherwise: older files are then passed over.
RULES = 2
NO_TOPIC = -1
_PLACED = pa.schema([("prompt", pa.int64()), ("topic", pa.int16()), ("distance", pa.float32())])


@dataclass(frozen=True, eq=False)
class KeptDiversity:
    """What ``keep_diversity`` found.

    Attributes:
        told: ``Diversity.as_json``.
        prompts: int64 [n], positions in the prompts table of those that meaning was read of; none
            where they were not embedded.
        topic: int16 [n], the topic of each; ``NO_TOPIC`` beyond the map's limit.
        distance: float32 [n], 1 − cosine to the nearest other one; NaN where it was not measured.
    """

    told: dict[str, Any]
    prompts: NDArray[np.int64]
    topic: NDArray[np.int16]
    distance: NDArray[np.float32]

    def in_topic(self, topic: int) -> NDArray[np.int64]:
        """The prompts of a topic, by its place in the topics told; ascending."""
        return np.sort(self.prompts[self.topic == topic])

    def near(self, low: float, high: float) -> NDArray[np.int64]:
        """The prompts whose nearest other one lies at ``low`` ≤ distance < ``high``, nearest first."""
        inside = np.flatnonzero((self.distance >= low) & (self.distance < high))
        return self.prompts[inside[np.argsort(self.distance[inside], kind="stable")]]


def embed_for(dataset: Dataset, recipe: Recipe, *, progress: Progress | None = None) -> None:
    """Embed a data set's prompts where a step of the recipe needs that and they are not yet.

    Raises:
        EncoderError: The model cannot be had, or the disk is full; what was made is kept.
    """
    steps = [step for step in recipe.steps if isinstance(step, DiverseStep) and step.enabled]
    for model in dict.fromkeys(step.model for step in steps):
        # Loading the model takes seconds: where all is embedded, it is not needed.
        if stored_vectors(dataset.prompts["text"].to_pylist(), model).missing:
            embed_prompts(dataset, model=model, progress=progress)


def keep_diversity(
    dataset: Dataset,
    *,
    model: str | None = None,
    sample: int = 2_000,
    seed: int = 0,
    progress: Progress | None = None,
) -> bool:
    """Measure a data set's prompts and keep the figures for ``known_diversity``.

    Returns:
        Whether the prompts were embedded, so that the figures of meaning are among them.

    Raises:
        EncoderError: There is no model of that name.
        DatasetError: The disk does not take it.
    """
    found: Diversity = measure_diversity(dataset, model=model, sample=sample, seed=seed, progress=progress)
    with new_folder(_folder(dataset, model, sample, seed, embedded=found.meaning is not None)) as building:
        table = _placed(found)
        with pa.OSFile(str(building / "prompts.arrow"), "wb") as sink, pa.ipc.new_file(sink, _PLACED) as out:
            out.write_table(table)
        (building / "found.json").write_bytes(orjson.dumps(found.as_json()))
    return found.meaning is not None


def _placed(found: Diversity) -> pa.Table:
    """Topic and nearest distance of each prompt that meaning was read of."""
    meaning = found.meaning
    if meaning is None:
        return _PLACED.empty_table()
    topic = np.full(len(found.prompts), NO_TOPIC, np.int16)
    topic[: meaning.looked_at] = meaning.of
    distance = np.full(len(found.prompts), np.nan, np.float32)
    distance[meaning.spacing.rows] = meaning.spacing.distance
    return pa.table([found.prompts.ids, topic, distance], schema=_PLACED)


def known_diversity(
    dataset: Dataset, *, model: str | None = None, sample: int = 2_000, seed: int = 0
) -> KeptDiversity | None:
    """What was kept, with the figures of meaning if any; None where there is nothing, or it is damaged.

    Raises:
        EncoderError: There is no model of that name.
    """
    for embedded in (True, False):
        folder = _folder(dataset, model, sample, seed, embedded=embedded)
        try:
            told = orjson.loads((folder / "found.json").read_bytes())
            table = pa.ipc.open_file(pa.memory_map(str(folder / "prompts.arrow"))).read_all()
        except (OSError, ValueError, pa.ArrowException):
            continue
        if table.schema.equals(_PLACED):
            return KeptDiversity(told, *(table[name].to_numpy() for name in _PLACED.names))
    return None


def _folder(dataset: Dataset, model: str | None, sample: int, seed: int, *, embedded: bool) -> Path:
    about = f"{resolve_model(model).identity}-{sample}-{seed}-{'all' if embedded else 'words'}-r{RULES}"
    name = blake2b(about.encode(), digest_size=8).hexdigest()
    return settings().home / "diversity" / dataset.id / name
