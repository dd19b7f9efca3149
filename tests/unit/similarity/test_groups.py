from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.similarity.groups import Grouper, border, group
from curation.similarity.neighbours import LEXICAL, Neighbours
from curation.similarity.solver import GROUPINGS
from tests.unit.similarity.fakes import graph, random_graph


@st.composite
def graphs(draw):
    n = draw(st.integers(1, 14))
    pairs = draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=30))
    edges = [
        (
            a,
            b,
            draw(st.sampled_from([0.55, 0.7, 0.8, 0.9, 0.95])),
            draw(st.sampled_from(["reworded", "number"])),
        )
        for a, b in sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})
    ]
    return graph(n, edges), draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))


def greedy(neighbours: Neighbours, threshold: float, priority, lookalikes: bool) -> dict[int, int]:
    """One by one, as the definition says: removed prompt → kept prompt."""
    near: dict[int, list[int]] = {}
    for at in range(len(neighbours)):
        edge = neighbours.edge(at)
        if edge.similarity >= np.float32(threshold) and (lookalikes or edge.difference == "reworded"):
            near.setdefault(edge.a, []).append(edge.b)
            near.setdefault(edge.b, []).append(edge.a)
    order = sorted(range(neighbours.prompts), key=lambda i: (-priority[i], neighbours.keys[i]))
    taken: dict[int, int] = {}
    kept = set()
    for node in order:
        if node not in taken:
            kept.add(node)
            for other in near.get(node, []):
                if other not in kept:
                    taken.setdefault(other, node)
    return taken


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sampled_from([0.6, 0.8, 0.9]), st.booleans())
def test_leader_groups_are_those_of_the_plain_greedy(made, threshold, lookalikes):
    neighbours, priority = made
    found = group(neighbours, threshold, priority, lookalikes=lookalikes)
    got = dict(zip(found.duplicates.tolist(), found.keepers.tolist(), strict=True))
    assert got == greedy(neighbours, threshold, priority, lookalikes)
    assert (found.similarity >= np.float32(threshold)).all()


@settings(max_examples=100, deadline=None)
@given(graphs(), st.sampled_from(GROUPINGS), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_the_prompts(made, grouping, rng):
    neighbours, priority = made
    n = neighbours.prompts
    to = list(range(n))
    rng.shuffle(to)
    moved = graph(
        n,
        [(to[e.a], to[e.b], e.similarity, e.difference) for e in neighbours.edges()],
        keys=[to.index(i) for i in range(n)],
    )
    moved_priority = [priority[to.index(i)] for i in range(n)]
    one = group(neighbours, 0.8, priority, grouping=grouping)
    two = group(moved, 0.8, moved_priority, grouping=grouping)
    pairs = zip(one.duplicates.tolist(), one.keepers.tolist(), strict=True)
    assert {(to[d], to[k]) for d, k in pairs} == set(
        zip(two.duplicates.tolist(), two.keepers.tolist(), strict=True)
    )


@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(GROUPINGS), st.booleans())
def test_the_curve_equals_grouping_at_each_threshold(made, grouping, lookalikes):
    neighbours, priority = made
    thresholds = [0.5, 0.6, 0.75, 0.8, 0.9, 1.0]
    found = Grouper(neighbours, priority, lookalikes).curve(thresholds, grouping)
    for at, threshold in enumerate(thresholds):
        one = group(neighbours, threshold, priority, grouping=grouping, lookalikes=lookalikes)
        assert (found.duplicates[at], found.groups[at]) == (len(one.duplicates), one.groups)


CHAIN = graph(4, [(0, 1, 0.95), (1, 2, 0.95), (2, 3, 0.95), (0, 2, 0.6)])


def test_a_chain_is_cut_by_leader_and_told_of_by_connected():
    leader = group(CHAIN, 0.9, [4, 3, 2, 1])
    assert leader.members_of(0) == [0, 1]
    assert leader.members_of(2) == [2, 3]
    joined = group(CHAIN, 0.9, [4, 3, 2, 1], grouping="connected")
    assert joined.members_of(0) == [0, 1, 2, 3]
    assert (leader.members(), joined.members()) == ({0: [0, 1], 2: [2, 3]}, {0: [0, 1, 2, 3]})
    assert joined.chained_of(0) == 2
    assert joined.weakest_of(0) == pytest.approx(0.5)
    assert joined.similarity_of(2) == pytest.approx(0.6)
    assert np.isnan(joined.similarity_of(3))
    assert joined.edge_of(3) is None
    assert leader.chained_of(0) == 0


