"""Prompts that repeat: the short way round gives the very classes that folding every text gives."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.analysis.repeats import codes_of
from curation.similarity.exact import classes

ODD = "aAbÉé1１²ﬁß .,'’-−?!`\u200b\n"


def column(texts: list[str]) -> pa.ChunkedArray:
    return pa.chunked_array([texts[:1], texts[1:]], pa.large_string())


@settings(deadline=None)
@given(st.lists(st.text(alphabet=ODD, max_size=5) | st.text(max_size=3), max_size=30))
def test_two_texts_have_one_code_where_their_folded_texts_are_equal(texts: list[str]) -> None:
    codes, labels = codes_of(column(texts)).tolist(), classes(texts).tolist()
    alike = [[one == other for other in labels] for one in labels]
    assert [[one == other for other in codes] for one in codes] == alike


def test_spelling_is_folded_across_alphabets() -> None:
    one, two, three, four = codes_of(
        column(["What's new?", "whats NEW", "Ｗhat’s new", "What is new?"])
    ).tolist()
    assert one == two == three != four
