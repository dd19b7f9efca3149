from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.similarity.lexical import grams, jaccard
from curation.similarity.minhash import MISS, PERMUTATIONS, Signed, bands_for


@settings(deadline=None)
@given(st.floats(0.3, 1.0))
def test_bands_miss_no_more_than_promised_at_the_floor(floor):
    bands, rows = bands_for(floor)
    assert bands * rows <= PERMUTATIONS
    assert rows <= 2 or (1 - floor**rows) ** bands <= MISS


def test_the_share_of_equal_low_bits_is_the_jaccard_but_for_its_error():
    texts = ["write a short story about the sea", "write a short story about the lake", "something else"]
    sets = [grams(text) for text in texts]
    bands, rows = bands_for(0.8)
    signed = Signed.room(3, bands)
    signed.sign(0, sets, rows)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert abs((signed.low[i] == signed.low[j]).mean() - jaccard(sets[i], sets[j])) < 0.15
    assert signed.sizes.tolist() == [len(one) for one in sets]


def test_equal_sets_share_all_bands_whatever_they_are_signed_beside():
    bands, rows = bands_for(0.8)
    alone, beside = Signed.room(1, bands), Signed.room(2, bands)
    alone.sign(0, [grams("a text")], rows)
    beside.sign(0, [grams("another text"), grams("a text")], rows)
    assert np.array_equal(alone.bands[:, 0], beside.bands[:, 1])
