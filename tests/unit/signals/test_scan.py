"""Bytes are found in the texts that they stand in, and in no other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from curation.signals.scan import any_of, count_at, is_space, spelt

TEXTS = st.lists(st.binary(max_size=12).map(lambda text: text.replace(b"\xff", b"ab")), max_size=8)


def laid(texts: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Texts one behind the other, and where each begins."""
    return np.frombuffer(b"".join(texts), np.uint8), np.cumsum([0, *map(len, texts)])


@given(TEXTS)
def test_a_mark_is_found_in_its_own_text_alone(texts: list[bytes]) -> None:
    bytes_, offsets = laid(texts)
    marked = bytes_ == ord("a")
    assert any_of(marked, offsets).tolist() == [b"a" in text for text in texts]
    assert count_at(np.flatnonzero(marked), offsets).tolist() == [text.count(b"a") for text in texts]


def test_the_bits_of_a_text_are_taken_together() -> None:
    assert any_of(np.array([1, 4, 2], np.uint16), np.array([0, 2, 2, 3])).tolist() == [5, 0, 2]


@given(st.binary(max_size=30))
def test_words_are_found_where_they_end(noise: bytes) -> None:
    text = noise + b"USER:" + noise + b"Human:"
    bytes_ = np.frombuffer(text, np.uint8)
    ends = [at for at in range(len(text)) if text[: at + 1].endswith((b"USER:", b"Human:", b"r:"))]
    assert spelt(bytes_, b"USER:", b"Human:", b"r:").tolist() == ends


def test_nothing_is_found_in_nothing() -> None:
    assert spelt(np.empty(0, np.uint8), b"//").tolist() == []
    assert any_of(np.empty(0, bool), np.zeros(1, np.int64)).tolist() == []


def test_white_space_is_that_of_re2() -> None:
    assert np.flatnonzero(is_space(np.arange(256, dtype=np.uint8))).tolist() == [9, 10, 11, 12, 13, 32]