def test_a_result_answers_for_each_prompt():
    found = group(CHAIN, 0.9, [4, 3, 2, 1])
    assert found.groups == 2
    assert found.duplicates.tolist() == [1, 3]
    assert (found.kept_of(1), found.kept_of(0)) == (0, 0)
    assert found.similarity_of(1) == pytest.approx(0.95)
    assert found.similarity_of(0) == 1.0
    assert found.sizes().tolist() == [2, 2]
    assert found.group_ids().tolist() == [0, 0, 2, 2]
    assert found.edge_of(1) is not None
    assert found.edge_of(0) is None
    assert found.weakest == pytest.approx(0.95)


def test_lookalikes_stay_apart_unless_asked_for():
    numbers = graph(2, [(0, 1, 0.99, "number")])
    apart = group(numbers, 0.9, [1, 0])
    assert apart.groups == 0
    assert apart.lookalike_edges.tolist() == [0]
    merged = group(numbers, 0.9, [1, 0], lookalikes=True)
    assert merged.duplicates.tolist() == [1]
    assert merged.lookalike_edges.tolist() == []


def test_equal_texts_count_as_one_and_the_best_living_one_is_kept():
    # 0, 1, 2 are one text with centre 0; only 0 carries the edge to 3.
    equal = graph(4, [(0, 1, None), (0, 2, None), (0, 3, 0.9)])
    found = group(equal, 0.8, [0, 5, 1, 2])
    assert found.members_of(1) == [1, 0, 2, 3]
    assert found.similarity_of(3) == pytest.approx(0.9)
    assert found.edge_of(3).similarity == pytest.approx(0.9)
    assert found.edge_of(2) == (1, 2, 1.0, "exact", "none")
    dead = group(equal, 0.8, [0, 5, 1, 2], alive=np.array([False, False, True, True]))
    assert dead.members_of(3) == [3, 2]
    assert dead.similarity_of(2) == pytest.approx(0.9)


def test_equal_texts_stay_together_at_any_threshold():
    assert group(graph(2, [(0, 1, None)]), 1.0, [0, 0]).duplicates.tolist() == [1]


def test_in_staged_a_lexical_edge_counts_whatever_the_slider_says():
    mixed = graph(4, [(0, 1, 0.82), (2, 3, 0.82)], method="staged")
    mixed = replace(mixed, stage=np.array([LEXICAL, mixed.stage[1]], np.uint8))
    found = group(mixed, 0.95, [3, 2, 1, 0])
    assert found.duplicates.tolist() == [1]


def test_without_edges_there_are_no_groups():
    for n in (0, 1, 5):
        for grouping in GROUPINGS:
            found = group(graph(n, []), 0.9, np.zeros(n), grouping=grouping)
            assert (found.groups, len(found.duplicates), found.weakest) == (0, 0, 1.0)
            assert found.members() == {}


def test_a_missing_priority_ranks_lowest():
    assert group(graph(2, [(0, 1, 0.9)]), 0.8, [np.nan, 0.0]).duplicates.tolist() == [0]


def test_border_pairs_are_the_nearest_on_either_side():
    many = graph(9, [(i, i + 1, 0.80 + i / 50) for i in range(8)])
    above, below = border(many, 0.85, 2)
    assert [round(e.similarity, 2) for e in above] == [0.86, 0.88]
    assert [round(e.similarity, 2) for e in below] == [0.84, 0.82]


def test_a_long_chain_in_rank_order_ends():
    n = 3_000
    chain = graph(n, [(i, i + 1, 0.9) for i in range(n - 1)])
    found = group(chain, 0.8, -np.arange(n))
    assert found.duplicates.tolist() == list(range(1, n, 2))


def test_an_unknown_grouping_is_refused():
    with pytest.raises(ValueError, match="grouping"):
        group(CHAIN, 0.9, np.zeros(4), grouping="clusters")


def test_moving_the_threshold_over_a_million_prompts_is_quick():
    rng = np.random.default_rng(0)
    n = 1_000_000
    ready = Grouper(random_graph(n, 200_000, rng), rng.random(n))
    for grouping in GROUPINGS:
        ready.at(0.8, grouping)
        best = min(_seconds(ready, threshold, grouping) for threshold in (0.9, 0.85, 0.95))
        assert best < 0.2  # the budget is 0.1 s; a busy machine gets some slack


def _seconds(ready: Grouper, threshold: float, grouping: str) -> float:
    began = time.process_time()
    found = ready.at(threshold, grouping)
    assert found.groups == len(found.sizes())
    return time.process_time() - began
