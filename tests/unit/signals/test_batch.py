"""A look is taken block by block, once, and tells of each text what it tells of that text alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from curation.signals import SIGNALS, Batch
from curation.signals.scan import Counts
from tests.unit.signals.counted import BY_NAME, batch, value, values


def test_a_batch_larger_than_a_block_is_looked_at_in_parts_and_in_order() -> None:
    parts: list[int] = []

    def size(block: Batch) -> Counts:
        parts.append(len(block.texts))
        return np.diff(block.texts.offsets)

    texts = ["a" * 300_000, "", "b" * 700_000, "c", "d" * 400_000]
    made = batch(texts)
    assert made.seen(size).tolist() == [len(text) for text in texts]
    assert made.seen(size) is made.seen(size)
    assert sum(parts) == len(texts)
    assert len(parts) > 1


def test_looks_taken_together_are_those_taken_apart() -> None:
    texts = ["One. Two! Three? " * 9, "# a\n- b\n", "", "世界。", "`x` see www.example.org"]
    looks = list(dict.fromkeys(look for signal in SIGNALS for look in signal.looks))
    together = batch(texts)
    together.look(*looks)
    for look in looks:
        assert np.array_equal(together.seen(look), batch(texts).seen(look)), look


def test_a_signal_names_every_look_that_it_takes() -> None:
    looks = {look for signal in SIGNALS for look in signal.looks}
    column = pa.array(["I am Claude. See `x`, 1. www.a.org", "é ```\nx"], pa.large_string())
    for signal in SIGNALS:
        if signal.scope != "pair":
            made = Batch.of(column)
            signal.of(made)
            assert looks & made.made.keys() <= set(signal.looks), signal.name


def test_lines_that_only_meet_where_code_is_left_out_are_one() -> None:
    assert value("lists", "-```x``` one\n* two") == 2
    assert value("lists", "1.```x``` one") == 1


def test_ends_within_code_do_not_count() -> None:
    texts = ["Yes. ```\na. b. c.\n``` No.", "One. Two."]
    assert values(BY_NAME["sentences"], batch(texts)) == [2, 2]
