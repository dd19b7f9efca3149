"""Diversity of prompts as a piece of work whose figures are kept, and embeddings for steps that need them."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from curation.analysis.diversity import Diversity, measure_diversity
from curation.jobs.work import Progress, embed_prompts
from curation.recipe import DiverseStep, Recipe
from curation.settings import settings
from curation.similarity import resolve_model
from curation.similarity.vectors import stored_vectors
from curation.store import Dataset, new_file

# Raise when a figure would come out otherwise: older files are then passed over.
RULES = 1


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
    path = _path(dataset, model, sample, seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_file(path) as building:
        building.write_bytes(orjson.dumps(found.as_json()))
    return found.meaning is not None


def known_diversity(
    dataset: Dataset, *, model: str | None = None, sample: int = 2_000, seed: int = 0
) -> dict[str, Any] | None:
    """The figures that were kept, as ``Diversity.as_json`` gives them; None where there are none.

    Raises:
        EncoderError: There is no model of that name.
    """
    try:
        known = orjson.loads(_path(dataset, model, sample, seed).read_bytes())
    except (OSError, ValueError):
        return None
    return known if isinstance(known, dict) else None


def _path(dataset: Dataset, model: str | None, sample: int, seed: int) -> Path:
    about = f"{resolve_model(model).identity}-{sample}-{seed}-r{RULES}"
    name = blake2b(about.encode(), digest_size=8).hexdigest()
    return settings().home / "diversity" / dataset.id / f"{name}.json"
