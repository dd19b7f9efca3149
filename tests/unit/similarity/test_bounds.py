from __future__ import annotations

from curation.similarity.bounds import WHOLE, Bounds, pair_limit


def test_a_whole_search_has_nothing_to_tell():
    assert list(WHOLE.described()) == []


def test_each_bound_is_a_sentence_with_its_figure():
    told = list(Bounds(cosine=0.9123, jaccard=0.91, indistinct=1_204).described())
    assert [
        figure in sentence for figure, sentence in zip(("0.912", "0.91", "1,204"), told, strict=True)
    ] == [True] * 3


def test_the_most_pairs_held_grow_with_the_texts_within_bounds():
    assert [pair_limit(n) for n in (10, 200_000, 10**7)] == [500_000, 4_000_000, 20_000_000]
