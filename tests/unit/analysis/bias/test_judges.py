"""Judges score what style is worth: never more on prompts they have seen, never by knowing the side."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.bias import decided, judges
from curation.analysis.bias.judges import cross_validated
from tests.unit.analysis.columns import sides, with_columns
from tests.unit.analysis.conftest import Build, pair

RANDOM = np.random.default_rng(11)


def test_a_difference_that_tells_is_used_on_prompts_not_seen() -> None:
    difference = RANDOM.normal(1, 1, (2_000, 1))
    found = cross_validated("it", difference, np.arange(2_000))
    assert found is not None
    # The share of a normal variable of mean 1 that is above 0.
    assert found.accuracy.low < 0.8413 < found.accuracy.high
    assert "only what a reward model scores above this" in found.meaning


def test_a_difference_that_tells_nothing_scores_a_coin() -> None:
    found = cross_validated("it", RANDOM.normal(size=(2_000, 3)), np.arange(2_000))
    assert found is not None
    assert not found.accuracy.clear_of(0.5)
    assert not found.auc.clear_of(0.5)
    assert "no better than a coin" in found.meaning


def test_no_pair_helps_to_judge_another_of_its_prompt() -> None:
    # Every prompt has a feature of its own, which tells only within that prompt.
    prompt = np.repeat(np.arange(100), 4)
    own = np.zeros((400, 100))
    own[np.arange(400), prompt] = 1
    found = cross_validated("the prompt", own, prompt)
    assert found is not None
    assert found.accuracy.value == 0.5


def test_pairs_that_differ_in_nothing_count_half() -> None:
    found = cross_validated("it", np.zeros((60, 1)), np.arange(60))
    assert found is not None
    assert found.accuracy.value == 0.5


def test_the_same_pairs_give_the_same_score() -> None:
    values = RANDOM.normal(0.2, 1, (300, 2))
    assert cross_validated("it", values, np.arange(300)) == cross_validated("it", values, np.arange(300))


@pytest.mark.parametrize("n", [0, 49])
def test_too_few_pairs_have_no_judge(n: int) -> None:
    assert cross_validated("it", np.ones((n, 1)), np.arange(n)) is None


def test_pairs_of_too_few_prompts_have_none_either() -> None:
    assert cross_validated("it", np.ones((80, 1)), np.arange(80) % 4) is None


def test_length_format_and_both_are_judged(measured: Build) -> None:
    n = 80
    rows = [pair(f"Question {i}?", "Long answer " * (1 + i % 3), "Short.") for i in range(n)]
    dataset = with_columns(measured(rows), sides("lists", [i % 2 for i in range(n)], [1] * n))
    found = {judge.sees: judge for judge in judges(decided(dataset))}
    assert set(found) == {"length", "format", "length and format"}
    assert found["length"].accuracy.value == 1
    assert found["format"].accuracy.value < 0.8
