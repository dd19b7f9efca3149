"""Whatever is written in an answer: every signal has a value in its range, alone or among others."""

from __future__ import annotations

import math

import pyarrow as pa
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from curation.signals import SIGNALS, Signal, Texts
from tests.unit.signals.counted import batch, paired, values

PIECES = st.sampled_from(
    [
        *("```", "**a**", "# ", "\n", "1. ", "|-|-|", "http://a.b", "a@b.de", "1.2.3.44", "+49 228 735000"),
        *("<think>", "I cannot help. ", "世界", "。", "مرحبا ", "😀", "\u200b", "the " * 9, "\ufffd", "sk-"),
        *("4111 1111 1111 1111 ", "\x00", "\x0b", "\U0010ffff", "\ufdd0", "é", "’", "”", " ", "a" * 70),
    ]
)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
NASTY = st.lists(PIECES | ANYTHING, max_size=12).map("".join)


def in_range(signal: Signal, value: object) -> bool:
    if signal.kind == "label":
        return value is None or (isinstance(value, str) and len(value) == 2)
    assert isinstance(value, int | float)
    number = float(value)
    if signal.kind == "share":
        return 0 <= number <= 1
    if signal.kind == "flag":
        return number in {0, 1}
    return number >= 0 and number == math.floor(number)


# RE2 compiles every pattern for every batch: a few examples of many texts tell as much as many of few.
@limits(max_examples=5)
@given(st.lists(st.tuples(NASTY, NASTY), min_size=12, max_size=24), st.integers(1, 11))
def test_every_value_is_in_its_range_and_no_batch_changes_it(rows: list[tuple[str, str]], cut: int) -> None:
    def measured(some: list[tuple[str, str]], signal: Signal) -> list[object]:
        left, right = [row[0] for row in some], [row[1] for row in some]
        return values(signal, paired(left, right) if signal.scope == "pair" else batch(left, right))

    for signal in SIGNALS:
        found = measured(rows, signal)
        assert len(found) == len(rows)
        assert all(in_range(signal, one) for one in found), signal.name
        assert found == measured(rows[:cut], signal) + measured(rows[cut:], signal), signal.name


@limits(max_examples=40)
@given(st.lists(NASTY, min_size=2, max_size=8), st.data())
def test_a_slice_of_a_column_is_read_as_a_column_of_its_own(texts: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(texts) - 1))
    whole = pa.array(texts, pa.large_string())
    part = Texts(whole.slice(start))
    assert part.bytes.tobytes() == "".join(texts[start:]).encode()
    assert [
        bytes(part.bytes[a:b]).decode() for a, b in zip(part.offsets, part.offsets[1:], strict=False)
    ] == texts[start:]


def test_a_column_without_texts_has_no_values() -> None:
    for signal in SIGNALS:
        made = paired([], []) if signal.scope == "pair" else batch([], [])
        assert values(signal, made) == []
