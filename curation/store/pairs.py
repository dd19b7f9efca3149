"""The pairs table: stated verdicts first, then rated and labelled answers paired by the rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.store.keys import pair_key
from curation.store.pairing import Paired, Pairing, pair_labelled, pair_scored
from curation.store.tally import Answers, Tally

NOBODY = -1


@dataclass(frozen=True, slots=True)
class PairColumns:
    """Pairs by ``response_id``, −1 where a side is missing; ``strength`` is NaN where unstated."""

    chosen: NDArray[np.int64]
    rejected: NDArray[np.int64]
    tie: NDArray[np.bool_]
    strength: NDArray[np.float64]


def make_pairs(tally: Tally, rule: Pairing) -> pa.Table:
    """Every pair and every single answer of an import, ordered by first source row.

    Args:
        tally: What the import remembered.
        rule: How rated answers are paired.

    Returns:
        The pairs table, with ``chosen.<x>``, ``rejected.<x>`` and ``margin.<x>`` an attribute.
    """
    answers = tally.answers
    columns = _ordered(_all_pairs(tally, rule), np.asarray(answers.origin, dtype=np.int64))
    side = np.where(columns.chosen >= 0, columns.chosen, columns.rejected)
    prompt = np.asarray(answers.prompt, dtype=np.int64)[side] if len(side) else np.empty(0, np.int64)
    table = pa.table(
        {
            "pair_id": pa.array(np.arange(len(side))),
            "prompt_id": pa.array(prompt),
            "chosen_id": _ids(columns.chosen),
            "rejected_id": _ids(columns.rejected),
            "strength": pa.array(columns.strength, from_pandas=True),
            "tie": pa.array(columns.tie),
            "histories_differ": pa.array(_with_lead(columns, answers)),
            "split": _categories([tally.prompt_splits[i] for i in prompt]),
            "source": _categories([answers.sources.get(int(i)) for i in side]),
            "origin_row": _origin_rows(columns, answers),
            "key": pa.array(_keys(columns, prompt, tally), pa.string()),
        }
    )
    for name in answers.scores:
        table = with_sides(table, name, answers.score(name))
    return table


def with_sides(pairs: pa.Table, name: str, values: NDArray[np.float64]) -> pa.Table:
    """The pairs with one more measurement: ``chosen.<name>``, ``rejected.<name>``, ``margin.<name>``.

    Args:
        pairs: The pairs table.
        name: The attribute's or signal's name.
        values: Its value for every response, NaN where missing, shape (responses,).
    """
    padded = np.r_[values, np.nan]
    chosen = padded[pairs["chosen_id"].fill_null(len(values)).to_numpy()]
    rejected = padded[pairs["rejected_id"].fill_null(len(values)).to_numpy()]
    for side, column in (("chosen", chosen), ("rejected", rejected), ("margin", chosen - rejected)):
        pairs = pairs.append_column(f"{side}.{name}", pa.array(column, from_pandas=True))
    return pairs


def _all_pairs(tally: Tally, rule: Pairing) -> PairColumns:
    answers, verdicts = tally.answers, tally.verdicts
    judged = np.asarray(answers.judged, dtype=bool)
    label = np.asarray(answers.label, dtype=np.int8)
    content = np.asarray(answers.content, dtype=np.uint64)
    group = np.asarray(answers.run if rule.within_run else answers.prompt, dtype=np.int64)
    free = np.flatnonzero(~judged & (label < 0))
    labelled = np.flatnonzero(~judged & (label >= 0))
    rated = pair_scored(group[free], _weighted(answers, rule)[free], content[free], rule)
    liked = pair_labelled(group[labelled], label[labelled] == 1, content[labelled])
    stated = Paired(
        np.asarray(verdicts.chosen, dtype=np.int64),
        np.asarray(verdicts.rejected, dtype=np.int64),
        np.asarray(verdicts.tie, dtype=bool),
    )
    parts = [stated, _positions(rated, free), _positions(liked, labelled)]
    strength = np.asarray(verdicts.strength, dtype=np.float64)
    made = sum(len(part.chosen) for part in parts) - len(strength)
    return PairColumns(
        np.concatenate([part.chosen for part in parts]),
        np.concatenate([part.rejected for part in parts]),
        np.concatenate([part.tie for part in parts]),
        np.r_[strength, np.full(made, np.nan)],
    )


def _positions(paired: Paired, where: NDArray[np.int64]) -> Paired:
    """Positions within a subset → response ids."""
    ids = np.r_[where, NOBODY]
    return Paired(ids[paired.chosen], ids[paired.rejected], paired.tie)


def _weighted(answers: Answers, rule: Pairing) -> NDArray[np.float64]:
    weights = rule.weights_for(tuple(answers.scores))
    if not weights:
        return np.full(len(answers), np.nan)
    total: NDArray[np.float64] = np.sum(
        [weight * answers.score(name) for name, weight in weights.items()], axis=0
    )
    return total


def _ordered(columns: PairColumns, origin: NDArray[np.int64]) -> PairColumns:
    if not len(columns.chosen):
        return columns
    far = np.r_[origin, np.iinfo(np.int64).max]
    first = np.minimum(far[columns.chosen], far[columns.rejected])
    order = np.argsort(first, kind="stable")
    return PairColumns(
        columns.chosen[order], columns.rejected[order], columns.tie[order], columns.strength[order]
    )


def _ids(ids: NDArray[np.int64]) -> pa.Array:
    return pa.array(ids, mask=ids < 0)


def _categories(values: list[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _with_lead(columns: PairColumns, answers: Answers) -> NDArray[np.bool_]:
    led = np.zeros(len(answers) + 1, bool)
    led[list(answers.with_lead)] = True
    either: NDArray[np.bool_] = led[columns.chosen] | led[columns.rejected]
    return either


def _origin_rows(columns: PairColumns, answers: Answers) -> pa.Array:
    """The source rows of both sides, each once, ascending."""
    if not len(columns.chosen):
        return pa.array([], pa.list_(pa.int64()))
    origin = np.r_[np.asarray(answers.origin, dtype=np.int64), NOBODY]
    both = np.sort(np.stack([origin[columns.chosen], origin[columns.rejected]], axis=1), axis=1)
    keep = np.stack([(both[:, 0] >= 0) & (both[:, 0] != both[:, 1]), both[:, 1] >= 0], axis=1)
    offsets = np.r_[0, np.cumsum(keep.sum(axis=1))].astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(both[keep]))


def _keys(columns: PairColumns, prompt: NDArray[np.int64], tally: Tally) -> list[str]:
    content, keys = tally.answers.content, tally.prompt_keys

    def of(response: int) -> str | None:
        return None if response < 0 else f"{content[response]:016x}"

    return [
        pair_key(keys[p], of(c), of(r))
        for p, c, r in zip(prompt.tolist(), columns.chosen.tolist(), columns.rejected.tolist(), strict=True)
    ]
