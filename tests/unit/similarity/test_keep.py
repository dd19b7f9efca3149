from __future__ import annotations

import numpy as np
import pytest

from curation.similarity.groups import group
from curation.similarity.keep import POLICIES, PromptFacts, best_of, priority
from tests.unit.similarity.fakes import graph

TRIO = graph(3, [(0, 1, 0.9), (1, 2, 0.95)])
FACTS = PromptFacts(
    keys=TRIO.keys,
    margin=np.array([1.0, 3.0, np.nan]),
    score=np.array([4.0, 2.0, 3.0]),
    length=np.array([10.0, 20.0, 30.0]),
    neighbours=TRIO,
)


@pytest.mark.parametrize(
    ("policy", "kept"),
    [("largest_margin", 1), ("highest_score", 0), ("longest", 2), ("first", 0), ("central", 1)],
)
def test_each_policy_keeps_the_prompt_it_names(policy, kept):
    assert int(np.argmax(priority(policy, FACTS))) == kept


def test_every_policy_gives_a_finite_order_for_every_prompt():
    for policy in POLICIES:
        rank = priority(policy.name, FACTS)
        assert rank.shape == (3,)
        assert not np.isnan(rank).any()


def test_random_follows_content_and_seed_not_position():
    def facts(keys, seed):
        return PromptFacts(np.array(keys, np.uint64), seed=seed)

    one = priority("random", facts([1, 2, 3], 0))
    assert one.tolist() == priority("random", facts([3, 2, 1], 0))[::-1].tolist()
    assert one.tolist() != priority("random", facts([1, 2, 3], 1)).tolist()
    assert ((one >= 0) & (one <= 1)).all()


def test_a_policy_without_its_facts_or_of_no_known_name_is_refused():
    with pytest.raises(ValueError, match="needs margin"):
        priority("largest_margin", PromptFacts(TRIO.keys))
    with pytest.raises(ValueError, match="keep policy must be"):
        priority("newest", FACTS)


def test_the_best_row_of_each_prompt_counts():
    assert np.array_equal(
        best_of([0, 0, 2, 2], [1.0, 5.0, np.nan, np.nan], 3), [5.0, np.nan, np.nan], equal_nan=True
    )


def test_central_keeps_the_middle_of_a_chain():
    assert group(TRIO, 0.8, priority("central", FACTS)).members_of(1) == [1, 2, 0]
