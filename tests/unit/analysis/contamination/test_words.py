from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.contamination.words import grams_of, words_of


def spelt(text: str) -> list[str]:
    words = words_of([text])
    return [text[a:b] for a, b in zip(words.start.tolist(), words.end.tolist(), strict=True)]


def same(left: str, right: str) -> bool:
    return np.array_equal(words_of([left]).hashes, words_of([right]).hashes)


def test_punctuation_and_white_space_only_part_words() -> None:
    assert spelt("  Janet’s ducks,\nlay 16\teggs!") == ["Janet", "s", "ducks", "lay", "16", "eggs"]
    assert same("Janet’s ducks -- lay (16) eggs.", "janet's DUCKS lay 16 eggs")


def test_words_that_differ_in_one_letter_or_its_place_differ() -> None:
    assert not same("abc", "acb")
    assert not same("ab c", "a bc")
    assert not same("16", "61")


def test_an_ideograph_is_a_word_and_a_full_width_letter_is_the_letter() -> None:
    assert spelt("猫が3匹いる") == ["猫", "が", "3", "匹", "い", "る"]
    assert same("ＧＳＭ８Ｋ", "gsm8k")


def test_a_lone_surrogate_parts_words_and_stops_nothing() -> None:
    assert spelt("a\ud800b") == ["a", "b"]


def test_texts_of_no_words_have_none() -> None:
    assert words_of(["", " ?! ", "a"]).counts.tolist() == [0, 0, 1]
    assert words_of([]).counts.tolist() == []


def test_no_gram_reaches_into_the_next_text() -> None:
    words = words_of(["a b c", "d e", "f g h"])
    grams = grams_of(words, 3)
    assert grams.first.tolist() == [0, 5]
    assert len(grams_of(words, 9).hashes) == 0


def test_a_very_long_word_is_one_word() -> None:
    assert spelt("x" * 10_000 + " y") == ["x" * 10_000, "y"]


@given(st.lists(st.text(alphabet="ab Z9_é.,\n-’", max_size=40), max_size=8))
def test_words_are_those_a_plain_reading_finds(texts: list[str]) -> None:
    words = words_of(texts)
    plain = [match.span() for text in texts for match in re.finditer(r"\w+", text)]
    assert list(zip(words.start.tolist(), words.end.tolist(), strict=True)) == plain
    small = [word.lower() for text in texts for word in re.findall(r"\w+", text)]
    assert len(set(small)) == len(set(words.hashes.tolist()))
    assert words.counts.tolist() == [len(re.findall(r"\w+", text)) for text in texts]
