from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.similarity.between import between
from curation.similarity.exact import normalise
from tests.unit.similarity.fakes import keys_of


@dataclass
class Prompts:
    """A data set, as far as this room looks at it."""

    texts: list[str]
    id: str

    @property
    def prompts(self) -> pa.Table:
        return pa.table(
            {"text": pa.array(self.texts, pa.string()), "key": pa.array(keys_of(self.texts), pa.string())}
        )


@pytest.fixture(autouse=True)
def _home(winnow_home):
    return winnow_home


HELD = ["What is a cat?", "what is a cat", "how do I boil an egg at home"]
ASKED = ["How do I boil an egg at hme", "Why?", "WHAT IS A CAT", "how do I boil 2 eggs at home"]


def test_the_nearest_prompt_of_the_other_is_named():
    found = between(Prompts(HELD, "one"), Prompts(ASKED, "two"), "lexical", 0.8)
    assert found.second.tolist() == [0, 2]
    near, equal = found.pairs()
    assert (near.a, near.b, near.stage, near.difference) == (2, 0, "lexical", "typo")
    assert 0.8 <= near.similarity < 1
    assert (equal.a, equal.b, equal.similarity, equal.stage) == (0, 2, 1.0, "lexical")


def test_nearness_within_one_data_set_counts_for_nothing():
    assert len(between(Prompts(["x y z"], "one"), Prompts(["a b c", "A b c!"], "two"))) == 0
    assert len(between(Prompts([], "one"), Prompts(ASKED, "two"))) == 0
    assert len(between(Prompts(HELD, "one"), Prompts([], "two"))) == 0


@settings(max_examples=30, deadline=None)
@given(*[st.lists(st.sampled_from(["a", "A", "b", "c.", "c", "d"]), max_size=5)] * 2)
def test_exactly_the_equal_ones_are_found(held, asked):
    found = between(Prompts(held, "one"), Prompts(asked, "two"))
    folded = {normalise(text) for text in held}
    assert found.second.tolist() == [at for at, text in enumerate(asked) if normalise(text) in folded]
    for edge in found.pairs():
        assert normalise(held[edge.a]) == normalise(asked[edge.b])
