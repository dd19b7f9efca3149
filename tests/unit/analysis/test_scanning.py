"""Conditions over pairs and texts, block after block: what a join of the whole tables says."""

from __future__ import annotations

import numpy as np
import pytest

from curation.analysis import scanning
from curation.analysis.checks import CHECKS
from curation.analysis.masks import where, wheres
from tests.unit.analysis.conftest import Build, pair

CONDITIONS = {check.name: check.where for check in CHECKS if check.find is None}


@pytest.mark.parametrize("rows", [1, 3, 65_536])
def test_blocks_of_any_size_say_what_a_join_says(
    measured: Build, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(scanning, "BLOCK_ROWS", rows)
    same = pair("Twice the same?", "It is.", "It is.")
    texts = [same, pair("", "I cannot help with that.", "Sure."), pair("Third?", " \n", "No. "), same]
    dataset = measured([*texts, pair("Spaces?", "one two", "one  two"), pair("A [INST]?", "b", "c")])
    found = wheres(dataset, CONDITIONS)
    for name, condition in CONDITIONS.items():
        assert found[name].tolist() == where(dataset, condition).tolist(), name
    assert found["identical_pair"].sum() >= 1
    assert found["same_but_spacing"].sum() == found["marker_in_prompt"].sum() == 1


def test_a_side_that_is_not_there_hits_nothing_and_its_pair_keeps_its_place(measured: Build) -> None:
    rows = [
        {"prompt": "Alone?", "completion": "Yes.", "label": True},
        {"prompt": "B?", "completion": "", "label": False},
    ]
    dataset = measured(rows)
    found = wheres(dataset, CONDITIONS)
    assert found["empty_answer"].tolist() == where(dataset, CONDITIONS["empty_answer"]).tolist()
    assert np.count_nonzero(found["empty_answer"]) == 1
    assert not found["identical_pair"].any()


def test_no_conditions_read_nothing(measured: Build) -> None:
    assert wheres(measured([pair("A?", "b", "c")]), {}) == {}
