"""Prompts are drawn whole; drawing kinds of prompts is drawing prompts."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.agreement import resampling
from curation.analysis.agreement.figures import pair_tables
from curation.analysis.agreement.opinions import Opinions
from curation.analysis.agreement.resampling import Kinds, interval


def opinions(prompts: int = 300, seed: int = 3) -> Opinions:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, prompts * 2)
    counts = np.zeros((prompts * 2, 3), np.uint16)
    for _ in range(3):
        said = np.clip(truth + rng.integers(-1, 2, len(truth)), 0, 2)
        counts[np.arange(len(truth)), said] += 1
    return Opinions("x", np.arange(3.0), ("0", "1", "2"), True, counts, np.arange(len(truth)) // 2)


def test_every_prompt_once_is_the_whole_table() -> None:
    known = opinions()
    kinds = Kinds(known)
    pairs, shared = kinds.tables(kinds.frequency[None])
    tables = pair_tables(known.counts)
    assert np.allclose(pairs[0], tables.sum(axis=0))
    assert np.allclose(shared[0], (tables / 2).sum(axis=0))
    assert kinds.prompts == kinds.frequency.sum() == 300


def test_either_way_of_drawing_takes_as_many_prompts_and_gives_one_spread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = Kinds(opinions())
    spreads = []
    for few in (0, 10**9):
        monkeypatch.setattr(resampling, "FEW_KINDS", few)
        draws = kinds.draws(2000)
        assert set(draws.sum(axis=1).tolist()) == {300}
        exact = np.trace(kinds.tables(draws)[0], axis1=1, axis2=2)
        spreads.append((exact.mean(), exact.std()))
    assert spreads[0] == pytest.approx(spreads[1], rel=0.1)


def test_the_interval_is_that_of_drawing_prompts_one_by_one() -> None:
    known = opinions()
    kinds = Kinds(known)
    tables = pair_tables(known.counts)
    pairs = kinds.tables(kinds.draws(2000))[0]
    found = interval(np.trace(pairs, axis1=1, axis2=2) / pairs.sum(axis=(1, 2)))
    rng = np.random.default_rng(0)
    exact, total = (
        values.reshape(300, 2).sum(axis=1)
        for values in (np.trace(tables, axis1=1, axis2=2), tables.sum(axis=(1, 2)))
    )
    drawn = rng.integers(300, size=(2000, 300))
    shares = exact[drawn].sum(axis=1) / total[drawn].sum(axis=1)
    assert found == pytest.approx(np.quantile(shares, [0.025, 0.975]), abs=0.006)


def test_draws_are_the_same_each_time() -> None:
    kinds = Kinds(opinions())
    assert np.array_equal(kinds.draws(10), kinds.draws(10))


def test_a_figure_mostly_undefined_has_no_interval() -> None:
    assert np.isnan(interval(np.r_[np.full(20, np.nan), np.ones(80)])).all()
    assert interval(np.r_[np.nan, np.ones(99)]) == (1, 1)
