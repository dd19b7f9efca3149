"""What a mapping or a pairing rule would give, counted without writing anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from curation.schemas import Mapping
from curation.sources import Source
from curation.store.dataset import Dataset
from curation.store.info import Counts
from curation.store.keys import text_numbers
from curation.store.pairing import Paired, Pairing
from curation.store.pairs import NOBODY, PairColumns, pair_answers, paired
from curation.store.parcels import parcels
from curation.store.tally import Answers, Tally


@dataclass(frozen=True, slots=True)
class DryRun:
    """A whole source under one mapping: the counts a load would give, and quarantine by reason."""

    counts: Counts
    quarantine: dict[str, int]


@dataclass(frozen=True, slots=True)
class PairCounts:
    """What a pairing rule makes of a data set's answers.

    Attributes:
        pairs: Pairs of two answers, ties among them.
        ties: Pairs that the rule calls a tie.
        unused: Answers that end in no pair.
        prompts: Prompts with at least one pair that is no tie.
    """

    pairs: int
    ties: int
    unused: int
    prompts: int


def count_source(
    source: Source,
    mapping: Mapping,
    pairing: Pairing | None = None,
    progress: Callable[[int], None] | None = None,
) -> DryRun:
    """Read a whole source as ``mapping`` says, and keep nothing but the counts.

    Args:
        source: Where the rows come from.
        mapping: How to read them.
        pairing: How rated answers become pairs.
        progress: Called with the number of rows read so far.

    Raises:
        SourceError: The bytes cannot be read to the end.
        SchemaError: The mapping or the rule cannot be used.
    """
    tally = Tally()
    for index, parcel in parcels(source, mapping):
        tally.place(parcel, source.shards[index])
        if progress:
            progress(tally.read)
    # Where no row fits there are no attributes that a rule could weigh.
    columns = paired(tally, pairing if pairing and tally.used else Pairing())
    return DryRun(counted(tally, columns), dict(tally.quarantined.most_common()))


def counted(tally: Tally, columns: PairColumns) -> Counts:
    """The counts of an import whose pairs are ``columns``."""
    whole = (columns.chosen >= 0) & (columns.rejected >= 0)
    return Counts(
        rows_read=tally.read,
        rows_used=tally.used,
        rows_quarantined=tally.read - tally.used,
        prompts=len(tally.prompt_keys),
        responses=tally.responses,
        pairs=int(whole.sum()),
        ties=int((columns.tie & whole).sum()),
        singles=int((~whole).sum()),
        repeated_prompts=len(tally.repeated),
    )


def count_pairs(dataset: Dataset, pairing: Pairing) -> PairCounts:
    """What another pairing rule would make of a data set, from its stored tables.

    Args:
        dataset: The data set; pairs that its source states itself stay as they are.
        pairing: The rule to try.

    Raises:
        SchemaError: The rule weighs an attribute that the data set does not have.
    """
    answers = _answers(dataset.path)
    made = pair_answers(answers, pairing)
    stated = _stated(dataset, answers)
    chosen = np.concatenate([stated.chosen, made.chosen])
    rejected = np.concatenate([stated.rejected, made.rejected])
    tie = np.concatenate([stated.tie, made.tie])
    whole = (chosen >= 0) & (rejected >= 0)
    used = np.zeros(len(answers), bool)
    used[chosen[whole]] = used[rejected[whole]] = True
    prompts = np.unique(answers.prompt[chosen[whole & ~tie]])
    return PairCounts(int(whole.sum()), int((whole & tie).sum()), int((~used).sum()), len(prompts))


def unused_answers(dataset: Dataset) -> int:
    """How many of a data set's answers are in no pair of two."""
    sides = dataset.pairs.select(["chosen_id", "rejected_id"]).drop_null()
    used = np.concatenate([sides["chosen_id"].to_numpy(), sides["rejected_id"].to_numpy()])
    return dataset.info.counts.responses - len(np.unique(used))


def _stated(dataset: Dataset, answers: Answers) -> Paired:
    """The pairs that the source states itself."""
    pairs = dataset.pairs.select(["chosen_id", "rejected_id", "tie"])
    chosen, rejected = (pairs[side].fill_null(NOBODY).to_numpy() for side in ("chosen_id", "rejected_id"))
    stated = np.r_[answers.judged, False][chosen]
    return Paired(chosen[stated], rejected[stated], pairs["tie"].to_numpy()[stated])


@lru_cache(maxsize=2)
def _answers(path: Path) -> Answers:
    """A stored data set's answers as an import knew them; kept, for a rule is tried many times."""
    dataset = Dataset(path)
    table = dataset.responses
    prompt = table["prompt_id"].to_numpy()
    label = table["label"].cast(pa.int8()).fill_null(-1).to_numpy()
    scores = {name: table[name].to_numpy() for name in dataset.info.attributes}
    return Answers(
        prompt,
        np.cumsum(np.diff(prompt, prepend=-1) != 0),
        table["origin_row"].to_numpy(),
        np.concatenate([text_numbers(chunk.to_pylist()) for chunk in table["text"].chunks] or [_NONE]),
        label,
        table["rank"].to_numpy(),
        table["judged"].to_numpy(),
        np.zeros(len(table), bool),
        scores,
        {},
    )


_NONE = np.empty(0, np.uint64)
