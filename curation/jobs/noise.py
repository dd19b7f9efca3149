"""Looking for wrong labels as the app's worker and the command line do it, and the queue as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from numpy.typing import NDArray

from curation.analysis.noise import CleaningEffect, LabelNoise, did_cleaning_help, label_noise
from curation.jobs.work import Progress
from curation.recipe import DeduplicateStep, Recipe, apply, compared
from curation.store import Dataset, new_file

if TYPE_CHECKING:
    from curation.similarity import Encoder


def look_for_noise(
    dataset: Dataset,
    *,
    near: str | None = None,
    model: str | None = None,
    embeddings: bool = False,
    self_test: bool = True,
    seed: int = 0,
    progress: Progress | None = None,
) -> LabelNoise:
    """The pairs that a proxy trained on the others contradicts.

    Args:
        dataset: The data set.
        near: Keep near-duplicate prompts together, found by this method; None for equal ones alone.
        model: The embedding model; None for the default.
        embeddings: Also use embeddings of prompts and answers, made where they are not there yet.
        self_test: Also plant wrong labels, to tell what the queue is worth.
        seed: Of folds, plantings and intervals.
        progress: Told how far it is.

    Raises:
        EncoderError: The embedding model cannot be had.
    """
    return label_noise(
        dataset,
        groups=near_groups(dataset, near, model, progress),
        encoder=_encoder(model) if embeddings else None,
        self_test=self_test,
        seed=seed,
        progress=progress,
    )


def cleaning_effect(
    dataset: Dataset,
    recipe: Recipe,
    test: Dataset | None = None,
    *,
    near: str | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> CleaningEffect:
    """What a recipe's removals do to a proxy's accuracy on rows it has not seen.

    Raises:
        RecipeError: A step does not fit, or nothing is left to train on.
    """
    kept = apply(dataset, recipe, progress=progress).kept
    groups = near_groups(dataset, near, None, progress)
    return did_cleaning_help(dataset, kept, test, groups=groups, seed=seed, progress=progress)


def near_groups(
    dataset: Dataset, near: str | None, model: str | None = None, progress: Progress | None = None
) -> NDArray[np.int32] | None:
    """A number a prompt, equal within near-duplicates; None where no method is named."""
    if near is None:
        return None
    step = DeduplicateStep.model_validate(
        {"kind": "deduplicate", "method": near, "grouping": "connected", "keep": "first", "model": model}
    )
    return compared(dataset, step, progress=progress).groups().group_ids()


def queue_lines(found: LabelNoise, dataset: Dataset) -> Iterator[dict[str, Any]]:
    """One object a judged pair, those the proxy contradicts most first."""
    keys = dataset.pairs["key"]
    suspects = len(found.suspects)
    for at, row in enumerate(np.argsort(found.margins, kind="stable").tolist()):
        pair = int(found.rows[row])
        yield {
            "pair": pair,
            "key": keys[pair].as_py(),
            "margin": round(float(found.margins[row]), 6),
            "probability": round(float(found.probability[row]), 6),
            "suspect": at < suspects,
            "reasons": [asdict(reason) for reason in found.reasons_at(row)],
        }


def write_queue(found: LabelNoise, dataset: Dataset, path: Path) -> None:
    """Write ``queue_lines`` as JSON lines, whole or not at all."""
    with new_file(path) as building, building.open("wb") as out:
        for line in queue_lines(found, dataset):
            out.write(orjson.dumps(line) + b"\n")


def _encoder(model: str | None) -> Encoder:
    from curation.similarity import load_encoder

    return load_encoder(model)
