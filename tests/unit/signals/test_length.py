"""Lengths of answers, as people count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.signals import SIGNALS, signal_named
from tests.unit.signals.counted import BY_NAME, batch, value, values

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize(
    ("text", "chars", "words"),
    [
        ("", 0, 0),
        (" \n\t", 3, 0),
        ("two words", 9, 2),
        ("  two\n\nwords ", 13, 2),
        ("don't stop-it", 13, 2),
        ("naïve 世界", 8, 2),
        ("👩‍🚀", 3, 1),
        ("مرحبا بك", 8, 2),
    ],
)
def test_characters_are_code_points_and_words_are_runs(text: str, chars: int, words: int) -> None:
    assert value("chars", text) == chars
    assert value("words", text) == words


@given(st.lists(TEXT, min_size=1, max_size=8))
def test_every_text_gets_its_own_number(texts: list[str]) -> None:
    assert values(BY_NAME["chars"], batch(texts)) == [len(text) for text in texts]
    blanks = "\t\n\v\f\r "
    expected = [len("".join(" " if c in blanks else c for c in text).split(" ")) for text in texts]
    spaces = [
        sum(not part for part in "".join(" " if c in blanks else c for c in t).split(" ")) for t in texts
    ]
    assert values(BY_NAME["words"], batch(texts)) == [a - b for a, b in zip(expected, spaces, strict=True)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("   ", 0),
        ("No stop at all", 1),
        ("One. Two! Three?", 3),
        ("Really?! Yes...", 2),
        ('He said "no." She left.', 2),
        ("He said “no.” She left.", 2),
        ("Version 3.11 is out. See example.com for more.", 2),
        ("1. First\n2. Second\n3. Third", 1),
        ("1. Do this.\n2. Do that.", 2),
        ("今天天气很好。我们去公园吧！好吗？", 3),
        ("كيف حالك؟ أنا بخير.", 2),
        ("नमस्ते। आप कैसे हैं?", 2),
        ("สวัสดีครับ", 1),
        ("```\na. b. c.\n```\nDone.", 1),
        ("😀😀", 1),
    ],
)
def test_sentences_end_where_a_stop_ends_a_word(text: str, count: int) -> None:
    assert value("sentences", text) == count


def test_signals_have_names_of_their_own_and_explain_themselves() -> None:
    assert len({signal.name for signal in SIGNALS}) == len(SIGNALS)
    assert all(signal.title and signal.definition and signal.source for signal in SIGNALS)


def test_a_signal_is_found_by_the_field_that_shows_it() -> None:
    assert signal_named("margin.words") is BY_NAME["words"]
    assert signal_named("prompt.words") is BY_NAME["prompt.words"]
    assert signal_named("similarity") is BY_NAME["similarity"]
    assert signal_named("chosen.helpfulness") is None
