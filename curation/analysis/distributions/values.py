"""The numbers and categories that charts count, as arrays."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.errors import RecipeError
from curation.store import Dataset

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
_LONG_TEXTS = ("prompt", "chosen", "rejected", "key", "prompt.key")


def answers_in(dataset: Dataset, kept: Mask | None) -> Codes:
    """Response ids that take part in the kept pairs; every response where ``kept`` is None."""
    if kept is None:
        return np.arange(len(dataset.responses))
    part = dataset.pairs.select(["chosen_id", "rejected_id"]).filter(kept)
    used = np.zeros(len(dataset.responses), bool)
    for side in ("chosen_id", "rejected_id"):
        used[pc.drop_null(part[side]).to_numpy()] = True
    return np.flatnonzero(used)


def column(dataset: Dataset, name: str) -> Floats:
    """An attribute or signal of every response, NaN where missing, shape (responses,)."""
    return np.asarray(dataset.responses[name].to_numpy(), np.float64)


def numbers(dataset: Dataset, field: str, kept: Mask | None = None) -> Floats:
    """A number field of every kept row of the pairs table, NaN where missing.

    Raises:
        RecipeError: No such field, or it holds no numbers.
    """
    if _kind(dataset, field) != "number":
        raise RecipeError(f"{field!r} holds no numbers", next="Choose a number field")
    values = np.asarray(_raw(dataset, field).cast(pa.float64()).to_numpy(), np.float64)
    return values if kept is None else values[kept]


def categories(
    dataset: Dataset, field: str, kept: Mask | None = None
) -> tuple[Codes, list[str | bool | None]]:
    """A category, flag or extra text of every kept row: places among the distinct values, and these.

    Raises:
        RecipeError: No such field, or one of whole texts.
    """
    kind = _kind(dataset, field)
    if kind == "number" or field in _LONG_TEXTS:
        raise RecipeError(
            f"{field!r} holds no categories", next="Choose a category, a flag or an extra column"
        )
    if field in ("chosen.model", "rejected.model"):
        codes, values = _models(dataset, field.partition(".")[0])
    else:
        coded = _raw(dataset, field).combine_chunks().dictionary_encode(null_encoding="encode")
        codes, values = coded.indices.to_numpy().astype(np.int64), coded.dictionary.to_pylist()
    return (codes if kept is None else codes[kept]), values


def decided(dataset: Dataset, name: str, kept: Mask | None = None) -> tuple[Floats, Floats]:
    """Both sides of a measure in pairs that are no tie and of which both sides are known."""
    table = dataset.pairs.select([f"chosen.{name}", f"rejected.{name}", "tie"])
    chosen, rejected = (np.asarray(table[side].to_numpy(), np.float64) for side in table.column_names[:2])
    there = ~table["tie"].to_numpy() & ~np.isnan(chosen) & ~np.isnan(rejected)
    if kept is not None:
        there &= kept
    return chosen[there], rejected[there]


def _kind(dataset: Dataset, field: str) -> str:
    if field not in dataset.fields:
        raise RecipeError(
            f"The data set has no field {field!r}", next=f"Fields are {', '.join(dataset.fields)}"
        )
    return dataset.fields[field].kind


def _raw(dataset: Dataset, field: str) -> pa.ChunkedArray:
    if field in dataset.pairs.column_names:
        return dataset.pairs[field]
    return dataset.select([field])[field]


def _models(dataset: Dataset, side: str) -> tuple[Codes, list[str | bool | None]]:
    """Who wrote each answer; coded over answers, which are joined by position."""
    coded = dataset.responses["model"].combine_chunks().dictionary_encode(null_encoding="encode")
    values = coded.dictionary.to_pylist()
    if None not in values:
        values.append(None)
    of_answer = np.r_[coded.indices.to_numpy().astype(np.int64), values.index(None)]
    return of_answer[dataset.pairs[f"{side}_id"].fill_null(len(of_answer) - 1).to_numpy()], values
