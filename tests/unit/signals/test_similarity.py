"""How alike two answers are, and what a long answer costs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from curation.signals import Batch, Texts
from curation.signals.similarity import MOST
from tests.unit.signals.counted import BY_NAME, paired, values

SIMILARITY = BY_NAME["similarity"]


@pytest.mark.parametrize(
    ("chosen", "rejected", "share"),
    [
        ("same", "same", 1),
        ("", "", 1),
        ("abc", "", 0),
        ("abc", "xyz", 0),
        ("abcd", "abxd", 0.75),
        ("世界你好", "世界", 2 / 3),
        ("😀😀", "😀", 2 / 3),
    ],
)
def test_likeness_is_one_less_the_share_of_edits(chosen: str, rejected: str, share: float) -> None:
    assert values(SIMILARITY, paired([chosen], [rejected])) == [pytest.approx(share)]


def test_of_long_answers_both_ends_are_compared() -> None:
    end = "e" * (MOST // 2)
    alike = values(SIMILARITY, paired([end + "a" * 9_000 + end], [end + "b" * 9_000 + end]))
    assert alike == [1]
    assert values(SIMILARITY, paired(["a" * 9_000], [end])) == [0]


def test_an_answer_alone_is_like_nothing() -> None:
    one = Texts(pa.array(["a", "a"], pa.large_string()))
    found = values(SIMILARITY, Batch(one, partners=one, alone=np.array([False, True])))
    assert found[0] == 1
    assert np.isnan(found[1])
