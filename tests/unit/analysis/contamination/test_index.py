from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.contamination import index as module
from curation.analysis.contamination.index import Index, chunks
from curation.analysis.contamination.words import words_of

LETTERS = st.lists(st.sampled_from("abc"), max_size=14).map(" ".join)


def plain_shares(texts: list[str], questions: list[str], n: int) -> dict[tuple[int, int], float]:
    """The rule, word by word."""
    found = {}
    for t, text in enumerate(texts):
        given_words = text.split()
        grams = {tuple(given_words[i : i + n]) for i in range(len(given_words) - n + 1)}
        for q, question in enumerate(questions):
            asked = question.split()
            matching = {
                k
                for i in range(len(asked) - n + 1)
                if tuple(asked[i : i + n]) in grams
                for k in range(i, i + n)
            }
            if matching:
                found[t, q] = len(matching) / len(asked)
    return found


def shares(texts: list[str], questions: list[str], n: int) -> dict[tuple[int, int], float]:
    found = Index(questions, n).overlaps(words_of(texts))
    pairs = zip(found.text.tolist(), found.question.tolist(), strict=True)
    return dict(zip(pairs, found.share.tolist(), strict=True))


@given(st.lists(LETTERS, max_size=5), st.lists(LETTERS, max_size=5), st.integers(1, 4))
def test_the_index_finds_what_the_rule_says_word_by_word(
    texts: list[str], questions: list[str], n: int
) -> None:
    assert shares(texts, questions, n) == pytest.approx(plain_shares(texts, questions, n))


@given(st.lists(LETTERS, max_size=6), st.lists(LETTERS, max_size=6))
def test_small_stretches_change_nothing(texts: list[str], questions: list[str]) -> None:
    whole = shares(texts, questions, 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MATCHES_AT_ONCE", 3)
        patch.setattr(module, "_CHUNK_CHARACTERS", 5)
        assert shares(texts, questions, 2) == whole


def test_the_share_is_of_the_question_whatever_else_the_prompt_says() -> None:
    question = "one two three four five six"
    assert shares([f"please tell me {question} thank you"], [question], 3) == {(0, 0): 1.0}
    assert shares(["one two three"], [question], 3) == {(0, 0): 0.5}


def test_matches_in_two_prompts_do_not_add_up() -> None:
    assert shares(["a b c x", "y d e f"], ["a b c d e f"], 3) == {(0, 0): 0.5, (1, 0): 0.5}


def test_questions_shorter_than_an_n_gram_are_told() -> None:
    assert Index(["a b", "", "a b c"], 3).too_short.tolist() == [0]


def test_chunks_hold_every_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK_CHARACTERS", 4)
    assert list(chunks(["abc", "de", "", "fghijk", "l"])) == [
        (0, ["abc", "de"]),
        (2, ["", "fghijk"]),
        (4, ["l"]),
    ]
