"""Where a data set's verdicts and scores disagree, repeat themselves or are missing."""

from __future__ import annotations

import numpy as np

from curation.analysis.bias.decided import decided
from curation.analysis.bias.models import settled_duels
from curation.analysis.masks import Mask, mask_of, where
from curation.analysis.overall import overall_attribute
from curation.similarity.exact import classes
from curation.store import Dataset
from curation.store.fields import quoted


def judged_and_scored(dataset: Dataset) -> bool:
    """Whether the source states verdicts and scores, so that the two can disagree."""
    return dataset.info.judged and overall_attribute(dataset) is not None


def strength_and_scored(dataset: Dataset) -> bool:
    """Whether the source also states how strongly the chosen answer is preferred."""
    return judged_and_scored(dataset) and dataset.pairs["strength"].null_count < len(dataset.pairs)


def margin_against(dataset: Dataset) -> Mask:
    """Pairs whose rejected answer scores higher."""
    return where(dataset, f"{_margin(dataset)} < 0")


def strength_against(dataset: Dataset) -> Mask:
    """Pairs that annotators prefer by a stated strength although the rejected answer scores higher."""
    return where(dataset, f"p.strength > 0 AND {_margin(dataset)} < 0")


def equal_scores(dataset: Dataset) -> Mask:
    """Pairs with a verdict although both answers score the same."""
    return where(dataset, f"NOT p.tie AND {_margin(dataset)} = 0")


def _margin(dataset: Dataset) -> str:
    return f"p.{quoted(f'margin.{overall_attribute(dataset)}')}"


def missing_rating(dataset: Dataset) -> Mask:
    """Pairs with an attribute that is not rated on one side or both."""
    parts = [
        f"(p.{side}_id IS NOT NULL AND p.{quoted(f'{side}.{name}')} IS NULL)"
        for name in dataset.info.attributes
        for side in ("chosen", "rejected")
    ]
    return where(dataset, " OR ".join(parts))


def repeated_pair(dataset: Dataset) -> Mask:
    """Pairs whose prompt, chosen and rejected stand in an earlier row."""
    keys = dataset.pairs["key"].combine_chunks().dictionary_encode().indices.to_numpy()
    again = np.ones(len(keys), bool)
    again[np.unique(keys, return_index=True)[1]] = False
    return again


def conflict(dataset: Dataset) -> Mask:
    """Pairs whose two answers are preferred the other way round for the same prompt, after folding."""
    # Only answers that are exchanged somewhere can conflict, so only their prompts are folded.
    table = dataset.query(
        "WITH verdicts AS (SELECT p.pair_id, p.prompt_id, hash(c.text) AS chosen, hash(r.text) AS rejected"
        "  FROM pairs p JOIN responses c ON c.response_id = p.chosen_id"
        "  JOIN responses r ON r.response_id = p.rejected_id WHERE NOT p.tie AND c.text <> r.text)"
        " SELECT * FROM verdicts WHERE (rejected, chosen) IN (SELECT (chosen, rejected) FROM verdicts)"
    )
    prompts, position = np.unique(table["prompt_id"].to_numpy(), return_inverse=True)
    codes = classes(dataset.prompts["text"].take(prompts).to_pylist()).astype(np.uint64)
    chosen, rejected = table["chosen"].to_numpy(), table["rejected"].to_numpy()
    both = np.stack([codes[position], np.minimum(chosen, rejected), np.maximum(chosen, rejected)], axis=1)
    _, group = np.unique(both, axis=0, return_inverse=True)
    one_way = np.bincount(group, chosen < rejected)
    disputed = (one_way > 0) & (one_way < np.bincount(group))
    return mask_of(dataset, table["pair_id"].to_numpy()[disputed[group]])


def settled_by_model(dataset: Dataset) -> Mask:
    """Pairs of two models of which, whenever they meet, the same one wins."""
    return settled_duels(dataset, decided(dataset))
