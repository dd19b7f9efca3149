from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.errors import Cancelled
from curation.similarity.lexical import MISS, PERMUTATIONS, bands_for, grams, jaccard, lexical_pairs
from curation.similarity.slips import slip_pairs

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


@pytest.mark.parametrize("floor", [0.8, 0.6])
def test_finds_nearly_every_pair_above_the_floor_and_none_below(floor):
    texts = near_texts(60)
    a, b, similarity = lexical_pairs(texts, floor)
    found = set(zip(a.tolist(), b.tolist(), strict=True))
    truth = brute(texts, floor)
    assert found <= truth
    assert len(found) >= 0.99 * len(truth) > 0
    assert (similarity >= np.float32(floor)).all()


def test_the_similarity_is_the_true_jaccard_not_an_estimate():
    texts = near_texts(10)
    for i, j, similarity in zip(*lexical_pairs(texts, 0.8), strict=True):
        assert similarity == np.float32(jaccard(grams(texts[i]), grams(texts[j])))


def test_the_same_texts_give_the_same_pairs_every_time():
    texts = near_texts(20)
    assert all(np.array_equal(x, y) for x, y in zip(lexical_pairs(texts), lexical_pairs(texts), strict=True))


@pytest.mark.parametrize("texts", [[], ["a"], ["", ""], ["", "a", "b"]])
def test_few_empty_or_tiny_texts_have_no_neighbours(texts):
    assert len(lexical_pairs(texts)[0]) == 0


def test_one_letter_texts_can_be_compared():
    assert len(lexical_pairs(["a", "a"])[0]) == 1


@settings(deadline=None)
@given(st.floats(0.3, 1.0))
def test_bands_miss_no_more_than_promised_at_the_floor(floor):
    bands, rows = bands_for(floor)
    assert bands * rows <= PERMUTATIONS
    assert rows <= 2 or (1 - floor**rows) ** bands <= MISS


def test_it_can_be_cancelled():
    with pytest.raises(Cancelled):
        lexical_pairs(["a b c"], cancelled=lambda: True)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["cat", "cta", "dog", "dogs", "house"]), min_size=2, max_size=3), max_size=12
    )
)
def test_slips_are_the_short_texts_with_one_word_near_in_spelling(lists):
    from rapidfuzz.distance import OSA

    texts = list(dict.fromkeys(" ".join(words) for words in lists))
    a, b = slip_pairs(texts)
    truth = set()
    for i, one in enumerate(texts):
        for j in range(i + 1, len(texts)):
            x, y = one.split(), texts[j].split()
            changed = [(p, q) for p, q in zip(x, y, strict=False) if p != q]
            if len(x) == len(y) and len(changed) == 1 and OSA.distance(*changed[0]) <= 2:
                truth.add((i, j))
    assert set(zip(a.tolist(), b.tolist(), strict=True)) == truth
