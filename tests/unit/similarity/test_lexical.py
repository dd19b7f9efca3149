from __future__ import annotations

import random

import numpy as np
import pytest

from curation.errors import Cancelled
from curation.similarity.lexical import Alike, grams, jaccard, lexical_pairs

WORDS = [
    "the",
    "quick",
    "brown",
    "fox",
    "jumps",
    "over",
    "a",
    "lazy",
    "dog",
    "while",
    "seven",
    "wizards",
    "quietly",
    "brew",
    "potions",
    "at",
    "dawn",
]


def near_texts(n: int) -> list[str]:
    rng = random.Random(3)
    texts = []
    for _ in range(n):
        base = " ".join(rng.choices(WORDS, k=rng.randint(6, 20)))
        texts += [base, base + rng.choice(["s", " now", "x"]), base.replace("o", "0", 1)]
    return list(dict.fromkeys(texts))


def brute(texts: list[str], floor: float) -> set[tuple[int, int]]:
    sets = [grams(t) for t in texts]
    return {
        (i, j)
        for i in range(len(texts))
        for j in range(i + 1, len(texts))
        if np.float32(jaccard(sets[i], sets[j])) >= np.float32(floor)
    }


def pairs_of(alike: Alike) -> list[tuple[int, int, float]]:
    return list(zip(alike.a.tolist(), alike.b.tolist(), alike.jaccard.tolist(), strict=True))


@pytest.mark.parametrize("floor", [0.8, 0.6])
def test_finds_nearly_every_pair_above_the_floor_and_none_below(floor):
    texts = near_texts(60)
    alike = lexical_pairs(texts, floor)
    found = set(zip(alike.a.tolist(), alike.b.tolist(), strict=True))
    truth = brute(texts, floor)
    assert found <= truth
    assert len(found) >= 0.99 * len(truth) > 0
    assert (alike.jaccard >= np.float32(floor)).all()
    assert alike.floor == floor


def test_the_similarity_is_the_true_jaccard_not_an_estimate():
    texts = near_texts(10)
    alike = lexical_pairs(texts, 0.8)
    for i, j, similarity in zip(alike.a, alike.b, alike.jaccard, strict=True):
        assert similarity == np.float32(jaccard(grams(texts[i]), grams(texts[j])))


def test_the_same_texts_give_the_same_pairs_every_time():
    texts = near_texts(20)
    assert pairs_of(lexical_pairs(texts)) == pairs_of(lexical_pairs(texts))


@pytest.mark.parametrize("texts", [[], ["a"], ["", ""], ["", "a", "b"]])
def test_few_empty_or_tiny_texts_have_no_neighbours(texts):
    assert len(lexical_pairs(texts).a) == 0


def test_one_letter_texts_can_be_compared():
    assert len(lexical_pairs(["a", "a"]).a) == 1


def test_it_can_be_cancelled():
    with pytest.raises(Cancelled):
        lexical_pairs(["a b c"], cancelled=lambda: True)


def test_more_pairs_than_may_be_held_raise_the_floor_and_the_result_says_so():
    texts = near_texts(80)
    whole = lexical_pairs(texts, 0.5)
    few = lexical_pairs(texts, 0.5, limit=100)
    assert len(few.a) <= 100 < len(whole.a)
    assert few.floor > 0.5
    assert set(pairs_of(few)) <= {pair for pair in pairs_of(whole) if pair[2] >= np.float32(few.floor)}
    assert len(few.a) > 20
