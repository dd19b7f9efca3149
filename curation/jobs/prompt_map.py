"""The map of a data set's prompts as a whole piece of work, and the one that is there already."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson

from curation.errors import DatasetError
from curation.similarity import load_encoder, resolve_model
from curation.similarity.cache import embed_texts
from curation.similarity.encoder import Encoder, Vectors
from curation.similarity.prompt_map import PromptMap, draw_map, load_map, save_map
from curation.similarity.vectors import stored_vectors
from curation.store import Dataset

Progress = Callable[[str, int, int], None]


def map_prompts(
    dataset: Dataset,
    *,
    model: str | Encoder | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> PromptMap:
    """The map of a data set, drawn and kept if it is not there yet; prompts are embedded where need be.

    Raises:
        EncoderError: The model cannot be had; what was embedded is kept.
        DatasetError: The data set holds no prompt, or the disk is full.
    """
    known = known_map(dataset, model=model, seed=seed)
    if known is not None:
        return known
    texts, keys = dataset.prompts["text"].to_pylist(), dataset.prompts["key"].to_pylist()
    if not texts:
        raise DatasetError(f"{dataset.id} holds no prompt", next="Open a data set that has some")
    stored = stored_vectors(texts, model)
    # Loading the model takes longer than drawing the map: where all is embedded, it is not needed.
    vectors = _embedded(texts, model, progress) if stored.missing else stored.rows
    drawn = draw_map(texts, keys, vectors, model=_identity(model), seed=seed, progress=progress)
    save_map(dataset.id, keys, drawn)
    return drawn


def _embedded(texts: list[str], model: str | Encoder | None, progress: Progress | None) -> Vectors:
    if progress is not None:
        progress("loading the model", 0, 0)
    encoder = load_encoder(model) if model is None or isinstance(model, str) else model
    told = (lambda done, total: progress("embedding", done, total)) if progress is not None else None
    return embed_texts(texts, encoder, told)


def known_map(dataset: Dataset, *, model: str | Encoder | None = None, seed: int = 0) -> PromptMap | None:
    """The map if it is there already; draws none and loads no model.

    Raises:
        EncoderError: There is no model of that name.
    """
    return load_map(dataset.id, dataset.prompts["key"].to_pylist(), _identity(model), seed)


def _identity(model: str | Encoder | None) -> str:
    """Name and weights: a map is not drawn anew for another precision."""
    if model is None or isinstance(model, str):
        return resolve_model(model).identity
    return f"{model.name}-{model.revision[:8]}"


def lines(dataset: Dataset, drawn: PromptMap) -> Iterator[bytes]:
    """One JSON line a prompt on the map: its key, where it lies, and its topic."""
    keys = dataset.prompts["key"].to_pylist()
    columns = (drawn.prompt.tolist(), drawn.x.tolist(), drawn.y.tolist(), drawn.topic.tolist())
    for prompt, x, y, topic in zip(*columns, strict=True):
        yield orjson.dumps({"key": keys[prompt], "x": x, "y": y, "topic": topic}) + b"\n"
