from __future__ import annotations

import numpy as np

from curation.similarity.decisions import Decisions

KEYS = np.array([5, 3, 5, 9, 1], np.uint64)


def key(number: int) -> str:
    return f"{number:016x}"


def test_a_key_means_every_prompt_that_carries_it():
    found = Decisions.of(KEYS, apart=[(key(5), key(3))], together=[(key(9), key(1))], stay=[key(5)])
    assert found.apart == ((0, 1), (1, 2))
    assert found.blocks == ((3, 4),)
    assert found.stay == {0, 2}
    assert (found.unknown, found.unmet) == (0, 0)
    assert found.prompts.tolist() == [0, 1, 2, 3, 4]


def test_a_key_apart_from_itself_keeps_its_prompts_apart():
    assert Decisions.of(KEYS, apart=[(key(5), key(5))]).apart == ((0, 2),)


def test_decisions_about_other_prompts_are_counted_and_passed_over():
    found = Decisions.of(KEYS, apart=[(key(5), key(77))], together=[(key(77), key(3))], stay=[key(78)])
    assert not found
    assert found.unknown == 3


def test_what_is_together_with_one_is_together_with_the_other():
    found = Decisions.of(KEYS, together=[(key(9), key(1)), (key(3), key(9))])
    assert found.blocks == ((1, 3, 4),)


def test_being_apart_beats_being_together():
    found = Decisions.of(KEYS, together=[(key(9), key(1)), (key(3), key(9))], apart=[(key(1), key(3))])
    assert found.unmet == 1
    assert found.blocks == ((3, 4),)


def test_two_that_stay_are_not_one():
    found = Decisions.of(KEYS, together=[(key(9), key(1))], stay=[key(9), key(1)])
    assert (found.blocks, found.unmet) == ((), 1)


def test_no_prompts_hold_no_decisions():
    assert Decisions.of(KEYS[:0], stay=[key(5)]).unknown == 1
