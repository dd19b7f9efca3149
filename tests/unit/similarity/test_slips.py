from __future__ import annotations

from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.errors import Cancelled
from curation.similarity import slips
from curation.similarity.slips import slip_pairs


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


def test_another_number_is_no_slip():
    a, _ = slip_pairs([f"what is {i} plus {j}" for i in range(10, 20) for j in range(10, 20)])
    assert len(a) == 0


def test_a_template_filled_in_too_many_ways_is_passed_over_and_others_are_not(monkeypatch):
    monkeypatch.setattr(slips, "_MOST_COMPARED", 1_000)
    crowd = [f"tell me of {''.join(word)}" for word in islice(product("abc", repeat=6), 200)]
    a, b = slip_pairs([*crowd, "take me home", "taek me home"])
    assert (a.tolist(), b.tolist()) == ([200], [201])


def test_it_can_be_cancelled():
    with pytest.raises(Cancelled):
        slip_pairs(["a b"], cancelled=lambda: True)
