"""Token counts of a whole set: those of each pair alone, kept, and true after swaps and edits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from curation.analysis.checks.trainers import TRAINERS, trainer_named
from curation.errors import Cancelled
from curation.export.block import Block
from curation.export.seen import Reader, conversations, cut, known_lengths, measure_lengths, rendered
from curation.recipe import ExportOptions, Outcome, Recipe, apply
from curation.recipe.edits import Edits
from curation.recipe.verdict import Edit
from curation.store import Dataset
from tests.unit.export.seen.conftest import NO_SYSTEM, THINKING, Build

PLAIN = ExportOptions()
Make = Callable[..., Dataset]


@pytest.fixture
def dataset(make: Make) -> Dataset:
    """Pairs of several lengths, two of one prompt, one with a system turn."""
    rows: list[dict[str, Any]] = [
        {"prompt": "Two?", "chosen": "Yes", "rejected": "No"},
        {"prompt": "Two?", "chosen": "Yes, indeed it is so.", "rejected": "No"},
        {"prompt": "long " * 30, "chosen": "b", "rejected": "a"},
    ]
    spoken = [
        {
            "prompt": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Three?"}],
            "chosen": [{"role": "assistant", "content": "Yes"}],
            "rejected": [{"role": "assistant", "content": "No 🙂"}],
        }
    ]
    for row in rows:
        row["prompt"] = [{"role": "user", "content": row["prompt"]}]
        row["chosen"], row["rejected"] = (
            [{"role": "assistant", "content": row[s]}] for s in ("chosen", "rejected")
        )
    return make([*rows, *spoken])


@pytest.fixture
def outcome(dataset: Dataset) -> Outcome:
    return apply(dataset, Recipe())


def one_by_one(outcome: Outcome, reader: Reader) -> list[tuple[int, int, int]]:
    block = Block(outcome.dataset, outcome.kept_ids, outcome.edits)
    found = [rendered(reader, pair) for pair in conversations(block, PLAIN)]
    return [(one.prompt, one.tokens("chosen"), one.tokens("rejected")) for one in found]


def table(found: Any) -> list[tuple[int, ...]]:
    counts = found.counts
    return [tuple(row) for row in np.stack([counts.prompt, counts.chosen, counts.rejected], 1).tolist()]


def test_the_counts_of_the_set_are_those_of_its_pairs(outcome: Outcome, reader: Reader) -> None:
    assert table(measure_lengths(outcome, reader, PLAIN)) == one_by_one(outcome, reader)


def test_what_was_counted_is_not_counted_again(
    outcome: Outcome, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert known_lengths(outcome, reader.identity, PLAIN) is None
    first = measure_lengths(outcome, reader, PLAIN)
    monkeypatch.setattr(Reader, "counted", lambda *_: pytest.fail("counted again"))
    again = known_lengths(outcome, reader.identity, PLAIN)
    assert again is not None and table(again) == table(first)
    assert table(measure_lengths(outcome, reader, PLAIN)) == table(first)
    assert known_lengths(outcome, reader.identity, ExportOptions(system="drop")) is None


def test_swaps_and_edits_are_counted_as_they_are_exported(dataset: Dataset, reader: Reader) -> None:
    plain = apply(dataset, Recipe())
    measure_lengths(plain, reader, PLAIN)
    edits = Edits(np.array([0, 1]), {1: Edit(chosen="Quite another answer"), 2: Edit(prompt="Short?")})
    edited = Outcome(dataset, plain.kept, (), edits)
    found = measure_lengths(edited, reader, PLAIN)
    assert table(found) == one_by_one(edited, reader) != table(measure_lengths(plain, reader, PLAIN))
    known = known_lengths(edited, reader.identity, PLAIN)
    assert known is not None and table(known) == table(found)


def test_masks_agree_with_each_pair_cut_alone(outcome: Outcome, reader: Reader) -> None:
    found = measure_lengths(outcome, reader, PLAIN)
    pairs = [rendered(reader, one) for one in conversations(Block(outcome.dataset, found.ids), PLAIN)]
    for trainer in TRAINERS:
        for limit in (30, 50, 60, 200):
            fit = found.fit(trainer, limit)
            alone = [cut(pair, trainer, limit) for pair in pairs]
            assert fit.dropped.tolist() == [one.dropped for one in alone]
            assert fit.cut.tolist() == [one.cuts(pair) for one, pair in zip(alone, pairs, strict=True)]


def test_what_keeps_the_end_drops_nothing(outcome: Outcome, reader: Reader) -> None:
    fit = measure_lengths(outcome, reader, PLAIN).fit(trainer_named("trl-dpo"), 10, from_end=True)
    assert not fit.dropped.any() and fit.cut.all()


def test_refused_conversations_are_counted_by_what_the_template_said(
    outcome: Outcome, machine: Build
) -> None:
    found = measure_lengths(outcome, Reader("strict", machine(NO_SYSTEM)), PLAIN)
    assert {said: rows.tolist() for said, rows in found.refusals.items()} == {
        "System role not supported": [3]
    }
    assert len(found.totals) == 3
    folded = measure_lengths(outcome, Reader("strict", machine(NO_SYSTEM)), ExportOptions(system="fold"))
    assert not folded.refused.any()


def test_lossy_prompts_are_listed(outcome: Outcome, machine: Build) -> None:
    found = measure_lengths(outcome, Reader("thinking", machine(THINKING)), PLAIN)
    assert found.lossy.tolist() == outcome.kept_ids.tolist()


def test_a_stopped_count_leaves_nothing_wrong(outcome: Outcome, reader: Reader) -> None:
    with pytest.raises(Cancelled):
        measure_lengths(outcome, reader, PLAIN, cancelled=lambda: True)
    assert known_lengths(outcome, reader.identity, PLAIN) is None
