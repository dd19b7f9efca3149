"""Judges score what style is worth: never more on prompts they have seen, never by knowing the side."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.bias import decided, judges
from curation.analysis.bias.judges import Judge, cross_validated
from tests.unit.analysis.columns import sides, with_columns
from tests.unit.analysis.conftest import Build, pair

RANDOM = np.random.default_rng(11)


def judged(features: np.ndarray, prompt: np.ndarray | None = None) -> Judge | None:
    """A judge of pairs in rows 100, 101 …, each of a prompt of its own unless told."""
    rows = np.arange(len(features))
    return cross_validated("it", features, rows if prompt is None else prompt, rows + 100)


def test_a_difference_that_tells_is_used_on_prompts_not_seen() -> None:
    difference = RANDOM.normal(1, 1, (2_000, 1))
    found = judged(difference)
    assert found is not None
    # The share of a normal variable of mean 1 that is above 0.
    assert found.accuracy.low < 0.8413 < found.accuracy.high
    assert "only what a reward model scores above this" in found.meaning


def test_a_difference_that_tells_nothing_scores_a_coin() -> None:
    found = judged(RANDOM.normal(size=(2_000, 3)))
    assert found is not None
    assert not found.accuracy.clear_of(0.5)
    assert not found.auc.clear_of(0.5)
    assert "no better than a coin" in found.meaning


def test_no_pair_helps_to_judge_another_of_its_prompt() -> None:
    # Every prompt has a feature of its own, which tells only within that prompt.
    prompt = np.repeat(np.arange(100), 4)
    own = np.zeros((400, 100))
    own[np.arange(400), prompt] = 1
    found = judged(own, prompt)
    assert found is not None
    assert found.accuracy.value == 0.5


def test_pairs_that_differ_in_nothing_count_half() -> None:
    found = judged(np.zeros((60, 1)))
    assert found is not None
    assert found.accuracy.value == 0.5


def test_the_same_pairs_give_the_same_score() -> None:
    values = RANDOM.normal(0.2, 1, (300, 2))
    assert judged(values) == judged(values)


@pytest.mark.parametrize("n", [0, 49])
def test_too_few_pairs_have_no_judge(n: int) -> None:
    assert judged(np.ones((n, 1))) is None


def test_pairs_of_too_few_prompts_have_none_either() -> None:
    assert judged(np.ones((80, 1)), np.arange(80) % 4) is None


def test_length_format_and_both_are_judged(measured: Build) -> None:
    n = 80
    rows = [pair(f"Question {i}?", "A long answer " * (1 + i % 3), "Short.") for i in range(n)]
    dataset = with_columns(measured(rows), sides("lists", [i % 2 for i in range(n)], [1] * n))
    found = {judge.sees: judge for judge in judges(decided(dataset))}
    assert set(found) == {"length", "format", "length and format"}
    assert found["length"].accuracy.value == 1
    assert found["format"].accuracy.value < 0.8


def test_a_judge_names_the_pairs_it_gets_right_wrong_and_cannot_tell() -> None:
    difference = np.repeat([1.0, -1.0, 0.0], [70, 20, 10])
    found = judged(difference[:, None])
    assert found is not None
    assert found.repeats.tolist() == list(range(100, 170))
    assert found.contradicts.tolist() == list(range(170, 190))
    assert found.undecided.tolist() == list(range(190, 200))
    assert found.accuracy.value == (len(found.repeats) + len(found.undecided) / 2) / len(found.rows)


def test_a_judge_of_a_part_names_rows_of_the_whole_table(measured: Build) -> None:
    rows = [pair(f"Question {i}?", "Long answer.", "Short.", source="ab"[i % 2]) for i in range(120)]
    dataset = measured(rows)
    odd = np.arange(120) % 2 == 1
    (found, *_) = judges(decided(dataset, odd))
    assert found.repeats.tolist() == np.flatnonzero(odd).tolist()


def test_length_alone_is_no_judge_of_wording(measured: Build) -> None:
    # Equally many tokens, though the chosen answer's words are longer.
    n = 80
    dataset = measured([pair(f"Question {i}?", "x", "y") for i in range(n)])
    length = np.random.default_rng(5).integers(5, 50, n)
    columns = sides("tokens", length, length) | sides("words", length - 3, length)
    found = {judge.sees: judge for judge in judges(decided(with_columns(dataset, columns)))}
    assert "length" not in found or found["length"].accuracy.value == 0.5
