from __future__ import annotations

import numpy as np

from curation.similarity.topics import MOST, find_topics, how_many
from tests.unit.similarity.fakes import FakeEncoder

SUBJECTS = {
    "bread": "How long must sourdough bread dough rest before baking number {n}?",
    "planet": "Which planet circles the star called Kepler {n} fastest?",
    "python": "Write python code that sorts {n} numbers.",
}


def prompts(each: int = 12) -> list[str]:
    return [text.format(n=n) for text in SUBJECTS.values() for n in range(each)]


def test_topics_are_named_by_the_words_that_set_them_apart() -> None:
    texts = prompts(30)
    found = find_topics(texts, FakeEncoder().encode(texts))
    for text, start in zip(SUBJECTS.values(), (0, 30, 60), strict=True):
        for topic in set(found.of[start : start + 30].tolist()):
            words = [word for term in found.terms[topic] for word in term.split()]
            assert words
            assert all(word in text.lower() for word in words)


def test_topics_come_the_largest_first_and_every_prompt_has_one() -> None:
    texts = prompts(30)[:70]
    found = find_topics(texts, FakeEncoder().encode(texts))
    sizes = np.bincount(found.of)
    assert sizes.sum() == 70
    assert (np.diff(sizes) <= 0).all()
    assert len(sizes) == len(found.terms)


def test_the_same_seed_gives_the_same_topics() -> None:
    texts = prompts()
    vectors = FakeEncoder().encode(texts)
    first, second = find_topics(texts, vectors, seed=3), find_topics(texts, vectors, seed=3)
    assert np.array_equal(first.of, second.of)
    assert first.terms == second.terms


def test_a_term_that_another_one_holds_is_not_said_twice() -> None:
    texts = prompts(30)
    for terms in find_topics(texts, FakeEncoder().encode(texts)).terms:
        words = [word for term in terms for word in term.split()]
        assert len(words) == len(set(words))


def test_equal_prompts_are_one_topic() -> None:
    texts = ["How do I bake bread?"] * 40
    found = find_topics(texts, FakeEncoder().encode(texts))
    assert set(found.of.tolist()) == {0}
    assert found.terms[0]


def test_prompts_without_a_telling_word_have_topics_without_a_name() -> None:
    for texts in (["", "", ""], ["the", "of and", "1 2 3"]):
        assert find_topics(texts, FakeEncoder().encode(texts)).terms == ((),)


def test_the_number_of_topics_grows_with_the_set_up_to_a_bound() -> None:
    counts = [how_many(n) for n in (1, 10, 100, 9_500, 100_000)]
    assert counts == [1, 1, 3, 32, MOST]
