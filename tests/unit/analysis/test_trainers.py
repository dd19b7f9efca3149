"""What trainers do with long pairs: dropped or cut off, never both, by each one's own rule."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis import find
from curation.analysis.checks.lengths import prompt_tokens, tokens_needed
from curation.analysis.checks.trainers import TRAINERS, Trainer, fit_of, trainer_named
from curation.store import Dataset
from tests.unit.analysis.columns import sides, with_columns
from tests.unit.analysis.conftest import Build, pair


@pytest.fixture
def dataset(measured: Build) -> Dataset:
    """A short pair, one that its answer makes long, and one whose prompt alone is."""
    prompts = ("Two?", "Three?", "word " * 600)
    rows = [pair(prompt, "Yes, of course.", "No.") for prompt in prompts]
    return with_columns(measured(rows), sides("tokens", [4, 3000, 4], [2, 2, 2]))


@pytest.mark.parametrize("trainer", TRAINERS, ids=lambda trainer: trainer.name)
def test_a_pair_is_dropped_or_cut_off_and_a_short_one_is_neither(dataset: Dataset, trainer: Trainer) -> None:
    fit = fit_of(dataset, trainer)
    assert not (fit.dropped & fit.cut).any()
    over = find(dataset, f"over_length:{trainer.limit}")
    assert ((fit.dropped | fit.cut) == over).all()
    assert not fit.dropped[0] and not fit.cut[0]


def test_openrlhf_dpo_drops_by_the_prompt_alone(dataset: Dataset) -> None:
    assert prompt_tokens(dataset).tolist()[2] >= 510
    fit = fit_of(dataset, trainer_named("openrlhf-dpo"))
    assert (fit.dropped.tolist(), fit.cut.tolist()) == ([False, False, True], [False, True, False])


def test_two_tokens_are_left_for_an_answer(dataset: Dataset) -> None:
    trainer, length = trainer_named("openrlhf-dpo"), int(prompt_tokens(dataset)[2])
    assert fit_of(dataset, trainer, length + 2).dropped[2]
    assert not fit_of(dataset, trainer, length + 3).dropped[2]


def test_a_pair_of_just_the_limit_fits(dataset: Dataset) -> None:
    trainer, needed = trainer_named("trl-reward"), int(tokens_needed(dataset)[1])
    assert not fit_of(dataset, trainer, needed).dropped[1]
    assert fit_of(dataset, trainer, needed - 1).dropped[1]


def test_the_report_tells_counts_and_sources(dataset: Dataset) -> None:
    told = [fit_of(dataset, trainer).as_json() for trainer in TRAINERS]
    assert len({one["name"] for one in told}) == len(TRAINERS)
    dropped = {one["name"]: one["dropped"]["count"] for one in told}
    assert dropped["trl-reward"] == 1 and dropped["axolotl"] == 2 and dropped["llama-factory"] == 0
    assert all(one["source"] for one in told)
    assert np.isclose(told[0]["dropped"]["share"], 1 / 3, atol=1e-6)
