from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.similarity.conflicts import answer_keys, cycles, opposites


def keys(*names: str | None) -> np.ndarray:
    return answer_keys(names)


def test_exchanged_answers_in_one_group_contradict_each_other():
    found = opposites([7, 7, 8], keys("Yes.", "no", "no"), keys("no", "yes", "yes"))
    assert [(o.group, o.first, o.second) for o in found] == [(7, 0, 1)]


def test_agreeing_pairs_singles_and_equal_answers_do_not():
    assert opposites([1, 1], keys("a", "a"), keys("b", "b")) == []
    assert opposites([1, 1], keys("a", None), keys(None, "a")) == []
    assert opposites([1, 1], keys("a", "A!"), keys("a", "a")) == []
    assert opposites([], keys(), keys()) == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abc"), st.sampled_from("abc")), max_size=14))
def test_every_contradicted_pair_is_told_of_and_no_other(rows):
    groups = [row[0] for row in rows]
    found = opposites(groups, keys(*(r[1] for r in rows)), keys(*(r[2] for r in rows)))
    told = {at for o in found for at in (o.first, o.second)}
    truth = {i for i, (owner, win, lose) in enumerate(rows) if win != lose and (owner, lose, win) in rows}
    assert told == truth
    assert all(rows[o.first] == (rows[o.second][0], rows[o.second][2], rows[o.second][1]) for o in found)


def test_a_cycle_of_verdicts_is_found_once_with_its_pairs():
    won, lost = keys("a", "b", "c", "a"), keys("b", "c", "a", "d")
    (cycle,) = cycles([3, 3, 3, 3], won, lost)
    assert cycle.group == 3
    assert sorted(cycle.pairs) == [0, 1, 2]
    for at, pair in enumerate(cycle.pairs):
        assert won[pair] == cycle.answers[at]
        assert lost[pair] == cycle.answers[(at + 1) % 3]


def test_opposites_and_cycles_over_two_groups_are_no_cycle():
    assert cycles([1, 1], keys("a", "b"), keys("b", "a")) == []
    assert cycles([1, 1, 2], keys("a", "b", "c"), keys("b", "c", "a")) == []
    assert cycles([], keys(), keys()) == []


def test_a_tangle_of_opposites_alone_is_no_cycle():
    won, lost = keys("a", "b", "b", "c"), keys("b", "a", "c", "b")
    assert cycles([1] * 4, won, lost) == []
