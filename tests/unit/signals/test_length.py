"""Lengths of answers, as people count them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.signals import SIGNALS
from curation.signals.length import characters, words

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def column(*texts: str) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(texts, pa.large_string())])


@pytest.mark.parametrize(
    ("text", "chars", "count"),
    [
        ("", 0, 0),
        (" \n\t", 3, 0),
        ("two words", 9, 2),
        ("  two\n\nwords ", 13, 2),
        ("don't stop-it", 13, 2),
        ("naïve 世界", 8, 2),
        ("👩‍🚀", 3, 1),
    ],
)
def test_characters_are_code_points_and_words_are_runs(text: str, chars: int, count: int) -> None:
    assert characters(column(text)).to_pylist() == [chars]
    assert words(column(text)).to_pylist() == [count]


@given(st.lists(TEXT, max_size=8))
def test_every_text_gets_a_number(texts: list[str]) -> None:
    assert characters(column(*texts)).to_pylist() == [len(text) for text in texts]
    counted = words(column(*texts)).to_pylist()
    assert len(counted) == len(texts)
    assert all(0 <= count <= (len(text) + 1) / 2 for count, text in zip(counted, texts, strict=True))


def test_signals_have_names_of_their_own_and_explain_themselves() -> None:
    assert len({signal.name for signal in SIGNALS}) == len(SIGNALS)
    assert all(signal.title and signal.definition for signal in SIGNALS)
