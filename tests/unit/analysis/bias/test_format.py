"""Format bias finds the weights that data were drawn with, and says so where it cannot."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.discrete.discrete_model import Logit

from curation.analysis.bias import decided, format_bias
from curation.analysis.bias.features import Features, relative
from curation.analysis.bias.format import regress
from curation.store import Dataset
from tests.unit.analysis.columns import sides, with_columns
from tests.unit.analysis.conftest import Build, pair

RANDOM = np.random.default_rng(7)
WEIGHTS = np.array([0.8, -0.5, 0.0])


def drawn(n: int, prompts: int | None = None) -> Features:
    """Pairs whose preference follows ``WEIGHTS``."""
    difference = RANDOM.normal(size=(n, 3))
    prefers_first = RANDOM.random(n) < 1 / (1 + np.exp(-difference @ WEIGHTS))
    values = np.where(prefers_first[:, None], difference, -difference)
    return Features(("length", "lists", "bold"), values, np.arange(n) % (prompts or n))


def test_the_weights_that_pairs_were_drawn_with_are_found() -> None:
    found = regress(drawn(4_000))
    assert found is not None
    for one, weight in zip(found, WEIGHTS, strict=True):
        assert one.low <= weight <= one.high
        assert one.high - one.low < 0.2
    assert [one.clear for one in found] == [True, True, False]


def test_turning_pairs_round_changes_no_likelihood() -> None:
    features = drawn(600)
    found = regress(features)
    # Every pair both ways round holds all information twice: same weights, errors smaller by √2.
    twice = np.vstack([features.values, -features.values])
    fit = Logit(np.repeat([1.0, 0.0], 600), twice).fit(disp=0)
    assert found is not None
    assert [one.value for one in found] == pytest.approx(fit.params, abs=1e-6)
    assert [one.high - one.value for one in found] == pytest.approx(fit.bse * np.sqrt(2) * 1.959964, rel=1e-3)


def test_repeated_pairs_of_a_prompt_make_nothing_more_certain() -> None:
    once = drawn(300)
    repeated = Features(once.names, np.repeat(once.values, 8, axis=0), np.repeat(once.prompt, 8))
    one, eight = regress(once), regress(repeated)
    assert one is not None
    assert eight is not None
    widths = [[part.high - part.low for part in found] for found in (one, eight)]
    assert widths[1] == pytest.approx(widths[0], rel=0.15)


def test_a_feature_that_separates_everything_has_no_weight() -> None:
    values = np.abs(RANDOM.normal(size=(200, 1))) + 0.1
    assert regress(Features(("lists",), values, np.arange(200))) is None


def test_features_that_are_one_and_the_same_have_none_either() -> None:
    values = RANDOM.normal(size=(200, 1))
    assert regress(Features(("lists", "bold"), np.hstack([values, values]), np.arange(200))) is None


def test_a_difference_is_a_share_of_the_sum() -> None:
    assert relative(np.array([3.0, 0, 0]), np.array([0.0, 0, 4])).tolist() == [0.75, 0, -0.8]


def formatted(measured: Build, n: int, lists: list[int]) -> Dataset:
    """Pairs whose chosen answer has so many lists and whose rejected one has one."""
    rows = [pair(f"Question {i}?", f"Good answer {i}.", f"Bad {i}.") for i in range(n)]
    columns = sides("lists", lists, [1] * n)
    for name in ("headers", "bold", "code_blocks", "tables"):
        columns |= sides(name, [0] * n, [0] * n)
    return with_columns(measured(rows), columns)


def test_what_no_pair_differs_in_is_named_and_left_out(measured: Build) -> None:
    found = format_bias(decided(formatted(measured, 60, [2, 2, 0] * 20)))
    assert found is not None
    assert {"headers", "bold", "code_blocks", "tables"} <= set(found.skipped)


def test_too_few_pairs_are_said_to_be(measured: Build) -> None:
    dataset = formatted(measured, 20, [2, 0] * 10)
    more = {**sides("bold", [0, 2] * 10, [1] * 20), **sides("tables", [0, 2, 2, 0] * 5, [1] * 20)}
    found = format_bias(decided(with_columns(dataset, more)))
    assert found is not None
    assert found.coefficients == ()
    assert "20 decided pairs are too few" in found.meaning


def test_a_format_that_decides_every_pair_it_differs_in_is_left_out_too(measured: Build) -> None:
    dataset = formatted(measured, 60, [2] * 30 + [1] * 30)
    found = format_bias(decided(dataset))
    assert found is not None
    assert "lists" in found.skipped


def test_format_that_never_differs_is_said_to(measured: Build) -> None:
    found = format_bias(decided(formatted(measured, 40, [1] * 40)))
    assert found is not None
    assert "hardly any pair differs in it" in found.meaning
