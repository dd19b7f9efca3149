"""A condition taken apart into widgets and put together again is the same condition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from curation.jobs import load
from curation.recipe import All, Any_, Compare, CompareFields, Condition, Not
from curation.store import Dataset, open_dataset
from ui.recipe.draft import NONE, Group, Tree
from ui.recipe.leaf import Incomplete


@pytest.fixture
def rated(winnow_home: Path) -> Dataset:
    return open_dataset(load("sample:ratings").id)


def turned(condition: Condition) -> Not:
    return Not(**{"not": condition})


HELPFUL = Compare(field="chosen.helpfulness", op=">=", value=3)
POEM = Compare(field="prompt", op="contains", value="poem")
LONGER = CompareFields(field="chosen.words", op=">", other="rejected.words", times=2)
CONDITIONS: list[Condition] = [
    HELPFUL,
    turned(POEM),
    All(all=(HELPFUL, Any_(any=(POEM, turned(LONGER))))),
    turned(Any_(any=(HELPFUL, POEM))),
    turned(All(all=(HELPFUL, Any_(any=(POEM, All(all=(LONGER, turned(HELPFUL)))))))),
    Compare(field="margin.helpfulness", op="between", value=(1, 2.5)),
    Compare(field="chosen.helpfulness", op="in", value=(0, 4)),
    Compare(field="prompt", op="in", value=("one", "two, three")),
    Compare(field="split", op="==", value="validation"),
    Compare(field="tie", op="==", value=False),
    Compare(field="turns", op="is not null"),
    CompareFields(field="chosen", op="==", other="rejected"),
    Compare(field="prompt.key", op="in", value=("0" * 16,), name="a topic"),
    Compare(field="chosen.unknown", op=">", value=1),
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_survives_the_builder(rated: Dataset, condition: Condition) -> None:
    tree, held = Tree.of("token", condition, rated)
    assert tree.condition(held, rated) == condition


def test_what_widgets_cannot_show_is_kept_as_it_is(rated: Dataset) -> None:
    unknown = Compare(field="chosen.unknown", op=">", value=1)
    tree, _ = Tree.of("token", All(all=(unknown, HELPFUL)), rated)
    assert [leaf.fixed for leaf in tree.leaves()] == [unknown, None]


def test_parts_are_added_and_removed_anywhere(rated: Dataset) -> None:
    tree = Tree.begun("t").with_group(0)
    inner = tree.root.members[1]
    assert isinstance(inner, Group)
    tree = tree.with_leaf(inner.id).with_leaf(0, POEM).without(1)
    held: dict[str, Any] = {f"t-{inner.id}-how": NONE}
    for leaf in tree.leaves():
        held |= {f"t-{leaf.id}-field": "turns", f"t-{leaf.id}-value-turns->=": 2.0}
    turns = Compare(field="turns", op=">=", value=2)
    assert tree.condition(held, rated) == All(all=(turned(Any_(any=(turns, turns))), POEM))


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        ({}, "Choose a field"),
        ({"t-1-field": "prompt"}, "Give a value first"),
        ({"t-1-field": "turns", "t-1-op-number": "in", "t-1-value-turns-in": "1, x"}, "“x” is no number"),
        ({"t-1-field": "turns", "t-1-op-number": "between"}, "both ends"),
        ({"t-1-field": "turns", "t-1-op-number": "> field"}, "the other field"),
    ],
)
def test_what_is_missing_is_said(rated: Dataset, held: dict[str, Any], missing: str) -> None:
    with pytest.raises(Incomplete, match=missing):
        Tree.begun("t").condition(held, rated)


def test_an_empty_group_is_no_condition(rated: Dataset) -> None:
    with pytest.raises(Incomplete, match="group is empty"):
        Tree.begun("t").without(1).condition({}, rated)
