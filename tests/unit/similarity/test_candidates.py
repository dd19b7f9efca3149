from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.similarity import candidates as room
from curation.similarity.candidates import candidates, crowd
from curation.similarity.lexical import grams, jaccard
from curation.similarity.minhash import Signed, bands_for


def signed(texts: list[str], floor: float = 0.8) -> Signed:
    bands, rows = bands_for(floor)
    room = Signed.room(len(texts), bands)
    room.sign(0, [grams(text) if text else np.empty(0, np.uint64) for text in texts], rows)
    return room


def pairs_of(texts: list[str], floor: float = 0.8, limit: int = 10**6) -> tuple[set[frozenset[str]], float]:
    codes, reached = candidates(signed(texts, floor), floor, limit, lambda band: None)
    left, right = np.divmod(codes.astype(np.int64), len(texts))
    return {frozenset((texts[a], texts[b])) for a, b in zip(left, right, strict=True)}, reached


def template(n: int) -> list[str]:
    """One template filled in ``n`` ways, and some of the fillings with a typo."""
    rng = random.Random(5)
    things = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(n)]
    texts = [
        f"write a short and funny story about one {thing} and the many friends it made" for thing in things
    ]
    return texts + [text.replace("friends", "freinds") for text in texts[::10]]


def test_all_near_texts_are_candidates():
    texts = template(60)
    sets = [grams(text) for text in texts]
    near = {
        frozenset((texts[i], texts[j]))
        for i in range(len(texts))
        for j in range(i)
        if jaccard(sets[i], sets[j]) >= 0.8
    }
    found, reached = pairs_of(texts)
    assert near <= found
    assert reached == 0.8


@pytest.mark.parametrize("limit", [40, 400])
def test_the_bar_rises_as_far_as_it_must_whatever_the_order_of_the_texts(limit):
    texts = template(60)
    found, reached = pairs_of(texts, limit=limit)
    assert 0 < len(found) <= limit
    assert reached > 0.8
    for seed in range(3):
        assert pairs_of(random.Random(seed).sample(texts, len(texts)), limit=limit) == (found, reached)


def test_a_crowd_is_told_apart_by_further_bands_and_keeps_its_nearest_pairs(monkeypatch):
    texts = template(400)
    looked_at = []
    plausible = room._plausible
    monkeypatch.setattr(room, "_MOST_COLLIDING", 3_000)
    monkeypatch.setattr(
        room, "_plausible", lambda s, left, *rest: looked_at.append(len(left)) or plausible(s, left, *rest)
    )
    found, _ = pairs_of(texts)
    assert max(looked_at) <= 3_000
    slips = {frozenset((texts[10 * i], texts[400 + i])) for i in range(40)}
    assert len(slips & found) >= 0.95 * len(slips)
    assert pairs_of(texts[::-1])[0] == found


def test_texts_that_agree_in_everything_are_tied_one_to_the_next(monkeypatch):
    monkeypatch.setattr(room, "_MOST_COLLIDING", 100)
    texts = ["ha " * times for times in range(3, 60)]
    codes, _ = candidates(signed(texts), 0.8, 10**6, lambda band: None)
    assert len(codes) == len(texts) - 1


@given(st.lists(st.integers(1, 50), min_size=1), st.integers(0, 2_000))
def test_buckets_up_to_a_crowd_have_no_more_pairs_than_allowed(sizes, most):
    least_refused = crowd(np.array(sizes), most)
    within = [size for size in sizes if size <= least_refused]
    assert sum(size * (size - 1) // 2 for size in within) <= most


def test_empty_sets_are_candidates_of_nothing():
    assert pairs_of(["", "", "some text"]) == (set(), 0.8)
    assert len(candidates(Signed.room(0, 25), 0.8, 10, lambda band: None)[0]) == 0
