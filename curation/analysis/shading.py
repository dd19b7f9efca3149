"""What each prompt of a map can be coloured by: a number, a category or a flag for every prompt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from curation.analysis.checks import CHECKS, check_named, find
from curation.errors import RecipeError
from curation.store import Dataset

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int16]
Mask = npt.NDArray[np.bool_]

LENGTH = "prompt length"
KEPT = "kept or removed"
_CHECK = "check: "
_CATEGORIES = ("split", "source")
MOST_LABELS = 10
REST = "other"
NONE = "(none)"


@dataclass(frozen=True, eq=False)
class Shade:
    """A value for every prompt of a data set, either numbers or codes.

    Attributes:
        name: What is shown.
        numbers: float64 [prompts], NaN where there is none; None for a category.
        codes: int16 [prompts], index into ``labels``.
        labels: The categories, the most frequent first.
    """

    name: str
    numbers: Floats | None = None
    codes: Codes | None = None
    labels: tuple[str, ...] = ()


def shades_of(dataset: Dataset) -> tuple[str, ...]:
    """Names that ``shade`` takes for a data set."""
    margins = [f"margin.{name}" for name in dataset.main_measures]
    chosen = [f"chosen.{name}" for name in dataset.main_measures]
    varied = [name for name in _CATEGORIES if len(pc.unique(dataset.pairs[name])) > 1]
    checks = [f"{_CHECK}{check.title}" for check in CHECKS if check.needs(dataset)]
    return (KEPT, LENGTH, *margins, *chosen, *varied, *checks)


def shade(dataset: Dataset, name: str, kept: Mask) -> Shade:
    """The value of every prompt.

    A prompt with several pairs takes the mean of their numbers, the category of its first pair, and
    is flagged where a check hits any of them.

    Args:
        dataset: The data set.
        name: One of ``shades_of``.
        kept: Which rows of the pairs table stay.

    Raises:
        RecipeError: No such name.
    """
    if name == KEPT:
        return _flagged(dataset, name, kept, ("removed", "kept"))
    if name == LENGTH:
        return Shade(name, numbers=np.log10(np.maximum(_lengths(dataset), 1)))
    if name.startswith(_CHECK):
        title = name.removeprefix(_CHECK)
        known = next((check.name for check in CHECKS if check.title == title), title)
        return _flagged(dataset, name, find(dataset, check_named(known).name), ("no", "yes"))
    if name in _CATEGORIES:
        return _category(dataset, name)
    if name not in shades_of(dataset):
        raise RecipeError(
            f"Prompts cannot be coloured by {name!r}", next=f"Choose one of {', '.join(shades_of(dataset))}"
        )
    return Shade(name, numbers=_means(dataset, name))


def kept_prompts(dataset: Dataset, kept: Mask) -> Mask:
    """Which prompts have a row that stays, shape (prompts,)."""
    found = np.zeros(len(dataset.prompts), bool)
    found[_prompt_of(dataset)[kept]] = True
    return found


def first_pairs(dataset: Dataset, prompts: npt.NDArray[np.int64], kept: Mask) -> npt.NDArray[np.int64]:
    """For each prompt one of its rows: the first that stays, else the first; -1 where it has none."""
    of = _prompt_of(dataset)
    first = np.full(len(dataset.prompts), -1, np.int64)
    for rows in (np.arange(len(of))[::-1], np.flatnonzero(kept)[::-1]):
        first[of[rows]] = rows
    return first[prompts]


def _prompt_of(dataset: Dataset) -> npt.NDArray[np.int64]:
    return np.asarray(dataset.pairs["prompt_id"].to_numpy(), np.int64)


def _lengths(dataset: Dataset) -> Floats:
    return np.asarray(pc.utf8_length(dataset.prompts["text"]).to_numpy(), np.float64)


def _flagged(dataset: Dataset, name: str, rows: Mask, labels: tuple[str, str]) -> Shade:
    return Shade(name, codes=kept_prompts(dataset, rows).astype(np.int16), labels=labels)


def _means(dataset: Dataset, name: str) -> Floats:
    values = np.asarray(dataset.pairs[name].cast("float64").to_numpy(zero_copy_only=False), np.float64)
    there = np.isfinite(values)
    of, prompts = _prompt_of(dataset)[there], len(dataset.prompts)
    count = np.bincount(of, minlength=prompts)
    total = np.bincount(of, values[there], minlength=prompts)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _category(dataset: Dataset, name: str) -> Shade:
    coded = dataset.pairs[name].combine_chunks().dictionary_encode(null_encoding="encode")
    of_row = coded.indices.to_numpy()
    names = [NONE if value is None else str(value) for value in coded.dictionary.to_pylist()]
    first = first_pairs(dataset, np.arange(len(dataset.prompts)), np.zeros(len(of_row), bool))
    of_prompt = np.where(first >= 0, of_row[np.maximum(first, 0)], -1)
    counts = np.bincount(of_prompt[of_prompt >= 0], minlength=len(names))
    ranked = np.argsort(-counts, kind="stable")
    shown = ranked[:MOST_LABELS]
    rest = len(ranked) > len(shown) or bool((of_prompt < 0).any())
    rank = np.full(len(names) + 1, len(shown), np.int16)
    rank[shown] = np.arange(len(shown), dtype=np.int16)
    labels = tuple(names[at] for at in shown.tolist()) + ((REST,) if rest else ())
    return Shade(name, codes=rank[of_prompt], labels=labels)
