"""The pairing rule: which answers meet, what a tie is, and that no answer is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import SchemaError
from curation.store import Pairing, read_pairing
from curation.store.pairing import Paired, pair_labelled, pair_scored

GROUP = np.array([0, 0, 0, 0])
SCORES = np.array([1.0, 4.0, 2.0, 3.0])
ORDER = np.arange(4, dtype=np.uint64)


def as_pairs(paired: Paired) -> set[tuple[int, int]]:
    return set(zip(paired.chosen.tolist(), paired.rejected.tolist(), strict=True))


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("best-worst", {(1, 0)}),
        ("best-each", {(1, 3), (1, 2), (1, 0)}),
        ("adjacent", {(1, 3), (3, 2), (2, 0)}),
        ("all", {(1, 3), (1, 2), (1, 0), (3, 2), (3, 0), (2, 0)}),
    ],
)
def test_each_scheme_pairs_higher_scores_with_lower(scheme: str, expected: set[tuple[int, int]]) -> None:
    assert as_pairs(pair_scored(GROUP, SCORES, ORDER, Pairing.model_validate({"scheme": scheme}))) == expected


def test_a_margin_within_the_minimum_is_a_tie() -> None:
    groups = np.array([0, 0, 1, 1])
    scores = np.array([2.0, 2.5, 1.0, 3.0])
    paired = pair_scored(groups, scores, ORDER, Pairing(min_margin=0.5))
    ties = dict(zip(paired.chosen.tolist(), paired.tie.tolist(), strict=True))
    assert ties == {1: True, 3: False}


def test_an_answer_without_a_score_stays_single() -> None:
    paired = pair_scored(np.zeros(3, np.int64), np.array([1.0, np.nan, 2.0]), ORDER[:3], Pairing())
    assert as_pairs(paired) == {(2, 0), (1, -1)}


def test_labelled_answers_meet_their_opposite_at_most_once() -> None:
    groups = np.array([0, 0, 0, 1, 2])
    label = np.array([True, True, False, False, True])
    paired = pair_labelled(groups, label, np.arange(5, dtype=np.uint64))
    assert as_pairs(paired) == {(0, 2), (1, -1), (-1, 3), (4, -1)}


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=20))
def test_every_labelled_answer_is_in_exactly_one_row(answers: list[tuple[int, bool]]) -> None:
    groups = np.array([group for group, _ in answers], np.int64)
    label = np.array([liked for _, liked in answers], bool)
    paired = pair_labelled(groups, label, np.arange(len(answers), dtype=np.uint64))
    used = [i for i in [*paired.chosen.tolist(), *paired.rejected.tolist()] if i >= 0]
    assert sorted(used) == list(range(len(answers)))


def test_weights_that_name_no_attribute_are_refused() -> None:
    with pytest.raises(SchemaError, match="'kindness'"):
        Pairing(weights={"kindness": 1}).weights_for(("helpfulness",))


def test_helpfulness_alone_is_the_default_where_there_is_one() -> None:
    assert Pairing().weights_for(("correctness", "helpfulness")) == {"helpfulness": 1.0}
    assert Pairing().weights_for(("score",)) == {"score": 1.0}


def test_a_preset_is_read_by_name() -> None:
    assert read_pairing(Path("nvidia-70b")).weights["verbosity"] == -0.4


@pytest.mark.parametrize(
    ("text", "match"), [("min_margin: -1", "min_margin"), ("margin: 1", "margin"), ("a: [", "not YAML")]
)
def test_a_wrong_pairing_file_is_one_sentence(tmp_path: Path, text: str, match: str) -> None:
    path = tmp_path / "pairing.yaml"
    path.write_text(text)
    with pytest.raises(SchemaError, match=match):
        read_pairing(path)
