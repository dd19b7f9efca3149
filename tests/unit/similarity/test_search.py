from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from curation.similarity.lexical_search import WordIndex
from curation.similarity.search import RANK_OFFSET, by_meaning, by_words, hits
from curation.similarity.vectors import StoredVectors
from tests.unit.similarity.fakes import FakeEncoder

TEXTS = [
    "How do I bake bread?",
    "How do I bake bread and bread rolls with plenty of other words in a rather long prompt?",
    "What is the tallest mountain?",
    "Wie backe ich Brötchen?",
    "如何 烤面包",
    "",
]


class Prompts:
    """A data set of prompts alone."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.prompts = pa.table({"prompt_id": pa.array(range(len(texts)), pa.int64()), "text": list(texts)})

    def query(self, sql: str, params: Sequence[Any] = ()) -> pa.Table:
        with duckdb.connect() as connection:
            connection.register("prompts", self.prompts)
            return connection.sql(sql, params=list(params)).to_arrow_table()


@pytest.fixture(scope="module")
def index() -> WordIndex:
    return WordIndex.build(Prompts(TEXTS))


def stored(texts: Sequence[str] = TEXTS) -> StoredVectors:
    return StoredVectors(FakeEncoder().encode(texts), np.ones(len(texts), bool))


def words_alone(index: WordIndex, query: str) -> list[int]:
    return [hit.prompt for hit in hits(None, by_words(index, query), 10)]


def test_prompts_with_the_words_come_first_and_others_not_at_all(index: WordIndex) -> None:
    assert words_alone(index, "bake bread") == [0, 1]
    assert words_alone(index, "tallest") == [2]
    assert words_alone(index, "submarine") == []


def test_letter_case_composition_and_punctuation_play_no_part(index: WordIndex) -> None:
    assert words_alone(index, "BRÖTCHEN!") == words_alone(index, "bro\u0308tchen") == [3]


def test_scripts_without_spaces_are_found_by_their_characters(index: WordIndex) -> None:
    assert words_alone(index, "面包") == [4]


def test_a_rare_word_weighs_more_than_a_common_one(index: WordIndex) -> None:
    scores = index.scores("mountain do")
    assert scores[2] > scores[0] > 0


@pytest.mark.parametrize("query", ["", "   ", "?!", "\ud800", "'; DROP TABLE prompts; --"])
def test_odd_queries_find_nothing_and_break_nothing(index: WordIndex, query: str) -> None:
    assert not index.scores(query).any()


def test_an_index_of_nothing_answers(index: WordIndex) -> None:
    assert WordIndex.build(Prompts([])).scores("bread").tolist() == []
    assert not WordIndex.build(Prompts(["", ""])).scores("bread").any()


def test_meaning_ranks_by_cosine_exactly() -> None:
    query = FakeEncoder().encode(["How do I bake breads?"])[0]
    scores = by_meaning(stored(), query)
    found = hits(scores, None, 3)
    assert [hit.prompt for hit in found] == np.argsort(-scores, kind="stable")[:3].tolist()
    assert found[0].cosine == pytest.approx(float(stored().rows[0] @ query))
    assert found[0].words is None


def test_a_prompt_that_is_not_embedded_is_not_found_by_meaning() -> None:
    known = np.array([False] + [True] * 5)
    some = StoredVectors(stored().rows, known)
    assert 0 not in [hit.prompt for hit in hits(by_meaning(some, stored().rows[0]), None, 6)]


def test_only_the_prompts_asked_for_are_searched(index: WordIndex) -> None:
    among = np.array([False, True, True, False, False, False])
    assert [hit.prompt for hit in hits(None, by_words(index, "bake bread", among), 5)] == [1]
    assert [hit.prompt for hit in hits(by_meaning(stored(), stored().rows[0], among), None, 5)] == [1, 2]


def test_both_lists_are_fused_by_reciprocal_rank() -> None:
    meaning = np.array([0.9, 0.8, -np.inf], np.float32)
    words = np.array([-np.inf, 7.0, 9.0], np.float32)
    found = hits(meaning, words, 3)
    assert [hit.prompt for hit in found] == [1, 0, 2]
    assert found[0].score == pytest.approx(1 / (RANK_OFFSET + 2) + 1 / (RANK_OFFSET + 2))
    assert (found[1].cosine, found[1].words) == (pytest.approx(0.9), None)
    assert (found[2].cosine, found[2].words) == (None, 9.0)


def test_no_more_are_given_than_asked_for(index: WordIndex) -> None:
    assert len(hits(by_meaning(stored(), stored().rows[0]), by_words(index, "bread"), 1)) == 1
    assert hits(None, None, 5) == ()
    assert hits(np.empty(0, np.float32), None, 5) == ()
