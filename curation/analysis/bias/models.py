"""Who wins: the share of each model, and how far its name alone gives the verdict away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.bias.decided import Decided
from curation.analysis.bias.judges import Judge, cross_validated
from curation.analysis.estimate import Estimate, share
from curation.analysis.masks import Mask
from curation.store import Dataset

# Names that settle at least this share of verdicts leave little else to learn from.
TELLING = 0.75
# A duel is called settled once it was fought so often without the other ever winning.
LEAST_DUELS = 20
MOST_LISTED = 50
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ModelShare:
    """One model's decided pairs against other models, and the share of them that it wins."""

    model: str
    wins: Estimate


@dataclass(frozen=True)
class ModelBias:
    """How models fare against each other.

    Attributes:
        duels: Decided pairs of two different, named models.
        models: How many models there are.
        shares: The most frequent models, best first.
        leakage: A judge that sees the two names alone; None where there are too few duels.
        settled: Duels between two models of which only one ever wins.
    """

    duels: int
    models: int
    shares: tuple[ModelShare, ...]
    leakage: Judge | None
    settled: int

    @property
    def meaning(self) -> str:
        """What it means for training, in one sentence."""
        if self.leakage is None:
            return "There are too few pairs of two named models to say whether a name gives the verdict away."
        told = self.leakage.auc
        judged = f"the models' names alone tell chosen from rejected with an AUC of {told.value:.2f}"
        judged += f" ({told.low:.2f} – {told.high:.2f})"
        if told.low > TELLING:
            return f"In pairs not shown to it, {judged}: training teaches to sound like the winning model."
        if told.low > 0.5:
            return f"In pairs not shown to it, {judged}: some models win more often, as better ones should."
        return f"In pairs not shown to it, {judged}: no better than a coin."

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        return {
            "duels": self.duels,
            "models": self.models,
            "wins": [{"model": one.model, **one.wins.as_json()} for one in self.shares],
            "leakage": self.leakage.as_json() if self.leakage else None,
            "settled": self.settled,
            "meaning": self.meaning,
        }


def names_models(dataset: Dataset) -> bool:
    """Whether any answer says which model wrote it."""
    return bool(dataset.responses["model"].null_count < len(dataset.responses))


def model_bias(pairs: Decided) -> ModelBias | None:
    """How models fare in these pairs; None where none is named on both sides."""
    if not names_models(pairs.dataset):
        return None
    places, winner, loser, names = _duels(pairs)
    if not len(places):
        return None
    wins = np.bincount(winner, minlength=len(names))
    fought = wins + np.bincount(loser, minlength=len(names))
    listed = np.argsort(-fought, kind="stable")[: min(MOST_LISTED, int(np.count_nonzero(fought)))]
    shares = [ModelShare(names[at], share(int(wins[at]), int(fought[at]))) for at in listed.tolist()]
    return ModelBias(
        len(places),
        int(np.count_nonzero(fought)),
        tuple(sorted(shares, key=lambda one: (-one.wins.value, one.model))),
        _leakage(winner, loser, pairs.at(places), len(names)),
        int(np.count_nonzero(_settled(winner, loser, len(names)))),
    )


def settled_duels(dataset: Dataset, pairs: Decided) -> Mask:
    """The rows whose two models have met at least ``LEAST_DUELS`` times with always the same winner."""
    hit = np.zeros(len(dataset.pairs), bool)
    places, winner, loser, names = _duels(pairs)
    hit[pairs.rows[places[_settled(winner, loser, len(names))]]] = True
    return hit


def _duels(pairs: Decided) -> tuple[NDArray[np.intp], Codes, Codes, list[str]]:
    """Which decided pairs are duels of two named models, winner and loser of each, the names."""
    coded = pairs.dataset.responses["model"].combine_chunks().dictionary_encode()
    codes = np.asarray(pc.fill_null(coded.indices, pa.scalar(-1, coded.indices.type)).to_numpy(), np.int64)
    winner, loser = (codes[pairs.of(side).astype(np.int64)] for side in ("chosen_id", "rejected_id"))
    places = np.flatnonzero((winner >= 0) & (loser >= 0) & (winner != loser))
    return places, winner[places], loser[places], [str(name) for name in coded.dictionary.to_pylist()]


def _settled(winner: Codes, loser: Codes, models: int) -> Mask:
    met = np.minimum(winner, loser) * models + np.maximum(winner, loser)
    _, duel = np.unique(met, return_inverse=True)
    fought, first = np.bincount(duel), np.bincount(duel, winner < loser)
    one_sided = ((first == 0) | (first == fought)) & (fought >= LEAST_DUELS)
    settled: Mask = one_sided[duel]
    return settled


def _leakage(winner: Codes, loser: Codes, duels: Decided, models: int) -> Judge | None:
    from scipy.sparse import csr_array

    n = len(winner)
    columns = np.stack([winner, loser], axis=1).ravel()
    signs = np.tile([1.0, -1.0], n)
    seen = csr_array((signs, columns, np.arange(0, 2 * n + 1, 2)), shape=(n, models))
    return cross_validated("the models' names", seen, duels.prompt, duels.rows)
