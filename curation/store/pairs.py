"""The pairs table: stated verdicts first, then rated and labelled answers paired by the rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.store.keys import hex_keys, pair_numbers
from curation.store.pairing import Paired, Pairing, pair_labelled, pair_scored, standing
from curation.store.tally import Answers, Tally

NOBODY = -1


@dataclass(frozen=True, slots=True)
class PairColumns:
    """Pairs by ``response_id``, −1 where a side is missing; ``strength`` is NaN where unstated."""

    chosen: NDArray[np.int64]
    rejected: NDArray[np.int64]
    tie: NDArray[np.bool_]
    strength: NDArray[np.float64]


def pair_table(tally: Tally, columns: PairColumns) -> pa.Table:
    """Every pair and every single answer of an import, ordered by first source row.

    Args:
        tally: What the import remembered.
        columns: Its pairs, in any order.

    Returns:
        The pairs table, with ``chosen.<x>``, ``rejected.<x>`` and ``margin.<x>`` an attribute.
    """
    answers = tally.answers
    columns = _ordered(columns, answers.origin)
    side = np.where(columns.chosen >= 0, columns.chosen, columns.rejected)
    prompt = answers.prompt[side]
    table = pa.table(
        {
            "pair_id": pa.array(np.arange(len(side))),
            "prompt_id": pa.array(prompt),
            "chosen_id": _ids(columns.chosen),
            "rejected_id": _ids(columns.rejected),
            "strength": pa.array(columns.strength, from_pandas=True),
            "tie": pa.array(columns.tie),
            "histories_differ": pa.array(_with_lead(columns, answers)),
            "split": _texts_at(tally.prompt_splits, prompt),
            "source": _texts_at(answers.source, side),
            "origin_row": _origin_rows(columns, answers),
            "key": _keys(columns, prompt, tally),
        }
    )
    for name in answers.scores:
        table = with_sides(table, name, answers.scores[name])
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


def paired(tally: Tally, rule: Pairing) -> PairColumns:
    """Every pair and single answer of an import, in no particular order."""
    verdicts, made = tally.verdicts, pair_answers(tally.answers, rule)
    return PairColumns(
        np.concatenate([verdicts.chosen, made.chosen]),
        np.concatenate([verdicts.rejected, made.rejected]),
        np.concatenate([verdicts.tie, made.tie]),
        np.r_[verdicts.strength, np.full(len(made.chosen), np.nan)],
    )


def pair_answers(answers: Answers, rule: Pairing) -> Paired:
    """Pair the answers that no verdict of their own row covers: by label where there is one, else by rule."""
    group = answers.run if rule.within_run else answers.prompt
    free = np.flatnonzero(~answers.judged & (answers.label < 0))
    labelled = np.flatnonzero(~answers.judged & (answers.label >= 0))
    height = standing(answers.scores, answers.rank, rule)
    rated = pair_scored(group[free], height[free], answers.content[free], rule)
    liked = pair_labelled(group[labelled], answers.label[labelled] == 1, answers.content[labelled])
    parts = [_positions(rated, free), _positions(liked, labelled)]
    return Paired(
        np.concatenate([part.chosen for part in parts]),
        np.concatenate([part.rejected for part in parts]),
        np.concatenate([part.tie for part in parts]),
    )


def _positions(paired: Paired, where: NDArray[np.int64]) -> Paired:
    """Positions within a subset → response ids."""
    ids = np.r_[where, NOBODY]
    return Paired(ids[paired.chosen], ids[paired.rejected], paired.tie)


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


def _texts_at(values: list[str | None] | None, where: NDArray[np.int64]) -> pa.Array:
    if values is None:
        return pa.nulls(len(where), pa.string())
    return pa.array(values, pa.string()).take(pa.array(where))


def _with_lead(columns: PairColumns, answers: Answers) -> NDArray[np.bool_]:
    led = np.r_[answers.lead, False]
    either: NDArray[np.bool_] = led[columns.chosen] | led[columns.rejected]
    return either


def _origin_rows(columns: PairColumns, answers: Answers) -> pa.Array:
    """The source rows of both sides, each once, ascending."""
    if not len(columns.chosen):
        return pa.array([], pa.list_(pa.int64()))
    origin = np.r_[answers.origin, NOBODY]
    both = np.sort(np.stack([origin[columns.chosen], origin[columns.rejected]], axis=1), axis=1)
    keep = np.stack([(both[:, 0] >= 0) & (both[:, 0] != both[:, 1]), both[:, 1] >= 0], axis=1)
    offsets = np.r_[0, np.cumsum(keep.sum(axis=1))].astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(both[keep]))


def _keys(columns: PairColumns, prompt: NDArray[np.int64], tally: Tally) -> pa.Array:
    content = np.r_[tally.answers.content, np.uint64(0)]
    keys = np.asarray(tally.prompt_keys, np.uint64)
    return hex_keys(pair_numbers(keys[prompt], content[columns.chosen], content[columns.rejected]))
