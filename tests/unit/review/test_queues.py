"""Queues: which pairs, in which order, each content once; whose turn it is, and how fast it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import RecipeError
from curation.recipe import Compare, Given, Rule, Verdict
from curation.recipe.resolving import resolve
from curation.review import (
    Queue,
    assigned,
    checked,
    disagreements,
    flagged,
    looked_at,
    matching,
    next_undecided,
    of_group,
    of_rows,
    progress,
    sampled,
    share_of,
)
from curation.similarity import group, neighbours_of
from curation.store import Dataset

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def pairs(make: Callable[..., Dataset]) -> Dataset:
    """Eight pairs; the last has the same content as the first, the seventh two equal answers."""
    rows: list[dict[str, Any]] = [
        {"prompt": f"Question {i}?", "chosen": f"Good {i}.", "rejected": f"Bad {i}.", "split": "train"}
        for i in range(6)
    ]
    rows.append({"prompt": "Question 6?", "chosen": "Same.", "rejected": "Same.", "split": "train"})
    rows.append(rows[0])
    return make(rows, "pairs")


def said(queue: Queue, place: int, who: str, decision: str = "keep", minute: float = 0) -> Given:
    verdict = Verdict.model_validate({"pair": queue.keys[place], "decision": decision})
    return Given(verdict, who, (START + timedelta(minutes=minute)).isoformat(), int(minute * 60) + 1)


def plain(numbers: list[int]) -> Queue:
    return Queue("q", "q", np.arange(len(numbers)), np.array(numbers, np.uint64))


def test_a_queue_holds_each_content_once(pairs: Dataset) -> None:
    queue = matching(pairs, Compare(field="chosen", op="contains", value="Good"))
    assert queue.rows.tolist() == [0, 1, 2, 3, 4, 5]
    assert queue.keys[2] == pairs.pairs["key"][2].as_py()
    assert of_rows(pairs, np.array([7, 3, 0]), "noise", "suspects").rows.tolist() == [7, 3]


def test_a_condition_that_does_not_fit_is_one_sentence(pairs: Dataset) -> None:
    with pytest.raises(RecipeError, match="no field 'nonsense'"):
        matching(pairs, Compare(field="nonsense", op="==", value=1))


def test_a_check_is_a_queue_of_the_rows_it_hits(pairs: Dataset) -> None:
    queue = checked(pairs, "identical_pair")
    assert (queue.name, queue.rows.tolist()) == ("check:identical_pair", [6])
    gone = np.ones(len(pairs.pairs), bool)
    gone[6] = False
    assert len(checked(pairs, "identical_pair", among=gone)) == 0


def test_a_group_of_duplicates_is_a_queue_with_the_kept_prompt_first(make: Callable[..., Dataset]) -> None:
    texts = ["Tell me about cats!", "Dogs?", "tell me about cats"]
    data = make([{"prompt": text, "chosen": f"A{i}", "rejected": f"B{i}"} for i, text in enumerate(texts)])
    groups = group(neighbours_of(data, method="exact"), 0.9, np.array([0.0, 0.0, 1.0]))
    assert sorted(of_group(data, groups, 0).rows.tolist()) == [0, 2]
    assert of_group(data, groups, 0).rows[0] == groups.kept_of(0)


def test_a_random_queue_depends_on_seed_and_content_alone(pairs: Dataset) -> None:
    small, large = sampled(pairs, 3, seed=7), sampled(pairs, 5, seed=7)
    assert large.keys[:3] == small.keys
    assert len(sampled(pairs, 100)) == 7
    assert sampled(pairs, 7, seed=8).keys != sampled(pairs, 7, seed=7).keys


def test_flags_and_disagreements_are_queues_until_they_are_resolved(pairs: Dataset) -> None:
    every = sampled(pairs, 7)
    given = [
        said(every, 0, "anna", "flag"),
        said(every, 1, "anna", "drop"),
        said(every, 1, "bob", "keep"),
        said(every, 2, "bob", "keep"),
    ]
    resolved = resolve(given, Rule())
    assert flagged(pairs, resolved).keys == (every.keys[0],)
    torn = disagreements(pairs, resolved)
    assert torn.keys == (every.keys[1],)
    assert looked_at(torn, given, "anna") == frozenset()
    ruled = resolve(given, Rule(kind="adjudicator", adjudicators=("bob",)))
    assert len(disagreements(pairs, ruled)) == 0


def test_the_next_undecided_pair_comes_behind_the_present_one_and_then_from_the_start() -> None:
    queue = plain([10, 11, 12, 13])
    done = looked_at(
        queue, [said(queue, 1, "anna"), said(queue, 2, "anna", "skip"), said(queue, 3, "bob")], "anna"
    )
    assert next_undecided(queue, done) == 0
    assert next_undecided(queue, done, after=0) == 3
    assert next_undecided(queue, done, after=3) == 0
    assert next_undecided(queue, queue.keys) is None
    assert next_undecided(plain([]), ()) is None


def test_progress_counts_ones_own_and_cuts_pauses_at_five_minutes() -> None:
    queue = plain([1, 2, 3, 4, 5])
    given = [said(queue, at, "anna", minute=minute) for at, minute in enumerate([0, 1, 2, 120])]
    given.append(said(queue, 4, "bob", minute=3))
    found = progress(queue, given, "anna")
    assert (found.done, found.left) == (4, 1)
    assert found.per_hour == pytest.approx(3 * 60 / 7)
    assert found.hours_left == pytest.approx(7 / 180)
    assert progress(queue, given[:1], "anna").per_hour is None


def test_a_clock_put_back_makes_no_negative_pace() -> None:
    queue = plain([1, 2, 3])
    given = [
        Given(one.verdict, one.who, one.at, seq)
        for seq, one in enumerate(
            [said(queue, 0, "a", minute=60), said(queue, 1, "a"), said(queue, 2, "a", minute=1)]
        )
    ]
    assert progress(queue, given, "a").per_hour == pytest.approx(120)


@given(
    st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=60),
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(0, 9),
)
def test_each_pair_has_exactly_as_many_reviewers_as_asked(
    numbers: list[int], people: int, overlap: int, seed: int
) -> None:
    names = [f"p{at}" for at in range(people)]
    queue = plain(numbers)
    if overlap > people:
        with pytest.raises(RecipeError, match="cannot look at each pair"):
            assigned(queue, names, overlap=overlap)
        return
    parts = assigned(queue, names, overlap=overlap, seed=seed)
    looks = np.bincount(np.concatenate(list(parts.values())), minlength=len(numbers))
    assert looks.tolist() == [overlap] * len(numbers)
    assert assigned(queue, names[::-1], overlap=overlap, seed=seed).keys() == parts.keys()
    half = queue.only(np.arange(0, len(queue), 2), "half", "half")
    for name, places in assigned(half, names[::-1], overlap=overlap, seed=seed).items():
        assert {half.keys[at] for at in places} == {queue.keys[at] for at in parts[name]} & set(half.keys)


def test_the_parts_are_about_equal_and_every_two_reviewers_meet() -> None:
    queue = plain(np.random.default_rng(0).integers(0, 2**63, 3000).tolist())
    names = ["anna", "bob", "carla", "dan"]
    sizes = [len(part) for part in assigned(queue, names).values()]
    assert min(sizes) > 650
    twice = assigned(queue, names, overlap=2)
    for one in names:
        for other in names:
            assert len(np.intersect1d(twice[one], twice[other])) > 200


def test_a_reviewers_share_keeps_the_order() -> None:
    queue = plain(list(range(100, 150)))
    mine = share_of(queue, "bob", ["anna", "bob"], seed=3)
    assert mine.keys == tuple(key for key in queue.keys if key in mine.keys)
    with pytest.raises(RecipeError, match="'eve' is none of the reviewers"):
        share_of(queue, "eve", ["anna", "bob"])
