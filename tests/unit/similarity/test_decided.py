from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.similarity.decisions import Decisions
from curation.similarity.groups import Grouper, group
from curation.similarity.neighbours import LEXICAL
from curation.similarity.solver import DECIDED, GROUPINGS
from tests.unit.similarity.fakes import graph, random_graph
from tests.unit.similarity.one_by_one import removals


@st.composite
def graphs(draw, most=10):
    """Stars of equal texts, edges between their centres, priorities, and who is alive."""
    n = draw(st.integers(2, most))
    centre = [draw(st.integers(0, at)) for at in range(n)]
    centre = [at if centre[centre[at]] != centre[at] else centre[at] for at in range(n)]
    edges = [(centre[at], at, None) for at in range(n) if centre[at] != at]
    pairs = draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=20))
    roots = sorted({(min(p), max(p)) for p in pairs if p[0] != p[1] and all(centre[x] == x for x in p)})
    strength = st.sampled_from([0.7, 0.85, 0.9, 0.95])
    edges += [(a, b, draw(strength), draw(st.sampled_from(["reworded", "number"]))) for a, b in roots]
    # The centre of a class of two is the one with the smaller key.
    made = graph(n, edges, keys=list(range(n)))
    priority = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    alive = np.array(draw(st.lists(st.sampled_from([True, True, True, False]), min_size=n, max_size=n)))
    return made, priority, alive


def decided(draw, n: int) -> Decisions:
    prompt = st.integers(0, n - 1).map(lambda at: f"{at:016x}")
    pairs = st.lists(st.tuples(prompt, prompt).filter(lambda pair: pair[0] != pair[1]), max_size=3)
    return Decisions.of(
        np.arange(n, dtype=np.uint64),
        apart=draw(pairs),
        together=draw(pairs),
        stay=draw(st.lists(prompt, max_size=2)),
    )


@st.composite
def cases(draw):
    made, priority, alive = draw(graphs())
    return made, priority, alive, decided(draw, made.prompts)


@settings(max_examples=80, deadline=None)
@given(cases(), st.sampled_from(GROUPINGS), st.sampled_from([0.8, 0.9]), st.booleans())
def test_decisions_are_kept(case, grouping, threshold, lookalikes):
    neighbours, priority, alive, decisions = case
    found = group(
        neighbours,
        threshold,
        priority,
        grouping=grouping,
        lookalikes=lookalikes,
        alive=alive,
        decisions=decisions,
    )
    group_of = found.group_ids()
    gone = set(found.duplicates.tolist())
    assert gone <= set(np.flatnonzero(alive).tolist())
    assert gone.isdisjoint(found.keepers.tolist())
    assert gone.isdisjoint(decisions.stay)
    for a, b in decisions.apart:
        assert group_of[a] != group_of[b]
    for block in decisions.blocks:
        assert len({int(group_of[at]) for at in block if alive[at]}) <= 1


@settings(max_examples=40, deadline=None)
@given(cases(), st.sampled_from(GROUPINGS), st.randoms(use_true_random=False))
def test_decided_groups_do_not_depend_on_the_order_of_the_prompts(case, grouping, rng):
    neighbours, priority, alive, decisions = case
    n = neighbours.prompts
    to = list(range(n))
    rng.shuffle(to)
    back = np.argsort(to)
    edges = [
        (to[e.a], to[e.b], None if neighbours.equal[at] else e.similarity, e.difference)
        for at, e in enumerate(neighbours.edges())
    ]
    moved = graph(n, edges, keys=back)
    other = Decisions(
        tuple((to[a], to[b]) for a, b in decisions.apart),
        tuple(tuple(sorted(to[at] for at in block)) for block in decisions.blocks),
        frozenset(to[at] for at in decisions.stay),
    )
    one = group(neighbours, 0.8, priority, grouping=grouping, alive=alive, decisions=decisions)
    two = group(moved, 0.8, np.array(priority)[back], grouping=grouping, alive=alive[back], decisions=other)
    went = zip(one.duplicates.tolist(), one.keepers.tolist(), strict=True)
    assert {(to[d], to[k]) for d, k in went} == set(
        zip(two.duplicates.tolist(), two.keepers.tolist(), strict=True)
    )


@settings(max_examples=40, deadline=None)
@given(graphs(), st.sampled_from(GROUPINGS), st.sampled_from([0.8, 0.9]))
def test_a_decision_that_changes_nothing_changes_nothing(made, grouping, threshold):
    neighbours, priority, alive = made
    plain = group(neighbours, threshold, priority, grouping=grouping, alive=alive)
    ids = group(neighbours, 0.5, priority, grouping="connected", lookalikes=True).group_ids()
    strangers = tuple((0, at) for at in range(1, neighbours.prompts) if ids[at] != ids[0])
    told = group(
        neighbours, threshold, priority, grouping=grouping, alive=alive, decisions=Decisions(apart=strangers)
    )
    assert told.duplicates.tolist() == plain.duplicates.tolist()
    assert told.keepers.tolist() == plain.keepers.tolist()
    assert np.array_equal(told.similarity, plain.similarity, equal_nan=True)


@settings(max_examples=20, deadline=None)
@given(cases(), st.sampled_from(GROUPINGS))
def test_the_curve_minds_decisions_too(case, grouping):
    neighbours, priority, alive, decisions = case
    thresholds = [0.6, 0.8, 0.9, 1.0]
    found = Grouper(neighbours, priority, False, alive, decisions).curve(thresholds, grouping)
    for at, threshold in enumerate(thresholds):
        one = group(neighbours, threshold, priority, grouping=grouping, alive=alive, decisions=decisions)
        assert (found.duplicates[at], found.groups[at]) == (len(one.duplicates), one.groups)


