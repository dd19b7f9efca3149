"""Named annotators' verdicts on which of two answers is better, kept among a source's extra columns."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.agreement.measured import Between
from curation.schemas.families.panels import ROLES
from curation.schemas.values import code_of
from curation.schemas.verdicts import code_meanings
from curation.store import Dataset

Votes = NDArray[np.int64]
MEANINGS = ("first", "tie", "second")


def votes_of(dataset: Dataset) -> tuple[tuple[str, ...], Votes]:
    """Each named judge's vote on each row of the pairs table.

    Returns:
        The judges, and for each row and judge a place in ``MEANINGS``, −1 for none, shape (pairs, judges).
    """
    mapping = dataset.info.mapping
    judges = [
        name for role in ROLES if (name := mapping.columns.get(role)) and f"extra.{name}" in dataset.fields
    ]
    if mapping.family != "panels" or len(judges) < 2:
        return (), np.empty((len(dataset.pairs), 0), np.int64)
    meaning = code_meanings(mapping)
    table = dataset.select([f"extra.{name}" for name in judges])
    columns = []
    for name in judges:
        coded = table[f"extra.{name}"].combine_chunks().dictionary_encode()
        said = [meaning.get(code_of(value) or "") for value in coded.dictionary.to_pylist()]
        places = np.array([*(MEANINGS.index(word) if word else -1 for word in said), -1], np.int64)
        columns.append(places[pc.fill_null(coded.indices, len(said)).to_numpy()])
    return tuple(judges), np.stack(columns, axis=1)


def between(judges: tuple[str, ...], votes: Votes) -> tuple[Between, ...]:
    """Every two judges over the rows that both voted on, with Cohen's kappa."""
    from sklearn.metrics import cohen_kappa_score

    found = []
    for left, right in combinations(range(len(judges)), 2):
        both = (votes[:, left] >= 0) & (votes[:, right] >= 0)
        first, second = votes[both, left], votes[both, right]
        varied = len(np.union1d(first, second)) > 1
        kappa = float(cohen_kappa_score(first, second)) if varied else float("nan")
        exact = float((first == second).mean()) if len(first) else float("nan")
        found.append(Between(judges[left], judges[right], len(first), exact, kappa))
    return tuple(found)
