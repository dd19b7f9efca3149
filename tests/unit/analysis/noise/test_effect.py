"""Did cleaning help: where it does, where it harms, and on which rows that is told."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis.noise import did_cleaning_help
from curation.errors import RecipeError
from tests.unit.analysis.noise.conftest import Build, Rows, pairs


def spoilt(count: int) -> tuple[Rows, np.ndarray]:
    """Sound pairs, and more that are all turned round: wrong labels with a direction."""
    rows = pairs(count) + pairs(count * 2, wrong=1.0, seed=9)
    for at, row in enumerate(rows):
        row["prompt"] = f"Prompt {at}"
    return rows, np.arange(len(rows)) < count


def test_taking_out_wrong_labels_helps_on_a_second_set(built: Build) -> None:
    rows, sound = spoilt(80)
    found = did_cleaning_help(built(rows), sound, built(pairs(80, seed=5), "unseen"))
    assert found.deciding.where == "test set"
    assert found.deciding.answer == "helped"
    assert found.deciding.gain.low > 0.5


def test_taking_out_the_sound_ones_harms(built: Build) -> None:
    rows, sound = spoilt(80)
    found = did_cleaning_help(built(rows), ~sound, built(pairs(80, seed=5), "unseen"))
    assert found.deciding.answer != "helped"


def test_keeping_everything_makes_no_difference(built: Build) -> None:
    rows = pairs(80, wrong=0.1)
    found = did_cleaning_help(built(rows), np.ones(80, bool))
    assert [one.gain.value for one in found.comparisons] == [0.0, 0.0]
    assert found.deciding.answer == "no difference to be seen"


def test_it_says_on_which_rows_it_was_tested(built: Build) -> None:
    rows, sound = spoilt(60)
    kept, everything = did_cleaning_help(built(rows), sound).comparisons
    assert (kept.where, kept.rows) == ("held-out kept rows", 60)
    assert (everything.where, everything.rows) == ("held-out rows, removed ones too", 180)
    assert "by construction" in kept.note


def test_test_pairs_whose_prompt_was_trained_on_are_left_out(built: Build) -> None:
    rows = pairs(60)
    test = [*rows[:10], *({**row, "prompt": f"New {at}"} for at, row in enumerate(pairs(20, seed=4)))]
    found = did_cleaning_help(built(rows), np.ones(60, bool), built(test, "test"))
    assert found.left_out == 10
    assert found.deciding.rows == 20


def test_a_cleaning_that_leaves_nothing_is_refused(built: Build) -> None:
    with pytest.raises(RecipeError, match="leaves no pair"):
        did_cleaning_help(built(pairs(10)), np.zeros(10, bool))
