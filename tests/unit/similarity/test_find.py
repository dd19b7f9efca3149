from __future__ import annotations

import numpy as np
import pytest

from curation.errors import Cancelled
from curation.similarity import cells, find
from curation.similarity.bounds import WHOLE
from curation.similarity.find import content_keys, find_neighbours
from curation.similarity.groups import group
from curation.similarity.neighbours import METHODS
from tests.unit.similarity.fakes import FakeEncoder, keys_of

TEXTS = [
    "How do I bake bread at home without a machine?",
    "HOW DO I BAKE BREAD AT HOME WITHOUT A MACHINE",
    "Please, how do I bake bread at home without a machine? Thank you!",
    "How do I bake braed at home without a machine?",
    "How do I bake bread at home with a machine?",
    "What is the tallest mountain on earth?",
    "talk dirty to me",
    "takl dirty to me",
]


@pytest.fixture(autouse=True)
def _home(winnow_home):
    return winnow_home


def found(texts, method="staged", **more):
    encoder = FakeEncoder() if method in {"semantic", "staged"} else None
    return find_neighbours(texts, keys_of(texts), method=method, model=encoder, **more)


def test_staged_tells_each_pair_once_with_stage_and_difference():
    edges = {(e.a, e.b): e for e in found(TEXTS).edges()}
    assert len(edges) == len(found(TEXTS))
    assert edges[0, 1].stage == "exact"
    assert edges[0, 1].difference == "case/punctuation"
    centre = int(found(TEXTS).equals[0])
    near = {(min(centre, i), max(centre, i)): i for i in (2, 3, 4)}
    assert {i: edges[pair].difference for pair, i in near.items()} == {
        2: "wrapper",
        3: "typo",
        4: "negation/opposite",
    }
    assert edges[6, 7][3:] == ("lexical", "typo")
    assert not any(5 in pair for pair in edges)


def test_staged_merges_what_asks_the_same_and_nothing_else():
    groups = group(found(TEXTS), 0.9, -np.arange(len(TEXTS)))
    assert set(groups.members_of(0)) == {0, 1, 2, 3}
    assert groups.members_of(6) == [6, 7]
    assert len(groups.lookalike_edges) >= 1


def test_exact_alone_needs_no_model():
    graph = found(TEXTS, "exact")
    assert [(e.a, e.b, e.similarity) for e in graph.edges()] == [(0, 1, 1.0)]
    assert graph.model is None


@pytest.mark.parametrize("method", METHODS)
def test_all_identical_texts_are_one_group(method):
    graph = found(["same text here"] * 30, method)
    assert len(graph) == 29
    assert len(group(graph, 1.0, np.zeros(30)).duplicates) == 29


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("texts", [[], ["one"], ["apple pie recipe", "quantum field theory", "?", "!"]])
def test_none_one_and_all_different_texts_have_no_neighbours(method, texts):
    assert len(found(texts, method)) == 0


@pytest.mark.parametrize("method", METHODS)
def test_empty_texts_are_equal_to_each_other_only(method):
    graph = found(["", "", "", "some words"], method)
    assert {e.a for e in graph.edges()} | {e.b for e in graph.edges()} == {0, 1, 2}
    assert len(graph) == 2


def test_semantic_alone_holds_equal_texts_as_cosine_one():
    graph = found(["A text.", "A text.", "a text."], "semantic")
    assert sorted((e.stage, round(e.similarity, 3)) for e in graph.edges()) == [("semantic", 1.0)] * 2


def test_the_order_of_the_prompts_plays_no_part():
    order = np.random.default_rng(5).permutation(len(TEXTS))
    one = {frozenset((TEXTS[e.a], TEXTS[e.b])): e[2:] for e in found(TEXTS).edges()}
    shuffled = [TEXTS[at] for at in order]
    two = {frozenset((shuffled[e.a], shuffled[e.b])): e[2:] for e in found(shuffled).edges()}
    assert one.keys() == two.keys()
    for pair, (similarity, stage, kind) in one.items():
        assert two[pair] == (pytest.approx(similarity, abs=1e-6), stage, kind)


def test_a_fast_search_finds_what_an_exact_one_does_and_measures_itself(monkeypatch):
    monkeypatch.setattr(cells, "_SIZE", 2)
    exact, fast = found(TEXTS, search="exact"), found(TEXTS, search="fast")
    assert exact.recall is None
    assert fast.recall.share(0.8) == 1
    assert fast.edges() == exact.edges()
    order = np.random.default_rng(6).permutation(len(TEXTS))
    shuffled = [TEXTS[at] for at in order]
    pairs = {frozenset((TEXTS[e.a], TEXTS[e.b])) for e in fast.edges()}
    assert {
        frozenset((shuffled[e.a], shuffled[e.b])) for e in found(shuffled, search="fast").edges()
    } == pairs


def test_very_many_prompts_are_searched_fast_unless_exactness_is_asked_for(monkeypatch):
    monkeypatch.setattr(find, "EXACT_UP_TO", 3)
    assert found(TEXTS, search="auto").recall is not None
    assert found(TEXTS, search="exact").recall is None


class OneForAll(FakeEncoder):
    """Reads the first four characters only."""

    def encode(self, texts):
        return super().encode([text[:4] for text in texts])


def test_prompts_that_the_model_cannot_tell_apart_are_compared_by_characters_alone():
    texts = [f"{'abcdefghij'[i % 10] * 12} {i * 7919 % 1000} {i * 104729 % 977}" for i in range(150)]
    long = [f"same beginning, then {text}" for text in texts] + ["same beginning, then tpyo", "elsewhere"]
    graph = find_neighbours(long, keys_of(long), model=OneForAll(), floor=0.95)
    assert graph.bounds.indistinct == 151
    assert not any(edge.stage == "semantic" for edge in graph.edges())


def test_a_crowd_raises_the_floors_and_the_graph_says_so(monkeypatch):
    monkeypatch.setattr(find, "pair_limit", lambda n: 30)
    texts = [f"write a long story about one {'abcdefghij'[i] * 3} that lives by the sea" for i in range(10)]
    texts += [text.replace("story", "stroy") for text in texts]
    whole = find_neighbours(texts, keys_of(texts), model=FakeEncoder(), floor=0.5).bounds
    assert whole.cosine > 0.5
    assert whole.jaccard > 0.8
    graph = find_neighbours(texts, keys_of(texts), method="lexical", floor=0.5)
    assert graph.floor == graph.bounds.jaccard > 0.5
    assert found(TEXTS).bounds == WHOLE


def test_progress_names_its_stages():
    told = []
    found(TEXTS, progress=lambda stage, done, total: told.append((stage, done, total)))
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == [
        "normalising",
        "matching",
        "embedding",
        "comparing",
        "reading differences",
    ]
    assert all(done <= total for _, done, total in told)


def test_it_can_be_cancelled():
    with pytest.raises(Cancelled):
        found(TEXTS, cancelled=lambda: True)


@pytest.mark.parametrize(("method", "floor"), [("fuzzy", 0.8), ("staged", 0.0), ("staged", 1.1)])
def test_an_unknown_method_or_floor_is_refused(method, floor):
    with pytest.raises(ValueError, match="must be"):
        find_neighbours([], [], method=method, floor=floor)


def test_an_unknown_search_is_refused():
    with pytest.raises(ValueError, match="search must be"):
        find_neighbours([], [], search="slow")


def test_keys_are_read_as_64_bit_numbers():
    assert content_keys(["00000000000000ff", "ffffffffffffffff"]).tolist() == [255, 2**64 - 1]
    assert len(content_keys([])) == 0