@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from(GROUPINGS), st.sampled_from([0.6, 0.8, 0.9]), st.booleans(), st.booleans())
def test_decided_groups_are_those_made_block_by_block(case, grouping, threshold, lookalikes, staged):
    neighbours, priority, alive, decisions = case
    if staged:
        # What the lexical stage found counts at any threshold.
        stage = np.where(np.arange(len(neighbours)) % 3, neighbours.stage, LEXICAL).astype(np.uint8)
        neighbours = replace(neighbours, stage=stage, method="staged")
    ready = Grouper(neighbours, priority, lookalikes, alive, decisions)
    found = ready.at(threshold, grouping)
    went = zip(found.keepers.tolist(), found.links.tolist(), strict=True)
    assert dict(zip(found.duplicates.tolist(), went, strict=True)) == removals(
        neighbours, threshold, priority, alive, decisions, grouping, lookalikes
    )
    assert ready.count(threshold, grouping) == (len(found.duplicates), found.groups)


def test_a_long_chain_with_prompts_set_apart_ends_as_block_by_block():
    n = 400
    chain = graph(n, [(at, at + 1, 0.9) for at in range(n - 1)] + [(at, at + 2, 0.8) for at in range(n - 2)])
    alive = np.ones(n, bool)
    decisions = Decisions(apart=((0, 2), (200, 201), (300, 302)), stay=frozenset({150, 151}))
    for grouping in GROUPINGS:
        found = group(chain, 0.75, -np.arange(n), grouping=grouping, decisions=decisions)
        went = zip(found.keepers.tolist(), found.links.tolist(), strict=True)
        assert dict(zip(found.duplicates.tolist(), went, strict=True)) == removals(
            chain, 0.75, -np.arange(n), alive, decisions, grouping, False
        )


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_decisions_within_one_huge_component_cost_little(grouping):
    rng = np.random.default_rng(0)
    n = 20_000
    random = random_graph(n, n, rng)
    one, other = int(random.a[0]), int(random.b[0])
    decisions = Decisions(apart=((one, other),), stay=frozenset({int(random.a[7])}))
    ready = Grouper(random, rng.random(n), decisions=decisions)
    began = time.process_time()
    found = ready.curve([0.8, 0.9], grouping)
    assert time.process_time() - began < 1  # about a tenth of it; a busy machine gets some slack
    assert found.duplicates[0] > found.duplicates[1] > 0


TRIANGLE = graph(4, [(0, 1, 0.95), (0, 2, 0.92), (1, 2, 0.94), (2, 3, 0.9)])


def test_the_one_set_apart_looks_for_another_keeper():
    found = group(TRIANGLE, 0.85, [3, 1, 2, 0], decisions=Decisions(apart=((0, 2),)))
    assert found.members_of(0) == [0, 1]
    assert found.members_of(2) == [2, 3]


def test_the_one_set_apart_stays_where_there_is_no_other():
    found = group(TRIANGLE, 0.93, [3, 2, 1, 0], decisions=Decisions(apart=((0, 1),)))
    assert found.members_of(1) == [1, 2]
    assert found.kept_of(0) == 0


def test_one_that_stays_takes_the_place_of_the_better_one():
    found = group(TRIANGLE, 0.85, [3, 2, 1, 0], decisions=Decisions(stay=frozenset({1})))
    assert found.members_of(1) == [1, 0, 2]


def test_a_whole_group_that_stays_loses_none():
    found = group(TRIANGLE, 0.85, [3, 2, 1, 0], decisions=Decisions(stay=frozenset({0, 1, 2, 3})))
    assert found.duplicates.tolist() == []


def test_strangers_put_together_share_a_group_by_hand():
    lonely = graph(3, [(1, 2, 0.9)])
    found = group(lonely, 0.8, [3, 2, 1], decisions=Decisions(blocks=((0, 1),)))
    assert found.members_of(0) == [0, 1, 2]
    assert found.links.tolist() == [DECIDED, 0]
    assert found.edge_of(1) == (0, 1, 1.0, "manual", "reworded")
    assert found.similarity_of(2) == pytest.approx(0.9)
    assert found.chained_of(0) == 0


def test_a_look_alike_put_together_is_no_longer_one():
    numbers = graph(3, [(0, 1, 0.99, "number"), (1, 2, 0.97, "number")])
    found = group(numbers, 0.9, [2, 1, 0], decisions=Decisions(blocks=((0, 1),)))
    assert found.duplicates.tolist() == [1]
    assert found.lookalike_edges.tolist() == [1]


def test_equal_texts_can_be_set_apart():
    equal = graph(3, [(0, 1, None), (0, 2, None)])
    found = group(equal, 0.9, [2, 1, 0], decisions=Decisions(apart=((0, 1),)))
    assert found.members_of(0) == [0, 2]
    assert found.kept_of(1) == 1


def test_connected_groups_leave_out_the_weakest_join_between_two_set_apart():
    chain = graph(4, [(0, 1, 0.95), (1, 2, 0.9), (2, 3, 0.95)])
    found = group(chain, 0.8, [4, 3, 2, 1], grouping="connected", decisions=Decisions(apart=((0, 3),)))
    assert found.members_of(0) == [0, 1]
    assert found.members_of(2) == [2, 3]
